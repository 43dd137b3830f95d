//! Pages into the index.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;

use rayon::prelude::*;
use tantivy::schema::{TantivyDocument, Term};
use tantivy::{Index as Library, IndexWriter, Searcher, TERMINATED};

use super::SearchError;
use super::analysis::{Side, Sink, Term as Found, scan};
use super::copies::{Seen, Sketch, copies};
use super::index::{Mark, guarded};
use super::lexicon::{Lexicon, sum};
use super::pairs::Pairs;
use super::place::act_place;
use super::schema::Fields;
use super::tokens::Packed;

/// A page to be found.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PageDoc {
    /// Id of the case.
    pub case: String,
    /// Municipality, if known.
    pub municipality: Option<String>,
    /// File name of the act inside the case.
    pub act: String,
    /// Page, from 1.
    pub page: u32,
    /// Type of the act, if recognised.
    pub doctype: Option<String>,
    /// The act's own date, `YYYY-MM-DD`, if found.
    pub date: Option<String>,
    /// Kinds of the events that the page tells of, each once.
    pub kinds: Vec<String>,
    /// Mean confidence of the recognition, 0–100; none for a text layer.
    pub ocr: Option<u8>,
    /// Its text.
    pub text: String,
}

/// Personal data stay out of logs.
impl fmt::Debug for PageDoc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} p.{} ({} bytes)", self.case, self.act, self.page, self.text.len())
    }
}

/// Puts pages into an index. One at a time; what is not committed is lost when it is dropped.
pub struct Writer {
    pub(super) dir: PathBuf,
    pub(super) library: Library,
    pub(super) writer: IndexWriter,
    pub(super) fields: Fields,
    pub(super) mark: Mark,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "writer {} {:?}", self.dir.display(), self.mark)
    }
}

impl Writer {
    /// Puts a case's pages in place of those under its id. Nothing is seen before [`Writer::commit`].
    ///
    /// # Errors
    /// [`SearchError::DiskFull`], [`SearchError::Machine`].
    pub fn replace_case(&mut self, case: &str, pages: &[PageDoc]) -> Result<(), SearchError> {
        let mut pages: Vec<(&PageDoc, String)> = pages.iter().map(|page| (page, act_place(&page.act))).collect();
        // Which page is the first of its copies must not depend on the order in which they are given.
        pages.sort_by(|(a, a_place), (b, b_place)| (a_place, a.page).cmp(&(b_place, b.page)));
        let (mut docs, sketches): (Vec<TantivyDocument>, Vec<Sketch>) =
            pages.par_iter().map(|(page, place)| document(&self.fields, case, page, place)).unzip();
        for (doc, first) in docs.iter_mut().zip(copies(&sketches)) {
            if let Some((first, place)) = first.and_then(|first| pages.get(first)) {
                doc.add_u64(self.fields.fold, sum(format!("{case}\0{place}\0{}", first.page).as_bytes()));
            }
        }
        let (writer, fields) = (&self.writer, self.fields);
        let added = guarded(&self.dir, || {
            writer.delete_term(Term::from_field_text(fields.case, case));
            docs.into_iter().try_for_each(|doc| writer.add_document(doc).map(drop))
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

    /// Waits until the index has put its own files in order, and lays the table of compounds beside it. Dropping the writer instead is safe,
    /// and leaves more and smaller files, and a table to be made when the index is opened.
    ///
    /// # Errors
    /// [`SearchError::DiskFull`], [`SearchError::Machine`].
    pub fn finish(self) -> Result<(), SearchError> {
        let Self { dir, writer, library, fields, .. } = self;
        guarded(&dir, || writer.wait_merging_threads()).map_err(SearchError::writing)?;
        let (commit, lexicon) = guarded(&dir, || {
            let commit = library.load_metas()?.opstamp;
            Ok((commit, lexicon(&library.reader()?.searcher(), fields)?))
        })
        .map_err(SearchError::writing)?;
        lexicon.save(&dir, commit).map_err(|error| SearchError::io(&dir, &error))
    }
}

/// The terms of a page, for the index and for the search for copies.
struct Terms {
    packed: Packed,
    pairs: Pairs,
    seen: Seen,
}

impl Sink for Terms {
    fn put(&mut self, term: Found<'_>) {
        self.seen.see(&term);
        self.pairs.see(&term);
        self.packed.put(term);
    }
}

/// A page as the library takes it, its text already cut into terms, and what it is compared by.
fn document(fields: &Fields, case: &str, page: &PageDoc, place: &str) -> (TantivyDocument, Sketch) {
    let mut terms = Terms { packed: Packed::of(page.text.len()), pairs: Pairs::default(), seen: Seen::default() };
    scan(&page.text, Side::Page, &mut terms);
    let mut doc = TantivyDocument::new();
    doc.add_text(fields.case, case);
    if let Some(municipality) = &page.municipality {
        doc.add_text(fields.municipality, municipality);
        doc.add_text(fields.municipality_name, municipality);
    }
    doc.add_text(fields.act, &page.act);
    doc.add_text(fields.act_place, place);
    doc.add_u64(fields.page, page.page.into());
    if let Some(doctype) = &page.doctype {
        doc.add_text(fields.doctype, doctype);
    }
    let mut kinds: Vec<&String> = page.kinds.iter().collect();
    kinds.sort();
    kinds.dedup();
    kinds.into_iter().for_each(|kind| doc.add_text(fields.kind, kind));
    if let Some(date) = page.date.as_ref().and_then(|date| date.replace('-', "").parse().ok()) {
        doc.add_u64(fields.date, date);
    }
    if let Some(ocr) = page.ocr {
        doc.add_u64(fields.ocr, ocr.into());
    }
    let mut pairs = Packed::default();
    terms.pairs.each(|pair| pairs.put(Found { text: &pair, span: 0..0, position: 0, is_word: false }));
    doc.add_text(fields.pairs, &pairs.text);
    doc.add_text(fields.text, &terms.packed.text);
    (doc, terms.seen.sketch())
}

/// Commits with the mark.
pub(super) fn commit(writer: &mut IndexWriter, mark: Mark) -> tantivy::Result<()> {
    let payload = serde_json::to_string(&mark)?;
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&payload);
    prepared.commit()?;
    Ok(())
}

/// The table of compounds of what stands on live pages.
pub(super) fn lexicon(searcher: &Searcher, fields: Fields) -> tantivy::Result<Lexicon> {
    let mut vocabulary: HashMap<String, u64> = HashMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.text)?;
        let alive = segment.alive_bitset();
        let mut terms = index.terms().stream()?;
        while let Some((term, info)) = terms.next() {
            let Ok(term) = std::str::from_utf8(term) else { continue };
            if !term.starts_with(char::is_alphabetic) {
                continue;
            }
            let pages = match alive {
                None => u64::from(info.doc_freq),
                Some(alive) => {
                    let mut postings = index.read_postings_from_terminfo(info, tantivy::schema::IndexRecordOption::Basic)?;
                    let mut count = 0;
                    let mut doc = tantivy::DocSet::doc(&postings);
                    // More than two is all the same.
                    while doc != TERMINATED && count < 2 {
                        count += u64::from(alive.is_alive(doc));
                        doc = tantivy::DocSet::advance(&mut postings);
                    }
                    count
                }
            };
            if pages > 0 {
                *vocabulary.entry(term.to_owned()).or_default() += pages;
            }
        }
    }
    Ok(Lexicon::of(&vocabulary))
}
