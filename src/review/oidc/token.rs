//! The provider's word on who someone is: a signed token in, its claims out, or why it is worth nothing.

use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;
use thiserror::Error;

/// Ways of signing that are taken: with a key that only the provider has. Never `none`, never one that we could sign with ourselves.
const SIGNATURES: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];
/// By how many seconds the provider's clock may differ from ours.
const SLACK: i64 = 60;

/// What a token must say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// We.
    pub client: &'a str,
    /// What was sent along when this log-in began.
    pub nonce: &'a str,
    /// Now, in seconds since 1970.
    pub now: i64,
}

/// Why a token is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Worthless {
    /// It is no token.
    #[error("no token")]
    NoToken,
    /// It is signed in a way that is not taken.
    #[error("signed in a way that is not taken")]
    Algorithm,
    /// None of the provider's keys is the one it names.
    #[error("signed by an unknown key")]
    UnknownKey,
    /// The signature is not that key's.
    #[error("the signature does not hold")]
    Signature,
    /// It is another provider's.
    #[error("of another issuer")]
    Issuer,
    /// It is for somebody else.
    #[error("for another audience")]
    Audience,
    /// It is over, or not yet valid.
    #[error("expired or not yet valid")]
    Time,
    /// It belongs to another log-in.
    #[error("of another log-in (nonce)")]
    Nonce,
}

/// The claims of a token that holds.
pub fn verified(token: &str, keys: &[Jwk], expected: &Expected<'_>) -> Result<Value, Worthless> {
    let claims = signed(token, keys)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(expected.issuer) {
        return Err(Worthless::Issuer);
    }
    let audience: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    // Where it is for several, it says for whom it was made.
    let party = text("azp");
    let is_ours = audience.contains(&expected.client) && party.map_or(audience.len() == 1, |party| party == expected.client);
    if !is_ours {
        return Err(Worthless::Audience);
    }
    let moment = |name: &str| claims.get(name).and_then(|value| value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64)));
    let is_over = moment("exp").is_none_or(|end| expected.now >= end.saturating_add(SLACK));
    // A beginning that is no number is none that has passed.
    let is_early = claims.get("nbf").is_some() && moment("nbf").is_none_or(|start| expected.now < start.saturating_sub(SLACK));
    if is_over || is_early {
        return Err(Worthless::Time);
    }
    if text("nonce") != Some(expected.nonce) {
        return Err(Worthless::Nonce);
    }
    Ok(claims)
}

/// The claims of a token whose signature is one of the keys'.
fn signed(token: &str, keys: &[Jwk]) -> Result<Value, Worthless> {
    let header = decode_header(token).map_err(|error| match error.kind() {
        // `none`, and whatever else the library knows no name for.
        jsonwebtoken::errors::ErrorKind::Json(_) | jsonwebtoken::errors::ErrorKind::InvalidAlgorithmName => Worthless::Algorithm,
        _ => Worthless::NoToken,
    })?;
    if !SIGNATURES.contains(&header.alg) {
        return Err(Worthless::Algorithm);
    }
    let signs = |key: &&Jwk| key.common.public_key_use.as_ref().is_none_or(|used| *used == PublicKeyUse::Signature);
    let named: Vec<&Jwk> = keys.iter().filter(signs).filter(|key| header.kid.is_none() || key.common.key_id == header.kid).collect();
    if named.is_empty() {
        return Err(Worthless::UnknownKey);
    }
    let mut rules = Validation::new(header.alg);
    // Issuer, audience and times are checked above, by our own clock.
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    let holds = |key: &Jwk| decode::<Value>(token, &DecodingKey::from_jwk(key).ok()?, &rules).ok();
    named.into_iter().find_map(holds).map(|data| data.claims).ok_or(Worthless::Signature)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    /// The example of RFC 7515, appendix A.2: signed with RSA by others than us.
    const KEY: &str = r#"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}"#;
    const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    #[test]
    fn a_published_signature_holds_and_a_bent_one_does_not() {
        let keys: Vec<Jwk> = vec![serde_json::from_str(KEY).unwrap()];
        assert_eq!(signed(TOKEN, &keys).unwrap()["iss"], "joe");
        let bent = TOKEN.replace("LA0KICJleHAi", "LA0KICJleHAj");
        assert!(signed(&bent, &keys).is_err());
        assert_eq!(signed(TOKEN, &[]), Err(Worthless::UnknownKey));
        let expected = Expected { issuer: "joe", client: "aktspor", nonce: "n", now: 1_300_819_300 };
        assert_eq!(verified(TOKEN, &keys, &expected), Err(Worthless::Audience));
    }

    #[test]
    fn what_we_could_sign_ourselves_is_not_taken() {
        // `{"alg":"none"}` and `{"alg":"HS256"}`.
        for head in ["eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzI1NiJ9"] {
            assert_eq!(signed(&format!("{head}.e30.AAAA"), &[]), Err(Worthless::Algorithm), "{head}");
        }
        for none in ["", "x", "a.b", "a.b.c", "...."] {
            assert!(signed(none, &[]).is_err());
        }
    }
}
