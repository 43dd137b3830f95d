//! A calendar value as the law needs it: a day, a day with a time of day, or only the month (or week) that is known.

use std::fmt;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

/// How exactly a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Day and time of day.
    Minute,
    /// The day.
    Day,
    /// A week, given as its Monday.
    Week,
    /// Only the month: [`LegalDate::first_day`] is the 1st.
    Month,
}

/// A date with its precision. Ordered by first day, then time (none first), then precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LegalDate {
    day: NaiveDate,
    time: Option<NaiveTime>,
    precision: Precision,
}

impl LegalDate {
    /// A whole day.
    #[must_use]
    pub fn day(day: NaiveDate) -> Self {
        Self { day, time: None, precision: Precision::Day }
    }

    /// A day with a time of day.
    #[must_use]
    pub fn minute(at: NaiveDateTime) -> Self {
        Self { day: at.date(), time: Some(at.time()), precision: Precision::Minute }
    }

    /// A week, by any of its days.
    #[must_use]
    pub fn week(any_day: NaiveDate) -> Self {
        let monday = any_day.week(chrono::Weekday::Mon).checked_first_day().unwrap_or(any_day);
        Self { day: monday, time: None, precision: Precision::Week }
    }

    /// A month, by any of its days.
    #[must_use]
    pub fn month(any_day: NaiveDate) -> Self {
        Self { day: any_day.with_day(1).unwrap_or(any_day), time: None, precision: Precision::Month }
    }

    /// The first day the value can mean.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        self.day
    }

    /// The last day the value can mean (the same as [`Self::first_day`] for a known day).
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        match self.precision {
            Precision::Minute | Precision::Day => self.day,
            Precision::Week => self.day + chrono::Days::new(6),
            Precision::Month => super::calendar::last_day_of_month(self.day),
        }
    }

    /// The day, unless only the month is known (a week counts as its Monday: GUIDE.md).
    #[must_use]
    pub fn known_day(self) -> Option<NaiveDate> {
        (self.precision != Precision::Month).then_some(self.day)
    }

    /// The time of day, if the act gives one.
    #[must_use]
    pub fn time(self) -> Option<NaiveTime> {
        self.time
    }

    /// How exactly the date is known.
    #[must_use]
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// Another day, at the same time of day.
    #[must_use]
    pub fn on(self, day: NaiveDate) -> Self {
        self.time.map_or_else(|| Self::day(day), |time| Self::minute(day.and_time(time)))
    }

    /// The same day without its time of day.
    #[must_use]
    pub fn without_time(self) -> Self {
        match self.precision {
            Precision::Minute => Self::day(self.day),
            _ => self,
        }
    }
}

/// `YYYY-MM-DD`, or `YYYY-MM` for a month: the form of the exports.
impl fmt::Display for LegalDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision {
            Precision::Month => write!(f, "{}", self.day.format("%Y-%m")),
            _ => write!(f, "{}", self.day.format("%Y-%m-%d")),
        }
    }
}
