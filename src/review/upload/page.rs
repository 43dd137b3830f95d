//! The page of uploads: the form, and what is happening to each. A browser with script asks for the list again every other second.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::{Outcome, Stage, Upload};
use crate::decisions::Role;
use crate::lang::Lang;
use crate::review::app::Ask;
use crate::review::frame::{self, Place};
use crate::review::guard::UPLOAD;
use crate::review::problem::Problem;

/// Who may send archives.
fn allowed(ask: &Ask<'_>) -> Result<(), Problem> {
    if ask.visit.viewer.is(Role::Lead) { Ok(()) } else { Err(Problem::NotAllowed) }
}

/// The page.
pub fn show(ask: &Ask<'_>) -> Result<Markup, Problem> {
    allowed(ask)?;
    let title = ask.say("Indlæs et arkiv", "Upload an archive");
    let limit = ask.app.config.upload_limit >> 20;
    let body = html! {
        h1 { (title) }
        p { (ask.say(
            "Et ZIP-arkiv med en mappe for hver sag. Det, der er læst før, læses ikke igen, og det, I har afgjort, bliver stående.",
            "A ZIP archive with a folder for each case. What was read before is not read again, and what you decided stands.",
        )) }
        form action=(UPLOAD) method="post" enctype="multipart/form-data" hx-post=(UPLOAD) hx-encoding="multipart/form-data" hx-target="#uploads" hx-swap="outerHTML" class="fields" {
            (frame::key(ask.visit))
            div class="field" {
                label for="fil" { (ask.say("ZIP-arkiv", "ZIP archive")) " (" (ask.say("højst", "at most")) " " (limit) " MiB)" }
                input id="fil" type="file" name="fil" accept=".zip,application/zip" required;
            }
            button class="main" { (ask.say("Send", "Send")) }
        }
        h2 { (ask.say("Sendte arkiver", "Archives sent")) }
        (list(ask))
    };
    Ok(frame::page(ask, Place::Upload, title, body))
}

/// The list alone.
pub fn status(ask: &Ask<'_>) -> Result<Response, Problem> {
    allowed(ask)?;
    if !ask.visit.is_fragment {
        return Ok(frame::onward(UPLOAD));
    }
    Ok(list(ask).into_response())
}

/// Ends an upload.
pub fn cancel(ask: &Ask<'_>, number: u64) -> Result<Response, Problem> {
    allowed(ask)?;
    ask.note("upload.end", None, &format!("#{number}"))?;
    ask.app.uploads.end(number);
    status(ask)
}

fn list(ask: &Ask<'_>) -> Markup {
    let uploads = ask.app.uploads.list();
    html! {
        div id="uploads" hx-get="/indlaes/status" hx-trigger="every 2s" hx-swap="outerHTML" {
            @if uploads.is_empty() { p class="soft" { (ask.say("Ingen endnu.", "None yet.")) } }
            ul class="hits" { @for upload in &uploads { li { (one(ask, upload)) } } }
            noscript { p { a href=(UPLOAD) { (ask.say("Opdatér", "Refresh")) } } }
        }
    }
}

fn one(ask: &Ask<'_>, upload: &Upload) -> Markup {
    html! {
        div class="card-head" {
            b { (upload.name) }
            span class="soft small" { (upload.who) ", " (frame::moment(upload.at, ask.lang)) }
            span class="stand" { (stage(&upload.stage, ask.lang)) }
        }
        @match &upload.stage {
            Stage::Receiving { bytes, total: Some(total) } => { (bar(ask, *bytes, *total)) }
            Stage::Reading { done, total, .. } | Stage::Indexing { done, total } => { (bar(ask, *done as u64, *total as u64)) }
            Stage::Done(outcome) => { (done(ask, outcome)) }
            Stage::Failed(lines) => { div class="notice notice-problem" { @for line in lines { p { (line) } } } }
            _ => {}
        }
        @if !upload.stage.is_over() && !matches!(upload.stage, Stage::Receiving { .. }) {
            @let to = format!("{UPLOAD}/{}/afbryd", upload.number);
            form action=(to) method="post" hx-post=(to) hx-target="#uploads" hx-swap="outerHTML" {
                (frame::key(ask.visit))
                button { (ask.say("Afbryd", "End")) }
            }
        }
    }
}

fn bar(ask: &Ask<'_>, done: u64, total: u64) -> Markup {
    html! { progress max=(total.max(1)) value=(done.min(total)) aria-label=(ask.say("Fremskridt", "Progress")) { (done) "/" (total) } }
}

fn done(ask: &Ask<'_>, outcome: &Outcome) -> Markup {
    html! {
        p {
            (outcome.cases) " " (ask.cases(outcome.cases)) " (" (outcome.made) " " (ask.say("nye eller ændrede", "new or changed")) "), "
            (outcome.acts) " " (ask.acts(outcome.acts)) ", " (outcome.pages) " " (ask.pages(outcome.pages)) ". "
            a href="/sager" { (ask.say("Se sagerne", "See the cases")) }
        }
        @if !outcome.remarks.is_empty() {
            details {
                summary { (outcome.remarks.len()) " " (ask.noun(outcome.remarks.len(), ("bemærkning", "remark"), ("bemærkninger", "remarks"))) ": " (ask.say("hvad der ikke kunne læses eller bruges", "what could not be read or used")) }
                ul lang="da" { @for line in &outcome.remarks { li { (line) } } }
            }
        }
    }
}

/// What is happening, in words.
fn stage(stage: &Stage, lang: Lang) -> String {
    let mib = |bytes: u64| format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20));
    match (stage, lang) {
        (Stage::Receiving { bytes, total: None }, _) => format!("{} {}", lang.pick("modtager", "receiving"), mib(*bytes)),
        (Stage::Receiving { bytes, total: Some(total) }, _) => {
            format!("{} {} {} {}", lang.pick("modtager", "receiving"), mib(*bytes), lang.pick("af", "of"), mib(*total))
        }
        (Stage::Waiting { holder: None }, _) => {
            lang.pick("venter, til arkiverne før det er læst", "waits for the archives before it").to_owned()
        }
        (Stage::Waiting { holder: Some(holder) }, _) => {
            format!("{} ({holder})", lang.pick("venter: en anden kørsel bruger lageret", "waits: another run uses the store"))
        }
        (Stage::Opening, _) => lang.pick("åbner og gennemgår arkivet", "opening the archive").to_owned(),
        (Stage::Reading { done, total, pages }, Lang::Da) => format!("læser: {done} af {total} akter, {pages} sider"),
        (Stage::Reading { done, total, pages }, Lang::En) => format!("reading: {done} of {total} acts, {pages} pages"),
        (Stage::Indexing { done, total }, Lang::Da) => format!("gør klar til søgning: {done} af {total} sager"),
        (Stage::Indexing { done, total }, Lang::En) => format!("indexing: {done} of {total} cases"),
        (Stage::Done(_), _) => lang.pick("læst", "read").to_owned(),
        (Stage::Failed(_), _) => lang.pick("kunne ikke læses", "could not be read").to_owned(),
        (Stage::Ended, _) => lang.pick("afbrudt; det læste er gemt", "ended; what was read is kept").to_owned(),
    }
}
