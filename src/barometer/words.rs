//! Names of groups and outcomes as people read them, in both languages.

use crate::lang::Lang;

/// The 98 municipalities: code and name.
const KOMMUNER: &str = include_str!("../pipeline/kommuner.csv");

/// A group's name.
#[must_use]
pub fn group_title(dimension: &str, group: &str, lang: Lang) -> String {
    let (da, en) = match (dimension, group) {
        (_, "alle") => ("Alle", "All"),
        (_, "ukendt") => ("Ukendt", "Unknown"),
        (_, "familiebehandling") => ("Familiebehandling", "Family treatment"),
        (_, "anbringelse") => ("Anbringelse", "Placement"),
        (_, "aflastning") => ("Aflastning", "Respite care"),
        (_, "fast_kontaktperson") => ("Fast kontaktperson", "Contact person"),
        ("consent", "med") => ("Med samtykke", "With consent"),
        ("consent", "uden") => ("Uden samtykke", "Without consent"),
        ("law", "serviceloven") => ("Serviceloven", "Serviceloven"),
        ("law", "barnets_lov") => ("Barnets lov", "Barnets lov"),
        _ => return group.to_owned(),
    };
    lang.pick(da, en).to_owned()
}

/// The name of a way in which figures are broken down.
#[must_use]
pub fn dimension_title(dimension: &str, lang: Lang) -> String {
    let (da, en) = match dimension {
        "all" => ("Alle sager", "All cases"),
        "case_type" => ("Foranstaltning", "Measure"),
        "consent" => ("Samtykke", "Consent"),
        "municipality" => ("Kommune", "Municipality"),
        "year" => ("Afgørelsens år", "Year of decision"),
        "law" => ("Lov", "Law"),
        other => return other.to_owned(),
    };
    lang.pick(da, en).to_owned()
}

/// An outcome in words.
#[must_use]
pub fn outcome_title(outcome: &str, lang: Lang) -> String {
    let (da, en) = match outcome {
        "overholdt" => ("overholdt", "kept"),
        "ikke_overholdt" => ("ikke overholdt", "not kept"),
        "ikke_relevant" => ("ikke relevant", "not relevant"),
        "uoplyst" => ("uoplyst", "open"),
        other => return other.to_owned(),
    };
    lang.pick(da, en).to_owned()
}

/// What two ways of writing a municipality's name have in common: `Københavns Kommune` and `København`.
pub(super) fn place_key(name: &str) -> String {
    let folded = name.trim().to_lowercase().replace(['-', '_'], " ");
    let bare = folded.strip_suffix("regionskommune").or_else(|| folded.strip_suffix("kommune")).unwrap_or(&folded).trim();
    bare.strip_suffix('s').unwrap_or(bare).to_owned()
}

/// Whether it is one of the 98 municipalities.
pub(super) fn is_municipality(name: &str) -> bool {
    let key = place_key(name);
    KOMMUNER.lines().skip(1).filter_map(|line| line.split(',').nth(1)).any(|known| place_key(known) == key)
}
