//! Deliveries: ZIP archives, folders and single acts in; cases of acts out, in an order that depends on nothing
//! but the content. Knows no PDF beyond its first bytes, no store and no case law.
//!
//! [`open`] walks everything once in three steps: `walk` lists the members (nested ZIPs opened, limits kept),
//! `inspect` looks into each of them and hashes the acts (in parallel), `gather` makes cases of them. The acts'
//! bytes are not kept: an [`ActRef`] reads them again when asked, from any thread, and checks the hash.
//!
//! **Every member ends in exactly one [`MemberState`]**, and [`Delivery::tally`] adds up to their number.
//! Nothing is ever written under a member's name: a nested ZIP that has to be inflated goes to one anonymous
//! temporary file that disappears with the process, however it ends.
//!
//! **Which id a case gets.** The `id` of its `sag.json`; without one, the folder's path below the argument
//! (`x.zip` with `A/01.pdf` and the folder `x` with `A/01.pdf` both give `A`; the parent of `x` gives `x/A`). A nested
//! ZIP counts as a folder of its name without `.zip`. Acts at the root of the argument get the argument's own
//! name, without `.zip`; a single PDF gets its folder's name. Wrapping folders are not taken off: an id must
//! not change because the archive has one municipality more. Give the ZIP, or the folder it was unpacked into.
//!
//! **When ids meet.** Folders whose `sag.json` give the same id are one case. Folders that only happen to have the
//! same path in two arguments are one case when the acts of one are all among the acts of the other (the same
//! delivery twice); otherwise each gets its full place as id, because two children's papers in one case is the
//! worse mistake.

mod arguments;
mod codepage;
mod content;
mod error;
mod gather;
mod ids;
mod inspect;
mod kinds;
mod limits;
mod member;
mod model;
mod names;
mod notice;
mod order;
mod sag;
mod source;
mod walk;
mod zip_entry;
mod zip_list;
mod zip_salvage;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub use error::{ArchiveError, Fault};
pub use limits::Limits;
pub use member::{Damage, Member, MemberState, Refusal, StateKind, Tally};
pub use model::{ActRef, CaseFolder, Delivery};
pub use notice::Notice;
pub use order::natural_order;
pub use sag::Sag;

/// Opens a delivery: everything below `paths`, under `limits`.
///
/// A path that cannot be used is a value in [`Delivery::problems`] and never stops the others.
///
/// # Errors
/// [`ArchiveError::NothingGiven`] for no paths at all.
pub fn open(paths: &[PathBuf], limits: &Limits) -> Result<Delivery, ArchiveError> {
    if paths.is_empty() {
        return Err(ArchiveError::NothingGiven);
    }
    let walked = walk::walk(paths, limits);
    let inspected = inspect::inspect(walked, limits);
    Ok(gather::gather(inspected))
}
