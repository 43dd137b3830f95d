//! `aktspor eval`: how well a store agrees with annotated cases.

use std::io::{BufWriter, Write, stdout};

use aktspor::eval::{EvalError, Report, Rows, evaluate, read_gold};
use aktspor::lang::Lang;
use aktspor::store::{Store, StoreError};
use anyhow::Result;

use crate::cli::args::EvalArgs;
use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// Runs the command: the first mistakes by name, then the figures. Their lines are for comparing, and the same in both languages.
pub fn run(context: &Context, args: EvalArgs) -> Result<u8> {
    let gold = read_gold(&args.gold).map_err(|error| failure(&error, context.lang))?;
    let store = Store::open_read_only(&context.store).map_err(|error| Failure::store(&error, context.lang))?;
    let report = judge(&store, &gold).map_err(|error| Failure::store(&error, context.lang))?;
    if let Some(path) = &args.json {
        let json = report.to_json().map_err(|error| failure(&error, context.lang))?;
        std::fs::write(path, json).map_err(|error| {
            Failure::machine(format!("{}: {} ({error})", path.display(), context.say("kan ikke skrives", "cannot be written")))
        })?;
    }
    let mut out = BufWriter::new(stdout().lock());
    for mistake in report.mistakes.iter().take(args.errors) {
        writeln!(out, "{mistake}")?;
    }
    writeln!(out, "{report}")?;
    out.flush()?;
    Ok(0)
}

fn judge(store: &Store, gold: &[aktspor::eval::GoldCase]) -> Result<Report, StoreError> {
    let _moment = store.snapshot()?;
    let events = store.events()?.collect::<Result<Vec<_>, _>>()?;
    let timeline = store.timeline()?.collect::<Result<Vec<_>, _>>()?;
    let checks = store.checks()?.collect::<Result<Vec<_>, _>>()?;
    Ok(evaluate(gold, &Rows { events: &events, timeline: &timeline, checks: &checks }))
}

/// A gold folder that cannot be used is wrong use; what to do about it stands beside.
pub fn failure(error: &EvalError, lang: Lang) -> Failure {
    let advice =
        lang.pick("Angiv en mappe med annoterede sager, som corpus/cases.", "Give a folder of annotated cases, such as corpus/cases.");
    let what = match (error, lang) {
        (EvalError::NoCases { dir }, Lang::Da) => format!("{}: her er ingen case.yaml", dir.display()),
        (EvalError::Read { path, source }, Lang::Da) => format!("{}: kan ikke læses ({source})", path.display()),
        (EvalError::Yaml { path, source }, Lang::Da) => format!("{}: er ikke, som GUIDE.md beskriver ({source})", path.display()),
        _ => error.to_string(),
    };
    Failure::usage(format!("{what}. {advice}"))
}
