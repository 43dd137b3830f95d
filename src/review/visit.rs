//! Who asks for what: read from each request before any page sees it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};

use crate::decisions::{Access, Desk, Role, Token, User};
use crate::lang::Lang;

/// Name of the cookie that holds the token; over HTTPS its prefix ties it to this host.
const COOKIE: &str = "aktspor";
const HTTPS_COOKIE: &str = "__Host-aktspor";
/// Name of the cookie that holds the language.
pub const LANG_COOKIE: &str = "aktspor-sprog";

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Log-in name; a fixed one where there are no users.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Which cases they may see, beside those given to them.
    pub access: Access,
    /// There are users, and this one has logged in.
    pub is_user: bool,
}

impl Viewer {
    /// Whoever sits at the machine, where there are no users.
    pub fn local() -> Self {
        Self { name: Desk::local_reader().to_owned(), role: Role::Administrator, access: Access::everything(), is_user: false }
    }

    /// Someone who has not logged in.
    pub fn stranger() -> Self {
        Self { name: String::new(), role: Role::Reviewer, access: Access::default(), is_user: false }
    }

    /// Whether they may do what a role may.
    pub fn is(&self, role: Role) -> bool {
        self.role >= role
    }
}

impl From<User> for Viewer {
    fn from(user: User) -> Self {
        Self { name: user.name, role: user.role, access: user.access, is_user: true }
    }
}

/// A request, as pages see it.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Who asks.
    pub viewer: Viewer,
    /// Their language.
    pub lang: Lang,
    /// The token of their session or visit.
    pub token: Token,
    /// They wait for a part of a page, not for a page.
    pub is_fragment: bool,
    /// Path and query.
    pub here: String,
}

/// The guard has put it into the request.
impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// The token that came with a request.
pub fn token(headers: &HeaderMap, is_https: bool) -> Option<Token> {
    Token::read(cookie(headers, if is_https { HTTPS_COOKIE } else { COOKIE })?)
}

/// The header that gives a token to a browser. Strict: no other site's link or form carries it.
pub fn set_token(token: &Token, is_https: bool) -> String {
    let (name, secure) = if is_https { (HTTPS_COOKIE, "; Secure") } else { (COOKIE, "") };
    format!("{name}={}; Path=/; HttpOnly; SameSite=Strict{secure}", token.secret())
}

/// The language that came with a request: `?sprog=en` or the cookie.
pub fn language(headers: &HeaderMap, query: Option<&str>, usual: Lang) -> Lang {
    let asked = query.and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("sprog=")));
    match asked.or_else(|| cookie(headers, LANG_COOKIE)) {
        Some("da") => Lang::Da,
        Some("en") => Lang::En,
        _ => usual,
    }
}

/// The value of a cookie that came with a request.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}
