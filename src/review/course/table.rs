//! The timeline as a table: the same rows in the same order, for those who read rather than look, and for print.

use maud::{Markup, html};

use super::draw::ending_words;
use super::place::{What, place, short};
use super::{Clock, Happening, Story};
use crate::dates::{LegalDate, Precision, danish};
use crate::lang::Lang;

/// The timeline as a table.
#[must_use]
pub fn table(story: &Story, lang: Lang) -> Markup {
    let placed = place(story);
    html! {
        table.tl-table {
            caption { (lang.pick("Tidslinjen som tabel", "The timeline as a table")) }
            thead {
                tr {
                    th scope="col" { (lang.pick("Dato", "Date")) }
                    th scope="col" { (lang.pick("Hændelse eller frist", "Event or time limit")) }
                    th scope="col" { (lang.pick("Hvor det står", "Where it is told")) }
                    th scope="col" { (lang.pick("Andre akter siger", "Other acts say")) }
                }
            }
            tbody {
                @for row in &placed.rows {
                    @match row.what {
                        What::Happening(happening) => (happening_row(happening, lang)),
                        What::Deadline(clock, number) => (deadline_row(clock, number, lang)),
                    }
                }
            }
        }
    }
}

/// A date written out.
fn words(date: LegalDate, lang: Lang) -> String {
    match (lang, date.precision(), date.time()) {
        (Lang::Da, ..) => danish(date),
        (Lang::En, Precision::Week, _) => format!("week of {}", short(date, lang)),
        (Lang::En, _, Some(time)) => format!("{} at {}", short(date, lang), time.format("%H:%M")),
        (Lang::En, _, None) => short(date, lang),
    }
}

fn happening_row(happening: &Happening, lang: Lang) -> Markup {
    html! {
        tr {
            td { (words(happening.date, lang)) }
            th scope="row" { (happening.label) @if happening.is_decision { " (" (lang.pick("afgørelsen", "the decision")) ")" } }
            td { @match &happening.href { Some(href) => a href=(href) { (happening.place) }, None => (happening.place) } }
            td { (happening.conflicts.join(", ")) }
        }
    }
}

fn deadline_row(clock: &Clock, number: usize, lang: Lang) -> Markup {
    let day = |date| short(date, lang);
    let ran = match clock.ended {
        Some(ended) => format!("{} → {}", day(clock.started), day(ended)),
        None => format!("{} →", day(clock.started)),
    };
    html! {
        tr {
            td { (words(clock.deadline, lang)) }
            th scope="row" {
                (format!("{} {number}: {} – {}", lang.pick("Frist", "Limit"), clock.label, ending_words(clock.ending, lang)))
            }
            td { @match &clock.href { Some(href) => a href=(href) { (ran) }, None => (ran) } }
            td {}
        }
    }
}
