//! The shape of `cast.toml`: words that stand beside names and tell whose they are. Field by field it is described in `docs/grammar.md`.
//!
//! In: the file. Out: [`CastWords`], of which the event room makes patterns; it does not wait for the rest of the grammar.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{GrammarError, Sources, fold, line_of, required};

/// The file's name.
const FILE: &str = "cast.toml";

/// `cast.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CastWords {
    /// Between a name and a CPR number.
    pub number: Vec<String>,
    /// Behind a municipality's name.
    pub municipality: Vec<String>,
    /// No first names, folded.
    pub no_first_names: Vec<String>,
    /// No names of helpers, parents and workers, folded.
    pub no_names: Vec<String>,
    /// Nobody's initials, folded.
    pub no_initials: Vec<String>,
    /// What words right before those of siblings and adults end with where an adult's people are meant, folded.
    pub of_adults: Vec<String>,
    /// The child.
    pub child: LabelWords,
    /// Other children.
    pub sibling: LabelWords,
    /// Grown-ups of the family.
    pub adult: LabelWords,
    /// Who carries the measure.
    pub helper: HelperWords,
    /// Parents.
    pub parent: ParentWords,
    /// Who acts for the authority.
    pub worker: WorkerWords,
    /// By list: the line it begins on.
    #[serde(skip)]
    lines: BTreeMap<&'static str, usize>,
}

/// Words that a name follows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelWords {
    /// What each may begin with.
    #[serde(default)]
    pub begins: Vec<String>,
    /// The words.
    pub before: Vec<String>,
    /// Texts with the folded names that are found.
    examples: Vec<(String, Vec<String>)>,
    /// Texts in which none is found.
    counterexamples: Vec<String>,
}

/// Words beside the names of helpers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelperWords {
    /// Before a name.
    pub before: Vec<String>,
    /// Between one of those and the name.
    pub between: Vec<String>,
    /// Behind a name.
    pub behind: Vec<String>,
    /// Between the name and one of those.
    #[serde(rename = "as")]
    pub linked: Vec<String>,
    /// Whose helper: right before a word behind the name.
    pub whose: Vec<String>,
    /// As in [`LabelWords`].
    examples: Vec<(String, Vec<String>)>,
    /// As in [`LabelWords`].
    counterexamples: Vec<String>,
}

/// Words beside the names of parents.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParentWords {
    /// Before a name.
    pub before: Vec<String>,
    /// Between the names of two.
    pub and: Vec<String>,
    /// Behind a name.
    pub behind: Vec<String>,
    /// Behind one of those: whose parent.
    pub of: Vec<String>,
    /// As in [`LabelWords`].
    examples: Vec<(String, Vec<String>)>,
    /// As in [`LabelWords`].
    counterexamples: Vec<String>,
}

/// Words beside the names of caseworkers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerWords {
    /// Before a name.
    pub before: Vec<String>,
    /// Behind a name.
    pub behind: Vec<String>,
    /// Whose caseworker: right before a word behind the name.
    pub whose: Vec<String>,
    /// As in [`LabelWords`].
    examples: Vec<(String, Vec<String>)>,
    /// As in [`LabelWords`].
    counterexamples: Vec<String>,
}

/// A list with the sentences that prove it.
pub struct Proof<'a> {
    /// The list's name.
    pub list: &'static str,
    /// Where it stands.
    pub place: (String, usize),
    /// Texts with the folded names that are found.
    pub examples: &'a [(String, Vec<String>)],
    /// Texts in which none is found.
    pub counterexamples: &'a [String],
}

/// The lists that have examples.
const LISTS: [&str; 6] = ["child", "sibling", "adult", "helper", "parent", "worker"];

impl CastWords {
    /// Reads the file among `sources`.
    ///
    /// # Errors
    /// [`GrammarError::File`] where it is missing or no file of its shape.
    pub fn read(sources: &Sources) -> Result<Self, GrammarError> {
        let mut words: Self = required(sources, FILE)?;
        for list in [&mut words.no_first_names, &mut words.no_names, &mut words.no_initials, &mut words.of_adults] {
            list.iter_mut().for_each(|word| *word = fold(word));
        }
        let text = sources.get(FILE).map(String::as_str).unwrap_or_default();
        words.lines = LISTS.iter().map(|list| (*list, line_of(text, &format!("[{list}]")))).collect();
        Ok(words)
    }

    /// The lists with their examples.
    #[must_use]
    pub fn proofs(&self) -> [Proof<'_>; 6] {
        let Self { child, sibling, adult, helper, parent, worker, .. } = self;
        let of = |list: &'static str, examples, counterexamples| {
            let place = (FILE.to_owned(), self.lines.get(list).copied().unwrap_or(1));
            Proof { list, place, examples, counterexamples }
        };
        [
            of("child", &child.examples, &child.counterexamples),
            of("sibling", &sibling.examples, &sibling.counterexamples),
            of("adult", &adult.examples, &adult.counterexamples),
            of("helper", &helper.examples, &helper.counterexamples),
            of("parent", &parent.examples, &parent.counterexamples),
            of("worker", &worker.examples, &worker.counterexamples),
        ]
    }
}
