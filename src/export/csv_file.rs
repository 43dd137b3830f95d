//! CSV as RFC 4180 has it: header, comma, CRLF, quotes where needed, UTF-8.

use std::io::Write;

use super::{Cell, ExportError, Row};

/// Writes the header and the rows.
pub(super) fn write<R: Row, E: From<ExportError>>(
    rows: impl Iterator<Item = Result<R, E>>,
    out: &mut (dyn Write + Send),
) -> Result<u64, E> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(R::COLUMNS.iter().map(|column| column.name)).map_err(error)?;
    let mut count = 0;
    for row in rows {
        let row = row?;
        for cell in row.cells_for_people() {
            match cell {
                Cell::Null => writer.write_field(b""),
                Cell::Text(text) => writer.write_field(text.as_bytes()),
                Cell::Int(number) => writer.write_field(number.to_string()),
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

/// Keeps the system's error where there is one.
fn error(error: csv::Error) -> ExportError {
    let reason = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => ExportError::output(source),
        _ => ExportError::Encode { format: "csv", reason },
    }
}
