//! Akut handling, hvor vurderingen af en underretning viste behov.
//!
//! # Hvad undersøges
//! For hver underretning, der er modtaget senest ved afgørelsen: siger vurderingen af den, at der var behov for at handle akut, og er der i så fald handlet fra
//! underretningens dag til dagen efter vurderingen? Som handling regnes en foreløbig afgørelse (formandens), en afgørelse, en foranstaltning, der begynder, en
//! samtale med barnet, og hvad akterne ellers fortæller: barnet er hentet, anbragt akut eller i sikkerhed hos andre, vagten er taget ud, politiet er tilkaldt.
//! Uden en afgørelse ses der på alle underretninger.
//!
//! # Retsgrundlag
//! Serviceloven § 155, stk. 2 (til og med 2023); barnets lov § 136, stk. 2 (fra 2024), efter den dag underretningen blev modtaget.
//!
//! # Hvornår ikke relevant
//! Når akterne ikke viser nogen underretning, når vurderingen siger, at der ikke var behov for at handle akut, og når ingen vurdering viser et behov. Målepunktet
//! spørger kun, hvor vurderingen viste behov, så en vurdering, der er tavs om det, og en, der mangler, hører ikke til i nævneren: en vurdering, der finder et akut
//! behov, siger det. Tavsheden nævnes i en bemærkning, for behovet kan være sagt med ord, som ikke er forstået. Har formanden truffet foreløbig afgørelse i de
//! dage, eller fortæller vurderingen selv om en akut handling, er behovet sluttet af den: overholdt, også med en bemærkning.
//!
//! # Hvornår uoplyst
//! Når vurderingen viste behov, og akterne ikke fortæller, om der blev handlet; `ikke_overholdt` bruges kun, hvor akterne siger, at der ikke blev det. Når akterne
//! siger både, at der var behov, og at der ikke var. Når vurderingen er tavs eller mangler, og en akt ikke kunne læses.
//!
//! # Eksempler
//! "Vurd.: akut. Kan ikke blive i hjemmet", afleveret hos akutplejefamilie samme nat: overholdt. "Ikke akut": ikke relevant. "Akut behov for ophold uden for hjemmet",
//! og intet om, hvad der skete: uoplyst.

use std::ops::{Range, RangeInclusive};

use chrono::{Days, NaiveDate};
use rustc_hash::FxHashMap;

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::parts::{self, Counted};
use super::span::{Span, Tri};
use super::trace::Part;
use super::underretning_24t::{Answered, answered};
use super::words;
use crate::dates::LegalDate;
use crate::events::EventKind::{AfgoerelseTruffet, BoernesamtaleAfholdt, ForanstaltningIvaerksat, UnderretningVurderet};
use crate::events::FindingKind::{AkutBehov, AkutHandling, AkutIntetBehov, AkutUdeblevet, Formandsafgoerelse};
use crate::events::{Evidence, Finding, FindingKind};
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::AkutReaktion;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("ingen", &["soegt"]),
    ("handlet", &["modtaget", "dato"]),
    ("sluttet", &["modtaget", "dato"]),
    ("udeblevet", &["modtaget", "akt"]),
    ("ikke_set", &["modtaget", "akt"]),
    ("modsagt", &["modtaget", "akt", "anden"]),
    ("intet_behov", &["modtaget", "akt"]),
    ("tavs", &["modtaget", "vurderet"]),
    ("ikke_vurderet", &["modtaget"]),
    ("tavs_regnet", &["vurderet"]),
    ("behov_sluttet", &["dato"]),
];

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let all = answered(g);
    let Some((first, _)) = all.first() else {
        return Draft::new(g, CHECK).reason("ingen", &[("soegt", g.searched())]).absent().finish(Outcome::IkkeRelevant);
    };
    let [needs, none, done] = [AkutBehov, AkutIntetBehov, AkutHandling].map(|kind| Statements::of(g.findings(kind)));
    let told = Told { all: &all, only: only_teller(&all), needs, none, done };
    let reactions: Vec<Reaction<'_, '_>> =
        all.iter().enumerate().map(|(at, (u, v))| Reaction { g, at, u: *u, v: *v, told: &told }).collect();
    let (how, counted): (Vec<How>, Vec<Counted<'_>>) = reactions.iter().map(Reaction::count).unzip();
    let mut d = Draft::under(g, CHECK, g.asked_on(first.span().lo));
    if !g.only_outcomes() {
        let silent = reactions.iter().zip(&how).filter(|(_, how)| **how == How::Silent);
        let silent: Vec<Said> = silent.filter_map(|(r, _)| r.v.map(|v| words::on_day(v.date))).collect();
        if !silent.is_empty() {
            d.remark("tavs_regnet", &[("vurderet", words::list(&silent))]);
        }
        for (counted, _) in counted.iter().zip(&how).filter(|(_, how)| **how == How::Inferred) {
            d.remark("behov_sluttet", &[("dato", counted.part.ended.map(words::on_day).unwrap_or_default())]);
        }
    }
    parts::verdict(g, d, &counted)
}

/// What an outcome rests on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// The words of the assessment.
    Said,
    /// Acute action that the assessment itself tells of, or the chair's decision, which none but an acute need allows.
    Inferred,
    /// That the assessment says nothing of a need.
    Silent,
}

/// What was done about one underretning.
struct Reaction<'g, 'a> {
    g: &'g Ground<'a>,
    /// Its place among all.
    at: usize,
    u: Step<'a>,
    v: Option<Step<'a>>,
    told: &'g Told<'g, 'a>,
}

/// What the acts tell of all underretninger together: gathered once, for a verdict is judged anew for every day that might turn it.
struct Told<'g, 'a> {
    all: &'g [Answered<'a>],
    /// For each act that tells of underretninger which one, if it is one only.
    only: FxHashMap<&'a str, Option<usize>>,
    /// Statements of an acute need, of none, and of acute action.
    needs: Statements<'a>,
    none: Statements<'a>,
    done: Statements<'a>,
}

/// Statements of one kind, so that those of a few days and those of an act are found without asking all; what is found is told by its place among them.
struct Statements<'a> {
    /// All of them, by act and place.
    all: Vec<&'a Finding>,
    /// Those with a day, by it.
    days: Vec<(Span, usize)>,
    /// The first of each act without a day.
    dateless: Vec<(&'a str, usize)>,
    /// Those of each act.
    acts: FxHashMap<&'a str, Range<usize>>,
}

impl<'a> Statements<'a> {
    /// `all`: by act and place.
    fn of(all: impl Iterator<Item = &'a Finding>) -> Self {
        let mut found = Self { all: Vec::new(), days: Vec::new(), dateless: Vec::new(), acts: FxHashMap::default() };
        for (n, f) in all.enumerate() {
            let act = f.evidence.act.as_str();
            match f.date {
                Some(date) => found.days.push((Span::of(date), n)),
                None if found.dateless.last().is_some_and(|(last, _)| *last == act) => {}
                None => found.dateless.push((act, n)),
            }
            found.all.push(f);
            found.acts.entry(act).or_insert(n..n).end = n + 1;
        }
        found.days.sort();
        found
    }

    /// Those of an act.
    fn in_act(&self, act: &str) -> impl Iterator<Item = (usize, &'a Finding)> + '_ {
        let places = self.acts.get(act).cloned().unwrap_or_default();
        places.clone().zip(self.all.get(places).into_iter().flatten().copied())
    }

    /// Those whose days begin on one of these.
    fn begun(&self, days: RangeInclusive<NaiveDate>) -> impl Iterator<Item = (usize, Span)> + '_ {
        let from = self.days.partition_point(|(span, _)| span.lo < *days.start());
        self.days.get(from..).into_iter().flatten().take_while(move |(span, _)| span.lo <= *days.end()).map(|(span, n)| (*n, *span))
    }
}

/// Acute action, as a statement or as a step of the timeline.
enum Action<'a> {
    Said(&'a Finding, LegalDate),
    Step(Step<'a>),
}

impl<'a> Reaction<'_, 'a> {
    fn count(&self) -> (How, Counted<'a>) {
        let modtaget = ("modtaget", self.g.on_day(self.u.date));
        let akt = |f: &Finding| ("akt", Said::same(f.evidence.act.clone()));
        let need = self.said(&self.told.needs);
        let none = self.said(&self.told.none);
        match (need, none) {
            (Some(need), Some(none)) => {
                let values = [modtaget, akt(need), ("anden", Said::same(none.evidence.act.clone()))];
                (How::Said, self.counted(Outcome::Uoplyst, "modsagt", &values, None, &[need, none]))
            }
            (Some(need), None) => (How::Said, self.needed(need)),
            (None, Some(none)) => (How::Said, self.counted(Outcome::IkkeRelevant, "intet_behov", &[modtaget, akt(none)], None, &[none])),
            (None, None) => self.untold(),
        }
    }

    /// The assessment found a need.
    fn needed(&self, need: &'a Finding) -> Counted<'a> {
        let modtaget = ("modtaget", self.g.on_day(self.u.date));
        let akt = ("akt", Said::same(need.evidence.act.clone()));
        let left = self.g.findings(AkutUdeblevet).find(|f| f.date.is_some_and(|day| self.at_once(Span::of(day))));
        match (self.action(), left) {
            (Some(action), None) => {
                let dato = ("dato", self.g.on_day(action.date()));
                self.counted(Outcome::Overholdt, "handlet", &[modtaget, dato], Some(&action), &[need])
            }
            (None, Some(left)) => {
                let values = [modtaget, ("akt", Said::same(left.evidence.act.clone()))];
                self.counted(Outcome::IkkeOverholdt, "udeblevet", &values, None, &[left, need])
            }
            (Some(_), Some(left)) => {
                let values = [modtaget, akt, ("anden", Said::same(left.evidence.act.clone()))];
                self.counted(Outcome::Uoplyst, "modsagt", &values, None, &[need, left])
            }
            (None, None) => self.counted(Outcome::Uoplyst, "ikke_set", &[modtaget, akt], None, &[need]),
        }
    }

    /// Nothing says whether there was a need.
    fn untold(&self) -> (How, Counted<'a>) {
        let modtaget = ("modtaget", self.g.on_day(self.u.date));
        if let Some(action) = self.chair().or_else(|| self.done_beside()) {
            let dato = ("dato", self.g.on_day(action.date()));
            return (How::Inferred, self.counted(Outcome::Overholdt, "sluttet", &[modtaget, dato], Some(&action), &[]));
        }
        let outcome = if self.g.unreadable() > 0 { Outcome::Uoplyst } else { Outcome::IkkeRelevant };
        match self.v {
            Some(v) => {
                let values = [modtaget, ("vurderet", self.g.on_day(v.date))];
                (How::Silent, self.counted(outcome, "tavs", &values, None, &[]))
            }
            None => (How::Said, self.counted(outcome, "ikke_vurderet", &[modtaget], None, &[])),
        }
    }

    /// The first of the statements that is about this underretning: in the sentence or row that tells of its assessment; of the day of that; of its own day, or without an assessment the day after, where no other
    /// underretning came or was assessed; without a day in an act that tells of this underretning and of no other.
    fn said(&self, statements: &Statements<'a>) -> Option<&'a Finding> {
        let beside = self.beside(statements).map(|(n, _)| n);
        let assessed =
            self.v.map(|v| v.span()).into_iter().flat_map(|day| statements.begun(day.lo..=day.lo).filter(move |(_, d)| *d == day));
        let near = statements.begun(self.near()).filter(|(_, day)| !self.is_others(*day));
        let days = assessed.chain(near).map(|(n, _)| n);
        let own = |act: &str| self.told.only.get(act) == Some(&Some(self.at)) && self.g.is_of_its_kind(act, UnderretningVurderet);
        let dateless = statements.dateless.iter().find(|(act, _)| own(act)).map(|(_, n)| *n);
        beside.chain(days).chain(dateless).min().and_then(|n| statements.all.get(n).copied())
    }

    /// The statements that are made in the words that tell of the assessment.
    fn beside<'s>(&'s self, statements: &'s Statements<'a>) -> impl Iterator<Item = (usize, &'a Finding)> + 's {
        let within =
            |at: &Evidence, e: &Evidence| at.start <= e.start && e.end <= at.end && at.page == e.page && at.quote.contains(&e.quote);
        let told = self.v.into_iter().flat_map(|v| &v.told.evidence);
        told.flat_map(move |e| statements.in_act(&e.act).filter(move |(_, f)| within(&f.evidence, e)))
    }

    fn done_beside(&self) -> Option<Action<'a>> {
        let in_days = |f: &Finding| f.date.is_some_and(|day| self.at_once(Span::of(day)));
        let (_, done) = self.beside(&self.told.done).filter(|(_, f)| in_days(f)).min_by_key(|(n, _)| *n)?;
        Some(Action::Said(done, done.date?))
    }

    /// The days of the underretning, and without an assessment the one after.
    fn near(&self) -> RangeInclusive<NaiveDate> {
        let (first, last) = (self.u.span().lo, self.u.span().hi);
        first..=last.checked_add_days(Days::new(1)).filter(|_| self.v.is_none()).unwrap_or(last)
    }

    fn is_others(&self, day: Span) -> bool {
        self.told.all.iter().any(|(u, v)| u.date != self.u.date && (u.span() == day || v.is_some_and(|v| v.span() == day)))
    }

    /// Whether a day lies from the underretning's to the one after its assessment.
    fn at_once(&self, day: Span) -> bool {
        let last = self.v.map_or(self.u.span().hi, |v| v.span().hi.max(self.u.span().hi));
        let next = last.checked_add_days(Days::new(1)).unwrap_or(last);
        self.u.span().le(day).and(day.le(Span::day(next))) == Tri::Yes
    }

    fn action(&self) -> Option<Action<'a>> {
        self.said_done(AkutHandling).or_else(|| self.chair()).or_else(|| {
            let steps = [AfgoerelseTruffet, ForanstaltningIvaerksat, BoernesamtaleAfholdt];
            self.g.of(&steps).find(|s| self.at_once(s.span())).map(Action::Step)
        })
    }

    fn chair(&self) -> Option<Action<'a>> {
        self.said_done(Formandsafgoerelse)
    }

    fn said_done(&self, kind: FindingKind) -> Option<Action<'a>> {
        let done = |f: &'a Finding| Some(Action::Said(f, f.date.filter(|day| self.at_once(Span::of(*day)))?));
        self.g.findings(kind).find_map(done)
    }

    fn counted(
        &self,
        outcome: Outcome,
        key: &str,
        values: &[(&str, Said)],
        action: Option<&Action<'a>>,
        said: &[&'a Finding],
    ) -> Counted<'a> {
        let step = action.and_then(|a| if let Action::Step(s) = a { Some(*s) } else { None });
        let done = action.and_then(|a| if let Action::Said(f, _) = a { Some(*f) } else { None });
        Counted {
            part: Part { started: Some(self.u.date), deadline: None, ended: action.map(Action::date), outcome },
            clause: self.g.say(CHECK, key, values),
            steps: step.into_iter().chain([self.u]).chain(self.v).collect(),
            findings: done.into_iter().chain(said.iter().copied()).collect(),
        }
    }
}

impl Action<'_> {
    fn date(&self) -> LegalDate {
        match self {
            Self::Said(_, date) => *date,
            Self::Step(step) => step.date,
        }
    }
}

/// For each act that tells of an underretning or of its assessment the place of that underretning, if the act tells of no other.
fn only_teller<'a>(all: &[Answered<'a>]) -> FxHashMap<&'a str, Option<usize>> {
    let mut only = FxHashMap::default();
    for (at, (u, v)) in all.iter().enumerate() {
        for e in std::iter::once(u).chain(v).flat_map(|step| &step.told.evidence) {
            let told = only.entry(e.act.as_str()).or_insert(Some(at));
            *told = told.filter(|other| *other == at);
        }
    }
    only
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::testkit::Sag;
    use super::CHECK;
    use crate::events::FindingKind::{AkutHandling, AkutIntetBehov};

    const ASSESSED: [(&str, &str); 3] =
        [("underretning_modtaget", "2021-02-06"), ("underretning_vurderet", "2021-02-06"), ("afgoerelse_truffet", "2021-09-02")];

    /// A statement in the journal, with the words it quotes.
    fn told(kind: crate::events::FindingKind, day: &str, quote: &str) -> Sag {
        let mut sag = Sag::serviceloven().timeline(&ASSESSED).finding(kind, Some(day), "90_journal.pdf");
        let evidence = &mut sag.findings.last_mut().unwrap().evidence;
        (evidence.quote, evidence.end) = (quote.to_owned(), quote.len());
        sag
    }

    #[test]
    fn en_handling_i_vurderingens_egne_ord_viser_behovet() {
        let own = "Vagten: underretning_vurderet 2021-02-06, fik farmor til at hente børnene";
        told(AkutHandling, "2021-02-06", own).expect("i_samme_ord", CHECK, "overholdt", "sluttet af");
        told(AkutHandling, "2021-02-06", "Farmor hentede børnene").expect("et_andet_sted", CHECK, "ikke_relevant", "som om intet behov");
    }

    #[test]
    fn et_udsagn_i_vurderingens_egne_ord_gaelder_den_ogsaa_med_en_anden_dag() {
        let row = "Politi underretning_vurderet 2021-02-06 kvitteret 2021-02-09 ikke akut";
        told(AkutIntetBehov, "2021-02-09", row).expect("i_raekken", CHECK, "ikke_relevant", "");
        told(AkutIntetBehov, "2021-02-09", "Ikke akut").expect("et_andet_sted", CHECK, "ikke_relevant", "som om intet behov");
    }
}
