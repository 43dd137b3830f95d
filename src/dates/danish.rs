//! Dates as people read them in Danish.

use chrono::{Datelike, NaiveDate, Timelike};

use super::legal::{LegalDate, Precision};

const MONTHS: [&str; 12] =
    ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"];

/// `3. marts 2021`, `3. marts 2021 kl. 14.10`, `marts 2021`, `uge 12 i 2021 (fra 22. marts 2021)`.
#[must_use]
pub fn danish(date: LegalDate) -> String {
    let day = date.first_day();
    match (date.precision(), date.time()) {
        (Precision::Month, _) => format!("{} {}", month_name(day), day.year()),
        (Precision::Week, _) => format!("uge {} i {} (fra {})", day.iso_week().week(), day.iso_week().year(), in_words(day)),
        (_, Some(time)) => format!("{} kl. {}.{:02}", in_words(day), time.hour(), time.minute()),
        (_, None) => in_words(day),
    }
}

fn in_words(day: NaiveDate) -> String {
    format!("{}. {} {}", day.day(), month_name(day), day.year())
}

/// The Danish name of its month.
#[must_use]
pub fn month_name(day: NaiveDate) -> &'static str {
    usize::try_from(day.month0()).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn as_read() {
        let day: NaiveDate = "2021-03-22".parse().unwrap();
        assert_eq!(danish(LegalDate::day(day)), "22. marts 2021");
        assert_eq!(danish(LegalDate::minute(day.and_hms_opt(9, 5, 0).unwrap())), "22. marts 2021 kl. 9.05");
        assert_eq!(danish(LegalDate::month(day)), "marts 2021");
        assert_eq!(danish(LegalDate::week("2021-03-24".parse().unwrap())), "uge 12 i 2021 (fra 22. marts 2021)");
        assert_eq!(danish(LegalDate::week("2021-01-01".parse().unwrap())), "uge 53 i 2020 (fra 28. december 2020)");
    }
}
