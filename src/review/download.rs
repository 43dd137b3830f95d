//! Tables from where the reader stands: all that they see, one case, or what the list's filters leave.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::app::Ask;
use super::cases::Filter;
use super::mask;
use super::problem::Problem;
use super::survey::VerdictLine;
use crate::decisions::fingerprint;
use crate::export::{CheckRow, ExportError, Format, Row, Table, write};
use crate::store::{Store, StoreError};

/// One case only.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Only {
    kun: String,
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        Self::Internal(error.to_string())
    }
}

/// A file such as `checks.xlsx`.
pub fn file(ask: &Ask<'_>, name: &str, filter: &Filter, only: &Only) -> Result<Response, Problem> {
    let (table, format) = name.split_once('.').ok_or(Problem::NotFound)?;
    let table = Table::ALL.iter().copied().find(|known| known.name() == table).ok_or(Problem::NotFound)?;
    let format =
        Format::ALL.iter().copied().find(|known| known.name() == format).filter(|format| format.suits(table)).ok_or(Problem::NotFound)?;
    let survey = ask.app.survey()?;
    let board = ask.app.board()?;
    let wanted: Vec<&str> = if only.kun.is_empty() {
        let lines = survey.cases.iter().filter(|case| ask.sees(case, &board) && filter.takes_case(case, &board));
        lines.map(|case| case.row.case.as_str()).collect()
    } else {
        ask.case(&only.kun)?;
        vec![only.kun.as_str()]
    };
    let mut out = Vec::new();
    let rows = match table {
        Table::Events => rows(ask, format, &wanted, Store::case_events, |_| true, &mut out)?,
        Table::Timeline => rows(ask, format, &wanted, Store::case_timeline, |_| true, &mut out)?,
        Table::Checks => {
            let takes = |row: &CheckRow| {
                let line = VerdictLine {
                    check: row.check.clone(),
                    outcome: row.outcome.clone(),
                    doubts: row.remarks.len(),
                    fingerprint: fingerprint(row),
                };
                // What is to be read blind is in no table: drawn at random, it is missed at random.
                !board.is_withheld(ask.reader(), &row.case, &row.check) && filter.takes_verdict(ask.reader(), &row.case, &line, &board)
            };
            rows(ask, format, &wanted, Store::case_checks, takes, &mut out)?
        }
        Table::Acts => {
            let load = |store: &Store, case: &str| Ok(store.case_acts(case)?.into_iter().map(|act| act.row).collect());
            rows(ask, format, &wanted, load, |_| true, &mut out)?
        }
        // Figures are a report's, not rows of cases.
        Table::Figures | Table::Hits => return Err(Problem::NotFound),
        Table::Cases => rows(ask, format, &wanted, |store, case| Ok(store.case(case)?.into_iter().collect()), |_| true, &mut out)?,
    };
    ask.note("export", Some(only.kun.as_str()).filter(|case| !case.is_empty()), &format!("{name}, {rows} rows"))?;
    let kind = match format {
        Format::Ndjson => "application/x-ndjson; charset=utf-8",
        Format::Csv | Format::CsvDa => "text/csv; charset=utf-8",
        Format::Ocel => "application/json",
        Format::Xes => "application/xml",
        Format::Parquet => "application/vnd.apache.parquet",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let ending = match format {
        Format::CsvDa => "csv",
        Format::Ocel => "ocel.json",
        _ => format.name(),
    };
    let disposition = format!("attachment; filename=\"aktspor-{}.{ending}\"", table.name());
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], out).into_response())
}

/// The rows of a table over the cases, CPR numbers covered as on the pages.
fn rows<R: Row + Serialize + DeserializeOwned>(
    ask: &Ask<'_>,
    format: Format,
    cases: &[&str],
    load: impl Fn(&Store, &str) -> Result<Vec<R>, StoreError>,
    takes: impl Fn(&R) -> bool,
    out: &mut Vec<u8>,
) -> Result<u64, Problem> {
    let loaded = ask.app.store(|store| {
        let _moment = store.snapshot()?;
        cases.iter().map(|case| Ok((*case, load(store, case)?))).collect::<Result<Vec<_>, StoreError>>()
    })?;
    let rows = loaded.into_iter().flat_map(|(case, rows)| {
        let is_shown = ask.app.shows_cpr(&ask.visit.token, case);
        rows.into_iter().filter(|row| takes(row)).map(|row| if is_shown { Ok(row) } else { covered(row) }).collect::<Vec<_>>()
    });
    write(format, rows, out)
}

/// A row with its CPR numbers covered, wherever they stand.
fn covered<R: Serialize + DeserializeOwned>(row: R) -> Result<R, Problem> {
    let failed = |error: serde_json::Error| Problem::Internal(format!("{:?}", error.classify()));
    let mut value = serde_json::to_value(&row).map_err(failed)?;
    cover(&mut value);
    serde_json::from_value(value).map_err(failed)
}

fn cover(value: &mut Value) {
    match value {
        Value::String(text) => *text = mask::cpr(text).into_owned(),
        Value::Array(items) => items.iter_mut().for_each(cover),
        // A hash is no text, and may hold ten digits in a row.
        Value::Object(fields) => fields.iter_mut().filter(|(key, _)| *key != "sha256").for_each(|(_, value)| cover(value)),
        _ => {}
    }
}
