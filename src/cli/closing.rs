//! The closing summary: what came, what could not be read and why, what the checks came to, and how to go on. For caseworkers.

use std::path::Path;

use aktspor::archive::{ArchiveError, MemberState};
use aktspor::checks::Outcome;
use aktspor::export::ActState;
use aktspor::lang::Lang;
use aktspor::pipeline::{LostMember, Summary};

use crate::cli::context::Context;
use crate::cli::table::{columns, cut};

/// Most names of one sort that are shown.
const MOST: usize = 20;
/// The store that commands take when none is given.
const USUAL_STORE: &str = "./aktspor-store";

/// The summary in words.
pub fn words(summary: &Summary, context: &Context, store: &Path, seconds: f64) -> String {
    let lang = context.lang;
    let mut out = String::from("\n");
    out.push_str(&headline(summary, lang, seconds));
    if summary.interrupted {
        out.push_str(lang.pick(
            "Afbrudt, før alt var læst. De sager, der er talt med her, er gemt; kør samme kommando igen for at fortsætte.\n",
            "Ended before all was read. The cases counted here are kept; run the same command again to go on.\n",
        ));
    }
    out.push_str(&acts(summary, lang));
    out.push_str(&verdicts(summary, lang));
    section(&mut out, lang.pick("Akter, der ikke kunne læses helt", "Acts that could not be read in full"), unread(summary, lang), lang);
    section(&mut out, lang.pick("Filer, der er afvist eller beskadiget", "Files refused or damaged"), lost(&summary.lost, lang), lang);
    let ignored = summary.passed_over.iter().filter(|member| !matches!(member.state, MemberState::IgnoredSystemFile));
    section(&mut out, lang.pick("Filer, der ikke er akter", "Files that are no acts"), lost(ignored, lang), lang);
    let problems = summary.problems.iter().map(|problem: &ArchiveError| problem.message(lang)).collect();
    section(&mut out, lang.pick("Kunne ikke bruges", "Could not be used"), problems, lang);
    let notices = summary.notices.iter().map(|notice| notice.message(lang)).collect();
    section(&mut out, lang.pick("Værd at vide", "Worth knowing"), notices, lang);
    let failed =
        summary.failed.iter().map(|case| format!("{case}: {}", lang.pick("programmet fejlede; meld det", "the program failed; report it")));
    section(&mut out, lang.pick("Sager, der ikke kunne laves", "Cases that could not be made"), failed.collect(), lang);
    if let Some(error) = &summary.ocr_missing {
        out.push_str(&format!("\n{}\n", error.message(lang)));
    }
    if summary.cases > 0 {
        out.push_str(&next_steps(lang, store));
    }
    out
}

fn headline(summary: &Summary, lang: Lang, seconds: f64) -> String {
    let acts: usize = summary.acts.values().sum();
    let (done, cases, pages) = (summary.made + summary.unchanged, summary.cases, summary.pages);
    let time = duration(seconds, lang);
    let of = if done == cases { cases.to_string() } else { format!("{done} {} {cases}", lang.pick("af", "of")) };
    let mut line = match lang {
        Lang::Da => format!(
            "{of} {} med {} og {} på {time}.",
            if cases == 1 { "sag" } else { "sager" },
            count(acts, "akt", "akter"),
            count(pages, "side", "sider")
        ),
        Lang::En => format!(
            "{of} {} with {} and {} in {time}.",
            if cases == 1 { "case" } else { "cases" },
            count(acts, "act", "acts"),
            count(pages, "page", "pages")
        ),
    };
    if summary.unchanged > 0 || summary.read_now < acts {
        let (read, same) = (summary.read_now, summary.unchanged);
        line.push_str(&match lang {
            Lang::Da => {
                format!(" {} læst nu, resten var kendt; {} uændret.", count(read, "akt er", "akter er"), count(same, "sag er", "sager er"))
            }
            Lang::En => format!(
                " {} read now, the rest were known; {} unchanged.",
                count(read, "act was", "acts were"),
                count(same, "case is", "cases are")
            ),
        });
    }
    line.push('\n');
    line
}

fn acts(summary: &Summary, lang: Lang) -> String {
    let rows: Vec<Vec<String>> = ActState::ALL
        .iter()
        .filter_map(|kind| Some((kind, *summary.acts.get(kind)?)))
        .map(|(kind, count)| vec![format!("{count:>7}"), kind.words(lang).to_owned()])
        .collect();
    if rows.is_empty() { String::new() } else { format!("\n{}\n{}", lang.pick("Akter", "Acts"), columns(&rows, "")) }
}

fn verdicts(summary: &Summary, lang: Lang) -> String {
    let rows: Vec<Vec<String>> = Outcome::ALL
        .iter()
        .filter_map(|outcome| Some((outcome, *summary.outcomes.get(outcome)?)))
        .map(|(outcome, count)| vec![format!("{count:>7}"), outcome.words(lang).to_owned()])
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let title = lang.pick("Foreslåede vurderinger (skal ses efter af et menneske)", "Suggested verdicts (for a person to review)");
    format!("\n{title}\n{}", columns(&rows, ""))
}

fn unread(summary: &Summary, lang: Lang) -> Vec<String> {
    let line = |act: &aktspor::pipeline::UnreadAct| {
        let why = act.message.clone().unwrap_or_else(|| act.state.words(lang).to_owned());
        format!("{} / {}: {}", act.case, act.act, cut(&why, 240))
    };
    summary.unread.iter().map(line).collect()
}

fn lost<'m>(members: impl IntoIterator<Item = &'m LostMember>, lang: Lang) -> Vec<String> {
    members.into_iter().map(|member| format!("{}: {}", member.place, member.state.message(lang))).collect()
}

/// A titled list, the first lines of it and how many more there are; nothing for an empty one.
fn section(out: &mut String, title: &str, lines: Vec<String>, lang: Lang) {
    if lines.is_empty() {
        return;
    }
    out.push_str(&format!("\n{title} ({})\n", lines.len()));
    for line in lines.iter().take(MOST) {
        // A file's name must not steer the terminal.
        let line: String = line.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
        out.push_str(&format!("  {line}\n"));
    }
    if let Some(more) = lines.len().checked_sub(MOST).filter(|more| *more > 0) {
        out.push_str(&format!("  … {} {more} {}\n", lang.pick("og", "and"), lang.pick("til", "more")));
    }
}

fn next_steps(lang: Lang, store: &Path) -> String {
    let option = if store == Path::new(USUAL_STORE) { String::new() } else { format!(" --store {}", store.display()) };
    match lang {
        Lang::Da => format!(
            "\nGå videre med\n  aktspor search \"samtale med barnet\"{option}\n  aktspor export checks --format xlsx --out vurderinger.xlsx{option}\n"
        ),
        Lang::En => format!(
            "\nGo on with\n  aktspor search \"samtale med barnet\"{option}\n  aktspor export checks --format xlsx --out verdicts.xlsx{option}\n"
        ),
    }
}

/// `1 sag`, `2 sager`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `4,2 sekunder`, `3 min 20 s`, `2 t 5 min`.
fn duration(seconds: f64, lang: Lang) -> String {
    let whole = seconds.round().max(0.0) as u64;
    match (whole, lang) {
        (0..60, Lang::Da) => format!("{seconds:.1} sekunder").replace('.', ","),
        (0..60, Lang::En) => format!("{seconds:.1} seconds"),
        (60..3600, _) => format!("{} min {} s", whole / 60, whole % 60),
        (_, Lang::Da) => format!("{} t {} min", whole / 3600, whole % 3600 / 60),
        (_, Lang::En) => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        assert_eq!(duration(4.24, Lang::Da), "4,2 sekunder");
        assert_eq!(duration(200.0, Lang::En), "3 min 20 s");
        assert_eq!(duration(7_500.0, Lang::Da), "2 t 5 min");
    }

    #[test]
    fn long_lists_are_cut_and_counted() {
        let mut out = String::new();
        section(&mut out, "T", (0..23).map(|n| format!("a\x1b{n}")).collect(), Lang::En);
        assert!(out.starts_with("\nT (23)\n  a?0\n") && out.ends_with("… and 3 more\n"), "{out}");
    }
}
