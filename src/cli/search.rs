//! `aktspor search`: pages that hold what was asked for, with a snippet; searches kept by name, lists of them, and hits as a table.

use std::io::{BufWriter, IsTerminal, Write, stderr, stdout};
use std::path::Path;

use aktspor::export::{ExportError, Format, write, write_file};
use aktspor::lang::Lang;
use aktspor::search::{Facets, Found, Hit, Index, Named, Request, SearchError, read_list, save, saved};
use aktspor::store::Store;
use anyhow::Result;

use crate::cli::args::{HitsFormat, SearchArgs};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::search_rows::HitRow;

/// Runs the command.
pub fn run(context: &Context, args: SearchArgs) -> Result<u8> {
    let failed = |error: SearchError| Failure::search(&error, context.lang);
    let question = args.query.join(" ");
    if args.list {
        let list = saved(&context.store).map_err(failed)?;
        let lines: String = list.iter().map(|one| format!("{}\t{}\n", one.name, one.question)).collect();
        stdout().write_all(lines.as_bytes())?;
        return Ok(0);
    }
    let searches = if let Some(path) = &args.batch {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Failure::usage(format!("{}: {} ({error})", path.display(), context.say("kan ikke læses", "cannot be read")))
        })?;
        read_list(&text).map_err(|error| pointed(&error, context.lang, None))?
    } else if let Some(name) = &args.saved {
        let list = saved(&context.store).map_err(failed)?;
        let known: Vec<String> = list.iter().map(|one| one.name.clone()).collect();
        let named = list.into_iter().find(|one| one.name == *name);
        vec![named.ok_or_else(|| failed(SearchError::UnknownSaved { name: name.clone(), known }))?]
    } else {
        vec![Named { name: question.clone(), question }]
    };
    let store = open(context, &context.store)?;
    if let (Some(name), [one]) = (&args.save, searches.as_slice()) {
        save(&context.store, name, &one.question).map_err(|error| pointed(&error, context.lang, Some(&one.question)))?;
    }
    let index = Index::open(&store.index_dir()).map_err(failed)?;
    let reader = store.page_reader();
    let pages = |case: &str, act: &str, page| reader.page(case, act, page).ok().flatten();
    let answer = |one: &Named| {
        let request = Request {
            facets: args.facets,
            with_copies: args.copies,
            offset: args.offset,
            ..Request::new(one.question.as_str(), args.limit)
        };
        index.search(&request, &pages).map_err(|error| pointed(&error, context.lang, Some(&one.question)))
    };
    let format = match args.format {
        HitsFormat::Text => None,
        HitsFormat::Ndjson => Some(Format::Ndjson),
        HitsFormat::Csv => Some(Format::Csv),
        HitsFormat::CsvDa => Some(Format::CsvDa),
        HitsFormat::Xlsx => Some(Format::Xlsx),
    };
    let Some(format) = format else {
        if args.out.is_some() {
            return Err(Failure::usage(context.say(
                "--out kræver et format: ndjson, csv, csv-da eller xlsx (--format).",
                "--out needs a format: ndjson, csv, csv-da or xlsx (--format).",
            ))
            .into());
        }
        let mut out = BufWriter::new(stdout());
        for one in &searches {
            let found = answer(one)?;
            if searches.len() > 1 {
                writeln!(out, "## {}\n", one.name)?;
            }
            out.write_all(words(context, &found, stdout().is_terminal()).as_bytes())?;
        }
        out.flush()?;
        return Ok(0);
    };
    // One search for a program: the hits themselves, with their places on the page; a list: rows that name their search.
    if let (Format::Ndjson, [one], None) = (format, searches.as_slice(), &args.batch) {
        let lines = answer(one)?.hits.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>().map_err(std::io::Error::from)?;
        let put = |out: &mut (dyn Write + Send)| {
            let failed = |source| ExportError::Io { what: "hits".to_owned(), source };
            lines.iter().try_for_each(|line| writeln!(out, "{line}").map_err(failed)).and_then(|()| out.flush().map_err(failed))
        };
        return finish(context, args.out.as_deref().map_or_else(|| put(&mut BufWriter::new(stdout())), |path| write_file(path, put)));
    }
    if args.out.is_none() && format.is_binary() && stdout().is_terminal() {
        return Err(Failure::no_terminal(context.lang).into());
    }
    let mut rows = Vec::new();
    for one in &searches {
        let found = answer(one)?;
        writeln!(stderr(), "{}: {} {}", one.name, found.total, context.say("sider", "pages"))?;
        rows.extend((args.offset + 1..).zip(&found.hits).map(|(rank, hit)| HitRow::new(one, rank, hit)));
    }
    let rows = rows.into_iter().map(Ok::<_, ExportError>);
    finish(
        context,
        match &args.out {
            Some(path) => write_file(path, |out| write(format, rows, out)).map(drop),
            None => write(format, rows, &mut BufWriter::new(stdout())).map(drop),
        },
    )
}

/// How the writing ended.
fn finish(context: &Context, done: Result<(), ExportError>) -> Result<u8> {
    match done {
        Ok(()) => Ok(0),
        // Kept as it is: the reader of a pipe that has gone is no failure.
        Err(error) if error.is_broken_pipe() => Err(error.into()),
        Err(error) => Err(Failure::export(&error, context.lang).into()),
    }
}

/// A failure with the question below it, and marks under what is at fault.
fn pointed(error: &SearchError, lang: Lang, question: Option<&str>) -> Failure {
    let mut failure = Failure::search(error, lang);
    if let (Some(question), Some(at)) = (question, error.span()) {
        let before = question.get(..at.start).unwrap_or_default().chars().count();
        let marked = question.get(at).unwrap_or_default().chars().count().max(1);
        failure.text = format!("{}\n  {question}\n  {}{}", failure.text, " ".repeat(before), "^".repeat(marked));
    }
    failure
}

/// The store, which says whether there is anything at all, and how to get it.
fn open(context: &Context, dir: &Path) -> Result<Store, Failure> {
    Store::open_read_only(dir).map_err(|error| Failure::store(&error, context.lang))
}

/// Asks the index of a store.
pub fn ask(context: &Context, dir: &Path, query: &str, limit: usize) -> Result<Found> {
    let store = open(context, dir)?;
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
    let page = context.say("side", "page");
    let mut out = String::new();
    for hit in &found.hits {
        let municipality = hit.municipality.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
        out.push_str(&format!("{}{municipality} · {} · {page} {}\n    {}\n", hit.case, hit.act, hit.page, marked(hit, with_marks)));
        if !hit.copies.is_empty() {
            let places: Vec<String> = hit.copies.iter().take(5).map(|copy| format!("{} {page} {}", copy.act, copy.page)).collect();
            let more = if hit.copies.len() > 5 { " …" } else { "" };
            out.push_str(&format!("    = {}{more}\n", places.join(" · ")));
        }
    }
    if let Some(facets) = &found.facets {
        out.push_str(&facet_words(context, facets));
    }
    if !found.left_out.is_empty() {
        let said = context.say("Udeladt, fordi det står på næsten alle sider", "Left out, since it stands on nearly every page");
        out.push_str(&format!("{said}: {}\n", found.left_out.join(", ")));
    }
    let (shown, total, distinct) = (found.hits.len(), found.total, found.distinct);
    let copies = match total - distinct.min(total) {
        0 => String::new(),
        copies => format!(" ({copies} {})", context.say("af dem gentager en anden", "of them repeat another")),
    };
    out.push_str(&match (total, context.lang) {
        (1, Lang::Da) => "1 side fundet.\n".to_owned(),
        (1, Lang::En) => "1 page found.\n".to_owned(),
        (_, Lang::Da) if shown < distinct => {
            format!("{total} sider fundet{copies}; de {shown} bedste er vist (--limit viser flere).\n")
        }
        (_, Lang::En) if shown < distinct => format!("{total} pages found{copies}; the best {shown} are shown (--limit shows more).\n"),
        (_, Lang::Da) => format!("{total} sider fundet{copies}.\n"),
        (_, Lang::En) => format!("{total} pages found{copies}.\n"),
    });
    out
}

/// The pages by what they are, a line a facet.
fn facet_words(context: &Context, facets: &Facets) -> String {
    let mut out = String::new();
    for (name, counts) in [
        (context.say("Kommune", "Municipality"), &facets.municipality),
        (context.say("Sag", "Case"), &facets.case),
        (context.say("Type", "Type"), &facets.doctype),
        (context.say("År", "Year"), &facets.year),
        (context.say("Hændelse", "Event"), &facets.kind),
        (context.say("Kilde", "Source"), &facets.source),
    ] {
        let counts: Vec<String> = counts.iter().map(|count| format!("{} {}", count.value, count.pages)).collect();
        out.push_str(&format!("{name}: {}\n", if counts.is_empty() { "–".to_owned() } else { counts.join(" · ") }));
    }
    out
}

/// The snippet, what matches in bold on a terminal and in brackets elsewhere. An act's text must not steer the terminal.
fn marked(hit: &Hit, is_terminal: bool) -> String {
    let (open, close) = if is_terminal { ("\x1b[1m", "\x1b[0m") } else { ("[", "]") };
    let plain =
        |range: std::ops::Range<usize>| hit.snippet.get(range).unwrap_or_default().chars().filter(|c| !c.is_control()).collect::<String>();
    let mut out = String::new();
    let mut at = 0;
    for (from, to) in &hit.highlights {
        out.push_str(&format!("{}{open}{}{close}", plain(at..*from), plain(*from..*to)));
        at = *to;
    }
    out.push_str(&plain(at..hit.snippet.len()));
    out
}
