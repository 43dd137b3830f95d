//! The weights by which an act's own date is chosen: how they are learned from the annotated acts, and that they hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use aktspor::dates::Scanner;
use aktspor::events::{ActInput, CastFinder, DateSigns, Reader, Source, own_date_signs, read_case};
use aktspor::grammar::{Grammar, built_in};
use aktspor::text::{PageText, plain};
use chrono::{Datelike, NaiveDate};

use crate::fragment::{day_of, plain_text};
use crate::support::repository;

/// Where annotated acts are, and what of it is held back (corpus/README.md).
const FOLDERS: [&str; 5] = ["cases", "egne", "nye", "senere", "passager"];
const HELD_BACK: [&str; 11] =
    ["nordby", "sundkobing", "ulvsund", "tornum", "ravnholt", "krogsund", "sandager", "birkesund", "fremtid", "ocr", "oversat"];
/// Signs seen in fewer dates tell of one writer.
const SEEN: usize = 4;
/// How much a weight has to earn its place, in dates; the larger, the fewer signs are left.
const PRICE: f64 = 3.3;
/// Steps of the descent; the weights no longer move in their second place.
const STEPS: usize = 3000;

/// An annotated act: its own date, what the dates in it look like, and which date the program gives it.
struct Act {
    date: NaiveDate,
    journal: bool,
    dates: Vec<DateSigns>,
    found: Option<NaiveDate>,
}

/// With `UPDATE=1` this learns the weights anew and writes them. Without, it holds them to what they are there for: six acts of seven.
#[test]
fn own_dates_are_found_by_their_signs() {
    let acts = acts();
    assert!(acts.len() > 600, "{} acts", acts.len());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(repository("grammars/own_date.toml"), file(&learn(&acts))).unwrap();
    }
    let others: Vec<&Act> = acts.iter().filter(|act| !act.journal).collect();
    let right = others.iter().filter(|act| act.found == Some(act.date)).count();
    assert!(right * 7 >= others.len() * 6, "{right} of {} own dates are right", others.len());
}

fn file(weights: &BTreeMap<String, f64>) -> String {
    let mut text = "# Which of an act's dates is its own: how much each sign speaks for it, or against it where below nought. The date whose signs weigh most\n\
        # is taken (src/events/own_date.rs). Learned from the annotated acts that are not held back, by a logistic regression that keeps few signs\n\
        # (tests/it/own_date.rs); `UPDATE=1 cargo test --test it own_date` learns it anew. A sign may be changed or taken out by hand.\n\
        #\n\
        # line, foot: how far from the act's top and bottom · alone: words beside it in its line, at most · in: what the line is · leads: it begins\n\
        # the line · before, after: a vocabulary that stands at most four words from it · later: how many dates of the act lie after it; told_later:\n\
        # how many of them with a verb of the past · count: how often it stands in the act · year.open: written without its year · TYPE: in acts of that type only\n\
        # A date that weighs less than guess_below is a guess: of those with less than half a point every second is right, of those with one or more nine in ten.\n\
        guess_below = 0.5\n\n[signs]\n"
        .to_owned();
    let mut sorted: Vec<_> = weights.iter().collect();
    sorted.sort_by(|a, b| b.1.total_cmp(a.1).then(a.0.cmp(b.0)));
    for (sign, weight) in sorted {
        writeln!(text, "\"{sign}\" = {weight:.2}").unwrap();
    }
    text
}

/// Logistic regression with a price on every weight, by proximal gradient descent with momentum: no randomness, the same result each time.
fn learn(acts: &[Act]) -> BTreeMap<String, f64> {
    let own = |act: &Act, d: &DateSigns| d.day.map_or(d.of_year == (act.date.month(), act.date.day()), |day| day == act.date);
    let rows: Vec<(&BTreeSet<String>, bool)> = acts.iter().flat_map(|act| act.dates.iter().map(move |d| (&d.signs, own(act, d)))).collect();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for sign in rows.iter().flat_map(|(signs, _)| signs.iter()) {
        *seen.entry(sign).or_default() += 1;
    }
    let names: Vec<&str> = seen.into_iter().filter(|(_, n)| *n >= SEEN).map(|(name, _)| name).collect();
    let index: BTreeMap<&str, usize> = names.iter().enumerate().map(|(i, name)| (*name, i)).collect();
    let rows: Vec<(Vec<usize>, f64)> = rows
        .into_iter()
        .map(|(signs, own)| (signs.iter().filter_map(|s| index.get(s.as_str()).copied()).collect(), f64::from(u8::from(own))))
        .collect();
    // The slope of the loss changes at most by a quarter of the squared length of a row, summed over the rows.
    let steepest = rows.iter().map(|(signs, _)| signs.len()).max().unwrap_or(1);
    let step = 4.0 / (rows.len() as f64 * steepest as f64).sqrt() / steepest as f64;
    let (mut weights, mut ahead) = (vec![0.0_f64; names.len()], vec![0.0_f64; names.len()]);
    let mut pace = 1.0_f64;
    for _ in 0..STEPS {
        let mut slope = vec![0.0; names.len()];
        for (signs, own) in &rows {
            let sum: f64 = signs.iter().map(|&s| ahead[s]).sum();
            let wrong = 1.0 / (1.0 + (-sum).exp()) - own;
            signs.iter().for_each(|&s| slope[s] += wrong);
        }
        let next_pace = (1.0 + (1.0 + 4.0 * pace * pace).sqrt()) / 2.0;
        for i in 0..names.len() {
            let moved = ahead[i] - step * slope[i];
            let kept = moved.signum() * (moved.abs() - step * PRICE).max(0.0);
            ahead[i] = kept + (pace - 1.0) / next_pace * (kept - weights[i]);
            weights[i] = kept;
        }
        pace = next_pace;
    }
    names.into_iter().map(str::to_owned).zip(weights).filter(|(_, weight)| weight.abs() >= 0.05).collect()
}

fn acts() -> Vec<Act> {
    let grammar = Grammar::compile(&built_in()).unwrap();
    let scanner = Scanner::danish().unwrap();
    let reader = Reader { grammar: &grammar, scanner: &scanner };
    let finder = CastFinder::new(&grammar.cast).unwrap();
    let mut acts = Vec::new();
    for folder in FOLDERS {
        for case in subfolders(&repository("corpus").join(folder)) {
            let name = case.file_name().unwrap().to_string_lossy().into_owned();
            if HELD_BACK.iter().any(|held| name.starts_with(held)) {
                continue;
            }
            let files = fragments(&case);
            let texts: Vec<String> = files.iter().map(|html| plain_text(html)).collect();
            let pages: Vec<Vec<PageText>> = texts.iter().map(|text| plain(text)).collect();
            let cast = finder.find(&texts.iter().map(String::as_str).collect::<Vec<_>>(), None, "");
            let names: Vec<String> = (0..files.len()).map(|at| format!("{at:02}")).collect();
            let input = |at: usize| ActInput { name: &names[at], pages: &pages[at], source: Source::Text, fallback: None };
            // Passages have nothing to do with each other.
            let readings = if folder == "passager" {
                (0..files.len()).flat_map(|at| read_case(&[input(at)], &cast, &reader)).collect()
            } else {
                read_case(&(0..files.len()).map(input).collect::<Vec<_>>(), &cast, &reader)
            };
            for (at, reading) in readings.into_iter().enumerate() {
                let date = day_of(&files[at]);
                let dates = own_date_signs(&input(at), &cast, &reader);
                acts.push(Act { date, journal: reading.doctype == "journal", dates, found: reading.date });
            }
        }
    }
    acts
}

fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    all.sort();
    all
}

/// The acts' fragments in the order of their names.
fn fragments(case: &Path) -> Vec<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(case)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "html"))
        .collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
}
