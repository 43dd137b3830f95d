//! Pages in, ranked pages with snippets out: the search index beside the store.
//!
//! One document a page. The index is derived: it holds nothing that the store does not hold, and it is made again whenever it is
//! missing, damaged, of another analysis, or does not carry the number that the store expects. How the two are kept in step:
//!
//! ```text
//! index = Index::open_for_ingest(dir, store.index_generation)     none: store.begin_new_index, Index::create
//! for each case that the store calls unindexed:
//!     writer.replace_case(case, pages)
//! writer.commit          the index now has them
//! store.mark_indexed     only now the store says so; a kill between the two does the case once more, which changes nothing
//! ```
//!
//! What a word of a page is, is said in `analysis` (stems, CPR numbers, dates and § references as themselves), how a question is
//! written in `question`, how hits are ranked in `plan` and `collect`: the same pages give the same hits in the same order, whatever the
//! number of threads, the cut into segments, or what was deleted before.

mod analysis;
mod collect;
mod error;
mod index;
mod numbers;
mod plan;
mod question;
mod read_only;
mod snippet;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

pub use error::SearchError;
pub use index::{Found, Hit, Index, PageDoc, Writer};
