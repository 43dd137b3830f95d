//! The room as a whole, on documents built here.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use lopdf::{Object, dictionary};

use crate::lang::Lang;
use crate::pdf::testpdf::{Builder, numbers};
use crate::pdf::{DocState, Limits, Notice, PageSource, ReadPage, read};

fn only_page(bytes: &[u8]) -> ReadPage {
    let document = read(bytes, &Limits::default());
    assert_eq!(document.state, DocState::Read, "{:?}", document.notices);
    document.pages.into_iter().next().unwrap()
}

fn texts(page: &ReadPage) -> Vec<&str> {
    page.page.words.iter().map(|word| word.text.as_str()).collect()
}

fn near(a: [f32; 4], b: [f32; 4]) -> bool {
    a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 0.05)
}

#[test]
fn words_boxes_and_danish_letters() {
    let page =
        only_page(&Builder::new(b"BT /F1 10 Tf 100 700 Td (B\xF8rn og \xC5se) Tj 0 -20 Td [(Un) 20 (der) -600 (2021)] TJ ET").finish());
    assert_eq!(texts(&page), ["Børn", "og", "Åse", "Under", "2021"]);
    let first = &page.page.words[0];
    // B 667, ø 611, r 333, n 556 thousandths of 10 points.
    assert!(near(first.bbox, [100.0, 92.0, 121.67, 102.0]), "{:?}", first.bbox);
    assert_eq!((first.baseline, first.size, first.bold), (100.0, 10.0, false));
    assert_eq!(page.page.size, [600.0, 800.0]);
    assert_eq!(page.page.source, PageSource::Text);
}

#[test]
fn rotation_crop_and_user_unit() {
    let mut builder = Builder::new(b"BT /F1 10 Tf 1 0 0 1 150 600 Tm (Ja) Tj ET");
    builder.page.set("CropBox", numbers(&[100, 500, 400, 900]));
    builder.page.set("Rotate", 90);
    builder.page.set("UserUnit", 2);
    let page = only_page(&builder.finish());
    // The crop box is cut to the media box: 300 × 300 units, twice as large.
    assert_eq!(page.page.size, [600.0, 600.0]);
    let word = &page.page.words[0];
    assert!(near(word.bbox, [196.0, 100.0, 216.0, 121.12]), "{:?}", word.bbox);
}

#[test]
fn composite_font_with_to_unicode_and_ligature() {
    let mut builder = Builder::new(b"BT /F2 12 Tf 50 50 Td <000100020003> Tj ET");
    let map = b"1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0001> <0061> <0002> <FB03> endbfchar";
    let map = builder.stream(dictionary! {}, map);
    let descendant = builder.document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "ABCDEF+Serif-Bold", "DW" => 500,
        "W" => vec![Object::Integer(1), Object::Array(numbers(&[600, 700]))],
    });
    let font = builder.document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "ABCDEF+Serif-Bold", "Encoding" => "Identity-H",
        "DescendantFonts" => vec![Object::Reference(descendant)], "ToUnicode" => map,
    });
    builder.fonts.set("F2", font);
    let page = only_page(&builder.finish());
    assert_eq!(texts(&page), ["affi\u{FFFD}"]);
    assert_eq!((page.glyphs, page.unmapped), (3, 1));
    let word = &page.page.words[0];
    assert!((word.bbox[2] - word.bbox[0] - 12.0 * 1.8).abs() < 0.01);
}

#[test]
fn differences_and_inherited_form_resources() {
    let mut builder = Builder::new(b"q 2 0 0 2 10 10 cm /Fm Do Q");
    let font = builder.document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Times-Roman",
        "Encoding" => dictionary! { "Differences" => vec![Object::Integer(1), "ae".into(), "oslash".into(), "uni00E5".into()] },
    });
    builder.fonts.set("F3", font);
    let form = builder.stream(
        dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => numbers(&[0, 0, 100, 100]) },
        b"BT /F3 10 Tf 5 5 Td (\x01\x02\x03) Tj ET",
    );
    builder.objects.set("Fm", form);
    let page = only_page(&builder.finish());
    assert_eq!(texts(&page), ["æøå"]);
    assert_eq!(page.page.words[0].size, 20.0);
    assert_eq!(page.page.words[0].bbox[0], 20.0);
}

#[test]
fn a_form_that_calls_itself_ends() {
    let mut builder = Builder::new(b"/Fm Do BT /F1 10 Tf 10 10 Td (slut) Tj ET");
    let id = builder.document.new_object_id();
    let dict = dictionary! {
        "Subtype" => "Form", "Resources" => dictionary! { "XObject" => dictionary! { "Fm" => id } },
    };
    builder.document.objects.insert(id, Object::Stream(lopdf::Stream::new(dict, b"/Fm Do /Fm Do".to_vec())));
    builder.objects.set("Fm", id);
    let limits = Limits { page_content_bytes: 1 << 20, ..Limits::default() };
    let document = read(&builder.finish(), &limits);
    assert!(document.notices.contains(&Notice::ContentCut { page: 1 }));
    assert_eq!(document.pages.len(), 1);
}

#[test]
fn filled_fields_stamps_and_hidden_notes() {
    let mut builder = Builder::new(b"BT /F1 10 Tf 50 700 Td (Navn:) Tj ET");
    let helvetica = builder.fonts.get(b"F1").unwrap().clone();
    let look = builder.stream(
        dictionary! {
            "Subtype" => "Form", "BBox" => numbers(&[0, 0, 50, 10]),
            "Resources" => dictionary! { "Font" => dictionary! { "H" => helvetica } },
        },
        b"BT /H 5 Tf 1 2 Td (Modtaget 03 MAR 2021) Tj ET",
    );
    let stamp = dictionary! {
        "Subtype" => "Stamp", "Rect" => numbers(&[400, 700, 500, 720]), "AP" => dictionary! { "N" => look },
    };
    let field = dictionary! {
        "Subtype" => "Widget", "FT" => "Tx", "V" => Object::string_literal("Malthe Holm"),
        "DA" => Object::string_literal("/Helv 9 Tf"), "Rect" => numbers(&[100, 695, 300, 710]),
    };
    let hidden = dictionary! {
        "Subtype" => "FreeText", "Contents" => Object::string_literal("skjult"), "F" => 2, "Rect" => numbers(&[0, 0, 9, 9]),
    };
    builder.page.set("Annots", [stamp, field, hidden].map(Object::Dictionary).to_vec());
    let page = only_page(&builder.finish());
    assert_eq!(texts(&page), ["Navn:", "Modtaget", "03", "MAR", "2021", "Malthe", "Holm"]);
    assert_eq!(page.page.words[1].size, 10.0);
    assert_eq!(page.page.words[1].bbox[0], 402.0);
    assert_eq!(page.page.words[5].size, 9.0);
}

#[test]
fn values_of_fields_whose_look_is_missing_empty_or_stale() {
    let mut builder = Builder::new(b"");
    let helvetica = builder.fonts.get(b"F1").unwrap().clone();
    let empty = builder.stream(dictionary! { "Subtype" => "Form", "BBox" => numbers(&[0, 0, 50, 10]) }, b"/Tx BMC EMC");
    // Without resources of its own: those of the form as a whole are meant.
    let old = builder.stream(dictionary! { "Subtype" => "Form", "BBox" => numbers(&[0, 0, 50, 10]) }, b"BT /H 5 Tf 1 2 Td (gammel) Tj ET");
    let text = |text: &str| Object::string_literal(text);
    let rect = |y: i64| numbers(&[100, y, 300, y + 15]);
    let fields = [
        dictionary! {
            "Subtype" => "Widget", "FT" => "Ch", "V" => text("m"), "Rect" => rect(700),
            "Opt" => vec![Object::Array(vec![text("m"), text("Mor")]), Object::Array(vec![text("f"), text("Far")])],
        },
        dictionary! { "Subtype" => "Widget", "FT" => "Tx", "V" => text("Ida"), "Rect" => rect(660), "AP" => dictionary! { "N" => empty } },
        dictionary! { "Subtype" => "Widget", "FT" => "Btn", "V" => "Ja", "AS" => "Ja", "Rect" => rect(620) },
        dictionary! { "Subtype" => "Widget", "FT" => "Btn", "V" => "Off", "AS" => "Off", "Rect" => rect(600) },
        dictionary! { "Subtype" => "Widget", "FT" => "Tx", "V" => text("ny"), "Rect" => rect(580), "AP" => dictionary! { "N" => old } },
    ];
    builder.page.set("Annots", fields.map(Object::Dictionary).to_vec());
    let resources = dictionary! { "Font" => dictionary! { "H" => helvetica } };
    builder.catalog.set("AcroForm", dictionary! { "DR" => resources.clone() });
    let mut stale = builder.clone();
    stale.catalog.set("AcroForm", dictionary! { "DR" => resources, "NeedAppearances" => true });
    assert_eq!(texts(&only_page(&builder.finish())), ["Mor", "Ida", "\u{2612}", "gammel"]);
    assert_eq!(texts(&only_page(&stale.finish())), ["Mor", "Ida", "\u{2612}", "ny"]);
}

#[test]
fn layers_that_are_off_are_left_out_and_told() {
    let content = b"BT /F1 10 Tf 50 700 Td /OC /Kladde BDC (UDKAST) Tj EMC ( synlig) Tj /OC /Dansk BDC ( dansk) Tj EMC
        /OC /Begge BDC ( aldrig) Tj EMC ET /Fm Do";
    let mut builder = Builder::new(content);
    let layer = |builder: &mut Builder, name: &str| builder.document.add_object(dictionary! { "Type" => "OCG", "Name" => name });
    let (draft, danish) = (layer(&mut builder, "Kladde"), layer(&mut builder, "Dansk"));
    let both = dictionary! { "Type" => "OCMD", "OCGs" => vec![Object::from(draft), Object::from(danish)], "P" => "AllOn" };
    builder.properties = dictionary! { "Kladde" => draft, "Dansk" => danish, "Begge" => both };
    let form = builder.stream(dictionary! { "Subtype" => "Form", "OC" => draft }, b"BT /F1 10 Tf 50 500 Td (formular) Tj ET");
    builder.objects.set("Fm", form);
    let layers = vec![Object::from(draft), Object::from(danish)];
    builder.catalog.set("OCProperties", dictionary! { "OCGs" => layers, "D" => dictionary! { "OFF" => vec![Object::from(draft)] } });
    let document = read(&builder.finish(), &Limits::default());
    assert_eq!(texts(&document.pages[0]), ["synlig", "dansk"]);
    assert_eq!(document.notices, [Notice::HiddenLayer { page: 1 }]);
    // The words after a hidden one stand where they would if it were shown.
    assert!(document.pages[0].page.words[0].bbox[0] > 90.0);
}

#[test]
fn downward_writing_takes_its_steps_from_the_font() {
    let mut builder = Builder::new(b"BT /F2 10 Tf 300 700 Td <00010002> Tj ET");
    let map = builder.stream(dictionary! {}, b"2 beginbfchar <0001> <65E5> <0002> <672C> endbfchar");
    let descendant = builder.document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "Min", "DW2" => numbers(&[880, -900]),
        "W2" => vec![Object::Integer(1), Object::Array(numbers(&[-500, 500, 880]))],
    });
    let font = builder.document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Min", "Encoding" => "Identity-V",
        "DescendantFonts" => vec![Object::Reference(descendant)], "ToUnicode" => map,
    });
    builder.fonts.set("F2", font);
    let page = only_page(&builder.finish());
    assert_eq!(texts(&page), ["日本"]);
    assert!(near(page.page.words[0].bbox, [295.0, 100.0, 305.0, 114.0]), "{:?}", page.page.words[0].bbox);
}

#[test]
fn words_written_from_right_to_left_come_in_reading_order() {
    // Shalom painted from the left, and letter by letter from the right.
    let mut builder = Builder::new(
        b"BT /F2 10 Tf 100 700 Td <04030201> Tj 1 0 0 1 130 600 Tm <01> Tj -5 0 Td <02> Tj -5 0 Td <03> Tj -5 0 Td <04> Tj ET",
    );
    let map = builder.stream(dictionary! {}, b"4 beginbfchar <01> <05E9> <02> <05DC> <03> <05D5> <04> <05DD> endbfchar");
    let font = builder.document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "TrueType", "BaseFont" => "Hebrew", "ToUnicode" => map, "FirstChar" => 1,
        "Widths" => numbers(&[500, 500, 500, 500]),
    });
    builder.fonts.set("F2", font);
    let page = only_page(&builder.finish());
    assert_eq!(texts(&page), ["שלום", "שלום"]);
    assert!(near(page.page.words[1].bbox, [115.0, 192.0, 135.0, 202.0]), "{:?}", page.page.words[1].bbox);
}

#[test]
fn actual_text_artifacts_and_invisible_text() {
    let content = b"/Span <</ActualText <FEFF00AD>>> BDC BT /F1 10 Tf 50 700 Td (-) Tj ET EMC
        /Artifact <</Type /Pagination>> BDC BT /F1 10 Tf 50 20 Td (Side 1) Tj ET EMC
        BT /F1 10 Tf 3 Tr 50 500 Td (usynlig) Tj ET";
    let page = only_page(&Builder::new(content).finish());
    assert_eq!(texts(&page), ["\u{AD}", "Side", "1", "usynlig"]);
    assert_eq!(page.invisible, 7);
}

#[test]
fn pictures_cover_and_lines_rule() {
    let mut builder = Builder::new(b"q 600 0 0 400 0 0 cm /Im Do Q 50 700 m 250 700 l S 50 600 200 0.5 re f");
    let image = builder.stream(dictionary! { "Subtype" => "Image", "Width" => 1, "Height" => 1 }, b"\0");
    builder.objects.set("Im", image);
    let page = only_page(&builder.finish());
    assert_eq!(page.image_coverage, 0.5);
    let rules: Vec<_> = page.page.rules.iter().map(|rule| rule.bbox).collect();
    assert_eq!(rules, [[50.0, 99.5, 250.0, 100.5], [50.0, 199.5, 250.0, 200.0]]);
    assert_eq!(page.page.source, PageSource::Empty);
}

#[test]
fn states_of_what_is_no_document() {
    let state = |bytes: &[u8]| read(bytes, &Limits::default()).state;
    assert_eq!(state(b""), DocState::NotADocument);
    assert_eq!(state(b"Hej, jeg er en tekst"), DocState::NotADocument);
    let broken = read(b"%PDF-1.7\n1 0 obj\n<<", &Limits::default());
    assert_eq!(broken.state, DocState::Unreadable);
    assert!(broken.notices[0].message(Lang::Da).starts_with("Filen kan ikke læses"));
    let small = Limits { file_bytes: 3, ..Limits::default() };
    assert_eq!(read(b"%PDF-1.7", &small).state, DocState::Unreadable);
}

#[test]
fn a_cut_file_and_flipped_bytes_never_panic() {
    let bytes = Builder::new(b"BT /F1 10 Tf 100 700 Td (Underretning) Tj ET").finish();
    for end in (0..bytes.len()).step_by(7) {
        read(&bytes[..end], &Limits::default());
    }
    for at in (0..bytes.len()).step_by(5) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x15;
        read(&flipped, &Limits::default());
    }
}

#[test]
fn a_lost_table_of_objects_is_rebuilt() {
    let bytes = Builder::new(b"BT /F1 10 Tf 100 700 Td (Underretning) Tj ET").finish();
    let at = bytes.windows(9).rposition(|w| w == b"startxref").unwrap();
    let mut broken = bytes[..at].to_vec();
    broken.extend_from_slice(b"startxref\n99999\n%%EOF");
    let document = read(&broken, &Limits::default());
    assert_eq!(document.state, DocState::Read);
    assert_eq!(texts(&document.pages[0]), ["Underretning"]);
    assert!(!document.notices.is_empty());
}
