//! From an expression to whole days: which year, month or week is meant, and where it lies.
//!
//! Kept apart from the clock ([`super::resolve`]): nothing here knows a time of day.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Weekday};

use super::calendar::{easter, iso_monday, last_day_of_month, monday_of, nth_weekday, shift_days, shift_months};
use super::expr::{Expr, FeastRule, MonthPart, MonthRef, Season, Unit, WeekdayDir, YearRef};
use super::resolve::{Anchors, Direction, Grain};

/// A stretch of whole days.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    pub start: NaiveDate,
    pub end: NaiveDate,
    pub grain: Grain,
    pub interval: bool,
}

/// One day as a stretch.
pub(super) fn one_day(day: NaiveDate) -> Option<Stretch> {
    Some(Stretch { start: day, end: day.succ_opt()?, grain: Grain::Day, interval: false })
}

/// The length of an hour or less.
pub(super) fn seconds(unit: Unit) -> i64 {
    match unit {
        Unit::Hour => 3600,
        Unit::Minute => 60,
        _ => 1,
    }
}

/// The days an expression means; a weekday written with it helps to find the year.
pub(super) fn days(expr: &Expr, weekday: Option<Weekday>, anchors: &Anchors) -> Option<Stretch> {
    match expr {
        Expr::Day { year, month, day } => one_day(day_of_year(*year, *month, *day, weekday, anchors)?),
        Expr::DayOfMonth { day, month } => one_day(day_of_month(*day, *month, weekday, anchors)?),
        Expr::Month { year, month, part } => {
            let year = year_for(*year, *month, anchors)?;
            let first = NaiveDate::from_ymd_opt(year, *month, 1)?;
            if *part == Some(MonthPart::End) {
                return one_day(last_day_of_month(first));
            }
            Some(Stretch { start: first, end: last_day_of_month(first).succ_opt()?, grain: Grain::Month, interval: false })
        }
        Expr::Year(year) => unit_of(NaiveDate::from_ymd_opt(*year, 1, 1)?, Unit::Year),
        Expr::Decade(year) => {
            let (start, end) = (NaiveDate::from_ymd_opt(*year, 1, 1)?, NaiveDate::from_ymd_opt(*year + 10, 1, 1)?);
            Some(Stretch { start, end, grain: Grain::Year, interval: true })
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

fn span(from: &Expr, to: &Expr, weekday: Option<Weekday>, anchors: &Anchors) -> Option<Stretch> {
    let start = days(from, weekday, anchors)?;
    let onwards = Anchors { narrative: Some(start.start), direction: Direction::Future, ..*anchors };
    let end = days(to, None, &onwards)?;
    (end.end > start.start).then_some(Stretch { start: start.start, end: end.end, grain: start.grain, interval: true })
}

/// The whole unit that `day` lies in.
fn unit_of(day: NaiveDate, unit: Unit) -> Option<Stretch> {
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
    Some(Stretch { start, end, grain, interval: unit == Unit::Weekend })
}

fn period(unit: Unit, offset: i32, base: NaiveDate) -> Option<Stretch> {
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

fn run(count: i32, unit: Unit, act: NaiveDate) -> Option<Stretch> {
    let this = unit_of(act, unit)?;
    let step = if unit == Unit::Weekend { Unit::Week } else { unit };
    let (start, end) = if count < 0 {
        (shift(this.start, count, step)?, this.start)
    } else {
        let next = shift(this.start, 1, step)?;
        (next, shift(next, count, step)?)
    };
    Some(Stretch { start, end, grain: this.grain, interval: true })
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
            // No such day near the story: the one near the act, if there is one.
            [] => {
                let near_act = (-1..=1).filter_map(|offset| in_month(anchors.act, offset));
                let agreeing: Vec<NaiveDate> = near_act.filter(|found| found.weekday() == weekday).collect();
                if let [only] = agreeing.as_slice() {
                    return Some(*only);
                }
            }
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
                (Direction::Past | Direction::Default, Some(narrative)) if narrative.weekday() == weekday => Some(narrative),
                // The nearest one: "modtaget onsdag, vurderet torsdag" goes on, "onsdag … kom ind mandag" looks back.
                (Direction::Past | Direction::Default, Some(narrative)) => {
                    let last = before(narrative)?;
                    let next = after(narrative).filter(|day| *day <= anchors.act);
                    Some(next.filter(|next| next.signed_duration_since(narrative) <= narrative.signed_duration_since(last)).unwrap_or(last))
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

fn season_of(season: Season, year: YearRef, anchors: &Anchors) -> Option<Stretch> {
    let first_month = match season {
        Season::Spring => 3,
        Season::Summer => 6,
        Season::Autumn => 9,
        Season::Winter => 12,
    };
    let in_year = |year: i32| {
        let start = NaiveDate::from_ymd_opt(year, first_month, 1)?;
        Some(Stretch { start, end: shift_months(start, 3)?, grain: Grain::Month, interval: true })
    };
    let story = anchors.story();
    let around = story.year();
    let seasons: Vec<Stretch> = (around - 2..=around + 2).filter_map(in_year).collect();
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
