//! Whether the search finds what a reviewer looks for: questions with the pages that must come, and the same asked of the index library's own
//! Danish analysis and of `pdfgrep`, whose answers are kept (`benches/pdfgrep.py` asks it, over the same acts). Figures stand in `corpus/SEARCH.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

use aktspor::search::{Index, PageDoc, Request};
use serde::Deserialize;
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{INDEXED, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer};
use tantivy::{Index as Library, TantivyDocument, doc};

use crate::support::{assert_as_committed, open_corpus_store, repository};

/// Hits that a reviewer looks at.
const LOOKED_AT: usize = 20;
/// Cases that are held back: rules and questions are written without them.
const HELD_BACK: [&str; 2] = ["nordby-", "sundkobing-"];

#[derive(Deserialize)]
struct Questions {
    query: Vec<Question>,
}

#[derive(Deserialize)]
struct Question {
    kind: String,
    ask: String,
    pages: String,
}

type Place = (String, String, u32);

/// Every page that may be looked at, from the store.
fn pages() -> Vec<PageDoc> {
    let store = open_corpus_store();
    let cases = store.case_ids().unwrap();
    let open = cases.iter().filter(|case| !HELD_BACK.iter().any(|held| case.starts_with(held)));
    let rows = open.flat_map(|case| store.pages(case).unwrap());
    rows.map(|row| PageDoc { case: row.case, act: row.act, page: row.page, text: row.text, ..PageDoc::default() }).collect()
}

fn place(page: &PageDoc) -> Place {
    (page.case.clone(), page.act.clone(), page.page)
}

/// Found and to be found, by kind of question.
#[derive(Default)]
struct Tally {
    by_kind: BTreeMap<String, (usize, usize)>,
    missed: Vec<String>,
}

impl Tally {
    fn add(&mut self, question: &Question, gold: &BTreeSet<Place>, hits: &BTreeSet<Place>) {
        let found = gold.intersection(hits).count();
        let slot = self.by_kind.entry(question.kind.clone()).or_default();
        *slot = (slot.0 + found, slot.1 + gold.len());
        if found < gold.len() {
            self.missed.push(format!("{}: {found} of {}", question.ask, gold.len()));
        }
    }

    fn all(&self) -> (usize, usize) {
        self.by_kind.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }
}

/// The library's own Danish analysis, all words wanted, as one would set it up in an afternoon.
fn stock(pages: &[PageDoc]) -> impl Fn(&str) -> BTreeSet<Place> {
    let mut schema = Schema::builder();
    let indexing =
        TextFieldIndexing::default().set_tokenizer("danish").set_index_option(tantivy::schema::IndexRecordOption::WithFreqsAndPositions);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    let number = schema.add_u64_field("number", INDEXED | STORED);
    let index = Library::create_in_ram(schema.build());
    let danish = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(60))
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::Danish))
        .build();
    index.tokenizers().register("danish", danish);
    let mut writer = index.writer_with_num_threads(1, 20_000_000).unwrap();
    for (at, page) in pages.iter().enumerate() {
        writer.add_document(doc!(text => page.text.clone(), number => at as u64)).unwrap();
    }
    writer.commit().unwrap();
    let places: Vec<Place> = pages.iter().map(place).collect();
    move |question| {
        let mut parser = QueryParser::for_index(&index, vec![text]);
        parser.set_conjunction_by_default();
        let (query, _) = parser.parse_query_lenient(question);
        let searcher = index.reader().unwrap().searcher();
        let hits = searcher.search(&query, &TopDocs::with_limit(LOOKED_AT).order_by_score()).unwrap();
        let number_of = |address| searcher.doc::<TantivyDocument>(address).unwrap().get_first(number).unwrap().as_u64().unwrap();
        hits.into_iter().map(|(_, address)| places[number_of(address) as usize].clone()).collect()
    }
}

/// What pdfgrep, of the version given first, said to each question when it was last asked.
fn pdfgrep() -> (String, BTreeMap<String, BTreeSet<Place>>) {
    let kept = fs::read_to_string(repository("tests/it/data/pdfgrep_hits.tsv")).unwrap();
    let (head, rows) = kept.split_once('\n').unwrap();
    let place = |hit: &str| {
        let (case, act) = hit.split_once('/').unwrap();
        let (act, page) = act.rsplit_once(':').unwrap();
        (case.to_owned(), act.to_owned(), page.parse().unwrap())
    };
    let answers = rows.lines().map(|row| {
        let (asked, hits) = row.split_once('\t').unwrap_or((row, ""));
        (asked.to_owned(), hits.split_terminator('\t').map(place).collect())
    });
    (head.trim_start_matches("# ").split(';').next().unwrap().to_owned(), answers.collect())
}

#[test]
fn what_a_reviewer_looks_for_is_among_the_first_twenty() {
    let questions: Questions = toml::from_str(&fs::read_to_string(repository("tests/it/data/search_queries.toml")).unwrap()).unwrap();
    assert!(questions.query.len() >= 200, "{}", questions.query.len());
    let pages = pages();
    let folded: Vec<String> = pages.iter().map(|page| page.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let dir = tempfile::tempdir().unwrap();
    let cases =
        pages.chunk_by(|a, b| a.case == b.case).map(|case| Ok::<_, aktspor::search::SearchError>((case[0].case.clone(), case.to_vec())));
    let index = Index::rebuild(dir.path(), 1, 1, cases).unwrap();
    let stock = stock(&pages);
    let (version, pdfgrep) = pdfgrep();
    let (mut ours, mut theirs, mut greps) = (Tally::default(), Tally::default(), Tally::default());
    for question in &questions.query {
        let pattern = regex::RegexBuilder::new(&question.pages).case_insensitive(true).build().unwrap();
        let gold: BTreeSet<Place> =
            pages.iter().zip(&folded).filter(|(_, text)| pattern.is_match(text)).map(|(page, _)| place(page)).collect();
        assert!((1..=LOOKED_AT).contains(&gold.len()), "{}: {} pages must come", question.ask, gold.len());
        let request = Request { with_copies: true, ..Request::new(question.ask.as_str(), LOOKED_AT) };
        let found = index.search(&request, &|_, _, _| None).unwrap_or_else(|error| panic!("{}: {error}", question.ask));
        let hits = found.hits.into_iter().map(|hit| (hit.case, hit.act, hit.page)).collect();
        ours.add(question, &gold, &hits);
        theirs.add(question, &gold, &stock(&question.ask));
        let kept = pdfgrep.get(&question.ask).unwrap_or_else(|| panic!("{}: benches/pdfgrep.py has not asked it", question.ask));
        greps.add(question, &gold, kept);
    }
    let recall = |(found, all): (usize, usize)| format!("{:.3} ({found} of {all})", found as f64 / all as f64);
    let mut report = format!(
        "# Search\n\nWritten by a test. {} questions of `tests/it/data/search_queries.toml` over {} pages of the invented cases, those held back left out. Of the \
         pages that must come, so many are among the first {LOOKED_AT}:\n\n| question | aktspor | tantivy's Danish analyser | {version} |\n|---|--:|--:|--:|\n",
        questions.query.len(),
        pages.len(),
    );
    for (kind, counts) in &ours.by_kind {
        let others = [&theirs, &greps].map(|tally| recall(tally.by_kind[kind]));
        writeln!(report, "| {kind} | {} | {} |", recall(*counts), others.join(" | ")).unwrap();
    }
    let others = [&theirs, &greps].map(|tally| recall(tally.all()));
    writeln!(
        report,
        "| **all** | **{}** | {} |\n\n`pdfgrep` is asked by `benches/pdfgrep.py` as a person would; it knows no order but that of the files.\n\nMissed by aktspor:\n",
        recall(ours.all()),
        others.join(" | ")
    )
    .unwrap();
    ours.missed.iter().for_each(|missed| writeln!(report, "- {missed}").unwrap());
    let (found, all) = ours.all();
    assert!(found as f64 >= 0.98 * all as f64, "{report}");
    assert_as_committed("corpus/SEARCH.md", &report, "reviewer_looks_for");
}
