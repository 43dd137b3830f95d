//! Passwords: only their Argon2id hashes are kept.

use std::fmt;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use super::Refusal;

/// Fewest letters of a password.
pub const MIN_PASSWORD: usize = 12;
/// Most letters: hashing a book would be an attack.
const MAX_PASSWORD: usize = 200;
/// OWASP's first choice for Argon2id: 19 MiB, two passes.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Chance for one hash, from the caller.
#[derive(Clone, Copy)]
pub struct Salt(pub [u8; 16]);

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// The hash of a password, in the usual text form.
pub(super) fn hashed(password: &str, salt: Salt) -> Result<String, Refusal> {
    if !(MIN_PASSWORD..=MAX_PASSWORD).contains(&password.chars().count()) {
        return Err(Refusal::PasswordUnfit);
    }
    let hash: PasswordHash = argon().hash_password_with_salt(password.as_bytes(), &salt.0).map_err(|_| Refusal::PasswordUnfit)?;
    Ok(hash.to_string())
}

/// Whether the password is the one. Against no hash the same work is done and the answer is no, so that time does not tell which names exist.
pub(super) fn fits(password: &str, hash: Option<&str>) -> bool {
    if password.chars().count() > MAX_PASSWORD {
        return false;
    }
    match hash.map(PasswordHash::new) {
        Some(Ok(hash)) => argon().verify_password(password.as_bytes(), &hash).is_ok(),
        _ => {
            let _: Result<PasswordHash, _> = argon().hash_password_with_salt(password.as_bytes(), &[0; 16]);
            false
        }
    }
}

fn argon() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}
