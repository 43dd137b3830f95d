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
//! # The front door
//!
//! ```text
//! let index = Index::open(&store.index_dir())?;            // once; threads may share it; refresh() takes over what was committed since
//! let pages = store.page_reader();                         // where the text of the hits comes from
//! let request = Request { facets: true, offset: 20, ..Request::new("samtale -skole", 20) };
//! let found = index.search(&request, &|case, act, page| pages.page(case, act, page).ok().flatten())?;
//!
//! Found  { total, distinct, hits, facets, left_out }
//! Hit    { case, municipality, act, page, score, snippet, highlights, doctype, date, ocr, ranges, boxes, copies }
//! Facets { municipality, case, doctype, year, kind, source }: each a list of { value, pages }, which Filters takes back
//! SearchError: message(lang), advice(lang), span() (bytes of the question at fault), exit_code()
//! ```
//!
//! Searches kept by name, and lists of them: [`save`], [`saved`], [`read_list`].
//!
//! `ranges` are bytes of the page's text as the store has it, `boxes` the same on the page in PDF points; `highlights` are bytes of the snippet.
//! Who may not see all cases gives [`Filters::allowed_cases`]; totals and facets then count only those.
//!
//! What a word of a page is, is said in `analysis` (stems, CPR numbers, dates and § references as themselves), what a compound is in
//! `lexicon`, how a question is written in `question`, which pages are copies in `copies`, how hits are ranked in `plan` and `collect`: the
//! same pages give the same hits in the same order, whatever the number of threads, the cut into segments, or what was deleted before.

mod analysis;
mod ask;
mod bits;
mod collect;
mod copies;
mod crew;
mod error;
mod facets;
mod hit;
mod index;
mod known;
mod lexicon;
mod lists;
mod numbers;
mod pairs;
mod phrases;
mod pieces;
mod place;
mod plan;
mod question;
mod read_only;
mod schema;
mod snippet;
mod sorts;
#[cfg(test)]
mod tests;
mod tokens;
mod windows;
mod words;
mod writer;

pub use error::SearchError;
pub use facets::{Count, Facets};
pub use hit::{Filters, Found, Hit, PageSource, Request, Twin};
pub use index::Index;
pub use lists::{Named, read_list, save, saved};
pub use writer::{PageDoc, Writer};
