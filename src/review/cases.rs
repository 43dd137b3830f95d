//! The list of cases, or of verdicts: filters in the address, a page at a time.

use maud::{Markup, html};
use serde::Deserialize;

use super::app::Ask;
use super::board::Board;
use super::frame::{self, Place};
use super::problem::Problem;
use super::received::outcomes;
use super::survey::{CaseLine, Survey, VerdictLine};
use super::{links, words};
use crate::decisions::{Role, Standing};
use crate::lang::Lang;

/// Rows on a page.
const ROWS: usize = 50;

/// What is asked for, as it stands in the address. Empty means all.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Part of the case's id.
    sag: String,
    /// Municipality.
    kommune: String,
    /// Type of case.
    #[serde(rename = "type")]
    case_type: String,
    /// Check; then the rows are verdicts.
    vurdering: String,
    /// Suggested outcome; then the rows are verdicts.
    udfald: String,
    /// `ja`: only with a doubt; `nej`: only without.
    tvivl: String,
    /// Reader; `ingen` for cases given to nobody.
    tildelt: String,
    /// How far the reading has come: `nej`, `ja`, `en`, `enige`, `uenige`, `afgjort`, `aendret`.
    afgjort: String,
    /// Page of the list, from 1.
    side: usize,
}

impl Filter {
    /// The pairs of the address, without the page.
    fn pairs(&self) -> [(&'static str, &str); 8] {
        [
            ("sag", &self.sag),
            ("kommune", &self.kommune),
            ("type", &self.case_type),
            ("vurdering", &self.vurdering),
            ("udfald", &self.udfald),
            ("tvivl", &self.tvivl),
            ("tildelt", &self.tildelt),
            ("afgjort", &self.afgjort),
        ]
    }

    /// The address of a page of this list.
    fn at(&self, page: usize) -> String {
        let page = page.to_string();
        let mut pairs = self.pairs().to_vec();
        pairs.push(("side", &page));
        links::with_query("/sager", &pairs)
    }

    /// Rows are verdicts rather than cases.
    fn lists_verdicts(&self) -> bool {
        !self.vurdering.is_empty() || !self.udfald.is_empty()
    }

    /// Whether a case passes by what it is.
    pub fn takes_case(&self, case: &CaseLine, board: &Board) -> bool {
        let is = |wanted: &str, found: Option<&str>| wanted.is_empty() || found == Some(wanted);
        let reader = board.assignments.get(&case.row.case).and_then(|assignment| assignment.reader.as_deref());
        (self.sag.is_empty() || case.row.case.to_lowercase().contains(&self.sag.to_lowercase()))
            && is(&self.kommune, case.row.municipality.as_deref())
            && is(&self.case_type, case.row.case_type.as_deref())
            && match self.tildelt.as_str() {
                "ingen" => reader.is_none(),
                name => is(name, reader),
            }
    }

    /// Whether a verdict passes. Where the reader is not to see the suggestion yet, it passes no filter that would tell it.
    pub fn takes_verdict(&self, reader: &str, case: &str, verdict: &VerdictLine, board: &Board) -> bool {
        let asks_for_suggestion = !self.udfald.is_empty() || !self.tvivl.is_empty();
        if asks_for_suggestion && board.is_withheld(reader, case, &verdict.check) {
            return false;
        }
        let standing = || board.standing(case, &verdict.check);
        (self.vurdering.is_empty() || self.vurdering == verdict.check)
            && (self.udfald.is_empty() || self.udfald == verdict.outcome)
            && match self.tvivl.as_str() {
                "ja" => verdict.doubts > 0,
                "nej" => verdict.doubts == 0,
                _ => true,
            }
            && match self.afgjort.as_str() {
                "nej" => standing() == Standing::Open,
                "ja" => !matches!(standing(), Standing::Open | Standing::Disputed),
                "en" => standing() == Standing::One,
                "enige" => standing() == Standing::Agreed,
                "uenige" => standing() == Standing::Disputed,
                "afgjort" => standing() == Standing::Settled,
                "aendret" => board.has_changed(case, verdict),
                _ => true,
            }
    }
}

/// The page.
pub fn show(ask: &Ask<'_>, filter: &Filter) -> Result<Markup, Problem> {
    let survey = ask.app.survey()?;
    let board = ask.app.board()?;
    let mut rows: Vec<(&CaseLine, Vec<&VerdictLine>)> = Vec::new();
    for case in survey.cases.iter().filter(|case| ask.sees(case, &board) && filter.takes_case(case, &board)) {
        let taken: Vec<&VerdictLine> =
            case.verdicts.iter().filter(|verdict| filter.takes_verdict(ask.reader(), &case.row.case, verdict, &board)).collect();
        if filter.lists_verdicts() {
            rows.extend(taken.into_iter().map(|verdict| (case, vec![verdict])));
        } else if !taken.is_empty() || case.verdicts.is_empty() {
            rows.push((case, taken));
        }
    }
    let total = rows.len();
    let last = total.div_ceil(ROWS).max(1);
    let page = filter.side.clamp(1, last);
    let shown: Vec<_> = rows.into_iter().skip((page - 1) * ROWS).take(ROWS).collect();
    let title = ask.say("Sager", "Cases");
    let body = html! {
        h1 { (title) }
        (form(ask, filter, &survey, &board)?)
        p aria-live="polite" {
            (total) " " (match (filter.lists_verdicts(), total) {
                (true, 1) => ask.say("vurdering", "verdict"),
                (true, _) => ask.say("vurderinger", "verdicts"),
                (false, 1) => ask.say("sag", "case"),
                (false, _) => ask.say("sager", "cases"),
            })
            " · " a href=(export(filter)) { (ask.say("som regneark", "as a spreadsheet")) }
        }
        @if total == 0 {
            p { (ask.say("Intet svarer til filtrene.", "Nothing fits the filters.")) " " a href="/sager" { (ask.say("Vis alle", "Show all")) } }
        } @else {
            div class="scroll" tabindex="0" role="region" aria-label=(title) {
                @if filter.lists_verdicts() { (verdict_table(ask, &shown, &board)) } @else { (case_table(ask, &shown, &board)) }
            }
            (pages(ask, filter, page, last))
        }
    };
    Ok(frame::page(ask, Place::Cases, title, body))
}

/// The table of verdicts that this list shows, as a spreadsheet.
fn export(filter: &Filter) -> String {
    links::with_query("/eksport/checks.xlsx", &filter.pairs())
}

fn case_table(ask: &Ask<'_>, rows: &[(&CaseLine, Vec<&VerdictLine>)], board: &Board) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (ask.say("Sag", "Case")) }
                th scope="col" { (ask.say("Kommune", "Municipality")) }
                th scope="col" { (ask.say("Type", "Type")) }
                th scope="col" { (ask.say("Afgørelse", "Decision")) }
                th scope="col" { (ask.say("Forslag", "Suggestions")) }
                th scope="col" class="number" { (ask.say("Med tvivl", "With doubt")) }
                th scope="col" class="number" { (ask.say("Akter", "Acts")) }
                th scope="col" { (ask.say("Tildelt", "Assigned")) }
                th scope="col" class="number" { (ask.say("Afgjort", "Decided")) }
            } }
            tbody { @for (case, verdicts) in rows {
                @let told: Vec<&VerdictLine> = verdicts.iter().copied().filter(|verdict| !board.is_withheld(ask.reader(), &case.row.case, &verdict.check)).collect();
                tr {
                    th scope="row" { a href=(links::case(&case.row.case)) { (case.row.case) } }
                    td { (case.row.municipality.as_deref().unwrap_or_default()) }
                    td { (case.row.case_type.as_deref().map(|name| words::case_type(name, ask.lang)).unwrap_or_default()) }
                    td { (case.row.decision.as_deref().map(|day| ask.day(day)).unwrap_or_default()) }
                    td { (outcomes(ask, told.iter().map(|verdict| verdict.outcome.as_str()))) }
                    td class="number" { (told.iter().filter(|verdict| verdict.doubts > 0).count()) }
                    td class="number" {
                        (case.row.acts)
                        @if case.unread > 0 { " " span class="badge o-uoplyst" { (case.unread) " " (ask.say("ulæst", "unread")) } }
                    }
                    td { (board.assignments.get(&case.row.case).and_then(|assignment| assignment.reader.as_deref()).unwrap_or_default()) }
                    td class="number" { (board.cases.get(&case.row.case).map_or(0, |case| case.standings.len())) " / " (case.verdicts.len()) }
                }
            } }
        }
    }
}

fn verdict_table(ask: &Ask<'_>, rows: &[(&CaseLine, Vec<&VerdictLine>)], board: &Board) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (ask.say("Sag", "Case")) }
                th scope="col" { (ask.say("Kommune", "Municipality")) }
                th scope="col" { (ask.say("Vurdering", "Verdict")) }
                th scope="col" { (ask.say("Forslag", "Suggestion")) }
                th scope="col" class="number" { (ask.say("Tvivl", "Doubts")) }
                th scope="col" { (ask.say("Tildelt", "Assigned")) }
                th scope="col" { (ask.say("Læsning", "Reading")) }
            } }
            tbody { @for (case, verdict) in rows.iter().flat_map(|(case, verdicts)| verdicts.iter().map(move |verdict| (case, verdict))) {
                @let is_withheld = board.is_withheld(ask.reader(), &case.row.case, &verdict.check);
                tr {
                    th scope="row" { a href={ (links::case(&case.row.case)) "#v-" (verdict.check) } { (case.row.case) } }
                    td { (case.row.municipality.as_deref().unwrap_or_default()) }
                    td { (words::check(&verdict.check, ask.lang)) }
                    td { @if is_withheld { (ask.say("i stikprøve", "in a sample")) } @else { (badge(&verdict.outcome, ask.lang)) } }
                    td class="number" { @if !is_withheld { (verdict.doubts) } }
                    td { (board.assignments.get(&case.row.case).and_then(|assignment| assignment.reader.as_deref()).unwrap_or_default()) }
                    td {
                        (standing(board.standing(&case.row.case, &verdict.check), ask.lang))
                        @if board.has_changed(&case.row.case, verdict) { " · " (ask.say("forslaget er ændret siden", "suggestion changed since")) }
                    }
                }
            } }
        }
    }
}

/// An outcome as a badge: its sign, its word, its colour.
pub fn badge(outcome: &str, lang: Lang) -> Markup {
    let class = match outcome {
        "overholdt" | "ikke_overholdt" | "uoplyst" | "ikke_relevant" => outcome,
        _ => "none",
    };
    html! { span class={ "badge o-" (class) } { i aria-hidden="true" { (words::sign(outcome)) } (words::outcome(outcome, lang)) } }
}

/// How far a verdict's reading has come, in words.
pub fn standing(standing: Standing, lang: Lang) -> &'static str {
    match standing {
        Standing::Open => lang.pick("ikke afgjort", "not decided"),
        Standing::One => lang.pick("afgjort af én", "decided by one"),
        Standing::Agreed => lang.pick("to er enige", "two agree"),
        Standing::Disputed => lang.pick("læserne er uenige", "readers disagree"),
        Standing::Settled => lang.pick("afgjort af en tredje", "settled by a third"),
    }
}

fn form(ask: &Ask<'_>, filter: &Filter, survey: &Survey, board: &Board) -> Result<Markup, Problem> {
    let all = ask.say("alle", "all");
    let pick = |name: &'static str, label: &str, value: &str, options: Vec<(String, String)>| {
        html! {
            div class="field" {
                label for={ "f-" (name) } { (label) }
                select id={ "f-" (name) } name=(name) {
                    option value="" { (all) }
                    @for (key, words) in &options { option value=(key) selected[key == value] { (words) } }
                }
            }
        }
    };
    let same = |name: &str| (name.to_owned(), name.to_owned());
    let seen: Vec<&CaseLine> = survey.cases.iter().filter(|case| ask.sees(case, board)).collect();
    let municipalities: std::collections::BTreeSet<&str> = seen.iter().filter_map(|case| case.row.municipality.as_deref()).collect();
    let named = |(key, danish, english): (&str, &'static str, &'static str)| (key.to_owned(), ask.say(danish, english).to_owned());
    let mut readers: Vec<(String, String)> = vec![("ingen".to_owned(), ask.say("ingen", "nobody").to_owned())];
    let given = board.assignments.values().filter_map(|assignment| assignment.reader.as_deref());
    let mut names: std::collections::BTreeSet<&str> = given.collect();
    names.insert(ask.reader());
    readers.extend(names.into_iter().map(same));
    Ok(html! {
        form class="fields" action="/sager" method="get" {
            div class="field" { label for="f-sag" { (ask.say("Sag", "Case")) } input id="f-sag" type="search" name="sag" value=(filter.sag) size="12"; }
            (pick("kommune", ask.say("Kommune", "Municipality"), &filter.kommune, municipalities.into_iter().map(same).collect()))
            (pick("type", ask.say("Type", "Type"), &filter.case_type, survey.case_types.iter().map(|name| (name.clone(), words::case_type(name, ask.lang))).collect()))
            (pick("vurdering", ask.say("Vurdering", "Verdict"), &filter.vurdering, survey.checks.iter().map(|name| (name.clone(), words::check(name, ask.lang))).collect()))
            (pick("udfald", ask.say("Forslag", "Suggestion"), &filter.udfald, ["overholdt", "ikke_overholdt", "uoplyst", "ikke_relevant"].map(|name| (name.to_owned(), words::outcome(name, ask.lang))).to_vec()))
            (pick("tvivl", ask.say("Tvivl", "Doubt"), &filter.tvivl, [("ja", "med", "with"), ("nej", "uden", "without")].map(named).to_vec()))
            (pick("tildelt", ask.say("Tildelt", "Assigned"), &filter.tildelt, readers))
            (pick("afgjort", ask.say("Læsning", "Reading"), &filter.afgjort, [
                ("nej", "ikke afgjort", "not decided"), ("ja", "afgjort", "decided"), ("en", "af én", "by one"), ("enige", "to er enige", "two agree"),
                ("uenige", "uenige", "disputed"), ("afgjort", "af en tredje", "by a third"), ("aendret", "forslaget er ændret", "suggestion changed"),
            ].map(named).to_vec()))
            button class="main" { (ask.say("Vis", "Show")) }
            @if filter.pairs().iter().any(|(_, value)| !value.is_empty()) { a href="/sager" { (ask.say("Nulstil", "Reset")) } }
        }
        @if ask.visit.viewer.is(Role::Reviewer) {
            p class="small" {
                a href=(links::with_query("/sager", &[("tildelt", ask.reader())])) { (ask.say("Mine sager", "My cases")) } " · "
                a href="/sager?udfald=ikke_overholdt&afgjort=nej" { (ask.say("Ikke overholdt, ikke afgjort", "Not kept, not decided")) } " · "
                a href="/sager?udfald=uoplyst&afgjort=nej" { (ask.say("Uoplyst, ikke afgjort", "Open, not decided")) } " · "
                a href="/sager?afgjort=uenige" { (ask.say("Uenige", "Disputed")) }
            }
        }
    })
}

fn pages(ask: &Ask<'_>, filter: &Filter, page: usize, last: usize) -> Markup {
    html! {
        @if last > 1 {
            nav class="pages" aria-label=(ask.say("Listens sider", "Pages of the list")) {
                @if page > 1 { a href=(filter.at(page - 1)) rel="prev" { "← " (ask.say("forrige", "previous")) } }
                span { (ask.say("side", "page")) " " (page) " " (ask.say("af", "of")) " " (last) }
                @if page < last { a href=(filter.at(page + 1)) rel="next" { (ask.say("næste", "next")) " →" } }
            }
        }
    }
}
