//! What the room gives: pages of words with boxes.

use serde::{Deserialize, Serialize};

/// A word on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// Its text (NFC, ligatures resolved), never empty, no white space inside.
    pub text: String,
    /// `[x0, y0, x1, y1]` in PDF points from the top left of the page as a person sees it (crop box, rotation applied).
    pub bbox: [f32; 4],
    /// Font size in points, as seen.
    pub size: f32,
    /// The font is bold.
    pub bold: bool,
    /// Baseline, points from the page's top.
    pub baseline: f32,
    /// OCR confidence 0–100; none for a text layer.
    pub confidence: Option<f32>,
    /// True when the page shows a space before the word on the same line (false: touches the word before).
    pub space_before: bool,
}

impl Word {
    /// True for a word of a script written from right to left (Hebrew, Arabic and their like).
    pub fn is_leftward(&self) -> bool {
        !self.text.is_ascii() && self.text.chars().any(is_leftward)
    }
}

/// Letters written from right to left; the digits beside them are not.
pub(crate) fn is_leftward(c: char) -> bool {
    !matches!(c, '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}')
        && matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}')
}

/// A ruled line of a table, as painted (thin rectangles and strokes), points from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// `[x0, y0, x1, y1]`; horizontal when the width is larger than the height.
    pub bbox: [f32; 4],
}

/// How a page's words were come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageSource {
    /// The text layer.
    Text,
    /// Tesseract.
    Ocr,
    /// Neither gave a word: blank, or a picture that could not be read.
    Empty,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// Width and height in PDF points as seen.
    pub size: [f32; 2],
    /// By how many degrees clockwise the page as seen had to be turned to stand upright: 0, 90, 180 or 270. Only where its picture was read;
    /// size and boxes are then those of the turned page.
    pub turned: u16,
    /// Words in content order.
    pub words: Vec<Word>,
    /// Ruled lines, for tables.
    pub rules: Vec<Rule>,
    /// How the words were come by.
    pub source: PageSource,
}
