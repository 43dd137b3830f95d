//! What holds of any bytes at all.

use super::build::{Entry, entry, long_pdf, zip};
use super::*;
use proptest::prelude::*;

fn small_zip() -> Vec<u8> {
    let inner = zip(&[entry("i/1.pdf", &long_pdf("inner", 300))]);
    let members: Vec<Entry> = vec![
        entry("A/sag.json", br#"{"id": "a"}"#),
        entry("A/01.pdf", &long_pdf("one", 400)),
        entry("A/02.pdf", &long_pdf("two", 400)).with(|entry| entry.streamed = true),
        entry("A/03.pdf", &long_pdf("three", 400)).with(|entry| entry.method = 0),
        entry("B/indre.zip", &inner),
    ];
    zip(&members)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_named_zip(mut bytes in prop::collection::vec(any::<u8>(), 0..300), marked in any::<bool>()) {
        if marked {
            bytes.splice(0..0, *b"PK\x03\x04");
        }
        opened_zip(&bytes);
    }

    #[test]
    fn a_zip_with_bytes_changed(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = small_zip();
        for (place, value) in changes {
            let at = place.index(bytes.len());
            bytes[at] = value;
        }
        bytes[..4].copy_from_slice(b"PK\x03\x04");
        let delivery = opened_zip(&bytes);
        for act in delivery.cases.iter().flat_map(|case| &case.acts) {
            prop_assert_eq!(act.read().unwrap().len() as u64, act.size);
        }
    }

    #[test]
    fn a_zip_cut_and_pasted(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), again in any::<bool>()) {
        let bytes = small_zip();
        let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
        let (from, to) = (from.min(to), from.max(to));
        let mut changed = bytes.clone();
        if again {
            changed.splice(to..to, bytes[from..to].iter().copied());
        } else {
            changed.drain(from..to);
        }
        let first = opened_zip(&changed);
        let second = opened_zip(&changed);
        prop_assert_eq!(everything(&first), everything(&second));
    }
}
