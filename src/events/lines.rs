//! What a line of an act is, and what its dates say by themselves.
//!
//! In: a prepared act and a line or a date of it. Out: whether the line is a heading, heads a mail, is a stamp or a period; the day of a date that needs
//! no other. What type and date, scopes and triggers all ask, below them all.

use std::ops::Range;

use chrono::{NaiveDate, NaiveDateTime};

use crate::dates::{Anchors, Direction, Expr, Grain, Mention, YearRef, resolve};
use crate::grammar::{Grammar, Stream, TokenKind, VocabularyId};
use crate::text::LineKind;

use super::prepared::{Prepared, lone_line};

/// The line that a byte of the text is in.
#[must_use]
pub fn line_at(act: &Prepared, byte: usize) -> Option<usize> {
    act.act.lines.iter().position(|line| line.span.contains(&byte))
}

#[must_use]
pub fn is_heading(act: &Prepared, line: usize) -> bool {
    act.act.lines.get(line).is_some_and(|line| line.kind == LineKind::Heading)
}

/// Whether the line opens a mail's head ("Fra: …").
#[must_use]
pub fn is_mail_head(act: &Prepared, tokens: &Range<usize>) -> bool {
    let start = unquoted(act, tokens);
    act.words.label.opens_mail.has(act.stream.word(start)) && act.stream.kind(start + 1) == TokenKind::Sign(':')
}

/// Where a line begins behind the signs that quote it (`>> Sendt: …`).
pub fn unquoted(act: &Prepared, tokens: &Range<usize>) -> usize {
    tokens.clone().find(|&t| act.stream.kind(t) != TokenKind::Sign('>')).unwrap_or(tokens.start)
}

/// A line of a receipt stamp tells whose letter box it fell into, not what it is.
#[must_use]
pub fn is_stamp(act: &Prepared, tokens: &Range<usize>) -> bool {
    tokens.clone().any(|t| act.words.label.stamp.has(act.stream.word(t))) && act.dates_in(tokens.clone()).next().is_some()
}

/// An absolute day, or none.
pub fn absolute(mention: &Mention) -> Option<(NaiveDate, Option<NaiveDateTime>)> {
    if mention.born || !matches!(mention.expr, Expr::Day { year: YearRef::Given(_), .. }) {
        return None;
    }
    let anchors = Anchors { act: NaiveDate::default(), at: None, narrative: None, direction: Direction::Past };
    let value = resolve(mention, &anchors)?;
    let legal = value.legal().filter(|_| matches!(value.grain, Grain::Day | Grain::Hour | Grain::Minute | Grain::Second))?;
    Some((legal.first_day(), legal.time().map(|t| legal.first_day().and_time(t))))
}

/// A watch that goes over midnight was written down when it ended.
pub fn last_day(mention: &Mention) -> Mention {
    match &mention.expr {
        Expr::Span { from, to } => {
            let weekday = mention.weekday.zip(days_between(from, to)).map(|(w, days)| (0..days % 7).fold(w, |w, _| w.succ()));
            Mention { expr: (**to).clone(), weekday, time: None, ..mention.clone() }
        }
        _ => mention.clone(),
    }
}

/// Days from one day of a year to another.
pub fn days_between(from: &Expr, to: &Expr) -> Option<i64> {
    let any_year = |e: &Expr| match e {
        Expr::Day { month, day, .. } => NaiveDate::from_ymd_opt(2023, *month, *day),
        _ => None,
    };
    Some((any_year(to)? - any_year(from)?).num_days().rem_euclid(365))
}

/// A line that is nothing but a year or a month ("2021:", "Marts 2024").
#[must_use]
pub fn is_period(act: &Prepared, tokens: &Range<usize>) -> bool {
    // Most lines have a word at their beginning, and are told by it.
    if tokens.clone().any(|t| matches!(act.stream.kind(t), TokenKind::Word | TokenKind::Cell)) {
        return false;
    }
    let mut dates = act.dates_in(tokens.clone());
    let (first, more) = (dates.next(), dates.next());
    let period = |m: usize| matches!(act.mentions.get(m).map(|m| &m.expr), Some(Expr::Year(_) | Expr::Month { .. }));
    more.is_none() && first.is_some_and(|(_, m)| period(m))
}

/// The year that the title or the running head of a record names ("Familieafdelingen · notater 2021"): that of its entries.
#[must_use]
pub fn year_of_record(act: &Prepared, grammar: &Grammar) -> Option<i32> {
    let named = |stream: &Stream, mut tokens: Range<usize>| {
        let year = |t: usize| stream.word(t).parse().ok().filter(|year| RECORD_YEARS.contains(year));
        let ends = |t: usize| matches!(stream.kind(t), TokenKind::LineEnd | TokenKind::Sign(_));
        let titled = |t: usize| act.words.label.record.begin(stream.word(t)) && ends(t + 2);
        tokens.find_map(|t| year(t + 1).filter(|_| titled(t)))
    };
    let in_title = || (0..act.act.lines.len().min(RECORD_TITLE)).find_map(|line| named(&act.stream, act.line_tokens(line)));
    let in_head = |line: &str| {
        let stream = lone_line(line, &[], grammar);
        named(&stream, 0..stream.tokens.len())
    };
    in_title().or_else(|| act.act.head.lines().find_map(in_head))
}

/// Lines from the top in which a record has its title, and the years that are one.
const RECORD_TITLE: usize = 3;
const RECORD_YEARS: Range<i32> = 1990..2100;

/// Whether a label before the date says that it is nobody's event (printed, born).
#[must_use]
pub fn is_no_date(act: &Prepared, no_date: VocabularyId, date: usize, within: &Range<usize>) -> bool {
    let from = date.saturating_sub(4).max(within.start);
    act.hits_in(&(from..date)).iter().any(|h| {
        h.vocabulary == no_date
            && h.tokens.end + 2 > date
            && !(h.tokens.end..date).any(|t| matches!(act.stream.kind(t), TokenKind::Date(_) | TokenKind::Sign(',' | ';')))
    })
}

/// The time of day, in seconds, that a line begins with.
pub fn leading_clock(act: &Prepared, tokens: &Range<usize>) -> Option<u32> {
    let TokenKind::Date(mention) = act.stream.kind(tokens.start) else { return None };
    let mention = act.mentions.get(mention).filter(|m| m.expr == Expr::Time)?;
    mention.time.map(|t| t.start).filter(|seconds| *seconds < SECONDS_A_DAY)
}

/// Lines that lead with a time of day make a log.
const LOG_LINES: usize = 3;
const SECONDS_A_DAY: u32 = 24 * 3600;

/// The line with which a watch's log begins, if the act is one: its lines lead with times, and few of them with a day.
pub fn log_start(act: &Prepared, led_by_days: usize) -> Option<usize> {
    let mut clocks = (0..act.act.lines.len()).filter(|&line| leading_clock(act, &act.line_tokens(line)).is_some());
    let first = clocks.next()?;
    (clocks.count() + 1 >= LOG_LINES && led_by_days < LOG_LINES).then_some(first)
}
