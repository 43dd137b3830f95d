//! The report as a value: what room `report` shows, and what the JSON file holds, field by field.
//!
//! Keys are English, contents Danish with English beside (`…_en`). What is suppressed is null, never zero.

use serde::{Deserialize, Serialize};

use super::error::BarometerError;
use super::faults::FileFault;
use super::figures::{Change, Conjunctive, Durations, Figure, Internal, Supervision};
use super::frame::Frame;
use super::received::Received;
use super::study::Form;

/// Version of the JSON's shape.
pub(super) const SCHEMA: &str = "aktspor-report/1";

/// The JSON's fields as a JSON Schema (2020-12), with units.
pub const JSON_SCHEMA: &str = include_str!("../../docs/report.schema.json");

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this shape.
    pub schema: String,
    /// The study.
    pub study: StudyInfo,
    /// What every figure was made by.
    pub versions: Versions,
    /// Which cases are in.
    pub included: Included,
    /// Which are out, and why.
    pub excluded: Vec<Excluded>,
    /// How the cases were drawn, if that is known.
    pub frame: Option<Frame>,
    /// What was sent against what was asked, if that is known.
    pub received: Option<Received>,
    /// What the reader must bear in mind.
    pub cautions: Vec<Caution>,
    /// What is wrong with what is known of cases.
    pub remarks: Vec<Remark>,
    /// Every figure.
    pub figures: Vec<Figure>,
    /// Points that were not measured, with the reason.
    pub not_measured: Vec<NotMeasured>,
    /// Figures that were published before.
    pub published: Vec<Published>,
    /// Studies of form `conjunctive`: causes, ranked.
    pub conjunctive: Option<Conjunctive>,
    /// Studies of form `supervision`.
    pub supervision: Option<Supervision>,
    /// Studies of form `durations`.
    pub durations: Vec<Durations>,
    /// Change since an earlier report.
    pub changes: Vec<Change>,
    /// What names cases: not for publication; none where the report was asked for without it.
    pub internal: Option<Internal>,
}

impl Report {
    /// Reads a report that was written as JSON; `file` names it in errors.
    ///
    /// # Errors
    /// [`BarometerError::Earlier`].
    pub fn parse(file: &str, text: &str) -> Result<Self, BarometerError> {
        let fault = |why: FileFault| BarometerError::Earlier { file: file.to_owned(), why };
        let value: serde_json::Value = serde_json::from_str(text).map_err(|error| fault(error.into()))?;
        match value.get("schema").and_then(serde_json::Value::as_str) {
            Some(SCHEMA) => serde_json::from_value(value).map_err(|error| fault(error.into())),
            Some(other) => Err(fault(FileFault::OtherShape { found: other.to_owned(), known: SCHEMA.to_owned() })),
            None => Err(fault(FileFault::NoSchema)),
        }
    }
}

/// The study that was run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StudyInfo {
    /// Its name.
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
    /// Figures on fewer are suppressed.
    pub smallest: u64,
    /// The published edition that charts show beside the figures.
    pub compare: Option<String>,
    /// Its areas: name, Danish, English.
    pub areas: Vec<(String, String, String)>,
}

/// What the figures were made by.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Versions {
    /// The program that made the report.
    pub program: String,
    /// The grammars and law tables by which the cases were made (one hash over both), newest first.
    pub grammar: Vec<String>,
    /// The law tables of the program that made the report.
    pub law: String,
    /// The study's text.
    pub study: String,
    /// Day of the last run that read cases, `YYYY-MM-DD`.
    pub read: Option<String>,
}

/// Which cases are in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Included {
    /// Cases.
    pub cases: u64,
    /// Municipalities.
    pub municipalities: u64,
    /// First and last decision, `YYYY-MM-DD`.
    pub decisions: Option<(String, String)>,
    /// By measure.
    pub case_types: Vec<(String, u64)>,
    /// Decisions without consent.
    pub without_consent: u64,
    /// Acts.
    pub acts: u64,
    /// Pages.
    pub pages: u64,
    /// Verdicts that the figures rest on.
    pub verdicts: u64,
    /// Of these confirmed by a person.
    pub confirmed: u64,
    /// Of these overturned by a person.
    pub overturned: u64,
}

/// Cases that are out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// Why, Danish.
    pub reason: String,
    /// Why, English.
    pub reason_en: String,
    /// How many.
    pub cases: u64,
}

/// What the reader must bear in mind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caution {
    /// Danish.
    pub text: String,
    /// English.
    pub text_en: String,
}

/// Something wrong with what is known of cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Its name.
    pub kind: String,
    /// Danish.
    pub text: String,
    /// English.
    pub text_en: String,
    /// How many cases.
    pub cases: u64,
    /// Their ids; empty in a report for publication.
    pub ids: Vec<String>,
}

/// A point without figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotMeasured {
    /// The point.
    pub point: String,
    /// Its area.
    pub area: String,
    /// Danish name for columns.
    pub short: String,
    /// The same in English.
    pub short_en: String,
    /// Danish question.
    pub title: String,
    /// English question.
    pub title_en: String,
    /// Why, Danish.
    pub reason: String,
    /// Why, English.
    pub reason_en: String,
}

/// Figures that were published before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// `2022`.
    pub edition: String,
    /// Municipalities.
    pub municipalities: Option<u64>,
    /// Cases.
    pub cases: Option<u64>,
    /// Where it stands.
    pub source: String,
    /// What must be known, Danish.
    pub note: Option<String>,
    /// The same in English.
    pub note_en: Option<String>,
    /// Whole percents by point.
    pub percent: Vec<(String, u32)>,
    /// Whole percents of cases that stand, by measure.
    pub whole: Vec<(String, u32)>,
}
