//! The examples and counter-examples of the word tables, and properties of the scanner on any text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::NaiveDateTime;
use proptest::prelude::*;

use super::tables::read;
use super::{DatesError, Direction, GRAMMAR, Scanner, dates_line, resolve_all};

fn reference(text: &str) -> NaiveDateTime {
    text.parse().or_else(|_| format!("{text}T12:00:00").parse()).expect("a reference date")
}

#[test]
fn examples_of_the_tables() {
    let scanner = Scanner::danish().unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for group in read(GRAMMAR).unwrap().group {
        for example in &group.examples {
            count += 1;
            let expect: Vec<String> = example.value.iter().cloned().chain(example.values.iter().flatten().cloned()).collect();
            let found = dates_line(&scanner, &example.text, reference(&example.reference));
            let got: Vec<String> = found
                .iter()
                .map(|found| match (&found.value, &found.value_end) {
                    (Some(value), None) => value.clone(),
                    (value, end) => format!("{}/{}", value.as_deref().unwrap_or(".."), end.as_deref().unwrap_or("..")),
                })
                .collect();
            if got != expect {
                wrong.push(format!("{}: {:?} expect {expect:?} got {got:?}", group.id, example.text));
            }
        }
        for text in &group.counter_examples {
            count += 1;
            let found = dates_line(&scanner, text, reference("2021-05-20"));
            if !found.is_empty() {
                let got: Vec<_> = found.iter().map(|found| (&found.text, &found.value)).collect();
                wrong.push(format!("{}: {text:?} should give nothing, gave {got:?}", group.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}: {wrong:#?}", wrong.len());
    assert!(count > 200, "only {count} examples");
}

#[test]
fn a_date_counted_from_the_day_of_writing_says_so() {
    let scanner = Scanner::danish().unwrap();
    let counted = |text: &str| scanner.scan(text).into_iter().next().unwrap().counted;
    assert_eq!(counted("I forgårs, den 10. september, holdt vi opfølgning"), Some(-2));
    assert_eq!(counted("i går d. 1. maj"), Some(-1));
    assert_eq!(counted("i dag, onsdag den 29. maj"), Some(0));
    assert_eq!(counted("dagen efter, den 10. september"), None);
    assert_eq!(counted("den 10. september"), None);
}

#[test]
fn faults_name_their_line() {
    let month = GRAMMAR.replacen("number = 1\n", "number = 13\n", 1);
    assert!(matches!(Scanner::new(&month), Err(DatesError::OutOfRange { line: 6, value: 13, .. })), "{:?}", Scanner::new(&month).err());
    let phrase = format!("{GRAMMAR}\n[[phrases]]\nforms = [\"engang\"]\n");
    assert!(matches!(Scanner::new(&phrase), Err(DatesError::BadPhrase { line }) if line > 300));
    let syntax = GRAMMAR.replacen("names = [\"februar\"", "names = [\"februar", 1);
    assert!(matches!(Scanner::new(&syntax), Err(DatesError::Syntax { line, .. }) if line > 6 && line < 16));
    let role = GRAMMAR.replacen("\nago = ", "\nagoo = ", 1);
    assert!(matches!(Scanner::new(&role), Err(DatesError::Syntax { .. })));
    let form = GRAMMAR.replacen("\"januar\"", "\"januar måned\"", 1);
    assert!(matches!(Scanner::new(&form), Err(DatesError::BadForm { line: 7, .. })));
}

#[test]
fn birth_dates_and_prefixes() {
    use super::Prefix;
    let scanner = Scanner::danish().unwrap();
    let first = |text: &str| scanner.scan(text).into_iter().next().unwrap_or_else(|| panic!("nothing in {text:?}"));
    for text in [
        "født 3. maj 2012",
        "født den 3. maj 2012",
        "f. 03.05.12",
        "Fødselsdato: 03.05.2012",
        "(f. 2012)",
        "er født d. 3/5 2012",
        "Født\t03.05.2012",
        "f. den 3. maj 2012",
    ] {
        assert!(first(text).born, "{text:?}");
    }
    for text in ["født i Nordby, kom den 3. maj 2021", "mødt den 3. maj 2021", "F 3. maj 2021", "født. Mødet var den 3. maj"] {
        assert!(!first(text).born, "{text:?}");
    }
    for (text, prefix) in [
        ("inden den 3. maj", Prefix::By),
        ("senest 3. maj 2021", Prefix::By),
        ("efter den 3. maj", Prefix::After),
        ("før den 3. maj", Prefix::Before),
        ("gælder fra 1. maj 2021", Prefix::From),
        ("udsat til den 3. maj", Prefix::Until),
        ("siden 3. maj 2021", Prefix::Since),
        ("den 3. maj", Prefix::None),
    ] {
        assert_eq!(first(text).prefix, prefix, "{text:?}");
    }
    assert!(first("omkring den 3. maj").approximate && first("for ca. 14 dage siden").approximate && !first("den 3. maj").approximate);
}

fn check(text: &str) {
    static SCANNER: std::sync::LazyLock<Scanner> = std::sync::LazyLock::new(|| Scanner::danish().unwrap());
    let scanner = &*SCANNER;
    let mentions = scanner.scan(text);
    let mut last = 0;
    for mention in &mentions {
        assert!(mention.span.start >= last && mention.span.start < mention.span.end, "overlap in {text:?}: {mentions:?}");
        assert!(text.get(mention.span.clone()).is_some(), "no boundary in {text:?}: {mention:?}");
        last = mention.span.end;
    }
    let act = chrono::NaiveDate::from_ymd_opt(2021, 3, 31).unwrap();
    for direction in [Direction::Past, Direction::Future, Direction::Nearest, Direction::Default] {
        for value in resolve_all(&mentions, act, direction).into_iter().flatten() {
            assert!(value.start < value.end, "{text:?} {value:?}");
        }
    }
    let _ = dates_line(scanner, text, act.and_hms_opt(23, 59, 59).unwrap());
}

/// Pieces that dates are made of, so that random text comes near the forms.
const PIECES: &[&str] = &[
    "den ",
    "d. ",
    "12",
    ". ",
    "/",
    "-",
    "–",
    "maj",
    " 2021",
    "kl. ",
    "14.10",
    ":",
    "i ",
    "går",
    "mandag",
    " til ",
    "og ",
    ", ",
    "uge ",
    "§ ",
    "9999",
    "om ",
    "14 dage",
    " siden",
    "efter",
    "samme ",
    "dag",
    "sidste ",
    "næste ",
    "å",
    "\n",
    "\u{a0}",
    "O3.O5.2O21",
    "’",
    "fra ",
    "mellem ",
    "halv ",
    "to",
    "kvart i ",
    "primo ",
    "2. ",
    "kvartal",
    "jul",
    "29. februar",
    "stk. ",
    "nr. ",
    "af ",
    "ß",
    "\u{1F600}",
    "é",
    "00",
    "4294967295",
    "natten ",
    "før ",
    "år",
    "måneder",
    "f. ",
    "T",
    "1. ",
    "nat",
    "§",
    "ds.",
    "s.m.",
    "\t",
    "'erne",
    "+45 ",
    "xxxx",
    "lov ",
    "en ",
    "99",
    " ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "\\PC{0,80}") {
        check(&text);
    }

    #[test]
    fn texts_near_dates_are_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24)) {
        check(&pieces.concat());
    }
}
