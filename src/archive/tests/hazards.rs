//! Archives that mean harm, or look as if they did.

use super::build::{crc, deflate, entry, pdf, zip};
use super::*;
use crate::archive::codepage::{Codepage, tests::encode};
use std::io::Write;

#[test]
fn names_that_lead_outside() {
    let names = ["../ud.pdf", "a/../../ud2.pdf", "/etc/passwd.pdf", "C:\\windows\\x.pdf", "\\\\server\\y.pdf"];
    let mut entries: Vec<_> = names.iter().enumerate().map(|(n, name)| entry(name, &pdf(&n.to_string()))).collect();
    entries.push(entry("Sag 1\\Bilag\\02 brev.pdf", &pdf("good")));
    let delivery = opened_zip(&zip(&entries));
    assert_eq!(outline(&delivery), ["Sag 1/Bilag: 02 brev.pdf"]);
    assert_eq!(delivery.tally().get(StateKind::Refused), names.len());
    let refused = |member: &&Member| member.state == MemberState::Refused(Refusal::UnsafeName);
    assert_eq!(delivery.members.iter().filter(refused).count(), names.len());
}

#[test]
fn links_and_devices() {
    let delivery = opened_zip(&zip(&[
        entry("a/link.pdf", b"/etc/passwd").with(|entry| entry.mode = 0o120_777),
        entry("a/pipe.pdf", b"").with(|entry| entry.mode = 0o010_644),
        entry("a/01.pdf", &pdf("1")),
    ]));
    assert_eq!(*state(&delivery, "link.pdf"), MemberState::Refused(Refusal::Symlink));
    assert_eq!(*state(&delivery, "pipe.pdf"), MemberState::Refused(Refusal::SpecialFile));
    assert_eq!(outline(&delivery), ["a: 01.pdf"]);
}

#[cfg(unix)]
#[test]
fn links_on_disk_are_not_followed() {
    let place = Place::new();
    place.put("uden/hemmelig.pdf", &pdf("secret"));
    place.put("x/A/01.pdf", &pdf("1"));
    std::os::unix::fs::symlink(place.path("uden"), place.path("x/A/mappe")).unwrap();
    std::os::unix::fs::symlink(place.path("uden/hemmelig.pdf"), place.path("x/A/fil.pdf")).unwrap();
    std::os::unix::fs::symlink(place.path("x"), place.path("x/A/ring")).unwrap();
    let delivery = opened(&[&place.path("x")], &Limits::default());
    assert_eq!(outline(&delivery), ["A: 01.pdf"]);
    for name in ["A/mappe", "A/fil.pdf", "A/ring"] {
        assert_eq!(*state(&delivery, name), MemberState::Refused(Refusal::Symlink));
    }
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_named_and_the_rest_done() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let file = place.put("x/A/01.pdf", &pdf("1"));
    place.put("x/A/02.pdf", &pdf("2"));
    place.put("x/B/03.pdf", &pdf("3"));
    let allow = |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    allow(&file, 0o000);
    allow(&place.path("x/B"), 0o000);
    if fs::read(&file).is_ok() {
        // The superuser may read everything: nothing to test.
        allow(&place.path("x/B"), 0o755);
        return;
    }
    let delivery = opened(&[&place.path("x")], &Limits::default());
    allow(&place.path("x/B"), 0o755);
    assert_eq!(outline(&delivery), ["A: 02.pdf"]);
    assert_eq!(*state(&delivery, "01.pdf"), MemberState::Refused(Refusal::Unreadable));
    assert_eq!(delivery.problems.len(), 2);
    assert!(delivery.problems.iter().all(|problem| problem.fault() == Fault::Machine));
}

#[test]
fn names_in_every_alphabet() {
    const NAME: &str = "Børnesag/§ 50 undersøgelse æøå.pdf";
    let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(NAME).collect();
    let ascii = "B_rnesag/x.pdf";
    let mut unicode_path = vec![1];
    unicode_path.extend(crc(ascii.as_bytes()).to_le_bytes());
    unicode_path.extend(NAME.as_bytes());
    let field = |id: u16, data: &[u8]| [&id.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat();
    let dos = encode(Codepage::Cp850, NAME).unwrap();
    let windows = encode(Codepage::Windows1252, NAME).unwrap();
    let plain = |name: Vec<u8>, flags| entry("", &pdf("1")).with(|entry| (entry.name, entry.flags) = (name, flags));
    for member in [
        plain(dos, 0),
        plain(windows, 0),
        plain(NAME.into(), 1 << 11),
        plain(NAME.into(), 0),
        plain(decomposed.into_bytes(), 0),
        plain(ascii.into(), 0).with(|entry| entry.extra = field(0x7075, &unicode_path)),
    ] {
        let delivery = opened_zip(&zip(&[member]));
        assert_eq!(outline(&delivery), ["Børnesag: § 50 undersøgelse æøå.pdf"]);
    }
    // A Unicode Path of another name is an old one: the header's name counts.
    unicode_path[1] ^= 1;
    let stale = plain(ascii.into(), 0).with(|entry| entry.extra = field(0x7075, &unicode_path));
    assert_eq!(outline(&opened_zip(&zip(&[stale]))), ["B_rnesag: x.pdf"]);
}

#[test]
fn passwords_and_unknown_methods() {
    let delivery = opened_zip(&zip(&[
        entry("a/kode.pdf", &pdf("1")).with(|entry| entry.flags = 1),
        entry("a/d64.pdf", &pdf("2")).with(|entry| entry.method = 9),
        entry("a/ukendt.pdf", &pdf("2")).with(|entry| entry.method = 77),
    ]));
    assert_eq!(outline(&delivery), ["a: "]);
    assert_eq!(*state(&delivery, "kode.pdf"), MemberState::Refused(Refusal::Encrypted));
    assert!(state(&delivery, "d64.pdf").message(Lang::Da).contains("Deflate64"));
    assert!(state(&delivery, "ukendt.pdf").message(Lang::Da).contains("metode 77"));
    assert!(matches!(delivery.problems[..], [ArchiveError::NoActs { members: 3, lost: 3, .. }]));
}

#[test]
fn encrypted_by_another_program() {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = zip::ZipWriter::new(&mut bytes);
    let options = zip::write::SimpleFileOptions::default().with_aes_encryption(zip::AesMode::Aes256, "kode");
    writer.start_file("a/01.pdf", options).unwrap();
    writer.write_all(&pdf("1")).unwrap();
    writer.finish().unwrap();
    let delivery = opened_zip(&bytes.into_inner());
    assert_eq!(*state(&delivery, "01.pdf"), MemberState::Refused(Refusal::Encrypted));
}

#[test]
fn a_bomb_by_ratio() {
    let zeros = vec![0; 2 << 20];
    let limits = Limits { ratio_floor: 1 << 20, ..Limits::default() };
    let place = Place::new();
    let path = place.put("bombe.zip", &zip(&[entry("a/bombe.pdf", &zeros), entry("a/01.pdf", &pdf("1"))]));
    let delivery = opened(&[&path], &limits);
    assert!(matches!(state(&delivery, "bombe.pdf"), MemberState::Refused(Refusal::Ratio { .. })));
    assert_eq!(outline(&delivery), ["a: 01.pdf"]);
}

#[test]
fn a_bomb_that_lies_about_its_size() {
    let zeros = vec![0; 2 << 20];
    let small = entry("a/bombe.pdf", &zeros).with(|entry| entry.size = Some(1000));
    let huge = entry("a/stor.pdf", &pdf("x")).with(|entry| entry.size = Some(u32::MAX - 1));
    let delivery = opened_zip(&zip(&[small, huge]));
    assert_eq!(*state(&delivery, "bombe.pdf"), MemberState::Damaged(Damage::Length { declared: 1000 }));
    assert!(matches!(state(&delivery, "stor.pdf"), MemberState::Refused(Refusal::Ratio { .. })));
    let limits = Limits { ratio_floor: u64::MAX, ..Limits::default() };
    let place = Place::new();
    let huge = entry("a/stor.pdf", &pdf("x")).with(|entry| entry.size = Some(u32::MAX - 1));
    let path = place.put("stor.zip", &zip(&[huge]));
    let delivery = opened(&[&path], &limits);
    assert!(matches!(state(&delivery, "stor.pdf"), MemberState::Refused(Refusal::TooLarge { .. })));
}

#[test]
fn a_bomb_of_overlapping_members() {
    let mut entries = vec![entry("a/0.pdf", &vec![b' '; 1 << 20])];
    for number in 1..200 {
        let same = entry(&format!("a/{number}.pdf"), &vec![b' '; 1 << 20]);
        entries.push(same.with(|entry| entry.overlaps_first = true));
    }
    let place = Place::new();
    let path = place.put("bombe.zip", &zip(&entries));
    let limits = Limits { ratio_floor: 4 << 20, ..Limits::default() };
    let delivery = opened(&[&path], &limits);
    let size = std::fs::metadata(&path).unwrap().len();
    let allowed = (size * limits.max_ratio).max(limits.ratio_floor) >> 20;
    let tally = delivery.tally();
    assert_eq!(tally.get(StateKind::Act) + tally.get(StateKind::Duplicate), allowed as usize);
    assert_eq!(tally.get(StateKind::Refused), 200 - allowed as usize);
}

#[test]
fn archives_in_archives_in_archives() {
    let mut bytes = zip(&[entry("01.pdf", &pdf("deep"))]);
    for _ in 0..6 {
        bytes = zip(&[entry("i.zip", &bytes), entry("02.pdf", &pdf("beside"))]);
    }
    let delivery = opened_zip(&bytes);
    assert_eq!(delivery.tally().get(StateKind::NestedArchive), 4);
    assert_eq!(*state(&delivery, "i.zip/i.zip/i.zip/i.zip/i.zip"), MemberState::Refused(Refusal::TooNested { limit: 4 }));
    assert_eq!(delivery.tally().get(StateKind::Act), 5);
}

#[test]
fn a_nested_archive_that_is_none_or_too_large() {
    let place = Place::new();
    let inner: Vec<_> = (0..9).map(|number| entry(&format!("{number}.pdf"), &pdf(&number.to_string()))).collect();
    let path = place
        .put("x.zip", &zip(&[entry("junk.zip", b"no archive"), entry("egentlig en pdf.zip", &pdf("x")), entry("mange.zip", &zip(&inner))]));
    let delivery = opened(&[&path], &Limits { max_entries: 8, ..Limits::default() });
    assert_eq!(*state(&delivery, "junk.zip"), MemberState::Damaged(Damage::NotAZip));
    assert_eq!(*state(&delivery, "egentlig en pdf.zip"), MemberState::Act);
    assert_eq!(*state(&delivery, "mange.zip"), MemberState::Refused(Refusal::TooManyEntries { limit: 8 }));
    let delivery = opened(&[&path], &Limits { max_entries: 2, ..Limits::default() });
    assert!(matches!(delivery.problems[..], [ArchiveError::TooManyEntries { limit: 2, .. }]));
}

#[test]
fn limits_on_size() {
    let place = Place::new();
    for number in 0..4 {
        place.put(&format!("x/A/{number}.pdf"), &pdf(&"x".repeat(100 * number)));
    }
    let limits = Limits { max_member_bytes: 250, max_total_bytes: 200, ..Limits::default() };
    let delivery = opened(&[&place.path("x")], &limits);
    assert_eq!(outline(&delivery), ["A: 0.pdf, 1.pdf"]);
    assert_eq!(*state(&delivery, "2.pdf"), MemberState::Refused(Refusal::TotalSize { limit: 200 }));
    assert!(matches!(state(&delivery, "3.pdf"), MemberState::Refused(Refusal::TooLarge { limit: 250, .. })));
}

#[test]
fn folders_without_end() {
    let name = format!("{}01.pdf", "a/".repeat(5000));
    let delivery = opened_zip(&zip(&[entry(&name, &pdf("1"))]));
    assert!(matches!(delivery.members[0].state, MemberState::Refused(Refusal::TooDeep { .. })));
}

#[test]
fn members_of_the_same_name_all_stay() {
    let delivery = opened_zip(&zip(&[entry("a/01.pdf", &pdf("1")), entry("a/01.pdf", &pdf("2")), entry("a/01.pdf", &pdf("1"))]));
    assert_eq!(outline(&delivery), ["a: 01 (2).pdf, 01.pdf"]);
    assert_eq!(delivery.cases[0].acts[1].also_at, ["arkiv.zip/a/01.pdf"]);
    assert_eq!(delivery.cases[0].acts[1].read().unwrap(), pdf("1"));
    assert_eq!(delivery.cases[0].acts[0].read().unwrap(), pdf("2"));
}

#[test]
fn system_files_are_ignored() {
    let delivery = opened_zip(&zip(&[
        entry("__MACOSX/a/._01.pdf", b"junk"),
        entry("a/.DS_Store", b""),
        entry("a/", b"").with(|entry| entry.mode = 0o040_755),
        entry("a/01.pdf", &pdf("1")),
    ]));
    assert_eq!(delivery.tally().get(StateKind::IgnoredSystemFile), 2);
    assert_eq!(delivery.tally().get(StateKind::Directory), 1);
    assert_eq!(outline(&delivery), ["a: 01.pdf"]);
}

#[test]
fn the_spool_leaves_no_file_and_a_full_disk_costs_one_archive() {
    let place = Place::new();
    let spool = place.path("spool");
    fs::create_dir_all(&spool).unwrap();
    let path = place.put("x.zip", &zip(&[entry("indre.zip", &zip(&[entry("1.pdf", &pdf("1"))])), entry("2.pdf", &pdf("2"))]));
    let limits = Limits { spool_memory: 0, spool_dir: Some(spool.clone()), ..Limits::default() };
    let delivery = opened(&[&path], &limits);
    assert_eq!(delivery.tally().get(StateKind::Act), 2);
    assert_eq!(fs::read_dir(&spool).unwrap().count(), 0);
    let limits = Limits { spool_dir: Some(place.path("findes ikke")), ..limits };
    let delivery = opened(&[&path], &limits);
    assert_eq!(delivery.tally().get(StateKind::Act), 1);
    assert!(matches!(delivery.problems[..], [ArchiveError::Spool { .. }]));
    assert!(!deflate(b"x").is_empty());
}
