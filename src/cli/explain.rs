//! `aktspor explain`: how one act was read, in the terminal or as an HTML page.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write, stdout};
use std::path::Path;

use aktspor::events::Status;
use aktspor::export::ActState;
use aktspor::lang::Lang;
use aktspor::pipeline::{KeptCase, Maker, ReadOptions, Supervisor, ocr_status};
use aktspor::store::Store;
use aktspor::text::ActText;
use anyhow::Result;

use crate::cli::args::ExplainArgs;
use crate::cli::context::Context;
use crate::cli::explain_html::page;
use crate::cli::explain_words::{Note, Sort, notes};
use crate::cli::failure::Failure;

/// Runs the command.
pub fn run(context: &Context, args: ExplainArgs) -> Result<u8> {
    let maker = Maker::load(args.grammars.as_deref()).map_err(|error| Failure::run(&error, context.lang))?;
    let (case, act) = find(context, &args.act)?;
    let explained = maker.explain(&case, &act).ok_or_else(|| {
        Failure::usage(format!("{act}: {}", context.say("akten har ingen tekst at forklare", "the act has no text to explain")))
    })?;
    let pages = case.pages(&act);
    if let Some(wanted) = args.page.filter(|wanted| !pages.iter().any(|page| page.number == *wanted)) {
        let words = context.say("akten har ingen side", "the act has no page");
        return Err(Failure::usage(format!("{act}: {words} {wanted}")).into());
    }
    let mut notes = notes(&explained.steps, &ActText::new(pages), context.lang);
    notes.retain(|note| args.page.is_none_or(|page| note.page == page || note.page == 0));
    if let Some(path) = &args.html {
        let shown: Vec<_> = pages.iter().filter(|page| args.page.is_none_or(|wanted| page.number == wanted)).collect();
        std::fs::write(path, page(&act, &shown, &notes, context.lang)).map_err(|error| {
            Failure::machine(format!("{}: {} ({error})", path.display(), context.say("kan ikke skrives", "cannot be written")))
        })?;
        return Ok(0);
    }
    let mut out = stdout().lock();
    let is_coloured = out.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    out.write_all(words(&act, &notes, context, is_coloured).as_bytes())?;
    Ok(0)
}

/// The act that is meant: a file, or `CASE/ACT` in the store.
fn find(context: &Context, asked: &str) -> Result<(KeptCase, String)> {
    let path = Path::new(asked);
    if path.is_file() {
        let bytes = std::fs::read(path).map_err(|error| Failure::machine(format!("{asked}: {error}")))?;
        let missing = ocr_status().err().map(|error| error.message(Lang::Da));
        let options = ReadOptions { ocr: missing.is_none(), ocr_missing: missing, ..ReadOptions::default() };
        let reading = Supervisor::new(std::env::current_exe().ok()).read(&bytes, &options);
        if reading.pages.is_empty() || reading.state == ActState::Unreadable {
            return Err(Failure::usage(format!("{asked}: {}", reading.message.unwrap_or_default())).into());
        }
        let name = path.file_name().map_or_else(|| asked.to_owned(), |name| name.to_string_lossy().into_owned());
        return Ok((KeptCase::of_act(&name, reading), name));
    }
    let failed = |error| Failure::store(&error, context.lang);
    let unknown = || {
        let words = context.say(
            "er hverken en fil eller en akt i lageret. Skriv en sti, eller SAG/AKT og --store.",
            "is neither a file nor an act in the store. Write a path, or CASE/ACT and --store.",
        );
        Failure::usage(format!("{asked}: {words}"))
    };
    if !asked.contains('/') {
        return Err(unknown().into());
    }
    let store = Store::open_read_only(&context.store).map_err(failed)?;
    // Names of cases and of acts may hold slashes themselves.
    for (at, _) in asked.match_indices('/') {
        let (Some(id), Some(name)) = (asked.get(..at), asked.get(at + 1..)) else { continue };
        let Some(case) = KeptCase::from_store(&store, id).map_err(failed)? else { continue };
        let named = case.acts().find(|act| *act == name || act.strip_suffix(".pdf") == Some(name)).map(str::to_owned);
        if let Some(act) = named {
            return Ok((case, act));
        }
    }
    Err(unknown().into())
}

/// The notes for a terminal. Words that are nothing on their own are only counted unless more is asked for.
fn words(act: &str, notes: &[Note], context: &Context, is_coloured: bool) -> String {
    let mut out = format!("{act}\n");
    let mut page = 0;
    let mut alone = 0;
    for note in notes {
        if note.sort == Sort::Word && context.verbose == 0 {
            alone += 1;
            continue;
        }
        if note.page != page {
            page = note.page;
            let _ = writeln!(out, "\n{} {page}", context.say("Side", "Page"));
        }
        let (mark, colour) = mark(note.sort);
        let (on, off) = if is_coloured { (format!("\u{1b}[{colour}m"), "\u{1b}[0m") } else { (String::new(), "") };
        let quote = if note.quote.is_empty() { String::new() } else { format!("  »{}«", note.quote) };
        let _ = writeln!(out, "  {on}{mark} {}{off}{quote}", note.headline);
        for detail in note.details.iter().filter(|detail| !detail.is_empty()) {
            let _ = writeln!(out, "      {detail}");
        }
    }
    if alone > 0 {
        let words = context
            .say("steder har ord fra en regel, men intet mere; se dem med -v", "places have words of a rule and no more; see them with -v");
        let _ = writeln!(out, "\n{alone} {words}");
    }
    out
}

/// A sign and an ANSI colour: the sign tells the same without colour.
fn mark(sort: Sort) -> (char, u8) {
    match sort {
        Sort::Act => ('#', 1),
        Sort::Event(Status::Faktisk) => ('✓', 32),
        Sort::Event(_) => ('○', 33),
        Sort::Near => ('✗', 31),
        Sort::Date => ('=', 36),
        Sort::NoDate => ('–', 90),
        Sort::Word => ('·', 90),
    }
}
