//! The time of day of what happened on a day that stands elsewhere: "14/1 UR fra skolen, 11.50.", "Torsdag den 16. maj, på biblioteket, kl. 9-9.45".
//!
//! In: an act and its drafts. Out: the same drafts, with the time where their sentence gives one. A time that opens a sentence is that of the first thing
//! told in it, any other that of the last thing told before it: "03.15 politi ringer, underretter", "modt. 11.50, vurd. 13.05".

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::NaiveTime;

use crate::dates::{Expr, LegalDate};
use crate::grammar::TokenKind;

use super::drafts::Draft;
use super::model::Status;
use super::prepared::{Prepared, Unit};
use super::scopes::Scopes;

/// Tokens before a time that opens a sentence: a date, who writes.
const OPENS_WITHIN: usize = 5;

/// Gives the drafts their times.
pub fn add_hours(act: &Prepared, scopes: &Scopes, drafts: &mut [Draft]) {
    let lacks =
        |d: &Draft| d.status == Status::Faktisk && d.date.time().is_none() && d.date.known_day().is_some() && d.has_written_day(act);
    let units: BTreeSet<usize> = drafts.iter().filter(|d| lacks(d)).map(|d| d.unit).collect();
    for (at, unit) in units.into_iter().filter_map(|at| Some((at, act.units.get(at)?))) {
        for (token, time) in topic_times(act, scopes, at, drafts).into_iter().chain(times(act, scopes, unit)) {
            let opens = token <= unit.tokens.start + OPENS_WITHIN;
            let place = act.stream.bytes(token..token + 1).start;
            let mut told: Vec<&mut Draft> = drafts.iter_mut().filter(|d| d.unit == at).collect();
            told.sort_by_key(|d| d.anchor);
            let before = if opens { None } else { told.iter().rposition(|d| d.anchor < place) };
            let of = before.or_else(|| told.iter().position(|d| d.anchor >= place)).or_else(|| told.len().checked_sub(1));
            if let Some(draft) = of.and_then(|of| told.get_mut(of)).filter(|d| lacks(d))
                && let Some(day) = draft.date.known_day()
            {
                draft.date = LegalDate::minute(day.and_time(time));
            }
        }
    }
}

/// "… · Vurdering, 13.30, m. teamkoordinator. Ikke akut": the times that stand with an entry's topic, where nothing is told beside them.
fn topic_times(act: &Prepared, scopes: &Scopes, at: usize, drafts: &[Draft]) -> Vec<(usize, NaiveTime)> {
    let before = at.checked_sub(1).filter(|before| drafts.iter().all(|d| d.unit != *before));
    before.and_then(|before| act.units.get(before)).filter(|u| !u.topic.is_empty()).map_or(Vec::new(), |u| times(act, scopes, u))
}

/// The times of day in a sentence or row that stand by themselves, in its order.
fn times(act: &Prepared, scopes: &Scopes, unit: &Unit) -> Vec<(usize, NaiveTime)> {
    let mut found = Vec::new();
    let mut from = unit.tokens.start;
    while from < unit.tokens.end {
        let (time, end) = match act.stream.kind(from) {
            TokenKind::Date(mention) => (alone(act, scopes, mention), from + 1),
            _ => figures(act, from..unit.tokens.end),
        };
        found.extend(time.map(|time| (from, time)));
        from = end;
    }
    found
}

/// "kl. 9-9.45", "klokken halv tre".
fn alone(act: &Prepared, scopes: &Scopes, mention: usize) -> Option<NaiveTime> {
    act.mentions.get(mention).filter(|m| m.expr == Expr::Time)?;
    scopes.values.get(mention).copied().flatten()?.time()
}

/// "11.50", "14:55:07", "11-13.30": figures of a time, and where they end.
fn figures(act: &Prepared, tokens: Range<usize>) -> (Option<NaiveTime>, usize) {
    let (start, none) = (tokens.start, (None, tokens.start + 1));
    let number = |t: usize, widths: Range<usize>| {
        let word = if t < tokens.end { act.stream.word(t) } else { "" };
        word.parse::<u32>().ok().filter(|_| widths.contains(&word.len()))
    };
    let sign = |t: usize| if t < tokens.end { act.stream.kind(t) } else { TokenKind::LineEnd };
    let Some(hour) = number(start, 1..3).filter(|hour| *hour < 24) else { return none };
    let goes_on = |before: usize| match act.stream.kind(before) {
        TokenKind::Sign('/' | '§') => true,
        TokenKind::Sign('.' | ':' | '-') => {
            before.checked_sub(1).is_some_and(|t| act.stream.word(t).ends_with(|c: char| c.is_ascii_digit()))
        }
        _ => false,
    };
    if start.checked_sub(1).is_some_and(goes_on) {
        return none;
    }
    let minute =
        |t: usize| matches!(sign(t), TokenKind::Sign('.' | ':')).then(|| number(t + 1, 2..3)).flatten().filter(|minute| *minute < 60);
    let to = |t: usize| {
        let end = number(t + 1, 1..3).filter(|_| matches!(sign(t), TokenKind::Sign('-' | '–')));
        end.and_then(|_| minute(t + 2)).map(|_| t + 4)
    };
    let (minute, mut end) = match minute(start + 1) {
        Some(minute) => (minute, start + 3),
        None if to(start + 1).is_some() => (0, start + 1),
        None => return none,
    };
    end = to(end).unwrap_or(end);
    // "08.05.2021", "2.30 timer", "12.50 kr."
    let counted = matches!(sign(end), TokenKind::Sign('/' | '%'))
        || matches!(sign(end), TokenKind::Sign('.' | ':')) && number(end + 1, 4..5).is_some();
    let measured = end < tokens.end
        && matches!(
            act.stream.word(end),
            "timer" | "time" | "kr" | "kg" | "km" | "pct" | "procent" | "mio" | "maaneder" | "aar" | "klasse"
        );
    if counted || measured { (None, end) } else { (NaiveTime::from_hms_opt(hour, minute, 0), end) }
}
