//! A year of written acts goes through archive, readings, events, timeline and verdicts to the report, which must give back what was drawn.

use std::path::Path;

use serde_json::Value;

use crate::support::{Place, finish, ingest, program, zip};
use crate::year::{Plan, Year};

/// Writes the year as an archive, reads it, and gives the report as JSON.
pub fn reported(year: &Year, place: &Place) -> Value {
    let members: Vec<(&str, &[u8])> = year.members.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let archive = place.put("aar.zip", zip(members));
    ingest(&[&archive], &place.path("store")).ok();
    report(place, "report.json", &[])
}

/// A report as JSON.
pub fn report(place: &Place, name: &str, more: &[&str]) -> Value {
    let out = place.path(name);
    finish(program().args(["report", "--store"]).arg(place.path("store")).arg("--out").arg(&out).args(more)).ok();
    read(&out)
}

pub fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Kept and base of a figure.
pub fn figure(report: &Value, point: &str, dimension: &str, group: &str) -> Option<(u64, u64)> {
    let is_it = |f: &&Value| f["point"] == point && f["dimension"] == dimension && f["group"] == group;
    let counts = &report["figures"].as_array().unwrap().iter().find(is_it)?["counts"];
    Some((counts["kept"].as_u64()?, counts["base"].as_u64()?))
}

/// Each point where the report says something else than was drawn, with the cases that were misread.
pub fn misread(year: &Year, report: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for (point, drawn) in year.drawn(|_| true) {
        let told = figure(report, point, "all", "alle");
        if told != Some(drawn) {
            out.push(format!("{point}: drawn {drawn:?}, told {told:?}"));
        }
    }
    let cases = report["internal"]["cases"].as_array().unwrap();
    for case in &year.cases {
        let told = cases.iter().find(|told| told["case"] == case.id.as_str());
        let Some(told) = told else {
            out.push(format!("{}: not in the report", case.id));
            continue;
        };
        for answer in told["answers"].as_array().unwrap() {
            let (point, outcome) = (answer[0].as_str().unwrap(), answer[1].as_str().unwrap());
            let expected = case.answers.get(point).map(|kept| if *kept { "overholdt" } else { "ikke_overholdt" });
            if expected.is_some_and(|expected| expected != outcome) {
                out.push(format!("{} {point}: drawn {expected:?}, told {outcome}", case.id));
            }
        }
    }
    out
}

#[test]
fn a_small_year_gives_back_what_was_drawn() {
    let plan = Plan { cases: 60, municipalities: 5, placements: 28, without_consent: 5, twice: 8, seed: 7 };
    let year = Year::draw(&plan);
    let place = Place::new();
    let report = reported(&year, &place);
    assert_eq!(misread(&year, &report), Vec::<String>::new());
    assert_eq!(report["included"]["cases"], 60);
}
