//! Klagevejledning i afgørelsen.
//!
//! # Hvad undersøges
//! Om afgørelsens egen akt vejleder om, hvordan der kan klages. Der ses i den akt, der bedst fortæller om afgørelsen, og i akter af typen afgørelse.
//!
//! # Retsgrundlag
//! Forvaltningsloven § 25, før og efter 2024.
//!
//! # Hvornår ikke relevant
//! Aldrig.
//!
//! # Hvornår uoplyst
//! Når afgørelsen ikke selv ligger blandt akterne, eller når vejledningen ikke er fundet, og en akt ikke kunne læses.
//!
//! # Eksempler
//! "Du kan klage til Ankestyrelsen inden fire uger": overholdt. Et brev uden et ord om klage: ikke overholdt.

use super::acts;
use super::draft::Draft;
use super::ground::Ground;
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::words;
use crate::events::EventKind::AfgoerelseTruffet;
use crate::events::FindingKind::Klagevejledning;
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::Klagevejledning;
const DOCTYPE: &str = "afgoerelse";

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("overholdt", &["afgoerelse", "akt"]),
    ("mangler", &["afgoerelse", "akter"]),
    ("akten_mangler", &["afgoerelse", "soegt"]),
    ("i_anden_akt", &["akt"]),
];

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let mut d = Draft::new(g, CHECK);
    let Some(decision) = g.decision else { return d.finish(Outcome::Uoplyst) };
    let decided = ("afgoerelse", words::on_day(decision.date));
    let own = acts::of(g, &decision, &[AfgoerelseTruffet], DOCTYPE);
    if let Some(found) = own.findings(g, Klagevejledning).first() {
        d.cite_finding(found);
        if own.outside(found) {
            d.remark("i_anden_akt", &[("akt", Said::same(&found.evidence.act))]);
        }
        return d.reason("overholdt", &[decided, ("akt", Said::same(&found.evidence.act))]).finish(Outcome::Overholdt);
    }
    // Where only a journal tells of the decision, what the letter says cannot be known: here an absence says nothing.
    if own.documents.is_empty() {
        return d.reason("akten_mangler", &[decided, ("soegt", g.searched())]).absent().finish(Outcome::Uoplyst);
    }
    let d = d.reason("mangler", &[decided, ("akter", words::acts(&own.names))]);
    d.absent_beyond(DOCTYPE).finish(Outcome::IkkeOverholdt)
}
