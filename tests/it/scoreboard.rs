use std::collections::{BTreeMap, BTreeSet};
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
    law_alone(&mut text, &parts[0]);
    further(&mut text, &store, &[("open", &cases), ("egne/", &own), ("nye/", &new)]);
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

/// The verdicts on `cases/` by the law alone (`corpus/LAW.md`), beside those after reading.
fn law_alone(text: &mut String, all: &Part) {
    *text += "## The law alone, and after reading\n\nAll of `cases/`: fed the annotated timelines (`LAW.md`), and from PDFs.\n\n| | the law alone | from PDFs |\n|---|--:|--:|\n";
    let file = fs::read_to_string(repository("corpus/LAW.md")).unwrap();
    let alone = |name: &str| {
        let row = file.lines().find(|line| line.starts_with(&format!("| {name} |"))).unwrap_or_else(|| panic!("LAW.md has no {name}"));
        row.split('|').nth(2).unwrap().trim().to_owned()
    };
    for (check, read) in &all.report.checks.per_check {
        writeln!(text, "| {check} | {} | {read} |", alone(check)).unwrap();
    }
    let share = |told: &str| told.split_once('/').map(|(right, all)| right.parse::<f64>().unwrap() / all.parse::<f64>().unwrap()).unwrap();
    let (told, read) = (alone("all"), all.report.checks.accuracy);
    writeln!(text, "| all | {told} ({:.3}) | {read:.3} |\n", share(&told)).unwrap();
}

/// The file of `corpus/videre.toml`: what the eleven further checks should say of the open cases.
#[derive(serde::Deserialize)]
struct Further {
    sag: Vec<BTreeMap<String, toml::Value>>,
}

/// How the eleven further checks do, and each of their mistakes; a sure mistake is one that no remark casts doubt on and that is not `uoplyst`.
fn further(text: &mut String, store: &Store, parts: &[(&str, &[GoldCase])]) {
    let file: Further = toml::from_str(&fs::read_to_string(repository("corpus/videre.toml")).unwrap()).unwrap();
    let rows: Vec<_> = store.checks().unwrap().map(Result::unwrap).collect();
    let mut counts: BTreeMap<&str, BTreeMap<&str, (usize, usize, usize)>> = BTreeMap::new();
    let mut wrong = String::new();
    for (name, cases) in parts {
        for case in cases.iter() {
            let Some(gold) = file.sag.iter().find(|sag| sag["id"].as_str() == Some(&case.id)) else { continue };
            for (check, wanted) in gold.iter().filter(|(key, _)| *key != "id") {
                let row = rows.iter().find(|row| row.case == case.id && row.check == *check).unwrap();
                let wanted = wanted["udfald"].as_str().unwrap();
                let right = row.outcome == wanted;
                let sure = !right && row.outcome != "uoplyst" && row.remarks.is_empty();
                let count = counts.entry(check).or_default().entry(name).or_default();
                *count = (count.0 + usize::from(right), count.1 + 1, count.2 + usize::from(sure));
                if !right {
                    let doubt = if sure { "" } else { " (in doubt)" };
                    writeln!(wrong, "    {} {check}: gold {wanted}, got {}{doubt}", case.id, row.outcome).unwrap();
                }
            }
        }
    }
    let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
    writeln!(text, "## The eleven further checks (`videre.toml`)\n\n| | {} |\n|---|{}", names.join(" | "), "---|".repeat(names.len()))
        .unwrap();
    for (check, by_part) in &counts {
        let cell = |name: &&str| by_part.get(name).map_or_else(|| "–".to_owned(), |(right, all, sure)| format!("{right}/{all} ({sure})"));
        writeln!(text, "| {check} | {} |", names.iter().map(cell).collect::<Vec<_>>().join(" | ")).unwrap();
    }
    writeln!(text, "\nRight of all (wrong and sure: neither `uoplyst` nor with a remark). Wrong, by name:\n\n{wrong}").unwrap();
}

/// What is quoted for an answer stands in the act that is named.
#[test]
fn the_quotes_of_the_further_checks_stand_in_their_acts() {
    let file: Further = toml::from_str(&fs::read_to_string(repository("corpus/videre.toml")).unwrap()).unwrap();
    let mut quoted = 0;
    for sag in &file.sag {
        let id = sag["id"].as_str().unwrap();
        assert_eq!(sag.len(), 12, "{id}: eleven checks and the case's name");
        let folder =
            ["cases", "egne", "nye"].map(|part| repository("corpus").join(part).join(id)).into_iter().find(|dir| dir.is_dir()).unwrap();
        for (check, row) in sag.iter().filter(|(key, _)| *key != "id") {
            assert!(!row["hvorfor"].as_str().unwrap().is_empty(), "{id} {check}: no reason");
            let (Some(act), Some(quote)) = (row.get("akt"), row.get("citat")) else { continue };
            let starts = |name: &str| name.starts_with(act.as_str().unwrap());
            let path = fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .find(|path| starts(path.file_name().unwrap().to_str().unwrap()));
            let html = fs::read_to_string(path.unwrap()).unwrap();
            let bare: String = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
            let folded = bare.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(folded.contains(quote.as_str().unwrap()), "{id} {check}: not in the act");
            quoted += 1;
        }
    }
    assert!(quoted > 60, "only {quoted} quotes");
}

fn mistakes(text: &mut String, part: &Part) {
    let (verdicts, events): (Vec<_>, Vec<_>) = part.report.mistakes.iter().partition(|mistake| matches!(mistake, Mistake::Check { .. }));
    writeln!(text, "### {}: {} events, {} verdicts\n", part.name, events.len(), verdicts.len()).unwrap();
    for mistake in events.into_iter().chain(verdicts) {
        writeln!(text, "    {}", mistake.name()).unwrap();
    }
    text.push('\n');
}
