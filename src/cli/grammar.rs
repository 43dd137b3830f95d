//! `aktspor grammar check`: errors with file and line.

use std::io::{Write, stdout};

use aktspor::checks::{BUNDLED, LawTables};
use aktspor::dates::Scanner;
use aktspor::grammar::{self, Grammar};
use anyhow::Result;

use crate::cli::args::{GrammarAction, GrammarArgs};
use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// Runs the command. Exit code 2 when there is something to mend.
pub fn run(context: &Context, args: GrammarArgs) -> Result<u8> {
    let GrammarAction::Check { grammars } = args.action;
    let failed = |error: &grammar::GrammarError| Failure::grammar(error, context.lang);
    let sources = match &grammars {
        Some(folder) => grammar::from_folder(folder).map_err(|error| failed(&error))?,
        None => grammar::built_in(),
    };
    let grammar = Grammar::compile(&sources).map_err(|error| failed(&error))?;
    let mut lines: Vec<String> =
        grammar::check_words(&grammar).into_iter().map(|problem| format!("{}:{}: {}", problem.file, problem.line, problem.what)).collect();
    if let Some(words) = sources.get("dates.toml") {
        match Scanner::new(words) {
            Ok(scanner) => lines.extend(
                aktspor::events::check_examples(&grammar, &scanner).into_iter().map(|p| format!("{}:{}: {}", p.file, p.line, p.what)),
            ),
            Err(error) => lines.push(format!("dates.toml: {error}")),
        }
    }
    let law: Vec<(&str, &str)> = sources.iter().filter_map(|(path, text)| Some((path.strip_prefix("law/")?, text.as_str()))).collect();
    lines.extend(LawTables::parse(if law.is_empty() { BUNDLED } else { &law }).err().map(|error| format!("law/{error}")));
    let mut out = stdout().lock();
    for line in &lines {
        writeln!(out, "{line}")?;
    }
    let rules = grammar.rules.len() + grammar.cues.len() + grammar.findings.len();
    if lines.is_empty() {
        writeln!(out, "{rules} {}", context.say("regler uden fejl", "rules without errors"))?;
        return Ok(0);
    }
    Err(Failure::usage(format!(
        "{} {}",
        lines.len(),
        context.say("fejl i grammatikken; ret dem ovenfor", "errors in the grammar; mend those above")
    ))
    .into())
}
