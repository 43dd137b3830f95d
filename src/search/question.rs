//! How a question is written, and what it asks.
//!
//! ```text
//! samtale skole              pages with both words, in any form; compounds count, but less
//! "samtale med barnet"       the words in this order
//! samtale OR møde            either (ELLER)
//! samtale -skole             the one without the other (NOT, IKKE)
//! (samtale OR møde) skole    parentheses
//! under*                     words that begin so
//! sag:nordby-01              only this case (case:)
//! kommune:nordby             only municipalities whose name has the word (municipality:)
//! 010203-1234  § 50  12.05.2021  "12. maj 2021"   as `analysis` says
//! ```

use super::SearchError;
use super::analysis::{Analyzed, Side, analyze};
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
    Not(Box<Ask>),
    /// One term, compounds included where it is a word.
    Term(Analyzed),
    /// These terms at these places to each other; also a single one, which then stands only for itself.
    Phrase(Vec<Analyzed>),
    /// Words that begin so.
    Prefix(String),
    /// Only this case.
    Case(String),
    /// Only municipalities with these words in their name.
    Municipality(Vec<Analyzed>),
}

/// A piece of the question as written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece<'a> {
    /// Words side by side, as one text: a date may be written in several.
    Words(&'a str),
    Quote(&'a str),
    Prefix(&'a str),
    Field(&'a str, &'a str),
    Open,
    Close,
    Minus,
    Or(&'a str),
    And(&'a str),
    Not(&'a str),
}

/// Reads a question.
///
/// # Errors
/// [`SearchError::NothingAsked`], [`SearchError::NothingWanted`], [`SearchError::OpenQuote`], [`SearchError::OpenParenthesis`],
/// [`SearchError::LooseOperator`], [`SearchError::TooLong`].
pub(super) fn read(question: &str) -> Result<Ask, SearchError> {
    let pieces = pieces(question)?;
    if pieces.len() > MOST_PARTS {
        return Err(SearchError::TooLong { limit: MOST_PARTS });
    }
    let mut reader = Reader { pieces: pieces.as_slice() };
    let ask = reader.any()?;
    if !reader.pieces.is_empty() {
        return Err(SearchError::OpenParenthesis);
    }
    let ask = ask.ok_or(SearchError::NothingAsked)?;
    if parts(&ask) > MOST_PARTS {
        return Err(SearchError::TooLong { limit: MOST_PARTS });
    }
    check_wanted(&ask)?;
    Ok(ask)
}

/// Number of leaves.
fn parts(ask: &Ask) -> usize {
    match ask {
        Ask::All(asks) | Ask::Any(asks) => asks.iter().map(parts).sum(),
        Ask::Not(ask) => parts(ask),
        Ask::Phrase(terms) | Ask::Municipality(terms) => terms.len(),
        _ => 1,
    }
}

/// Each list of things wanted must want something.
fn check_wanted(ask: &Ask) -> Result<(), SearchError> {
    match ask {
        Ask::Not(_) => Err(SearchError::NothingWanted),
        Ask::Any(asks) => asks.iter().try_for_each(check_wanted),
        Ask::All(asks) => {
            if asks.iter().all(|ask| matches!(ask, Ask::Not(_))) {
                return Err(SearchError::NothingWanted);
            }
            asks.iter().try_for_each(|ask| match ask {
                Ask::Not(inner) => check_wanted(inner),
                other => check_wanted(other),
            })
        }
        _ => Ok(()),
    }
}

/// Cuts a question into pieces.
fn pieces(question: &str) -> Result<Vec<Piece<'_>>, SearchError> {
    let mut out = Vec::new();
    let mut rest = question;
    // Words side by side are gathered until another piece comes: from where in `question`.
    let mut words_from: Option<usize> = None;
    loop {
        let at = question.len() - rest.len();
        let trimmed = rest.trim_start();
        let Some(first) = trimmed.chars().next() else { break };
        let begin = question.len() - trimmed.len();
        let after_first = trimmed.get(first.len_utf8()..).unwrap_or_default();
        let (piece, next) = if let Some(closing) = closing_quote(first) {
            let end = after_first.find(closing).ok_or(SearchError::OpenQuote)?;
            let (inside, behind) = after_first.split_at_checked(end).unwrap_or_default();
            (Piece::Quote(inside), behind.trim_start_matches(closing))
        } else if first == '(' {
            (Piece::Open, after_first)
        } else if first == ')' {
            (Piece::Close, after_first)
        } else if first == '-' && after_first.starts_with(|c: char| !c.is_whitespace() && c != '-' && c != ')') {
            (Piece::Minus, after_first)
        } else {
            let length =
                trimmed.find(|c: char| c.is_whitespace() || c == '(' || c == ')' || closing_quote(c).is_some()).unwrap_or(trimmed.len());
            let (word, behind) = trimmed.split_at_checked(length).unwrap_or_default();
            match special(word, behind) {
                Some((piece, behind)) => (piece, behind),
                None => {
                    words_from.get_or_insert(begin);
                    rest = behind;
                    continue;
                }
            }
        };
        end_words(question, &mut words_from, at, &mut out);
        out.push(piece);
        rest = next;
    }
    end_words(question, &mut words_from, question.len(), &mut out);
    Ok(out)
}

/// The words gathered so far become a piece.
fn end_words<'a>(question: &'a str, from: &mut Option<usize>, to: usize, out: &mut Vec<Piece<'a>>) {
    if let Some(words) = from.take().and_then(|from| question.get(from..to)) {
        out.push(Piece::Words(words));
    }
}

/// The mark that closes a quotation begun with this one.
fn closing_quote(c: char) -> Option<&'static [char]> {
    match c {
        '"' => Some(&['"']),
        '“' | '”' | '„' => Some(&['“', '”', '"']),
        '»' | '«' => Some(&['«', '»']),
        _ => None,
    }
}

/// A word that is more than a word, and what comes behind it.
fn special<'a>(word: &'a str, behind: &'a str) -> Option<(Piece<'a>, &'a str)> {
    match word {
        "OR" | "ELLER" => return Some((Piece::Or(word), behind)),
        "AND" | "OG" => return Some((Piece::And(word), behind)),
        "NOT" | "IKKE" => return Some((Piece::Not(word), behind)),
        _ => {}
    }
    if let Some(start) = word.strip_suffix('*')
        && start.chars().count() >= 2
        && start.chars().all(char::is_alphanumeric)
    {
        return Some((Piece::Prefix(start), behind));
    }
    let (field, value) = word.split_once(':')?;
    if !matches!(field, "sag" | "case" | "kommune" | "municipality") {
        return None;
    }
    if value.is_empty()
        && let Some(inside) = behind.strip_prefix('"')
    {
        let (inside, behind) = inside.split_once('"')?;
        return Some((Piece::Field(field, inside), behind));
    }
    (!value.is_empty()).then_some((Piece::Field(field, value), behind))
}

/// Reads pieces by what binds weakest first: OR, then side by side, then NOT.
struct Reader<'p, 'a> {
    pieces: &'p [Piece<'a>],
}

impl<'a> Reader<'_, 'a> {
    fn next(&mut self) -> Option<Piece<'a>> {
        let (first, rest) = self.pieces.split_first()?;
        self.pieces = rest;
        Some(first.clone())
    }

    /// `… OR …`; none where there is nothing to search for.
    fn any(&mut self) -> Result<Option<Ask>, SearchError> {
        let mut asks: Vec<Ask> = self.all()?.into_iter().collect();
        let mut operands = asks.len();
        while let Some(Piece::Or(word)) = self.pieces.first().cloned() {
            self.next();
            let right = self.all()?;
            if operands == 0 || right.is_none() {
                return Err(SearchError::LooseOperator { word: word.to_owned() });
            }
            operands += 1;
            asks.extend(right);
        }
        Ok(if asks.len() > 1 { Some(Ask::Any(asks)) } else { asks.pop() })
    }

    /// Things side by side.
    fn all(&mut self) -> Result<Option<Ask>, SearchError> {
        let mut asks = Vec::new();
        while let Some(piece) = self.pieces.first().cloned() {
            match piece {
                Piece::Or(_) | Piece::Close => break,
                Piece::And(word) => {
                    self.next();
                    if asks.is_empty() || matches!(self.pieces.first(), None | Some(Piece::Or(_) | Piece::And(_) | Piece::Close)) {
                        return Err(SearchError::LooseOperator { word: word.to_owned() });
                    }
                }
                Piece::Minus => {
                    self.next();
                    self.not("-", &mut asks)?;
                }
                Piece::Not(word) => {
                    self.next();
                    self.not(word, &mut asks)?;
                }
                _ => self.one(&mut asks)?,
            }
        }
        Ok(if asks.len() == 1 && !matches!(asks.first(), Some(Ask::Not(_))) {
            asks.pop()
        } else if asks.is_empty() {
            None
        } else {
            Some(Ask::All(asks))
        })
    }

    /// What a minus or NOT stands before: one thing, of words side by side only the first.
    fn not(&mut self, word: &str, asks: &mut Vec<Ask>) -> Result<(), SearchError> {
        let mut inner = Vec::new();
        match self.pieces.first() {
            None | Some(Piece::Or(_) | Piece::And(_) | Piece::Not(_) | Piece::Minus | Piece::Close) => {
                return Err(SearchError::LooseOperator { word: word.to_owned() });
            }
            _ => self.one(&mut inner)?,
        }
        let mut inner = inner.into_iter();
        // A word that is not wanted is meant as itself: its compounds may stay.
        asks.extend(inner.next().map(|ask| {
            Ask::Not(Box::new(match ask {
                Ask::Term(term) => Ask::Phrase(vec![term]),
                other => other,
            }))
        }));
        asks.extend(inner);
        Ok(())
    }

    /// One piece that is no operator.
    fn one(&mut self, asks: &mut Vec<Ask>) -> Result<(), SearchError> {
        match self.next() {
            Some(Piece::Words(words)) => asks.extend(words_asked(words)),
            Some(Piece::Quote(words)) => {
                let terms = analyze(words, Side::Question);
                if !terms.is_empty() {
                    asks.push(Ask::Phrase(terms));
                }
            }
            Some(Piece::Prefix(start)) => asks.push(Ask::Prefix(canonical(start))),
            Some(Piece::Field("sag" | "case", value)) => asks.push(Ask::Case(value.to_owned())),
            Some(Piece::Field(_, value)) => {
                let terms = analyze(value, Side::Question);
                if !terms.is_empty() {
                    asks.push(Ask::Municipality(terms));
                }
            }
            Some(Piece::Open) => {
                let inner = self.any()?;
                if self.next() != Some(Piece::Close) {
                    return Err(SearchError::OpenParenthesis);
                }
                asks.extend(inner);
            }
            _ => {}
        }
        Ok(())
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
            asks.extend(group(std::mem::take(&mut together)));
        }
        together.push(term);
    }
    asks.extend(group(together));
    asks
}

/// Terms written together.
fn group(mut terms: Vec<Analyzed>) -> Option<Ask> {
    if terms.len() > 1 { Some(Ask::Phrase(terms)) } else { terms.pop().map(Ask::Term) }
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
                Ask::Not(ask) => format!("!{}", show(ask)),
                Ask::Term(one) => one.term.clone(),
                Ask::Phrase(some) => format!("«{}»", terms(some)),
                Ask::Prefix(start) => format!("{start}*"),
                Ask::Case(case) => format!("case={case}"),
                Ask::Municipality(some) => format!("kommune={}", terms(some)),
            }
        }
        read(question).map_or_else(|error| error.to_string(), |ask| show(&ask))
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
            ("12. maj 2021 samtale", "(2021-05-12 samtal)"),
            ("samtale 010203-1234", "(samtal 0102031234)"),
            ("§ 50, stk. 3 skole", "(§50.3 skol)"),
            ("under* skole", "(under* skol)"),
            ("sag:nordby-01 samtale", "(case=nordby-01 samtal)"),
            ("kommune:\"Nordby Kommune\" samtale", "(kommune=nordby+kommun samtal)"),
            ("kl: 14:10", "(kl 14:10)"),
            ("?!  samtale ...", "samtal"),
            ("- samtale", "samtal"),
            ("((samtale))", "samtal"),
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
            ("-skole", SearchError::NothingWanted),
            ("samtale OR -skole", SearchError::NothingWanted),
            ("\"samtale", SearchError::OpenQuote),
            ("(samtale", SearchError::OpenParenthesis),
            ("samtale)", SearchError::OpenParenthesis),
            ("OR samtale", SearchError::LooseOperator { word: "OR".into() }),
            ("samtale ELLER", SearchError::LooseOperator { word: "ELLER".into() }),
            ("samtale NOT", SearchError::LooseOperator { word: "NOT".into() }),
        ] {
            let error = read(question).unwrap_err();
            assert_eq!(error.to_string(), expected.to_string(), "{question}");
            assert_eq!(error.exit_code(), 2);
        }
        assert!(matches!(read(&"(".repeat(100_000)), Err(SearchError::TooLong { .. })));
        assert!(matches!(read(&"ord ".repeat(100_000)), Err(SearchError::TooLong { .. })));
    }

    #[test]
    fn no_question_panics() {
        let marks = ["\"", "(", ")", "-", " ", "OR", "NOT", "*", ":", "sag:", "ord", "§", "12.", "“", "»", "é"];
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
