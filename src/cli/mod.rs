//! The command line: what was typed ([`args`]) becomes a call of the library, its result words for people or lines for programs.
//!
//! Results go to standard output or `--out`, everything else to standard error. A command returns its exit code, or an error that carries one
//! ([`Failure`]). Exit codes are those of the contract: 0, 2, 3, 4, 5; 130 after Ctrl-C.

mod args;
mod closing;
mod completions;
mod context;
mod dates;
mod demo;
mod eval;
mod explain;
mod explain_html;
mod explain_words;
mod export;
mod failure;
mod grammar;
mod grammar_diff;
mod help;
mod ingest;
mod log;
mod progress;
mod report;
mod sample;
mod search;
mod search_rows;
mod serve;
mod table;
mod text;
mod user;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use args::Command;
use context::Context;
use failure::{Failure, is_broken_pipe};

/// Runs what was typed.
pub fn run() -> anyhow::Result<u8> {
    let typed: Vec<OsString> = std::env::args_os().collect();
    let cli = match help::parse(&typed) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are results, the rest are complaints; clap knows which goes where.
            error.print()?;
            return Ok(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let context = Context::new(&cli.global);
    match cli.command {
        Command::Ingest(args) => ingest::run(&context, args),
        Command::Export(args) => export::run(&context, args),
        Command::Search(args) => search::run(&context, args),
        Command::Text(args) => text::run(&context, args),
        Command::Dates(args) => dates::run(&context, args),
        Command::Eval(args) => eval::run(&context, args),
        Command::Demo(args) => demo::run(&context, args),
        Command::Grammar(args) => grammar::run(&context, args),
        Command::Explain(args) => explain::run(&context, args),
        Command::Completions(args) => completions::run(args),
        Command::Report(args) => report::run(&context, args),
        Command::Sample(args) => sample::run(&context, args),
        Command::Serve(args) => serve::run(&context, &args),
        Command::User(args) => user::run(&context, args),
        Command::Log(args) => log::run(&context, args),
        Command::Worker => Ok(aktspor::pipeline::worker::serve().map(|()| 0)?),
    }
}

/// Says what went wrong and gives the exit code. A reader of a pipe that has gone (`… | head`) is nothing wrong.
pub fn report(error: &anyhow::Error) -> ExitCode {
    if is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    let code = error.downcast_ref::<Failure>().map_or(5, |failure| failure.code);
    // Nobody is left to tell when standard error is gone.
    let _ = writeln!(std::io::stderr(), "aktspor: {error:#}");
    ExitCode::from(code)
}
