//! Speed of the extraction: megabytes of text a second on one core, by stage; how long the grammar takes to load; and what both cost when the
//! rules are three times as many.
//!
//! `cargo bench --bench grammar [-- REPEATS]` reads the text layers of `corpus/pdf` and `corpus/egne-pdf` (scans have none, and are left out), then
//! times one thread. Seconds differ from machine to machine: the table says the best of the repeats, and the last column compares with the
//! grammar as it is. `PROFILE=1` runs the extraction alone, many times, for a profiler to look at.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench stops at what it did not expect, prints its table, and counts far below 2^52"
)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use aktspor::dates::Scanner;
use aktspor::events::{ActInput, Cast, CastFinder, Reader, Source, read_case};
use aktspor::grammar::{CastWords, Grammar, Sources, Stream, StreamLine, built_in};
use aktspor::pdf::{self, Page};
use aktspor::text::{ActText, PageText, layout};

/// The acts of a folder: what a case is made from.
struct Case {
    acts: Vec<Vec<PageText>>,
    cast: Cast,
}

fn main() {
    // What the extraction does side by side elsewhere is here done by one.
    rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(measure);
}

fn measure() {
    let repeats: usize = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(7);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases: Vec<Case> = ["corpus/pdf", "corpus/egne-pdf"].iter().flat_map(|folder| cases_below(&root.join(folder))).collect();
    let pages: usize = cases.iter().flat_map(|case| &case.acts).map(Vec::len).sum();
    let bytes: usize = cases.iter().flat_map(|case| case.acts.iter().flatten()).map(|page| page.text.len()).sum();
    let scanner = Scanner::danish().unwrap();
    let grammar = Grammar::standard().unwrap();
    if std::env::var_os("PROFILE").is_some() {
        (0..repeats).for_each(|_| extract(&cases, &grammar, &scanner));
        return;
    }
    let tripled_sources = tripled(&built_in());
    let tripled = Grammar::compile(&tripled_sources).unwrap();
    let rules = |g: &Grammar| g.rules.len() + g.cues.len() + g.findings.len();
    println!("{} cases, {pages} pages, {:.2} MB of text; best of {repeats}, one thread\n", cases.len(), bytes as f64 / 1e6);
    println!("| | as it is: {} rules | tripled: {} rules | ratio |\n|---|--:|--:|--:|", rules(&grammar), rules(&tripled));

    let loads = best(repeats, || drop(black_box(Grammar::standard().unwrap())));
    let loads_tripled = best(repeats, || drop(black_box(Grammar::compile(&tripled_sources).unwrap())));
    println!("| load grammar | {:.1} ms | {:.1} ms | {:.2} |", loads * 1e3, loads_tripled * 1e3, loads_tripled / loads);
    println!("| load date words | {:.1} ms | | |", best(repeats, || drop(black_box(Scanner::danish().unwrap()))) * 1e3);

    let rate = |seconds: f64| format!("{:.1} MB/s", bytes as f64 / 1e6 / seconds);
    let texts: Vec<ActText> = cases.iter().flat_map(|case| &case.acts).map(|pages| ActText::new(pages)).collect();
    let joins = best(repeats, || cases.iter().flat_map(|case| &case.acts).for_each(|pages| drop(black_box(ActText::new(pages)))));
    println!("| join the pages | {} | | |", rate(joins));
    let dates = best(repeats, || texts.iter().for_each(|act| drop(black_box(scanner.scan(&act.text)))));
    println!("| dates | {} | | |", rate(dates));
    let cuts = best(repeats, || texts.iter().for_each(|act| drop(black_box(stream(act, &scanner, &grammar))))) - dates;
    println!("| words and sentences | {} | | |", rate(cuts));
    let streams: Vec<Stream> = texts.iter().map(|act| stream(act, &scanner, &grammar)).collect();
    let find = |g: &Grammar| best(repeats, || streams.iter().for_each(|stream| drop(black_box(g.find(stream)))));
    let (finds, finds_tripled) = (find(&grammar), find(&tripled));
    println!("| patterns | {} | {} | {:.2} |", rate(finds), rate(finds_tripled), finds_tripled / finds);
    let whole = best(repeats, || extract(&cases, &grammar, &scanner));
    let whole_tripled = best(repeats, || extract(&cases, &tripled, &scanner));
    println!("| **all of the extraction** | **{}** | **{}** | {:.2} |", rate(whole), rate(whole_tripled), whole_tripled / whole);
}

fn extract(cases: &[Case], grammar: &Grammar, scanner: &Scanner) {
    let reader = Reader { grammar, scanner };
    for case in cases {
        let inputs: Vec<ActInput> =
            case.acts.iter().map(|pages| ActInput { name: "akt.pdf", pages, source: Source::Text, fallback: None }).collect();
        black_box(read_case(&inputs, &case.cast, &reader));
    }
}

fn stream(act: &ActText, scanner: &Scanner, grammar: &Grammar) -> Stream {
    let lines: Vec<StreamLine> = act
        .lines
        .iter()
        .map(|l| StreamLine { span: l.span.clone(), cell_starts: l.cells.iter().skip(1).map(|c| c.start).collect() })
        .collect();
    let dates: Vec<_> = scanner.scan(&act.text).into_iter().map(|mention| mention.span).collect();
    Stream::new(&act.text, &lines, &dates, grammar.abbreviations())
}

/// The fastest run: everything that disturbs a run makes it slower.
fn best(repeats: usize, mut work: impl FnMut()) -> f64 {
    let mut seconds = f64::INFINITY;
    for _ in 0..repeats {
        let start = Instant::now();
        work();
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    seconds
}

/// A case a folder that holds PDFs with text.
fn cases_below(folder: &Path) -> Vec<Case> {
    let mut inside: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    inside.sort();
    let finder = CastFinder::new(&CastWords::read(&built_in()).unwrap()).unwrap();
    let mut cases: Vec<Case> = inside.iter().filter(|path| path.is_dir()).flat_map(|path| cases_below(path)).collect();
    let acts: Vec<Vec<PageText>> = inside
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
        .map(|path| {
            let document = pdf::read(&std::fs::read(path).unwrap(), &pdf::Limits::default());
            layout(&document.pages.into_iter().map(|read| read.page).collect::<Vec<Page>>())
        })
        .filter(|pages| pages.iter().any(|page| !page.text.trim().is_empty()))
        .collect();
    if !acts.is_empty() {
        let texts: Vec<&str> = acts.iter().flatten().map(|page| page.text.as_str()).collect();
        let cast = finder.find(&texts, None, "Eksempel Kommune");
        cases.push(Case { acts, cast });
    }
    cases
}

/// Every vocabulary, rule, cue and finding twice more, under names of their own and with words of their own, which share all but the end with the
/// words there are: so the automaton goes a long way with each, as it would with more language.
fn tripled(sources: &Sources) -> Sources {
    let mut out = sources.clone();
    for round in ["q", "x"] {
        for (file, text) in sources.iter().filter(|(file, _)| file.contains('/') && !file.starts_with("law/")) {
            let mut table: toml::Table = text.parse().unwrap();
            if file.starts_with("vocabulary/") {
                table = table
                    .into_iter()
                    .map(|(name, mut list)| {
                        list.as_table_mut().into_iter().flatten().for_each(|(key, value)| other(&key.to_owned(), value, round));
                        (format!("{name}_{round}"), list)
                    })
                    .collect();
            } else {
                for (_, entries) in table.iter_mut() {
                    for entry in entries.as_array_mut().into_iter().flatten() {
                        entry.as_table_mut().into_iter().flatten().for_each(|(key, value)| other(&key.to_owned(), value, round));
                    }
                }
            }
            out.insert(file.replace(".toml", &format!("_{round}.toml")), table.to_string());
        }
    }
    out
}

/// Renames what a field names, and changes its words.
fn other(key: &str, value: &mut toml::Value, round: &str) {
    match key {
        "words" | "not" => each_text(value, &mut |text| *text = other_words(text, round)),
        "id" | "noun" | "verb" | "phrase" | "needs" | "needs_act" | "without" | "without_sentence" | "without_act" | "any" => {
            each_text(value, &mut |text| *text = format!("{text}_{round}"));
        }
        _ => {}
    }
}

fn each_text(value: &mut toml::Value, change: &mut dyn FnMut(&mut String)) {
    match value {
        toml::Value::String(text) => change(text),
        toml::Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, change)),
        _ => {}
    }
}

/// A letter that no Danish word has there before the last of every word; the names of lists stay.
fn other_words(pattern: &str, round: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    let mut in_name = false;
    for c in pattern.chars().chain([' ']) {
        in_name = c == '{' || in_name && c != '}';
        if in_name {
            out.push(c);
            continue;
        }
        if c.is_alphabetic() {
            word.push(c);
            continue;
        }
        if let Some(last) = word.pop() {
            out.extend([word.as_str(), round]);
            out.push(last);
            word.clear();
        }
        out.push(c);
    }
    out.trim_end().to_owned()
}
