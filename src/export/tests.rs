#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::io::{self, Write};

use parquet::basic::Type as PhysicalType;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;

use super::*;
use crate::dates::LegalDate;
use crate::events::{Event, EventKind, Evidence, Source, Status};
use crate::timeline::Happening;

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn evidence() -> Evidence {
    Evidence {
        act: "1 underretning.pdf".into(),
        page: 2,
        start: 7,
        end: 40,
        quote: "=Modtaget; \"sagt\", æøå\r\nslut".into(),
        boxes: vec![[1.5, 2.0, 3.25, 4.1]],
        confidence: Some(87),
    }
}

fn events() -> Vec<EventRow> {
    let event = |date| Event {
        kind: EventKind::KlageModtaget,
        date,
        status: Status::Faktisk,
        rule: "klage.modtaget".into(),
        evidence: evidence(),
        source: Source::Ocr,
        doubtful: false,
    };
    vec![
        EventRow::new("nordby-01", Some("Nordby Kommune"), &event(LegalDate::minute(day("2021-03-02").and_hms_opt(9, 5, 0).unwrap()))),
        EventRow::new("nordby-01", None, &event(LegalDate::month(day("2021-03-02")))),
    ]
}

fn timeline() -> TimelineRow {
    let happening = Happening {
        kind: EventKind::KlageModtaget,
        date: LegalDate::week(day("2021-03-04")),
        evidence: vec![evidence()],
        conflicts: vec![LegalDate::month(day("2021-04-01")), LegalDate::minute(day("2021-03-02").and_hms_opt(9, 5, 0).unwrap())],
    };
    TimelineRow::new("nordby-01", None, &happening)
}

fn check() -> CheckRow {
    CheckRow {
        case: "nordby-01".into(),
        municipality: None,
        case_type: None,
        check: "klage".into(),
        outcome: "uoplyst".into(),
        reason: "Ingen dato.".into(),
        remarks: vec!["Tvivl.".into()],
        law: "RSL § 66".into(),
        started: None,
        deadline: None,
        ended: None,
        evidence: vec![EvidenceRef::from(&evidence())],
        trace: TraceRow::default(),
    }
}

fn act() -> ActRow {
    ActRow {
        case: "nordby-01".into(),
        act: "1.pdf".into(),
        sha256: "a".repeat(64),
        pages: None,
        doctype: None,
        date: None,
        source: None,
        state: ActState::NotADocument,
        message: Some("Ikke en PDF.".into()),
    }
}

fn case() -> CaseRow {
    CaseRow {
        case: "nordby-01".into(),
        municipality: None,
        case_type: Some("anbringelse".into()),
        consent: Some(false),
        law: None,
        born: None,
        decision: None,
        acts: 1,
        pages: 70_000,
    }
}

fn bytes<R: Row + Clone>(format: Format, rows: &[R]) -> Vec<u8> {
    let mut out = Vec::new();
    let count = write::<_, ExportError>(format, rows.iter().cloned().map(Ok), &mut out).unwrap();
    assert_eq!(count, rows.len() as u64);
    out
}

/// The contract's list of keys, the serde form, the columns and the cells agree.
fn keys<R: Row + Clone>(row: &R, contract: &str) {
    let line = String::from_utf8(bytes(Format::Ndjson, std::slice::from_ref(row))).unwrap();
    assert!(line.ends_with("}\n"));
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    let expected: Vec<&str> = contract.split(", ").collect();
    assert_eq!(value.as_object().unwrap().keys().collect::<Vec<_>>(), expected);
    assert_eq!(R::COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>(), expected);
    for (column, cell) in R::COLUMNS.iter().zip(row.cells()) {
        let json = &value[column.name];
        match cell {
            Cell::Null => assert!(column.nullable && json.is_null(), "{}", column.name),
            Cell::Int(number) => assert_eq!(json.as_i64(), Some(number)),
            Cell::Float(number) => assert_eq!(json.as_f64(), Some(number)),
            Cell::Bool(value) => assert_eq!(json.as_bool(), Some(value)),
            Cell::Text(text) => match json.as_str() {
                Some(plain) => assert_eq!(plain, text),
                None => assert_eq!(&serde_json::from_str::<serde_json::Value>(&text).unwrap(), json),
            },
        }
    }
    assert_eq!(row.cells().len(), expected.len());
}

#[test]
fn keys_are_those_of_the_contract() {
    keys(&events()[0], "case, municipality, act, page, kind, date, time, precision, status, quote, start, end, boxes, rule, source");
    keys(&timeline(), "case, municipality, kind, date, time, precision, evidence, conflicts");
    keys(&check(), "case, municipality, case_type, check, outcome, reason, remarks, law, started, deadline, ended, evidence, trace");
    keys(&act(), "case, act, sha256, pages, doctype, date, source, state, message");
    keys(&case(), "case, municipality, case_type, consent, law, born, decision, acts, pages");
}

#[test]
fn ndjson_as_the_contract_shows_it() {
    let text = String::from_utf8(bytes(Format::Ndjson, &events())).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        r#"{"case":"nordby-01","municipality":"Nordby Kommune","act":"1 underretning.pdf","page":2,"kind":"klage_modtaget","date":"2021-03-02","time":"09:05","precision":"minute","status":"faktisk","quote":"=Modtaget; \"sagt\", æøå\r\nslut","start":7,"end":40,"boxes":[[1.5,2.0,3.25,4.1]],"rule":"klage.modtaget","source":"ocr"}"#
    );
    assert!(lines[1].contains(r#""date":"2021-03","time":null,"precision":"month""#));
    let row = timeline();
    assert_eq!((row.date.as_str(), row.precision.as_str()), ("2021-03-01", "week"));
    assert_eq!(row.conflicts, ["2021-04", "2021-03-02T09:05"]);
}

#[test]
fn csv_reads_back_exactly() {
    let out = bytes(Format::Csv, &events());
    assert!(out.starts_with(b"case,municipality,act,page,"));
    let mut reader = csv::Reader::from_reader(out.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(&rows[0][9], "=Modtaget; \"sagt\", æøå\r\nslut");
    assert_eq!(&rows[0][12], "[[1.5,2.0,3.25,4.1]]");
    assert_eq!((&rows[1][1], &rows[1][6]), ("", ""));
}

#[test]
fn parquet_reads_back_typed() {
    let rows: Vec<EventRow> = events().into_iter().cycle().take(40_001).collect();
    let out = bytes(Format::Parquet, &rows);
    let reader = SerializedFileReader::new(bytes::Bytes::from(out)).unwrap();
    assert_eq!(reader.num_row_groups(), 2);
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    assert_eq!(schema.column(3).physical_type(), PhysicalType::INT32);
    assert_eq!(schema.column(0).physical_type(), PhysicalType::BYTE_ARRAY);
    let read: Vec<parquet::record::Row> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    assert_eq!(read.len(), 40_001);
    for (row, event) in read.iter().zip(&rows) {
        assert_eq!(row.get_string(0).unwrap(), &event.case);
        assert_eq!(row.get_string(1).ok(), event.municipality.as_ref());
        assert_eq!(row.get_int(3).unwrap(), 2);
        assert_eq!(row.get_string(9).unwrap(), &event.quote);
        assert_eq!(row.get_int(10).unwrap(), 7);
        assert_eq!(row.get_string(12).unwrap(), "[[1.5,2.0,3.25,4.1]]");
    }
    let out = bytes(Format::Parquet, &[case()]);
    let reader = SerializedFileReader::new(bytes::Bytes::from(out)).unwrap();
    let row = reader.get_row_iter(None).unwrap().next().unwrap().unwrap();
    assert!(!row.get_bool(3).unwrap());
    assert_eq!(row.get_int(8).unwrap(), 70_000);
}

#[test]
fn xlsx_holds_every_value_as_text_or_number() {
    let out = bytes(Format::Xlsx, &events());
    assert!(out.starts_with(b"PK"));
    let sheet = member(&out, "xl/worksheets/sheet1.xml");
    let strings = member(&out, "xl/sharedStrings.xml");
    assert!(sheet.contains("<autoFilter ref=\"A1:O3\"/>"), "{sheet}");
    assert!(sheet.contains("state=\"frozen\""));
    assert!(!sheet.contains("<f>"), "no formula");
    assert!(strings.contains("=Modtaget; \"sagt\", æøå"));
    assert!(strings.contains("2021-03-02"));
}

/// A member of an XLSX file.
fn member(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(io::Cursor::new(file)).unwrap();
    let mut text = String::new();
    io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
    text
}

#[test]
fn the_same_rows_give_the_same_bytes_also_none() {
    for format in Format::ALL {
        let first = bytes(*format, &events());
        std::thread::sleep(std::time::Duration::from_millis(5));
        assert_eq!(first, bytes(*format, &events()), "{format}");
        let empty = bytes::<TimelineRow>(*format, &[]);
        assert_eq!(empty.is_empty(), *format == Format::Ndjson, "a header stands without rows in {format}");
    }
    let properties = member(&bytes(Format::Xlsx, &events()), "docProps/core.xml");
    assert!(properties.contains("2000-01-01T00:00:00Z"), "{properties}");
}

/// A disk with room for a few bytes.
struct FullDisk(usize);

impl Write for FullDisk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Ok(taken)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_said_to_be_full() {
    let rows: Vec<EventRow> = events().into_iter().cycle().take(2_000).collect();
    for format in Format::ALL {
        for room in [0, 3, 900] {
            let error = write::<_, ExportError>(*format, rows.iter().cloned().map(Ok), &mut FullDisk(room)).unwrap_err();
            assert!(
                matches!(&error, ExportError::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull),
                "{format} {room}: {error}"
            );
            assert_eq!(error.exit_code(), 5);
        }
    }
}

#[test]
fn a_file_is_seen_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hændelser æøå.csv");
    let count = write_file::<_, ExportError>(&path, |out| write(Format::Csv, events().into_iter().map(Ok), out)).unwrap();
    assert_eq!(count, 2);
    let before = fs::read(&path).unwrap();
    let failing = events().into_iter().map(Ok).chain([Err(ExportError::output(io::ErrorKind::StorageFull.into()))]);
    write_file::<_, ExportError>(&path, |out| write(Format::Csv, failing, out)).unwrap_err();
    assert_eq!(fs::read(&path).unwrap(), before, "the earlier file stands");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left behind");
    let error = write_file::<_, ExportError>(&dir.path().join("findes/ikke.csv"), |_| Ok(())).unwrap_err();
    assert!(error.to_string().contains("findes/ikke.csv"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let dir = tempfile::tempdir().unwrap();
    let (file, link) = (dir.path().join("fil"), dir.path().join("link"));
    fs::write(&file, "old").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    write_file::<_, ExportError>(&link, |out| out.write_all(b"new").map_err(ExportError::output)).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&file).unwrap(), b"new");
    write_file::<_, ExportError>("/dev/null".as_ref(), |out| out.write_all(b"new").map_err(ExportError::output)).unwrap();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn a_danish_excel_gets_semicolons_and_no_formula() {
    let out = String::from_utf8(bytes(Format::CsvDa, &events())).unwrap();
    let rest = out.strip_prefix("\u{FEFF}case;municipality;act;page;").unwrap();
    assert!(rest.contains("\"'=Modtaget; \"\"sagt\"\", æøå"), "{rest}");
    assert!(rest.contains("\r\n"));
}

#[test]
fn only_tables_of_steps_become_event_logs() {
    for format in [Format::Ocel, Format::Xes] {
        let error = write::<_, ExportError>(format, [Ok(check())], &mut Vec::new()).unwrap_err();
        assert!(matches!(error, ExportError::Unsuited { .. }) && error.exit_code() == 2, "{error}");
    }
}

/// The rules of the schema published with OCEL 2.0, as far as they are about more than types of values.
#[test]
fn an_object_centric_log_keeps_the_published_rules() {
    let rows = [timeline(), TimelineRow { case: "nordby-02".into(), municipality: Some("Nordby & Søn <1> \"2\"".into()), ..timeline() }];
    let log: serde_json::Value = serde_json::from_slice(&bytes(Format::Ocel, &rows)).unwrap();
    let list = |value: &serde_json::Value, key: &str| value[key].as_array().unwrap().clone();
    let text = |value: &serde_json::Value, key: &str| value[key].as_str().unwrap().to_owned();
    let types = |key: &str| {
        list(&log, key).iter().map(|one| (text(one, "name"), list(one, "attributes"))).collect::<std::collections::BTreeMap<_, _>>()
    };
    let (event_types, object_types) = (types("eventTypes"), types("objectTypes"));
    let objects = list(&log, "objects");
    let ids: std::collections::BTreeSet<_> = objects.iter().map(|one| text(one, "id")).collect();
    assert_eq!(ids.len(), objects.len(), "ids are given once");
    let events = list(&log, "events");
    assert_eq!(events.len(), 2);
    let mut event_ids = std::collections::BTreeSet::new();
    for one in objects.iter().chain(&events) {
        for related in list(one, "relationships") {
            assert!(ids.contains(&text(&related, "objectId")) && !text(&related, "qualifier").is_empty(), "{related}");
        }
    }
    for object in &objects {
        assert!(object_types.contains_key(&text(object, "type")));
    }
    for event in &events {
        assert!(event_ids.insert(text(event, "id")));
        chrono::DateTime::parse_from_rfc3339(&text(event, "time")).unwrap();
        let declared: Vec<_> = event_types[&text(event, "type")].iter().map(|one| text(one, "name")).collect();
        assert!(list(event, "attributes").iter().all(|one| declared.contains(&text(one, "name"))));
    }
    assert_eq!(text(&events[0], "time"), "2021-03-01T00:00:00+01:00", "the Monday of the week");
    assert_eq!(text(&events[0], "id"), "nordby-01/1");
}

/// XES: well-formed, each trace and event with what the globals promise, and text that comes back as it was.
#[test]
fn an_event_log_is_well_formed_and_keeps_its_text() {
    let case = "nordby <&> \"02\"\n'\u{1}";
    let rows = [timeline(), timeline(), TimelineRow { case: case.into(), ..timeline() }];
    let text = String::from_utf8(bytes(Format::Xes, &rows)).unwrap();
    assert_eq!((text.matches("<trace>").count(), text.matches("</trace>").count(), text.matches("<event>").count()), (2, 2, 3));
    assert!(text.contains(r#"value="nordby &lt;&amp;&gt; &quot;02&quot;&#10;'�""#), "{text}");
    assert_eq!(text.matches(r#"<date key="time:timestamp" value="2021-03-01T00:00:00+01:00"/>"#).count(), 3);
    // Every tag that opens is closed, in order.
    let mut open = Vec::new();
    for tag in text.split('<').skip(1).map(|tag| tag.split('>').next().unwrap()) {
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None if tag.ends_with(['/', '?']) => {}
            None => open.push(tag.split(' ').next().unwrap()),
        }
    }
    assert!(open.is_empty());
}

#[test]
fn names_go_both_ways() {
    for table in Table::ALL {
        assert_eq!(table.name().parse::<Table>().as_ref(), Ok(table));
    }
    assert_eq!("xlsx".parse(), Ok(Format::Xlsx));
    assert!("xls".parse::<Format>().unwrap_err().contains("`xls`"));
}
