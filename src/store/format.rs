//! The tables, their format number, and the steps from each format to the next.

use rusqlite::Connection;

/// The format that this program writes. A store of a higher number is refused, one of a lower number is brought up to date.
pub const FORMAT: i64 = 1;

/// Marks the file as ours: `AKTS`.
pub(super) const APPLICATION_ID: i64 = 0x414B_5453;

/// `STEPS[n]` brings format `n` to `n + 1`.
const STEPS: &[&str] = &["
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
INSERT INTO meta VALUES ('index_generation', 0);
CREATE TABLE cases (
    id TEXT PRIMARY KEY,
    municipality TEXT,
    case_type TEXT,
    consent INTEGER,
    law TEXT,
    born TEXT,
    sag TEXT,
    decision TEXT,
    acts INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    derived_by TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    indexed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX cases_unindexed ON cases (id) WHERE indexed = 0;
CREATE TABLE acts (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    place INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    pages INTEGER,
    doctype TEXT,
    date TEXT,
    source TEXT,
    state TEXT NOT NULL,
    message TEXT,
    places TEXT NOT NULL,
    PRIMARY KEY (case_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX acts_by_hash ON acts (sha256);
CREATE TABLE readings (
    sha256 TEXT PRIMARY KEY,
    reader_version TEXT NOT NULL,
    payload BLOB NOT NULL
) STRICT;
CREATE TABLE events (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (case_id, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE timeline (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (case_id, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE checks (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (case_id, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE findings (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (case_id, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    finished TEXT,
    program_version TEXT NOT NULL,
    grammar_version TEXT NOT NULL,
    counts TEXT
) STRICT;
"];

/// How the file presents itself.
pub(super) struct Found {
    /// Its format; 0 for a file without tables.
    pub(super) format: i64,
    /// It has our mark, or nothing at all.
    pub(super) ours: bool,
}

/// Reads mark and format.
pub(super) fn inspect(connection: &Connection) -> rusqlite::Result<Found> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (mark, format) = (number("application_id")?, number("user_version")?);
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(Found { format, ours: mark == APPLICATION_ID || (mark == 0 && format == 0 && tables == 0) })
}

/// Brings the file from format `from` to [`FORMAT`] in one transaction: after a kill it has the one or the other.
pub(super) fn migrate(connection: &mut Connection, from: i64) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    let done = usize::try_from(from).unwrap_or(0);
    for step in STEPS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.commit()
}
