use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

use aktspor::decisions::{Access, Desk, Moment, Role};
use aktspor::review::{Config, OidcConfig, pages};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::browser::{Answer, Browser, PASSWORD, add_user, config, store};
use crate::support::Place;

/// What the clock of these tests shows.
const NOW: i64 = 1_770_000_000;
const SECRET: &str = "hemmelig: æ";

/// A key that signs.
struct Key(Vec<u8>);

impl Key {
    fn new() -> Self {
        Self(EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap().as_ref().to_vec())
    }

    fn public(&self, name: &str) -> Value {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &self.0, &SystemRandom::new()).unwrap();
        let point = pair.public_key().as_ref();
        let [x, y] = [&point[1..33], &point[33..]].map(|side| URL_SAFE_NO_PAD.encode(side));
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": name, "x": x, "y": y })
    }

    fn sign(&self, name: &str, claims: &Value) -> String {
        let header = Header { kid: Some(name.to_owned()), ..Header::new(Algorithm::ES256) };
        encode(&header, claims, &EncodingKey::from_ec_der(&self.0)).unwrap()
    }
}

/// What was asked for at the provider's page: by code, nonce and challenge.
type Codes = Arc<Mutex<BTreeMap<String, (String, String)>>>;
/// Makes a token of good claims, or of what it makes of them.
type Signed = fn(Value, &Key) -> String;
/// How the next token is made.
type Bend = Arc<Mutex<Signed>>;

/// An identity provider in the process of the tests.
struct Provider {
    issuer: String,
    codes: Codes,
    bend: Bend,
}

fn good(claims: Value, key: &Key) -> String {
    key.sign("nr-1", &claims)
}

impl Provider {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}/realm", listener.local_addr().unwrap());
        let (codes, bend): (Codes, Bend) = (Codes::default(), Arc::new(Mutex::new(good as Signed)));
        let (own_issuer, own_codes, own_bend) = (issuer.clone(), Arc::clone(&codes), Arc::clone(&bend));
        std::thread::spawn(move || {
            let key = Key::new();
            for stream in listener.incoming() {
                answer(stream.unwrap(), &own_issuer, &key, &own_codes, &own_bend);
            }
        });
        Self { issuer, codes, bend }
    }

    /// The pages with this provider, and two users.
    fn pages(&self, store: &Path) -> Router {
        add_user(store, "anne", Role::Reviewer, Access::everything());
        add_user(store, "chef", Role::Lead, Access::everything());
        pages(settings(store, &self.issuer)).unwrap()
    }

    /// What a reader does at the provider's page: gives the address to which the browser is sent back, and the cookie that comes along.
    fn agree(&self, browser: &mut Browser) -> (String, String) {
        let sent = browser.get("/log-ind/oidc?til=%2Fsager");
        let to = sent.leads().to_owned();
        assert!(to.starts_with(&format!("{}/auth?", self.issuer)), "{to}");
        let cookie =
            sent.headers.get_all(header::SET_COOKIE).iter().find_map(|value| value.to_str().ok()?.strip_prefix("aktspor-oidc=")).unwrap();
        for part in ["HttpOnly", "SameSite=Lax", "Path=/log-ind/oidc/svar"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let cookie = format!("aktspor-oidc={}", cookie.split(';').next().unwrap());
        let field = |name: &str| to.split(['?', '&']).find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap().to_owned();
        assert_eq!([field("response_type"), field("code_challenge_method"), field("scope")], ["code", "S256", "openid%20profile"]);
        assert_eq!(field("redirect_uri"), "http%3A%2F%2F127.0.0.1%3A8420%2Flog-ind%2Foidc%2Fsvar");
        let mut codes = self.codes.lock().unwrap();
        let code = format!("kode-{}", codes.len());
        codes.insert(code.clone(), (field("nonce"), field("code_challenge")));
        (format!("/log-ind/oidc/svar?code={code}&state={}", field("state")), cookie)
    }

    /// A whole log-in with a token that is bent.
    fn log_in(&self, router: &Router, bend: Signed) -> (Browser, Answer) {
        *self.bend.lock().unwrap() = bend;
        let mut browser = Browser::new(router);
        let (back, cookie) = self.agree(&mut browser);
        let answer = come_back(&mut browser, &back, &cookie);
        (browser, answer)
    }
}

fn come_back(browser: &mut Browser, back: &str, cookie: &str) -> Answer {
    browser.send(Request::get(back).header(header::COOKIE, cookie), Body::empty())
}

fn settings(store: &Path, issuer: &str) -> Config {
    let folder = store.parent().unwrap();
    std::fs::write(folder.join("secret"), SECRET).unwrap();
    let text = format!(
        "issuer = '{issuer}'\nclient_id = 'aktspor'\nclient_secret_file = 'secret'\nurl = 'http://127.0.0.1:8420'\nname = 'Lyngå Kommune'\n"
    );
    std::fs::write(folder.join("oidc.toml"), text).unwrap();
    let oidc = Some(OidcConfig::read(&folder.join("oidc.toml")).unwrap());
    Config { oidc, clock: || Moment(NOW), ..config(store) }
}

/// The provider's side of one request.
fn answer(stream: TcpStream, issuer: &str, key: &Key, codes: &Codes, bend: &Bend) {
    let mut reader = BufReader::new(&stream);
    let (mut first, mut length, mut login) = (String::new(), 0, String::new());
    reader.read_line(&mut first).unwrap();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 || line == "\r\n" {
            break;
        }
        let (name, value) = line.split_once(':').unwrap();
        match name.to_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap(),
            "authorization" => value.trim().clone_into(&mut login),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let body = String::from_utf8(body).unwrap();
    let field = |name: &str| body.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap_or_default().to_owned();
    let told = if first.contains("/.well-known/openid-configuration") {
        json!({
            "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"), "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"), "end_session_endpoint": format!("{issuer}/ud"),
        })
    } else if first.contains("/keys") {
        // A key of a kind that we don't know is passed over.
        json!({ "keys": [{ "kty": "XYZ", "kid": "nr-1" }, key.public("nr-1")] })
    } else {
        assert!(first.starts_with("POST") && first.contains("/token"), "{first}");
        let pair = String::from_utf8(STANDARD.decode(login.strip_prefix("Basic ").unwrap()).unwrap()).unwrap();
        assert_eq!(pair, "aktspor:hemmelig%3A%20%C3%A6");
        let known = codes.lock().unwrap().remove(&field("code"));
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier")));
        match known {
            Some((nonce, asked)) if asked == challenge && field("grant_type") == "authorization_code" => {
                let claims = json!({ "iss": issuer, "aud": "aktspor", "sub": "17", "exp": NOW + 300, "iat": NOW, "nonce": nonce, "preferred_username": "Anne" });
                json!({ "access_token": "x", "token_type": "Bearer", "id_token": bend.lock().unwrap()(claims, key) })
            }
            _ => json!({ "error": "invalid_grant" }),
        }
    }
    .to_string();
    let mut out = &stream;
    write!(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{told}", told.len())
        .unwrap();
}

/// A token with one claim changed.
fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

#[test]
fn who_the_provider_knows_comes_in_once_and_goes_out_again() {
    let place = Place::new();
    let store = store(&place);
    let provider = Provider::new();
    let router = provider.pages(&store);
    assert!(Browser::new(&router).get("/log-ind?til=%2Fsager").ok().contains("href=\"/log-ind/oidc?til=%2Fsager\""));

    let mut browser = Browser::new(&router);
    let (back, cookie) = provider.agree(&mut browser);
    let come = come_back(&mut browser, &back, &cookie);
    assert_eq!(come.headers["refresh"], "0; url=/sager");
    assert!(come.ok().contains("Logget ind gennem Lyngå Kommune"));
    // The role is ours: a reviewer, whatever the provider might say.
    assert!(browser.get("/sager").ok().contains("anne · sagsgennemgår"));
    assert_eq!(browser.get("/log").status, StatusCode::FORBIDDEN);
    // A second time the same answer is worth nothing, in this browser or another.
    for again in [&mut browser, &mut Browser::new(&router)] {
        let answer = come_back(again, &back, &cookie);
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.text.contains("Begynd forfra"), "{}", answer.text);
    }
    let out = browser.post("/log-ud", &[]);
    assert_eq!(out.leads(), "/log-ind?ud=ja");
    let farewell = browser.get("/log-ind?ud=ja").ok();
    assert!(farewell.contains(&format!("{}/ud?client_id=aktspor", provider.issuer)), "{farewell}");
    assert_eq!(browser.get("/sager").status, StatusCode::SEE_OTHER, "logged out");
    assert!(Browser::logged_in(&router, "chef").get("/log?tekst=login").ok().contains("anne"));
}

#[test]
fn an_answer_to_another_log_in_is_refused() {
    let place = Place::new();
    let provider = Provider::new();
    let router = provider.pages(&store(&place));
    let mut browser = Browser::new(&router);
    // Without the browser's cookie, with another's, with another state.
    let (back, _) = provider.agree(&mut browser);
    assert_eq!(Browser::new(&router).get(&back).status, StatusCode::FORBIDDEN);
    let (_, other) = provider.agree(&mut Browser::new(&router));
    assert_eq!(come_back(&mut browser, &back, &other).status, StatusCode::FORBIDDEN);
    let (back, cookie) = provider.agree(&mut browser);
    let (path, _) = back.split_once("&state=").unwrap();
    assert_eq!(come_back(&mut browser, &format!("{path}&state={}", "0".repeat(64)), &cookie).status, StatusCode::FORBIDDEN);
    // What the provider refuses is told by its code, and only a code.
    let (back, cookie) = provider.agree(&mut browser);
    let state = back.split_once("&state=").unwrap().1;
    let refused = come_back(&mut browser, &format!("/log-ind/oidc/svar?error=access_denied&state={state}"), &cookie);
    assert!(refused.status == StatusCode::FORBIDDEN && refused.text.contains("(access_denied)"), "{}", refused.text);
    // A code that the provider did not give for this verifier.
    let (back, cookie) = provider.agree(&mut browser);
    let state = back.split_once("&state=").unwrap().1;
    let foreign = come_back(&mut browser, &format!("/log-ind/oidc/svar?code=kode-0&state={state}"), &cookie);
    assert!(foreign.status == StatusCode::FORBIDDEN && foreign.text.contains("(invalid_grant)"), "{}", foreign.text);
    assert_eq!(browser.get("/sager").status, StatusCode::SEE_OTHER);
}

#[test]
fn a_token_that_does_not_hold_lets_nobody_in() {
    let place = Place::new();
    let store = store(&place);
    let provider = Provider::new();
    let router = provider.pages(&store);
    let bent: [(&str, Signed); 12] = [
        ("wrong nonce", |claims, key| good(with(claims, "nonce", json!("andet")), key)),
        ("no nonce", |claims, key| good(with(claims, "nonce", Value::Null), key)),
        ("wrong audience", |claims, key| good(with(claims, "aud", json!("en anden")), key)),
        ("among others, not for us", |claims, key| good(with(with(claims, "aud", json!(["aktspor", "b"])), "azp", json!("b")), key)),
        ("wrong issuer", |claims, key| good(with(claims, "iss", json!("http://127.0.0.1:1/realm")), key)),
        ("expired", |claims, key| good(with(claims, "exp", json!(NOW - 61)), key)),
        ("no end", |claims, key| good(with(claims, "exp", Value::Null), key)),
        ("not yet valid", |claims, key| good(with(claims, "nbf", json!(NOW + 61)), key)),
        ("valid from no number", |claims, key| good(with(claims, "nbf", json!("2099-01-01")), key)),
        ("another key by the same name", |claims, _| Key::new().sign("nr-1", &claims)),
        ("a key that nobody knows", |claims, key| key.sign("nr-2", &claims)),
        ("unsigned", |claims, _| {
            let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            format!("{}.{}.", part(&json!({ "alg": "none" })), part(&claims))
        }),
    ];
    for (what, bend) in bent {
        let (mut browser, answer) = provider.log_in(&router, bend);
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}: {}", answer.text);
        assert_eq!(browser.get("/sager").status, StatusCode::SEE_OTHER, "{what}");
    }
    // The same with nothing bent comes in, and the log tells of those that did not.
    assert_eq!(provider.log_in(&router, good).1.status, StatusCode::OK);
    let log = Desk::open(&store).unwrap().log(None, 100, "login.failed").unwrap();
    assert_eq!(log.len(), bent.len());
    assert!(log.iter().any(|entry| entry.detail.contains("nonce")) && log.iter().any(|entry| entry.detail.contains("signature")));
}

#[test]
fn nobody_becomes_a_user_by_logging_in() {
    let place = Place::new();
    let store = store(&place);
    let provider = Provider::new();
    let router = provider.pages(&store);
    Desk::open(&store).unwrap().disable_user("test", "anne", Moment(0)).unwrap();
    let bends: [Signed; 3] = [
        good, // of a user who was shut out
        |claims, key| good(with(claims, "preferred_username", json!("fremmed")), key),
        |claims, key| good(with(claims, "preferred_username", Value::Null), key),
    ];
    for bend in bends {
        let (mut browser, answer) = provider.log_in(&router, bend);
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text);
        assert_eq!(browser.get("/sager").status, StatusCode::SEE_OTHER);
    }
    assert_eq!(Desk::open(&store).unwrap().users().unwrap().len(), 2);
}

#[test]
fn a_provider_that_does_not_answer_stops_no_password() {
    let place = Place::new();
    let store = store(&place);
    add_user(&store, "anne", Role::Reviewer, Access::everything());
    // A port on which nobody listens.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let router = pages(settings(&store, &format!("http://{free}/realm"))).unwrap();
    let mut browser = Browser::new(&router);
    let answer = browser.get("/log-ind/oidc");
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text.contains("Lyngå Kommune svarer ikke") && answer.text.contains("name=\"kode\""), "{}", answer.text);
    assert_eq!(browser.log_in("anne", PASSWORD).leads(), "/");
    assert!(browser.get("/sager").ok().contains("anne"));
}

#[test]
fn without_settings_there_is_no_such_log_in() {
    let place = Place::new();
    let store = store(&place);
    add_user(&store, "anne", Role::Reviewer, Access::everything());
    let mut browser = Browser::new(&pages(config(&store)).unwrap());
    assert!(!browser.get("/log-ind").ok().contains("oidc"));
    assert_eq!(browser.get("/log-ind/oidc").status, StatusCode::NOT_FOUND);
}
