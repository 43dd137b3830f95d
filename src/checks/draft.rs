//! A verdict in the making, and the rules that hold for every verdict: what an absence says, what an unreadable act does to it, that evidence
//! stands once.

use super::arithmetic::{self, Clock};
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::provision::{Asked, Provision};
use super::trace::{self, Fact, Part, Role, Trace};
use super::words;
use crate::dates::LegalDate;
use crate::events::{EventKind, Evidence, Finding};
use crate::lang::Said;

/// The texts that all checks share.
pub(super) const TEXTS: Texts = &[
    ("soegt", &["akter", "sider"]),
    ("soegt_ulaeste", &["akter", "sider", "ulaeste"]),
    ("ingen_afgoerelse", &["soegt"]),
    ("ingen_undersoegelse", &["afgoerelse", "soegt"]),
    ("ulaeselige", &["akter"]),
    ("ulaeselig_uoplyst", &["akter"]),
    ("afvigende_dato", &["akter", "haendelse", "anden", "dato", "udfald"]),
    ("afvigende_dato_uden_akt", &["haendelse", "anden", "dato", "udfald"]),
    ("uge", &["haendelse", "uge", "sidst", "udfald"]),
    ("samtykke_ukendt", &["antaget", "andet", "udfald"]),
    ("sagstype_ukendt", &["grund", "anbringelse", "andet"]),
    ("anden_lov", &["angivet", "dato", "udfald"]),
    ("senere_afgoerelse", &["maaned", "afgoerelse"]),
    ("frist_hverdag", &["frist", "naeste"]),
    ("frist_maanedsslut", &["start", "frist"]),
    ("fravalg_bl", &["fravalgt"]),
    ("samtale_samme_dag", &["afgoerelse"]),
    ("samtale_ved_tilsyn", &["samtale"]),
    ("samtaler_aflyst", &["datoer"]),
    ("en_akt", &["steder"]),
    ("dato_gaettet", &["steder"]),
    ("regnet_hver", &["antal", "overholdt", "ikke", "uoplyst", "irrelevant"]),
    ("uden_dag", &[]),
    ("afgoerelse_i_fremtiden", &["afgoerelse", "i_dag"]),
    ("skridt_i_fremtiden", &["haendelse", "dato", "i_dag"]),
    ("foer_foedslen", &["haendelse", "dato", "foedt"]),
    ("anden_foer_foedslen", &["haendelse", "dato", "foedt"]),
    ("to_afgoerelser", &["afgoerelse"]),
    ("vender_fremtid", &["i_dag", "udfald"]),
    ("regn_frist", &["start", "laengde", "frist"]),
    ("regn_tid", &["start", "slut"]),
    ("regn_foer", &["skridt", "dato", "afstand", "anker"]),
    ("regn_paa", &["skridt", "dato", "anker"]),
    ("regn_efter", &["skridt", "dato", "afstand", "anker"]),
    ("regn_uvis", &["skridt", "dato", "anker"]),
    ("regn_skridt", &["skridt", "dato"]),
    ("regn_intet", &["skridt", "dato", "anker"]),
    ("regn_uden", &[]),
    ("regn_fristen", &[]),
    ("regn_afgoerelsen", &[]),
    ("regn_slutningen", &[]),
    ("spor_udfald", &["titel", "udfald"]),
    ("spor_ordlyd", &["paragraf", "tid", "ordlyd"]),
    ("spor_gengivet", &["paragraf", "tid", "ordlyd"]),
    ("spor_fra", &["fra"]),
    ("spor_til", &["til"]),
    ("spor_fra_til", &["fra", "til"]),
    ("spor_regning", &["regning"]),
    ("spor_steder", &["steder"]),
    ("spor_soegt", &["akter", "sider", "laesbare"]),
    ("spor_soegt_ulaeste", &["akter", "sider", "laesbare", "ulaeste"]),
    ("spor_bemaerkninger", &["bemaerkninger"]),
    ("vender_skridt", &["haendelse", "dato", "udfald"]),
    ("vender_udsagn", &["udsagn", "akt", "udfald"]),
    ("vender_uden_udsagn", &["udsagn", "udfald"]),
    ("vender_senest", &["haendelse", "dato", "nu", "udfald"]),
    ("vender_tidligst", &["haendelse", "dato", "nu", "udfald"]),
    ("vender_maaned", &["haendelse", "dato", "udfald", "andet"]),
    ("vender_maaned_uanset", &["haendelse", "maaned", "udfald"]),
    ("vender_ulaeste", &["udfald"]),
    ("vender_uden_samtykke", &["udfald"]),
    ("vender_med_samtykke", &["udfald"]),
    ("vender_anbringelse", &["udfald"]),
    ("vender_ikke_anbringelse", &["udfald"]),
    ("vender_sagstype", &[]),
    ("vender_intet", &[]),
];

/// A verdict being written.
pub(super) struct Draft<'g, 'a> {
    g: &'g Ground<'a>,
    check: CheckKind,
    provision: Option<&'g Provision>,
    reason: Said,
    remarks: Vec<Said>,
    evidence: Vec<Evidence>,
    absent: bool,
    /// Acts that alone tell of a cited step, with its date.
    lone: Vec<(String, LegalDate)>,
    /// Acts without a date of their own that alone give a cited day.
    guessed: Vec<(String, LegalDate)>,
    dates: [Option<LegalDate>; 3],
    facts: Vec<Fact>,
    parts: Vec<Part>,
    arithmetic: Option<Said>,
}

impl<'g, 'a> Draft<'g, 'a> {
    /// A draft under the paragraph that governs the decision.
    pub(super) fn new(g: &'g Ground<'a>, check: CheckKind) -> Self {
        Self::under(g, check, g.asked())
    }

    /// A draft under the paragraph that governs as asked.
    pub(super) fn under(g: &'g Ground<'a>, check: CheckKind, asked: Asked) -> Self {
        Self {
            g,
            check,
            provision: g.law.provision(check, asked),
            reason: Said::default(),
            remarks: Vec::new(),
            evidence: Vec::new(),
            absent: false,
            lone: Vec::new(),
            guessed: Vec::new(),
            dates: [None; 3],
            facts: Vec::new(),
            parts: Vec::new(),
            arithmetic: None,
        }
    }

    /// The reason, from the check's own texts.
    pub(super) fn reason(mut self, key: &str, values: &[(&str, Said)]) -> Self {
        self.reason = words::capital(&self.g.say(self.check, key, values));
        self
    }

    /// The reason, from the shared texts.
    pub(super) fn shared_reason(mut self, key: &str, values: &[(&str, Said)]) -> Self {
        self.reason = words::capital(&self.g.say_shared(key, values));
        self
    }

    /// The reason, put together by the check from several texts.
    pub(super) fn said(mut self, sentence: &Said) -> Self {
        self.reason = words::capital(sentence);
        self
    }

    /// A remark, from the check's own texts.
    pub(super) fn remark(&mut self, key: &str, values: &[(&str, Said)]) {
        self.add_remark(&self.g.say(self.check, key, values));
    }

    /// A remark, from the shared texts.
    pub(super) fn shared_remark(&mut self, key: &str, values: &[(&str, Said)]) {
        self.add_remark(&self.g.say_shared(key, values));
    }

    fn add_remark(&mut self, text: &Said) {
        push_once(&mut self.remarks, words::capital(text));
    }

    /// Shows where a step stands: its deciding act.
    pub(super) fn cite(&mut self, step: &Step<'_>) {
        if self.g.only_outcomes() {
            return;
        }
        if let Some(evidence) = step.told.evidence.first() {
            self.show(step.kind().name(), Some(step.date), evidence);
            let decisive = step.kind() != EventKind::AfgoerelseTruffet;
            let alone = decisive && step.told.evidence.iter().all(|e| e.act == evidence.act);
            if alone && !self.g.is_of_its_kind(&evidence.act, step.told.kind) {
                push_once(&mut self.lone, (evidence.act.clone(), step.date));
            }
            if step.told.evidence.iter().all(|e| self.is_guess(&e.act, step.date)) {
                push_once(&mut self.guessed, (evidence.act.clone(), step.date));
            }
        }
    }

    /// Shows where a statement stands.
    pub(super) fn cite_finding(&mut self, finding: &Finding) {
        if self.g.only_outcomes() {
            return;
        }
        self.show(finding.kind.name(), finding.date, &finding.evidence);
        if let Some(date) = finding.date.filter(|d| self.is_guess(&finding.evidence.act, *d)) {
            push_once(&mut self.guessed, (finding.evidence.act.clone(), date));
        }
    }

    /// Whether the day may be no more than the date that was guessed for the act.
    fn is_guess(&self, act: &str, date: LegalDate) -> bool {
        self.g.act(act).is_some_and(|a| a.guessed && a.date.is_none_or(|d| date.without_time() == LegalDate::day(d)))
    }

    /// Keeps a fact and where it stands; what it is to the verdict shows when the clock is known.
    fn show(&mut self, kind: &str, date: Option<LegalDate>, at: &Evidence) {
        push_once(&mut self.evidence, at.clone());
        let fact = Fact { role: Role::Oevrig, kind: kind.to_owned(), date, act: at.act.clone(), page: at.page, quote: at.quote.clone() };
        push_once(&mut self.facts, fact);
    }

    /// One of several things counted.
    pub(super) fn part(&mut self, part: Part) {
        self.parts.push(part);
    }

    /// The counting in the check's own words, where its limit stands in no provision.
    pub(super) fn told_as(&mut self, sentence: &Said) {
        self.arithmetic = Some(words::capital(sentence));
    }

    /// The counting of each of several things, one sentence each; what has no dates is told of only where none has.
    pub(super) fn counted(&mut self, parts: &[Part]) {
        if self.g.only_outcomes() {
            return;
        }
        let limit = self.provision.and_then(|p| p.limit);
        let clock = |p: &Part| Clock { limit, started: p.started, deadline: p.deadline, ended: p.ended };
        let mut dated: Vec<&Part> = parts.iter().filter(|p| p.started.or(p.deadline).or(p.ended).is_some()).collect();
        if dated.is_empty() {
            dated.extend(parts.first());
        }
        let sentences: Vec<Said> = dated.into_iter().map(|p| arithmetic::sentence(self.g, self.check, &clock(p))).collect();
        self.arithmetic = Some(Said::joined(&sentences, " "));
    }

    /// The clock: start, last day in time, end.
    pub(super) fn clock(&mut self, started: Option<LegalDate>, deadline: Option<LegalDate>, ended: Option<LegalDate>) {
        self.dates = [started, deadline, ended];
    }

    /// Says that the outcome rests on something looked for in vain: an unreadable act then leaves it open.
    pub(super) fn absent(mut self) -> Self {
        self.absent = true;
        self
    }

    /// As [`Self::absent`], where an act that could not be read may be of this type: the act that was read holds it not.
    pub(super) fn absent_beyond(self, doctype: &str) -> Self {
        if self.g.unreadable_may_be(doctype) { self.absent() } else { self }
    }

    /// The verdict.
    pub(super) fn finish(mut self, outcome: Outcome) -> Verdict {
        let unread = self.g.unreadable();
        let mut outcome = outcome;
        if unread > 0 && (self.absent || outcome == Outcome::IkkeOverholdt) {
            let opens = self.absent && outcome == Outcome::IkkeOverholdt;
            if opens {
                outcome = Outcome::Uoplyst;
            }
            let key = if opens { "ulaeselig_uoplyst" } else { "ulaeselige" };
            self.shared_remark(key, &[("akter", words::number_of_acts(unread))]);
        }
        if let Some(decision) = self.g.decision {
            // The decision stands last: it is the anchor of every verdict, seldom the telling place.
            self.cite(&decision);
        }
        if outcome != Outcome::Uoplyst && !self.guessed.is_empty() {
            let places: Vec<Said> = self.guessed.iter().map(place).collect();
            self.shared_remark("dato_gaettet", &[("steder", words::list(&places))]);
        }
        if outcome == Outcome::Overholdt {
            // A mention that no other act bears out may be misread; what speaks well of the authority must not look surer than it is.
            let lone: Vec<Said> = self.lone.iter().map(place).collect();
            if !lone.is_empty() {
                self.shared_remark("en_akt", &[("steder", words::list(&lone))]);
            }
        }
        let [started, deadline, ended] = self.dates;
        self.roles();
        let clock = Clock { limit: self.provision.and_then(|p| p.limit), started, deadline, ended };
        let told = !self.g.only_outcomes();
        let arithmetic = |()| arithmetic::sentence(self.g, self.check, &clock);
        let arithmetic = self.arithmetic.take().or_else(|| told.then_some(()).map(arithmetic)).unwrap_or_default();
        let trace = Trace {
            provision: self.provision.filter(|_| told).map(trace::shown),
            facts: self.facts,
            arithmetic,
            searched: trace::searched(self.g),
            // Told last, for the reading that counts only.
            turns: Said::default(),
            paragraph: Said::default(),
            parts: self.parts,
        };
        Verdict {
            check: self.check,
            outcome,
            reason: self.reason,
            remarks: self.remarks,
            law: self.provision.map(|p| p.paragraph.clone()).unwrap_or_default(),
            started,
            deadline,
            ended,
            evidence: self.evidence,
            trace,
        }
    }

    /// What each fact is to the verdict, by its kind and by where it stands in the clock.
    fn roles(&mut self) {
        let [started, _, ended] = self.dates;
        let is_event = |kind: &str| kind.parse::<EventKind>().is_ok();
        let (mut start_known, mut end_known) = (false, false);
        for fact in &mut self.facts {
            let decision = fact.kind == EventKind::AfgoerelseTruffet.name();
            fact.role = if !is_event(&fact.kind) {
                Role::Udsagn
            } else if !decision && !end_known && ended.is_some() && fact.date == ended {
                end_known = true;
                Role::Slut
            } else if !start_known && started.is_some() && fact.date == started {
                start_known = true;
                Role::Start
            } else if decision {
                Role::Afgoerelse
            } else {
                Role::Oevrig
            };
        }
    }
}

/// "den 2. marts 2021 (02_journal.pdf)".
fn place((act, date): &(String, LegalDate)) -> Said {
    words::on_day(*date).map(|day| format!("{day} ({act})"))
}

/// Appends what is not there yet.
pub(super) fn push_once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::super::model::{CheckKind, Outcome};
    use super::super::testkit::Sag;

    /// An act without a date of its own: the day counted from may be that of what it tells, and the verdict says so, whichever way it goes.
    #[test]
    fn a_verdict_on_a_guessed_day_says_so() {
        let case = |ended: &str| {
            Sag::serviceloven()
                .act("07.pdf", "afgoerelse", "2021-09-02")
                .told(&[("afgoerelse_truffet", "2021-09-02", "07.pdf"), ("foranstaltning_ivaerksat", "2021-09-10", "07.pdf")])
                .told(&[("opfoelgning_gennemfoert", ended, "08.pdf")])
                .act("08.pdf", "opfoelgning", ended)
        };
        for (ended, outcome) in [("2021-12-01", Outcome::Overholdt), ("2022-01-20", Outcome::IkkeOverholdt)] {
            for guessed in [false, true] {
                let mut sag = case(ended);
                sag.facts.acts.last_mut().unwrap().guessed = guessed;
                let verdict = sag.judge(CheckKind::Opfoelgning3mdr);
                assert_eq!(verdict.outcome, outcome);
                assert_eq!(
                    verdict.remarks.iter().any(|r| r.da.contains("ingen dato") && r.en.contains("no date")),
                    guessed,
                    "{:?}",
                    verdict.remarks
                );
            }
        }
    }

    /// A consent that only the journal tells of is told so; one that the signed form tells of is not.
    #[test]
    fn what_only_one_act_tells_is_said() {
        let remarks = |act: &str, doctype: &str| {
            let case = Sag::serviceloven()
                .act(act, doctype, "2021-08-30")
                .told(&[("samtykke_givet", "2021-08-30", act), ("afgoerelse_truffet", "2021-09-02", "07_afgoerelse.pdf")]);
            let verdicts = case.check();
            let verdict = verdicts.iter().find(|v| v.check == CheckKind::Samtykke).unwrap();
            assert_eq!(verdict.outcome, Outcome::Overholdt);
            verdict.remarks.iter().filter(|r| r.da.starts_with("Kun én akt")).count()
        };
        assert_eq!(remarks("02_journal.pdf", "journal"), 1);
        assert_eq!(remarks("06_samtykke.pdf", "samtykke"), 0);
    }
}
