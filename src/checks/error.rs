//! What can be wrong with a law table. Checks themselves cannot fail: what they cannot know becomes `uoplyst`.

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
