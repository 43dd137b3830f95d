//! `aktspor dates`: the date expressions of one line as objects of the contract.
//!
//! A line that is one expression and nothing else points to the coming date (`mandag`, `15. februar`, `kl. 3`), as such a line is mostly an
//! appointment; weeks and quarters are the nearest, a season or a weekend is the one under way. In a sentence dates without a year look back up
//! to 11 months and a bare weekday follows the nearest verb of the sentence, the past if there is none.

use chrono::{Datelike, NaiveDateTime, NaiveTime, TimeDelta};
use serde::Serialize;

use super::expr::{Anchor, Expr, Mention, Prefix, Season, Unit, WeekdayDir};
use super::parse::cursor::Cursor;
use super::resolve::{Anchors, Direction, Grain, Value, resolve};
use super::scan::Scanner;
use super::tables::Role;

/// One expression, as the contract prints it (the caller adds the line number).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Byte offset in the line.
    pub start: usize,
    /// Byte offset of its end.
    pub end: usize,
    /// The words.
    pub text: String,
    /// `YYYY[-MM[-DD[THH:MM]]]`; `None` for an interval without a start.
    pub value: Option<String>,
    /// The exclusive end of an interval.
    pub value_end: Option<String>,
    /// `minute`, `hour`, `day`, `week`, `month`, `quarter` or `year`.
    pub grain: &'static str,
}

/// The date expressions of a line written at `reference`, in order. Expressions without a calendar value are left out.
#[must_use]
pub fn dates_line(scanner: &Scanner, line: &str, reference: NaiveDateTime) -> Vec<Found> {
    let mut anchors = Anchors { act: reference.date(), at: Some(reference.time()), narrative: None, direction: Direction::Future };
    if let Some(mention) = scanner.whole(line) {
        anchors.direction = match mention.expr {
            Expr::Week { .. } => Direction::Nearest,
            _ => Direction::Future,
        };
        let value = convention(&mention, &anchors).or_else(|| resolve(&mention, &anchors));
        return value.map(|value| found(line, &mention, &value, open(&mention))).into_iter().collect();
    }
    let mut list = Vec::new();
    for mention in scanner.scan(line) {
        if quoted(line, &mention) {
            continue;
        }
        anchors.direction = Direction::Default;
        let mut own = anchors;
        if let Expr::Weekday { dir: WeekdayDir::Bare, .. } = mention.expr {
            own.direction = tense(scanner, line, &mention);
            own.narrative = None;
        }
        if own.narrative.is_none() && hangs_on_story(&mention) {
            continue;
        }
        let Some(value) = resolve(&mention, &own).map(day_of_part) else { continue };
        if value.grain <= Grain::Day && !mention.born && mention.expr != Expr::Time {
            anchors.narrative = Some(value.day());
        }
        list.push(found(line, &mention, &value, Prefix::None));
    }
    list
}

/// `året efter` with nothing before it has no value that could be told; `samme dag` may be the line's own.
fn hangs_on_story(mention: &Mention) -> bool {
    match mention.expr {
        Expr::Period { offset, anchor, .. } => anchor != Anchor::Act && offset != 0,
        Expr::Relative { anchor, .. } => anchor != Anchor::Act,
        Expr::Weekday { dir, .. } => matches!(dir, WeekdayDir::After | WeekdayDir::Before),
        _ => false,
    }
}

/// In a sentence a part of the day is no clock time: the day is the value.
fn day_of_part(value: Value) -> Value {
    if !value.part_of_day {
        return value;
    }
    Value { start: value.day().and_time(NaiveTime::MIN), grain: Grain::Day, interval: false, ..value }
}

/// Only a line of its own is an open interval (`inden kl. 14`); in a sentence the deadline is that day.
fn open(mention: &Mention) -> Prefix {
    match mention.prefix {
        Prefix::After | Prefix::Since | Prefix::From => Prefix::After,
        Prefix::By | Prefix::Before | Prefix::Until => Prefix::Before,
        Prefix::None => Prefix::None,
    }
}

/// A word in quotation marks is spoken of, not used: `"i morgen" kunne betyde …`.
fn quoted(line: &str, mention: &Mention) -> bool {
    let mark = |c: char| matches!(c, '"' | '”' | '“' | '»' | '«');
    let before = line.get(..mention.span.start).and_then(|text| text.chars().next_back());
    let after = line.get(mention.span.end..).and_then(|text| text.chars().next());
    before.is_some_and(mark) && after.is_some_and(mark)
}

/// Which way a bare weekday points: the verb nearest after it, else nearest before it, in its sentence.
fn tense(scanner: &Scanner, line: &str, mention: &Mention) -> Direction {
    let cursor = Cursor::new(line, &scanner.lexicon, false);
    let mut at = mention.span.end;
    for _ in 0..3 {
        at = cursor.space(at);
        let Some(word) = cursor.word(at) else { break };
        if let Some(direction) = verb(&cursor, at, word.end) {
            return direction;
        }
        at = word.end;
    }
    let mut at = mention.span.start;
    for _ in 0..6 {
        let Some((start, end)) = cursor.word_before(at) else { break };
        if let Some(direction) = verb(&cursor, start, end) {
            return direction;
        }
        at = start;
    }
    Direction::Past
}

fn verb(cursor: &Cursor, start: usize, end: usize) -> Option<Direction> {
    let word = cursor.raw(start, end);
    if let Some(entry) = cursor.lexicon.get(word) {
        if entry.is(Role::TensePast) {
            return Some(Direction::Past);
        }
        if entry.is(Role::TenseFuture) {
            return Some(Direction::Future);
        }
    }
    (word.len() > 4 && word.ends_with(b"ede")).then_some(Direction::Past)
}

/// What other date libraries' tests agree on for seasons and weekends as a text of their own: astronomical seasons, a weekend from Friday 18.00.
fn convention(mention: &Mention, anchors: &Anchors) -> Option<Value> {
    let value = resolve(mention, anchors)?;
    match mention.expr {
        Expr::Period { unit: Unit::Weekend, .. } => {
            let start = value.start.checked_sub_signed(TimeDelta::hours(6))?;
            Some(Value { start, grain: Grain::Hour, ..value })
        }
        Expr::Season { season, .. } => {
            let (from, to, later) = match season {
                Season::Spring => ((3, 20), (6, 22), 0),
                Season::Summer => ((6, 21), (9, 24), 0),
                Season::Autumn => ((9, 23), (12, 22), 0),
                Season::Winter => ((12, 21), (3, 21), 1),
            };
            let day = |year: i32, (month, day): (u32, u32)| {
                chrono::NaiveDate::from_ymd_opt(year, month, day).map(|day| day.and_time(NaiveTime::MIN))
            };
            let year = value.day().year();
            Some(Value { start: day(year, from)?, end: day(year + later, to)?, grain: Grain::Day, ..value })
        }
        _ => None,
    }
}

fn found(line: &str, mention: &Mention, value: &Value, open: Prefix) -> Found {
    let text = line.get(mention.span.clone()).unwrap_or_default().to_string();
    let (first, last) = match open {
        Prefix::After => (Some(print(value.start, value.grain)), None),
        Prefix::Before => (None, Some(print(value.start, value.grain))),
        _ => (Some(print(value.start, value.grain)), value.interval.then(|| print(value.end, value.grain))),
    };
    Found { start: mention.span.start, end: mention.span.end, text, value: first, value_end: last, grain: grain_name(value.grain) }
}

fn print(at: NaiveDateTime, grain: Grain) -> String {
    let form = match grain {
        Grain::Second | Grain::Minute | Grain::Hour => "%Y-%m-%dT%H:%M",
        Grain::Day | Grain::Week | Grain::Quarter => "%Y-%m-%d",
        Grain::Month => "%Y-%m",
        Grain::Year => "%Y",
    };
    at.format(form).to_string()
}

fn grain_name(grain: Grain) -> &'static str {
    match grain {
        Grain::Second | Grain::Minute => "minute",
        Grain::Hour => "hour",
        Grain::Day => "day",
        Grain::Week => "week",
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::Year => "year",
    }
}
