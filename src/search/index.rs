//! The index itself: made, opened, kept whole.

use std::fmt;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tantivy::directory::MmapDirectory;
use tantivy::{Index as Library, IndexReader, IndexWriter, ReloadPolicy, Searcher};

use super::SearchError;
use super::analysis::ANALYSIS_VERSION;
use super::crew::Crew;
use super::lexicon::Lexicon;
use super::read_only::ReadOnly;
use super::schema::{Fields, register, schema};
use super::sorts::Known;
use super::writer::{PageDoc, Writer, commit, lexicon};

/// Memory that one writing thread fills before it writes a segment, in bytes.
const MEMORY_PER_THREAD: usize = 48 << 20;
/// Most threads that write; more make only smaller segments.
const MOST_THREADS: usize = 8;

/// Written with each commit: to which tables the index belongs, and by which analysis it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    generation: u64,
    analysis: u32,
}

/// An open index. Threads may share it.
pub struct Index {
    pub(super) dir: PathBuf,
    library: Library,
    pub(super) reader: IndexReader,
    pub(super) fields: Fields,
    mark: Mark,
    /// The table of compounds, once it was needed.
    lexicon: Mutex<Option<Arc<Lexicon>>>,
    /// What the pages are, as far as it was needed.
    known: Mutex<Option<Arc<Known>>>,
    /// Who goes through the pages.
    pub(super) crew: Crew,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "index {} {:?}", self.dir.display(), self.mark)
    }
}

impl Index {
    /// Makes an empty index in the folder, in place of anything there, with the number under which the store knows it.
    ///
    /// # Errors
    /// [`SearchError::DiskFull`], [`SearchError::Machine`].
    pub fn create(dir: &Path, generation: u64) -> Result<Self, SearchError> {
        let failed = |error| SearchError::io(dir, &error);
        if dir.exists() {
            fs::remove_dir_all(dir).map_err(failed)?;
        }
        fs::create_dir_all(dir).map_err(failed)?;
        let mark = Mark { generation, analysis: ANALYSIS_VERSION };
        guarded(dir, || {
            let library = Library::create_in_dir(dir, schema().0)?;
            register(&library);
            let mut writer: IndexWriter = library.writer_with_num_threads(1, MEMORY_PER_THREAD)?;
            commit(&mut writer, mark)?;
            writer.wait_merging_threads()
        })
        .map_err(SearchError::writing)?;
        Self::open_in(dir, MmapDirectory::open(dir).map_err(|error| SearchError::index(dir, &error.into()))?)
    }

    /// Opens an index for searching, also while a run writes to it and also from a read-only disk.
    ///
    /// # Errors
    /// [`SearchError::Missing`], [`SearchError::Outdated`], [`SearchError::Damaged`], [`SearchError::Machine`].
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        let folder = MmapDirectory::open(dir).map_err(|error| SearchError::index(dir, &error.into()))?;
        Self::open_in(dir, ReadOnly(folder))
    }

    /// Opens an index for writing, if it is whole and belongs to the tables; none when it is to be made anew by [`Index::create`].
    ///
    /// # Errors
    /// [`SearchError::DiskFull`], [`SearchError::Machine`].
    pub fn open_for_ingest(dir: &Path, generation: u64) -> Result<Option<Self>, SearchError> {
        let opened = MmapDirectory::open(dir)
            .map_err(|error| SearchError::index(dir, &error.into()))
            .and_then(|folder| Self::open_in(dir, folder))
            .and_then(|index| index.verify().map(|()| index));
        match opened {
            Ok(index) if index.mark.generation == generation => Ok(Some(index)),
            Ok(_) => Ok(None),
            Err(error) if error.is_mended_by_rebuild() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes the index anew from all cases with their pages. `E` is the caller's error, so that the store's passes through.
    ///
    /// # Errors
    /// The first error of `cases`, or what [`Index::create`] and [`Writer::commit`] give.
    pub fn rebuild<E: From<SearchError>>(
        dir: &Path,
        generation: u64,
        threads: usize,
        cases: impl IntoIterator<Item = Result<(String, Vec<PageDoc>), E>>,
    ) -> Result<Self, E> {
        let index = Self::create(dir, generation)?;
        let mut writer = index.writer(threads)?;
        for case in cases {
            let (id, pages) = case?;
            writer.replace_case(&id, &pages)?;
        }
        writer.commit()?;
        writer.finish()?;
        index.refresh()?;
        Ok(index)
    }

    /// The number under which the store knows the index.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.mark.generation
    }

    /// Number of pages in it, as of opening or the last [`Index::refresh`].
    #[must_use]
    pub fn pages(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Begins to write, with this many threads (1 to 8; less and more count as these).
    ///
    /// # Errors
    /// [`SearchError::Busy`], [`SearchError::DiskFull`], [`SearchError::Machine`].
    pub fn writer(&self, threads: usize) -> Result<Writer, SearchError> {
        let threads = threads.clamp(1, MOST_THREADS);
        let writer = guarded(&self.dir, || self.library.writer_with_num_threads(threads, MEMORY_PER_THREAD * threads))
            .map_err(SearchError::writing)?;
        Ok(Writer { dir: self.dir.clone(), library: self.library.clone(), writer, fields: self.fields, mark: self.mark })
    }

    /// Takes over what was committed since.
    ///
    /// # Errors
    /// [`SearchError::Damaged`], [`SearchError::Machine`].
    pub fn refresh(&self) -> Result<(), SearchError> {
        *self.lexicon.lock().unwrap_or_else(PoisonError::into_inner) = None;
        guarded(&self.dir, || self.reader.reload())
    }

    /// The table of compounds: the one beside the index where it fits, else made now, which takes a second a million different words.
    pub(super) fn lexicon(&self) -> Result<Arc<Lexicon>, SearchError> {
        let mut kept = self.lexicon.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lexicon) = kept.as_ref() {
            return Ok(Arc::clone(lexicon));
        }
        let made = guarded(&self.dir, || match Lexicon::load(&self.dir, self.library.load_metas()?.opstamp) {
            Some(lexicon) => Ok(lexicon),
            None => lexicon(&self.reader.searcher(), self.fields),
        })?;
        Ok(Arc::clone(kept.insert(Arc::new(made))))
    }

    /// What is known of the pages that the searcher sees.
    pub(super) fn known(&self, searcher: &Searcher) -> Arc<Known> {
        let mut kept = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.as_ref().filter(|known| known.is_of(searcher)) {
            Some(known) => Arc::clone(known),
            None => Arc::clone(kept.insert(Arc::new(Known::of(searcher)))),
        }
    }

    /// Opens what lies in the folder.
    fn open_in(dir: &Path, folder: impl tantivy::Directory) -> Result<Self, SearchError> {
        if !dir.join("meta.json").exists() {
            return Err(SearchError::Missing { path: dir.to_owned() });
        }
        let (schema, fields) = schema();
        let (library, reader, payload) = guarded(dir, || {
            let library = Library::open(folder)?;
            let payload = library.load_metas()?.payload;
            register(&library);
            let reader = library.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
            Ok((library, reader, payload))
        })?;
        let mark: Option<Mark> = payload.and_then(|payload| serde_json::from_str(&payload).ok());
        match mark {
            Some(mark) if mark.analysis == ANALYSIS_VERSION && library.schema() == schema => {
                let (dir, lexicon, known) = (dir.to_owned(), Mutex::new(None), Mutex::new(None));
                Ok(Self { dir, library, reader, fields, mark, lexicon, known, crew: Crew::default() })
            }
            _ => Err(SearchError::Outdated { path: dir.to_owned() }),
        }
    }

    /// Compares every file with its checksum.
    fn verify(&self) -> Result<(), SearchError> {
        let damaged = guarded(&self.dir, || self.library.validate_checksum())?;
        match damaged.into_iter().min() {
            None => Ok(()),
            Some(file) => {
                let reason = format!("{} is not as it was written", file.display());
                Err(SearchError::Damaged { path: self.dir.clone(), reason })
            }
        }
    }
}

/// Runs the library. On a damaged file it may panic instead of giving an error; to its caller both are the same.
pub(super) fn guarded<T>(dir: &Path, run: impl FnOnce() -> tantivy::Result<T>) -> Result<T, SearchError> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(result) => result.map_err(|error| SearchError::index(dir, &error)),
        Err(_) => Err(SearchError::Damaged { path: dir.to_owned(), reason: "the index library gave up on it".to_owned() }),
    }
}
