//! Comparing dates of which some are known to the month only: every comparison answers yes, no, or perhaps.
//!
//! A week counts as its Monday (GUIDE.md); only a month is a stretch of days. So `uoplyst` arises where a month straddles a limit, and nowhere else.

use chrono::NaiveDate;

use crate::dates::LegalDate;
use crate::dates::add_months;

/// An answer that the acts may leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tri {
    /// On no reading.
    No,
    /// On some readings.
    Maybe,
    /// On every reading.
    Yes,
}

impl Tri {
    /// Both.
    pub(super) fn and(self, other: Self) -> Self {
        self.min(other)
    }
}

/// The first and the last day a date can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    /// First day.
    pub(super) lo: NaiveDate,
    /// Last day, not before `lo`.
    pub(super) hi: NaiveDate,
}

impl Span {
    /// The stretch of a date.
    pub(super) fn of(date: LegalDate) -> Self {
        match date.known_day() {
            Some(day) => Self { lo: day, hi: day },
            None => Self { lo: date.first_day(), hi: date.last_day() },
        }
    }

    /// One day.
    pub(super) fn day(day: NaiveDate) -> Self {
        Self { lo: day, hi: day }
    }

    /// The stretch that a deadline of so many months can end in.
    pub(super) fn plus_months(self, months: u32) -> Self {
        Self { lo: add_months(self.lo, months), hi: add_months(self.hi, months) }
    }

    /// `self ≤ other`.
    pub(super) fn le(self, other: Self) -> Tri {
        if self.hi <= other.lo {
            Tri::Yes
        } else if self.lo > other.hi {
            Tri::No
        } else {
            Tri::Maybe
        }
    }

    /// `self < other`.
    pub(super) fn lt(self, other: Self) -> Tri {
        match other.le(self) {
            Tri::Yes => Tri::No,
            Tri::No => Tri::Yes,
            Tri::Maybe => Tri::Maybe,
        }
    }

    /// The date this stretch shows as: the day, or its month.
    pub(super) fn legal(self) -> LegalDate {
        if self.lo == self.hi { LegalDate::day(self.lo) } else { LegalDate::month(self.hi) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_date() -> impl Strategy<Value = LegalDate> {
        (0..800i64, any::<bool>()).prop_map(|(n, month)| {
            let day = NaiveDate::from_ymd_opt(2021, 1, 1).unwrap_or_default() + chrono::Duration::days(n);
            if month { LegalDate::month(day) } else { LegalDate::day(day) }
        })
    }

    proptest! {
        /// The oracle tries every pair of days.
        #[test]
        fn comparisons_agree_with_every_reading(a in any_date(), b in any_date()) {
            let (a, b) = (Span::of(a), Span::of(b));
            let days = |s: Span| s.lo.iter_days().take_while(move |d| *d <= s.hi);
            let answer = |test: &dyn Fn(NaiveDate, NaiveDate) -> bool| {
                let all: Vec<bool> = days(a).flat_map(|x| days(b).map(move |y| (x, y))).map(|(x, y)| test(x, y)).collect();
                if all.iter().all(|v| *v) { Tri::Yes } else if all.iter().any(|v| *v) { Tri::Maybe } else { Tri::No }
            };
            prop_assert_eq!(a.le(b), answer(&|x, y| x <= y));
            prop_assert_eq!(a.lt(b), answer(&|x, y| x < y));
        }
    }
}
