//! Archives that were hurt on the way: what can still be read is read, the rest is named.

use super::build::{Entry, entry, long_pdf, pdf, zip};
use super::*;
use std::io::Write;

fn three(change: impl Fn(&mut Entry)) -> Vec<Entry> {
    ["01", "02", "03"].map(|name| entry(&format!("Sag 1/{name}.pdf"), &long_pdf(name, 20_000)).with(&change)).to_vec()
}

#[test]
fn cut_in_half() {
    let ways: [fn(&mut Entry); 4] =
        [|_| {}, |entry| entry.method = 0, |entry| entry.streamed = true, |entry| (entry.streamed, entry.method) = (true, 0)];
    for way in ways {
        let bytes = zip(&three(way));
        let delivery = opened_zip(&bytes[..bytes.len() / 2]);
        assert_eq!(outline(&delivery), ["Sag 1: 01.pdf"]);
        assert_eq!(delivery.cases[0].acts[0].read().unwrap(), long_pdf("01", 20_000));
        assert_eq!(*state(&delivery, "02.pdf"), MemberState::Damaged(Damage::CutShort));
        assert_eq!(notices(&delivery), ["salvaged"]);
        let message = delivery.notices[0].message(Lang::Da);
        assert!(message.contains("1 af 2") && message.contains("Bed kommunen sende arkivet igen"), "{message}");
        assert!(delivery.problems.is_empty());
    }
}

#[test]
fn cut_anywhere_loses_only_what_is_behind() {
    let bytes = zip(&three(|_| {}));
    for cut in (0..bytes.len()).step_by(97) {
        let delivery = opened_zip(&bytes[..cut]);
        let whole = (cut / 20_300).min(3);
        let acts = delivery.tally().get(StateKind::Act);
        assert!(acts >= whole && acts <= 3, "cut at {cut}: {acts} acts");
        assert!(acts > 0 || !delivery.problems.is_empty());
    }
}

#[test]
fn bytes_lost_from_the_middle() {
    let mut bytes = zip(&three(|_| {}));
    bytes.drain(25_000..25_500);
    let delivery = opened_zip(&bytes);
    assert_eq!(outline(&delivery), ["Sag 1: 01.pdf, 03.pdf"]);
    assert_eq!(state(&delivery, "02.pdf").kind(), StateKind::Damaged);
    assert_eq!(delivery.cases[0].acts[1].read().unwrap(), long_pdf("03", 20_000));
}

#[test]
fn bytes_before_the_archive() {
    let bytes = [b"MZ self-extracting ".repeat(50), zip(&three(|_| {}))].concat();
    let delivery = opened_zip(&bytes);
    assert_eq!(outline(&delivery), ["Sag 1: 01.pdf, 02.pdf, 03.pdf"]);
    assert!(delivery.notices.is_empty());
}

#[test]
fn a_wrong_checksum_and_a_broken_stream() {
    let mut entries = three(|_| {});
    entries[0].crc = Some(1);
    let mut bytes = zip(&entries);
    let third = bytes.windows(6).rposition(|window| window == b"03.pdf").unwrap();
    let second = bytes.windows(6).position(|window| window == b"02.pdf").unwrap();
    assert!(second < third);
    bytes[second + 6..second + 60].fill(0xFF);
    let delivery = opened_zip(&bytes);
    assert_eq!(outline(&delivery), ["Sag 1: 03.pdf"]);
    assert_eq!(*state(&delivery, "01.pdf"), MemberState::Damaged(Damage::Checksum));
    assert_eq!(*state(&delivery, "02.pdf"), MemberState::Damaged(Damage::Stream));
}

#[test]
fn listed_but_not_there() {
    let mut bytes = zip(&three(|_| {}));
    let second = bytes.windows(12).position(|window| window == b"Sag 1/02.pdf").unwrap();
    bytes[second - 30..second].fill(0);
    let delivery = opened_zip(&bytes);
    assert_eq!(outline(&delivery), ["Sag 1: 01.pdf, 03.pdf"]);
    assert_eq!(*state(&delivery, "02.pdf"), MemberState::Damaged(Damage::NotThere));
    assert_eq!(delivery.members.len(), 3);
}

#[test]
fn a_case_whose_acts_are_all_lost_is_still_a_case() {
    let lost = entry("Sag 2/01.pdf", &pdf("x")).with(|entry| entry.crc = Some(1));
    let delivery = opened_zip(&zip(&[lost, entry("Sag 1/01.pdf", &pdf("1"))]));
    assert_eq!(outline(&delivery), ["Sag 1: 01.pdf", "Sag 2: "]);
    assert_eq!(delivery.members[0].case.as_deref(), Some("Sag 2"));
}

#[test]
fn a_cut_archive_in_the_archive() {
    let inner = zip(&three(|_| {}));
    let delivery = opened_zip(&zip(&[entry("indre.zip", &inner[..inner.len() / 2]), entry("x/1.pdf", &pdf("1"))]));
    assert_eq!(outline(&delivery), ["indre/Sag 1: 01.pdf", "x: 1.pdf"]);
    assert_eq!(notices(&delivery), ["salvaged"]);
}

#[test]
fn cut_behind_or_inside_an_archive_in_the_archive() {
    let inner = zip(&three(|_| {}));
    for method in [0, 8] {
        let nested = |name: &str| entry(name, &inner).with(|entry| entry.method = method);
        let bytes = zip(&[nested("Nordby.zip"), nested("Sydby.zip")]);
        let second = bytes.windows(9).position(|window| window == b"Sydby.zip").unwrap();
        let delivery = opened_zip(&bytes[..second - 30]);
        assert_eq!(outline(&delivery), ["Nordby/Sag 1: 01.pdf, 02.pdf, 03.pdf"]);
        let delivery = opened_zip(&bytes[..second + 5_000]);
        assert_eq!(outline(&delivery), ["Nordby/Sag 1: 01.pdf, 02.pdf, 03.pdf", "Sydby/Sag 1: "]);
        let delivery = opened_zip(&bytes[..second + 45_000]);
        assert_eq!(outline(&delivery), ["Nordby/Sag 1: 01.pdf, 02.pdf, 03.pdf", "Sydby/Sag 1: 01.pdf, 02.pdf"]);
        assert_eq!(*state(&delivery, "arkiv.zip/Sydby.zip"), MemberState::Damaged(Damage::CutShort));
        assert_eq!(*state(&delivery, "Sydby.zip/Sag 1/03.pdf"), MemberState::Damaged(Damage::CutShort));
    }
}

#[test]
fn our_list_equals_another_reader_s() {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = zip::ZipWriter::new(&mut bytes);
    for number in 0..300 {
        let plain = zip::write::SimpleFileOptions::default().large_file(number % 3 == 0);
        let method = if number % 2 == 0 { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
        writer.start_file(format!("Sag {}/æ{number}.pdf", number % 7), plain.compression_method(method)).unwrap();
        writer.write_all(&pdf(&number.to_string())).unwrap();
    }
    writer.set_comment("a comment with PK\x05\x06 in it").unwrap();
    writer.finish().unwrap();
    let bytes = bytes.into_inner();
    let delivery = opened_zip(&bytes);
    assert!(delivery.notices.is_empty() && delivery.problems.is_empty());
    let mut theirs = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(delivery.members.len(), theirs.len());
    for (index, member) in delivery.members.iter().enumerate() {
        let mut file = theirs.by_index(index).unwrap();
        assert_eq!(member.place, format!("arkiv.zip/{}", file.name().unwrap()));
        let act = delivery.cases.iter().flat_map(|case| &case.acts).find(|act| act.place == member.place).unwrap();
        let mut expected = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut expected).unwrap();
        assert_eq!(act.read().unwrap(), expected);
    }
}

#[test]
fn an_archive_written_to_a_pipe() {
    let mut writer = zip::ZipWriter::new_stream(Vec::new());
    for number in 0..5 {
        writer.start_file(format!("Sag/{number}.pdf"), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&long_pdf(&number.to_string(), 5000)).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(opened_zip(&bytes).tally().get(StateKind::Act), 5);
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    assert_eq!(opened_zip(&bytes[..directory]).tally().get(StateKind::Act), 5);
}

#[test]
fn the_last_part_of_a_split_archive() {
    let mut bytes = zip(&three(|_| {}));
    let disk = bytes.len() - 22 + 4;
    bytes[disk] = 4;
    let delivery = opened_zip(&bytes);
    assert_eq!(notices(&delivery), ["split_archive", "salvaged"]);
    assert_eq!(delivery.tally().get(StateKind::Act), 3);
}
