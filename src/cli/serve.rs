//! `aktspor serve`: the review pages.

use std::io::{Write, stderr};
use std::path::Path;
use std::process::{Command, Stdio};

use aktspor::decisions::Moment;
use aktspor::review::{self, Config, OidcConfig, OidcError, ServeError};
use anyhow::Result;
use chrono::{Local, Utc};

use crate::cli::args::ServeArgs;
use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// Runs the command.
pub fn run(context: &Context, args: &ServeArgs) -> Result<u8> {
    let config = config(context, &context.store, args)?;
    serve(context, config, args.addr, |_| {})
}

/// What the pages are told.
pub fn config(context: &Context, store: &Path, args: &ServeArgs) -> Result<Config> {
    let wrong = |error: OidcError| Failure::usage(error.message(context.lang));
    let oidc = args.oidc.as_deref().map(OidcConfig::read).transpose().map_err(wrong)?;
    let mut hosts: Vec<String> = Config::LOCAL_HOSTS.map(str::to_owned).to_vec();
    // As browsers write it: an IPv6 address in brackets.
    hosts.push(if args.addr.is_ipv6() { format!("[{}]", args.addr.ip()) } else { args.addr.ip().to_string() });
    hosts.extend(args.host.iter().cloned());
    hosts.extend(oidc.as_ref().map(|oidc| oidc.host().to_owned()));
    Ok(Config {
        store: store.to_owned(),
        clock: now,
        stamp: || Local::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, false),
        chance,
        hosts,
        is_local: args.addr.ip().is_loopback(),
        is_https: args.https,
        lang: context.lang,
        jobs: context.jobs,
        worker: std::env::current_exe().ok(),
        frister: args.frister.clone(),
        oidc,
        upload_limit: Config::UPLOAD_LIMIT,
    })
}

/// Serves until Ctrl-C, and says where.
pub fn serve(context: &Context, config: Config, addr: std::net::SocketAddr, then: impl FnOnce(&str)) -> Result<u8> {
    let is_plain = !addr.ip().is_loopback() && !config.is_https;
    let ready = |addr: std::net::SocketAddr| {
        let address = format!("http://{addr}/");
        let words = context.say("Siderne vises på", "The pages are served on");
        let end = context.say("Ctrl-C slutter.", "Ctrl-C ends.");
        // Nobody is left to tell when standard error is gone.
        let _ = writeln!(stderr(), "{words} {address}  {end}");
        if is_plain {
            let warning = context.say(
                "Adgangskoder og sager sendes uden kryptering: sæt en proxy med HTTPS foran, og angiv --https.",
                "Passwords and cases travel without encryption: put a proxy with HTTPS in front, and give --https.",
            );
            let _ = writeln!(stderr(), "{warning}");
        }
        then(&address);
    };
    review::serve(config, addr, ready)
        .map_err(|error: ServeError| Failure { code: error.exit_code(), text: error.message(context.lang) })?;
    Ok(0)
}

/// Opens a browser where there is a desktop to show it on; nothing is lost where there is none.
pub fn open_browser(address: &str) {
    let has_desktop = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    let (program, is_there) = if cfg!(target_os = "macos") { ("open", true) } else { ("xdg-open", has_desktop) };
    if is_there {
        let _ = Command::new(program).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    }
}

/// The clock.
pub fn now() -> Moment {
    Moment(Utc::now().timestamp())
}

/// Chance from the system. Where it has none, no token can be made that could not be guessed: then nothing goes on.
pub fn chance() -> [u8; 32] {
    let mut bytes = [0; 32];
    if getrandom::fill(&mut bytes).is_err() {
        let _ = writeln!(stderr(), "aktspor: no randomness from the system / ingen tilfældighed fra systemet");
        std::process::exit(5);
    }
    bytes
}
