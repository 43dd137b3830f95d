//! `aktspor user`: who may log in to the review pages.

use std::io::{BufRead, IsTerminal, Write, stderr, stdin, stdout};

use aktspor::decisions::{Access, Desk, Role, Salt, User};
use anyhow::Result;

use crate::cli::args::{RoleName, UserAction, UserArgs};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::serve::{chance, now};
use crate::cli::table::columns;

/// Under which name the log knows what is done here.
const BY: &str = "terminal";

/// Runs the command.
pub fn run(context: &Context, args: UserArgs) -> Result<u8> {
    let failed = |error| Failure::desk(&error, context.lang);
    let mut desk = Desk::open(&context.store).map_err(failed)?;
    match args.action {
        UserAction::Add { name, role, cases, municipalities, all_cases } => {
            let role = match role {
                RoleName::Reviewer => Role::Reviewer,
                RoleName::Lead => Role::Lead,
                RoleName::Administrator => Role::Administrator,
            };
            let access = Access { all: all_cases || role > Role::Reviewer, cases, municipalities };
            let user = User { name, role, access, disabled: false, created: now() };
            let password = password(context)?;
            desk.add_user(BY, &user, &password, salt()).map_err(failed)?;
            say(&format!("{} {}: {}", context.say("Oprettet", "Added"), user.name, user.role.words(context.lang)))?;
        }
        UserAction::List => {
            let rows: Vec<Vec<String>> = desk.users().map_err(failed)?.iter().map(|user| row(context, user)).collect();
            stdout().write_all(columns(&rows, "").as_bytes())?;
        }
        UserAction::Passwd { name } => {
            let password = password(context)?;
            desk.set_password(BY, &name, &password, salt(), now()).map_err(failed)?;
            say(&format!("{} {name}", context.say("Ny adgangskode til", "New password for")))?;
        }
        UserAction::Disable { name } => {
            desk.disable_user(BY, &name, now()).map_err(failed)?;
            say(&format!("{} {name}", context.say("Spærret:", "Disabled:")))?;
        }
    }
    Ok(0)
}

fn row(context: &Context, user: &User) -> Vec<String> {
    let access = if user.access.all {
        context.say("alle sager", "all cases").to_owned()
    } else {
        let given: Vec<&str> = user.access.cases.iter().chain(&user.access.municipalities).map(String::as_str).collect();
        if given.is_empty() { context.say("kun tildelte sager", "only cases assigned").to_owned() } else { given.join(", ") }
    };
    let state = if user.disabled { context.say("spærret", "disabled") } else { "" };
    vec![user.name.clone(), user.role.words(context.lang).to_owned(), access, state.to_owned()]
}

/// A password: at a terminal typed unseen, and twice, since nobody sees a slip; otherwise a line of standard input.
fn password(context: &Context) -> Result<String> {
    if stdin().is_terminal() {
        let first =
            unseen(context.say("Adgangskode (mindst 12 tegn; den vises ikke): ", "Password (at least 12 characters; not shown): "))?;
        let again = unseen(context.say("Gentag adgangskoden: ", "Repeat the password: "))?;
        if first != again {
            let words = context.say("De to adgangskoder er ikke ens. Intet er ændret.", "The two passwords differ. Nothing was changed.");
            return Err(Failure::usage(words).into());
        }
        return Ok(first);
    }
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A line that the terminal does not show.
fn unseen(prompt: &str) -> Result<String> {
    stderr().write_all(prompt.as_bytes())?;
    stderr().flush()?;
    Ok(rpassword::read_password()?)
}

fn salt() -> Salt {
    let mut salt = [0; 16];
    for (to, from) in salt.iter_mut().zip(chance()) {
        *to = from;
    }
    Salt(salt)
}

fn say(words: &str) -> Result<()> {
    Ok(writeln!(stderr(), "{words}")?)
}
