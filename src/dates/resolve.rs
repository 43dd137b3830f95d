//! The second pass: from a mention and its anchors to a calendar value.
//!
//! What is not written is taken from the anchors, never from a clock. Which year or month is meant follows the direction; a weekday
//! written with the date decides between years and otherwise only contradicts: the date wins.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

use super::calendar::{easter, iso_monday, last_day_of_month, monday_of, nth_weekday, shift_days, shift_months};
use super::expr::{Anchor, Expr, FeastRule, Mention, MonthRef, Prefix, Season, TimeGrain, TimeSpan, Unit, WeekdayDir, YearRef};
use super::legal::LegalDate;

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

    fn story(&self) -> NaiveDate {
        self.narrative.unwrap_or(self.act)
    }

    fn now(&self) -> NaiveDateTime {
        self.act.and_time(self.at.unwrap_or_default())
    }

    fn of(&self, anchor: Anchor) -> Option<NaiveDate> {
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

/// A stretch of whole days.
#[derive(Clone, Copy)]
struct Days2 {
    start: NaiveDate,
    end: NaiveDate,
    grain: Grain,
    interval: bool,
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

fn one_day(day: NaiveDate) -> Option<Days2> {
    Some(Days2 { start: day, end: day.succ_opt()?, grain: Grain::Day, interval: false })
}

fn timed(days: Days2, time: TimeSpan) -> Option<Value> {
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
        None => at(time.start + unit)?,
    };
    Some(Value { start, end, grain, interval: time.end.is_some(), part_of_day: part, weekday_contradicts: false })
}

fn time_only(mention: &Mention, anchors: &Anchors) -> Option<Days2> {
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

fn seconds(unit: Unit) -> i64 {
    match unit {
        Unit::Hour => 3600,
        Unit::Minute => 60,
        _ => 1,
    }
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
    let grain = if known { clock_grain(unit) } else { Grain::Day };
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

fn days(expr: &Expr, weekday: Option<Weekday>, anchors: &Anchors) -> Option<Days2> {
    match expr {
        Expr::Day { year, month, day } => one_day(day_of_year(*year, *month, *day, weekday, anchors)?),
        Expr::DayOfMonth { day, month } => one_day(day_of_month(*day, *month, weekday, anchors)?),
        Expr::Month { year, month, part } => {
            let year = year_for(*year, *month, anchors)?;
            let first = NaiveDate::from_ymd_opt(year, *month, 1)?;
            let _ = part;
            Some(Days2 { start: first, end: last_day_of_month(first).succ_opt()?, grain: Grain::Month, interval: false })
        }
        Expr::Year(year) => unit_of(NaiveDate::from_ymd_opt(*year, 1, 1)?, Unit::Year),
        Expr::Decade(year) => {
            let (start, end) = (NaiveDate::from_ymd_opt(*year, 1, 1)?, NaiveDate::from_ymd_opt(*year + 10, 1, 1)?);
            Some(Days2 { start, end, grain: Grain::Year, interval: true })
        }
        Expr::Quarter { year, quarter } => {
            let year = explicit_year(*year, anchors).unwrap_or_else(|| anchors.story().year());
            unit_of(NaiveDate::from_ymd_opt(year, quarter * 3 - 2, 1)?, Unit::Quarter)
        }
        Expr::Week { year, week } => unit_of(week_monday(*year, *week, anchors)?, Unit::Week),
        Expr::Weekday { weekday, dir } => one_day(weekday_day(*weekday, *dir, anchors)?),
        Expr::Period { unit, offset, anchor } => period(*unit, *offset, anchors.of(*anchor)?),
        Expr::Relative { count, unit, anchor } => one_day(shift(anchors.of(*anchor)?, *count, *unit)?),
        Expr::Offset { count, unit, base } => {
            // `14 dage efter jul`: the feast that has been
            let has_been = matches!(**base, Expr::Feast { .. });
            let anchors = Anchors { direction: if has_been { Direction::Past } else { anchors.direction }, ..*anchors };
            one_day(shift(days(base, None, &anchors)?.start, *count, *unit)?)
        }
        Expr::Run { count, unit } => run(*count, *unit, anchors.act),
        Expr::NthWeekday { nth, weekday, month, year } => one_day(nth_weekday(year_for(*year, *month, anchors)?, *month, *weekday, *nth)?),
        Expr::NthWeek { nth, month, year } => {
            let year = year_for(*year, *month, anchors)?;
            let weekday = if *nth < 0 { Weekday::Sun } else { Weekday::Mon };
            unit_of(monday_of(nth_weekday(year, *month, weekday, *nth)?), Unit::Week)
        }
        Expr::NthDay { nth, month, year } => {
            let year = year_for(*year, *month, anchors)?;
            let first = NaiveDate::from_ymd_opt(year, *month, 1)?;
            if *nth < 0 { one_day(last_day_of_month(first)) } else { one_day(first.with_day(u32::try_from(*nth).ok()?)?) }
        }
        Expr::Season { season, year } => season_of(*season, *year, anchors),
        Expr::Feast { rule, year } => one_day(feast(*rule, *year, anchors)?),
        Expr::Span { from, to } => span(from, to, weekday, anchors),
        Expr::Time => one_day(anchors.story()),
        Expr::Vague => None,
    }
}

fn span(from: &Expr, to: &Expr, weekday: Option<Weekday>, anchors: &Anchors) -> Option<Days2> {
    let start = days(from, weekday, anchors)?;
    let onwards = Anchors { narrative: Some(start.start), direction: Direction::Future, ..*anchors };
    let end = days(to, None, &onwards)?;
    (end.end > start.start).then_some(Days2 { start: start.start, end: end.end, grain: start.grain, interval: true })
}

/// The whole unit that `day` lies in.
fn unit_of(day: NaiveDate, unit: Unit) -> Option<Days2> {
    let (start, end, grain) = match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => return one_day(day),
        Unit::Weekend => {
            let saturday = shift_days(monday_of(day), 5)?;
            (saturday, shift_days(saturday, 2)?, Grain::Day)
        }
        Unit::Week => (monday_of(day), shift_days(monday_of(day), 7)?, Grain::Week),
        Unit::Month => (day.with_day(1)?, last_day_of_month(day).succ_opt()?, Grain::Month),
        Unit::Quarter => {
            let start = NaiveDate::from_ymd_opt(day.year(), day.month0() / 3 * 3 + 1, 1)?;
            (start, shift_months(start, 3)?, Grain::Quarter)
        }
        Unit::Year => (NaiveDate::from_ymd_opt(day.year(), 1, 1)?, NaiveDate::from_ymd_opt(day.year() + 1, 1, 1)?, Grain::Year),
    };
    Some(Days2 { start, end, grain, interval: unit == Unit::Weekend })
}

fn period(unit: Unit, offset: i32, base: NaiveDate) -> Option<Days2> {
    let start = match unit {
        Unit::Weekend => shift(base, offset, Unit::Week)?,
        unit => shift(unit_of(base, unit)?.start, offset, unit)?,
    };
    unit_of(start, unit)
}

fn shift(day: NaiveDate, count: i32, unit: Unit) -> Option<NaiveDate> {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => day
            .and_time(NaiveTime::MIN)
            .checked_add_signed(TimeDelta::try_seconds(i64::from(count).checked_mul(seconds(unit))?)?)
            .map(|at| at.date()),
        Unit::Day => shift_days(day, i64::from(count)),
        Unit::Week | Unit::Weekend => shift_days(day, i64::from(count) * 7),
        Unit::Month => shift_months(day, count),
        Unit::Quarter => shift_months(day, count.checked_mul(3)?),
        Unit::Year => shift_months(day, count.checked_mul(12)?),
    }
}

fn run(count: i32, unit: Unit, act: NaiveDate) -> Option<Days2> {
    let this = unit_of(act, unit)?;
    let step = if unit == Unit::Weekend { Unit::Week } else { unit };
    let (start, end) = if count < 0 {
        (shift(this.start, count, step)?, this.start)
    } else {
        let next = shift(this.start, 1, step)?;
        (next, shift(next, count, step)?)
    };
    Some(Days2 { start, end, grain: this.grain, interval: true })
}

fn explicit_year(year: YearRef, anchors: &Anchors) -> Option<i32> {
    match year {
        YearRef::Unknown | YearRef::Last | YearRef::Next => None,
        YearRef::Given(year) => Some(year),
        YearRef::Act(offset) => anchors.act.year().checked_add(offset),
        YearRef::Narrative(offset) => anchors.story().year().checked_add(offset),
    }
}

/// How far back a date without a year may lie before the next one is the likelier.
const BACK: i64 = 335;

/// Of the days that words may mean, the one the direction asks for.
fn choose(candidates: &BTreeSet<NaiveDate>, anchors: &Anchors) -> Option<NaiveDate> {
    let nearest = |to: NaiveDate, days: &mut dyn Iterator<Item = &NaiveDate>| {
        days.min_by_key(|day| (day.signed_duration_since(to).num_days().abs(), std::cmp::Reverse(**day))).copied()
    };
    let told = |limit: NaiveDate| candidates.range(..=limit).next_back().copied();
    let story = anchors.story();
    match (anchors.direction, anchors.narrative) {
        (Direction::Nearest, _) => nearest(story, &mut candidates.iter()),
        (Direction::Future, _) => candidates.range(story..).next().or_else(|| candidates.last()).copied(),
        (Direction::Past, Some(narrative)) => {
            let before_act = candidates.range(..=anchors.act.max(narrative));
            nearest(narrative, &mut before_act.into_iter()).or_else(|| candidates.first().copied())
        }
        (Direction::Past, None) => told(anchors.act).or_else(|| candidates.first().copied()),
        (Direction::Default, Some(narrative)) => nearest(narrative, &mut candidates.iter()),
        (Direction::Default, None) => {
            let past = told(anchors.act);
            let near_enough = past.filter(|day| anchors.act.signed_duration_since(*day).num_days() <= BACK);
            near_enough.or_else(|| candidates.range(anchors.act..).next().copied()).or(past)
        }
    }
}

fn day_of_year(year: YearRef, month: u32, day: u32, weekday: Option<Weekday>, anchors: &Anchors) -> Option<NaiveDate> {
    if let Some(year) = explicit_year(year, anchors) {
        return NaiveDate::from_ymd_opt(year, month, day);
    }
    let around = anchors.story().year();
    // 29 February has to look further for its year
    let reach = if (month, day) == (2, 29) { 8 } else { 1 };
    let candidates: BTreeSet<NaiveDate> =
        (around - reach..=around + reach).filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).collect();
    if let Some(weekday) = weekday {
        let agreeing: Vec<NaiveDate> = candidates.iter().copied().filter(|day| day.weekday() == weekday).collect();
        if let [only] = agreeing.as_slice() {
            return Some(*only);
        }
    }
    choose(&candidates, anchors)
}

/// The year of a month, a feast and the like, by the month's first day.
fn year_for(year: YearRef, month: u32, anchors: &Anchors) -> Option<i32> {
    if let Some(year) = explicit_year(year, anchors) {
        return Some(year);
    }
    let act = anchors.act;
    // `sidste oktober` and `næste april` are never the month under way
    match year {
        YearRef::Last => return Some(if month < act.month() { act.year() } else { act.year() - 1 }),
        YearRef::Next => return Some(if month > act.month() { act.year() } else { act.year() + 1 }),
        _ => {}
    }
    let around = anchors.story();
    // the month under way counts as both gone and coming
    let same = |day: &NaiveDate| (day.year(), day.month()) == (around.year(), around.month());
    let candidates: BTreeSet<NaiveDate> =
        (around.year() - 1..=around.year() + 1).filter_map(|year| NaiveDate::from_ymd_opt(year, month, 1)).collect();
    candidates.iter().find(|day| same(day)).copied().or_else(|| choose(&candidates, anchors)).map(|day| day.year())
}

fn day_of_month(day: u32, month: MonthRef, weekday: Option<Weekday>, anchors: &Anchors) -> Option<NaiveDate> {
    let in_month = |base: NaiveDate, offset: i32| shift_months(base.with_day(1)?, offset)?.with_day(day);
    match month {
        MonthRef::Act(offset) => return in_month(anchors.act, offset),
        MonthRef::Narrative(offset) => return in_month(anchors.story(), offset),
        MonthRef::Unknown => {}
    }
    let story = anchors.story();
    let candidates: BTreeSet<NaiveDate> = (-2..=2).filter_map(|offset| in_month(story, offset)).collect();
    if let Some(weekday) = weekday {
        let near = candidates.iter().copied().filter(|found| found.weekday() == weekday);
        let agreeing: Vec<NaiveDate> = near.filter(|found| found.signed_duration_since(story).num_days().abs() <= 45).collect();
        match agreeing.as_slice() {
            [] => {}
            [only] => return Some(*only),
            several => return choose(&several.iter().copied().collect(), anchors),
        }
    }
    let same = in_month(story, 0);
    match (anchors.direction, anchors.narrative) {
        (Direction::Default, Some(_)) => {
            // a story goes on: a day well before the last one is the next month's
            let fits = same.filter(|found| story.signed_duration_since(*found).num_days() <= 10);
            fits.or_else(|| in_month(story, 1).filter(|next| *next <= anchors.act)).or(same).or_else(|| choose(&candidates, anchors))
        }
        (Direction::Default, None) => same.or_else(|| choose(&candidates, anchors)),
        _ => choose(&candidates, anchors),
    }
}

fn week_monday(year: YearRef, week: u32, anchors: &Anchors) -> Option<NaiveDate> {
    if let Some(year) = explicit_year(year, anchors) {
        return iso_monday(year, week);
    }
    let story = anchors.story();
    let around = story.iso_week().year();
    let reach = if week == 53 { 7 } else { 1 };
    let candidates: BTreeSet<NaiveDate> = (around - reach..=around + reach).filter_map(|year| iso_monday(year, week)).collect();
    let this = monday_of(story);
    if candidates.contains(&this) {
        return Some(this);
    }
    choose(&candidates, anchors)
}

fn weekday_day(weekday: Weekday, dir: WeekdayDir, anchors: &Anchors) -> Option<NaiveDate> {
    let before = |day: NaiveDate| shift_days(day, -i64::from((day.weekday().days_since(weekday) + 6) % 7 + 1));
    let after = |day: NaiveDate| shift_days(day, i64::from((weekday.days_since(day.weekday()) + 6) % 7 + 1));
    let of_week = |monday: NaiveDate| shift_days(monday, i64::from(weekday.num_days_from_monday()));
    match dir {
        WeekdayDir::Past => before(anchors.act),
        WeekdayDir::Coming => after(anchors.act),
        WeekdayDir::OfWeek(offset) => of_week(shift(monday_of(anchors.act), offset, Unit::Week)?),
        WeekdayDir::OfNumberedWeek(year, week) => of_week(week_monday(year, week, anchors)?),
        WeekdayDir::After => after(anchors.story()),
        WeekdayDir::Before => before(anchors.story()),
        WeekdayDir::Bare => {
            let story = anchors.story();
            match (anchors.direction, anchors.narrative) {
                (Direction::Past, None) => before(anchors.act),
                (Direction::Future, _) => after(story),
                (Direction::Past | Direction::Default, Some(narrative)) => {
                    after(narrative).filter(|day| *day <= anchors.act).or_else(|| before(narrative))
                }
                _ if story.weekday() == weekday => Some(story),
                _ => {
                    let (last, next) = (before(story)?, after(story)?);
                    Some(if story.signed_duration_since(last) <= next.signed_duration_since(story) { last } else { next })
                }
            }
        }
    }
}

fn season_of(season: Season, year: YearRef, anchors: &Anchors) -> Option<Days2> {
    let first_month = match season {
        Season::Spring => 3,
        Season::Summer => 6,
        Season::Autumn => 9,
        Season::Winter => 12,
    };
    let in_year = |year: i32| {
        let start = NaiveDate::from_ymd_opt(year, first_month, 1)?;
        Some(Days2 { start, end: shift_months(start, 3)?, grain: Grain::Month, interval: true })
    };
    let story = anchors.story();
    let around = story.year();
    let seasons: Vec<Days2> = (around - 2..=around + 2).filter_map(in_year).collect();
    match year {
        YearRef::Given(year) => in_year(year),
        // `sidste sommer`, `næste forår`: the last one over, the first one to begin
        YearRef::Last => seasons.into_iter().rfind(|found| found.end <= anchors.act),
        YearRef::Next => seasons.into_iter().find(|found| found.start > anchors.act),
        YearRef::Unknown => {
            let under_way = seasons.iter().find(|found| found.start <= story && story < found.end);
            let starts: BTreeSet<NaiveDate> = seasons.iter().map(|found| found.start).collect();
            match under_way {
                Some(found) => Some(*found),
                None => in_year(choose(&starts, anchors)?.year()),
            }
        }
        other => in_year(explicit_year(other, anchors)?),
    }
}

fn feast(rule: FeastRule, year: YearRef, anchors: &Anchors) -> Option<NaiveDate> {
    if let Some(year) = explicit_year(year, anchors) {
        return feast_in(rule, year);
    }
    if let YearRef::Last | YearRef::Next = year {
        let around = anchors.act.year();
        let days: BTreeSet<NaiveDate> = (around - 1..=around + 1).filter_map(|year| feast_in(rule, year)).collect();
        return if year == YearRef::Last { days.range(..anchors.act).next_back() } else { days.range(anchors.act.succ_opt()?..).next() }
            .copied();
    }
    let around = anchors.story().year();
    choose(&(around - 1..=around + 1).filter_map(|year| feast_in(rule, year)).collect(), anchors)
}

fn feast_in(rule: FeastRule, year: i32) -> Option<NaiveDate> {
    match rule {
        FeastRule::Fixed(month, day) => NaiveDate::from_ymd_opt(year, month, day),
        FeastRule::Easter(days) => shift_days(easter(year)?, i64::from(days)),
        FeastRule::Sunday(month, nth) => nth_weekday(year, month, Weekday::Sun, i32::try_from(nth).ok()?),
        FeastRule::Advent(nth) => {
            let christmas = NaiveDate::from_ymd_opt(year, 12, 25)?;
            let fourth = christmas.checked_sub_days(Days::new(u64::from((christmas.weekday().num_days_from_sunday() + 6) % 7 + 1)))?;
            shift_days(fourth, -7 * (4 - i64::from(nth)))
        }
    }
}
