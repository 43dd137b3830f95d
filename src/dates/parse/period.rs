//! Weeks, quarters, seasons and years: `uge 12-13`, `uge 12/2021`, `2. kvartal`, `foråret 2021`, `i 2020`, `i 1965-67`.

use super::super::expr::{Expr, Mention, Season, YearRef};
use super::super::lexicon::Sense;
use super::super::tables::Role;
use super::cursor::Cursor;
use super::named;
use super::numeric::full_year;

/// `uge 12`, `uge 12-13`, `uge 12 og 13`, `uge 12/2021`: one mention a week, a span for a range.
pub(super) fn weeks(cursor: &Cursor, at: usize) -> Option<(Vec<Mention>, usize)> {
    let end = cursor.role(at, Role::WeekWord)?;
    let short = end - at < 3;
    let dotted = cursor.optional(end, b'.');
    // `u. 12` is a week, `u 12` is not; `uge. 12` is a slip
    if short && dotted == end {
        return None;
    }
    let (mut week, mut end) = week_number(cursor, cursor.space(dotted))?;
    let mut mentions = Vec::new();
    let mut start = at;
    loop {
        if let Some(to_at) = cursor.dash(end).or_else(|| until(cursor, end))
            && let Some((to, to_end)) = week_number(cursor, to_at)
            && to > week
        {
            let (year, tail) = week_year(cursor, to_end).unwrap_or((YearRef::Unknown, to_end));
            let span = Expr::Span { from: Box::new(Expr::Week { year, week }), to: Box::new(Expr::Week { year, week: to }) };
            mentions.push(Mention::new(start, tail, span));
            end = tail;
        } else {
            let (year, tail) = week_year(cursor, end).unwrap_or((YearRef::Unknown, end));
            mentions.push(Mention::new(start, tail, Expr::Week { year, week }));
            end = tail;
        }
        let Some((next_start, next, next_end)) = another(cursor, end) else { break };
        (start, week, end) = (next_start, next, next_end);
    }
    backfill_years(&mut mentions);
    Some((mentions, end))
}

fn backfill_years(mentions: &mut [Mention]) {
    let mut later = YearRef::Unknown;
    for mention in mentions.iter_mut().rev() {
        if let Expr::Week { year, .. } = &mut mention.expr {
            if *year == YearRef::Unknown {
                *year = later;
            }
            later = *year;
        }
    }
}

fn until(cursor: &Cursor, end: usize) -> Option<usize> {
    let next = cursor.space(end);
    let after = cursor.space(cursor.role(next, Role::Until)?);
    Some(cursor.role(after, Role::WeekWord).map_or(after, |end| cursor.space(end)))
}

/// `, 13` or ` og 13` after a week.
fn another(cursor: &Cursor, end: usize) -> Option<(usize, u32, usize)> {
    let comma = cursor.optional(end, b',');
    let mut next = cursor.space(comma);
    if let Some(and) = cursor.role(next, Role::And) {
        next = cursor.space(and);
    } else if comma == end {
        return None;
    }
    let (week, week_end) = week_number(cursor, next)?;
    let more = matches!(cursor.byte(week_end), b',' | b'\n' | b'.' | 0)
        || cursor.role(cursor.space(week_end), Role::And).is_some()
        || comma == end;
    (more && named::month_at(cursor, cursor.optional(week_end, b'.')).is_none()).then_some((next, week, week_end))
}

fn week_number(cursor: &Cursor, at: usize) -> Option<(u32, usize)> {
    let number = cursor.number(at).filter(|number| number.width <= 2 && (1..=53).contains(&number.value))?;
    let goes_on = matches!(cursor.byte(number.end), b'.' | b',' | b':') && cursor.is_digit(number.end + 1);
    (cursor.boundary(number.end) && !goes_on).then_some((number.value, number.end))
}

fn week_year(cursor: &Cursor, at: usize) -> Option<(YearRef, usize)> {
    if cursor.byte(at) == b'/' || cursor.byte(at) == b'-' {
        let year = cursor.number(at + 1).filter(|number| number.width == 4 || (number.width == 2 && cursor.byte(at) == b'/'))?;
        return Some((YearRef::Given(full_year(year)?), year.end)).filter(|_| cursor.boundary(year.end));
    }
    named::year_tail(cursor, at, false).or_else(|| {
        let next = cursor.space(at);
        let within = cursor.role(next, Role::In)?;
        named::year_tail(cursor, within, false)
    })
}

/// `12. uge`, `2. kvartal`, `fjerde kvartal 2018`, `1. kvt.`
pub(super) fn numbered(cursor: &Cursor, at: usize) -> Option<Mention> {
    let from = named::article(cursor, at).unwrap_or(at);
    let (number, end) = match named::ordinal(cursor, from) {
        Some(found) => found,
        None => {
            let number = cursor.number(from).filter(|number| number.width <= 2 && cursor.byte(number.end) == b'.')?;
            (number.value, number.end + 1)
        }
    };
    let next = cursor.space(end);
    if let Some(end) = cursor.role(next, Role::QuarterWord).filter(|_| (1..=4).contains(&number)) {
        let end = cursor.optional(end, b'.').min(if cursor.byte(end) == b'.' && end - next > 4 { end } else { usize::MAX });
        let (year, end) = week_year(cursor, end).unwrap_or((YearRef::Unknown, end));
        return Some(Mention::new(at, end, Expr::Quarter { year, quarter: number }));
    }
    let figures = cursor.is_digit(at);
    let end = cursor.role(next, Role::WeekWord).filter(|end| figures && (1..=53).contains(&number) && cursor.raw(next, *end).len() == 3)?;
    let (year, end) = week_year(cursor, end).unwrap_or((YearRef::Unknown, end));
    Some(Mention::new(at, end, Expr::Week { year, week: number }))
}

/// `foråret 2021`, `i foråret`, `sidste sommer`, `den her vinter`. A bare `sommer` is none.
pub(super) fn season(cursor: &Cursor, at: usize) -> Option<Mention> {
    let mut from = at;
    let mut year = None;
    let mut cue = cursor.whole;
    if let Some(end) = cursor.role(from, Role::In).or_else(|| cursor.role(from, Role::Until)) {
        (from, cue) = (cursor.space(end), true);
    }
    if let Some(end) = cursor.role(from, Role::Article)
        && let Some(end) = cursor.role(cursor.space(end), Role::Here)
    {
        (from, cue) = (cursor.space(end), true);
    }
    for (role, chosen) in [(Role::Last, Some(YearRef::Last)), (Role::Next, Some(YearRef::Next)), (Role::This, None)] {
        if let Some(end) = cursor.role(from, role) {
            (from, cue, year) = (cursor.space(end), true, chosen);
        }
    }
    let (season, end) = season_word(cursor, from)?;
    if let Some((year, end)) = named::year_tail(cursor, end, false) {
        return Some(Mention::new(at, end, Expr::Season { season, year }));
    }
    cue.then(|| Mention::new(at, end, Expr::Season { season, year: year.unwrap_or(YearRef::Unknown) }))
}

/// A season's name, whatever stands before it.
pub(super) fn season_alone(cursor: &Cursor, at: usize) -> Option<Mention> {
    let (season, end) = season_word(cursor, at)?;
    let (year, end) = named::year_tail(cursor, end, false).unwrap_or((YearRef::Unknown, end));
    Some(Mention::new(at, end, Expr::Season { season, year }))
}

fn season_word(cursor: &Cursor, at: usize) -> Option<(Season, usize)> {
    cursor.sense(at, |sense| match sense {
        Sense::Season(season) => Some(season),
        _ => None,
    })
}

/// `i 2020`, `i 1965-67`, `i 1950'erne`, and as a text of its own `1954`.
pub(super) fn year(cursor: &Cursor, at: usize, cue: bool) -> Option<Mention> {
    let from = match cursor.role(at, Role::In) {
        Some(end) => cursor.space(end),
        None if cue || cursor.whole => at,
        None => return None,
    };
    let number = cursor.number(from).filter(|number| number.width == 4 && cursor.boundary(number.end))?;
    let year = full_year(number)?;
    let decade = ["'erne", "’erne", "-erne"].iter().find(|ending| cursor.raw(number.end, number.end + ending.len()) == ending.as_bytes());
    if let Some(ending) = decade {
        return (year % 10 == 0).then(|| Mention::new(at, number.end + ending.len(), Expr::Decade(year)));
    }
    if let Some(next) = cursor.dash_only(number.end)
        && let Some(to) = cursor.number(next).filter(|to| matches!(to.width, 2 | 4) && cursor.boundary(to.end))
    {
        let to_year = if to.width == 2 { year - year % 100 + i32::try_from(to.value).ok()? } else { full_year(to)? };
        let ends = !matches!(cursor.byte(to.end), b'-' | b'.' | b'/') || !cursor.is_digit(to.end + 1);
        return (to_year > year && ends).then(|| {
            let span = Expr::Span { from: Box::new(Expr::Year(year)), to: Box::new(Expr::Year(to_year)) };
            Mention::new(at, to.end, span)
        });
    }
    let goes_on = matches!(cursor.byte(number.end), b'.' | b',' | b'-' | b'/' | b':') && cursor.is_digit(number.end + 1);
    let town = cursor.role(cursor.space(number.end), Role::PostalTown).is_some();
    (!goes_on && !town && cursor.byte(cursor.blanks(number.end)) != b'%').then(|| Mention::new(at, number.end, Expr::Year(year)))
}
