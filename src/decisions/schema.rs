//! The tables, and which of them are only ever added to.

use rusqlite::Connection;

/// The format that this program writes; kept in `user_version`.
pub(super) const FORMAT: i64 = 2;
/// Marks the file as ours: `AKTD`.
pub(super) const APPLICATION_ID: i64 = 0x414B_5444;

/// Tables whose rows nobody may change or delete, this program included.
const ADDED_TO_ONLY: &[&str] = &["decisions", "undone", "notes", "marks", "unmarked", "assignments", "samples", "sample_items", "log"];

/// `STEPS[n]` brings format `n` to `n + 1`.
const STEPS: &[&str] = &[
    "
CREATE TABLE users (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    access TEXT NOT NULL,
    password TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL
) STRICT;
CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    reader TEXT NOT NULL REFERENCES users (name),
    begun INTEGER NOT NULL,
    seen INTEGER NOT NULL
) STRICT;
CREATE TABLE attempts (
    name TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last INTEGER NOT NULL
) STRICT;
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL,
    check_name TEXT NOT NULL,
    reader TEXT NOT NULL,
    slot TEXT NOT NULL,
    choice TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    suggested TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    seen TEXT NOT NULL,
    acts TEXT NOT NULL,
    sample INTEGER,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX decisions_by_case ON decisions (case_id, check_name);
CREATE TABLE undone (
    decision INTEGER PRIMARY KEY REFERENCES decisions (id),
    reader TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL,
    check_name TEXT,
    reader TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX notes_by_case ON notes (case_id);
CREATE TABLE marks (
    id INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL,
    mark TEXT NOT NULL,
    reader TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX marks_by_case ON marks (case_id);
CREATE TABLE unmarked (
    mark INTEGER PRIMARY KEY REFERENCES marks (id),
    reader TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE assignments (
    id INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL,
    reader TEXT,
    given_by TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX assignments_by_case ON assignments (case_id);
CREATE INDEX assignments_by_reader ON assignments (reader);
CREATE TABLE samples (
    id INTEGER PRIMARY KEY,
    seed TEXT NOT NULL,
    population INTEGER NOT NULL,
    reader TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE sample_items (
    sample INTEGER NOT NULL REFERENCES samples (id),
    place INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    check_name TEXT NOT NULL,
    PRIMARY KEY (sample, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE log (
    number INTEGER PRIMARY KEY,
    line TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
",
    // What the verdict came to with the events that the reader had marked; and which verdicts of a case are in a sample, asked for with every card.
    "
ALTER TABLE decisions ADD COLUMN marked TEXT;
CREATE INDEX sample_items_by_case ON sample_items (case_id, check_name);
",
];

/// Brings the file to [`FORMAT`] in one transaction.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Read again behind the lock: another program may have done it meanwhile.
    let from: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for step in STEPS.iter().skip(usize::try_from(from).unwrap_or(0)) {
        transaction.execute_batch(step)?;
    }
    if from == 0 {
        for table in ADDED_TO_ONLY {
            for change in ["UPDATE", "DELETE"] {
                transaction.execute_batch(&format!(
                    "CREATE TRIGGER {table}_no_{change} BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END;"
                ))?;
            }
        }
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.commit()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::decisions::{Choice, Desk, Moment, NewDecision, Role, WithMarks};

    #[test]
    fn a_file_of_the_first_format_keeps_what_it_holds_and_takes_more() {
        let dir = tempfile::tempdir().unwrap();
        let old = Connection::open(dir.path().join("desk.sqlite")).unwrap();
        old.execute_batch(STEPS[0]).unwrap();
        let kept = "INSERT INTO decisions (case_id, check_name, reader, slot, choice, outcome, reason, suggested, fingerprint, seen, acts, sample, at)
             VALUES ('sag-1', 'samtykke', 'anne', 'first', 'confirm', 'overholdt', '', 'overholdt', 'f', '{}', '[]', NULL, 7)";
        old.execute_batch(kept).unwrap();
        old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        old.pragma_update(None, "user_version", 1).unwrap();
        drop(old);

        let mut desk = Desk::open(dir.path()).unwrap();
        let row = serde_json::from_value(serde_json::json!({
            "case": "sag-1", "municipality": null, "case_type": null, "check": "klagevejledning", "outcome": "uoplyst", "reason": "", "remarks": [],
            "law": "", "started": null, "deadline": null, "ended": null, "evidence": [],
        }))
        .unwrap();
        let marked = WithMarks { marks: vec![1], outcome: "overholdt".to_owned(), reason: "fordi".to_owned() };
        let new = NewDecision {
            seen: &row,
            acts: &[],
            choice: Choice::Confirm,
            outcome: "uoplyst",
            reason: "",
            sample: None,
            marked: Some(&marked),
        };
        desk.decide("anne", Role::Reviewer, &new, Moment(8)).unwrap();
        let kept = desk.decisions("sag-1").unwrap();
        assert_eq!(kept.iter().map(|one| one.marked.clone()).collect::<Vec<_>>(), [None, Some(marked)]);
        drop(desk);
        assert_eq!(Desk::open(dir.path()).unwrap().decisions("sag-1").unwrap().len(), 2);
    }
}
