//! What an act is and when it was written, told by its contents, never by its file name.
//!
//! In: a prepared act. Out: its type (GUIDE.md's names) and its own date, the anchor of every relative expression.

use std::ops::Range;

use chrono::{NaiveDate, NaiveDateTime};

use crate::dates::{Anchors, Direction, Expr, Grain, Mention, YearRef, resolve};
use crate::grammar::{Grammar, TokenKind, VocabularyId};
use crate::text::LineKind;

use super::prepared::Prepared;
use super::trace::{Telling, What};

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
    let mut told = (Telling::Nothing, 0..0);
    if mail_lines >= 2 {
        best = Some((90, "mail"));
        told = (Telling::MailHead, line_tokens(act, 0));
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
                told = (Telling::Title, hit.tokens.clone());
            }
        }
    }
    // Many lines that begin with a date are a journal, whatever words its first lines hold.
    let led = (0..act.act.lines.len()).filter(|&l| begins_with_date(act, l)).count();
    if led >= 5 && best.is_none_or(|(score, name)| score < 300 || name == "kvittering") {
        best = Some((300, "journal"));
        told = (Telling::Entries, 0..0);
    }
    if best.is_none() {
        let all = 0..act.stream.tokens.len();
        best = grammar.doctypes.iter().find(|k| act.has(&[k.text], &all)).map(|k| (1, k.name.as_str()));
        told = (if best.is_some() { Telling::Text } else { Telling::Nothing }, 0..0);
    }
    let name = best.map_or_else(|| "andet".to_owned(), |(_, name)| name.to_owned());
    act.trace.note(|| (act.stream.bytes(told.1), String::new(), What::Doctype(name.clone(), told.0)));
    name
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
    let legal = value.legal().filter(|_| matches!(value.grain, Grain::Day | Grain::Hour | Grain::Minute | Grain::Second))?;
    Some((legal.first_day(), legal.time().map(|t| legal.first_day().and_time(t))))
}

type Found = (NaiveDate, Option<NaiveDateTime>);

/// A date in the act that may be its own.
struct Candidate {
    line: usize,
    found: Found,
    /// Tokens of its line.
    tokens: Range<usize>,
    /// The token of the date.
    at: usize,
}

impl Candidate {
    /// A label of the act's own date stands right before it.
    fn labelled(&self, act: &Prepared, grammar: &Grammar) -> bool {
        let beside = |h: &crate::grammar::Hit| h.vocabulary == grammar.own_date && h.tokens.end <= self.at && self.at <= h.tokens.end + 3;
        self.at - self.tokens.start <= 10 && act.hits_in(&(self.tokens.start..self.at)).iter().any(beside)
    }

    /// Hardly a word stands with it: a letter's date line, a signature.
    fn alone(&self, act: &Prepared, words: usize) -> bool {
        let count = self.tokens.clone().filter(|&t| act.stream.kind(t) == TokenKind::Word).count();
        count <= words && act.act.lines.get(self.line).is_some_and(|l| l.kind != LineKind::Row)
    }
}

fn own_date(act: &Prepared, grammar: &Grammar, doctype: &str) -> Option<Found> {
    let lines = act.act.lines.len();
    let planned: Vec<VocabularyId> =
        grammar.cues.iter().filter(|c| c.entry.status == super::model::Status::Planlagt).map(|c| c.vocabulary).collect();
    let ahead: Vec<VocabularyId> =
        planned.iter().copied().chain(grammar.vocabulary("opfoelgning").filter(|_| doctype != "opfoelgning")).collect();
    let mut all = Vec::new();
    for line in 0..lines {
        let tokens = line_tokens(act, line);
        for (at, mention) in act.dates_in(tokens.clone()) {
            // A row's or a short line's label speaks for all of it.
            let whole = tokens.len() <= 12 || act.act.lines.get(line).is_some_and(|l| l.kind == LineKind::Row);
            let around = if whole { tokens.clone() } else { act.clause(at, &tokens) };
            let lies_ahead = act.has(&ahead, &around) && doctype != "journal";
            if is_no_date(act, grammar.no_date, at, &tokens) || lies_ahead {
                continue;
            }
            if let Some(found) = act.mentions.get(mention).and_then(absolute) {
                all.push(Candidate { line, found, tokens: tokens.clone(), at });
            }
        }
    }
    let day = |c: &&Candidate| c.found.0;
    let latest = all.iter().max_by_key(day);
    let top = || all.iter().filter(|c| c.line < DATE_LINES);
    let bottom = || all.iter().filter(|c| c.line + 8 >= lines);
    let best = match doctype {
        "journal" => latest,
        // Forms that hold the start and the end of the work were written at the end.
        "boernefaglig_undersoegelse" | "handleplan" | "statusrapport" => {
            let fields: Vec<VocabularyId> = match doctype {
                "boernefaglig_undersoegelse" => ["undersoegelse_slutfelt", ""],
                _ => ["planfelt", "revisionsfelt"],
            }
            .iter()
            .filter_map(|name| grammar.vocabulary(name))
            .collect();
            let field = top().filter(|c| act.has(&fields, &(c.tokens.start..c.at)) && c.at - c.tokens.start <= 12).max_by_key(day);
            field.or_else(|| top().chain(all.iter().filter(|c| c.line + 4 >= lines && c.tokens.len() <= 12)).max_by_key(day))
        }
        _ => None,
    };
    let told = best
        .map(|c| (c, if doctype == "journal" { Telling::Latest } else { Telling::Field }))
        .or_else(|| top().filter(|c| c.labelled(act, grammar)).max_by_key(day).map(|c| (c, Telling::Label)))
        .or_else(|| top().find(|c| c.alone(act, 3)).map(|c| (c, Telling::DateLine)))
        .or_else(|| bottom().filter(|c| c.labelled(act, grammar) || c.alone(act, 5)).max_by_key(day).map(|c| (c, Telling::DateLine)))
        .or_else(|| {
            let first = top().next().filter(|c| c.line < 4 || matches!(doctype, "samtalereferat" | "afgoerelse" | "mail" | "brev"));
            first.map(|c| (c, Telling::Top))
        })
        .or(latest.map(|c| (c, Telling::Latest)));
    if let Some((c, telling)) = told {
        act.trace.note(|| (act.stream.bytes(c.at..c.at + 1), String::new(), What::OwnDate(c.found.0, telling)));
    }
    told.map(|(c, _)| c.found)
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
