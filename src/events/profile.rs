//! What an act is and when it was written.
//!
//! In: a prepared act. Out: its type (`doctype`) and its own date, the anchor of every relative expression: the likeliest of its dates (`own_date`),
//! a journal's last entry, the day that the act itself counts from.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};

use crate::dates::{Anchors, Direction, Expr, LegalDate, Mention, Scanner, YearRef, resolve};
use crate::grammar::{Grammar, TokenKind, VocabularyId};
use crate::text::LineKind;

use super::doctype::{Kind, TITLE_LINES, kind_of};
use super::lines::{absolute, days_between, is_heading, is_no_date, is_period, is_stamp, last_day, line_at, log_start, year_of_record};
use super::months;
use super::own_date;
use super::prepared::{Prepared, lone_line};
use super::trace::{Telling, What};

/// Days that a watch may last; the days of a longer span are an entry's of a log.
pub const WATCH: i64 = 3;
/// Tokens of a line that may be a title.
const TITLE: usize = 8;
/// Lines from the top in which a journal's head is looked for.
const DATE_LINES: usize = 14;

/// Lines from the top that may be the letterhead.
const LETTERHEAD_LINES: usize = 8;
/// Tokens before the date of an entry in a list: its number, and what parts it from the date.
const NUMBERED: usize = 2;
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    /// The other days that may be its own, the likeliest first.
    pub others: Vec<Dated>,
    /// Another municipality wrote it.
    pub from_elsewhere: bool,
    /// The year that its title or running head names, as that of its entries.
    pub record_year: Option<i32>,
    /// The first day of each month that heads a part of it, by mention, where not all of them have their year.
    pub months: BTreeMap<usize, NaiveDate>,
}

/// A day that may be an act's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    day: NaiveDate,
    at: Option<NaiveDateTime>,
    line: usize,
}

/// Days within which an act names what is to come.
const LOOKS_AHEAD: u64 = 100;

/// A date that lacks its year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Yearless {
    month: u32,
    day: u32,
    weekday: Option<Weekday>,
    line: usize,
    /// The last day that the act tells with its year, or the year or month of its heading.
    told: Option<NaiveDate>,
    /// The month and day of the others that lack it, with their day of the week.
    named: Vec<(u32, u32, Weekday)>,
}

impl Yearless {
    fn of(mention: &Mention, line: usize, told: Option<NaiveDate>) -> Option<Self> {
        let Expr::Day { month, day, .. } = mention.expr else { return None };
        Some(Self { month, day, weekday: mention.weekday, line, told, named: Vec::new() })
    }

    /// The day in the year that fits: by its weekday, not before what the act tells; of those that in which most of the others have their weekday, and of
    /// these the nearest to one of the days `around`.
    fn settle(&self, around: &[NaiveDate]) -> Option<NaiveDate> {
        let around: Vec<NaiveDate> = around.iter().copied().chain(self.told.filter(|_| around.is_empty())).collect();
        let slack = chrono::Days::new(RECEIVED_LATER);
        let fits = |d: &NaiveDate| self.weekday.is_none_or(|w| d.weekday() == w) && self.told.is_none_or(|told| *d + slack >= told);
        let far = |d: &NaiveDate| around.iter().map(|a| (*d - *a).num_days().abs()).min();
        let years = around.iter().min()?.year() - 1..=around.iter().max()?.year() + 1;
        years
            .filter_map(|year| NaiveDate::from_ymd_opt(year, self.month, self.day))
            .filter(fits)
            .min_by_key(|d| (self.misnamed(*d), far(d)))
    }

    /// How many of the other days, each the last before `own` or months behind it, fall on another day of the week than they say.
    fn misnamed(&self, own: NaiveDate) -> usize {
        let limit = own + chrono::Days::new(LOOKS_AHEAD);
        let last = |month: u32, day: u32| {
            let mut in_years = [1, 0, -1].into_iter().filter_map(|off| NaiveDate::from_ymd_opt(own.year() + off, month, day));
            in_years.find(|d| *d <= limit)
        };
        self.named.iter().filter(|(month, day, weekday)| last(*month, *day).is_none_or(|d| d.weekday() != *weekday)).count()
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

    /// Takes the day that the first page's running head bears ("Notat · mandag 17-01-2022"), where nothing gives one but what the text tells of.
    pub fn take_from_running_head(&mut self, act: &Prepared, grammar: &Grammar, scanner: &Scanner) {
        let entries_tell = || self.doctype == "journal" && log_start(act, 0).is_none();
        if self.yearless.is_some() || self.date.is_some() && !self.guessed || entries_tell() {
            return;
        }
        if let Some(day) = act.act.head.lines().find_map(|line| day_in_head(line, grammar, scanner)) {
            (self.date, self.at, self.line, self.guessed) = (Some(day), None, None, false);
            act.trace.note(|| (0..0, String::new(), What::OwnDate(day, Telling::RunningHead)));
        }
    }

    /// Holds a guessed date to its place among the acts, which are sent in the order of their days: `before` are the dates of the two acts before
    /// it, `after` those of the two that follow, the nearest first. A date that is later than both that follow tells of what is to come, one that is earlier
    /// than both before it of what is long past. The likeliest other day that fits is its own then, or none.
    pub fn put_in_order(&mut self, before: [Option<NaiveDate>; 2], after: [Option<NaiveDate>; 2]) {
        // These are kept over days or months.
        if !self.guessed || matches!(self.doctype.as_str(), "journal" | "mail") {
            return;
        }
        let Some(date) = self.date else { return };
        let (first, last) = (before[0].zip(before[1]).map(|(a, b)| a.min(b)), after[0].zip(after[1]).map(|(a, b)| a.max(b)));
        let early = first.is_some_and(|first| date < first && after[0].is_none_or(|next| first <= next));
        let late = last.is_some_and(|last| date > last && before[0].is_none_or(|previous| previous <= last));
        if !early && !late {
            return;
        }
        let from = if early { first } else { before[0] };
        let to = if late { last } else { after[0] };
        let fits = |other: &&Dated| from.is_none_or(|from| from <= other.day) && to.is_none_or(|to| other.day <= to);
        let found = self.others.iter().find(fits);
        (self.date, self.at, self.line) = (found.map(|f| f.day), found.and_then(|f| f.at), found.map(|f| f.line));
    }
}

/// Finds both.
#[must_use]
pub fn profile(act: &Prepared, grammar: &Grammar) -> Profile {
    let Kind { doctype, firm, opens } = kind_of(act, grammar);
    let record_year = year_of_record(act, grammar);
    let months = months::headed(act);
    let period = months.values().max().map(|first| LegalDate::month(*first).last_day()).or_else(|| heading_period(act));
    let Own { found, mut yearless, guessed, others } = own_date(act, grammar, &doctype, opens, (period, record_year));
    if let Some(yearless) = yearless.as_mut().filter(|_| doctype == "journal") {
        yearless.named = act.mentions.iter().filter_map(named_day).collect();
    }
    let (date, at) = found.map_or((None, None), |(d, at)| (Some(d), at));
    let line = date.and_then(|d| line_of_date(act, d));
    let from_elsewhere = from_elsewhere(act, &doctype);
    Profile { doctype, firm, date, at, line, guessed, yearless, others, from_elsewhere, record_year, months }
}

/// The month, day and day of the week of a date without its year.
fn named_day(mention: &Mention) -> Option<(u32, u32, Weekday)> {
    let Expr::Day { year: YearRef::Unknown, month, day } = mention.expr else { return None };
    Some((month, day, mention.weekday?))
}

/// Whether the letterhead or the title says that another municipality writes.
fn from_elsewhere(act: &Prepared, doctype: &str) -> bool {
    let lines = act.act.lines.len().min(LETTERHEAD_LINES);
    // What an entry tells of another municipality was not written by it.
    let led = |tokens: &Range<usize>| act.dates_in(tokens.clone()).any(|(t, _)| t <= tokens.start + NUMBERED);
    let entry = |tokens: &Range<usize>| tokens.len() > DATE_LINE && led(tokens);
    let to_us = |tokens: &Range<usize>| act.words.label.addressee.has(act.stream.word(tokens.start));
    let written = || (0..lines).map(|l| act.line_tokens(l)).filter(|t| !entry(t));
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

/// The first line that gives the day.
fn line_of_date(act: &Prepared, day: NaiveDate) -> Option<usize> {
    act.mentions.iter().find(|m| absolute(m).is_some_and(|(d, _)| d == day)).and_then(|m| line_at(act, m.span.start))
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
        field || act.tells_past(past, self.at, &self.tokens)
    }

    /// It leads an entry whose year stands elsewhere.
    fn opens_entry(&self) -> bool {
        self.found.is_none() && self.at <= self.tokens.start + 1
    }
}

/// What an act tells of its own date.
#[derive(Default)]
struct Own {
    found: Option<Found>,
    yearless: Option<Yearless>,
    guessed: bool,
    others: Vec<Dated>,
}

/// `period`: the end of the year or month that a heading names; the year of a record.
fn own_date(
    act: &Prepared,
    grammar: &Grammar,
    doctype: &str,
    opens: Option<usize>,
    (period, record_year): (Option<NaiveDate>, Option<i32>),
) -> Own {
    if doctype == "journal" {
        let (found, yearless, guessed) = journal_date(act, grammar, period, record_year);
        return Own { found, yearless, guessed, ..Own::default() };
    }
    let mut ranked = own_date::ranked(act, grammar, doctype);
    // A letter that opens with what it decides has its date above that sentence.
    let above = |c: &own_date::Candidate| c.day.is_some() && opens.is_some_and(|at| c.token < at);
    if ranked.iter().any(above) {
        ranked.retain(above);
    }
    let told = ranked.iter().filter(|c| c.told).filter_map(|c| c.day).max().or(period);
    if let Some((today, token)) = counted_from_today(act) {
        let line = line_at(act, today.span.start).unwrap_or(0);
        let open = Yearless::of(&today, line, told);
        // Its year is that of the likeliest date that has one.
        let likeliest = || Yearless { told: None, ..open.clone()? }.settle(&[ranked.iter().find_map(|c| c.day)?]);
        let day = absolute(&today).map(|found| found.0).or_else(likeliest);
        let at = day.and_then(|day| ranked.iter().find(|c| c.day == Some(day))?.at);
        let found = noted(act, day.map(|day| (day, at)), token, Telling::Text);
        return Own { found, yearless: open.filter(|_| day.is_none()), ..Own::default() };
    }
    let Some((best, rest)) = ranked.split_first() else {
        return Own { found: noted(act, told.map(|t| (t, None)), 0, Telling::Latest), guessed: true, ..Own::default() };
    };
    let found = best.day.and_then(|day| noted(act, Some((day, best.at)), best.token, Telling::Signs));
    let yearless = || Yearless::of(&last_day(act.mentions.get(best.mention)?), best.line, told);
    Own {
        found,
        yearless: if found.is_none() { yearless() } else { None },
        guessed: best.weight < grammar.own_date_guess_below,
        others: rest.iter().filter_map(|c| Some(Dated { day: c.day?, at: c.at, line: c.line })).collect(),
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

/// The day that a running head bears, if it does not say that it is a system's print or a form's edition ("udskrevet", "version").
fn day_in_head(line: &str, grammar: &Grammar, scanner: &Scanner) -> Option<NaiveDate> {
    let mentions = scanner.scan(line);
    let (index, day) = mentions.iter().enumerate().find_map(|(at, m)| Some((at, absolute(m)?.0)))?;
    let stream = lone_line(line, &mentions, grammar);
    let date = (0..stream.tokens.len()).find(|t| stream.kind(*t) == TokenKind::Date(index))?;
    let labels = |hit: &crate::grammar::Hit| hit.vocabulary == grammar.no_date && hit.tokens.start <= date && date < hit.tokens.end + 2;
    let print = grammar.find(&stream).iter().any(labels);
    (!print).then_some(day)
}

/// The date found, once the trace has been told how.
fn noted(act: &Prepared, found: Option<Found>, at: usize, telling: Telling) -> Option<Found> {
    if let Some((date, _)) = found {
        act.trace.note(|| (act.stream.bytes(at..at + 1), String::new(), What::OwnDate(date, telling)));
    }
    found
}

/// A journal is as old as its last entry; what its entries mention may be of another year.
fn journal_date(
    act: &Prepared,
    grammar: &Grammar,
    period: Option<NaiveDate>,
    record_year: Option<i32>,
) -> (Option<Found>, Option<Yearless>, bool) {
    let all = candidates(act, grammar);
    let dated = |c: &&Candidate| c.found.is_some();
    let day = |c: &&Candidate| c.found.map(|f| f.0);
    let top = || all.iter().filter(|c| c.line < DATE_LINES);
    let tells = |found, at| noted(act, found, at, Telling::Latest);
    // A watch's log has its two days in its head.
    let is_watch = |c: &&Candidate| {
        act.mentions.get(c.mention).is_some_and(|m| match &m.expr {
            Expr::Span { from, to } => days_between(from, to).is_some_and(|days| days <= WATCH),
            _ => false,
        })
    };
    // What its lines tell of at a time of day may be of any year.
    let above = log_start(act, all.iter().filter(|c| c.at == c.tokens.start).count());
    if let Some(head) = above.and_then(|above| all.iter().find(|c| c.line < above && (c.found.is_some() || is_watch(c)))) {
        let ends = || Some((in_year_of_start(act, head)?, None));
        if let Some(found) = head.found.or_else(ends) {
            return (tells(Some(found), head.at), None, false);
        }
    }
    // Below entries that lack their year a list looks back on days that have it.
    let is_item = |c: &Candidate| act.act.lines.get(c.line).is_some_and(|line| line.kind == LineKind::Item);
    let lists_back = all.iter().filter(|c| c.opens_entry() && !is_item(c)).count() >= OPEN_ENTRIES;
    let entries = all.iter().filter(|c| c.at <= c.tokens.start + 2 && !(lists_back && is_item(c)));
    let last_entry = entries.filter(dated).max_by_key(day);
    let labelled = || all.iter().filter(dated).filter(|c| c.labelled(act, grammar)).max_by_key(day);
    let open_leads = all.iter().filter(|c| c.opens_entry()).count();
    let latest = all.iter().filter(dated).max_by_key(day);
    let firm = last_entry
        .map(|last| labelled().filter(|c| day(c) > day(&last)).unwrap_or(last))
        .or_else(|| latest.filter(|_| open_leads < OPEN_ENTRIES));
    if let Some(firm) = firm {
        // "Udarbejdet 14/5-24" is no entry that others go on from.
        let entry = last_entry.filter(|last| !last.labelled(act, grammar));
        let carried_on = entry.and_then(|last| carried_on(act, last, &all)).filter(|(day, _)| firm.found.is_some_and(|f| f.0 < *day));
        let (found, at) = carried_on.map_or((firm.found, firm.at), |(day, at)| (Some((day, None)), at));
        return (tells(found, at), None, false);
    }
    let entry = || all.iter().rev().find(|c| c.opens_entry());
    let line = top().filter(|c| c.found.is_none()).find(is_watch).or_else(entry);
    if let Some((candidate, found)) = line.and_then(|c| Some((c, under_year(act, c, record_year)?))) {
        return (tells(Some((found, None)), candidate.at), None, false);
    }
    let past = grammar.vocabulary("fortid");
    let told = all.iter().filter(dated).filter(|c| c.tells(act, past)).filter_map(|c| day(&c)).max();
    let told = told.or(period).or_else(|| top().filter_map(|c| day(&c)).max());
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
    let (mut last, mut at, mut on, mut back) = (start, from.at, 0, 0);
    for entry in all.iter().filter(|c| c.line > from.line && c.opens_entry()) {
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

/// The day of an entry without its year under a heading that is a year or a month of one ("2024", "Marts 2024"), or in a record of one.
fn under_year(act: &Prepared, entry: &Candidate, record_year: Option<i32>) -> Option<NaiveDate> {
    let Expr::Day { month, day, .. } = act.mentions.get(entry.mention).map(last_day)?.expr else { return None };
    let headings = (0..entry.line).rev().filter(|&l| is_heading(act, l) || is_period(act, &act.line_tokens(l)));
    let year = headings.flat_map(|l| act.dates_in(act.line_tokens(l))).find_map(|(_, m)| match act.mentions.get(m)?.expr {
        Expr::Year(year) | Expr::Month { year: YearRef::Given(year), .. } => Some(year),
        _ => None,
    });
    NaiveDate::from_ymd_opt(year.or(record_year)?, month, day)
}

/// The last day of a span that has its year at its first: "lørdag 20/1 2024 – søndag 21/1".
fn in_year_of_start(act: &Prepared, span: &Candidate) -> Option<NaiveDate> {
    let Expr::Span { from, to } = &act.mentions.get(span.mention)?.expr else { return None };
    let (Expr::Day { year: YearRef::Given(year), month: first, .. }, Expr::Day { month, day, .. }) = (&**from, &**to) else { return None };
    NaiveDate::from_ymd_opt(year + i32::from(month < first), *month, *day)
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
    let titles = |m: &&Mention| line_at(act, m.span.start).is_some_and(|l| is_heading(act, l) || act.line_tokens(l).len() <= TITLE);
    let found = act.mentions.iter().filter(|m| m.span.start < top).filter(titles).find(period)?;
    resolve(&last_day(found), &anchors).and_then(|v| v.end.date().pred_opt())
}

/// Every date of a journal but those that a label takes out.
fn candidates(act: &Prepared, grammar: &Grammar) -> Vec<Candidate> {
    let mut all = Vec::new();
    for line in 0..act.act.lines.len() {
        let tokens = act.line_tokens(line);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{ActInput, CastFinder, Reader, Source, read_case};
    use super::{Dated, Profile, Yearless};
    use crate::dates::Scanner;
    use crate::grammar::{Grammar, built_in};
    use crate::text::plain;

    #[test]
    fn the_days_of_the_week_tell_a_records_year() {
        let day = |text: &str| text.parse().unwrap();
        let mut record = Yearless { month: 11, day: 28, weekday: None, line: 0, told: None, named: Vec::new() };
        let around = [day("2023-12-01"), day("2024-08-20")];
        assert_eq!(record.settle(&around), Some(day("2023-11-28")));
        record.named = vec![(12, 20, chrono::Weekday::Fri)];
        assert_eq!(record.settle(&around), Some(day("2024-11-28")));
    }

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
        assert_ne!(
            read("Advokat Holm\n12. maj 2021\n\nVedr.: sag om anbringelse uden samtykke\n\nJeg henviser til høringen.\n").0,
            "samtykke"
        );
        // A plan that names the decision in a field is none, and a sentence with its own day tells of another act.
        let plan = "# Almas plan\nLavet\t3. juni 2021 med Alma og mor\nAfgørelse\t12. maj 2021\n\nKommunen har den 12. maj 2021 besluttet, at Alma får en \
                    fast kontaktperson.\n";
        assert_ne!(read(plan).0, "afgoerelse");
        let school = "Brinkskolen\n3. maj 2021\n\nVi har i dag besluttet, at Alma får en time mere om ugen i 4.b.\n";
        assert_ne!(read(school).0, "afgoerelse");
    }

    #[test]
    fn a_running_head_tells_what_the_act_does_not() {
        let form =
            |head: &str| read(&format!("^ {head}\nUng\tAlma Holm\nBesøgsdato\tmandag\nSamtale med den unge\tJa\n\nVærelset er lyst.\n"));
        assert_eq!(
            form("Skema T-2 · Personrettet tilsyn · mandag 17-01-2022"),
            ("tilsyn".to_owned(), Some("2022-01-17".to_owned())),
            "its type and its day stand in the head alone"
        );
        assert_eq!(form("Personrettet tilsyn · udskrevet 17-01-2022").1, None, "the day of a print is not the act's");
        let letter = read("^ Personrettet tilsyn · 17-01-2022\n# Afgørelse om aflastning\n12. maj 2021\n\nDu får aflastning.\n");
        assert_eq!(letter, ("afgoerelse".to_owned(), Some("2021-05-12".to_owned())), "what the act says itself goes before its head");
    }

    #[test]
    fn a_sentence_that_names_another_act_is_no_title() {
        let complaint = "Skelvej 13, søndag den 19. september 2021\n\nTil kommunen\n\nJeg klager hermed over den afgørelse, jeg fik fra jer den 25. august.\n";
        assert_eq!(read(complaint).0, "klage");
        let talk = "# Samtale med barnet\nAnledning\t☐ Undersøgelse ☒ Før afgørelse\nAfholdt\t14. april 2021\n\nAlma fortalte om skolen.\n";
        assert_eq!(read(talk).0, "samtalereferat");
    }

    #[test]
    fn a_log_of_hours_is_of_the_day_in_its_head() {
        let log = "18.40 Støj ved stationen.\n21.30 En kvinde ringer om en pige på 15.\n22.10 Sedlen er lagt til holdet.\n23.05 Mor ringet op.\n23.40 Rolig nat.\n06.00 Intet yderligere.\n";
        let of = |head: &str, end: &str| read(&format!("{head}\n{log}{end}")).1;
        assert_eq!(of("^ Døgnvagt. Log lørdag 1. marts 2025", "").as_deref(), Some("2025-03-01"), "the running head's");
        let watch = "Vagt lørdag 20/1 2024 kl. 16 – søndag 21/1 kl. 08";
        assert_eq!(of(watch, "UR om søsteren indgået 2/11-23.\n").as_deref(), Some("2024-01-21"), "not one that a line speaks of");
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
    fn a_guessed_date_has_its_place_among_the_acts() {
        let on = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
        let day = |text: &str| Some(on(text));
        let guess = |date: &str, others: &[&str], doctype: &str| Profile {
            doctype: doctype.to_owned(),
            date: day(date),
            guessed: true,
            others: others.iter().map(|other| Dated { day: on(other), at: None, line: 3 }).collect(),
            ..Profile::default()
        };
        let around = ([day("2024-03-01"), day("2024-02-01")], [day("2024-04-01"), day("2024-05-01")]);
        let placed = |mut profile: Profile, (before, after): ([Option<chrono::NaiveDate>; 2], [Option<chrono::NaiveDate>; 2])| {
            profile.put_in_order(before, after);
            profile.date
        };
        assert_eq!(placed(guess("2024-09-01", &["2024-08-01", "2024-03-20"], "handleplan"), around), day("2024-03-20"));
        assert_eq!(placed(guess("2023-09-01", &["2024-03-20"], "handleplan"), around), day("2024-03-20"));
        assert_eq!(placed(guess("2024-09-01", &["2024-08-01"], "handleplan"), around), None);
        // In its place, no guess, kept over months, or with one act only to tell against it, it stays.
        assert_eq!(placed(guess("2024-04-20", &["2024-03-20"], "handleplan"), around), day("2024-04-20"));
        assert_eq!(placed(Profile { guessed: false, ..guess("2024-09-01", &["2024-03-20"], "handleplan") }, around), day("2024-09-01"));
        assert_eq!(placed(guess("2024-09-01", &["2024-03-20"], "journal"), around), day("2024-09-01"));
        assert_eq!(placed(guess("2024-09-01", &["2024-03-20"], "handleplan"), (around.0, [around.1[0], None])), day("2024-09-01"));
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
