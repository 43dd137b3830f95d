//! Logging in and out.

use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::app::Ask;
use super::frame::{self, Place};
use super::oidc::{self, Flow};
use super::problem::Problem;
use super::{guard, links, visit};
use crate::decisions::Token;

/// A log-in as it was sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Given {
    navn: String,
    kode: String,
    til: String,
}

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Onward {
    til: String,
    /// They have just logged out.
    ud: String,
}

/// The page.
pub fn show(ask: &Ask<'_>, onward: &Onward) -> Result<Response, Problem> {
    if !ask.visit.viewer.name.is_empty() {
        return Ok(frame::onward(links::local(&onward.til)));
    }
    if !onward.ud.is_empty()
        && let Some(flow) = &ask.app.oidc
    {
        return Ok(logged_out(ask, flow).into_response());
    }
    Ok(form(ask, &onward.til, None).into_response())
}

/// Logged out here; at the provider someone is still logged in, and says themselves that they no longer want to be.
fn logged_out(ask: &Ask<'_>, flow: &Flow) -> Markup {
    let title = ask.say("Du er logget ud", "You are logged out");
    doorway(
        ask,
        title,
        html! {
            @if let Some(end) = oidc::end_session(flow) {
                p { (ask.say("Var du logget ind gennem", "If you had logged in through")) " " (flow.config.name) (ask.say(", er du det stadig dér.", ", you are still logged in there.")) }
                p { a class="button" href=(end) { (ask.say("Log også ud hos", "Log out at")) " " (flow.config.name) } }
            }
            p { a href=(guard::LOG_IN) { (ask.say("Log ind igen", "Log in again")) } }
        },
    )
}

/// A page before or after a log-in.
pub fn doorway(ask: &Ask<'_>, title: &str, content: Markup) -> Markup {
    frame::page(ask, Place::Elsewhere, title, html! { div class="login" { h1 { (title) } (content) } })
}

/// The page with what went wrong, if anything did.
pub fn form(ask: &Ask<'_>, onward: &str, complaint: Option<&str>) -> Markup {
    let title = ask.say("Log ind", "Log in");
    doorway(
        ask,
        title,
        html! {
            @if let Some(complaint) = complaint { p class="notice notice-problem" role="alert" { (complaint) } }
            form action=(guard::LOG_IN) method="post" {
                (frame::key(ask.visit))
                input type="hidden" name="til" value=(onward);
                div class="field" { label for="navn" { (ask.say("Brugernavn", "User name")) } input id="navn" type="text" name="navn" autocomplete="username" required autofocus; }
                div class="field" { label for="kode" { (ask.say("Adgangskode", "Password")) } input id="kode" type="password" name="kode" autocomplete="current-password" required; }
                button class="main" { (title) }
            }
            @if let Some(flow) = &ask.app.oidc {
                // A link: the policy on forms would stop the way to the provider.
                p class="or" { a class="button" href=(links::with_query(oidc::BEGIN, &[("til", onward)])) { (ask.say("Log ind med", "Log in with")) " " (flow.config.name) } }
            }
        },
    )
}

/// Logs in: a new token, so that one that somebody slipped in before is worth nothing.
pub fn log_in(ask: &Ask<'_>, given: &Given) -> Result<Response, Problem> {
    let now = ask.app.now();
    let name = given.navn.trim().to_lowercase();
    let wait = ask.app.desk(|desk| desk.wait(&name, now))?;
    if wait > 0 {
        let words = match ask.lang {
            crate::lang::Lang::Da => format!("For mange forkerte forsøg. Prøv igen om {wait} sekunder."),
            crate::lang::Lang::En => format!("Too many wrong attempts. Try again in {wait} seconds."),
        };
        let headers: [(HeaderName, String); 1] = [(header::RETRY_AFTER, wait.to_string())];
        return Ok((StatusCode::TOO_MANY_REQUESTS, headers, form(ask, &given.til, Some(&words))).into_response());
    }
    let Some(user) = ask.app.check_password(&name, &given.kode)? else {
        let words = ask.say("Brugernavn eller adgangskode er forkert.", "User name or password is wrong.");
        return Ok((StatusCode::UNAUTHORIZED, form(ask, &given.til, Some(words))).into_response());
    };
    let token = Token::new((ask.app.config.chance)());
    ask.app.write(|desk| desk.begin_session(&user.name, &token, now))?;
    let cookie = visit::set_token(&token, ask.app.config.is_https);
    Ok((StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie), (header::LOCATION, links::local(&given.til).to_owned())]).into_response())
}

/// Logs out.
pub fn log_out(ask: &Ask<'_>) -> Result<Response, Problem> {
    ask.app.write(|desk| desk.end_session(ask.reader(), &ask.visit.token, ask.app.now()))?;
    let fresh = visit::set_token(&Token::new((ask.app.config.chance)()), ask.app.config.is_https);
    Ok((
        StatusCode::SEE_OTHER,
        [
            (header::SET_COOKIE, fresh),
            (header::LOCATION, links::with_query(guard::LOG_IN, &[("ud", if ask.app.oidc.is_some() { "ja" } else { "" })])),
        ],
    )
        .into_response())
}
