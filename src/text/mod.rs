//! Page layout: in come a document's pages of words and ruled lines, out comes each page's text in reading order,
//! one logical unit (paragraph, heading, list item, table row) a line, with a map from every byte to its box.
//!
//! Events are looked for inside sentences, entries and rows, so a printed line that only wrapped must be joined, and a
//! line that stands for itself must stay alone. Everything here is geometry and a few signs of writing; nothing knows
//! what a word means in a case.
//!
//! The way: words are set upright and gathered into printed rows (`frame`), running headers and footers are marked
//! (`margins`), ruled tables are lifted out (`ruled`, `banded`), the rest is cut at gutters into columns or unruled tables
//! (`columns`, `unruled`), printed lines become logical lines (`paragraphs`, with `measure` and `starts`), and `compose` writes the text.

mod act;
mod banded;
mod boxes;
mod cells;
mod columns;
mod compose;
mod flow;
mod frame;
mod hyphen;
mod margins;
mod measure;
mod model;
mod paragraphs;
mod plain;
mod ruled;
mod starts;
#[cfg(test)]
mod tests;
mod unruled;

pub use act::{ActLine, ActText};
pub use boxes::{boxes, confidence, mean_confidence};
pub use flow::layout;
pub use model::{Line, LineKind, PageText, WordBox};
pub use plain::plain;
