//! Reads the picture of a page with Tesseract, where the text layer is missing or useless.
//!
//! In: a document opened for drawing ([`Pictures`]) and one of its pages. Out: that page's words with boxes and confidence. The page is
//! drawn by hayro (pure Rust), handed over as a grey picture on standard input, and read on one core within a time limit. Nothing is
//! written to disk; what Tesseract answered goes to a [`Memory`] under the picture's hash.

mod error;
mod memory;
mod needs;
mod picture;
mod program;
mod tsv;

use std::time::{Duration, Instant};

pub use crate::pdf::draw::Pictures;
pub use error::OcrError;
pub use memory::{Forgetful, Memory, PictureKey};
pub use needs::needs_ocr;
pub use program::{Tesseract, tesseract_available};

use crate::pdf::model::{Page, PageSource};
use picture::Picture;
use tsv::Reading;

/// What finds the orientation, as the program names it.
const ORIENTATION: &str = "osd";
/// Finds the layout itself, and answers with a table of words.
const WORDS: &[&str] = &["--psm", "3", "tsv"];
/// What a reading is worth whose lines run up or down: Tesseract follows them, but whoever reads on can't.
const SIDEWAYS: f32 = 0.5;

/// How pages are read.
#[derive(Debug, Clone, PartialEq)]
pub struct OcrOptions {
    /// The program: a name looked up in the path, or a path.
    pub program: String,
    /// The language that pages are read in first, as the program names it.
    pub language: String,
    /// Languages for pages that are read badly with that alone, joined by `+`.
    pub more_languages: String,
    /// Below this mean confidence (0–100) a page is read with more languages.
    pub more_below: f32,
    /// Names the program with its version and models, as [`Tesseract::engine`] does; answers are remembered under it.
    pub engine: String,
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
            // English beside Danish costs every Danish page words with å and twice the time.
            language: "dan".to_owned(),
            more_languages: "dan+eng".to_owned(),
            more_below: 75.0,
            engine: String::new(),
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
    /// to right for whoever reads on; [`Page::turned`] says how to show them.
    pub page: Page,
    /// Mean confidence of the words, weighted by length, 0–100; 0 without words.
    pub confidence: f32,
}

impl std::fmt::Debug for OcrPage {
    // Counts only: the words of an act do not belong in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OcrPage")
            .field("number", &self.page.number)
            .field("words", &self.page.words.len())
            .field("turned", &self.page.turned)
            .field("confidence", &self.confidence)
            .finish()
    }
}

/// Draws a page and reads it. `pages` is how many the document has by its reader.
///
/// A page that gives little is read again with more languages, and looked at for its orientation: if it lies on its side or its head, it
/// is read upright.
///
/// # Errors
/// The page can't be drawn, the program is missing or fails, or the time is up.
pub fn recognise(
    pictures: &Pictures,
    page: &Page,
    pages: usize,
    options: &OcrOptions,
    memory: &mut dyn Memory,
) -> Result<OcrPage, OcrError> {
    let drawn = Picture::draw(pictures, page, pages, options.dpi, options.max_pixels)?;
    if drawn.is_blank() {
        return Ok(page_of(Reading::default(), &drawn, page.number, 0));
    }
    let deadline = Instant::now() + Duration::from_secs(options.page_seconds);
    Session { options, memory, deadline, page: page.number }.read(&drawn)
}

/// The reading of one page: what it may cost, and what is remembered.
struct Session<'a> {
    options: &'a OcrOptions,
    memory: &'a mut dyn Memory,
    deadline: Instant,
    page: u32,
}

impl Session<'_> {
    fn read(&mut self, drawn: &Picture) -> Result<OcrPage, OcrError> {
        let first = self.words(drawn)?;
        let sideways = first.is_sideways();
        if !sideways && first.confidence >= self.options.turn_below {
            return Ok(page_of(first, drawn, self.page, 0));
        }
        let told = self.ask(drawn, ORIENTATION, &["--psm", "0"]).ok();
        // Where orientation can't be told (too few letters, or its data is not installed), the likely ones are tried.
        let turns = match told.and_then(|text| tsv::rotation(&text)) {
            Some(0) if !sideways => Vec::new(),
            Some(turn @ (90 | 180 | 270)) => vec![turn],
            _ if sideways => vec![90, 270],
            _ => vec![180],
        };
        let mut best = page_of(first, drawn, self.page, 0);
        let mut best_weight = tsv::weight(&best.page.words) * if sideways { SIDEWAYS } else { 1.0 };
        for turn in turns {
            let upright = drawn.turned(turn);
            // When the time is up the page is still had as it lies.
            let Ok(again) = self.words(&upright) else { break };
            let weight = tsv::weight(&again.words) * if again.is_sideways() { SIDEWAYS } else { 1.0 };
            if weight > best_weight {
                best_weight = weight;
                best = page_of(again, &upright, self.page, turn);
            }
        }
        Ok(best)
    }

    /// The words of a picture, in one language or, where that reads badly, in several: whichever gives more. Where only single words are
    /// doubtful, several languages are asked for their numbers: dates hang on them.
    fn words(&mut self, picture: &Picture) -> Result<Reading, OcrError> {
        let parse = |answer: &str| tsv::parse(answer, picture.points_per_pixel);
        let options = self.options;
        let mut first = parse(&self.ask(picture, &options.language, WORDS)?);
        let is_bad = first.confidence < options.more_below;
        if options.more_languages == options.language || !is_bad && !first.words.iter().any(tsv::is_doubtful) {
            return Ok(first);
        }
        let Ok(more) = self.ask(picture, &options.more_languages, WORDS).map(|answer| parse(&answer)) else { return Ok(first) };
        if is_bad && tsv::weight(&more.words) > tsv::weight(&first.words) {
            return Ok(more);
        }
        first.take_numbers(&more);
        Ok(first)
    }

    /// The program's answer, remembered or new.
    fn ask(&mut self, picture: &Picture, languages: &str, arguments: &[&str]) -> Result<String, OcrError> {
        let dpi = picture.dpi().to_string();
        let asked: Vec<&str> = [languages, &dpi].into_iter().chain(arguments.iter().copied()).collect();
        let key = PictureKey::of(&self.options.engine, &asked, picture);
        if let Some(answer) = self.memory.recall(&key) {
            return Ok(answer);
        }
        let left = self.deadline.saturating_duration_since(Instant::now());
        let answer = program::run(self.options, languages, arguments, picture, self.page, left)?;
        self.memory.keep(&key, &answer);
        Ok(answer)
    }
}

fn page_of(reading: Reading, picture: &Picture, number: u32, turned: u16) -> OcrPage {
    let source = if reading.words.is_empty() { PageSource::Empty } else { PageSource::Ocr };
    let page = Page { number, size: picture.size, turned, words: reading.words, rules: Vec::new(), source };
    OcrPage { page, confidence: reading.confidence }
}

#[cfg(test)]
mod tests;
