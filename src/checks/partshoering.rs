//! Partshøring før afgørelsen.
//!
//! # Hvad undersøges
//! Om der er foretaget partshøring før afgørelsens dag og efter den forrige afgørelse, hvis der er en. En høring samme dag giver ikke parten tid til at svare.
//!
//! # Retsgrundlag
//! Forvaltningsloven § 19, før og efter 2024.
//!
//! # Hvornår ikke relevant
//! Aldrig: om oplysningerne var til ugunst for parten, kan ikke ses af datoerne. Mangler høringen, siger en bemærkning det.
//!
//! # Hvornår uoplyst
//! Når høringen kun er kendt på måneden, og afgørelsen falder i den, eller når den mangler, og en akt ikke kunne læses.
//!
//! # Eksempler
//! Høring 16. august, afgørelse 2. september: overholdt. Høring 2. september: ikke overholdt.

use chrono::Months;

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::span::{Span, Tri};
use super::words;
use crate::events::EventKind::PartshoeringForetaget;
use crate::events::FindingKind::Hoeringsfrist;
use crate::events::Status;

const CHECK: CheckKind = CheckKind::Partshoering;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("overholdt", &["datoer", "afgoerelse"]),
    ("samme_dag", &["afgoerelse"]),
    ("aaben", &["datoer", "afgoerelse"]),
    ("sent", &["dato", "afgoerelse"]),
    ("mangler", &["afgoerelse", "soegt"]),
    ("til_ugunst", &[]),
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
    d.remark("til_ugunst", &[]);
    let late = g.of(&[PartshoeringForetaget]).find(|s| decision.span().le(s.span()) == Tri::Yes);
    if let Some(late) = late {
        d.cite(&late);
        d.clock(g.previous.map(|p| p.date), Some(decision.date), Some(late.date));
        let same = late.span() == decision.span();
        let key = if same { "samme_dag" } else { "sent" };
        return d.reason(key, &[("dato", words::on_day(late.date)), decided]).finish(Outcome::IkkeOverholdt);
    }
    let planned: Vec<String> = g.mentioned(PartshoeringForetaget, Status::Planlagt).into_iter().map(words::on).collect();
    if !planned.is_empty() {
        d.remark("planlagt", &[("datoer", words::list(&planned))]);
    }
    d.reason("mangler", &[decided, ("soegt", g.searched())]).absent().finish(Outcome::IkkeOverholdt)
}

/// The decision came before the day given for the answer.
fn remark_early<'a>(g: &Ground<'a>, d: &mut Draft<'_, 'a>, heard: &[Step<'a>], decision: &Step<'a>) {
    let Some(first) = heard.first() else { return };
    let open_then = |date| first.span().le(Span::of(date)) == Tri::Yes && decision.span().le(Span::of(date)) == Tri::Yes;
    if let Some((said, date)) = g.findings(Hoeringsfrist).find_map(|f| Some((f, f.date.filter(|d| open_then(*d))?))) {
        d.cite_finding(said);
        d.remark("foer_fristen", &[("frist", words::on_day(date)), ("akt", said.evidence.act.clone())]);
    }
}

/// A child of party age is heard too; who was heard is not tried.
fn remark_child<'a>(g: &Ground<'a>, d: &mut Draft<'_, 'a>, decision: &Step<'a>) {
    let age = if g.barnets_lov() { PARTY_BL } else { PARTY_SEL };
    let of_age = g.case.born.and_then(|b| b.checked_add_months(Months::new(age * 12))).is_some_and(|day| day <= decision.span().hi);
    if of_age {
        d.remark("barnet_part", &[("alder", age.to_string())]);
    }
}
