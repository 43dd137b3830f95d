use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use aktspor::eval::{EvalError, Report, Rows, evaluate, read_gold};
use serde::de::DeserializeOwned;

use crate::support::{Place, aktspor, corpus_store, export, repository};

/// The fixture: two invented cases, and rows with each kind of mistake.
fn data(name: &str) -> PathBuf {
    repository("tests/it/data/eval").join(name)
}

fn table<T: DeserializeOwned>(path: &Path) -> Vec<T> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn judged(gold: &Path, folder: &Path) -> Report {
    let [events, timeline, checks] = ["events.ndjson", "timeline.ndjson", "checks.ndjson"].map(|name| folder.join(name));
    let (events, timeline, checks) = (table(&events), table(&timeline), table(&checks));
    evaluate(&read_gold(gold).unwrap(), &Rows { events: &events, timeline: &timeline, checks: &checks })
}

/// The mistakes, a line each, then the figures: what the reference prints.
fn printed(report: &Report) -> String {
    let mistakes: String = report.mistakes.iter().map(|mistake| format!("{mistake}\n")).collect();
    format!("{mistakes}{report}\n")
}

#[test]
fn agrees_with_what_the_reference_printed() {
    let report = judged(&data("gold"), &data(""));
    assert_eq!(printed(&report), fs::read_to_string(data("expected.txt")).unwrap());
    assert_eq!(report.to_json().unwrap(), fs::read_to_string(data("expected.json")).unwrap());
}

#[test]
fn the_statuses_of_the_gold_are_followed() {
    let report = judged(&data("gold"), &data(""));
    let called = |gold: &str, found: &str| report.statuses[gold].get(found).copied().unwrap_or(0);
    assert_eq!((called("faktisk", "faktisk"), called("faktisk", "-")), (6, 2));
    assert_eq!((called("planlagt", "faktisk"), called("aflyst", "aflyst")), (1, 1));
    assert_eq!((called("anden", "anden"), called("hypotetisk", "faktisk")), (1, 1));
}

#[test]
fn gold_that_cannot_be_used_is_named() {
    let place = Place::new();
    assert!(matches!(read_gold(&place.path("")), Err(EvalError::NoCases { .. })));
    assert!(matches!(read_gold(&place.path("findes ikke")), Err(EvalError::Read { .. })));
    let file = place.put("a/case.yaml", "id: a\nchecks: [");
    let error = read_gold(&place.path("")).unwrap_err();
    assert!(matches!(error, EvalError::Yaml { .. }) && error.to_string().contains(file.to_str().unwrap()), "{error}");
}

/// The reference script, with the interpreter that can run it.
fn reference() -> Option<(&'static str, PathBuf)> {
    let beside = std::env::var_os("AKTSPOR_SHARED").map_or_else(|| repository("../shared"), PathBuf::from);
    let script = beside.join("corpus/score.py");
    let runs = |python: &&str| Command::new(python).args(["-c", "import yaml"]).output().is_ok_and(|output| output.status.success());
    let python = ["python3", "/usr/bin/python3"].into_iter().find(runs)?;
    script.is_file().then_some((python, script))
}

fn asked(gold: &Path, folder: &Path) -> Option<(String, String)> {
    let (python, script) = reference()?;
    let place = Place::new();
    let json = place.path("figures.json");
    let mut command = Command::new(python);
    command.arg(script).arg(gold).args(["--errors", "100000"]).arg("--json").arg(&json);
    for table in ["events", "timeline", "checks"] {
        command.arg(format!("--{table}")).arg(folder.join(format!("{table}.ndjson")));
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some((String::from_utf8(output.stdout).unwrap(), fs::read_to_string(json).unwrap()))
}

#[test]
fn agrees_with_the_reference_on_the_fixture() {
    let Some((text, json)) = asked(&data("gold"), &data("")) else {
        eprintln!("skipped: needs python3 with PyYAML, and the reference script (see AKTSPOR_SHARED)");
        return;
    };
    let report = judged(&data("gold"), &data(""));
    assert_eq!(printed(&report), text);
    assert_eq!(report.to_json().unwrap(), json);
}

#[test]
fn the_program_agrees_with_the_reference_on_the_corpus() {
    let place = Place::new();
    let gold = repository("corpus/cases");
    for table in ["events", "timeline", "checks"] {
        place.put(&format!("{table}.ndjson"), export(corpus_store(), table));
    }
    let figures = place.path("own.json");
    let [gold_text, store, figures_text] = [&*gold, corpus_store(), &*figures].map(|path| path.to_str().unwrap());
    let ran = aktspor(["eval", gold_text, "--store", store, "--errors", "100000", "--json", figures_text]);
    let own = ran.ok();
    assert_eq!(own, printed(&judged(&gold, &place.path(""))));
    let Some((text, json)) = asked(&gold, &place.path("")) else {
        eprintln!("skipped: needs python3 with PyYAML, and the reference script (see AKTSPOR_SHARED)");
        return;
    };
    assert_eq!(own, text);
    assert_eq!(fs::read_to_string(figures).unwrap(), json);
}
