//! What can go wrong with a store, its exit code, and what to do.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::lang::Lang;

/// Why the store could not be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no store at this place.
    #[error("no store at {}", path.display())]
    Missing {
        /// Folder of the store.
        path: PathBuf,
    },
    /// Another run is writing to the store.
    #[error("the store {} is in use by {holder}", path.display())]
    Locked {
        /// Folder of the store.
        path: PathBuf,
        /// Who: program version, process number and start time, as that run wrote them.
        holder: String,
    },
    /// The store was written by a newer program.
    #[error("the store {} has format {found}; this program knows formats up to {known}", path.display())]
    Newer {
        /// Folder of the store.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format that this program knows.
        known: i64,
    },
    /// The database is no database, or its content contradicts itself.
    #[error("the store {} is damaged: {reason}", path.display())]
    Damaged {
        /// Folder of the store.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// No room on the disk.
    #[error("no room on the disk for {}", path.display())]
    DiskFull {
        /// What was being written.
        path: PathBuf,
    },
    /// The system refused: permissions, a read-only disk, a failing disk.
    #[error("cannot use {}: {reason}", path.display())]
    Machine {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        reason: String,
    },
    /// The caller gave a value that the store does not take.
    #[error("{what} is no valid {kind}")]
    Invalid {
        /// The value.
        what: String,
        /// What it should have been.
        kind: &'static str,
    },
}

impl StoreError {
    /// The exit code of the contract.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Missing { .. } | Self::Invalid { .. } => 2,
            Self::Locked { .. } | Self::Newer { .. } | Self::Damaged { .. } => 4,
            Self::DiskFull { .. } | Self::Machine { .. } => 5,
        }
    }

    /// What to do next, for people.
    #[must_use]
    pub fn advice(&self, lang: Lang) -> &'static str {
        match self {
            Self::Missing { .. } => lang.pick(
                "Indlæs først et arkiv: aktspor ingest ARKIV.zip --store MAPPE.",
                "Read an archive first: aktspor ingest ARCHIVE.zip --store DIR.",
            ),
            Self::Locked { .. } => lang.pick(
                "Vent, til den anden kørsel er færdig, eller vælg et andet lager med --store. Læsning (export, search) kan ske imens.",
                "Wait until the other run has ended, or choose another store with --store. Reading (export, search) works meanwhile.",
            ),
            Self::Newer { .. } => lang.pick(
                "Brug den nyere udgave af aktspor, eller indlæs arkiverne i et nyt lager med --store.",
                "Use the newer aktspor, or read the archives into a new store with --store.",
            ),
            Self::Damaged { .. } => lang.pick(
                "Hent lageret fra en sikkerhedskopi, eller flyt mappen til side og indlæs arkiverne igen; akterne under acts/ er urørte.",
                "Restore the store from a backup, or move the folder aside and read the archives again; the acts under acts/ are untouched.",
            ),
            Self::DiskFull { .. } => lang.pick(
                "Frigør plads, og kør samme kommando igen; det, der er gemt, genbruges.",
                "Free some space and run the same command again; what was kept is used again.",
            ),
            Self::Machine { .. } => lang.pick(
                "Ret rettighederne eller disken, og kør samme kommando igen; det, der er gemt, genbruges.",
                "Mend the permissions or the disk and run the same command again; what was kept is used again.",
            ),
            Self::Invalid { .. } => lang.pick("Ret værdien, og prøv igen.", "Correct the value and try again."),
        }
    }

    /// A system error on a file or folder.
    pub(super) fn io(path: &Path, source: &io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path: path.to_owned() },
            _ => Self::Machine { path: path.to_owned(), reason: source.to_string() },
        }
    }

    /// A database error in the store at `path`.
    pub(super) fn database(path: &Path, source: &rusqlite::Error) -> Self {
        let path = path.to_owned();
        let reason = source.to_string();
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::Locked { path, holder: "another program that has opened its database".to_owned() }
            }
            Some(
                ErrorCode::PermissionDenied
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::OutOfMemory
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::NoLargeFileSupport
                | ErrorCode::TooBig,
            ) => Self::Machine { path, reason },
            // What is left says that the tables are not those that this program makes: no database, malformed, other columns or types.
            _ => Self::Damaged { path, reason },
        }
    }
}
