//! The second pass: from a mention and its anchors to a calendar value.
//!
//! What is not written is taken from the anchors, never from a clock. Which year or month is meant follows the direction; a weekday
//! written with the date decides between years and otherwise only contradicts: the date wins.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::expr::{Anchor, Expr, Mention, Prefix, TimeGrain, TimeSpan, Unit};
use super::legal::LegalDate;
use super::place::{Stretch, days, one_day, seconds};

/// Which way an unfinished date points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// Retold: the latest date that is not after the act.
    Past,
    /// Planned: the first date that is not before the anchor.
    Future,
    /// The date nearest to the anchor.
    Nearest,
    /// Onwards from the narrative's day; without one, back from the act up to 11 months, else forward.
    #[default]
    Default,
}

/// What a mention is resolved against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchors {
    /// The day the words were written: the act's own date; inside a journal the entry's, so that `i går` is the day before the entry.
    pub act: NaiveDate,
    /// The time of day they were written, if known: `kl. 3` as a text of its own is then the coming one, `om 5 timer` counts from it.
    pub at: Option<NaiveTime>,
    /// The day the story has come to: the entry's date or the previous mention's.
    pub narrative: Option<NaiveDate>,
    /// Which way an unfinished date points.
    pub direction: Direction,
}

impl Anchors {
    /// Anchors with only the act's date.
    #[must_use]
    pub fn act(act: NaiveDate) -> Self {
        Self { act, at: None, narrative: None, direction: Direction::Default }
    }

    /// The narrative's day, else the act's.
    pub(super) fn story(&self) -> NaiveDate {
        self.narrative.unwrap_or(self.act)
    }

    fn now(&self) -> NaiveDateTime {
        self.act.and_time(self.at.unwrap_or_default())
    }

    /// The day an anchor stands for.
    pub(super) fn of(&self, anchor: Anchor) -> Option<NaiveDate> {
        match anchor {
            Anchor::Act => Some(self.act),
            Anchor::Narrative => Some(self.story()),
            Anchor::Event => self.narrative,
        }
    }
}

/// The smallest unit a value is known to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Quarters.
    Quarter,
    /// Years.
    Year,
}

/// A place in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    /// Where it begins.
    pub start: NaiveDateTime,
    /// Where it ends, exclusive.
    pub end: NaiveDateTime,
    /// The smallest unit it is known to.
    pub grain: Grain,
    /// Whether the words name a stretch longer than one unit of the grain (`3.-5. marts`, `foråret 2021`).
    pub interval: bool,
    /// Only a part of the day is known, no clock time.
    pub part_of_day: bool,
    /// The weekday written with the date is not the date's.
    pub weekday_contradicts: bool,
}

impl Value {
    /// The value as the law needs it: minute, day, week or month; for a stretch its first unit. `None` where only a quarter, a season or a
    /// year is known.
    #[must_use]
    pub fn legal(&self) -> Option<LegalDate> {
        let day = self.start.date();
        match self.grain {
            Grain::Second | Grain::Minute | Grain::Hour if self.part_of_day => Some(LegalDate::day(day)),
            Grain::Second | Grain::Minute | Grain::Hour => Some(LegalDate::minute(self.start)),
            Grain::Day => Some(LegalDate::day(day)),
            Grain::Week => Some(LegalDate::week(day)),
            Grain::Month if self.interval => None,
            Grain::Month => Some(LegalDate::month(day)),
            Grain::Quarter | Grain::Year => None,
        }
    }

    /// The first day.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.start.date()
    }
}

/// The calendar value of a mention, `None` where the words give none.
#[must_use]
pub fn resolve(mention: &Mention, anchors: &Anchors) -> Option<Value> {
    if let Expr::Relative { count, unit: unit @ (Unit::Second | Unit::Minute | Unit::Hour), anchor } = mention.expr {
        return clock_distance(count, unit, anchor, anchors);
    }
    if let Expr::Period { unit: unit @ (Unit::Second | Unit::Minute | Unit::Hour), offset, anchor } = mention.expr {
        return clock_distance(offset, unit, anchor, anchors);
    }
    if let Expr::Run { count, unit: unit @ (Unit::Second | Unit::Minute | Unit::Hour) } = mention.expr {
        return clock_run(count, unit, anchors);
    }
    // a deadline may lie either way of the act
    let deadline = anchors.direction == Direction::Default && matches!(mention.prefix, Prefix::By | Prefix::Until);
    let anchors = &Anchors { direction: if deadline { Direction::Nearest } else { anchors.direction }, ..*anchors };
    let days = if mention.expr == Expr::Time { time_only(mention, anchors)? } else { days(&mention.expr, mention.weekday, anchors)? };
    let contradicts = mention.weekday.is_some_and(|weekday| matches!(days.grain, Grain::Day) && days.start.weekday() != weekday);
    let mut value = match mention.time {
        Some(time) => timed(days, time)?,
        None => Value {
            start: days.start.and_time(NaiveTime::MIN),
            end: days.end.and_time(NaiveTime::MIN),
            grain: days.grain,
            interval: days.interval,
            part_of_day: false,
            weekday_contradicts: false,
        },
    };
    value.weekday_contradicts = contradicts;
    Some(value)
}

fn timed(days: Stretch, time: TimeSpan) -> Option<Value> {
    let at = |seconds: u32| days.start.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::seconds(i64::from(seconds)));
    let start = at(time.start)?;
    let (grain, unit) = match time.grain {
        TimeGrain::Second => (Grain::Second, 1),
        TimeGrain::Minute => (Grain::Minute, 60),
        TimeGrain::Hour | TimeGrain::Part => (Grain::Hour, 3600),
    };
    let part = time.grain == TimeGrain::Part;
    let end = match time.end {
        Some(end) if part => at(end)?,
        // a clock time that a span ends with is part of it; past midnight it is the next day's
        Some(end) if end < time.start => at(end + 86_400 + unit)?,
        Some(end) => at(end + unit)?,
        // a stretch of days that begins at a clock time
        None if days.interval && !part => days.end.and_time(NaiveTime::MIN),
        None => at(time.start + unit)?,
    };
    Some(Value { start, end, grain, interval: time.end.is_some() || days.interval, part_of_day: part, weekday_contradicts: false })
}

fn time_only(mention: &Mention, anchors: &Anchors) -> Option<Stretch> {
    let mut day = anchors.story();
    let coming = anchors.direction == Direction::Future && anchors.narrative.is_none() && mention.prefix == Prefix::None;
    if coming
        && let (Some(now), Some(time)) = (anchors.at, mention.time)
        && time.grain != TimeGrain::Part
        && time.start < 86_400
        && time.clock().is_some_and(|clock| clock < now)
    {
        day = day.succ_opt()?;
    }
    one_day(day)
}

fn clock_grain(unit: Unit) -> Grain {
    match unit {
        Unit::Hour => Grain::Hour,
        Unit::Minute => Grain::Minute,
        _ => Grain::Second,
    }
}

fn clock_distance(count: i32, unit: Unit, anchor: Anchor, anchors: &Anchors) -> Option<Value> {
    let base = match anchor {
        Anchor::Act => anchors.now(),
        _ => anchors.of(anchor)?.and_time(NaiveTime::MIN),
    };
    let delta = TimeDelta::try_seconds(i64::from(count).checked_mul(seconds(unit))?)?;
    let start = base.checked_add_signed(delta)?;
    // without a clock time at hand only the day can be told
    let known = anchor == Anchor::Act && anchors.at.is_some();
    let (start, grain) = if known { (start, clock_grain(unit)) } else { (start.date().and_time(NaiveTime::MIN), Grain::Day) };
    let end = start.checked_add_signed(TimeDelta::try_seconds(if known { seconds(unit) } else { 86_400 })?)?;
    Some(Value { start, end, grain, interval: false, part_of_day: false, weekday_contradicts: false })
}

fn clock_run(count: i32, unit: Unit, anchors: &Anchors) -> Option<Value> {
    let now = anchors.now();
    let into_unit = now.and_utc().timestamp().rem_euclid(seconds(unit));
    let base = now.checked_sub_signed(TimeDelta::try_seconds(into_unit)?)?;
    let at = |count: i64| base.checked_add_signed(TimeDelta::try_seconds(count.checked_mul(seconds(unit))?)?);
    let count = i64::from(count);
    let (start, end) = if count < 0 { (at(count)?, base) } else { (at(1)?, at(count + 1)?) };
    Some(Value { start, end, grain: clock_grain(unit), interval: true, part_of_day: false, weekday_contradicts: false })
}
