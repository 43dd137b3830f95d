//! The timeline of a case.

use maud::{Markup, html};

use super::app::Ask;
use super::case::Whole;
use super::{links, words};

/// The happenings in the order of their days, each with its evidence.
pub fn show(ask: &Ask<'_>, whole: &Whole) -> Markup {
    let id = whole.row.case.as_str();
    html! {
        div class="scroll" tabindex="0" role="region" aria-labelledby="tidslinje" {
            table class="timeline-table" {
                thead { tr {
                    th scope="col" { (ask.say("Dag", "Day")) }
                    th scope="col" { (ask.say("Hændelse", "Event")) }
                    th scope="col" { (ask.say("Bevis", "Evidence")) }
                    th scope="col" { (ask.say("Andre datoer", "Other dates")) }
                } }
                tbody { @for row in &whole.timeline {
                    tr {
                        th scope="row" { (ask.day(&row.date)) @if let Some(time) = &row.time { " " (ask.say("kl.", "at")) " " (time) } }
                        td { (words::kind(&row.kind, ask.lang)) }
                        td {
                            @if let Some(place) = row.evidence.first() {
                                @let to = links::evidence(id, &place.act, place.page, &place.quote);
                                a href=(to) hx-get=(to) hx-target="#bevis" { (ask.shown(id, &place.act)) " s. " (place.page) }
                                @if row.evidence.len() > 1 { span class="soft" { " +" (row.evidence.len() - 1) } }
                            }
                        }
                        td { (row.conflicts.join(", ")) }
                    }
                } }
            }
        }
        @if whole.timeline.is_empty() { p { (ask.say("Ingen hændelser er fundet.", "No events were found.")) } }
    }
}
