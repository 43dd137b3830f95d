//! The room's one writer: picks the format.

use std::io::{self, Write};

use super::{ExportError, Format, Row, csv_file, parquet_file, steps, xlsx_file};

/// Writes `rows` in `format` to `out` and flushes it. Gives the number of rows written.
///
/// Rows come as results, so that a store that fails in the middle ends the writing with its own error: `E` is the caller's error, made
/// from an [`ExportError`] where the writing itself fails. After an error `out` holds a part of the table: write to files with
/// [`super::write_file`], which never shows a part.
///
/// # Errors
/// The first error of `rows`, or what [`ExportError`] says.
pub fn write<R, E>(format: Format, rows: impl IntoIterator<Item = Result<R, E>>, out: &mut (dyn Write + Send)) -> Result<u64, E>
where
    R: Row,
    E: From<ExportError>,
{
    if !format.suits(R::TABLE) {
        return Err(ExportError::Unsuited { format: format.name(), table: R::TABLE.name() }.into());
    }
    let rows = rows.into_iter();
    let count = match format {
        Format::Ndjson => write_ndjson(rows, out)?,
        Format::Csv => csv_file::write(rows, csv_file::Style::Plain, out)?,
        Format::CsvDa => csv_file::write(rows, csv_file::Style::Danish, out)?,
        Format::Ocel => steps::ocel(rows, out)?,
        Format::Xes => steps::xes(rows, out)?,
        Format::Parquet => parquet_file::write(rows, out)?,
        Format::Xlsx => xlsx_file::write(rows, out)?,
    };
    out.flush().map_err(ExportError::output)?;
    Ok(count)
}

/// One JSON object a line. Each line is built first, so that a row is written whole.
fn write_ndjson<R: Row, E: From<ExportError>>(rows: impl Iterator<Item = Result<R, E>>, out: &mut (dyn Write + Send)) -> Result<u64, E> {
    let mut count = 0;
    let mut line = Vec::new();
    for row in rows {
        line.clear();
        serde_json::to_writer(&mut line, &row?)
            .map_err(|error| ExportError::Encode { format: "ndjson", reason: io::Error::from(error).to_string() })?;
        line.push(b'\n');
        out.write_all(&line).map_err(ExportError::output)?;
        count += 1;
    }
    Ok(count)
}
