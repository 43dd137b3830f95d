//! The figures as a table: one row a figure, with everything that it was made by.

use std::borrow::Cow;

use serde::Serialize;

use crate::barometer::{Figure, Report};
use crate::export::{Cell, Column, ColumnType, Row, Table};

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureRow {
    /// The study.
    pub study: String,
    /// Its area.
    pub area: String,
    /// The point.
    pub point: String,
    /// The question, Danish.
    pub title: String,
    /// `case` or `part`.
    pub unit: String,
    /// The point that must hold for a case to count.
    pub given: Option<String>,
    /// `all`, `case_type`, `consent`, `municipality`, `year` or `law`.
    pub dimension: String,
    /// The group.
    pub group: String,
    /// Cases of the group.
    pub cases: i64,
    /// `small` or `secondary`.
    pub suppressed: Option<String>,
    /// The numerator.
    pub kept: Option<i64>,
    /// Breaches.
    pub breached: Option<i64>,
    /// The denominator.
    pub base: Option<i64>,
    /// Left open.
    pub open: Option<i64>,
    /// Not relevant.
    pub not_relevant: Option<i64>,
    /// Percent.
    pub percent: Option<f64>,
    /// Lower bound.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// Percent if every open answer were a breach.
    pub open_low: Option<f64>,
    /// Percent if every open answer were kept.
    pub open_high: Option<f64>,
    /// Cases of the group in the population.
    pub population: Option<i64>,
    /// Weighted percent.
    pub weighted: Option<f64>,
    /// Its lower bound.
    pub weighted_low: Option<f64>,
    /// Its upper bound.
    pub weighted_high: Option<f64>,
    /// Verdicts that a person confirmed.
    pub confirmed: Option<i64>,
    /// Verdicts that a person overturned.
    pub overturned: Option<i64>,
    /// Version of the program.
    pub program: String,
    /// Version of grammars and law tables that the cases were made by.
    pub grammar: String,
    /// Version of the program's law tables.
    pub law: String,
    /// Version of the study.
    pub study_version: String,
}

impl FigureRow {
    /// The rows of a report.
    #[must_use]
    pub fn of(report: &Report) -> Vec<Self> {
        report.figures.iter().map(|figure| Self::new(report, figure)).collect()
    }

    fn new(report: &Report, figure: &Figure) -> Self {
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let counts = figure.counts;
        Self {
            study: report.study.name.clone(),
            area: figure.area.clone(),
            point: figure.point.clone(),
            title: figure.title.clone(),
            unit: figure.unit.clone(),
            given: figure.given.clone(),
            dimension: figure.dimension.clone(),
            group: figure.group.clone(),
            cases: whole(figure.cases),
            suppressed: figure.suppressed.clone(),
            kept: counts.map(|c| whole(c.kept)),
            breached: counts.map(|c| whole(c.breached)),
            base: counts.map(|c| whole(c.base)),
            open: counts.map(|c| whole(c.open)),
            not_relevant: counts.map(|c| whole(c.not_relevant)),
            percent: figure.percent,
            low: figure.low,
            high: figure.high,
            open_low: figure.open_low,
            open_high: figure.open_high,
            population: figure.population.map(whole),
            weighted: figure.weighted,
            weighted_low: figure.weighted_low,
            weighted_high: figure.weighted_high,
            confirmed: counts.map(|c| whole(c.confirmed)),
            overturned: counts.map(|c| whole(c.overturned)),
            program: report.versions.program.clone(),
            grammar: report.versions.grammar.join(" "),
            law: report.versions.law.clone(),
            study_version: report.versions.study.clone(),
        }
    }
}

const fn column(name: &'static str, kind: ColumnType, nullable: bool) -> Column {
    Column { name, kind, nullable }
}

impl Row for FigureRow {
    const TABLE: Table = Table::Figures;
    const COLUMNS: &'static [Column] = &[
        column("study", ColumnType::Text, false),
        column("area", ColumnType::Text, false),
        column("point", ColumnType::Text, false),
        column("title", ColumnType::Text, false),
        column("unit", ColumnType::Text, false),
        column("given", ColumnType::Text, true),
        column("dimension", ColumnType::Text, false),
        column("group", ColumnType::Text, false),
        column("cases", ColumnType::Int, false),
        column("suppressed", ColumnType::Text, true),
        column("kept", ColumnType::Int, true),
        column("breached", ColumnType::Int, true),
        column("base", ColumnType::Int, true),
        column("open", ColumnType::Int, true),
        column("not_relevant", ColumnType::Int, true),
        column("percent", ColumnType::Float, true),
        column("low", ColumnType::Float, true),
        column("high", ColumnType::Float, true),
        column("open_low", ColumnType::Float, true),
        column("open_high", ColumnType::Float, true),
        column("population", ColumnType::Int, true),
        column("weighted", ColumnType::Float, true),
        column("weighted_low", ColumnType::Float, true),
        column("weighted_high", ColumnType::Float, true),
        column("confirmed", ColumnType::Int, true),
        column("overturned", ColumnType::Int, true),
        column("program", ColumnType::Text, false),
        column("grammar", ColumnType::Text, false),
        column("law", ColumnType::Text, false),
        column("study_version", ColumnType::Text, false),
    ];

    fn cells(&self) -> Vec<Cell<'_>> {
        let text = |value: &str| Cell::Text(Cow::Owned(value.to_owned()));
        let maybe = |value: &Option<String>| value.as_deref().map_or(Cell::Null, text);
        let int = |value: Option<i64>| value.map_or(Cell::Null, Cell::Int);
        let float = |value: Option<f64>| value.map_or(Cell::Null, Cell::Float);
        vec![
            text(&self.study),
            text(&self.area),
            text(&self.point),
            text(&self.title),
            text(&self.unit),
            maybe(&self.given),
            text(&self.dimension),
            text(&self.group),
            Cell::Int(self.cases),
            maybe(&self.suppressed),
            int(self.kept),
            int(self.breached),
            int(self.base),
            int(self.open),
            int(self.not_relevant),
            float(self.percent),
            float(self.low),
            float(self.high),
            float(self.open_low),
            float(self.open_high),
            int(self.population),
            float(self.weighted),
            float(self.weighted_low),
            float(self.weighted_high),
            int(self.confirmed),
            int(self.overturned),
            text(&self.program),
            text(&self.grammar),
            text(&self.law),
            text(&self.study_version),
        ]
    }
}
