use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use aktspor::decisions::{Access, Desk, Moment, Role, Salt, User};
use aktspor::lang::Lang;
use aktspor::review::{Config, pages};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use tower::ServiceExt;

use crate::support::{Place, ingest, pdf, zip};

/// What the clock of the pages shows; tests let it run.
pub static CLOCK: AtomicI64 = AtomicI64::new(1_770_000_000);
/// The password of every user of the tests.
pub const PASSWORD: &str = "en lang adgangskode";
/// A municipality that means harm.
pub const HARM: &str = "<script>alert(1)</script> Kommune";
/// An act that means harm, by its name.
pub const HARMFUL_ACT: &str = "<img src=x onerror=alert(2)>.pdf";

/// An archive of three cases: two of Lyngå, one that means harm in its municipality, its act's name and its act's text.
pub fn archive() -> Vec<u8> {
    let sag = |id: &str, municipality: &str| {
        serde_json::json!({ "id": id, "municipality": municipality, "case_type": "familiebehandling", "consent": true, "law": "barnets_lov" }).to_string()
    };
    let underretning = pdf(&[
        "Underretning",
        "Modtaget i B\u{f8}rn og Familie den 5. marts 2024 kl. 14.10.",
        "Vedr. Emil, 020315-1234. Skolen er bekymret for barnet.",
    ]);
    let afgoerelse =
        pdf(&["Afg\u{f8}relse", "Den 21. august 2024", "Vi har i dag besluttet at bevilge familiebehandling efter barnets lov \u{a7} 32."]);
    let harm = pdf(&["Underretning", "Modtaget den 6. marts 2024. <script>alert(3)</script> \"><svg onload=alert(4)>"]);
    let harmful = format!("sag-c/{HARMFUL_ACT}");
    zip([
        ("sag-a/sag.json", sag("sag-a", "Lyng\u{e5} Kommune").as_bytes()),
        ("sag-a/01_underretning.pdf", &underretning),
        ("sag-a/02_afgoerelse.pdf", &afgoerelse),
        ("sag-b/sag.json", sag("sag-b", "Lyng\u{e5} Kommune").as_bytes()),
        ("sag-b/01_afgoerelse.pdf", &afgoerelse),
        ("sag-c/sag.json", sag("sag-c", HARM).as_bytes()),
        (harmful.as_str(), &harm),
    ])
}

/// A store of [`archive`], read once for all tests; each gets a copy.
pub fn store(place: &Place) -> std::path::PathBuf {
    static READ: OnceLock<(Place, std::path::PathBuf)> = OnceLock::new();
    let (_, read) = READ.get_or_init(|| {
        let place = Place::new();
        let zip = place.put("sager.zip", archive());
        let store = place.path("store");
        ingest(&[&zip], &store).ok();
        (place, store)
    });
    let copy = place.path("store");
    copy_folder(read, &copy);
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// How the tests serve a store.
pub fn config(store: &Path) -> Config {
    static CHANCE: AtomicI64 = AtomicI64::new(1);
    Config {
        store: store.to_owned(),
        clock: || Moment(CLOCK.load(Ordering::Relaxed)),
        stamp: || "2026-03-01T12:00:00+01:00".to_owned(),
        chance: || {
            let mut bytes = [0; 32];
            bytes[..8].copy_from_slice(&CHANCE.fetch_add(1, Ordering::Relaxed).to_le_bytes());
            bytes
        },
        hosts: Config::LOCAL_HOSTS.map(str::to_owned).to_vec(),
        is_local: true,
        is_https: false,
        lang: Lang::Da,
        jobs: 1,
        worker: Some(env!("CARGO_BIN_EXE_aktspor").into()),
        frister: None,
        oidc: None,
        upload_limit: 1 << 20,
    }
}

/// Adds a user with [`PASSWORD`].
pub fn add_user(store: &Path, name: &str, role: Role, access: Access) {
    let user = User { name: name.to_owned(), role, access, disabled: false, created: Moment(0) };
    Desk::open(store).unwrap().add_user("test", &user, PASSWORD, Salt([1; 16])).unwrap();
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The page of a request that went well.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.text
    }

    /// Where a redirect leads.
    #[track_caller]
    pub fn leads(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.headers[header::LOCATION].to_str().unwrap()
    }
}

/// Marks the assessment that the acts of `sag-a` do not tell, in time.
pub fn mark(browser: &mut Browser) {
    let fields = [
        ("akt", "01_underretning.pdf"),
        ("side", "1"),
        ("citat", "Skolen er bekymret"),
        ("slags", "underretning_vurderet"),
        ("dato", "2024-03-06"),
        ("tid", "10:00"),
    ];
    browser.post("/sag/sag-a/haendelse", &fields).leads();
}

/// Anne and Bo, who read, and a lead, each logged in and free to see every case.
pub fn two_readers_and_a_lead(store: &Path) -> [Browser; 3] {
    let people = [("anne", Role::Reviewer), ("bo", Role::Reviewer), ("chef", Role::Lead)];
    for (name, role) in people {
        add_user(store, name, role, Access::everything());
    }
    let router = pages(config(store)).unwrap();
    people.map(|(name, _)| Browser::logged_in(&router, name))
}

/// A browser without a window: one reader's cookies, and the key of their forms.
pub struct Browser {
    router: Router,
    cookie: Option<String>,
    runtime: tokio::runtime::Runtime,
}

impl Browser {
    pub fn new(router: &Router) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        Self { router: router.clone(), cookie: None, runtime }
    }

    /// A browser on a store's pages, without users.
    pub fn on(store: &Path) -> Self {
        Self::new(&pages(config(store)).unwrap())
    }

    /// A browser whose user has logged in.
    pub fn logged_in(router: &Router, name: &str) -> Self {
        let mut browser = Self::new(router);
        assert_eq!(browser.log_in(name, PASSWORD).leads(), "/");
        browser
    }

    pub fn log_in(&mut self, name: &str, password: &str) -> Answer {
        self.post("/log-ind", &[("navn", name), ("kode", password), ("til", "/")])
    }

    /// Sends a request as it is, but for the cookie and the host.
    pub fn send(&mut self, request: axum::http::request::Builder, body: impl Into<Body>) -> Answer {
        let mut request = request;
        if request.headers_ref().is_none_or(|headers| !headers.contains_key(header::HOST)) {
            request = request.header(header::HOST, "127.0.0.1:8420");
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let request = request.body(body.into()).unwrap();
        let router = self.router.clone();
        let (parts, bytes) = self.runtime.block_on(async {
            let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
            (parts, to_bytes(body, 1 << 26).await.unwrap())
        });
        let set = parts.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        if let Some(cookie) = set.into_iter().find(|cookie| cookie.starts_with("aktspor=")) {
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes: bytes.to_vec() }
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty())
    }

    /// A part of a page, as script asks for it.
    pub fn get_part(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).header("hx-request", "true"), Body::empty())
    }

    /// The key of this reader's forms, from a page.
    pub fn key(&mut self) -> String {
        let page = ["/log-ind", "/sag/sag-a", "/indlaes"].map(|path| self.get(path).text).concat();
        let after = page.split("name=\"noegle\" value=\"").nth(1).expect("a form with a key");
        after.split('"').next().unwrap().to_owned()
    }

    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let key = self.key();
        self.send(form(path), encoded(&[fields, &[("noegle", &key)]].concat()))
    }

    /// The same with script: the answer is the part that changed.
    pub fn post_part(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let key = self.key();
        self.send(form(path).header("hx-request", "true"), encoded(&[fields, &[("noegle", &key)]].concat()))
    }

    /// Sends a file to the page of uploads.
    pub fn upload(&mut self, name: &str, bytes: &[u8]) -> Answer {
        let key = self.key();
        let mut body = format!("--grense\r\nContent-Disposition: form-data; name=\"noegle\"\r\n\r\n{key}\r\n--grense\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"{name}\"\r\nContent-Type: application/zip\r\n\r\n").into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--grense--\r\n");
        let request = Request::post("/indlaes")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=grense")
            .header(header::CONTENT_LENGTH, body.len())
            .header(header::ORIGIN, "http://127.0.0.1:8420");
        self.send(request, body)
    }

    /// The fingerprint of a suggestion, as its card carries it.
    #[track_caller]
    pub fn seen(&mut self, case: &str, check: &str) -> String {
        self.hidden(case, check, "set").expect("a form to decide")
    }

    /// What a card's forms send along unseen.
    fn hidden(&mut self, case: &str, check: &str, field: &str) -> Option<String> {
        let page = self.get(&format!("/sag/{case}")).ok();
        let card = page.split("<article").find(|card| card.contains(&format!("data-check=\"{check}\""))).expect("the card");
        let after = card.split(&format!("name=\"{field}\" value=\"")).nth(1)?;
        after.split('"').next().map(str::to_owned)
    }

    /// Confirms a suggestion or puts another outcome in its place.
    pub fn decide(&mut self, case: &str, check: &str, overturn: Option<(&str, &str)>) -> Answer {
        let seen = self.seen(case, check);
        // What the reader's own marks made of it was seen, too.
        let marked = self.hidden(case, check, "med").unwrap_or_default();
        let mut fields = vec![("set", seen.as_str())];
        fields.extend((!marked.is_empty()).then_some(("med", marked.as_str())));
        fields.extend(overturn.into_iter().flat_map(|(outcome, reason)| [("udfald", outcome), ("begrundelse", reason)]));
        let way = if overturn.is_some() { "omgoer" } else { "bekraeft" };
        self.post(&format!("/sag/{case}/vurdering/{check}/{way}"), &fields)
    }
}

/// A form as browsers send it.
pub fn form(path: &str) -> axum::http::request::Builder {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ORIGIN, "http://127.0.0.1:8420")
        .header("sec-fetch-site", "same-origin")
}

/// Fields as a form's body.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        text.bytes()
            .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect::<String>()
    };
    fields.iter().map(|(key, value)| format!("{}={}", escape(key), escape(value))).collect::<Vec<_>>().join("&")
}

/// The card of a verdict on a case's page.
#[track_caller]
pub fn card<'p>(page: &'p str, check: &str) -> &'p str {
    let wanted = format!("data-check=\"{check}\"");
    let card = page.split("<article").find(|card| card.contains(&wanted)).expect("the card");
    card.split("</article>").next().unwrap()
}
