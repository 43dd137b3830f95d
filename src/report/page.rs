//! The page: one file with its own style, which asks for no other (a policy in its head forbids it).
//!
//! Headings go down one step at a time, every table has a caption and scopes, every chart a description and a table beside it; a link leads past the contents. On
//! paper rows are not cut, heads of tables are repeated, and hearing sheets begin on a page of their own.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::say::Tongue;
use super::workbook::METHOD;
use super::{parts, points};
use crate::barometer::Report;
use crate::lang::Lang;

/// The style of all pages of this room.
const STYLE: &str = include_str!("style.css");

/// The report as a page.
#[must_use]
pub fn page(report: &Report, tongue: Tongue) -> String {
    let title = tongue.one(&report.study.title, &report.study.title_en);
    let sections: Vec<(&str, Markup, Option<Markup>)> = vec![
        ("hovedresultater", tongue.say("Hovedresultater", "Main results"), Some(points::main_results(report, tongue))),
        ("forbehold", tongue.say("Forbehold", "Cautions"), Some(parts::cautions(report, tongue))),
        (
            "tilsyn",
            tongue.say("Fase 1: punkter og kommuner under grænsen", "Phase 1: points and municipalities below the limit"),
            parts::phase1(report, tongue),
        ),
        ("aarsager", tongue.say("Årsager", "Causes"), parts::causes(report, tongue)),
        ("varighed", tongue.say("Fra ansøgning til afgørelse", "From application to decision"), parts::durations(report, tongue)),
        ("aendring", tongue.say("Ændring siden den tidligere rapport", "Change since the earlier report"), parts::changes(report, tongue)),
        ("punkter", tongue.say("Punkt for punkt", "Point by point"), points::areas(report, tongue)),
        ("kommuner", tongue.say("Kommuner", "Municipalities"), points::municipalities(report, tongue)),
        ("offentliggjort", tongue.say("Offentliggjorte tal", "Published figures"), points::published(report, tongue)),
        ("ikke-maalt", tongue.say("Ikke målt", "Not measured"), parts::not_measured(report, tongue)),
        ("sagerne", tongue.say("Sagerne", "The cases"), Some(parts::cases(report, tongue))),
        ("metode", tongue.say("Metode og udgaver", "Method and versions"), Some(method(report, tongue))),
        ("hoering", tongue.say("Fase 2: høringsark", "Phase 2: hearing sheets"), parts::sheets(report, tongue)),
    ];
    let sections: Vec<_> = sections.into_iter().filter_map(|(id, title, content)| Some((id, title, content?))).collect();
    let body = html! {
        a.skip href="#indhold" { (tongue.say("Gå til indholdet", "Go to the content")) }
        header {
            h1 { (tongue.say(&report.study.title, &report.study.title_en)) }
            p.about { (tongue.say(&report.study.about, &report.study.about_en)) }
            (parts::facts(report, tongue))
        }
        nav aria-label=(tongue.one("Indhold", "Contents")) {
            ol { @for (id, title, _) in &sections { li { a href={ "#" (id) } { (title) } } } }
        }
        main #indhold {
            @for (id, title, content) in &sections {
                section #(*id) aria-labelledby={ (id) "-h" } { h2 #{ (id) "-h" } { (title) } (content) }
            }
        }
    };
    frame(title, &body, tongue)
}

/// A page around a body.
pub(super) fn frame(title: &str, body: &Markup, tongue: Tongue) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(tongue.one("da", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="generator" content="aktspor";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    page.into_string()
}

/// How the figures were made.
fn method(report: &Report, tongue: Tongue) -> Markup {
    html! {
        ul { @for (da, en) in METHOD { li { (tongue.say(da, en)) } } }
        p { (tongue.say("Mindste antal, der vises:", "Smallest number shown:")) " " (report.study.smallest) "." }
        (versions(report, tongue))
    }
}

/// What every figure was made by.
pub(super) fn versions(report: &Report, tongue: Tongue) -> Markup {
    let versions = &report.versions;
    html! {
        dl.versions {
            dt { (tongue.say("Program", "Program")) } dd { "aktspor " (versions.program) }
            dt { (tongue.say("Grammatik og lovtabeller, sagerne er lavet med", "Grammars and law tables the cases were made by")) }
            dd { (versions.grammar.iter().map(|v| short(v)).collect::<Vec<_>>().join(", ")) }
            dt { (tongue.say("Programmets lovtabeller", "The program's law tables")) } dd { (short(&versions.law)) }
            dt { (tongue.say("Undersøgelse", "Study")) } dd { (report.study.name) " " (versions.study) }
        }
    }
}

/// The line under a figure that names what it was made by.
pub(super) fn made_by(report: &Report, tongue: Tongue) -> Markup {
    let versions = &report.versions;
    let seen = report.included.confirmed + report.included.overturned;
    let (program, law) = (&versions.program, short(&versions.law));
    let grammar = versions.grammar.iter().map(|v| short(v)).collect::<Vec<_>>().join(", ");
    let grammar = if grammar.is_empty() { tongue.one("ikke oplyst", "not told").to_owned() } else { grammar };
    let text = match tongue.lang {
        Lang::Da => format!(
            "Program {program} · grammatik {grammar} · lov {law} · undersøgelse {} · {} af {} vurderinger set af en person",
            versions.study,
            tongue.count(seen),
            tongue.count(report.included.verdicts)
        ),
        Lang::En => format!(
            "Program {program} · grammars {grammar} · law {law} · study {} · {} of {} verdicts seen by a person",
            versions.study,
            tongue.count(seen),
            tongue.count(report.included.verdicts)
        ),
    };
    html! { p.made-by { (text) } }
}

/// Enough of a hash to tell two apart.
fn short(hash: &str) -> String {
    hash.chars().take(12).collect()
}
