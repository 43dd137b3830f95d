//! `aktspor grammar check`: what compiles and is still wrong. Whether examples hold is the event room's to say.

use std::collections::{BTreeMap, BTreeSet};

use super::{Grammar, VocabularyId};

/// Something to mend, with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// File below `grammars/`.
    pub file: String,
    /// Line from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
}

/// Duplicate ids, rules without examples, unused vocabularies, rules that can't fire.
#[must_use]
pub fn check_words(grammar: &Grammar) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut report = |place: &(String, usize), what: String| problems.push(Problem { file: place.0.clone(), line: place.1, what });
    let mut seen: BTreeMap<&str, &(String, usize)> = BTreeMap::new();
    let mut used: BTreeSet<VocabularyId> = BTreeSet::new();
    let ids = grammar
        .rules
        .iter()
        .map(|r| (r.entry.id.as_str(), &r.place))
        .chain(grammar.cues.iter().map(|c| (c.entry.id.as_str(), &c.place)))
        .chain(grammar.findings.iter().map(|f| (f.entry.id.as_str(), &f.place)));
    for (id, place) in ids {
        if let Some(first) = seen.insert(id, place) {
            report(place, format!("the id `{id}` is used already in {}:{}; give this one a name of its own", first.0, first.1));
        }
    }
    for rule in &grammar.rules {
        let lists =
            [&rule.noun, &rule.verb, &rule.phrase, &rule.needs, &rule.needs_act, &rule.without_act, &rule.without, &rule.without_sentence];
        used.extend(lists.into_iter().flatten().copied());
        if rule.phrase.is_empty() && (rule.noun.is_empty() || (rule.verb.is_empty() && !rule.entry.bare)) {
            report(&rule.place, format!("`{}` can never fire: it needs a phrase, or a noun with a verb or `bare`", rule.entry.id));
        }
        if rule.entry.examples.is_empty() || rule.entry.counterexamples.is_empty() {
            report(&rule.place, format!("`{}` needs at least one example and one counter-example", rule.entry.id));
        }
    }
    for cue in &grammar.cues {
        if cue.entry.examples.is_empty() || cue.entry.counterexamples.is_empty() {
            report(&cue.place, format!("`{}` needs at least one example and one counter-example", cue.entry.id));
        }
    }
    for finding in &grammar.findings {
        used.extend(finding.any.iter().chain(finding.needs.iter().flatten()).chain(&finding.without).copied());
        if finding.entry.examples.is_empty() || finding.entry.counterexamples.is_empty() {
            report(&finding.place, format!("`{}` needs at least one example and one counter-example", finding.entry.id));
        }
    }
    for (index, vocabulary) in grammar.vocabularies().iter().enumerate() {
        let id = VocabularyId(u16::try_from(index).unwrap_or(u16::MAX));
        let by_name = vocabulary.name.contains('.')
            || vocabulary.name.starts_with('!')
            || vocabulary.object
            || BUILT_IN_USES.contains(&vocabulary.name.as_str());
        if !by_name && !used.contains(&id) {
            report(&vocabulary.place, format!("no rule uses the vocabulary `{}`; delete it or use it", vocabulary.name));
        }
    }
    problems.sort();
    problems
}

/// Vocabularies that the event room asks for by name.
const BUILT_IN_USES: &[&str] = &["barnet", "soeskende", "anden_kommune", "bindeord", "ikke_myndighed", "i_dag", "fortid", "henholdsvis"];
