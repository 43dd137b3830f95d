//! Looks into each member that the walk left open: is it an act, and which. In parallel, each member by itself, so
//! that the result does not depend on the order of work.

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::content::Content;
use super::error::ArchiveError;
use super::kinds::{HEAD, extension, is_sag_json, looks_like_pdf};
use super::limits::Limits;
use super::member::{MemberState, Refusal};
use super::walk::{Fate, Found, Walked};
use super::zip_entry::Fail;

/// A delivery whose members are all known.
pub(super) struct Inspected {
    pub(super) walked: Walked,
    /// One for each of `walked.found`.
    pub(super) seen: Vec<Seen>,
}

/// What a member turned out to be.
pub(super) enum Seen {
    /// Not an act.
    Settled(MemberState),
    /// The content of a `sag.json`.
    Sag(Vec<u8>),
    /// An act.
    Act { content: Content, size: u64, sha256: String },
    /// The machine would not read it.
    Unreadable,
}

/// Inspects all members.
pub(super) fn inspect(mut walked: Walked, limits: &Limits) -> Inspected {
    let looked: Vec<Result<Seen, Fail>> = walked.found.par_iter().map(|found| look(found, limits)).collect();
    let mut seen = Vec::with_capacity(looked.len());
    for (found, looked) in walked.found.iter().zip(looked) {
        seen.push(match looked {
            Ok(seen) => seen,
            Err(Fail::Damage(damage)) => Seen::Settled(MemberState::Damaged(damage)),
            Err(Fail::Io(source)) => {
                walked.problems.push(ArchiveError::Unreadable { place: found.place.clone(), source });
                Seen::Unreadable
            }
        });
    }
    Inspected { walked, seen }
}

impl Seen {
    /// The member's state as far as this room of work knows; duplicates are found later.
    pub(super) fn state(&self) -> MemberState {
        match self {
            Self::Settled(state) => state.clone(),
            Self::Sag(_) => MemberState::SagJson,
            Self::Act { .. } => MemberState::Act,
            Self::Unreadable => MemberState::Refused(Refusal::Unreadable),
        }
    }
}

fn look(found: &Found, limits: &Limits) -> Result<Seen, Fail> {
    let content = match &found.fate {
        Fate::Settled(state) => return Ok(Seen::Settled(state.clone())),
        Fate::Open(content) => content,
    };
    if is_sag_json(&found.name) {
        return Ok(Seen::Sag(read_all(content, limits.max_sag_bytes)?));
    }
    let extension = extension(&found.name);
    if extension != "pdf" {
        let mut head = [0; HEAD];
        let count = content.head(&mut head)?;
        if !looks_like_pdf(head.get(..count).unwrap_or_default()) {
            return Ok(Seen::Settled(MemberState::NotADocument { extension }));
        }
    }
    let mut size = 0u64;
    let mut hash = Sha256::new();
    content.pump(&mut |piece| {
        size = size.saturating_add(piece.len() as u64);
        hash.update(piece);
        Ok(())
    })?;
    Ok(Seen::Act { content: content.clone(), size, sha256: hex(&hash.finalize()) })
}

/// All bytes, with room reserved for no more than `expected`.
pub(super) fn read_all(content: &Content, expected: u64) -> Result<Vec<u8>, Fail> {
    let room = content.size().min(expected);
    let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or(0));
    content.pump(&mut |piece| {
        bytes.extend_from_slice(piece);
        Ok(())
    })?;
    Ok(bytes)
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
