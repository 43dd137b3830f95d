//! `aktspor grammar diff`: what comes, goes or turns when one folder of grammars takes the place of another.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use aktspor::eval::{Change, Fate, GoldCase, Rows, Table, Worth, compare, read_gold};
use aktspor::lang::Lang;
use aktspor::pipeline::{KeptCase, Maker, ReadOptions};
use aktspor::store::{CaseRecord, Store};
use anyhow::{Context as _, Result};
use rayon::prelude::*;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::table::{columns, cut, readable};
use crate::cli::{eval, ingest};

/// Cases held in memory at once.
const BATCH: usize = 32;
/// Exit code when something differs, as `diff` has it; the contract's other codes mean what they always mean.
const DIFFERENT: u8 = 1;
/// What is typed for the grammars that are built in.
const BUILT_IN: &str = "-";

/// What was typed.
pub struct Asked {
    /// Grammars before.
    pub old: PathBuf,
    /// Grammars after.
    pub new: PathBuf,
    /// A store, or what makes one.
    pub corpus: PathBuf,
    /// Annotated cases.
    pub gold: Option<PathBuf>,
    /// Most changes listed of each table.
    pub limit: usize,
}

/// Runs the command: exit code 0 where nothing differs, 1 where something does.
pub fn run(context: &Context, asked: &Asked) -> Result<u8> {
    let maker = |folder: &Path| {
        let folder = (folder != Path::new(BUILT_IN)).then_some(folder);
        Maker::load(folder).map_err(|error| Failure::run(&error, context.lang))
    };
    let (old, new) = (maker(&asked.old)?, maker(&asked.new)?);
    let gold = asked.gold.as_deref().map(read_gold).transpose().map_err(|error| eval::failure(&error, context.lang))?.unwrap_or_default();
    let mut changes = Vec::new();
    let cases = each_case(context, &asked.corpus, |batch| {
        let of_batch: Vec<Vec<Change>> = batch.par_iter().map(|case| differences(&old.make(case), &new.make(case), &gold)).collect();
        changes.extend(of_batch.into_iter().flatten());
    })?;
    let mut out = String::new();
    words(&mut out, context, &changes, cases, asked.limit);
    stdout().write_all(out.as_bytes())?;
    Ok(if changes.is_empty() { 0 } else { DIFFERENT })
}

/// Gives the cases of a store, or of the archives or PDFs at `corpus`, some at a time; returns how many there are.
///
/// Archives are read into a store that is thrown away: who compares often ingests once and names that store.
pub fn each_case(context: &Context, corpus: &Path, mut with: impl FnMut(&[KeptCase])) -> Result<usize> {
    let scratch = tempfile::tempdir().context("a folder for the readings")?;
    let folder = if corpus.join("aktspor.sqlite").is_file() {
        corpus.to_owned()
    } else {
        let store = scratch.path().join("store");
        ingest::ingest(context, &[corpus.to_owned()], &store, ReadOptions::default(), false, None, None)?;
        store
    };
    let failed = |error| Failure::store(&error, context.lang);
    let store = Store::open_read_only(&folder).map_err(failed)?;
    let _moment = store.snapshot().map_err(failed)?;
    let ids = store.case_ids().map_err(failed)?;
    for ids in ids.chunks(BATCH) {
        let mut batch = Vec::new();
        for id in ids {
            batch.extend(KeptCase::from_store(&store, id).map_err(failed)?);
        }
        with(&batch);
    }
    Ok(ids.len())
}

fn differences(old: &CaseRecord, new: &CaseRecord, gold: &[GoldCase]) -> Vec<Change> {
    fn rows(record: &CaseRecord) -> Rows<'_> {
        Rows { events: &record.events, timeline: &record.timeline, checks: &record.checks }
    }
    compare(&rows(old), &rows(new), gold.iter().find(|case| case.id == new.row.case))
}

fn words(out: &mut String, context: &Context, changes: &[Change], cases: usize, limit: usize) {
    let lang = context.lang;
    let headline = match changes.len() {
        0 => context.say("ingen forskel", "no difference").to_owned(),
        n => format!("{n} {}", context.say("forskelle", "differences")),
    };
    let _ = writeln!(out, "{cases} {}: {headline}", context.say("sager", "cases"));
    for (table, danish, english) in
        [(Table::Events, "Hændelser", "Events"), (Table::Timeline, "Tidslinje", "Timeline"), (Table::Checks, "Vurderinger", "Verdicts")]
    {
        let of_table: Vec<&Change> = changes.iter().filter(|change| change.table == table).collect();
        if of_table.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{}: {}", lang.pick(danish, english), count(&of_table, lang));
        out.push_str(&by(&of_table, lang, |change| readable(&change.kind)));
        if table == Table::Events {
            let _ = writeln!(out, "  {}", lang.pick("efter regel", "by rule"));
            out.push_str(&by(&of_table, lang, |change| change.rule.clone()));
        }
        out.push('\n');
        for change in of_table.iter().take(limit) {
            line(out, change, lang);
        }
        if let Some(more) = of_table.len().checked_sub(limit).filter(|more| *more > 0) {
            let _ = writeln!(out, "  … {more} {}", lang.pick("til; se flere med --limit", "more; see them with --limit"));
        }
    }
}

/// "+3 −1 ~2", and of the judged "2 blev rigtige, 1 blev forkert".
fn count(changes: &[&Change], lang: Lang) -> String {
    let fate = |fate| changes.iter().filter(|change| change.fate == fate).count();
    let mut told = format!("+{} −{} ~{}", fate(Fate::Came), fate(Fate::Went), fate(Fate::Turned));
    let judged = |worth| changes.iter().filter(|change| change.worth == Some(worth)).count();
    if changes.iter().any(|change| change.worth.is_some()) {
        let (right, wrong) = (lang.pick("blev rigtige", "became right"), lang.pick("blev forkerte", "became wrong"));
        let _ = write!(told, "   {} {right}, {} {wrong}", judged(Worth::Right), judged(Worth::Wrong));
    }
    told
}

fn by(changes: &[&Change], lang: Lang, name: impl Fn(&Change) -> String) -> String {
    let mut groups: BTreeMap<String, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        groups.entry(name(change)).or_default().push(change);
    }
    let rows: Vec<Vec<String>> = groups.into_iter().map(|(name, group)| vec![name, count(&group, lang)]).collect();
    columns(&rows, "    ")
}

fn line(out: &mut String, change: &Change, lang: Lang) {
    let sign = match change.fate {
        Fate::Came => '+',
        Fate::Went => '-',
        Fate::Turned => '~',
    };
    let told = match change.fate {
        Fate::Came => change.after.clone(),
        Fate::Went => change.before.clone(),
        Fate::Turned => format!("{} → {}", change.before, change.after),
    };
    let worth = match change.worth {
        Some(Worth::Right) => lang.pick(" [blev rigtig]", " [became right]"),
        Some(Worth::Wrong) => lang.pick(" [blev forkert]", " [became wrong]"),
        Some(Worth::Neither) => lang.pick(" [tæller ikke]", " [counts neither way]"),
        None => "",
    };
    let _ = writeln!(out, "  {sign} {} {} {told}{worth}", change.case, readable(&change.kind));
    if let Some((act, page, quote)) = &change.place {
        let rule = if change.rule.is_empty() { String::new() } else { format!("  ({})", change.rule) };
        let _ = writeln!(out, "      {act} {} {page}: »{}«{rule}", lang.pick("s.", "p."), cut(quote, 120));
    }
}
