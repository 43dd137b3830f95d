//! `aktspor export`: a table of the store to a file or to standard output.

use std::io::{BufWriter, IsTerminal, Write, stdout};

use aktspor::export::{ExportError, Format, write, write_file};
use aktspor::store::{Store, StoreError};
use anyhow::Result;

use crate::cli::args::{ExportArgs, FormatName, TableName};
use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// What can fail between the store and the file.
enum Either {
    Store(StoreError),
    Export(ExportError),
}

impl From<StoreError> for Either {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<ExportError> for Either {
    fn from(error: ExportError) -> Self {
        Self::Export(error)
    }
}

/// Runs the command.
pub fn run(context: &Context, args: ExportArgs) -> Result<u8> {
    let format = format_of(args.format);
    if args.out.is_none() && format.is_binary() && stdout().is_terminal() {
        return Err(Failure::no_terminal(context.lang).into());
    }
    let store = Store::open_read_only(&context.store).map_err(|error| Failure::store(&error, context.lang))?;
    let done = match &args.out {
        Some(path) => write_file(path, |out| table(&store, args.table, format, out)),
        None => table(&store, args.table, format, &mut BufWriter::new(stdout())),
    };
    match done {
        Ok(_) => Ok(0),
        Err(Either::Store(error)) => Err(Failure::store(&error, context.lang).into()),
        // Kept as it is: the reader of a pipe that has gone is no failure.
        Err(Either::Export(error)) if error.is_broken_pipe() => Err(error.into()),
        Err(Either::Export(error)) => Err(Failure::export(&error, context.lang).into()),
    }
}

/// The format of a name.
pub fn format_of(name: FormatName) -> Format {
    match name {
        FormatName::Ndjson => Format::Ndjson,
        FormatName::Csv => Format::Csv,
        FormatName::Parquet => Format::Parquet,
        FormatName::Xlsx => Format::Xlsx,
        FormatName::CsvDa => Format::CsvDa,
        FormatName::Ocel => Format::Ocel,
        FormatName::Xes => Format::Xes,
    }
}

fn table(store: &Store, table: TableName, format: Format, out: &mut (dyn Write + Send)) -> Result<u64, Either> {
    let _moment = store.snapshot()?;
    match table {
        TableName::Events => write(format, store.events()?.map(|row| row.map_err(Either::from)), out),
        TableName::Timeline => write(format, store.timeline()?.map(|row| row.map_err(Either::from)), out),
        TableName::Checks => write(format, store.checks()?.map(|row| row.map_err(Either::from)), out),
        TableName::Acts => write(format, store.acts()?.map(|row| row.map_err(Either::from)), out),
        TableName::Cases => write(format, store.cases()?.map(|row| row.map_err(Either::from)), out),
    }
}
