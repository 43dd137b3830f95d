//! What can go wrong while a table is written.

use std::io;

use thiserror::Error;

use crate::lang::Lang;

/// Why a table could not be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The output could not be written: full disk, no permission, closed pipe.
    #[error("cannot write {what}: {source}")]
    Io {
        /// The file, or `the output`.
        what: String,
        /// The system's reason.
        source: io::Error,
    },
    /// The library for a format refused the rows; an error of the program, not of the data.
    #[error("cannot encode {format}: {reason}")]
    Encode {
        /// Name of the format.
        format: &'static str,
        /// What the library said.
        reason: String,
    },
    /// The table tells of no steps, which the format is about.
    #[error("`{table}` cannot be written as {format}: it is for `events` and `timeline`")]
    Unsuited {
        /// Name of the format.
        format: &'static str,
        /// Name of the table.
        table: &'static str,
    },
    /// A number of a row lies outside the column's type.
    #[error("column `{column}` cannot hold {value} in {format}")]
    OutOfRange {
        /// Name of the format.
        format: &'static str,
        /// Name of the column.
        column: &'static str,
        /// The number.
        value: i64,
    },
}

impl ExportError {
    /// An input/output error on the stream given by the caller.
    pub(super) fn output(source: io::Error) -> Self {
        Self::Io { what: "the output".to_owned(), source }
    }

    /// True when the reader of a pipe has gone (`… | head`): not worth a message.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }

    /// The exit code of the contract: the machine failed it, but for a format that does not suit.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        if matches!(self, Self::Unsuited { .. }) { 2 } else { 5 }
    }

    /// What to do next, for people.
    #[must_use]
    pub fn advice(&self, lang: Lang) -> &'static str {
        match self {
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => lang.pick(
                    "Disken er fuld. Frigør plads, eller vælg en anden placering med --out; en fil fra før er urørt.",
                    "The disk is full. Free some space or choose another place with --out; an earlier file is untouched.",
                ),
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => lang.pick(
                    "Der må ikke skrives her. Vælg en anden placering med --out, eller ret rettighederne.",
                    "Writing is not allowed here. Choose another place with --out, or change the permissions.",
                ),
                io::ErrorKind::NotFound => lang.pick(
                    "Mappen findes ikke. Opret den, eller vælg en anden placering med --out.",
                    "The folder does not exist. Create it, or choose another place with --out.",
                ),
                _ => lang.pick("Prøv igen, eller vælg en anden placering med --out.", "Try again, or choose another place with --out."),
            },
            Self::Unsuited { .. } => lang.pick(
                "Eksportér timeline eller events, eller vælg et andet format.",
                "Export timeline or events, or choose another format.",
            ),
            Self::Encode { .. } | Self::OutOfRange { .. } => lang.pick(
                "Det er en fejl i programmet. Eksportér som ndjson imens, og meld fejlen.",
                "This is an error in the program. Export as ndjson meanwhile, and report it.",
            ),
        }
    }
}
