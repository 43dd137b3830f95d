//! The pages where people see what the machine suggests and decide: a store and a browser's requests in, pages out.
//!
//! ```text
//! request ─► guard (host, session, origin and key of forms) ─► router ─► Ask (who asks, in which language) ─► a page's function
//!                                                                          │
//!                          store, index (read) ── decisions (read, write) ─┘      upload ─► pipeline::run, one at a time
//! ```
//!
//! Every page is a function of an `Ask` that gives markup or a `Problem`, and runs on a thread that may wait
//! for disks; pages work without script, and with it parts of them are exchanged in place (htmx, inside the program).
//!
//! Invariants:
//! - No request leaves the machine, but for log-ins where an identity provider is configured (`oidc`); no page loads anything but the program's own files, and
//!   no page holds script or style.
//! - What comes from acts, file names, `sag.json` and addresses is escaped by `maud`; addresses are made in `links` only.
//! - No case is read but through `Ask::case` or filtered by `Ask::sees`, which hold the reader's rights.
//! - Looking at a case, a page or the results of a search is written to the log before it is shown.
//! - The room decides nothing about cases: it shows what `store` keeps and keeps what readers say in `decisions`.

mod act;
mod agreement;
mod app;
mod assets;
mod audit;
mod board;
mod card;
mod case;
mod cases;
mod charts;
mod config;
mod course;
mod decide;
mod download;
mod figures;
mod find;
mod frame;
mod guard;
mod leaf;
mod links;
mod login;
mod marking;
mod mask;
mod oidc;
mod picture;
mod pointer;
mod pool;
mod problem;
mod received;
mod remarked;
mod router;
mod sample;
mod serve;
mod sheet;
mod survey;
mod timeline;
mod upload;
mod visit;
mod words;

use std::sync::Arc;

use axum::Router;

pub use config::Config;
pub use oidc::{OidcConfig, OidcError};
pub use serve::{ServeError, serve};

use crate::decisions::DeskError;

/// All pages over one store.
///
/// # Errors
/// [`DeskError`] where the file of decisions cannot be used. The store itself may not be there yet.
pub fn pages(config: Config) -> Result<Router, DeskError> {
    let app = Arc::new(app::App::new(config)?);
    // The first reader need not wait until a large store has been gone through; what is wrong with it is told to who asks.
    let ahead = Arc::clone(&app);
    std::thread::spawn(move || drop(ahead.survey()));
    Ok(router::routes(app))
}
