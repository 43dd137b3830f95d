//! A report in files: one page for people, a workbook for the statistician, JSON and tables for programs.
//!
//! In: a [`Report`] (or a case's filled form), a language. Out: bytes to a writer. The room makes no figure: what it shows stands in the value, and
//! what is suppressed there has no way in here. It knows no store, file or clock; the same report gives the same bytes.
//!
//! | | holds | for |
//! |---|---|---|
//! | HTML | everything, in one file that asks for no other | people, on a screen, with a screen reader, on paper |
//! | XLSX | figures, cases, findings, method | the statistician |
//! | JSON | the whole report (`docs/barometer.md` has the fields) | programs, and the next report's comparison |
//! | Parquet, CSV, NDJSON | the figures, one row each; `.da.csv` for a Danish spreadsheet | notebooks |

mod case_page;
mod chart;
mod page;
mod parts;
mod points;
mod rows;
mod say;
mod workbook;

use std::io::Write;

pub use case_page::case_page;
pub use page::page;
pub use points::overview;
pub use rows::FigureRow;
pub use say::Tongue;
pub use workbook::workbook;

use crate::barometer::Report;
use crate::export::{self, ExportError};

/// The file formats of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A page.
    Html,
    /// A workbook.
    Xlsx,
    /// The whole report as JSON.
    Json,
    /// The figures as a table.
    Table(export::Format),
}

impl FileKind {
    /// By a file's name: its extension, and `.da.csv` for the CSV that a Danish spreadsheet opens right.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        if name.ends_with(".da.csv") {
            return Some(Self::Table(export::Format::CsvDa));
        }
        match name.rsplit_once('.')?.1 {
            "html" | "htm" => Some(Self::Html),
            "xlsx" => Some(Self::Xlsx),
            "json" => Some(Self::Json),
            "parquet" => Some(Self::Table(export::Format::Parquet)),
            "csv" => Some(Self::Table(export::Format::Csv)),
            "ndjson" => Some(Self::Table(export::Format::Ndjson)),
            _ => None,
        }
    }
}

/// Writes a report.
///
/// # Errors
/// [`ExportError`] where the output cannot be written.
pub fn write(report: &Report, kind: FileKind, tongue: Tongue, out: &mut (dyn Write + Send)) -> Result<(), ExportError> {
    let failed = |source| ExportError::Io { what: "the output".to_owned(), source };
    match kind {
        FileKind::Html => out.write_all(page(report, tongue).as_bytes()).map_err(failed)?,
        FileKind::Xlsx => out.write_all(&workbook(report, tongue)?).map_err(failed)?,
        FileKind::Json => {
            serde_json::to_writer_pretty(&mut *out, report).map_err(|error| failed(error.into()))?;
            out.write_all(b"\n").map_err(failed)?;
        }
        FileKind::Table(format) => {
            export::write(format, FigureRow::of(report).into_iter().map(Ok::<_, ExportError>), out)?;
        }
    }
    out.flush().map_err(failed)
}
