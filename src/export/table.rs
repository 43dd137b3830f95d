//! Tables, columns, formats and the trait that gives a row its cells.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::steps::Step;

/// The tables of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Every mention of an event.
    Events,
    /// Each happening of a case once.
    Timeline,
    /// The verdicts.
    Checks,
    /// The acts and their states.
    Acts,
    /// The cases.
    Cases,
    /// The figures of a report: room `report` writes them, not `aktspor export`.
    Figures,
    /// What searches found; not of the store, so not among [`Table::ALL`].
    Hits,
}

impl Table {
    /// Every table of the store, in the contract's order.
    pub const ALL: &'static [Self] = &[Self::Events, Self::Timeline, Self::Checks, Self::Acts, Self::Cases];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Timeline => "timeline",
            Self::Checks => "checks",
            Self::Acts => "acts",
            Self::Cases => "cases",
            Self::Figures => "figures",
            Self::Hits => "hits",
        }
    }
}

/// The file formats of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Format {
    /// One JSON object a line.
    #[default]
    Ndjson,
    /// RFC 4180, UTF-8 without a byte order mark, with a header.
    Csv,
    /// Parquet with typed columns, Snappy.
    Parquet,
    /// Excel.
    Xlsx,
    /// CSV as a Danish Excel opens it: semicolons, UTF-8 with a byte order mark, decimal comma.
    CsvDa,
    /// Object-centric event log, version 2.0, in JSON: for `events` and `timeline`.
    Ocel,
    /// Event log of IEEE 1849: for `events` and `timeline`.
    Xes,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::Ndjson, Self::Csv, Self::Parquet, Self::Xlsx, Self::CsvDa, Self::Ocel, Self::Xes];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Xlsx => "xlsx",
            Self::CsvDa => "csv-da",
            Self::Ocel => "ocel",
            Self::Xes => "xes",
        }
    }

    /// True where a table can be written so.
    #[must_use]
    pub fn suits(self, table: Table) -> bool {
        !matches!(self, Self::Ocel | Self::Xes) || matches!(table, Table::Events | Table::Timeline)
    }

    /// True for formats that a terminal cannot show.
    #[must_use]
    pub fn is_binary(self) -> bool {
        matches!(self, Self::Parquet | Self::Xlsx)
    }
}

/// Names both ways.
macro_rules! names {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
        impl FromStr for $name {
            type Err = String;
            fn from_str(s: &str) -> Result<Self, String> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|v| v.name() == s)
                    .ok_or_else(|| format!("unknown {} `{s}`", stringify!($name).to_lowercase()))
            }
        }
    };
}
names!(Table);
names!(Format);

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// UTF-8 text; lists are JSON text.
    Text,
    /// A whole number that fits in 32 bits.
    Int,
    /// A number with a fraction.
    Float,
    /// True or false.
    Bool,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The key of the contract.
    pub name: &'static str,
    /// Its type.
    pub kind: ColumnType,
    /// Whether null may stand in it.
    pub nullable: bool,
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// No value.
    Null,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// True or false.
    Bool(bool),
}

/// A row of a table: its serde form is the NDJSON line, its cells are those of the other formats.
pub trait Row: Serialize {
    /// The table that it belongs to.
    const TABLE: Table;
    /// The columns, in the contract's order, the order of the serde fields.
    const COLUMNS: &'static [Column];
    /// One cell for each column, in the same order.
    fn cells(&self) -> Vec<Cell<'_>>;
    /// The row as a step of its case; none in tables that tell of no steps.
    fn step(&self) -> Option<Step<'_>> {
        None
    }
    /// The cells of the formats that people open as a sheet (CSV, XLSX), where they differ.
    fn cells_for_people(&self) -> Vec<Cell<'_>> {
        self.cells()
    }
}
