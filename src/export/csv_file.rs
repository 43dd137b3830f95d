//! CSV as RFC 4180 has it: header, comma, CRLF, quotes where needed, UTF-8; and the same as a Danish Excel opens it by a double click.

use std::borrow::Cow;
use std::io::Write;

use super::{Cell, ExportError, Row};

/// For programs or for a Danish Excel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Commas; data as they are.
    Plain,
    /// Semicolons, byte order mark, decimal comma, nothing that is read as a formula.
    Danish,
}

/// Writes the header and the rows.
pub(super) fn write<R: Row, E: From<ExportError>>(
    rows: impl Iterator<Item = Result<R, E>>,
    style: Style,
    out: &mut (dyn Write + Send),
) -> Result<u64, E> {
    let is_danish = style == Style::Danish;
    if is_danish {
        out.write_all("\u{FEFF}".as_bytes()).map_err(ExportError::output)?;
    }
    let delimiter = if is_danish { b';' } else { b',' };
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(R::COLUMNS.iter().map(|column| column.name)).map_err(error)?;
    let mut count = 0;
    for row in rows {
        let row = row?;
        for cell in row.cells_for_people() {
            match cell {
                Cell::Null => writer.write_field(b""),
                Cell::Text(text) if is_danish => writer.write_field(tamed(&text).as_bytes()),
                Cell::Text(text) => writer.write_field(text.as_bytes()),
                Cell::Int(number) => writer.write_field(number.to_string()),
                Cell::Float(number) if is_danish => writer.write_field(number.to_string().replace('.', ",")),
                Cell::Bool(value) if is_danish => writer.write_field(if value { "SAND" } else { "FALSK" }),
                Cell::Float(number) => writer.write_field(number.to_string()),
                Cell::Bool(value) => writer.write_field(if value { "true" } else { "false" }),
            }
            .map_err(error)?;
        }
        writer.write_record(None::<&[u8]>).map_err(error)?;
        count += 1;
    }
    writer.flush().map_err(ExportError::output)?;
    Ok(count)
}

/// An apostrophe before what a spreadsheet program would take for a formula.
fn tamed(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Keeps the system's error where there is one.
fn error(error: csv::Error) -> ExportError {
    let reason = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => ExportError::output(source),
        _ => ExportError::Encode { format: "csv", reason },
    }
}
