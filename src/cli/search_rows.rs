//! Hits as rows of a table.

use std::borrow::Cow;

use aktspor::export::{Cell, Column, ColumnType, Row, Table};
use aktspor::search::{Hit, Named};
use serde::Serialize;

/// A hit of a search.
#[derive(Debug, Serialize)]
pub struct HitRow {
    search: String,
    question: String,
    rank: u32,
    case: String,
    municipality: Option<String>,
    act: String,
    page: u32,
    doctype: Option<String>,
    date: Option<String>,
    score: f64,
    snippet: String,
    copies: String,
}

impl HitRow {
    /// The row of a hit, `rank` from 1.
    pub fn new(search: &Named, rank: usize, hit: &Hit) -> Self {
        Self {
            search: search.name.clone(),
            question: search.question.clone(),
            rank: u32::try_from(rank).unwrap_or(u32::MAX),
            case: hit.case.clone(),
            municipality: hit.municipality.clone(),
            act: hit.act.clone(),
            page: hit.page,
            doctype: hit.doctype.clone(),
            date: hit.date.clone(),
            // In thousandths, as scores are compared.
            score: (f64::from(hit.score) * 1000.0).round() / 1000.0,
            snippet: hit.snippet.clone(),
            copies: hit.copies.iter().map(|copy| format!("{} s. {}", copy.act, copy.page)).collect::<Vec<_>>().join("; "),
        }
    }
}

/// A column.
const fn column(name: &'static str, kind: ColumnType, nullable: bool) -> Column {
    Column { name, kind, nullable }
}

impl Row for HitRow {
    const TABLE: Table = Table::Hits;
    const COLUMNS: &'static [Column] = &[
        column("search", ColumnType::Text, false),
        column("question", ColumnType::Text, false),
        column("rank", ColumnType::Int, false),
        column("case", ColumnType::Text, false),
        column("municipality", ColumnType::Text, true),
        column("act", ColumnType::Text, false),
        column("page", ColumnType::Int, false),
        column("doctype", ColumnType::Text, true),
        column("date", ColumnType::Text, true),
        column("score", ColumnType::Float, false),
        column("snippet", ColumnType::Text, false),
        column("copies", ColumnType::Text, false),
    ];

    fn cells(&self) -> Vec<Cell<'_>> {
        let text = |value| Cell::Text(Cow::Borrowed(value));
        let maybe = |value: &'_ Option<String>| value.clone().map_or(Cell::Null, |value| Cell::Text(Cow::Owned(value)));
        vec![
            text(self.search.as_str()),
            text(&self.question),
            Cell::Int(self.rank.into()),
            text(&self.case),
            maybe(&self.municipality),
            text(&self.act),
            Cell::Int(self.page.into()),
            maybe(&self.doctype),
            maybe(&self.date),
            Cell::Float(self.score),
            text(&self.snippet),
            text(&self.copies),
        ]
    }
}
