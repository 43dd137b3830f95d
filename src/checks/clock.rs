//! Days that are no hverdag, summer time, and the doubts that a month deadline can leave (docs/law.md).
//!
//! GUIDE.md counts plainly: calendar hours, months to the same day, no extension over a weekend. What practice leaves open
//! never changes an outcome here; it only tells where a reader should look twice.

use chrono::{Duration, NaiveDate, NaiveDateTime};

use crate::dates::{Hverdage, add_months, is_hverdag, last_day_of_month, utc_offset};

/// A way of counting by which a step after the deadline would have been in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// The last day is no hverdag, and the step fell on the next one (its date).
    NextHverdag(NaiveDate),
    /// Counted from the last day of a month the deadline would be the last day of the target month (its date).
    MonthEnd(NaiveDate),
}

/// The doubts for a step on `ended` against `months` months from `start`; none where it was in time.
pub(super) fn doubts(start: NaiveDate, months: u32, ended: NaiveDate) -> Vec<Doubt> {
    let deadline = add_months(start, months);
    let mut found = Vec::new();
    if ended <= deadline {
        return found;
    }
    found.extend(next_hverdag_helps(deadline, ended).map(Doubt::NextHverdag));
    let month_end = last_day_of_month(deadline);
    if start == last_day_of_month(start) && ended <= month_end {
        found.push(Doubt::MonthEnd(month_end));
    }
    found
}

/// The next hverdag, where the last day is none and a step that came later came by then.
pub(super) fn next_hverdag_helps(deadline: NaiveDate, ended: NaiveDate) -> Option<NaiveDate> {
    let next = next_hverdag(deadline);
    (next != deadline && deadline < ended && ended <= next).then_some(next)
}

/// The day itself if it is a hverdag, else the next one. 5 June, 24 and 31 December count as closed, as in the statutes that extend a last day.
fn next_hverdag(day: NaiveDate) -> NaiveDate {
    day.iter_days().take(15).find(|d| is_hverdag(*d, Hverdage::MandagTilFredag)).unwrap_or(day)
}

/// The time that really passed between two Danish clock times: an hour less over the change to summer time, one more over the change back.
pub(super) fn elapsed(from: NaiveDateTime, to: NaiveDateTime) -> Duration {
    to - from - (utc_offset(to) - utc_offset(from))
}

/// The clock time at which so many hours have really passed.
pub(super) fn after_hours(from: NaiveDateTime, hours: u32) -> Option<NaiveDateTime> {
    let utc = from.checked_sub_signed(utc_offset(from))?.checked_add_signed(Duration::hours(i64::from(hours)))?;
    let summer = utc.checked_add_signed(Duration::hours(2))?;
    let winter = utc.checked_add_signed(Duration::hours(1))?;
    // Both faces must lie in summer: in the hour before the March change only the later one does, and no clock ever shows it.
    let is_summer = [summer, winter].into_iter().all(|face| utc_offset(face) == Duration::hours(2));
    Some(if is_summer { summer } else { winter })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::{Datelike, NaiveTime};
    use proptest::prelude::*;

    fn day(s: &str) -> NaiveDate {
        s.parse().unwrap()
    }

    fn at(s: &str) -> NaiveDateTime {
        s.parse().unwrap()
    }

    #[test]
    fn around_the_changes_every_hour_has_its_face() {
        let after = |from: &str, hours| after_hours(at(from), hours).unwrap().format("%d %H:%M").to_string();
        assert_eq!([0, 1, 2, 3].map(|hours| after("2021-03-28T00:30:00", hours)), ["28 00:30", "28 01:30", "28 03:30", "28 04:30"]);
        assert_eq!([0, 1, 2, 3].map(|hours| after("2021-10-31T01:30:00", hours)), ["31 01:30", "31 02:30", "31 02:30", "31 03:30"]);
        assert_eq!(after("2021-03-27T01:30:00", 24), "28 01:30");
    }

    #[test]
    fn clock_changes_move_an_hour() {
        assert_eq!(elapsed(at("2021-10-30T12:00:00"), at("2021-10-31T12:00:00")), Duration::hours(25));
        assert_eq!(elapsed(at("2021-03-27T12:00:00"), at("2021-03-28T12:00:00")), Duration::hours(23));
        assert_eq!(elapsed(at("2021-06-01T12:00:00"), at("2021-06-02T12:00:00")), Duration::hours(24));
    }

    #[test]
    fn doubts_only_where_another_count_would_help() {
        // 19 June 2021 is a Saturday.
        assert_eq!(doubts(day("2021-02-19"), 4, day("2021-06-21")), [Doubt::NextHverdag(day("2021-06-21"))]);
        assert_eq!(doubts(day("2021-02-19"), 4, day("2021-06-22")), []);
        assert_eq!(doubts(day("2023-02-28"), 4, day("2023-06-30")), [Doubt::MonthEnd(day("2023-06-30"))]);
        assert_eq!(doubts(day("2023-02-28"), 4, day("2023-06-28")), []);
        assert_eq!(doubts(day("2021-10-31"), 4, day("2022-03-01")), []);
    }

    #[test]
    fn month_vectors_of_the_law_reference() {
        for (from, months, to) in [
            ("2021-10-31", 4, "2022-02-28"),
            ("2023-10-31", 4, "2024-02-29"),
            ("2021-01-31", 3, "2021-04-30"),
            ("2021-11-30", 3, "2022-02-28"),
            ("2023-02-28", 4, "2023-06-28"),
        ] {
            assert_eq!(add_months(day(from), months), day(to));
        }
    }

    proptest! {
        /// The slow oracle walks day by day to the month wanted and stops at the day wanted or at the month's end.
        #[test]
        fn months_end_where_walking_day_by_day_ends(n in 0i64..20_000, months in 0u32..30) {
            let start = day("1990-01-01") + Duration::days(n);
            let mut at = start;
            for _ in 0..months {
                let month = at.month();
                while at.month() == month { at = at.succ_opt().unwrap(); }
            }
            let month = at.month();
            if months == 0 { at = start; } else {
                while at.day() < start.day() && at.succ_opt().unwrap().month() == month { at = at.succ_opt().unwrap(); }
            }
            prop_assert_eq!(add_months(start, months), at);
        }

        /// The slow oracle turns the clock minute by minute, as a clock on the wall is turned: at 2 it jumps to 3 on the last Sunday of March, at 3 back
        /// to 2 on that of October.
        #[test]
        fn so_many_hours_later_the_wall_clock_shows_this(day_of_year in 80u32..310, minute in 0i64..1440, hours in 0u32..50, year in 2019i32..2030) {
            let start = NaiveDate::from_yo_opt(year, day_of_year).unwrap().and_time(NaiveTime::MIN) + Duration::minutes(minute);
            let turns = |month: u32, hour: u32| {
                let mut day = NaiveDate::from_ymd_opt(year, month, 31).unwrap();
                while day.weekday() != chrono::Weekday::Sun { day = day.pred_opt().unwrap(); }
                day.and_hms_opt(hour, 0, 0).unwrap()
            };
            let (forward, back) = (turns(3, 2), turns(10, 3));
            // A face that no clock shows, or shows twice, says nothing about how long ago it was.
            prop_assume!(!(forward <= start && start < forward + Duration::hours(1)));
            prop_assume!(!(back - Duration::hours(1) <= start && start < back));
            let (mut face, mut turned_back) = (start, start >= back);
            for _ in 0..hours * 60 {
                face += Duration::minutes(1);
                if face == forward { face += Duration::hours(1); }
                if face == back && !turned_back { face -= Duration::hours(1); turned_back = true; }
            }
            prop_assert_eq!(after_hours(start, hours), Some(face));
            let doubled = back - Duration::hours(1) <= face && face < back;
            if !doubled { prop_assert_eq!(elapsed(start, face), Duration::hours(i64::from(hours))); }
        }

        /// The slow oracle ticks off days on a calendar of published holidays.
        #[test]
        fn hverdage_are_ticked_off_on_the_calendar(n in 0i64..2900, count in 1u32..12) {
            use crate::dates::{Hverdage, add_hverdage};
            let easter = ["2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28"];
            let closed = |d: NaiveDate| {
                let sunday = easter.iter().map(|e| day(e)).find(|e| e.year() == d.year()).unwrap();
                let moving = [-3, -2, 0, 1, 39, 49, 50].iter().any(|k| sunday + Duration::days(*k) == d);
                let bededag = d.year() < 2024 && sunday + Duration::days(26) == d;
                let fixed = ["01-01", "12-25", "12-26"].iter().any(|f| d.to_string().ends_with(f));
                d.weekday() == chrono::Weekday::Sun || moving || bededag || fixed
            };
            let office_closed = |d: NaiveDate| {
                closed(d) || d.weekday() == chrono::Weekday::Sat || ["06-05", "12-24", "12-31"].iter().any(|f| d.to_string().ends_with(f))
            };
            let tick = |is_closed: &dyn Fn(NaiveDate) -> bool| {
                let (mut at, mut ticked) = (day("2019-01-01") + Duration::days(n), 0);
                while ticked < count {
                    at = at.succ_opt().unwrap();
                    if !is_closed(at) { ticked += 1; }
                }
                at
            };
            let start = day("2019-01-01") + Duration::days(n);
            prop_assert_eq!(add_hverdage(start, count, Hverdage::MandagTilLoerdag), tick(&closed));
            prop_assert_eq!(add_hverdage(start, count, Hverdage::MandagTilFredag), tick(&office_closed));
        }
    }
}
