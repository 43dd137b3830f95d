//! The front door: from bytes to a document, whatever the bytes are.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::LoadOptions;

use crate::pdf::attachments::{self, Attachment};
use crate::pdf::font::FontStore;
use crate::pdf::layers::Layers;
use crate::pdf::limits::Limits;
use crate::pdf::objects::Objects;
use crate::pdf::outcome::{DocState, Document, Notice, ReadPage};
use crate::pdf::second_reader::{self, Failure};
use crate::pdf::{page, quick, salvage, second_opinion};

/// Reads the text layer of a document: words, boxes, ruled lines. Never fails and never panics; what is wrong with the
/// bytes is in the state and the notices.
///
/// Pages that need their picture read ([`crate::pdf::ocr::needs_ocr`]) are left to the caller.
pub fn read(bytes: &[u8], limits: &Limits) -> Document {
    let unreadable = |reason: String| Document::without_pages(DocState::Unreadable, vec![Notice::Unreadable { reason }]);
    if bytes.len() > limits.file_bytes {
        return unreadable(format!("{} bytes, more than the {} allowed", bytes.len(), limits.file_bytes));
    }
    // Our own code does not panic; the libraries under it may.
    catch_unwind(AssertUnwindSafe(|| read_with_both(bytes, limits))).unwrap_or_else(|_| unreadable("a reader panicked".to_owned()))
}

/// A document's pages as one reader sees them.
struct Reading {
    pages: Vec<ReadPage>,
    /// Pages of the document, read or not.
    count: u32,
    /// Something speaks against the count: the table of objects was damaged, or the page tree states another number.
    contradicted: bool,
    attachments: Vec<Attachment>,
    notices: Vec<Notice>,
}

fn read_with_both(bytes: &[u8], limits: &Limits) -> Document {
    let mut reading = Reading { pages: Vec::new(), count: 0, contradicted: false, attachments: Vec::new(), notices: Vec::new() };
    let mut locked = false;
    let mut reason = "no page was found in it".to_owned();
    match quick_reader(bytes, limits).map_or_else(|| first_reader(bytes, limits), Ok) {
        Ok(first) => reading = first,
        Err(FirstFailure::Encrypted) => locked = true,
        Err(FirstFailure::Other(why)) => reason = why,
    }
    if is_doubtful(&reading) {
        match second(bytes, limits) {
            Ok(second) if worth(&second) > worth(&reading) => {
                let first_count = reading.count;
                reading = second;
                reading.notices.insert(0, Notice::SecondReader { first: first_count, second: reading.count });
            }
            Err(Failure::Encrypted) => locked = true,
            Ok(_) | Err(Failure::Invalid) => {}
        }
    }
    // What neither reader brings together is written anew and read once more.
    if !locked
        && is_doubtful(&reading)
        && let Some(salvaged) = salvage::rebuild(bytes).and_then(|rebuilt| first_reader(&rebuilt, limits).ok())
        && worth(&salvaged) > worth(&reading)
    {
        reading = salvaged;
        reading.notices.insert(0, Notice::Repaired);
    }
    if reading.pages.is_empty() {
        if locked {
            return Document::without_pages(DocState::Encrypted, Vec::new());
        }
        return match looks_like_one(bytes) {
            true => Document::without_pages(DocState::Unreadable, vec![Notice::Unreadable { reason }]),
            false => Document::without_pages(DocState::NotADocument, Vec::new()),
        };
    }
    if reading.contradicted
        && let Some(other) = catch_unwind(|| second_reader::count_pages(bytes)).ok().flatten().filter(|other| *other != reading.count)
    {
        reading.notices.push(Notice::PageCountDiffers { used: reading.count, other });
    }
    let Reading { mut pages, count, mut notices, attachments, .. } = reading;
    let kept = pages.len() as u32;
    if count > kept {
        notices.push(Notice::PagesCut { found: count, kept });
    }
    let left_running = second_opinion::consult(bytes, limits, &mut pages, &mut notices);
    Document { pages, state: DocState::Read, notices, attachments, left_running }
}

/// No pages, pages without a word, a picture or a line, damage, or a doubtful count: another reader may see more.
fn is_doubtful(reading: &Reading) -> bool {
    let blank = |page: &ReadPage| page.page.words.is_empty() && page.image_coverage < 0.1;
    let damaged = |notice: &Notice| matches!(notice, Notice::ContentDamaged { .. });
    reading.contradicted || reading.pages.iter().all(blank) || reading.notices.iter().any(damaged)
}

/// What a reading is worth against another: words, then pages.
fn worth(reading: &Reading) -> (usize, usize) {
    (reading.pages.iter().map(|page| page.page.words.len()).sum(), reading.pages.len())
}

/// Why the first reader gave up.
enum FirstFailure {
    Encrypted,
    Other(String),
}

/// The pages of a file in which nothing is odd.
fn quick_reader(bytes: &[u8], limits: &Limits) -> Option<Reading> {
    let document = quick::open(bytes, limits.stream_bytes)?;
    let reading = read_pages(&document, limits);
    (!is_doubtful(&reading)).then_some(reading)
}

fn first_reader(bytes: &[u8], limits: &Limits) -> Result<Reading, FirstFailure> {
    let options = LoadOptions { max_decompressed_size: Some(limits.stream_bytes), ..LoadOptions::default() };
    let loaded = catch_unwind(|| lopdf::Document::load_mem_with_options(bytes, options));
    let document = match loaded {
        Ok(Ok(document)) => document,
        Ok(Err(lopdf::Error::InvalidPassword)) => return Err(FirstFailure::Encrypted),
        Ok(Err(error)) => return Err(FirstFailure::Other(chain(&error))),
        Err(_) => return Err(FirstFailure::Other("the reader panicked".to_owned())),
    };
    if document.is_encrypted() && document.encryption_state.is_none() {
        return Err(FirstFailure::Encrypted);
    }
    let mut reading = read_pages(&document, limits);
    if document.xref_recovery.is_some() {
        reading.notices.insert(0, Notice::Repaired);
        reading.contradicted = true;
    }
    Ok(reading)
}

fn second(bytes: &[u8], limits: &Limits) -> Result<Reading, Failure> {
    let room = limits.page_content_bytes.saturating_mul(2);
    let document = catch_unwind(|| second_reader::open(bytes, room)).unwrap_or(Err(Failure::Invalid))?;
    Ok(read_pages(&document, limits))
}

fn read_pages(document: &lopdf::Document, limits: &Limits) -> Reading {
    let objects = Objects::new(document);
    let ids = page::list(objects, limits.pages.saturating_add(1));
    let count = if ids.len() > limits.pages { document.page_iter().count() } else { ids.len() };
    let attachments = attachments::find(objects, ids.get(..ids.len().min(limits.pages)).unwrap_or_default(), limits);
    let mut fonts = FontStore::new(objects);
    let layers = Layers::load(objects);
    let mut buffer = Vec::new();
    let mut notices = Vec::new();
    let pages = (1u32..)
        .zip(ids.into_iter().take(limits.pages))
        .map(|numbered| page::read(objects, &mut fonts, &layers, limits, numbered, &mut buffer, &mut notices))
        .collect();
    let contradicted = page::stated_count(objects).is_some_and(|stated| stated != count as i64);
    Reading { pages, count: count as u32, contradicted, attachments, notices }
}

/// True when the bytes bear the mark of a PDF, which others put up to some kilobytes of their own before.
pub fn looks_like_one(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(64 << 10)).unwrap_or_default();
    head.windows(5).any(|window| window == b"%PDF-")
}

/// An error with its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    text
}
