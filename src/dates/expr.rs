//! What a date mention says before it is placed in the calendar: the scanner's output and the resolver's input.
//!
//! Nothing here knows a year that the text does not give: `den 4.` stays "day 4 of some month". So one scan of a page serves
//! whatever anchor is found out later (the act's date, the journal entry's, the previous mention's).

use std::ops::Range;

use chrono::{NaiveTime, Weekday};
use serde::Deserialize;

/// What a relative expression counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The day the words were written: the act's date, in a journal the entry's.
    Act,
    /// The day the story has come to: the entry or the last date mentioned.
    Narrative,
    /// An event named in the words (`en uge efter afgørelsen`): taken as the narrative's day; without one there is no value.
    Event,
}

/// A calendar unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Saturday and Sunday of a week.
    Weekend,
    /// ISO weeks.
    Week,
    /// Months.
    Month,
    /// Quarters of a year.
    Quarter,
    /// Years.
    Year,
}

/// The year a date lies in, as far as the words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum YearRef {
    /// Not said.
    Unknown,
    /// Written out.
    Given(i32),
    /// So many years from the act's (`i år` 0, `sidste år` -1).
    Act(i32),
    /// So many years from the narrative's (`s.å.` 0, `året efter` 1).
    Narrative(i32),
    /// That of the last one that is over at the act: `sidste oktober`, `sidste sommer`.
    Last,
    /// That of the first one that begins after the act: `næste april`.
    Next,
}

/// The month a day lies in, as far as the words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MonthRef {
    /// Not said: `den 4.`
    Unknown,
    /// So many months from the act's (`ds.` 0, `f.m.` -1, `n.m.` 1).
    Act(i32),
    /// So many months from the narrative's (`s.m.` 0).
    Narrative(i32),
}

/// A part of a month; the day is then not known, unless it is the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthPart {
    /// `primo`, `først i`.
    Early,
    /// `medio`, `midt i`.
    Middle,
    /// `ultimo`, `sidst i`.
    Late,
    /// `i løbet af`.
    During,
    /// `udgangen af`, `den sidste dag i`: its last day.
    End,
}

/// A season by the Danish months (spring is March to May).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    /// March to May.
    Spring,
    /// June to August.
    Summer,
    /// September to November.
    Autumn,
    /// December to February; its year is December's.
    Winter,
}

/// How a feast is found in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeastRule {
    /// The same day each year: month, day.
    Fixed(u32, u32),
    /// Days after Easter Sunday.
    Easter(i32),
    /// The n-th Sunday of a month: month, n.
    Sunday(u32, u32),
    /// The n-th Sunday of Advent.
    Advent(u32),
}

/// Which of the weekdays so named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WeekdayDir {
    /// Only the name: `onsdag`.
    Bare,
    /// The last one before the act: `i mandags`, `sidste fredag`.
    Past,
    /// The first one after the act: `på mandag`, `næste onsdag`.
    Coming,
    /// In the week so many weeks from the act's: `mandag i sidste uge` -1.
    OfWeek(i32),
    /// In a numbered ISO week: `mandag i uge 12`.
    OfNumberedWeek(YearRef, u32),
    /// The first one after the narrative's day: `torsdagen efter`.
    After,
    /// The last one before the narrative's day: `fredagen før`.
    Before,
}

/// What the words say about the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expr {
    /// A day of a named month.
    Day {
        /// Its year.
        year: YearRef,
        /// 1 to 12.
        month: u32,
        /// 1 to 31, valid in that month.
        day: u32,
    },
    /// A day whose month is not named: `den 4.`, `den 2. ds.`
    DayOfMonth {
        /// 1 to 31.
        day: u32,
        /// Which month.
        month: MonthRef,
    },
    /// A month or a part of it.
    Month {
        /// Its year.
        year: YearRef,
        /// 1 to 12.
        month: u32,
        /// The part named, if any.
        part: Option<MonthPart>,
    },
    /// A year: `i 2020`.
    Year(i32),
    /// Ten years from this one: `i 1950'erne`.
    Decade(i32),
    /// A quarter.
    Quarter {
        /// Its year.
        year: YearRef,
        /// 1 to 4.
        quarter: u32,
    },
    /// An ISO week.
    Week {
        /// Its year.
        year: YearRef,
        /// 1 to 53.
        week: u32,
    },
    /// A day of the week.
    Weekday {
        /// Which.
        weekday: Weekday,
        /// Which of them.
        dir: WeekdayDir,
    },
    /// The calendar unit so many units from the anchor's own: `i går`, `næste uge`, `samme dag`, `i år`.
    Period {
        /// The unit, also the grain.
        unit: Unit,
        /// Units from the anchor's.
        offset: i32,
        /// What it counts from.
        anchor: Anchor,
    },
    /// A day (or a minute, for hours and less) at a distance: `for 14 dage siden`, `tre uger senere`.
    Relative {
        /// Signed number of units.
        count: i32,
        /// The unit counted.
        unit: Unit,
        /// What it counts from.
        anchor: Anchor,
    },
    /// The whole units just gone or to come: `sidste 2 dage` -2, `næste tre uger` 3.
    Run {
        /// Signed number of units.
        count: i32,
        /// The unit counted.
        unit: Unit,
    },
    /// A day at a distance from another date: `14 dage efter den 3. maj`.
    Offset {
        /// Signed number of units.
        count: i32,
        /// The unit counted.
        unit: Unit,
        /// The date counted from.
        base: Box<Expr>,
    },
    /// The n-th weekday of a month: `tredje tirsdag i september 2014`.
    NthWeekday {
        /// 1 to 5, or -1 for the last.
        nth: i32,
        /// Which weekday.
        weekday: Weekday,
        /// 1 to 12.
        month: u32,
        /// The month's year.
        year: YearRef,
    },
    /// The n-th week of a month: `første uge i oktober`, counted by the Mondays; the last is the one that ends in it.
    NthWeek {
        /// 1 to 5, or -1 for the last.
        nth: i32,
        /// 1 to 12.
        month: u32,
        /// The month's year.
        year: YearRef,
    },
    /// The n-th day of a month in words: `sidste dag i oktober`.
    NthDay {
        /// 1 to 31, or -1 for the last.
        nth: i32,
        /// 1 to 12.
        month: u32,
        /// The month's year.
        year: YearRef,
    },
    /// A season.
    Season {
        /// Which.
        season: Season,
        /// Its year.
        year: YearRef,
    },
    /// A feast.
    Feast {
        /// How its day is found.
        rule: FeastRule,
        /// Its year.
        year: YearRef,
    },
    /// From one date to another, both included.
    Span {
        /// Where it begins; this is the day that counts for an event.
        from: Box<Expr>,
        /// Where it ends.
        to: Box<Expr>,
    },
    /// Only a time of day: the day is the narrative's.
    Time,
    /// A date that has no calendar value: `efter sommerferien`, `for nogle år siden`.
    Vague,
}

/// How exactly a time of day is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeGrain {
    /// To the second.
    Second,
    /// To the minute: `kl. 14.10`.
    Minute,
    /// To the hour: `kl. 9`.
    Hour,
    /// A part of the day: `om formiddagen`. No minute is known.
    Part,
}

/// A time of day, or the span between two. Seconds from midnight; 86400 is the midnight that ends the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeSpan {
    /// Where it starts.
    pub start: u32,
    /// Where it ends: as written for a span of clock times (`14.10-15.00`), exclusive for a part of the day.
    pub end: Option<u32>,
    /// How exactly it is given.
    pub grain: TimeGrain,
}

impl TimeSpan {
    /// The clock time an event gets, `None` for a part of the day.
    #[must_use]
    pub fn clock(self) -> Option<NaiveTime> {
        match self.grain {
            TimeGrain::Part => None,
            _ => NaiveTime::from_num_seconds_from_midnight_opt(self.start % 86_400, 0),
        }
    }
}

/// The word before a mention that tells how the date is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Prefix {
    /// None of those below.
    #[default]
    None,
    /// `fra`.
    From,
    /// `til`, `indtil`.
    Until,
    /// `inden`, `senest`.
    By,
    /// `før`.
    Before,
    /// `efter`.
    After,
    /// `siden`.
    Since,
}

/// A date expression in a text. Holds no text itself, so that its `Debug` shows nothing of an act but dates.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mention {
    /// Byte offsets, on char boundaries.
    pub span: Range<usize>,
    /// What it says.
    pub expr: Expr,
    /// A weekday written with the date: decides the year, or contradicts.
    pub weekday: Option<Weekday>,
    /// The time of day written with it.
    pub time: Option<TimeSpan>,
    /// `ca.`, `omkring`, `knap`.
    pub approximate: bool,
    /// `inden`, `senest`, `efter` … right before it (outside the span).
    pub prefix: Prefix,
    /// A birth date: never an event.
    pub born: bool,
    /// Days from the day of writing, where the words say that too: -1 in `i går, den 9. maj`.
    pub counted: Option<i32>,
}

impl Mention {
    /// A mention with nothing but its words.
    pub(super) fn new(start: usize, end: usize, expr: Expr) -> Self {
        Self { span: start..end, expr, weekday: None, time: None, approximate: false, prefix: Prefix::None, born: false, counted: None }
    }

    /// How far the mention lies from its anchor, for expressions that only give a distance: signed count and unit.
    #[must_use]
    pub fn offset(&self) -> Option<(i32, Unit)> {
        match &self.expr {
            Expr::Relative { count, unit, .. } | Expr::Run { count, unit } | Expr::Offset { count, unit, .. } => Some((*count, *unit)),
            Expr::Period { unit, offset, .. } => Some((*offset, *unit)),
            _ => None,
        }
    }

    /// Whether the words alone name a day of the year, without any anchor but the year.
    #[must_use]
    pub fn is_absolute(&self) -> bool {
        match &self.expr {
            Expr::Day { .. } => true,
            Expr::Span { from, .. } => matches!(**from, Expr::Day { .. }),
            _ => false,
        }
    }
}
