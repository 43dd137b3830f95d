//! The log of look-ups, searches, exports, decisions and log-ins: lines that are only added, each carrying the hash of the one before.
//!
//! A line is JSON with its keys in a fixed order; its hash is SHA-256 over the hash before it and the line. Whoever changes, removes or moves a line
//! breaks every hash after it; whoever rewrites all of them ends at another last hash than the one noted elsewhere, and whoever cuts the end off at
//! another number. [`Desk::verify_log`] says both.

use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::desk::from_json;
use super::{Desk, DeskError, Moment};

/// The hash before the first line.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What happened, as the caller tells it.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// Log-in name of who did it, or who tried.
    pub who: &'a str,
    /// What: a word with dots, such as `case.view` or `decision.confirm`.
    pub what: &'a str,
    /// The case it concerns.
    pub case: Option<&'a str>,
    /// More: a check, an act and page, a query, the number of rows. Never text from acts.
    pub detail: &'a str,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1.
    pub number: i64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
    /// The case it concerns.
    pub case: Option<String>,
    /// More.
    pub detail: String,
}

/// What verifying the log came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum LogState {
    /// All hashes hold.
    Whole {
        /// Number of lines.
        lines: i64,
        /// Hash of the last: note it elsewhere, and a log that was rewritten as a whole shows too.
        last: String,
    },
    /// A line is not what was written, or one before it is gone.
    Broken {
        /// Number of the first line that does not hold.
        line: i64,
    },
}

impl Desk {
    /// Adds a line.
    ///
    /// # Errors
    /// [`DeskError::DiskFull`], [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn note(&mut self, occasion: &Occasion<'_>, at: Moment) -> Result<(), DeskError> {
        self.write(Some((occasion, at)), |_| Ok(()))
    }

    /// Lines, the newest first: `count` of them below number `before`, if given.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn log(&self, before: Option<i64>, count: u32, wanted: &str) -> Result<Vec<Entry>, DeskError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT line FROM log WHERE number < ?1 AND instr(line, ?3) > 0 ORDER BY number DESC LIMIT ?2")
            .map_err(self.failed())?;
        let lines = statement
            .query_map(params![before.unwrap_or(i64::MAX), count, wanted], |row| from_json(0, &row.get::<_, String>(0)?))
            .map_err(self.failed())?;
        lines.collect::<Result<_, _>>().map_err(self.failed())
    }

    /// Computes every hash anew.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn verify_log(&self) -> Result<LogState, DeskError> {
        let mut statement = self.connection.prepare("SELECT number, line, hash FROM log ORDER BY number").map_err(self.failed())?;
        let mut rows = statement.query([]).map_err(self.failed())?;
        let (mut last, mut lines) = (BEGINNING.to_owned(), 0);
        while let Some(row) = rows.next().map_err(self.failed())? {
            let read = || Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?));
            let (number, line, hash) = read().map_err(self.failed())?;
            lines += 1;
            let numbered = serde_json::from_str::<Entry>(&line).is_ok_and(|entry| entry.number == number);
            if number != lines || !numbered || hash != chained(&last, &line) {
                return Ok(LogState::Broken { line: lines });
            }
            last = hash;
        }
        Ok(LogState::Whole { lines, last })
    }
}

/// Adds a line inside a transaction that holds the right to write.
pub(super) fn append(transaction: &Transaction<'_>, occasion: &Occasion<'_>, at: Moment) -> rusqlite::Result<()> {
    let before: Option<(i64, String)> = transaction
        .prepare_cached("SELECT number, hash FROM log ORDER BY number DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (number, last) = before.unwrap_or((0, BEGINNING.to_owned()));
    let entry = Entry {
        number: number + 1,
        at: at.to_string(),
        who: occasion.who.to_owned(),
        what: occasion.what.to_owned(),
        case: occasion.case.map(str::to_owned),
        detail: occasion.detail.to_owned(),
    };
    let line = super::desk::to_json(&entry)?;
    let hash = chained(&last, &line);
    transaction.prepare_cached("INSERT INTO log (number, line, hash) VALUES (?1, ?2, ?3)")?.execute(params![entry.number, line, hash])?;
    Ok(())
}

/// SHA-256 over the hash before and the line, in hexadecimal.
fn chained(before: &str, line: &str) -> String {
    hex(&Sha256::new().chain_update(before).chain_update("\n").chain_update(line).finalize())
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
