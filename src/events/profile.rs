//! What an act is and when it was written, told by its contents, never by its file name.
//!
//! In: a prepared act. Out: its type (GUIDE.md's names) and its own date, the anchor of every relative expression.

use std::ops::Range;

use chrono::{NaiveDate, NaiveDateTime};

use crate::dates::{Anchors, Direction, Expr, Grain, Mention, YearRef, resolve};
use crate::grammar::{Grammar, TokenKind, VocabularyId};
use crate::text::LineKind;

use super::prepared::Prepared;

/// Lines from the top in which a title is looked for.
const TITLE_LINES: usize = 9;
/// Lines from the top and from the bottom in which the act's date is looked for.
const DATE_LINES: usize = 14;

/// Type and date of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// GUIDE.md's name; `andet` when nothing tells.
    pub doctype: String,
    /// Its own date, with the time of day a mail's head gives.
    pub date: Option<NaiveDate>,
    /// The time of day beside it.
    pub at: Option<NaiveDateTime>,
    /// The line that gives it.
    pub line: Option<usize>,
}

/// Finds both.
#[must_use]
pub fn profile(act: &Prepared, grammar: &Grammar) -> Profile {
    let doctype = doctype(act, grammar);
    let (date, at) = own_date(act, grammar, &doctype).map_or((None, None), |(d, at)| (Some(d), at));
    let line = date.and_then(|d| line_of_date(act, d));
    Profile { doctype, date, at, line }
}

/// Whether the line opens a mail's head ("Fra: …").
#[must_use]
pub fn is_mail_head(act: &Prepared, tokens: &Range<usize>) -> bool {
    matches!(act.stream.word(tokens.start), "fra" | "from" | "afsender") && act.stream.kind(tokens.start + 1) == TokenKind::Sign(':')
}

/// Tokens of a logical line.
#[must_use]
pub fn line_tokens(act: &Prepared, line: usize) -> Range<usize> {
    let start = act.stream.tokens.partition_point(|t| t.line < line);
    let end = act.stream.tokens.partition_point(|t| t.line <= line);
    start..end
}

fn doctype(act: &Prepared, grammar: &Grammar) -> String {
    let mut best: Option<(usize, &str)> = None;
    let lines = act.act.lines.len().min(TITLE_LINES);
    let mail_lines = (0..lines)
        .filter(|&l| {
            matches!(act.stream.word(line_tokens(act, l).start), "fra" | "til" | "emne" | "sendt" | "from" | "subject") && has_colon(act, l)
        })
        .count();
    if mail_lines >= 2 {
        best = Some((90, "mail"));
    }
    for l in 0..lines {
        let tokens = line_tokens(act, l);
        let Some(line) = act.act.lines.get(l) else { continue };
        let heading = !is_stamp(act, &tokens)
            && (line.kind == LineKind::Heading || line.bold || is_shouted(act.act.text.get(line.span.clone()).unwrap_or_default()));
        if !heading && (tokens.len() > 24 || is_stamp(act, &tokens)) {
            continue;
        }
        let weight = if heading {
            100
        } else if line.kind == LineKind::Row {
            40
        } else {
            60
        }
        .max(l * 4)
            - l * 4;
        for (rank, kind) in grammar.doctypes.iter().enumerate() {
            let Some(hit) = act.hits_in(&tokens).iter().find(|h| h.vocabulary == kind.title) else { continue };
            // A title begins with what the act is; "notat om handleplan" is a notat.
            let position = hit.tokens.start - tokens.start;
            let score = (weight * 4).saturating_sub(position.min(8) * 9 + rank / 4);
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, &kind.name));
            }
        }
    }
    // Many lines that begin with a date are a journal, whatever words its first lines hold.
    let led = (0..act.act.lines.len()).filter(|&l| begins_with_date(act, l)).count();
    if led >= 5 && best.is_none_or(|(score, name)| score < 300 || name == "kvittering") {
        best = Some((300, "journal"));
    }
    if best.is_none() {
        let all = 0..act.stream.tokens.len();
        best = grammar.doctypes.iter().find(|k| act.has(&[k.text], &all)).map(|k| (1, k.name.as_str()));
    }
    best.map_or_else(|| "andet".to_owned(), |(_, name)| name.to_owned())
}

/// A line of a receipt stamp tells whose letter box it fell into, not what it is.
fn is_stamp(act: &Prepared, tokens: &Range<usize>) -> bool {
    tokens.clone().any(|t| matches!(act.stream.word(t), "modtaget" | "modt" | "stempel" | "indgaaet"))
        && act.dates_in(tokens.clone()).next().is_some()
}

fn begins_with_date(act: &Prepared, line: usize) -> bool {
    let tokens = line_tokens(act, line);
    act.dates_in(tokens.start..(tokens.start + 2).min(tokens.end)).next().is_some()
}

/// The first line that gives the day.
fn line_of_date(act: &Prepared, day: NaiveDate) -> Option<usize> {
    act.mentions
        .iter()
        .find(|m| absolute(m).is_some_and(|(d, _)| d == day))
        .and_then(|m| act.act.lines.iter().position(|l| l.span.contains(&m.span.start)))
}

fn is_shouted(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    letters.len() >= 5 && letters.iter().all(|c| c.is_uppercase())
}

fn has_colon(act: &Prepared, line: usize) -> bool {
    act.stream.kind(line_tokens(act, line).start + 1) == TokenKind::Sign(':')
}

/// An absolute day, or none.
fn absolute(mention: &Mention) -> Option<(NaiveDate, Option<NaiveDateTime>)> {
    if mention.born || !matches!(mention.expr, Expr::Day { year: YearRef::Given(_), .. }) {
        return None;
    }
    let anchors = Anchors { act: NaiveDate::default(), at: None, narrative: None, direction: Direction::Past };
    let value = resolve(mention, &anchors)?;
    let legal = value.legal().filter(|_| matches!(value.grain, Grain::Day | Grain::Hour | Grain::Minute))?;
    Some((legal.first_day(), legal.time().map(|t| legal.first_day().and_time(t))))
}

type Found = (NaiveDate, Option<NaiveDateTime>);

fn own_date(act: &Prepared, grammar: &Grammar, doctype: &str) -> Option<Found> {
    let lines = act.act.lines.len();
    let top = 0..lines.min(DATE_LINES);
    let all: Vec<(usize, Found)> = (0..lines)
        .flat_map(|l| {
            let tokens = line_tokens(act, l);
            act.dates_in(tokens.clone()).filter_map(move |(t, m)| Some((t, m, l, tokens.clone()))).collect::<Vec<_>>()
        })
        .filter(|(t, _, _, tokens)| !is_no_date(act, grammar.no_date, *t, tokens))
        .filter_map(|(_, m, l, _)| Some((l, absolute(act.mentions.get(m)?)?)))
        .collect();
    let planned: Vec<VocabularyId> =
        grammar.cues.iter().filter(|c| c.entry.status == super::model::Status::Planlagt).map(|c| c.vocabulary).collect();
    let ahead: Vec<VocabularyId> =
        planned.iter().copied().chain(grammar.vocabulary("opfoelgning").filter(|_| doctype != "opfoelgning")).collect();
    let latest =
        all.iter().filter(|(l, _)| doctype == "journal" || !act.has(&ahead, &line_tokens(act, *l))).map(|(_, f)| *f).max_by_key(|f| f.0);
    if doctype == "journal" {
        return latest;
    }
    // Forms that hold the start and the end of the work were written at the end.
    if matches!(doctype, "boernefaglig_undersoegelse" | "handleplan" | "statusrapport") {
        let told =
            all.iter().filter(|(l, _)| top.contains(l) && !act.has(&ahead, &line_tokens(act, *l))).map(|(_, f)| *f).max_by_key(|f| f.0);
        let signed = all
            .iter()
            .filter(|(l, _)| *l + 4 >= lines && line_tokens(act, *l).len() <= 12 && !act.has(&ahead, &line_tokens(act, *l)))
            .map(|(_, f)| *f)
            .max_by_key(|f| f.0);
        if let Some(found) = told.into_iter().chain(signed).max_by_key(|f| f.0) {
            return Some(found);
        }
    }
    let labelled = |l: usize, found: &Found| {
        let tokens = line_tokens(act, l);
        let before = act.dates_in(tokens.clone()).next().map_or(tokens.end, |(t, _)| t);
        let beside = |h: &crate::grammar::Hit| h.vocabulary == grammar.own_date && before <= h.tokens.end + 3;
        (act.hits_in(&(tokens.start..before)).iter().any(beside) && before - tokens.start <= 10).then_some(*found)
    };
    let alone = |l: usize, found: &Found| {
        let tokens = line_tokens(act, l);
        let words = tokens.clone().filter(|&t| act.stream.kind(t) == TokenKind::Word).count();
        (words <= 3 && act.act.lines.get(l).is_some_and(|x| x.kind != LineKind::Row)).then_some(*found)
    };
    let bottom = lines.saturating_sub(8)..lines;
    all.iter()
        .filter(|(l, _)| top.contains(l))
        .filter_map(|(l, f)| labelled(*l, f))
        .max_by_key(|f| f.0)
        .or_else(|| all.iter().filter(|(l, _)| top.contains(l)).find_map(|(l, f)| alone(*l, f)))
        .or_else(|| all.iter().filter(|(l, _)| bottom.contains(l)).find_map(|(l, f)| labelled(*l, f).or_else(|| alone(*l, f))))
        .or_else(|| {
            all.iter().filter(|(l, _)| top.contains(l)).map(|(_, f)| *f).next().filter(|_| {
                matches!(doctype, "samtalereferat" | "referat" | "afgoerelse" | "mail" | "handleplan" | "tilsyn" | "opfoelgning" | "brev")
            })
        })
        .or(latest)
}

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
