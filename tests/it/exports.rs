use std::fs;
use std::io::Read;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;

use crate::support::{Place, TABLES, corpus_store, export, finish, program, rows};

/// The contract's columns.
fn columns(table: &str) -> &'static [&'static str] {
    match table {
        "events" => &[
            "case",
            "municipality",
            "act",
            "page",
            "kind",
            "date",
            "time",
            "precision",
            "status",
            "quote",
            "start",
            "end",
            "boxes",
            "rule",
            "source",
        ],
        "timeline" => &["case", "municipality", "kind", "date", "time", "precision", "evidence", "conflicts"],
        "checks" => &[
            "case",
            "municipality",
            "case_type",
            "check",
            "outcome",
            "reason",
            "remarks",
            "law",
            "started",
            "deadline",
            "ended",
            "evidence",
            "trace",
        ],
        "acts" => &["case", "act", "sha256", "pages", "doctype", "date", "source", "state", "message"],
        _ => &["case", "municipality", "case_type", "consent", "law", "born", "decision", "acts", "pages"],
    }
}

#[test]
fn every_row_has_the_contracts_keys_in_their_order() {
    for table in TABLES {
        let rows = rows(&export(corpus_store(), table));
        assert!(!rows.is_empty(), "{table}");
        for row in rows {
            let keys: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(keys, columns(table), "{table}");
        }
    }
}

#[test]
fn every_format_has_the_same_rows() {
    let place = Place::new();
    for table in TABLES {
        let wanted = rows(&export(corpus_store(), table));
        for format in ["csv", "parquet", "xlsx"] {
            let file = place.path(&format!("{table}.{format}"));
            let mut command = program();
            command.args(["export", table, "--format", format, "--store"]).arg(corpus_store()).arg("--out").arg(&file);
            finish(&mut command).ok();
            let again = place.path("igen");
            finish(program().args(["export", table, "--format", format, "--store"]).arg(corpus_store()).arg("--out").arg(&again)).ok();
            assert_eq!(fs::read(&file).unwrap(), fs::read(&again).unwrap(), "{table}.{format} is not the same twice");
            let (names, first) = match format {
                "csv" => of_csv(&file),
                "parquet" => of_parquet(&file),
                _ => of_xlsx(&file),
            };
            assert_eq!(names, columns(table), "{table}.{format}");
            assert_eq!(first.len(), wanted.len(), "{table}.{format}");
            let cases: Vec<_> = wanted.iter().map(|row| row["case"].as_str().unwrap()).collect();
            assert_eq!(first, cases, "{table}.{format}");
        }
    }
}

/// Names of the columns, and the first column.
type Read2 = (Vec<String>, Vec<String>);

fn of_csv(file: &std::path::Path) -> Read2 {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let names = reader.headers().unwrap().iter().map(str::to_owned).collect();
    (names, reader.records().map(|record| record.unwrap()[0].to_owned()).collect())
}

fn of_parquet(file: &std::path::Path) -> Read2 {
    let reader = SerializedFileReader::new(fs::File::open(file).unwrap()).unwrap();
    let schema = reader.metadata().file_metadata().schema_descr();
    let names = schema.columns().iter().map(|column| column.name().to_owned()).collect();
    (names, reader.get_row_iter(None).unwrap().map(|row| row.unwrap().get_string(0).unwrap().clone()).collect())
}

/// The first sheet, by its XML: texts are shared strings, each cell naming its number.
fn of_xlsx(file: &std::path::Path) -> Read2 {
    let mut archive = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let (strings, sheet) = (part("xl/sharedStrings.xml"), part("xl/worksheets/sheet1.xml"));
    let strings: Vec<_> = strings
        .split("<si>")
        .skip(1)
        .map(|item| item.split_once('>').unwrap().1.split("</t>").next().unwrap().replace("&amp;", "&"))
        .collect();
    let cell = |xml: &str| strings[xml.split_once("<v>").unwrap().1.split_once("</v>").unwrap().0.parse::<usize>().unwrap()].clone();
    let mut lines = sheet.split("<row ").skip(1).map(|row| row.split("<c ").skip(1).map(str::to_owned).collect::<Vec<_>>());
    let names = lines.next().unwrap().iter().map(|xml| cell(xml)).collect();
    (names, lines.map(|cells| cell(&cells[0])).collect())
}

#[test]
fn an_unknown_table_or_a_missing_store_is_told() {
    let place = Place::new();
    finish(program().args(["export", "events", "--store"]).arg(place.path("ingen"))).ends(2, &["ingen"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_ends_with_5() {
    let ran = finish(program().args(["export", "events", "--out", "/dev/full", "--store"]).arg(corpus_store()));
    assert_eq!(ran.code, Some(5), "{}", ran.err);
}
