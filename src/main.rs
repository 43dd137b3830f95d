//! The program: `aktspor --help` says what it does. Everything it does is in the library; here is only what talks to people.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => ExitCode::from(code),
        Err(error) => cli::report(&error),
    }
}
