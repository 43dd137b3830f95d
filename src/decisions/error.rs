//! What can go wrong with what people decided, and what to do.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::lang::Lang;

/// Why something was not kept or not found.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DeskError {
    /// The file was written by a newer program.
    #[error("{} has format {found}; this program knows formats up to {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format that this program knows.
        known: i64,
    },
    /// The file is no database of ours, or contradicts itself.
    #[error("{} is damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// No room on the disk.
    #[error("no room on the disk for {}", path.display())]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot use {}: {reason}", path.display())]
    Machine {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        reason: String,
    },
    /// A rule of the readings forbids it.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// What the rules of reading forbid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// An overturning says why.
    #[error("an overturned verdict needs a reason")]
    ReasonMissing,
    /// Confirming keeps the outcome, overturning changes it.
    #[error("the outcome does not fit what was chosen")]
    OutcomeUnfit,
    /// Someone decides a second time what they decided.
    #[error("this reader has decided this verdict")]
    AlreadyDecided,
    /// Two have read it and agree, or a third has settled it.
    #[error("this verdict is settled by two readers")]
    SettledByTwo,
    /// Two disagree, and only a lead who was neither of them settles.
    #[error("two readers disagree; a lead who is neither of them settles")]
    NeedsThird,
    /// There is nothing of one's own to undo.
    #[error("nothing to undo")]
    NothingToUndo,
    /// Another has read it since; undoing would end the blindness.
    #[error("another has read it since")]
    ReadSince,
    /// Whoever read it for a sample has seen the suggestion since; a second reading would not be blind.
    #[error("a reading for a sample stands")]
    SampleStands,
    /// The name is taken.
    #[error("a user of this name exists")]
    NameTaken,
    /// The name is not one for a user.
    #[error("a user name has 2 to 40 small letters, digits, hyphens and dots")]
    NameUnfit,
    /// There is no such user.
    #[error("no such user")]
    NoSuchUser,
    /// The password is too short or too long.
    #[error("a password has 12 to 200 letters")]
    PasswordUnfit,
    /// Without one, nobody could manage users.
    #[error("the last administrator cannot be disabled")]
    LastAdministrator,
    /// There is no text.
    #[error("there is no text")]
    Empty,
    /// A text is longer than is kept.
    #[error("the text is too long")]
    TooLong,
}

impl Refusal {
    /// For people, as a sentence without a full stop.
    #[must_use]
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::ReasonMissing => {
                lang.pick("Skriv en begrundelse for at omgøre vurderingen", "Write a reason for overturning the verdict")
            }
            Self::OutcomeUnfit => lang.pick("Vælg et andet udfald end det foreslåede", "Choose another outcome than the one suggested"),
            Self::AlreadyDecided => {
                lang.pick("Du har allerede afgjort denne vurdering; fortryd den først", "You have decided this verdict; undo it first")
            }
            Self::SettledByTwo => lang.pick("Vurderingen er endeligt afgjort", "The verdict is settled"),
            Self::NeedsThird => lang.pick(
                "To læsere er uenige; en leder, der ikke er en af dem, afgør den",
                "Two readers disagree; a lead who is neither of them settles it",
            ),
            Self::NothingToUndo => lang.pick("Her er ikke noget at fortryde", "There is nothing to undo"),
            Self::ReadSince => lang.pick(
                "En anden har læst vurderingen siden; den kan ikke længere fortrydes",
                "Another has read the verdict since; it can no longer be undone",
            ),
            Self::SampleStands => lang.pick(
                "En læsning til stikprøven kan ikke fortrydes: forslaget er vist siden",
                "A reading for the sample cannot be undone: the suggestion has been shown since",
            ),
            Self::NameTaken => lang.pick("Der findes en bruger med det navn", "A user of this name exists"),
            Self::NameUnfit => lang.pick(
                "Et brugernavn har 2 til 40 tegn: små bogstaver a-z, cifre, bindestreg og punktum",
                "A user name has 2 to 40 characters: small letters a-z, digits, hyphen and full stop",
            ),
            Self::NoSuchUser => lang.pick("Der er ingen bruger med det navn", "There is no user of this name"),
            Self::PasswordUnfit => lang.pick("En adgangskode har 12 til 200 tegn", "A password has 12 to 200 characters"),
            Self::LastAdministrator => lang.pick("Den sidste administrator kan ikke spærres", "The last administrator cannot be disabled"),
            Self::Empty => lang.pick("Der står ingen tekst", "There is no text"),
            Self::TooLong => lang.pick("Teksten er for lang (højst 4000 tegn)", "The text is too long (at most 4000 characters)"),
        }
    }
}

impl DeskError {
    /// The exit code of the contract.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(_) => 2,
            Self::Newer { .. } | Self::Damaged { .. } => 4,
            Self::DiskFull { .. } | Self::Machine { .. } => 5,
        }
    }

    /// What happened and what to do, for people: sentences.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Refused(refusal) => format!("{}.", refusal.words(lang)),
            Self::Newer { path, .. } => format!(
                "{}: {}",
                path.display(),
                lang.pick(
                    "filen er skrevet af en nyere udgave. Brug den nyere udgave af aktspor.",
                    "the file was written by a newer version. Use the newer aktspor."
                )
            ),
            Self::Damaged { path, reason } => format!(
                "{}: {} ({reason}). {}",
                path.display(),
                lang.pick("filen er beskadiget", "the file is damaged"),
                lang.pick("Hent den fra en sikkerhedskopi.", "Restore it from a backup.")
            ),
            Self::DiskFull { path } => format!(
                "{}: {}",
                path.display(),
                lang.pick("disken er fuld. Frigør plads, og prøv igen.", "the disk is full. Free some space and try again.")
            ),
            Self::Machine { path, reason } => format!(
                "{}: {} ({reason}). {}",
                path.display(),
                lang.pick("kan ikke bruges", "cannot be used"),
                lang.pick("Ret rettighederne eller disken, og prøv igen.", "Mend the permissions or the disk and try again.")
            ),
        }
    }

    /// A database error in the file at `path`.
    pub(super) fn database(path: &Path, source: &rusqlite::Error) -> Self {
        let path = path.to_owned();
        let reason = source.to_string();
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull { path },
            Some(
                ErrorCode::PermissionDenied
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::OutOfMemory
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::TooBig,
            ) => Self::Machine { path, reason },
            _ => Self::Damaged { path, reason },
        }
    }
}
