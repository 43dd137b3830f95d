//! What a date or a telling sentence inherits from where it stands: the act's day, the journal entry's, the message's, the
//! year or month of a heading, the section's prior.
//!
//! In: a prepared act and its profile. Out: every mention's calendar value and every unit's [`Scope`]. One walk from top to
//! bottom, because the story's last date ("dagen efter") is a matter of order. Here is what lines, entries and headings open; `value`
//! tells which day a mention is.

mod clock;
mod value;
mod year;

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use crate::dates::{Anchors, BULLETS, Direction, Expr, LegalDate, Mention, MonthRef, Unit as DateUnit, YearRef, resolve};
use crate::grammar::{Grammar, TokenKind, VocabularyId};
use crate::text::LineKind;

use super::lines::{is_mail_head, is_no_date, is_period, leading_clock, log_start, unquoted};
use super::model::Status;
use super::prepared::Prepared;
use super::profile::{Profile, WATCH};

/// A heading may stand at most this many lines above what it rules, else a new one was overlooked.
const HEADING_REACH: usize = 60;

/// What a unit inherits.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The day that `i går` counts from, and after which a date lies ahead.
    pub anchor: Option<NaiveDate>,
    /// The entry's or message's own date: taken by what tells no date itself.
    pub entry: Option<LegalDate>,
    /// The entry is the message's head, so its date is that of writing.
    pub message: bool,
    /// What the section's heading says of what stands under it.
    pub prior: Option<Status>,
    /// Line of the heading, for nouns that stand there.
    pub heading: Option<usize>,
}

/// Values of all mentions and scopes of all units.
pub struct Scopes {
    /// By mention; none where the words name no day, week or month.
    pub values: Vec<Option<LegalDate>>,
    /// By unit.
    pub units: Vec<Scope>,
}

/// The walk's state.
struct Walk<'a> {
    act: &'a Prepared<'a>,
    grammar: &'a Grammar,
    own: NaiveDate,
    /// That is no day that the act gives as its own.
    undated: bool,
    entries: bool,
    /// The act is a journal: its items are entries, not a list of what was.
    journal: bool,
    entry: Option<LegalDate>,
    /// The entry tells what came after its day too: it was written later, with the act.
    chronicle: bool,
    message: Option<LegalDate>,
    awaits_message_date: bool,
    period: Option<NaiveDate>,
    /// The period's heading says more than when ("Besøget i april"): it rules no further than to the next heading.
    passing: bool,
    /// The months that head parts of the act, by mention.
    months: &'a BTreeMap<usize, NaiveDate>,
    /// The year that a heading of its own names.
    year: Option<i32>,
    prior: Option<Status>,
    heading: Option<usize>,
    narrative: Option<NaiveDate>,
    /// Where the story stood when the paragraph began.
    paragraph: Option<NaiveDate>,
    /// The story stands in a month, on no day of it.
    in_month: bool,
    /// The last date that led an entry or stood in a heading: entries go on from it, whatever dates they told in passing.
    spine: Option<NaiveDate>,
    /// The last day told in this line: a day without a year that follows belongs near it.
    in_line: Option<NaiveDate>,
    /// … and of the line above.
    line_above: Option<NaiveDate>,
    /// Where the sentence begins that told it.
    told_in: usize,
    /// The year told in a sentence, and where that begins: days and months without one that follow in it are of that year.
    in_sentence: Option<(usize, i32)>,
    /// The year that a line begins with ("2020. Skolens første …"): that of its days, and of the items and rows that follow.
    of_line: Option<i32>,
    /// The last time of day told in this line.
    clock: Option<LegalDate>,
    /// … and in the lines above.
    clock_above: Option<LegalDate>,
    values: Vec<Option<LegalDate>>,
    /// In a watch's log: the day it has come to, and the last time of day, in seconds.
    log: Option<(NaiveDate, Option<u32>)>,
    /// The day on which the watch ends.
    log_end: Option<NaiveDate>,
    planned: Vec<VocabularyId>,
    past: Vec<VocabularyId>,
    mostly_planned: Vec<VocabularyId>,
    mostly_told: Vec<VocabularyId>,
    answers: Vec<VocabularyId>,
    papers: Vec<VocabularyId>,
}

/// Walks the act. `fallback` is the anchor where the act has no date of its own.
#[must_use]
pub fn scopes(act: &Prepared, grammar: &Grammar, profile: &Profile, fallback: Option<NaiveDate>) -> Scopes {
    let own = profile.date.or(fallback).unwrap_or_default();
    let planned = grammar.cues.iter().filter(|c| c.entry.status == Status::Planlagt).map(|c| c.vocabulary).collect();
    let mut walk = Walk {
        act,
        grammar,
        own,
        undated: profile.date.is_none() || profile.guessed,
        entries: false,
        journal: profile.doctype == "journal",
        entry: None,
        chronicle: false,
        message: None,
        awaits_message_date: false,
        period: None,
        passing: false,
        months: &profile.months,
        year: profile.record_year,
        prior: None,
        heading: None,
        narrative: Some(own),
        paragraph: None,
        in_month: false,
        spine: None,
        in_line: None,
        line_above: None,
        told_in: 0,
        in_sentence: None,
        of_line: None,
        clock: None,
        clock_above: None,
        values: vec![None; act.mentions.len()],
        log: None,
        log_end: None,
        planned,
        past: named(grammar, &["fortid"]),
        mostly_planned: named(grammar, &["opfoelgning", "tilsyn", "ivaerksaette", "revidere", "ivaerksaettelsen", "foranstaltning"]),
        papers: named(
            grammar,
            &["handleplan", "undersoegelse", "afgoerelse", "underretning", "samtykke", "klage", "ansoegning", "afdaekning", "partshoering"],
        ),
        answers: named(grammar, &["vurdering24", "vurdere", "kvittering", "kvittere"]),
        mostly_told: named(grammar, &["underretning", "vurdering24", "kvittering", "kvittere", "ansoegning", "klage"]),
    };
    let led = (0..act.act.lines.len()).filter(|&l| walk.leading_date(&act.line_tokens(l)).is_some()).count();
    walk.entries =
        led >= 3 || (profile.doctype == "journal" && led >= 1) || (led >= 2 && matches!(profile.doctype.as_str(), "notat" | "journal"));
    if own != NaiveDate::default() && log_start(act, led).is_some() {
        let start = watch_start(act, own);
        walk.log = Some((start.unwrap_or(own), None));
        walk.log_end = start.map(|_| own);
    }
    let mut units = Vec::with_capacity(act.units.len());
    let mut line = usize::MAX;
    let mut row_entry = None;
    for unit in &act.units {
        if unit.line != line {
            line = unit.line;
            row_entry = walk.begin_line(line);
        }
        // What a dated row tells is told on its day.
        let outside = walk.entry;
        walk.entry = row_entry.or(outside);
        for (token, mention) in act.dates_in(unit.tokens.clone()).collect::<Vec<_>>() {
            walk.value_of(token, mention, &unit.tokens);
        }
        walk.entry = outside;
        let own_day = walk.message.or_else(|| (own != NaiveDate::default()).then(|| LegalDate::day(own)));
        units.push(Scope {
            anchor: row_entry.or(walk.entry.filter(|_| !walk.chronicle)).or(own_day).map(LegalDate::first_day),
            entry: row_entry.or(walk.entry).or(walk.message),
            message: row_entry.is_none() && walk.entry.is_none() && walk.message.is_some(),
            prior: walk.prior,
            heading: walk.heading.filter(|h| line.saturating_sub(*h) <= HEADING_REACH),
        });
    }
    Scopes { values: walk.values, units }
}

impl Walk<'_> {
    /// Takes in what a line opens; gives the date of a row that is an entry by itself.
    fn begin_line(&mut self, line: usize) -> Option<LegalDate> {
        self.line_above = self.in_line.take();
        self.clock_above = self.clock.take().or(self.clock_above);
        self.end_flashback();
        let tokens = self.act.line_tokens(line);
        let kind = self.act.act.lines.get(line).map(|l| l.kind);
        let goes_on = matches!(kind, Some(LineKind::Item | LineKind::Row));
        self.of_line = self.leading_year(&tokens).or(self.of_line.filter(|_| goes_on));
        if is_mail_head(self.act, &tokens) {
            self.awaits_message_date = true;
            self.entry = None;
            self.prior = None;
        }
        if let Some(sent) = self.ruled_head(&tokens).or_else(|| self.sent_in_head(&tokens)) {
            self.awaits_message_date = false;
            (self.message, self.entry, self.narrative) = (Some(sent), None, Some(sent.first_day()));
        }
        if kind == Some(LineKind::Heading) || self.is_label_heading(&tokens) || is_period(self.act, &tokens) {
            self.begin_section(line, &tokens);
        }
        if self.awaits_message_date
            && self.act.words.label.sent.has(self.act.stream.word(unquoted(self.act, &tokens)))
            && let Some((token, mention)) = self.act.dates_in(tokens.clone()).next()
        {
            self.value_of(token, mention, &tokens);
            self.message = self.values.get(mention).copied().flatten();
            self.narrative = self.message.map(LegalDate::first_day).or(self.narrative);
            self.awaits_message_date = false;
        }
        if let Some(added) = self.addendum(&tokens) {
            self.narrative = Some(added.first_day());
            return Some(added);
        }
        let Some((token, mention)) = self.leading_date(&tokens) else { return self.clock_entry(&tokens, kind) };
        let last = self.entry.take();
        let story = std::mem::replace(&mut self.narrative, self.spine);
        let written = self.act.mentions.get(mention).is_some_and(|m| matches!(m.expr, Expr::Day { .. } | Expr::DayOfMonth { .. }));
        if written || self.spine.is_none() {
            self.narrative = self.spine.filter(|s| self.period.is_none_or(|end| s.year() == end.year()));
        }
        self.value_of(token, mention, &tokens);
        self.entry = last;
        self.narrative = story;
        self.in_year_of_spine(token, mention, kind);
        let value = self.values.get(mention).copied().flatten().filter(|v| v.known_day().is_some())?;
        (self.narrative, self.in_month) = (Some(value.first_day()), false);
        self.spine = Some(value.first_day());
        // A watch that lasts for days has its days as headings.
        if self.log.is_some() && tokens.len() <= DATE_ALONE {
            (self.log, self.log_end) = (Some((value.first_day(), None)), None);
        }
        if kind == Some(LineKind::Row) {
            return Some(value);
        }
        if self.entries || kind == Some(LineKind::Heading) {
            self.entry = Some(value);
            let listed = kind == Some(LineKind::Item) && !self.journal;
            self.chronicle = listed || self.tells_on(&tokens, value.first_day());
            return None;
        }
        // "24.03.2025 TLA: Planen er i dag rettet" under minutes: initials make an entry of a single line too.
        let initials = self.act.stream.word(token + 1).len() <= INITIALS && self.act.stream.kind(token + 2) == TokenKind::Sign(':');
        (initials && self.act.stream.kind(token + 1) == TokenKind::Word).then_some(value)
    }

    /// A paragraph that looked back from days near the act's own to long before ends there: the next one goes on from those days.
    fn end_flashback(&mut self) {
        let far = |story: NaiveDate| (self.base() - story).num_days();
        let was_near = self.paragraph.filter(|story| (-ADDED_SOON..=NEAR).contains(&far(*story)));
        if was_near.is_some() && self.narrative.is_some_and(|story| far(story) > LONG_BEFORE) {
            self.narrative = was_near;
        }
        self.paragraph = self.narrative.filter(|story| *story != self.own);
    }

    /// "14/1 UR skole. Vurd. 15/1. § 50 startet 1/2, færdig 12/5": one line goes on through the days of a story that the act looks back on; so does one
    /// whose days all lead what they tell ("28.02: i gang. 17.04: samtale").
    fn tells_on(&self, tokens: &Range<usize>, entry: NaiveDate) -> bool {
        let leads = |t: usize| self.act.stream.kind(t + 1) == TokenKind::Sign(':');
        if self.act.dates_in(tokens.clone()).filter(|(t, _)| leads(*t)).count() > 1 {
            return true;
        }
        let days = self.act.dates_in(tokens.clone()).filter_map(|(_, m)| self.act.mentions.get(m));
        let written = days.filter(|m| matches!(m.expr, Expr::Day { .. } | Expr::DayOfMonth { .. })).count();
        written >= CHRONICLE && (self.own - entry).num_days() > LOOKED_BACK
    }

    /// Whether a day leads what a line goes on to: "28.02: i gang. 17.04: samtale".
    fn leads_on(&self, mention: &Mention) -> bool {
        self.chronicle && self.act.act.text.get(mention.span.end..).is_some_and(|rest| rest.starts_with(':'))
    }

    /// "Tilføjelse 6/7, MAKR: Planen er rettet": what was added to the act later is told on its own day, which lies after the act's.
    fn addendum(&mut self, tokens: &Range<usize>) -> Option<LegalDate> {
        let opens = |t: usize| self.act.words.addendum.begins.begin(self.act.stream.word(t));
        let first = (tokens.start..tokens.end.min(tokens.start + 2)).find(|&t| self.act.stream.kind(t) == TokenKind::Word)?;
        let (token, mention) = self.act.dates_in(tokens.clone()).next().filter(|(t, _)| opens(first) && *t <= first + ADDENDUM_HEAD)?;
        let m = self.act.mentions.get(mention).filter(|m| names_a_day(&m.expr) && !m.born)?;
        if self.own == NaiveDate::default() || self.values.get(mention).copied().flatten().is_some() {
            return None;
        }
        let direction = if yearless(&m.expr) { Direction::Future } else { Direction::Default };
        let value = resolve(m, &Anchors { act: self.own, at: None, narrative: Some(self.own), direction })?.legal()?;
        let later = (value.known_day()? - self.own).num_days();
        if !(0..=ADDENDUM_LATEST).contains(&later) {
            return None;
        }
        if let Some(slot) = self.values.get_mut(mention) {
            *slot = Some(value);
        }
        self.note(token, Some(value), None);
        Some(value)
    }

    /// The entry that a line of a watch's log opens with a time alone ("23.50 Politiet …"): on the day that the log has come to. Past midnight
    /// the next day begins.
    fn clock_entry(&mut self, tokens: &Range<usize>, kind: Option<LineKind>) -> Option<LegalDate> {
        let clock = leading_clock(self.act, tokens)?;
        let (day, last) = self.log?;
        let day = match last {
            None if clock < NOON => self.log_end.unwrap_or(day),
            Some(last) if clock + MIDNIGHT_GAP < last => day.succ_opt()?,
            _ => day,
        };
        self.log = Some((day, Some(clock)));
        let value = LegalDate::minute(day.and_hms_opt(clock / 3600, clock / 60 % 60, 0)?);
        self.narrative = Some(day);
        if kind == Some(LineKind::Row) {
            return Some(value);
        }
        self.entry = Some(value);
        None
    }

    fn begin_section(&mut self, line: usize, tokens: &Range<usize>) {
        self.heading = Some(line);
        // A title tells what the act is, not what its paragraphs are worth.
        let rules = line > 0 && tokens.len() <= 10 && self.act.dates_in(tokens.clone()).next().is_none();
        self.prior = self.grammar.sections.iter().find(|(v, _)| rules && self.act.has(&[*v], tokens)).map(|(_, s)| *s);
        let mentions: Vec<(usize, &Mention)> =
            self.act.dates_in(tokens.clone()).filter_map(|(_, m)| Some((m, self.act.mentions.get(m)?))).collect();
        let period = mentions.iter().find_map(|(index, m)| match m.expr {
            Expr::Year(year) => NaiveDate::from_ymd_opt(year, 12, 31),
            Expr::Month { .. } => self.headed(*index).or_else(|| self.resolve_simply(m)).map(LegalDate::last_day),
            _ => None,
        });
        if period.is_some() {
            self.passing = !is_period(self.act, tokens);
            self.year = mentions.iter().find_map(|(_, m)| if let Expr::Year(year) = m.expr { Some(year) } else { None });
            self.period = period;
            self.spine = period;
            self.entry = None;
        } else if mentions.is_empty() && self.entries && tokens.len() > 2 {
            self.entry = None;
        }
        if period.is_none() && std::mem::take(&mut self.passing) {
            (self.period, self.year, self.narrative) = (None, None, Some(self.own));
        }
        if let Some(end) = period {
            self.narrative = end
                .with_day(1)
                .and_then(|d| if mentions.iter().any(|(_, m)| matches!(m.expr, Expr::Year(_))) { d.with_month(7) } else { d.with_day(15) })
                .or(self.narrative);
        }
    }

    /// A short line that ends in a colon rules what follows like a heading.
    fn is_label_heading(&self, tokens: &Range<usize>) -> bool {
        let last = tokens.end.saturating_sub(2);
        tokens.len() <= 8
            && tokens.len() > 2
            && self.act.stream.kind(last) == TokenKind::Sign(':')
            && self.act.dates_in(tokens.clone()).next().is_none()
    }

    /// The date that leads a line: an entry's, if entries are how the act is written.
    fn leading_date(&self, tokens: &Range<usize>) -> Option<(usize, usize)> {
        // A chronology's first column may hold the year alone.
        let is_year = |mention: usize| self.act.mentions.get(mention).is_some_and(|m| matches!(m.expr, Expr::Year(_)));
        let (token, mention) = self.act.dates_in(tokens.clone()).find(|(_, mention)| !is_year(*mention))?;
        let m = self.act.mentions.get(mention)?;
        if m.born || !names_a_day(&m.expr) || is_no_date(self.act, self.grammar.no_date, token, tokens) {
            return None;
        }
        let before = token - tokens.start;
        let row = (tokens.start..tokens.end).any(|t| self.act.stream.kind(t) == TokenKind::Cell);
        if row {
            // The date stands alone in one of the first two cells.
            let cells = (tokens.start..token).filter(|&t| self.act.stream.kind(t) == TokenKind::Cell).count();
            let alone_before = token == tokens.start || self.act.stream.kind(token - 1) == TokenKind::Cell;
            let after = (token + 1..(token + FIRST_CELL).min(tokens.end))
                .find(|&t| matches!(self.act.stream.kind(t), TokenKind::Cell | TokenKind::LineEnd));
            let several =
                self.act.dates_in(tokens.clone()).filter(|(t, _)| self.act.stream.kind(t.saturating_sub(1)) == TokenKind::Cell).count() > 1;
            let label = cells == 1 && self.cells(tokens) == 2;
            return (cells <= 1 && alone_before && after.is_some() && !several && !label).then_some((token, mention));
        }
        let short = |t: usize| self.act.stream.word(t).len() <= 4 || matches!(self.act.stream.kind(t), TokenKind::Sign(_));
        let lead = before <= 3 && (tokens.start..token).all(short) && !(tokens.start..token).any(|t| self.act.stream.word(t) == "i");
        let next = self.act.stream.kind(token + 1);
        let next_word = self.act.stream.word(token + 1);
        let capital = self.act.stream.is_capital(token + 1);
        // "Tirsdag 27. Vurderet på tavlemødet": the ordinal's stop is the entry's.
        let stopped = self.act.act.text.get(m.span.clone()).is_some_and(|t| t.ends_with('.'));
        let marked = is_bullet(next)
            || matches!(next, TokenKind::Sign(':' | '.' | '/' | ',' | '(' | '|' | ']' | '·') | TokenKind::LineEnd)
            || (next == TokenKind::Word && capital && (next_word.len() <= 4 || stopped))
            || matches!(next_word, "kl" | "tlf" | "mail" | "brev" | "notat" | "moede");
        let bulleted = (tokens.start..token).all(|t| is_bullet(self.act.stream.kind(t)));
        let figures = bulleted && self.act.act.text.get(m.span.start..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()));
        (lead && (marked || figures)).then_some((token, mention))
    }

    fn cells(&self, tokens: &Range<usize>) -> usize {
        tokens.clone().filter(|&t| self.act.stream.kind(t) == TokenKind::Cell).count() + 1
    }

    /// The day that what stands here is told on.
    fn base(&self) -> NaiveDate {
        match self.period {
            Some(end) if self.entry.is_none() => end,
            _ => self.written(),
        }
    }

    /// The day that what stands here is written on, whatever period it tells of.
    fn written(&self) -> NaiveDate {
        self.entry.or(self.message).map_or(self.own, LegalDate::first_day)
    }

    /// The month that a mention heads a part of the act with.
    fn headed(&self, mention: usize) -> Option<LegalDate> {
        self.months.get(&mention).copied().map(LegalDate::month)
    }

    fn resolve_simply(&self, mention: &Mention) -> Option<LegalDate> {
        let anchors = Anchors { act: self.own, at: None, narrative: self.spine, direction: Direction::Past };
        resolve(mention, &anchors)?.legal()
    }

    /// "----- Irma Rosendahl, 30. oktober 2017 kl. 14.32 -----": the head of a message that is quoted.
    fn ruled_head(&self, tokens: &Range<usize>) -> Option<LegalDate> {
        let rule = |range: Range<usize>| {
            range.len() == 3 && range.clone().all(|t| matches!(self.act.stream.kind(t), TokenKind::Sign('-' | '–' | '_' | '=')))
        };
        let end = tokens.end.checked_sub(1)?;
        let ruled = rule(tokens.start..tokens.end.min(tokens.start + 3)) && rule(end.saturating_sub(3)..end);
        let (_, mention) = self.act.dates_in(tokens.clone()).next().filter(|_| ruled)?;
        let m = self.act.mentions.get(mention).filter(|m| m.is_absolute() && !yearless(&m.expr))?;
        self.resolve_simply(m).filter(|date| date.known_day().is_some())
    }

    /// "Fra: Irma Rosendahl · Til: Bo Holm · 30-10-2017 14:32": a mail's head on one line, with the day behind the names.
    fn sent_in_head(&self, tokens: &Range<usize>) -> Option<LegalDate> {
        let (token, mention) = self.act.dates_in(tokens.clone()).next().filter(|_| is_mail_head(self.act, tokens))?;
        let named = matches!(self.act.stream.kind(token.checked_sub(2)?), TokenKind::Word);
        let m = self.act.mentions.get(mention).filter(|m| named && names_a_day(&m.expr) && m.is_absolute() && !yearless(&m.expr))?;
        self.resolve_simply(m).filter(|date| date.known_day().is_some())
    }

    /// "22. jan. 24", and in the rows below "31. jan.", "2. marts": rows go on in the year that one of them tells. So do all entries of an act that has
    /// no date of its own: the day it is read by is another act's.
    fn in_year_of_spine(&mut self, token: usize, mention: usize, kind: Option<LineKind>) {
        let is_yearless = self.act.mentions.get(mention).is_some_and(|m| yearless(&m.expr));
        let goes_on = self.undated || matches!(kind, Some(LineKind::Row | LineKind::Item));
        let Some(spine) = self.spine.filter(|_| is_yearless && self.year.is_none() && goes_on) else { return };
        let Some(slot) = self.values.get_mut(mention) else { return };
        let away = |v: &LegalDate| (v.first_day() - spine).num_days();
        let Some(value) = slot.filter(|v| away(v) > LONG_AFTER || self.undated && away(v) < -LONG_AFTER) else { return };
        let goes_on = |v: &LegalDate| (-ADDED_SOON..=HALF_YEAR).contains(&(v.first_day() - spine).num_days());
        let candidates = [spine.year(), spine.year() + 1].into_iter().filter_map(|year| in_year(value, year));
        if let Some(earlier) = candidates.into_iter().find(goes_on) {
            *slot = Some(earlier);
            self.note(token, Some(earlier), None);
        }
    }

    /// The year that a line begins with, and a sign or the next cell behind it.
    fn leading_year(&self, tokens: &Range<usize>) -> Option<i32> {
        let first = tokens.clone().find(|&t| !is_bullet(self.act.stream.kind(t)))?;
        let signed = matches!(self.act.stream.kind(first + 1), TokenKind::Sign('.' | ',' | ':' | ';') | TokenKind::Cell);
        let year: i32 =
            self.act.act.text.get(self.act.stream.bytes(first..first + 1))?.trim_end_matches(['.', ',', ':', ';']).parse().ok()?;
        (signed && tokens.len() > 3 && (self.own.year() - YEARS_BACK..=self.own.year()).contains(&year)).then_some(year)
    }
}

/// Tokens of a row's first cell that holds a date and whose it is, with the border behind it.
const FIRST_CELL: usize = 7;
/// Letters of initials.
pub const INITIALS: usize = 4;
/// Words between what opens a note that was added to an act and its day.
const ADDENDUM_HEAD: usize = 8;
/// Days told in one line of a chronicle, at the least.
const CHRONICLE: usize = 4;
/// Days between an entry and the act that looks back on it, at the least.
const LOOKED_BACK: i64 = 60;
/// Days after the act's own within which it is added to.
const ADDENDUM_LATEST: i64 = 200;
/// The hour from which a time in the small hours that follows is the next day's.
const EVENING: u32 = 18;
/// Years that an act may look back on.
const YEARS_BACK: i32 = 20;
/// Days before the act's own that are near it, and that are long before.
const NEAR: i64 = 14;
const LONG_BEFORE: i64 = 60;
/// Days before the act within which a day without a year is of this one.
const RECENT: i64 = 31;
/// Days from the row above from which on a row is likelier of an earlier year.
const LONG_AFTER: i64 = 250;
/// Days within which a story goes on from one day to the next.
const HALF_YEAR: i64 = 183;
/// Days after an entry or act whose happenings may still be added to it.
const ADDED_SOON: i64 = 7;
/// Tokens of a line that holds a date and no more.
const DATE_ALONE: usize = 3;
/// Seconds from midnight to noon.
const NOON: u32 = 12 * 3600;
/// A time this much earlier than the last is the next day's, in seconds.
const MIDNIGHT_GAP: u32 = 6 * 3600;

/// Whether a token leads an item or parts what stands in a line.
fn is_bullet(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Sign(sign) if BULLETS.contains(&sign))
}

/// The first day of a watch that ends on `end`: the log's head names both.
fn watch_start(act: &Prepared, end: NaiveDate) -> Option<NaiveDate> {
    let span = act.mentions.iter().take(4).find(|m| matches!(m.expr, Expr::Span { .. }))?;
    let anchors = Anchors { act: end, at: None, narrative: None, direction: Direction::Past };
    let start = resolve(span, &anchors)?.day();
    (0..=WATCH).contains(&(end - start).num_days()).then_some(start)
}

fn named(grammar: &Grammar, names: &[&str]) -> Vec<VocabularyId> {
    names.iter().filter_map(|n| grammar.vocabulary(n)).collect()
}

/// A day or month, of that year.
fn in_year(date: LegalDate, year: i32) -> Option<LegalDate> {
    match date.known_day() {
        Some(day) => Some(date.on(day.with_year(year)?)),
        None => Some(LegalDate::month(date.first_day().with_year(year)?)),
    }
}

fn yearless(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Day { year: YearRef::Unknown, .. }
            | Expr::Month { year: YearRef::Unknown, .. }
            | Expr::Week { year: YearRef::Unknown, .. }
            | Expr::Weekday { dir: crate::dates::WeekdayDir::OfNumberedWeek(YearRef::Unknown, _), .. }
    )
}

/// Whether the words can date an entry.
fn names_a_day(expr: &Expr) -> bool {
    match expr {
        Expr::Day { .. }
        | Expr::DayOfMonth { month: MonthRef::Unknown | MonthRef::Act(_) | MonthRef::Narrative(_), .. }
        | Expr::Weekday { .. } => true,
        Expr::Period { unit: DateUnit::Day, .. } => true,
        Expr::Span { from, .. } => names_a_day(from),
        _ => false,
    }
}
