//! Formål og varighed i afgørelsen.
//!
//! # Hvad undersøges
//! Efter barnets lov: om afgørelsens egen akt angiver både formålet med indsatsen og hvor længe den forventes at vare.
//!
//! # Retsgrundlag
//! Barnets lov § 32, stk. 3, § 46, stk. 1, og § 47, stk. 2. Efter serviceloven hørte det hjemme i handleplanen (§ 140).
//!
//! # Hvornår ikke relevant
//! Efter serviceloven.
//!
//! # Hvornår uoplyst
//! Når afgørelsen ikke selv ligger blandt akterne, eller når noget ikke er fundet, og en akt ikke kunne læses.
//!
//! # Eksempler
//! "Formålet er at skabe ro om skolegangen; støtten forventes at vare et år": overholdt. Kun formålet: ikke overholdt.

use super::acts;
use super::draft::Draft;
use super::ground::Ground;
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::words;
use crate::events::EventKind::AfgoerelseTruffet;
use crate::events::FindingKind::{FormaalAngivet, VarighedAngivet};
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::FormaalVarighed;
const DOCTYPE: &str = "afgoerelse";

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("serviceloven", &["afgoerelse"]),
    ("overholdt", &["afgoerelse", "akt"]),
    ("uden_formaal", &["afgoerelse", "akter"]),
    ("uden_varighed", &["afgoerelse", "akter"]),
    ("intet", &["afgoerelse", "akter"]),
    ("akten_mangler", &["afgoerelse", "soegt"]),
    ("i_anden_akt", &["akt"]),
];

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let mut d = Draft::new(g, CHECK);
    let Some(decision) = g.decision else { return d.finish(Outcome::Uoplyst) };
    let decided = ("afgoerelse", words::on_day(decision.date));
    if !g.barnets_lov() {
        return d.reason("serviceloven", &[decided]).finish(Outcome::IkkeRelevant);
    }
    let own = acts::of(g, &decision, &[AfgoerelseTruffet], DOCTYPE);
    let (aims, times) = (own.findings(g, FormaalAngivet), own.findings(g, VarighedAngivet));
    aims.first().iter().chain(times.first().iter()).for_each(|f| d.cite_finding(f));
    if let (Some(aim), Some(time)) = (aims.first(), times.first()) {
        if let Some(outside) = [aim, time].into_iter().find(|f| own.outside(f)) {
            d.remark("i_anden_akt", &[("akt", Said::same(&outside.evidence.act))]);
        }
        return d.reason("overholdt", &[decided, ("akt", Said::same(&aim.evidence.act))]).finish(Outcome::Overholdt);
    }
    if own.documents.is_empty() {
        return d.reason("akten_mangler", &[decided, ("soegt", g.searched())]).absent().finish(Outcome::Uoplyst);
    }
    let key = match (aims.is_empty(), times.is_empty()) {
        (true, true) => "intet",
        (true, false) => "uden_formaal",
        (false, _) => "uden_varighed",
    };
    let d = d.reason(key, &[decided, ("akter", words::acts(&own.names))]);
    d.absent_beyond(DOCTYPE).finish(Outcome::IkkeOverholdt)
}
