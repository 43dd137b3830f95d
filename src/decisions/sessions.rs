//! Log-ins that last: a random token, of which only the hash is kept.

use std::fmt;

use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::log::{Occasion, hex};
use super::{Desk, DeskError, Moment, User};

/// The name under which decisions stand where there are no users.
pub(super) const LOCAL: &str = "lokal";
/// Longest life of a session, in seconds.
pub const SESSION_LIFE: i64 = 12 * 3600;
/// A session that was not used for so many seconds is over.
pub const SESSION_IDLE: i64 = 60 * 60;
/// Use is noted at most this often, in seconds, so that looking costs no write.
const NOTED_EVERY: i64 = 5 * 60;

/// A secret of a session or a visit, from the caller's chance.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one.
    #[must_use]
    pub fn new(chance: [u8; 32]) -> Self {
        Self(hex(&chance))
    }

    /// One that came back from a browser; none for what is no token.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let is_token = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        is_token.then(|| Self(text.to_owned()))
    }

    /// The secret itself, for the browser.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// What forms of this session carry. Whoever knows it does not know the token.
    #[must_use]
    pub fn form_key(&self) -> String {
        hex(&Sha256::new().chain_update("form\n").chain_update(&self.0).finalize())
    }

    fn hash(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Desk {
    /// The name under which decisions stand where there are no users; none may have it.
    #[must_use]
    pub fn local_reader() -> &'static str {
        LOCAL
    }

    /// Begins a session, and forgets those that are over.
    ///
    /// # Errors
    /// What the file gives.
    pub fn begin_session(&mut self, reader: &str, token: &Token, at: Moment) -> Result<(), DeskError> {
        let occasion = Occasion { who: reader, what: "login", case: None, detail: "" };
        self.write(Some((&occasion, at)), |transaction| {
            transaction.execute("DELETE FROM sessions WHERE begun < ?1 OR seen < ?2", [at.0 - SESSION_LIFE, at.0 - SESSION_IDLE])?;
            transaction.execute(
                "INSERT INTO sessions (token_hash, reader, begun, seen) VALUES (?1, ?2, ?3, ?3)",
                params![token.hash(), reader, at.0],
            )?;
            Ok(())
        })
    }

    /// Who a token belongs to; none when its session is over, or the user is shut out.
    ///
    /// # Errors
    /// What the file gives.
    pub fn session(&mut self, token: &Token, now: Moment) -> Result<Option<User>, DeskError> {
        let found: Option<(String, i64, i64)> = self
            .connection
            .prepare_cached("SELECT reader, begun, seen FROM sessions WHERE token_hash = ?1")
            .and_then(|mut statement| statement.query_row([token.hash()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional())
            .map_err(self.failed())?;
        let Some((reader, begun, seen)) = found else { return Ok(None) };
        if now.0 >= begun + SESSION_LIFE || now.0 >= seen + SESSION_IDLE {
            return Ok(None);
        }
        if now.0 >= seen + NOTED_EVERY {
            self.write(None, |transaction| {
                Ok(transaction.execute("UPDATE sessions SET seen = ?2 WHERE token_hash = ?1", params![token.hash(), now.0])?)
            })?;
        }
        self.user(&reader)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// What the file gives.
    pub fn end_session(&mut self, reader: &str, token: &Token, at: Moment) -> Result<(), DeskError> {
        let occasion = Occasion { who: reader, what: "logout", case: None, detail: "" };
        self.write(Some((&occasion, at)), |transaction| {
            transaction.execute("DELETE FROM sessions WHERE token_hash = ?1", [token.hash()])?;
            Ok(())
        })
    }
}
