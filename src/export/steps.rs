//! What process-mining tools read: each case a row of steps, as XES (IEEE 1849) and as OCEL 2.0 in JSON.
//!
//! | here | XES | OCEL 2.0 |
//! |---|---|---|
//! | case | a trace; `concept:name` its id, `kommune` | an object of type `sag` |
//! | municipality | the trace's `kommune` | an object of type `kommune`, to which the case belongs |
//! | act | the event's `akt` and `side` | an object of type `akt`, which belongs to the case and is the event's `bevis` |
//! | happening | an event; `concept:name` its kind | an event of its kind, of the case |
//! | date and time | `time:timestamp`, Danish time with its offset; the first moment of a day, week or month whose time is not told | `time` likewise |
//! | how exactly it is known | `praecision` (`minute`, `day`, `week`, `month`) | the attribute `praecision` |
//! | what others say | `konflikter` | the attribute `konflikter` |
//!
//! The order within a day is the table's. A case without a row is in neither. The rows of a case must stand together, as the store gives them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde_json::json;

use super::{ExportError, Row};
use crate::dates::utc_offset;

/// A row as a step of its case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<'a> {
    /// Id of the case.
    pub case: &'a str,
    /// Municipality, if known.
    pub municipality: Option<&'a str>,
    /// Kind of event.
    pub kind: &'a str,
    /// `YYYY-MM-DD` or `YYYY-MM`.
    pub date: &'a str,
    /// `HH:MM`, if told.
    pub time: Option<&'a str>,
    /// `minute`, `day`, `week` or `month`.
    pub precision: &'a str,
    /// Where it is told: act and page, the deciding act first.
    pub told: Vec<(&'a str, u32)>,
    /// What else is known of it, by name.
    pub more: Vec<(&'static str, Cow<'a, str>)>,
}

impl Step<'_> {
    /// The moment as XML and JSON have it, with the Danish offset.
    fn moment(&self) -> Result<String, ExportError> {
        let bad = || ExportError::Encode { format: "xes, ocel", reason: format!("`{}` is no date", self.date) };
        let whole = if self.date.len() == 7 { format!("{}-01", self.date) } else { self.date.to_owned() };
        let day: NaiveDate = whole.parse().map_err(|_| bad())?;
        let time = self.time.map(|time| NaiveTime::parse_from_str(time, "%H:%M")).transpose().map_err(|_| bad())?;
        let at = NaiveDateTime::new(day, time.unwrap_or_default());
        Ok(format!("{}+{:02}:00", at.format("%Y-%m-%dT%H:%M:%S"), utc_offset(at).num_hours()))
    }
}

/// The step of a row that is known to have one.
fn step<'r, R: Row>(row: &'r R, format: &'static str) -> Result<Step<'r>, ExportError> {
    row.step().ok_or_else(|| ExportError::Unsuited { format, table: R::TABLE.name() })
}

/// Writes XES.
pub(super) fn xes<R: Row, E: From<ExportError>>(rows: impl Iterator<Item = Result<R, E>>, out: &mut (dyn Write + Send)) -> Result<u64, E> {
    let mut put = |text: &str| out.write_all(text.as_bytes()).map_err(ExportError::output);
    put(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"1.0\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n",
        "  <extension name=\"Concept\" prefix=\"concept\" uri=\"http://www.xes-standard.org/concept.xesext\"/>\n",
        "  <extension name=\"Time\" prefix=\"time\" uri=\"http://www.xes-standard.org/time.xesext\"/>\n",
        "  <global scope=\"trace\">\n    <string key=\"concept:name\" value=\"\"/>\n  </global>\n",
        "  <global scope=\"event\">\n    <string key=\"concept:name\" value=\"\"/>\n",
        "    <date key=\"time:timestamp\" value=\"1970-01-01T00:00:00+01:00\"/>\n  </global>\n",
        "  <classifier name=\"Activity\" keys=\"concept:name\"/>\n",
    ))?;
    let mut count = 0;
    let mut case: Option<String> = None;
    for row in rows {
        let row = row?;
        let step = step(&row, "xes")?;
        let mut text = String::new();
        if case.as_deref() != Some(step.case) {
            text.push_str(if case.is_some() { "  </trace>\n  <trace>\n" } else { "  <trace>\n" });
            string(&mut text, 4, "concept:name", step.case);
            step.municipality.iter().for_each(|name| string(&mut text, 4, "kommune", name));
            case = Some(step.case.to_owned());
        }
        text.push_str("    <event>\n");
        string(&mut text, 6, "concept:name", step.kind);
        text.push_str(&format!("      <date key=\"time:timestamp\" value=\"{}\"/>\n", step.moment()?));
        string(&mut text, 6, "praecision", step.precision);
        if let Some((act, page)) = step.told.first() {
            string(&mut text, 6, "akt", act);
            text.push_str(&format!("      <int key=\"side\" value=\"{page}\"/>\n"));
        }
        step.more.iter().for_each(|(name, value)| string(&mut text, 6, name, value));
        text.push_str("    </event>\n");
        put(&text)?;
        count += 1;
    }
    put(if case.is_some() { "  </trace>\n</log>\n" } else { "</log>\n" })?;
    Ok(count)
}

/// A string attribute.
fn string(out: &mut String, indent: usize, key: &str, value: &str) {
    out.push_str(&format!("{:indent$}<string key=\"{key}\" value=\"", ""));
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push_str(&format!("&#{};", u32::from(c))),
            // XML has no way to write these.
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out.push_str("\"/>\n");
}

/// Writes OCEL 2.0: the events as they come, then the objects they name, then the types. Only the names of cases and acts are held.
pub(super) fn ocel<R: Row, E: From<ExportError>>(rows: impl Iterator<Item = Result<R, E>>, out: &mut (dyn Write + Send)) -> Result<u64, E> {
    let mut put = |text: &str| out.write_all(text.as_bytes()).map_err(ExportError::output);
    let mut cases: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut acts: BTreeSet<(String, String)> = BTreeSet::new();
    let mut types: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    let mut count = 0;
    put("{\"events\":[")?;
    for row in rows {
        let row = row?;
        let step = step(&row, "ocel")?;
        cases.entry(step.case.to_owned()).or_insert_with(|| step.municipality.map(str::to_owned));
        let mut related = vec![json!({"objectId": case_id(step.case), "qualifier": "sag"})];
        let mut named = BTreeSet::new();
        for (act, _) in step.told.iter().filter(|(act, _)| named.insert(*act)) {
            acts.insert((step.case.to_owned(), (*act).to_owned()));
            related.push(json!({"objectId": act_id(step.case, act), "qualifier": "bevis"}));
        }
        let mut attributes = vec![json!({"name": "praecision", "value": step.precision})];
        let names = types.entry(step.kind.to_owned()).or_insert_with(|| BTreeSet::from(["praecision"]));
        if let Some((_, page)) = step.told.first() {
            names.insert("side");
            attributes.push(json!({"name": "side", "value": page}));
        }
        for (name, value) in &step.more {
            names.insert(name);
            attributes.push(json!({"name": name, "value": value}));
        }
        let event = json!({
            "id": format!("{}/{}", step.case, count + 1),
            "type": step.kind,
            "time": step.moment()?,
            "attributes": attributes,
            "relationships": related,
        });
        put(if count == 0 { "\n" } else { ",\n" })?;
        put(&event.to_string())?;
        count += 1;
    }
    put("\n],\"objects\":[")?;
    let municipalities: BTreeSet<&String> = cases.values().flatten().collect();
    let objects = municipalities
        .iter()
        .map(|name| json!({"id": municipality_id(name), "type": "kommune", "attributes": [], "relationships": []}))
        .chain(cases.iter().map(|(case, municipality)| {
            let related: Vec<_> =
                municipality.iter().map(|name| json!({"objectId": municipality_id(name), "qualifier": "kommune"})).collect();
            json!({"id": case_id(case), "type": "sag", "attributes": [], "relationships": related})
        }))
        .chain(acts.iter().map(|(case, act)| {
            let related = [json!({"objectId": case_id(case), "qualifier": "sag"})];
            json!({"id": act_id(case, act), "type": "akt", "attributes": [], "relationships": related})
        }));
    for (number, object) in objects.enumerate() {
        put(if number == 0 { "\n" } else { ",\n" })?;
        put(&object.to_string())?;
    }
    let event_types: Vec<_> = types
        .iter()
        .map(|(kind, names)| {
            let kind_of = |name: &str| if name == "side" { "integer" } else { "string" };
            let attributes: Vec<_> = names.iter().map(|name| json!({"name": name, "type": kind_of(name)})).collect();
            json!({"name": kind, "attributes": attributes})
        })
        .collect();
    let object_types = ["kommune", "sag", "akt"].map(|name| json!({"name": name, "attributes": []}));
    put(&format!("\n],\"eventTypes\":{},\"objectTypes\":{}}}\n", json!(event_types), json!(object_types)))?;
    Ok(count)
}

fn case_id(case: &str) -> String {
    format!("sag:{case}")
}

fn act_id(case: &str, act: &str) -> String {
    format!("akt:{case}/{act}")
}

fn municipality_id(name: &str) -> String {
    format!("kommune:{name}")
}
