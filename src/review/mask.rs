//! CPR numbers in texts: covered until a reader asks for them.

use std::borrow::Cow;
use std::sync::OnceLock;

use regex::Regex;

/// What stands in a number's place.
const COVER: &str = "••••••-••••";

/// Covers whatever has the form of a CPR number, real or not: six digits and four, with a hyphen, a dash, blanks or nothing between.
pub fn cpr(text: &str) -> Cow<'_, str> {
    static FORM: OnceLock<Option<Regex>> = OnceLock::new();
    let form = FORM.get_or_init(|| Regex::new(r"(^|[^0-9])([0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[-–]? ?[0-9]{4})\b").ok());
    match form {
        Some(form) => form.replace_all(text, format!("${{1}}{COVER}")),
        // The pattern is fixed and a test reads it; without it nothing is shown rather than everything.
        None => Cow::Borrowed(COVER),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_covered_and_dates_are_not() {
        assert_eq!(cpr("Emil, 020315-1234, født 02.03.2015"), "Emil, ••••••-••••, født 02.03.2015");
        assert_eq!(cpr("0203151234 og 02 03 15 1234"), "••••••-•••• og ••••••-••••");
        assert_eq!(cpr("020315–1234"), "••••••-••••");
        assert_eq!(cpr("sag 12345678901 og 19-06-2024"), "sag 12345678901 og 19-06-2024");
    }
}
