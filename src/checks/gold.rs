//! The law alone: the verdicts fed with the annotated timelines, over the annotated cases under `corpus/` and, where they are at hand, those shared beside it.
//!
//! What follows from a timeline alone must be as annotated, to the last. Three checks read the acts' words; their statements are read from the acts' own text
//! by the grammar, so that their share says how well the words are read, beside a timeline that is known. `corpus/LAW.md` keeps the figures (`UPDATE=1` writes
//! them), and the scoreboard shows them beside those after reading PDFs. `AKTSPOR_SHOW=1` tells each verdict of the cases that rules are written with.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    clippy::cast_precision_loss
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::oracle::{derive, facts_of};
use super::testkit::{Sag, date, evidence, law, sound};
use super::*;
use crate::dates::Scanner;
use crate::events::{ActInput, CastFinder, Event, Finding, Reader, Source, Status, read_case as read_acts};
use crate::grammar::{Grammar, built_in, from_folder};
use crate::text::plain;

/// The checks that GUIDE.md knows, the first of them all.
const GUIDES: usize = 11;
/// The name under which what follows from the timelines alone is counted.
const FOLLOWS: &str = "af tidslinjen alene";
/// Cases whose acts nobody who writes rules may look into: only totals are told of them.
const HELD_BACK: [&str; 8] = ["nordby-", "sundkobing-", "ulvsund-", "tornum-", "ravnholt-", "krogsund-", "sandager-", "birkesund-"];

/// The value after `key:` in a `{a: b, c: d}` row or at a line's beginning.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let at = text.find(&format!("{key}: "))? + key.len() + 2;
    let rest = &text[at..];
    Some(rest[..rest.find([',', '}', '\n']).unwrap_or(rest.len())].trim())
}

/// The attributes of each mark in an act: kind, date, status.
fn marks(html: &str) -> Vec<(String, String, Option<Status>)> {
    let attribute = |tag: &str, name: &str| Some(tag.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0.to_owned());
    let tags = html.split("<ev").skip(1).filter_map(|t| Some(t.split_once('>')?.0.to_owned()));
    tags.filter_map(|tag| {
        let status = attribute(&tag, "s").unwrap_or_else(|| "faktisk".into());
        let optional = attribute(&tag, "o").is_some();
        Some((attribute(&tag, "k")?, attribute(&tag, "d")?, status.parse().ok().filter(|_| !optional)))
    })
    .collect()
}

struct Gold {
    sag: Sag,
    rows: Vec<(String, String)>,
    checks: Vec<(String, String)>,
}

fn read_case(dir: &Path) -> Gold {
    let yaml = std::fs::read_to_string(dir.join("case.yaml")).unwrap();
    let mut sag = if value(&yaml, "law") == Some("barnets_lov") { Sag::barnets_lov() } else { Sag::serviceloven() };
    sag.facts.acts.clear();
    sag.facts.case_type = value(&yaml, "case_type").map(|t| t.parse().unwrap());
    sag.facts.consent = value(&yaml, "consent").map(|c| c == "true");
    sag.facts.born = value(&yaml, "born").map(|b| b.parse().unwrap());
    let mut rows = Vec::new();
    let mut checks = Vec::new();
    for line in yaml.lines() {
        if let Some(kind) = value(line, "{kind") {
            let on = value(line, "date").unwrap().to_owned();
            let act = line.split_once("acts: [").map_or("", |(_, a)| &a[..2]);
            sag = sag.told(&[(kind, &on, &format!("{act}.pdf"))]);
            rows.push((kind.to_owned(), on));
        } else if let Some(outcome) = value(line, "{outcome") {
            checks.push((line.trim().split_once(':').unwrap().0.to_owned(), outcome.to_owned()));
        }
    }
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "html")).collect();
    files.sort();
    for path in files {
        let html = std::fs::read_to_string(&path).unwrap();
        let head = html.lines().next().unwrap();
        let field = |key: &str| head.split_once(&format!("{key}: ")).unwrap().1.split([' ', ';']).next().unwrap().to_owned();
        let name = format!("{}.pdf", &path.file_name().unwrap().to_str().unwrap()[..2]);
        sag = sag.act(&name, &field("doctype"), &field("date"));
        for (kind, on, status) in marks(&html) {
            if let Some(status) = status {
                sag.events.push(Event {
                    kind: kind.parse().unwrap(),
                    date: date(&on),
                    status,
                    rule: "gold".into(),
                    evidence: evidence(&name, "x"),
                    source: Source::Text,
                    doubtful: false,
                });
            }
        }
    }
    Gold { sag, rows, checks }
}

/// An act's text without its marks: blocks are lines, cells are parted by tabs, headings are marked.
fn text_of(html: &str) -> String {
    let mut out = String::new();
    for piece in html.split('<').skip(1) {
        let Some((tag, text)) = piece.split_once('>') else { continue };
        match tag.split_whitespace().next().unwrap_or_default() {
            "h1" | "h2" | "h3" => out.push_str("\n# "),
            "p" | "li" | "tr" | "br" | "br/" | "div" | "hr" | "/h1" | "/h2" | "/h3" | "table" | "/table" => out.push('\n'),
            "td" | "th" => out.push('\t'),
            _ => {}
        }
        let tag_is_comment = tag.starts_with('!');
        if !tag_is_comment {
            if text.starts_with(char::is_whitespace) && !out.ends_with(char::is_whitespace) {
                out.push(' ');
            }
            out.push_str(&text.split_whitespace().collect::<Vec<_>>().join(" ").replace("&amp;", "&").replace("&nbsp;", " "));
            if text.ends_with(char::is_whitespace) {
                out.push(' ');
            }
        }
    }
    out.lines().map(|l| l.trim_start_matches('\t').trim_end()).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The grammar to read with, and whether it is the one built in: `AKTSPOR_GRAMMARS` names a folder to try another one without building anew.
pub(super) fn reading_grammar() -> (Grammar, bool) {
    match std::env::var_os("AKTSPOR_GRAMMARS") {
        Some(folder) => (Grammar::compile(&from_folder(Path::new(&folder)).unwrap()).unwrap(), false),
        None => (Grammar::compile(&built_in()).unwrap(), true),
    }
}

/// The statements that the grammar reads in acts, given by name and text.
pub(super) fn read_findings(texts: &[(String, String)], born: Option<NaiveDate>, grammar: &Grammar) -> Vec<Finding> {
    let scanner = Scanner::danish().unwrap();
    let pages: Vec<_> = texts.iter().map(|(_, text)| plain(text)).collect();
    let inputs: Vec<ActInput<'_>> =
        texts.iter().zip(&pages).map(|((name, _), pages)| ActInput { name, pages, source: Source::Text, fallback: None }).collect();
    let all: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
    let cast = CastFinder::new(&grammar.cast).unwrap().find(&all, born, "");
    read_acts(&inputs, &cast, &Reader { grammar, scanner: &scanner }).into_iter().flat_map(|act| act.findings).collect()
}

/// The statements that the grammar reads in a case's acts.
fn read_statements(dir: &Path, sag: &mut Sag, grammar: &Grammar) {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "html")).collect();
    files.sort();
    let texts: Vec<(String, String)> = files
        .iter()
        .map(|f| (format!("{}.pdf", &f.file_name().unwrap().to_str().unwrap()[..2]), text_of(&std::fs::read_to_string(f).unwrap())))
        .collect();
    sag.findings = read_findings(&texts, sag.facts.born, grammar);
}

/// Right and all, by check.
type Tally = BTreeMap<String, (usize, usize)>;

/// Judges the cases of a folder; the share right of all, by check.
fn judge_folder(folder: &Path, grammar: &Grammar, tally: &mut Tally) -> usize {
    let mut dirs: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.join("case.yaml").exists()).collect();
    dirs.sort();
    for dir in &dirs {
        let mut gold = read_case(dir);
        read_statements(dir, &mut gold.sag, grammar);
        let derived = derive(&gold.rows, &facts_of(&gold.sag, &gold.rows));
        let verdicts = check(&gold.sag.facts, &gold.sag.timeline, &gold.sag.events, &gold.sag.findings, law());
        assert_eq!(gold.checks.len(), GUIDES, "{}", dir.display());
        let name = dir.file_name().unwrap().to_str().unwrap();
        let open_to_us = !HELD_BACK.iter().any(|h| name.starts_with(h));
        if open_to_us && std::env::var_os("AKTSPOR_SHOW").is_some() {
            verdicts.iter().skip(GUIDES).for_each(|v| eprintln!("{name} {} = {}: {} {:?}", v.check, v.outcome, v.reason.da, v.remarks));
        }
        for (check, wanted) in &gold.checks {
            let v = verdicts.iter().find(|v| v.check.name() == check).unwrap();
            sound(v, &v.reason.da);
            let right = v.outcome.name() == wanted;
            if open_to_us && std::env::var_os("AKTSPOR_SHOW").is_some() {
                eprintln!("{name} {check} [{wanted}] {}{}\n    {}", v.outcome, if right { "" } else { " FORKERT" }, v.trace.paragraph.da);
            }
            let follows = wanted == "uoplyst" || derived.contains_key(check.as_str());
            assert!(right || !follows, "{name} {check}: {} for {wanted}", v.outcome);
            for name in [Some(check.as_str()), follows.then_some(FOLLOWS)].into_iter().flatten() {
                let told = tally.entry(name.to_owned()).or_default();
                told.0 += usize::from(right);
                told.1 += 1;
            }
        }
    }
    dirs.len()
}

/// Right, and all, of the checks together.
fn total(tally: &Tally) -> (usize, usize) {
    let checks = tally.iter().filter(|(name, _)| name.as_str() != FOLLOWS);
    checks.fold((0, 0), |sum, (_, (r, n))| (sum.0 + r, sum.1 + n))
}

/// The counts as lines: check, right, all.
fn table(tally: &Tally) -> String {
    let (right, all) = total(tally);
    let rows: Vec<String> = tally.iter().map(|(check, (r, n))| format!("| {check} | {r} | {n} |")).collect();
    format!("{}\n| i alt | {right} | {all} |", rows.join("\n"))
}

/// The sets whose figures are kept.
const KEPT: [&str; 4] = ["cases", "egne", "nye", "senere"];
/// The least share that must be right of the verdicts of `cases/`.
const LEAST: f64 = 0.97;

/// The figures as they are committed: right of all by check, and of all of them.
fn as_committed(tallies: &[Tally]) -> String {
    let share = |told: Option<&(usize, usize)>| told.map_or_else(|| "–".to_owned(), |(right, all)| format!("{right}/{all}"));
    let row =
        |name: &str, of: &dyn Fn(&Tally) -> String| format!("| {name} | {} |\n", tallies.iter().map(of).collect::<Vec<_>>().join(" | "));
    let mut text = String::from(
        "# The law alone\n\nVerdicts on the annotated timelines, so that no event can be misread: right of all. Three checks read the acts' words too, from the \
         text of the acts. Written by `UPDATE=1 cargo test --lib annotated_timelines`; do not edit. After reading PDFs: `SCOREBOARD.md`.\n\n",
    );
    text += &format!("| | {} |\n|---|{}\n", KEPT.map(|name| format!("{name}/")).join(" | "), "--:|".repeat(KEPT.len()));
    for check in CheckKind::ALL.iter().take(GUIDES) {
        text += &row(check.name(), &|tally| share(tally.get(check.name())));
    }
    text += &row("all", &|tally| share(Some(&total(tally))));
    text + &row("of these, what follows from the timeline alone", &|tally| share(tally.get(FOLLOWS)))
}

#[test]
fn fed_the_annotated_timelines_the_law_gives_the_annotated_verdicts() {
    let (grammar, is_built_in) = reading_grammar();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let shared = std::env::var("AKTSPOR_SHARED").map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let mut folders = KEPT.map(|name| corpus.join(name)).to_vec();
    let beside = shared.join("corpus/cases");
    if beside.is_dir() {
        folders.push(beside);
    } else {
        eprintln!("no annotated cases at AKTSPOR_SHARED: judged without them");
    }
    let mut tallies = Vec::new();
    for folder in folders {
        let mut tally = Tally::new();
        let cases = judge_folder(&folder, &grammar, &mut tally);
        eprintln!("{}: {cases} cases\n{}", folder.display(), table(&tally));
        assert!(cases > 0 && tally.contains_key(FOLLOWS), "{}: nothing judged", folder.display());
        let (right, all) = total(&tally);
        let is_enough = right as f64 >= LEAST * all as f64;
        assert!(is_enough || !is_built_in || !folder.ends_with("cases"), "{}: {right} of {all}, less than {LEAST}", folder.display());
        tallies.push(tally);
    }
    if !is_built_in {
        return;
    }
    let (path, now) = (corpus.join("LAW.md"), as_committed(&tallies[..KEPT.len()]));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == now, "corpus/LAW.md differs; `UPDATE=1 cargo test --lib annotated_timelines` accepts it\n{now}");
}
