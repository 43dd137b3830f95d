//! Of which year or month a day is that names none.
//!
//! In: a value as the words alone have it, read backwards or forwards from the act. Out: the same moved to the year or month that the heading, the sentence, the
//! story or the plan has.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use crate::dates::{Anchor, Anchors, Direction, Expr, FeastRule, LegalDate, Mention, MonthRef, Prefix, Unit, YearRef, resolve};
use crate::grammar::TokenKind;

use super::{ADDED_SOON, HALF_YEAR, LOOKED_BACK, RECENT, Walk, in_year};

impl Walk<'_> {
    /// "Samtykkerne er her, Sidsels fra den 19.", written on the 3rd: the 19th of the month before.
    pub(super) fn in_month_gone(&self, resolved: LegalDate, token: usize, clause: &Range<usize>) -> LegalDate {
        let from = token.checked_sub(1).is_some_and(|t| matches!(self.act.stream.word(t), "fra" | "af" | "siden"));
        let ahead = (resolved.first_day() - self.base()).num_days() > ADDED_SOON;
        if !ahead || !(from || self.is_told(token, clause)) {
            return resolved;
        }
        let before = resolved.known_day().and_then(|day| day.checked_sub_months(chrono::Months::new(1)));
        before.filter(|day| day.day() == resolved.first_day().day()).map_or(resolved, |day| resolved.on(day))
    }

    /// "Vagtrapport fra weekenden", written on a Monday: what is told of a weekend that lies ahead is told of the one before.
    pub(super) fn weekend_gone(&self, mention: &Mention, resolved: LegalDate, is_told: impl FnOnce() -> bool) -> LegalDate {
        let this = matches!(mention.expr, Expr::Period { unit: Unit::Weekend, offset: 0, anchor: Anchor::Act });
        if !this || resolved.first_day() <= self.base() {
            return resolved;
        }
        // "Denne weekend" is the one to come.
        let any = self.act.act.text.get(mention.span.clone()).is_some_and(|words| words.contains("weekenden"));
        let gone = || mention.prefix == Prefix::From || self.base().weekday().num_days_from_monday() < JUST_OVER || is_told();
        let before = resolved.first_day().checked_sub_days(chrono::Days::new(7)).filter(|_| any && gone());
        before.map_or(resolved, |day| resolved.on(day))
    }

    /// "i januar 2021 (17/1)", "fra juli (den 4.)": the day lies in the month that it says more closely.
    pub(super) fn in_month_before(&self, mention: &Mention, token: usize, resolved: LegalDate) -> Option<(usize, LegalDate)> {
        let day = match mention.expr {
            Expr::Day { year: YearRef::Unknown, day, .. } | Expr::DayOfMonth { day, month: MonthRef::Unknown } => day,
            _ => return None,
        };
        let before = (token.saturating_sub(3)..token).rev().find_map(|t| match self.act.stream.kind(t) {
            TokenKind::Date(m) => Some((t, m)),
            _ => None,
        })?;
        let small = (before.0 + 1..token)
            .all(|t| matches!(self.act.stream.kind(t), TokenKind::Sign('(' | ',')) || matches!(self.act.stream.word(t), "den" | "d"));
        let told = self.values.get(before.1).copied().flatten()?;
        let month = match self.act.mentions.get(before.1)?.expr {
            Expr::Month { month, .. } => month,
            // "Før jul (den 22.)", "lige før jul, lørdag den 17."
            Expr::Feast { rule: FeastRule::Fixed(month, _), .. } => month,
            _ => return None,
        };
        let same = !matches!(mention.expr, Expr::Day { month: other, .. } if other != month);
        let date = told.first_day().with_day(day).filter(|d| d.month() == month && small && same && token - before.0 >= 2)?;
        // "i marts, søndag den 30.": the day of the week tells the year.
        let fits = |d: &NaiveDate| mention.weekday.is_none_or(|w| d.weekday() == w);
        let date = [0, 1, -1].iter().find_map(|off| date.with_year(date.year() + off).filter(fits)).unwrap_or(date);
        Some((before.1, resolved.on(date)))
    }

    /// Under "2021:" every day and month is one of that year.
    pub(super) fn in_year_of_heading(&self, resolved: LegalDate) -> LegalDate {
        self.year.and_then(|year| in_year(resolved, year)).unwrap_or(resolved)
    }

    /// "I 2023 bevilgede vi den 20. juni aflastning, som I søgte om i februar": what is told of a year is of that year.
    pub(super) fn in_year_of_sentence(&self, resolved: LegalDate, unit: &Range<usize>) -> LegalDate {
        let year = self.in_sentence.filter(|(start, _)| *start == unit.start).map(|(_, year)| year).or(self.of_line);
        let moved = year.and_then(|year| in_year(resolved, year));
        moved.filter(|day| day.first_day() <= self.base()).unwrap_or(resolved)
    }

    /// A line that tells of an earlier year goes on in it: "I maj 2019 … færdig 24/9".
    pub(super) fn near_the_story(&self, mention: &Mention, resolved: LegalDate, unit: &Range<usize>) -> LegalDate {
        // Weeks ago is nearer than years ago, unless the sentence itself tells of then.
        let recent = unit.start != self.told_in && (0..=RECENT).contains(&(self.base() - resolved.first_day()).num_days());
        let Some(story) = self.in_line.filter(|s| !recent && (resolved.first_day() - *s).num_days() > 240) else { return resolved };
        let limit = story.checked_add_months(chrono::Months::new(8)).unwrap_or(story);
        last_before(mention, limit).filter(|d| (story - d.first_day()).num_days() <= 31).unwrap_or(resolved)
    }

    /// A day that would lie a whole year back, but is days away from the day of writing, was added to the act later.
    pub(super) fn written_on(&self, mention: &Mention, resolved: LegalDate) -> LegalDate {
        let base = self.base();
        let back = (base - resolved.first_day()).num_days();
        let limit = base + chrono::TimeDelta::days(ADDED_LATER);
        let added = || last_before(mention, limit).filter(|d| d.first_day() > base);
        let fits = mention.weekday.is_none() && self.period.is_none() && back + ADDED_LATER > 360;
        fits.then(added).flatten().unwrap_or(resolved)
    }

    /// "2. påskedag kl. 8.50", added to an act of Easter Sunday: the feast at hand, not that of the year before.
    pub(super) fn at_hand(&self, mention: &Mention, resolved: LegalDate) -> LegalDate {
        let base = self.base();
        let yearless = matches!(mention.expr, Expr::Feast { year: YearRef::Unknown, .. }) && mention.time.is_some();
        let soon = || last_before(mention, base + chrono::TimeDelta::days(ADDED_SOON)).filter(|day| day.first_day() > base);
        if yearless && resolved.first_day() < base { soon().unwrap_or(resolved) } else { resolved }
    }

    /// "Undersøgelsen kunne ikke blive færdig inden den 10. oktober", written on the 24th: a day weeks ago, that would next come in most of a year, is gone.
    pub(super) fn just_gone(&self, mention: &Mention, resolved: LegalDate) -> LegalDate {
        let base = self.base();
        if (resolved.first_day() - base).num_days() <= NEXT_YEAR {
            return resolved;
        }
        last_before(mention, base).filter(|d| (0..=JUST_GONE).contains(&(base - d.first_day()).num_days())).unwrap_or(resolved)
    }

    /// Where no verb tells of the past, a day that would lie most of a year back, but only months ahead, lies ahead. What is
    /// mostly planned (a follow-up, a start) is given the benefit of the doubt, what is mostly told (an underretning) is not.
    pub(super) fn maybe_ahead(&self, mention: &Mention, resolved: LegalDate, clause: &Range<usize>, unit: &Range<usize>) -> LegalDate {
        let base = self.base();
        let back = (base - resolved.first_day()).num_days();
        if mention.weekday.is_some() || self.period.is_some() || self.act.has(&self.mostly_told, clause) {
            return resolved;
        }
        // A story of months ago goes on: "startede 16. maj, opfølgning 10. august, slut 30. november".
        let goes_on = |story: &NaiveDate| {
            (base - *story).num_days() > LOOKED_BACK && (0..=HALF_YEAR).contains(&(resolved.first_day() - *story).num_days())
        };
        if self.in_line.as_ref().is_some_and(goes_on) {
            return resolved;
        }
        let anchors = Anchors { act: base, at: None, narrative: Some(base), direction: Direction::Future };
        let Some(coming) = resolve(mention, &anchors).and_then(|v| v.legal()) else { return resolved };
        let ahead = (coming.first_day() - base).num_days();
        // A row's first cell says what its day is of.
        let row = unit.clone().any(|t| self.act.stream.kind(t) == TokenKind::Cell);
        let likely =
            if self.act.has(&self.mostly_planned, if row { unit } else { clause }) { ahead * 2 < back } else { back > 300 && ahead <= 60 };
        if likely { coming } else { resolved }
    }
}

/// What a mention is, read backwards from a day by its words alone.
pub(super) fn last_before(mention: &Mention, day: NaiveDate) -> Option<LegalDate> {
    resolve(mention, &Anchors { act: day, at: None, narrative: None, direction: Direction::Past })?.legal()
}

/// Days within which an act is still added to.
const ADDED_LATER: i64 = 14;
/// Days from which on a day that is planned lies suspiciously far ahead, and days that it lies back then.
const NEXT_YEAR: i64 = 270;
const JUST_GONE: i64 = 90;
/// Days from Monday on which "the weekend" is the one that is over.
const JUST_OVER: u32 = 2;
