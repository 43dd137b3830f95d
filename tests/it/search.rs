use std::collections::BTreeSet;

use crate::support::{corpus_store, finish, open_corpus_store, program, rows};

fn found(question: &str, limit: &str) -> Vec<serde_json::Value> {
    let mut command = program();
    command.args(["search", question, "--format", "ndjson", "--limit", limit, "--store"]).arg(corpus_store());
    rows(&finish(&mut command).ok())
}

#[test]
fn a_hit_names_case_act_page_and_the_place() {
    let hits = found("kontaktperson", "20");
    assert_eq!(hits.len(), 20);
    let store = open_corpus_store();
    for hit in &hits {
        let text = |key: &str| hit[key].as_str().unwrap();
        let page = store
            .pages(text("case"))
            .unwrap()
            .into_iter()
            .find(|page| page.act == text("act") && u64::from(page.page) == hit["page"].as_u64().unwrap())
            .unwrap();
        assert!(page.text.to_lowercase().contains("kontaktperson"), "{} {}", page.case, page.act);
        assert!(text("snippet").to_lowercase().contains("kontaktperson"), "{}", text("snippet"));
    }
}

#[test]
fn every_form_of_a_word_is_found() {
    let of = |question| {
        found(question, "1000")
            .iter()
            .map(|hit| (hit["case"].clone(), hit["act"].clone(), hit["page"].clone()))
            .map(|place| format!("{place:?}"))
            .collect::<BTreeSet<_>>()
    };
    let (one, many) = (of("underretning"), of("underretningerne"));
    assert!(one.len() > 50);
    assert_eq!(one, many);
}

#[test]
fn the_same_question_gives_the_same_answer() {
    assert_eq!(found("aflastning weekend", "50"), found("aflastning weekend", "50"));
}

#[test]
fn what_is_nowhere_is_not_found() {
    assert!(found("qzxwvk", "10").is_empty());
}

#[test]
fn people_get_lines_with_the_place_first() {
    let mut command = program();
    command.args(["search", "kontaktperson", "--limit", "3", "--store"]).arg(corpus_store());
    let text = finish(&mut command).ok();
    let hits = found("kontaktperson", "3");
    for hit in hits {
        assert!(text.contains(hit["case"].as_str().unwrap()) && text.contains(hit["act"].as_str().unwrap()), "{text}");
    }
}
