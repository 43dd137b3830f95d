//! Makes cases of the members: which folder is a case, what it is called, which acts are the same.

use std::collections::{BTreeMap, BTreeSet};

use super::error::ArchiveError;
use super::ids::{Candidate, assign};
use super::inspect::{Inspected, Seen};
use super::kinds::extension;
use super::member::{Member, MemberState, Refusal};
use super::model::{ActRef, CaseFolder, Delivery};
use super::notice::Notice;
use super::order::natural_order;
use super::sag::{Sag, SagRead, read_sag};
use super::walk::{Folder, Found, Root, Walked};

/// Puts the delivery together.
pub(super) fn gather(inspected: Inspected) -> Delivery {
    let Inspected { walked, seen } = inspected;
    let Walked { roots, folders, found, mut notices, mut problems } = walked;
    let all = All { folders: &folders, found: &found, seen: &seen };

    let sags = all.sags(&mut notices);
    let protos = all.protos(&sags);
    let candidates: Vec<Candidate> =
        protos.iter().map(|proto| all.candidate(proto, roots.get(proto.root).map_or("", |root| root.stem.as_str()))).collect();
    let assigned = assign(&candidates, &mut notices);

    let mut states: Vec<MemberState> = seen.iter().map(Seen::state).collect();
    let mut case_of: Vec<Option<String>> = vec![None; found.len()];
    let mut cases = Vec::new();
    for (id, group) in &assigned {
        let group: Vec<&Proto> = group.iter().filter_map(|index| protos.get(*index)).collect();
        for index in group.iter().flat_map(|proto| &proto.members) {
            if let Some(slot) = case_of.get_mut(*index) {
                *slot = Some(id.clone());
            }
        }
        cases.push(all.case(id, &group, &mut states, &mut notices));
    }
    all.notice_inner_cases(&protos, &case_of, &mut notices);
    all.notice_folders_without_acts(&protos, &states, &mut notices);
    notice_twins(&cases, &mut notices);

    problems.extend(all.roots_without_acts(&roots, &states, &problems));
    let members =
        found.into_iter().zip(states).zip(case_of).map(|((found, state), case)| Member { place: found.place, case, state }).collect();
    Delivery { cases, members, notices, problems }
}

struct All<'a> {
    folders: &'a [Folder],
    found: &'a [Found],
    seen: &'a [Seen],
}

/// A folder that is a case by itself.
struct Proto {
    root: usize,
    /// Its folder's index.
    owner: usize,
    sag: Option<Sag>,
    /// Found members in it, and in its subfolders if it has a `sag.json`.
    members: Vec<usize>,
    /// Of these, the acts.
    acts: Vec<usize>,
}

impl All<'_> {
    /// The folders with a `sag.json`; none inside where it could not be read.
    fn sags(&self, notices: &mut Vec<Notice>) -> BTreeMap<usize, Option<Sag>> {
        let mut sags: BTreeMap<usize, Option<Sag>> = BTreeMap::new();
        for (found, seen) in self.found.iter().zip(self.seen) {
            let Seen::Sag(bytes) = seen else { continue };
            let place = found.place.clone();
            let read = match read_sag(bytes) {
                Ok(SagRead { sag, bad_fields }) => {
                    let fields = bad_fields.into_iter();
                    notices.extend(fields.map(|field| Notice::SagField { place: place.clone(), field }));
                    Some(sag)
                }
                Err(error) => {
                    let (line, column) = (error.line, error.column);
                    notices.push(Notice::SagInvalid { place: place.clone(), line, column, why: error.why });
                    None
                }
            };
            match sags.get(&found.folder) {
                None => {
                    sags.insert(found.folder, read);
                }
                Some(first) if *first != read => notices.push(Notice::SagTwice { place }),
                Some(_) => {}
            }
        }
        sags
    }

    /// The folder whose case the members of `folder` belong to.
    fn owner(&self, folder: usize, sags: &BTreeMap<usize, Option<Sag>>) -> usize {
        let mut at = Some(folder);
        while let Some(index) = at {
            if sags.contains_key(&index) {
                return index;
            }
            at = self.folders.get(index).and_then(|folder| folder.parent);
        }
        folder
    }

    fn protos(&self, sags: &BTreeMap<usize, Option<Sag>>) -> Vec<Proto> {
        let mut owned: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, found) in self.found.iter().enumerate() {
            if !matches!(self.seen.get(index), Some(Seen::Settled(MemberState::Refused(Refusal::UnsafeName)))) {
                owned.entry(self.owner(found.folder, sags)).or_default().push(index);
            }
        }
        let mut protos = Vec::new();
        for (owner, members) in owned {
            let sag = sags.get(&owner);
            let is_case = sag.is_some() || members.iter().any(|index| self.is_act(*index) || self.is_lost_act(*index));
            let Some(folder) = self.folders.get(owner).filter(|_| is_case) else { continue };
            let acts = members.iter().copied().filter(|index| self.is_act(*index)).collect();
            protos.push(Proto { root: folder.root, owner, sag: sag.cloned().flatten(), members, acts });
        }
        protos
    }

    fn is_act(&self, index: usize) -> bool {
        matches!(self.seen.get(index), Some(Seen::Act { .. }))
    }

    /// Named as an act, but not to be had: its case must show that something is missing.
    fn is_lost_act(&self, index: usize) -> bool {
        let lost = match self.seen.get(index) {
            Some(Seen::Settled(state)) => matches!(state, MemberState::Refused(_) | MemberState::Damaged(_)),
            Some(Seen::Unreadable) => true,
            _ => false,
        };
        lost && self.found.get(index).is_some_and(|found| extension(&found.name) == "pdf")
    }

    fn candidate(&self, proto: &Proto, root_stem: &str) -> Candidate {
        let (path, place) =
            self.folders.get(proto.owner).map_or((String::new(), String::new()), |folder| (folder.path.join("/"), folder.place.clone()));
        let declared = proto.sag.as_ref().map(|sag| sag.id.clone()).filter(|id| !id.is_empty());
        let by_path = if path.is_empty() { root_stem.to_owned() } else { path };
        let hashes = proto.acts.iter().filter_map(|index| match self.seen.get(*index) {
            Some(Seen::Act { sha256, .. }) => Some(sha256.clone()),
            _ => None,
        });
        Candidate { declared: declared.is_some(), wanted: declared.unwrap_or(by_path), place, hashes: hashes.collect() }
    }

    fn case(&self, id: &str, group: &[&Proto], states: &mut [MemberState], notices: &mut Vec<Notice>) -> CaseFolder {
        let folder_of = |proto: &&Proto| self.folders.get(proto.owner);
        let folders: Vec<&Folder> = group.iter().filter_map(folder_of).collect();
        CaseFolder {
            id: id.to_owned(),
            dir: folders.first().map(|folder| folder.path.join("/")).unwrap_or_default(),
            places: folders.iter().map(|folder| folder.place.clone()).collect(),
            sag: merge_sags(id, group, notices),
            acts: self.acts(group, states),
        }
    }

    /// The acts of a case, each content once, with unique names, in natural order.
    fn acts(&self, group: &[&Proto], states: &mut [MemberState]) -> Vec<ActRef> {
        let mut sorted: Vec<(String, usize)> = Vec::new();
        for proto in group {
            let above = self.folders.get(proto.owner).map_or(0, |folder| folder.path.len());
            for index in &proto.acts {
                let Some(found) = self.found.get(*index) else { continue };
                let below = self.folders.get(found.folder).and_then(|folder| folder.path.get(above..));
                let mut path = below.unwrap_or_default().to_vec();
                path.push(found.name.clone());
                sorted.push((path.join("/"), *index));
            }
        }
        let place = |index: &usize| self.found.get(*index).map_or("", |found| found.place.as_str());
        sorted.sort_by(|(left, l), (right, r)| natural_order(left, right).then_with(|| natural_order(place(l), place(r))).then(l.cmp(r)));
        let mut by_hash: BTreeMap<&str, usize> = BTreeMap::new();
        let mut acts: Vec<(String, ActRef)> = Vec::new();
        for (path, index) in sorted {
            let (Some(found), Some(Seen::Act { content, size, sha256 })) = (self.found.get(index), self.seen.get(index)) else {
                continue;
            };
            if let Some((_, twin)) = by_hash.get(sha256.as_str()).and_then(|first| acts.get_mut(*first)) {
                twin.also_at.push(found.place.clone());
                if let Some(state) = states.get_mut(index) {
                    *state = MemberState::Duplicate;
                }
                continue;
            }
            by_hash.insert(sha256, acts.len());
            let act = ActRef {
                name: found.name.clone(),
                place: found.place.clone(),
                also_at: Vec::new(),
                size: *size,
                sha256: sha256.clone(),
                content: content.clone(),
            };
            acts.push((path, act));
        }
        make_names_unique(&mut acts);
        let mut acts: Vec<ActRef> = acts.into_iter().map(|(_, act)| act).collect();
        acts.sort_by(|left, right| natural_order(&left.name, &right.name));
        acts
    }

    /// Cases by path that lie inside another case's folder.
    fn notice_inner_cases(&self, protos: &[Proto], case_of: &[Option<String>], notices: &mut Vec<Notice>) {
        let case_of_proto = |proto: &Proto| proto.members.first().and_then(|index| case_of.get(*index)).cloned().flatten();
        let by_owner: BTreeMap<usize, &Proto> = protos.iter().map(|proto| (proto.owner, proto)).collect();
        for inner in protos.iter().filter(|proto| proto.sag.is_none()) {
            let parent_of = |folder: usize| self.folders.get(folder).and_then(|folder| folder.parent);
            let above = std::iter::successors(parent_of(inner.owner), |folder| parent_of(*folder));
            let outer = above.into_iter().find_map(|folder| by_owner.get(&folder)).and_then(|outer| case_of_proto(outer));
            if let (Some(outer), Some(inner)) = (outer, case_of_proto(inner))
                && outer != inner
            {
                notices.push(Notice::CaseInsideCase { outer, inner });
            }
        }
    }

    /// Folders with documents that are no case: nobody would otherwise miss them.
    fn notice_folders_without_acts(&self, protos: &[Proto], states: &[MemberState], notices: &mut Vec<Notice>) {
        let in_cases: BTreeSet<usize> = protos.iter().flat_map(|proto| proto.members.iter().copied()).collect();
        let mut documents: BTreeMap<usize, usize> = BTreeMap::new();
        for (index, (found, state)) in self.found.iter().zip(states).enumerate() {
            if matches!(state, MemberState::NotADocument { .. }) && !in_cases.contains(&index) {
                *documents.entry(found.folder).or_default() += 1;
            }
        }
        for (folder, documents) in documents {
            if let Some(folder) = self.folders.get(folder) {
                notices.push(Notice::NoActsInFolder { place: folder.place.clone(), documents });
            }
        }
    }
}

impl All<'_> {
    /// A problem for each argument that gave no act and has no other problem that explains it.
    fn roots_without_acts(&self, roots: &[Root], states: &[MemberState], problems: &[ArchiveError]) -> Vec<ArchiveError> {
        let mut counts = vec![(0usize, 0usize, 0usize); roots.len()];
        for (found, state) in self.found.iter().zip(states) {
            let root = self.folders.get(found.folder).map_or(0, |folder| folder.root);
            if let Some((members, acts, lost)) = counts.get_mut(root) {
                *members += 1;
                *acts += usize::from(matches!(state, MemberState::Act | MemberState::Duplicate));
                *lost += usize::from(matches!(state, MemberState::Refused(_) | MemberState::Damaged(_)));
            }
        }
        let explained = |root: &Root| {
            problems.iter().any(|problem| match problem {
                ArchiveError::Destroyed { place }
                | ArchiveError::NotAnArchive { place }
                | ArchiveError::TooManyEntries { place, .. }
                | ArchiveError::Unreadable { place, .. } => *place == root.given || *place == root.label,
                _ => false,
            })
        };
        let empty = roots.iter().zip(counts).filter(|(root, (_, acts, _))| *acts == 0 && !explained(root));
        empty.map(|(root, (members, _, lost))| ArchiveError::NoActs { place: root.given.clone(), members, lost }).collect()
    }
}

/// The case's data: the first folder's, completed by the others'.
fn merge_sags(id: &str, group: &[&Proto], notices: &mut Vec<Notice>) -> Option<Sag> {
    let mut sags = group.iter().filter_map(|proto| proto.sag.clone());
    let mut merged = sags.next()?;
    merged.id = id.to_owned();
    for other in sags {
        let mut differs = |field: &'static str| {
            let notice = Notice::SagDiffers { id: id.to_owned(), field };
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        };
        complete(&mut merged.municipality, other.municipality, "municipality", &mut differs);
        complete(&mut merged.case_type, other.case_type, "case_type", &mut differs);
        complete(&mut merged.consent, other.consent, "consent", &mut differs);
        complete(&mut merged.law, other.law, "law", &mut differs);
        complete(&mut merged.born, other.born, "born", &mut differs);
    }
    Some(merged)
}

fn complete<T: PartialEq>(field: &mut Option<T>, other: Option<T>, name: &'static str, differs: &mut impl FnMut(&'static str)) {
    match (field.as_ref(), &other) {
        (Some(mine), Some(theirs)) if mine != theirs => differs(name),
        (None, Some(_)) => *field = other,
        _ => {}
    }
}

/// Names that several acts share become the paths below the case; what is still shared gets a number.
fn make_names_unique(acts: &mut [(String, ActRef)]) {
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for (_, act) in acts.iter() {
        *uses.entry(act.name.clone()).or_default() += 1;
    }
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (path, act) in acts.iter_mut() {
        if uses.get(&act.name).is_some_and(|count| *count > 1) {
            act.name.clone_from(path);
        }
        let mut name = act.name.clone();
        let mut number = 2;
        while taken.contains(&name) || (name != act.name && uses.contains_key(&name)) {
            name = numbered(&act.name, number);
            number += 1;
        }
        taken.insert(name.clone());
        act.name = name;
    }
}

/// `brev.pdf` as `brev (2).pdf`.
fn numbered(name: &str, number: usize) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && !extension.contains('/') => {
            format!("{stem} ({number}).{extension}")
        }
        _ => format!("{name} ({number})"),
    }
}

/// The same content in several cases.
fn notice_twins(cases: &[CaseFolder], notices: &mut Vec<Notice>) {
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for act in cases.iter().flat_map(|case| &case.acts) {
        places.entry(&act.sha256).or_default().push(act.place.clone());
    }
    let mut twins: Vec<Vec<String>> = places.into_values().filter(|places| places.len() > 1).collect();
    twins.sort();
    notices.extend(twins.into_iter().map(|places| Notice::TwinActs { places }));
}
