//! What the room gives: a page's text with a map from every byte to its box, and the lines' parts on the page.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// What a line of page text is on the page. One line of text is one logical unit:
/// a paragraph (its printed lines joined), a heading, a table row, a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// A paragraph, or one line of an address block.
    Body,
    /// A heading (bigger, bolder, or alone and short).
    Heading,
    /// A table row: `cells` are its columns, joined by a tab in the text.
    Row,
    /// A list item, with its bullet or number.
    Item,
    /// Running header, repeated from page to page.
    Header,
    /// Running footer, page number.
    Footer,
}

/// A logical line: `text[span]`, without its line end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// UTF-8 bytes in the page's text.
    pub span: Range<usize>,
    /// What it is.
    pub kind: LineKind,
    /// For [`LineKind::Row`]: the bytes of each cell in order (empty cells have an empty range). Otherwise empty.
    pub cells: Vec<Range<usize>>,
    /// True when a blank gap (more than the usual line distance) stands above it.
    pub gap_before: bool,
    /// True when the paragraph or row seems to go on from the last line of the page before.
    pub continues: bool,
    /// Share of bold glyphs is more than half.
    pub bold: bool,
}

/// A word's bytes in the page text and its place on the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WordBox {
    /// UTF-8 bytes in the page's text. A hyphenated word that was mended has two of these.
    pub span: Range<usize>,
    /// `[x0, y0, x1, y1]`, PDF points from the page's top left.
    pub bbox: [f32; 4],
    /// OCR confidence 0–100; none for a text layer.
    pub confidence: Option<f32>,
}

/// One page of text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageText {
    /// From 1.
    pub number: u32,
    /// Width and height in PDF points of the page in which the boxes are.
    pub size: [f32; 2],
    /// By how many degrees clockwise the page as the file shows it is turned to be that page: 0, 90, 180 or 270.
    pub turned: u16,
    /// The text: logical lines, each ended by `\n`; cells of a row joined by `\t`; words by one space.
    pub text: String,
    /// Its lines in order; they cover all of the text but the line ends.
    pub lines: Vec<Line>,
    /// Its words in order of their bytes.
    pub words: Vec<WordBox>,
}
