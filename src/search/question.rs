//! How a question is written, and what it asks.
//!
//! ```text
//! samtale skole              pages with both words, in any form; compounds count, but less
//! "samtale med barnet"       the words in this order
//! samtale OR møde            either (ELLER)
//! samtale -skole             the one without the other (NOT, IKKE)
//! (samtale OR møde) skole    parentheses
//! under*                     words that begin so
//! samtale~                   words that are one letter away (misread, misspelt)
//! samtale NÆR barnet         within ten words, in any order (NEAR; NÆR/3: within three)
//! sag:nordby-01              only this case (case:); sag:nordby-* all that begin so
//! kommune:nordby             only municipalities whose name has the word (municipality:)
//! akt:referat                only acts whose file name has the word (act:)
//! type:afgørelse             only acts of this type (doctype:)
//! dato:2021-03..2021-05      only acts dated so (date:); also 2021, 12.05.2021, 2021-03.., ..2021-05
//! år:2021  side:1..2         only acts of the year, only these pages (year:, page:)
//! hændelse:samtale           only pages that tell of an event of this kind (event:, kind:)
//! ocr:0..60                  only pages recognised with this confidence
//! 010203-1234  § 50  12.05.2021  "12. maj 2021"   as `analysis` says
//! ```

use std::ops::Range;

use super::SearchError;
use super::analysis::{Analyzed, Side, analyze};
use super::lexicon::is_stop_word;
use super::numbers::value;
use super::pieces::{Piece, Placed, pieces};
use super::words::canonical;

/// Most parts that a question may have, and the deepest nesting.
const MOST_PARTS: usize = 64;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ask {
    /// All of these. [`Ask::Not`] stands only here.
    All(Vec<Ask>),
    /// One of these or more.
    Any(Vec<Ask>),
    /// Not this.
    Not(Box<Ask>, Range<usize>),
    /// A word in any form, compounds included.
    Word {
        /// Its stem.
        stem: String,
        /// As `canonical` writes it.
        form: String,
    },
    /// Terms at these places to each other; also a single one, which then stands only for itself.
    Phrase(Vec<Analyzed>),
    /// Two terms within so many words.
    Near(String, String, u32),
    /// Words that begin so.
    Prefix(String),
    /// Words that are a letter away from the stem or from the form.
    Fuzzy {
        /// The stem.
        stem: String,
        /// As `canonical` writes it.
        form: String,
    },
    /// Something that the page's act must be.
    Field(Filter, Range<usize>),
}

/// What a field asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filter {
    /// The case, or (ending in `*`) the beginning of its id.
    Case(String),
    /// Words in the municipality's name.
    Municipality(Vec<Analyzed>),
    /// Words in the act's file name.
    Act(Vec<Analyzed>),
    /// A name of an act type, or a part of it.
    Doctype(String),
    /// A name of an event kind, or a part of it.
    Kind(String),
    /// First and last day as `YYYYMMDD`.
    Date(u32, u32),
    /// First and last page.
    Page(u32, u32),
    /// Lowest and highest confidence.
    Ocr(u32, u32),
}

/// Reads a question. Gives also the words that it leaves out because they stand nearly everywhere.
///
/// # Errors
/// The variants of [`SearchError`] that have a place in the question, [`SearchError::NothingAsked`], [`SearchError::TooLong`].
pub(super) fn read(question: &str) -> Result<(Ask, Vec<String>), SearchError> {
    let pieces = pieces(question)?;
    if pieces.len() > MOST_PARTS {
        return Err(SearchError::TooLong { limit: MOST_PARTS });
    }
    let mut reader = Reader { pieces: pieces.as_slice() };
    let ask = reader.any()?;
    if let Some(loose) = reader.pieces.first() {
        return Err(SearchError::OpenParenthesis { at: loose.at.clone() });
    }
    let mut ask = ask.ok_or(SearchError::NothingAsked)?;
    if parts(&ask) > MOST_PARTS {
        return Err(SearchError::TooLong { limit: MOST_PARTS });
    }
    check_wanted(&ask)?;
    let mut left_out = Vec::new();
    without_stop_words(&mut ask, &mut left_out);
    Ok((ask, left_out))
}

/// Takes the words that stand nearly everywhere out of lists that want something else too.
fn without_stop_words(ask: &mut Ask, left_out: &mut Vec<String>) {
    match ask {
        Ask::All(asks) => {
            let is_stop = |ask: &Ask| matches!(ask, Ask::Word { form, .. } if is_stop_word(form));
            let tells = |ask: &Ask| !matches!(ask, Ask::Not(..) | Ask::Field(..)) && !is_stop(ask);
            if asks.iter().any(tells) {
                asks.retain(|ask| match ask {
                    Ask::Word { form, .. } if is_stop(ask) => {
                        left_out.push(form.clone());
                        false
                    }
                    _ => true,
                });
            }
            asks.iter_mut().for_each(|ask| without_stop_words(ask, left_out));
        }
        Ask::Any(asks) => asks.iter_mut().for_each(|ask| without_stop_words(ask, left_out)),
        Ask::Not(ask, _) => without_stop_words(ask, left_out),
        _ => {}
    }
}

/// Number of leaves.
fn parts(ask: &Ask) -> usize {
    match ask {
        Ask::All(asks) | Ask::Any(asks) => asks.iter().map(parts).sum(),
        Ask::Not(ask, _) => parts(ask),
        Ask::Phrase(terms) | Ask::Field(Filter::Municipality(terms) | Filter::Act(terms), _) => terms.len(),
        _ => 1,
    }
}

/// Each list of things wanted must want something.
fn check_wanted(ask: &Ask) -> Result<(), SearchError> {
    match ask {
        Ask::Not(_, at) => Err(SearchError::NothingWanted { at: at.clone() }),
        Ask::Any(asks) => asks.iter().try_for_each(check_wanted),
        Ask::All(asks) => {
            if let Some(Ask::Not(_, at)) = asks.first()
                && asks.iter().all(|ask| matches!(ask, Ask::Not(..)))
            {
                return Err(SearchError::NothingWanted { at: at.clone() });
            }
            asks.iter().try_for_each(|ask| match ask {
                Ask::Not(inner, _) => check_wanted(inner),
                other => check_wanted(other),
            })
        }
        _ => Ok(()),
    }
}

/// Reads pieces by what binds weakest first: OR, then side by side, then NOT and NEAR.
struct Reader<'p, 'a> {
    pieces: &'p [Placed<'a>],
}

impl<'a> Reader<'_, 'a> {
    fn next(&mut self) -> Option<Placed<'a>> {
        let (first, rest) = self.pieces.split_first()?;
        self.pieces = rest;
        Some(first.clone())
    }

    /// The piece to come.
    fn peek(&self) -> Option<Piece<'a>> {
        self.pieces.first().map(|placed| placed.piece)
    }

    /// `… OR …`; none where there is nothing to search for.
    fn any(&mut self) -> Result<Option<Ask>, SearchError> {
        let mut asks: Vec<Ask> = self.all()?.into_iter().collect();
        let mut operands = asks.len();
        while let Some(Piece::Or(word)) = self.peek() {
            let at = self.next().map_or(0..0, |placed| placed.at);
            let right = self.all()?;
            if operands == 0 || right.is_none() {
                return Err(SearchError::LooseOperator { word: word.to_owned(), at });
            }
            operands += 1;
            asks.extend(right);
        }
        Ok(if asks.len() > 1 { Some(Ask::Any(asks)) } else { asks.pop() })
    }

    /// Things side by side.
    fn all(&mut self) -> Result<Option<Ask>, SearchError> {
        let mut asks = Vec::new();
        while let Some(piece) = self.peek() {
            match piece {
                Piece::Or(_) | Piece::Close => break,
                Piece::And(word) => {
                    let at = self.next().map_or(0..0, |placed| placed.at);
                    if asks.is_empty() || matches!(self.peek(), None | Some(Piece::Or(_) | Piece::And(_) | Piece::Near(..) | Piece::Close))
                    {
                        return Err(SearchError::LooseOperator { word: word.to_owned(), at });
                    }
                }
                Piece::Near(word, within) => {
                    let at = self.next().map_or(0..0, |placed| placed.at);
                    self.near(word, within, at, &mut asks)?;
                }
                Piece::Minus => {
                    let at = self.next().map_or(0..0, |placed| placed.at);
                    self.not("-", at, &mut asks)?;
                }
                Piece::Not(word) => {
                    let at = self.next().map_or(0..0, |placed| placed.at);
                    self.not(word, at, &mut asks)?;
                }
                _ => self.one(&mut asks)?,
            }
        }
        Ok(if asks.len() == 1 && !matches!(asks.first(), Some(Ask::Not(..))) {
            asks.pop()
        } else if asks.is_empty() {
            None
        } else {
            Some(Ask::All(asks))
        })
    }

    /// What a minus or NOT stands before: one thing, of words side by side only the first.
    fn not(&mut self, word: &str, at: Range<usize>, asks: &mut Vec<Ask>) -> Result<(), SearchError> {
        let mut inner = Vec::new();
        match self.peek() {
            None | Some(Piece::Or(_) | Piece::And(_) | Piece::Not(_) | Piece::Near(..) | Piece::Minus | Piece::Close) => {
                return Err(SearchError::LooseOperator { word: word.to_owned(), at });
            }
            _ => self.one(&mut inner)?,
        }
        let mut inner = inner.into_iter();
        // A word that is not wanted is meant as itself: its compounds may stay.
        asks.extend(inner.next().map(|ask| {
            let ask = match ask {
                Ask::Word { stem, .. } => Ask::Phrase(vec![Analyzed { term: stem, span: 0..0, position: 0, is_word: true }]),
                other => other,
            };
            Ask::Not(Box::new(ask), at)
        }));
        asks.extend(inner);
        Ok(())
    }

    /// NEAR: the single term before it and the one behind it.
    fn near(&mut self, word: &str, within: u32, at: Range<usize>, asks: &mut Vec<Ask>) -> Result<(), SearchError> {
        let mut behind = Vec::new();
        if !matches!(self.peek(), None | Some(Piece::Or(_) | Piece::And(_) | Piece::Near(..) | Piece::Close)) {
            self.one(&mut behind)?;
        }
        let mut behind = behind.into_iter();
        let ends = (asks.pop(), behind.next());
        let single = |ask: &Ask| match ask {
            Ask::Word { stem, .. } => Some(stem.clone()),
            // In a chain each is near the one before.
            Ask::Near(_, last, _) => Some(last.clone()),
            Ask::Phrase(terms) if terms.len() == 1 => terms.first().map(|one| one.term.clone()),
            _ => None,
        };
        let (Some(before), Some(after)) = ends else { return Err(SearchError::LooseOperator { word: word.to_owned(), at }) };
        let (Some(left), Some(right)) = (single(&before), single(&after)) else {
            return Err(SearchError::LooseOperator { word: word.to_owned(), at });
        };
        if matches!(before, Ask::Near(..)) {
            asks.push(before);
        }
        asks.push(Ask::Near(left, right, within));
        asks.extend(behind);
        Ok(())
    }

    /// One piece that is no operator.
    fn one(&mut self, asks: &mut Vec<Ask>) -> Result<(), SearchError> {
        let Some(Placed { piece, at }) = self.next() else { return Ok(()) };
        match piece {
            Piece::Words(words) => asks.extend(words_asked(words)),
            Piece::Quote(words) => {
                let terms = analyze(words, Side::Question);
                if !terms.is_empty() {
                    asks.push(Ask::Phrase(terms));
                }
            }
            Piece::Prefix(start) => asks.push(Ask::Prefix(canonical(start))),
            Piece::Fuzzy(word) => {
                let form = canonical(word);
                asks.push(Ask::Fuzzy { stem: super::words::stem(&form), form });
            }
            Piece::Field(name, value) => asks.push(Ask::Field(filter(name, value, &at)?, at)),
            Piece::Open => {
                let inner = self.any()?;
                if self.next().is_none_or(|placed| placed.piece != Piece::Close) {
                    return Err(SearchError::OpenParenthesis { at });
                }
                asks.extend(inner);
            }
            _ => {}
        }
        Ok(())
    }
}

/// What a field asks.
fn filter(name: &str, written: &str, at: &Range<usize>) -> Result<Filter, SearchError> {
    let bad = || SearchError::BadValue { field: name.to_owned(), value: written.to_owned(), at: at.clone() };
    let terms = || Some(analyze(written, Side::Question)).filter(|terms| !terms.is_empty());
    Ok(match name {
        "sag" => Filter::Case(written.to_owned()),
        "kommune" => Filter::Municipality(terms().ok_or_else(bad)?),
        "akt" => Filter::Act(terms().ok_or_else(bad)?),
        "type" => Filter::Doctype(written.to_owned()),
        "hændelse" => Filter::Kind(written.to_owned()),
        "dato" => {
            let (first, last) = ends(written, days).ok_or_else(bad)?;
            Filter::Date(first, last)
        }
        "år" => {
            let year = |end: &str| (end.len() == 4).then(|| days(end)).flatten();
            let (first, last) = ends(written, year).ok_or_else(bad)?;
            Filter::Date(first, last)
        }
        _ => {
            let number = |end: &str| end.chars().all(|c| c.is_ascii_digit()).then(|| (value(end), value(end)));
            let (first, last) = ends(written, number).ok_or_else(bad)?;
            if name == "side" { Filter::Page(first, last) } else { Filter::Ocr(first, last) }
        }
    })
}

/// `a..b`, `a..`, `..b` or `a`, the ends read by `read` into their first and last value.
fn ends(written: &str, read: impl Fn(&str) -> Option<(u32, u32)>) -> Option<(u32, u32)> {
    let (first, last) = match written.split_once("..") {
        None => read(written)?,
        Some(("", "")) => return None,
        Some((from, "")) => (read(from)?.0, u32::MAX),
        Some(("", to)) => (0, read(to)?.1),
        Some((from, to)) => (read(from)?.0, read(to)?.1),
    };
    (first <= last).then_some((first, last))
}

/// The first and last day of a year, month or day, as `YYYYMMDD`.
fn days(written: &str) -> Option<(u32, u32)> {
    let terms = analyze(written, Side::Question);
    let [only] = terms.as_slice() else { return None };
    let numbers: Vec<u32> = only.term.split('-').map(value).collect();
    let is_year = |year: u32| (1900..2100).contains(&year);
    let is_month = |month: u32| (1..=12).contains(&month);
    match numbers.as_slice() {
        [year] if is_year(*year) => Some((year * 10_000 + 101, year * 10_000 + 1231)),
        [year, month] if is_year(*year) && is_month(*month) => Some((year * 10_000 + month * 100 + 1, year * 10_000 + month * 100 + 31)),
        [year, month, day] if is_year(*year) && is_month(*month) => {
            Some((year * 10_000 + month * 100 + day, year * 10_000 + month * 100 + day))
        }
        _ => None,
    }
}

/// Words side by side: each by itself; what is written together (`24-timers`) as a phrase.
fn words_asked(words: &str) -> Vec<Ask> {
    let mut asks: Vec<Ask> = Vec::new();
    let mut together: Vec<Analyzed> = Vec::new();
    for term in analyze(words, Side::Question) {
        let is_apart = together
            .last()
            .is_none_or(|last| words.get(last.span.end..term.span.start).is_some_and(|gap| gap.contains(char::is_whitespace)));
        if is_apart {
            asks.extend(group(words, std::mem::take(&mut together)));
        }
        together.push(term);
    }
    asks.extend(group(words, together));
    asks
}

/// Terms written together.
fn group(words: &str, terms: Vec<Analyzed>) -> Option<Ask> {
    match terms.as_slice() {
        [] => None,
        [one] if one.is_word => {
            Some(Ask::Word { stem: one.term.clone(), form: canonical(words.get(one.span.clone()).unwrap_or_default()) })
        }
        _ => Some(Ask::Phrase(terms)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The question in a short form.
    fn shown(question: &str) -> String {
        fn show(ask: &Ask) -> String {
            let list = |asks: &[Ask], mark: &str| asks.iter().map(show).collect::<Vec<_>>().join(mark);
            let terms = |terms: &[Analyzed]| terms.iter().map(|one| one.term.as_str()).collect::<Vec<_>>().join("+");
            match ask {
                Ask::All(asks) => format!("({})", list(asks, " ")),
                Ask::Any(asks) => format!("({})", list(asks, "|")),
                Ask::Not(ask, _) => format!("!{}", show(ask)),
                Ask::Word { stem, .. } => stem.clone(),
                Ask::Near(one, other, within) => format!("{one}<{within}>{other}"),
                Ask::Fuzzy { form, .. } => format!("{form}~"),
                Ask::Phrase(some) => format!("«{}»", terms(some)),
                Ask::Prefix(start) => format!("{start}*"),
                Ask::Field(Filter::Case(case), _) => format!("sag={case}"),
                Ask::Field(Filter::Municipality(some), _) => format!("kommune={}", terms(some)),
                Ask::Field(Filter::Act(some), _) => format!("akt={}", terms(some)),
                Ask::Field(other, _) => format!("{other:?}"),
            }
        }
        read(question).map_or_else(|error| error.to_string(), |(ask, _)| show(&ask))
    }

    #[test]
    fn questions_are_read_as_written() {
        for (question, expected) in [
            ("samtale", "samtal"),
            ("samtale skole", "(samtal skol)"),
            ("samtale AND skole OG møde", "(samtal skol mød)"),
            ("samtale OR skole møde", "(samtal|(skol mød))"),
            ("(samtale ELLER skole) møde", "((samtal|skol) mød)"),
            ("\"samtale med barnet\" skole", "(«samtal+med+barn» skol)"),
            ("“samtale med”", "«samtal+med»"),
            ("samtale -skole møde", "(samtal !«skol» mød)"),
            ("samtale IKKE (skole OR møde)", "(samtal !(skol|mød))"),
            ("24-timers", "«24+tim»"),
            ("12. maj 2021 samtale", "(«2021-05-12» samtal)"),
            ("samtale 010203-1234", "(samtal «0102031234»)"),
            ("§ 50, stk. 3 skole", "(«§50.3» skol)"),
            ("under* skole", "(under* skol)"),
            ("sag:nordby-01 samtale", "(sag=nordby-01 samtal)"),
            ("kommune:\"Nordby Kommune\" samtale", "(kommune=nordby+kommun samtal)"),
            ("kl: 14:10", "(kl «14:10»)"),
            ("?!  samtale ...", "samtal"),
            ("- samtale", "samtal"),
            ("((samtale))", "samtal"),
            ("samtale med det barn", "(samtal barn)"),
            ("og det", "(og det)"),
            ("\"og det\" barn", "(«og+det» barn)"),
            ("samtale NÆR/3 barn NEAR skole", "(samtal<3>barn barn<10>skol)"),
            ("samtalen~ skole", "(samtalen~ skol)"),
            ("akt:\"02 referat\"", "akt=02+referat"),
            ("Type:afgørelse", "Doctype(\"afgørelse\")"),
            ("haendelse:samtale", "Kind(\"samtale\")"),
            ("dato:2021-03..2021-05", "Date(20210301, 20210531)"),
            ("date:12.05.2021", "Date(20210512, 20210512)"),
            ("dato:\"12. maj 2021\"..2022", "(Date(20210512, 20210512) «2022»)"),
            ("Dato: 12.05.2021 skole", "(Date(20210512, 20210512) skol)"),
            ("dato:..2021", "Date(0, 20211231)"),
            ("år:2021 side:1..3 ocr:0..60", "(Date(20210101, 20211231) Page(1, 3) Ocr(0, 60))"),
        ] {
            assert_eq!(shown(question), expected, "{question}");
        }
    }

    #[test]
    fn bad_questions_say_what_is_wrong() {
        for (question, expected) in [
            ("", SearchError::NothingAsked),
            (" ?! ", SearchError::NothingAsked),
            ("()", SearchError::NothingAsked),
            ("\"\"", SearchError::NothingAsked),
            ("-skole", SearchError::NothingWanted { at: 0..0 }),
            ("samtale OR -skole", SearchError::NothingWanted { at: 0..0 }),
            ("\"samtale", SearchError::OpenQuote { at: 0..0 }),
            ("(samtale", SearchError::OpenParenthesis { at: 0..0 }),
            ("samtale)", SearchError::OpenParenthesis { at: 0..0 }),
            ("OR samtale", SearchError::LooseOperator { word: "OR".into(), at: 0..0 }),
            ("samtale ELLER", SearchError::LooseOperator { word: "ELLER".into(), at: 0..0 }),
            ("samtale NOT", SearchError::LooseOperator { word: "NOT".into(), at: 0..0 }),
        ] {
            let error = read(question).unwrap_err();
            assert_eq!(error.to_string(), expected.to_string(), "{question}");
            assert_eq!(error.exit_code(), 2);
        }
        assert!(matches!(read(&"(".repeat(100_000)), Err(SearchError::TooLong { .. })));
        assert!(matches!(read(&"ord ".repeat(100_000)), Err(SearchError::TooLong { .. })));
    }

    #[test]
    fn errors_say_where() {
        for (question, at, part) in [
            ("samtale \"barnet", 8..9, "\""),
            ("(samtale", 0..1, "("),
            ("møde samtale)", 13..14, ")"),
            ("møde ELLER", 6..11, "ELLER"),
            ("-møde", 0..1, "-"),
            ("skole komune:nordby", 6..19, "komune:nordby"),
            ("dato:2021-13", 0..12, "dato:2021-13"),
            ("dato:2022..2021", 0..15, "dato:2022..2021"),
            ("møde side:x", 6..12, "side:x"),
            ("sag:", 0..4, "sag:"),
            ("abc~ møde", 0..4, "abc~"),
            ("a*", 0..2, "a*"),
            ("NÆR møde", 0..4, "NÆR"),
            ("\"a b\" NÆR møde", 6..10, "NÆR"),
        ] {
            let error = read(question).unwrap_err();
            assert_eq!(error.span(), Some(at.clone()), "{question}: {error}");
            assert_eq!(question.get(at), Some(part), "{question}");
            assert_ne!(error.message(crate::lang::Lang::Da), error.message(crate::lang::Lang::En));
        }
    }

    #[test]
    fn no_question_panics() {
        let marks =
            ["\"", "(", ")", "-", " ", "OR", "NOT", "*", ":", "sag:", "dato:", "..", "NÆR/2", "~", "ord", "§", "12.", "“", "»", "é"];
        let mut seed = 11u64;
        for _ in 0..20_000 {
            let mut question = String::new();
            for _ in 0..8 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                question.push_str(marks.get((seed >> 33) as usize % marks.len()).unwrap());
            }
            let _ = read(&question);
        }
    }
}
