//! The page of a case: what it is, its timeline, its verdicts as cards, and beside them the place for a page of an act.

use std::collections::BTreeSet;
use std::sync::Arc;

use maud::{Markup, html};

use super::app::Ask;
use super::card::{self, Card};
use super::frame::{self, Place};
use super::pointer::Pointer;
use super::problem::Problem;
use super::remarked::{Judged, Remarked};
use super::{links, timeline, words};
use crate::decisions::{Assignment, Decision, Mark, Note, Role, standings};
use crate::export::{CaseRow, CheckRow, EventRow, TimelineRow};
use crate::store::{ActRecord, StoreError};

/// What the store holds of a case: acts, timeline, events, verdicts.
type Kept = (Vec<ActRecord>, Vec<TimelineRow>, Vec<EventRow>, Vec<CheckRow>);

/// All that the page shows.
pub struct Whole {
    /// The case.
    pub row: CaseRow,
    /// Its acts.
    pub acts: Vec<ActRecord>,
    /// Its happenings.
    pub timeline: Vec<TimelineRow>,
    /// Its mentions of events.
    pub events: Vec<EventRow>,
    /// Its verdicts.
    pub checks: Vec<CheckRow>,
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// Notes.
    pub notes: Vec<Note>,
    /// Events that readers marked, as far as this reader may know of them.
    pub marks: Vec<Mark>,
    /// Verdicts whose suggestion this reader is not to see yet, with the sample for which they are to be read first.
    pub withheld: Vec<(i64, String)>,
    /// Its verdicts with the events that this reader marked; none where they marked none.
    pub judged: Option<Arc<Judged>>,
}

impl Whole {
    /// Reads a case that the reader may see.
    pub fn load(ask: &Ask<'_>, id: &str) -> Result<Self, Problem> {
        let row = ask.case(id)?;
        let (acts, timeline, events, checks) = ask.app.store(|store| {
            // One moment for all of it, though a run may be writing.
            let _moment = store.snapshot()?;
            Ok::<_, StoreError>((store.case_acts(id)?, store.case_timeline(id)?, store.case_events(id)?, store.case_checks(id)?))
        })?;
        Self::with_desk(ask, row, (acts, timeline, events, checks))
    }

    /// What a card needs of a case that the reader may see: without timeline and events, which are most of it. A decision waits for this.
    pub fn for_card(ask: &Ask<'_>, id: &str) -> Result<Self, Problem> {
        let row = ask.case(id)?;
        let (acts, checks) = ask.app.store(|store| {
            let _moment = store.snapshot()?;
            Ok::<_, StoreError>((store.case_acts(id)?, store.case_checks(id)?))
        })?;
        Self::with_desk(ask, row, (acts, Vec::new(), Vec::new(), checks))
    }

    /// What the store holds of the case, with what people have done in it.
    fn with_desk(ask: &Ask<'_>, row: CaseRow, (acts, timeline, events, checks): Kept) -> Result<Self, Problem> {
        let id = row.case.as_str();
        let (decisions, notes, marks, drawn) =
            ask.app.desk(|desk| Ok((desk.decisions(id)?, desk.notes(id)?, desk.marks(id)?, desk.unread_in_samples(id)?)))?;
        let marks = told_marks(ask.reader(), marks, &decisions);
        let withheld = withheld(ask.reader(), drawn, &decisions);
        let judged = ask.app.judge.judged(ask, id, &marks, &checks)?;
        Ok(Self { row, acts, timeline, events, checks, decisions, notes, marks, withheld, judged })
    }

    /// The sample for which a verdict is to be read first, blind to its suggestion; none where the suggestion may be shown.
    pub fn withheld_for(&self, check: &str) -> Option<i64> {
        self.withheld.iter().find(|(_, drawn)| drawn == check).map(|(sample, _)| *sample)
    }

    /// Names of the acts with their short hashes, as decisions keep them.
    pub fn short_acts(&self) -> Vec<(String, String)> {
        self.acts.iter().map(|act| (act.row.act.clone(), act.row.sha256.chars().take(12).collect())).collect()
    }

    /// The decisions on one verdict.
    pub fn on(&self, check: &str) -> Vec<&Decision> {
        self.decisions.iter().filter(|decision| decision.check == check).collect()
    }
}

/// The verdicts of unread samples that this reader has not decided: who has decided one has seen its suggestion.
fn withheld(reader: &str, drawn: Vec<(i64, String)>, decisions: &[Decision]) -> Vec<(i64, String)> {
    let has_decided = |check: &str| decisions.iter().any(|decision| decision.reader == reader && decision.check == check);
    drawn.into_iter().filter(|(_, check)| !has_decided(check)).collect()
}

/// The reader's own marks, and those of others who have decided since and to none of whose decisions the reader is blind: what someone marked tells what
/// they decided, or will.
pub fn told_marks(reader: &str, marks: Vec<Mark>, decisions: &[Decision]) -> Vec<Mark> {
    let standings = standings(decisions);
    let is_told = |kept: &Mark| {
        let of_other = || decisions.iter().filter(|decision| decision.reader == kept.reader);
        of_other().any(|decision| decision.at >= kept.at)
            && of_other().all(|decision| standings.get(&decision.check).is_some_and(|standing| standing.is_told()))
    };
    marks.into_iter().filter(|kept| kept.reader == reader || is_told(kept)).collect()
}

/// The page.
pub fn show(ask: &Ask<'_>, id: &str) -> Result<Markup, Problem> {
    let whole = Whole::load(ask, id)?;
    ask.note("case.view", Some(id), "")?;
    let assigned = ask.app.desk(|desk| desk.assignment(id))?;
    let title = format!("{} {}", ask.say("Sag", "Case"), whole.row.case);
    let body = html! {
        nav aria-label=(ask.say("Sti", "Path")) class="small" { a href="/sager" { (ask.say("Sager", "Cases")) } " › " (whole.row.case) }
        div class="case-head" { h1 { (title) } }
        (facts(ask, &whole))
        (tools(ask, &whole, assigned.as_ref())?)
        (unread(ask, &whole))
        section aria-labelledby="tidslinje" {
            h2 id="tidslinje" { (ask.say("Tidslinje", "Timeline")) }
            (timeline::show(ask, &whole))
        }
        div class="case" {
            section aria-labelledby="vurderinger" {
                h2 id="vurderinger" { (ask.say("Foreslåede vurderinger", "Suggested verdicts")) }
                (keybar(ask))
                div class="cards" {
                    @for check in &whole.checks { (card::show(ask, &Card::new(ask, &whole, check))) }
                }
                @if whole.checks.is_empty() { p { (ask.say("Sagen har ingen vurderinger.", "The case has no verdicts.")) } }
            }
            section class="side" id="bevis" aria-label=(ask.say("Side med bevis", "Page with evidence")) tabindex="0" {
                p class="soft" { (ask.say("Vælg et bevis for at se det på sin side her.", "Choose evidence to see it on its page here.")) }
            }
        }
        (marks(ask, &whole))
        (notes(ask, &whole))
        (acts(ask, &whole))
    };
    Ok(frame::page(ask, Place::Cases, &title, body))
}

fn facts(ask: &Ask<'_>, whole: &Whole) -> Markup {
    let row = &whole.row;
    let law = row.law.as_deref().map(|law| match law {
        "barnets_lov" => ask.say("barnets lov", "the Child's Act").to_owned(),
        other => other.replace('_', " "),
    });
    let consent =
        row.consent.map(|has| if has { ask.say("med samtykke", "with consent") } else { ask.say("uden samtykke", "without consent") });
    html! {
        ul class="facts" {
            @if let Some(name) = &row.municipality { li { b { (name) } } }
            @if let Some(name) = &row.case_type { li { (words::case_type(name, ask.lang)) } }
            @if let Some(law) = law { li { (law) } }
            @if let Some(consent) = consent { li { (consent) } }
            @if let Some(day) = &row.decision { li { (ask.say("afgørelse", "decision")) " " b { (ask.day(day)) } } }
            @if let Some(day) = &row.born { li { (ask.say("barnet født", "child born")) " " (ask.day(day)) } }
            li { (row.acts) " " (ask.acts(row.acts)) ", " (row.pages) " " (ask.pages(row.pages)) }
        }
    }
}

fn tools(ask: &Ask<'_>, whole: &Whole, assigned: Option<&Assignment>) -> Result<Markup, Problem> {
    let id = whole.row.case.as_str();
    let is_shown = ask.app.shows_cpr(&ask.visit.token, id);
    let reader = assigned.and_then(|assignment| assignment.reader.as_deref()).unwrap_or_default();
    let may_assign = ask.visit.viewer.is_user && ask.visit.viewer.is(Role::Lead);
    let users = if may_assign { ask.app.desk(|desk| desk.users())? } else { Vec::new() };
    Ok(html! {
        div class="tools" {
            form action="/soeg" method="get" role="search" {
                label class="hidden" for="sagsoeg" { (ask.say("Søg i sagen", "Search the case")) }
                input type="hidden" name="sag" value=(id);
                input id="sagsoeg" type="search" name="q" placeholder=(ask.say("Søg i sagen", "Search the case")) data-case-search autocomplete="off";
                button { (ask.say("Søg", "Search")) " " kbd aria-hidden="true" { "/" } }
            }
            form action=(links::of_case(id, "cpr")) method="post" {
                (frame::key(ask.visit))
                input type="hidden" name="vis" value=(if is_shown { "nej" } else { "ja" });
                button { (if is_shown { ask.say("Dæk CPR-numre", "Cover CPR numbers") } else { ask.say("Vis CPR-numre", "Show CPR numbers") }) }
            }
            @if may_assign {
                form action=(links::of_case(id, "tildel")) method="post" {
                    (frame::key(ask.visit))
                    label for="tildel" { (ask.say("Tildelt", "Assigned to")) }
                    select id="tildel" name="laeser" {
                        option value="" { (ask.say("ingen", "nobody")) }
                        @for user in users.iter().filter(|user| !user.disabled) { option value=(user.name) selected[user.name == reader] { (user.name) } }
                    }
                    button { (ask.say("Gem", "Save")) }
                }
            } @else if !reader.is_empty() { span { (ask.say("Tildelt", "Assigned to")) ": " (reader) } }
            span {
                (ask.say("Hent", "Download")) ": "
                a href=(links::with_query("/eksport/checks.xlsx", &[("kun", id)])) { (ask.say("vurderinger", "verdicts")) } ", "
                a href=(links::with_query("/eksport/timeline.xlsx", &[("kun", id)])) { (ask.say("tidslinje", "timeline")) } ", "
                a href=(links::with_query("/eksport/events.xlsx", &[("kun", id)])) { (ask.say("hændelser", "events")) }
            }
        }
    })
}

/// What of the case could not be read: a verdict may hang on it.
fn unread(ask: &Ask<'_>, whole: &Whole) -> Markup {
    use crate::export::ActState::{Ocr, Read};
    let unread: Vec<_> = whole.acts.iter().filter(|act| !matches!(act.row.state, Read | Ocr)).collect();
    html! {
        @if !unread.is_empty() {
            div class="notice notice-open" {
                b { (unread.len()) " " (if unread.len() == 1 { ask.say("akt er ikke læst helt", "act was not fully read") } else { ask.say("akter er ikke læst helt", "acts were not fully read") }) }
                ul { @for act in unread {
                    li { (ask.shown(&whole.row.case, &act.row.act)) ": " (act.row.message.as_deref().unwrap_or(act.row.state.words(ask.lang))) }
                } }
            }
        }
    }
}

fn keybar(ask: &Ask<'_>) -> Markup {
    html! {
        ul class="keybar" aria-label=(ask.say("Taster", "Keys")) {
            @for (key, danish, english) in frame::KEYS { li { kbd { (key) } " " (ask.say(danish, english)) } }
        }
    }
}

fn marks(ask: &Ask<'_>, whole: &Whole) -> Markup {
    let id = whole.row.case.as_str();
    html! {
        @if !whole.marks.is_empty() {
            section aria-labelledby="markeret" {
                h2 id="markeret" { (ask.say("Hændelser, som læsere har markeret", "Events marked by readers")) }
                p class="soft" { (ask.say(
                    "De ændrer ikke programmets forslag. Ved siden af forslaget vises, hvad det ville blive med de hændelser, du selv har markeret.",
                    "They do not change the program's suggestions. Beside a suggestion stands what it would become with the events you marked yourself.",
                )) }
                (turned(ask, whole))
                ul class="evidence" { @for kept in &whole.marks {
                    li {
                        b { (words::kind(&kept.mark.kind, ask.lang)) " " (ask.day(&kept.mark.date)) }
                        @if let Some(time) = &kept.mark.time { " " (ask.say("kl.", "at")) " " (time) }
                        @if let Some(wrong) = &kept.mark.corrects { " · " (ask.say("retter", "corrects")) " " (corrected(ask, wrong)) }
                        " · " a href=(links::evidence(id, &kept.mark.act, kept.mark.page, &Pointer::Mark(kept.id))) { (ask.shown(id, &kept.mark.act)) " s. " (kept.mark.page) }
                        " " span class="quote" { "»" (ask.shown(id, &kept.mark.quote)) "«" }
                        " · " (kept.reader)
                        @if kept.reader == ask.reader() {
                            form action=(links::of_case(id, "haendelse/fortryd")) method="post" {
                                (frame::key(ask.visit)) input type="hidden" name="nummer" value=(kept.id);
                                button class="plain" { (ask.say("Fortryd", "Undo")) }
                            }
                        }
                    }
                } }
            }
        }
    }
}

/// Which suggestions the reader's marks change, each leading to its card.
fn turned(ask: &Ask<'_>, whole: &Whole) -> Markup {
    let Some(judged) = &whole.judged else { return html! {} };
    let told = || whole.checks.iter().filter(|row| whole.withheld_for(&row.check).is_none());
    let turned: Vec<&CheckRow> =
        told().filter(|row| matches!(judged.of(row), Remarked::Other(other) if other.outcome != row.outcome)).collect();
    let is_unknown = told().any(|row| matches!(judged.of(row), Remarked::Unknown));
    html! {
        @if turned.is_empty() && !is_unknown {
            p { (ask.say("Med dine hændelser er alle udfald de samme.", "With your events all outcomes are the same.")) }
        } @else if !turned.is_empty() {
            p { (ask.say("Med dine hændelser bliver udfaldet et andet for", "With your events the outcome becomes another for")) ": "
                @for (at, row) in turned.iter().enumerate() { @if at > 0 { ", " } a href={ "#v-" (row.check) } { (words::check(&row.check, ask.lang)) } } "."
            }
        }
    }
}

/// `KIND DATE` in words.
fn corrected(ask: &Ask<'_>, what: &str) -> String {
    match what.split_once(' ') {
        Some((kind, date)) => format!("{} {}", words::kind(kind, ask.lang), ask.day(date)),
        None => words::kind(what, ask.lang),
    }
}

fn notes(ask: &Ask<'_>, whole: &Whole) -> Markup {
    let id = whole.row.case.as_str();
    html! {
        section aria-labelledby="noter" {
            h2 id="noter" { (ask.say("Noter til sagen", "Notes on the case")) }
            ul class="evidence" { @for note in whole.notes.iter().filter(|note| note.check.is_none()) {
                li { (note.text) " " span class="soft" { "– " (note.reader) ", " (frame::moment(note.at, ask.lang)) } }
            } }
            form action=(links::of_case(id, "note")) method="post" class="narrow" {
                (frame::key(ask.visit))
                div class="field" { label for="note" { (ask.say("Ny note", "New note")) } textarea id="note" name="tekst" rows="2" maxlength="4000" required {} }
                button { (ask.say("Gem note", "Save note")) }
            }
        }
    }
}

/// The acts, each leading to its first page.
pub fn acts(ask: &Ask<'_>, whole: &Whole) -> Markup {
    let id = whole.row.case.as_str();
    let told: BTreeSet<&str> = whole.events.iter().map(|event| event.act.as_str()).collect();
    html! {
        section aria-labelledby="akter" {
            h2 id="akter" { (ask.say("Akter", "Acts")) }
            div class="scroll" tabindex="0" role="region" aria-labelledby="akter" {
                table {
                    thead { tr {
                        th scope="col" { (ask.say("Akt", "Act")) }
                        th scope="col" { (ask.say("Type", "Type")) }
                        th scope="col" { (ask.say("Dato", "Date")) }
                        th scope="col" class="number" { (ask.say("Sider", "Pages")) }
                        th scope="col" { (ask.say("Tilstand", "State")) }
                        th scope="col" { (ask.say("Hændelser", "Events")) }
                    } }
                    tbody { @for act in &whole.acts {
                        tr {
                            th scope="row" { a href=(links::page(id, &act.row.act, 1)) hx-get=(links::page(id, &act.row.act, 1)) hx-target="#bevis" { (ask.shown(id, &act.row.act)) } }
                            td { (act.row.doctype.as_deref().map(crate::lang::readable).unwrap_or_default()) }
                            td { (act.row.date.as_deref().map(|day| ask.day(day)).unwrap_or_default()) }
                            td class="number" { (act.row.pages.map(|pages| pages.to_string()).unwrap_or_default()) }
                            td { (act.row.state.words(ask.lang)) @if let Some(message) = &act.row.message { ": " (message) } }
                            td { (if told.contains(act.row.act.as_str()) { ask.say("ja", "yes") } else { "–" }) }
                        }
                    } }
                }
            }
        }
    }
}
