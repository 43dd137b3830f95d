#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, clippy::print_stderr)]

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::text::PageText;

fn page(case: &str, act: &str, page: u32, text: &str) -> PageDoc {
    PageDoc {
        case: case.into(),
        municipality: Some("Østervig Kommune".into()),
        act: act.into(),
        page,
        text: text.into(),
        ..PageDoc::default()
    }
}

/// The answer to a question, texts looked up among `pages`.
fn answer_from(index: &Index, pages: &[PageDoc], request: &Request) -> Result<Found, SearchError> {
    let look = |case: &str, act: &str, number: u32| {
        let page = pages.iter().find(|page| page.case == case && page.act == act && page.page == number)?;
        Some(PageText { number, size: [595.0, 842.0], turned: 0, text: page.text.clone(), lines: Vec::new(), words: Vec::new() })
    };
    index.search(request, &look)
}

/// The same among the few pages.
fn answer(index: &Index, question: &str, limit: usize) -> Found {
    answer_from(index, &pages(), &Request::new(question, limit)).unwrap()
}

/// Few pages, each with something of its own.
fn pages() -> Vec<PageDoc> {
    vec![
        page("øst-01", "1 underretning.pdf", 1, "Underretning\nModtaget den 12. maj 2021 kl. 14.10 om barnet, CPR 010203-1234.\n"),
        page("øst-01", "2 samtale.pdf", 1, "Referat af børnesamtalen. Barnet fortæller om skolen.\n"),
        page("øst-01", "2 samtale.pdf", 2, "Samtalerne med barnet går godt; der holdes et statusmøde.\n"),
        page(
            "øst-01",
            "10 afgørelse.pdf",
            1,
            "Afgørelse efter servicelovens § 50, stk. 3, og § 52 a. Barnet har i samtale med sagsbehandleren sagt ja.\n",
        ),
        page("øst-02", "1.pdf", 1, "En samtale med faderen i Århus. CPR-nummer: 0102031234. Dato: 12.05.2021\n"),
        page("øst-02", "2.pdf", 1, "Paragraf 50-undersøgelsen. Moderen ønsker ikke samtykke. 24-timers vurdering 12/5-21.\n"),
    ]
}

fn indexed(dir: &Path, threads: usize, pages: &[PageDoc]) -> Index {
    let index = Index::create(dir, 1).unwrap();
    fill(&index, threads, pages);
    index
}

/// Puts pages in, with several commits, so that there are several segments.
fn fill(index: &Index, threads: usize, pages: &[PageDoc]) {
    let mut writer = index.writer(threads).unwrap();
    for (number, case) in pages.chunk_by(|a, b| a.case == b.case).enumerate() {
        writer.replace_case(&case[0].case, case).unwrap();
        if number % 7 == 0 {
            writer.commit().unwrap();
        }
    }
    writer.commit().unwrap();
    writer.finish().unwrap();
    index.refresh().unwrap();
}

fn small() -> (TempDir, Index) {
    let dir = tempfile::tempdir().unwrap();
    let index = indexed(&dir.path().join("index"), 1, &pages());
    (dir, index)
}

/// The pages found, in order, as `case/act number/page`.
fn found(index: &Index, question: &str) -> Vec<String> {
    let answer = answer(index, question, 20);
    assert_eq!(answer.distinct, answer.hits.len());
    answer
        .hits
        .iter()
        .map(|hit| {
            for (from, to) in &hit.highlights {
                assert!(!hit.snippet.get(*from..*to).unwrap_or_default().is_empty());
            }
            format!("{}/{}/{}", hit.case, hit.act.split(['.', ' ']).next().unwrap(), hit.page)
        })
        .collect()
}

#[test]
fn words_in_any_form_and_spelling() {
    let (_dir, index) = small();
    assert_eq!(found(&index, "moderens"), ["øst-02/2/1"]);
    assert_eq!(found(&index, "SKOLE"), ["øst-01/2/1"]);
    assert_eq!(found(&index, "Aarhus"), ["øst-02/1/1"]);
    assert_eq!(found(&index, "boernesamtale"), found(&index, "børnesamtaler"));
    assert_eq!(found(&index, "oensker"), ["øst-02/2/1"]);
    assert_eq!(found(&index, "findesikke"), Vec::<String>::new());
}

#[test]
fn compounds_come_after_the_word_itself() {
    let (_dir, index) = small();
    let hits = found(&index, "samtale");
    assert_eq!(hits.len(), 4);
    assert_eq!(hits[3], "øst-01/2/1", "only in børnesamtalen");
    assert_eq!(found(&index, "møde"), ["øst-01/2/2"], "statusmøde");
    assert_eq!(found(&index, "børne"), ["øst-01/2/1"], "the beginning of børnesamtalen");
    assert_eq!(found(&index, "\"samtale\"").len(), 3, "quoted: only itself");
    assert_eq!(found(&index, "status*"), ["øst-01/2/2"]);
    let hit = &answer(&index, "møde", 1).hits[0];
    assert_eq!(&hit.snippet[hit.highlights[0].0..hit.highlights[0].1], "statusmøde");
}

#[test]
fn phrases_and_operators() {
    let (_dir, index) = small();
    assert_eq!(found(&index, "\"samtale med faderen\""), ["øst-02/1/1"]);
    assert_eq!(found(&index, "\"med samtale\""), Vec::<String>::new());
    assert_eq!(found(&index, "\"samtale med\" -faderen").len(), 2);
    assert_eq!(found(&index, "skolen OR faderen"), found(&index, "faderen ELLER skolen"));
    assert_eq!(found(&index, "skolen OR faderen").len(), 2);
    assert_eq!(found(&index, "(skolen OR faderen) århus"), ["øst-02/1/1"]);
    assert_eq!(found(&index, "barnet NOT \"samtale med\" NOT samtalerne"), ["øst-01/2/1", "øst-01/1/1"]);
    assert_eq!(found(&index, "24-timers"), ["øst-02/2/1"]);
    assert_eq!(found(&index, "samtale sag:øst-02"), ["øst-02/1/1"]);
    assert_eq!(found(&index, "sag:øst-02"), ["øst-02/1/1", "øst-02/2/1"]);
    assert_eq!(found(&index, "kommune:oestervig moderen"), ["øst-02/2/1"]);
    assert_eq!(found(&index, "kommune:nordby moderen"), Vec::<String>::new());
}

#[test]
fn numbers_as_themselves() {
    let (_dir, index) = small();
    for cpr in ["010203-1234", "0102031234", "010203 1234", "\"010203-1234\""] {
        assert_eq!(found(&index, cpr), ["øst-02/1/1", "øst-01/1/1"], "{cpr}: the shorter page first");
    }
    assert_eq!(found(&index, "010203").len(), 2);
    for date in ["12.05.2021", "12/5-21", "2021-05-12", "12. maj 2021", "12/5", "maj 2021"] {
        assert_eq!(found(&index, date).len(), 3, "{date}");
    }
    assert_eq!(found(&index, "\"den 12.05.2021 kl.\""), ["øst-01/1/1"], "a phrase across a date written otherwise");
    assert_eq!(found(&index, "§ 50"), ["øst-02/2/1", "øst-01/10/1"]);
    assert_eq!(found(&index, "§50, stk. 3"), ["øst-01/10/1"]);
    assert_eq!(found(&index, "§ 52a"), ["øst-01/10/1"]);
    assert_eq!(found(&index, "§ 5"), Vec::<String>::new());
    assert_eq!(found(&index, "14:10"), ["øst-01/1/1"]);
}

#[test]
fn acts_in_natural_order_among_equals() {
    let dir = tempfile::tempdir().unwrap();
    let all: Vec<PageDoc> = [("b", "1", 1), ("a", "10", 1), ("a", "9", 2), ("a", "9", 1), ("a", "10", 12), ("a", "10", 2)]
        .map(|(case, act, number)| page(case, act, number, "samtale"))
        .into();
    let index = indexed(dir.path(), 1, &all);
    let expected = ["a/9/1", "a/9/2", "a/10/1", "a/10/2", "a/10/12", "b/1/1"];
    assert_eq!(found(&index, "samtale"), ["a/9/1", "b/1/1"], "copies of one case are one hit");
    let first = &answer_from(&index, &all, &Request::new("samtale", 1)).unwrap();
    let copies: Vec<_> = first.hits[0].copies.iter().map(|copy| format!("a/{}/{}", copy.act, copy.page)).collect();
    assert_eq!((first.total, first.distinct, copies.as_slice()), (6, 2, &expected.map(str::to_owned)[1..5]));
    for limit in 0..6 {
        let request = Request { with_copies: true, ..Request::new("samtale", limit) };
        let answer = answer_from(&index, &all, &request).unwrap();
        assert_eq!((answer.total, answer.hits.len()), (6, limit));
        assert!(answer.hits.iter().zip(expected).all(|(hit, place)| format!("{}/{}/{}", hit.case, hit.act, hit.page) == place));
    }
}

/// Pages of random words, the same from run to run.
fn many() -> Vec<PageDoc> {
    let words =
        ["samtale", "børnesamtale", "skole", "møde", "statusmøde", "§ 50", "12.05.2021", "mor", "farmor", "plan", "handleplan", "og"];
    let mut seed = 3u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    (0..600)
        .map(|number| {
            let text: Vec<&str> = (0..3 + next(60)).map(|_| words[next(words.len())]).collect();
            page(&format!("sag-{:02}", number / 30), &format!("{}.pdf", number % 30), 1, &text.join(" "))
        })
        .collect()
}

#[test]
fn hits_do_not_depend_on_threads_segments_or_what_was_before() {
    let root = tempfile::tempdir().unwrap();
    let pages = many();
    let questions = [
        "samtale",
        "møde skole",
        "mor OR plan",
        "\"og plan\"",
        "samtale -skole",
        "§ 50 statusmøde",
        "kommune:østervig 12/5-21 mor møde plan",
    ];
    let answers = |index: &Index| questions.map(|question| answer(index, question, 25));

    let first = indexed(&root.path().join("a"), 1, &pages);
    let expected = answers(&first);
    assert!(expected.iter().all(|answer| answer.hits.len() == 25));

    let mut turned = pages.clone();
    turned.sort_by(|a, b| b.case.cmp(&a.case).then_with(|| b.act.cmp(&a.act)));
    assert_eq!(answers(&indexed(&root.path().join("b"), 4, &turned)), expected, "other order, four threads");

    let used = Index::create(&root.path().join("c"), 1).unwrap();
    let other: Vec<PageDoc> =
        pages.iter().map(|page| PageDoc { text: format!("{} samtale møde plan mor", page.text), ..page.clone() }).collect();
    fill(&used, 2, &other);
    fill(&used, 2, &pages);
    fill(&used, 3, &pages);
    assert_eq!(used.pages(), 600);
    assert_eq!(answers(&used), expected, "after other texts were replaced");
}

#[test]
fn what_is_not_committed_is_not_there() {
    let (dir, index) = small();
    let before = answer(&index, "samtale", 20);
    let mut writer = index.writer(1).unwrap();
    assert!(matches!(index.writer(1), Err(SearchError::Busy { .. })));
    writer.replace_case("øst-01", &[]).unwrap();
    drop(writer);
    drop(index);
    let index = Index::open_for_ingest(&dir.path().join("index"), 1).unwrap().unwrap();
    assert_eq!(answer(&index, "samtale", 20), before);
    let mut writer = index.writer(1).unwrap();
    writer.replace_case("øst-01", &[]).unwrap();
    writer.commit().unwrap();
    assert_eq!(answer(&index, "samtale", 20), before, "a reader stands still until it refreshes");
    index.refresh().unwrap();
    assert_eq!(found(&index, "samtale"), ["øst-02/1/1"]);
}

#[test]
fn an_index_that_cannot_be_used_is_made_anew() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("børn & unge/index");
    assert!(matches!(Index::open(&dir), Err(SearchError::Missing { .. })));
    assert!(Index::open_for_ingest(&dir, 1).unwrap().is_none());
    fs::create_dir_all(&dir).unwrap();
    assert!(matches!(Index::open(&dir), Err(SearchError::Missing { .. })));
    let expected = answer(&indexed(&dir, 1, &pages()), "samtale", 20);
    assert!(Index::open_for_ingest(&dir, 2).unwrap().is_none(), "it belongs to other tables");
    assert!(Index::open_for_ingest(&dir, 1).unwrap().is_some());

    let meta = fs::read_to_string(dir.join("meta.json")).unwrap();
    fs::write(dir.join("meta.json"), meta.replace("\\\"analysis\\\":", "\\\"analysis\\\":9")).unwrap();
    assert!(matches!(Index::open(&dir), Err(SearchError::Outdated { .. })));
    assert!(Index::open_for_ingest(&dir, 1).unwrap().is_none());
    fs::write(dir.join("meta.json"), "{").unwrap();
    let error = Index::open(&dir).unwrap_err();
    assert!(matches!(error, SearchError::Damaged { .. }), "{error}");
    assert_eq!(error.exit_code(), 4);
    fs::write(dir.join("meta.json"), meta).unwrap();

    let files: Vec<_> = fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind != "json" && kind != "lock"))
        .collect();
    assert!(files.len() > 3, "{files:?}");
    for path in files {
        let whole = fs::read(&path).unwrap();
        let mut turned = whole.clone();
        turned[whole.len() / 3] ^= 0x55;
        for broken in [&whole[..whole.len() / 2], &[], &turned] {
            // A new file: the old one may still be mapped.
            fs::remove_file(&path).unwrap();
            fs::write(&path, broken).unwrap();
            assert!(Index::open_for_ingest(&dir, 1).unwrap().is_none(), "{} of {} bytes", path.display(), broken.len());
            if let Ok(index) = Index::open(&dir) {
                let _ = answer_from(&index, &[], &Request::new("samtale", 20));
            }
        }
        fs::remove_file(&path).unwrap();
        fs::write(&path, &whole).unwrap();
    }
    let cases = pages()
        .chunk_by(|a, b| a.case == b.case)
        .map(|case| Ok::<_, SearchError>((case[0].case.clone(), case.to_vec())))
        .collect::<Vec<_>>();
    let rebuilt = Index::rebuild(&dir, 2, 2, cases).unwrap();
    assert_eq!(rebuilt.generation(), 2);
    assert_eq!(answer(&rebuilt, "samtale", 20), expected);
}

#[cfg(unix)]
#[test]
fn a_folder_that_must_not_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let (root, index) = small();
    let expected = answer(&index, "samtale", 20);
    drop(index);
    let dir = root.path().join("index");
    let allow = |mode: u32| {
        for entry in fs::read_dir(&dir).unwrap() {
            fs::set_permissions(entry.unwrap().path(), fs::Permissions::from_mode(mode & 0o666)).unwrap();
        }
        fs::set_permissions(&dir, fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(0o555);
    if fs::write(dir.join("probe"), b"").is_ok() {
        eprintln!("skipped: this user may write everywhere");
        return;
    }
    let read = Index::open(&dir).and_then(|index| answer_from(&index, &pages(), &Request::new("samtale", 20)));
    let made = Index::create(&dir, 2);
    allow(0o755);
    assert_eq!(read.unwrap(), expected);
    assert_eq!(made.unwrap_err().exit_code(), 5);
}

#[test]
fn hits_as_a_line_of_json() {
    let (_dir, index) = small();
    let hit = &answer(&index, "faderen", 1).hits[0];
    let line = serde_json::to_string(hit).unwrap();
    assert!(line.starts_with(r#"{"case":"øst-02","municipality":"Østervig Kommune","act":"1.pdf","page":1,"score":"#), "{line}");
    assert!(
        line.ends_with(concat!(
            r#","snippet":"En samtale med faderen i Århus. CPR-nummer: 0102031234. Dato: 12.05.2021","highlights":[[15,22]],"#,
            r#""doctype":null,"date":null,"ocr":null,"ranges":[[15,22]],"boxes":[],"copies":[]}"#
        )),
        "{line}"
    );
}

/// Pages with all that is known of an act.
fn described() -> Vec<PageDoc> {
    let with = |case: &str, act: &str, number, municipality: &str, doctype: &str, date: &str, kinds: &[&str], ocr, text: &str| PageDoc {
        municipality: Some(municipality.into()),
        doctype: Some(doctype.into()),
        date: Some(date.into()),
        kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        ocr,
        ..page(case, act, number, text)
    };
    let note =
        "Notat om samtale med moderen den 12. maj 2021 kl. 14.10. Hun fortæller, at drengen sover dårligt, og at skolen ringer hver uge.";
    vec![
        with("egholm-01", "1 referat.pdf", 1, "Egholm Kommune", "samtalereferat", "2021-03-02", &["boernesamtale_afholdt"], None, note),
        with("egholm-01", "2 mail.pdf", 1, "Egholm Kommune", "mail", "2021-05-31", &[], None, &format!("{note} Venlig hilsen")),
        with(
            "egholm-02",
            "1 brev.pdf",
            1,
            "Egholm Kommune",
            "afgoerelse",
            "2021-06-01",
            &["afgoerelse_truffet"],
            Some(55),
            "Handle plan for samtalc",
        ),
        with(
            "lindby-01",
            "1 brev.pdf",
            2,
            "Lindby Kommune",
            "afgoerelse",
            "2022-01-01",
            &["afgoerelse_truffet", "boernesamtale_fravalgt"],
            None,
            "Barnet var ikke med til samtale hos skolen og den nye rådgiver; handleplanen følger",
        ),
    ]
}

#[test]
fn fields_narrow() {
    let dir = tempfile::tempdir().unwrap();
    let index = indexed(dir.path(), 1, &described());
    for (question, expected) in [
        ("sag:egholm-02", &["egholm-02/1/1"][..]),
        ("sag:lind*", &["lindby-01/1/2"]),
        ("kommune:lindby samtale", &["lindby-01/1/2"]),
        ("akt:brev", &["egholm-02/1/1", "lindby-01/1/2"]),
        ("type:afgørelse år:2022", &["lindby-01/1/2"]),
        ("type:afgoerelse ocr:0..60", &["egholm-02/1/1"]),
        ("dato:2021-03..2021-05", &["egholm-01/1/1"]),
        ("dato:..2021-03-02", &["egholm-01/1/1"]),
        ("dato:2021-06..", &["egholm-02/1/1", "lindby-01/1/2"]),
        ("hændelse:børnesamtale", &["egholm-01/1/1", "lindby-01/1/2"]),
        ("hændelse:boernesamtale_afholdt", &["egholm-01/1/1"]),
        ("side:2", &["lindby-01/1/2"]),
        ("samtale -type:afgørelse -type:mail", &["egholm-01/1/1"]),
        ("samtalen~ sag:egholm-02", &["egholm-02/1/1"]),
        ("handleplan sag:egholm-02", &["egholm-02/1/1"]),
        ("handleplan", &["lindby-01/1/2", "egholm-02/1/1"]),
        ("samtale NÆR/3 skolen", &["lindby-01/1/2"]),
        ("skolen NÆR/3 samtale", &["lindby-01/1/2"]),
        ("barnet NÆR/3 skolen", &[]),
    ] {
        assert_eq!(found(&index, question), expected, "{question}");
    }
    let error = |question: &str| answer_from(&index, &[], &Request::new(question, 5)).unwrap_err();
    assert!(matches!(error("type:roman"), SearchError::UnknownValue { known, at, .. } if known.len() == 3 && at == (0..10)));
    assert!(matches!(error("møde hændelse:fest"), SearchError::UnknownValue { known, .. } if known.len() == 3));
}

#[test]
fn facets_count_and_filters_take_their_values() {
    let dir = tempfile::tempdir().unwrap();
    let pages = described();
    let index = indexed(dir.path(), 1, &pages);
    let ask = |question: &str, filters: Filters| {
        let request = Request { facets: true, filters, ..Request::new(question, 10) };
        answer_from(&index, &pages, &request).unwrap()
    };
    let found = ask("samtale", Filters::default());
    assert_eq!((found.total, found.distinct, found.hits.len()), (3, 2, 2), "the copy is folded");
    let facets = found.facets.unwrap();
    let shown = |counts: &[Count]| counts.iter().map(|one| format!("{} {}", one.value, one.pages)).collect::<Vec<_>>().join(", ");
    assert_eq!(shown(&facets.municipality), "Egholm Kommune 2, Lindby Kommune 1");
    assert_eq!(shown(&facets.case), "egholm-01 2, lindby-01 1");
    assert_eq!(shown(&facets.doctype), "afgoerelse 1, mail 1, samtalereferat 1");
    assert_eq!(shown(&facets.year), "2021 2, 2022 1");
    assert_eq!(shown(&facets.kind), "afgoerelse_truffet 1, boernesamtale_afholdt 1, boernesamtale_fravalgt 1");
    assert_eq!(shown(&facets.source), "text 3");
    for counts in [&facets.municipality, &facets.doctype, &facets.kind, &facets.year, &facets.case] {
        for count in counts {
            let one = |chosen: bool| if chosen { vec![count.value.clone()] } else { Vec::new() };
            let filters = Filters {
                municipalities: one(std::ptr::eq(counts, &facets.municipality)),
                doctypes: one(std::ptr::eq(counts, &facets.doctype)),
                kinds: one(std::ptr::eq(counts, &facets.kind)),
                cases: one(std::ptr::eq(counts, &facets.case)),
                years: one(std::ptr::eq(counts, &facets.year)).iter().map(|year| year.parse().unwrap()).collect(),
                allowed_cases: None,
            };
            assert_eq!(ask("samtale", filters).total, count.pages, "{}", count.value);
        }
    }
    let chosen = Filters { doctypes: vec!["afgoerelse".into()], ..Filters::default() };
    assert_eq!(ask("", chosen.clone()).total, 2, "filters alone are a question");
    let allowed = |cases: &[&str]| Filters { allowed_cases: Some(cases.iter().map(|case| (*case).to_owned()).collect()), ..chosen.clone() };
    assert_eq!(ask("", allowed(&["lindby-01"])).total, 1);
    let nothing = ask("samtale", allowed(&[]));
    assert_eq!((nothing.total, nothing.facets.unwrap()), (0, Facets::default()), "who may see nothing learns nothing");
}

#[test]
fn a_page_of_hits_follows_the_one_before() {
    let dir = tempfile::tempdir().unwrap();
    let pages = many();
    let index = indexed(dir.path(), 2, &pages);
    let part = |offset, limit| answer_from(&index, &pages, &Request { offset, ..Request::new("samtale møde", limit) }).unwrap().hits;
    let all = part(0, 60);
    assert_eq!(all.len(), 60);
    assert_eq!([part(0, 25), part(25, 25), part(50, 10)].concat(), all);
    assert_eq!(part(20_000, 10), []);
}

#[test]
fn hits_come_with_the_boxes_of_their_words() {
    use crate::text::WordBox;
    let dir = tempfile::tempdir().unwrap();
    let text = "En samtale\nmed barnet";
    let pages = [page("a", "1.pdf", 1, text)];
    let index = indexed(dir.path(), 1, &pages);
    let boxed = |span: std::ops::Range<usize>, x: f32, y: f32| WordBox { span, bbox: [x, y, x + 30.0, y + 10.0], confidence: None };
    let words = vec![boxed(0..2, 10.0, 10.0), boxed(3..10, 45.0, 10.0), boxed(11..14, 10.0, 25.0), boxed(15..21, 45.0, 25.0)];
    let look = |_: &str, _: &str, number| {
        Some(PageText { number, size: [595.0, 842.0], turned: 0, text: text.into(), lines: Vec::new(), words: words.clone() })
    };
    let found = index.search(&Request::new("samtaler barn", 5), &look).unwrap();
    assert_eq!(found.hits[0].ranges, [(3, 10), (15, 21)]);
    assert_eq!(found.hits[0].boxes, [[45.0, 10.0, 75.0, 20.0], [45.0, 25.0, 75.0, 35.0]]);
    assert_eq!(index.search(&Request::new("samtale", 5), &|_, _, _| None).unwrap().hits[0].snippet, "", "a page that has gone");
}
