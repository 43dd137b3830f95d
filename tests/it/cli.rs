use crate::support::{Place, aktspor, finish, good_act, ingest, open_corpus_store, program, repository};

/// Every command of the contract, and those for who carries the grammar on.
const COMMANDS: [&str; 11] = ["ingest", "export", "search", "report", "serve", "text", "dates", "eval", "demo", "grammar", "explain"];

#[test]
fn every_command_has_help_with_an_example() {
    let all = aktspor(["--help"]).ok();
    for command in COMMANDS {
        assert!(all.contains(command), "--help does not name {command}");
        for language in ["da", "en"] {
            let help = aktspor(["--lang", language, command, "--help"]).ok();
            let example = format!("aktspor {command}");
            assert!(help.matches(&example).count() >= 2, "no example below the usage of {command}:\n{help}");
        }
    }
}

#[test]
fn the_version_is_told() {
    assert!(aktspor(["--version"]).ok().contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_ends_with_2() {
    for arguments in
        [&["findes-ikke"][..], &["ingest"], &["export", "alt"], &["export", "events", "--format", "docx"], &["ingest", "--ukendt"]]
    {
        aktspor(arguments).ends(2, &[]);
    }
}

#[test]
fn a_path_that_is_not_there_ends_with_2() {
    let place = Place::new();
    ingest(&[&place.path("findes-ikke.zip")], &place.path("store")).ends(2, &["findes-ikke.zip"]);
}

#[test]
fn one_bad_path_does_not_stop_the_others() {
    let place = Place::new();
    place.put("sag/01_underretning.pdf", good_act());
    let ran = ingest(&[&place.path("findes-ikke.zip"), &place.path("sag")], &place.path("store"));
    assert!(ran.err.contains("findes-ikke.zip"), "{}", ran.err);
    assert_eq!(crate::support::rows(&crate::support::export(&place.path("store"), "acts")).len(), 1);
}

#[test]
fn results_go_to_standard_output_and_the_rest_to_standard_error() {
    let place = Place::new();
    place.put("sag/01_underretning.pdf", good_act());
    let store = place.path("store");
    let ran = ingest(&[&place.path("sag")], &store);
    assert!(!ran.err.is_empty(), "the summary goes to standard error");
    ran.ok();
    let ran = finish(program().args(["export", "acts", "--store"]).arg(&store));
    assert!(ran.out.starts_with(b"{\"case\":"), "{}", String::from_utf8_lossy(&ran.out));
    ran.ok();
}

#[test]
fn machine_output_does_not_change_with_the_language() {
    let place = Place::new();
    place.put("sag/01_underretning.pdf", good_act());
    let store = place.path("store");
    ingest(&[&place.path("sag")], &store).ok();
    for table in crate::support::TABLES {
        let of = |language| finish(program().args(["export", table, "--lang", language, "--store"]).arg(&store)).ok();
        assert_eq!(of("da"), of("en"), "{table}");
    }
}

#[test]
fn strict_counts_unreadable_acts_with_3() {
    let place = Place::new();
    place.put("sag/01_underretning.pdf", good_act());
    place.put("sag/02_tom.pdf", b"");
    let run = |store: &str| {
        let mut command = program();
        command.arg("ingest").arg(place.path("sag")).arg("--store").arg(place.path(store));
        command
    };
    finish(&mut run("a")).ends(0, &["02_tom.pdf"]);
    finish(run("b").arg("--strict")).ends(3, &["02_tom.pdf"]);
}

#[test]
fn text_parts_pages_by_form_feeds_and_gives_them_as_rows() {
    let act = repository("corpus/pdf/lyngaa-kommune/lyngaa-01/03_boernefaglig_undersoegelse.pdf");
    let text = finish(program().arg("text").arg(&act)).ok();
    let pages: Vec<_> = open_corpus_store()
        .pages("lyngaa-01")
        .unwrap()
        .into_iter()
        .filter(|page| page.act == "03_boernefaglig_undersoegelse.pdf")
        .map(|page| page.text)
        .collect();
    assert_eq!(text.trim_end_matches('\u{c}').split('\u{c}').collect::<Vec<_>>(), pages);
    let rows = crate::support::rows(&finish(program().arg("text").arg(&act).args(["--format", "ndjson"])).ok());
    let texts: Vec<_> = rows.iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(texts, pages);
}

#[test]
fn dates_are_read_line_by_line() {
    let place = Place::new();
    let lines = place.put("linjer.txt", "Mødet den 3. maj 2021 kl. 9.30\nintet her\ni går\n");
    let mut command = program();
    command.args(["dates", "--reference", "2021-03-02"]).stdin(std::fs::File::open(lines).unwrap());
    let rows = crate::support::rows(&finish(&mut command).ok());
    let told: Vec<_> = rows.iter().map(|row| (row["line"].as_u64().unwrap(), row["value"].as_str().unwrap())).collect();
    assert_eq!(told, [(1, "2021-05-03T09:30"), (3, "2021-03-01")]);
    let keys: Vec<_> = rows[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["line", "start", "end", "text", "value", "value_end", "grain"]);
}
