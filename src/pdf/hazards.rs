//! Broken and odd files, each named after its hazard and written by hand, since no writer writes them. All hold the same line of text, and
//! all must give it up.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::pdf::{DocState, Document, Limits, Notice, read};

const LINE: &str = "Modtaget den 3. marts 2021";
const CONTENT: &[u8] = b"BT /F1 10 Tf 100 700 Td (Modtaget den 3. marts 2021) Tj ET";

/// A file in pieces, to be damaged before it is put together.
struct Raw {
    head: &'static [u8],
    objects: BTreeMap<u32, Vec<u8>>,
    end_of_object: &'static [u8],
    has_table: bool,
    /// Added to every offset of the table.
    shift: usize,
    trailer: &'static [u8],
    /// What stands where the table's offset belongs; none for the true one.
    start: Option<&'static [u8]>,
}

impl Raw {
    /// A page with the line, as it should be.
    fn new() -> Self {
        let objects = [
            (1, b"<</Type/Catalog/Pages 2 0 R>>".to_vec()),
            (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec()),
            (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>".to_vec()),
            (4, stream("", CONTENT)),
            (5, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec()),
        ];
        Self {
            head: b"%PDF-1.4\n",
            objects: objects.into(),
            end_of_object: b"\nendobj\n",
            has_table: true,
            shift: 0,
            trailer: b"trailer\n<</Size 9/Root 1 0 R>>\n",
            start: None,
        }
    }

    fn with(mut self, number: u32, body: impl Into<Vec<u8>>) -> Self {
        self.objects.insert(number, body.into());
        self
    }

    /// The content stream under this dictionary entry.
    fn content(self, entries: &str, data: &[u8]) -> Self {
        self.with(4, stream(entries, data))
    }

    fn replaced(self, number: u32, from: &str, to: &str) -> Self {
        let body = String::from_utf8(self.objects[&number].clone()).unwrap().replace(from, to);
        self.with(number, body)
    }

    fn bytes(&self) -> Vec<u8> {
        let mut out = self.head.to_vec();
        let mut table = b"xref\n0 1\n0000000000 65535 f \n".to_vec();
        for (number, body) in &self.objects {
            write!(table, "{number} 1\n{:010} 00000 n \n", out.len() + self.shift).unwrap();
            writeln!(out, "{number} 0 obj").unwrap();
            out.extend_from_slice(body);
            out.extend_from_slice(self.end_of_object);
        }
        let start = out.len();
        if self.has_table {
            out.append(&mut table);
        }
        out.extend_from_slice(self.trailer);
        let stated = self.start.map_or_else(|| format!("startxref\n{start}\n%%EOF\n").into_bytes(), <[u8]>::to_vec);
        out.extend_from_slice(&stated);
        out
    }
}

fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    [format!("<<{entries}/Length {}>>\nstream\n", data.len()).as_bytes(), data, b"\nendstream"].concat()
}

fn deflated(data: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(data).unwrap();
    packer.finish().unwrap()
}

fn hex(data: &[u8]) -> Vec<u8> {
    data.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

fn text(document: &Document) -> String {
    let words = document.pages.iter().flat_map(|page| &page.page.words);
    words.map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Every one of these files gives up its line.
#[track_caller]
fn all_read(hazards: Vec<(&str, Vec<u8>)>) {
    for (name, bytes) in hazards {
        let document = read(&bytes, &Limits::default());
        assert_eq!((document.state, text(&document).as_str()), (DocState::Read, LINE), "{name}: {:?}", document.notices);
    }
}

#[test]
fn lost_and_lying_tables() {
    let raw = |change: fn(&mut Raw)| {
        let mut raw = Raw::new();
        change(&mut raw);
        raw.bytes()
    };
    let whole = Raw::new().bytes();
    all_read(vec![
        ("offsets_shifted", raw(|r| r.shift = 17)),
        ("table_elsewhere", raw(|r| r.start = Some(b"startxref\n99999\n%%EOF"))),
        ("no_start", raw(|r| r.start = Some(b""))),
        ("no_table_no_trailer", raw(|r| (r.has_table, r.trailer, r.start) = (false, b"", Some(b"".as_slice())))),
        ("no_root", raw(|r| r.trailer = b"trailer\n<</Size 9>>\n")),
        ("root_is_a_font", raw(|r| r.trailer = b"trailer\n<</Size 9/Root 5 0 R>>\n")),
        ("tables_in_a_ring", raw(|r| r.trailer = b"trailer\n<</Size 9/Root 1 0 R/Prev 9>>\n")),
        ("objects_without_end", raw(|r| r.end_of_object = b"\n")),
        ("no_header", raw(|r| r.head = b"")),
        ("mail_before_the_file", raw(|r| r.head = b"From: x\r\n\r\n%PDF-1.4\n")),
        ("web_page_behind_the_file", [whole.as_slice(), &b"<html>".repeat(900)].concat()),
        ("cut_in_the_table", whole[..whole.len() - 90].to_vec()),
        ("another_generation", String::from_utf8(whole).unwrap().replace("4 0 obj", "4 1 obj").into_bytes()),
    ]);
}

#[test]
fn streams_without_their_length_or_end() {
    let length =
        |stated: &str| Raw::new().with(4, [format!("<<{stated}>>\nstream\n").as_bytes(), CONTENT, b"\nendstream"].concat()).bytes();
    let packed = deflated(CONTENT);
    let open = |entries: &str, data: &[u8]| [format!("<<{entries}/Length {}>>\nstream\n", data.len()).as_bytes(), data].concat();
    all_read(vec![
        ("length_too_long", length("/Length 5000")),
        ("length_too_short", length("/Length 10")),
        ("length_zero", length("/Length 0")),
        ("length_negative", length("/Length -1")),
        ("length_missing", length("")),
        ("length_elsewhere_and_missing", length("/Length 77 0 R")),
        ("length_is_the_stream_itself", length("/Length 4 0 R")),
        ("no_endstream", Raw::new().with(4, open("", CONTENT)).bytes()),
        ("no_endstream_packed", Raw::new().with(4, open("/Filter/FlateDecode", &packed)).bytes()),
    ]);
}

#[test]
fn filters_and_their_damage() {
    let packed = deflated(CONTENT);
    let filter = |entries: &str, data: &[u8]| Raw::new().content(entries, data).bytes();
    let mut checksum = packed.clone();
    checksum.truncate(packed.len() - 2);
    let run: Vec<u8> = CONTENT.chunks(100).flat_map(|chunk| [&[chunk.len() as u8 - 1], chunk].concat()).chain([128]).collect();
    let rows: Vec<u8> = CONTENT.chunks(10).flat_map(|row| [&[0], row, &b" ".repeat(10 - row.len())].concat()).collect();
    all_read(vec![
        ("flate", filter("/Filter/FlateDecode", &packed)),
        ("flate_short_name", filter("/Filter/Fl", &packed)),
        ("flate_without_checksum", filter("/Filter/FlateDecode", &checksum)),
        ("flate_without_header", filter("/Filter/FlateDecode", &packed[2..packed.len() - 4])),
        ("flate_and_more_behind", filter("/Filter/FlateDecode", &[packed.as_slice(), b"mere"].concat())),
        ("filter_null", filter("/Filter null", CONTENT)),
        ("filter_elsewhere", Raw::new().content("/Filter 6 0 R", &packed).with(6, "[/FlateDecode]").bytes()),
        ("filter_unknown", filter("/Filter/Ukendt", CONTENT)),
        ("crypt_identity", filter("/Filter[/Crypt/FlateDecode]/DecodeParms[<</Name/Identity>> null]", &packed)),
        ("hex", filter("/Filter/ASCIIHexDecode", &[hex(CONTENT).as_slice(), b">"].concat())),
        ("hex_without_end", filter("/Filter/AHx", &hex(CONTENT))),
        ("hex_then_flate", filter("/Filter[/AHx/Fl]/DecodeParms[null null]", &[hex(&packed).as_slice(), b">"].concat())),
        ("run_length", filter("/Filter/RunLengthDecode", &run)),
        ("png_predictor", filter("/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 10>>", &deflated(&rows))),
    ]);
}

#[test]
fn page_trees_that_are_none() {
    let pages = |body: &str| Raw::new().with(2, body).bytes();
    let page = String::from_utf8(Raw::new().objects[&3].clone()).unwrap();
    all_read(vec![
        ("ring_of_kids", pages("<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>")),
        (
            "its_own_parent",
            Raw::new().with(2, "<</Type/Pages/Kids[3 0 R]/Count 1/Parent 2 0 R>>").replaced(3, "/MediaBox[0 0 595 842]", "").bytes(),
        ),
        ("no_types", Raw::new().with(1, "<</Pages 2 0 R>>").with(2, "<</Kids[3 0 R]/Count 1>>").replaced(3, "/Type/Page", "").bytes()),
        ("count_of_billions", pages("<</Type/Pages/Kids[3 0 R]/Count 2000000000>>")),
        ("count_zero", pages("<</Type/Pages/Kids[3 0 R]/Count 0>>")),
        ("count_negative", pages("<</Type/Pages/Kids[3 0 R]/Count -1>>")),
        ("no_kids", pages("<</Type/Pages/Count 1>>")),
        ("kids_written_in_place", pages(&format!("<</Type/Pages/Kids[{page}]/Count 1>>"))),
        ("kids_elsewhere", Raw::new().with(2, "<</Type/Pages/Kids 6 0 R/Count 1>>").with(6, "[3 0 R]").bytes()),
        ("kids_no_array", pages("<</Type/Pages/Kids 3 0 R/Count 1>>")),
        ("a_kid_is_missing", pages("<</Type/Pages/Kids[88 0 R 3 0 R]/Count 2>>")),
        ("no_tree", Raw::new().with(1, "<</Type/Catalog>>").bytes()),
        ("tree_is_a_page", Raw::new().with(1, "<</Type/Catalog/Pages 3 0 R>>").bytes()),
        (
            "everything_inherited",
            Raw::new()
                .with(2, "<</Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<</F1 5 0 R>>>>/MediaBox[0 0 595 842]>>")
                .with(3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>")
                .bytes(),
        ),
        ("no_resources", Raw::new().replaced(3, "/Resources<</Font<</F1 5 0 R>>>>", "").bytes()),
        ("no_size", Raw::new().replaced(3, "[0 0 595 842]", "[0 0 0 0]").bytes()),
    ]);
}

#[test]
fn odd_contents() {
    let content = |data: &[u8]| Raw::new().content("", data).bytes();
    let after = |before: &[u8]| content(&[before, b" ", CONTENT].concat());
    all_read(vec![
        (
            "cut_between_streams",
            Raw::new()
                .replaced(3, "4 0 R", "[4 0 R 6 0 R]")
                .content("", b"BT /F1 10 Tf 100 700 Td")
                .with(6, stream("", b"(Modtaget den 3. marts 2021) Tj ET"))
                .bytes(),
        ),
        ("one_stream_is_missing", Raw::new().replaced(3, "4 0 R", "[99 0 R 4 0 R null]").bytes()),
        ("too_many_restores", after(b"Q Q Q")),
        ("signs_glued_together", content(b"BT/F1 10Tf 100 700Td(Modtaget den 3. marts 2021)Tj ET")),
        ("text_outside_a_block", content(b"/F1 10 Tf 1 0 0 1 100 700 Tm (Modtaget den 3. marts 2021) Tj")),
        ("picture_without_end", after(b"BI /W 1 /H 1 /BPC 8 /CS /G ID \xff\n")),
        ("picture_glued_to_its_end", after(b"q BI /W 1 /H 1 /BPC 8 /CS /G ID \xffEI Q")),
        ("dictionary_without_end", after(b"foo 12..3 <</A")),
        ("brackets_of_any_depth", after(&[b"[".repeat(50_000), b"]".repeat(50_000)].concat())),
        ("objects_of_any_depth", Raw::new().with(6, [b"[".repeat(20_000), b"]".repeat(20_000)].concat()).bytes()),
    ]);
}

/// Objects inside a packed stream, and nothing that says which.
#[test]
fn object_streams_without_a_table() {
    let raw = Raw::new();
    let (mut index, mut inner) = (String::new(), Vec::new());
    for number in [1, 2, 3, 5] {
        index.push_str(&format!("{number} {} ", inner.len()));
        inner.extend_from_slice(&raw.objects[&number]);
        inner.push(b' ');
    }
    let packed = deflated(&[index.as_bytes(), &inner].concat());
    let entries = format!("/Type/ObjStm/N 4/First {}/Filter/FlateDecode", index.len());
    let mut file = b"%PDF-1.5\n".to_vec();
    for (number, body) in [(4, stream("", CONTENT)), (7, stream(&entries, &packed))] {
        writeln!(file, "{number} 0 obj").unwrap();
        file.extend_from_slice(&body);
        file.extend_from_slice(b"\nendobj\n");
    }
    all_read(vec![("object_stream_without_table", file)]);
}

#[test]
fn locked_with_the_empty_password() {
    use lopdf::{EncryptionState, EncryptionVersion, Object, Permissions, StringFormat};
    let encrypted = |bits: usize, bad_table: bool| {
        let mut document = lopdf::Document::load_mem(&Raw::new().bytes()).unwrap();
        let id = Object::String(b"0123456789abcdef".to_vec(), StringFormat::Literal);
        document.trailer.set("ID", vec![id.clone(), id]);
        let (owner_password, user_password, permissions) = ("ejer", "", Permissions::all());
        let version = match bits {
            40 => EncryptionVersion::V1 { document: &document, owner_password, user_password, permissions },
            _ => EncryptionVersion::V2 { document: &document, owner_password, user_password, key_length: bits, permissions },
        };
        let state = EncryptionState::try_from(version).unwrap();
        document.encrypt(&state).unwrap();
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        if bad_table {
            let at = bytes.windows(9).rposition(|window| window == b"startxref").unwrap();
            bytes.truncate(at);
            bytes.extend_from_slice(b"startxref\n99999\n%%EOF");
        }
        bytes
    };
    all_read(vec![
        ("rc4_40", encrypted(40, false)),
        ("rc4_128", encrypted(128, false)),
        ("rc4_128_and_a_lost_table", encrypted(128, true)),
    ]);
}

#[test]
fn bombs_and_endless_trees_end_and_are_told() {
    let limits = Limits { stream_bytes: 1 << 20, page_content_bytes: 4 << 20, pages: 100, ..Limits::default() };
    let bomb = Raw::new().content("/Filter/FlateDecode", &deflated(&b" ".repeat(64 << 20))).bytes();
    let document = read(&bomb, &limits);
    assert!(document.notices.contains(&Notice::ContentDamaged { page: 1 }), "{:?}", document.notices);
    let twice = Raw::new().content("/Filter[/Fl/Fl]", &deflated(&deflated(&b"q ".repeat(64 << 20)))).bytes();
    assert!(read(&twice, &limits).notices.contains(&Notice::ContentDamaged { page: 1 }));
    let kids = "6 0 R ".repeat(3000);
    let tree = |number: u32| format!("<</Type/Pages/Parent {} 0 R/Count 9000000/Kids[{kids}]>>", number - 1);
    let deep = Raw::new().with(2, tree(2)).with(6, tree(6).replace("6 0 R", "7 0 R")).with(7, tree(7).replace("6 0 R", "3 0 R")).bytes();
    let document = read(&deep, &limits);
    assert!(document.pages.len() <= 100, "{} pages", document.pages.len());
    assert!(!document.notices.is_empty());
}

/// A content stream that is nowhere is told, not passed over: a page must not look blank because its words were lost.
#[test]
fn a_page_whose_content_is_missing_is_told() {
    let document = read(&Raw::new().replaced(3, "4 0 R", "99 0 R").bytes(), &Limits::default());
    assert!(document.notices.contains(&Notice::ContentDamaged { page: 1 }), "{:?}", document.notices);
}

/// The page tree says two, there is one, and the second reader sees two.
#[test]
fn a_count_that_is_contradicted_is_told() {
    let blank = Raw::new().with(2, "<</Type/Pages/Kids[3 0 R 3 0 R 3 0 R]/Count 9>>").bytes();
    let document = read(&blank, &Limits::default());
    let counted = second_count(&blank);
    let differs = Notice::PageCountDiffers { used: document.pages.len() as u32, other: counted };
    assert_eq!(document.notices.contains(&differs), document.pages.len() as u32 != counted, "{:?}", document.notices);
}

fn second_count(bytes: &[u8]) -> u32 {
    crate::pdf::second_reader::count_pages(bytes).unwrap()
}
