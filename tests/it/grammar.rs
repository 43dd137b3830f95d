use std::fs;

use aktspor::grammar::{Grammar, check_words, from_folder};

use crate::support::{Place, Ran, aktspor, corpus_store, finish, program, repository, tree};

/// The project's grammars in a folder of their own, with one file changed.
fn changed(file: &str, change: impl Fn(String) -> String) -> Place {
    let place = Place::new();
    for (name, bytes) in tree(&repository("grammars")) {
        place.put(&name, bytes);
    }
    let path = place.path(file);
    let text = fs::read_to_string(&path).unwrap_or_default();
    fs::write(&path, change(text)).unwrap();
    place
}

fn check(grammars: &Place) -> Ran {
    aktspor(["grammar", "check", "--grammars", grammars.path("").to_str().unwrap()])
}

#[test]
fn the_built_in_grammars_compile_and_are_those_of_the_folder() {
    Grammar::standard().unwrap();
    let folder = Grammar::compile(&from_folder(&repository("grammars")).unwrap()).unwrap();
    let errors: Vec<_> = check_words(&folder).into_iter().filter(|problem| !problem.is_remark).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn grammar_check_is_clean() {
    aktspor(["grammar", "check"]).ok();
}

#[test]
fn a_fault_is_reported_with_file_and_line() {
    let place = Place::new();
    for (name, bytes) in tree(&repository("grammars")) {
        place.put(&name, bytes);
    }
    let broken = place.path("events/samtykke_givet.toml");
    let text = fs::read_to_string(&broken).unwrap();
    let line = text.lines().count() + 1;
    fs::write(&broken, text + "dette er = = ikke TOML\n").unwrap();
    let ran = aktspor(["grammar", "check", "--grammars", place.path("").to_str().unwrap()]);
    assert_ne!(ran.code, Some(0));
    let said = String::from_utf8_lossy(&ran.out).into_owned() + &ran.err;
    assert!(said.contains("samtykke_givet.toml") && said.contains(&line.to_string()), "{said}");
}

#[test]
fn what_compiles_and_is_wrong_is_told_with_its_place() {
    let twice = |text: String| {
        let rule =
            text.split_once("[[rule]]").map(|(_, rule)| rule.split("[[rule]]").next().unwrap_or_default().to_owned()).unwrap_or_default();
        format!("{text}\n[[rule]]{rule}")
    };
    let ran = check(&changed("events/klage_modtaget.toml", twice));
    assert_eq!(ran.code, Some(2));
    let told = String::from_utf8(ran.out).unwrap();
    assert!(told.contains("events/klage_modtaget.toml") && told.contains("er brugt allerede"), "{told}");
    assert!(told.contains("finder `klage_modtaget.modtage`"), "the second one is idle: {told}");
    let unused = check(&changed("vocabulary/objects.toml", |text| text + "\n[til_ingen_nytte]\nwords = [\"aldrig.brugt\"]\n"));
    let told = String::from_utf8(unused.out).unwrap();
    assert!(told.contains("`til_ingen_nytte`") && told.contains("`aldrig.brugt` kan ikke stå"), "{told}");
}

#[test]
fn a_kind_of_ones_own_takes_no_rust() {
    // The worked example of docs/grammar.md, word by word.
    let guide = fs::read_to_string(repository("docs/grammar.md")).unwrap();
    let block = |start: &str| {
        let lines = guide.lines().skip_while(|line| line.trim() != start).take_while(|line| line.is_empty() || line.starts_with("    "));
        lines.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
    };
    let words = block("[aktindsigt]");
    let rules = block("# The authority gives a party access to the case's acts.");
    assert!(words.contains("words = ") && rules.contains("called = "), "{words}\n{rules}");
    let grammars = changed("vocabulary/objects.toml", |text| format!("{text}\n{words}\n"));
    fs::write(grammars.path("events/aktindsigt_givet.toml"), rules).unwrap();
    check(&grammars).ok();

    let place = Place::new();
    let act = crate::support::pdf(&["Brev", "Mor fik aktindsigt: aktindsigten er givet den 4. maj 2021."]);
    place.put("sag/01_brev.pdf", act);
    let mut command = program();
    command.arg("ingest").arg(place.path("sag")).arg("--store").arg(place.path("store")).arg("--grammars").arg(grammars.path(""));
    finish(&mut command).ok();
    let timeline = crate::support::export(&place.path("store"), "timeline");
    assert!(timeline.contains("\"kind\":\"aktindsigt_givet\",\"date\":\"2021-05-04\""), "{timeline}");
}

#[test]
fn a_kind_that_nobody_declared_is_an_error() {
    let ran = check(&changed("events/klage_modtaget.toml", |text| text.replace("\"klage_modtaget\"", "\"klage_modtagen\"")));
    ran.ends(2, &["klage_modtaget.toml:2", "klage_modtagen", "called"]);
}

#[test]
fn a_difference_is_told_and_judged_and_none_is_none() {
    let diff = |old: &str, new: &str| {
        let mut command = program();
        command.args(["grammar", "diff", old, new]).arg(corpus_store()).arg("--gold").arg(repository("corpus/egne")).args(["--limit", "0"]);
        finish(&mut command)
    };
    let same = repository("grammars");
    let told = diff("-", same.to_str().unwrap());
    assert!(told.ok().contains("ingen forskel"));
    // Without its rules no complaint is found, and what was right becomes wrong.
    let without = changed("events/klage_modtaget.toml", |_| "kind = \"klage_modtaget\"\nrule = []\n".to_owned());
    let ran = diff("-", without.path("").to_str().unwrap());
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let told = String::from_utf8(ran.out).unwrap();
    let complaints = told.lines().find(|line| line.trim_start().starts_with("klage modtaget")).unwrap();
    assert!(complaints.contains(" +0 ") && told.contains("klage_modtaget.modtage"), "{told}");
    let lost = told.lines().find(|line| line.starts_with("Hændelser")).unwrap();
    assert!(!lost.contains(" 0 blev forkerte"), "{lost}");
}
