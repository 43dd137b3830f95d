use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use aktspor::decisions::{Access, Desk, LogState, Role};
use aktspor::store::{CaseRecord, Store};

use crate::browser::{PASSWORD, add_user, encoded, store};
use crate::support::{Place, program};

/// Readers at work.
const READERS: [&str; 4] = ["anne", "bo", "carl", "dorte"];
/// Cases in the store.
const CASES: usize = 60;
/// Decisions that are acknowledged before the server is killed.
const BEFORE_THE_KILL: usize = 120;

/// A server in a process of its own, on a port of the system's choice.
fn serve(store: &Path) -> (Child, String) {
    let mut child = program().args(["serve", "--addr", "127.0.0.1:0", "--store"]).arg(store).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    (child, address)
}

/// One request over a connection of its own; none when the server has gone.
fn ask(address: &str, head: &str, cookie: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    let cookie = if cookie.is_empty() { String::new() } else { format!("Cookie: {cookie}\r\n") };
    let form = if body.is_empty() {
        String::new()
    } else {
        format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n", body.len())
    };
    write!(stream, "{head} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{cookie}{form}\r\n{body}").ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned()).filter(|answer| !answer.is_empty())
}

/// What stands between two texts.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    text.split(start).nth(1)?.split(end).next()
}

fn cookie(answer: &str) -> String {
    format!("aktspor={}", between(answer, "set-cookie: aktspor=", ";").unwrap())
}

fn key(page: &str) -> &str {
    between(page, "name=\"noegle\" value=\"", "\"").unwrap()
}

/// Logs in and gives the cookie.
fn log_in(address: &str, name: &str) -> String {
    let page = ask(address, "GET /log-ind", "", "").unwrap();
    let visit = cookie(&page);
    let body = encoded(&[("navn", name), ("kode", PASSWORD), ("til", "/"), ("noegle", key(&page))]);
    cookie(&ask(address, "POST /log-ind", &visit, &body).unwrap())
}

/// Many cases, all like one that was read.
fn many_cases(dir: &Path) {
    let mut store = Store::open(dir, "test").unwrap();
    let (row, checks) = (store.case("sag-a").unwrap().unwrap(), store.case_checks("sag-a").unwrap());
    for number in 0..CASES {
        let id = format!("mange-{number:03}");
        let mut row = row.clone();
        row.case.clone_from(&id);
        let mut checks = checks.clone();
        checks.iter_mut().for_each(|check| check.case.clone_from(&id));
        let record = CaseRecord {
            row,
            sag: None,
            derived_by: "test".to_owned(),
            fingerprint: id,
            acts: Vec::new(),
            events: Vec::new(),
            timeline: Vec::new(),
            checks,
            findings: Vec::new(),
        };
        store.replace_case(&record).unwrap();
    }
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill() {
    let place = Place::new();
    let store = store(&place);
    many_cases(&store);
    for name in READERS {
        add_user(&store, name, Role::Reviewer, Access::everything());
    }
    let checks: Vec<String> =
        Store::open_read_only(&store).unwrap().case_checks("mange-000").unwrap().into_iter().map(|row| row.check).collect();
    let (mut child, address) = serve(&store);
    let acknowledged = Mutex::new(BTreeSet::new());
    let counts: [AtomicUsize; 4] = Default::default();
    std::thread::scope(|scope| {
        let cookies = READERS.map(|name| log_in(&address, name));
        let mut at_work = Vec::new();
        for (number, ((name, cookie), count)) in READERS.into_iter().zip(cookies).zip(&counts).enumerate() {
            let (address, checks, acknowledged) = (&address, &checks, &acknowledged);
            at_work.push(scope.spawn(move || {
                // Each reader goes through the cases from another place, so that all four meet.
                for step in 0..CASES {
                    let case = format!("mange-{:03}", (step + 7 * number) % CASES);
                    let Some(page) = ask(address, &format!("GET /sag/{case}"), &cookie, "") else { return };
                    for check in checks {
                        let Some(card) = page.split("<article").find(|card| card.contains(&format!("data-check=\"{check}\""))) else {
                            continue;
                        };
                        let Some(seen) = between(card, "name=\"set\" value=\"", "\"") else { continue };
                        let body = encoded(&[("set", seen), ("noegle", key(&page))]);
                        let Some(answer) = ask(address, &format!("POST /sag/{case}/vurdering/{check}/bekraeft"), &cookie, &body) else {
                            return;
                        };
                        // 409: two others were faster and agree. An answer that was cut acknowledges nothing.
                        if answer.starts_with("HTTP/1.1 303") {
                            acknowledged.lock().unwrap().insert((case.clone(), check.clone(), name));
                            count.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
            }));
        }
        // All four are at work by then, however slow the machine is.
        let enough = || {
            let done = counts.each_ref().map(|count| count.load(Ordering::Relaxed));
            done.iter().sum::<usize>() >= BEFORE_THE_KILL && done.iter().all(|reader| *reader > 0)
        };
        while !enough() {
            assert!(child.try_wait().unwrap().is_none(), "the server fell by itself");
            assert!(!at_work.iter().any(|reader| reader.is_finished()), "a reader came to an end before the kill");
            std::thread::yield_now();
        }
        // SIGKILL: nothing is told, nothing is finished.
        child.kill().unwrap();
        child.wait().unwrap();
    });
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= BEFORE_THE_KILL);
    assert!(READERS.iter().all(|name| acknowledged.iter().any(|(_, _, reader)| reader == name)), "all four were at work");

    let desk = Desk::open(&store).unwrap();
    let kept: BTreeSet<(String, String, String)> =
        desk.all_decisions().unwrap().into_iter().map(|decision| (decision.case, decision.check, decision.reader)).collect();
    for (case, check, reader) in &acknowledged {
        assert!(kept.contains(&(case.clone(), check.clone(), (*reader).to_owned())), "{case} {check} of {reader} is lost");
    }
    assert!(matches!(desk.verify_log().unwrap(), LogState::Whole { .. }));
    drop(desk);
    // And the next server goes on where this one ended, with the sessions as they were.
    let (mut child, address) = serve(&store);
    let cookie = log_in(&address, "anne");
    let page = ask(&address, "GET /sager?afgjort=ja", &cookie, "").unwrap();
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("mange-"));
    child.kill().unwrap();
    child.wait().unwrap();
}
