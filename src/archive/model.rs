//! What the room gives: cases of acts, and what became of every member.

use sha2::{Digest, Sha256};

use super::content::Content;
use super::error::ArchiveError;
use super::inspect::{hex, read_all};
use super::member::{Member, Tally};
use super::notice::Notice;
use super::sag::Sag;
use super::zip_entry::Fail;

/// All that [`open`](crate::archive::open) found. Read it from as many threads as you like.
#[derive(Debug)]
pub struct Delivery {
    /// Sorted by id.
    pub cases: Vec<CaseFolder>,
    /// Every file and folder, in the order they were found: arguments sorted, a nested ZIP before its members.
    pub members: Vec<Member>,
    /// What the reviewer should know.
    pub notices: Vec<Notice>,
    /// Paths, folders and files that could not be used; the rest was done.
    pub problems: Vec<ArchiveError>,
}

/// A case and its acts.
#[derive(Clone)]
pub struct CaseFolder {
    /// Unique in the delivery.
    pub id: String,
    /// The folder below the argument, `/` between the names; empty at its root. The first one, when several folders
    /// make the case.
    pub dir: String,
    /// All its folders, with the argument's name and the ZIPs' names: `arkiv.zip/Sag 1`.
    pub places: Vec<String>,
    /// From `sag.json`.
    pub sag: Option<Sag>,
    /// In natural order of their names. Empty when none of its acts could be unpacked.
    pub acts: Vec<ActRef>,
}

/// An act: where it is, what it is, and a way to read it.
#[derive(Clone)]
pub struct ActRef {
    /// Unique in the case: the file name, or the path below the case's folder where several have that name.
    pub name: String,
    /// Path for people: `arkiv.zip/Sag 1/02 brev.pdf`.
    pub place: String,
    /// Other places in the case with the same content.
    pub also_at: Vec<String>,
    /// Bytes.
    pub size: u64,
    /// Of the bytes, in lower-case hexadecimal.
    pub sha256: String,
    pub(super) content: Content,
}

impl Delivery {
    /// How many members ended in each state; the sum is `members.len()`.
    #[must_use]
    pub fn tally(&self) -> Tally {
        Tally::of(&self.members)
    }
}

impl ActRef {
    /// Reads the act again: `size` bytes with the hash `sha256`.
    ///
    /// # Errors
    /// [`ArchiveError::Changed`] when it is no longer what it was, [`ArchiveError::Unreadable`] when the machine will
    /// not read it.
    pub fn read(&self) -> Result<Vec<u8>, ArchiveError> {
        let bytes = read_all(&self.content, self.size).map_err(|fail| self.blame(fail))?;
        if hex(&Sha256::digest(&bytes)) != self.sha256 {
            return Err(ArchiveError::Changed { place: self.place.clone() });
        }
        Ok(bytes)
    }

    fn blame(&self, fail: Fail) -> ArchiveError {
        let place = self.place.clone();
        match fail {
            // It unpacked well before.
            Fail::Damage(_) => ArchiveError::Changed { place },
            Fail::Io(source) if source.kind() == std::io::ErrorKind::NotFound => ArchiveError::Changed { place },
            Fail::Io(source) => ArchiveError::Unreadable { place, source },
        }
    }
}

impl std::fmt::Debug for CaseFolder {
    /// Without folder names, which carry people's names.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CaseFolder").field("acts", &self.acts).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ActRef {
    /// Without file names, which carry people's names.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ActRef").field("size", &self.size).field("sha256", &self.sha256).finish_non_exhaustive()
    }
}
