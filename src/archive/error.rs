//! What can stop a whole path, and what can go wrong when an act is read again.

use std::io;

use thiserror::Error;

use crate::lang::Lang;

/// Whose fault a problem is; the command line makes exit codes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// What was given is no usable archive, or the program was called wrongly.
    Input,
    /// The machine failed: permissions, disk, a file that changed under us.
    Machine,
}

/// A path, folder or act that could not be used.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// No path was given.
    #[error("no archive given")]
    NothingGiven,
    /// The path does not exist.
    #[error("no such file or folder: {place}")]
    Missing {
        /// The path as given.
        place: String,
    },
    /// The path is neither ZIP, folder nor PDF.
    #[error("not a zip archive, folder or pdf: {place}")]
    NotAnArchive {
        /// The path as given.
        place: String,
    },
    /// It begins as a ZIP, but not one member could be found in it.
    #[error("damaged zip archive, nothing could be recovered: {place}")]
    Destroyed {
        /// The path as given.
        place: String,
    },
    /// Nothing below the path is an act.
    #[error("no acts among {members} members: {place}")]
    NoActs {
        /// The path as given.
        place: String,
        /// Files and folders found below it.
        members: usize,
        /// Of these: refused or damaged.
        lost: usize,
    },
    /// More entries than [`Limits::max_entries`](crate::archive::Limits::max_entries); what came before is kept for
    /// folders, nothing of a ZIP.
    #[error("more than {limit} entries: {place}")]
    TooManyEntries {
        /// The archive or folder.
        place: String,
        /// The limit.
        limit: usize,
    },
    /// A file or folder on disk could not be read.
    #[error("cannot read {place}: {source}")]
    Unreadable {
        /// The file or folder.
        place: String,
        /// The system's reason.
        source: io::Error,
    },
    /// The temporary file for nested archives could not be written.
    #[error("cannot keep nested archive {place} while reading it: {source}")]
    Spool {
        /// The nested archive.
        place: String,
        /// The system's reason.
        source: io::Error,
    },
    /// An act is no longer what it was when the delivery was opened.
    #[error("changed since the delivery was opened: {place}")]
    Changed {
        /// The act.
        place: String,
    },
}

impl ArchiveError {
    /// Whose fault it is.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::NothingGiven
            | Self::Missing { .. }
            | Self::NotAnArchive { .. }
            | Self::Destroyed { .. }
            | Self::NoActs { .. }
            | Self::TooManyEntries { .. } => Fault::Input,
            Self::Unreadable { .. } | Self::Spool { .. } | Self::Changed { .. } => Fault::Machine,
        }
    }

    /// What happened, to what, and what to do: one line for people.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Da => self.danish(),
            Lang::En => self.english(),
        }
    }

    fn danish(&self) -> String {
        match self {
            Self::NothingGiven => "Der er ikke angivet noget arkiv. Angiv en ZIP-fil, en mappe eller en PDF.".into(),
            Self::Missing { place } => format!("{place}: findes ikke. Kontrollér stien."),
            Self::NotAnArchive { place } => {
                format!("{place}: er hverken en ZIP-fil, en mappe eller en PDF. Kontrollér, at det er den rigtige fil.")
            }
            Self::Destroyed { place } => {
                format!("{place}: ZIP-filen er beskadiget, og intet kunne reddes. Bed kommunen sende arkivet igen.")
            }
            Self::NoActs { place, members, lost } => format!(
                "{place}: ingen akter fundet blandt {members} filer og mapper ({lost} afvist eller beskadiget). \
                 Kontrollér, at det er det rigtige arkiv, og at akterne er PDF-filer."
            ),
            Self::TooManyEntries { place, limit } => {
                format!("{place}: flere end {limit} filer. Del leverancen op, eller hæv grænsen.")
            }
            Self::Unreadable { place, source } => {
                format!("{place}: kan ikke læses ({source}). Kontrollér rettigheder og disk, og kør igen.")
            }
            Self::Spool { place, source } => {
                format!("{place}: arkivet kunne ikke mellemlagres under læsning ({source}). Skaf plads på disken, og kør igen.")
            }
            Self::Changed { place } => {
                format!("{place}: er ændret, siden leverancen blev åbnet. Kør igen, når filerne ligger fast.")
            }
        }
    }

    fn english(&self) -> String {
        match self {
            Self::NothingGiven => "No archive given. Give a ZIP file, a folder or a PDF.".into(),
            Self::Missing { place } => format!("{place}: does not exist. Check the path."),
            Self::NotAnArchive { place } => {
                format!("{place}: is neither a ZIP file, a folder nor a PDF. Check that it is the right file.")
            }
            Self::Destroyed { place } => {
                format!("{place}: the ZIP file is damaged and nothing could be recovered. Ask the municipality to send it again.")
            }
            Self::NoActs { place, members, lost } => format!(
                "{place}: no acts among {members} files and folders ({lost} refused or damaged). \
                 Check that it is the right archive and that the acts are PDF files."
            ),
            Self::TooManyEntries { place, limit } => {
                format!("{place}: more than {limit} files. Split the delivery or raise the limit.")
            }
            Self::Unreadable { place, source } => {
                format!("{place}: cannot be read ({source}). Check permissions and disk, then run again.")
            }
            Self::Spool { place, source } => {
                format!("{place}: the archive could not be kept while reading it ({source}). Free disk space, then run again.")
            }
            Self::Changed { place } => {
                format!("{place}: changed since the delivery was opened. Run again when the files are at rest.")
            }
        }
    }
}
