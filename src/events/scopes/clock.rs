//! Of which day, and of which half of it, a time is.
//!
//! In: a value that has a time, or may be one. Out: the same moved to where the times before it say.

use std::ops::Range;

use chrono::{Datelike, NaiveDate, Timelike};

use crate::dates::{Expr, LegalDate, Mention, WeekdayDir, YearRef};
use crate::grammar::TokenKind;

use super::{EVENING, Walk};

impl Walk<'_> {
    /// "10/11 Und. via døgnvagt, kl. 19.20. Vurd. 20.05.": figures that are no day near the entry's may be a time of that, unless they lead what follows
    /// in a line that goes on so ("28.02: i gang. 12.06: slut").
    pub(super) fn time_of_entry(&self, mention: &Mention, resolved: LegalDate) -> Option<LegalDate> {
        let day = self.entry.filter(|_| matches!(mention.expr, Expr::Day { year: YearRef::Unknown, .. }))?.known_day()?;
        if self.leads_on(mention) {
            return None;
        }
        let figures = self.act.act.text.get(mention.span.clone())?.split_whitespace().next_back()?;
        let (hour, minute) = figures.trim_end_matches('.').split_once('.')?;
        let two = |figures: &str| figures.parse::<u32>().ok().filter(|_| figures.len() == 2);
        let time = day.and_hms_opt(two(hour)?, two(minute)?, 0)?;
        // "05.07.21 Læst vagtlog. UR fre. 22.10": an entry hardly tells of a Friday months away.
        if let Some(weekday) = mention.weekday {
            let near = (-NEAR_ENTRY..=AHEAD).contains(&(resolved.first_day() - day).num_days());
            let last = day.checked_sub_days(chrono::Days::new(u64::from(day.weekday().days_since(weekday))))?;
            return (!near).then(|| LegalDate::minute(last.and_time(time.time())));
        }
        let far = |from: NaiveDate| (resolved.first_day() - from).num_days().abs() > NEAR_ENTRY;
        (far(day) && far(self.own)).then(|| LegalDate::minute(time))
    }

    /// "Klokken halv tre" in words is said in office hours, unless the words are of the night.
    pub(super) fn by_day(&self, mention: &Mention, resolved: LegalDate, clause: &Range<usize>) -> LegalDate {
        let spoken = |text: &str| !text.bytes().any(|b| b.is_ascii_digit());
        let early = resolved.time().filter(|t| (1..SPOKEN_MORNING).contains(&t.hour()));
        let (Some(time), Some(text)) = (early, self.act.act.text.get(mention.span.clone())) else { return resolved };
        let night = |t: usize| {
            let word = self.act.stream.word(t);
            word.contains("nat") || word.contains("morgen") || word.contains("doegnvagt")
        };
        // The first number of the words may be a day's ("den 4. maj klokken tre").
        let words = text.to_lowercase();
        let clock = words.split_once("kl").map_or(words.as_str(), |(_, clock)| clock);
        if !spoken(clock) || words.contains("nat") || words.contains("morgen") || clause.clone().any(night) {
            return resolved;
        }
        resolved.known_day().map_or(resolved, |day| LegalDate::minute(day.and_time(time) + chrono::TimeDelta::hours(12)))
    }

    /// "Lør. nat 01.20": a time right behind a day is of that day.
    pub(super) fn on_day_beside(&self, token: usize, mention: &Mention, resolved: LegalDate) -> LegalDate {
        // "Natten til lørdag (24/8) kl. 02.35".
        let closed = |t: &usize| self.act.stream.kind(*t) == TokenKind::Sign(')');
        let before = (0..token).rev().find(|t| !closed(t)).map(|t| self.act.stream.kind(t));
        let Some(TokenKind::Date(day)) = before.filter(|_| mention.expr == Expr::Time) else { return resolved };
        let day = self.values.get(day).copied().flatten().filter(|d| d.time().is_none()).and_then(LegalDate::known_day);
        day.map_or(resolved, |day| resolved.on(day))
    }

    pub(super) fn at_hour(&self, day: LegalDate, hour: u32) -> Option<LegalDate> {
        Some(LegalDate::minute(day.known_day()?.and_hms_opt(hour, 0, 0)?))
    }

    /// "Natten til lørdag kl. 3.20 ringede politiet; vagten vurderede det kl. 4.10": a time soon after another is of its day.
    pub(super) fn by_clock(&self, resolved: LegalDate) -> LegalDate {
        let soon = |last: &LegalDate| {
            let passed = last.time().zip(resolved.time()).map(|(then, now)| (now - then).num_minutes());
            // "Lørdag aften" is no time, but the whole of it.
            let within = if last.time().is_some_and(|t| (t.hour(), t.minute()) == (EVENING, 0)) { THAT_EVENING } else { SOON };
            passed.is_some_and(|p| (0..=within).contains(&p)) && last.first_day() < resolved.first_day()
        };
        self.clock.filter(soon).map_or(resolved, |last| resolved.on(last.first_day()))
    }

    /// "Den 14. februar kl. 23.50, vurderet kl. 01.10", and in the line below: a time in the small hours after one in the evening is the next day's.
    pub(super) fn past_midnight(&self, resolved: LegalDate) -> LegalDate {
        let ago = |l: &LegalDate| (resolved.first_day() - l.first_day()).num_days();
        let late = |l: &LegalDate| l.time().is_some_and(|t| t.hour() >= EVENING);
        let here = self.clock.filter(|l| late(l) && (0..=WEEKEND).contains(&ago(l)));
        let above = || self.clock_above.filter(|l| late(l) && ago(l) == 0 && self.clock.is_none());
        let small = resolved.time().filter(|t| t.hour() < MORNING);
        let next = here.or_else(above).zip(small).and_then(|(l, time)| Some(LegalDate::minute(l.first_day().succ_opt()?.and_time(time))));
        next.unwrap_or(resolved)
    }

    /// "Modt. mandag 16.1.23 … / Vurd. tirsdag kl. 15.05": what was received is answered after it, though the act is dated by its receipt.
    pub(super) fn answered_on(&self, mention: &Mention, resolved: LegalDate, clause: &Range<usize>) -> LegalDate {
        let Expr::Weekday { weekday, dir: WeekdayDir::Bare } = mention.expr else { return resolved };
        let received = self.in_line.or(self.line_above).filter(|day| resolved.first_day() < *day && self.act.has(&self.answers, clause));
        let soon = received.and_then(|day| day.iter_days().skip(1).take(ANSWERED_WITHIN).find(|day| day.weekday() == weekday));
        soon.map_or(resolved, |day| resolved.on(day))
    }

    /// "Underrettet natten til søndag kl. 00.35", written on the Saturday: the night that ends that day.
    pub(super) fn night_to_come(&self, mention: &Mention, resolved: LegalDate) -> LegalDate {
        let Expr::Weekday { weekday, dir: WeekdayDir::Bare } = mention.expr else { return resolved };
        let night = || self.act.act.text.get(mention.span.clone()).is_some_and(|t| t.to_lowercase().contains("nat"));
        let tomorrow = self.base().succ_opt().filter(|day| day.weekday() == weekday && night());
        tomorrow.map_or(resolved, |day| resolved.on(day))
    }
}

/// The hour from which "klokken otte" is said of the morning.
const SPOKEN_MORNING: u32 = 7;
/// Minutes within which a time goes on from the last.
const SOON: i64 = 120;
/// Days within which what is received is answered, where a day of the week says on which.
const ANSWERED_WITHIN: usize = 4;
/// Minutes that an evening lasts.
const THAT_EVENING: i64 = 359;
/// Days between what happened in an evening of a weekend and the entry that tells it, at most.
const WEEKEND: i64 = 3;
/// The hour at which the small hours end.
const MORNING: u32 = 8;
/// Days ahead of an entry that it hardly tells of by a weekday and figures.
const AHEAD: i64 = 14;
/// Days from an entry's, and from the act's own, within which figures are a day.
const NEAR_ENTRY: i64 = 60;
