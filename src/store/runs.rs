//! The journal: which run did what, and which did not come to its end.

use rusqlite::params;

use super::{Store, StoreError};

/// Number of a run in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunId(i64);

/// A line of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// When it began, as its caller wrote it (RFC 3339).
    pub started: String,
    /// When it ended; none for one that is running or was interrupted.
    pub finished: Option<String>,
    /// Version of the program.
    pub program_version: String,
    /// Version (hash) of the grammars and law tables.
    pub grammar_version: String,
    /// What it counted, as its caller wrote it; null before the end.
    pub counts: serde_json::Value,
}

impl Store {
    /// Notes that a run begins.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`], [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn begin_run(&self, started: &str, program_version: &str, grammar_version: &str) -> Result<RunId, StoreError> {
        self.connection
            .execute(
                "INSERT INTO runs (started, program_version, grammar_version) VALUES (?1, ?2, ?3)",
                params![started, program_version, grammar_version],
            )
            .map_err(self.failed())?;
        Ok(RunId(self.connection.last_insert_rowid()))
    }

    /// Notes that a run ended, with what it counted.
    ///
    /// # Errors
    /// As [`Store::begin_run`].
    pub fn finish_run(&self, run: RunId, finished: &str, counts: &serde_json::Value) -> Result<(), StoreError> {
        self.connection
            .execute("UPDATE runs SET finished = ?2, counts = ?3 WHERE id = ?1", params![run.0, finished, counts.to_string()])
            .map_err(self.failed())?;
        Ok(())
    }

    /// The journal, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn runs(&self) -> Result<Vec<Run>, StoreError> {
        let mut statement = self
            .connection
            .prepare("SELECT started, finished, program_version, grammar_version, counts FROM runs ORDER BY id")
            .map_err(self.failed())?;
        let runs = statement
            .query_map([], |row| {
                let counts: Option<String> = row.get(4)?;
                Ok(Run {
                    started: row.get(0)?,
                    finished: row.get(1)?,
                    program_version: row.get(2)?,
                    grammar_version: row.get(3)?,
                    counts: counts.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
                })
            })
            .map_err(self.failed())?;
        runs.collect::<Result<_, _>>().map_err(self.failed())
    }
}
