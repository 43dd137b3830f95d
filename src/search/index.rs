//! The index itself: opened, written, searched.

use std::fmt;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::directory::MmapDirectory;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TantivyDocument, TextFieldIndexing, TextOptions, Value,
};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index as Library, IndexReader, IndexWriter, ReloadPolicy, Term};

use super::SearchError;
use super::analysis::ANALYSIS_VERSION;
use super::collect::{Best, LiveStatistics, Ranked, place};
use super::plan::{Searched, query};
use super::question;
use super::read_only::ReadOnly;
use super::snippet::snippet;
use super::tokens::{PAGE_ANALYZER, PageTokenizer, TAIL_ANALYZER, TailTokenizer};

/// Memory that one writing thread fills before it writes a segment, in bytes.
const MEMORY_PER_THREAD: usize = 48 << 20;
/// Most threads that write; more make only smaller segments.
const MOST_THREADS: usize = 8;
/// Most hits given at once.
const MOST_HITS: usize = 10_000;
/// Name of the fast field that ties are broken by.
const PLACE: &str = "place";

/// A page to be found.
#[derive(Clone, PartialEq, Eq)]
pub struct PageDoc {
    /// Id of the case.
    pub case: String,
    /// Municipality, if known.
    pub municipality: Option<String>,
    /// File name of the act inside the case.
    pub act: String,
    /// Page, from 1.
    pub page: u32,
    /// Its text.
    pub text: String,
}

/// A page that was found. Its serde form is a line of `aktspor search --format ndjson`.
#[derive(Clone, PartialEq, Serialize)]
pub struct Hit {
    /// Id of the case.
    pub case: String,
    /// Municipality, if known.
    pub municipality: Option<String>,
    /// File name of the act inside the case.
    pub act: String,
    /// Page, from 1.
    pub page: u32,
    /// How well it fits; comparable within one question only.
    pub score: f32,
    /// The telling part of the page, on one line.
    pub snippet: String,
    /// `[start, end]` UTF-8 byte offsets in the snippet of what matches.
    pub highlights: Vec<(usize, usize)>,
}

/// What a question found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Number of pages that match, also those past the limit.
    pub total: usize,
    /// The best of them, the best first; equals by case, act and page.
    pub hits: Vec<Hit>,
}

/// Personal data stay out of logs.
impl fmt::Debug for PageDoc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} p.{} ({} bytes)", self.case, self.act, self.page, self.text.len())
    }
}

impl fmt::Debug for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} p.{} {}", self.case, self.act, self.page, self.score)
    }
}

/// Written with each commit: to which tables the index belongs, and by which analysis it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    generation: u64,
    analysis: u32,
}

/// The fields of a page.
#[derive(Debug, Clone, Copy)]
struct Fields {
    searched: Searched,
    act: Field,
    page: Field,
    place: Field,
}

/// An open index.
pub struct Index {
    dir: PathBuf,
    library: Library,
    reader: IndexReader,
    fields: Fields,
    mark: Mark,
}

/// Puts pages into an index. One at a time; what is not committed is lost when it is dropped.
pub struct Writer {
    dir: PathBuf,
    writer: IndexWriter,
    fields: Fields,
    mark: Mark,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "index {} {:?}", self.dir.display(), self.mark)
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "writer {} {:?}", self.dir.display(), self.mark)
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
        Ok(Writer { dir: self.dir.clone(), writer, fields: self.fields, mark: self.mark })
    }

    /// Takes over what was committed since.
    ///
    /// # Errors
    /// [`SearchError::Damaged`], [`SearchError::Machine`].
    pub fn refresh(&self) -> Result<(), SearchError> {
        guarded(&self.dir, || self.reader.reload())
    }

    /// Answers a question with at most `limit` pages (and never more than 10 000).
    ///
    /// # Errors
    /// What is wrong with the question, with exit code 2; [`SearchError::Damaged`], [`SearchError::Machine`].
    pub fn search(&self, question: &str, limit: usize) -> Result<Found, SearchError> {
        let ask = question::read(question)?;
        let query = query(&ask, self.fields.searched);
        let searcher = self.reader.searcher();
        let best = Best { limit: limit.min(MOST_HITS), place: PLACE };
        guarded(&self.dir, || {
            let (total, ranked) = searcher.search_with_statistics_provider(&*query, &best, &LiveStatistics(&searcher))?;
            let hits = ranked
                .into_iter()
                .map(|ranked| Ok(self.hit(&ranked, searcher.doc(ranked.address)?, &ask)))
                .collect::<tantivy::Result<_>>()?;
            Ok(Found { total, hits })
        })
    }

    /// A hit from its stored page.
    fn hit(&self, ranked: &Ranked, page: TantivyDocument, ask: &question::Ask) -> Hit {
        let text = |field| page.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
        let part = snippet(text(self.fields.searched.text), ask);
        let municipality = text(self.fields.searched.municipality);
        let number = page.get_first(self.fields.page).and_then(|value| value.as_u64()).unwrap_or_default();
        Hit {
            case: text(self.fields.searched.case).to_owned(),
            municipality: (!municipality.is_empty()).then(|| municipality.to_owned()),
            act: text(self.fields.act).to_owned(),
            page: u32::try_from(number).unwrap_or(u32::MAX),
            score: (f64::from(ranked.steps) / 1000.0) as f32,
            snippet: part.text,
            highlights: part.marks,
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
                Ok(Self { dir: dir.to_owned(), library, reader, fields, mark })
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

impl Writer {
    /// Puts a case's pages in place of those under its id. Nothing is seen before [`Writer::commit`].
    ///
    /// # Errors
    /// [`SearchError::DiskFull`], [`SearchError::Machine`].
    pub fn replace_case(&mut self, case: &str, pages: &[PageDoc]) -> Result<(), SearchError> {
        let (writer, fields) = (&self.writer, self.fields);
        let added = guarded(&self.dir, || {
            writer.delete_term(Term::from_field_text(fields.searched.case, case));
            for page in pages {
                let mut doc = TantivyDocument::new();
                doc.add_text(fields.searched.case, case);
                doc.add_text(fields.searched.municipality, page.municipality.as_deref().unwrap_or_default());
                doc.add_text(fields.act, &page.act);
                doc.add_u64(fields.page, page.page.into());
                doc.add_text(fields.place, place(case, &page.act, page.page));
                doc.add_text(fields.searched.text, &page.text);
                doc.add_text(fields.searched.tails, &page.text);
                writer.add_document(doc)?;
            }
            Ok(())
        });
        added.map_err(|error| {
            // A thread that died says why only when the writer gathers its threads for a commit; this one is given up at once.
            let writer = &mut self.writer;
            let gathered = guarded(&self.dir, || writer.prepare_commit().and_then(|prepared| prepared.abort()));
            gathered.err().unwrap_or(error).writing()
        })
    }

    /// Makes all that was put in so far last, at once. Waits for the disk several times, about a tenth of a second: commit after
    /// some hundred cases or some seconds, not after each.
    ///
    /// # Errors
    /// [`SearchError::DiskFull`], [`SearchError::Machine`]: then nothing of it is kept.
    pub fn commit(&mut self) -> Result<(), SearchError> {
        let (writer, mark) = (&mut self.writer, self.mark);
        guarded(&self.dir, || commit(writer, mark)).map_err(SearchError::writing)
    }

    /// Waits until the index has put its own files in order. Dropping the writer instead is safe, and leaves more and smaller files.
    ///
    /// # Errors
    /// [`SearchError::DiskFull`], [`SearchError::Machine`].
    pub fn finish(self) -> Result<(), SearchError> {
        let Self { dir, writer, .. } = self;
        guarded(&dir, || writer.wait_merging_threads()).map_err(SearchError::writing)
    }
}

/// Commits with the mark.
fn commit(writer: &mut IndexWriter, mark: Mark) -> tantivy::Result<()> {
    let payload = serde_json::to_string(&mark)?;
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&payload);
    prepared.commit()?;
    Ok(())
}

/// Runs the library. On a damaged file it may panic instead of giving an error; to its caller both are the same.
fn guarded<T>(dir: &Path, run: impl FnOnce() -> tantivy::Result<T>) -> Result<T, SearchError> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(result) => result.map_err(|error| SearchError::index(dir, &error)),
        Err(_) => Err(SearchError::Damaged { path: dir.to_owned(), reason: "the index library gave up on it".to_owned() }),
    }
}

/// The fields of a page, and the form of the index.
fn schema() -> (Schema, Fields) {
    let analyzed = |name: &str, record| {
        TextOptions::default().set_indexing_options(TextFieldIndexing::default().set_tokenizer(name).set_index_option(record))
    };
    let mut builder = Schema::builder();
    let fields = Fields {
        searched: Searched {
            case: builder.add_text_field("case", STRING | STORED),
            municipality: builder
                .add_text_field("municipality", analyzed(PAGE_ANALYZER, IndexRecordOption::WithFreqsAndPositions).set_stored()),
            text: builder.add_text_field("text", analyzed(PAGE_ANALYZER, IndexRecordOption::WithFreqsAndPositions).set_stored()),
            tails: builder.add_text_field(
                "tails",
                TextOptions::default().set_indexing_options(
                    TextFieldIndexing::default()
                        .set_tokenizer(TAIL_ANALYZER)
                        .set_index_option(IndexRecordOption::Basic)
                        .set_fieldnorms(false),
                ),
            ),
        },
        act: builder.add_text_field("act", STORED),
        page: builder.add_u64_field("page", INDEXED | STORED),
        place: builder.add_text_field(PLACE, TextOptions::from(FAST)),
    };
    (builder.build(), fields)
}

/// Tells the library the analyses.
fn register(library: &Library) {
    library.tokenizers().register(PAGE_ANALYZER, TextAnalyzer::from(PageTokenizer));
    library.tokenizers().register(TAIL_ANALYZER, TextAnalyzer::from(TailTokenizer));
}
