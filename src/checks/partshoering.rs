//! Partshøring før afgørelsen.
//!
//! # Hvad undersøges
//! Om der er foretaget partshøring før afgørelsens dag og efter den forrige afgørelse, hvis der er en. En høring samme dag giver ikke parten tid til at svare.
//! Mangler den, spørges der, om den var påkrævet: det er den kun om oplysninger til ugunst for parten, som parten ikke må antages at kende.
//!
//! # Retsgrundlag
//! Forvaltningsloven § 19, før og efter 2024.
//!
//! # Hvornår ikke relevant
//! Når afgørelsen er truffet med samtykke, og akterne siger, at parten kendte det, den hviler på (har læst eller fået gennemgået undersøgelsen).
//!
//! # Hvornår uoplyst
//! Når høringen mangler eller kom for sent, og afgørelsen er truffet med samtykke: om der var oplysninger til ugunst, som parten ikke kendte, kan ikke ses.
//! Det samme uden samtykke, når parten kendte undersøgelsen. Når høringen kun er kendt på måneden, og afgørelsen falder i den, eller når den mangler, og en akt
//! ikke kunne læses.
//!
//! # Eksempler
//! Høring 16. august, afgørelse 2. september: overholdt. Ingen høring, afgørelse uden samtykke: ikke overholdt. Ingen høring, men samtykke, og "mor har læst
//! undersøgelsen": ikke relevant.

use chrono::Months;

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::span::{Span, Tri};
use super::words;
use crate::events::EventKind::{PartshoeringForetaget, SamtykkeGivet};
use crate::events::FindingKind::{Hoeringsfrist, PartenBekendt};
use crate::events::{Finding, Status};
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::Partshoering;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("overholdt", &["datoer", "afgoerelse"]),
    ("samme_dag", &["afgoerelse"]),
    ("aaben", &["datoer", "afgoerelse"]),
    ("sent", &["dato", "afgoerelse"]),
    ("mangler", &["afgoerelse", "soegt"]),
    ("kendt", &["afgoerelse", "akt"]),
    ("kendt_uden_samtykke", &["afgoerelse", "akt"]),
    ("med_samtykke", &["afgoerelse", "samtykke", "soegt"]),
    ("samtykke_ikke_set", &["afgoerelse", "soegt"]),
    ("sent_med_samtykke", &["dato", "afgoerelse"]),
    ("kendt_i_hvilket_omfang", &[]),
    ("til_ugunst", &[]),
    ("udvalget", &[]),
    ("foer_fristen", &["frist", "akt"]),
    ("barnet_part", &["alder"]),
    ("planlagt", &["datoer"]),
];

/// The age from which a child is a party itself (BL § 3; SEL).
const PARTY_BL: u32 = 10;
const PARTY_SEL: u32 = 15;

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let mut d = Draft::new(g, CHECK);
    let Some(decision) = g.decision else { return d.finish(Outcome::Uoplyst) };
    let decided = ("afgoerelse", words::on_day(decision.date));
    let before = |s: &Step<'_>| s.span().lt(decision.span()).and(g.after_previous(s));
    let with = |answer: Tri| -> Vec<Step<'_>> { g.of(&[PartshoeringForetaget]).filter(|s| before(s) == answer).collect() };
    let (heard, open) = (with(Tri::Yes), with(Tri::Maybe));
    let shown = if heard.is_empty() { &open } else { &heard };
    shown.iter().for_each(|s| d.cite(s));
    d.clock(g.previous.map(|p| p.date), Some(decision.date), shown.last().map(|s| s.date));
    let dates = |of: &[Step<'_>]| ("datoer", words::list(&of.iter().map(|s| words::on_day(s.date)).collect::<Vec<_>>()));
    if !heard.is_empty() {
        remark_early(g, &mut d, &heard, &decision);
        remark_child(g, &mut d, &decision);
        return d.reason("overholdt", &[dates(&heard), decided]).finish(Outcome::Overholdt);
    }
    if !open.is_empty() {
        return d.reason("aaben", &[dates(&open), decided]).finish(Outcome::Uoplyst);
    }
    let planned: Vec<Said> = g.mentioned(PartshoeringForetaget, Status::Planlagt).into_iter().map(words::on).collect();
    if !planned.is_empty() {
        d.remark("planlagt", &[("datoer", words::list(&planned))]);
    }
    let known = known(g, &decision);
    if let Some(late) = g.of(&[PartshoeringForetaget]).find(|s| decision.span().le(s.span()) == Tri::Yes) {
        d.cite(&late);
        d.clock(g.previous.map(|p| p.date), Some(decision.date), Some(late.date));
        let (same, dato) = (late.span() == decision.span(), ("dato", words::on_day(late.date)));
        if g.assume.consent || known.is_some() {
            return d.reason("sent_med_samtykke", &[dato, decided]).finish(Outcome::Uoplyst);
        }
        remark_not_required(g, &mut d);
        return d.reason(if same { "samme_dag" } else { "sent" }, &[dato, decided]).finish(Outcome::IkkeOverholdt);
    }
    not_heard(g, d, known, decided)
}

/// No hearing at all: whether one was required depends on what the party knew and agreed to.
fn not_heard<'a>(g: &Ground<'a>, mut d: Draft<'_, 'a>, known: Option<&'a Finding>, decided: (&'static str, Said)) -> Verdict {
    if let Some(said) = known {
        d.cite_finding(said);
        d.remark("kendt_i_hvilket_omfang", &[]);
        let (key, outcome) = if g.assume.consent { ("kendt", Outcome::IkkeRelevant) } else { ("kendt_uden_samtykke", Outcome::Uoplyst) };
        return d.reason(key, &[decided, ("akt", Said::same(&said.evidence.act))]).finish(outcome);
    }
    let searched = ("soegt", g.searched());
    if !g.assume.consent {
        remark_not_required(g, &mut d);
        return d.reason("mangler", &[decided, searched]).absent().finish(Outcome::IkkeOverholdt);
    }
    let Some(given) = g.of(&[SamtykkeGivet]).rfind(|s| g.in_window(s) == Tri::Yes) else {
        return d.reason("samtykke_ikke_set", &[decided, searched]).absent().finish(Outcome::Uoplyst);
    };
    d.cite(&given);
    d.reason("med_samtykke", &[decided, ("samtykke", words::on_day(given.date)), searched]).absent().finish(Outcome::Uoplyst)
}

/// What may make a hearing that is missing none that was required.
fn remark_not_required<'a>(g: &Ground<'a>, d: &mut Draft<'_, 'a>) {
    d.remark("til_ugunst", &[]);
    if g.assume.placed {
        d.remark("udvalget", &[]);
    }
}

/// Where it is said that the party knew what the decision rests on: after the previous decision, and not after this one, by the statement's day or its
/// act's.
fn known<'a>(g: &Ground<'a>, decision: &Step<'a>) -> Option<&'a Finding> {
    let day = |f: &Finding| f.date.map(Span::of).or_else(|| g.act(&f.evidence.act)?.date.map(Span::day));
    let now = |span: Span| span.le(decision.span()) != Tri::No && g.previous.is_none_or(|p| p.span().lt(span) != Tri::No);
    g.findings(PartenBekendt).find(|f| day(f).is_none_or(now))
}

/// The decision came before the day given for the answer.
fn remark_early<'a>(g: &Ground<'a>, d: &mut Draft<'_, 'a>, heard: &[Step<'a>], decision: &Step<'a>) {
    let Some(first) = heard.first() else { return };
    let open_then = |date| first.span().le(Span::of(date)) == Tri::Yes && decision.span().le(Span::of(date)) == Tri::Yes;
    if let Some((said, date)) = g.findings(Hoeringsfrist).find_map(|f| Some((f, f.date.filter(|d| open_then(*d))?))) {
        d.cite_finding(said);
        d.remark("foer_fristen", &[("frist", words::on_day(date)), ("akt", Said::same(&said.evidence.act))]);
    }
}

/// A child of party age is heard too; who was heard is not tried.
fn remark_child<'a>(g: &Ground<'a>, d: &mut Draft<'_, 'a>, decision: &Step<'a>) {
    let age = if g.barnets_lov() { PARTY_BL } else { PARTY_SEL };
    let of_age = g.case.born.and_then(|b| b.checked_add_months(Months::new(age * 12))).is_some_and(|day| day <= decision.span().hi);
    if of_age {
        d.remark("barnet_part", &[("alder", Said::same(age.to_string()))]);
    }
}
