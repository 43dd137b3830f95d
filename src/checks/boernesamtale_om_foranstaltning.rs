//! Børnesamtale om foranstaltningen.
//!
//! # Hvad undersøges
//! Om en samtale før afgørelsen handlede om den påtænkte foranstaltning: at barnet hørte om den eller sagde, hvad det mente om den;
//! eller om samtalen om den blev fravalgt. Siger akterne, at en samtale ikke handlede om den, tæller den ikke. Siger de ingenting, tæller
//! en samtale efter undersøgelsens slutning med en bemærkning, en tidligere ikke. Efter serviceloven siger en bemærkning det, når der kort før afgørelsen er
//! talt med barnet i undersøgelsen, for så kan samtalen undlades (§ 48, stk. 1, 2. pkt.).
//!
//! # Retsgrundlag
//! Serviceloven § 48; barnets lov § 5, stk. 3 og 4.
//!
//! # Hvornår ikke relevant
//! Aldrig.
//!
//! # Hvornår uoplyst
//! Når det er uoplyst, om der er holdt en samtale før afgørelsen, eller emnet mangler, og en akt ikke kunne læses.
//!
//! # Eksempler
//! "Jonas kunne godt forestille sig en kontaktperson": overholdt. En samtale om hjem og skole, før støtte var på tale: ikke overholdt.

use chrono::Months;

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::samtale;
use super::span::{Span, Tri};
use super::undersoegelse::{Found, counted};
use super::words;
use crate::events::Finding;
use crate::events::FindingKind::{SamtaleIkkeOmForanstaltning, SamtaleOmForanstaltning};
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::BoernesamtaleOmForanstaltning;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("holdt", &["samtale", "afgoerelse"]),
    ("fravalgt", &["samtale", "afgoerelse"]),
    ("efter_undersoegelsen", &["samtale", "afgoerelse", "afsluttet"]),
    ("ikke_om", &["samtale", "afgoerelse"]),
    ("emne_mangler", &["samtale", "afgoerelse", "soegt"]),
    ("aaben", &["samtale", "afgoerelse"]),
    ("ingen_samtale", &["afgoerelse", "aflyst", "soegt"]),
    ("emne_antaget", &["samtale"]),
    ("emne_ikke_sagt", &["samtale"]),
    ("emne_uden_dato", &["samtale", "akt"]),
    ("fravalg_antaget", &["samtale"]),
    ("i_undersoegelsen", &["samtale", "afstand"]),
    ("uenige", &["samtale", "akt"]),
];

/// What the acts say of one talk's subject.
struct Talk<'a> {
    step: Step<'a>,
    about: Option<&'a Finding>,
    /// The statement names neither this talk's date nor stands in one of its acts.
    loose: bool,
    not_about: Option<&'a Finding>,
}

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let (sure, open) = samtale::sorted(g, |t| g.in_window(t));
    let decided = ("afgoerelse", g.decision.map(|d| words::on_day(d.date)).unwrap_or_default());
    let mut d = Draft::new(g, CHECK);
    if sure.is_empty() {
        let Some(talk) = samtale::telling(&open) else {
            let aflyst = samtale::cancelled(g, |s| {
                g.decision.is_none_or(|d| s.le(d.span()) != Tri::No) && g.previous.is_none_or(|p| p.span().lt(s) != Tri::No)
            });
            d.clock(g.previous.map(|p| p.date), g.decision.map(|d| d.date), None);
            let values = [decided, ("aflyst", aflyst), ("soegt", g.searched())];
            return d.reason("ingen_samtale", &values).absent().finish(Outcome::IkkeOverholdt);
        };
        d.cite(&talk);
        d.clock(g.previous.map(|p| p.date), g.decision.map(|d| d.date), Some(talk.date));
        return d.reason("aaben", &[("samtale", words::on_day(talk.date)), decided]).finish(Outcome::Uoplyst);
    }
    let talks: Vec<Talk<'_>> = sure.iter().map(|t| talk(g, *t, &sure)).collect();
    let told = |t: &&Talk<'_>| t.about.is_some() && t.not_about.is_none();
    // The last talk of which it is said, one said of it itself before one said of some talk.
    let best = talks.iter().rev().filter(told).min_by_key(|t| t.loose);
    match best {
        Some(t) => about(g, d, t),
        None => silent(g, d, &talks),
    }
}

/// It is said that this talk, or its waiver, was about the measure.
fn about<'a>(g: &Ground<'a>, mut d: Draft<'_, 'a>, t: &Talk<'a>) -> Verdict {
    let samtale = ("samtale", words::on_day(t.step.date));
    if let Some(finding) = t.about {
        d.cite_finding(finding);
        if t.loose {
            d.remark("emne_uden_dato", &[samtale.clone(), ("akt", Said::same(&finding.evidence.act))]);
        }
    }
    let key = if samtale::is_waiver(&t.step) { "fravalgt" } else { "holdt" };
    settle(g, d, t, key, Outcome::Overholdt)
}

/// No talk is said to have been about the measure: what their order and their silence allow.
fn silent<'a>(g: &Ground<'a>, mut d: Draft<'_, 'a>, talks: &[Talk<'a>]) -> Verdict {
    let quiet = |t: &&Talk<'_>| t.not_about.is_none();
    if let Some(t) = talks.iter().rev().filter(quiet).find(|t| samtale::is_waiver(&t.step)) {
        d.remark("fravalg_antaget", &[("samtale", words::on_day(t.step.date))]);
        return settle(g, d, t, "fravalgt", Outcome::Overholdt);
    }
    if let Found::Yes(end) = counted(g)
        && let Some(t) = talks.iter().rev().filter(quiet).find(|t| end.span().lt(t.step.span()) == Tri::Yes)
    {
        d.remark("emne_antaget", &[("samtale", words::on_day(t.step.date))]);
        d.cite(&end);
        return settle(g, d, t, "efter_undersoegelsen", Outcome::Overholdt);
    }
    remark_just_before(g, &mut d, talks);
    if let Some(t) = talks.iter().rev().find(quiet) {
        d.remark("emne_ikke_sagt", &[("samtale", words::on_day(t.step.date))]);
        return settle(g, d.absent(), t, "emne_mangler", Outcome::IkkeOverholdt);
    }
    let Some(t) = talks.last() else { return d.finish(Outcome::IkkeOverholdt) };
    if let Some(no) = t.not_about {
        d.cite_finding(no);
    }
    if let Some(yes) = t.about {
        d.cite_finding(yes);
        d.remark("uenige", &[("samtale", words::on_day(t.step.date)), ("akt", Said::same(&yes.evidence.act))]);
    }
    settle(g, d, t, "ikke_om", Outcome::IkkeOverholdt)
}

/// How many months before the decision a talk may lie for the remark. The law says "umiddelbart forinden"; how far it lies is told.
const JUST_BEFORE: u32 = 3;

/// Serviceloven excuses the talk about the measure where the child was talked with in the undersøgelse just before.
fn remark_just_before<'a>(g: &Ground<'a>, d: &mut Draft<'_, 'a>, talks: &[Talk<'a>]) {
    let (Some(decision), Found::Yes(end), false) = (g.decision.and_then(|s| s.date.known_day()), counted(g), g.barnets_lov()) else {
        return;
    };
    let held = |t: &&Talk<'_>| !samtale::is_waiver(&t.step) && t.step.span().le(end.span()) == Tri::Yes;
    let Some(t) = talks.iter().rev().find(held) else { return };
    let (Some(day), Some(first)) = (t.step.date.known_day(), decision.checked_sub_months(Months::new(JUST_BEFORE))) else { return };
    if day >= first {
        d.remark(
            "i_undersoegelsen",
            &[
                ("samtale", words::on_day(t.step.date)),
                (
                    "afstand",
                    words::count(usize::try_from((decision - day).num_days()).unwrap_or_default(), ["dag", "dage"], ["day", "days"]),
                ),
            ],
        );
    }
}

fn settle<'a>(g: &Ground<'a>, mut d: Draft<'_, 'a>, t: &Talk<'a>, key: &str, outcome: Outcome) -> Verdict {
    d.cite(&t.step);
    d.clock(g.previous.map(|p| p.date), g.decision.map(|d| d.date), Some(t.step.date));
    if outcome == Outcome::Overholdt {
        samtale::remark_on(&mut d, g, &[t.step]);
    }
    let mut values =
        vec![("samtale", words::on_day(t.step.date)), ("afgoerelse", g.decision.map(|d| words::on_day(d.date)).unwrap_or_default())];
    if let Found::Yes(end) = counted(g) {
        values.push(("afsluttet", words::on_day(end.date)));
    }
    values.push(("soegt", g.searched()));
    d.reason(key, &values).finish(outcome)
}

/// What is said of one talk among those in the window.
fn talk<'a>(g: &Ground<'a>, step: Step<'a>, all: &[Step<'a>]) -> Talk<'a> {
    let about: Vec<(&Finding, Tie)> = g.findings(SamtaleOmForanstaltning).map(|f| (f, tie(g, f, &step, all))).collect();
    let with = |wanted: Tie| about.iter().find(|(_, t)| *t == wanted).map(|(f, _)| *f);
    let near = with(Tie::Date).or_else(|| with(Tie::Act));
    let not_about = g.findings(SamtaleIkkeOmForanstaltning).find(|f| tie(g, f, &step, all) != Tie::None);
    Talk { step, about: near.or_else(|| with(Tie::Loose)), loose: near.is_none(), not_about }
}

/// How a statement is tied to a talk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// By the talk's date.
    Date,
    /// It stands in an act that tells of this talk and of no other in the case.
    Act,
    /// It is undated, and no act speaks against this talk.
    Loose,
    None,
}

fn tie<'a>(g: &Ground<'a>, f: &Finding, step: &Step<'a>, all: &[Step<'a>]) -> Tie {
    let tells = |t: &Step<'_>| t.told.evidence.iter().any(|e| e.act == f.evidence.act);
    if let Some(date) = f.date {
        let meant = Span::of(date);
        let same = |d| Span::of(d) == meant;
        let hit = same(step.date) || same(step.told.date) || step.told.conflicts.iter().any(|c| same(*c));
        return if hit { Tie::Date } else { Tie::None };
    }
    let others = g.of(&samtale::TALKS).filter(|t| t.date != step.date).filter(tells).count();
    match (tells(step), others) {
        (true, 0) => Tie::Act,
        (true, _) => Tie::Loose,
        // An act that tells only of other talks speaks of those.
        (false, 1..) => Tie::None,
        // An act that tells of none can only be about some talk: this one where it is the last.
        (false, 0) => {
            if all.last().is_some_and(|t| t.date == step.date) {
                Tie::Loose
            } else {
                Tie::None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testkit::Sag;
    use super::CHECK;
    use crate::events::FindingKind::{SamtaleIkkeOmForanstaltning as Ikke, SamtaleOmForanstaltning as Om};

    fn sag(talk: &str) -> Sag {
        Sag::serviceloven().told(&[
            ("boernesamtale_afholdt", talk, "05.pdf"),
            ("undersoegelse_afsluttet", "2021-08-20", "03.pdf"),
            ("afgoerelse_truffet", "2021-09-02", "07.pdf"),
        ])
    }

    #[test]
    fn tabel() {
        let day = "2021-04-22";
        sag(day).finding(Om, Some(day), "05.pdf").expect("sagt_om_samtalen", CHECK, "overholdt", "");
        sag(day).finding(Om, None, "05.pdf").expect("sagt_i_referatet", CHECK, "overholdt", "");
        sag(day).finding(Om, None, "07.pdf").expect("sagt_i_afgoerelsen", CHECK, "overholdt", "uden at nævne datoen");
        sag(day).finding(Om, Some("2021-10-10"), "05.pdf").expect("om_en_senere_samtale", CHECK, "ikke_overholdt", "ikke sagt");
        sag(day).finding(Om, Some(day), "05.pdf").finding(Ikke, Some(day), "07.pdf").expect(
            "uenige_akter",
            CHECK,
            "ikke_overholdt",
            "uenige",
        );
        sag(day).expect("tavs_og_foer_undersoegelsens_slutning", CHECK, "ikke_overholdt", "ikke sagt");
        sag("2021-08-25").expect("tavs_og_efter_undersoegelsens_slutning", CHECK, "overholdt", "antaget");
        sag("2021-08-25").finding(Ikke, Some("2021-08-25"), "05.pdf").expect("udtrykkeligt_ikke", CHECK, "ikke_overholdt", "");
        sag("2021-09-12").finding(Om, Some("2021-09-12"), "05.pdf").expect("efter_afgoerelsen", CHECK, "ikke_overholdt", "");
        sag("2021-09").expect("maaned_med_afgoerelsen", CHECK, "uoplyst", "");
        let waived = [("boernesamtale_fravalgt", "2021-04-22"), ("afgoerelse_truffet", "2021-09-02")];
        Sag::serviceloven().timeline(&waived).expect("fravalgt", CHECK, "overholdt", "fravalget");
    }
}
