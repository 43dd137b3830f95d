//! Which day a mention is.
//!
//! In: a mention, where it stands, and how far the walk has come. Out: its value, noted in the walk and in the trace. What `resolve` makes of the words is
//! moved by what stands around them: `year` tells of which year or month a day is that names none, `clock` of which day a time is.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use crate::dates::{
    Anchor, Anchors, Direction, Expr, Grain, LegalDate, Mention, MonthRef, Precision, Unit as DateUnit, WeekdayDir, resolve,
};
use crate::grammar::TokenKind;

use super::super::lines::is_no_date;
use super::super::trace::{NoValue, What};
use super::year::last_before;
use super::{ADDED_SOON, EVENING, RECENT, Walk, yearless};

impl Walk<'_> {
    /// Resolves a mention once and moves the story on.
    pub(super) fn value_of(&mut self, token: usize, mention: usize, unit: &Range<usize>) {
        if self.values.get(mention).copied().flatten().is_some() {
            return;
        }
        let Some(m) = self.act.mentions.get(mention) else { return };
        // Without any day to count from, only what holds its year is known.
        let anchored = self.own != NaiveDate::default() || self.entry.is_some() || self.message.is_some() || self.period.is_some();
        if m.born {
            return self.note(token, None, Some(NoValue::Born));
        }
        if !anchored && (!m.is_absolute() || yearless(&m.expr)) {
            return self.note(token, None, Some(NoValue::Unresolved));
        }
        if is_no_date(self.act, self.grammar.no_date, token, unit) {
            return self.note(token, None, Some(NoValue::Label));
        }
        // "Dagen før nytårsaften", "to dage efter den 3. maj": counted from the day that follows, not from the last one told.
        let counted_from = self.counted_from(m, token, unit);
        // "Skolen nåede også at underrette (9. januar)": the brackets belong to what stands before them.
        let bracketed = token.checked_sub(1).filter(|t| self.act.stream.kind(*t) == TokenKind::Sign('(') && *t > unit.start);
        let clause = self.act.clause(bracketed.map_or(token, |t| t - 1), unit);
        let before = token.checked_sub(1).map_or("", |t| self.act.stream.word(t));
        // "Brevet af 25. april", "aflastning siden 1. marts".
        let looks_back = matches!(before, "af" | "siden" | "dateret")
            || before == "fra" && self.is_paper(token - 1, unit)
            || bracketed.is_some_and(|t| self.is_paper(t, unit));
        let planned = !looks_back && self.act.has(&self.planned, &clause) && !self.act.has(&self.past, &clause);
        let direction = match &m.expr {
            _ if planned => Direction::Future,
            // An entry tells of the days around it.
            expr if yearless(expr) && self.entry.is_some() => Direction::Nearest,
            // A story goes on: "den 10. … d. 27." is the same month or the next.
            Expr::DayOfMonth { .. } => Direction::Default,
            _ => Direction::Past,
        };
        let narrative = self.story(m, token, &clause, planned, direction, counted_from);
        // "D.d." is the day of writing under "Marts 2024" too.
        let today = matches!(m.expr, Expr::Period { unit: DateUnit::Day, anchor: Anchor::Act, .. });
        let anchors = Anchors { act: if today { self.written() } else { self.base() }, at: None, narrative, direction };
        let Some(value) = resolve(m, &anchors) else { return self.note(token, None, Some(NoValue::Unresolved)) };
        if !matches!(value.grain, Grain::Second | Grain::Minute | Grain::Hour | Grain::Day | Grain::Week | Grain::Month) {
            self.in_sentence = Some((unit.start, value.day().year()));
            return self.note(token, None, Some(NoValue::TooCoarse));
        }
        let Some(mut legal) = value.legal() else { return self.note(token, None, Some(NoValue::TooCoarse)) };

        // … but what lies months ahead of an entry that plans nothing lies behind it, if its line does not go on so.
        let goes_on = self.leads_on(m) && legal.first_day() <= self.own;
        if direction == Direction::Nearest && !goes_on && (legal.first_day() - self.base()).num_days() > 45 {
            legal = last_before(m, self.base()).unwrap_or(legal);
        }
        if yearless(&m.expr) && planned {
            legal = self.just_gone(m, legal);
        }
        if yearless(&m.expr) && !planned {
            legal = self.near_the_story(m, legal, unit);
            let told = looks_back || self.act.has(&self.past, &clause) || self.act.has(&self.mostly_told, &clause);
            legal = if !told {
                self.maybe_ahead(m, legal, &clause, unit)
            } else if !looks_back && matches!(m.expr, Expr::Day { .. }) {
                self.written_on(m, legal)
            } else {
                legal
            };
            legal = self.in_year_of_heading(self.in_year_of_sentence(legal, unit));
        }
        if !planned {
            legal = self.weekend_gone(m, legal, || self.is_told(token, &clause));
        }
        if matches!(m.expr, Expr::DayOfMonth { month: MonthRef::Unknown, .. }) && m.weekday.is_none() && !planned {
            legal = self.in_month_gone(legal, token, &clause);
        }
        if let Some((month, closer)) = self.in_month_before(m, token, legal) {
            legal = closer;
            // The day of the week may have told another year than the month was read in.
            if let Some(Some(told)) = self.values.get_mut(month).filter(|v| v.is_some_and(|v| v.precision() == Precision::Month)) {
                *told = LegalDate::month(closer.first_day());
            }
        }
        legal = self.time_of_entry(m, legal).map_or(legal, |timed| self.by_clock(timed));
        legal = self.night_to_come(m, self.answered_on(m, self.by_day(m, legal, &clause), &clause));
        legal = self.headed(mention).unwrap_or_else(|| self.at_hand(m, legal));
        if matches!(m.expr, Expr::Time | Expr::Period { unit: DateUnit::Day, offset: 0, .. }) {
            // "Landet i går kl. 8.05. Vurderet kl. 9.30 i dag": today is said.
            let said = matches!(m.expr, Expr::Period { anchor: Anchor::Act, .. });
            let of_the_story = if said { legal } else { self.by_clock(self.on_day_beside(token, m, legal)) };
            legal = self.past_midnight(of_the_story);
        }
        let evening = || self.act.act.text.get(m.span.clone()).is_some_and(|t| t.contains("aften"));
        let clock = if legal.time().is_none() && evening() { self.at_hour(legal, EVENING) } else { Some(legal) };
        self.clock = clock.filter(|l| l.time().is_some()).or(self.clock);
        if let Some(slot) = self.values.get_mut(mention) {
            *slot = Some(legal);
        }
        self.note(token, Some(legal), None);
        if !yearless(&m.expr) && m.is_absolute() {
            self.in_sentence = Some((unit.start, legal.first_day().year())).filter(|_| self.in_sentence.is_some());
        }
        // A feast or a season is told in passing, if no time stands by it.
        let week_ahead = matches!(m.expr, Expr::Week { .. }) && (planned || legal.first_day() > self.base());
        if matches!(m.expr, Expr::Feast { .. } | Expr::Season { .. }) && m.time.is_none() || week_ahead || before == "dateret" {
            return;
        }
        // A month moves the story on so far that every day of it that follows is in it.
        self.in_month = legal.known_day().is_none();
        self.narrative = match legal.known_day() {
            Some(day) => Some(day),
            None => legal.first_day().with_day(IN_MONTH),
        };
        (self.in_line, self.told_in) = (self.narrative, unit.start);
    }

    /// Where the story stands for a mention: the day, or the part of a year, that its words are counted from.
    fn story(
        &self,
        m: &Mention,
        token: usize,
        clause: &Range<usize>,
        planned: bool,
        direction: Direction,
        counted_from: Option<NaiveDate>,
    ) -> Option<NaiveDate> {
        // A bare time of day is the entry's, not that of a date told in passing.
        match (&m.expr, self.entry.or(self.message)) {
            (Expr::Time, Some(entry)) => Some(entry.first_day()),
            (Expr::Time, None) => {
                // A report goes on from paragraph to paragraph: "Søndag kl. 19.40 … / Kl. 21.15 …".
                let line = |t: usize| self.act.stream.tokens.get(t).map(|t| t.line);
                let opens = token.checked_sub(1).is_none_or(|before| line(before) != line(token));
                let goes_on = || self.narrative.filter(|n| opens && (0..=1).contains(&(self.own - *n).num_days()));
                self.in_line.or_else(goes_on).or(Some(self.own))
            }
            (expr, Some(entry)) if yearless(expr) && direction == Direction::Nearest => Some(entry.first_day()),
            // The year is the act's own, or that of the line's story (below), not that of a date told somewhere before.
            (expr, _) if yearless(expr) && !planned => None,
            // "Læreplads fra 1. februar. Planen rettet s.d.", "mere alvorligt end i marts. Kvit. sendt s.d.": what lies weeks off, and a month, is no day
            // on which an entry's own doings were done.
            (Expr::Period { unit: DateUnit::Day, offset: 0, anchor: Anchor::Narrative }, Some(entry)) if !planned => {
                let near = |n: &NaiveDate| (-RECENT..=ADDED_SOON).contains(&(*n - entry.first_day()).num_days());
                self.narrative.filter(|n| !self.in_month && near(n)).or(Some(entry.first_day()))
            }
            (Expr::Period { unit: DateUnit::Day, offset: 0, anchor: Anchor::Narrative }, None)
                if !planned && self.is_told(token, clause) =>
            {
                self.narrative.filter(|n| (*n - self.base()).num_days() <= ADDED_SOON).or(Some(self.base()))
            }
            _ if counted_from.is_some() => counted_from,
            // What is planned is planned for the year to come, whatever days were told before it.
            (expr, _) if planned && yearless(expr) => Some(self.base()),
            _ if planned => self.narrative.filter(|n| *n >= self.base()).or(Some(self.base())),
            // What is told is gone, whatever lay ahead before it.
            (Expr::Weekday { dir: WeekdayDir::Bare, .. }, _) if self.is_told(token, clause) => self.narrative.map(|n| n.min(self.base())),
            _ => self.narrative,
        }
    }

    /// The day right behind words that count from the story.
    fn counted_from(&mut self, mention: &Mention, token: usize, unit: &Range<usize>) -> Option<NaiveDate> {
        let hangs = matches!(
            mention.expr,
            Expr::Relative { anchor: Anchor::Narrative | Anchor::Event, .. }
                | Expr::Period { anchor: Anchor::Narrative | Anchor::Event, .. }
        );
        let small = |t: &usize| matches!(self.act.stream.word(*t), "den" | "d") || self.act.stream.kind(*t) == TokenKind::Sign('.');
        let next = (token + 1..unit.end).find(|t| !small(t)).filter(|_| hangs)?;
        let TokenKind::Date(other) = self.act.stream.kind(next) else { return None };
        let story = self.narrative;
        self.value_of(next, other, unit);
        self.narrative = story;
        self.values.get(other).copied().flatten()?.known_day()
    }

    /// Whether a paper is named right before `token` ("handleplanen fra den 20. januar"), which was there before what speaks of it.
    fn is_paper(&self, token: usize, unit: &Range<usize>) -> bool {
        self.act.hits_in(unit).iter().any(|hit| hit.tokens.end == token && self.papers.contains(&hit.vocabulary))
    }

    /// Whether the clause has a verb of the past, or a participle stands before the date ("rettet til s.d.").
    pub(super) fn is_told(&self, token: usize, clause: &Range<usize>) -> bool {
        let before = (clause.start..token).rev().map(|t| self.act.stream.word(t)).find(|word| !matches!(*word, "" | "til" | "paa" | "den"));
        self.act.has(&self.past, clause) || before.is_some_and(|word| word.len() > 3 && word.ends_with('t') && !word.ends_with("ligt"))
    }

    /// Tells what a date came to.
    pub(super) fn note(&self, token: usize, value: Option<LegalDate>, not: Option<NoValue>) {
        let what = || What::Date { value, anchor: self.base(), not };
        self.act.trace.note(|| (self.act.stream.bytes(token..token + 1), String::new(), what()));
    }
}

/// The day on which a month's story stands: late enough for none of the month's days to be the next one's, and no later.
const IN_MONTH: u32 = 10;
