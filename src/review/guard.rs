//! What every request passes before a page sees it: the host's name, the session, the origin and key of forms; and the headers of every answer.
//!
//! Forms are refused unless their origin is ours *and* they carry the key of the session ([`Token::form_key`]). Both are checked here, so that
//! no page can forget it.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::app::App;
use super::frame;
use super::links;
use super::oidc;
use super::problem::Problem;
use super::visit::{self, Viewer, Visit};
use crate::decisions::Token;
use crate::lang::Lang;

/// Largest form, in bytes; uploads are no such forms.
const LARGEST_FORM: usize = 256 << 10;
/// Name of a form's field that carries the session's key.
pub const KEY_FIELD: &str = "noegle";
/// The log-in page, the only one that strangers see.
pub const LOG_IN: &str = "/log-ind";
/// The page to which files are sent.
pub const UPLOAD: &str = "/indlaes";

/// Nothing but our own files, no script or style inside a page, in nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`, which would take the origin from our own forms.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// Lets a request through to its page, or answers in its place.
pub async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = answer(app, request, next).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn answer(app: Arc<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let config = &app.config;
    let lang = visit::language(&parts.headers, parts.uri.query(), config.lang);
    let found = visit::token(&parts.headers, config.is_https);
    let is_new = found.is_none();
    let token = found.unwrap_or_else(|| Token::new((config.chance)()));
    let mut visit = Visit {
        viewer: Viewer::stranger(),
        lang,
        token: token.clone(),
        is_fragment: parts.headers.contains_key("hx-request"),
        here: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
    };
    if !is_ours(&parts.headers, &config.hosts) {
        return frame::problem(&visit, &Problem::Wrong("Siden svarer ikke under det navn.", "This page does not answer to that name."));
    }
    if parts.uri.path().starts_with("/static/") {
        return next.run(Request::from_parts(parts, body)).await;
    }

    let asked = token.clone();
    match Arc::clone(&app).blocking(move |app| who(app, &asked)).await {
        Ok(Who::Known(viewer)) => visit.viewer = viewer,
        Ok(Who::Stranger) if [LOG_IN, oidc::BEGIN, oidc::ANSWER].contains(&parts.uri.path()) => {}
        Ok(Who::Stranger) => return to_log_in(&visit, &parts.method),
        Ok(Who::Closed) => return frame::problem(&visit, &Problem::NotAllowed),
        Err(problem) => return frame::problem(&visit, &problem),
    }

    let body = match parts.method {
        Method::GET | Method::HEAD => body,
        Method::POST => match form(&parts.headers, parts.uri.path(), &token, body).await {
            Ok(body) => body,
            Err(problem) => return frame::problem(&visit, &problem),
        },
        _ => return StatusCode::METHOD_NOT_ALLOWED.into_response(),
    };
    parts.extensions.insert(visit);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    // A page that has set a token of its own (a log-in) keeps it.
    if is_new
        && !response.headers().contains_key(header::SET_COOKIE)
        && let Ok(cookie) = HeaderValue::from_str(&visit::set_token(&token, app.config.is_https))
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Who may come.
enum Who {
    /// Someone who has logged in, or whoever sits at the machine where there are no users.
    Known(Viewer),
    /// Someone who has to log in.
    Stranger,
    /// There are no users, and the pages are reached from elsewhere.
    Closed,
}

fn who(app: &App, token: &Token) -> Result<Who, Problem> {
    if !app.desk(|desk| desk.has_users())? {
        return Ok(if app.config.is_local { Who::Known(Viewer::local()) } else { Who::Closed });
    }
    let user = app.session(token)?;
    Ok(user.map_or(Who::Stranger, |user| Who::Known(user.into())))
}

/// A stranger is led to the log-in and afterwards back; what they had sent is not kept.
fn to_log_in(visit: &Visit, method: &Method) -> Response {
    let back = if method == Method::GET && !visit.is_fragment { visit.here.as_str() } else { "" };
    let to = links::with_query(LOG_IN, &[("til", back)]);
    if visit.is_fragment {
        // A part of a page cannot be a redirect; this header makes the browser go.
        return (StatusCode::UNAUTHORIZED, [("hx-redirect", to)]).into_response();
    }
    Redirect::to(&to).into_response()
}

/// The host's name is one of ours. Without this a foreign page could give itself a name that leads here and read along.
fn is_ours(headers: &HeaderMap, hosts: &[String]) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|value| value.to_str().ok()) else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    hosts.iter().any(|ours| ours.eq_ignore_ascii_case(name))
}

/// Checks where a form comes from and its key, and gives its body back.
async fn form(headers: &HeaderMap, path: &str, token: &Token, body: Body) -> Result<Body, Problem> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    // Browsers tell either; a program that tells neither has no cookie of a reader to misuse, and needs the key all the same.
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return Err(Problem::Forged);
    }
    if let Some(origin) = text("origin")
        && origin.split_once("://").map(|(_, host)| host) != text("host")
    {
        return Err(Problem::Forged);
    }
    let kind = text("content-type").unwrap_or_default();
    if kind.starts_with("multipart/form-data") && path == UPLOAD {
        // Too large to be held here; its page checks the key, which comes before the file.
        return Ok(body);
    }
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(Problem::Forged);
    }
    let bytes: Bytes = to_bytes(body, LARGEST_FORM).await.map_err(|_| Problem::TooLarge)?;
    let key = bytes.split(|byte| *byte == b'&').find_map(|pair| pair.strip_prefix(KEY_FIELD.as_bytes())?.strip_prefix(b"="));
    if key.is_some_and(|key| is_key(key, token)) { Ok(Body::from(bytes)) } else { Err(Problem::Forged) }
}

/// Whether this is the key of the session's forms. Takes as long for every wrong one.
pub fn is_key(given: &[u8], token: &Token) -> bool {
    let key = token.form_key();
    given.len() == key.len() && given.iter().zip(key.bytes()).fold(0, |differing, (a, b)| differing | (a ^ b)) == 0
}

/// The language switch, and nothing else, may come as a plain link: it changes nothing but the cookie.
pub fn language_cookie(lang: Lang) -> String {
    format!("{}={}; Path=/; SameSite=Lax; Max-Age=31536000", visit::LANG_COOKIE, lang.pick("da", "en"))
}
