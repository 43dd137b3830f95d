//! What a date or a telling sentence inherits from where it stands: the act's day, the journal entry's, the message's, the
//! year or month of a heading, the section's prior.
//!
//! In: a prepared act and its profile. Out: every mention's calendar value and every unit's [`Scope`]. One walk from top to
//! bottom, because the story's last date ("dagen efter") is a matter of order.

use std::ops::Range;

use chrono::{Datelike, Months, NaiveDate};

use crate::dates::{Anchors, Direction, Expr, Grain, LegalDate, Mention, MonthRef, Unit as DateUnit, YearRef, resolve};
use crate::grammar::{Grammar, TokenKind, VocabularyId};
use crate::text::LineKind;

use super::model::Status;
use super::prepared::Prepared;
use super::profile::{Profile, is_mail_head, is_no_date, line_tokens};

/// A heading may stand at most this many lines above what it rules, else a new one was overlooked.
const HEADING_REACH: usize = 60;

/// What a unit inherits.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The day that `i går` counts from, and after which a date lies ahead.
    pub anchor: Option<NaiveDate>,
    /// The entry's or message's own date: taken by what tells no date itself.
    pub entry: Option<LegalDate>,
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
    entries: bool,
    entry: Option<LegalDate>,
    message: Option<LegalDate>,
    awaits_message_date: bool,
    period: Option<NaiveDate>,
    prior: Option<Status>,
    heading: Option<usize>,
    narrative: Option<NaiveDate>,
    values: Vec<Option<LegalDate>>,
    planned: Vec<VocabularyId>,
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
        entries: false,
        entry: None,
        message: None,
        awaits_message_date: false,
        period: None,
        prior: None,
        heading: None,
        narrative: Some(own),
        values: vec![None; act.mentions.len()],
        planned,
    };
    let led = (0..act.act.lines.len()).filter(|&l| walk.leading_date(&line_tokens(act, l)).is_some()).count();
    walk.entries =
        led >= 3 || (profile.doctype == "journal" && led >= 1) || (led >= 2 && matches!(profile.doctype.as_str(), "notat" | "journal"));
    let mut units = Vec::with_capacity(act.units.len());
    let mut line = usize::MAX;
    let mut row_entry = None;
    for unit in &act.units {
        if unit.line != line {
            line = unit.line;
            row_entry = walk.begin_line(line);
        }
        for (token, mention) in act.dates_in(unit.tokens.clone()).collect::<Vec<_>>() {
            walk.value_of(token, mention, &unit.tokens);
        }
        let own_day = walk.message.or_else(|| (own != NaiveDate::default()).then(|| LegalDate::day(own)));
        units.push(Scope {
            anchor: row_entry.or(walk.entry).or(own_day).map(LegalDate::first_day),
            entry: row_entry.or(walk.entry).or(walk.message),
            prior: walk.prior,
            heading: walk.heading.filter(|h| line.saturating_sub(*h) <= HEADING_REACH),
        });
    }
    Scopes { values: walk.values, units }
}

impl Walk<'_> {
    /// Takes in what a line opens; gives the date of a row that is an entry by itself.
    fn begin_line(&mut self, line: usize) -> Option<LegalDate> {
        let tokens = line_tokens(self.act, line);
        let kind = self.act.act.lines.get(line).map(|l| l.kind);
        if is_mail_head(self.act, &tokens) {
            self.awaits_message_date = true;
            self.entry = None;
            self.prior = None;
        }
        if kind == Some(LineKind::Heading) || self.is_label_heading(&tokens) {
            self.begin_section(line, &tokens);
        }
        if self.awaits_message_date && matches!(self.act.stream.word(tokens.start), "sendt" | "dato" | "den" | "date" | "sent" | "modtaget")
        {
            if let Some((token, mention)) = self.act.dates_in(tokens.clone()).next() {
                self.value_of(token, mention, &tokens);
                self.message = self.values.get(mention).copied().flatten();
                self.narrative = self.message.map(LegalDate::first_day).or(self.narrative);
                self.awaits_message_date = false;
            }
        }
        let (token, mention) = self.leading_date(&tokens)?;
        self.value_of(token, mention, &tokens);
        let value = self.values.get(mention).copied().flatten().filter(|v| v.known_day().is_some())?;
        self.narrative = Some(value.first_day());
        if kind == Some(LineKind::Row) {
            return Some(value);
        }
        if self.entries || kind == Some(LineKind::Heading) {
            self.entry = Some(value);
        }
        None
    }

    fn begin_section(&mut self, line: usize, tokens: &Range<usize>) {
        self.heading = Some(line);
        self.prior = self.grammar.sections.iter().find(|(v, _)| self.act.has(&[*v], tokens)).map(|(_, s)| *s);
        let mentions: Vec<&Mention> = self.act.dates_in(tokens.clone()).filter_map(|(_, m)| self.act.mentions.get(m)).collect();
        let period = mentions.iter().find_map(|m| match m.expr {
            Expr::Year(year) => NaiveDate::from_ymd_opt(year, 12, 31),
            Expr::Month { .. } | Expr::Span { .. } => self.resolve_simply(m).map(LegalDate::last_day),
            _ => None,
        });
        if period.is_some() {
            self.period = period;
            self.entry = None;
        } else if mentions.is_empty() && self.entries && tokens.len() > 2 {
            self.entry = None;
        }
        if let Some(end) = period {
            self.narrative = end.with_day(1).or(self.narrative);
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
        let (token, mention) = self.act.dates_in(tokens.clone()).next()?;
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
            let after =
                (token + 1..(token + 5).min(tokens.end)).find(|&t| matches!(self.act.stream.kind(t), TokenKind::Cell | TokenKind::LineEnd));
            let several =
                self.act.dates_in(tokens.clone()).filter(|(t, _)| self.act.stream.kind(t.saturating_sub(1)) == TokenKind::Cell).count() > 1;
            let label = cells == 1 && self.cells(tokens) == 2;
            return (cells <= 1 && alone_before && after.is_some() && !several && !label).then_some((token, mention));
        }
        let short = |t: usize| self.act.stream.word(t).len() <= 4 || matches!(self.act.stream.kind(t), TokenKind::Sign(_));
        let lead = before <= 3 && (tokens.start..token).all(short) && !(tokens.start..token).any(|t| self.act.stream.word(t) == "i");
        let next = self.act.stream.kind(token + 1);
        let next_word = self.act.stream.word(token + 1);
        let marked = matches!(next, TokenKind::Sign(':' | '.' | '-' | '–' | '/' | ',' | '(' | '|') | TokenKind::LineEnd)
            || (next == TokenKind::Word && (next_word.len() <= 4 && self.act.stream.tokens.get(token + 1).is_some_and(|t| t.capital)))
            || matches!(next_word, "kl" | "tlf" | "mail" | "brev" | "notat" | "moede");
        (lead && marked).then_some((token, mention))
    }

    fn cells(&self, tokens: &Range<usize>) -> usize {
        tokens.clone().filter(|&t| self.act.stream.kind(t) == TokenKind::Cell).count() + 1
    }

    fn base(&self) -> NaiveDate {
        let own = self.entry.or(self.message).map_or(self.own, LegalDate::first_day);
        match self.period {
            Some(end) if self.entry.is_none() => end.min(self.own.max(end)),
            _ => own,
        }
    }

    fn resolve_simply(&self, mention: &Mention) -> Option<LegalDate> {
        let anchors = Anchors { act: self.own, at: None, narrative: self.narrative, direction: Direction::Past };
        resolve(mention, &anchors)?.legal()
    }

    /// Resolves a mention once and moves the story on.
    fn value_of(&mut self, token: usize, mention: usize, unit: &Range<usize>) {
        if self.values.get(mention).copied().flatten().is_some() {
            return;
        }
        let Some(m) = self.act.mentions.get(mention) else { return };
        if m.born || is_no_date(self.act, self.grammar.no_date, token, unit) {
            return;
        }
        let clause = self.act.clause(token, unit);
        let direction = if self.act.has(&self.planned, &clause) { Direction::Future } else { Direction::Past };
        let anchors = Anchors { act: self.base(), at: None, narrative: self.narrative, direction };
        let Some(value) = resolve(m, &anchors) else { return };
        if !matches!(value.grain, Grain::Minute | Grain::Hour | Grain::Day | Grain::Week | Grain::Month) {
            return;
        }
        let Some(mut legal) = value.legal() else { return };
        if yearless(&m.expr) {
            legal = self.near_the_story(m, legal, direction);
        }
        if let Some(slot) = self.values.get_mut(mention) {
            *slot = Some(legal);
        }
        if legal.known_day().is_some() {
            self.narrative = Some(legal.first_day());
        }
    }

    /// A day without a year belongs near the story's last date when that lies in an earlier year; and a day that would lie
    /// almost a year back, but only weeks ahead, lies ahead.
    fn near_the_story(&self, mention: &Mention, resolved: LegalDate, direction: Direction) -> LegalDate {
        let base = self.base();
        let again = |act: NaiveDate, direction| {
            resolve(mention, &Anchors { act, at: None, narrative: self.narrative, direction }).and_then(|v| v.legal())
        };
        if let Some(story) = self.narrative.filter(|n| n.year() < base.year() && *n < base) {
            let limit = story.checked_add_months(Months::new(9)).unwrap_or(story);
            if resolved.first_day() > limit && direction == Direction::Past {
                if let Some(earlier) =
                    again(limit, Direction::Past).filter(|d| d.first_day() >= story.checked_sub_months(Months::new(1)).unwrap_or(story))
                {
                    return earlier;
                }
            }
        }
        let back = (base - resolved.first_day()).num_days();
        if direction == Direction::Past && mention.weekday.is_none() && back > 290 && self.period.is_none() {
            if let Some(ahead) = again(base, Direction::Future).filter(|d| (d.first_day() - base).num_days() <= 75) {
                return ahead;
            }
        }
        resolved
    }
}

fn yearless(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Day { year: YearRef::Unknown, .. } | Expr::Month { year: YearRef::Unknown, .. } | Expr::Week { year: YearRef::Unknown, .. }
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
