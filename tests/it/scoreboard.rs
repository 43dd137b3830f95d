use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use aktspor::eval::{Figures, GoldCase, GoldStatus, Mistake, Report, Rows, evaluate, read_gold};
use aktspor::store::Store;

use crate::support::{assert_as_committed, is_update, open_corpus_store, repository, tesseract};

/// The municipalities of `corpus/cases` that nobody looks at while writing rules (corpus/README.md).
const HELD_BACK: [&str; 2] = ["nordby-", "sundkobing-"];

/// A set of annotated cases and how the program does on it.
pub struct Part {
    pub name: &'static str,
    pub report: Report,
}

impl Part {
    fn new(name: &'static str, gold: &[GoldCase], store: &Store) -> Self {
        let events: Vec<_> = store.events().unwrap().map(Result::unwrap).collect();
        let timeline: Vec<_> = store.timeline().unwrap().map(Result::unwrap).collect();
        let checks: Vec<_> = store.checks().unwrap().map(Result::unwrap).collect();
        Self { name, report: evaluate(gold, &Rows { events: &events, timeline: &timeline, checks: &checks }) }
    }
}

#[test]
fn the_committed_scoreboard_is_what_a_fresh_reading_gives() {
    let Some(version) = tesseract() else {
        eprintln!("skipped: the scans of the corpus need Tesseract with Danish (apt-get install tesseract-ocr tesseract-ocr-dan)");
        return;
    };
    let committed = fs::read_to_string(repository("corpus/SCOREBOARD.md")).unwrap_or_default();
    let made_with = format!("Scans read with Tesseract {version}.");
    if !is_update() && !committed.contains(&made_with) {
        eprintln!("skipped: the scoreboard was made with another Tesseract than {version}, which reads the scans a little differently");
        return;
    }
    assert_as_committed("corpus/SCOREBOARD.md", &scoreboard(&made_with), "scoreboard");
}

fn scoreboard(made_with: &str) -> String {
    let store = open_corpus_store();
    let cases = read_gold(&repository("corpus/cases")).unwrap();
    let (held_back, open): (Vec<_>, Vec<_>) =
        cases.iter().cloned().partition(|case| HELD_BACK.iter().any(|municipality| case.id.starts_with(municipality)));
    let own = read_gold(&repository("corpus/egne")).unwrap();
    let new = read_gold(&repository("corpus/nye")).unwrap();
    let parts = [
        Part::new("all of cases/", &cases, &store),
        Part::new("open", &open, &store),
        Part::new("held back", &held_back, &store),
        Part::new("egne/", &own, &store),
        Part::new("nye/", &new, &store),
    ];
    let mut text = format!(
        "# Scoreboard\n\nWritten by `UPDATE=1 cargo test --test it scoreboard`; do not edit. {made_with}\n\
         *open* are the cases of `cases/` that rules are written with; the acts of *held back* are not read for it; `egne/` and `nye/`, by other writers, are open too (README.md).\n\n"
    );
    totals(&mut text, &parts);
    figures(&mut text, "By kind", &parts, |report| report.by_kind.iter());
    figures(&mut text, "By rendering", &parts, |report| report.by_render.iter());
    statuses(&mut text, &parts);
    checks(&mut text, &parts);
    text.push_str("## Wrong, by name\n\n");
    for part in &parts[1..] {
        mistakes(&mut text, part);
    }
    text
}

fn totals(text: &mut String, parts: &[Part]) {
    text.push_str("| | cases | acts | events P | R | F1 | times | evidence | timeline F1 | checks | cases all right | false overholdt (without remark) |\n");
    text.push_str("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for Part { name, report } in parts {
        let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |share| format!("{share:.3}"));
        let (e, c) = (&report.events, &report.checks);
        writeln!(
            text,
            "| {name} | {} | {} | {:.3} | {:.3} | {:.3} | {} | {} | {:.3} | {:.3} | {:.3} | {} ({}) |",
            report.cases,
            report.acts,
            e.precision,
            e.recall,
            e.f1,
            share(report.times),
            share(report.evidence),
            report.timeline.f1,
            c.accuracy,
            c.cases_all_right,
            c.false_overholdt,
            c.false_overholdt_without_remark
        )
        .unwrap();
    }
    text.push('\n');
}

/// The heading of a table with one column a part.
fn heading(text: &mut String, title: &str, parts: &[Part], each: &str) {
    let names: Vec<_> = parts.iter().map(|part| format!("{}: {each}", part.name)).collect();
    writeln!(text, "## {title}\n\n| | {} |\n|---|{}", names.join(" | "), "---|".repeat(parts.len())).unwrap();
}

/// A table of figures by what `rows` names them by.
pub fn figures<'a, I>(text: &mut String, title: &str, parts: &'a [Part], rows: impl Fn(&'a Report) -> I)
where
    I: Iterator<Item = (&'a String, &'a Figures)>,
{
    heading(text, title, parts, "F1 (right, spurious, missed)");
    let names: BTreeSet<_> = parts.iter().flat_map(|part| rows(&part.report).map(|(name, _)| name)).collect();
    for name in names {
        let cell = |part: &'a Part| match rows(&part.report).find(|(other, _)| *other == name) {
            Some((_, f)) => format!("{:.3} ({}, {}, {})", f.f1, f.tp, f.spurious, f.missed),
            None => "–".to_owned(),
        };
        writeln!(text, "| {name} | {} |", parts.iter().map(cell).collect::<Vec<_>>().join(" | ")).unwrap();
    }
    text.push('\n');
}

/// How the marked events were called.
pub fn statuses(text: &mut String, parts: &[Part]) {
    heading(text, "By status of the gold: what the event of that act, kind and day was called", parts, "called so of all; else");
    // What counts neither way is left out.
    for status in GoldStatus::ALL.into_iter().filter(|status| *status != GoldStatus::Valgfri) {
        let cell = |part: &Part| {
            let Some(called) = part.report.statuses.get(status.name()) else { return "–".to_owned() };
            let all: usize = called.values().sum();
            let others: Vec<_> = called.iter().filter(|(name, _)| *name != status.name()).map(|(name, n)| format!("{name} {n}")).collect();
            format!("{}/{all}; {}", called.get(status.name()).unwrap_or(&0), others.join(", ").replace("- ", "not found "))
        };
        writeln!(text, "| {} | {} |", status.name(), parts.iter().map(cell).collect::<Vec<_>>().join(" | ")).unwrap();
    }
    text.push('\n');
}

fn checks(text: &mut String, parts: &[Part]) {
    heading(text, "By check", parts, "right of all");
    for check in parts[0].report.checks.per_check.keys() {
        let cell = |part: &Part| part.report.checks.per_check.get(check).cloned().unwrap_or_else(|| "–".to_owned());
        writeln!(text, "| {check} | {} |", parts.iter().map(cell).collect::<Vec<_>>().join(" | ")).unwrap();
    }
    text.push('\n');
}

fn mistakes(text: &mut String, part: &Part) {
    let (verdicts, events): (Vec<_>, Vec<_>) = part.report.mistakes.iter().partition(|mistake| matches!(mistake, Mistake::Check { .. }));
    writeln!(text, "### {}: {} events, {} verdicts\n", part.name, events.len(), verdicts.len()).unwrap();
    for mistake in events.into_iter().chain(verdicts) {
        writeln!(text, "    {}", mistake.name()).unwrap();
    }
    text.push('\n');
}
