//! Event logs read by a process-mining tool: the same cases, the same events.

use std::collections::BTreeSet;
use std::process::Command;

use crate::support::{Place, corpus_store, export, finish, program, repository, rows};

/// `python3`, or what `AKTSPOR_PYTHON` names, where it has pm4py.
fn python() -> Option<String> {
    let python = std::env::var("AKTSPOR_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Command::new(&python).args(["-c", "import pm4py"]).output().is_ok_and(|output| output.status.success());
    has.then_some(python)
}

#[test]
fn pm4py_reads_the_same_cases_and_events() {
    let Some(python) = python() else {
        eprintln!("skipped: no python3 with pm4py (pip install pm4py; AKTSPOR_PYTHON names another python)");
        return;
    };
    let place = Place::new();
    let logs = ["xes", "ocel"].map(|format| {
        let path = place.path(&format!("log.{}", if format == "ocel" { "json" } else { format }));
        finish(program().args(["export", "timeline", "--format", format, "--out"]).arg(&path).arg("--store").arg(corpus_store())).ok();
        path
    });
    let ours: BTreeSet<String> = rows(&export(corpus_store(), "timeline"))
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            let day = if text("date").len() == 7 { format!("{}-01", text("date")) } else { text("date") };
            let time = if text("time").is_empty() { "00:00".to_owned() } else { text("time") };
            format!("{} {} {day}T{time}", text("case"), text("kind"))
        })
        .collect();
    assert!(ours.len() > 200, "{}", ours.len());
    let output = Command::new(python).arg(repository("tests/it/data/read_logs.py")).args(logs).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    for log in ["xes", "ocel"] {
        let theirs: BTreeSet<String> = said.lines().filter_map(|line| line.strip_prefix(log)).map(|line| line.trim().to_owned()).collect();
        let (gone, new): (Vec<_>, Vec<_>) = (ours.difference(&theirs).collect(), theirs.difference(&ours).collect());
        assert!(gone.is_empty() && new.is_empty(), "{log}: not read {:?}, read beside {:?}", gone.first(), new.first());
    }
}

#[test]
fn a_table_of_no_steps_is_refused() {
    let ran = finish(program().args(["export", "cases", "--format", "xes", "--store"]).arg(corpus_store()));
    ran.ends(2, &["cases", "xes"]);
}
