//! Ansøgningen afgjort inden kommunens egen frist.
//!
//! # Hvad undersøges
//! Om afgørelsen er truffet inden den frist, kommunen selv har fastsat og offentliggjort for området. Fristen løber fra modtagelsen af ansøgningen til
//! afgørelsen og rummer den tid, det tager at oplyse sagen. Fristerne gives med `--frister` (docs/frister.md).
//!
//! # Retsgrundlag
//! Retssikkerhedsloven § 3, stk. 2, før og efter 2024.
//!
//! # Hvornår ikke relevant
//! Når akterne ikke viser en ansøgning før afgørelsen.
//!
//! # Hvornår uoplyst
//! Uden en tabel over kommunens frister; når kommunen eller området ikke står i den den dag, ansøgningen blev modtaget; når en måned uden dag rummer fristen.
//!
//! # Eksempler
//! Frist 8 uger, ansøgning 4. marts 2021, afgørelse 29. april: overholdt. Afgørelse 30. april: ikke overholdt.

use super::draft::Draft;
use super::ground::Ground;
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::span::{Span, Tri};
use super::words;
use crate::events::EventKind::AnsoegningModtaget;
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::Sagsbehandlingsfrist;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("ingen_ansoegning", &["afgoerelse", "soegt"]),
    ("uden_tabel", &["ansoegning", "afgoerelse"]),
    ("uden_kommune", &["ansoegning", "afgoerelse"]),
    ("uden_frist", &["kommune", "ansoegning"]),
    ("i_tide", &["ansoegning", "frist", "laengde", "afgoerelse", "kommune"]),
    ("sent", &["ansoegning", "frist", "laengde", "afgoerelse", "kommune"]),
    ("aaben", &["ansoegning", "frist", "laengde", "afgoerelse", "kommune"]),
    ("besked", &[]),
    ("kilde", &["kilde"]),
    ("flere", &["dato", "udfald"]),
    ("regning", &["start", "laengde", "frist", "afgoerelse"]),
];

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let mut d = Draft::new(g, CHECK);
    let Some(decision) = g.decision else { return d.finish(Outcome::Uoplyst) };
    let decided = ("afgoerelse", words::on_day(decision.date));
    let sent_in: Vec<_> = g.of(&[AnsoegningModtaget]).filter(|a| g.in_window(a) != Tri::No).collect();
    let Some(application) = sent_in.last().copied() else {
        return d.reason("ingen_ansoegning", &[decided, ("soegt", g.searched())]).absent().finish(Outcome::IkkeRelevant);
    };
    d.cite(&application);
    d.clock(Some(application.date), None, Some(decision.date));
    let received = ("ansoegning", words::on_day(application.date));
    let Some(table) = g.law.frister() else { return d.reason("uden_tabel", &[received, decided]).finish(Outcome::Uoplyst) };
    let Some(municipality) = g.case.municipality.as_deref() else {
        return d.reason("uden_kommune", &[received, decided]).finish(Outcome::Uoplyst);
    };
    let kommune = ("kommune", Said::same(municipality));
    let Some(frist) = table.find(municipality, g.case.case_type, application.span().lo) else {
        return d.reason("uden_frist", &[kommune, received]).finish(Outcome::Uoplyst);
    };
    let limit_of = |span: Span| Span { lo: frist.last_day(span.lo), hi: frist.last_day(span.hi) };
    let limit = limit_of(application.span());
    let judged = |answer: Tri| match answer {
        Tri::Yes => ("i_tide", Outcome::Overholdt),
        Tri::No => ("sent", Outcome::IkkeOverholdt),
        Tri::Maybe => ("aaben", Outcome::Uoplyst),
    };
    let (key, outcome) = judged(decision.span().le(limit));
    d.clock(Some(application.date), Some(limit.legal()), Some(decision.date));
    if let Some(source) = &frist.source {
        d.remark("kilde", &[("kilde", Said::same(source))]);
    }
    let earlier = sent_in.iter().find(|a| judged(decision.span().le(limit_of(a.span()))).1 != outcome);
    if let Some(earlier) = earlier {
        d.cite(earlier);
        let (_, other) = judged(decision.span().le(limit_of(earlier.span())));
        d.remark("flere", &[("dato", words::on_day(earlier.date)), ("udfald", words::outcome(other))]);
    }
    if outcome == Outcome::IkkeOverholdt {
        d.remark("besked", &[]);
    }
    let frist_day = ("frist", words::on_day(limit.legal()));
    let laengde = ("laengde", frist.length());
    d.told_as(&g.say(
        CHECK,
        "regning",
        &[
            ("start", words::at(application.date)),
            laengde.clone(),
            ("frist", words::at(limit.legal())),
            ("afgoerelse", words::at(decision.date)),
        ],
    ));
    d.reason(key, &[received, frist_day, laengde, decided, kommune]).finish(outcome)
}
