//! Which day a date means where it stands: small acts as data (`tests/days/days.toml`), each with the days that a careful reader takes from it.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::{ActInput, CastFinder, Reader, Source, What, explain_act};
use crate::dates::{LegalDate, Scanner};
use crate::grammar::{Grammar, built_in};
use crate::text::plain;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    act: Vec<Act>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    why: String,
    #[serde(default = "note")]
    r#type: String,
    written: String,
    text: String,
    days: Vec<String>,
}

fn note() -> String {
    "Notat".to_owned()
}

/// `2024-10`, `2024-10-04` or `2024-10-04T20:05`.
fn told(date: LegalDate) -> String {
    date.time().map_or_else(|| date.to_string(), |time| format!("{date}T{}", time.format("%H:%M")))
}

#[test]
fn days_are_those_that_a_careful_reader_takes_from_what_stands_around_them() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/days/days.toml");
    let file: File = toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let grammar = Grammar::compile(&built_in()).unwrap();
    let scanner = Scanner::danish().unwrap();
    let (finder, reader) = (CastFinder::new(&grammar.cast).unwrap(), Reader { grammar: &grammar, scanner: &scanner });
    let wrong: Vec<String> = file
        .act
        .iter()
        .filter_map(|act| {
            let text = format!("# {}\nSkrevet den {}\n\n{}\n", act.r#type, act.written, act.text);
            let pages = plain(&text);
            let input = [ActInput { name: "akt", pages: &pages, source: Source::Text, fallback: None }];
            let cast = finder.find(&[&text], None, "");
            let (_, steps) = explain_act(&input, 0, &cast, &reader).unwrap();
            let mut found: BTreeMap<usize, String> = BTreeMap::new();
            for step in steps {
                if let What::Date { value, .. } = step.what {
                    found.insert(step.span.start, value.map_or_else(|| "-".to_owned(), told));
                }
            }
            let found: Vec<String> = found.into_values().skip(1).collect();
            (found != act.days).then(|| format!("{}: {found:?}, not {:?}", act.why, act.days))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} acts:\n{}", wrong.len(), file.act.len(), wrong.join("\n"));
}
