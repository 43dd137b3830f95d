//! The shapes of the files under `grammars/`. Field by field they are described in `docs/grammar.md`.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

use crate::events::{FindingKind, Status};

/// `vocabulary/*.toml`: named lists of words.
pub type VocabularyFile = BTreeMap<String, VocabularyEntry>;

/// One named list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VocabularyEntry {
    /// What it is for, in a line: for whoever reads the file.
    #[serde(default, rename = "about")]
    _about: String,
    /// Patterns (`pattern.rs` has the notation).
    pub words: Vec<Spanned<String>>,
    /// Patterns that look like an entry and are none: where one stands, no entry inside it counts.
    #[serde(default, rename = "not")]
    pub except: Vec<Spanned<String>>,
    /// A noun that verbs may have as object: it competes with other nouns for a verb.
    #[serde(default)]
    pub object: bool,
}

/// `events/*.toml`: the rules of one kind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventFile {
    /// The kind: one the program knows, or a new one, which `called` declares.
    pub kind: String,
    /// For a new kind: what a Danish sentence calls it ("aktindsigten").
    pub called: Option<String>,
    /// For a new kind: types of act that are the happening itself, the nearest first.
    #[serde(default)]
    pub own_acts: Vec<String>,
    /// For a new kind: it happens once for a decision.
    #[serde(default)]
    pub once: bool,
    /// Its rules.
    pub rule: Vec<Spanned<RuleEntry>>,
}

/// One rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleEntry {
    /// Unique name, `kind.way`.
    pub id: String,
    /// Vocabularies of the thing.
    #[serde(default)]
    pub noun: Vec<String>,
    /// Vocabularies of what happens to it.
    #[serde(default)]
    pub verb: Vec<String>,
    /// Vocabularies that tell the event alone.
    #[serde(default)]
    pub phrase: Vec<String>,
    /// The noun with a date beside it is a mention ("underretningen af 3. maj").
    #[serde(default)]
    pub bare: bool,
    /// How many words may stand between a mentioned noun and its date.
    #[serde(default = "tight")]
    pub bare_reach: usize,
    /// The date of a bare noun may also stand before it (default true).
    #[serde(default = "yes")]
    pub bare_before: bool,
    /// At least one of these stands in the sentence.
    #[serde(default)]
    pub needs: Vec<String>,
    /// At least one of these stands somewhere in the act.
    #[serde(default)]
    pub needs_act: Vec<String>,
    /// None of these stands anywhere in the act.
    #[serde(default)]
    pub without_act: Vec<String>,
    /// None of these stands in the clause.
    #[serde(default)]
    pub without: Vec<String>,
    /// None of these stands in the sentence.
    #[serde(default)]
    pub without_sentence: Vec<String>,
    /// Only in acts of these types (empty: any).
    #[serde(default)]
    pub doctypes: Vec<String>,
    /// Not in acts of these types.
    #[serde(default)]
    pub not_doctypes: Vec<String>,
    /// In acts of these types the act's own date counts when no other stands near.
    #[serde(default)]
    pub own_date_in: Vec<String>,
    /// The verb may find its noun in the sentence before, the heading or the act's title (default true).
    #[serde(default = "yes")]
    pub anaphora: bool,
    /// Fires only in a line or sentence of at most so many words and signs: stamps, labels, entries (0: any).
    #[serde(default)]
    pub short: usize,
    /// Fires only where the words label what follows: at the start of a cell, or of a line before a colon or a date (default false).
    #[serde(default)]
    pub label: bool,
    /// An entry's or row's date may be taken when the sentence has none (default true).
    #[serde(default = "yes")]
    pub entry_date: bool,
    /// Fires only where another act of the case tells the same kind on the same date (default false).
    #[serde(default)]
    pub remembered: bool,
    /// Fires only on a day on which this act or another tells one of these kinds, or on one of the `within` days after it (empty: any day).
    #[serde(default)]
    pub follows: Vec<String>,
    /// A remembered rule may tell what no act says outright: where two acts fire it for a day within `within` days after one of these kinds, each
    /// tells it to the other (empty: never).
    #[serde(default)]
    pub hints_after: Vec<String>,
    /// One of these stands in the clause of at least one of the two.
    #[serde(default)]
    pub hints: Vec<String>,
    /// How many days after it.
    #[serde(default)]
    pub within: i64,
    /// With one of these in the sentence and no date it happened on the day of what it follows, if that is told before in the paragraph.
    #[serde(default)]
    pub promptly: Vec<String>,
    /// Needs no words: fires on a written day of which so many other acts of the case tell this kind, and none tells another (0: needs words).
    #[serde(default)]
    pub told_by: usize,
    /// Fires on a period beside the noun or behind the phrase ("BFU fra 3/10 til 30/1"), and tells its first or its last day.
    pub span: Option<SpanEnd>,
    /// Status when no context says otherwise.
    #[serde(default = "faktisk")]
    pub status: Status,
    /// Sentences with what they must give: `["…", "2021-03-02T14:10"]` or `["…", "2021-03-02 planlagt"]`.
    pub examples: Vec<(String, String)>,
    /// Sentences that must give nothing of this kind with status faktisk.
    pub counterexamples: Vec<String>,
}

/// Which end of a period a rule tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpanEnd {
    /// Its first day.
    First,
    /// Its last.
    Last,
}

fn tight() -> usize {
    4
}

fn yes() -> bool {
    true
}

fn faktisk() -> Status {
    Status::Faktisk
}

/// `context/*.toml`: cues that turn a statement around.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextFile {
    /// Its cues.
    pub cue: Vec<Spanned<CueEntry>>,
}

/// Which way a cue works from where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// On events after it.
    Forward,
    /// On events before it.
    Backward,
    /// On both.
    Both,
}

/// How far a cue works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    /// To the ends of the clause.
    Clause,
    /// To the ends of the sentence (or row).
    Sentence,
    /// To the ends of the entry or paragraph.
    Entry,
}

/// One cue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CueEntry {
    /// Unique name.
    pub id: String,
    /// What it turns an event into.
    pub status: Status,
    /// Which way.
    pub direction: Direction,
    /// How far.
    pub reach: Reach,
    /// Its words.
    pub words: Vec<Spanned<String>>,
    /// What looks like it and is not.
    #[serde(default, rename = "not")]
    pub except: Vec<Spanned<String>>,
    /// Works only on events of these kinds (empty: all).
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Counts only where it opens a table's cell ("nej", "flyttet").
    #[serde(default)]
    pub cell: bool,
    /// A cell that only names somebody may stand before it ("Opfølgning | SKJ | Flyttet").
    #[serde(default)]
    pub behind_names: bool,
    /// Counts only where at most so many words part it from the trigger.
    #[serde(default)]
    pub near: Option<usize>,
    /// Sentences with the status that the cue gives.
    pub examples: Vec<(String, String)>,
    /// Sentences whose event stays faktisk.
    pub counterexamples: Vec<(String, String)>,
}

/// `findings/*.toml`: undated statements.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingFile {
    /// Its rules.
    pub finding: Vec<Spanned<FindingEntry>>,
}

/// One finding rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingEntry {
    /// Unique name.
    pub id: String,
    /// What it says.
    pub kind: FindingKind,
    /// One of these vocabularies.
    pub any: Vec<String>,
    /// And one of each of these in the sentence.
    #[serde(default)]
    pub needs: Vec<Vec<String>>,
    /// None of these in the sentence.
    #[serde(default)]
    pub without: Vec<String>,
    /// Words by which a form explains itself ("her skrives …"): a sentence with one of them says nothing of the case, and a heading or label under which nothing
    /// else stands is an empty field. Left out, headings count as they are.
    #[serde(default)]
    pub template: Vec<String>,
    /// Nowhere in an act where a heading or label of these has nothing under it but lines to fill in and the form's own words (`template`).
    #[serde(default)]
    pub unless_open: Vec<String>,
    /// It is an answer: the sentence before it on the line, or its own row, asks with one of these.
    #[serde(default)]
    pub asked: Vec<String>,
    /// Only in acts of these types (empty: any).
    #[serde(default)]
    pub doctypes: Vec<String>,
    /// Only in headings, labels and column heads.
    #[serde(default)]
    pub label: bool,
    /// Only where the words head a table's column, and a row's cell under them is empty or says one of `needs`.
    #[serde(default)]
    pub empty_cell: bool,
    /// Only where the paragraph or a near one tells an event of one of these kinds.
    #[serde(default)]
    pub near: Vec<String>,
    /// It belongs to a day of its own: the nearest date in the sentence, else that of the entry.
    #[serde(default)]
    pub dated: bool,
    /// That day may lie ahead of the text ("svar senest den …").
    #[serde(default)]
    pub ahead: bool,
    /// In acts of these types the act's own date counts when no other stands near.
    #[serde(default)]
    pub own_date_in: Vec<String>,
    /// Sentences that give it.
    pub examples: Vec<String>,
    /// Sentences that must not.
    pub counterexamples: Vec<String>,
}

/// `acts.toml`: act types by their titles and first words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActsFile {
    /// In order of precedence.
    pub doctype: Vec<DoctypeEntry>,
    /// Headings and what they mean for what stands under them.
    pub section: Vec<SectionEntry>,
    /// Labels of the act's own date ("Dato:", "Sendt:").
    pub own_date: Vec<Spanned<String>>,
    /// Labels of dates that are nobody's event (printed, born).
    pub no_date: Vec<Spanned<String>>,
}

/// `own_date.toml`: which of an act's dates is its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnDateFile {
    /// A date that weighs less is a guess.
    pub guess_below: f64,
    /// How much each sign speaks for it, or against it where below nought.
    pub signs: FxHashMap<String, f64>,
}

/// One act type.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoctypeEntry {
    /// Its name (GUIDE.md).
    pub name: String,
    /// Patterns that tell it in a title.
    pub title: Vec<Spanned<String>>,
    /// Patterns that tell it in the running text, weaker.
    #[serde(default)]
    pub text: Vec<Spanned<String>>,
    /// Patterns of a sentence that, where an act opens with it, makes the act what it is ("Vi har i dag besluttet, at …"), whatever stands further down.
    #[serde(default)]
    pub opening: Vec<Spanned<String>>,
    /// Types that may carry it: a decision comes as a letter, a complaint as a mail. Then its running text makes it what it is.
    #[serde(default)]
    pub carried_by: Vec<String>,
}

/// One kind of section.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionEntry {
    /// Status of what stands there when the sentence says nothing of its own.
    pub prior: Status,
    /// Words of the heading.
    pub heading: Vec<Spanned<String>>,
    /// What looks like it and is not.
    #[serde(default, rename = "not")]
    pub except: Vec<Spanned<String>>,
}

/// `language.toml`: what every file shares.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageFile {
    /// What `~` stands for.
    pub endings: Vec<String>,
    /// After these a full stop ends no sentence.
    pub abbreviations: Vec<String>,
    /// Long words that are recognised when a letter is wrong; what stands before a `|` is left alone.
    #[serde(default)]
    pub spelling: Vec<String>,
    /// Beginnings of words that only look like those.
    #[serde(default)]
    pub spelt_right: Vec<String>,
    /// Lists of single words that patterns name as `{name}`.
    #[serde(default)]
    pub lists: BTreeMap<String, Vec<String>>,
}
