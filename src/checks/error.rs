//! What can be wrong with a law table or with a user's table of limits. Checks themselves cannot fail: what they cannot know becomes `uoplyst`.

use crate::lang::Lang;

/// A law table that cannot be used. Every message names the file and the line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// The file is no TOML, or has a key, type or value that the schema does not know.
    #[error("{file}:{line}: {message}")]
    Syntax {
        /// Name given to the text.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What the parser said, on one line.
        message: String,
    },
    /// The table contradicts what the check needs: a text, a slot, a limit or a paragraph.
    #[error("{file}:{line}: {problem}")]
    Content {
        /// Name given to the text.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What is missing or too much, and for which check.
        problem: String,
    },
    /// No file given holds the table of this check (or the texts that all checks share).
    #[error("no law table for `{check}` among {files} files")]
    Missing {
        /// Check name, or `faelles`.
        check: String,
        /// How many files were given.
        files: usize,
    },
}

/// A table of a municipality's own limits that cannot be used. Every message names the file and, where there is one, the line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "file and line, and the word that is wrong, as the messages say")]
pub enum FristError {
    /// The file is no TOML or CSV, or has a key that the table does not know.
    #[error("{file}:{line}: {message}")]
    Syntax { file: String, line: usize, message: String },
    /// A CSV without one of its columns.
    #[error("{file}: no column `{column}`; the columns are kommune, omraade, frist, enhed, and if wanted fra, til, kilde")]
    Column { file: String, column: String },
    /// There is not one row.
    #[error("{file}: the table holds no limit")]
    Empty { file: String },
    /// A unit that no limit has.
    #[error("{file}:{line}: unknown unit `{unit}`; the units are dage, uger and måneder")]
    Unit { file: String, line: usize, unit: String },
    /// No whole number, none that is more than nothing, or more than two years.
    #[error("{file}:{line}: `{number}` is no limit; give one whole number, more than 0 and no more than two years")]
    Number { file: String, line: usize, number: String },
    /// A municipality that does not exist.
    #[error("{file}:{line}: unknown municipality `{name}`; write one of the 98, or name it in `egne_kommuner` (TOML) if it is another")]
    UnknownMunicipality { file: String, line: usize, name: String },
    /// A measure that does not exist.
    #[error("{file}:{line}: unknown area `{name}`; the areas are familiebehandling, anbringelse, aflastning, fast_kontaktperson and alle")]
    UnknownArea { file: String, line: usize, name: String },
    /// A day that is none.
    #[error("{file}:{line}: `{day}` is no day; write it as 2024-01-31")]
    Day { file: String, line: usize, day: String },
    /// The last day lies before the first.
    #[error("{file}:{line}: the period ends before it begins")]
    Backwards { file: String, line: usize },
    /// Two limits of the same municipality and area hold on the same day.
    #[error("{file}:{line}: the period overlaps that of line {other}, of the same municipality and area")]
    Overlap { file: String, line: usize, other: usize },
}

impl FristError {
    /// What is wrong and what to write instead, for people.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Syntax { file, line, message } => format!("{file}:{line}: kan ikke læses som tabel ({message})"),
            Self::Column { file, column } => {
                format!("{file}: kolonnen `{column}` mangler; kolonnerne er kommune, omraade, frist, enhed og, om ønsket, fra, til, kilde")
            }
            Self::Empty { file } => format!("{file}: tabellen har ingen frister"),
            Self::Unit { file, line, unit } => format!("{file}:{line}: ukendt enhed `{unit}`; enhederne er dage, uger og måneder"),
            Self::Number { file, line, number } => {
                format!("{file}:{line}: `{number}` er ingen frist; skriv ét helt tal, større end 0 og højst to år")
            }
            Self::UnknownMunicipality { file, line, name } => {
                format!(
                    "{file}:{line}: ukendt kommune `{name}`; skriv en af de 98, eller nævn den i `egne_kommuner` (TOML), hvis den er en anden"
                )
            }
            Self::UnknownArea { file, line, name } => {
                format!(
                    "{file}:{line}: ukendt område `{name}`; områderne er familiebehandling, anbringelse, aflastning, fast_kontaktperson og alle"
                )
            }
            Self::Day { file, line, day } => format!("{file}:{line}: `{day}` er ingen dag; skriv den som 2024-01-31"),
            Self::Backwards { file, line } => format!("{file}:{line}: perioden slutter, før den begynder"),
            Self::Overlap { file, line, other } => {
                format!("{file}:{line}: perioden overlapper den i linje {other} for samme kommune og område")
            }
        }
    }
}
