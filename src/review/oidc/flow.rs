//! A log-in on its way: begun here, continued at the provider, ended here, once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use thiserror::Error;
use ureq::Agent;

use super::config::OidcConfig;
use super::http::{self, Unanswered};
use super::known::Known;
use super::token::{Expected, Worthless, verified};
use crate::decisions::Token;
use crate::review::links::with_query;

/// Seconds that someone may take at the provider.
const PATIENCE: i64 = 10 * 60;
/// Most log-ins on their way; strangers may begin as many as they like.
const MOST: usize = 1_000;
/// Seconds after which the provider is asked again where it is and by which keys it signs.
const KNOWN_FOR: i64 = 60 * 60;
/// Seconds between two questions for new keys, so that forged tokens make no traffic.
const KEYS_EVERY: i64 = 60;

/// A provider, and the log-ins that are on their way to it.
pub struct Flow {
    /// The settings.
    pub config: OidcConfig,
    agent: Agent,
    known: Mutex<Option<(Arc<Known>, i64)>>,
    pending: Mutex<BTreeMap<String, Pending>>,
}

/// What is remembered of a log-in that was begun.
struct Pending {
    state: String,
    nonce: String,
    verifier: String,
    onward: String,
    begun: i64,
}

/// What came back with the browser.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct State {
    code: String,
    state: String,
    error: String,
    iss: String,
}

/// Someone whom the provider knows.
pub struct Identity {
    /// A user's name, if there is such a user.
    pub name: String,
    /// Where they were going.
    pub onward: String,
}

/// Why a log-in ended without anybody.
#[derive(Debug, Error)]
pub enum Refused {
    /// The provider does not answer, or not as it should.
    #[error("{0}")]
    Unanswered(Unanswered),
    /// It was not begun in this browser, took too long, or has been ended before.
    #[error("not begun here, too late or used before")]
    NotBegun,
    /// The provider refused; its code.
    #[error("the provider says: {0}")]
    Provider(String),
    /// The provider's token is worth nothing.
    #[error("token {0}")]
    Worthless(#[from] Worthless),
    /// The token does not say who it is, or of whom we may not believe it.
    #[error("the token has no usable `{0}`")]
    NoName(String),
}

impl Flow {
    /// Readies the questions; none is asked yet.
    pub fn new(config: OidcConfig) -> Result<Self, Unanswered> {
        Ok(Self { agent: http::agent(&config)?, config, known: Mutex::default(), pending: Mutex::default() })
    }

    /// What the provider says of itself, as of the last hour.
    pub fn known(&self, now: i64) -> Result<Arc<Known>, Unanswered> {
        if let Some((known, asked)) = self.last_known()
            && now < asked + KNOWN_FOR
        {
            return Ok(known);
        }
        self.keep(Known::ask(&self.agent, &self.config)?, now)
    }

    /// What the provider said last, without asking.
    pub fn last_known(&self) -> Option<(Arc<Known>, i64)> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, known: Known, now: i64) -> Result<Arc<Known>, Unanswered> {
        let known = Arc::new(known);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(&known), now));
        Ok(known)
    }

    /// Begins a log-in: the secret for the browser's cookie, and the address at the provider.
    pub fn begin(&self, known: &Known, chance: fn() -> [u8; 32], onward: &str, now: i64) -> (Token, String) {
        let [state, nonce, verifier] = [(); 3].map(|()| Token::new(chance()).secret().to_owned());
        let browser = Token::new(chance());
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        let scope = std::iter::once("openid").chain(self.config.scopes.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
        let query = with_query(
            "",
            &[
                ("response_type", "code"),
                ("client_id", &self.config.client_id),
                ("redirect_uri", &self.config.redirect_uri()),
                ("scope", &scope),
                ("state", &state),
                ("nonce", &nonce),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ],
        );
        let query = query.trim_start_matches('?');
        let separator = if known.authorization.contains('?') { '&' } else { '?' };
        let address = format!("{}{separator}{query}", known.authorization);

        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.retain(|_, begun| now < begun.begun + PATIENCE);
        if pending.len() >= MOST {
            // The oldest make room: who began just now is still there.
            let oldest = pending.iter().min_by_key(|(_, begun)| begun.begun).map(|(key, _)| key.clone());
            oldest.map(|key| pending.remove(&key));
        }
        pending.insert(browser.form_key(), Pending { state, nonce, verifier, onward: onward.to_owned(), begun: now });
        (browser, address)
    }

    /// Ends a log-in with what came back. Whatever comes of it, it cannot be ended a second time.
    pub fn finish(&self, browser: Option<&Token>, back: &State, now: i64) -> Result<Identity, Refused> {
        let taken = browser.and_then(|token| self.pending.lock().unwrap_or_else(PoisonError::into_inner).remove(&token.form_key()));
        let begun = taken.filter(|begun| now < begun.begun + PATIENCE && same(&begun.state, &back.state)).ok_or(Refused::NotBegun)?;
        if !back.iss.is_empty() && back.iss != self.config.issuer {
            return Err(Refused::NotBegun);
        }
        if !back.error.is_empty() || back.code.is_empty() {
            return Err(Refused::Provider(told(&back.error)));
        }
        let known = self.known(now).map_err(Refused::Unanswered)?;
        let token = self.token(&known, &back.code, &begun.verifier)?;
        let expected = Expected { issuer: &self.config.issuer, client: &self.config.client_id, nonce: &begun.nonce, now };
        let claims = match verified(&token, &known.keys, &expected) {
            // The provider may have changed its keys since they were asked for.
            Err(Worthless::UnknownKey) if self.last_known().is_some_and(|(_, asked)| now >= asked + KEYS_EVERY) => {
                let fresh = known.with_new_keys(&self.agent).and_then(|fresh| self.keep(fresh, now)).map_err(Refused::Unanswered)?;
                verified(&token, &fresh.keys, &expected)?
            }
            other => other?,
        };
        let name = self.name(&claims).ok_or_else(|| Refused::NoName(self.config.claim.clone()))?;
        Ok(Identity { name, onward: begun.onward })
    }

    fn token(&self, known: &Known, code: &str, verifier: &str) -> Result<String, Refused> {
        let redirect = self.config.redirect_uri();
        let mut fields =
            vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", &redirect), ("code_verifier", verifier)];
        let secret = self.config.client_secret.as_deref();
        let login = secret.filter(|_| !known.secret_in_form).map(|secret| (self.config.client_id.as_str(), secret));
        if login.is_none() {
            fields.push(("client_id", &self.config.client_id));
            fields.extend(secret.map(|secret| ("client_secret", secret)));
        }
        let answer = http::post(&self.agent, &known.token, &fields, login).map_err(Refused::Unanswered)?;
        match (answer.get("id_token").and_then(Value::as_str), answer.get("error").and_then(Value::as_str)) {
            (Some(token), _) => Ok(token.to_owned()),
            (None, Some(error)) => Err(Refused::Provider(told(error))),
            (None, None) => Err(Refused::Unanswered(format!("{}: no `id_token`", known.token))),
        }
    }

    /// The user's name by the claim of the settings.
    fn name(&self, claims: &Value) -> Option<String> {
        let value = claims.get(&self.config.claim)?.as_str()?.trim().to_lowercase();
        // Anybody may write anybody's address into an account; only one that the provider has checked tells who they are.
        if self.config.claim == "email" && claims.get("email_verified").and_then(Value::as_bool) != Some(true) {
            return None;
        }
        match &self.config.domain {
            Some(domain) => value.strip_suffix(domain.as_str())?.strip_suffix('@').map(str::to_owned),
            None => Some(value),
        }
    }
}

/// A provider's code, as far as it is one.
fn told(code: &str) -> String {
    let is_code = !code.is_empty() && code.len() <= 60 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_code { code.to_owned() } else { "error".to_owned() }
}

/// Whether two secrets are the same. Takes as long for every wrong one.
fn same(ours: &str, given: &str) -> bool {
    ours.len() == given.len() && ours.bytes().zip(given.bytes()).fold(0, |differing, (a, b)| differing | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn flow(claim: &str, domain: Option<&str>) -> Flow {
        let text = |text: &str| text.to_owned();
        Flow::new(OidcConfig {
            issuer: text("https://login.lyngaa.dk"),
            client_id: text("aktspor"),
            client_secret: None,
            url: text("https://aktspor.lyngaa.dk"),
            claim: text(claim),
            domain: domain.map(text),
            name: text("Lyngå"),
            scopes: vec![text("profile")],
            ca_file: None,
        })
        .unwrap()
    }

    #[test]
    fn a_name_is_told_by_the_claim_of_the_settings_alone() {
        let claims = serde_json::json!({ "preferred_username": "Anne", "email": "anne@lyngaa.dk", "upn": "anne@evil.dk", "sub": 7 });
        assert_eq!(flow("preferred_username", None).name(&claims).as_deref(), Some("anne"));
        assert_eq!(flow("email", Some("lyngaa.dk")).name(&claims), None, "nobody has checked the address");
        let checked = serde_json::json!({ "email": "anne@lyngaa.dk", "email_verified": true });
        assert_eq!(flow("email", Some("lyngaa.dk")).name(&checked).as_deref(), Some("anne"));
        assert_eq!(flow("upn", Some("lyngaa.dk")).name(&claims), None);
        assert_eq!(flow("sub", None).name(&claims), None);
    }

    #[test]
    fn strangers_who_begin_and_never_end_are_forgotten() {
        let flow = flow("sub", None);
        let known = Known {
            authorization: "https://login.lyngaa.dk/a?b=c".to_owned(),
            token: String::new(),
            end_session: None,
            jwks: String::new(),
            secret_in_form: false,
            keys: Vec::new(),
        };
        let chance = || {
            static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
            let mut bytes = [0; 32];
            bytes.iter_mut().zip(COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_le_bytes()).for_each(|(to, from)| *to = from);
            bytes
        };
        for now in 0..1_200 {
            let (_, address) = flow.begin(&known, chance, "/", now / 10);
            assert!(address.starts_with("https://login.lyngaa.dk/a?b=c&response_type=code&client_id=aktspor&redirect_uri=https%3A%2F%2F"));
        }
        assert_eq!(flow.pending.lock().unwrap().len(), MOST);
        let (browser, _) = flow.begin(&known, chance, "/", 5_000);
        assert_eq!(flow.pending.lock().unwrap().len(), 1);
        let late = State { code: "c".to_owned(), ..State::default() };
        assert!(matches!(flow.finish(Some(&browser), &late, 5_001), Err(Refused::NotBegun)), "a state that is not ours");
        assert!(flow.pending.lock().unwrap().is_empty(), "and it cannot be tried again");
    }
}
