//! The ground every check stands on: the timeline in order, the decision and the one before it, the window between them, and what was searched.
//!
//! A [`Ground`] is built once per reading of the case. Another reading (another act's date, consent unknown) is another ground over the same
//! happenings, judged by the same code: see `doubts`.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::law::LawTables;
use super::model::{ActFacts, CaseFacts, CheckKind, LawRegime};
use super::provision::Asked;
use super::span::{Span, Tri};
use super::words;
use crate::dates::{LegalDate, Precision};
use crate::events::{Event, EventKind, Finding, FindingKind, Status};
use crate::lang::Said;
use crate::timeline::Happening;

/// A happening with the date this reading gives it.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    /// The date in this reading.
    pub(super) date: LegalDate,
    /// What the timeline says.
    pub(super) told: &'a Happening,
}

impl Step<'_> {
    /// The kind.
    pub(super) fn kind(&self) -> EventKind {
        self.told.kind
    }

    /// The days it can mean.
    pub(super) fn span(&self) -> Span {
        Span::of(self.date)
    }

    /// The deciding act's name.
    pub(super) fn act(&self) -> Option<&str> {
        self.told.evidence.first().map(|e| e.act.as_str())
    }
}

/// What is taken for granted in one reading where the case's facts are silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Assume {
    /// The decision rests on consent.
    pub(super) consent: bool,
    /// The measure is an anbringelse.
    pub(super) placed: bool,
    /// The law, or `None` for that of the decision's date.
    pub(super) regime: Option<LawRegime>,
}

/// One reading of one case.
#[derive(Clone)]
pub(super) struct Ground<'a> {
    /// What is known beside the timeline.
    pub(super) case: &'a CaseFacts,
    /// Paragraphs and texts.
    pub(super) law: &'a LawTables,
    /// What this reading takes for granted.
    pub(super) assume: Assume,
    /// The decision judged.
    pub(super) decision: Option<Step<'a>>,
    /// The decision before it.
    pub(super) previous: Option<Step<'a>>,
    /// The acts' last date: faktisk events and the acts' own dates.
    pub(super) last_date: Option<NaiveDate>,
    /// The last date told outside the timeline.
    last_told: Option<NaiveDate>,
    steps: Vec<Step<'a>>,
    events: Arc<[&'a Event]>,
    doubted: Arc<[&'a Event]>,
    findings: Arc<[&'a Finding]>,
    only_outcomes: bool,
}

impl<'a> Ground<'a> {
    /// Puts everything in an order that does not depend on how it was handed over.
    pub(super) fn new(
        case: &'a CaseFacts,
        law: &'a LawTables,
        assume: Assume,
        steps: Vec<Step<'a>>,
        events: &'a [Event],
        findings: &'a [Finding],
    ) -> Self {
        let (mut doubted, mut events): (Vec<&Event>, Vec<&Event>) = events.iter().partition(|e| e.doubtful);
        doubted.sort_by_key(|e| (e.date, e.kind, e.evidence.act.as_str(), e.evidence.page, e.evidence.start));
        events.sort_by_key(|e| (e.date, e.kind, e.status, e.evidence.act.as_str(), e.evidence.page, e.evidence.start));
        let mut findings: Vec<&Finding> = findings.iter().collect();
        findings.sort_by_key(|f| {
            (f.evidence.act.as_str(), f.evidence.page, f.evidence.start, f.evidence.end, f.kind, f.date, f.evidence.quote.as_str())
        });
        let mentioned = events.iter().filter(|e| e.status == Status::Faktisk).filter_map(|e| e.date.known_day());
        let last_told = case.acts.iter().filter_map(|a| a.date).chain(mentioned).max();
        let empty = Self {
            case,
            law,
            assume,
            decision: None,
            previous: None,
            last_date: None,
            last_told,
            steps: Vec::new(),
            events: events.into(),
            doubted: doubted.into(),
            findings: findings.into(),
            only_outcomes: false,
        };
        empty.with_steps(steps)
    }

    /// The same reading with other happenings.
    pub(super) fn with_steps<'b>(&self, mut steps: Vec<Step<'b>>) -> Ground<'b>
    where
        'a: 'b,
    {
        steps.sort_by(|a, b| order(a).cmp(&order(b)));
        let steps = without_retellings(steps);
        let (decision, previous) = decisions(&steps);
        let last_date = steps.iter().filter_map(|s| s.date.known_day()).chain(self.last_told).max();
        Ground {
            decision,
            previous,
            last_date,
            steps,
            events: self.events.clone(),
            doubted: self.doubted.clone(),
            findings: self.findings.clone(),
            ..*self
        }
    }

    /// The same reading with other statements.
    pub(super) fn with_findings<'b>(&self, findings: Vec<&'b Finding>) -> Ground<'b>
    where
        'a: 'b,
    {
        Ground { findings: findings.into(), steps: self.steps.clone(), events: self.events.clone(), doubted: self.doubted.clone(), ..*self }
    }

    /// The same reading of other facts of the case; its acts must have the same dates.
    pub(super) fn with_case<'b>(&self, case: &'b CaseFacts) -> Ground<'b>
    where
        'a: 'b,
    {
        Ground {
            case,
            findings: self.findings.clone(),
            steps: self.steps.clone(),
            events: self.events.clone(),
            doubted: self.doubted.clone(),
            ..*self
        }
    }

    /// The same reading with something else taken for granted.
    pub(super) fn with_assumed(&self, assume: Assume) -> Self {
        Self { assume, ..self.clone() }
    }

    /// The same reading, asked for outcomes alone: what its verdicts say and cite is left out, which is most of the cost of one.
    pub(super) fn for_outcomes(&self) -> Self {
        Self { only_outcomes: true, ..self.clone() }
    }

    /// Whether nobody will read what the verdicts say.
    pub(super) fn only_outcomes(&self) -> bool {
        self.only_outcomes
    }

    /// Every statement, by act and place.
    pub(super) fn all_findings(&self) -> &[&'a Finding] {
        &self.findings
    }

    /// The happenings of these kinds, by date.
    pub(super) fn of<'s>(&'s self, kinds: &'s [EventKind]) -> impl DoubleEndedIterator<Item = Step<'a>> + 's {
        self.steps.iter().copied().filter(move |s| kinds.contains(&s.kind()))
    }

    /// Every happening, by date.
    pub(super) fn steps(&self) -> &[Step<'a>] {
        &self.steps
    }

    /// Whether the step lies after the previous decision.
    pub(super) fn after_previous(&self, step: &Step<'_>) -> Tri {
        self.previous.map_or(Tri::Yes, |p| p.span().lt(step.span()))
    }

    /// The decision that ended another matter before this one. A chair's decision holds for a month and begins the matter that the committee then decides:
    /// what lies closer than [`ONE_MATTER_MONTHS`] is of one matter.
    pub(super) fn former_matter(&self) -> Option<Step<'a>> {
        let decision = self.decision?;
        let apart = |s: &Step<'_>| s.span().plus_months(ONE_MATTER_MONTHS).lt(decision.span()) == Tri::Yes;
        self.of(&[EventKind::AfgoerelseTruffet]).rfind(apart)
    }

    /// Whether the step lies on or before the decision (always, without one).
    pub(super) fn by_decision(&self, step: &Step<'_>) -> Tri {
        self.decision.map_or(Tri::Yes, |d| step.span().le(d.span()))
    }

    /// Whether the step lies on or before the decision and after the previous one.
    pub(super) fn in_window(&self, step: &Step<'_>) -> Tri {
        self.by_decision(step).and(self.after_previous(step))
    }

    /// The statements of a kind, by act and place.
    pub(super) fn findings(&self, kind: FindingKind) -> impl Iterator<Item = &'a Finding> + '_ {
        self.findings.iter().copied().filter(move |f| f.kind == kind)
    }

    /// The first statement of a kind that is undated or dated after the previous decision.
    pub(super) fn finding_now(&self, kind: FindingKind) -> Option<&'a Finding> {
        let after = |date: LegalDate| self.previous.is_none_or(|p| p.span().lt(Span::of(date)) != Tri::No);
        self.findings(kind).find(|f| f.date.is_none_or(after))
    }

    /// Dates on which something is mentioned with this status, each once.
    pub(super) fn mentioned(&self, kind: EventKind, status: Status) -> Vec<LegalDate> {
        let dates: BTreeSet<LegalDate> =
            self.events.iter().filter(|e| e.kind == kind && e.status == status).map(|e| e.date.without_time()).collect();
        dates.into_iter().collect()
    }

    /// What an act tells as having happened and nothing bears out, so that it is not in the timeline; by date.
    pub(super) fn doubted(&self, kind: EventKind) -> impl Iterator<Item = &'a Event> + '_ {
        self.doubted.iter().copied().filter(move |e| e.kind == kind && e.status == Status::Faktisk)
    }

    /// The acts in which a kind is told as faktisk on exactly this date, by name.
    pub(super) fn acts_telling(&self, kind: EventKind, date: LegalDate) -> Vec<&'a str> {
        let same = |e: &&&'a Event| e.kind == kind && e.status == Status::Faktisk && (e.date == date || e.date.without_time() == date);
        let acts: BTreeSet<&str> = self.events.iter().filter(same).map(|e| e.evidence.act.as_str()).collect();
        acts.into_iter().collect()
    }

    /// An act's facts.
    pub(super) fn act(&self, name: &str) -> Option<&'a ActFacts> {
        self.case.acts.iter().find(|a| a.name == name)
    }

    /// The law of this reading: by the decision's date, without one by the last date in the acts.
    pub(super) fn regime(&self) -> LawRegime {
        let day = self.decision.map(|d| d.span().lo).or(self.last_date);
        self.assume.regime.or(day.map(LawRegime::on)).unwrap_or(LawRegime::BarnetsLov)
    }

    /// What a paragraph for the decision is looked up by.
    pub(super) fn asked(&self) -> Asked {
        let day = self.decision.map(|d| d.span().lo);
        Asked { regime: self.regime(), day, placed: self.assume.placed, consent: self.assume.consent }
    }

    /// What a paragraph for an earlier step is looked up by: the law in force on that day (docs/law.md).
    pub(super) fn asked_on(&self, day: NaiveDate) -> Asked {
        Asked { regime: LawRegime::on(day), day: Some(day), ..self.asked() }
    }

    /// Whether barnets lov governs the decision.
    pub(super) fn barnets_lov(&self) -> bool {
        self.regime() == LawRegime::BarnetsLov
    }

    /// Whether the act is itself what happened (minutes of the talk, the signed consent), so that one teller is enough. An act of
    /// unknown type is given the benefit.
    pub(super) fn is_of_its_kind(&self, act: &str, kind: crate::events::EventKind) -> bool {
        use crate::events::EventKind as K;
        let own: &[&str] = match kind {
            K::UnderretningModtaget | K::UnderretningVurderet => &["underretning", "vurdering", "kvittering"],
            K::UndersoegelsePaabegyndt | K::UndersoegelseAfsluttet => &["boernefaglig_undersoegelse"],
            K::BoernesamtaleAfholdt | K::BoernesamtaleFravalgt => &["samtalereferat"],
            K::SamtykkeGivet => &["samtykke"],
            K::AfgoerelseTruffet => &["afgoerelse"],
            K::HandleplanUdarbejdet | K::HandleplanRevideret => &["handleplan"],
            K::OpfoelgningGennemfoert => &["opfoelgning"],
            K::AnsoegningModtaget => &["ansoegning"],
            _ => &[],
        };
        let doctype = self.case.acts.iter().find(|a| a.name == act).and_then(|a| a.doctype.as_deref());
        doctype.is_none_or(|d| own.contains(&d))
    }

    /// How many acts could not be read.
    pub(super) fn unreadable(&self) -> usize {
        self.case.acts.iter().filter(|a| !a.readable).count()
    }

    /// Whether an act that could not be read is, or may be, of this sort.
    pub(super) fn unreadable_may_be(&self, doctype: &str) -> bool {
        self.case.acts.iter().any(|a| !a.readable && a.doctype.as_deref().is_none_or(|d| d == doctype))
    }

    /// "den 2. marts 2021", where somebody will read it.
    pub(super) fn on_day(&self, date: LegalDate) -> Said {
        if self.only_outcomes { Said::default() } else { words::on_day(date) }
    }

    /// "2. marts 2021", where somebody will read it.
    pub(super) fn plain(&self, day: NaiveDate) -> Said {
        if self.only_outcomes { Said::default() } else { words::plain(day) }
    }

    /// "der er søgt i 9 akter (34 sider), hvoraf 1 ikke kunne læses".
    pub(super) fn searched(&self) -> Said {
        if self.only_outcomes {
            return Said::default();
        }
        let acts = words::number_of_acts(self.case.acts.len());
        let pages: u64 = self.case.acts.iter().map(|a| u64::from(a.pages)).sum();
        let pages = words::number_of_pages(usize::try_from(pages).unwrap_or(usize::MAX));
        let values = [("akter", acts), ("sider", pages), ("ulaeste", Said::same(self.unreadable().to_string()))];
        self.say_shared(if self.unreadable() > 0 { "soegt_ulaeste" } else { "soegt" }, &values)
    }

    /// A text that all checks share, with its slots filled.
    pub(super) fn say_shared(&self, key: &str, values: &[(&str, Said)]) -> Said {
        if self.only_outcomes {
            return Said::default();
        }
        self.law.say(None, key, values)
    }

    /// A text of a check with its slots filled.
    pub(super) fn say(&self, check: CheckKind, key: &str, values: &[(&str, Said)]) -> Said {
        if self.only_outcomes {
            return Said::default();
        }
        self.law.say(Some(check), key, values)
    }
}

/// Decisions that lie no further apart belong to one matter.
const ONE_MATTER_MONTHS: u32 = 2;

/// Where a step is told, as something to order by.
type Place<'a> = (&'a str, u32, usize, &'a str);

fn order<'a>(s: &Step<'a>) -> (LegalDate, EventKind, Option<Place<'a>>) {
    (s.date, s.told.kind, s.told.evidence.first().map(|e| (e.act.as_str(), e.page, e.start, e.quote.as_str())))
}

/// A month in which the same kind has a known day is that day told again ("afgørelsen i maj"): it adds nothing.
fn without_retellings(steps: Vec<Step<'_>>) -> Vec<Step<'_>> {
    let months: Vec<(EventKind, LegalDate)> =
        steps.iter().filter(|s| s.date.precision() == Precision::Month).map(|s| (s.kind(), s.date)).collect();
    if months.is_empty() {
        return steps;
    }
    // Days are few in most months, and months few in most cases.
    let known = |(kind, month): &(EventKind, LegalDate)| {
        steps.iter().any(|s| s.kind() == *kind && s.date.known_day().is_some_and(|day| LegalDate::month(day) == *month))
    };
    let told_again: Vec<(EventKind, LegalDate)> = months.into_iter().filter(known).collect();
    steps.into_iter().filter(|s| s.date.precision() != Precision::Month || !told_again.contains(&(s.kind(), s.date))).collect()
}

/// The last decision and the last one before its day. Decisions known to the month count only where no day is known at all.
fn decisions<'a>(steps: &[Step<'a>]) -> (Option<Step<'a>>, Option<Step<'a>>) {
    let all = || steps.iter().rev().copied().filter(|s| s.kind() == EventKind::AfgoerelseTruffet);
    let last = all().find(|s| s.date.known_day().is_some()).or_else(|| all().next());
    let day_known = last.is_some_and(|s| s.date.known_day().is_some());
    let previous =
        last.and_then(|d| all().filter(|s| s.date.known_day().is_some() == day_known).find(|s| s.span().lt(d.span()) == Tri::Yes));
    (last, previous)
}

/// The decision of a timeline, as [`super::decision`] gives it.
pub(super) fn decision(timeline: &[Happening]) -> Option<&Happening> {
    let mut steps: Vec<Step<'_>> = timeline.iter().map(|told| Step { date: told.date, told }).collect();
    steps.sort_by(|a, b| order(a).cmp(&order(b)));
    decisions(&without_retellings(steps)).0.map(|s| s.told)
}
