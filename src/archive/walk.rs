//! Lists everything below the paths given: folders read, nested ZIPs opened, limits kept. Nothing is hashed yet.
//!
//! One thread, because the limits on the delivery as a whole must hit the same members every time. The sizes they
//! count are the declared ones; `zip_entry` sees to it that a member never gives more than it declared.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::{Argument, arguments};
use super::codepage::Fit;
use super::content::Content;
use super::error::ArchiveError;
use super::kinds::{HEAD, extension, is_sag_json, is_system_name, looks_like_pdf, looks_like_zip};
use super::limits::Limits;
use super::member::{Damage, MemberState, Refusal};
use super::names;
use super::notice::Notice;
use super::source::{Source, Spool};
use super::zip_entry::{Fail, ZipEntry};
use super::zip_list::{ListError, list};

/// What a walk found.
pub(super) struct Walked {
    pub(super) roots: Vec<Root>,
    pub(super) folders: Vec<Folder>,
    pub(super) found: Vec<Found>,
    pub(super) notices: Vec<Notice>,
    pub(super) problems: Vec<ArchiveError>,
}

/// One argument; single files from the same folder share one.
pub(super) struct Root {
    /// As given, for problems.
    pub(super) given: String,
    /// The name its members' places begin with.
    pub(super) label: String,
    /// The id of a case at its root.
    pub(super) stem: String,
}

/// A folder that has members, on disk or in a ZIP.
pub(super) struct Folder {
    pub(super) root: usize,
    pub(super) parent: Option<usize>,
    /// Names from the root down, a nested ZIP as its stem.
    pub(super) path: Vec<String>,
    /// For people, with the argument's name and the ZIPs' full names.
    pub(super) place: String,
}

/// A member and what is known of it.
pub(super) struct Found {
    pub(super) folder: usize,
    pub(super) name: String,
    pub(super) place: String,
    pub(super) fate: Fate,
}

/// What is known of a member after the walk.
pub(super) enum Fate {
    /// Its end.
    Settled(MemberState),
    /// To be looked into.
    Open(Content),
}

/// Walks all paths. The order in which they are given changes nothing.
pub(super) fn walk(paths: &[PathBuf], limits: &Limits) -> Walked {
    let mut walk = Walk {
        limits,
        spool: Spool::new(limits),
        out: Walked { roots: vec![], folders: vec![], found: vec![], notices: vec![], problems: vec![] },
        folder_by_place: BTreeMap::new(),
        root_by_folder: BTreeMap::new(),
        total: 0,
    };
    for argument in arguments(paths, &mut walk.out) {
        walk.argument(&argument);
    }
    walk.out
}

struct Walk<'l> {
    limits: &'l Limits,
    spool: Arc<Spool>,
    out: Walked,
    folder_by_place: BTreeMap<(usize, String), usize>,
    /// Roots of single files, by their folder on disk.
    root_by_folder: BTreeMap<PathBuf, usize>,
    total: u64,
}

impl Walk<'_> {
    fn argument(&mut self, argument: &Argument) {
        let kind = match fs::metadata(&argument.path) {
            Ok(kind) => kind,
            Err(source) => return self.unreadable(&argument.given, source),
        };
        if kind.is_dir() {
            let folder = self.root(&argument.given, &argument.label, &argument.label);
            return self.disk_folder(&argument.path, folder, 0);
        }
        if !kind.is_file() {
            return self.out.problems.push(ArchiveError::NotAnArchive { place: argument.given.clone() });
        }
        let content = Content::Disk { path: Arc::from(argument.path.as_path()), size: kind.len() };
        let mut head = [0; HEAD];
        let head = match content.head(&mut head) {
            Ok(count) => head.get(..count).unwrap_or_default(),
            Err(Fail::Io(source)) => return self.unreadable(&argument.given, source),
            Err(Fail::Damage(_)) => &[],
        };
        let kind_by_name = extension(&argument.label);
        let is_zip = kind_by_name == "zip" || (looks_like_zip(head) && !is_office_zip(&kind_by_name));
        if kind_by_name == "pdf" || (looks_like_pdf(head) && (!is_zip || head.starts_with(b"%PDF-"))) {
            self.single_act(argument, content);
        } else if is_zip {
            self.argument_zip(argument, &content, looks_like_zip(head));
        } else {
            self.out.problems.push(ArchiveError::NotAnArchive { place: argument.given.clone() });
        }
    }

    /// A root and its folder.
    fn root(&mut self, given: &str, label: &str, name: &str) -> usize {
        let root = self.out.roots.len();
        let stem = names::stem(name.rsplit('/').find(|part| !part.is_empty()).unwrap_or(name)).to_owned();
        self.out.roots.push(Root { given: given.to_owned(), label: label.to_owned(), stem });
        self.out.folders.push(Folder { root, parent: None, path: vec![], place: label.to_owned() });
        self.out.folders.len() - 1
    }

    fn single_act(&mut self, argument: &Argument, content: Content) {
        let parent = argument.path.parent().unwrap_or(Path::new("/"));
        let folder = match self.root_by_folder.get(parent) {
            Some(folder) => *folder,
            None => {
                let name = parent.file_name().map_or_else(|| "/".to_owned(), names::of_disk);
                let folder = self.root(&argument.given, &name, &name);
                self.root_by_folder.insert(parent.to_owned(), folder);
                let sag = parent.join("sag.json");
                if let Ok(kind) = fs::metadata(&sag)
                    && kind.is_file()
                {
                    let content = Content::Disk { path: Arc::from(sag), size: kind.len() };
                    self.file(folder, "sag.json".into(), content, 0);
                }
                folder
            }
        };
        let name = argument.path.file_name().map(names::of_disk).unwrap_or_default();
        self.file(folder, name, content, 0);
    }

    fn argument_zip(&mut self, argument: &Argument, content: &Content, marked: bool) {
        let folder = self.root(&argument.given, &argument.label, &argument.label);
        let Some(source) = content.as_window() else { return };
        let place = argument.given.clone();
        match self.zip(&source, folder, 0) {
            Ok(true) => {}
            Ok(false) if marked => self.out.problems.push(ArchiveError::Destroyed { place }),
            Ok(false) => self.out.problems.push(ArchiveError::NotAnArchive { place }),
            Err(ListError::TooMany) => {
                self.out.problems.push(ArchiveError::TooManyEntries { place, limit: self.limits.max_entries });
            }
            Err(ListError::Io(source)) => self.unreadable(&place, source),
        }
    }

    fn unreadable(&mut self, place: &str, source: io::Error) {
        self.out.problems.push(ArchiveError::Unreadable { place: place.to_owned(), source });
    }

    /// Everything in a folder on disk. Symbolic links are not followed.
    fn disk_folder(&mut self, path: &Path, folder: usize, depth: usize) {
        let place = self.place_of(folder);
        let entries = match fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(source) => return self.unreadable(&place, source),
        };
        let mut named: Vec<_> = entries.into_iter().map(|entry| (names::of_disk(&entry.file_name()), entry)).collect();
        named.sort_by_key(|(name, entry)| (name.clone(), entry.file_name()));
        for (name, entry) in named {
            if self.out.found.len() >= self.limits.max_entries {
                let limit = self.limits.max_entries;
                return self.out.problems.push(ArchiveError::TooManyEntries { place, limit });
            }
            let kind = match entry.metadata() {
                Ok(kind) => kind,
                Err(source) => {
                    self.unreadable(&format!("{place}/{name}"), source);
                    self.settle(folder, name, MemberState::Refused(Refusal::Unreadable));
                    continue;
                }
            };
            if is_system_name(&name) {
                self.settle(folder, name, MemberState::IgnoredSystemFile);
            } else if kind.is_symlink() {
                self.settle(folder, name, MemberState::Refused(Refusal::Symlink));
            } else if kind.is_dir() {
                if depth >= self.limits.max_folder_depth {
                    let refusal = Refusal::TooDeep { limit: self.limits.max_folder_depth };
                    self.settle(folder, name, MemberState::Refused(refusal));
                } else {
                    let inner = self.inner_folder(folder, &name, &name);
                    self.settle(folder, name, MemberState::Directory);
                    self.disk_folder(&entry.path(), inner, depth + 1);
                }
            } else if kind.is_file() {
                let content = Content::Disk { path: Arc::from(entry.path()), size: kind.len() };
                self.file(folder, name, content, 0);
            } else {
                self.settle(folder, name, MemberState::Refused(Refusal::SpecialFile));
            }
        }
    }

    /// Everything in a ZIP; false when nothing at all is left of it.
    fn zip(&mut self, source: &Source, folder: usize, nesting: usize) -> Result<bool, ListError> {
        let allowed = self.limits.ratio_floor.max(source.len().saturating_mul(self.limits.max_ratio));
        let room = self.limits.max_entries.saturating_sub(self.out.found.len());
        let listing = list(source, room, allowed)?;
        if listing.split {
            self.out.notices.push(Notice::SplitArchive { place: self.place_of(folder) });
        }
        if listing.salvaged {
            if listing.entries.is_empty() {
                return Ok(false);
            }
            self.out.notices.push(Notice::Salvaged {
                place: self.place_of(folder),
                found: listing.entries.len(),
                damaged: listing.entries.iter().filter(|entry| entry.is_lost()).count(),
            });
        }
        let fit = Fit::of(listing.entries.iter().map(|entry| entry.raw_name.as_slice()));
        let mut unpacked = 0u64;
        for entry in &listing.entries {
            self.zip_member(source, entry, &fit, folder, nesting, &mut unpacked, allowed);
        }
        Ok(true)
    }

    #[allow(clippy::too_many_arguments, reason = "one call; a struct would only rename the arguments")]
    fn zip_member(
        &mut self,
        source: &Source,
        entry: &ZipEntry,
        fit: &Fit,
        zip_folder: usize,
        nesting: usize,
        unpacked: &mut u64,
        allowed: u64,
    ) {
        let path = names::decode(&entry.raw_name, fit);
        let Some((name, folders)) = names::parts(&path).and_then(|parts| {
            let (name, folders) = parts.split_last()?;
            Some(((*name).to_owned(), folders.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>()))
        }) else {
            return self.settle(zip_folder, path, MemberState::Refused(Refusal::UnsafeName));
        };
        if folders.len() > self.limits.max_folder_depth {
            let refusal = Refusal::TooDeep { limit: self.limits.max_folder_depth };
            return self.settle(zip_folder, path, MemberState::Refused(refusal));
        }
        let ignored = is_system_name(&name) || folders.iter().any(|part| is_system_name(part));
        if ignored {
            return self.settle(zip_folder, path, MemberState::IgnoredSystemFile);
        }
        let folder = folders.iter().fold(zip_folder, |folder, part| self.inner_folder(folder, part, part));
        if entry.is_directory() {
            self.inner_folder(folder, &name, &name);
            return self.settle(folder, name, MemberState::Directory);
        }
        // What is left of a ZIP in the ZIP can be worth as much as what is left of the ZIP itself.
        let is_cut_zip = extension(&name) == "zip" && entry.is_cut_but_there();
        if let Some(obstacle) = entry.obstacle().filter(|_| !is_cut_zip) {
            return self.settle(folder, name, obstacle);
        }
        let Some(packed) = entry.packed_in(source) else {
            return self.settle(folder, name, MemberState::Damaged(Damage::NotThere));
        };
        *unpacked = unpacked.saturating_add(entry.size);
        let own_allowed = self.limits.ratio_floor.max(entry.packed.saturating_mul(self.limits.max_ratio));
        if entry.size > own_allowed || *unpacked > allowed {
            *unpacked = unpacked.saturating_sub(entry.size);
            let refusal = Refusal::Ratio { size: entry.size, packed: entry.packed };
            return self.settle(folder, name, MemberState::Refused(refusal));
        }
        self.file(folder, name, Content::Zip(packed), nesting);
    }

    /// A regular file: a ZIP is opened, all else is left to be looked into.
    fn file(&mut self, folder: usize, name: String, content: Content, nesting: usize) {
        let is_zip = extension(&name) == "zip";
        let limit = if is_zip {
            self.limits.max_nested_bytes
        } else if is_sag_json(&name) {
            self.limits.max_sag_bytes
        } else {
            self.limits.max_member_bytes
        };
        let size = content.size();
        let refusal = if size > limit {
            Some(Refusal::TooLarge { size, limit })
        } else if self.total.saturating_add(size) > self.limits.max_total_bytes {
            Some(Refusal::TotalSize { limit: self.limits.max_total_bytes })
        } else {
            None
        };
        if let Some(refusal) = refusal {
            return self.settle(folder, name, MemberState::Refused(refusal));
        }
        self.total = self.total.saturating_add(size);
        if is_zip {
            self.nested(folder, name, content, nesting);
        } else {
            self.push(folder, name, Fate::Open(content));
        }
    }

    /// A ZIP among the members. It is listed before its own members.
    fn nested(&mut self, folder: usize, name: String, content: Content, nesting: usize) {
        if nesting >= self.limits.max_nesting {
            let refusal = Refusal::TooNested { limit: self.limits.max_nesting };
            return self.settle(folder, name, MemberState::Refused(refusal));
        }
        let mut head = [0; HEAD];
        let head = match content.head(&mut head) {
            Ok(count) => head.get(..count).unwrap_or_default(),
            Err(fail) => return self.failed(folder, name, fail),
        };
        if head.starts_with(b"%PDF-") {
            return self.push(folder, name, Fate::Open(content));
        }
        let place = format!("{}/{name}", self.place_of(folder));
        let (source, damage) = match self.spooled(&content) {
            Ok(spooled) => spooled,
            Err(Spooling::Read(source)) => return self.failed(folder, name, Fail::Io(source)),
            Err(Spooling::Write(source)) => {
                self.out.problems.push(ArchiveError::Spool { place, source });
                return self.settle(folder, name, MemberState::Refused(Refusal::Unreadable));
            }
        };
        let inner = self.inner_folder(folder, &name, names::stem(&name));
        let at = self.out.found.len();
        self.settle(folder, name, MemberState::NestedArchive);
        let state = match self.zip(&source, inner, nesting + 1) {
            Ok(true) => match damage {
                None => return,
                Some(damage) => MemberState::Damaged(damage),
            },
            Ok(false) => MemberState::Damaged(damage.unwrap_or(Damage::NotAZip)),
            Err(ListError::TooMany) => MemberState::Refused(Refusal::TooManyEntries { limit: self.limits.max_entries }),
            Err(ListError::Io(source)) => {
                self.unreadable(&place, source);
                MemberState::Refused(Refusal::Unreadable)
            }
        };
        if let Some(found) = self.out.found.get_mut(at) {
            found.fate = Fate::Settled(state);
        }
    }

    /// A nested ZIP's bytes to seek in: where they lie, when they lie there unpacked, else unpacked into the spool, as far
    /// as they can be.
    fn spooled(&self, content: &Content) -> Result<(Source, Option<Damage>), Spooling> {
        if let Some(window) = content.as_window() {
            return Ok((window, None));
        }
        let mut writer = self.spool.begin();
        let mut write_error = None;
        let pumped = content.pump(&mut |piece| {
            writer.write(piece).map_err(|error| {
                let kind = error.kind();
                write_error = Some(error);
                kind.into()
            })
        });
        match (pumped, write_error) {
            (Ok(()), _) => Ok((writer.finish(), None)),
            (Err(Fail::Damage(damage)), _) => Ok((writer.finish(), Some(damage))),
            (Err(Fail::Io(_)), Some(error)) => Err(Spooling::Write(error)),
            (Err(Fail::Io(error)), None) => Err(Spooling::Read(error)),
        }
    }

    fn failed(&mut self, folder: usize, name: String, fail: Fail) {
        match fail {
            Fail::Damage(damage) => self.settle(folder, name, MemberState::Damaged(damage)),
            Fail::Io(source) => {
                let place = format!("{}/{name}", self.place_of(folder));
                self.unreadable(&place, source);
                self.settle(folder, name, MemberState::Refused(Refusal::Unreadable));
            }
        }
    }

    fn settle(&mut self, folder: usize, name: String, state: MemberState) {
        self.push(folder, name, Fate::Settled(state));
    }

    fn push(&mut self, folder: usize, name: String, fate: Fate) {
        let place = format!("{}/{name}", self.place_of(folder));
        self.out.found.push(Found { folder, name, place, fate });
    }

    fn place_of(&self, folder: usize) -> String {
        self.out.folders.get(folder).map(|folder| folder.place.clone()).unwrap_or_default()
    }

    /// The folder `shown` in `parent`, made when it is new; `part` is its name in ids.
    fn inner_folder(&mut self, parent: usize, shown: &str, part: &str) -> usize {
        let Some(outer) = self.out.folders.get(parent) else {
            return parent;
        };
        let place = format!("{}/{shown}", outer.place);
        let key = (outer.root, place);
        if let Some(known) = self.folder_by_place.get(&key) {
            return *known;
        }
        let mut path = outer.path.clone();
        path.push(part.to_owned());
        let folder = Folder { root: outer.root, parent: Some(parent), path, place: key.1.clone() };
        let index = self.out.folders.len();
        self.out.folders.push(folder);
        self.folder_by_place.insert(key, index);
        index
    }
}

enum Spooling {
    Read(io::Error),
    Write(io::Error),
}

/// Documents that are ZIPs inside and must not be opened as archives.
fn is_office_zip(extension: &str) -> bool {
    const OFFICE: [&str; 12] = ["docx", "docm", "dotx", "xlsx", "xlsm", "pptx", "odt", "ods", "odp", "epub", "jar", "vsdx"];
    OFFICE.contains(&extension)
}
