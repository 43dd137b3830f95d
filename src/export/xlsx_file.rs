//! Excel: a bold, frozen header with a filter, then the rows; every date and text a text cell.

use std::borrow::Cow;
use std::io::Write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as CellFormat, Workbook, Worksheet, XlsxError};

use super::{Cell, Column, ExportError, Row};

/// Rows below the header on one sheet.
const ROWS_PER_SHEET: u32 = 1_048_575;
/// Characters (UTF-16 units as Excel counts them) in one cell.
const CHARS_PER_CELL: usize = 32_767;
/// The end of a text that was cut.
const CUT_NOTE: &str = " … [afkortet: Excels grænse er 32.767 tegn; hele teksten er i ndjson, csv og parquet]";

/// Writes the rows; a table too long for one sheet goes on in `events (2)` and so on.
pub(super) fn write<R: Row, E: From<ExportError>>(
    mut rows: impl Iterator<Item = Result<R, E>>,
    out: &mut (dyn Write + Send),
) -> Result<u64, E> {
    let mut workbook = Workbook::new();
    // The file would otherwise carry the time of day and differ from run to run.
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1).map_err(error)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&fixed).set_author("aktspor"));
    let mut count = 0;
    let mut pending = rows.next().transpose()?;
    let mut number = 1;
    loop {
        let sheet = workbook.add_worksheet();
        let name = R::TABLE.name();
        start_sheet(sheet, &if number == 1 { name.to_owned() } else { format!("{name} ({number})") }, R::COLUMNS).map_err(error)?;
        let mut line = 0;
        while let Some(row) = pending.take() {
            line += 1;
            write_row(sheet, line, &row).map_err(error)?;
            pending = rows.next().transpose()?;
            if line == ROWS_PER_SHEET {
                break;
            }
        }
        count += u64::from(line);
        sheet.autofilter(0, 0, line, last_column(R::COLUMNS)).map_err(error)?;
        if pending.is_none() {
            break;
        }
        number += 1;
    }
    let bytes = workbook.save_to_buffer().map_err(error)?;
    out.write_all(&bytes).map_err(ExportError::output)?;
    Ok(count)
}

/// Name, header and widths.
fn start_sheet(sheet: &mut Worksheet, name: &str, columns: &[Column]) -> Result<(), XlsxError> {
    let bold = CellFormat::new().set_bold();
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    for (at, column) in (0u16..).zip(columns) {
        sheet.write_string_with_format(0, at, column.name, &bold)?;
        sheet.set_column_width(at, width_of(column.name))?;
    }
    Ok(())
}

/// A row's cells. Text is always written as text, so that `=…` is never a formula.
fn write_row<R: Row>(sheet: &mut Worksheet, line: u32, row: &R) -> Result<(), XlsxError> {
    for (at, cell) in (0u16..).zip(row.cells_for_people()) {
        match cell {
            Cell::Null => {}
            Cell::Text(text) => {
                sheet.write_string(line, at, fit(&text).as_ref())?;
            }
            Cell::Int(number) => {
                // Page numbers and offsets are below 2^53, where every whole number has its own float.
                sheet.write_number(line, at, number as f64)?;
            }
            Cell::Number(number) => {
                sheet.write_number(line, at, number)?;
            }
            Cell::Bool(value) => {
                sheet.write_boolean(line, at, value)?;
            }
        }
    }
    Ok(())
}

/// The text, cut with a note where Excel could not hold it.
fn fit(text: &str) -> Cow<'_, str> {
    // A text has at most as many UTF-16 units as bytes.
    if text.len() <= CHARS_PER_CELL || text.encode_utf16().count() <= CHARS_PER_CELL {
        return Cow::Borrowed(text);
    }
    let mut room = CHARS_PER_CELL - CUT_NOTE.encode_utf16().count();
    let mut kept = String::with_capacity(CHARS_PER_CELL);
    for c in text.chars() {
        let Some(left) = room.checked_sub(c.len_utf16()) else { break };
        room = left;
        kept.push(c);
    }
    kept.push_str(CUT_NOTE);
    Cow::Owned(kept)
}

/// Index of the last column.
fn last_column(columns: &[Column]) -> u16 {
    u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1)
}

/// A width in characters at which a screen shows most of the columns.
fn width_of(name: &str) -> f64 {
    match name {
        "quote" | "reason" | "remarks" | "message" => 60.0,
        "evidence" | "conflicts" | "law" => 40.0,
        "sha256" | "act" | "rule" | "check" | "kind" => 28.0,
        "municipality" | "case_type" | "case" | "boxes" | "doctype" => 20.0,
        _ => 12.0,
    }
}

/// The library's error; it writes to memory only, so that none comes from the disk.
fn error(error: XlsxError) -> ExportError {
    ExportError::Encode { format: "xlsx", reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn long_text_is_cut_with_a_note_and_fits() {
        let long = "ø😀".repeat(20_000);
        let cut = fit(&long);
        assert!(cut.ends_with(CUT_NOTE));
        assert!(cut.encode_utf16().count() <= CHARS_PER_CELL);
        assert!(matches!(fit("kort"), Cow::Borrowed("kort")));
    }
}
