//! `aktspor grammar check`: errors and remarks with file and line, and what each rule costs; `grammar diff` is [`super::grammar_diff`].

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use aktspor::checks::{BUNDLED, LawTables};
use aktspor::dates::Scanner;
use aktspor::events::check_examples;
use aktspor::grammar::{self, Cost, Grammar, Stream, StreamLine, VocabularyId};
use aktspor::text::{ActText, PageText, plain};
use anyhow::Result;

use crate::cli::args::{GrammarAction, GrammarArgs};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::grammar_diff::{self, Asked, each_case};
use crate::cli::table::columns;

/// Rules shown in the table of costs.
const DEAREST: usize = 25;

/// Runs the command.
pub fn run(context: &Context, args: GrammarArgs) -> Result<u8> {
    match args.action {
        GrammarAction::Check { grammars, strict, corpus } => check(context, grammars.as_deref(), strict, corpus),
        GrammarAction::Diff { old, new, corpus, gold, limit } => grammar_diff::run(context, &Asked { old, new, corpus, gold, limit }),
    }
}

/// Exit code 2 when there is something to mend.
fn check(context: &Context, folder: Option<&Path>, strict: bool, corpus: Option<PathBuf>) -> Result<u8> {
    let failed = |error: &grammar::GrammarError| Failure::grammar(error, context.lang);
    let sources = match folder {
        Some(folder) => grammar::from_folder(folder).map_err(|error| failed(&error))?,
        None => grammar::built_in(),
    };
    let grammar = Grammar::compile(&sources).map_err(|error| failed(&error))?;
    let mut problems = grammar::check_words(&grammar);
    problems.extend(grammar::check_entries(&sources));
    let mut others: Vec<String> = Vec::new();
    let scanner = match sources.get("dates.toml") {
        Some(words) => Scanner::new(words),
        None => Scanner::danish(),
    };
    match scanner {
        Ok(scanner) => {
            problems.extend(check_examples(&grammar, &scanner));
            if context.verbose > 0 {
                costs(context, &grammar, &scanner, corpus)?;
            }
        }
        Err(error) => others.push(format!("dates.toml: {error}")),
    }
    let law: Vec<(&str, &str)> = sources.iter().filter_map(|(path, text)| Some((path.strip_prefix("law/")?, text.as_str()))).collect();
    others.extend(LawTables::parse(if law.is_empty() { BUNDLED } else { &law }).err().map(|error| format!("law/{error}")));
    problems.sort_by(|a, b| (a.is_remark, a).cmp(&(b.is_remark, b)));
    let mut out = stdout().lock();
    for line in problems.iter().map(|problem| problem.message(context.lang)).chain(others.iter().cloned()) {
        writeln!(out, "{line}")?;
    }
    let remarks = problems.iter().filter(|problem| problem.is_remark).count();
    let errors = problems.len() - remarks + others.len();
    let counted = if strict { errors + remarks } else { errors };
    if counted > 0 {
        let words = context.say("fejl i grammatikken; ret dem ovenfor", "errors in the grammar; mend those above");
        return Err(Failure::usage(format!("{counted} {words}")).into());
    }
    let rules = grammar.rules.len() + grammar.cues.len() + grammar.findings.len();
    let noted = if remarks > 0 { format!(", {remarks} {}", context.say("bemærkninger", "remarks")) } else { String::new() };
    writeln!(out, "{rules} {}{noted}", context.say("regler uden fejl", "rules without errors"))?;
    Ok(0)
}

/// The dearest rules on the texts of a corpus, or on the examples.
fn costs(context: &Context, grammar: &Grammar, scanner: &Scanner, corpus: Option<PathBuf>) -> Result<()> {
    let mut streams = Vec::new();
    let mut bytes = 0;
    let mut add = |pages: &[PageText]| {
        let act = ActText::new(pages);
        bytes += act.text.len();
        streams.push(stream(&act, scanner, grammar));
    };
    match corpus {
        Some(corpus) => {
            each_case(context, &corpus, |cases| {
                cases.iter().for_each(|case| case.acts().for_each(|act| add(case.pages(act))));
            })?;
        }
        None => {
            for rule in &grammar.rules {
                rule.entry.examples.iter().for_each(|(text, _)| add(&plain(text)));
                rule.entry.counterexamples.iter().for_each(|text| add(&plain(text)));
            }
        }
    }
    let of = grammar.costs(&streams);
    let cost = |lists: &[&[VocabularyId]]| {
        let mut ids: Vec<VocabularyId> = lists.iter().copied().flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        let add = |a: Cost, b: &Cost| Cost { anchors: a.anchors + b.anchors, steps: a.steps + b.steps, hits: a.hits + b.hits };
        ids.iter().filter_map(|id| of.get(usize::from(id.0))).fold(Cost::default(), add)
    };
    let mut rows: Vec<(Cost, String, String)> = Vec::new();
    for rule in &grammar.rules {
        rows.push((cost(&[&rule.phrase, &rule.noun, &rule.verb]), rule.entry.id.clone(), format!("{}:{}", rule.place.0, rule.place.1)));
    }
    for cue in &grammar.cues {
        rows.push((cost(&[&[cue.vocabulary]]), cue.entry.id.clone(), format!("{}:{}", cue.place.0, cue.place.1)));
    }
    for finding in &grammar.findings {
        rows.push((cost(&[&finding.any]), finding.entry.id.clone(), format!("{}:{}", finding.place.0, finding.place.1)));
    }
    rows.sort_by(|a, b| (b.0.steps, &a.1).cmp(&(a.0.steps, &b.1)));
    let per = |count: u64| format!("{:.2}", count as f64 * 1000.0 / bytes.max(1) as f64);
    let head =
        [context.say("skridt", "steps"), context.say("ankre", "anchors"), context.say("fund", "hits"), context.say("regel", "rule"), ""];
    let mut table: Vec<Vec<String>> = vec![head.map(str::to_owned).to_vec()];
    table.extend(
        rows.into_iter().take(DEAREST).map(|(cost, id, place)| vec![per(cost.steps), per(cost.anchors), per(cost.hits), id, place]),
    );
    let mut out = stdout().lock();
    let words = context.say("de dyreste regler, pr. 1000 bytes tekst af", "the dearest rules, per 1000 bytes of text of");
    writeln!(out, "{words} {bytes}\n{}", columns(&table, "  "))?;
    Ok(())
}

fn stream(act: &ActText, scanner: &Scanner, grammar: &Grammar) -> Stream {
    let cells = |line: &aktspor::text::ActLine| line.cells.iter().skip(1).map(|cell| cell.start).collect();
    let lines: Vec<StreamLine> = act.lines.iter().map(|line| StreamLine { span: line.span.clone(), cell_starts: cells(line) }).collect();
    let dates: Vec<_> = scanner.scan(&act.text).into_iter().map(|mention| mention.span).collect();
    Stream::new(&act.text, &lines, &dates, grammar.abbreviations())
}
