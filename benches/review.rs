//! How fast the review pages answer while four readers work: the first view of a case, a decision stored, the list, in a store of 1,000 cases.
//!
//! `cargo bench --bench review [-- CASES SECONDS]` reads `corpus/pdf` once, fills a store with cases like those until there are CASES, starts the
//! program's own server on it, and lets four readers log in and go on as fast as they get answers: open a case that none has opened, decide five of its verdicts,
//! look at the list. Then they ask for the picture of the first page of every act of the corpus, none of which has been drawn before. The times are those of a client on the same machine, a connection a request; the percentiles are kept in `benches/runs/`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a bench stops at what it did not expect, and counts far below 2^52"
)]

mod support;

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use aktspor::decisions::{Access, Desk, Moment, Role, Salt, User};
use aktspor::store::{CaseRecord, Store};

const READERS: [&str; 4] = ["anne", "bo", "carl", "dorte"];
const PASSWORD: &str = "en lang adgangskode";
/// Verdicts that are decided in each case that is opened.
const DECIDED: usize = 5;

/// Seconds of each kind of request.
#[derive(Default)]
struct Times {
    views: Vec<f64>,
    decisions: Vec<f64>,
    lists: Vec<f64>,
    pictures: Vec<f64>,
}

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let (cases, seconds) = (numbers.next().unwrap_or(1_000), numbers.next().unwrap_or(30));
    let dir = tempfile::tempdir_in(support::root().join("target")).unwrap();
    let store = dir.path().join("store");
    let ids = fill(&store, usize::try_from(cases).unwrap());
    let mut desk = Desk::open(&store).unwrap();
    for name in READERS {
        let user = User { name: name.to_owned(), role: Role::Reviewer, access: Access::everything(), disabled: false, created: Moment(0) };
        desk.add_user("bench", &user, PASSWORD, Salt([1; 16])).unwrap();
    }
    drop(desk);
    let pictures = Mutex::new(pictures(&store).into_iter());

    let mut child = Command::new(env!("CARGO_BIN_EXE_aktspor"))
        .args(["serve", "--addr", "127.0.0.1:0", "--store"])
        .arg(&store)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let address = between(&line, "http://", "/").to_owned();
    let all = Mutex::new(Times::default());
    let next = Mutex::new(ids.into_iter());
    let end = Instant::now() + Duration::from_secs(seconds);
    std::thread::scope(|scope| {
        for name in READERS {
            let (address, all, next) = (&address, &all, &next);
            scope.spawn(move || {
                let mut times = Times::default();
                let cookie = log_in(address, name);
                while Instant::now() < end {
                    let Some(case) = next.lock().unwrap().next() else { break };
                    read(address, &cookie, &case, &mut times);
                }
                let mut all = all.lock().unwrap();
                all.views.append(&mut times.views);
                all.decisions.append(&mut times.decisions);
                all.lists.append(&mut times.lists);
            });
        }
    });
    std::thread::scope(|scope| {
        for name in READERS {
            let (address, all, pictures) = (&address, &all, &pictures);
            scope.spawn(move || {
                let cookie = log_in(address, name);
                loop {
                    let Some(picture) = pictures.lock().unwrap().next() else { break };
                    let begun = Instant::now();
                    let answer = ask(address, &format!("GET {picture}"), &cookie, "");
                    all.lock().unwrap().pictures.push(begun.elapsed().as_secs_f64());
                    assert!(answer.starts_with("HTTP/1.1 200"), "{picture}");
                }
            });
        }
    });
    child.kill().unwrap();
    child.wait().unwrap();

    let times = all.into_inner().unwrap();
    let mut report = format!(
        "# The review pages with four readers\n\n{}\n\n{cases} cases; four readers without pause for {seconds} s, a connection a request, milliseconds.\n\n\
         | what | requests | median | 95 % | 99 % | slowest | bound (median) |\n|---|--:|--:|--:|--:|--:|--:|\n",
        support::machine()
    );
    for (what, times, bound) in [
        ("first view of a case", times.views, "150"),
        ("a decision stored", times.decisions, "30"),
        ("the list of cases", times.lists, ""),
        ("a page's picture, not drawn before", times.pictures, "120"),
    ] {
        let mut times: Vec<f64> = times.into_iter().map(|seconds| seconds * 1e3).collect();
        times.sort_by(f64::total_cmp);
        let at =
            |share: f64| times.get(((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1))).copied().unwrap_or(f64::NAN);
        writeln!(report, "| {what} | {} | {:.1} | {:.1} | {:.1} | {:.1} | {bound} |", times.len(), at(0.5), at(0.95), at(0.99), at(1.0))
            .unwrap();
    }
    support::keep("review", &report);
}

/// The address of the picture of the first page of every act that can be drawn, each act once.
fn pictures(dir: &Path) -> Vec<String> {
    let store = Store::open_read_only(dir).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    let mut found = Vec::new();
    for case in store.case_ids().unwrap() {
        for act in store.case_acts(&case).unwrap() {
            // Acts of pictures only are not read here, and what is not read has no page to show.
            let is_read = store.last_reading(&act.row.sha256).unwrap().is_some_and(|reading| !reading.pages.is_empty());
            if is_read && seen.insert(act.row.sha256.clone()) {
                found.push(format!("/sag/{case}/akt/{}/side/1/billede/2", act.row.act));
            }
        }
    }
    found
}

/// Opens a case, decides some of its verdicts, looks at the list.
fn read(address: &str, cookie: &str, case: &str, times: &mut Times) {
    let begun = Instant::now();
    let page = ask(address, &format!("GET /sag/{case}"), cookie, "");
    times.views.push(begun.elapsed().as_secs_f64());
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let key = between(&page, "name=\"noegle\" value=\"", "\"");
    for card in page.split("<article").skip(1).take(DECIDED) {
        let check = between(card, "data-check=\"", "\"");
        let body = format!("noegle={key}&set={}", between(card, "name=\"set\" value=\"", "\""));
        let begun = Instant::now();
        let answer = ask(address, &format!("POST /sag/{case}/vurdering/{check}/bekraeft"), cookie, &body);
        times.decisions.push(begun.elapsed().as_secs_f64());
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let begun = Instant::now();
    assert!(ask(address, "GET /sager", cookie, "").starts_with("HTTP/1.1 200"));
    times.lists.push(begun.elapsed().as_secs_f64());
}

/// One request; forms as script sends them.
fn ask(address: &str, head: &str, cookie: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let form = if body.is_empty() {
        String::new()
    } else {
        format!("Hx-Request: true\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n", body.len())
    };
    let request = format!("{head} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nCookie: {cookie}\r\n{form}\r\n{body}");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn log_in(address: &str, name: &str) -> String {
    let page = ask(address, "GET /log-ind", "x=y", "");
    let visit = format!("aktspor={}", between(&page, "set-cookie: aktspor=", ";"));
    let key = between(&page, "name=\"noegle\" value=\"", "\"");
    let body = format!("navn={name}&kode={}&noegle={key}", PASSWORD.replace(' ', "+"));
    format!("aktspor={}", between(&ask(address, "POST /log-ind", &visit, &body), "set-cookie: aktspor=", ";"))
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split(start).nth(1).and_then(|after| after.split(end).next()).unwrap()
}

/// A store with so many cases, made of those of the corpus, each with all its rows under an id of its own. Gives the ids.
fn fill(dir: &Path, wanted: usize) -> Vec<String> {
    let mut ingest = Command::new(env!("CARGO_BIN_EXE_aktspor"));
    ingest.args(["ingest", "--no-ocr"]).arg(support::root().join("corpus/pdf")).arg("--store").arg(dir);
    support::run(ingest);
    let mut store = Store::open(dir, "bench").unwrap();
    let originals = store.case_ids().unwrap();
    let mut ids = Vec::new();
    for number in 0..wanted {
        let original = &originals[number % originals.len()];
        let id = format!("{original}-{number:04}");
        let record = renamed(&store, original, &id);
        store.replace_case(&record).unwrap();
        ids.push(id);
    }
    ids
}

/// A case with all its rows under another id.
fn renamed(store: &Store, original: &str, id: &str) -> CaseRecord {
    let mut row = store.case(original).unwrap().unwrap();
    row.case = id.to_owned();
    let mut acts = store.case_acts(original).unwrap();
    acts.iter_mut().for_each(|act| act.row.case = id.to_owned());
    let mut events = store.case_events(original).unwrap();
    events.iter_mut().for_each(|event| event.case = id.to_owned());
    let mut timeline = store.case_timeline(original).unwrap();
    timeline.iter_mut().for_each(|happening| happening.case = id.to_owned());
    let mut checks = store.case_checks(original).unwrap();
    checks.iter_mut().for_each(|check| check.case = id.to_owned());
    let findings = store.case_findings(original).unwrap();
    CaseRecord { row, sag: None, derived_by: "bench".to_owned(), fingerprint: id.to_owned(), acts, events, timeline, checks, findings }
}
