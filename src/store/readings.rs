//! What reading an act gave, kept by the act's hash, so that the same act is never read twice.

use std::cell::RefCell;
use std::fmt;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Store, StoreError};
use crate::events::Source;
use crate::export::ActState;
use crate::text::{PageText, mean_confidence};

/// Longest reading that is unpacked, in bytes: 50 000 dense pages. A damaged payload must not fill the memory.
const UNPACKED_LIMIT: u64 = 1 << 30;

/// What reading an act gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// How it ended.
    pub state: ActState,
    /// Text layer or OCR; none when nothing was read.
    pub source: Option<Source>,
    /// Why, and what to do, where the state needs it.
    pub message: Option<String>,
    /// Its pages; empty when it could not be opened.
    pub pages: Vec<PageText>,
    /// The PDFs inside it, which are acts of their own.
    pub attached: Vec<AttachedAct>,
}

/// A PDF inside an act.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachedAct {
    /// Its file name.
    pub name: String,
    /// Hash of its bytes, under which it is kept like any act.
    pub sha256: String,
}

/// Without the name, which may carry a person's.
impl fmt::Debug for AttachedAct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttachedAct").field("sha256", &self.sha256).finish_non_exhaustive()
    }
}

/// A reading packed for the store. Packing is the costly part, and needs no store: workers do it side by side.
#[derive(Clone, PartialEq, Eq)]
pub struct EncodedReading {
    bytes: Vec<u8>,
}

/// A page's text with its place, as the search index takes it.
#[derive(Clone, PartialEq, Eq)]
pub struct PageRow {
    /// Id of the case.
    pub case: String,
    /// Municipality, if known.
    pub municipality: Option<String>,
    /// File name of the act inside the case.
    pub act: String,
    /// Page, from 1.
    pub page: u32,
    /// Mean confidence of its recognition, 0–100; none for a text layer.
    pub confidence: Option<u8>,
    /// Its text.
    pub text: String,
}

/// Looks up single pages, and keeps the last act: hits come act by act.
#[derive(Debug)]
pub struct PageReader<'s> {
    store: &'s Store,
    last: RefCell<Option<(String, String, Vec<PageText>)>>,
}

/// Personal data stay out of logs.
impl fmt::Debug for PageRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} p.{} ({} bytes)", self.case, self.act, self.page, self.text.len())
    }
}

impl fmt::Debug for EncodedReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.bytes.len())
    }
}

impl EncodedReading {
    /// Packs a reading: postcard (a fifth of the JSON, and floats stay exact), then deflate at its fastest.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] if it has no serialised form, which no reading lacks.
    pub fn new(reading: &Reading) -> Result<Self, StoreError> {
        let invalid = |reason: String| StoreError::Invalid { what: reason, kind: "reading" };
        let plain = postcard::to_stdvec(reading).map_err(|error| invalid(error.to_string()))?;
        let mut packer = DeflateEncoder::new(Vec::with_capacity(plain.len() / 3), Compression::fast());
        packer.write_all(&plain).map_err(|error| invalid(error.to_string()))?;
        Ok(Self { bytes: packer.finish().map_err(|error| invalid(error.to_string()))? })
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// Unpacks; none for what does not have the form that [`EncodedReading::new`] gives.
fn decode(bytes: &[u8]) -> Option<Reading> {
    let mut plain = Vec::new();
    DeflateDecoder::new(bytes).take(UNPACKED_LIMIT).read_to_end(&mut plain).ok()?;
    postcard::from_bytes(&plain).ok()
}

impl Store {
    /// Keeps what reading the act of this hash gave, in place of any earlier reading. `reader_version` names all that the reading
    /// depends on, the form of [`PageText`] among it.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`], [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn put_reading(&self, sha256: &str, reader_version: &str, reading: &EncodedReading) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO readings (sha256, reader_version, payload) VALUES (?1, ?2, ?3)
                 ON CONFLICT (sha256) DO UPDATE SET reader_version = ?2, payload = ?3",
            )
            .and_then(|mut statement| statement.execute(params![sha256, reader_version, reading.bytes]))
            .map_err(self.failed())?;
        Ok(())
    }

    /// The reading of the act of this hash by this reader; none when it has to be read: never read, read by another reader, or its
    /// payload is damaged (the act is still there, so that reading it again mends it).
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn reading(&self, sha256: &str, reader_version: &str) -> Result<Option<Reading>, StoreError> {
        let payload: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT payload FROM readings WHERE sha256 = ?1 AND reader_version = ?2")
            .and_then(|mut statement| statement.query_row(params![sha256, reader_version], |row| row.get(0)).optional())
            .map_err(self.failed())?;
        Ok(payload.and_then(|bytes| decode(&bytes)))
    }

    /// The reading of the act of this hash, whatever reader made it; none where there is none, or it has another form than this program's.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn last_reading(&self, sha256: &str) -> Result<Option<Reading>, StoreError> {
        let payload: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT payload FROM readings WHERE sha256 = ?1")
            .and_then(|mut statement| statement.query_row([sha256], |row| row.get(0)).optional())
            .map_err(self.failed())?;
        Ok(payload.and_then(|bytes| decode(&bytes)))
    }

    /// Every page of a case with its text, acts in natural order. Acts without a reading give none.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn pages(&self, case: &str) -> Result<Vec<PageRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT cases.municipality, acts.name, readings.payload FROM acts
                 JOIN cases ON cases.id = acts.case_id JOIN readings ON readings.sha256 = acts.sha256
                 WHERE acts.case_id = ?1 ORDER BY acts.place",
            )
            .map_err(self.failed())?;
        let acts = statement
            .query_map([case], |row| Ok((row.get::<_, Option<String>>(0)?, row.get::<_, String>(1)?, row.get::<_, Vec<u8>>(2)?)))
            .map_err(self.failed())?;
        let acts = acts.collect::<Result<Vec<_>, _>>().map_err(self.failed())?;
        // Unpacking is the costly part.
        let pages = acts.par_iter().map(|(municipality, name, payload)| {
            let row = |page: PageText| PageRow {
                case: case.to_owned(),
                municipality: municipality.clone(),
                act: name.clone(),
                page: page.number,
                confidence: mean_confidence(&page),
                text: page.text,
            };
            decode(payload).into_iter().flat_map(|reading| reading.pages).map(row).collect()
        });
        Ok(pages.collect::<Vec<Vec<PageRow>>>().into_iter().flatten().collect())
    }

    /// To look up single pages.
    #[must_use]
    pub fn page_reader(&self) -> PageReader<'_> {
        PageReader { store: self, last: RefCell::new(None) }
    }
}

impl PageReader<'_> {
    /// A page with its text and boxes; none where there is no such page, or its act has no reading.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn page(&self, case: &str, act: &str, page: u32) -> Result<Option<PageText>, StoreError> {
        let mut last = self.last.borrow_mut();
        if !last.as_ref().is_some_and(|(of, name, _)| of == case && name == act) {
            let payload: Option<Vec<u8>> = self
                .store
                .connection
                .prepare_cached("SELECT payload FROM acts JOIN readings USING (sha256) WHERE case_id = ?1 AND name = ?2")
                .and_then(|mut statement| statement.query_row([case, act], |row| row.get(0)).optional())
                .map_err(self.store.failed())?;
            let pages = payload.and_then(|bytes| decode(&bytes)).map_or_else(Vec::new, |reading| reading.pages);
            *last = Some((case.to_owned(), act.to_owned(), pages));
        }
        Ok(last.as_ref().and_then(|(_, _, pages)| pages.iter().find(|one| one.number == page).cloned()))
    }
}
