//! Single sayings, each with one event and its date: how many ways of telling a kind the grammar knows.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use aktspor::dates::Scanner;
use aktspor::events::{ActInput, CastFinder, Reader, Source, Status, read_case};
use aktspor::grammar::{Grammar, built_in};
use aktspor::text::plain;
use chrono::{Days, NaiveDate};

use crate::support::{assert_as_committed, repository};

/// A line of `corpus/ytringer/*.tsv`.
struct Saying {
    voice: String,
    kind: String,
    status: String,
    date: String,
    text: String,
}

/// What was found in some sayings: right, spurious, and how many there are to find.
#[derive(Default, Clone, Copy)]
struct Count {
    right: usize,
    spurious: usize,
    told: usize,
}

#[test]
fn the_committed_figures_of_the_sayings_are_what_a_fresh_reading_gives() {
    let mut text = "# Sayings\n\nWritten by `UPDATE=1 cargo test --test it sayings`; do not edit. Each saying stands alone under a heading and a date: nothing tells who the child is, \
        and no other act tells the same. A right event has the right kind and day (or month) and took place. README.md says who wrote them, and what *held back* means.\n\n\
        | | open: P | R | F1 | told | held back: P | R | F1 | told |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n"
        .to_owned();
    let [open, held] = ["open", "held-back"].map(|part| counts(&sayings(part)));
    for name in open.keys() {
        write!(text, "| {name} |").unwrap();
        for part in [&open, &held] {
            let Count { right, spurious, told } = part.get(name).copied().unwrap_or_default();
            let share = |of: usize| if of == 0 { 0.0 } else { right as f64 / of as f64 };
            let f1 = if told + right + spurious == 0 { 0.0 } else { 2.0 * right as f64 / (told + right + spurious) as f64 };
            write!(text, " {:.3} | {:.3} | {f1:.3} | {told} |", share(right + spurious), share(told)).unwrap();
        }
        text.push('\n');
    }
    assert_as_committed("corpus/SAYINGS.md", &text, "sayings");
}

fn sayings(part: &str) -> Vec<Saying> {
    let file = fs::read_to_string(repository("corpus/ytringer").join(format!("{part}.tsv"))).unwrap();
    let parse = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [voice, kind, status, date, text] = fields[..] else { panic!("{line}: five fields") };
        let own = str::to_owned;
        Saying { voice: own(voice), kind: own(kind), status: own(status), date: own(date), text: own(text) }
    };
    file.lines().skip(1).map(parse).collect()
}

/// By kind and by voice.
fn counts(sayings: &[Saying]) -> BTreeMap<String, Count> {
    let grammar = Grammar::compile(&built_in()).unwrap();
    let scanner = Scanner::danish().unwrap();
    let reader = Reader { grammar: &grammar, scanner: &scanner };
    let finder = CastFinder::new(&grammar.cast).unwrap();
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for saying in sayings {
        let text = act(saying);
        let pages = plain(&text);
        let cast = finder.find(&[&text], None, "");
        let input = ActInput { name: "notat", pages: &pages, source: Source::Text, fallback: None };
        let events: Vec<_> = read_case(&[input], &cast, &reader).into_iter().flat_map(|act| act.events).collect();
        let took_place = events.iter().filter(|e| e.status == Status::Faktisk && !e.doubtful);
        let mut found: Vec<(String, String)> =
            took_place.map(|e| (e.kind.name().to_owned(), e.date.to_string().chars().take(10).collect())).collect();
        found.sort();
        found.dedup();
        let told = saying.status == "faktisk";
        let is_it = |(kind, date): &&(String, String)| told && *kind == saying.kind && *date == saying.date;
        let right = found.iter().filter(is_it).count();
        for name in [saying.kind.clone(), format!("**{}**", saying.voice), "**all**".to_owned()] {
            let count = counts.entry(name).or_default();
            count.right += right;
            count.spurious += found.len() - right;
            count.told += usize::from(told);
        }
    }
    counts
}

/// A note that holds the saying, written some days after what it tells, or before where it is planned.
fn act(saying: &Saying) -> String {
    let day: Option<NaiveDate> = saying.date.parse().ok().or_else(|| format!("{}-28", saying.date).parse().ok());
    let day = day.unwrap_or_else(|| NaiveDate::from_ymd_opt(2022, 6, 1).unwrap());
    let written = if saying.status == "planlagt" { day - Days::new(10) } else { day + Days::new(20) };
    format!(
        "# Notat\nDato: {}\n\n{}\n\nFamilien bor i en lejlighed i byen.\n",
        written.format("%d.%m.%Y"),
        saying.text.replace(" | ", "\t")
    )
}
