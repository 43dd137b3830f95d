use std::fs;

use aktspor::grammar::{Grammar, check_words, from_folder};

use crate::support::{Place, aktspor, repository, tree};

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
