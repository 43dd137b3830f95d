//! A page of an act: its picture with the evidence boxed and its text over it, what is told on it, and the form that marks an event.

use std::ops::Range;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use super::app::Ask;
use super::frame::{self, Place};
use super::leaf::{self, Leaf, Told};
use super::picture::Scale;
use super::pointer::Pointer;
use super::problem::Problem;
use super::sheet::{Sheet, Zoom, sheet};
use super::{links, words};
use crate::export::TimelineRow;
use crate::text::PageText;

/// What is to be shown on the page, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// A piece of evidence to be boxed.
    bevis: String,
    /// Bytes of the page's text to be boxed: `12-20,40-48`.
    steder: String,
    /// How large.
    zoom: String,
}

/// The page, whole or as a part of a case's page.
pub fn show(ask: &Ask<'_>, id: &str, act: &str, number: u32, wanted: &Wanted) -> Result<Markup, Problem> {
    let leaf = Leaf::load(ask, id, act, number)?;
    let timeline = ask.app.store(|store| store.case_timeline(id))?;
    ask.note("page.view", Some(id), &format!("{act} s. {number}"))?;
    let title = format!("{} s. {number}", ask.shown(id, act));
    let quote = match Pointer::read(&wanted.bevis) {
        Some(pointer) => pointer.quote(ask, id, act, number)?.unwrap_or_default(),
        None => String::new(),
    };
    let told = leaf.told(ask, &quote, &places(&wanted.steder));
    let body = html! {
        h2 { (title) }
        nav class="pages" aria-label=(ask.say("Aktens sider", "Pages of the act")) {
            @if number > 1 { (step(id, act, number - 1, wanted, ask.say("‹ forrige", "‹ previous"), "prev")) }
            span { (ask.say("side", "page")) " " (number) " " (ask.say("af", "of")) " " (leaf.pages) }
            @if number < leaf.pages { (step(id, act, number + 1, wanted, ask.say("næste ›", "next ›"), "next")) }
            span class="zooms" { (ask.say("Størrelse", "Size")) ": " @for zoom in Zoom::OFFERED { (zoom_link(ask, id, act, number, wanted, zoom)) " " } }
        }
        @match &leaf.text {
            Some(page) => { (shown(ask, &leaf, page, &told, Zoom::named(&wanted.zoom))) }
            None => { p class="notice notice-open" { (ask.say("Siden kunne ikke læses.", "The page could not be read.")) } }
        }
        (mark_form(ask, id, act, number, &quote, &timeline))
    };
    if ask.visit.is_fragment {
        return Ok(body);
    }
    Ok(frame::page(
        ask,
        Place::Cases,
        &title,
        html! {
            nav aria-label=(ask.say("Sti", "Path")) class="small" { a href="/sager" { (ask.say("Sager", "Cases")) } " › " a href=(links::case(id)) { (id) } }
            h1 { (ask.say("Sag", "Case")) " " (id) }
            (body)
        },
    ))
}

/// The picture of a page. Where there is none, a picture that says why: a browser shows it in the page's place.
pub fn picture(ask: &Ask<'_>, id: &str, act: &str, number: u32, scale: &str) -> Result<Response, Problem> {
    let leaf = Leaf::load(ask, id, act, number)?;
    let (Some(page), Some(scale)) = (&leaf.text, Scale::named(scale)) else { return Err(Problem::NotFound) };
    ask.note("picture.view", Some(id), &format!("{act} s. {number}"))?;
    let pages = usize::try_from(leaf.pages).unwrap_or(usize::MAX);
    Ok(match ask.app.gallery.picture(&leaf.act.sha256, page, pages, scale, &leaf.covered(ask)) {
        Ok(png) => ([(header::CONTENT_TYPE, "image/png")], png.to_vec()).into_response(),
        Err(why) => {
            tracing::warn!(error = %why, act = leaf.act.sha256, page = number, "no picture of a page");
            let words = why.message(ask.lang);
            (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_TYPE, "image/svg+xml")], no_picture(page, &words).into_string())
                .into_response()
        }
    })
}

/// A picture of words, of the page's form.
fn no_picture(page: &PageText, words: &str) -> Markup {
    let [width, height] = page.size.map(|side| side.max(200.0));
    let mut lines: Vec<String> = vec![String::new()];
    for word in words.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < 52 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    html! {
        (PreEscaped(format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">"#)))
        rect width="100%" height="100%" fill="#fbe9e6" {}
        @for (line, row) in lines.iter().zip(0u8..) {
            text x="30" y=(60 + 22 * u32::from(row)) font-family="sans-serif" font-size="15" fill="#5a140e" { (line.trim()) }
        }
        (PreEscaped("</svg>"))
    }
}

/// The page itself, and beside it what is told on it.
fn shown(ask: &Ask<'_>, leaf: &Leaf, page: &PageText, told: &[Told], zoom: Zoom) -> Markup {
    let (id, act) = (leaf.case.as_str(), leaf.act.act.as_str());
    let picture = |scale: Scale| links::picture(id, act, page.number, scale);
    let (usual, fine) = (picture(Scale::Normal), picture(Scale::Large));
    let alt = format!("{} {} {} {}", ask.say("Billede af side", "Picture of page"), page.number, ask.say("af", "of"), ask.shown(id, act));
    let covered = leaf.covered(ask);
    let marks = leaf::boxed(told);
    let view = Sheet { page, picture: &usual, fine_picture: &fine, alt: &alt, marks: &marks, covered: &covered, zoom, lang: ask.lang };
    html! {
        @if page.turned != 0 {
            p class="small soft" { (ask.say("Siden lå på siden eller på hovedet i filen og er vendt.", "The page lay on its side or head in the file and has been turned.")) }
        }
        div class="leaf" {
            div class="scroll sheet-room" tabindex="0" role="region" aria-label=(alt) { (sheet(&view)) }
            div class="leaf-told" { (list(ask, leaf, told)) }
        }
        details class="page-words" {
            summary { (ask.say("Sidens tekst alene", "The page's text alone")) }
            div class="page-text" lang="da" { (ask.shown(id, &page.text)) }
        }
    }
}

/// What is told on the page: each line leads to its box, and each box to its line.
fn list(ask: &Ask<'_>, leaf: &Leaf, told: &[Told]) -> Markup {
    html! {
        h3 { (ask.say("På siden", "On this page")) }
        @if told.is_empty() { p class="soft" { (ask.say("Ingen hændelser er fundet på siden.", "No events were found on the page.")) } }
        ol class="told" { @for (one, number) in told.iter().zip(1..) {
            li id={ "e-" (number) } class=[one.is_chosen.then_some("chosen")] {
                a href={ "#b-" (number) } { span class="told-number" { (number) } " " (one.label) }
                " " span class="quote" lang="da" { "»" (leaf::short_quote(&ask.shown(&leaf.case, &one.quote))) "«" }
            }
        } }
    }
}

fn step(id: &str, act: &str, number: u32, wanted: &Wanted, words: &str, rel: &str) -> Markup {
    let to = links::with_query(&links::page(id, act, number), &[("zoom", &wanted.zoom)]);
    html! { a href=(to) rel=(rel) hx-get=(to) hx-target="#bevis" data-page-step=(rel) { (words) } }
}

fn zoom_link(ask: &Ask<'_>, id: &str, act: &str, number: u32, wanted: &Wanted, zoom: Zoom) -> Markup {
    let query = [("bevis", wanted.bevis.as_str()), ("steder", &wanted.steder), ("zoom", &zoom.name())];
    let to = links::with_query(&links::page(id, act, number), &query);
    let is_this = Zoom::named(&wanted.zoom) == zoom;
    html! { a href=(to) hx-get=(to) hx-target="#bevis" aria-current=[is_this.then_some("true")] { (zoom.words(ask.lang)) } }
}

/// `12-20,40-48` as ranges; what is none is left out.
fn places(text: &str) -> Vec<Range<usize>> {
    let one = |part: &str| {
        let (from, to) = part.split_once('-')?;
        Some(from.parse().ok()?..to.parse().ok()?)
    };
    text.split(',').filter_map(one).take(200).collect()
}

/// The form that marks an event on this page; a selection on the page fills in which words, and the server reads them again from the page.
fn mark_form(ask: &Ask<'_>, id: &str, act: &str, number: u32, quote: &str, timeline: &[TimelineRow]) -> Markup {
    html! {
        details data-key="m" class="mark-form" {
            summary { (ask.say("Markér en hændelse på siden", "Mark an event on the page")) " " kbd aria-hidden="true" { "m" } }
            p class="small soft" { (ask.say("Markér ordene på siden med musen, eller skriv dem, som de står.", "Select the words on the page with the mouse, or write them as they stand.")) }
            form action=(links::of_case(id, "haendelse")) method="post" {
                (frame::key(ask.visit))
                input type="hidden" name="akt" value=(act);
                input type="hidden" name="side" value=(number);
                input type="hidden" name="fra" value="" data-takes-from;
                input type="hidden" name="til" value="" data-takes-to;
                div class="field" { label for="m-citat" { (ask.say("Ordene på siden", "The words on the page")) } textarea id="m-citat" name="citat" rows="2" maxlength="4000" required data-takes-selection { (ask.shown(id, quote)) } }
                div class="fields" {
                    div class="field" { label for="m-slags" { (ask.say("Hvad skete", "What happened")) } select id="m-slags" name="slags" required {
                        option value="" {}
                        @for kind in words::kinds() { option value=(kind) { (words::kind(kind, ask.lang)) } }
                    } }
                    div class="field" { label for="m-dato" { (ask.say("Dato (2021-03-02 eller 2021-03)", "Date (2021-03-02 or 2021-03)")) } input id="m-dato" type="text" name="dato" required pattern="[0-9]{4}-[0-9]{2}(-[0-9]{2})?" size="12"; }
                    div class="field" { label for="m-tid" { (ask.say("Klokkeslæt", "Time")) } input id="m-tid" type="text" name="tid" pattern="[0-9]{2}:[0-9]{2}" size="6"; }
                    div class="field" { label for="m-status" { (ask.say("Status", "Status")) } select id="m-status" name="status" {
                        @for status in words::statuses() { option value=(status) { (words::status(status, ask.lang)) } }
                    } }
                    div class="field" { label for="m-retter" { (ask.say("Retter", "Corrects")) } select id="m-retter" name="retter" {
                        option value="" { (ask.say("ingen; hændelsen manglede", "none; the event was missing")) }
                        @for happening in timeline { option value={ (happening.kind) " " (happening.date) } { (words::kind(&happening.kind, ask.lang)) " " (ask.day(&happening.date)) } }
                    } }
                }
                button class="main" { (ask.say("Gem hændelsen", "Save the event")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn places_in_an_address() {
        assert_eq!(places("12-20,40-48"), [12..20, 40..48]);
        assert_eq!(places("x,1-,-2,3-4-5,7-9,0-1"), [7..9, 0..1]);
    }
}
