//! The terms of a text: what a page is found by, and what a question looks for.
//!
//! | in the text | terms on the page | term of the question |
//! |---|---|---|
//! | `Samtalerne`, `samtale` | `samtal` | `samtal` |
//! | `010203-1234`, `010203 1234`, `0102031234` | `0102031234`, `010203` | `0102031234` |
//! | `12.05.2021`, `12/5-21`, `12. maj 2021`, `2021-05-12` | `2021-05-12`, `--05-12`, `2021-05`, `2021` | `2021-05-12` |
//! | `12/5`, `12. maj` | `--05-12` | `--05-12` |
//! | `maj 2021` | `2021-05` and both words | `2021-05` |
//! | `kl. 14.10`, `14:10` | `14:10` | `14:10` |
//! | `§ 50, stk. 3`, `paragraf 50` | `§50`, `§50.3`, `50` | the narrowest: `§50.3`, `§50` |
//! | `27.18.00-A12`, `2021/12345` | whole run and its groups | whole run |
//!
//! Positions count words as a reader sees them, and are the same whichever way a date is written, so that phrases go across them.

use std::ops::Range;

use super::known::{Known, Words, with_words};
use super::numbers::{Groups, Number, as_day, is_cpr, is_joint, is_year, terms, value};
use super::words::{is_joined, is_word_char};

/// Changes whenever a text gives other terms than before: an index of another number is made again.
pub(super) const ANALYSIS_VERSION: u32 = 3;

/// Longest term in bytes: a page of digits without a space must not become one.
const LONGEST_TERM: usize = 240;

/// Which side is analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Every term under which the text is to be found.
    Page,
    /// One term for each thing asked.
    Question,
}

/// A term and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Analyzed {
    /// The term.
    pub(super) term: String,
    /// UTF-8 bytes in the text.
    pub(super) span: Range<usize>,
    /// Number of the word.
    pub(super) position: usize,
    /// It is a word that has a stem and may be part of a compound.
    pub(super) is_word: bool,
}

/// A term on its way to whoever wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term<'t> {
    /// The term.
    pub(super) text: &'t str,
    /// UTF-8 bytes in the text.
    pub(super) span: Range<usize>,
    /// Number of the word.
    pub(super) position: usize,
    /// It is a word that has a stem and may be part of a compound.
    pub(super) is_word: bool,
}

/// Takes the terms of a text one by one, by position: most of who asks keeps few of them, or only what follows from them.
pub(super) trait Sink {
    /// The next term; its position is that of the last one or a later one.
    fn put(&mut self, term: Term<'_>);
}

impl Sink for Vec<Analyzed> {
    fn put(&mut self, term: Term<'_>) {
        self.push(Analyzed { term: term.text.to_owned(), span: term.span, position: term.position, is_word: term.is_word });
    }
}

/// The terms of a text, by position.
pub(super) fn analyze(text: &str, side: Side) -> Vec<Analyzed> {
    let mut out = Vec::with_capacity(text.len() / 6);
    scan(text, side, &mut out);
    out
}

/// Gives the terms of a text away, by position.
pub(super) fn scan(text: &str, side: Side, sink: &mut impl Sink) {
    with_words(|words| {
        let mut scanner = Scanner { text, at: 0, position: 0, side, words, sink };
        while let Some(c) = scanner.peek() {
            if is_word_char(c) && !c.is_ascii_digit() {
                scanner.word();
            } else if c.is_ascii_digit() {
                scanner.number();
            } else if c == '§' {
                scanner.sections();
            } else {
                scanner.at += c.len_utf8();
            }
        }
    });
}

/// A place in a text, and where the terms go.
struct Scanner<'a, 's, S> {
    text: &'a str,
    at: usize,
    position: usize,
    side: Side,
    words: &'s mut Words,
    sink: &'s mut S,
}

impl<'a, S: Sink> Scanner<'a, '_, S> {
    /// The rest of the text.
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The text from `from` to here.
    fn since(&self, from: usize) -> &'a str {
        self.text.get(from..self.at).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes over characters while `is` holds, and gives them.
    fn take(&mut self, is: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !is(c)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// Tries a reading ahead; where it gives none, the place is as before.
    fn ahead<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.at;
        let result = read(self);
        if result.is_none() {
            self.at = before;
        }
        result
    }

    /// White space on the line or over one line end; at least some.
    fn gap(&mut self) -> Option<()> {
        (!self.take(char::is_whitespace).is_empty()).then_some(())
    }

    /// Digits that are not followed by another letter or digit.
    fn whole_digits(&mut self) -> Option<&'a str> {
        let digits = self.take(|c| c.is_ascii_digit());
        (!digits.is_empty() && !self.peek().is_some_and(is_word_char)).then_some(digits)
    }

    /// Letters that are not followed by a digit.
    fn whole_letters(&mut self) -> Option<&'a str> {
        let letters = self.take(|c| c.is_alphabetic() || is_joined(c));
        (!letters.is_empty() && !self.peek().is_some_and(is_word_char)).then_some(letters)
    }

    fn push(&mut self, term: &str, from: usize, position: usize, is_word: bool) {
        self.sink.put(Term { text: bounded(term), span: from..self.at, position, is_word });
    }

    /// A word, also one with digits in it.
    fn word(&mut self) {
        let from = self.at;
        let word = self.take(|c| is_word_char(c) || is_joined(c));
        let known = self.words.known(word);
        if known.traits.is_paragraf
            && self
                .ahead(|s| {
                    s.gap()?;
                    s.peek()?.is_ascii_digit().then_some(())
                })
                .is_some()
        {
            let number_at = self.at;
            if self.side == Side::Page {
                let text = self.words.term(known);
                self.sink.put(Term { text, span: from..from + word.len(), position: self.position, is_word: true });
            }
            self.position += 1;
            self.section_list(if self.side == Side::Page { number_at } else { from }, false);
            return;
        }
        if let Some(month) = known.traits.month()
            && let Some(year) = self.year_ahead()
        {
            let position = self.position;
            self.push_number(&Number::Month(value(year), month), from, position);
            if self.side == Side::Question {
                self.position += 2;
                return;
            }
            self.at = from + word.len();
        }
        self.push_known(known, from);
    }

    /// The terms of a plain word.
    fn push_word(&mut self, word: &str, from: usize) {
        let known = self.words.known(word);
        self.push_known(known, from);
    }

    fn push_known(&mut self, known: Known, from: usize) {
        let text = bounded(self.words.term(known));
        self.sink.put(Term { text, span: from..self.at, position: self.position, is_word: known.traits.is_word });
        self.position += 1;
    }

    /// The terms of a date, time or CPR number; of the question only the first.
    fn push_number(&mut self, number: &Number, from: usize, position: usize) {
        let count = if self.side == Side::Page { usize::MAX } else { 1 };
        for term in terms(number).into_iter().take(count) {
            self.push(&term, from, position, false);
        }
    }

    /// A year in full after white space, as in `12. maj 2021`.
    fn year_ahead(&mut self) -> Option<&'a str> {
        self.ahead(|s| {
            s.take(|c| c == '.');
            s.gap()?;
            s.whole_digits().filter(|digits| is_year(digits))
        })
    }

    /// Anything that begins with a digit.
    fn number(&mut self) {
        let from = self.at;
        let mut groups = Groups::default();
        groups.digits.push(self.take(|c| c.is_ascii_digit()));
        while let Some((joint, digits)) = self.ahead(|s| {
            let joint = s.peek().filter(|c| is_joint(*c))?;
            s.at += joint.len_utf8();
            let digits = s.take(|c| c.is_ascii_digit());
            (!digits.is_empty()).then_some((joint, digits))
        }) {
            groups.between.push(joint);
            groups.digits.push(digits);
        }
        if groups.between.is_empty() && self.peek().is_some_and(is_word_char) {
            self.take(|c| is_word_char(c) || is_joined(c));
            let word = self.since(from);
            self.push_word(word, from);
            return;
        }
        match groups.digits.as_slice() {
            [only] => self.single(only, from),
            [day, month] if groups.between == ['/'] => {
                let year = self.year_ahead().map(value);
                let kind = match (year, groups.kind()) {
                    (Some(year), Number::Day(None, month, day)) => Number::Day(Some(year), month, day),
                    (_, kind) => kind,
                };
                self.finish(&groups, &kind, from, &[day, month]);
            }
            parts => self.finish(&groups, &groups.kind(), from, parts),
        }
    }

    /// Digits alone: a CPR number with or without a space, the day of a written month, or a number.
    fn single(&mut self, digits: &'a str, from: usize) {
        let serial = (digits.len() == 6)
            .then(|| {
                self.ahead(|s| {
                    s.take(|c| c == ' ' || c == '\u{A0}').chars().count().eq(&1).then_some(())?;
                    s.whole_digits().filter(|serial| is_cpr(&format!("{digits}{serial}")))
                })
            })
            .flatten();
        let cpr = serial.map(|serial| format!("{digits}{serial}")).or_else(|| is_cpr(digits).then(|| digits.to_owned()));
        let position = self.position;
        if let Some(cpr) = cpr {
            self.push_number(&Number::Cpr(cpr), from, position);
            self.position += 1;
            return;
        }
        let digits_end = self.at;
        if let Some(day) = as_day(digits)
            && let Some(month) = self.ahead(|s| {
                s.take(|c| c == '.');
                s.gap()?;
                let word = s.whole_letters()?;
                s.words.known(word).traits.month()
            })
        {
            let year = self.year_ahead().map(value);
            self.push_number(&Number::Day(year, month, day), from, position);
            if self.side == Side::Question {
                self.position += if year.is_some() { 3 } else { 2 };
                return;
            }
            // On the page the words stand for themselves too.
            self.at = digits_end;
        }
        self.push(digits, from, position, false);
        self.position += 1;
    }

    /// Several groups: the terms of what they are, else the run and, on the page, its groups.
    fn finish(&mut self, groups: &Groups<'a>, kind: &Number, from: usize, parts: &[&str]) {
        let position = self.position;
        match kind {
            Number::Other => {
                self.push(&groups.joined(), from, position, false);
                if self.side == Side::Page {
                    for (offset, digits) in parts.iter().enumerate() {
                        self.push(digits, from, position + offset, false);
                    }
                }
                self.position += parts.len();
            }
            Number::Day(year, _, _) => {
                self.push_number(kind, from, position);
                if let (Some(year), Side::Page) = (year, self.side) {
                    self.push(&year.to_string(), from, position + 2, false);
                }
                // As many words as when the month is written out.
                self.position += if year.is_some() { 3 } else { 2 };
            }
            Number::Month(year, _) => {
                self.push_number(kind, from, position);
                if self.side == Side::Page {
                    self.push(&year.to_string(), from, position + 1, false);
                }
                self.position += 2;
            }
            Number::Cpr(_) | Number::Time(..) => {
                self.push_number(kind, from, position);
                self.position += 1;
            }
        }
    }

    /// `§` and what follows it.
    fn sections(&mut self) {
        let from = self.at;
        let is_list = self.take(|c| c == '§').chars().count() > 1;
        self.take(char::is_whitespace);
        if self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.section_list(from, is_list);
        }
    }

    /// A section's number, and further ones after `§§`: `§§ 50-52`, `§§ 50 og 52`.
    fn section_list(&mut self, from: usize, is_list: bool) {
        self.section(from);
        if !is_list {
            return;
        }
        loop {
            let next = self.ahead(|s| {
                s.take(char::is_whitespace);
                if !s.take(|c| matches!(c, '-' | '\u{2013}' | ',')).is_empty() || s.whole_letters().is_some_and(|word| word == "og") {
                    s.take(char::is_whitespace);
                    return s.peek().filter(char::is_ascii_digit).map(|_| s.at);
                }
                None
            });
            match next {
                Some(at) => self.section(at),
                None => break,
            }
        }
    }

    /// One section: number, letter (`52 a`), and the `stk.` that follows.
    fn section(&mut self, from: usize) {
        let digits = self.take(|c| c.is_ascii_digit());
        let letter = self.ahead(|s| {
            // A letter further on than `h` is a word: `§ 50 i serviceloven`.
            s.take(|c| c == ' ' || c == '\u{A0}');
            s.whole_letters().filter(|letter| matches!(letter.as_bytes(), [b'a'..=b'h']))
        });
        let end = self.at;
        let position = self.position;
        let whole = format!("§{digits}{}", letter.unwrap_or_default());
        let paragraph = self.ahead(|s| {
            s.take(|c| c == ',');
            s.gap()?;
            s.whole_letters().filter(|word| word.eq_ignore_ascii_case("stk"))?;
            s.take(|c| c == '.' || c.is_whitespace());
            s.whole_digits()
        });
        let narrow = paragraph.map(|number| format!("{whole}.{number}"));
        if self.side == Side::Question {
            self.push(narrow.as_deref().unwrap_or(&whole), from, position, false);
            self.position += if paragraph.is_some() { 3 } else { 1 };
            return;
        }
        if let Some(narrow) = narrow {
            self.push(&narrow, from, position, false);
        }
        // The words `stk. 3` stand for themselves too.
        self.at = end;
        if letter.is_some() {
            self.push(&format!("§{digits}"), from, position, false);
        }
        self.push(&whole, from, position, false);
        self.push(digits, from, position, false);
        self.position += 1;
    }
}

/// A term, cut where it is longer than one may be.
fn bounded(term: &str) -> &str {
    if term.len() <= LONGEST_TERM {
        return term;
    }
    let end = term.char_indices().nth(LONGEST_TERM / 4).map_or(term.len(), |(at, _)| at);
    term.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    fn page(text: &str) -> Vec<String> {
        analyze(text, Side::Page).into_iter().map(|one| one.term).collect()
    }

    fn question(text: &str) -> Vec<String> {
        analyze(text, Side::Question).into_iter().map(|one| one.term).collect()
    }

    #[test]
    fn a_thing_is_one_term_however_it_is_written() {
        for (forms, term) in [
            (&["010203-1234", "010203 1234", "0102031234", "010203\u{2011}1234"][..], "0102031234"),
            (&["12.05.2021", "12/5-21", "12-05-2021", "12.5.21", "2021-05-12", "12. maj 2021", "12 maj 2021", "12/5 2021"], "2021-05-12"),
            (&["12/5", "12. maj", "12/05"], "--05-12"),
            (&["maj 2021", "2021-05"], "2021-05"),
            (&["14:10", "14.10"], "14:10"),
            (&["§ 50", "§50", "paragraf 50", "§\u{A0}50"], "§50"),
            (&["§ 50, stk. 3", "§50 stk 3", "§ 50, stk.3"], "§50.3"),
            (&["§ 52 a", "§ 52a"], "§52a"),
            (&["2021/12345"], "2021/12345"),
            (&["24t"], "24t"),
        ] {
            for form in forms {
                assert_eq!(question(form), [term], "{form}");
                assert!(page(form).contains(&term.to_owned()), "{form}: {:?}", page(form));
            }
        }
    }

    #[test]
    fn wider_questions_find_narrower_texts() {
        for (text, asked) in [
            ("12.05.2021", &["12/5", "maj 2021", "2021"][..]),
            ("12. maj 2021", &["12/5", "maj 2021", "2021", "maj", "12"]),
            ("010203-1234", &["010203"]),
            ("§ 50, stk. 3, nr. 1", &["§ 50", "stk. 3", "50"]),
            ("§ 52 a, stk. 1", &["§ 52", "§ 52 a", "§ 52 a, stk. 1"]),
            ("§§ 50-52 og § 58", &["§ 50", "§ 52", "§ 58"]),
            ("§§ 50 og 52", &["§ 50", "§ 52"]),
            ("sag 27.18.00-12", &["27.18.00-12", "27"]),
        ] {
            let terms = page(text);
            for asked in asked {
                for term in question(asked) {
                    assert!(terms.contains(&term), "{text}: {asked} → {term} not in {terms:?}");
                }
            }
        }
        assert!(!page("§ 50 i serviceloven").contains(&"§50i".to_owned()));
        assert_eq!(question("150000 2020"), ["150000", "2020"], "no day, no CPR number");
        assert_eq!(question("§"), Vec::<String>::new());
        assert_eq!(question("99/99"), ["99/99"]);
    }

    #[test]
    fn positions_are_the_same_for_every_way_of_writing() {
        for text in ["den 12. maj 2021 blev", "den 12.05.2021 blev", "den 12/5-21 blev"] {
            for side in [Side::Page, Side::Question] {
                let found = analyze(text, side);
                let at = |term: &str| found.iter().find(|one| one.term == term).map(|one| one.position);
                assert_eq!((at("den"), at("2021-05-12"), at("blev")), (Some(0), Some(1), Some(4)), "{text}");
            }
        }
        for text in ["efter § 50, stk. 3 er", "efter paragraf 50"] {
            let (page, asked) = (analyze(text, Side::Page), analyze(text, Side::Question));
            for one in asked {
                assert!(page.iter().any(|other| (&other.term, other.position) == (&one.term, one.position)), "{text} {one:?}");
            }
        }
    }

    #[test]
    fn spans_lie_on_characters_of_any_text() {
        let marks = ["§", "12", ".", " ", "æ", "maj", "2021", "stk", "\n", "010203", "-", "1234", "\u{AD}", "a\u{30A}", "og", "😀", "/"];
        let mut seed = 7u64;
        for _ in 0..3_000 {
            let mut text = String::new();
            for _ in 0..12 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(marks[(seed >> 33) as usize % marks.len()]);
            }
            for side in [Side::Page, Side::Question] {
                let terms = analyze(&text, side);
                assert!(terms.is_sorted_by_key(|one| one.position), "{text:?}");
                for one in terms {
                    assert!(!text.get(one.span.clone()).unwrap_or_default().is_empty(), "{text:?} {one:?}");
                }
            }
        }
    }
}
