//! The grammar's examples, run: every rule must give what its examples say and nothing for its counter-examples.
//!
//! In: a compiled grammar and the date scanner. Out: [`Problem`]s with file and line; none for a grammar that holds. This is
//! the test of the rules, and `aktspor grammar check` for whoever writes them.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::dates::{LegalDate, Scanner};
use crate::grammar::{Grammar, Problem, Proof, Rule};
use crate::text::{ActText, plain};

use super::cast::Cast;
use super::memory::{Known, Memory, in_order};
use super::model::{EventKind, Source, Status};
use super::sightings::CastFinder;
use super::trace::Trace;
use super::{ActInput, ActReading, Opened, Reader};

/// The day on which every example is written: after all their dates.
const WRITTEN: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 6, 1);

/// Runs all examples and counter-examples.
#[must_use]
pub fn check_examples(grammar: &Grammar, scanner: &Scanner) -> Vec<Problem> {
    let checker = Checker { reader: Reader { grammar, scanner }, finder: CastFinder::new(&grammar.cast).ok() };
    let mut problems = checker.names(grammar);
    for rule in &grammar.rules {
        let id = &rule.entry.id;
        let doctype = rule.entry.doctypes.first().map(String::as_str);
        let told_elsewhere = told_elsewhere(rule);
        let mut winners: BTreeSet<String> = BTreeSet::new();
        for (text, expected) in &rule.entry.examples {
            let read = checker.read(text, doctype, &told_elsewhere);
            winners.extend(read.events.iter().filter(|e| e.kind == rule.kind).map(|e| e.rule.clone()));
            if !gives(&read, rule.kind, expected) {
                let got = summary(&read, rule.kind);
                problems.push(Problem::error(
                    &rule.place,
                    format!("`{id}`: eksemplet {text:?} skal give {expected} og giver {got}"),
                    format!("`{id}`: the example {text:?} must give {expected}, and gives {got}"),
                ));
            }
        }
        if !winners.is_empty() && !winners.contains(id) {
            let others: Vec<&str> = winners.iter().map(String::as_str).collect();
            let others = others.join("`, `");
            problems.push(Problem::remark(
                &rule.place,
                format!("`{id}` vinder intet af sine egne eksempler, det gør `{others}`; giv den et eksempel, som kun den finder, eller slet den"),
                format!("`{id}` wins none of its own examples, `{others}` does; give it one that it alone finds, or delete it"),
            ));
        }
        for text in &rule.entry.counterexamples {
            let read = checker.read(text, doctype, &told_elsewhere);
            if read.events.iter().any(|e| e.rule == *id && e.status == Status::Faktisk) {
                let got = summary(&read, rule.kind);
                problems.push(Problem::error(
                    &rule.place,
                    format!("`{id}`: modeksemplet {text:?} skal intet give og giver {got}"),
                    format!("`{id}`: the counter-example {text:?} must give nothing, and gives {got}"),
                ));
            }
        }
    }
    for cue in &grammar.cues {
        for (text, expected) in cue.entry.examples.iter().chain(&cue.entry.counterexamples) {
            let read = checker.read(text, None, &[]);
            if !read.events.iter().any(|e| gives(&read, e.kind, expected)) {
                let all: Vec<String> = read.events.iter().map(|e| format!("{} {} {}", e.kind, e.date, e.status)).collect();
                let (id, all) = (&cue.entry.id, all.join(", "));
                problems.push(Problem::error(
                    &cue.place,
                    format!("`{id}`: {text:?} skal give {expected} og giver [{all}]"),
                    format!("`{id}`: {text:?} must give {expected}, and gives [{all}]"),
                ));
            }
        }
    }
    for finding in &grammar.findings {
        let doctype = finding.entry.doctypes.first().map(String::as_str);
        let (id, kind) = (&finding.entry.id, finding.entry.kind);
        let found = |text: &str| checker.read(text, doctype, &[]).findings.iter().any(|f| f.rule == *id);
        for text in finding.entry.examples.iter().filter(|t| !found(t)) {
            problems.push(Problem::error(
                &finding.place,
                format!("`{id}`: eksemplet {text:?} skal give {kind}"),
                format!("`{id}`: the example {text:?} must give {kind}"),
            ));
        }
        for text in finding.entry.counterexamples.iter().filter(|t| found(t)) {
            problems.push(Problem::error(
                &finding.place,
                format!("`{id}`: modeksemplet {text:?} må ikke give {kind}"),
                format!("`{id}`: the counter-example {text:?} must not give {kind}"),
            ));
        }
    }
    problems.sort();
    problems
}

struct Checker<'a> {
    reader: Reader<'a>,
    /// Finds those who carry the measure.
    finder: Option<CastFinder>,
}

impl Checker<'_> {
    /// What the examples of the words beside names give.
    fn names(&self, grammar: &Grammar) -> Vec<Problem> {
        let Some(finder) = &self.finder else { return Vec::new() };
        let mut problems = Vec::new();
        for Proof { list, place, examples, counterexamples } in grammar.cast.proofs() {
            let none = Vec::new();
            for (text, expected) in examples.iter().map(|(t, names)| (t, names)).chain(counterexamples.iter().map(|t| (t, &none))) {
                let seen = finder.look(&[text]);
                let got: Vec<&str> = seen.of(list).into_iter().collect();
                if got.iter().copied().collect::<BTreeSet<_>>() != expected.iter().map(String::as_str).collect() {
                    problems.push(Problem::error(
                        &place,
                        format!("`{list}`: {text:?} skal give {expected:?} og giver {got:?}"),
                        format!("`{list}`: {text:?} must give {expected:?}, and gives {got:?}"),
                    ));
                }
            }
        }
        problems
    }

    /// Reads a sentence as the body of an act of the given type, in a case whose other acts tell what is known.
    fn read(&self, text: &str, doctype: Option<&str>, known: &[Known]) -> ActReading {
        let title = doctype.map_or("", title_of);
        let pages = plain(&format!("{title}{text}\n"));
        let input = ActInput { name: "eksempel.pdf", pages: &pages, source: Source::Text, fallback: WRITTEN };
        let act = ActText::new(input.pages);
        let Cast { helpers, parents, workers, .. } = self.finder.as_ref().map(|f| f.find(&[text], None, "")).unwrap_or_default();
        let cast = Cast { home: vec!["eksempel".to_owned()], helpers, parents, workers, ..Cast::default() };
        let opened = Opened::new(&input, &act, &cast, &self.reader, Trace::default());
        opened.read(&opened.ready(input.fallback), Memory::of_others(known, 0))
    }
}

/// For a rule that needs another act to tell the same: what its examples say that another act tells.
fn told_elsewhere(rule: &Rule) -> Vec<Known> {
    let acts = rule.entry.told_by.max(usize::from(rule.entry.remembered));
    let day = |expected: &str| expected.get(..10).and_then(|d| d.parse().ok()).map(LegalDate::day);
    let days = rule.entry.examples.iter().filter_map(|(_, expected)| day(expected));
    if let Some(before) = rule.follows.first() {
        return in_order(days.map(|date| Known { kind: *before, date, act: 1 }).collect());
    }
    in_order(days.flat_map(|date| (1..=acts).map(move |act| Known { kind: rule.kind, date, act })).collect())
}

/// A title by which acts of the type are known.
fn title_of(doctype: &str) -> &'static str {
    match doctype {
        "underretning" => "# Underretning\n",
        "boernefaglig_undersoegelse" => "# Børnefaglig undersøgelse\n",
        "samtykke" => "# Samtykkeerklæring\n",
        "handleplan" => "# Handleplan\n",
        "opfoelgning" => "# Opfølgning\n",
        "tilsyn" => "# Tilsynsnotat\n",
        "ansoegning" => "# Ansøgning\n",
        "klage" => "# Klage\n",
        _ => "",
    }
}

/// `2021-03-02`, `2021-03-02T14:10` or either with a status after a blank.
fn gives(read: &ActReading, kind: EventKind, expected: &str) -> bool {
    let (when, status) = expected.split_once(' ').unwrap_or((expected, "faktisk"));
    let (day, time) = when.split_once('T').map_or((when, None), |(d, t)| (d, Some(t)));
    read.events.iter().any(|e| {
        let clock = e.date.time().map(|t| t.format("%H:%M").to_string());
        e.kind == kind && e.date.to_string() == day && e.status.name() == status && time.is_none_or(|t| clock.as_deref() == Some(t))
    })
}

fn summary(read: &ActReading, kind: EventKind) -> String {
    let all: Vec<String> = read
        .events
        .iter()
        .filter(|e| e.kind == kind)
        .map(|e| {
            format!("{}{} {} ({})", e.date, e.date.time().map(|t| t.format("T%H:%M").to_string()).unwrap_or_default(), e.status, e.rule)
        })
        .collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(", ") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_standard_grammar_keeps_its_examples() {
        let grammar = Grammar::standard().unwrap();
        let problems = check_examples(&grammar, &Scanner::danish().unwrap());
        let problems = problems.iter().filter(|p| !p.is_remark);
        let lines: Vec<String> = problems.map(|p| p.message(crate::lang::Lang::En)).collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
    }
}
