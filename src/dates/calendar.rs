//! Calendar arithmetic as the law counts: months run to the same day of the month, 31 → last day; Easter; ISO weeks.

use chrono::{Datelike, Days, Duration, Months, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

/// The same day `months` later; where that day is missing, the last day of the month (docs/law.md).
#[must_use]
pub fn add_months(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// As [`add_months`], also backwards; `None` outside chrono's years.
#[must_use]
pub fn shift_months(day: NaiveDate, months: i32) -> Option<NaiveDate> {
    let by = Months::new(months.unsigned_abs());
    if months < 0 { day.checked_sub_months(by) } else { day.checked_add_months(by) }
}

/// The last day of the month that `day` lies in.
#[must_use]
pub fn last_day_of_month(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    add_months(first, 1).pred_opt().unwrap_or(day)
}

/// The Monday of an ISO week; `None` for a week 53 in a year that has none.
#[must_use]
pub fn iso_monday(year: i32, week: u32) -> Option<NaiveDate> {
    NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)
}

/// The Monday of the week that `day` lies in.
#[must_use]
pub fn monday_of(day: NaiveDate) -> NaiveDate {
    day.week(Weekday::Mon).checked_first_day().unwrap_or(day)
}

/// Easter Sunday in the Gregorian calendar (the anonymous algorithm of 1876, as Meeus prints it).
#[must_use]
pub fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let skipped = (century + 8) / 25;
    let epact = (19 * golden + century - century / 4 - (century - skipped + 1) / 3 + 15).rem_euclid(30);
    let shift = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * shift) / 451;
    let days = epact + shift - 7 * late + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?)
}

/// `days` from `day`, either way; `None` outside chrono's years.
#[must_use]
pub fn shift_days(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    let by = Days::new(days.unsigned_abs());
    if days < 0 { day.checked_sub_days(by) } else { day.checked_add_days(by) }
}

/// The n-th (from 1) or, for -1, the last `weekday` of a month.
#[must_use]
pub fn nth_weekday(year: i32, month: u32, weekday: Weekday, nth: i32) -> Option<NaiveDate> {
    if nth > 0 {
        return NaiveDate::from_weekday_of_month_opt(year, month, weekday, u8::try_from(nth).ok()?);
    }
    let last = last_day_of_month(NaiveDate::from_ymd_opt(year, month, 1)?);
    shift_days(last, -i64::from(last.weekday().days_since(weekday)))
}

/// The offset from UTC of a clock time in Denmark; the doubled hour in October counts as summer time.
#[must_use]
pub fn utc_offset(at: NaiveDateTime) -> Duration {
    let change = |month, hour| last_sunday(at.year(), month).and_then(|day| Some(day.and_time(NaiveTime::from_hms_opt(hour, 0, 0)?)));
    let summer = match (change(3, 2), change(10, 3)) {
        (Some(begin), Some(end)) => at >= begin && at < end,
        _ => false,
    };
    Duration::hours(if summer { 2 } else { 1 })
}

fn last_sunday(year: i32, month: u32) -> Option<NaiveDate> {
    let last = last_day_of_month(NaiveDate::from_ymd_opt(year, month, 1)?);
    last.checked_sub_days(Days::new(u64::from(last.weekday().num_days_from_sunday())))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_end_on_their_last_day() {
        assert_eq!(add_months(day("2021-01-31"), 1), day("2021-02-28"));
        assert_eq!(shift_months(day("2020-03-31"), -1), Some(day("2020-02-29")));
    }

    #[test]
    fn weeks_follow_iso() {
        assert_eq!(iso_monday(2021, 12), Some(day("2021-03-22")));
        assert_eq!(iso_monday(2020, 53), Some(day("2020-12-28")));
        assert_eq!(iso_monday(2021, 53), None);
    }

    #[test]
    fn weekdays_of_a_month() {
        assert_eq!(nth_weekday(2014, 9, Weekday::Tue, 3), Some(day("2014-09-16")));
        assert_eq!(nth_weekday(2014, 3, Weekday::Sun, -1), Some(day("2014-03-30")));
        assert_eq!(nth_weekday(2014, 2, Weekday::Mon, 5), None);
    }

    #[test]
    fn easter_far_off() {
        assert_eq!(easter(1818), Some(day("1818-03-22")));
        assert_eq!(easter(2038), Some(day("2038-04-25")));
        assert_eq!(easter(i32::MAX), None);
        assert_eq!(easter(i32::MIN), None);
    }
}
