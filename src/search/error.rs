//! What can go wrong with the index or a question, its exit code, and what to do.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use thiserror::Error;

use crate::lang::Lang;

/// Why the index could not be used, or the question not be answered.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SearchError {
    /// There is no index at this place.
    #[error("no search index at {}", path.display())]
    Missing {
        /// Folder of the index.
        path: PathBuf,
    },
    /// The index was made by another analysis, or belongs to other tables.
    #[error("the search index {} was made by another version", path.display())]
    Outdated {
        /// Folder of the index.
        path: PathBuf,
    },
    /// The index contradicts itself.
    #[error("the search index {} is damaged: {reason}", path.display())]
    Damaged {
        /// Folder of the index.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// Another program writes to the index.
    #[error("the search index {} is in use by another run", path.display())]
    Busy {
        /// Folder of the index.
        path: PathBuf,
    },
    /// No room on the disk.
    #[error("no room on the disk for {}", path.display())]
    DiskFull {
        /// Folder of the index.
        path: PathBuf,
    },
    /// The system refused: permissions, a failing disk.
    #[error("cannot use {}: {reason}", path.display())]
    Machine {
        /// Folder of the index.
        path: PathBuf,
        /// The system's reason.
        reason: String,
    },
    /// The question has no word to look for.
    #[error("the question has no word to search for")]
    NothingAsked,
    /// The question only says what must not be there.
    #[error("the question only says what is not wanted")]
    NothingWanted {
        /// Bytes of the question.
        at: Range<usize>,
    },
    /// A quotation mark has no partner.
    #[error("a quotation mark is not closed")]
    OpenQuote {
        /// Bytes of the question.
        at: Range<usize>,
    },
    /// A parenthesis has no partner.
    #[error("a parenthesis has no partner")]
    OpenParenthesis {
        /// Bytes of the question.
        at: Range<usize>,
    },
    /// `OR`, `NOT` or `NEAR` has nothing to stand before or after.
    #[error("`{word}` has nothing to join")]
    LooseOperator {
        /// The word as it was written.
        word: String,
        /// Bytes of the question.
        at: Range<usize>,
    },
    /// Something like `komune:` that is meant as a field.
    #[error("there is no field `{field}:`; `{nearest}:` may be meant")]
    UnknownField {
        /// As written.
        field: String,
        /// The field that is spelt most like it.
        nearest: &'static str,
        /// Bytes of the question.
        at: Range<usize>,
    },
    /// A field's value that cannot be read.
    #[error("`{value}` is nothing that `{field}:` can be")]
    BadValue {
        /// The field as written.
        field: String,
        /// The value as written.
        value: String,
        /// Bytes of the question.
        at: Range<usize>,
    },
    /// A field's value that no page of the index has.
    #[error("no page has `{field}:{value}`; there is: {}", known.join(", "))]
    UnknownValue {
        /// The field as written.
        field: String,
        /// The value as written.
        value: String,
        /// What there is.
        known: Vec<String>,
        /// Bytes of the question.
        at: Range<usize>,
    },
    /// Too few letters before `*` or `~`.
    #[error("`{word}` has too few letters")]
    TooShort {
        /// As written.
        word: String,
        /// Bytes of the question.
        at: Range<usize>,
    },
    /// A line of a list of searches is no question.
    #[error("line {line}: {error}")]
    BadLine {
        /// From 1.
        line: usize,
        /// What is wrong with it; its place is in the question of the line.
        error: Box<SearchError>,
    },
    /// A search cannot be kept under this name.
    #[error("a search cannot be named `{name}`")]
    BadName {
        /// As given.
        name: String,
    },
    /// No search is kept under this name.
    #[error("no search is kept as `{name}`; there is: {}", known.join(", "))]
    UnknownSaved {
        /// As given.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The question has too many parts, or they are nested too deep.
    #[error("the question has more than {limit} parts")]
    TooLong {
        /// The most that is taken.
        limit: usize,
    },
}

impl SearchError {
    /// The exit code of the contract.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::DiskFull { .. } | Self::Machine { .. } => 5,
            Self::Missing { .. } | Self::Outdated { .. } | Self::Damaged { .. } | Self::Busy { .. } => 4,
            _ => 2,
        }
    }

    /// The bytes of the question that are at fault; none where it is the whole, or no question.
    #[must_use]
    pub fn span(&self) -> Option<Range<usize>> {
        match self {
            Self::NothingWanted { at }
            | Self::OpenQuote { at }
            | Self::OpenParenthesis { at }
            | Self::LooseOperator { at, .. }
            | Self::UnknownField { at, .. }
            | Self::BadValue { at, .. }
            | Self::UnknownValue { at, .. }
            | Self::TooShort { at, .. } => Some(at.clone()),
            _ => None,
        }
    }

    /// What happened, for people: a sentence without its full stop.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            let text = self.to_string();
            let mut chars = text.chars();
            return chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str());
        }
        match self {
            Self::Missing { path } => format!("{}: her er intet søgeindeks", path.display()),
            Self::Outdated { path } => format!("{}: søgeindekset er lavet af en anden udgave", path.display()),
            Self::Damaged { path, reason } => format!("{}: søgeindekset er beskadiget ({reason})", path.display()),
            Self::Busy { path } => format!("{}: søgeindekset er i brug af en anden kørsel", path.display()),
            Self::DiskFull { path } => format!("{}: disken er fuld", path.display()),
            Self::Machine { path, reason } => format!("{}: kan ikke bruges ({reason})", path.display()),
            Self::NothingAsked => "Der er ikke noget ord at søge efter".to_owned(),
            Self::NothingWanted { .. } => "Der står kun, hvad der ikke ønskes".to_owned(),
            Self::OpenQuote { .. } => "Et anførselstegn mangler sin makker".to_owned(),
            Self::OpenParenthesis { .. } => "En parentes mangler sin makker".to_owned(),
            Self::LooseOperator { word, .. } => format!("`{word}` har ikke noget at forbinde"),
            Self::UnknownField { field, nearest, .. } => format!("Der er intet felt `{field}:`; mente du `{nearest}:`?"),
            Self::BadValue { field, value, .. } => format!("`{value}` kan ikke stå efter `{field}:`"),
            Self::UnknownValue { field, value, known, .. } => format!("Ingen side har `{field}:{value}`; der er: {}", known.join(", ")),
            Self::TooShort { word, .. } => format!("`{word}` har for få bogstaver"),
            Self::BadLine { line, error } => format!("Linje {line}: {}", error.message(lang)),
            Self::BadName { name } => format!("En søgning kan ikke hedde `{name}`"),
            Self::UnknownSaved { name, known } => format!("Ingen søgning er gemt som `{name}`; der er: {}", known.join(", ")),
            Self::TooLong { limit } => format!("Der er flere end {limit} dele i spørgsmålet"),
        }
    }

    /// True where making the index again from the store mends it.
    #[must_use]
    pub fn is_mended_by_rebuild(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::Outdated { .. } | Self::Damaged { .. })
    }

    /// What to do next, for people.
    #[must_use]
    pub fn advice(&self, lang: Lang) -> &'static str {
        match self {
            Self::Missing { .. } | Self::Outdated { .. } | Self::Damaged { .. } => lang.pick(
                "Kør aktspor ingest på arkivet igen: søgeindekset laves på ny ud fra lageret, og intet læses to gange.",
                "Run aktspor ingest on the archive again: the search index is made anew from the store, and nothing is read twice.",
            ),
            Self::Busy { .. } => lang.pick("Vent, til den anden kørsel er færdig.", "Wait until the other run has ended."),
            Self::DiskFull { .. } => lang.pick(
                "Frigør plads, og kør samme kommando igen.",
                "Free some space and run the same command again.",
            ),
            Self::Machine { .. } => lang.pick(
                "Ret rettighederne eller disken, og kør samme kommando igen.",
                "Mend the permissions or the disk and run the same command again.",
            ),
            Self::NothingAsked => lang.pick(
                "Skriv mindst ét ord, fx: aktspor search børnesamtale.",
                "Write at least one word, such as: aktspor search børnesamtale.",
            ),
            Self::NothingWanted { .. } => lang.pick(
                "Skriv også et ord, der skal findes, fx: samtale -skole.",
                "Write a word to be found as well, such as: samtale -skole.",
            ),
            Self::OpenQuote { .. } => lang.pick(
                "Sæt \" både før og efter udtrykket, fx: \"samtale med barnet\".",
                "Put \" before and after the phrase, such as: \"samtale med barnet\".",
            ),
            Self::OpenParenthesis { .. } => lang.pick(
                "Hver ( skal have en ), fx: (samtale OR møde) skole.",
                "Each ( needs a ), such as: (samtale OR møde) skole.",
            ),
            Self::LooseOperator { .. } => lang.pick(
                "OR (ELLER), AND (OG), NEAR (NÆR) og NOT (IKKE) skal stå mellem eller før ord, fx: samtale OR møde. Sæt \" om, hvis selve ordet søges.",
                "OR (ELLER), AND (OG), NEAR (NÆR) and NOT (IKKE) stand between or before words, such as: samtale OR møde. Quote the word to search for it.",
            ),
            Self::UnknownField { .. } => lang.pick(
                "Felterne er sag:, kommune:, akt:, type:, dato:, år:, side:, hændelse: og ocr:. Sæt \" om, hvis selve teksten søges.",
                "The fields are case:, municipality:, act:, type:, date:, year:, page:, event: and ocr:. Quote the text to search for it.",
            ),
            Self::BadValue { .. } => lang.pick(
                "Skriv fx: dato:2021-03..2021-05, dato:12.05.2021, år:2021, side:1..3, ocr:0..60.",
                "Write, for instance: date:2021-03..2021-05, date:12.05.2021, year:2021, page:1..3, ocr:0..60.",
            ),
            Self::UnknownValue { .. } => lang.pick("Vælg en af dem.", "Choose one of them."),
            Self::TooShort { .. } => lang.pick(
                "Før * skal stå mindst to bogstaver, før ~ mindst fire.",
                "Before * there must be two letters or more, before ~ four.",
            ),
            Self::BadLine { error, .. } => error.advice(lang),
            Self::BadName { .. } => lang.pick("Vælg et navn på én linje uden tabulator.", "Choose a name of one line without a tab."),
            Self::UnknownSaved { .. } => {
                lang.pick("Gem den med: aktspor search SPØRGSMÅL --save NAVN.", "Keep it with: aktspor search QUESTION --save NAME.")
            }
            Self::TooLong { .. } => lang.pick("Del spørgsmålet op i flere.", "Split the question into several."),
        }
    }

    /// The index library's error on the index at `path`.
    pub(super) fn index(path: &Path, error: &TantivyError) -> Self {
        let owned = path.to_owned();
        match error {
            TantivyError::IoError(source) => Self::io(path, source),
            TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
            | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. })
            | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, .. })
            | TantivyError::LockFailure(LockError::IoError(io_error), _) => Self::io(path, io_error),
            TantivyError::LockFailure(LockError::LockBusy, _) => Self::Busy { path: owned },
            TantivyError::OpenDirectoryError(OpenDirectoryError::DoesNotExist(_)) => Self::Missing { path: owned },
            TantivyError::IncompatibleIndex(_) => Self::Outdated { path: owned },
            other => Self::Damaged { path: owned, reason: short(&other.to_string()) },
        }
    }

    /// The library's error while it writes. Its threads pass the system's reason on as text only, and what they were writing was whole
    /// before: then the machine failed, and nothing is damaged.
    pub(super) fn writing(self) -> Self {
        match self {
            // ENOSPC and EDQUOT.
            Self::Damaged { path, reason } if reason.contains("os error 28)") || reason.contains("os error 122)") => {
                Self::DiskFull { path }
            }
            Self::Damaged { path, reason } => Self::Machine { path, reason },
            other => other,
        }
    }

    /// A system error.
    pub(super) fn io(path: &Path, source: &io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            // What mapped files turn out to be when they were cut or overwritten.
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => Self::Damaged { path, reason: short(&source.to_string()) },
            _ => Self::Machine { path, reason: short(&source.to_string()) },
        }
    }
}

/// The first line, without the file contents that the library's messages may carry.
fn short(reason: &str) -> String {
    reason.lines().next().unwrap_or_default().chars().take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_told_by_a_thread_is_a_full_disk() {
        let at = Path::new("index");
        let told = |reason: &str| SearchError::index(at, &TantivyError::InternalError(reason.to_owned()));
        assert!(matches!(told("No space left on device (os error 28)").writing(), SearchError::DiskFull { .. }));
        assert_eq!(told("an index writer was killed").writing().exit_code(), 5);
        assert_eq!(told("a posting list ends early").exit_code(), 4);
    }
}
