//! Which fact would turn a verdict: searched by judging other readings of the case with the same code, never told from a list.
//!
//! In: the ground of the plain reading and its verdict. Out: one sentence. Tried in this order: which day of a month it was; a statement that is
//! not made, or not made any more; a step that is not in the acts; the smallest move of one date, of what stops the clock before others, and one that turns
//! kept into breached (or back) before one that makes the check fall away; what the unreadable acts may hold; consent and the kind of measure; another day of
//! the decision. A move is found by doubling and halving, so a verdict costs some dozens of judgments.

use std::cmp::Ordering;

use chrono::{Days, Duration, NaiveDate};
use rayon::prelude::*;

use super::ground::{Assume, Ground, Step};
use super::model::{CheckKind, Outcome, Verdict};
use super::trace::{Fact, Role};
use super::words;
use crate::dates::{LegalDate, Precision};
use crate::events::{EventKind, Evidence, Finding, FindingKind};
use crate::lang::Said;
use crate::timeline::Happening;

/// The longest move tried: about three years, or three weeks of minutes.
const LONGEST: i64 = 1 << 10;
const LONGEST_MINUTES: i64 = 1 << 15;

/// Facts whose dates are moved side by side.
const SIDE_BY_SIDE: usize = 8;

/// What a check would have to find: the first kind that turns the verdict is told.
pub(super) type Wanted = (&'static [EventKind], &'static [FindingKind]);

/// The sentence.
pub(super) fn sentence(g: &Ground<'_>, v: &Verdict) -> Said {
    let search = Search { g: &g.for_outcomes(), v };
    let lacking = v.ended.is_none() && v.outcome != Outcome::Overholdt;
    let vague = v.outcome == Outcome::Uoplyst;
    let not_judged = matches!(v.outcome, Outcome::IkkeRelevant | Outcome::Uoplyst);
    None.or_else(|| if vague { search.day_of_month() } else { None })
        .or_else(|| search.said())
        .or_else(|| search.unsaid())
        .or_else(|| if lacking { search.added() } else { None })
        .or_else(|| search.moved(|f| f.role != Role::Afgoerelse))
        .or_else(|| search.added())
        .or_else(|| search.legible())
        .or_else(|| if not_judged { search.assumed() } else { None })
        .or_else(|| search.moved(|f| f.role == Role::Afgoerelse))
        .unwrap_or_else(|| g.law.say(None, "vender_intet", &[]))
}

struct Search<'g, 'a> {
    g: &'g Ground<'a>,
    v: &'g Verdict,
}

impl Search<'_, '_> {
    fn outcome(&self, g: &Ground<'_>) -> Outcome {
        super::judge(self.v.check, g).outcome
    }

    fn turned(&self, g: &Ground<'_>) -> Option<Outcome> {
        Some(self.outcome(g)).filter(|o| *o != self.v.outcome)
    }

    fn say(&self, key: &str, outcome: Outcome, values: &[(&str, Said)]) -> Said {
        let mut values = values.to_vec();
        values.push(("udfald", words::outcome(outcome)));
        words::capital(&self.g.law.say(None, key, &values))
    }

    /// A step that the acts do not show.
    fn added(&self) -> Option<Said> {
        let decision = self.g.decision.map(|d| d.date);
        let days: Vec<LegalDate> =
            [self.v.deadline, decision, self.v.started, self.g.last_date.map(LegalDate::day)].into_iter().flatten().collect();
        let kinds = super::wanted(self.v.check).0.iter().chain(decision.is_none().then_some(&EventKind::AfgoerelseTruffet));
        for kind in kinds {
            for day in &days {
                let date = if day.precision() == Precision::Month { LegalDate::day(day.first_day()) } else { *day };
                let invented = Happening { kind: *kind, date, evidence: vec![nowhere(String::new())], conflicts: Vec::new() };
                let mut steps = self.g.steps().to_vec();
                steps.push(Step { date, told: &invented });
                if let Some(outcome) = self.turned(&self.g.with_steps(steps)) {
                    let values = [("haendelse", words::happening(*kind)), ("dato", words::on(date))];
                    return Some(self.say("vender_skridt", outcome, &values));
                }
            }
        }
        None
    }

    /// A statement that no act makes.
    fn said(&self) -> Option<Said> {
        let kinds = super::wanted(self.v.check).1;
        let mut acts: Vec<&str> = self.v.trace.facts.iter().map(|f| f.act.as_str()).collect();
        acts.dedup();
        let mut sets: Vec<&[FindingKind]> = kinds.chunks(1).collect();
        sets.push(kinds);
        for set in sets.into_iter().filter(|s| !s.is_empty()) {
            for act in &acts {
                let invented: Vec<Finding> = set
                    .iter()
                    .map(|kind| Finding { kind: *kind, rule: String::new(), date: None, evidence: nowhere((*act).to_owned()) })
                    .collect();
                let mut findings = self.g.all_findings().to_vec();
                findings.extend(&invented);
                if let Some(outcome) = self.turned(&self.g.with_findings(findings)) {
                    let said: Vec<Said> = set.iter().map(|k| words::statement(*k)).collect();
                    return Some(self.say("vender_udsagn", outcome, &[("udsagn", words::list(&said)), ("akt", Said::same(*act))]));
                }
            }
        }
        None
    }

    /// A statement that carries the verdict.
    fn unsaid(&self) -> Option<Said> {
        let kinds: Vec<FindingKind> =
            FindingKind::ALL.iter().copied().filter(|k| self.v.trace.facts.iter().any(|f| f.kind == k.name())).collect();
        for kind in kinds {
            let findings: Vec<&Finding> = self.g.all_findings().iter().copied().filter(|f| f.kind != kind).collect();
            if let Some(outcome) = self.turned(&self.g.with_findings(findings)) {
                return Some(self.say("vender_uden_udsagn", outcome, &[("udsagn", words::statement(kind))]));
            }
        }
        None
    }

    /// The smallest move of one date. A few facts at a time are tried side by side: what the facts before them found bounds how far they are moved.
    fn moved(&self, wanted: impl Fn(&Fact) -> bool) -> Option<Said> {
        let facts: Vec<&Fact> = self.v.trace.facts.iter().filter(|f| wanted(f)).collect();
        let mut best: Option<(Rank, Move<'_>)> = None;
        for some in facts.chunks(SIDE_BY_SIDE) {
            let found: Vec<(Rank, Move<'_>)> =
                some.par_iter().flat_map_iter(|fact| self.moves(fact, best.as_ref().map(|(rank, _)| *rank))).collect();
            best = best.into_iter().chain(found).min_by_key(|(rank, _)| *rank);
        }
        let (_, Move { fact, from, to, outcome }) = best?;
        let key = if to < from { "vender_senest" } else { "vender_tidligst" };
        let values = [("haendelse", words::fact(&fact.kind)), ("dato", words::on(to)), ("nu", words::on(from))];
        Some(self.say(key, outcome, &values))
    }

    /// The smallest move of a fact's date each way that turns the verdict and beats what was found, if there is one.
    fn moves<'f>(&self, fact: &'f Fact, best: Option<Rank>) -> impl Iterator<Item = (Rank, Move<'f>)> {
        let judged = |o: Outcome| matches!(o, Outcome::Overholdt | Outcome::IkkeOverholdt);
        let date = fact.date.filter(|d| d.precision() != Precision::Month);
        let in_minutes = date.is_some_and(|d| d.time().is_some()) && self.in_hours();
        let longest = if in_minutes { LONGEST_MINUTES } else { LONGEST };
        let unit = if in_minutes { 1 } else { 24 * 60 };
        // What is told already is beaten only by a judged outcome, and among its like by a shorter move.
        let bound = match best.map(|rank| ((false, fact.role != Role::Slut).cmp(&(rank.0, rank.1)), rank.2)) {
            Some((Ordering::Greater, _)) => None,
            Some((Ordering::Equal, weight)) => Some(longest.min((weight / unit).max(1))),
            _ => Some(longest),
        };
        let found = [-1, 1].map(|way| {
            let (date, bound) = date.zip(bound)?;
            let at = |n: i64| shifted(date, way * n, in_minutes);
            let (n, outcome) = smallest(bound, |n| self.turned(&self.with_moved(fact, date, at(n)?)))?;
            let rank = (!judged(outcome), fact.role != Role::Slut, n * unit);
            let to = at(n).filter(|_| best.is_none_or(|best| rank < best))?;
            Some((rank, Move { fact, from: date, to, outcome }))
        });
        found.into_iter().flatten()
    }

    /// The day of a date known to the month only.
    fn day_of_month(&self) -> Option<Said> {
        for fact in &self.v.trace.facts {
            let Some(date) = fact.date.filter(|d| d.precision() == Precision::Month) else { continue };
            let on = |day: NaiveDate| self.outcome(&self.with_moved(fact, date, LegalDate::day(day)));
            let days: Vec<NaiveDate> = date.first_day().iter_days().take_while(|d| *d <= date.last_day()).collect();
            let outcomes: Vec<Outcome> = days.iter().map(|d| on(*d)).collect();
            let (Some(early), Some(late)) = (outcomes.first(), outcomes.last()) else { continue };
            let change = days.iter().zip(&outcomes).take_while(|(_, o)| *o == early).last();
            if let (true, Some((last, _))) = (early != late, change) {
                let values = [("haendelse", words::fact(&fact.kind)), ("dato", words::plain(*last)), ("andet", words::outcome(*late))];
                return Some(self.say("vender_maaned", *early, &values));
            }
            if *early == *late && *early != self.v.outcome {
                let values = [("haendelse", words::fact(&fact.kind)), ("maaned", words::on(date))];
                return Some(self.say("vender_maaned_uanset", *early, &values));
            }
        }
        None
    }

    /// What the acts that could not be read may hold.
    fn legible(&self) -> Option<Said> {
        let mut case = self.g.case.clone();
        case.acts.iter_mut().for_each(|a| a.readable = true);
        let outcome = self.turned(&self.g.with_case(&case))?;
        Some(self.say("vender_ulaeste", outcome, &[]))
    }

    fn assumed(&self) -> Option<Said> {
        let now = self.g.assume;
        let consent = Assume { consent: !now.consent, ..now };
        if let Some(outcome) = self.turned(&self.g.with_assumed(consent)) {
            let key = if now.consent { "vender_uden_samtykke" } else { "vender_med_samtykke" };
            return Some(self.say(key, outcome, &[]));
        }
        let outcome = self.turned(&self.g.with_assumed(Assume { placed: !now.placed, ..now }))?;
        Some(self.say(if now.placed { "vender_ikke_anbringelse" } else { "vender_anbringelse" }, outcome, &[]))
    }

    fn in_hours(&self) -> bool {
        self.v.check == CheckKind::Underretning24t
    }

    /// The ground with the step of a fact on another date.
    fn with_moved(&self, fact: &Fact, from: LegalDate, to: LegalDate) -> Ground<'_> {
        let mine = |s: &Step<'_>| s.date == from && s.kind().name() == fact.kind;
        let moved = |s: &Step<'_>| if mine(s) { to } else { s.date };
        self.g.with_steps(self.g.steps().iter().map(|s| Step { date: moved(s), told: s.told }).collect())
    }
}

/// Lower is told first: judged either way, what stops the clock, how far.
type Rank = (bool, bool, i64);

/// A date that turns the verdict.
struct Move<'f> {
    fact: &'f Fact,
    from: LegalDate,
    to: LegalDate,
    outcome: Outcome,
}

/// The smallest number up to `longest` that turns, found by doubling and then halving; the number and what it turns to.
fn smallest(longest: i64, turned: impl Fn(i64) -> Option<Outcome>) -> Option<(i64, Outcome)> {
    let (mut same, mut step) = (0, 1);
    let mut found = loop {
        match turned(step) {
            Some(outcome) => break (step, outcome),
            None if step >= longest => return None,
            None => (same, step) = (step, step * 2),
        }
    };
    while found.0 - same > 1 {
        let middle = same + (found.0 - same) / 2;
        match turned(middle) {
            Some(outcome) => found = (middle, outcome),
            None => same = middle,
        }
    }
    Some(found)
}

fn shifted(date: LegalDate, n: i64, in_minutes: bool) -> Option<LegalDate> {
    match date.time() {
        Some(t) if in_minutes => date.first_day().and_time(t).checked_add_signed(Duration::minutes(n)).map(LegalDate::minute),
        _ => {
            let days = Days::new(n.unsigned_abs());
            let day = if n < 0 { date.first_day().checked_sub_days(days) } else { date.first_day().checked_add_days(days) }?;
            Some(date.on(day))
        }
    }
}

/// Evidence of what is only imagined.
fn nowhere(act: String) -> Evidence {
    Evidence { act, page: 0, start: 0, end: 0, quote: String::new(), boxes: Vec::new(), confidence: None }
}
