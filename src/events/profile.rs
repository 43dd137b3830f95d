//! What an act is and when it was written, told by its contents, never by its file name.
//!
//! In: a prepared act. Out: its type (GUIDE.md's names) and its own date, the anchor of every relative expression.

use std::ops::Range;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};

use crate::dates::{Anchors, Direction, Expr, Grain, Mention, Unit as DateUnit, YearRef, resolve};
use crate::grammar::{Doctype, Grammar, TokenKind, VocabularyId, WordList};
use crate::text::LineKind;

use super::own_date;
use super::prepared::Prepared;
use super::trace::{Telling, What};

/// Tokens within which a field's date stands behind its label.
const FIELD: usize = 3;
/// Days that a watch may last; the days of a longer span are an entry's of a log.
pub const WATCH: i64 = 3;
/// Words of a sentence, where a letterhead has fewer.
const SENTENCE: usize = 5;
/// Sentences from the top that an act opens with.
const OPENING: usize = 3;
/// Lines from the top in which a title is looked for.
const TITLE_LINES: usize = 9;
/// Sentences and fields that make of a letter, a mail or a note what it carries.
const TOLD_IN_TEXT: usize = 2;
/// Headings from the top that may be the title.
const TITLES: usize = 2;
/// Tokens of the heads of a table of goals, at most.
const GOAL_HEADS: usize = 20;
/// Tokens of a line that may be a title.
const TITLE: usize = 8;
/// Lines from the top in which a journal's head is looked for.
const DATE_LINES: usize = 14;

/// Lines from the top that may be the letterhead.
const LETTERHEAD_LINES: usize = 8;
/// Tokens of a line that is a date and little else.
const DATE_LINE: usize = 4;

/// A stamp or a note may be this many days younger than the act.
const RECEIVED_LATER: u64 = 31;

/// Days that an entry lies back at most from the one above it; further back it is of the next year.
const HALF_YEAR: i64 = 183;
/// A year that has every day.
const LEAP_YEAR: i32 = 2024;
/// Entries without a year that make a journal whose year stands elsewhere.
const OPEN_ENTRIES: usize = 3;

/// Type and date of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// GUIDE.md's name; `andet` when nothing tells.
    pub doctype: String,
    /// A title, its first sentence or its carrier tells the type, not words of the running text alone.
    pub firm: bool,
    /// Its own date, with the time of day a mail's head gives.
    pub date: Option<NaiveDate>,
    /// The time of day beside it.
    pub at: Option<NaiveDateTime>,
    /// The line that gives it.
    pub line: Option<usize>,
    /// Nothing gives it but what the text tells of: it may be the day of something else.
    pub guessed: bool,
    /// Where its date stands without a year: what is told of it, until the acts around it give the year.
    pub yearless: Option<Yearless>,
    /// Another municipality wrote it.
    pub from_elsewhere: bool,
}

/// A date that lacks its year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Yearless {
    month: u32,
    day: u32,
    weekday: Option<Weekday>,
    line: usize,
    /// The last day that the act tells with its year, or the year or month of its heading.
    told: Option<NaiveDate>,
}

impl Yearless {
    fn of(mention: &Mention, line: usize, told: Option<NaiveDate>) -> Option<Self> {
        let Expr::Day { month, day, .. } = mention.expr else { return None };
        Some(Self { month, day, weekday: mention.weekday, line, told })
    }

    /// The day in the year that fits: by its weekday, not before what the act tells, and nearest to one of the days `around`.
    fn settle(&self, around: &[NaiveDate]) -> Option<NaiveDate> {
        let around: Vec<NaiveDate> = around.iter().copied().chain(self.told.filter(|_| around.is_empty())).collect();
        let slack = chrono::Days::new(RECEIVED_LATER);
        let fits = |d: &NaiveDate| self.weekday.is_none_or(|w| d.weekday() == w) && self.told.is_none_or(|told| *d + slack >= told);
        let far = |d: &NaiveDate| around.iter().map(|a| (*d - *a).num_days().abs()).min();
        let years = around.iter().min()?.year() - 1..=around.iter().max()?.year() + 1;
        years.filter_map(|year| NaiveDate::from_ymd_opt(year, self.month, self.day)).filter(fits).min_by_key(far)
    }
}

impl Profile {
    /// Takes the year from the dates of the acts around, where the act's own date stands without one.
    pub fn settle(&mut self, around: &[NaiveDate]) {
        if let Some(yearless) = &self.yearless
            && let Some(day) = yearless.settle(around)
        {
            (self.date, self.line) = (Some(day), Some(yearless.line));
        }
    }
}

/// Finds both.
#[must_use]
pub fn profile(act: &Prepared, grammar: &Grammar) -> Profile {
    let Kind { doctype, firm, opens } = kind_of(act, grammar);
    let (found, yearless, guessed) = own_date(act, grammar, &doctype, opens);
    let (date, at) = found.map_or((None, None), |(d, at)| (Some(d), at));
    let line = date.and_then(|d| line_of_date(act, d));
    let from_elsewhere = from_elsewhere(act, &doctype);
    Profile { doctype, firm, date, at, line, guessed, yearless, from_elsewhere }
}

/// Whether the letterhead or the title says that another municipality writes.
fn from_elsewhere(act: &Prepared, doctype: &str) -> bool {
    let lines = act.act.lines.len().min(LETTERHEAD_LINES);
    // What an entry tells of another municipality was not written by it.
    let entry = |tokens: &Range<usize>| matches!(act.stream.kind(tokens.start), TokenKind::Date(_)) && tokens.len() > DATE_LINE;
    let to_us = |tokens: &Range<usize>| act.words.label.addressee.has(act.stream.word(tokens.start));
    let written = || (0..lines).map(|l| line_tokens(act, l)).filter(|t| !entry(t));
    let head = written().filter(|t| t.len() <= 12 && !to_us(t) && !is_stamp(act, t));
    let (mut here, mut there) = (false, false);
    for tokens in head {
        here |= act.names_home(tokens.clone());
        there |= tokens.clone().any(|t| act.is_elsewhere(t) && matches!(act.stream.word(t + 1), "kommune" | "kommunes"));
    }
    // "Vurdering af mellemkommunal underretning" is ours.
    let between = matches!(doctype, "underretning" | "brev" | "mail" | "andet" | "notat")
        && written().any(|mut tokens| tokens.any(|t| act.stream.word(t) == "mellemkommunal"));
    between || (there && !here)
}

/// Whether the line opens a mail's head ("Fra: …").
#[must_use]
pub fn is_mail_head(act: &Prepared, tokens: &Range<usize>) -> bool {
    act.words.label.opens_mail.has(act.stream.word(tokens.start)) && act.stream.kind(tokens.start + 1) == TokenKind::Sign(':')
}

/// Tokens of a logical line.
#[must_use]
pub fn line_tokens(act: &Prepared, line: usize) -> Range<usize> {
    act.line_tokens(line)
}

/// The act's type and how it is told.
struct Kind {
    doctype: String,
    /// More tells it than words of the running text.
    firm: bool,
    /// The token at which the sentence begins that makes the act what it is.
    opens: Option<usize>,
}

fn kind_of(act: &Prepared, grammar: &Grammar) -> Kind {
    let mut best: Option<(usize, &str)> = None;
    let lines = act.act.lines.len().min(TITLE_LINES);
    let mail_lines =
        (0..lines).filter(|&l| act.words.label.mail.has(act.stream.word(line_tokens(act, l).start)) && has_colon(act, l)).count();
    let mut told = (Telling::Nothing, 0..0);
    if mail_lines >= 2 {
        best = Some((90, "mail"));
        told = (Telling::MailHead, line_tokens(act, 0));
    }
    // A heading says it, not a field or a line of text.
    let mut titled = false;
    let mut headings = 0;
    for l in 0..lines {
        let tokens = line_tokens(act, l);
        let Some(line) = act.act.lines.get(l) else { continue };
        // The third heading is a section's.
        headings += usize::from(line.kind == LineKind::Heading);
        if headings > TITLES && line.kind == LineKind::Heading {
            continue;
        }
        let tokens = if line.kind == LineKind::Row && mail_lines < 2 { subject(act, &tokens).unwrap_or(tokens) } else { tokens };
        let named = tokens.start > line_tokens(act, l).start;
        let heading = !is_stamp(act, &tokens)
            && (named
                || line.kind == LineKind::Heading
                || line.bold
                || is_shouted(act.act.text.get(line.span.clone()).unwrap_or_default()));
        if !heading && (tokens.len() > 24 || is_stamp(act, &tokens)) {
            continue;
        }
        // A form's field says more than its title ("Mødereferat").
        let weight = if named {
            140
        } else if heading {
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
            // "Jeg klager over den afgørelse …" names another act.
            if !heading && is_sentence(act, l, &tokens) && !opens_a_sentence(act, &tokens, hit.tokens.start) {
                continue;
            }
            // "Afgørelse 20/6-24" or "Barnets plan | Foreligger ikke" in a form's line tells of another act.
            let value = hit.tokens.end..tokens.end;
            if !heading && l > 1 && (is_dated(act, value.clone(), &kind.name) || is_answer(act, &value)) {
                continue;
            }
            // A title begins with what the act is; "notat om handleplan" is a notat.
            let position = hit.tokens.start - tokens.start;
            let score = (weight * 4).saturating_sub(position.min(8) * 9 + rank / 4);
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, &kind.name));
                titled = heading;
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
    // A form without a title that names the child first of those present, and nobody of the family, is of a talk with it.
    if best.is_none()
        && let Some(line) = (0..lines).find(|&l| lists_child_alone(act, &line_tokens(act, l)))
    {
        best = Some((1, "samtalereferat"));
        told = (Telling::Text, line_tokens(act, line));
    }
    // What carries it tells less than what it says: a decision may come as a letter, an underretning as a mail.
    let carrier = best.map(|(_, name)| name);
    let least = if carrier.is_some() { TOLD_IN_TEXT } else { 1 };
    let by_text = grammar.doctypes.iter().filter(|k| carrier.is_none_or(|c| k.carried_by.iter().any(|by| by == c)));
    let told_in = |k: &Doctype| {
        let hits = act.hits.iter().filter(|h| h.vocabulary == k.text);
        let mut units: Vec<usize> = hits.map(|h| act.units.partition_point(|u| u.tokens.end <= h.tokens.start)).collect();
        units.dedup();
        units.len()
    };
    if let Some((_, kind)) = by_text.map(|k| (told_in(k), k)).filter(|(n, _)| *n >= least).rev().max_by_key(|(n, _)| *n) {
        best = Some((1, &kind.name));
        told = (Telling::Text, 0..0);
    }
    // A table of goals and what is done for each is a plan's.
    let table = (0..act.act.lines.len()).map(|l| line_tokens(act, l)).find(|row| !titled && heads_goals(act, row));
    if let Some((row, plan)) = table.zip(grammar.doctypes.iter().find(|kind| kind.name == "handleplan")) {
        best = Some((1, &plan.name));
        told = (Telling::Title, row);
    }
    // A letter that opens with what it decides is a decision, though its sections have titles of their own.
    let title_at = best.filter(|_| told.0 == Telling::Title && carrier.is_none_or(|c| !is_carrier(grammar, c))).map(|_| told.1.start);
    let opening = opening(act, grammar).filter(|(_, at)| title_at.is_none_or(|title| at.start < title));
    let opens = opening.as_ref().map(|(_, at)| at.start);
    if let Some((kind, at)) = opening {
        best = Some((1, &kind.name));
        told = (Telling::Opening, at);
    }
    let name = best.map_or_else(|| "andet".to_owned(), |(_, name)| name.to_owned());
    act.trace.note(|| (act.stream.bytes(told.1), String::new(), What::Doctype(name.clone(), told.0)));
    let firm = told.0 != Telling::Text || carrier.is_some();
    Kind { doctype: name, firm, opens }
}

/// Whether a field's next cell says whether there is such a thing.
fn is_answer(act: &Prepared, value: &Range<usize>) -> bool {
    act.stream.kind(value.start) == TokenKind::Cell && act.words.label.answers.has(act.stream.word(value.start + 1))
}

/// Whether a row heads a table of goals and measures.
fn heads_goals(act: &Prepared, row: &Range<usize>) -> bool {
    let cell = |t: &usize| act.stream.kind(*t) == TokenKind::Cell;
    let in_cells =
        |list: &WordList| row.clone().filter(|&t| list.has(act.stream.word(t))).map(|t| (row.start..t).filter(cell).count()).next();
    let short = || row.len() <= GOAL_HEADS;
    let apart = |(goal, effort): (usize, usize)| goal < effort;
    short() && in_cells(&act.words.label.goals).zip(in_cells(&act.words.label.efforts)).is_some_and(apart)
}

/// Whether a row of a form lists who was there: the child first, and no parents.
fn lists_child_alone(act: &Prepared, row: &Range<usize>) -> bool {
    let Some(cell) = row.clone().find(|&t| act.stream.kind(t) == TokenKind::Cell) else { return false };
    let label = (row.start..cell).any(|t| act.words.label.present.has(act.stream.word(t))) && cell <= row.start + FIELD;
    let family = |t: usize| act.words.pronoun.women.has(act.stream.word(t)) || act.words.pronoun.men.has(act.stream.word(t));
    label && act.stream.is_child(cell + 1) && !(cell + 1..row.end).any(family)
}

/// Whether nothing but a date or a sign stands between the token and the line's beginning, or the full stop before it.
fn opens_a_sentence(act: &Prepared, line: &Range<usize>, token: usize) -> bool {
    let before = (line.start..token).rev().take_while(|&t| act.stream.kind(t) != TokenKind::Sign('.'));
    before.into_iter().all(|t| act.stream.kind(t) != TokenKind::Word)
}

/// Whether a line of running text is a sentence, and no title.
fn is_sentence(act: &Prepared, line: usize, tokens: &Range<usize>) -> bool {
    let body = act.act.lines.get(line).filter(|l| l.kind == LineKind::Body);
    let running = body.and_then(|l| act.act.text.get(l.span.clone())).is_some_and(|text| text.trim_end().ends_with('.'));
    running && tokens.clone().filter(|&t| act.stream.kind(t) == TokenKind::Word).count() > SENTENCE
}

/// Whether the words begin with a date, or with a word and a date, as a field does. "Opfølgning holdt den 24. august 2022" opens minutes.
fn is_dated(act: &Prepared, tokens: Range<usize>, doctype: &str) -> bool {
    let meeting = matches!(doctype, "samtalereferat" | "opfoelgning" | "tilsyn" | "referat");
    let mut field = (tokens.start..tokens.end.min(tokens.start + FIELD)).filter(|&t| act.stream.kind(t) != TokenKind::Cell);
    let is_date = |t: usize| matches!(act.stream.kind(t), TokenKind::Date(_));
    if meeting { field.next().is_some_and(is_date) } else { field.any(is_date) }
}

/// Whether some act of another type may come as one of this.
fn is_carrier(grammar: &Grammar, doctype: &str) -> bool {
    grammar.doctypes.iter().any(|kind| kind.carried_by.iter().any(|by| by == doctype))
}

/// The type that one of the act's first sentences makes it, and where. A sentence with a day of its own tells of another act.
fn opening<'g>(act: &Prepared, grammar: &'g Grammar) -> Option<(&'g Doctype, Range<usize>)> {
    let sentence = |tokens: &Range<usize>| tokens.clone().filter(|&t| act.stream.kind(t) == TokenKind::Word).count() >= SENTENCE;
    let today =
        |m: usize| matches!(act.mentions.get(m).map(|m| &m.expr), Some(Expr::Period { unit: DateUnit::Day, offset: 0, .. } | Expr::Vague));
    let first = act.units.iter().filter(|u| !u.row && !u.heading && sentence(&u.tokens)).take(OPENING);
    first.filter(|u| act.dates_in(u.tokens.clone()).all(|(_, m)| today(m))).find_map(|u| {
        let kind = grammar.doctypes.iter().find(|kind| act.has(&[kind.opening], &u.tokens))?;
        Some((kind, u.tokens.clone()))
    })
}

/// What a form's first fields say the act is about ("Emne: opfølgning på handleplanen"): the words behind the label.
fn subject(act: &Prepared, row: &Range<usize>) -> Option<Range<usize>> {
    let label = act.words.label.subject.has(act.stream.word(row.start));
    let cell = row.clone().find(|&t| act.stream.kind(t) == TokenKind::Cell)?;
    // Of several boxes that may be ticked the first is no subject.
    let boxes = act.act.text.get(act.stream.bytes(row.clone())).is_some_and(|text| text.contains(['☐', '☒', '☑']));
    (label && !boxes && cell <= row.start + 2).then(|| cell + 1..row.end)
}

/// A line of a receipt stamp tells whose letter box it fell into, not what it is.
fn is_stamp(act: &Prepared, tokens: &Range<usize>) -> bool {
    tokens.clone().any(|t| act.words.label.stamp.has(act.stream.word(t))) && act.dates_in(tokens.clone()).next().is_some()
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
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    letters().all(char::is_uppercase) && letters().count() >= 5
}

fn has_colon(act: &Prepared, line: usize) -> bool {
    act.stream.kind(line_tokens(act, line).start + 1) == TokenKind::Sign(':')
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

type Found = (NaiveDate, Option<NaiveDateTime>);

/// A date in a journal that may be its own.
struct Candidate {
    line: usize,
    /// Its value, where it holds its year.
    found: Option<Found>,
    mention: usize,
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

    /// A verb of the past stands with it, or it is a field of a form: it tells what was.
    fn tells(&self, act: &Prepared, past: Option<VocabularyId>) -> bool {
        let field = act.act.lines.get(self.line).is_some_and(|l| l.kind == LineKind::Row);
        field || past.is_some_and(|p| act.has(&[p], &act.clause(self.at, &self.tokens)))
    }
}

fn own_date(act: &Prepared, grammar: &Grammar, doctype: &str, opens: Option<usize>) -> (Option<Found>, Option<Yearless>, bool) {
    if doctype == "journal" {
        return journal_date(act, grammar);
    }
    let mut ranked = own_date::ranked(act, grammar, doctype);
    // A letter that opens with what it decides has its date above that sentence.
    let above = |c: &own_date::Candidate| c.day.is_some() && opens.is_some_and(|at| c.token < at);
    if ranked.iter().any(above) {
        ranked.retain(above);
    }
    let told = ranked.iter().filter(|c| c.told).filter_map(|c| c.day).max().or_else(|| heading_period(act));
    if let Some((today, token)) = counted_from_today(act) {
        let line = act.act.lines.iter().position(|l| l.span.contains(&today.span.start)).unwrap_or(0);
        let open = Yearless::of(&today, line, told);
        // Its year is that of the likeliest date that has one.
        let likeliest = || Yearless { told: None, ..open.clone()? }.settle(&[ranked.iter().find_map(|c| c.day)?]);
        let day = absolute(&today).map(|found| found.0).or_else(likeliest);
        let at = day.and_then(|day| ranked.iter().find(|c| c.day == Some(day))?.at);
        return (noted(act, day.map(|day| (day, at)), token, Telling::Text), open.filter(|_| day.is_none()), false);
    }
    let Some(best) = ranked.first() else { return (noted(act, told.map(|t| (t, None)), 0, Telling::Latest), None, true) };
    let guessed = best.weight < grammar.own_date_guess_below;
    match best.day {
        Some(day) => (noted(act, Some((day, best.at)), best.token, Telling::Signs), None, guessed),
        None => (None, act.mentions.get(best.mention).and_then(|m| Yearless::of(&last_day(m), best.line, told)), guessed),
    }
}

/// The day on which an act was written that counts from it the day it names: "i forgårs, den 10. september". And where it does.
fn counted_from_today(act: &Prepared) -> Option<(Mention, usize)> {
    act.dates_in(0..act.stream.tokens.len()).find_map(|(token, m)| {
        let m = act.mentions.get(m)?;
        let (counted, Expr::Day { year, month, day }) = (m.counted?, &m.expr) else { return None };
        let any_year = match year {
            YearRef::Given(year) => *year,
            _ => LEAP_YEAR,
        };
        let today = NaiveDate::from_ymd_opt(any_year, *month, *day)?.checked_sub_signed(chrono::TimeDelta::days(counted.into()))?;
        let year = if let YearRef::Given(_) = year { YearRef::Given(today.year()) } else { YearRef::Unknown };
        let weekday = m.weekday.filter(|_| counted == 0);
        Some((Mention { expr: Expr::Day { year, month: today.month(), day: today.day() }, weekday, ..m.clone() }, token))
    })
}

/// The date found, once the trace has been told how.
fn noted(act: &Prepared, found: Option<Found>, at: usize, telling: Telling) -> Option<Found> {
    if let Some((date, _)) = found {
        act.trace.note(|| (act.stream.bytes(at..at + 1), String::new(), What::OwnDate(date, telling)));
    }
    found
}

/// A journal is as old as its last entry; what its entries mention may be of another year.
fn journal_date(act: &Prepared, grammar: &Grammar) -> (Option<Found>, Option<Yearless>, bool) {
    let all = candidates(act, grammar);
    let dated = |c: &&Candidate| c.found.is_some();
    let day = |c: &&Candidate| c.found.map(|f| f.0);
    let top = || all.iter().filter(|c| c.line < DATE_LINES);
    let tells = |found, at| noted(act, found, at, Telling::Latest);
    let last_entry = all.iter().filter(dated).filter(|c| c.at <= c.tokens.start + 2).max_by_key(day);
    let labelled = || all.iter().filter(dated).filter(|c| c.labelled(act, grammar)).max_by_key(day);
    let open_leads = all.iter().filter(|c| c.found.is_none() && c.at <= c.tokens.start + 1).count();
    let latest = all.iter().filter(dated).max_by_key(day);
    let firm = last_entry
        .map(|last| labelled().filter(|c| day(c) > day(&last)).unwrap_or(last))
        .or_else(|| latest.filter(|_| open_leads < OPEN_ENTRIES));
    if let Some(firm) = firm {
        let carried_on = last_entry.and_then(|last| carried_on(act, last, &all)).filter(|(day, _)| firm.found.is_some_and(|f| f.0 < *day));
        let (found, at) = carried_on.map_or((firm.found, firm.at), |(day, at)| (Some((day, None)), at));
        return (tells(found, at), None, false);
    }
    // A watch's log has its two days in its head.
    let is_watch = |c: &&Candidate| {
        act.mentions.get(c.mention).is_some_and(|m| match &m.expr {
            Expr::Span { from, to } => days_between(from, to).is_some_and(|days| days <= WATCH),
            _ => false,
        })
    };
    let entry = || all.iter().rev().find(|c| c.found.is_none() && c.at <= c.tokens.start + 1);
    let line = top().filter(|c| c.found.is_none()).find(is_watch).or_else(entry);
    if let Some((candidate, found)) = line.and_then(|c| Some((c, under_year(act, c)?))) {
        return (tells(Some((found, None)), candidate.at), None, false);
    }
    let past = grammar.vocabulary("fortid");
    let told = all.iter().filter(dated).filter(|c| c.tells(act, past)).filter_map(|c| day(&c)).max();
    let told = told.or_else(|| heading_period(act)).or_else(|| top().filter_map(|c| day(&c)).max());
    let yearless = line.and_then(|c| Yearless::of(&last_day(act.mentions.get(c.mention)?), c.line, told));
    if yearless.is_some() {
        return (None, yearless, false);
    }
    let found = told.map(|t| (t, None)).or_else(|| latest.and_then(|c| c.found));
    (tells(found, latest.map_or(0, |c| c.at)), None, true)
}

/// The last of the entries that go on without a year from one that has it, from top to bottom, and its token. Where they go back, the
/// newest stands first.
fn carried_on(act: &Prepared, from: &Candidate, all: &[Candidate]) -> Option<(NaiveDate, usize)> {
    let start = from.found?.0;
    let leads = |c: &&Candidate| c.line > from.line && c.found.is_none() && c.at <= c.tokens.start + 1;
    let (mut last, mut at, mut on, mut back) = (start, from.at, 0, 0);
    for entry in all.iter().filter(leads) {
        let Expr::Day { month, day, .. } = act.mentions.get(entry.mention).map(last_day)?.expr else { continue };
        let in_year = |year| NaiveDate::from_ymd_opt(year, month, day);
        let next = [last.year(), last.year() + 1].into_iter().filter_map(in_year).find(|d| (last - *d).num_days() < HALF_YEAR)?;
        if next < last {
            back += 1;
        } else {
            on += 1;
            (last, at) = (next, entry.at);
        }
    }
    (on > 1 && on > 2 * back).then_some((last, at))
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
fn days_between(from: &Expr, to: &Expr) -> Option<i64> {
    let any_year = |e: &Expr| match e {
        Expr::Day { month, day, .. } => NaiveDate::from_ymd_opt(2023, *month, *day),
        _ => None,
    };
    Some((any_year(to)? - any_year(from)?).num_days().rem_euclid(365))
}

/// The day of an entry without its year under a heading that is a year or a month of one ("2024", "Marts 2024").
fn under_year(act: &Prepared, entry: &Candidate) -> Option<NaiveDate> {
    let Expr::Day { month, day, .. } = act.mentions.get(entry.mention).map(last_day)?.expr else { return None };
    let is_heading =
        |l: &usize| act.act.lines.get(*l).is_some_and(|line| line.kind == LineKind::Heading) || is_period(act, &line_tokens(act, *l));
    let headings = (0..entry.line).rev().filter(is_heading);
    let year = headings.flat_map(|l| act.dates_in(line_tokens(act, l))).find_map(|(_, m)| match act.mentions.get(m)?.expr {
        Expr::Year(year) | Expr::Month { year: YearRef::Given(year), .. } => Some(year),
        _ => None,
    });
    NaiveDate::from_ymd_opt(year?, month, day)
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

/// The last day of the year or month that the title names ("Noter april-juni 2024").
fn heading_period(act: &Prepared) -> Option<NaiveDate> {
    let top = act.act.lines.get(TITLE_LINES).map_or(usize::MAX, |l| l.span.start);
    let anchors = Anchors { act: NaiveDate::default(), at: None, narrative: None, direction: Direction::Past };
    let given = |e: &Expr| matches!(e, Expr::Month { year: YearRef::Given(_), .. } | Expr::Year(_));
    let period = |m: &&Mention| match &m.expr {
        Expr::Span { to, .. } => given(to),
        expr => given(expr),
    };
    let line = |m: &Mention| act.act.lines.iter().position(|l| l.span.contains(&m.span.start));
    let is_heading = |l: usize| act.act.lines.get(l).is_some_and(|line| line.kind == LineKind::Heading);
    let titles = |m: &&Mention| line(m).is_some_and(|l| is_heading(l) || line_tokens(act, l).len() <= TITLE);
    let found = act.mentions.iter().filter(|m| m.span.start < top).filter(titles).find(period)?;
    resolve(&last_day(found), &anchors).and_then(|v| v.end.date().pred_opt())
}

/// Every date of a journal but those that a label takes out.
fn candidates(act: &Prepared, grammar: &Grammar) -> Vec<Candidate> {
    let mut all = Vec::new();
    for line in 0..act.act.lines.len() {
        let tokens = line_tokens(act, line);
        for (at, mention) in act.dates_in(tokens.clone()) {
            let Some(m) = act.mentions.get(mention).filter(|m| !m.born) else { continue };
            let last = last_day(m);
            let open = matches!(last.expr, Expr::Day { year: YearRef::Unknown, .. });
            let found = absolute(&last);
            if is_no_date(act, grammar.no_date, at, &tokens) || (found.is_none() && !open) {
                continue;
            }
            all.push(Candidate { line, found, mention, tokens: tokens.clone(), at });
        }
    }
    all
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{ActInput, CastFinder, Reader, Source, read_case};
    use crate::dates::Scanner;
    use crate::grammar::{Grammar, built_in};
    use crate::text::plain;

    /// The type and the own date that a text is read to have.
    fn read(text: &str) -> (String, Option<String>) {
        let grammar = Grammar::compile(&built_in()).unwrap();
        let scanner = Scanner::danish().unwrap();
        let reader = Reader { grammar: &grammar, scanner: &scanner };
        let cast = CastFinder::new(&grammar.cast).unwrap().find(&[text], None, "");
        let pages = plain(text);
        let act = ActInput { name: "a", pages: &pages, source: Source::Text, fallback: None };
        let reading = read_case(&[act], &cast, &reader).remove(0);
        (reading.doctype, reading.date.map(|d| d.to_string()))
    }

    #[test]
    fn a_letter_that_opens_with_its_decision_is_one() {
        let letter = "Til Mette Holm\n12. maj 2021\n\n# Fast kontaktperson til Alma\nKommunen har i dag besluttet, at Alma får en fast kontaktperson \
                      5 timer om ugen.\n\n# Opfølgning\nVi mødes den 4. august 2021.\n";
        assert_eq!(read(letter), ("afgoerelse".to_owned(), Some("2021-05-12".to_owned())));
        // A plan that names the decision in a field is none, and a sentence with its own day tells of another act.
        let plan = "# Almas plan\nLavet\t3. juni 2021 med Alma og mor\nAfgørelse\t12. maj 2021\n\nKommunen har den 12. maj 2021 besluttet, at Alma får en \
                    fast kontaktperson.\n";
        assert_ne!(read(plan).0, "afgoerelse");
        let school = "Brinkskolen\n3. maj 2021\n\nVi har i dag besluttet, at Alma får en time mere om ugen i 4.b.\n";
        assert_ne!(read(school).0, "afgoerelse");
    }

    #[test]
    fn a_sentence_that_names_another_act_is_no_title() {
        let complaint = "Skelvej 13, søndag den 19. september 2021\n\nTil kommunen\n\nJeg klager hermed over den afgørelse, jeg fik fra jer den 25. august.\n";
        assert_eq!(read(complaint).0, "klage");
        let talk = "# Samtale med barnet\nAnledning\t☐ Undersøgelse ☒ Før afgørelse\nAfholdt\t14. april 2021\n\nAlma fortalte om skolen.\n";
        assert_eq!(read(talk).0, "samtalereferat");
    }

    #[test]
    fn a_journal_goes_on_without_its_year() {
        let last = |text: &str| read(text).1;
        let journal = "# Journal\n\n23. november 2021. Ringet til mor.\n\n4. december. Møde med far.\n\n14. januar. Talt med Alma.\n\n3. februar. Brev sendt.\n";
        assert_eq!(last(journal).as_deref(), Some("2022-02-03"));
        // The newest stands first.
        let turned = "# Journal\n\n23. november 2021. Ringet til mor.\n\n4. oktober. Møde med far.\n\n14. august. Talt med Alma.\n\n3. maj. Brev sendt.\n";
        assert_eq!(last(turned).as_deref(), Some("2021-11-23"));
    }

    #[test]
    fn a_day_counted_from_the_day_of_writing_tells_it() {
        let minutes = "# Opfølgning\n\nI forgårs, den 10. september 2024, holdt vi opfølgning.\n\nNæste gang i januar 2025.\n";
        assert_eq!(read(minutes).1.as_deref(), Some("2024-09-12"));
        let of_the_year = "# Opfølgning\nAfgørelse af 12. maj 2021\n\nI går, den 31. august, holdt vi opfølgning.\n";
        assert_eq!(read(of_the_year).1.as_deref(), Some("2021-09-01"));
    }

    #[test]
    fn a_form_is_what_its_table_and_its_fields_show() {
        let plan = "Dato for møde\t12. februar 2020\nGrundlag\t§ 50 af 24. januar 2020\nMål\tIndsats\tHvem\nHun sover\tFast aftenrytme\tPlejefamilien\n";
        assert_eq!(read(plan).0, "handleplan");
        // Goals without what is done for them are a follow-up's, which says so.
        let status = "# Opfølgning\nDato\t12. februar 2020\nMål\tStatus\nHun sover\tnået\n";
        assert_eq!(read(status).0, "opfoelgning");
        let field = "Mødedato\t11-09-2025\nSted\tSkovhuset\nBarnets plan\tForeligger ikke\n\nMødet handlede om skolen.\n";
        assert_ne!(read(field).0, "handleplan");
        assert_eq!(read("Mødedato\t11-09-2025\nSted\tSkovhuset\nBarnets plan\tAlma\n\nMødet handlede om skolen.\n").0, "handleplan");
    }

    #[test]
    fn a_form_that_lists_the_child_first_is_of_a_talk() {
        let form =
            |present: &str| format!("Barn\tDaryna Kovalenko, 051009-3746\nAfholdt\t08-11-2023\nTil stede\t{present}\n\nDet gik godt.\n");
        assert_eq!(read(&form("Daryna, Sidsel Jakobsen")).0, "samtalereferat");
        assert_ne!(read(&form("Daryna, mor og Sidsel Jakobsen")).0, "samtalereferat");
        assert_ne!(read(&form("Sidsel Jakobsen og Daryna")).0, "samtalereferat");
    }
}
