//! Everything kept: acts by their hash, readings, and each case's rows, in one folder.
//!
//! ```text
//! store/
//!   aktspor.sqlite          tables; format number in `user_version`
//!   acts/ab/<sha256>.pdf    every act once, written under another name and renamed
//!   acts/.tmp/              acts being written; emptied by the next run
//!   pictures/ab/<sha256>    what Tesseract said of pages' pictures, deflated; may be deleted at any time
//!   drawn/                  pictures of pages for people (room `review`); bounded, may be deleted at any time
//!   index/                  the search index, derived from the tables (room `search`)
//!   lock                    held by the run that writes
//! ```
//!
//! Invariants:
//! - One run writes at a time ([`Store::open`] holds `lock`); any number read meanwhile ([`Store::open_read_only`]), each seeing the last whole case.
//! - A case's rows are replaced as a whole in one transaction ([`Store::replace_case`]); a run that dies leaves the earlier ones.
//! - What is read out does not depend on the order in which it was put in: cases by id, acts in natural order, rows by their place in the acts.
//! - The index follows the tables: a case stands as indexed only after the index has committed it ([`Store::unindexed_cases`],
//!   [`Store::mark_indexed`]), and an index of another generation is thrown away ([`Store::index_generation`]).
//! - The room knows no clock: times are given by the caller.

mod acts;
mod cases;
mod error;
mod fingerprint;
mod format;
mod lock;
mod natural;
mod open;
mod pictures;
mod readings;
mod record;
mod runs;
#[cfg(test)]
mod tests;

pub use acts::{ActFiles, Kept};
pub use error::StoreError;
pub use fingerprint::{CaseInputs, case_fingerprint};
pub use format::FORMAT;
pub use natural::natural_cmp;
pub use open::{Snapshot, Store};
pub use pictures::PictureTexts;
pub use readings::{AttachedAct, EncodedReading, PageReader, PageRow, Reading};
pub use record::{ActRecord, CaseRecord};
pub use runs::{Run, RunId};
