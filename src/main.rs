//! The program: `aktspor --help` says what it does. Everything it does is in the library; here is only what talks to people.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    quiet_panics();
    match cli::run() {
        Ok(code) => ExitCode::from(code),
        Err(error) => cli::report(&error),
    }
}

/// A panic's own message may quote an act; only where it happened is told.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        tracing::error!(place, "internal error");
    }));
}
