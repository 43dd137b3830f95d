//! The order of pages among equals: case, act in natural order, page.

/// A file name as text whose byte order is the natural one (`2.pdf` before `10.pdf`); [`act_of`] gives the name back.
pub(super) fn act_place(act: &str) -> String {
    let mut out = String::with_capacity(2 * act.len() + 24);
    let mut rest = act;
    while let Some(c) = rest.chars().next() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if digits == 0 {
            out.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            continue;
        }
        let (run, behind) = rest.split_at_checked(digits).unwrap_or_default();
        // As wide as any number in a file name that people compare by value.
        out.push_str(&format!("{:0>20}", run.trim_start_matches('0')));
        rest = behind;
    }
    // The name itself parts names that differ in leading zeros only.
    out.push('\0');
    out.push_str(act);
    out
}

/// The file name in an [`act_place`].
pub(super) fn act_of(place: &str) -> &str {
    place.split_once('\0').map_or(place, |(_, act)| act)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_are_in_natural_order_and_keep_their_names() {
        let names = ["1.pdf", "02.pdf", "2.pdf", "10.pdf", "a 9.pdf", "a 10.pdf", "b/1.pdf"];
        let places = names.map(act_place);
        assert!(places.is_sorted());
        assert!(places.iter().zip(names).all(|(place, name)| act_of(place) == name));
    }
}
