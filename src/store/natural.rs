//! The order in which people expect file names: `2.pdf` before `10.pdf`.

use std::cmp::Ordering;

/// Compares digit runs by their number and the rest by its bytes; names that differ only in leading zeros fall back to bytes,
/// so that only equal names are equal.
#[must_use]
pub fn natural_cmp(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.as_bytes(), b.as_bytes());
    loop {
        let (left_digits, right_digits) = (digits(left), digits(right));
        if left_digits > 0 && right_digits > 0 {
            let (left_run, left_rest) = left.split_at(left_digits);
            let (right_run, right_rest) = right.split_at(right_digits);
            let (left_number, right_number) = (without_zeros(left_run), without_zeros(right_run));
            match left_number.len().cmp(&right_number.len()).then_with(|| left_number.cmp(right_number)) {
                Ordering::Equal => (left, right) = (left_rest, right_rest),
                unequal => return unequal,
            }
            continue;
        }
        match (left.split_first(), right.split_first()) {
            (Some((l, left_rest)), Some((r, right_rest))) if l == r => (left, right) = (left_rest, right_rest),
            (Some((l, _)), Some((r, _))) => return l.cmp(r),
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
        }
    }
}

/// Number of digits at the start.
fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// A digit run without its leading zeros.
fn without_zeros(run: &[u8]) -> &[u8] {
    let zeros = run.iter().take_while(|byte| **byte == b'0').count();
    run.split_at(zeros).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_as_numbers() {
        let mut names = vec!["10.pdf", "2.pdf", "02.pdf", "1.pdf", "bilag 3.pdf", "bilag 20.pdf", "æ.pdf", ""];
        names.sort_by(|a, b| natural_cmp(a, b));
        assert_eq!(names, ["", "1.pdf", "02.pdf", "2.pdf", "10.pdf", "bilag 3.pdf", "bilag 20.pdf", "æ.pdf"]);
    }
}
