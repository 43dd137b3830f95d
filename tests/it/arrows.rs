use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::repository;

/// Which room may know which. A new arrow is a decision that a reviewer sees here.
///
/// `lang` may be known everywhere. `export` holds the row types, which is why the store and the judges of rows know it.
const MAP: &[(&str, &[&str])] = &[
    ("archive", &[]),
    ("pdf", &[]),
    ("text", &["pdf"]),
    ("dates", &[]),
    // The rules name kinds, statuses and findings of events.
    ("grammar", &["dates", "events"]),
    ("events", &["dates", "grammar", "text"]),
    ("timeline", &["dates", "events"]),
    ("checks", &["dates", "events", "timeline"]),
    ("export", &["dates", "events", "timeline"]),
    // Both make figures of rows; neither knows where rows come from.
    ("barometer", &["export"]),
    ("report", &["barometer", "dates", "export"]),
    ("store", &["events", "export", "text"]),
    // Hits come with the boxes of what was found.
    ("search", &["text"]),
    // What people decided keeps the suggestion as it was seen; `events` lends the macro that names enums.
    ("decisions", &["events", "export"]),
    ("eval", &["export"]),
    ("pipeline", &["archive", "checks", "dates", "events", "export", "grammar", "pdf", "search", "store", "text", "timeline"]),
    (
        "review",
        &[
            "archive",
            "barometer",
            "checks",
            "dates",
            "decisions",
            "events",
            "export",
            "pdf",
            "pipeline",
            "report",
            "search",
            "store",
            "text",
        ],
    ),
    (
        "cli",
        &[
            "archive",
            "barometer",
            "checks",
            "dates",
            "decisions",
            "eval",
            "events",
            "export",
            "grammar",
            "pdf",
            "pipeline",
            "report",
            "review",
            "search",
            "store",
            "text",
            "timeline",
        ],
    ),
];

/// The rooms that the files of `folder` name, tests beside the code left out: a test may look across.
fn known_by(folder: &Path) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && name != "tests" {
            known.extend(known_by(&path));
        } else if name.ends_with(".rs") && !is_for_tests(&name) {
            let source = fs::read_to_string(&path).unwrap();
            let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
            known.extend(named_in(code));
        }
    }
    known
}

/// Files that only tests have (`#[cfg(test)] mod …`).
fn is_for_tests(name: &str) -> bool {
    name.ends_with("tests.rs")
        || matches!(name, "suites.rs" | "oracle.rs" | "testkit.rs" | "gold.rs" | "situations.rs" | "udsagn.rs" | "dateless.rs")
}

/// The rooms after each `crate::`, and after each `aktspor::` (the program's name for the library), outside comments.
fn named_in(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for after in line.replace("aktspor::", "crate::").split("crate::").skip(1) {
            let room: String = after.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            assert!(!room.is_empty(), "an import that this test cannot follow; write one `use crate::room::…` a room: {line}");
            named.insert(room);
        }
    }
    named
}

#[test]
fn every_arrow_between_rooms_is_on_the_map() {
    let map: BTreeMap<_, _> = MAP.iter().copied().collect();
    let mut rooms = BTreeSet::new();
    for entry in fs::read_dir(repository("src")).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_dir() {
            continue;
        }
        let room = path.file_name().unwrap().to_str().unwrap().to_owned();
        let known = known_by(&path);
        let allowed = map.get(room.as_str()).unwrap_or_else(|| panic!("the room {room} is not on the map"));
        let beyond: Vec<_> =
            known.iter().filter(|other| **other != room && *other != "lang" && !allowed.contains(&other.as_str())).collect();
        assert!(beyond.is_empty(), "{room} knows {beyond:?}, which is not on the map");
        rooms.insert(room);
    }
    let mapped: BTreeSet<_> = map.keys().map(|room| (*room).to_owned()).collect();
    assert_eq!(rooms, mapped, "rooms of src/ and of the map");
}

#[test]
fn the_pure_rooms_touch_nothing_outside() {
    // Text to verdicts are functions of values. `grammar` alone may read the folder it is told to.
    let outside = ["std::fs", "std::env", "std::net", "std::process", "SystemTime", "Instant::now", "Utc::now", "Local::now", "rand::"];
    for room in ["text", "dates", "events", "timeline", "checks", "barometer", "report"] {
        pure(&repository("src").join(room), &outside);
    }
}

fn pure(folder: &Path, outside: &[&str]) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            pure(&path, outside);
        } else if name.ends_with(".rs") && !is_for_tests(&name) {
            let source = fs::read_to_string(&path).unwrap();
            let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
            for word in outside {
                let found = code.lines().find(|line| line.contains(word) && !line.trim_start().starts_with("//"));
                assert!(found.is_none(), "{} uses {word}: {found:?}", path.display());
            }
        }
    }
}
