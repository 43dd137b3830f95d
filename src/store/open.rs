//! Opening a store for writing and for reading.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::acts::ActFiles;
use super::format::{self, FORMAT};
use super::lock::Lock;
use super::pictures::PictureTexts;
use super::{StoreError, acts};

/// Name of the database in the store's folder.
const DATABASE: &str = "aktspor.sqlite";
/// How long a statement waits for another connection's short lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open store. Dropping it closes it; a store that was open for writing lets its lock go.
#[derive(Debug)]
pub struct Store {
    pub(super) dir: PathBuf,
    pub(super) connection: Connection,
    acts: ActFiles,
    // Last, so that the database is closed before the lock is let go.
    _lock: Option<Lock>,
}

/// While it lives, everything read from the store is from one moment, though a run may be writing.
#[derive(Debug)]
pub struct Snapshot<'a> {
    _transaction: rusqlite::Transaction<'a>,
}

impl Store {
    /// Opens the store at `dir` for writing; makes it where there is none, brings an older format up to date, and clears what
    /// an interrupted run left half written. `holder` says to others who holds the lock, such as `aktspor 0.1.0 since 2025-03-01 12:00`.
    ///
    /// # Errors
    /// [`StoreError::Locked`], [`StoreError::Newer`], [`StoreError::Damaged`]; [`StoreError::DiskFull`] and [`StoreError::Machine`] where the
    /// folder cannot be made or written.
    pub fn open(dir: &Path, holder: &str) -> Result<Self, StoreError> {
        create_private(dir).map_err(|error| StoreError::io(dir, &error))?;
        let lock = Lock::take(dir, holder)?;
        let acts = ActFiles::new(dir);
        acts.prepare()?;
        let path = dir.join(DATABASE);
        let failed = |error: rusqlite::Error| StoreError::database(dir, &error);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&path, flags).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        let found = accept(dir, &connection)?;
        // WAL lets readers go on while a case is written. NORMAL: a kill loses nothing, a power cut at most the last cases, never the order.
        connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        connection.pragma_update(None, "synchronous", "NORMAL").map_err(failed)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(failed)?;
        if found < FORMAT {
            format::migrate(&mut connection, found).map_err(failed)?;
        }
        acts::sync_folder(dir)?;
        Ok(Self { dir: dir.to_owned(), connection, acts, _lock: Some(lock) })
    }

    /// Opens the store at `dir` for reading, also while a run writes to it and also from a read-only disk.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Newer`], [`StoreError::Damaged`] (also for a store of an older format, which
    /// has to be opened for writing once), [`StoreError::Machine`].
    pub fn open_read_only(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(DATABASE);
        match fs::metadata(&path) {
            Ok(meta) if meta.len() == 0 => return Err(StoreError::Missing { path: dir.to_owned() }),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(StoreError::Missing { path: dir.to_owned() }),
            Err(error) => return Err(StoreError::io(&path, &error)),
        }
        let connection = open_reader(dir, &path)?;
        let found = accept(dir, &connection)?;
        if found == 0 {
            return Err(StoreError::Missing { path: dir.to_owned() });
        }
        if found < FORMAT {
            let reason = format!("format {found} is older than {FORMAT}; run `aktspor ingest` once to bring it up to date");
            return Err(StoreError::Damaged { path: dir.to_owned(), reason });
        }
        Ok(Self { dir: dir.to_owned(), connection, acts: ActFiles::new(dir), _lock: None })
    }

    /// The store's folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The folder of the search index.
    #[must_use]
    pub fn index_dir(&self) -> PathBuf {
        self.dir.join("index")
    }

    /// The acts' files; a handle that threads may share.
    #[must_use]
    pub fn act_files(&self) -> &ActFiles {
        &self.acts
    }

    /// What was read from pictures of pages; a handle that threads may share.
    #[must_use]
    pub fn picture_texts(&self) -> PictureTexts {
        PictureTexts::new(&self.dir)
    }

    /// Fixes the moment from which everything is read, until the snapshot is dropped. One at a time.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] or [`StoreError::Machine`].
    pub fn snapshot(&self) -> Result<Snapshot<'_>, StoreError> {
        let transaction = self.connection.unchecked_transaction().map_err(self.failed())?;
        // A deferred transaction fixes its moment at its first read.
        transaction.query_row("SELECT count(*) FROM meta", [], |_| Ok(())).map_err(self.failed())?;
        Ok(Snapshot { _transaction: transaction })
    }

    /// A number that is another as soon as somebody else has committed something since it was last asked of this very store.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] or [`StoreError::Machine`].
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.connection.pragma_query_value(None, "data_version", |row| row.get(0)).map_err(self.failed())
    }

    /// Reads the whole database and compares it with itself; slow on a large store.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with the first contradiction.
    pub fn verify(&self) -> Result<(), StoreError> {
        let verdict: String = self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(self.failed())?;
        if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged { path: self.dir.clone(), reason: verdict }) }
    }

    /// The number that the index must carry to belong to these tables.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] or [`StoreError::Machine`].
    pub fn index_generation(&self) -> Result<u64, StoreError> {
        let number: i64 = self
            .connection
            .query_row("SELECT value FROM meta WHERE key = 'index_generation'", [], |row| row.get(0))
            .map_err(self.failed())?;
        Ok(number.unsigned_abs())
    }

    /// Makes every case unindexed and gives the number for a new index. Call it before that index is made: a run that
    /// dies between the two leaves an index with an old number, which is thrown away.
    ///
    /// # Errors
    /// As [`Store::replace_case`].
    pub fn begin_new_index(&mut self) -> Result<u64, StoreError> {
        let dir = self.dir.clone();
        let failed = |error| StoreError::database(&dir, &error);
        let transaction = self.connection.transaction().map_err(failed)?;
        transaction.execute("UPDATE cases SET indexed = 0", []).map_err(failed)?;
        transaction.execute("UPDATE meta SET value = value + 1 WHERE key = 'index_generation'", []).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        self.index_generation()
    }

    /// Makes the room's error from the database's.
    pub(super) fn failed(&self) -> impl Fn(rusqlite::Error) -> StoreError + use<'_> {
        |error| StoreError::database(&self.dir, &error)
    }
}

/// The file's format, if it is ours and not newer than we are.
fn accept(dir: &Path, connection: &Connection) -> Result<i64, StoreError> {
    let found = format::inspect(connection).map_err(|error| StoreError::database(dir, &error))?;
    if !found.ours {
        return Err(StoreError::Damaged { path: dir.to_owned(), reason: format!("{DATABASE} was not made by aktspor") });
    }
    if found.format > FORMAT {
        return Err(StoreError::Newer { path: dir.to_owned(), found: found.format, known: FORMAT });
    }
    Ok(found.format)
}

/// A connection for reading. A database in WAL mode needs its two companion files; on a disk where they can neither be found nor
/// made it is opened as immutable, which is right there, since nothing can change it.
fn open_reader(dir: &Path, path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let first = match try_reader(Connection::open_with_flags(path, flags)) {
        Ok(connection) => return Ok(connection),
        Err(error) => error,
    };
    // Rows of an interrupted run may still stand in the -wal file only; ignoring it would show less than was committed.
    let unmerged = fs::metadata(with_suffix(path, "-wal")).is_ok_and(|meta| meta.len() > 0);
    let denied = matches!(
        first.sqlite_error_code(),
        Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::ReadOnly | rusqlite::ErrorCode::PermissionDenied)
    );
    if !denied || fs::File::open(path).is_err() {
        return Err(StoreError::database(dir, &first));
    }
    if unmerged {
        let reason = "an interrupted run left rows that cannot be taken over on a read-only disk; \
                      copy the store to a disk that can be written, and read it there"
            .to_owned();
        return Err(StoreError::Machine { path: dir.to_owned(), reason });
    }
    open_immutable(path).map_err(|error| StoreError::database(dir, &error))
}

/// A connection to a database that nothing can change: no locks, no companion files.
pub(super) fn open_immutable(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let uri = immutable_uri(path).ok_or_else(|| rusqlite::Error::InvalidPath(path.to_owned()))?;
    try_reader(Connection::open_with_flags(uri, flags))
}

/// Opening alone touches no file: a first read shows whether it works.
fn try_reader(opened: rusqlite::Result<Connection>) -> rusqlite::Result<Connection> {
    let connection = opened?;
    connection.busy_timeout(PATIENCE)?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

/// `file:…?immutable=1` with every byte but the plain ones escaped.
fn immutable_uri(path: &Path) -> Option<String> {
    let absolute = fs::canonicalize(path).ok()?;
    let mut uri = String::from("file:");
    for byte in absolute.to_str()?.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri.push_str("?immutable=1");
    Some(uri)
}

/// The path with `suffix` behind its file name.
fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
/// Makes the store's folder for its owner alone: it holds CPR numbers. A folder that is there keeps the rights it has.
fn create_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}
