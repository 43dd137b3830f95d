//! The fields of a page in the index.

use tantivy::Index as Library;
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TextAnalyzer;

use super::tokens::{PAGE_ANALYZER, PageTokenizer};

/// Names of the fast fields that hits are ranked, counted and named by.
pub(super) const CASE: &str = "case";
pub(super) const ACT_PLACE: &str = "act_place";
pub(super) const PAGE: &str = "page";
pub(super) const MUNICIPALITY: &str = "municipality";
pub(super) const DOCTYPE: &str = "doctype";
pub(super) const KIND: &str = "kind";
pub(super) const DATE: &str = "date";
pub(super) const OCR: &str = "ocr";
pub(super) const FOLD: &str = "fold";

/// The fields. Nothing is stored: what a hit says is read from the fast fields, and its text from the store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// Id of the case.
    pub(super) case: Field,
    /// Name of the municipality: its words.
    pub(super) municipality: Field,
    /// The same as a whole.
    pub(super) municipality_name: Field,
    /// File name of the act: words.
    pub(super) act: Field,
    /// File name of the act, so written that bytes sort as people count ([`super::place::act_place`]).
    pub(super) act_place: Field,
    /// Page, from 1.
    pub(super) page: Field,
    /// Type of the act.
    pub(super) doctype: Field,
    /// Kinds of the events that the page tells of.
    pub(super) kind: Field,
    /// The act's own date as `YYYYMMDD`.
    pub(super) date: Field,
    /// Confidence of the recognition, 0–100; none for a text layer.
    pub(super) ocr: Field,
    /// What near-identical pages of a case have in common; none for a page that has no copy.
    pub(super) fold: Field,
    /// Pairs of stop words side by side.
    pub(super) pairs: Field,
    /// The text.
    pub(super) text: Field,
}

/// The form of the index.
pub(super) fn schema() -> (Schema, Fields) {
    let analyzed = |record| {
        TextOptions::default().set_indexing_options(TextFieldIndexing::default().set_tokenizer(PAGE_ANALYZER).set_index_option(record))
    };
    let words = || analyzed(IndexRecordOption::WithFreqsAndPositions);
    let mut builder = Schema::builder();
    let fields = Fields {
        case: builder.add_text_field(CASE, STRING | FAST),
        municipality: builder.add_text_field("municipality_words", words()),
        municipality_name: builder.add_text_field(MUNICIPALITY, STRING | FAST),
        act: builder.add_text_field("act", words()),
        act_place: builder.add_text_field(ACT_PLACE, TextOptions::from(FAST)),
        page: builder.add_u64_field(PAGE, FAST),
        doctype: builder.add_text_field(DOCTYPE, STRING | FAST),
        kind: builder.add_text_field(KIND, STRING | FAST),
        date: builder.add_u64_field(DATE, FAST),
        ocr: builder.add_u64_field(OCR, FAST),
        fold: builder.add_u64_field(FOLD, FAST | INDEXED),
        pairs: builder.add_text_field("pairs", analyzed(IndexRecordOption::Basic)),
        text: builder.add_text_field("text", words()),
    };
    (builder.build(), fields)
}

/// Tells the library the analysis.
pub(super) fn register(library: &Library) {
    library.tokenizers().register(PAGE_ANALYZER, TextAnalyzer::from(PageTokenizer));
}
