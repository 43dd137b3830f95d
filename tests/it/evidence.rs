use std::collections::BTreeMap;

use aktspor::checks::CheckKind;
use aktspor::export::{CheckRow, EventRow, TimelineRow};
use aktspor::store::StoreError;

use crate::support::open_corpus_store;

fn all<T>(rows: impl Iterator<Item = Result<T, StoreError>>) -> Vec<T> {
    rows.map(Result::unwrap).collect()
}

/// The text of every page of the corpus, by case, act and page.
fn pages() -> BTreeMap<(String, String, u32), String> {
    let store = open_corpus_store();
    let cases = store.case_ids().unwrap();
    cases.iter().flat_map(|case| store.pages(case).unwrap()).map(|page| ((page.case, page.act, page.page), page.text)).collect()
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_event_stands_where_it_says() {
    let pages = pages();
    let events: Vec<EventRow> = all(open_corpus_store().events().unwrap());
    assert!(events.len() > 500, "{} events", events.len());
    for event in &events {
        let text = &pages[&(event.case.clone(), event.act.clone(), event.page)];
        let quoted = text.get(event.start as usize..event.end as usize);
        assert_eq!(quoted.map(folded).as_deref(), Some(event.quote.as_str()), "{event:?}");
        assert!(!event.quote.is_empty(), "{event:?}");
        assert!(!event.boxes.is_empty(), "no boxes: {event:?}");
        for [x0, y0, x1, y1] in &event.boxes {
            assert!(x0 < x1 && y0 < y1 && *x0 > -20.0 && *y0 > -20.0 && *x1 < 1300.0 && *y1 < 1300.0, "{event:?}: {:?}", event.boxes);
        }
        assert!(!event.rule.is_empty() && matches!(event.source.as_str(), "text" | "ocr"), "{event:?}");
    }
}

#[test]
fn every_happening_rests_on_mentions_of_it() {
    let store = open_corpus_store();
    let events: Vec<EventRow> = all(store.events().unwrap());
    let told = |case: &str, act: &str, page: u32, quote: &str| {
        events.iter().any(|event| (&*event.case, &*event.act, event.page, &*event.quote) == (case, act, page, quote))
    };
    let timeline: Vec<TimelineRow> = all(store.timeline().unwrap());
    assert!(timeline.len() > 200, "{} happenings", timeline.len());
    for row in &timeline {
        assert!(!row.evidence.is_empty(), "{row:?}");
        for at in &row.evidence {
            assert!(told(&row.case, &at.act, at.page, &at.quote), "{row:?} names a mention that there is not: {at:?}");
        }
    }
}

#[test]
fn every_verdict_has_evidence_or_says_what_was_searched() {
    let pages = pages();
    let store = open_corpus_store();
    let checks: Vec<CheckRow> = all(store.checks().unwrap());
    assert_eq!(checks.len(), CheckKind::ALL.len() * store.case_ids().unwrap().len());
    for row in &checks {
        assert!(row.reason.ends_with('.') && !row.law.is_empty(), "{row:?}: {}", row.reason);
        let searched = ["søgt", "akter", "akt"].iter().any(|word| row.reason.contains(word));
        assert!(!row.evidence.is_empty() || searched, "{row:?}: {}", row.reason);
        for at in &row.evidence {
            let text = &pages[&(row.case.clone(), at.act.clone(), at.page)];
            assert!(folded(text).contains(&at.quote), "{row:?}: the quote is not on {at:?}");
        }
    }
}
