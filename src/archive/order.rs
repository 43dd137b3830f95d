//! The order people expect of file names: numbers by value, case ignored, æ ø å at the end of the alphabet.

use std::cmp::Ordering;
use std::iter::Peekable;
use std::str::Chars;

/// Compares names in natural order: `2 brev` before `10 brev`, `Ø` before `Å`. Total: names that look alike are ordered by their bytes.
#[must_use]
pub fn natural_order(left: &str, right: &str) -> Ordering {
    folded_order(left, right).then_with(|| left.cmp(right))
}

fn folded_order(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.chars().peekable(), right.chars().peekable());
    loop {
        let (Some(&l), Some(&r)) = (left.peek(), right.peek()) else {
            return left.peek().is_some().cmp(&right.peek().is_some());
        };
        let order = if l.is_ascii_digit() && r.is_ascii_digit() {
            number_order(&mut left, &mut right)
        } else {
            left.next();
            right.next();
            letter_rank(l).cmp(&letter_rank(r))
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Numbers of any length: without leading zeros, the longer is the larger.
fn number_order(left: &mut Peekable<Chars<'_>>, right: &mut Peekable<Chars<'_>>) -> Ordering {
    let (left, right) = (take_digits(left), take_digits(right));
    left.len().cmp(&right.len()).then_with(|| left.cmp(&right))
}

fn take_digits(chars: &mut Peekable<Chars<'_>>) -> String {
    let mut digits = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        if digit != '0' || !digits.is_empty() {
            digits.push(digit);
        }
    }
    digits
}

/// `/` first, so that a folder's own files stand together; then code points, with the Danish letters in their order.
fn letter_rank(letter: char) -> (u8, char) {
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    match lower {
        '/' => (0, lower),
        'æ' => (2, 'a'),
        'ø' => (2, 'b'),
        'å' => (2, 'c'),
        _ => (1, lower),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::natural_order;
    use proptest::prelude::*;

    #[test]
    fn numbers_by_value_and_danish_letters_last() {
        let mut names = vec!["10 b.pdf", "Åse", "2 b.pdf", "øl", "zebra", "Æble", "02 a.pdf", "sag 1/x", "sag 1b"];
        names.sort_by(|l, r| natural_order(l, r));
        assert_eq!(names, ["02 a.pdf", "2 b.pdf", "10 b.pdf", "sag 1/x", "sag 1b", "zebra", "Æble", "øl", "Åse"]);
    }

    proptest! {
        #[test]
        fn is_a_total_order(mut names in prop::collection::vec("[0-9a-cæøåÅ/ ]{0,6}", 3)) {
            names.sort_by(|l, r| natural_order(l, r));
            let [a, b, c] = names.try_into().unwrap();
            prop_assert!(natural_order(&a, &b).is_le() && natural_order(&b, &c).is_le() && natural_order(&a, &c).is_le());
            prop_assert_eq!(natural_order(&a, &b).is_eq(), a == b);
        }
    }
}
