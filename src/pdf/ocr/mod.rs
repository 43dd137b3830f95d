//! Reads the picture of a page with Tesseract, where the text layer is missing or useless.
//!
//! In: a document's bytes and a page number. Out: a page of words with boxes and confidence. The page is drawn by hayro
//! (pure Rust), handed over as a grey picture on standard input, and read on one core within a time limit. Nothing is
//! written to disk.

mod error;
mod needs;
mod picture;
mod program;
mod tsv;

use std::time::{Duration, Instant};

pub use error::OcrError;
pub use needs::needs_ocr;
pub use program::{Tesseract, tesseract_available};

use crate::pdf::model::{Page, PageSource};
use picture::Picture;
use tsv::Reading;

/// What finds the orientation, as the program names it.
const ORIENTATION: &str = "osd";
/// What a reading is worth whose lines run up or down: Tesseract follows them, but whoever reads on can't.
const SIDEWAYS: f32 = 0.5;

/// How pages are read.
#[derive(Debug, Clone, PartialEq)]
pub struct OcrOptions {
    /// The program: a name looked up in the path, or a path.
    pub program: String,
    /// Languages, as the program names them, joined by `+`.
    pub languages: String,
    /// Dots per inch of the drawn page.
    pub dpi: f32,
    /// Most pixels drawn; a larger page is drawn coarser.
    pub max_pixels: usize,
    /// How long one page may take, drawing not counted, in seconds.
    pub page_seconds: u64,
    /// Below this mean confidence (0–100) the page is tried the other ways up.
    pub turn_below: f32,
}

impl Default for OcrOptions {
    fn default() -> Self {
        Self {
            program: "tesseract".to_owned(),
            languages: "dan+eng".to_owned(),
            dpi: 300.0,
            max_pixels: 40_000_000,
            page_seconds: 90,
            turn_below: 55.0,
        }
    }
}

/// A page as read from its picture.
#[derive(Clone, PartialEq)]
pub struct OcrPage {
    /// Its words. When it was turned, size and boxes are those of the turned, upright page, so that lines run from left
    /// to right for whoever reads on; [`OcrPage::turned`] says how to show them.
    pub page: Page,
    /// By how many degrees clockwise the page as seen had to be turned to stand upright: 0, 90, 180 or 270.
    pub turned: u16,
    /// Mean confidence of the words, weighted by length, 0–100; 0 without words.
    pub confidence: f32,
}

impl std::fmt::Debug for OcrPage {
    // Counts only: the words of an act do not belong in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OcrPage")
            .field("number", &self.page.number)
            .field("words", &self.page.words.len())
            .field("turned", &self.turned)
            .field("confidence", &self.confidence)
            .finish()
    }
}

/// Draws page `page_number` (from 1) and reads it.
///
/// A page that gives little is looked at again for its orientation and, if it lies on its side or its head, read upright.
///
/// # Errors
/// The page can't be drawn, the program is missing or fails, or the time is up.
pub fn recognise(bytes: &[u8], page_number: u32, options: &OcrOptions) -> Result<OcrPage, OcrError> {
    let drawn = picture::draw(bytes, page_number, options.dpi, options.max_pixels)?;
    recognise_picture(&drawn, page_number, options)
}

fn recognise_picture(drawn: &Picture, page_number: u32, options: &OcrOptions) -> Result<OcrPage, OcrError> {
    let deadline = Instant::now() + Duration::from_secs(options.page_seconds);
    let ask = |picture: &Picture| -> Result<Reading, OcrError> {
        let left = deadline.saturating_duration_since(Instant::now());
        let output = program::run(options, &options.languages, &["--psm", "3", "tsv"], picture, page_number, left)?;
        Ok(tsv::parse(&output, picture.points_per_pixel))
    };
    if drawn.is_blank() {
        return Ok(page_of(Reading::default(), drawn, page_number, 0));
    }
    let first = ask(drawn)?;
    let sideways = first.is_sideways();
    if !sideways && first.confidence >= options.turn_below {
        return Ok(page_of(first, drawn, page_number, 0));
    }
    let left = deadline.saturating_duration_since(Instant::now());
    let told = program::run(options, ORIENTATION, &["--psm", "0"], drawn, page_number, left).ok();
    // Where orientation can't be told (too few letters, or its data is not installed), the likely ones are tried.
    let turns = match told.and_then(|text| tsv::rotation(&text)) {
        Some(0) if !sideways => Vec::new(),
        Some(turn @ (90 | 180 | 270)) => vec![turn],
        _ if sideways => vec![90, 270],
        _ => vec![180],
    };
    let mut best = page_of(first, drawn, page_number, 0);
    let mut best_weight = tsv::weight(&best.page.words) * if sideways { SIDEWAYS } else { 1.0 };
    for turn in turns {
        let upright = drawn.turned(turn);
        // When the time is up the page is still had as it lies.
        let Ok(again) = ask(&upright) else { break };
        let weight = tsv::weight(&again.words) * if again.is_sideways() { SIDEWAYS } else { 1.0 };
        if weight > best_weight {
            best_weight = weight;
            best = page_of(again, &upright, page_number, turn);
        }
    }
    Ok(best)
}

fn page_of(reading: Reading, picture: &Picture, number: u32, turned: u16) -> OcrPage {
    let source = if reading.words.is_empty() { PageSource::Empty } else { PageSource::Ocr };
    let page = Page { number, size: picture.size, words: reading.words, rules: Vec::new(), source };
    OcrPage { page, turned, confidence: reading.confidence }
}

#[cfg(test)]
mod tests;
