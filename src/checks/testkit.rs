//! Building cases for the tables of cases: a timeline as kind and date, facts by name.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::OnceLock;

use chrono::{NaiveDate, NaiveDateTime};

use super::*;
use crate::dates::LegalDate;
use crate::events::{EventKind, Evidence, FindingKind, Source, Status};
use crate::lang::Said;

/// A row of a table of cases: name, timeline, outcome, part of a remark.
pub(super) type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, &'a str);

/// The bundled law, read once.
pub(super) fn law() -> &'static LawTables {
    static LAW: OnceLock<LawTables> = OnceLock::new();
    LAW.get_or_init(|| LawTables::parse(BUNDLED).unwrap())
}

/// `2021-03`, `2021-03-02` or `2021-03-02T14:10`.
pub(super) fn date(s: &str) -> LegalDate {
    match s.len() {
        7 => LegalDate::month(format!("{s}-01").parse().unwrap()),
        10 => LegalDate::day(s.parse().unwrap()),
        _ => LegalDate::minute(NaiveDateTime::parse_from_str(s, "%Y-%m-%dT%H:%M").unwrap()),
    }
}

pub(super) fn evidence(act: &str, quote: &str) -> Evidence {
    Evidence { act: act.to_owned(), page: 1, start: 0, end: quote.len(), quote: quote.to_owned(), boxes: vec![[0.0; 4]], confidence: None }
}

/// A case under construction.
#[derive(Debug, Clone)]
pub(super) struct Sag {
    pub(super) facts: CaseFacts,
    pub(super) timeline: Vec<Happening>,
    pub(super) events: Vec<Event>,
    pub(super) findings: Vec<Finding>,
}

impl Sag {
    fn under(law: LawRegime) -> Self {
        let facts = CaseFacts {
            id: "proeve".into(),
            municipality: None,
            today: None,
            case_type: Some(CaseType::Familiebehandling),
            consent: Some(true),
            law: Some(law),
            born: None,
            acts: Vec::new(),
        };
        Self { facts, timeline: Vec::new(), events: Vec::new(), findings: Vec::new() }.act("90_journal.pdf", "", "")
    }

    pub(super) fn serviceloven() -> Self {
        Self::under(LawRegime::Serviceloven)
    }

    pub(super) fn barnets_lov() -> Self {
        Self::under(LawRegime::BarnetsLov)
    }

    pub(super) fn anbringelse(mut self) -> Self {
        self.facts.case_type = Some(CaseType::Anbringelse);
        self
    }

    pub(super) fn unknown_type(mut self) -> Self {
        self.facts.case_type = None;
        self
    }

    pub(super) fn without_consent(mut self) -> Self {
        self.facts.consent = Some(false);
        self
    }

    pub(super) fn unknown_consent(mut self) -> Self {
        self.facts.consent = None;
        self
    }

    pub(super) fn born(mut self, day: &str) -> Self {
        self.facts.born = Some(day.parse().unwrap());
        self
    }

    pub(super) fn today(mut self, day: &str) -> Self {
        self.facts.today = Some(day.parse().unwrap());
        self
    }

    pub(super) fn municipality(mut self, name: &str) -> Self {
        self.facts.municipality = Some(name.into());
        self
    }

    pub(super) fn act(mut self, name: &str, doctype: &str, day: &str) -> Self {
        self.facts.acts.push(ActFacts {
            name: name.into(),
            date: day.parse::<NaiveDate>().ok(),
            guessed: false,
            doctype: (!doctype.is_empty()).then(|| doctype.into()),
            pages: 2,
            legible_pages: 2,
            readable: true,
        });
        self
    }

    pub(super) fn unreadable(mut self, n: usize) -> Self {
        for i in 0..n {
            self.facts.acts.push(ActFacts {
                name: format!("8{i}.pdf"),
                date: None,
                guessed: false,
                doctype: None,
                pages: 1,
                legible_pages: 0,
                readable: false,
            });
        }
        self
    }

    /// Happenings that a journal tells.
    pub(super) fn timeline(self, rows: &[(&str, &str)]) -> Self {
        let told: Vec<_> = rows.iter().map(|(k, d)| (*k, *d, "90_journal.pdf")).collect();
        self.told(&told)
    }

    /// Happenings with the act that tells each.
    pub(super) fn told(mut self, rows: &[(&str, &str, &str)]) -> Self {
        for (kind, day, act) in rows {
            let evidence = vec![evidence(act, &format!("{kind} {day}"))];
            self.timeline.push(Happening { kind: kind.parse().unwrap(), date: date(day), evidence, conflicts: Vec::new() });
        }
        self
    }

    pub(super) fn week(mut self, kind: &str, day: &str) -> Self {
        self = self.timeline(&[(kind, day)]);
        let last = self.timeline.last_mut().unwrap();
        last.date = LegalDate::week(last.date.first_day());
        self
    }

    fn first(&mut self, kind: &str) -> &mut Happening {
        self.timeline.iter_mut().find(|h| h.kind.name() == kind).unwrap()
    }

    pub(super) fn conflict(mut self, kind: &str, day: &str) -> Self {
        self.first(kind).conflicts.push(date(day));
        self
    }

    pub(super) fn quote(mut self, kind: &str, quote: &str) -> Self {
        self.first(kind).evidence = vec![evidence("90_journal.pdf", quote)];
        self
    }

    pub(super) fn finding(mut self, kind: FindingKind, day: Option<&str>, act: &str) -> Self {
        self.findings.push(Finding {
            kind,
            rule: "proeve".into(),
            date: day.map(date),
            evidence: evidence(act, &format!("{kind} {}", self.findings.len())),
        });
        self
    }

    pub(super) fn event(mut self, kind: EventKind, day: &str, status: Status) -> Self {
        self.events.push(Event {
            kind,
            date: date(day),
            status,
            rule: "proeve".into(),
            evidence: evidence("90_journal.pdf", "x"),
            source: Source::Text,
            doubtful: false,
        });
        self
    }

    pub(super) fn check(&self) -> Vec<Verdict> {
        check(&self.facts, &self.timeline, &self.events, &self.findings, law())
    }

    pub(super) fn judge(&self, kind: CheckKind) -> Verdict {
        self.check().into_iter().find(|v| v.check == kind).unwrap()
    }

    /// One row of a table of cases. `remark` is a part of a remark wanted; empty means that there must be none.
    pub(super) fn expect(&self, name: &str, kind: CheckKind, outcome: &str, remark: &str) {
        let v = self.judge(kind);
        let told = format!("{name}: {:?} {:?}", v.reason, v.remarks);
        assert_eq!(v.outcome.name(), outcome, "{told}");
        if remark.is_empty() {
            assert!(v.remarks.is_empty(), "{told}");
        } else {
            assert!(v.remarks.iter().any(|r| r.da.to_lowercase().contains(remark)), "{told}");
        }
        sound(&v, &told);
    }
}

/// What every verdict keeps, whatever the case.
pub(super) fn sound(v: &Verdict, told: &str) {
    let both = |said: &Said| [said.da.clone(), said.en.clone()];
    assert!(
        both(&v.reason).iter().all(|text| text.ends_with('.') && text.starts_with(char::is_uppercase)),
        "reason is no sentence: {told}"
    );
    for text in v.remarks.iter().chain([&v.reason]).flat_map(both) {
        assert!(
            !text.contains(['{', '}']) && !text.contains("  ") && !text.contains(" ,") && !text.contains(" ."),
            "badly filled: {text} in {told}"
        );
        assert!(text.ends_with('.') && !text.ends_with(".."), "no sentence: {text} in {told}");
    }
    assert!(!v.law.is_empty(), "no paragraph: {told}");
    let t = &v.trace;
    // Danish in an English sentence is a value that was forgotten; acts' names and the law's own are none.
    for said in v.remarks.iter().chain([&v.reason, &t.arithmetic, &t.turns, &t.paragraph]) {
        let danish =
            [" den ", " blev ", " ikke ", " er ", " uden ", " dage", " måned", "afgørelse ", "afgørelsen", "søgt", " marts ", " maj "];
        // A sentence that the paragraph opens has a capital there.
        let quoted = t.provision.as_ref().and_then(|p| p.paragraph.get(1..)).unwrap_or("§");
        let own = said.en.replace(quoted, "");
        assert!(!danish.iter().any(|word| own.contains(word)), "Danish in English: {said:?} in {told}");
    }
    for text in [&t.arithmetic, &t.turns, &t.paragraph].into_iter().flat_map(both) {
        assert!(text.ends_with('.') && !text.contains(['{', '}']) && !text.contains("  "), "badly written: {text} in {told}");
    }
    assert!(t.provision.as_ref().is_some_and(|p| v.law.contains(&p.paragraph)), "another provision is shown than applied: {told}");
    assert!(t.facts.iter().filter(|f| f.role == Role::Slut).count() <= 1, "two ends: {told}");
    assert!(!v.evidence.is_empty() || v.reason.da.contains("søgt i"), "neither evidence nor what was searched: {told}");
}
