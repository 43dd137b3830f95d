//! What the provider says of itself: where to go, and by which keys it signs.

use jsonwebtoken::jwk::Jwk;
use serde_json::Value;
use ureq::Agent;

use super::config::{OidcConfig, is_safe};
use super::http::{self, Unanswered};

/// A provider as its discovery document tells it.
#[derive(Clone)]
pub struct Known {
    /// Where readers log in.
    pub authorization: String,
    /// Where a code becomes a token.
    pub token: String,
    /// Where readers log out, if it has such a page.
    pub end_session: Option<String>,
    /// Where its keys stand.
    pub jwks: String,
    /// The secret goes into the form rather than into the head.
    pub secret_in_form: bool,
    /// Its keys.
    pub keys: Vec<Jwk>,
}

impl Known {
    /// Asks the provider.
    pub fn ask(agent: &Agent, config: &OidcConfig) -> Result<Self, Unanswered> {
        let address = format!("{}/.well-known/openid-configuration", config.issuer.trim_end_matches('/'));
        let document = http::get(agent, &address)?;
        if document.get("issuer").and_then(Value::as_str) != Some(config.issuer.as_str()) {
            return Err(format!("{address}: tells another issuer than the settings"));
        }
        let place = |key: &str| {
            let found = document.get(key).and_then(Value::as_str).ok_or_else(|| format!("{address}: no `{key}`"))?;
            if is_safe(found) { Ok(found.to_owned()) } else { Err(format!("{address}: `{key}` is not https")) }
        };
        let methods = document.get("token_endpoint_auth_methods_supported").and_then(Value::as_array);
        let takes = |method: &str| methods.is_some_and(|list| list.iter().any(|known| known == method));
        let jwks = place("jwks_uri")?;
        Ok(Self {
            authorization: place("authorization_endpoint")?,
            token: place("token_endpoint")?,
            end_session: place("end_session_endpoint").ok(),
            keys: keys(agent, &jwks)?,
            jwks,
            secret_in_form: takes("client_secret_post") && !takes("client_secret_basic"),
        })
    }

    /// The same with the keys as they are now.
    pub fn with_new_keys(&self, agent: &Agent) -> Result<Self, Unanswered> {
        Ok(Self { keys: keys(agent, &self.jwks)?, ..self.clone() })
    }
}

/// The keys; those of kinds that this program does not know are left out.
fn keys(agent: &Agent, address: &str) -> Result<Vec<Jwk>, Unanswered> {
    let set = http::get(agent, address)?;
    let keys = set.get("keys").and_then(Value::as_array).ok_or_else(|| format!("{address}: no `keys`"))?;
    Ok(keys.iter().filter_map(|key| serde_json::from_value(key.clone()).ok()).collect())
}
