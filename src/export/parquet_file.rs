//! Parquet by the low-level column writers: no Arrow, which would double the time of a build for five flat tables.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::{Cell, Column, ColumnType, ExportError, Row};

/// Rows held in memory before they are written as one row group.
const ROWS_PER_GROUP: usize = 32_768;

/// A column's values of one row group, with a definition level (1 present, 0 null) for each row.
enum Values {
    Text(Vec<ByteArray>),
    Int(Vec<i32>),
    Bool(Vec<bool>),
    Number(Vec<f64>),
}

/// A column being filled.
struct Filling {
    column: Column,
    values: Values,
    levels: Vec<i16>,
}

/// Writes the rows as row groups of a fixed size.
pub(super) fn write<R: Row, E: From<ExportError>>(
    rows: impl Iterator<Item = Result<R, E>>,
    out: &mut (dyn Write + Send),
) -> Result<u64, E> {
    let schema = parse_message_type(&schema_text(R::TABLE.name(), R::COLUMNS)).map_err(error)?;
    // No library version and no time in the footer: the same rows give the same bytes from build to build.
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by("aktspor".to_owned()).build();
    let mut writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(error)?;

    let mut count = 0;
    let mut held = 0;
    let mut columns = empty_columns(R::COLUMNS);
    for row in rows {
        let row = row?;
        for (filling, cell) in columns.iter_mut().zip(row.cells()) {
            filling.push(cell)?;
        }
        count += 1;
        held += 1;
        if held == ROWS_PER_GROUP {
            write_group(&mut writer, std::mem::replace(&mut columns, empty_columns(R::COLUMNS)))?;
            held = 0;
        }
    }
    if held > 0 {
        write_group(&mut writer, columns)?;
    }
    writer.close().map_err(error)?;
    Ok(count)
}

/// The schema in Parquet's own notation.
fn schema_text(table: &str, columns: &[Column]) -> String {
    let mut text = format!("message {table} {{\n");
    for column in columns {
        let repetition = if column.nullable { "OPTIONAL" } else { "REQUIRED" };
        let kind = match column.kind {
            ColumnType::Text => ("BYTE_ARRAY", " (STRING)"),
            ColumnType::Int => ("INT32", ""),
            ColumnType::Bool => ("BOOLEAN", ""),
            ColumnType::Number => ("DOUBLE", ""),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {repetition} {} {}{};", kind.0, column.name, kind.1);
    }
    text.push('}');
    text
}

/// Columns without values.
fn empty_columns(columns: &[Column]) -> Vec<Filling> {
    columns
        .iter()
        .map(|column| Filling {
            column: *column,
            values: match column.kind {
                ColumnType::Text => Values::Text(Vec::new()),
                ColumnType::Int => Values::Int(Vec::new()),
                ColumnType::Bool => Values::Bool(Vec::new()),
                ColumnType::Number => Values::Number(Vec::new()),
            },
            levels: Vec::new(),
        })
        .collect()
}

impl Filling {
    /// Adds a row's cell.
    fn push(&mut self, cell: Cell<'_>) -> Result<(), ExportError> {
        let present = match (&mut self.values, cell) {
            (_, Cell::Null) if self.column.nullable => false,
            (Values::Text(values), Cell::Text(text)) => {
                values.push(ByteArray::from(text.into_owned().into_bytes()));
                true
            }
            (Values::Int(values), Cell::Int(number)) => {
                let fitting = i32::try_from(number).map_err(|_| ExportError::OutOfRange {
                    format: "parquet",
                    column: self.column.name,
                    value: number,
                })?;
                values.push(fitting);
                true
            }
            (Values::Bool(values), Cell::Bool(value)) => {
                values.push(value);
                true
            }
            (Values::Number(values), Cell::Number(value)) => {
                values.push(value);
                true
            }
            _ => {
                let reason = format!("the cell of column `{}` has another type than the column", self.column.name);
                return Err(ExportError::Encode { format: "parquet", reason });
            }
        };
        self.levels.push(i16::from(present));
        Ok(())
    }
}

/// Writes one row group.
fn write_group(writer: &mut SerializedFileWriter<&mut (dyn Write + Send)>, columns: Vec<Filling>) -> Result<(), ExportError> {
    let mut group = writer.next_row_group().map_err(error)?;
    for filling in columns {
        let levels = filling.column.nullable.then_some(filling.levels.as_slice());
        match &filling.values {
            Values::Text(values) => write_column::<ByteArrayType>(&mut group, values, levels)?,
            Values::Int(values) => write_column::<Int32Type>(&mut group, values, levels)?,
            Values::Bool(values) => write_column::<BoolType>(&mut group, values, levels)?,
            Values::Number(values) => write_column::<DoubleType>(&mut group, values, levels)?,
        }
    }
    group.close().map_err(error)?;
    Ok(())
}

/// Writes the next column of a row group.
fn write_column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, &mut (dyn Write + Send)>,
    values: &[T::T],
    levels: Option<&[i16]>,
) -> Result<(), ExportError> {
    let Some(mut column) = group.next_column().map_err(error)? else {
        return Err(ExportError::Encode { format: "parquet", reason: "more columns than the schema has".to_owned() });
    };
    column.typed::<T>().write_batch(values, levels, None).map_err(error)?;
    column.close().map_err(error)
}

/// Keeps the system's error where there is one.
fn error(error: ParquetError) -> ExportError {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(source) => ExportError::output(*source),
            Err(other) => ExportError::Encode { format: "parquet", reason: other.to_string() },
        },
        other => ExportError::Encode { format: "parquet", reason: other.to_string() },
    }
}
