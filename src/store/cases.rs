//! Cases in, cases out.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ActRecord, CaseRecord, Store, StoreError, natural_cmp};
use crate::events::Finding;
use crate::export::{ActRow, ActState, CaseRow, CheckRow, EventRow, TimelineRow};

/// A table of JSON rows: `case_id, place, payload`.
#[derive(Clone, Copy)]
enum Json {
    Events,
    Timeline,
    Checks,
    Findings,
}

impl Json {
    fn insert(self) -> &'static str {
        match self {
            Self::Events => "INSERT INTO events (case_id, place, payload) VALUES (?1, ?2, ?3)",
            Self::Timeline => "INSERT INTO timeline (case_id, place, payload) VALUES (?1, ?2, ?3)",
            Self::Checks => "INSERT INTO checks (case_id, place, payload) VALUES (?1, ?2, ?3)",
            Self::Findings => "INSERT INTO findings (case_id, place, payload) VALUES (?1, ?2, ?3)",
        }
    }

    fn select(self) -> &'static str {
        match self {
            Self::Events => "SELECT payload FROM events WHERE case_id = ?1 ORDER BY place",
            Self::Timeline => "SELECT payload FROM timeline WHERE case_id = ?1 ORDER BY place",
            Self::Checks => "SELECT payload FROM checks WHERE case_id = ?1 ORDER BY place",
            Self::Findings => "SELECT payload FROM findings WHERE case_id = ?1 ORDER BY place",
        }
    }
}

/// Columns of `cases` that make a [`CaseRow`], in the order of [`case_row`].
const SELECT_CASE: &str = "SELECT id, municipality, case_type, consent, law, born, decision, acts, pages FROM cases";

impl Store {
    /// Puts a case in the place of what was kept under its id, in one transaction, and marks it as not indexed.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for two acts of one name; [`StoreError::DiskFull`], [`StoreError::Machine`],
    /// [`StoreError::Damaged`]: then what was kept stands unchanged.
    pub fn replace_case(&mut self, record: &CaseRecord) -> Result<(), StoreError> {
        let mut names = BTreeSet::new();
        if let Some(twice) = record.acts.iter().find(|act| !names.insert(act.row.act.as_str())) {
            let what = format!("`{}`, which occurs twice in case `{}`,", twice.row.act, record.row.case);
            return Err(StoreError::Invalid { what, kind: "act name" });
        }
        let dir = self.dir.clone();
        let failed = |error| StoreError::database(&dir, &error);
        let transaction = self.connection.transaction().map_err(failed)?;
        write_case(&transaction, record).map_err(failed)?;
        transaction.commit().map_err(failed)
    }

    /// Notes from which places the acts of a case were sent; all else of the case stands.
    ///
    /// # Errors
    /// As [`Store::replace_case`].
    pub fn set_places(&mut self, case: &str, acts: &[ActRecord]) -> Result<(), StoreError> {
        let dir = self.dir.clone();
        let failed = |error| StoreError::database(&dir, &error);
        let transaction = self.connection.transaction().map_err(failed)?;
        for act in acts {
            transaction
                .prepare_cached("UPDATE acts SET places = ?3 WHERE case_id = ?1 AND name = ?2")
                .and_then(|mut statement| statement.execute(params![case, act.row.act, to_json(&act.places)?]))
                .map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }

    /// The fingerprint with which a case was kept; none for an unknown case.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn fingerprint(&self, case: &str) -> Result<Option<String>, StoreError> {
        self.connection
            .prepare_cached("SELECT fingerprint FROM cases WHERE id = ?1")
            .and_then(|mut statement| statement.query_row([case], |row| row.get(0)).optional())
            .map_err(self.failed())
    }

    /// Cases whose pages the index does not have, with their fingerprints, by id.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn unindexed_cases(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT id, fingerprint FROM cases WHERE indexed = 0 ORDER BY id").map_err(self.failed())?;
        let cases = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(self.failed())?;
        cases.collect::<Result<_, _>>().map_err(self.failed())
    }

    /// Marks cases as indexed, after the index has committed them. A case whose fingerprint has changed since stays unmarked.
    ///
    /// # Errors
    /// As [`Store::replace_case`].
    pub fn mark_indexed(&mut self, cases: &[(String, String)]) -> Result<(), StoreError> {
        let dir = self.dir.clone();
        let failed = |error| StoreError::database(&dir, &error);
        let transaction = self.connection.transaction().map_err(failed)?;
        for (case, fingerprint) in cases {
            transaction
                .prepare_cached("UPDATE cases SET indexed = 1 WHERE id = ?1 AND fingerprint = ?2")
                .and_then(|mut statement| statement.execute([case, fingerprint]))
                .map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }

    /// The ids of all cases, in order of their bytes.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn case_ids(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM cases ORDER BY id").map_err(self.failed())?;
        let ids = statement.query_map([], |row| row.get(0)).map_err(self.failed())?;
        ids.collect::<Result<_, _>>().map_err(self.failed())
    }

    /// The row of a case; none for an unknown one.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn case(&self, case: &str) -> Result<Option<CaseRow>, StoreError> {
        self.connection
            .prepare_cached(&format!("{SELECT_CASE} WHERE id = ?1"))
            .and_then(|mut statement| statement.query_row([case], case_row).optional())
            .map_err(self.failed())
    }

    /// The `sag.json` of a case as it was sent; none for an unknown case or one without.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn sag(&self, case: &str) -> Result<Option<serde_json::Value>, StoreError> {
        let text: Option<Option<String>> =
            self.connection.query_row("SELECT sag FROM cases WHERE id = ?1", [case], |row| row.get(0)).optional().map_err(self.failed())?;
        text.flatten().map(|text| self.parse(&text)).transpose()
    }

    /// The acts of a case with their places, in natural order.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn case_acts(&self, case: &str) -> Result<Vec<ActRecord>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT case_id, name, sha256, pages, doctype, date, source, state, message, places
                 FROM acts WHERE case_id = ?1 ORDER BY place",
            )
            .map_err(self.failed())?;
        let acts = statement.query_map([case], |row| Ok((act_row(row)?, row.get::<_, String>(9)?))).map_err(self.failed())?;
        acts.map(|act| {
            let (row, places) = act.map_err(self.failed())?;
            Ok(ActRecord { row, places: self.parse(&places)? })
        })
        .collect()
    }

    /// The events of a case: by act, page and place on the page.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn case_events(&self, case: &str) -> Result<Vec<EventRow>, StoreError> {
        self.json_rows(Json::Events, case)
    }

    /// The happenings of a case, by date.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn case_timeline(&self, case: &str) -> Result<Vec<TimelineRow>, StoreError> {
        self.json_rows(Json::Timeline, case)
    }

    /// The verdicts of a case, in the order in which they were given.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn case_checks(&self, case: &str) -> Result<Vec<CheckRow>, StoreError> {
        self.json_rows(Json::Checks, case)
    }

    /// What the acts of a case say beside the events: by act, page and place on the page.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`].
    pub fn case_findings(&self, case: &str) -> Result<Vec<Finding>, StoreError> {
        self.json_rows(Json::Findings, case)
    }

    /// Every row of `events`, case by case, so that only one case is held in memory. Hold a [`Store::snapshot`] meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Machine`], [`StoreError::Damaged`], here and in the items.
    pub fn events(&self) -> Result<impl Iterator<Item = Result<EventRow, StoreError>> + '_, StoreError> {
        self.case_by_case(Self::case_events)
    }

    /// Every row of `timeline`; see [`Store::events`].
    ///
    /// # Errors
    /// As [`Store::events`].
    pub fn timeline(&self) -> Result<impl Iterator<Item = Result<TimelineRow, StoreError>> + '_, StoreError> {
        self.case_by_case(Self::case_timeline)
    }

    /// Every row of `checks`; see [`Store::events`].
    ///
    /// # Errors
    /// As [`Store::events`].
    pub fn checks(&self) -> Result<impl Iterator<Item = Result<CheckRow, StoreError>> + '_, StoreError> {
        self.case_by_case(Self::case_checks)
    }

    /// Every row of `acts`; see [`Store::events`].
    ///
    /// # Errors
    /// As [`Store::events`].
    pub fn acts(&self) -> Result<impl Iterator<Item = Result<ActRow, StoreError>> + '_, StoreError> {
        self.case_by_case(|store, case| Ok(store.case_acts(case)?.into_iter().map(|act| act.row).collect()))
    }

    /// Every row of `cases`; see [`Store::events`].
    ///
    /// # Errors
    /// As [`Store::events`].
    pub fn cases(&self) -> Result<impl Iterator<Item = Result<CaseRow, StoreError>> + '_, StoreError> {
        self.case_by_case(|store, case| Ok(store.case(case)?.into_iter().collect()))
    }

    /// The rows of all cases, each case loaded when it is reached.
    fn case_by_case<T>(
        &self,
        load: fn(&Self, &str) -> Result<Vec<T>, StoreError>,
    ) -> Result<impl Iterator<Item = Result<T, StoreError>> + use<'_, T>, StoreError> {
        Ok(self.case_ids()?.into_iter().flat_map(move |case| match load(self, &case) {
            Ok(rows) => rows.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        }))
    }

    /// A case's rows of a JSON table.
    fn json_rows<T: DeserializeOwned>(&self, table: Json, case: &str) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(table.select()).map_err(self.failed())?;
        let rows = statement.query_map([case], |row| row.get::<_, String>(0)).map_err(self.failed())?;
        rows.map(|payload| self.parse(&payload.map_err(self.failed())?)).collect()
    }

    /// A JSON value that the store wrote.
    fn parse<T: DeserializeOwned>(&self, text: &str) -> Result<T, StoreError> {
        serde_json::from_str(text).map_err(|error| StoreError::Damaged {
            path: self.dir.clone(),
            // Only the kind and place of the error: its message may quote the text.
            reason: format!("a row has another form than this program writes ({:?} error, column {})", error.classify(), error.column()),
        })
    }
}

/// Deletes what is kept under the id (the foreign keys take the rows along) and writes the case.
fn write_case(transaction: &Transaction<'_>, record: &CaseRecord) -> rusqlite::Result<()> {
    let case = &record.row;
    transaction.prepare_cached("DELETE FROM cases WHERE id = ?1")?.execute([&case.case])?;
    transaction
        .prepare_cached(
            "INSERT INTO cases (id, municipality, case_type, consent, law, born, sag, decision, acts, pages, derived_by, fingerprint)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            case.case,
            case.municipality,
            case.case_type,
            case.consent,
            case.law,
            case.born,
            record.sag.as_ref().map(ToString::to_string),
            case.decision,
            case.acts,
            case.pages,
            record.derived_by,
            record.fingerprint,
        ])?;

    let mut acts: Vec<&ActRecord> = record.acts.iter().collect();
    acts.sort_by(|a, b| natural_cmp(&a.row.act, &b.row.act));
    let mut insert = transaction.prepare_cached(
        "INSERT INTO acts (case_id, place, name, sha256, pages, doctype, date, source, state, message, places)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    for (place, act) in (0i64..).zip(acts) {
        let row = &act.row;
        insert.execute(params![
            case.case,
            place,
            row.act,
            row.sha256,
            row.pages,
            row.doctype,
            row.date,
            row.source,
            row.state.name(),
            row.message,
            to_json(&act.places)?,
        ])?;
    }

    let by_place = |a: (&str, u32, usize, usize), b: (&str, u32, usize, usize)| {
        natural_cmp(a.0, b.0).then_with(|| (a.1, a.2, a.3).cmp(&(b.1, b.2, b.3)))
    };
    write_rows(transaction, Json::Events, &case.case, &record.events, |a, b| {
        let place = |row: &EventRow| (row.page, row.start, row.end);
        natural_cmp(&a.act, &b.act)
            .then_with(|| place(a).cmp(&place(b)))
            .then_with(|| (&a.kind, &a.date, &a.time, &a.status).cmp(&(&b.kind, &b.date, &b.time, &b.status)))
    })?;
    write_rows(transaction, Json::Timeline, &case.case, &record.timeline, |a, b| {
        (&a.date, &a.time, &a.kind).cmp(&(&b.date, &b.time, &b.kind))
    })?;
    write_rows(transaction, Json::Findings, &case.case, &record.findings, |a, b| {
        let (at, bt) = (&a.evidence, &b.evidence);
        by_place((&at.act, at.page, at.start, at.end), (&bt.act, bt.page, bt.start, bt.end)).then_with(|| a.kind.cmp(&b.kind))
    })?;
    write_in_order(transaction, Json::Checks, &case.case, record.checks.iter().map(to_json))
}

/// Writes rows in the order of `compare`; rows that it finds equal come in the order of their JSON, so that no order of insertion shows.
fn write_rows<T: Serialize>(
    transaction: &Transaction<'_>,
    table: Json,
    case: &str,
    rows: &[T],
    compare: impl Fn(&T, &T) -> Ordering,
) -> rusqlite::Result<()> {
    let mut rows = rows.iter().map(|row| Ok((row, to_json(row)?))).collect::<rusqlite::Result<Vec<_>>>()?;
    rows.sort_by(|a, b| compare(a.0, b.0).then_with(|| a.1.cmp(&b.1)));
    write_in_order(transaction, table, case, rows.into_iter().map(|(_, json)| Ok(json)))
}

/// Writes payloads as they come.
fn write_in_order(
    transaction: &Transaction<'_>,
    table: Json,
    case: &str,
    payloads: impl Iterator<Item = rusqlite::Result<String>>,
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(table.insert())?;
    for (place, payload) in (0i64..).zip(payloads) {
        insert.execute(params![case, place, payload?])?;
    }
    Ok(())
}

/// A value as JSON text.
fn to_json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// A row of [`SELECT_CASE`].
fn case_row(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
    Ok(CaseRow {
        case: row.get(0)?,
        municipality: row.get(1)?,
        case_type: row.get(2)?,
        consent: row.get(3)?,
        law: row.get(4)?,
        born: row.get(5)?,
        decision: row.get(6)?,
        acts: row.get(7)?,
        pages: row.get(8)?,
    })
}

/// The first nine columns of the acts' query.
fn act_row(row: &Row<'_>) -> rusqlite::Result<ActRow> {
    let state: String = row.get(7)?;
    let state: ActState =
        state.parse().map_err(|error: String| rusqlite::Error::FromSqlConversionFailure(7, rusqlite::types::Type::Text, error.into()))?;
    Ok(ActRow {
        case: row.get(0)?,
        act: row.get(1)?,
        sha256: row.get(2)?,
        pages: row.get(3)?,
        doctype: row.get(4)?,
        date: row.get(5)?,
        source: row.get(6)?,
        state,
        message: row.get(8)?,
    })
}
