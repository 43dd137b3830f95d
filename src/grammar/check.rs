//! `aktspor grammar check`: what compiles and is still wrong. Whether examples hold is the event room's to say.
//!
//! In: a grammar and its files. Out: [`Problem`]s: errors, which must be mended, and remarks, which are worth a look.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{ContextFile, LanguageFile, VocabularyFile};
use super::pattern::{self, Element, Elements, Ending};
use super::stream::{Stream, StreamLine, TokenKind};
use super::{Grammar, Rule, Sources, VocabularyId, line_at};
use crate::lang::Lang;

/// Something to mend, with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// File below `grammars/`.
    pub file: String,
    /// Line from 1.
    pub line: usize,
    /// Worth a look, no fault.
    pub is_remark: bool,
    /// What is wrong and what to do, in Danish.
    pub danish: String,
    /// The same in English.
    pub english: String,
}

impl Problem {
    /// What must be mended.
    #[must_use]
    pub fn error(place: &(String, usize), danish: String, english: String) -> Self {
        Self { file: place.0.clone(), line: place.1, is_remark: false, danish, english }
    }

    /// What is worth a look.
    #[must_use]
    pub fn remark(place: &(String, usize), danish: String, english: String) -> Self {
        Self { is_remark: true, ..Self::error(place, danish, english) }
    }

    /// `file:line: what`, as editors know it.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let note = if self.is_remark { lang.pick("bemærk: ", "note: ") } else { "" };
        format!("{}:{}: {note}{}", self.file, self.line, lang.pick(&self.danish, &self.english))
    }
}

/// Duplicate ids, rules without examples, unused vocabularies, rules that can't fire or that others make idle.
#[must_use]
pub fn check_words(grammar: &Grammar) -> Vec<Problem> {
    let mut problems = ids(grammar);
    problems.extend(examples(grammar));
    problems.extend(unused(grammar));
    for (at, rule) in grammar.rules.iter().enumerate() {
        let id = &rule.entry.id;
        let mentions = rule.entry.bare || rule.entry.span.is_some();
        if rule.entry.told_by == 0 && rule.phrase.is_empty() && (rule.noun.is_empty() || (rule.verb.is_empty() && !mentions)) {
            problems.push(Problem::error(
                &rule.place,
                format!("`{id}` kan aldrig slå til: den skal have en `phrase`, en `noun` med `verb`, `bare` eller `span`, eller `told_by`"),
                format!("`{id}` can never fire: it needs a phrase, a noun with a verb, `bare` or `span`, or `told_by`"),
            ));
        }
        // Of two that are alike the later one is idle.
        let wider = |(other, by): &(usize, &Rule)| *other != at && covers(by, rule) && !(covers(rule, by) && *other > at);
        if let Some((_, by)) = grammar.rules.iter().enumerate().find(wider) {
            let (by, place) = (&by.entry.id, &by.place);
            problems.push(Problem::remark(
                &rule.place,
                format!("alt, hvad `{id}` finder, finder `{by}` ({}:{}) også; slet den, eller giv den ord for sig selv", place.0, place.1),
                format!("all that `{id}` finds `{by}` ({}:{}) finds too; delete it, or give it words of its own", place.0, place.1),
            ));
        }
    }
    problems.sort();
    problems
}

/// Entries of vocabularies and cues that are there twice, that another entry takes in, or that no text can hold.
#[must_use]
pub fn check_entries(sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    let named = sources.get("language.toml").and_then(|text| super::parse::<LanguageFile>("language.toml", text).ok());
    let mut elements = Elements::new(named.and_then(|language| pattern::lists(&language.lists).ok()).unwrap_or_default());
    for (file, text) in sources {
        // What is no file of its shape was reported when the grammar was compiled.
        let lists: Vec<Vec<toml::Spanned<String>>> = if file.starts_with("vocabulary/") {
            let parsed = super::parse::<VocabularyFile>(file, text).unwrap_or_default();
            parsed.into_values().flat_map(|entry| [entry.words, entry.except]).collect()
        } else if file.starts_with("context/") {
            let cues = super::parse::<ContextFile>(file, text).map(|parsed| parsed.cue).unwrap_or_default();
            cues.into_iter().map(toml::Spanned::into_inner).flat_map(|cue| [cue.words, cue.except]).collect()
        } else {
            continue;
        };
        for list in lists {
            entries(file, text, &list, &mut elements, &mut problems);
        }
    }
    problems.sort();
    problems
}

/// The entries of one list.
fn entries(file: &str, text: &str, list: &[toml::Spanned<String>], known: &mut Elements, problems: &mut Vec<Problem>) {
    let mut seen: Vec<(&str, usize, Vec<Vec<Element>>)> = Vec::new();
    for entry in list {
        let place = (file.to_owned(), line_at(text, entry.span().start));
        let Ok(patterns) = known.parse(entry.as_ref()) else { continue };
        let patterns: Vec<Vec<Element>> = patterns.iter().map(|pattern| known.of(pattern).cloned().collect()).collect();
        for word in patterns.iter().flatten().filter_map(impossible).collect::<BTreeSet<_>>() {
            problems.push(Problem::error(
                &place,
                format!("`{word}` kan ikke stå som ét ord i en tekst; skriv tegnet for sig, med blank før"),
                format!("`{word}` cannot stand as one word in a text; write the sign by itself, with a blank before"),
            ));
        }
        seen.push((entry.as_ref(), place.1, patterns));
    }
    for (at, (entry, line, patterns)) in seen.iter().enumerate() {
        let taken_in = |(other, (_, _, wider)): &(usize, &(&str, usize, Vec<Vec<Element>>))| {
            let takes = |wider: &[Vec<Element>], narrow: &[Vec<Element>]| narrow.iter().all(|p| wider.iter().any(|w| takes_in(w, p)));
            *other != at && takes(wider, patterns) && !(takes(patterns, wider) && *other > at)
        };
        if let Some((_, (by, by_line, _))) = seen.iter().enumerate().find(taken_in) {
            problems.push(Problem::remark(
                &(file.to_owned(), *line),
                format!("»{entry}« er overflødig, for »{by}« (linje {by_line}) tager det samme; slet den"),
                format!("\"{entry}\" is not needed, for \"{by}\" (line {by_line}) takes the same; delete it"),
            ));
        }
    }
}

/// Ids that are used twice.
fn ids(grammar: &Grammar) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<&str, &(String, usize)> = BTreeMap::new();
    let ids = grammar
        .rules
        .iter()
        .map(|r| (r.entry.id.as_str(), &r.place))
        .chain(grammar.cues.iter().map(|c| (c.entry.id.as_str(), &c.place)))
        .chain(grammar.findings.iter().map(|f| (f.entry.id.as_str(), &f.place)));
    for (id, place) in ids {
        if let Some(first) = seen.insert(id, place) {
            problems.push(Problem::error(
                place,
                format!("id'et `{id}` er brugt allerede i {}:{}; giv dette et navn for sig", first.0, first.1),
                format!("the id `{id}` is used already in {}:{}; give this one a name of its own", first.0, first.1),
            ));
        }
    }
    problems
}

/// Rules, cues and findings that nothing proves.
fn examples(grammar: &Grammar) -> Vec<Problem> {
    let rules = grammar.rules.iter().map(|r| (&r.entry.id, &r.place, r.entry.examples.is_empty(), r.entry.counterexamples.is_empty()));
    let cues = grammar.cues.iter().map(|c| (&c.entry.id, &c.place, c.entry.examples.is_empty(), c.entry.counterexamples.is_empty()));
    let findings =
        grammar.findings.iter().map(|f| (&f.entry.id, &f.place, f.entry.examples.is_empty(), f.entry.counterexamples.is_empty()));
    let wanting = rules.chain(cues).chain(findings).filter(|(.., none, no_counter)| *none || *no_counter);
    wanting
        .map(|(id, place, none, _)| {
            let (danish, english) = if none { ("eksempel", "example") } else { ("modeksempel", "counter-example") };
            Problem::error(
                place,
                format!("`{id}` mangler et {danish}; skriv mindst ét af hver slags"),
                format!("`{id}` needs at least one {english}; write one of each sort"),
            )
        })
        .collect()
}

/// Vocabularies that nothing asks for.
fn unused(grammar: &Grammar) -> Vec<Problem> {
    let mut used: BTreeSet<VocabularyId> = BTreeSet::new();
    for rule in &grammar.rules {
        used.extend(lists(rule).into_iter().flatten().copied());
    }
    for finding in &grammar.findings {
        let own = [&finding.any, &finding.without, &finding.template, &finding.unless_open, &finding.asked];
        used.extend(own.into_iter().flatten().chain(finding.needs.iter().flatten()).copied());
    }
    let mut problems = Vec::new();
    for (index, vocabulary) in grammar.vocabularies().iter().enumerate() {
        let id = VocabularyId(u16::try_from(index).unwrap_or(u16::MAX));
        let by_name = vocabulary.name.contains('.')
            || vocabulary.name.starts_with('!')
            || vocabulary.object
            || BUILT_IN_USES.contains(&vocabulary.name.as_str());
        if !by_name && !used.contains(&id) {
            problems.push(Problem::error(
                &vocabulary.place,
                format!("ingen regel bruger ordlisten `{}`; slet den, eller brug den", vocabulary.name),
                format!("no rule uses the vocabulary `{}`; delete it or use it", vocabulary.name),
            ));
        }
    }
    problems
}

/// Vocabularies that the event room asks for by name.
const BUILT_IN_USES: &[&str] =
    &["barnet", "soeskende", "anden_kommune", "bindeord", "ikke_myndighed", "hermed", "modtage", "underretter_os", "fortid", "henholdsvis"];

fn lists(rule: &Rule) -> [&[VocabularyId]; 10] {
    [
        &rule.noun,
        &rule.verb,
        &rule.phrase,
        &rule.needs,
        &rule.needs_act,
        &rule.without_act,
        &rule.without,
        &rule.without_sentence,
        &rule.hints,
        &rule.promptly,
    ]
}

/// Whether `by` fires wherever `rule` does, for the same kind with the same status and dates.
fn covers(by: &Rule, rule: &Rule) -> bool {
    let inside = |narrow: &[VocabularyId], wide: &[VocabularyId]| narrow.iter().all(|id| wide.contains(id));
    // Of conditions that must hold, the wider rule has none or lets the same pass; of those that must not, it has no more.
    let laxer = |by: &[VocabularyId], rule: &[VocabularyId]| by.is_empty() || (!rule.is_empty() && inside(rule, by));
    let named = |narrow: &[String], wide: &[String]| narrow.iter().all(|name| wide.contains(name));
    let (b, r) = (&by.entry, &rule.entry);
    let fires = inside(&rule.phrase, &by.phrase)
        && (rule.verb.is_empty() && !r.bare || inside(&rule.noun, &by.noun))
        && inside(&rule.verb, &by.verb)
        && (!r.bare || (b.bare && b.bare_reach >= r.bare_reach))
        && b.span == r.span;
    fires
        && by.kind == rule.kind
        && laxer(&by.needs, &rule.needs)
        && laxer(&by.needs_act, &rule.needs_act)
        && inside(&by.without, &rule.without)
        && inside(&by.without_sentence, &rule.without_sentence)
        && inside(&by.without_act, &rule.without_act)
        && (b.doctypes.is_empty() || (!r.doctypes.is_empty() && named(&r.doctypes, &b.doctypes)))
        && named(&b.not_doctypes, &r.not_doctypes)
        && named(&r.own_date_in, &b.own_date_in)
        && (b.anaphora || !r.anaphora)
        && (b.entry_date || !r.entry_date)
        && (b.follows.is_empty() || b.within >= r.within && named(&r.follows, &b.follows) && !r.follows.is_empty())
        && b.status == r.status
}

/// Whether `wide` matches the same tokens wherever `narrow` matches: element by element, so that only what is plain is told.
fn takes_in(wide: &[Element], narrow: &[Element]) -> bool {
    wide.len() == narrow.len() && wide.iter().zip(narrow).all(|(wide, narrow)| element_takes_in(wide, narrow))
}

fn element_takes_in(wide: &Element, narrow: &Element) -> bool {
    let (Element::Word { stem, open_start, ending }, Element::Word { stem: inner, open_start: inner_start, ending: inner_ending }) =
        (wide, narrow)
    else {
        return wide == narrow;
    };
    if *inner_start && !*open_start {
        return false;
    }
    let same_end = ending == inner_ending || (*ending == Ending::Inflected && *inner_ending == Ending::Exact);
    match (open_start, ending) {
        (true, Ending::Open) => inner.contains(&**stem),
        (false, Ending::Open) => inner.starts_with(&**stem),
        (true, _) => inner.ends_with(&**stem) && same_end,
        (false, _) => inner == stem && same_end,
    }
}

/// The letters of a word that the text's cutting into words never gives whole.
fn impossible(element: &Element) -> Option<String> {
    let Element::Word { stem, .. } = element else { return None };
    let line = StreamLine { span: 0..stem.len(), cell_starts: Vec::new() };
    let stream = Stream::new(stem, &[line], &[], &[]);
    let whole = stream.kind(0) == TokenKind::Word && stream.word(0) == &**stem && stream.kind(1) == TokenKind::LineEnd;
    (!whole).then(|| stem.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn told(words: &str) -> Vec<(bool, String)> {
        let file = format!("[liste]\nwords = [{words}]\n");
        let sources: Sources = [("vocabulary/x.toml".to_owned(), file)].into();
        check_entries(&sources).into_iter().map(|p| (p.is_remark, p.english)).collect()
    }

    #[test]
    fn entries_that_another_takes_in_are_told() {
        for words in [
            "\"sendt\", \"sendt\"",
            "\"klage~\", \"klage\"",
            "\"*klage~\", \"klage~\"",
            "\"klag*\", \"klagen\"",
            "\"sendt (til|) far\", \"sendt far\"",
        ] {
            let all = told(words);
            assert!(all.len() == 1 && all.iter().all(|(remark, text)| *remark && text.contains("not needed")), "{words}: {all:?}");
        }
        for words in ["\"klage\", \"klager\"", "\"klage~\", \"*klage~\", \"far klage\"", "\"klage … far\", \"klage far\""] {
            assert!(told(words).len() <= 1, "{words}: {:?}", told(words));
        }
        assert_eq!(told("\"klage\", \"klager\", \"klage far\""), []);
    }

    #[test]
    fn words_that_no_text_can_hold_are_errors() {
        assert!(told("\"kl.\"").iter().any(|(remark, text)| !remark && text.contains("kl.")));
        assert_eq!(told("\"kl .\", \"24-timers*\", \"§ 50\""), []);
    }
}
