//! Grammars as data, compiled.
//!
//! In: the files under `grammars/` (built into the program, or a folder of the user's). Out: a [`Grammar`]: one automaton
//! over all vocabularies, and the rules, cues and headings that speak of them. The room knows words, not dates or acts.
//! Why data: a lawyer must be able to read a rule and a developer to add one without touching Rust; each rule carries the
//! sentences that prove it.

mod check;
mod files;
mod matcher;
mod pattern;
mod people;
mod spelling;
mod stream;
mod words;

use spelling::Spelling;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use include_dir::{Dir, include_dir};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use thiserror::Error;

pub use check::{Problem, check_entries, check_words};
pub use files::{CueEntry, Direction, FindingEntry, Reach, RuleEntry, SpanEnd};
pub use matcher::Cost;
pub use matcher::{Hit, VocabularyId};
pub use pattern::{fold, fold_into};
pub use people::{CastWords, LabelWords, Proof};
pub use stream::{Role, Stream, StreamLine, Token, TokenKind, is_name};
pub use words::{ClauseWords, PronounWords, WordList, Words};

use crate::events::{EventKind, OwnKind, Status};
use files::{ActsFile, ContextFile, EventFile, FindingFile, LanguageFile, OwnDateFile, VocabularyFile};
use matcher::{Building, Matcher};
use pattern::{Elements, Endings};

/// The folder of the studies, which no case is read with: a changed study makes no case anew.
const STUDIES: &str = "studies/";

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/grammars");

/// Why a grammar can't be used.
#[derive(Debug, Error)]
pub enum GrammarError {
    /// A file can't be read.
    #[error("can't read `{path}`: {source}")]
    Read {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A file is no TOML of its shape.
    #[error("{file}:{line}: {why}")]
    File {
        /// Which.
        file: String,
        /// Line from 1.
        line: usize,
        /// Why.
        why: String,
    },
    /// An entry is no pattern.
    #[error("`{entry}`: {why}")]
    Pattern {
        /// The entry.
        entry: String,
        /// Why.
        why: &'static str,
    },
    /// The automaton can't be built.
    #[error("can't build the automaton: {0}")]
    Automaton(String),
}

/// The files, by path below `grammars/`, in order.
pub type Sources = BTreeMap<String, String>;

/// The files that are built into the program.
#[must_use]
pub fn built_in() -> Sources {
    let mut sources = Sources::new();
    let mut folders = vec![&BUILT_IN];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            if let Some(text) = file.contents_utf8() {
                sources.insert(file.path().to_string_lossy().replace('\\', "/"), text.to_owned());
            }
        }
    }
    sources.retain(|path, _| path.ends_with(".toml") && !path.starts_with(STUDIES));
    sources
}

/// The files of a folder.
///
/// # Errors
/// [`GrammarError::Read`] for what can't be read.
pub fn from_folder(folder: &Path) -> Result<Sources, GrammarError> {
    let mut sources = Sources::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        let failed = |source| GrammarError::Read { path: next.display().to_string(), source };
        for entry in std::fs::read_dir(&next).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") {
                let text =
                    std::fs::read_to_string(&path).map_err(|source| GrammarError::Read { path: path.display().to_string(), source })?;
                let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                if !name.starts_with(STUDIES) {
                    sources.insert(name, text);
                }
            }
        }
    }
    Ok(sources)
}

/// A rule of an event kind, its vocabularies looked up.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The kind it finds.
    pub kind: EventKind,
    /// As written.
    pub entry: RuleEntry,
    /// The kinds of `follows`.
    pub follows: Vec<EventKind>,
    /// Those of `hints_after`.
    pub hints_after: Vec<EventKind>,
    /// Those of `hints`.
    pub hints: Vec<VocabularyId>,
    /// The same, looked up.
    pub promptly: Vec<VocabularyId>,
    /// The same, looked up.
    pub noun: Vec<VocabularyId>,
    /// The same, looked up.
    pub verb: Vec<VocabularyId>,
    /// The same, looked up.
    pub phrase: Vec<VocabularyId>,
    /// The same, looked up.
    pub needs: Vec<VocabularyId>,
    /// The same, looked up.
    pub needs_act: Vec<VocabularyId>,
    /// The same, looked up.
    pub without_act: Vec<VocabularyId>,
    /// The same, looked up.
    pub without: Vec<VocabularyId>,
    /// The same, looked up.
    pub without_sentence: Vec<VocabularyId>,
    /// Where it stands: file and line.
    pub place: (String, usize),
}

impl Rule {
    /// Whether it is one for acts of this type.
    #[must_use]
    pub fn is_for(&self, doctype: &str) -> bool {
        let names = |types: &[String]| types.iter().any(|t| t == doctype);
        (self.entry.doctypes.is_empty() || names(&self.entry.doctypes)) && !names(&self.entry.not_doctypes)
    }
}

/// A cue of the context.
#[derive(Debug, Clone)]
pub struct Cue {
    /// As written.
    pub entry: CueEntry,
    /// Its words.
    pub vocabulary: VocabularyId,
    /// Works only on events of these kinds (empty: all).
    pub kinds: Vec<EventKind>,
    /// Where it stands.
    pub place: (String, usize),
}

/// A finding rule, looked up.
#[derive(Debug, Clone)]
pub struct FindingRule {
    /// As written.
    pub entry: FindingEntry,
    /// One of these.
    pub any: Vec<VocabularyId>,
    /// One of each.
    pub needs: Vec<Vec<VocabularyId>>,
    /// None of these.
    pub without: Vec<VocabularyId>,
    /// Words by which a form explains itself.
    pub template: Vec<VocabularyId>,
    /// Headings and labels that must not stand over an open field.
    pub unless_open: Vec<VocabularyId>,
    /// One of these in the question that it answers.
    pub asked: Vec<VocabularyId>,
    /// Only near events of these kinds (empty: anywhere).
    pub near: Vec<EventKind>,
    /// Where it stands.
    pub place: (String, usize),
}

/// An act type.
#[derive(Debug, Clone)]
pub struct Doctype {
    /// GUIDE.md's name.
    pub name: String,
    /// Words of a title.
    pub title: VocabularyId,
    /// Words of the running text.
    pub text: VocabularyId,
    /// What an act of this type may open with.
    pub opening: VocabularyId,
    /// Types that may carry it.
    pub carried_by: Vec<String>,
}

/// A vocabulary's name and use.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Unique.
    pub name: String,
    /// A noun that competes for verbs.
    pub object: bool,
    /// Where it stands.
    pub place: (String, usize),
    /// The vocabulary whose exceptions these are.
    exception_of: Option<VocabularyId>,
}

/// What a vocabulary's hit may set off, by index in the grammar: so that the cost of a text grows with what stands in it, not with the
/// number of rules.
#[derive(Debug, Clone, Default)]
pub struct Uses {
    /// Event rules that it tells alone.
    pub phrase: Vec<usize>,
    /// Event rules whose verb it is.
    pub verb: Vec<usize>,
    /// Event rules whose noun it is and that take a noun without a verb.
    pub bare: Vec<usize>,
    /// Finding rules.
    pub finding: Vec<usize>,
    /// The cue whose words these are.
    pub cue: Option<usize>,
}

/// Everything compiled.
pub struct Grammar {
    /// Rules of all kinds, by file and line.
    pub rules: Vec<Rule>,
    /// Cues.
    pub cues: Vec<Cue>,
    /// Finding rules.
    pub findings: Vec<FindingRule>,
    /// Act types in order of precedence.
    pub doctypes: Vec<Doctype>,
    /// Headings with the status of what stands under them.
    pub sections: Vec<(VocabularyId, Status)>,
    /// Labels of the act's own date.
    pub own_date: VocabularyId,
    /// What speaks for a date to be the act's own, and how much; below nought: against it.
    pub own_date_signs: FxHashMap<String, f64>,
    /// An own date whose signs weigh less is a guess.
    pub own_date_guess_below: f64,
    /// Labels of dates that are no event's.
    pub no_date: VocabularyId,
    /// The words beside names.
    pub cast: CastWords,
    /// Single words that the readers of acts ask for.
    pub words: Words,
    /// Hash of all files: what is derived names it.
    pub version: String,
    vocabularies: Vec<Vocabulary>,
    uses: Vec<Uses>,
    by_name: FxHashMap<String, VocabularyId>,
    abbreviations: Vec<String>,
    spelling: Spelling,
    matcher: Matcher,
}

impl Grammar {
    /// The grammar that is built in.
    ///
    /// # Errors
    /// As [`Self::compile`]; never for a released program (a test compiles it).
    pub fn standard() -> Result<Self, GrammarError> {
        Self::compile(&built_in())
    }

    /// Compiles the event part of `sources` (dates and law are compiled by their rooms).
    ///
    /// # Errors
    /// The first error with its file and line.
    pub fn compile(sources: &Sources) -> Result<Self, GrammarError> {
        Builder::default().build(sources)
    }

    /// Every hit of every vocabulary, without those that an exception covers.
    #[must_use]
    pub fn find(&self, stream: &Stream) -> Vec<Hit> {
        self.sort_out(self.matcher.find(stream), &mut |_, _| {})
    }

    /// The hits that [`Self::find`] leaves out, each with the tokens of the exception that covers it.
    #[must_use]
    pub fn covered(&self, stream: &Stream) -> Vec<(Hit, Range<usize>)> {
        let mut out = Vec::new();
        self.sort_out(self.matcher.find(stream), &mut |hit, cover| out.push((hit.clone(), cover.clone())));
        out
    }

    fn sort_out(&self, all: Vec<Hit>, covered: &mut dyn FnMut(&Hit, &Range<usize>)) -> Vec<Hit> {
        let exception_of = |hit: &Hit| self.describe(hit.vocabulary).and_then(|v| v.exception_of);
        let mut covers: Vec<(VocabularyId, &Range<usize>)> = all.iter().filter_map(|hit| Some((exception_of(hit)?, &hit.tokens))).collect();
        covers.sort_by_key(|(owner, tokens)| (*owner, tokens.start));
        let cover_of = |hit: &Hit| {
            let from = covers.partition_point(|(owner, _)| *owner < hit.vocabulary);
            let own = covers.get(from..).unwrap_or_default().iter();
            let mut own = own.take_while(|(owner, tokens)| *owner == hit.vocabulary && tokens.start <= hit.tokens.start);
            own.find(|(_, tokens)| hit.tokens.end <= tokens.end).map(|(_, tokens)| *tokens)
        };
        let mut is_kept = |hit: &Hit| match cover_of(hit) {
            Some(cover) => {
                covered(hit, cover);
                false
            }
            None => exception_of(hit).is_none(),
        };
        let kept: Vec<bool> = all.iter().map(&mut is_kept).collect();
        all.into_iter().zip(kept).filter_map(|(hit, kept)| kept.then_some(hit)).collect()
    }

    /// What each vocabulary costs on these texts, by its number: see [`Cost`].
    #[must_use]
    pub fn costs(&self, streams: &[Stream]) -> Vec<Cost> {
        self.matcher.costs(streams, self.vocabularies.len())
    }

    /// Abbreviations, folded and sorted, for [`Stream::new`].
    #[must_use]
    pub fn abbreviations(&self) -> &[String] {
        &self.abbreviations
    }

    /// Words that are recognised when misspelt.
    #[must_use]
    pub fn spelling(&self) -> &Spelling {
        &self.spelling
    }

    /// A vocabulary by name.
    #[must_use]
    pub fn vocabulary(&self, name: &str) -> Option<VocabularyId> {
        self.by_name.get(name).copied()
    }

    /// A vocabulary's name and use.
    #[must_use]
    pub fn describe(&self, id: VocabularyId) -> Option<&Vocabulary> {
        self.vocabularies.get(usize::from(id.0))
    }

    /// Whether verbs may have it as object.
    #[must_use]
    pub fn is_object(&self, id: VocabularyId) -> bool {
        self.describe(id).is_some_and(|v| v.object)
    }

    /// Whether some rule finds `kind` only in the days after `before`.
    #[must_use]
    pub fn follows(&self, kind: EventKind, before: EventKind) -> bool {
        self.rules.iter().any(|r| r.kind == kind && r.follows.contains(&before))
    }

    /// What its hits may set off.
    #[must_use]
    pub fn uses(&self, id: VocabularyId) -> &Uses {
        static NONE: Uses = Uses { phrase: Vec::new(), verb: Vec::new(), bare: Vec::new(), finding: Vec::new(), cue: None };
        self.uses.get(usize::from(id.0)).unwrap_or(&NONE)
    }

    /// All vocabularies in order of their ids.
    #[must_use]
    pub fn vocabularies(&self) -> &[Vocabulary] {
        &self.vocabularies
    }
}

/// Gathers vocabularies and patterns while the files are read.
#[derive(Default)]
struct Builder {
    vocabularies: Vec<Vocabulary>,
    by_name: FxHashMap<String, VocabularyId>,
    elements: Elements,
    matcher: Building,
    /// Kinds that have rules, by name.
    kinds: BTreeMap<String, EventKind>,
}

impl Builder {
    fn build(mut self, sources: &Sources) -> Result<Grammar, GrammarError> {
        let language = required::<LanguageFile>(sources, "language.toml")?;
        self.elements = Elements::new(pattern::lists(&language.lists)?);
        for (file, text) in sources.iter().filter(|(f, _)| f.starts_with("vocabulary/")) {
            let parsed: VocabularyFile = parse(file, text)?;
            for (name, entry) in &parsed {
                let place = (file.clone(), line_of(text, &format!("[{name}]")));
                self.add(name, entry.object, place, text, &entry.words, &entry.except)?;
            }
        }
        let acts_file = required::<ActsFile>(sources, "acts.toml")?;
        let acts_text = sources.get("acts.toml").map(String::as_str).unwrap_or_default();
        let own_date_file = required::<OwnDateFile>(sources, "own_date.toml")?;
        let here = |line| ("acts.toml".to_owned(), line);
        let own_date = self.add("acts.own_date", false, here(1), acts_text, &acts_file.own_date, &[])?;
        let no_date = self.add("acts.no_date", false, here(1), acts_text, &acts_file.no_date, &[])?;
        let mut doctypes = Vec::new();
        for entry in &acts_file.doctype {
            let title = self.add(&format!("doctype.{}.title", entry.name), false, here(1), acts_text, &entry.title, &[])?;
            let text = self.add(&format!("doctype.{}.text", entry.name), false, here(1), acts_text, &entry.text, &[])?;
            let opening = self.add(&format!("doctype.{}.opening", entry.name), false, here(1), acts_text, &entry.opening, &[])?;
            doctypes.push(Doctype { name: entry.name.clone(), title, text, opening, carried_by: entry.carried_by.clone() });
        }
        let mut sections = Vec::new();
        for entry in &acts_file.section {
            let name = format!("section.{}", entry.prior);
            sections.push((self.add(&name, false, here(1), acts_text, &entry.heading, &entry.except)?, entry.prior));
        }
        let mut event_files = Vec::new();
        for (file, text) in sources.iter().filter(|(f, _)| f.starts_with("events/")) {
            let parsed: EventFile = parse(file, text)?;
            let kind = kind_of(&parsed, file, text)?;
            if self.kinds.insert(kind.name().to_owned(), kind).is_some_and(|other| other != kind) {
                let why = format!("another file says something else of the kind `{}`; say it alike in both", kind.name());
                return Err(GrammarError::File { file: file.clone(), line: 1, why });
            }
            event_files.push((file, text, kind, parsed.rule));
        }
        let mut cues = Vec::new();
        for (file, text) in sources.iter().filter(|(f, _)| f.starts_with("context/")) {
            for cue in parse::<ContextFile>(file, text)?.cue {
                let place = (file.clone(), line_at(text, cue.span().start));
                let entry = cue.into_inner();
                let vocabulary = self.add(&format!("cue.{}", entry.id), false, place.clone(), text, &entry.words, &entry.except)?;
                cues.push(Cue { kinds: self.kinds(&entry.kinds, &place)?, entry, vocabulary, place });
            }
        }
        let mut rules = Vec::new();
        for (file, text, kind, of_file) in event_files {
            for rule in of_file {
                let place = (file.clone(), line_at(text, rule.span().start));
                rules.push(self.rule(kind, rule.into_inner(), place)?);
            }
        }
        let mut findings = Vec::new();
        for (file, text) in sources.iter().filter(|(f, _)| f.starts_with("findings/")) {
            for rule in parse::<FindingFile>(file, text)?.finding {
                let place = (file.clone(), line_at(text, rule.span().start));
                findings.push(self.finding(rule.into_inner(), place)?);
            }
        }
        let mut abbreviations: Vec<String> = language.abbreviations.iter().map(|a| fold(a)).collect();
        abbreviations.sort();
        let matcher = self.matcher.finish(self.elements.into_all(), Endings::new(&language.endings))?;
        let version = version_of(sources);
        let uses = uses(self.vocabularies.len(), &rules, &cues, &findings);
        Ok(Grammar {
            rules,
            cues,
            findings,
            doctypes,
            sections,
            own_date,
            own_date_signs: own_date_file.signs,
            own_date_guess_below: own_date_file.guess_below,
            no_date,
            cast: CastWords::read(sources)?,
            words: required(sources, "words.toml")?,
            version,
            uses,
            vocabularies: self.vocabularies,
            by_name: self.by_name,
            abbreviations,
            spelling: Spelling::new(&language.spelling, &language.spelt_right)?,
            matcher,
        })
    }

    fn add(
        &mut self,
        name: &str,
        object: bool,
        place: (String, usize),
        text: &str,
        words: &[toml::Spanned<String>],
        except: &[toml::Spanned<String>],
    ) -> Result<VocabularyId, GrammarError> {
        let id = self.list(name, object, &place, text, words)?;
        if !except.is_empty() {
            let except = self.list(&format!("!{name}"), false, &place, text, except)?;
            if let Some(vocabulary) = self.vocabularies.get_mut(usize::from(except.0)) {
                vocabulary.exception_of = Some(id);
            }
        }
        Ok(id)
    }

    fn list(
        &mut self,
        name: &str,
        object: bool,
        place: &(String, usize),
        text: &str,
        words: &[toml::Spanned<String>],
    ) -> Result<VocabularyId, GrammarError> {
        let at = |line, why: String| GrammarError::File { file: place.0.clone(), line, why };
        let id = VocabularyId(u16::try_from(self.vocabularies.len()).map_err(|_| at(place.1, "too many vocabularies".to_owned()))?);
        for entry in words {
            let parsed = self.elements.parse(entry.as_ref()).map_err(|e| at(line_at(text, entry.span().start), e.to_string()))?;
            parsed.iter().for_each(|pattern| self.matcher.add(id, self.elements.all(), pattern));
        }
        self.vocabularies.push(Vocabulary { name: name.to_owned(), object, place: place.clone(), exception_of: None });
        if !name.starts_with("section.") && self.by_name.insert(name.to_owned(), id).is_some() {
            return Err(at(place.1, format!("the name `{name}` is used twice")));
        }
        Ok(id)
    }

    fn look_up(&self, names: &[String], place: &(String, usize)) -> Result<Vec<VocabularyId>, GrammarError> {
        names
            .iter()
            .map(|name| {
                self.by_name.get(name).copied().ok_or_else(|| GrammarError::File {
                    file: place.0.clone(),
                    line: place.1,
                    why: format!("no vocabulary is named `{name}`"),
                })
            })
            .collect()
    }

    fn rule(&self, kind: EventKind, entry: RuleEntry, place: (String, usize)) -> Result<Rule, GrammarError> {
        Ok(Rule {
            kind,
            follows: self.kinds(&entry.follows, &place)?,
            hints_after: self.kinds(&entry.hints_after, &place)?,
            hints: self.look_up(&entry.hints, &place)?,
            promptly: self.look_up(&entry.promptly, &place)?,
            noun: self.look_up(&entry.noun, &place)?,
            verb: self.look_up(&entry.verb, &place)?,
            phrase: self.look_up(&entry.phrase, &place)?,
            needs: self.look_up(&entry.needs, &place)?,
            needs_act: self.look_up(&entry.needs_act, &place)?,
            without_act: self.look_up(&entry.without_act, &place)?,
            without: self.look_up(&entry.without, &place)?,
            without_sentence: self.look_up(&entry.without_sentence, &place)?,
            entry,
            place,
        })
    }

    fn finding(&self, entry: FindingEntry, place: (String, usize)) -> Result<FindingRule, GrammarError> {
        Ok(FindingRule {
            any: self.look_up(&entry.any, &place)?,
            needs: entry.needs.iter().map(|n| self.look_up(n, &place)).collect::<Result<_, _>>()?,
            without: self.look_up(&entry.without, &place)?,
            template: self.look_up(&entry.template, &place)?,
            unless_open: self.look_up(&entry.unless_open, &place)?,
            asked: self.look_up(&entry.asked, &place)?,
            near: self.kinds(&entry.near, &place)?,
            entry,
            place,
        })
    }

    fn kinds(&self, names: &[String], place: &(String, usize)) -> Result<Vec<EventKind>, GrammarError> {
        let why = |name: &str| format!("no file under events/ has rules for the kind `{name}`");
        let kind = |name: &String| {
            let known = || name.parse().ok();
            self.kinds.get(name).copied().or_else(known).ok_or_else(|| GrammarError::File {
                file: place.0.clone(),
                line: place.1,
                why: why(name),
            })
        };
        names.iter().map(kind).collect()
    }
}

/// The kind of a file's rules: one the program knows, or the one that the file declares.
fn kind_of(file: &EventFile, name: &str, text: &str) -> Result<EventKind, GrammarError> {
    let line = text.lines().position(|line| line.trim_start().starts_with("kind")).map_or(1, |at| at + 1);
    let wrong = |why: String| GrammarError::File { file: name.to_owned(), line, why };
    match (file.kind.parse::<EventKind>().ok(), &file.called) {
        (Some(kind), None) if file.own_acts.is_empty() && !file.once => Ok(kind),
        (Some(_), _) => Err(wrong(format!("the program knows `{}`; leave out `called`, `own_acts` and `once`", file.kind))),
        (None, None) => {
            Err(wrong(format!("the kind `{}` is not known; a new one needs `called`, what a Danish sentence calls it", file.kind)))
        }
        (None, Some(_))
            if file.kind.is_empty() || !file.kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') =>
        {
            Err(wrong(format!("`{}` is no name of a kind; use small ASCII letters, digits and `_`", file.kind)))
        }
        (None, Some(called)) => {
            // Kinds are copied with every event and compared all the time; a grammar is loaded once or twice in a program's life.
            let keep = |text: &str| -> &'static str { String::leak(text.to_owned()) };
            let own_acts = Vec::leak(file.own_acts.iter().map(|act| keep(act)).collect());
            Ok(EventKind::Own(Box::leak(Box::new(OwnKind { name: keep(&file.kind), called: keep(called), own_acts, once: file.once }))))
        }
    }
}

/// The rules by the vocabularies that set them off.
fn uses(vocabularies: usize, rules: &[Rule], cues: &[Cue], findings: &[FindingRule]) -> Vec<Uses> {
    let mut uses = vec![Uses::default(); vocabularies];
    let mut note = |ids: &[VocabularyId], add: &dyn Fn(&mut Uses)| {
        // A list may name a vocabulary twice; it fires once.
        for (_, id) in ids.iter().enumerate().filter(|(at, id)| !ids.iter().take(*at).any(|before| before == *id)) {
            if let Some(of) = uses.get_mut(usize::from(id.0)) {
                add(of);
            }
        }
    };
    for (index, rule) in rules.iter().enumerate() {
        note(&rule.phrase, &|of| of.phrase.push(index));
        note(&rule.verb, &|of| of.verb.push(index));
        if rule.entry.bare {
            note(&rule.noun, &|of| of.bare.push(index));
        }
    }
    for (index, cue) in cues.iter().enumerate() {
        note(&[cue.vocabulary], &|of| of.cue = Some(index));
    }
    for (index, finding) in findings.iter().enumerate() {
        note(&finding.any, &|of| of.finding.push(index));
    }
    uses
}

fn required<T: serde::de::DeserializeOwned>(sources: &Sources, file: &str) -> Result<T, GrammarError> {
    let text =
        sources.get(file).ok_or_else(|| GrammarError::File { file: file.to_owned(), line: 1, why: "the file is missing".to_owned() })?;
    parse(file, text)
}

fn parse<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, GrammarError> {
    toml::from_str(text).map_err(|e| GrammarError::File {
        file: file.to_owned(),
        line: e.span().map_or(1, |s| line_at(text, s.start)),
        why: e.message().to_owned(),
    })
}

/// Line from 1 of a byte.
fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
}

/// Line from 1 of the first line that is `header`.
fn line_of(text: &str, header: &str) -> usize {
    text.lines().position(|l| l.trim() == header).map_or(1, |l| l + 1)
}

/// Sixteen hex digits over names and contents.
fn version_of(sources: &Sources) -> String {
    let mut hash = Sha256::new();
    for (name, text) in sources {
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect()
}
