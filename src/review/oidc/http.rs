//! Questions to the provider: JSON in, JSON out, over TLS, bounded in time and size, redirected nowhere.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use ureq::http::Response;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};
use ureq::{Agent, Body};

use super::config::OidcConfig;
use crate::review::links::escaped;

/// Longest that a provider may take to answer; a reader waits for it.
const PATIENCE: Duration = Duration::from_secs(8);
/// Largest answer.
const LARGEST: u64 = 1 << 20;

/// Why there is no answer, for the log of whoever runs the program; it holds no token.
pub type Unanswered = String;

/// A client that trusts the system's certificates, or those of the settings.
pub fn agent(config: &OidcConfig) -> Result<Agent, Unanswered> {
    let roots: Vec<Certificate<'static>> = match &config.ca_file {
        Some(path) => {
            let pem = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
            parse_pem(&pem)
                .filter_map(|item| match item {
                    Ok(PemItem::Certificate(certificate)) => Some(certificate),
                    _ => None,
                })
                .collect()
        }
        None => rustls_native_certs::load_native_certs().certs.iter().map(|one| Certificate::from_der(one).to_owned()).collect(),
    };
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(RootCerts::from(roots))
        .build();
    // A redirect could lead the secret elsewhere; an error's answer says what is wrong.
    let settings = Agent::config_builder().tls_config(tls).timeout_global(Some(PATIENCE)).max_redirects(0).http_status_as_error(false);
    Ok(settings.build().new_agent())
}

/// What stands at an address.
pub fn get(agent: &Agent, address: &str) -> Result<Value, Unanswered> {
    let mut answer = agent.get(address).header("accept", "application/json").call().map_err(|error| format!("{address}: {error}"))?;
    let status = answer.status();
    if !status.is_success() {
        return Err(format!("{address}: {status}"));
    }
    json(address, &mut answer)
}

/// The answer to a form, whatever its status: an error is JSON as well.
pub fn post(agent: &Agent, address: &str, fields: &[(&str, &str)], login: Option<(&str, &str)>) -> Result<Value, Unanswered> {
    let body: Vec<String> = fields.iter().map(|(key, value)| format!("{key}={}", escaped(value))).collect();
    let mut request = agent.post(address).header("accept", "application/json").header("content-type", "application/x-www-form-urlencoded");
    if let Some((name, secret)) = login {
        let pair = STANDARD.encode(format!("{}:{}", escaped(name), escaped(secret)));
        request = request.header("authorization", format!("Basic {pair}"));
    }
    let mut answer = request.send(body.join("&")).map_err(|error| format!("{address}: {error}"))?;
    json(address, &mut answer)
}

fn json(address: &str, answer: &mut Response<Body>) -> Result<Value, Unanswered> {
    let text = answer.body_mut().with_config().limit(LARGEST).read_to_string().map_err(|error| format!("{address}: {error}"))?;
    // Only where the fault is: the text may hold a token.
    serde_json::from_str(&text).map_err(|error| format!("{address}: no JSON (line {})", error.line()))
}
