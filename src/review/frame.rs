//! The frame of every page: head, navigation, footer, and the list of keys.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::app::Ask;
use super::assets;
use super::guard::KEY_FIELD;
use super::links;
use super::problem::Problem;
use super::visit::Visit;
use crate::decisions::{Moment, Role};
use crate::lang::Lang;

/// Places of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// What was received.
    Received,
    /// The list of cases and verdicts, and a case.
    Cases,
    /// Search.
    Search,
    /// Figures.
    Figures,
    /// Agreement of readers.
    Agreement,
    /// Quality samples.
    Samples,
    /// The log.
    Log,
    /// Uploads.
    Upload,
    /// None of them.
    Elsewhere,
}

/// Place, address, Danish, English, and the role that sees it.
const PLACES: [(Place, &str, &str, &str, Role); 8] = [
    (Place::Received, "/", "Modtaget", "Received", Role::Reviewer),
    (Place::Cases, "/sager", "Sager", "Cases", Role::Reviewer),
    (Place::Search, "/soeg", "Søg", "Search", Role::Reviewer),
    (Place::Figures, "/tal", "Tal", "Figures", Role::Reviewer),
    (Place::Agreement, "/enighed", "Enighed", "Agreement", Role::Lead),
    (Place::Samples, "/stikproeve", "Stikprøve", "Sample", Role::Reviewer),
    (Place::Log, "/log", "Log", "Log", Role::Lead),
    (Place::Upload, "/indlaes", "Indlæs", "Upload", Role::Lead),
];

/// The keys of a case's page: key, Danish, English.
pub const KEYS: [(&str, &str, &str); 10] = [
    ("j", "næste vurdering", "next verdict"),
    ("k", "forrige vurdering", "previous verdict"),
    ("Enter", "bekræft forslaget", "confirm the suggestion"),
    ("o", "omgør med begrundelse", "overturn with a reason"),
    ("b", "vis beviset på siden; igen: det næste", "show the evidence on its page; again: the next"),
    ("u", "fortryd", "undo"),
    ("n", "skriv en note", "write a note"),
    ("m", "markér en hændelse på siden", "mark an event on the page"),
    ("/", "søg", "search"),
    ("?", "vis tasterne", "show the keys"),
];

/// A whole page.
pub fn page(ask: &Ask<'_>, place: Place, title: &str, body: Markup) -> Markup {
    whole(ask.visit, place, title, body)
}

/// A page that says what could not be done.
pub fn problem(visit: &Visit, problem: &Problem) -> Response {
    let status = problem.status();
    if status == StatusCode::INTERNAL_SERVER_ERROR {
        tracing::error!(%problem, "a page could not be made");
    }
    let words = problem.words(visit.lang);
    let notice = html! { p class="notice notice-problem" role="alert" { (words) } };
    if visit.is_fragment {
        // Parts of pages are put where they were asked for only when they go well; this goes to the line for announcements.
        return (status, [("hx-retarget", "#besked"), ("hx-reswap", "innerHTML")], notice).into_response();
    }
    let title = visit.lang.pick("Det gik ikke", "That did not work");
    let body = html! {
        h1 { (title) }
        (notice)
        p { a href="/" { (visit.lang.pick("Til forsiden", "To the front page")) } }
    };
    (status, whole(visit, Place::Elsewhere, title, body)).into_response()
}

fn whole(visit: &Visit, place: Place, title: &str, body: Markup) -> Markup {
    let lang = visit.lang;
    let say = |danish, english| lang.pick(danish, english);
    let is_known = !visit.viewer.name.is_empty();
    html! {
        (DOCTYPE)
        html lang=(say("da", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="htmx-config" content=r#"{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true,"historyCacheSize":0}"#;
                title { (title) " – aktspor" }
                link rel="icon" href=(assets::address("icon.svg")) type="image/svg+xml";
                link rel="stylesheet" href=(assets::address("app.css"));
                script src=(assets::address("htmx.min.js")) defer {}
                script src=(assets::address("app.js")) defer {}
            }
            body {
                a class="skip" href="#indhold" { (say("Til indholdet", "To the content")) }
                header class="top" {
                    a class="brand" href="/" { "aktspor" }
                    @if is_known {
                        nav aria-label=(say("Sider", "Pages")) {
                            ul {
                                @for (where_to, address, danish, english, role) in PLACES {
                                    @if visit.viewer.is(role) {
                                        li { a href=(address) aria-current=[(where_to == place).then_some("page")] { (say(danish, english)) } }
                                    }
                                }
                            }
                        }
                        form class="quick" action="/soeg" method="get" role="search" {
                            label class="hidden" for="hurtig" { (say("Søg i alle sager", "Search all cases")) }
                            input id="hurtig" type="search" name="q" placeholder=(say("Søg i alle sager", "Search all cases")) autocomplete="off" data-key-search;
                            kbd aria-hidden="true" { "/" }
                        }
                    }
                    div class="who" {
                        a href=(links::with_query("/sprog", &[("til", say("en", "da")), ("side", &visit.here)])) lang=(say("en", "da")) { (say("English", "Dansk")) }
                        @if is_known {
                            button type="button" class="plain js-only" data-open-keys { (say("Taster", "Keys")) " " kbd { "?" } }
                        }
                        @if visit.viewer.is_user {
                            span { (visit.viewer.name) " · " (visit.viewer.role.words(lang)) }
                            form action="/log-ud" method="post" { (key(visit)) button class="plain" { (say("Log ud", "Log out")) } }
                        } @else if is_known {
                            span { (say("kun denne maskine", "this machine only")) }
                        }
                    }
                }
                div id="besked" role="status" aria-live="polite" {}
                main id="indhold" tabindex="-1" { (body) }
                footer class="bottom" {
                    p { (say("aktspor foreslår; et menneske afgør.", "aktspor suggests; a person decides.")) }
                }
                (keys(lang))
            }
        }
    }
}

/// The list of keys, opened by `?`.
fn keys(lang: Lang) -> Markup {
    html! {
        dialog id="taster" aria-labelledby="taster-titel" {
            h2 id="taster-titel" { (lang.pick("Taster på en sags side", "Keys on a case's page")) }
            dl class="keys" {
                @for (key, danish, english) in KEYS {
                    div { dt { kbd { (key) } } dd { (lang.pick(danish, english)) } }
                }
            }
            p { label { input type="checkbox" data-keys-switch checked; " " (lang.pick("Brug taster", "Use keys")) } }
            form method="dialog" { button { (lang.pick("Luk", "Close")) " " kbd { "Esc" } } }
        }
    }
}

/// The hidden field without which a form is refused.
pub fn key(visit: &Visit) -> Markup {
    html! { input type="hidden" name=(KEY_FIELD) value=(visit.token.form_key()); }
}

/// A moment as people read it, in the machine's time zone.
pub fn moment(at: Moment, lang: Lang) -> String {
    let Some(utc) = chrono::DateTime::from_timestamp(at.0, 0) else { return String::new() };
    let local = utc.with_timezone(&chrono::Local).naive_local();
    match lang {
        Lang::Da => crate::dates::danish(crate::dates::LegalDate::minute(local)),
        Lang::En => local.format("%Y-%m-%d %H:%M").to_string(),
    }
}

/// An answer that leads on to another of our pages.
pub fn onward(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to.to_owned())]).into_response()
}
