//! Reads one PDF: bytes in, pages of words with boxes out.
//!
//! The text layer is read by our own content-stream reader, straight on the inflated bytes: no list of operations, no
//! allocation per glyph, fonts parsed once per document ([`read`]). Where a page has no usable text, its picture is
//! read by Tesseract ([`ocr`]). Whatever the bytes are, reading ends in a [`Document`] with a named [`DocState`] and
//! [`Notice`]s for what was odd; nothing here fails or panics on outside bytes.
//!
//! The room knows nothing of lines, dates or cases. Apart from [`ocr`], which starts a program, it is pure: no clock, no
//! environment, no files.

mod annotations;
mod attachments;
mod content;
mod draw;
mod font;
mod geometry;
#[cfg(test)]
mod hazards;
mod inflate;
mod layers;
mod limits;
mod model;
mod objects;
pub mod ocr;
mod outcome;
mod page;
mod quick;
mod read;
mod salvage;
mod second_opinion;
mod second_reader;
#[cfg(test)]
mod testpdf;
#[cfg(test)]
mod tests;

pub use attachments::Attachment;
pub use draw::{NotDrawn, PagePng, Pictures, Wanted};
pub use limits::Limits;
pub use model::{Page, PageSource, Rule, Word};
pub use outcome::{DocState, Document, Notice, ReadPage};
pub use read::{looks_like_one, read};
