//! Log-in with a municipality's own identity provider: OpenID Connect, authorization code flow with PKCE. Off unless a file of settings is given, and then the only
//! part of the pages that asks anything of another machine: the provider, of nobody else.
//!
//! ```text
//! /log-ind/oidc ─► known: discovery and keys ─► flow::begin: state, nonce, verifier kept here; the browser goes to the provider
//! /log-ind/oidc/svar ─► flow::finish: state once, code for token ─► token::verified ─► claim ─► a user that exists ─► a session as after a password
//! ```
//!
//! The provider says who someone is; what they may do and see stays here. Nobody is made a user by logging in.
//! Signatures are checked by `jsonwebtoken` on `ring`, which TLS needs anyway; a crate for all of the protocol would bring seventy more for what are two pages here.

mod config;
mod flow;
mod http;
mod known;
mod page;
mod token;

pub use config::{OidcConfig, OidcError};
pub use flow::Flow;
pub use page::{Answer, Start, answer, end_session, start};

/// Where a log-in at the provider begins.
pub const BEGIN: &str = "/log-ind/oidc";
/// Where the provider sends the browser back.
pub const ANSWER: &str = "/log-ind/oidc/svar";
