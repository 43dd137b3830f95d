//! The settings of a provider, from a file.

use std::fmt;
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use super::ANSWER;
use crate::lang::Lang;

/// A provider, and how its users are told.
#[derive(Clone, PartialEq, Eq)]
pub struct OidcConfig {
    /// The provider's address, as its tokens name it.
    pub issuer: String,
    /// Our name with the provider.
    pub client_id: String,
    /// Our secret with the provider, if it gave one.
    pub client_secret: Option<String>,
    /// Where readers reach these pages, without a slash at the end.
    pub url: String,
    /// The claim whose value is a user's name.
    pub claim: String,
    /// What the claim's value ends with behind `@`; it is cut off, and a value without it is nobody's.
    pub domain: Option<String>,
    /// What the provider is called on the log-in page.
    pub name: String,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// Certificates to trust in the place of the system's, as a PEM file.
    pub ca_file: Option<PathBuf>,
}

/// Without the secret.
impl fmt::Debug for OidcConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcConfig").field("issuer", &self.issuer).field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// What is wrong with a file of settings.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OidcError {
    /// A file cannot be read.
    #[error("cannot read {}: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        reason: String,
    },
    /// It is not what is asked for.
    #[error("{}: {reason}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its line where there is one.
        reason: String,
    },
    /// An address that is not encrypted, or none at all.
    #[error("{}: `{key}` must begin with https:// (http:// only for this machine)", path.display())]
    NotSafe {
        /// The file.
        path: PathBuf,
        /// The setting.
        key: &'static str,
    },
}

impl OidcError {
    /// What happened and what to do, for people.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let advice = lang.pick("Ret filen; docs/operations.md viser den.", "Correct the file; docs/operations.md shows it.");
        match self {
            Self::Unreadable { path, reason } => {
                format!("{}: {} ({reason}). {advice}", path.display(), lang.pick("kan ikke læses", "cannot be read"))
            }
            Self::Wrong { path, reason } => format!("{}: {reason}. {advice}", path.display()),
            Self::NotSafe { path, key } => {
                let words = lang.pick(
                    "skal begynde med https:// (http:// kun for denne maskine)",
                    "must begin with https:// (http:// only for this machine)",
                );
                format!("{}: {key} {words}. {advice}", path.display())
            }
        }
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    issuer: String,
    client_id: String,
    client_secret_file: Option<PathBuf>,
    url: String,
    #[serde(default = "usual_claim")]
    claim: String,
    domain: Option<String>,
    name: String,
    #[serde(default = "usual_scopes")]
    scopes: Vec<String>,
    ca_file: Option<PathBuf>,
}

fn usual_claim() -> String {
    "preferred_username".to_owned()
}

fn usual_scopes() -> Vec<String> {
    vec!["profile".to_owned()]
}

impl OidcConfig {
    /// Reads the file, and the secret's file that it names. Files are looked for beside the one that names them.
    ///
    /// # Errors
    /// [`OidcError`].
    pub fn read(path: &Path) -> Result<Self, OidcError> {
        let text = |path: &Path| {
            fs::read_to_string(path).map_err(|error| OidcError::Unreadable { path: path.to_owned(), reason: error.to_string() })
        };
        let beside = |named: PathBuf| path.parent().map_or(named.clone(), |folder| folder.join(&named));
        let wrong = |error: toml::de::Error| OidcError::Wrong { path: path.to_owned(), reason: error.to_string().trim().to_owned() };
        let written: Written = toml::from_str(&text(path)?).map_err(wrong)?;
        for (key, address) in [("issuer", &written.issuer), ("url", &written.url)] {
            if !is_safe(address) {
                return Err(OidcError::NotSafe { path: path.to_owned(), key });
            }
        }
        let client_secret = written.client_secret_file.map(|named| text(&beside(named))).transpose()?;
        Ok(Self {
            issuer: written.issuer,
            client_id: written.client_id,
            client_secret: client_secret.map(|secret| secret.trim().to_owned()),
            url: written.url.trim_end_matches('/').to_owned(),
            claim: written.claim,
            domain: written.domain.map(|domain| domain.to_lowercase()),
            name: written.name,
            scopes: written.scopes,
            ca_file: written.ca_file.map(beside),
        })
    }

    /// Where the provider sends the browser back; it must know this address.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        format!("{}{ANSWER}", self.url)
    }

    /// The name under which readers reach the pages.
    #[must_use]
    pub fn host(&self) -> &str {
        host(&self.url).unwrap_or_default()
    }
}

/// Whether nobody on the way can read along: HTTPS, or this machine itself.
pub fn is_safe(address: &str) -> bool {
    let Some(host) = host(address) else { return false };
    let is_here = || host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    !host.is_empty() && (address.starts_with("https://") || (address.starts_with("http://") && is_here()))
}

/// The host of an address, without its port.
fn host(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    if authority.contains('@') {
        return None;
    }
    match authority.strip_prefix('[') {
        Some(_) => authority.find(']').and_then(|end| authority.get(..=end)),
        None => authority.split(':').next(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_encrypted_addresses_or_this_machine() {
        for good in ["https://login.lyngaa.dk/realms/a", "http://127.0.0.1:8080", "http://localhost/x", "http://[::1]:9/"] {
            assert!(is_safe(good), "{good}");
        }
        for bad in
            ["http://login.lyngaa.dk", "http://127.0.0.1.evil.dk/", "http://localhost@evil.dk/", "ftp://localhost", "https://", "login"]
        {
            assert!(!is_safe(bad), "{bad}");
        }
        assert_eq!(host("https://[::1]:9/a"), Some("[::1]"));
    }

    #[test]
    fn a_file_with_its_secret() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("oidc.toml");
        fs::write(dir.path().join("secret"), "hemmeligt\n").unwrap();
        let text = "issuer = 'https://login.lyngaa.dk'\nclient_id = 'aktspor'\nurl = 'https://aktspor.lyngaa.dk/'\nname = 'Lyngå Kommune'\nclient_secret_file = 'secret'\n";
        fs::write(&path, text).unwrap();
        let config = OidcConfig::read(&path).unwrap();
        assert_eq!(config.client_secret.as_deref(), Some("hemmeligt"));
        assert_eq!(config.redirect_uri(), "https://aktspor.lyngaa.dk/log-ind/oidc/svar");
        assert_eq!((config.host(), config.claim.as_str()), ("aktspor.lyngaa.dk", "preferred_username"));
        assert!(!format!("{config:?}").contains("hemmeligt"));
        fs::write(&path, text.replace("https://login", "http://login")).unwrap();
        assert!(matches!(OidcConfig::read(&path), Err(OidcError::NotSafe { key: "issuer", .. })));
        fs::write(&path, format!("{text}rolle = 'leder'\n")).unwrap();
        assert!(OidcConfig::read(&path).unwrap_err().message(Lang::Da).contains("rolle"));
    }
}
