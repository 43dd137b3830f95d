//! The file itself: opened, read, written.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::schema::{self, APPLICATION_ID, FORMAT};
use super::{DeskError, Moment, log};

/// Name of the file in the store's folder.
const FILE: &str = "desk.sqlite";
/// How long a statement waits for another connection's write.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open connection to what people decided. Several may be open at once, in one process and in many; writes queue.
#[derive(Debug)]
pub struct Desk {
    pub(super) path: PathBuf,
    pub(super) connection: Connection,
}

/// How far the tables have come that lists are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Revision {
    /// Number of the last decision.
    pub decision: i64,
    /// How many decisions were undone.
    pub undone: i64,
    /// Number of the last assignment.
    pub assignment: i64,
    /// Number of the last sample.
    pub sample: i64,
}

impl Desk {
    /// Whether the store's folder has such a file: nothing is made where someone only looks.
    #[must_use]
    pub fn is_in(store: &Path) -> bool {
        store.join(FILE).is_file()
    }

    /// Opens the file in the store's folder; makes both where there are none.
    ///
    /// # Errors
    /// [`DeskError::Newer`], [`DeskError::Damaged`], [`DeskError::DiskFull`], [`DeskError::Machine`].
    pub fn open(store: &Path) -> Result<Self, DeskError> {
        let path = store.join(FILE);
        let machine = |error: std::io::Error| DeskError::Machine { path: path.clone(), reason: error.to_string() };
        private_folder(store).map_err(machine)?;
        let failed = |error: rusqlite::Error| DeskError::database(&path, &error);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&path, flags).map_err(failed)?;
        owner_only(&path).map_err(machine)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        let number = |connection: &Connection, name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let (mark, found) = (number(&connection, "application_id").map_err(failed)?, number(&connection, "user_version").map_err(failed)?);
        let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
        if mark != APPLICATION_ID && (mark != 0 || found != 0 || tables != 0) {
            return Err(DeskError::Damaged { path, reason: format!("{FILE} was not made by aktspor") });
        }
        if found > FORMAT {
            return Err(DeskError::Newer { path, found, known: FORMAT });
        }
        connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        // FULL: what was acknowledged outlives a power cut too. Readers decide a few times a minute; the flush costs nobody anything.
        connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(failed)?;
        if found < FORMAT {
            schema::migrate(&mut connection).map_err(failed)?;
        }
        Ok(Self { path, connection })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How far the tables that lists are made of have come: as long as it stands, what was read of them stands.
    ///
    /// # Errors
    /// [`DeskError::Damaged`], [`DeskError::Machine`].
    pub fn revision(&self) -> Result<Revision, DeskError> {
        self.connection
            .prepare_cached(
                "SELECT coalesce((SELECT max(id) FROM decisions), 0), (SELECT count(*) FROM undone),
                        coalesce((SELECT max(id) FROM assignments), 0), coalesce((SELECT max(id) FROM samples), 0)",
            )
            .and_then(|mut statement| {
                statement.query_row([], |row| {
                    Ok(Revision { decision: row.get(0)?, undone: row.get(1)?, assignment: row.get(2)?, sample: row.get(3)? })
                })
            })
            .map_err(self.failed())
    }

    /// Runs `work` in one transaction that holds the right to write from its start, so that what it reads stays true until it has written, and adds
    /// its line to the log in the same transaction.
    pub(super) fn write<T>(
        &mut self,
        occasion: Option<(&log::Occasion<'_>, Moment)>,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Trouble>,
    ) -> Result<T, DeskError> {
        let path = self.path.clone();
        let failed = |error: rusqlite::Error| DeskError::database(&path, &error);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let done = work(&transaction).map_err(|trouble| match trouble {
            Trouble::Database(error) => DeskError::database(&path, &error),
            Trouble::Refused(refusal) => DeskError::Refused(refusal),
        })?;
        if let Some((occasion, at)) = occasion {
            log::append(&transaction, occasion, at).map_err(failed)?;
        }
        transaction.commit().map_err(failed)?;
        Ok(done)
    }

    /// Makes the room's error from the database's.
    pub(super) fn failed(&self) -> impl Fn(rusqlite::Error) -> DeskError + use<'_> {
        |error| DeskError::database(&self.path, &error)
    }
}

/// What ends a transaction.
pub(super) enum Trouble {
    /// The database.
    Database(rusqlite::Error),
    /// A rule.
    Refused(super::Refusal),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<super::Refusal> for Trouble {
    fn from(refusal: super::Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A value as JSON text.
pub(super) fn to_json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// A value that was kept as JSON text in `column`.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(column: usize, text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| unreadable(column, error))
}

/// A name of an enum that was kept in `column`.
pub(super) fn named<T: std::str::FromStr<Err = String>>(column: usize, text: &str) -> rusqlite::Result<T> {
    text.parse().map_err(|error: String| unreadable(column, error))
}

fn unreadable(column: usize, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into())
}

/// Makes the folder for its owner alone, as the store does; one that is there keeps the rights it has.
fn private_folder(dir: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// The file holds password hashes: its owner alone may read it, whatever the folder allows.
fn owner_only(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}
