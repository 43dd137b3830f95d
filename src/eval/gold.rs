//! Annotated cases from a folder: in comes its path, out come the cases in the order of their paths.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::error::EvalError;
use super::mark::{GoldMark, day, marks, rendering};

/// An annotated act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldAct {
    /// File name without its ending (`01_underretning`).
    pub name: String,
    /// The way it became a PDF; `?` where its first line does not say.
    pub rendering: String,
    /// Its marks, in order.
    pub marks: Vec<GoldMark>,
}

/// An annotated case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldCase {
    /// Id.
    pub id: String,
    /// Municipality, as `case.yaml` writes it.
    pub municipality: String,
    /// Its acts, by name.
    pub acts: Vec<GoldAct>,
    /// What took place: kind and day (or month).
    pub timeline: BTreeSet<(String, String)>,
    /// Outcome by check, in the order of the file.
    pub checks: Vec<(String, String)>,
}

/// The part of `case.yaml` that is compared; the rest is for people.
#[derive(Deserialize)]
struct CaseFile {
    id: String,
    #[serde(default)]
    municipality: String,
    #[serde(default)]
    timeline: Option<Vec<TimelineEntry>>,
    #[serde(default)]
    checks: Option<Checks>,
}

#[derive(Deserialize)]
struct TimelineEntry {
    kind: String,
    date: String,
}

#[derive(Deserialize)]
struct CheckEntry {
    outcome: String,
}

/// The checks in the order in which the file has them, which is the order in which mistakes are listed.
struct Checks(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Checks {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> serde::de::Visitor<'de> for InOrder {
            type Value = Checks;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map from check to outcome")
            }
            fn visit_map<M: serde::de::MapAccess<'de>>(self, mut map: M) -> Result<Checks, M::Error> {
                let mut checks = Vec::new();
                while let Some((name, entry)) = map.next_entry::<String, CheckEntry>()? {
                    checks.push((name, entry.outcome));
                }
                Ok(Checks(checks))
            }
        }
        input.deserialize_map(InOrder)
    }
}

/// Reads every case below `dir`.
///
/// # Errors
/// [`EvalError::NoCases`] where there is none, [`EvalError::Read`] and [`EvalError::Yaml`] for a file that cannot be used.
pub fn read_gold(dir: &Path) -> Result<Vec<GoldCase>, EvalError> {
    let mut files = Vec::new();
    case_files(dir, &mut files)?;
    if files.is_empty() {
        return Err(EvalError::NoCases { dir: dir.to_owned() });
    }
    files.sort();
    files.iter().map(|file| read_case(file)).collect()
}

/// Every `case.yaml` below `dir`. Links are not followed: a ring of them would have no end.
fn case_files(dir: &Path, found: &mut Vec<PathBuf>) -> Result<(), EvalError> {
    let failed = |source| EvalError::Read { path: dir.to_owned(), source };
    for entry in fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_type().map_err(failed)?.is_dir() {
            case_files(&entry.path(), found)?;
        } else if entry.file_name() == "case.yaml" {
            found.push(entry.path());
        }
    }
    Ok(())
}

fn read_case(file: &Path) -> Result<GoldCase, EvalError> {
    let case: CaseFile =
        serde_saphyr::from_str(&text(file)?).map_err(|source| EvalError::Yaml { path: file.to_owned(), source: Box::new(source) })?;
    let folder = file.parent().unwrap_or(file);
    let mut acts = BTreeMap::new();
    let failed = |source| EvalError::Read { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let Some(name) = act_name(&path) else { continue };
        let html = text(&path)?;
        let act = GoldAct { name: name.clone(), rendering: rendering(&html).to_owned(), marks: marks(&html) };
        acts.insert(name, act);
    }
    let timeline = case.timeline.unwrap_or_default().into_iter().map(|entry| (entry.kind, day(&entry.date).to_owned())).collect();
    let checks = case.checks.map_or_else(Vec::new, |checks| checks.0);
    Ok(GoldCase { id: case.id, municipality: case.municipality, acts: acts.into_values().collect(), timeline, checks })
}

/// `01_underretning` of `…/01_underretning.html`; none for a file that is no act.
fn act_name(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?.strip_suffix(".html")?;
    let numbered = matches!(name.as_bytes(), [first, second, b'_', ..] if first.is_ascii_digit() && second.is_ascii_digit());
    numbered.then(|| name.to_owned())
}

fn text(path: &Path) -> Result<String, EvalError> {
    fs::read_to_string(path).map_err(|source| EvalError::Read { path: path.to_owned(), source })
}
