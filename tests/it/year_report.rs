//! A year of written acts goes through archive, readings, events, timeline and verdicts to the report, which must give back what was drawn; and what else can be said of
//! reports on such a store.
//!
//! The whole year of 2022, 697 cases, leaves archive, store and reports in `target/tmp/full-year`, or in the folder that `AKTSPOR_FULL_YEAR` names, to be looked at.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use calamine::{Data, Reader, Xlsx};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;

use crate::support::{Place, Ran, finish, ingest, program, zip};
use crate::year::{Drawn, Plan, YEAR_2022, Year};

/// A small year: few enough to be read in seconds, and so small that some figures must be suppressed.
const SMALL: Plan = Plan { cases: 60, municipalities: 5, placements: 28, without_consent: 5, twice: 8, seed: 7 };

/// Every study, as it is asked for.
const STUDIES: [&[&str]; 5] = [
    &[],
    &["--study", "pilot-2019", "--both"],
    &["--study", "praksis-2011", "--lang", "en"],
    &["--study", "tilsyn", "--limit", "60"],
    &["--study", "sagsbehandlingsfrister"],
];

/// The small year and the store that it was read into, made once.
fn small() -> &'static (Year, PathBuf) {
    static SMALL_YEAR: OnceLock<(Year, PathBuf)> = OnceLock::new();
    SMALL_YEAR.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("small-year");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(&folder).unwrap();
        let year = Year::draw(&SMALL);
        read_in(&year, &folder);
        (year, folder.join("store"))
    })
}

/// Writes a year as an archive into a folder, and reads it into a store beside.
fn read_in(year: &Year, folder: &Path) {
    let members: Vec<(&str, &[u8])> = year.members.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let archive = folder.join("aar.zip");
    fs::write(&archive, zip(members)).unwrap();
    ingest(&[&archive], &folder.join("store")).ok();
}

/// `aktspor report` on a store.
fn report(store: &Path, out: &Path, more: &[&str]) -> Ran {
    finish(program().args(["report", "--store"]).arg(store).arg("--out").arg(out).args(more))
}

/// A report as JSON.
fn json(store: &Path, out: &Path, more: &[&str]) -> Value {
    report(store, out, more).ok();
    serde_json::from_slice(&fs::read(out).unwrap()).unwrap()
}

/// Kept and base of a figure; none where it is suppressed.
fn figure(report: &Value, point: &str, dimension: &str, group: &str) -> Option<(u64, u64)> {
    let is_it = |f: &&Value| f["point"] == point && f["dimension"] == dimension && f["group"] == group;
    let counts = &report["figures"].as_array().unwrap().iter().find(is_it)?["counts"];
    Some((counts["kept"].as_u64()?, counts["base"].as_u64()?))
}

/// Each figure that says something else than was drawn, and each case that was misread.
fn misread(year: &Year, report: &Value) -> Vec<String> {
    let mut out = Vec::new();
    let mut compare = |drawn: Drawn, dimension: &str, group: &str| {
        for (point, drawn) in drawn {
            let told = figure(report, point, dimension, group);
            if told.is_some_and(|told| told != drawn) || (dimension == "all" && told.is_none()) {
                out.push(format!("{point} {group}: drawn {drawn:?}, told {told:?}"));
            }
        }
    };
    compare(year.drawn(|_| true), "all", "alle");
    compare(year.drawn(|case| case.placement), "case_type", "anbringelse");
    compare(year.drawn(|case| !case.placement), "case_type", "familiebehandling");
    compare(year.drawn(|case| !case.consent), "consent", "uden");
    let places: std::collections::BTreeSet<&str> = year.cases.iter().map(|case| case.municipality.as_str()).collect();
    for place in places {
        compare(year.drawn(|case| case.municipality == place), "municipality", place);
    }
    let cases = report["internal"]["cases"].as_array().unwrap();
    for case in &year.cases {
        let Some(told) = cases.iter().find(|told| told["case"] == case.id.as_str()) else {
            out.push(format!("{}: not in the report", case.id));
            continue;
        };
        for answer in told["answers"].as_array().unwrap() {
            let (point, outcome) = (answer[0].as_str().unwrap(), answer[1].as_str().unwrap());
            let expected = case.answers.get(point).map(|kept| if *kept { "overholdt" } else { "ikke_overholdt" });
            if expected.is_some_and(|expected| expected != outcome) {
                out.push(format!("{} {point}: drawn {expected:?}, told {outcome}", case.id));
            }
        }
    }
    out
}

#[test]
fn a_small_year_gives_back_what_was_drawn() {
    let (year, store) = small();
    let place = Place::new();
    let report = json(store, &place.path("r.json"), &[]);
    assert_eq!(misread(year, &report), Vec::<String>::new());
    assert_eq!((&report["included"]["cases"], &report["included"]["without_consent"]), (&60.into(), &5.into()));
    // 60 cases in five municipalities leave some conditional figures below five, and these are not shown.
    let hidden = report["figures"].as_array().unwrap().iter().filter(|f| !f["suppressed"].is_null());
    assert!(hidden.clone().count() > 0 && hidden.clone().all(|f| f["counts"].is_null() && f["percent"].is_null()));
}

#[test]
fn a_full_year_gives_back_what_was_drawn() {
    let folder =
        std::env::var_os("AKTSPOR_FULL_YEAR").map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("full-year"), PathBuf::from);
    if folder.join("store").exists() {
        fs::remove_dir_all(folder.join("store")).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    let year = Year::draw(&YEAR_2022);
    read_in(&year, &folder);
    let store = folder.join("store");
    for name in ["barometer.html", "barometer.xlsx", "barometer.parquet"] {
        report(&store, &folder.join(name), &[]).ok();
    }
    let told = json(&store, &folder.join("barometer.json"), &[]);
    assert_eq!(misread(&year, &told), Vec::<String>::new());
    let drawn = year.drawn(|_| true);
    assert_eq!(drawn["bfu"], (439, 697));
    assert_eq!(drawn["samtale_om_foranstaltning"], (383, 697));
    let included = &told["included"];
    assert_eq!((&included["cases"], &included["municipalities"], &included["without_consent"]), (&697.into(), &31.into(), &15.into()));
}

/// A figure of a table or a sheet by point, dimension and group: its numbers.
type Numbers = BTreeMap<(String, String, String), Vec<Option<f64>>>;

/// The numeric columns that all formats carry.
const NUMBERS: [&str; 8] = ["cases", "kept", "breached", "base", "open", "percent", "low", "high"];

/// Readers of decimal numbers may differ in the last of seventeen digits.
fn to_nine_digits(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

fn of_json(report: &Value) -> Numbers {
    let text = |f: &Value, key: &str| f[key].as_str().unwrap().to_owned();
    let number = |f: &Value, key: &str| f[key].as_f64().or_else(|| f["counts"][key].as_f64()).map(to_nine_digits);
    let figures = report["figures"].as_array().unwrap().iter();
    figures.map(|f| ((text(f, "point"), text(f, "dimension"), text(f, "group")), NUMBERS.map(|key| number(f, key)).to_vec())).collect()
}

#[test]
fn workbook_and_parquet_say_what_json_says() {
    let (_, store) = small();
    let place = Place::new();
    let told = of_json(&json(store, &place.path("r.json"), &[]));
    assert!(told.len() > 100);

    report(store, &place.path("r.xlsx"), &[]).ok();
    let mut book: Xlsx<_> = calamine::open_workbook(place.path("r.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["Tal", "Sager", "Fund", "Metode"]);
    let range = book.worksheet_range("Tal").unwrap();
    let mut rows = range.rows();
    let names: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
    let at = |name: &str| names.iter().position(|own| own == name).unwrap();
    let number = |cell: &Data| match cell {
        Data::Float(number) => Some(to_nine_digits(*number)),
        _ => None,
    };
    let of_sheet: Numbers = rows
        .map(|row| {
            let key = ["point", "dimension", "group"].map(|name| row[at(name)].to_string());
            (key.into(), NUMBERS.map(|name| number(&row[at(name)])).to_vec())
        })
        .collect();
    assert_eq!(of_sheet, told);
    let cases = book.worksheet_range("Sager").unwrap();
    assert_eq!(cases.rows().count(), 62, "a note, a header and 60 cases");

    report(store, &place.path("r.parquet"), &[]).ok();
    let file = SerializedFileReader::new(fs::File::open(place.path("r.parquet")).unwrap()).unwrap();
    let of_parquet: Numbers = file
        .get_row_iter(None)
        .unwrap()
        .map(|row| {
            let row: BTreeMap<String, Field> = row.unwrap().get_column_iter().map(|(name, field)| (name.clone(), field.clone())).collect();
            let text = |name: &str| match &row[name] {
                Field::Str(text) => text.clone(),
                other => panic!("{name}: {other:?}"),
            };
            let number = |name: &str| match &row[name] {
                Field::Int(number) => Some(f64::from(*number)),
                Field::Double(number) => Some(to_nine_digits(*number)),
                Field::Null => None,
                other => panic!("{name}: {other:?}"),
            };
            ((text("point"), text("dimension"), text("group")), NUMBERS.map(number).to_vec())
        })
        .collect();
    assert_eq!(of_parquet, told);
}

#[test]
fn a_danish_spreadsheet_finds_the_figures_as_numbers() {
    let (_, store) = small();
    let place = Place::new();
    report(store, &place.path("r.da.csv"), &[]).ok();
    report(store, &place.path("r.csv"), &[]).ok();
    let [danish, plain] = ["r.da.csv", "r.csv"].map(|name| fs::read_to_string(place.path(name)).unwrap());
    let danish = danish.strip_prefix('\u{feff}').expect("a byte order mark");
    let table = |text: &str, delimiter: u8| -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    };
    let (danish, plain) = (table(danish, b';'), table(&plain, b','));
    let at = plain[0].iter().position(|name| name == "percent").unwrap();
    assert_eq!((danish.len(), &danish[0]), (plain.len(), &plain[0]));
    let percents = || danish.iter().zip(&plain).skip(1).map(|(danish, plain)| (&danish[at], &plain[at]));
    assert!(percents().all(|(danish, plain)| danish.replace(',', ".") == *plain && !danish.contains('.')));
    assert!(percents().any(|(danish, _)| danish.contains(',')));
}

#[test]
fn the_page_asks_for_nothing_and_can_be_read_without_seeing_it() {
    let (_, store) = small();
    let place = Place::new();
    for study in STUDIES {
        report(store, &place.path("r.html"), study).ok();
        let page = fs::read_to_string(place.path("r.html")).unwrap();
        let outside = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        for word in ["http:", "https:", " src=", "@import", "url(", "<script", "<link"] {
            assert!(!outside.contains(word), "{study:?}: {word}");
        }
        assert!(
            page.contains("Content-Security-Policy")
                && page.contains(if study.contains(&"en") { "<html lang=\"en\"" } else { "<html lang=\"da\"" })
        );
        let count = |what: &str| page.matches(what).count();
        assert_eq!(count("<table"), count("<caption>"), "{study:?}: a table without a caption");
        assert_eq!(count("<th>"), 0, "{study:?}: a head without a scope");
        assert_eq!(count("<svg"), count("<desc"), "{study:?}: a chart without a description");
        assert_eq!(count("<h1>"), 1);
        // Ids are their own, and links lead somewhere.
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let mut own = ids.clone();
        own.sort_unstable();
        own.dedup();
        assert_eq!(own.len(), ids.len(), "{study:?}: an id stands twice");
        for link in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(ids.contains(&link), "{study:?}: #{link} is not there");
        }
        // Headings go down one step at a time.
        let levels: Vec<u32> = page.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10)).collect();
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{study:?}: {levels:?}");
    }
}

/// What the program writes is what the schema says that the program prints.
#[test]
fn json_is_as_the_printed_schema_says() {
    let (_, store) = small();
    let place = Place::new();
    let printed = finish(program().args(["report", "--schema"])).ok();
    let (mut compiler, mut schemas) = (boon::Compiler::new(), boon::Schemas::new());
    compiler.enable_format_assertions();
    compiler.add_resource("urn:aktspor:report:1", serde_json::from_str(&printed).unwrap()).unwrap();
    let schema = compiler.compile("urn:aktspor:report:1", &mut schemas).unwrap();
    let mut earlier = None;
    for study in STUDIES {
        let out = place.path("r.json");
        let written = json(store, &out, study);
        assert!(schemas.validate(&written, schema).is_ok(), "{study:?}: {:#}", schemas.validate(&written, schema).unwrap_err());
        earlier.get_or_insert(written);
    }
    let before = place.put("before.json", earlier.unwrap().to_string());
    for more in [&["--earlier", before.to_str().unwrap()][..], &["--public"]] {
        let written = json(store, &place.path("r.json"), more);
        assert!(schemas.validate(&written, schema).is_ok(), "{more:?}: {:#}", schemas.validate(&written, schema).unwrap_err());
    }
    finish(program().args(["report", "--schema", "--public"])).ends(2, &["--schema"]);
    finish(program().arg("report")).ends(2, &["--out"]);
}

/// Reasons, doubts and the paragraph that defends a verdict are told in the language asked for, or in both.
#[test]
fn reasons_are_told_in_the_language_asked_for() {
    let (_, store) = small();
    let place = Place::new();
    let limit = ["--study", "tilsyn", "--limit", "99"];
    let made = json(store, &place.path("r.json"), &limit);
    let points = made["internal"]["sheets"].as_array().unwrap().iter().flat_map(|sheet| sheet["points"].as_array().unwrap());
    let finding =
        points.flat_map(|point| point["findings"].as_array().unwrap()).find(|f| f["remarks"].as_array().unwrap().len() == 1).unwrap();
    let case = finding["case"].as_str().unwrap();
    for (more, is_danish, is_english) in [(&[][..], true, false), (&["--lang", "en"], false, true), (&["--both"], true, true)] {
        let page = |asked: &[&str]| {
            report(store, &place.path("r.html"), &[asked, more].concat()).ok();
            fs::read_to_string(place.path("r.html")).unwrap()
        };
        let (sheet, form) = (page(&limit), page(&["--study", "tilsyn", "--case", case]));
        for (danish, english) in [("reason", "reason_en"), ("remarks", "remarks_en")] {
            let [da, en] = [danish, english].map(|key| finding[key].as_str().or(finding[key][0].as_str()).unwrap());
            for (name, text) in [("sheet", &sheet), ("form", &form)] {
                assert_eq!((text.contains(da), text.contains(en)), (is_danish, is_english), "{name} {more:?}: {da} / {en}");
            }
        }
        assert_eq!((form.contains("Det står her:"), form.contains("It stands here:")), (is_danish, is_english), "{more:?}");
    }
}

#[test]
fn reports_are_the_same_bytes_and_name_no_case_when_public() {
    let (year, store) = small();
    let place = Place::new();
    for end in ["html", "xlsx", "json", "parquet", "csv", "ndjson"] {
        let (one, two) = (place.path(&format!("1.{end}")), place.path(&format!("2.{end}")));
        report(store, &one, &[]).ok();
        report(store, &two, &[]).ok();
        assert!(fs::read(&one).unwrap() == fs::read(&two).unwrap(), "{end}");
    }
    for study in [vec!["--public"], vec!["--public", "--study", "tilsyn", "--limit", "99"], vec!["--public", "--study", "praksis-2011"]] {
        for end in ["html", "json"] {
            let out = place.path(&format!("p.{end}"));
            report(store, &out, &study).ok();
            let text = fs::read_to_string(&out).unwrap();
            assert!(!year.cases.iter().any(|case| text.contains(&case.id)), "{study:?} {end} names a case");
        }
    }
}

#[test]
fn a_sample_is_drawn_from_the_store_checked_and_carried_into_the_report() {
    let (_, store) = small();
    let place = Place::new();
    let sample = |more: &[&str]| finish(program().arg("sample").args(more).arg("--store").arg(store));
    let out = place.path("udtraek.json");
    let ask = ["draw", "--size", "20", "--seed", "3", "--by", "municipality,case_type", "--out", out.to_str().unwrap()];
    sample(&ask).ok();
    let first = fs::read(&out).unwrap();
    sample(&ask).ok();
    assert!(fs::read(&out).unwrap() == first, "the same seed draws the same cases");
    assert_eq!(sample(&["check", out.to_str().unwrap()]).code, Some(1), "forty came unasked");

    let told = json(store, &place.path("r.json"), &["--sample", out.to_str().unwrap()]);
    assert_eq!((&told["included"]["cases"], &told["excluded"][0]["cases"]), (&20.into(), &40.into()));
    let drawn: u64 = told["frame"]["strata"].as_array().unwrap().iter().map(|s| s["drawn"].as_u64().unwrap()).sum();
    assert_eq!((drawn, &told["received"]["came"], &told["received"]["unasked_cases"]), (20, &20.into(), &40.into()));
    let all = told["figures"].as_array().unwrap().iter().find(|f| f["point"] == "bfu" && f["dimension"] == "all").unwrap();
    assert_eq!(all["population"], 60);
    assert!(all["weighted"].is_number());

    // A municipality that says it has more acts than came, and a case that did not come.
    let mut asked: Value = serde_json::from_slice(&first).unwrap();
    asked["cases"][0]["acts"] = 99.into();
    asked["cases"][1]["case"] = "sag-9999".into();
    let changed = place.put("aendret.json", asked.to_string());
    let said = sample(&["check", changed.to_str().unwrap()]);
    assert_eq!(said.code, Some(1));
    let said = String::from_utf8(said.out).unwrap();
    assert!(said.contains("19 sager er kommet af 20") && said.contains("sag-9999") && said.contains("af 99"), "{said}");
}

#[test]
fn a_cases_form_quotes_its_acts() {
    let (year, store) = small();
    let place = Place::new();
    let id = &year.cases[0].id;
    report(store, &place.path("sag.html"), &["--case", id]).ok();
    let page = fs::read_to_string(place.path("sag.html")).unwrap();
    for words in [id.as_str(), "Er underretningen vurderet inden for 24 timer?", "<blockquote>", "side 1", "Programmets forslag"] {
        assert!(page.contains(words), "{words}");
    }
    // The barometer's points are all judged; what a study leaves to people is told where it stands.
    let unjudged = "Ikke vurderet af programmet";
    assert!(!page.contains(unjudged));
    report(store, &place.path("2011.html"), &["--case", id, "--study", "praksis-2011"]).ok();
    let page = fs::read_to_string(place.path("2011.html")).unwrap();
    assert!(page.contains(unjudged) && page.contains("som kun mennesker kan foretage"));
}

#[test]
fn bad_input_is_told_with_what_to_do() {
    let (_, store) = small();
    let place = Place::new();
    let out = place.path("r.json");
    let file = |name: &str, text: &str| place.put(name, text).to_str().unwrap().to_owned();
    let study = file("s.toml", "name = \"x\"\n");
    let population = file("p.csv", "kommune,antal\nAarhus,mange\n");
    let latin = place.put("l.csv", b"kommune,antal\nS\xf8nderborg,3\n").to_str().unwrap().to_owned();
    let twice = file("twice.csv", "kommune,type,antal\nAarhus,anbringelse,3\nAarhus Kommune,anbringelse,4\n");
    let earlier = file("e.json", "{}");
    for (more, words) in [
        (vec!["--study", "barometer"], vec!["ingen undersøgelse", "praksis-2011"]),
        (vec!["--study", &study], vec!["s.toml:1", "docs/barometer.md"]),
        (vec!["--study", "tilsyn"], vec!["--limit"]),
        (vec!["--study", "tilsyn", "--limit", "140"], vec!["0 til 100"]),
        (vec!["--population", &population], vec!["p.csv:2", "mange", "antal"]),
        (vec!["--population", &latin], vec!["UTF-8"]),
        (vec!["--earlier", &earlier], vec!["schema"]),
        (vec!["--sample", &earlier], vec!["intet udtræk", "sample draw"]),
        (vec!["--from", "i går"], vec!["--from"]),
        (vec!["--from", "2022-02-01", "--to", "2022-01-31"], vec!["--from", "--to"]),
        (vec!["--population", &twice], vec!["twice.csv:3", "står også i en linje før"]),
        (vec!["--case", "sag-1"], vec![".html"]),
    ] {
        report(store, &out, &more).ends(2, &words);
        assert!(!out.exists(), "{more:?}: something was written");
    }
    report(store, &place.path("r.docx"), &[]).ends(2, &[".html"]);
    report(store, &place.path("x.html"), &["--case", "findes-ikke"]).ends(2, &["findes-ikke", "export cases"]);
    report(&place.path("ingen"), &out, &[]).ends(2, &["her er intet lager"]);
}
