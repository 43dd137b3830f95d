//! The population and how a sample was drawn from it.
//!
//! In: a list of cases, or of how many there are, as CSV. Out: [`Population`], and later the [`Frame`] that a report carries.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::error::BarometerError;
use super::faults::ListFault;
use super::input::Case;
use super::words::place_key;

/// A case of the population.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PopulationCase {
    /// Id.
    pub case: String,
    /// Municipality.
    pub municipality: Option<String>,
    /// Measure.
    pub case_type: Option<String>,
    /// Consent.
    pub consent: Option<bool>,
    /// Day of the decision.
    pub decision: Option<NaiveDate>,
    /// Number of acts that the municipality has of it.
    pub acts: Option<u32>,
    /// Their file names, if the list has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub act_names: Vec<String>,
}

/// Which cases there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Population {
    /// One by one.
    List(Vec<PopulationCase>),
    /// How many of each municipality and measure.
    Counts(Vec<(Option<String>, Option<String>, u64)>),
}

/// A part of the population that was drawn from by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stratum {
    /// Municipality, if strata are parted by it.
    pub municipality: Option<String>,
    /// Measure, if strata are parted by it.
    pub case_type: Option<String>,
    /// Cases in it.
    pub population: u64,
    /// Cases drawn.
    pub drawn: u64,
}

/// How a sample was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// What it was drawn from: a file's name, or the store's.
    pub source: String,
    /// Hash of the cases that could be drawn, so that another list is noticed.
    pub list: String,
    /// The seed.
    pub seed: u64,
    /// `proportional` or `equal`.
    pub allocation: String,
    /// By what strata are parted.
    pub by: Vec<String>,
    /// Only these municipalities (empty: all).
    pub municipalities: Vec<String>,
    /// Only these measures (empty: all).
    pub case_types: Vec<String>,
    /// First decision.
    pub from: Option<NaiveDate>,
    /// Last decision.
    pub to: Option<NaiveDate>,
    /// Cases on the list that do not fit what was asked for.
    pub outside: u64,
    /// The strata.
    pub strata: Vec<Stratum>,
}

/// A sample: how it was drawn, and the cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampled {
    /// How.
    pub frame: Frame,
    /// The cases, by stratum and in the order in which they were drawn.
    pub cases: Vec<PopulationCase>,
}

impl Sampled {
    /// Reads what `aktspor sample draw` wrote; `file` names it in errors.
    ///
    /// # Errors
    /// [`BarometerError::Sample`].
    pub fn parse(file: &str, text: &str) -> Result<Self, BarometerError> {
        serde_json::from_str(text).map_err(|error| BarometerError::Sample { file: file.to_owned(), why: error.into() })
    }
}

impl Population {
    /// Reads a CSV with commas or semicolons and a header. With a column `case` it is a list, with a column `cases` it is counts. `file` names it in errors.
    ///
    /// # Errors
    /// [`BarometerError::Population`] with the line.
    pub fn parse(file: &str, text: &str) -> Result<Self, BarometerError> {
        let fault =
            |line: u64, why: ListFault| BarometerError::Population { file: file.to_owned(), line: usize::try_from(line).unwrap_or(0), why };
        let text = text.trim_start_matches('\u{feff}');
        let first = text.lines().next().unwrap_or_default();
        let delimiter = if first.matches(';').count() > first.matches(',').count() { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(text.as_bytes());
        let names: Vec<String> = reader.headers().map_err(|e| fault(1, e.into()))?.iter().map(column).collect();
        if let Some(name) = names.iter().find(|name| !COLUMNS.contains(&name.as_str())) {
            return Err(fault(1, ListFault::UnknownColumn { name: name.clone() }));
        }
        let at = |name: &str| names.iter().position(|own| own == name);
        let is_list = match (at("case"), at("cases")) {
            (Some(_), None) => true,
            (None, Some(_)) => false,
            _ => return Err(fault(1, ListFault::CaseOrCases)),
        };
        let (mut list, mut counts) = (Vec::new(), Vec::new());
        // Ids, or municipalities with measures, of the lines before.
        let mut seen: BTreeSet<(String, Option<String>)> = BTreeSet::new();
        for (number, record) in (2..).zip(reader.records()) {
            let record = record.map_err(|e| fault(e.position().map_or(number, csv::Position::line), e.into()))?;
            let line = record.position().map_or(number, csv::Position::line);
            let field = |name: &str| at(name).and_then(|at| record.get(at)).filter(|value| !value.is_empty());
            let row = Row { field: &field };
            if is_list {
                let case = row.case().map_err(|why| fault(line, why))?;
                if !seen.insert((case.case.clone(), None)) {
                    return Err(fault(line, ListFault::CaseTwice { case: case.case }));
                }
                list.push(case);
            } else {
                let (place, case_type, cases) = row.count().map_err(|why| fault(line, why))?;
                if !seen.insert((place.as_deref().map(place_key).unwrap_or_default(), case_type.clone())) {
                    let group = place.into_iter().chain(case_type).collect::<Vec<_>>().join(", ");
                    return Err(fault(line, ListFault::GroupTwice { group }));
                }
                counts.push((place, case_type, cases));
            }
        }
        if list.is_empty() && counts.is_empty() {
            return Err(fault(1, ListFault::Empty));
        }
        Ok(if is_list { Self::List(list) } else { Self::Counts(counts) })
    }

    /// The cases of a store as a list.
    #[must_use]
    pub fn of(cases: &[Case]) -> Self {
        let one = |case: &Case| PopulationCase {
            case: case.id.clone(),
            municipality: case.municipality.clone(),
            case_type: case.case_type.clone(),
            consent: case.consent,
            decision: case.decision,
            acts: Some(case.acts),
            act_names: Vec::new(),
        };
        Self::List(cases.iter().map(one).collect())
    }

    /// From the strata of a sample, if these tell how many cases there are of each municipality and measure.
    pub(super) fn of_frame(frame: &Frame) -> Self {
        Self::Counts(frame.strata.iter().map(|s| (s.municipality.clone(), s.case_type.clone(), s.population)).collect())
    }

    /// How many cases of a municipality and measure there are; none where that is not known.
    pub(super) fn stratum(&self, municipality: &str, case_type: &str, fits: &dyn Fn(&PopulationCase) -> bool) -> Option<u64> {
        let found: u64 = match self {
            Self::List(cases) => {
                let is_own = |case: &&PopulationCase| is_in(case, "municipality", municipality) && is_in(case, "case_type", case_type);
                u64::try_from(cases.iter().filter(|case| fits(case)).filter(is_own).count()).ok()?
            }
            Self::Counts(counts) => {
                let is_own =
                    |(case, _): &(PopulationCase, u64)| is_in(case, "municipality", municipality) && is_in(case, "case_type", case_type);
                counts.iter().map(counted).filter(is_own).map(|(_, count)| count).sum()
            }
        };
        (found > 0).then_some(found)
    }

    /// How many cases of a group there are; none where that is not known. Only cases that `fits` count, where single cases are known.
    pub(super) fn size(&self, dimension: &str, group: &str, fits: &dyn Fn(&PopulationCase) -> bool) -> Option<u64> {
        match self {
            Self::List(cases) => {
                let found = cases.iter().filter(|case| fits(case) && is_in(case, dimension, group)).count();
                u64::try_from(found).ok().filter(|found| *found > 0)
            }
            Self::Counts(counts) => {
                // Counts tell neither consent nor years: of such groups the number is not known.
                let is_told = matches!(dimension, "all" | "municipality" | "case_type");
                let is_own = |(case, _): &(PopulationCase, u64)| is_told && fits(case) && is_in(case, dimension, group);
                let found: u64 = counts.iter().map(counted).filter(is_own).map(|(_, count)| count).sum();
                (found > 0).then_some(found)
            }
        }
    }
}

/// A line of counts as a case of its kind, with how many there are.
fn counted((municipality, case_type, count): &(Option<String>, Option<String>, u64)) -> (PopulationCase, u64) {
    let (municipality, case_type) = (municipality.clone(), case_type.clone());
    (PopulationCase { municipality, case_type, ..PopulationCase::default() }, *count)
}

/// Whether a listed case is of a group.
fn is_in(case: &PopulationCase, dimension: &str, group: &str) -> bool {
    use chrono::Datelike;
    match dimension {
        "all" => true,
        "municipality" => case.municipality.as_deref().is_some_and(|own| place_key(own) == place_key(group)),
        "case_type" => case.case_type.as_deref() == Some(group),
        "consent" => case.consent.is_some_and(|consent| consent == (group == "med")),
        "year" => case.decision.is_some_and(|day| day.year().to_string() == group),
        "law" => case.decision.is_some_and(|day| (day.year() < 2024) == (group == "serviceloven")),
        _ => false,
    }
}

/// The columns, in English; [`column`] also takes Danish names.
const COLUMNS: &[&str] = &["case", "municipality", "case_type", "consent", "decision", "acts", "cases"];

/// A column's name in English.
fn column(name: &str) -> String {
    let folded = name.trim().to_lowercase().replace([' ', '-'], "_");
    match folded.as_str() {
        "sag" | "sagsnummer" => "case",
        "kommune" => "municipality",
        "sagstype" | "type" => "case_type",
        "samtykke" => "consent",
        "afgørelse" | "afgoerelse" | "afgørelsesdato" => "decision",
        "akter" => "acts",
        "antal" | "sager" => "cases",
        other => other,
    }
    .to_owned()
}

/// A line's fields by column.
struct Row<'a> {
    field: &'a dyn Fn(&str) -> Option<&'a str>,
}

impl Row<'_> {
    fn text(&self, name: &str) -> Option<String> {
        (self.field)(name).map(str::to_owned)
    }

    /// The measure in the contract's words.
    fn case_type(&self) -> Option<String> {
        self.text("case_type").map(|own| own.to_lowercase().replace([' ', '-'], "_"))
    }

    fn case(&self) -> Result<PopulationCase, ListFault> {
        let decision = match (self.field)("decision") {
            None => None,
            Some(text) => Some(day(text).ok_or_else(|| ListFault::Date { text: text.to_owned() })?),
        };
        let consent = match (self.field)("consent").map(str::to_lowercase).as_deref() {
            None => None,
            Some("true" | "ja" | "med" | "1" | "yes") => Some(true),
            Some("false" | "nej" | "uden" | "0" | "no") => Some(false),
            Some(other) => return Err(ListFault::Consent { text: other.to_owned() }),
        };
        // A number, or the acts' names parted by |.
        let (acts, act_names) = match (self.field)("acts") {
            None => (None, Vec::new()),
            Some(text) => match text.parse::<u32>() {
                Ok(number) => (Some(number), Vec::new()),
                Err(_) => {
                    let names: Vec<String> = text.split('|').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
                    (u32::try_from(names.len()).ok(), names)
                }
            },
        };
        Ok(PopulationCase {
            case: self.text("case").ok_or(ListFault::NoCase)?,
            municipality: self.text("municipality"),
            case_type: self.case_type(),
            consent,
            decision,
            acts,
            act_names,
        })
    }

    fn count(&self) -> Result<(Option<String>, Option<String>, u64), ListFault> {
        let text = (self.field)("cases").ok_or(ListFault::NoCount)?;
        let count = text.replace('.', "").parse().map_err(|_| ListFault::Count { text: text.to_owned() })?;
        Ok((self.text("municipality"), self.case_type(), count))
    }
}

/// A day as lists write it.
fn day(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}
