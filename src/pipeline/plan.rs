//! What a case consists of: the acts just delivered joined with those that were kept before.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::{ActRef, CaseFolder, Sag};
use crate::pipeline::act::SharedReading;
use crate::store::{ActRecord, natural_cmp};

/// A case before it is made.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Its id.
    pub(super) id: String,
    /// What the municipality says about it, the newest delivery first.
    pub(super) sag: Option<Sag>,
    /// Its acts, in natural order of their names.
    pub(super) acts: Vec<PlannedAct>,
    /// A place is new, though perhaps no act is.
    pub(super) new_places: bool,
}

/// An act of a case.
#[derive(Debug, Clone)]
pub(super) struct PlannedAct {
    /// Unique in the case.
    pub(super) name: String,
    /// Hash of its bytes.
    pub(super) sha256: String,
    /// Where it was sent.
    pub(super) places: Vec<String>,
    /// The act in this delivery; none for one that was kept before.
    pub(super) delivered: Option<ActRef>,
}

/// Joins a folder with what is kept under its id. An act that is known by its content keeps its first name; a new one whose name is taken
/// gets a number behind it.
pub(super) fn plan(id: &str, folder: &CaseFolder, kept: Vec<ActRecord>, kept_sag: Option<Sag>) -> Plan {
    let mut acts: Vec<PlannedAct> =
        kept.into_iter().map(|act| PlannedAct { name: act.row.act, sha256: act.row.sha256, places: act.places, delivered: None }).collect();
    let mut names: BTreeSet<String> = acts.iter().map(|act| act.name.clone()).collect();
    let mut new_places = false;
    for act in &folder.acts {
        let places = std::iter::once(&act.place).chain(&act.also_at).cloned();
        if let Some(known) = acts.iter_mut().find(|known| known.sha256 == act.sha256) {
            known.delivered = Some(act.clone());
            for place in places.filter(|place| !known.places.contains(place)).collect::<Vec<_>>() {
                known.places.push(place);
                new_places = true;
            }
            continue;
        }
        let name = free_name(&act.name, &names);
        names.insert(name.clone());
        acts.push(PlannedAct { name, sha256: act.sha256.clone(), places: places.collect(), delivered: Some(act.clone()) });
    }
    acts.sort_by(|a, b| natural_cmp(&a.name, &b.name));
    Plan { id: id.to_owned(), sag: join(folder.sag.clone(), kept_sag), acts, new_places }
}

/// How deep acts inside acts are read: a file can be made that holds others without end.
pub(super) const MAX_DEPTH: usize = 4;

/// The acts of a case with those inside them. One inside an act is named after both (`mappe.pdf/brev.pdf`); one that the case has anyway
/// gets another place only. Depends on nothing but the acts and their readings.
pub(super) fn with_attached(mut acts: Vec<PlannedAct>, readings: &BTreeMap<String, SharedReading>) -> Vec<PlannedAct> {
    let mut names: BTreeSet<String> = acts.iter().map(|act| act.name.clone()).collect();
    let mut layer: Vec<PlannedAct> = acts.clone();
    for _ in 0..MAX_DEPTH {
        let mut next = Vec::new();
        for parent in &layer {
            for inside in readings.get(&parent.sha256).map(|reading| reading.attached.as_slice()).unwrap_or_default() {
                let places: Vec<String> = parent.places.iter().map(|place| format!("{place}/{}", inside.name)).collect();
                if let Some(known) = acts.iter_mut().find(|known| known.sha256 == inside.sha256) {
                    for place in places {
                        if !known.places.contains(&place) {
                            known.places.push(place);
                        }
                    }
                    continue;
                }
                let name = free_name(&format!("{}/{}", parent.name, inside.name), &names);
                names.insert(name.clone());
                let act = PlannedAct { name, sha256: inside.sha256.clone(), places, delivered: None };
                acts.push(act.clone());
                next.push(act);
            }
        }
        layer = next;
    }
    acts.sort_by(|a, b| natural_cmp(&a.name, &b.name));
    acts
}

/// True when a folder may not be taken for the case kept under its id: nothing says so but the folder's name, and the two have no act in common.
/// Two children's papers in one case is the worse mistake.
pub(super) fn is_other_case(folder: &CaseFolder, kept: &[ActRecord], kept_sag: Option<&Sag>) -> bool {
    folder.sag.is_none()
        && kept_sag.is_none()
        && !kept.is_empty()
        && !folder.acts.iter().any(|act| kept.iter().any(|known| known.row.sha256 == act.sha256))
}

/// The newer data, filled up from the older.
fn join(new: Option<Sag>, old: Option<Sag>) -> Option<Sag> {
    let (Some(new), Some(old)) = (&new, &old) else { return new.or(old) };
    Some(Sag {
        id: new.id.clone(),
        municipality: new.municipality.clone().or_else(|| old.municipality.clone()),
        case_type: new.case_type.clone().or_else(|| old.case_type.clone()),
        consent: new.consent.or(old.consent),
        law: new.law.clone().or_else(|| old.law.clone()),
        born: new.born.or(old.born),
    })
}

/// `brev.pdf`, or `brev (2).pdf` where that is taken.
fn free_name(name: &str, taken: &BTreeSet<String>) -> String {
    if !taken.contains(name) {
        return name.to_owned();
    }
    let (stem, extension) = name.rsplit_once('.').map_or((name, String::new()), |(stem, extension)| (stem, format!(".{extension}")));
    (2u32..).map(|number| format!("{stem} ({number}){extension}")).find(|name| !taken.contains(name)).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::store::{AttachedAct, Reading};

    #[test]
    fn taken_names_get_numbers() {
        let taken: BTreeSet<String> = ["a.pdf".to_owned(), "a (2).pdf".to_owned(), "b".to_owned()].into();
        assert_eq!(free_name("a.pdf", &taken), "a (3).pdf");
        assert_eq!(free_name("b", &taken), "b (2)");
        assert_eq!(free_name("c.pdf", &taken), "c.pdf");
    }

    #[test]
    fn acts_inside_acts_are_named_after_both() {
        let act = |name: &str| PlannedAct {
            name: name.to_owned(),
            sha256: format!("hash of {name}"),
            places: vec![format!("arkiv/{name}")],
            delivered: None,
        };
        let holding = |inside: &[(&str, &str)]| {
            let attached = inside.iter().map(|(name, sha256)| AttachedAct { name: (*name).to_owned(), sha256: (*sha256).to_owned() });
            let state = crate::export::ActState::Read;
            Arc::new(Reading { state, source: None, message: None, pages: Vec::new(), attached: attached.collect() })
        };
        let readings: BTreeMap<String, SharedReading> = [
            ("hash of mappe.pdf".to_owned(), holding(&[("brev.pdf", "x"), ("brev.pdf", "y"), ("kendt.pdf", "hash of a.pdf")])),
            // A ring ends, and so does a chain.
            ("x".to_owned(), holding(&[("mappe.pdf", "hash of mappe.pdf"), ("1.pdf", "d1")])),
            ("d1".to_owned(), holding(&[("2.pdf", "d2")])),
            ("d2".to_owned(), holding(&[("3.pdf", "d3")])),
            ("d3".to_owned(), holding(&[("4.pdf", "d4")])),
        ]
        .into();
        let acts = with_attached(vec![act("a.pdf"), act("mappe.pdf")], &readings);
        let told: BTreeMap<&str, usize> = acts.iter().map(|act| (act.name.as_str(), act.places.len())).collect();
        let inside = "mappe.pdf/brev.pdf";
        let expected = [
            ("a.pdf".to_owned(), 2),
            ("mappe.pdf".to_owned(), 2),
            ("mappe.pdf/brev (2).pdf".to_owned(), 1),
            (inside.to_owned(), 1),
            (format!("{inside}/1.pdf"), 1),
            (format!("{inside}/1.pdf/2.pdf"), 1),
            (format!("{inside}/1.pdf/2.pdf/3.pdf"), 1),
        ];
        assert_eq!(told, expected.iter().map(|(name, places)| (name.as_str(), *places)).collect());
    }

    #[test]
    fn newer_data_come_first_and_gaps_are_filled() {
        let sag = |municipality: Option<&str>, consent| Sag {
            id: "1".to_owned(),
            municipality: municipality.map(str::to_owned),
            case_type: None,
            consent,
            law: None,
            born: None,
        };
        let joined = join(Some(sag(None, Some(false))), Some(sag(Some("Nordby Kommune"), Some(true))));
        assert_eq!(joined, Some(sag(Some("Nordby Kommune"), Some(false))));
    }
}
