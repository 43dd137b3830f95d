//! The paths given: each once, in an order of their own, with names that tell them apart.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::ArchiveError;
use super::names;
use super::notice::Notice;
use super::walk::Walked;

/// A path that exists.
pub(super) struct Argument {
    /// As given.
    pub(super) given: String,
    /// As the system knows it.
    pub(super) path: PathBuf,
    /// What its members' places begin with.
    pub(super) label: String,
}

/// The paths that exist, each once, sorted, with the shortest label that tells them apart.
pub(super) fn arguments(paths: &[PathBuf], out: &mut Walked) -> Vec<Argument> {
    let mut real: BTreeMap<PathBuf, String> = BTreeMap::new();
    let mut sorted: Vec<&PathBuf> = paths.iter().collect();
    sorted.sort();
    for path in sorted {
        let given = names::tidy(&path.to_string_lossy());
        match fs::canonicalize(path) {
            Ok(found) => match real.entry(found) {
                Entry::Vacant(slot) => {
                    slot.insert(given);
                }
                Entry::Occupied(_) => out.notices.push(Notice::GivenTwice { place: given }),
            },
            Err(source) if source.kind() == io::ErrorKind::NotFound => {
                out.problems.push(ArchiveError::Missing { place: given });
            }
            Err(source) => out.problems.push(ArchiveError::Unreadable { place: given, source }),
        }
    }
    let own_name = |path: &Path| path.file_name().map_or_else(|| "/".to_owned(), names::of_disk);
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for path in real.keys() {
        *uses.entry(own_name(path)).or_default() += 1;
    }
    real.into_iter()
        .map(|(path, given)| {
            let name = own_name(&path);
            let label = if uses.get(&name) == Some(&1) { name } else { names::tidy(&path.to_string_lossy()) };
            Argument { given, path, label }
        })
        .collect()
}
