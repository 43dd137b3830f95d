//! Word patterns: what a vocabulary's entries look like and how they match a stream of folded words.
//!
//! In: one entry such as `"sæt~ … i gang"`. Out: its alternatives, each a sequence of elements.
//!
//! | notation | means |
//! |---|---|
//! | `ord` | the word itself |
//! | `ord~` | the word with any Danish inflection ([`Endings`]) |
//! | `ord*`, `*ord`, `*ord~` | anything may follow, or stand before (compounds) |
//! | `a b` | one word after the other; punctuation between them breaks the match |
//! | `a … b` | up to [`GAP`] words between, inside the sentence |
//! | `(a\|b\|) c` | alternatives; an empty one makes the group optional |
//! | `{navn}` | any one word of the list `navn` in language.toml; stands for one place, so lists may be long |
//! | `#` | a date, however many words it takes |
//! | `@` | the child's name |
//! | `&` | he or she, where that is the child |
//! | `%` | the name of who carries the measure: a contact person's, a foster family's |
//! | `$` | a parent's name |
//! | `,` `:` `(` … | that sign |
//!
//! Letters are folded (case, æ → ae, ø → oe, å → aa, hyphens and apostrophes dropped), so a pattern may be written as people write.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::GrammarError;

/// The largest number of words that `…` may stand for.
pub const GAP: usize = 8;

/// Most alternatives of one entry: each further group multiplies them.
const MOST_ALTERNATIVES: usize = 20_000;

/// How the end of a word is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// The word ends here.
    Exact,
    /// One of the inflections.
    Inflected,
    /// Anything.
    Open,
}

/// One place of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Element {
    /// A word.
    Word {
        /// Folded letters.
        stem: String,
        /// Letters may stand before the stem.
        open_start: bool,
        /// What may follow it.
        ending: Ending,
    },
    /// `#`: a date mention.
    Date,
    /// `@`: the name of the child the case is about (its first name, genitive included).
    Child,
    /// `&`: "ham" or "hende", where that is the child.
    ChildPronoun,
    /// `%`: the name of who carries the measure.
    Helper,
    /// `$`: the name of a parent.
    Parent,
    /// `…`: up to [`GAP`] words.
    Gap,
    /// `{navn}`: a word that one of the list's elements matches.
    List(Arc<[Element]>),
    /// A sign, as itself.
    Sign(char),
}

/// Named lists of single words.
pub type Lists = BTreeMap<String, Arc<[Element]>>;

/// Reads the lists of language.toml.
///
/// # Errors
/// An entry that is not one word, `@`, `&`, `%` or `$`.
pub fn lists(raw: &BTreeMap<String, Vec<String>>) -> Result<Lists, GrammarError> {
    let element = |entry: &String| match entry.as_str() {
        "@" => Ok(Element::Child),
        "&" => Ok(Element::ChildPronoun),
        "%" => Ok(Element::Helper),
        "$" => Ok(Element::Parent),
        single => word(single).ok_or_else(|| GrammarError::Pattern { entry: entry.clone(), why: "a list holds single words" }),
    };
    raw.iter().map(|(name, words)| Ok((name.clone(), words.iter().map(element).collect::<Result<_, GrammarError>>()?))).collect()
}

/// One alternative of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// Its places; at least one is a word.
    pub elements: Vec<Element>,
    /// Index of the word that is looked up first (the longest).
    pub key: usize,
}

/// The inflections that `~` stands for, folded, sorted.
#[derive(Debug, Clone, Default)]
pub struct Endings(Vec<String>);

impl Endings {
    /// Endings as written; the empty one is always among them.
    #[must_use]
    pub fn new(endings: &[String]) -> Self {
        let mut all: Vec<String> = endings.iter().map(|e| fold(e)).chain([String::new()]).collect();
        all.sort();
        all.dedup();
        Self(all)
    }

    /// Whether `rest` is an inflection.
    #[must_use]
    pub fn contains(&self, rest: &str) -> bool {
        self.0.binary_search_by(|e| e.as_str().cmp(rest)).is_ok()
    }
}

impl Ending {
    /// Whether what follows the stem is an end of this sort.
    #[must_use]
    pub fn takes(self, rest: &str, endings: &Endings) -> bool {
        match self {
            Self::Exact => rest.is_empty(),
            Self::Inflected => endings.contains(rest),
            Self::Open => true,
        }
    }
}

impl Element {
    /// Whether a folded word matches (dates, gaps and signs never do).
    #[must_use]
    pub fn matches_word(&self, word: &str, endings: &Endings) -> bool {
        let Self::Word { stem, open_start, ending } = self else { return false };
        let rest_fits = |rest: &str| ending.takes(rest, endings);
        if *open_start {
            word.match_indices(stem.as_str()).any(|(at, _)| word.get(at + stem.len()..).is_some_and(rest_fits))
        } else {
            word.strip_prefix(stem.as_str()).is_some_and(rest_fits)
        }
    }
}

/// Folds letters for matching: lower case, æ → ae, ø/ö → oe, å → aa, hyphens, soft hyphens and apostrophes dropped.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    fold_into(text, &mut out);
    out
}

/// [`fold`] onto the end of `out`.
pub fn fold_into(text: &str, out: &mut String) {
    // Most words are plain letters from end to end.
    if text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        let start = out.len();
        out.push_str(text);
        if let Some(added) = out.get_mut(start..) {
            added.make_ascii_lowercase();
        }
        return;
    }
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            'æ' | 'Æ' | 'ä' | 'Ä' => out.push_str("ae"),
            'ø' | 'Ø' | 'ö' | 'Ö' => out.push_str("oe"),
            'å' | 'Å' => out.push_str("aa"),
            'é' | 'É' | 'è' | 'È' => out.push('e'),
            '-' | '\u{ad}' | '\u{2010}' | '\u{2011}' | '\'' | '’' => {}
            other => out.extend(other.to_lowercase()),
        }
    }
}

/// Parses one entry into its alternatives.
///
/// # Errors
/// An unbalanced group, an entry without a word, a star in the middle of a word, or a list that is not there.
pub fn parse(entry: &str, lists: &Lists) -> Result<Vec<Pattern>, GrammarError> {
    expand(entry)?.iter().map(|plain| parse_plain(plain, entry, lists)).collect()
}

/// Multiplies out the groups, also nested ones.
fn expand(entry: &str) -> Result<Vec<String>, GrammarError> {
    let Some(open) = entry.find('(') else {
        return if entry.contains(')') { Err(unbalanced(entry)) } else { Ok(vec![entry.to_owned()]) };
    };
    let mut depth = 0_usize;
    let mut choice_start = open + 1;
    let mut choices = Vec::new();
    let mut close = None;
    for (at, c) in entry.char_indices().skip_while(|(at, _)| *at < open) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '|' if depth == 1 => {
                choices.push(entry.get(choice_start..at).unwrap_or_default());
                choice_start = at + 1;
            }
            _ => {}
        }
        if depth == 0 {
            choices.push(entry.get(choice_start..at).unwrap_or_default());
            close = Some(at);
            break;
        }
    }
    let close = close.ok_or_else(|| unbalanced(entry))?;
    let before = entry.get(..open).unwrap_or_default();
    let tails = expand(entry.get(close + 1..).unwrap_or_default())?;
    let mut out = Vec::new();
    for choice in choices {
        for middle in expand(choice)? {
            if out.len() + tails.len() > MOST_ALTERNATIVES {
                return Err(GrammarError::Pattern { entry: entry.to_owned(), why: "its groups give too many alternatives" });
            }
            out.extend(tails.iter().map(|tail| format!("{before}{middle}{tail}")));
        }
    }
    Ok(out)
}

fn unbalanced(entry: &str) -> GrammarError {
    GrammarError::Pattern { entry: entry.to_owned(), why: "unbalanced group" }
}

fn parse_plain(plain: &str, entry: &str, lists: &Lists) -> Result<Pattern, GrammarError> {
    let bad = |why| GrammarError::Pattern { entry: entry.to_owned(), why };
    let mut elements = Vec::new();
    for part in plain.split_whitespace() {
        let mut chars = part.chars();
        let element = match (part, chars.next(), chars.next()) {
            ("#", ..) => Element::Date,
            ("@", ..) => Element::Child,
            ("&", ..) => Element::ChildPronoun,
            ("%", ..) => Element::Helper,
            ("$", ..) => Element::Parent,
            ("…", ..) => Element::Gap,
            (_, Some('{'), _) => {
                let name = part.trim_start_matches('{').trim_end_matches('}');
                Element::List(Arc::clone(lists.get(name).ok_or_else(|| bad("no such list in language.toml"))?))
            }
            (_, Some(sign), None) if !sign.is_alphanumeric() => Element::Sign(sign),
            (_, Some('§'), _) => {
                elements.push(Element::Sign('§'));
                word(part.trim_start_matches('§')).ok_or_else(|| bad("a paragraph sign without its number"))?
            }
            _ => word(part).ok_or_else(|| bad("a star may stand only at the start or end of a word"))?,
        };
        elements.push(element);
    }
    let key = elements
        .iter()
        .enumerate()
        .filter_map(|(i, e)| match e {
            Element::Word { stem, .. } => Some((stem.len(), std::cmp::Reverse(i))),
            _ => None,
        })
        .max()
        .map(|(_, std::cmp::Reverse(i))| i)
        .or_else(|| {
            // No word of its own: the shortest list is looked for, word by word.
            let lists = elements.iter().enumerate().filter_map(|(i, e)| match e {
                Element::List(list) => Some((list.len(), i)),
                _ => None,
            });
            lists.min().map(|(_, i)| i)
        })
        .ok_or_else(|| bad("no word in it"))?;
    if matches!(elements.first(), Some(Element::Gap)) || matches!(elements.last(), Some(Element::Gap)) {
        return Err(bad("a gap may not stand first or last"));
    }
    Ok(Pattern { elements, key })
}

fn word(part: &str) -> Option<Element> {
    let (open_start, rest) = part.strip_prefix('*').map_or((false, part), |r| (true, r));
    let (ending, stem) = if let Some(r) = rest.strip_suffix('~') {
        (Ending::Inflected, r)
    } else if let Some(r) = rest.strip_suffix('*') {
        (Ending::Open, r)
    } else {
        (Ending::Exact, rest)
    };
    let stem = fold(stem);
    (!stem.is_empty() && !stem.contains(['*', '~'])).then_some(Element::Word { stem, open_start, ending })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]
    use super::*;

    fn matches(entry: &str, text: &str) -> bool {
        let endings = Endings::new(&["en".into(), "er".into(), "s".into()]);
        parse(entry, &Lists::new()).unwrap().iter().any(|p| p.elements[p.key].matches_word(&fold(text), &endings))
    }

    #[test]
    fn words_with_inflections_and_compounds() {
        assert!(matches("underretning~", "Underretningen"));
        assert!(!matches("underretning~", "underretningspligt"));
        assert!(matches("*underretning~", "bekymrings-underretninger"));
        assert!(matches("børnesamtale*", "BOERNESAMTALEN"));
        assert!(!matches("klage", "klager"));
    }

    #[test]
    fn groups_multiply_out_and_may_be_empty() {
        let all = parse("(har|havde) (helt |)sagt ja", &Lists::new()).unwrap();
        assert_eq!(all.len(), 4);
        assert!(parse("(a|b", &Lists::new()).is_err());
        assert!(parse("… a", &Lists::new()).is_err());
        assert!(parse("# ,", &Lists::new()).is_err());
        assert!(parse(&"(a|b)".repeat(40), &Lists::new()).is_err());
    }
}
