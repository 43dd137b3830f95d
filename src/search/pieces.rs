//! A question cut into pieces, each with its bytes.

use std::ops::Range;

use super::SearchError;

/// A piece of the question as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Words side by side, as one text: a date may be written in several.
    Words(&'a str),
    /// What stands between quotation marks.
    Quote(&'a str),
    /// Letters before `*`.
    Prefix(&'a str),
    /// A word before `~`.
    Fuzzy(&'a str),
    /// A field and its value.
    Field(&'a str, &'a str),
    Open,
    Close,
    Minus,
    Or(&'a str),
    And(&'a str),
    Not(&'a str),
    /// `NÆR`, and within how many words.
    Near(&'a str, u32),
}

/// A piece and its bytes in the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed<'a> {
    pub(super) piece: Piece<'a>,
    pub(super) at: Range<usize>,
}

/// The fields by all their names; the first of each line is the one that is shown.
pub(super) const FIELDS: &[&[&str]] = &[
    &["sag", "case"],
    &["kommune", "municipality"],
    &["akt", "act"],
    &["type", "doctype"],
    &["dato", "date"],
    &["år", "aar", "year"],
    &["side", "page"],
    &["hændelse", "haendelse", "event", "kind"],
    &["ocr"],
];

/// Words apart for `NÆR` without a number.
const NEAR: u32 = 10;
/// Widest `NÆR`.
const WIDEST_NEAR: u32 = 100;

/// Cuts a question into pieces.
///
/// # Errors
/// [`SearchError::OpenQuote`], [`SearchError::UnknownField`], [`SearchError::TooShort`], [`SearchError::BadValue`].
pub(super) fn pieces(question: &str) -> Result<Vec<Placed<'_>>, SearchError> {
    let mut out = Vec::new();
    let mut rest = question;
    // Words side by side are gathered until another piece comes: from where in `question`.
    let mut words_from: Option<usize> = None;
    loop {
        let trimmed = rest.trim_start();
        let Some(first) = trimmed.chars().next() else { break };
        let begin = question.len() - trimmed.len();
        let after_first = trimmed.get(first.len_utf8()..).unwrap_or_default();
        let (piece, next) = if let Some(closing) = closing_quote(first) {
            let end = after_first.find(closing).ok_or(SearchError::OpenQuote { at: begin..begin + first.len_utf8() })?;
            let (inside, behind) = after_first.split_at_checked(end).unwrap_or_default();
            let mark = behind.chars().next().map_or(0, char::len_utf8);
            (Piece::Quote(inside), behind.get(mark..).unwrap_or_default())
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
            match special(word, behind, begin)? {
                Some((piece, behind)) => (piece, behind),
                None => {
                    words_from.get_or_insert(begin);
                    rest = behind;
                    continue;
                }
            }
        };
        end_words(question, &mut words_from, begin, &mut out);
        out.push(Placed { piece, at: begin..question.len() - next.len() });
        rest = next;
    }
    end_words(question, &mut words_from, question.len(), &mut out);
    Ok(out)
}

/// The words gathered so far become a piece.
fn end_words<'a>(question: &'a str, from: &mut Option<usize>, to: usize, out: &mut Vec<Placed<'a>>) {
    if let Some(from) = from.take()
        && let Some(words) = question.get(from..to)
    {
        let words = words.trim_end();
        out.push(Placed { piece: Piece::Words(words), at: from..from + words.len() });
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
fn special<'a>(word: &'a str, behind: &'a str, begin: usize) -> Result<Option<(Piece<'a>, &'a str)>, SearchError> {
    let at = begin..begin + word.len();
    let (name, number) = word.split_once('/').map_or((word, None), |(name, number)| (name, Some(number)));
    if matches!(name, "NEAR" | "NÆR" | "NAER") {
        let words = number.map_or(Some(NEAR), |number| number.parse().ok().filter(|words| (1..=WIDEST_NEAR).contains(words)));
        let bad = || SearchError::BadValue { field: name.to_owned(), value: number.unwrap_or_default().to_owned(), at };
        return Ok(Some((Piece::Near(word, words.ok_or_else(bad)?), behind)));
    }
    let operator = match word {
        "OR" | "ELLER" | "|" | "||" => Some(Piece::Or(word)),
        "AND" | "OG" | "&" | "&&" => Some(Piece::And(word)),
        "NOT" | "IKKE" => Some(Piece::Not(word)),
        _ => None,
    };
    if let Some(operator) = operator {
        return Ok(Some((operator, behind)));
    }
    for (mark, fewest) in [('*', 2), ('~', 4)] {
        if let Some(start) = word.strip_suffix(mark)
            && !start.is_empty()
            && start.chars().all(char::is_alphanumeric)
        {
            if start.chars().count() < fewest {
                return Err(SearchError::TooShort { word: word.to_owned(), at });
            }
            return Ok(Some((if mark == '*' { Piece::Prefix(start) } else { Piece::Fuzzy(start) }, behind)));
        }
    }
    field(word, behind, at)
}

/// `name:value`, `name:"value"`.
fn field<'a>(word: &'a str, behind: &'a str, at: Range<usize>) -> Result<Option<(Piece<'a>, &'a str)>, SearchError> {
    let Some((written, value)) = word.split_once(':') else { return Ok(None) };
    let lower = written.to_lowercase();
    let Some(name) = FIELDS.iter().find(|names| names.contains(&lower.as_str())).and_then(|names| names.first()) else {
        // `kl:`, `Obs:` are words; what is nearly a field with a value close behind is a slip that would find nothing.
        let nearest = FIELDS.iter().flat_map(|names| names.iter()).find(|name| name.len() > 3 && super::words::is_within_one(name, &lower));
        return match nearest {
            Some(nearest) if !value.is_empty() || behind.starts_with('"') => {
                Err(SearchError::UnknownField { field: written.to_owned(), nearest, at })
            }
            _ => Ok(None),
        };
    };
    if !value.is_empty() {
        return Ok(Some((Piece::Field(name, value), behind)));
    }
    // `dato: 2021` is meant as `dato:2021`.
    let close = behind.trim_start();
    if let Some(inside) = close.strip_prefix('"') {
        let (inside, behind) = inside.split_once('"').ok_or(SearchError::OpenQuote { at: at.clone() })?;
        return Ok(Some((Piece::Field(name, inside), behind)));
    }
    let length = close.find(|c: char| c.is_whitespace() || c == '(' || c == ')').unwrap_or(close.len());
    match close.split_at_checked(length) {
        Some((value, behind)) if !value.is_empty() => Ok(Some((Piece::Field(name, value), behind))),
        _ => Err(SearchError::BadValue { field: written.to_owned(), value: String::new(), at }),
    }
}
