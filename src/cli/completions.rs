//! `aktspor completions SHELL`

use std::io::{Write, stdout};

use anyhow::Result;
use clap::CommandFactory;

use crate::cli::args::{Cli, CompletionsArgs};

/// Runs the command.
pub fn run(args: CompletionsArgs) -> Result<u8> {
    // Written to memory first: the generator gives up loudly when a pipe breaks.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "aktspor", &mut script);
    stdout().write_all(&script)?;
    Ok(0)
}
