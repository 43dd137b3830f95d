//! What the pages are told from outside: where the store is, and the clock and chance of the edge.

use std::path::PathBuf;

use super::oidc::OidcConfig;
use crate::decisions::Moment;
use crate::lang::Lang;

/// How to serve.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of the store; made by the first upload where there is none.
    pub store: PathBuf,
    /// The clock, for decisions and sessions.
    pub clock: fn() -> Moment,
    /// The clock as RFC 3339, for the journal of runs.
    pub stamp: fn() -> String,
    /// Chance, for tokens and seeds.
    pub chance: fn() -> [u8; 32],
    /// Names under which the pages may be asked for, without port; requests to any other are refused, so that no foreign page can reach them by a name of
    /// its own that leads here.
    pub hosts: Vec<String>,
    /// The pages listen on the machine itself only. Without this nothing is shown as long as there are no users.
    pub is_local: bool,
    /// They are reached by HTTPS (through a proxy), so that cookies may say so.
    pub is_https: bool,
    /// The language of who has not chosen one.
    pub lang: Lang,
    /// Acts read at once after an upload.
    pub jobs: usize,
    /// The program to start as worker; none reads in this process.
    pub worker: Option<PathBuf>,
    /// The municipalities' own limits, as runs of the command line are told of them: with others, an upload would make cases anew.
    pub frister: Option<PathBuf>,
    /// The identity provider at which users may log in; without one nothing is asked of any other machine.
    pub oidc: Option<OidcConfig>,
    /// Largest upload, in bytes.
    pub upload_limit: u64,
}

impl Config {
    /// Names of the machine itself.
    pub const LOCAL_HOSTS: [&'static str; 3] = ["localhost", "127.0.0.1", "[::1]"];
    /// Largest upload where nothing else is said: 4 GiB.
    pub const UPLOAD_LIMIT: u64 = 4 << 30;
}
