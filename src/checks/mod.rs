//! Verdicts: what a case's timeline comes to under the law of the day.
//!
//! In: what is known of the case ([`CaseFacts`]), its timeline, every event (also planned and cancelled ones) and finding, and the law as
//! data ([`LawTables`]). Out: a [`Verdict`] for each of [`CheckKind::ALL`], GUIDE.md's eleven first, each with outcome, reason, dates, paragraph, evidence and remarks.
//! One check is one file, plain Rust over the timeline. The room knows no act's text, no file, no clock.
//!
//! GUIDE.md decides the outcomes; where the law or the acts leave a doubt the verdict carries a remark. A thing looked for in vain says what was
//! searched. What another reading of the acts would change (another act's date, consent unknown) is found by judging that reading too: see `doubts`.

mod acts;
mod akut_reaktion;
mod arithmetic;
mod boernesamtale_foer_afgoerelse;
mod boernesamtale_i_undersoegelsen;
mod boernesamtale_om_foranstaltning;
mod clock;
#[cfg(test)]
mod dateless;
mod doubts;
mod draft;
mod error;
mod foraeldre_i_undersoegelsen;
mod formaal_varighed;
mod formandsafgoerelse_7dage;
mod frister;
mod genvurdering_4uger;
#[cfg(test)]
mod gold;
mod ground;
mod handleplan_foreligger;
mod handleplan_maal_indsats;
mod klagevejledning;
mod kvittering_6_hverdage;
mod law;
mod model;
mod opfoelgning_3mdr;
mod opfoelgning_6mdr;
#[cfg(test)]
mod oracle;
mod parts;
mod partshoering;
mod plan;
mod provision;
mod sagsbehandlingsfrist;
mod samtale;
mod samtykke;
#[cfg(test)]
mod situations;
mod span;
mod start;
#[cfg(test)]
mod testkit;
mod tilsyn_2_om_aaret;
mod trace;
mod turns;
#[cfg(test)]
mod udsagn;
mod underretning_24t;
mod undersoegelse;
mod undersoegelse_4mdr;
mod undersoegelse_begrundet;
mod undersoegelse_foreligger;
mod words;
mod wrong_dates;

pub use error::{FristError, LawError};
pub use frister::Frister;
pub use law::{BUNDLED, LawTables};
pub use model::{ActFacts, CaseFacts, CaseType, CheckKind, LawRegime, Outcome, Verdict};
pub use trace::{Fact, Part, ProvisionText, Role, Searched, Trace};

use crate::events::{Event, Finding};
use crate::timeline::Happening;
use draft::Draft;
use ground::Ground;
use law::Texts;

/// Judges a case: one verdict for each of [`CheckKind::ALL`], in that order.
///
/// The order of the slices does not matter. `events` may be empty: then cancelled and planned happenings are not mentioned, and a conflicting
/// date does not name its acts.
#[must_use]
pub fn check(case: &CaseFacts, timeline: &[Happening], events: &[Event], findings: &[Finding], law: &LawTables) -> Vec<Verdict> {
    doubts::judge(case, timeline, events, findings, law)
}

/// The decision that is judged: the last `afgoerelse_truffet`; one known to the month only where no decision's day is known.
#[must_use]
pub fn decision(timeline: &[Happening]) -> Option<&Happening> {
    ground::decision(timeline)
}

/// One check on one reading.
fn judge(check: CheckKind, g: &Ground<'_>) -> Verdict {
    let without_decision = matches!(
        check,
        CheckKind::Underretning24t | CheckKind::Kvittering6Hverdage | CheckKind::Genvurdering4uger | CheckKind::AkutReaktion
    );
    if g.decision.is_none() && !without_decision {
        return Draft::new(g, check).shared_reason("ingen_afgoerelse", &[("soegt", g.searched())]).finish(Outcome::Uoplyst);
    }
    match check {
        CheckKind::Underretning24t => underretning_24t::judge(g),
        CheckKind::UndersoegelseForeligger => undersoegelse_foreligger::judge(g),
        CheckKind::Undersoegelse4mdr => undersoegelse_4mdr::judge(g),
        CheckKind::UndersoegelseBegrundet => undersoegelse_begrundet::judge(g),
        CheckKind::BoernesamtaleIUndersoegelsen => boernesamtale_i_undersoegelsen::judge(g),
        CheckKind::BoernesamtaleFoerAfgoerelse => boernesamtale_foer_afgoerelse::judge(g),
        CheckKind::BoernesamtaleOmForanstaltning => boernesamtale_om_foranstaltning::judge(g),
        CheckKind::Samtykke => samtykke::judge(g),
        CheckKind::HandleplanForeligger => handleplan_foreligger::judge(g),
        CheckKind::HandleplanMaalIndsats => handleplan_maal_indsats::judge(g),
        CheckKind::Opfoelgning3mdr => opfoelgning_3mdr::judge(g),
        CheckKind::Kvittering6Hverdage => kvittering_6_hverdage::judge(g),
        CheckKind::Opfoelgning6mdr => opfoelgning_6mdr::judge(g),
        CheckKind::Tilsyn2OmAaret => tilsyn_2_om_aaret::judge(g),
        CheckKind::Formandsafgoerelse7dage => formandsafgoerelse_7dage::judge(g),
        CheckKind::Genvurdering4uger => genvurdering_4uger::judge(g),
        CheckKind::Partshoering => partshoering::judge(g),
        CheckKind::Klagevejledning => klagevejledning::judge(g),
        CheckKind::FormaalVarighed => formaal_varighed::judge(g),
        CheckKind::Sagsbehandlingsfrist => sagsbehandlingsfrist::judge(g),
        CheckKind::ForaeldreIUndersoegelsen => foraeldre_i_undersoegelsen::judge(g),
        CheckKind::AkutReaktion => akut_reaktion::judge(g),
    }
}

/// The kinds of step and of statement that a check looks for: what could be missing where it is not kept.
fn wanted(check: CheckKind) -> turns::Wanted {
    use crate::events::EventKind as E;
    use crate::events::FindingKind as F;
    match check {
        CheckKind::Underretning24t => (&[E::UnderretningVurderet, E::UnderretningModtaget], &[]),
        CheckKind::UndersoegelseForeligger | CheckKind::Undersoegelse4mdr => (&[E::UndersoegelseAfsluttet, E::UnderretningModtaget], &[]),
        CheckKind::UndersoegelseBegrundet => (&[E::UndersoegelseAfsluttet], &[F::BegrundetKonklusion]),
        CheckKind::BoernesamtaleIUndersoegelsen => (&[E::BoernesamtaleAfholdt, E::UndersoegelseAfsluttet, E::UnderretningModtaget], &[]),
        CheckKind::BoernesamtaleFoerAfgoerelse => (&[E::BoernesamtaleAfholdt], &[]),
        CheckKind::BoernesamtaleOmForanstaltning => (&[E::BoernesamtaleFravalgt], &[F::SamtaleOmForanstaltning]),
        CheckKind::Samtykke => (&[E::SamtykkeGivet], &[]),
        CheckKind::HandleplanForeligger => (&[E::HandleplanUdarbejdet], &[]),
        CheckKind::HandleplanMaalIndsats => (&[E::HandleplanUdarbejdet], &[F::PlanMaal, F::PlanIndsats]),
        CheckKind::Opfoelgning3mdr | CheckKind::Opfoelgning6mdr => (&[E::OpfoelgningGennemfoert], &[]),
        CheckKind::Kvittering6Hverdage => (&[E::UnderretningKvitteret, E::UnderretningModtaget], &[]),
        CheckKind::Tilsyn2OmAaret => (&[E::TilsynsbesoegGennemfoert], &[F::SamtaleVedTilsyn]),
        CheckKind::Formandsafgoerelse7dage => (&[], &[F::Formandsafgoerelse, F::FormandsafgoerelseGodkendt]),
        CheckKind::Genvurdering4uger => (&[E::KlageModtaget], &[F::Genvurdering]),
        CheckKind::Partshoering => (&[E::PartshoeringForetaget], &[F::PartenBekendt]),
        CheckKind::Klagevejledning => (&[], &[F::Klagevejledning]),
        CheckKind::FormaalVarighed => (&[], &[F::FormaalAngivet, F::VarighedAngivet]),
        CheckKind::Sagsbehandlingsfrist => (&[E::AnsoegningModtaget], &[]),
        CheckKind::ForaeldreIUndersoegelsen => (&[E::UndersoegelseAfsluttet], &[F::ForaeldreInddraget]),
        CheckKind::AkutReaktion => (&[E::UnderretningModtaget], &[F::AkutHandling, F::AkutBehov]),
    }
}

/// The texts a check can utter, or those that all share: what a law table must hold.
fn texts(check: Option<CheckKind>) -> Texts {
    let Some(check) = check else { return draft::TEXTS };
    match check {
        CheckKind::Underretning24t => underretning_24t::TEXTS,
        CheckKind::UndersoegelseForeligger => undersoegelse_foreligger::TEXTS,
        CheckKind::Undersoegelse4mdr => undersoegelse_4mdr::TEXTS,
        CheckKind::UndersoegelseBegrundet => undersoegelse_begrundet::TEXTS,
        CheckKind::BoernesamtaleIUndersoegelsen => boernesamtale_i_undersoegelsen::TEXTS,
        CheckKind::BoernesamtaleFoerAfgoerelse => boernesamtale_foer_afgoerelse::TEXTS,
        CheckKind::BoernesamtaleOmForanstaltning => boernesamtale_om_foranstaltning::TEXTS,
        CheckKind::Samtykke => samtykke::TEXTS,
        CheckKind::HandleplanForeligger => handleplan_foreligger::TEXTS,
        CheckKind::HandleplanMaalIndsats => handleplan_maal_indsats::TEXTS,
        CheckKind::Opfoelgning3mdr => opfoelgning_3mdr::TEXTS,
        CheckKind::Kvittering6Hverdage => kvittering_6_hverdage::TEXTS,
        CheckKind::Opfoelgning6mdr => opfoelgning_6mdr::TEXTS,
        CheckKind::Tilsyn2OmAaret => tilsyn_2_om_aaret::TEXTS,
        CheckKind::Formandsafgoerelse7dage => formandsafgoerelse_7dage::TEXTS,
        CheckKind::Genvurdering4uger => genvurdering_4uger::TEXTS,
        CheckKind::Partshoering => partshoering::TEXTS,
        CheckKind::Klagevejledning => klagevejledning::TEXTS,
        CheckKind::FormaalVarighed => formaal_varighed::TEXTS,
        CheckKind::Sagsbehandlingsfrist => sagsbehandlingsfrist::TEXTS,
        CheckKind::ForaeldreIUndersoegelsen => foraeldre_i_undersoegelsen::TEXTS,
        CheckKind::AkutReaktion => akut_reaktion::TEXTS,
    }
}
