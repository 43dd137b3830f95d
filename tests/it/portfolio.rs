//! Acts inside acts.

use crate::support::{Place, aktspor, assert_same_exports, export, exports, good_act, ingest, pdf_of, rows};

/// A stream of any bytes, written in hexadecimal.
fn embedded(bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("<< /Type /EmbeddedFile /Filter /ASCIIHexDecode /Length {} >>\nstream\n{hex}>\nendstream", hex.len() + 1)
}

/// A cover page with these files inside.
fn portfolio(files: &[(&str, &[u8])]) -> Vec<u8> {
    let entries: String = (0..files.len()).map(|at| format!("(n{at}) {} 0 R ", 5 + 2 * at)).collect();
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [{entries}] >> >> >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned(),
        "null".to_owned(),
    ];
    for (at, (name, bytes)) in files.iter().enumerate() {
        objects.push(format!("<< /Type /Filespec /F ({name}) /EF << /F {} 0 R >> >>", 6 + 2 * at));
        objects.push(embedded(bytes));
    }
    pdf_of(&objects.iter().map(String::as_str).collect::<Vec<_>>(), "")
}

#[test]
fn pdfs_inside_an_act_are_acts_of_their_own() {
    let place = Place::new();
    let inner = portfolio(&[("dyb.pdf", &[good_act(), b"%dyb".to_vec()].concat())]);
    let outer = portfolio(&[("brev.pdf", &good_act()), ("noter.txt", b"ikke en akt"), ("indre.pdf", &inner)]);
    place.put("sag/01_mappe.pdf", &outer);
    let store = place.path("store");
    ingest(&[&place.path("sag")], &store).ends(0, &[]);
    let acts = rows(&export(&store, "acts"));
    let told = |row: &serde_json::Value| format!("{} {}", row["act"].as_str().unwrap(), row["state"].as_str().unwrap());
    assert_eq!(
        acts.iter().map(told).collect::<Vec<_>>(),
        ["01_mappe.pdf read", "01_mappe.pdf/brev.pdf read", "01_mappe.pdf/indre.pdf read", "01_mappe.pdf/indre.pdf/dyb.pdf read"]
    );
    assert!(acts[0]["message"].as_str().unwrap().contains("noter.txt"), "what is no PDF is named: {}", acts[0]["message"]);
    assert_eq!(rows(&export(&store, "cases"))[0]["acts"], 4);
    let events = rows(&export(&store, "events"));
    assert!(events.iter().any(|event| event["act"] == "01_mappe.pdf/brev.pdf"), "{events:?}");

    // Read again, and read again elsewhere with the letter delivered beside the folder: nothing changes, and nothing is kept twice.
    let before = exports(&store);
    ingest(&[&place.path("sag")], &store).ends(0, &[]);
    assert_same_exports(&before, &exports(&store), "read again");
    let alone = place.path("alene");
    aktspor([
        std::ffi::OsStr::new("ingest"),
        place.path("sag").as_os_str(),
        "--jobs".as_ref(),
        "1".as_ref(),
        "--store".as_ref(),
        alone.as_os_str(),
    ])
    .ok();
    assert_same_exports(&before, &exports(&alone), "with one worker");
    place.put("sag/02_brev.pdf", good_act());
    let beside = place.path("ved-siden-af");
    ingest(&[&place.path("sag")], &beside).ends(0, &[]);
    let names: Vec<_> = rows(&export(&beside, "acts")).iter().map(told).collect();
    assert_eq!(names, ["01_mappe.pdf read", "01_mappe.pdf/indre.pdf read", "01_mappe.pdf/indre.pdf/dyb.pdf read", "02_brev.pdf read"]);
}
