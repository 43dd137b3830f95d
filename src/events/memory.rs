//! What the acts of a case know of each other.
//!
//! In: the events that each act tells when it is read alone. Out: [`Memory`], which answers for one act what the *others* tell, so
//! that no act confirms itself. A reader of a whole case reads so: "den 12/2" in a plan is the underretning of 12 February that
//! the receipt stamp dates in full; "hos Holm fra 3/6" is the move that the decision orders. What the others tell decides between
//! readings that the words leave open; it never makes an event of words that tell none.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::dates::{Anchor, Anchors, Direction, Expr, LegalDate, Mention, Precision, YearRef, resolve};

use super::model::EventKind;
use crate::grammar::Rule;

/// Acts that must hint at the same.
const HINTING: usize = 2;
/// Days by which what was planned may have been moved: told outright within them, it did not happen on the day planned.
const MOVED: i64 = 31;
/// How far from its first reading a day of an unnamed month may be looked for, in days.
const MONTHS_APART: i64 = 200;

/// An event that took place, as one act tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known {
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub date: LegalDate,
    /// Which act of the case tells it, counted from 0.
    pub act: usize,
}

/// What the acts tell took place, act by act; by kind and day, for that is what is asked for.
#[must_use]
pub fn known<T: IntoIterator<Item = (EventKind, LegalDate)>>(acts: impl Iterator<Item = T>) -> Vec<Known> {
    let told = |(act, events): (usize, T)| events.into_iter().map(move |(kind, date)| Known { kind, date, act });
    in_order(acts.enumerate().flat_map(told).collect())
}

/// By kind, date and act, each once: so are they looked up.
pub fn in_order(mut known: Vec<Known>) -> Vec<Known> {
    known.sort_unstable();
    known.dedup();
    known
}

/// A day for which an act has words that may tell an event, but too few to tell it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hint {
    /// When it may have happened.
    pub day: NaiveDate,
    /// The rule in whose words it lies, by its place in the grammar.
    pub rule: usize,
    /// One of the words of `hints` stands beside it.
    pub strong: bool,
}

/// What an act plans: the kind, and the day.
pub type Planned = BTreeSet<(EventKind, NaiveDate)>;

/// The same, with what an act that looks back hints at where another planned it for that day, and none tells the kind outright in the weeks around;
/// and with what two acts hint at on the same day, where none tells the kind outright in those days and no two tell something else of that
/// day. `hints`, `planned`: act by act.
#[must_use]
pub fn with_hints(mut known: Vec<Known>, hints: &[BTreeSet<Hint>], planned: &[Planned], rules: &[Rule]) -> Vec<Known> {
    let days = |kind: EventKind| of_kind(&known, kind).iter().filter_map(|k| k.date.known_day());
    let told = |day: NaiveDate| known.iter().filter(|k| k.date.known_day() == Some(day)).map(|k| k.act).collect::<BTreeSet<_>>().len();
    let mut new = Vec::new();
    for hint in hints.iter().flatten().filter(|hint| hint.strong).copied().collect::<BTreeSet<Hint>>() {
        let Some(rule) = rules.get(hint.rule) else { continue };
        let after = |from: NaiveDate, day: NaiveDate| (0..=rule.entry.within).contains(&(day - from).num_days());
        let causes = rule.hints_after.iter().flat_map(|kind| days(*kind));
        let Some(cause) = causes.filter(|cause| after(*cause, hint.day)).max() else { continue };
        let same = |other: &Hint| (other.rule, other.day) == (hint.rule, hint.day);
        let acts: Vec<usize> = hints.iter().enumerate().filter(|(_, hints)| hints.iter().any(same)).map(|(act, _)| act).collect();
        let outright = days(rule.kind).any(|day| after(cause, day));
        if acts.len() >= HINTING && told(hint.day) < HINTING && !outright {
            new.extend(acts.into_iter().map(|act| Known { kind: rule.kind, date: LegalDate::day(hint.day), act }));
        }
    }
    for (act, hint) in hints.iter().enumerate().flat_map(|(act, hints)| hints.iter().map(move |hint| (act, hint))) {
        let Some(rule) = rules.get(hint.rule) else { continue };
        let plans = |(by, planned): (usize, &Planned)| by != act && planned.contains(&(rule.kind, hint.day));
        let around = |day: NaiveDate| (day - hint.day).num_days().abs() <= MOVED;
        if planned.iter().enumerate().any(plans) && !days(rule.kind).any(around) {
            new.push(Known { kind: rule.kind, date: LegalDate::day(hint.day), act });
        }
    }
    known.extend(new);
    in_order(known)
}

/// The kinds told, each once.
fn kinds(known: &[Known]) -> impl Iterator<Item = EventKind> + '_ {
    let mut left = known;
    std::iter::from_fn(move || {
        let kind = left.first()?.kind;
        left = left.get(left.partition_point(|k| k.kind <= kind)..)?;
        Some(kind)
    })
}

/// Those of a kind.
pub fn of_kind(known: &[Known], kind: EventKind) -> &[Known] {
    begun(known, kind, NaiveDate::MIN..=NaiveDate::MAX)
}

/// Those of a kind that begin on one of these days.
fn begun(known: &[Known], kind: EventKind, days: RangeInclusive<NaiveDate>) -> &[Known] {
    let place = |k: &Known| (k.kind, k.date.first_day());
    let from = known.partition_point(|k| place(k) < (kind, *days.start()));
    let to = known.partition_point(|k| place(k) <= (kind, *days.end()));
    known.get(from..to).unwrap_or_default()
}

/// What the other acts of the case tell.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory<'a> {
    known: &'a [Known],
    own: &'a [(EventKind, LegalDate)],
    act: usize,
}

impl<'a> Memory<'a> {
    /// The memory for the act with index `act`.
    #[must_use]
    pub fn of_others(known: &'a [Known], act: usize) -> Self {
        Self { known, own: &[], act }
    }

    /// The same, with what the act itself has told so far.
    #[must_use]
    pub fn with_own(self, own: &'a [(EventKind, LegalDate)]) -> Self {
        Self { own, ..self }
    }

    /// Whether a date lies within the days after something that the rule's event follows, and no act tells the same event on another
    /// of those days: an assessment follows the underretning that it is of.
    #[must_use]
    pub fn follows(&self, rule: &Rule, date: LegalDate) -> bool {
        let Some(day) = date.known_day() else { return false };
        // A grammar may ask for more days than the calendar has.
        let within = TimeDelta::try_days(rule.entry.within);
        let after = |from: NaiveDate| within.and_then(|days| from.checked_add_signed(days)).unwrap_or(NaiveDate::MAX);
        let first = within.and_then(|days| day.checked_sub_signed(days)).unwrap_or(NaiveDate::MIN);
        let causes = |days: RangeInclusive<NaiveDate>| {
            rule.follows.iter().flat_map(move |kind| self.told_within(*kind, days.clone())).filter(|d| d.known_day().is_some())
        };
        let same_day = || causes(day..=day).filter_map(|c| c.time().zip(date.time()));
        if same_day().next().is_some() && same_day().all(|(then, now)| now < then) {
            return false;
        }
        let Some(cause) = causes(first..=day).map(LegalDate::first_day).max() else { return false };
        let next = causes(day..=after(cause)).map(LegalDate::first_day).filter(|c| *c > day).min();
        let elsewhere = |other: NaiveDate| other != day && next.is_none_or(|n| other < n);
        !self.told_within(rule.kind, cause..=after(cause)).map(LegalDate::first_day).any(elsewhere)
    }

    /// Nothing is known: an act alone.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    fn days(&self, kind: EventKind) -> impl Iterator<Item = LegalDate> + '_ {
        of_kind(self.known, kind).iter().filter(move |k| k.act != self.act).map(|k| k.date)
    }

    /// What the others tell of a kind that begins on one of these days.
    fn begun(&self, kind: EventKind, days: RangeInclusive<NaiveDate>) -> impl Iterator<Item = &'a Known> + '_ {
        begun(self.known, kind, days).iter().filter(move |k| k.act != self.act)
    }

    /// The dates of those, and of what the act itself has told of the kind so far.
    fn told_within(&self, kind: EventKind, days: RangeInclusive<NaiveDate>) -> impl Iterator<Item = LegalDate> + '_ {
        let of_others = self.begun(kind, days.clone()).map(|k| k.date);
        of_others.chain(self.own.iter().filter(move |(k, d)| *k == kind && days.contains(&d.first_day())).map(|(_, d)| *d))
    }

    /// Another act tells this kind on that date, or in that month where only the month is said.
    #[must_use]
    pub fn knows(&self, kind: EventKind, date: LegalDate) -> bool {
        let month = LegalDate::month(date.first_day());
        self.begun(kind, month.first_day()..=month.last_day()).any(|k| same(k.date, date))
    }

    /// What the other acts tell of that very day, each kind with the number of acts that do.
    #[must_use]
    pub fn told(&self, date: LegalDate) -> Vec<(EventKind, usize)> {
        let Some(day) = date.known_day() else { return Vec::new() };
        let on_day = |kind: EventKind| self.begun(kind, day..=day).filter(|k| k.date.known_day().is_some());
        let acts = |kind: EventKind| (kind, on_day(kind).map(|k| k.act).collect::<BTreeSet<usize>>().len());
        kinds(self.known).map(acts).filter(|(_, acts)| *acts > 0).collect()
    }

    /// Another act tells this kind on that day of another year, and none on the day itself: a year was read wrongly.
    #[must_use]
    pub fn knows_in_another_year(&self, kind: EventKind, date: LegalDate) -> bool {
        let Some(day) = date.known_day() else { return false };
        let slipped = |d: NaiveDate| d.year() != day.year() && d.month() == day.month() && d.day() == day.day();
        self.days(kind).filter_map(LegalDate::known_day).any(slipped)
    }

    /// Another act tells this kind with the same words of time: the very day, or the very month.
    #[must_use]
    pub fn knows_exactly(&self, kind: EventKind, date: LegalDate) -> bool {
        let month = |d: LegalDate| d.precision() == Precision::Month;
        self.days(kind).any(|d| d.first_day() == date.first_day() && month(d) == month(date))
    }

    /// The date that an open expression means when its first reading is not told by others and exactly one other reading is.
    /// `story`: days told before it in its paragraph. `not_after`: the day the words were written.
    #[must_use]
    pub fn meant(
        &self,
        kind: EventKind,
        mention: &Mention,
        read: LegalDate,
        story: &[NaiveDate],
        not_after: Option<NaiveDate>,
    ) -> Option<LegalDate> {
        if self.known.is_empty() || self.knows(kind, read) {
            return None;
        }
        let fits = |d: NaiveDate| match &mention.expr {
            Expr::Day { year, month, day } if !matches!(year, YearRef::Given(_)) => d.month() == *month && d.day() == *day,
            Expr::DayOfMonth { day, .. } => d.day() == *day && (d - read.first_day()).num_days().abs() <= MONTHS_APART,
            _ => story.iter().rev().take(2).any(|s| counted_from(mention, *s) == Some(d)),
        };
        let weekday = |d: NaiveDate| mention.weekday.is_none_or(|w| d.weekday() == w);
        let mut found: Vec<NaiveDate> = self
            .days(kind)
            .filter(|d| d.precision() != Precision::Month)
            .filter_map(LegalDate::known_day)
            .filter(|d| fits(*d) && weekday(*d) && not_after.is_none_or(|limit| *d <= limit))
            .collect();
        found.sort_unstable();
        found.dedup();
        let [day] = found.as_slice() else { return None };
        Some(read.on(*day))
    }
}

/// The day that words counted from the story ("dagen efter", "to uger senere") give when the story stands at `story`.
pub fn counted_from(mention: &Mention, story: NaiveDate) -> Option<NaiveDate> {
    let counted = matches!(
        mention.expr,
        // "I går" counts from the day of writing, wherever the story stands.
        Expr::Relative { .. }
            | Expr::Period { anchor: Anchor::Narrative | Anchor::Event, .. }
            | Expr::Weekday { .. }
            | Expr::Month { year: YearRef::Narrative(_), .. }
    );
    let anchors = Anchors { act: story, at: None, narrative: Some(story), direction: Direction::Default };
    counted.then(|| resolve(mention, &anchors)).flatten()?.legal()?.known_day()
}

/// Whether two accounts may be of the same: a month takes in its days.
#[must_use]
pub fn same(a: LegalDate, b: LegalDate) -> bool {
    if a.precision() == Precision::Month || b.precision() == Precision::Month {
        a.first_day().year() == b.first_day().year() && a.first_day().month() == b.first_day().month()
    } else {
        a.first_day() == b.first_day()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::grammar::Grammar;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The starts that three acts come to know by their hints, where a fourth tells of `told`.
    fn starts(hints: &[(usize, &str, bool)], told: &[(EventKind, &str)]) -> Vec<(usize, NaiveDate)> {
        let grammar = Grammar::standard().unwrap();
        let rule = grammar.rules.iter().position(|rule| !rule.hints_after.is_empty()).unwrap();
        let of = |act: usize| hints.iter().filter(move |h| h.0 == act).map(|(_, d, strong)| Hint { day: day(d), rule, strong: *strong });
        let hints: Vec<BTreeSet<Hint>> = (0..3).map(|act| of(act).collect()).collect();
        let known = told.iter().map(|(kind, d)| Known { kind: *kind, date: LegalDate::day(day(d)), act: 3 }).collect();
        let kind = EventKind::ForanstaltningIvaerksat;
        let found = with_hints(known, &hints, &[], &grammar.rules).into_iter().filter(|k| k.kind == kind && k.act < 3);
        found.map(|k| (k.act, k.date.first_day())).collect()
    }

    #[test]
    fn an_act_that_tells_a_day_with_and_without_its_hour_is_one() {
        let kind = EventKind::UnderretningModtaget;
        let on = LegalDate::day(day("2024-08-19"));
        let at = LegalDate::minute(day("2024-08-19").and_hms_opt(10, 0, 0).unwrap());
        let known = known([vec![(kind, on), (kind, at)], vec![(kind, on)], vec![]].into_iter());
        assert_eq!(Memory::of_others(&known, 2).told(on), [(kind, 2)]);
    }

    #[test]
    fn what_was_planned_took_place_where_a_later_act_hints_at_it() {
        let grammar = Grammar::standard().unwrap();
        let kind = EventKind::OpfoelgningGennemfoert;
        let rule = grammar.rules.iter().position(|rule| rule.kind == kind && rule.entry.remembered).unwrap();
        let on = day("2024-08-19");
        let hints = [BTreeSet::new(), BTreeSet::from([Hint { day: on, rule, strong: false }])];
        let held = |by: usize, told: Vec<Known>| {
            let planned = [0, 1].map(|act| if act == by { Planned::from([(kind, on)]) } else { Planned::new() });
            with_hints(told, &hints, &planned, &grammar.rules).iter().any(|k| k.act == 1 && k.date.known_day() == Some(on))
        };
        assert!(held(0, Vec::new()));
        // Planned by the act itself only, or told of a day close by, it was moved or is told by nobody.
        assert!(!held(1, Vec::new()));
        assert!(!held(0, vec![Known { kind, date: LegalDate::day(day("2024-08-26")), act: 0 }]));
        assert!(held(0, vec![Known { kind, date: LegalDate::day(day("2024-03-26")), act: 0 }]));
    }

    #[test]
    fn two_acts_that_hint_at_the_same_day_tell_it() {
        let decided = (EventKind::AfgoerelseTruffet, "2024-08-01");
        let both = [(0, "2024-08-19", true), (2, "2024-08-19", false)];
        assert_eq!(starts(&both, &[decided]), [(0, day("2024-08-19")), (2, day("2024-08-19"))]);
        // One alone, two without a word of beginning, long after the decision or before it, and beside a start that is told, they tell nothing.
        assert_eq!(starts(&both[..1], &[decided]), []);
        assert_eq!(starts(&[(0, "2024-08-19", false), (2, "2024-08-19", false)], &[decided]), []);
        assert_eq!(starts(&both, &[(EventKind::AfgoerelseTruffet, "2024-03-01")]), []);
        assert_eq!(starts(&both, &[(EventKind::AfgoerelseTruffet, "2024-09-01")]), []);
        assert_eq!(starts(&both, &[decided, (EventKind::ForanstaltningIvaerksat, "2024-08-12")]), []);
    }
}
