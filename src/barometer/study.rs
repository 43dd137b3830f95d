//! Studies as data: what is measured, among which cases, and what was published before.
//!
//! In: the text of `grammars/studies/*.toml`, or of a file that a lawyer has changed. Out: a [`Study`] in which every reference is known to
//! lead somewhere, so that counting cannot fail. Why data: which check answers which question of the form, and under which condition, is a
//! lawyer's decision, and must be seen and changed without Rust.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::BarometerError;
use super::faults::{PointFault, StudyFault};

/// The studies that come with the program: name and text.
pub const BUNDLED: &[(&str, &str)] = &[
    ("boernesagsbarometer", include_str!("../../grammars/studies/boernesagsbarometer.toml")),
    ("pilot-2019", include_str!("../../grammars/studies/pilot-2019.toml")),
    ("praksis-2011", include_str!("../../grammars/studies/praksis-2011.toml")),
    ("tilsyn", include_str!("../../grammars/studies/tilsyn.toml")),
    ("sagsbehandlingsfrister", include_str!("../../grammars/studies/sagsbehandlingsfrister.toml")),
];

/// What a study does with its points beside measuring each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Each point for itself.
    Points,
    /// A case stands only if every applicable point does; causes are ranked.
    Conjunctive,
    /// Points below a limit, a hearing sheet per municipality, change since an earlier report.
    Supervision,
    /// How long from application to decision.
    Durations,
}

/// What a point counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Cases.
    #[default]
    Case,
    /// The parts of a verdict: each underretning, each year of tilsyn.
    Part,
}

/// A study, complete by construction.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// Name on the command line.
    pub name: String,
    /// Danish title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// What it does, Danish.
    pub about: String,
    /// What it does, English.
    pub about_en: String,
    /// What it does with its points.
    pub form: Form,
    /// Measures that belong to it; cases of others are left out and counted.
    pub case_types: Vec<String>,
    /// Only decisions with (true) or without (false) consent.
    #[serde(default)]
    pub consent: Option<bool>,
    /// In which ways figures are broken down: `case_type`, `consent`, `municipality`, `year`, `law`.
    #[serde(default)]
    pub by: Vec<String>,
    /// Figures on fewer than this are suppressed.
    #[serde(default = "five")]
    pub smallest: u64,
    /// Percent under which a point is taken up (studies of form `supervision`); without it the command line must give one.
    #[serde(default)]
    pub limit: Option<f64>,
    /// Says that a municipality's figures carry no statement on that municipality in general.
    #[serde(default = "yes")]
    pub municipality_caution: bool,
    /// Areas in the order of the report.
    #[serde(rename = "area")]
    pub areas: Vec<Area>,
    /// Points in the order of the report.
    #[serde(rename = "point")]
    pub points: Vec<Point>,
    /// The edition of [`Self::published`] that charts show beside the figures.
    #[serde(default)]
    pub compare: Option<String>,
    /// Figures that were published.
    #[serde(default)]
    pub published: Vec<Edition>,
    /// Hash of the text, so that a figure can name what it was made by.
    #[serde(skip)]
    pub version: String,
}

/// A part of the report.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its name in this file.
    pub id: String,
    /// Danish title.
    pub title: String,
    /// English title.
    pub title_en: String,
}

/// A measurement point.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Its name in this file and in the exports.
    pub id: String,
    /// Its area.
    pub area: String,
    /// Danish name for columns and charts.
    pub short: String,
    /// The same in English.
    pub short_en: String,
    /// Danish question.
    pub title: String,
    /// English question.
    pub title_en: String,
    /// The checks that answer it; with several, the point holds only where all that apply do.
    #[serde(default)]
    pub checks: Vec<String>,
    /// What is counted.
    #[serde(default)]
    pub count: Unit,
    /// Only cases that hold at this earlier point.
    #[serde(default)]
    pub given: Option<String>,
    /// Only cases of these measures.
    #[serde(default)]
    pub case_types: Vec<String>,
    /// Why the engine cannot judge it (then there are no checks), Danish.
    #[serde(default)]
    pub not_measured: Option<String>,
    /// The same in English.
    #[serde(default)]
    pub not_measured_en: Option<String>,
    /// What the reader must know, Danish.
    #[serde(default)]
    pub note: Option<String>,
    /// The same in English.
    #[serde(default)]
    pub note_en: Option<String>,
    /// Measured and shown, but no condition of a conjunctive study.
    #[serde(default)]
    pub aside: bool,
}

/// What was published of one year or period.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// `2022`, `2020-22`.
    pub edition: String,
    /// Number of municipalities.
    #[serde(default)]
    pub municipalities: Option<u64>,
    /// Number of cases.
    #[serde(default)]
    pub cases: Option<u64>,
    /// Where it stands.
    pub source: String,
    /// What must be known to compare with it, Danish.
    #[serde(default)]
    pub note: Option<String>,
    /// The same in English.
    #[serde(default)]
    pub note_en: Option<String>,
    /// Whole percents by point.
    #[serde(default)]
    pub percent: std::collections::BTreeMap<String, u32>,
    /// Whole percents of the cases that stand, by measure (`alle` for all): studies of form `conjunctive`.
    #[serde(default)]
    pub whole: std::collections::BTreeMap<String, u32>,
}

fn five() -> u64 {
    5
}

fn yes() -> bool {
    true
}

/// The ways in which figures can be broken down.
pub(super) const DIMENSIONS: &[&str] = &["case_type", "consent", "municipality", "year", "law"];

impl Study {
    /// Reads a study; `file` names it in errors.
    ///
    /// # Errors
    /// [`BarometerError::Study`] with the line where the text is no study, or names what is not there.
    pub fn parse(file: &str, text: &str) -> Result<Self, BarometerError> {
        let mut study: Self = toml::from_str(text).map_err(|error| BarometerError::Study {
            file: file.to_owned(),
            line: error.span().map_or(1, |span| line_at(text, span.start)),
            why: StudyFault::Syntax { said: error.message().replace('\n', "; ") },
        })?;
        study.version = Sha256::digest(text.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        match study.fault() {
            None => Ok(study),
            Some((at, why)) => Err(BarometerError::Study { file: file.to_owned(), line: line_of(text, &at), why }),
        }
    }

    /// A study that comes with the program.
    ///
    /// # Errors
    /// [`BarometerError::UnknownStudy`].
    pub fn bundled(name: &str) -> Result<Self, BarometerError> {
        match BUNDLED.iter().find(|(known, _)| *known == name) {
            Some((name, text)) => Self::parse(&format!("{name}.toml"), text),
            None => Err(BarometerError::UnknownStudy { name: name.to_owned() }),
        }
    }

    /// The area of a point.
    #[must_use]
    pub fn area(&self, id: &str) -> Option<&Area> {
        self.areas.iter().find(|area| area.id == id)
    }

    /// The points that the engine can judge.
    pub fn measured(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(|point| point.not_measured.is_none())
    }

    /// The first thing that is wrong: a word of the line where it stands, and what.
    fn fault(&self) -> Option<(String, StudyFault)> {
        if self.case_types.is_empty() {
            return Some(("case_types =".into(), StudyFault::NoMeasure));
        }
        if let Some(way) = self.by.iter().find(|way| !DIMENSIONS.contains(&way.as_str())) {
            return Some((format!("\"{way}\""), StudyFault::UnknownWay { way: way.clone(), known: DIMENSIONS.join(", ") }));
        }
        if self.smallest == 0 {
            return Some(("smallest =".into(), StudyFault::Smallest));
        }
        if self.limit.is_some_and(|limit| !(0.0..=100.0).contains(&limit)) {
            return Some(("limit =".into(), StudyFault::Limit));
        }
        let mut seen = BTreeSet::new();
        for point in &self.points {
            if let Some(fault) = self.fault_of(point, &seen) {
                return Some((format!("\"{}\"", point.id), StudyFault::Point { point: point.id.clone(), fault }));
            }
            seen.insert(point.id.as_str());
        }
        if let Some(edition) = self.compare.as_ref().filter(|name| !self.published.iter().any(|e| e.edition == **name)) {
            return Some(("compare =".into(), StudyFault::Compare { edition: edition.clone() }));
        }
        for edition in &self.published {
            if let Some(id) = edition.percent.keys().find(|id| !seen.contains(id.as_str())) {
                return Some((
                    format!("\"{}\"", edition.edition),
                    StudyFault::Published { edition: edition.edition.clone(), point: id.clone() },
                ));
            }
        }
        None
    }

    /// What is wrong with a point, after those `seen` before it.
    fn fault_of(&self, point: &Point, seen: &BTreeSet<&str>) -> Option<PointFault> {
        if seen.contains(point.id.as_str()) {
            return Some(PointFault::Twice);
        }
        if self.area(&point.area).is_none() {
            return Some(PointFault::Area { area: point.area.clone() });
        }
        if point.checks.is_empty() != point.not_measured.is_some() {
            return Some(PointFault::Checks);
        }
        if point.not_measured.is_some() != point.not_measured_en.is_some() || point.note.is_some() != point.note_en.is_some() {
            return Some(PointFault::OneLanguage);
        }
        if point.count == Unit::Part && point.checks.len() != 1 {
            return Some(PointFault::Parts);
        }
        match point.given.as_deref() {
            Some(given) if !seen.contains(given) => Some(PointFault::Given { given: given.to_owned() }),
            _ => None,
        }
    }
}

/// Line, from 1, of a byte offset.
fn line_at(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// The first line that has a word; 1 where none does.
fn line_of(text: &str, word: &str) -> usize {
    text.lines().position(|line| line.contains(word)).map_or(1, |at| at + 1)
}
