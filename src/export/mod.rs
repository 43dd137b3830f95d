//! Rows in, files out: the five tables of the contract as NDJSON, CSV (plain, and as a Danish Excel opens it), Parquet and XLSX; events and
//! timelines also as OCEL 2.0 and XES (`steps`).
//!
//! The room knows neither the store nor the clock. Rows come in the order in which they are to stand in the file, one at a time
//! (memory stays bounded, but for XLSX, whose file is assembled in memory), and the same rows give the same bytes: no format carries a time,
//! a host or a random name.
//!
//! What each format does with a value that it cannot hold as it is:
//!
//! | | NDJSON | CSV | Parquet | XLSX |
//! |---|---|---|---|---|
//! | null | `null` | empty field | null | empty cell |
//! | list | JSON | JSON text | JSON text | JSON text, cut with a visible note past Excel's 32 767 characters |
//! | date | text | text | text | text (Excel's dates would lose `2021-03` and the form) |
//! | text starting with `=`, `+`, `-`, `@` | as it is | **as it is**: data stay exact; a spreadsheet program may read such a field as a formula, so hand XLSX to people | as it is | a text cell, never a formula |
//! | more than 1 048 575 rows | – | – | – | goes on in further sheets |
//!
//! `csv-da` is CSV but for its semicolons, byte order mark and decimal comma, and for text that a spreadsheet program would take for a formula:
//! that gets an apostrophe in front.

mod csv_file;
mod error;
mod file;
mod parquet_file;
mod rows;
mod steps;
mod table;
mod trace;
mod write;
mod xlsx_file;

pub use error::ExportError;
pub use file::write_file;
pub use rows::{ActRow, ActState, CaseRow, CheckRow, EventRow, EvidenceRef, TimelineRow};
pub use steps::Step;
pub use table::{Cell, Column, ColumnType, Format, Row, Table};
pub use trace::{FactRow, PartRow, ProvisionRow, SearchedRow, TraceRow};
pub use write::write;
pub use xlsx_file::fit;
#[cfg(test)]
mod tests;
