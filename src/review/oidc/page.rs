//! The two addresses of a log-in at the provider. What they wait for is another machine, so they have turns of their own.

use std::sync::Arc;

use axum::http::header::{HeaderName, LOCATION, REFRESH, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use maud::html;
use serde::Deserialize;

use super::ANSWER;
use super::flow::{Flow, Identity, Refused, State};
use crate::decisions::{Occasion, Token};
use crate::review::app::{App, Ask};
use crate::review::frame;
use crate::review::problem::Problem;
use crate::review::visit::{self, Visit};
use crate::review::{links, login};

/// Name of the cookie that ties a log-in to the browser that began it. Not strict as the session's: it has to come along from the provider.
const COOKIE: &str = "aktspor-oidc";

/// Where to go after the log-in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Start {
    til: String,
}

/// What came back from the provider.
pub type Answer = State;

/// Sends the browser to the provider.
pub async fn start(app: Arc<App>, visit: Visit, wanted: Start) -> Response {
    let now = app.now().0;
    let found = asked(&app, move |flow| flow.known(now).map_err(Refused::Unanswered)).await;
    app.run(visit, move |ask| {
        let flow = ask.app.oidc.as_ref().ok_or(Problem::NotFound)?;
        match found {
            Ok(known) => {
                let (browser, to) = flow.begin(&known, ask.app.config.chance, links::local(&wanted.til), now);
                let headers = [(SET_COOKIE, cookie(ask, browser.secret(), 600)), (LOCATION, to)];
                Ok((StatusCode::SEE_OTHER, headers).into_response())
            }
            Err(why) => Ok(refused(ask, flow, &why, &wanted.til)),
        }
    })
    .await
}

/// Takes the browser back from the provider, and logs in whom it knows.
pub async fn answer(app: Arc<App>, visit: Visit, headers: HeaderMap, back: Answer) -> Response {
    let now = app.now().0;
    let browser = visit::cookie(&headers, COOKIE).and_then(Token::read);
    let found = asked(&app, move |flow| flow.finish(browser.as_ref(), &back, now)).await;
    app.run(visit, move |ask| {
        let flow = ask.app.oidc.as_ref().ok_or(Problem::NotFound)?;
        match found {
            Ok(identity) => log_in(ask, flow, &identity),
            Err(why) => Ok(refused(ask, flow, &why, "")),
        }
    })
    .await
}

/// Asks the provider, as soon as it is one's turn, on a thread that may wait.
async fn asked<T: Send + 'static>(app: &Arc<App>, work: impl FnOnce(&Flow) -> Result<T, Refused> + Send + 'static) -> Result<T, Refused> {
    let internal = |error: String| Refused::Unanswered(error);
    let _turn = app.abroad.acquire().await.map_err(|error| internal(error.to_string()))?;
    let app = Arc::clone(app);
    let done = tokio::task::spawn_blocking(move || match &app.oidc {
        Some(flow) => work(flow),
        None => Err(Refused::NotBegun),
    });
    done.await.map_err(|error| internal(error.to_string()))?
}

fn log_in(ask: &Ask<'_>, flow: &Flow, identity: &Identity) -> Result<Response, Problem> {
    let Some(user) = ask.app.desk(|desk| desk.user(&identity.name))? else {
        note(ask, &identity.name, "oidc: no such user")?;
        let words = ask.say(
            "Du er kendt hos din kommune, men ikke oprettet som bruger her. Bed en administrator om at oprette dig.",
            "You are known to your municipality, but are no user here. Ask an administrator to add you.",
        );
        return Ok(ended(ask, StatusCode::FORBIDDEN, login::form(ask, "", Some(words))));
    };
    let token = Token::new((ask.app.config.chance)());
    ask.app.write(|desk| desk.begin_session(&user.name, &token, ask.app.now()))?;
    let onward = links::local(&identity.onward);
    let title = ask.say("Logget ind", "Logged in");
    // The session's cookie is for requests that begin here. This page is one that began at the provider, so the next is asked for by this page.
    let page = login::doorway(
        ask,
        title,
        html! {
            p { (ask.say("Logget ind gennem", "Logged in through")) " " (flow.config.name) "." }
            p { a class="button" href=(onward) { (ask.say("Fortsæt", "Go on")) } }
        },
    );
    let mut response = ended(ask, StatusCode::OK, page);
    if let (Ok(session), Ok(refresh)) =
        (HeaderValue::from_str(&visit::set_token(&token, ask.app.config.is_https)), HeaderValue::from_str(&format!("0; url={onward}")))
    {
        response.headers_mut().append(SET_COOKIE, session);
        response.headers_mut().insert(REFRESH, refresh);
    }
    Ok(response)
}

/// The log-in page with why it came to nothing; the password works all the same.
fn refused(ask: &Ask<'_>, flow: &Flow, why: &Refused, onward: &str) -> Response {
    tracing::warn!(%why, issuer = flow.config.issuer, "a log-in at the identity provider came to nothing");
    let name = &flow.config.name;
    let (status, words) = match why {
        Refused::Unanswered(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            match ask.lang {
                crate::lang::Lang::Da => format!("{name} svarer ikke, som det skal. Prøv igen om lidt, eller log ind med adgangskode."),
                crate::lang::Lang::En => format!("{name} does not answer as it should. Try again shortly, or log in with a password."),
            },
        ),
        Refused::NotBegun => (
            StatusCode::FORBIDDEN,
            ask.say(
                "Log-in'et blev ikke begyndt her, tog for lang tid eller er brugt. Begynd forfra.",
                "The log-in was not begun here, took too long or has been used. Begin again.",
            )
            .to_owned(),
        ),
        Refused::Provider(code) => (StatusCode::FORBIDDEN, format!("{} {name} ({code}).", ask.say("Afvist af", "Refused by"))),
        Refused::Worthless(_) | Refused::NoName(_) => (
            StatusCode::FORBIDDEN,
            match ask.lang {
                crate::lang::Lang::Da => {
                    format!("Svaret fra {name} kan ikke godtages. Begynd forfra; sker det igen, så sig det til den, der driver aktspor.")
                }
                crate::lang::Lang::En => {
                    format!("The answer from {name} cannot be accepted. Begin again; if it happens again, tell whoever runs aktspor.")
                }
            },
        ),
    };
    // What strangers can bring about without the provider is not noted: they could fill the log.
    if matches!(why, Refused::Worthless(_) | Refused::NoName(_)) && note(ask, "", &format!("oidc: {why}")).is_err() {
        return frame::problem(ask.visit, &Problem::Internal("the log cannot be written".to_owned()));
    }
    ended(ask, status, login::form(ask, onward, Some(&words)))
}

fn note(ask: &Ask<'_>, who: &str, detail: &str) -> Result<(), Problem> {
    let occasion = Occasion { who, what: "login.failed", case: None, detail };
    Ok(ask.app.write(|desk| desk.note(&occasion, ask.app.now()))?)
}

/// A page that ends a log-in: the browser's part of it is forgotten.
fn ended(ask: &Ask<'_>, status: StatusCode, page: maud::Markup) -> Response {
    let headers: AppendHeaders<[(HeaderName, String); 1]> = AppendHeaders([(SET_COOKIE, cookie(ask, "", 0))]);
    (status, headers, page).into_response()
}

/// The header of the cookie that ties a log-in to its browser.
fn cookie(ask: &Ask<'_>, value: &str, seconds: u32) -> String {
    let secure = if ask.app.config.is_https { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path={ANSWER}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// Where someone who has logged out here logs out at the provider too, if it has told such a page.
pub fn end_session(flow: &Flow) -> Option<String> {
    let (known, _) = flow.last_known()?;
    let end = known.end_session.as_deref()?;
    let back = format!("{}{}", flow.config.url, crate::review::guard::LOG_IN);
    let query = links::with_query("", &[("client_id", &flow.config.client_id), ("post_logout_redirect_uri", &back)]);
    let separator = if end.contains('?') { '&' } else { '?' };
    Some(format!("{end}{separator}{}", query.trim_start_matches('?')))
}
