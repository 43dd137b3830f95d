//! Names of the exports in words for people: checks, kinds of events, types of cases.
//!
//! What is not in the tables (a grammar may bring kinds of its own) is made readable letter by letter, so nothing is ever blank.

use crate::checks::Outcome;
use crate::lang::{Lang, readable};

/// A name and its words: name, Danish, English.
type Word = (&'static str, &'static str, &'static str);

const CHECKS: &[Word] = &[
    ("underretning_24t", "Underretning vurderet inden 24 timer", "Notification assessed within 24 hours"),
    ("kvittering_6_hverdage", "Underretning kvitteret inden 6 hverdage", "Notification acknowledged within 6 working days"),
    ("akut_reaktion", "Akut handling, hvor vurderingen viste behov", "Acute action where the assessment found a need"),
    ("undersoegelse_foreligger", "Undersøgelse før afgørelsen", "Examination before the decision"),
    ("undersoegelse_4mdr", "Undersøgelse afsluttet inden 4 måneder", "Examination completed within 4 months"),
    ("undersoegelse_begrundet", "Undersøgelsen slutter i en begrundet konklusion", "Examination ends in a reasoned conclusion"),
    ("boernesamtale_i_undersoegelsen", "Børnesamtale i undersøgelsen", "Talk with the child during the examination"),
    ("foraeldre_i_undersoegelsen", "Forældrene inddraget i undersøgelsen", "Custody holders involved in the examination"),
    ("boernesamtale_foer_afgoerelse", "Børnesamtale før afgørelsen", "Talk with the child before the decision"),
    ("boernesamtale_om_foranstaltning", "Børnesamtale om foranstaltningen", "Talk with the child about the measure"),
    ("samtykke", "Samtykke ved afgørelsen", "Consent at the decision"),
    ("handleplan_foreligger", "Handleplan i tide", "Plan in time"),
    ("handleplan_maal_indsats", "Handleplanens mål og indsats", "Goals and efforts of the plan"),
    ("opfoelgning_3mdr", "Første opfølgning inden 3 måneder", "First follow-up within 3 months"),
    ("opfoelgning_6mdr", "Opfølgning hver 6. måned", "Follow-up every 6 months"),
    ("tilsyn_2_om_aaret", "To tilsynsbesøg om året", "Two supervision visits a year"),
    ("formandsafgoerelse_7dage", "Formandsafgørelse godkendt inden 7 dage", "Chairman's decision approved within 7 days"),
    ("genvurdering_4uger", "Klage genvurderet inden 4 uger", "Complaint reassessed within 4 weeks"),
    ("partshoering", "Partshøring før afgørelsen", "Hearing of the parties before the decision"),
    ("klagevejledning", "Klagevejledning i afgørelsen", "Guidance on complaint in the decision"),
    ("formaal_varighed", "Formål og varighed i afgørelsen", "Purpose and duration in the decision"),
    ("sagsbehandlingsfrist", "Ansøgning afgjort inden fristen", "Application decided within the time limit"),
];

const KINDS: &[Word] = &[
    ("underretning_modtaget", "Underretning modtaget", "Notification received"),
    ("underretning_vurderet", "Underretning vurderet", "Notification assessed"),
    ("underretning_kvitteret", "Underretning kvitteret", "Notification acknowledged"),
    ("undersoegelse_paabegyndt", "Undersøgelse påbegyndt", "Examination begun"),
    ("undersoegelse_afsluttet", "Undersøgelse afsluttet", "Examination completed"),
    ("boernesamtale_afholdt", "Børnesamtale afholdt", "Talk with the child held"),
    ("boernesamtale_fravalgt", "Børnesamtale fravalgt", "Talk with the child waived"),
    ("samtykke_givet", "Samtykke givet", "Consent given"),
    ("afgoerelse_truffet", "Afgørelse truffet", "Decision made"),
    ("foranstaltning_ivaerksat", "Foranstaltning iværksat", "Measure begun"),
    ("foranstaltning_ophoert", "Foranstaltning ophørt", "Measure ended"),
    ("handleplan_udarbejdet", "Handleplan udarbejdet", "Plan made"),
    ("handleplan_revideret", "Handleplan revideret", "Plan revised"),
    ("opfoelgning_gennemfoert", "Opfølgning gennemført", "Follow-up held"),
    ("tilsynsbesoeg_gennemfoert", "Tilsynsbesøg gennemført", "Supervision visit held"),
    ("ansoegning_modtaget", "Ansøgning modtaget", "Application received"),
    ("partshoering_foretaget", "Partshøring foretaget", "Party heard"),
    ("klage_modtaget", "Klage modtaget", "Complaint received"),
    ("afdaekning_afsluttet", "Afdækning afsluttet", "Assessment under § 19 completed"),
    ("foreloebig_vurdering", "Foreløbig vurdering", "Provisional assessment"),
];

const CASE_TYPES: &[Word] = &[
    ("familiebehandling", "familiebehandling", "family treatment"),
    ("anbringelse", "anbringelse", "placement"),
    ("aflastning", "aflastning", "respite care"),
    ("fast_kontaktperson", "fast kontaktperson", "fixed contact person"),
];

const STATUSES: &[Word] = &[
    ("faktisk", "skete", "took place"),
    ("planlagt", "planlagt", "planned"),
    ("aflyst", "aflyst eller ikke sket", "cancelled or did not happen"),
    ("anden", "en anden sag eller et andet barn", "another case or child"),
    ("hypotetisk", "hypotetisk", "hypothetical"),
];

/// A check's name in words.
pub fn check(name: &str, lang: Lang) -> String {
    look_up(CHECKS, name, lang)
}

/// A kind of event in words.
pub fn kind(name: &str, lang: Lang) -> String {
    look_up(KINDS, name, lang)
}

/// A type of case in words.
pub fn case_type(name: &str, lang: Lang) -> String {
    look_up(CASE_TYPES, name, lang)
}

/// The kinds of events that can be marked on a page, in the order of the table.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(name, _, _)| *name)
}

/// How an event stands, in words.
pub fn status(name: &str, lang: Lang) -> String {
    match STATUSES.iter().find(|(known, _, _)| *known == name) {
        Some((_, danish, english)) => lang.pick(danish, english).to_owned(),
        None => readable(name),
    }
}

/// The statuses of an event, the usual one first.
pub fn statuses() -> impl Iterator<Item = &'static str> {
    STATUSES.iter().map(|(name, _, _)| *name)
}

/// An outcome in words, short enough for a badge.
pub fn outcome(name: &str, lang: Lang) -> String {
    match name.parse() {
        Ok(Outcome::Uoplyst) => lang.pick("uoplyst", "open").to_owned(),
        Ok(outcome) => outcome.words(lang).to_owned(),
        Err(_) => readable(name),
    }
}

/// The sign that stands beside an outcome, so that colour is never alone in telling it.
pub fn sign(outcome: &str) -> &'static str {
    match outcome.parse() {
        Ok(Outcome::Overholdt) => "✓",
        Ok(Outcome::IkkeOverholdt) => "✕",
        Ok(Outcome::Uoplyst) => "?",
        _ => "–",
    }
}

fn look_up(table: &[Word], name: &str, lang: Lang) -> String {
    match table.iter().find(|(known, _, _)| *known == name) {
        Some((_, danish, english)) => lang.pick(danish, english).to_owned(),
        None => {
            let text = readable(name);
            let mut chars = text.chars();
            chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::CheckKind;
    use crate::events::EventKind;

    #[test]
    fn every_check_and_kind_of_the_program_has_words() {
        for kind in CheckKind::ALL {
            assert!(CHECKS.iter().any(|(name, _, _)| *name == kind.name()), "{kind}");
        }
        for event in EventKind::ALL {
            assert!(KINDS.iter().any(|(name, _, _)| *name == event.name()), "{}", event.name());
        }
        for known in crate::events::Status::ALL {
            assert!(STATUSES.iter().any(|(name, _, _)| *name == known.name()), "{}", known.name());
        }
        assert_eq!(kind("aktindsigt_givet", Lang::Da), "Aktindsigt givet");
    }
}
