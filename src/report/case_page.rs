//! A case's filled form (måleskema) as a page: each question with its answer, the reason, quotes with act and page, and room for what a person must judge.

use maud::{Markup, html};

use super::page::frame;
use super::parts::quote;
use super::say::Tongue;
use crate::barometer::{CaseForm, FormLine, Versions, group_title, outcome_title};

/// The form as a page.
#[must_use]
pub fn case_page(form: &CaseForm, versions: &Versions, tongue: Tongue) -> String {
    let case = &form.case;
    let title = format!("{} · {}", tongue.one("Måleskema", "Form"), case.id);
    let known = |value: Option<String>| value.unwrap_or_else(|| tongue.one("ukendt", "unknown").to_owned());
    let consent = case.consent.map(|own| group_title("consent", if own { "med" } else { "uden" }, tongue.lang));
    let mut areas: Vec<&(String, String)> = form.lines.iter().map(|line| &line.area).collect();
    areas.dedup();
    let body = html! {
        a.skip href="#indhold" { (tongue.say("Gå til indholdet", "Go to the content")) }
        header {
            h1 { (title) }
            p.about { (tongue.say(&form.study.0, &form.study.1)) }
            p.internal { (tongue.say("Til internt brug: arket citerer en sags akter.", "For internal use: quotes a case's acts.")) }
            dl.facts {
                div { dt { (tongue.say("Kommune", "Municipality")) } dd { (known(case.municipality.clone())) } }
                div { dt { (tongue.say("Foranstaltning", "Measure")) } dd { (known(case.case_type.as_ref().map(|own| group_title("case_type", own, tongue.lang)))) } }
                div { dt { (tongue.say("Samtykke", "Consent")) } dd { (known(consent)) } }
                div { dt { (tongue.say("Lov", "Law")) } dd { (known(case.law.as_ref().map(|own| group_title("law", own, tongue.lang)))) } }
                div { dt { (tongue.say("Afgørelse", "Decision")) } dd { (known(case.decision.map(|day| tongue.day(&day.to_string())))) } }
                div { dt { (tongue.say("Akter", "Acts")) } dd { (case.acts) " " small { (case.pages) " " (tongue.one("sider", "pages")) } } }
            }
            @if !form.belongs { p.caution { (tongue.say("Sagens foranstaltning hører ikke til undersøgelsen; skemaet er udfyldt alligevel.", "The case's measure is outside the study; the form is filled all the same.")) } }
        }
        main #indhold {
            @for area in areas { section {
                h2 { (tongue.say(&area.0, &area.1)) }
                @for line in form.lines.iter().filter(|line| line.area == *area) { (question(line, tongue)) }
            } }
            section {
                h2 { (tongue.say("Udgaver", "Versions")) }
                p.note { "aktspor " (versions.program) " · " (versions.grammar.join(", ")) " · " (versions.law) " · " (versions.study) }
            }
        }
    };
    frame(&title, &body, tongue)
}

fn question(line: &FormLine, tongue: Tongue) -> Markup {
    html! {
        h3 { (tongue.say(&line.title.0, &line.title.1)) }
        @match &line.outcome {
            Some(outcome) => p { (tongue.one("Svar", "Answer")) ": " span.answer { (outcome_title(outcome, tongue.lang)) }
                @if let Some((kept, of)) = line.parts { " (" (kept) " " (tongue.one("af", "of")) " " (of) ")" }
                ". " @match line.overturned {
                    Some(true) => (tongue.one("Ændret af en person.", "Overturned by a person.")),
                    Some(false) => (tongue.one("Bekræftet af en person.", "Confirmed by a person.")),
                    None => (tongue.one("Programmets forslag; ikke set af en person.", "The program's suggestion; not seen by a person.")),
                } },
            None => {
                p { (tongue.say("Ikke vurderet af programmet.", "Not judged by the program.")) @if let Some((da, en)) = &line.not_measured { " " (tongue.say(da, en)) } }
                div.blank { (tongue.say("Vurdering og henvisning", "Assessment and reference")) }
            },
        }
        @for verdict in &line.verdicts {
            p { (tongue.kept(&verdict.text.da, &verdict.text.en)) " " small { "(" (verdict.law) " · " (verdict.check) ")" } }
            @if !verdict.remarks.is_empty() { ul.note { @for remark in &verdict.remarks { li { (tongue.kept(&remark.da, &remark.en)) } } } }
            @for place in &verdict.evidence { (quote(place, tongue)) }
        }
    }
}
