//! What people decided about the machine's suggestions, and who did what: a SQLite file of its own, `desk.sqlite`, in the store's folder.
//!
//! In: decisions, notes, marks, assignments, log-ins, each with its moment. Out: the readings of a case and what they settle
//! ([`settle`]), agreement between readers ([`agreement`]), what changed in a suggestion since it was decided ([`changes`]), samples, users,
//! and the log.
//!
//! A file of its own, because the store's tables are made anew by every run and may be thrown away, and what people decided must outlive that.
//!
//! Invariants:
//! - Decisions, undoings, notes, marks, assignments, samples and the log are only ever added to; the tables themselves refuse changes. An undoing is a
//!   row that points to what it undoes.
//! - What a method acknowledged is on the disk (WAL, `synchronous` FULL): neither a kill nor a power cut takes it back.
//! - A decision and its line in the log are one transaction.
//! - Each line of the log carries the hash of the one before ([`Desk::verify_log`]), so that a changed, removed or moved line shows.
//! - The room knows no clock and no chance: moments, tokens, salts and seeds come from the caller.

mod agreement;
mod changes;
mod desk;
mod error;
mod log;
mod model;
mod notes;
mod password;
mod readings;
mod sample;
mod schema;
mod sessions;
mod settle;
#[cfg(test)]
mod tests;
mod users;

pub use agreement::{Agreement, agreement};
pub use changes::{Change, changes, fingerprint};
pub use desk::{Desk, Revision};
pub use error::{DeskError, Refusal};
pub use log::{Entry, LogState, Occasion};
pub use model::{Access, Choice, Moment, Role, Slot, User};
pub use notes::{Assignment, Mark, NewMark, Note};
pub use password::{MIN_PASSWORD, Salt};
pub use readings::{Decision, NewDecision, WithMarks};
pub use sample::{Sample, SampleItem, draw};
pub use sessions::{SESSION_IDLE, SESSION_LIFE, Token};
pub use settle::{Settled, Standing, pairs, settle, standings};
