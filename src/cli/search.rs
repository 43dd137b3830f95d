//! `aktspor search`: pages that hold what was asked for, with a snippet.

use std::io::{BufWriter, IsTerminal, Write, stdout};
use std::path::Path;

use aktspor::search::{Found, Hit, Index, Request};
use aktspor::store::Store;
use anyhow::Result;

use crate::cli::args::{SearchArgs, TextOrNdjson};
use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// Runs the command.
pub fn run(context: &Context, args: SearchArgs) -> Result<u8> {
    let found = ask(context, &context.store, &args.query.join(" "), args.limit)?;
    let mut out = BufWriter::new(stdout());
    match args.format {
        TextOrNdjson::Ndjson => {
            for hit in &found.hits {
                serde_json::to_writer(&mut out, hit).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
            }
        }
        TextOrNdjson::Text => out.write_all(words(context, &found, stdout().is_terminal()).as_bytes())?,
    }
    out.flush()?;
    Ok(0)
}

/// Asks the index of a store.
pub fn ask(context: &Context, dir: &Path, query: &str, limit: usize) -> Result<Found> {
    // The store says whether there is anything at all, and how to get it.
    let store = Store::open_read_only(dir).map_err(|error| Failure::store(&error, context.lang))?;
    let reader = store.page_reader();
    let pages = |case: &str, act: &str, page| reader.page(case, act, page).ok().flatten();
    let found = Index::open(&store.index_dir()).and_then(|index| index.search(&Request::new(query, limit), &pages));
    Ok(found.map_err(|error| Failure::search(&error, context.lang))?)
}

/// The hits for people.
pub fn words(context: &Context, found: &Found, with_marks: bool) -> String {
    if found.hits.is_empty() && found.total == 0 {
        return format!("{}\n", context.say("Ingen sider fundet.", "No pages found."));
    }
    let mut out = String::new();
    for hit in &found.hits {
        let municipality = hit.municipality.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
        let page = context.say("side", "page");
        out.push_str(&format!("{}{municipality} · {} · {page} {}\n    {}\n", hit.case, hit.act, hit.page, marked(hit, with_marks)));
    }
    let (shown, total) = (found.hits.len(), found.total);
    out.push_str(&match (total, context.lang) {
        (1, aktspor::lang::Lang::Da) => "1 side fundet.\n".to_owned(),
        (1, aktspor::lang::Lang::En) => "1 page found.\n".to_owned(),
        (_, aktspor::lang::Lang::Da) if shown < total => {
            format!("{total} sider fundet; de {shown} bedste er vist (--limit viser flere).\n")
        }
        (_, aktspor::lang::Lang::En) if shown < total => format!("{total} pages found; the best {shown} are shown (--limit shows more).\n"),
        (_, aktspor::lang::Lang::Da) => format!("{total} sider fundet.\n"),
        (_, aktspor::lang::Lang::En) => format!("{total} pages found.\n"),
    });
    out
}

/// The snippet, what matches in bold on a terminal and in brackets elsewhere.
fn marked(hit: &Hit, is_terminal: bool) -> String {
    let (open, close) = if is_terminal { ("\x1b[1m", "\x1b[0m") } else { ("[", "]") };
    let mut out = String::new();
    let mut at = 0;
    for (from, to) in &hit.highlights {
        out.push_str(hit.snippet.get(at..*from).unwrap_or_default());
        out.push_str(open);
        out.push_str(hit.snippet.get(*from..*to).unwrap_or_default());
        out.push_str(close);
        at = *to;
    }
    out.push_str(hit.snippet.get(at..).unwrap_or_default());
    // An act's text must not steer the terminal.
    out.chars().filter(|c| !c.is_control() || (is_terminal && *c == '\x1b')).collect()
}
