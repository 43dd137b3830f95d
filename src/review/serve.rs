//! The server itself: a socket, the pages, and an end that finishes what was begun.

use std::net::SocketAddr;
use std::sync::Arc;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use super::{Config, pages};
use crate::decisions::{Desk, DeskError};
use crate::lang::Lang;

/// Why the pages cannot be served.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Without users only this machine is served.
    #[error("without users the pages are served on this machine only, not on {addr}")]
    NoUsers {
        /// The address asked for.
        addr: SocketAddr,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {addr}: {source}")]
    Address {
        /// The address.
        addr: SocketAddr,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The system gives no threads or no signals.
    #[error("cannot start: {0}")]
    Start(std::io::Error),
    /// What people decided.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl ServeError {
    /// The exit code of the contract.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoUsers { .. } => 2,
            Self::Address { .. } | Self::Start(_) => 5,
            Self::Desk(error) => error.exit_code(),
        }
    }

    /// What happened and what to do, for people.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::NoUsers { addr } => match lang {
                Lang::Da => format!(
                    "Der er ingen brugere, så siderne vises kun på denne maskine, ikke på {addr}. \
                     Brug --addr 127.0.0.1:8420, eller opret en bruger først: aktspor user add NAVN --role administrator"
                ),
                Lang::En => format!(
                    "There are no users, so the pages are served on this machine only, not on {addr}. \
                     Use --addr 127.0.0.1:8420, or add a user first: aktspor user add NAME --role administrator"
                ),
            },
            Self::Address { addr, source } => match lang {
                Lang::Da => format!("{addr} kan ikke bruges ({source}). Vælg en anden adresse eller port med --addr."),
                Lang::En => format!("{addr} cannot be used ({source}). Choose another address or port with --addr."),
            },
            Self::Start(source) => format!("{} ({source})", lang.pick("Siderne kan ikke startes", "The pages cannot be started")),
            Self::Desk(error) => error.message(lang),
        }
    }
}

/// Serves the pages until the process is asked to end (Ctrl-C, SIGTERM); requests that were begun are answered first. `ready` is told the address once it
/// is listened on, which matters for port 0.
///
/// # Errors
/// [`ServeError`].
pub fn serve(config: Config, addr: SocketAddr, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let is_local = addr.ip().is_loopback();
    if !is_local && !Desk::open(&config.store)?.has_users()? {
        return Err(ServeError::NoUsers { addr });
    }
    let pages = pages(Config { is_local, ..config })?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(ServeError::Start)?;
    runtime.block_on(async {
        let failed = |source| ServeError::Address { addr, source };
        let listener = TcpListener::bind(addr).await.map_err(failed)?;
        ready(listener.local_addr().map_err(failed)?);
        axum::serve(listener, pages).with_graceful_shutdown(asked_to_end()).await.map_err(failed)
    })
}

/// Waits for Ctrl-C, or where there is such a thing for SIGTERM.
async fn asked_to_end() {
    let asked = Arc::new(Notify::new());
    let by_key = Arc::clone(&asked);
    tokio::spawn(async move {
        // Where no signal can be waited for, the process ends as the system ends it: everything acknowledged is on the disk.
        if tokio::signal::ctrl_c().await.is_ok() {
            by_key.notify_one();
        }
    });
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        let by_system = Arc::clone(&asked);
        tokio::spawn(async move {
            terminate.recv().await;
            by_system.notify_one();
        });
    }
    asked.notified().await;
}
