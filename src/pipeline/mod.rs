//! A run: archives in, readings, cases, verdicts and the search index in the store, and a [`Summary`] for people out.
//!
//! ```text
//! archive::open ─► per act:  bytes ─► store (by hash) ─► worker process: pdf, ocr, text ─► reading ─► store
//!               └► per case: readings ─► cast, events, timeline, checks (pure, side by side) ─► store ─► search index
//! ```
//!
//! Invariants:
//! - Outside bytes are opened in worker processes only ([`worker`]); one that crashes, hangs or takes too much memory costs one act.
//!   Where no worker can be started the run reads in its own process, and says so in the log.
//! - An act is read once: its reading is kept by its hash and the version of the reader. A reading that lacked Tesseract is made again when
//!   Tesseract is there.
//! - A case is made from its acts and what is known of it, and from nothing else: not from the archive's name, the order of acts, the
//!   number of workers, or what an interrupted run left behind. So it is made anew only when its fingerprint changes.
//! - Cases are committed one by one; a run that dies leaves all of them whole.
//! - The room takes the clock from its caller.

mod act;
mod again;
mod amend;
mod derive;
mod error;
mod frames;
mod index;
mod known;
mod kommuner;
mod limits;
mod options;
mod paragraphs;
mod picture;
mod plan;
mod pool;
mod reading;
mod run;
mod summary;
mod supervisor;
pub mod worker;

pub use again::{Explained, KeptCase, Maker};
pub use amend::Amendment;
pub use error::PipelineError;
pub use options::{NoObserver, Observer, RunOptions, Stage};
pub use picture::{NoPicture, PageOrder};
pub use reading::{ReadOptions, ocr_status};
pub use run::run;
pub use summary::{LostMember, Summary, UnreadAct};
pub use supervisor::Supervisor;
