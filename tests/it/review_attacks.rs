use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

use aktspor::decisions::{Access, Desk, Role};
use aktspor::review::{Config, pages};
use aktspor::store::Store;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

use crate::browser::{Browser, CLOCK, HARM, HARMFUL_ACT, PASSWORD, add_user, config, encoded, form, store};
use crate::support::{Place, aktspor, finish, program, rows, zip};

/// One case of one reviewer's.
fn only(case: &str) -> Access {
    Access { all: false, cases: vec![case.to_owned()], municipalities: Vec::new() }
}

#[test]
fn another_case_is_nowhere_to_be_seen() {
    let place = Place::new();
    let store = store(&place);
    add_user(&store, "anne", Role::Reviewer, only("sag-a"));
    add_user(&store, "chef", Role::Lead, Access::default());
    let router = pages(config(&store)).unwrap();
    let mut anne = Browser::logged_in(&router, "anne");
    assert_eq!(anne.get("/sag/sag-a").status, StatusCode::OK);
    // By address: as if it did not exist.
    let [other, none] = ["/sag/sag-b", "/sag/findes-ikke"].map(|path| anne.get(path));
    assert_eq!((other.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(other.text.replace("sag-b", "X"), none.text.replace("findes-ikke", "X"));
    for path in
        ["/sag/sag-b/akt/01_afgoerelse.pdf/side/1", "/sag/sag-b/akt/01_afgoerelse.pdf/side/1/billede/2", "/eksport/checks.ndjson?kun=sag-b"]
    {
        assert_eq!(anne.get(path).status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/sag/sag-b/vurdering/samtykke/bekraeft", "/sag/sag-b/note", "/sag/sag-b/cpr", "/sag/sag-b/haendelse"] {
        assert_eq!(anne.post(path, &[("tekst", "x"), ("set", "x")]).status, StatusCode::NOT_FOUND, "{path}");
    }
    // By lists, tables, search and figures.
    for path in [
        "/",
        "/sager",
        "/sager?sag=sag-b",
        "/eksport/cases.ndjson",
        "/eksport/acts.ndjson",
        "/soeg?q=familiebehandling",
        "/soeg?q=besluttet&sag=sag-b",
    ] {
        let page = anne.get(path).ok();
        // What the reader typed stands in its field again; rows and links do not.
        let told = if path.starts_with("/eksport") { "sag-b" } else { "/sag/sag-b" };
        assert!(!page.contains(told) && !page.contains(HARM), "{path}: {page}");
    }
    assert!(anne.get("/tal").ok().contains("1 sag."));
    // What only leads may do.
    for path in ["/log", "/enighed", "/indlaes", "/indlaes/status"] {
        assert_eq!(anne.get(path).status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(anne.post("/stikproeve", &[("antal", "5")]).status, StatusCode::FORBIDDEN);
    assert_eq!(anne.post("/sag/sag-a/tildel", &[("laeser", "anne")]).status, StatusCode::FORBIDDEN);
    assert_eq!(anne.upload("a.zip", b"PK\x03\x04").status, StatusCode::FORBIDDEN);
    // The lead sees that it was tried, and may open the case.
    let mut chef = Browser::logged_in(&router, "chef");
    assert!(chef.get("/log?tekst=case.refused").ok().contains("sag-b"));
    chef.post("/sag/sag-b/tildel", &[("laeser", "anne")]).leads();
    assert_eq!(anne.get("/sag/sag-b").status, StatusCode::OK);
    chef.post("/sag/sag-b/tildel", &[("laeser", "")]).leads();
    assert_eq!(anne.get("/sag/sag-b").status, StatusCode::NOT_FOUND);
}

#[test]
fn script_in_text_name_or_municipality_stays_text() {
    let place = Place::new();
    let mut browser = Browser::on(&store(&place));
    let harmful = ["<script>alert", "<img src=x", "<svg onload"];
    let mut told = String::new();
    let act = "/sag/sag-c/akt/%3Cimg%20src%3Dx%20onerror%3Dalert%282%29%3E.pdf/side/1";
    for path in [
        "/",
        "/sager",
        "/tal",
        "/sag/sag-c",
        act,
        "/soeg?q=alert",
        "/soeg?q=%3Cscript%3Ealert(9)%3C/script%3E",
        "/sager?kommune=%22%3E%3Cscript%3Ealert(9)",
        "/log?tekst=%22%3E%3Cscript%3E",
        "/finder-ikke/%3Cscript%3Ealert(9)",
    ] {
        let page = browser.get(path).text;
        for harm in harmful {
            assert!(!page.contains(harm), "{path} holds {harm}");
        }
        told += &page;
    }
    // They were there to be escaped.
    assert!(told.contains("&lt;script&gt;alert(1)") && told.contains("&lt;img src=x onerror") && told.contains("&lt;script&gt;alert(3)"));
    assert!(HARMFUL_ACT.starts_with("<img"));
    // A note, a reason and a mark of a reader likewise.
    browser.post("/sag/sag-c/note", &[("tekst", "<script>alert(5)</script>")]).leads();
    let page = browser.get("/sag/sag-c").ok();
    assert!(!page.contains("<script>alert") && page.contains("&lt;script&gt;alert(5)"));
}

#[test]
fn forged_posts_are_refused() {
    let place = Place::new();
    let store = store(&place);
    let mut browser = Browser::on(&store);
    let seen = browser.seen("sag-a", "samtykke");
    let key = browser.key();
    let path = "/sag/sag-a/vurdering/samtykke/bekraeft";
    let whole = encoded(&[("set", &seen), ("noegle", &key)]);
    let plain = || Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let stolen = Browser::on(&store).key();
    let tries = [
        ("no key", form(path), encoded(&[("set", &seen)])),
        ("an empty key", form(path), encoded(&[("set", &seen), ("noegle", "")])),
        ("another session's key", form(path), encoded(&[("set", &seen), ("noegle", &stolen)])),
        ("another origin", plain().header(header::ORIGIN, "https://evil.example"), whole.clone()),
        ("no origin to tell", plain().header(header::ORIGIN, "null"), whole.clone()),
        ("another port", plain().header(header::ORIGIN, "http://127.0.0.1:1"), whole.clone()),
        ("another site", plain().header("sec-fetch-site", "cross-site"), whole.clone()),
        ("a sibling site", plain().header("sec-fetch-site", "same-site"), whole.clone()),
        ("text that looks like a form", Request::post(path).header(header::CONTENT_TYPE, "text/plain"), whole.clone()),
        ("no type", Request::post(path), whole.clone()),
        (
            "a file form elsewhere than at the uploads",
            Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=x"),
            whole.clone(),
        ),
    ];
    for (what, request, body) in tries {
        assert_eq!(browser.send(request, body).status, StatusCode::FORBIDDEN, "{what}");
    }
    assert_eq!(browser.send(form(path), vec![b'a'; 300 << 10]).status, StatusCode::PAYLOAD_TOO_LARGE);
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let request = Request::builder().method(method).uri(path);
        assert_eq!(browser.send(request, Body::empty()).status, StatusCode::METHOD_NOT_ALLOWED);
    }
    // A decision does not come by a link.
    assert_eq!(browser.get(path).status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(Desk::open(&store).unwrap().decisions("sag-a").unwrap().is_empty());
    assert_eq!(browser.send(form(path), whole).status, StatusCode::SEE_OTHER, "and the true one passes");
}

#[test]
fn a_foreign_name_for_this_machine_is_refused() {
    let place = Place::new();
    let mut browser = Browser::on(&store(&place));
    for host in ["evil.example", "evil.example:8420", "127.0.0.1.evil.example", "localhost.evil.example:80", ""] {
        let answer = browser.send(Request::get("/sager").header(header::HOST, host), Body::empty());
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{host}");
        assert!(!answer.text.contains("sag-a"));
    }
    for host in ["localhost", "LOCALHOST:8420", "127.0.0.1", "[::1]:8420"] {
        assert_eq!(browser.send(Request::get("/sager").header(header::HOST, host), Body::empty()).status, StatusCode::OK, "{host}");
    }
}

#[test]
fn paths_lead_nowhere_else() {
    let place = Place::new();
    let mut browser = Browser::on(&store(&place));
    for path in [
        "/static/..%2F..%2F/app.css/../../../etc/passwd",
        "/static/x/..%2F..%2FCargo.toml",
        "/static/x/%2Fetc%2Fpasswd",
        "/sag/..%2F..%2Fdesk.sqlite",
        "/sag/sag-a/akt/..%2F..%2F..%2Fdesk.sqlite/side/1",
        "/sag/sag-a/akt/%2Fetc%2Fpasswd/side/1",
        "/sag/sag-a/akt/01_underretning.pdf/side/0",
        "/sag/sag-a/akt/01_underretning.pdf/side/2",
        "/sag/sag-a%00/",
        "/eksport/%2Fetc%2Fpasswd",
        "/../../etc/passwd",
    ] {
        let answer = browser.get(path);
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        assert!(!answer.text.contains("root:") && !answer.bytes.starts_with(b"SQLite"));
    }
    for path in ["/sag/sag-a/akt/01_underretning.pdf/side/99999999999999999999", "/sager?side=-1", "/stikproeve/x", "/log?foer=x"] {
        let answer = browser.get(path);
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
    // Back to where one came from, but only here.
    for elsewhere in ["//evil.example", "https://evil.example", "/%5Cevil.example", "%0d%0aSet-Cookie:x"] {
        assert_eq!(browser.get(&format!("/sprog?til=da&side={elsewhere}")).leads(), "/");
    }
}

#[test]
fn uploads_that_mean_harm_leave_nothing_behind() {
    let place = Place::new();
    let store = store(&place);
    let mut browser = Browser::on(&store);
    let uploads = || fs::read_dir(store.join("uploads")).map_or(0, Iterator::count);
    // Larger than is taken (1 MiB here), told and not told.
    let huge = [b"PK\x03\x04".as_slice(), &vec![0; 3 << 20]].concat();
    assert_eq!(browser.upload("stor.zip", &huge).status, StatusCode::PAYLOAD_TOO_LARGE);
    let key = browser.key();
    let body = [
        format!("--g\r\nContent-Disposition: form-data; name=\"noegle\"\r\n\r\n{key}\r\n--g\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"a.zip\"\r\n\r\n").into_bytes(),
        huge,
        b"\r\n--g--\r\n".to_vec(),
    ]
    .concat();
    let multipart = || Request::post("/indlaes").header(header::CONTENT_TYPE, "multipart/form-data; boundary=g");
    assert_eq!(browser.send(multipart(), body.clone()).status, StatusCode::PAYLOAD_TOO_LARGE);
    // Without the key, or with the key after the file.
    let forged = "--g\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"a.zip\"\r\n\r\nPK\x03\x04\r\n--g--\r\n";
    assert_eq!(browser.send(multipart(), forged).status, StatusCode::FORBIDDEN);
    // Cut off in the middle, no archive at all, nothing.
    assert_eq!(browser.send(multipart(), body[..4000].to_vec()).status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.upload("sager.zip", b"%PDF-1.4 en akt").status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.upload("sager.zip", b"").status, StatusCode::BAD_REQUEST);
    assert_eq!(uploads(), 0);
}

#[test]
fn a_zip_bomb_and_a_wreck_come_to_a_named_end() {
    let place = Place::new();
    let store = store(&place);
    let mut browser = Browser::on(&store);
    // 400 MiB of nothing in 400 KiB.
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("sag-x/bombe.pdf", zip::write::SimpleFileOptions::default()).unwrap();
    let nothing = vec![0; 1 << 20];
    for _ in 0..400 {
        writer.write_all(&nothing).unwrap();
    }
    browser.upload("../../bombe.zip", &writer.finish().unwrap().into_inner()).leads();
    browser.upload("vrag.zip", &[b"PK\x03\x04".as_slice(), &[0xff; 500]].concat()).leads();
    browser.upload("tomt.zip", &zip([("sag-y/laes.txt", b"ingen akt".as_slice())])).leads();
    let begun = Instant::now();
    let list = loop {
        let list = browser.get_part("/indlaes/status").ok();
        if list.matches("kunne ikke læses<").count() + list.matches(">læst<").count() == 3 {
            break list;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{list}");
        std::thread::yield_now();
    };
    // The bomb is refused by name, with its case left empty; the two others hold nothing at all.
    assert!(list.contains("ligner en ZIP-bombe") && !list.contains(store.to_str().unwrap()), "{list}");
    assert_eq!(list.matches("kunne ikke læses<").count(), 2, "{list}");
    // The store stands, the archives are gone.
    assert_eq!(Store::open_read_only(&store).unwrap().case_acts("sag-x").unwrap(), []);
    // The list is made anew every other second at most.
    let begun = Instant::now();
    while !browser.get("/sager").ok().contains("4 sager") {
        assert!(begun.elapsed() < Duration::from_secs(60));
        std::thread::yield_now();
    }
    assert!(fs::read_dir(store.join("uploads")).unwrap().all(|entry| fs::read_dir(entry.unwrap().path()).unwrap().count() == 1));
}

#[test]
fn guessing_passwords_is_slowed_down_and_noted() {
    let place = Place::new();
    let store = store(&place);
    add_user(&store, "anne", Role::Lead, Access::default());
    let router = pages(config(&store)).unwrap();
    let mut browser = Browser::new(&router);
    for _ in 0..5 {
        assert_eq!(browser.log_in("anne", "forkert forkert").status, StatusCode::UNAUTHORIZED);
    }
    let refused = browser.log_in("anne", PASSWORD);
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "the right one waits too");
    assert!(refused.headers[header::RETRY_AFTER].to_str().unwrap().parse::<i64>().unwrap() > 0);
    // The same words for a name that nobody has.
    assert_eq!(browser.log_in("ingen", PASSWORD).status, StatusCode::UNAUTHORIZED);
    let before = browser.get("/log-ind");
    assert_eq!(before.status, StatusCode::OK);
    CLOCK.fetch_add(60, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(browser.log_in("ANNE ", PASSWORD).leads(), "/");
    assert!(browser.get("/log?tekst=login.failed").ok().contains("anne"));
}

#[test]
fn strangers_see_the_log_in_and_nothing_else() {
    let place = Place::new();
    let store = store(&place);
    add_user(&store, "anne", Role::Reviewer, only("sag-a"));
    let router = pages(config(&store)).unwrap();
    let mut browser = Browser::new(&router);
    for path in ["/", "/sager", "/sag/sag-a", "/eksport/checks.ndjson", "/log", "/indlaes"] {
        let answer = browser.get(path);
        assert!(answer.leads().starts_with("/log-ind"), "{path}");
        assert!(!answer.text.contains("sag-a"));
    }
    assert_eq!(browser.get_part("/sag/sag-a").status, StatusCode::UNAUTHORIZED);
    assert!(browser.get("/log-ind?til=https%3A%2F%2Fevil.example").ok().contains("<form"));
    let leads = browser.post("/log-ind", &[("navn", "anne"), ("kode", PASSWORD), ("til", "//evil.example")]);
    assert_eq!(leads.leads(), "/");
    let cookie = leads.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    // After logging out the cookie that somebody may have kept is worth nothing.
    let kept = cookie.split(';').next().unwrap().to_owned();
    browser.post("/log-ud", &[]).leads();
    let mut thief = Browser::new(&router);
    let answer = thief.send(Request::get("/sager").header(header::COOKIE, kept), Body::empty());
    assert!(answer.leads().starts_with("/log-ind"));
    // A user who is shut out is out at once.
    let mut anne = Browser::logged_in(&router, "anne");
    finish(program().args(["user", "disable", "anne", "--store"]).arg(&store)).ok();
    assert!(anne.get("/sager").leads().starts_with("/log-ind"));
}

#[test]
fn without_users_only_this_machine_is_served() {
    let place = Place::new();
    let store = store(&place);
    let mut browser = Browser::new(&pages(Config { is_local: false, ..config(&store) }).unwrap());
    let answer = browser.get("/sager");
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(!answer.text.contains("sag-a"));
    finish(program().args(["serve", "--addr", "0.0.0.0:0", "--store"]).arg(&store)).ends(2, &["aktspor user add"]);
}

#[test]
fn over_https_the_cookie_is_tied_to_the_host() {
    let place = Place::new();
    let mut browser = Browser::new(&pages(Config { is_https: true, ..config(&store(&place)) }).unwrap());
    let answer = browser.get("/");
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-aktspor=") && cookie.ends_with("; Secure"), "{cookie}");
}

#[test]
fn a_log_that_was_tampered_with_is_told() {
    let place = Place::new();
    let store = store(&place);
    let mut browser = Browser::on(&store);
    for path in ["/sag/sag-a", "/sag/sag-b", "/soeg?q=familie"] {
        browser.get(path).ok();
    }
    let log = |action: &[&str]| finish(program().arg("log").args(action).arg("--store").arg(&store));
    assert!(log(&["verify"]).ok().contains("Loggen er hel: 3 linjer"));
    let lines = rows(&log(&["show", "--format", "ndjson"]).ok());
    assert_eq!(lines.iter().map(|line| line["what"].as_str().unwrap()).collect::<Vec<_>>(), ["case.view", "case.view", "search"]);
    assert_eq!(rows(&log(&["show", "--format", "ndjson", "--only", "sag-b"]).ok()).len(), 1);
    drop(browser);
    let connection = rusqlite::Connection::open(store.join("desk.sqlite")).unwrap();
    connection.execute_batch("DROP TRIGGER log_no_UPDATE; UPDATE log SET line = replace(line, 'sag-b', 'sag-c')").unwrap();
    log(&["verify"]).ends(4, &["linje 2"]);
    assert!(Browser::on(&store).get("/log?kontrol=ja").ok().contains("Loggen er ændret fra linje 2"));
}

#[test]
fn users_are_managed_from_the_terminal() {
    let place = Place::new();
    let store = place.path("store");
    let user = |arguments: &[&str], password: &str| {
        let mut child = program()
            .arg("user")
            .args(arguments)
            .arg("--store")
            .arg(&store)
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // A command that reads no password may have ended.
        let _ = writeln!(child.stdin.take().unwrap(), "{password}");
        let output = child.wait_with_output().unwrap();
        crate::support::Ran { code: output.status.code(), out: output.stdout, err: String::from_utf8_lossy(&output.stderr).into_owned() }
    };
    user(&["add", "chef", "--role", "administrator"], PASSWORD).ok();
    user(&["add", "anne", "--case", "sag-a", "--municipality", "Lyngå Kommune"], PASSWORD).ok();
    user(&["add", "bo"], "kort").ends(2, &["12 til 200"]);
    user(&["add", "anne"], PASSWORD).ends(2, &["findes"]);
    user(&["disable", "chef"], "").ends(2, &["sidste administrator"]);
    user(&["passwd", "anne"], "en anden lang kode").ok();
    user(&["disable", "anne"], "").ok();
    let list = user(&["list"], "").ok();
    assert!(
        list.contains("chef") && list.contains("alle sager") && list.contains("sag-a, Lyngå Kommune") && list.contains("spærret"),
        "{list}"
    );
    assert!(!aktspor(["log", "show", "--store", store.to_str().unwrap()]).ok().contains(PASSWORD));
}
