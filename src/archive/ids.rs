//! Which folders are one case, and what each case is called. See the room's front page for the rules.

use std::collections::{BTreeMap, BTreeSet};

use super::notice::Notice;

/// A folder that is a case by itself, before it is compared with the others.
pub(super) struct Candidate {
    /// The id it wants.
    pub(super) wanted: String,
    /// The id is from a `sag.json`.
    pub(super) declared: bool,
    /// Its place, for people.
    pub(super) place: String,
    /// The hashes of its acts.
    pub(super) hashes: BTreeSet<String>,
}

/// Groups candidates into cases: id and the candidates' indexes, in the order of the candidates.
pub(super) fn assign(candidates: &[Candidate], notices: &mut Vec<Notice>) -> BTreeMap<String, Vec<usize>> {
    let mut wanted: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        wanted.entry(&candidate.wanted).or_default().push(index);
    }
    let mut cases: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut unplaced = Vec::new();
    for (id, group) in wanted {
        let (kept, left) = settle(candidates, &group);
        if kept.len() > 1 {
            let places = kept.iter().filter_map(|index| candidates.get(*index)).map(|case| case.place.clone());
            notices.push(Notice::CasesMerged { id: id.to_owned(), places: places.collect() });
        }
        if !kept.is_empty() {
            cases.insert(id.to_owned(), kept);
        }
        unplaced.extend(left);
    }
    for index in unplaced {
        let Some(candidate) = candidates.get(index) else { continue };
        let id = free_id(&cases, &candidate.place);
        notices.push(Notice::IdQualified { wanted: candidate.wanted.clone(), id: id.clone() });
        cases.insert(id, vec![index]);
    }
    cases
}

/// Of the candidates for one id: those that are the case, and those that need another id.
fn settle(candidates: &[Candidate], group: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let get = |index: &usize| candidates.get(*index);
    let declared = |index: &&usize| get(index).is_some_and(|case| case.declared);
    let mut base: BTreeSet<&String> = BTreeSet::new();
    let mut certain: Vec<usize> = group.iter().filter(declared).copied().collect();
    if certain.is_empty() {
        let richest = group.iter().max_by_key(|index| get(index).map_or(0, |case| case.hashes.len())).copied();
        certain.extend(richest);
    }
    base.extend(certain.iter().filter_map(get).flat_map(|case| &case.hashes));
    let same = |index: &usize| certain.contains(index) || get(index).is_some_and(|case| case.hashes.iter().all(|hash| base.contains(hash)));
    let (kept, left): (Vec<usize>, Vec<usize>) = group.iter().copied().partition(same);
    // No folder has more right to a bare path than another: all of them are named in full.
    if left.is_empty() || kept.iter().any(|index| declared(&index)) { (kept, left) } else { (vec![], group.to_vec()) }
}

fn free_id(cases: &BTreeMap<String, Vec<usize>>, place: &str) -> String {
    let mut id = place.to_owned();
    let mut number = 2;
    while cases.contains_key(&id) {
        id = format!("{place}~{number}");
        number += 1;
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(wanted: &str, declared: bool, place: &str, hashes: &[&str]) -> Candidate {
        Candidate { wanted: wanted.into(), declared, place: place.into(), hashes: hashes.iter().map(|hash| (*hash).to_owned()).collect() }
    }

    fn check(candidates: &[Candidate], expected: &[(&str, &[usize])]) {
        let mut notices = Vec::new();
        let cases = assign(candidates, &mut notices);
        let cases: Vec<(&str, &[usize])> = cases.iter().map(|(id, group)| (id.as_str(), group.as_slice())).collect();
        assert_eq!(cases, expected);
    }

    #[test]
    fn same_declared_id_is_one_case() {
        check(&[candidate("1", true, "a/x", &["h"]), candidate("1", true, "b/y", &["i"])], &[("1", &[0, 1])]);
    }

    #[test]
    fn same_path_of_different_children_stays_apart() {
        let both = [candidate("1", false, "a.zip/1", &["h"]), candidate("1", false, "b.zip/1", &["i"])];
        check(&both, &[("a.zip/1", &[0]), ("b.zip/1", &[1])]);
    }

    #[test]
    fn the_same_delivery_twice_is_one_case() {
        let both = [candidate("1", false, "a.zip/1", &["h"]), candidate("1", false, "b.zip/1", &["h", "i"])];
        check(&both, &[("1", &[0, 1])]);
    }

    #[test]
    fn a_declared_id_outranks_a_path() {
        let both = [candidate("1", false, "a.zip/1", &["h"]), candidate("1", true, "b.zip/x", &["i"])];
        check(&both, &[("1", &[1]), ("a.zip/1", &[0])]);
    }
}
