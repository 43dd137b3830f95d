use std::fmt::Write;
use std::fs;
use std::path::Path;

use aktspor::dates::Scanner;
use aktspor::eval::{GoldCase, Report, Rows, evaluate, read_gold};
use aktspor::events::{ActInput, CastFinder, Reader, Source, read_case};
use aktspor::export::EventRow;
use aktspor::grammar::{Grammar, built_in};
use aktspor::text::plain;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::fragment::{day_of, plain_text};
use crate::scoreboard::{Part, figures, statuses};
use crate::support::{assert_as_committed, repository};

/// The voices that nobody reads while writing rules (corpus/README.md).
const HELD_BACK: [&str; 3] = ["fremtid", "ocr", "oversat"];

/// What the passages of a voice have in common beside what [`GoldCase`] holds.
#[derive(Deserialize)]
struct Voice {
    born: NaiveDate,
}

#[test]
fn the_committed_figures_of_the_passages_are_what_a_fresh_reading_gives() {
    assert_as_committed("corpus/PASSAGES.md", &table(), "passages");
}

fn table() -> String {
    let corpus = repository("corpus/passager");
    let voices = read_gold(&corpus).unwrap();
    let rows = rows(&corpus, &voices);
    let judged = |voices: &[GoldCase]| evaluate(voices, &Rows { events: &rows, timeline: &[], checks: &[] });
    let (held_back, open): (Vec<_>, Vec<_>) = voices.into_iter().partition(|voice| HELD_BACK.contains(&voice.id.as_str()));
    assert_eq!(held_back.len(), HELD_BACK.len());

    let mut text = "# Passages\n\nWritten by `UPDATE=1 cargo test --test it passages`; do not edit. Each passage is read alone, from its text, without a PDF; README.md says who \
        wrote them, and why some voices are *held back*. A right event has the right kind and day (or month) and took place.\n\n\
        | voice | passages | events P | R | F1 | right | spurious | missed |\n|---|--:|--:|--:|--:|--:|--:|--:|\n"
        .to_owned();
    let parts = [("open", open), ("held back", held_back)].map(|(name, voices)| {
        for voice in &voices {
            line(&mut text, &format!("{name}: {}", voice.id), &judged(std::slice::from_ref(voice)));
        }
        Part { name, report: judged(&voices) }
    });
    for part in &parts {
        line(&mut text, &format!("**all {}**", part.name), &part.report);
    }
    text.push('\n');
    figures(&mut text, "By kind", &parts, |report| report.by_kind.iter());
    statuses(&mut text, &parts[..1]);
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn line(text: &mut String, name: &str, report: &Report) {
    let e = &report.events;
    let Report { acts, .. } = report;
    writeln!(text, "| {name} | {acts} | {:.3} | {:.3} | {:.3} | {} | {} | {} |", e.precision, e.recall, e.f1, e.tp, e.spurious, e.missed)
        .unwrap();
}

/// The events of every passage.
fn rows(corpus: &Path, voices: &[GoldCase]) -> Vec<EventRow> {
    let sources = built_in();
    let grammar = Grammar::compile(&sources).unwrap();
    let scanner = Scanner::danish().unwrap();
    let reader = Reader { grammar: &grammar, scanner: &scanner };
    let finder = CastFinder::new(&grammar.cast).unwrap();
    let mut rows = Vec::new();
    for voice in voices {
        let folder = corpus.join(&voice.id);
        let Voice { born } = serde_saphyr::from_str(&fs::read_to_string(folder.join("case.yaml")).unwrap()).unwrap();
        for act in &voice.acts {
            let html = fs::read_to_string(folder.join(format!("{}.html", act.name))).unwrap();
            let pages = plain(&plain_text(&html));
            let texts: Vec<_> = pages.iter().map(|page| page.text.as_str()).collect();
            let cast = finder.find(&texts, Some(born), &voice.municipality);
            let input = ActInput { name: &act.name, pages: &pages, source: Source::Text, fallback: Some(day_of(&html)) };
            let reading = read_case(&[input], &cast, &reader);
            let events = reading.iter().flat_map(|act| &act.events).filter(|event| !event.doubtful);
            rows.extend(events.map(|event| EventRow::new(&voice.id, Some(&voice.municipality), event)));
        }
    }
    rows
}
