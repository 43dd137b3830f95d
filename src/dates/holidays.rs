//! Danish public holidays and working days. In: a day. Out: whether it is one, and its Danish name.
//!
//! Store bededag was a holiday until 2023. Days that are only customarily free (1 May, Constitution Day, 24 and 31 December) are no holidays.

use chrono::{Datelike, NaiveDate, Weekday};

use super::calendar::easter;

/// The Danish name of the public holiday `day`, or `None`.
#[must_use]
pub fn holiday_name(day: NaiveDate) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (1, 1) => return Some("Nytårsdag"),
        (12, 25) => return Some("Juledag"),
        (12, 26) => return Some("Anden juledag"),
        _ => {}
    }
    match day.signed_duration_since(easter(day.year())?).num_days() {
        -3 => Some("Skærtorsdag"),
        -2 => Some("Langfredag"),
        0 => Some("Påskedag"),
        1 => Some("Anden påskedag"),
        26 if day.year() <= 2023 => Some("Store bededag"),
        39 => Some("Kristi himmelfartsdag"),
        49 => Some("Pinsedag"),
        50 => Some("Anden pinsedag"),
        _ => None,
    }
}

/// Whether `day` is a Danish public holiday. Sundays are not, as such.
#[must_use]
pub fn is_holiday(day: NaiveDate) -> bool {
    holiday_name(day).is_some()
}

/// The two readings of `hverdag`, which the law leaves open (docs/law.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hverdage {
    /// Older usage: every day but Sundays and public holidays, so Saturday counts.
    MandagTilLoerdag,
    /// Office usage: Monday to Friday, without public holidays, Constitution Day, 24 and 31 December.
    MandagTilFredag,
}

/// Whether `day` is a hverdag in that reading.
#[must_use]
pub fn is_hverdag(day: NaiveDate, reading: Hverdage) -> bool {
    let weekday = day.weekday();
    if weekday == Weekday::Sun || is_holiday(day) {
        return false;
    }
    let office_closed = weekday == Weekday::Sat || matches!((day.month(), day.day()), (6, 5) | (12, 24 | 31));
    reading == Hverdage::MandagTilLoerdag || !office_closed
}

/// The `count`-th hverdag after `day`; the day itself is not counted.
#[must_use]
pub fn add_hverdage(day: NaiveDate, count: u32, reading: Hverdage) -> NaiveDate {
    let wanted = usize::try_from(count).unwrap_or(usize::MAX);
    match wanted.checked_sub(1) {
        None => day,
        Some(before) => day.iter_days().skip(1).filter(|day| is_hverdag(*day, reading)).nth(before).unwrap_or(NaiveDate::MAX),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr)]
    use super::*;
    use crate::dates::suites::external;

    #[test]
    fn agrees_with_the_published_lists() {
        let Some(list) = external("holidays_dk.json") else { return };
        let rows = list.as_array().unwrap();
        let mut wrong = Vec::new();
        let mut years = std::collections::BTreeSet::new();
        let mut named = std::collections::BTreeSet::new();
        for row in rows {
            let day: NaiveDate = row["date"].as_str().unwrap().parse().unwrap();
            // a customary day off may fall on a holiday
            if row["optional"] == true {
                continue;
            }
            let holiday = row["holiday"].as_bool().unwrap_or(true);
            years.insert(day.year());
            if holiday {
                named.insert(day);
            }
            if is_holiday(day) != holiday {
                wrong.push(format!("{row}"));
            }
        }
        for year in years {
            for day in NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take_while(|d| d.year() == year) {
                if is_holiday(day) && !named.contains(&day) {
                    wrong.push(format!("{day} is no holiday there"));
                }
            }
        }
        assert!(wrong.is_empty(), "{} rows, wrong: {wrong:#?}", rows.len());
    }

    #[test]
    fn six_hverdage_in_both_readings() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (received, to_saturday, to_friday) in [
            ("2021-03-02", "2021-03-09", "2021-03-10"),
            ("2021-03-26", "2021-04-06", "2021-04-08"),
            ("2023-05-01", "2023-05-09", "2023-05-10"),
            ("2024-04-22", "2024-04-29", "2024-04-30"),
            ("2022-05-30", "2022-06-07", "2022-06-08"),
            ("2024-06-03", "2024-06-10", "2024-06-12"),
            ("2024-12-20", "2024-12-30", "2025-01-06"),
        ] {
            assert_eq!(add_hverdage(day(received), 6, Hverdage::MandagTilLoerdag), day(to_saturday), "{received}");
            assert_eq!(add_hverdage(day(received), 6, Hverdage::MandagTilFredag), day(to_friday), "{received}");
        }
        assert_eq!(add_hverdage(day("2024-06-03"), 0, Hverdage::MandagTilFredag), day("2024-06-03"));
    }
}
