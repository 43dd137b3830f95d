//! Tables whose column heads tell what the dates under them are ("Modtaget | Vurderet | Kvitteret").
//!
//! In: a prepared act. Out: triggers with their date, one per dated cell whose head fires a rule.

use std::ops::Range;

use crate::grammar::{Grammar, TokenKind, VocabularyId};
use crate::text::LineKind;

use super::prepared::{Prepared, Unit};
use super::profile::Profile;
use super::triggers::{DatedTrigger, Trigger};

/// All of them; the anchor of each is its dated cell.
#[must_use]
pub fn column_triggers(act: &Prepared, grammar: &Grammar, profile: &Profile) -> Vec<DatedTrigger> {
    let mut out = Vec::new();
    let mut heads: Option<(usize, Vec<Range<usize>>)> = None;
    for (u, unit) in act.units.iter().enumerate() {
        if !unit.row {
            heads = None;
            continue;
        }
        let cells = act.cells(&unit.tokens);
        let dated = act.dates_in(unit.tokens.clone()).next().is_some();
        let fits = heads.as_ref().is_some_and(|(_, h)| h.len() == cells.len());
        if !dated && !fits && cells.len() > 2 {
            heads = Some((unit.line, cells));
            continue;
        }
        let Some((line, head)) = heads.as_ref().filter(|_| fits && dated) else { continue };
        let heading = heading(act, grammar, *line);
        let subject = subject(act, grammar, profile, (head, &heading), &unit.tokens);
        let dates: Vec<Option<(usize, usize)>> = cells.iter().map(|cell| act.dates_in(cell.clone()).next()).collect();
        let alone = dates.iter().flatten().count() == 1;
        let before = out.len();
        let written = |head: &Range<usize>| alone && head.len() == 1 && act.words.label.written.has(act.stream.word(head.start));
        for ((head, cell), date) in head.iter().zip(&cells).zip(&dates).filter(|((head, _), _)| !written(head)) {
            let Some(date) = *date else { continue };
            for rule in firing(act, grammar, profile, head, (&subject, &heading)) {
                let stopped = grammar.rules.get(rule).is_some_and(|r| r.entry.label && act.has(&r.without_sentence, &unit.tokens));
                if stopped {
                    continue;
                }
                out.push(in_cell(rule, u, cell, date));
            }
        }
        if out.len() == before && is_row_of_days(act, &cells) && !head.iter().skip(1).any(|cell| tells_when(act, grammar, cell)) {
            let rules = cells.first().map(|label| firing(act, grammar, profile, label, (&subject, &heading))).unwrap_or_default();
            for (cell, date) in cells.iter().zip(&dates).filter_map(|(cell, date)| Some((cell, (*date)?))) {
                out.extend(rules.iter().map(|rule| in_cell(*rule, u, cell, date)));
            }
        }
    }
    out
}

/// What a rule tells in a dated cell of a unit.
fn in_cell(rule: usize, unit: usize, cell: &Range<usize>, date: (usize, usize)) -> DatedTrigger {
    let trigger = Trigger { rule, unit, anchor: cell.clone(), tokens: cell.clone(), noun: None, bare: false, date: Some(date.0) };
    DatedTrigger { trigger, date }
}

/// Whether a row begins with a label, and several days stand beside it and nothing else: each column is a matter of its own ("| Politi | Skole", and below
/// it "Vurderet | 10/1 | 16/1").
fn is_row_of_days(act: &Prepared, cells: &[Range<usize>]) -> bool {
    let Some((label, rest)) = cells.split_first() else { return false };
    let is_day = |cell: &Range<usize>| matches!(act.stream.kind(cell.start), TokenKind::Date(_)) && cell.len() <= DAY_CELL;
    let told: Vec<&Range<usize>> = rest.iter().filter(|cell| !cell.is_empty()).collect();
    act.dates_in(label.clone()).next().is_none() && told.len() > 1 && told.into_iter().all(is_day)
}

/// Whether a head says which of several days its column has ("Planlagt", "Frist", "Dato").
fn tells_when(act: &Prepared, grammar: &Grammar, head: &Range<usize>) -> bool {
    let cue = |v: VocabularyId| grammar.cues.iter().any(|cue| cue.vocabulary == v);
    let uses = |v: VocabularyId| !grammar.uses(v).verb.is_empty() || !grammar.uses(v).phrase.is_empty();
    act.hits_in(head).iter().any(|hit| cue(hit.vocabulary) || uses(hit.vocabulary))
        || head.clone().any(|t| act.words.label.written.has(act.stream.word(t)))
}

/// Tokens of a cell that holds a day, and perhaps a time, at the most.
const DAY_CELL: usize = 3;

/// Rows of tables whose cell under a head of `head` is empty, or says one of `open`. Lines under the heads that hold
/// nothing but a number are rows too: some programs that write PDFs leave empty cells out.
#[must_use]
pub fn rows_without(act: &Prepared, head: &[VocabularyId], open: &[VocabularyId]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut heads: Option<Heads> = None;
    for unit in &act.units {
        if !unit.row {
            let lone = heads.as_mut().filter(|h| h.takes_alone(act, unit));
            match lone {
                Some(heads) if heads.rows > 0 => {
                    heads.see_number(act, &unit.tokens, unit.line);
                    out.push(unit.tokens.clone());
                }
                Some(heads) => heads.alone.push(unit.tokens.clone()),
                None => out.extend(heads.take().into_iter().flat_map(Heads::numbered)),
            }
            continue;
        }
        let cells = act.cells(&unit.tokens);
        if let Some(heads) = &mut heads {
            heads.alone.clear();
            heads.rows += 1;
            heads.see_number(act, &unit.tokens, unit.line);
            let told = cells.first().is_some_and(|c| !c.is_empty());
            if told && heads.lacks(act, &cells, open) {
                out.push(unit.tokens.clone());
            }
        } else if cells.len() > 1 {
            let is_head = |cell: &&Range<usize>| act.has(head, cell) && cell.len() <= HEAD_WORDS;
            let every_short = cells.iter().all(|cell| cell.len() <= HEAD_WORDS);
            let column = cells.iter().position(|c| is_head(&c)).filter(|_| every_short);
            heads = column.map(|column| Heads { column, width: cells.len(), line: unit.line, rows: 0, number: None, alone: Vec::new() });
        }
    }
    out.extend(heads.into_iter().flat_map(Heads::numbered));
    out
}

/// The heads of a table, and what stood under them.
struct Heads {
    /// The column asked about.
    column: usize,
    width: usize,
    /// The line they stand on.
    line: usize,
    /// Rows of several cells so far.
    rows: usize,
    /// The number that the last row begins with, and its line.
    number: Option<(u32, usize)>,
    /// Lines of which only a number is left.
    alone: Vec<Range<usize>>,
}

impl Heads {
    /// Whether the row lacks the cell: one that ends early has no last cells, one that is longer is of another table.
    fn lacks(&self, act: &Prepared, cells: &[Range<usize>], open: &[VocabularyId]) -> bool {
        let rest_empty = || cells.iter().skip(self.column).all(Range::is_empty);
        match cells.get(self.column) {
            None => true,
            Some(cell) if act.has(open, cell) => true,
            Some(cell) if cells.len() == self.width => cell.is_empty(),
            Some(_) => cells.len() < self.width && rest_empty(),
        }
    }

    /// Keeps the number that a row begins with.
    fn see_number(&mut self, act: &Prepared, row: &Range<usize>, line: usize) {
        self.number = act.stream.word(row.start).parse().ok().map(|number| (number, line));
    }

    /// Whether a line is a row of this table of which only the first cell is left, with the number that follows the last row's, or only its number: right
    /// under the heads or under the last such line.
    fn takes_alone(&self, act: &Prepared, unit: &Unit) -> bool {
        let follows = |(number, line): (u32, usize)| {
            unit.line == line + 1
                && act.stream.word(unit.tokens.start).parse() == Ok(number + 1)
                && act.stream.kind(unit.tokens.start + 1) == TokenKind::Sign('.')
        };
        if self.column > 0 && self.number.is_some_and(follows) {
            return true;
        }
        let next = unit.line == self.line + self.alone.len() + 1;
        let words: Vec<usize> = unit.tokens.clone().filter(|t| act.stream.kind(*t) == TokenKind::Word).collect();
        let is_number = |t: &usize| act.stream.word(*t).chars().all(|c| c.is_ascii_digit());
        let all_words = unit.tokens.clone().all(|t| !matches!(act.stream.kind(t), TokenKind::Date(_)));
        self.rows == 0 && self.column > 0 && next && !unit.heading && all_words && words.len() <= 2 && words.last().is_some_and(is_number)
    }

    /// The rows of which only the numbers are left; one number alone may be anything.
    fn numbered(self) -> Vec<Range<usize>> {
        if self.alone.len() > 1 { self.alone } else { Vec::new() }
    }
}

/// Words of a column's head.
const HEAD_WORDS: usize = 4;

/// "Modtaget | Vurderet": what comes in and is assessed is an underretning.
fn is_of_underretninger(act: &Prepared, grammar: &Grammar, heads: &[Range<usize>]) -> bool {
    let one_says = |name: &str| grammar.vocabulary(name).is_some_and(|v| heads.iter().any(|head| act.has(&[v], head)));
    one_says("modtage") && one_says("vurdere")
}

/// Things the table may be about: in the row, the heading above it, its column heads, the act's type.
fn subject(
    act: &Prepared,
    grammar: &Grammar,
    profile: &Profile,
    (heads, heading): (&[Range<usize>], &[VocabularyId]),
    row: &Range<usize>,
) -> Vec<VocabularyId> {
    let mut out: Vec<VocabularyId> = act.hits_in(row).iter().map(|h| h.vocabulary).filter(|v| grammar.is_object(*v)).collect();
    out.extend(heading);
    if matches!(profile.doctype.as_str(), "underretning" | "vurdering" | "kvittering") || is_of_underretninger(act, grammar, heads) {
        out.extend(grammar.vocabulary("underretning"));
    }
    out
}

/// Things that the lines right above a table speak of.
fn heading(act: &Prepared, grammar: &Grammar, head_line: usize) -> Vec<VocabularyId> {
    let above =
        (head_line.saturating_sub(3)..head_line).rev().filter(|line| act.act.lines.get(*line).is_some_and(|l| l.kind != LineKind::Row));
    above.flat_map(|line| act.hits_in(&act.line_tokens(line)).iter().map(|h| h.vocabulary)).filter(|v| grammar.is_object(*v)).collect()
}

/// The rules that a head fires, in their order.
fn firing(
    act: &Prepared,
    grammar: &Grammar,
    profile: &Profile,
    head: &Range<usize>,
    (subject, heading): (&[VocabularyId], &[VocabularyId]),
) -> Vec<usize> {
    let uses = act.hits_in(head).iter().map(|hit| grammar.uses(hit.vocabulary));
    let mut rules: Vec<usize> = uses.flat_map(|uses| uses.phrase.iter().chain(&uses.verb).chain(&uses.bare)).copied().collect();
    rules.sort_unstable();
    rules.dedup();
    // A mere label is of what the heading is about, as far as that is one thing.
    let first = heading.first().map_or(&[][..], std::slice::from_ref);
    rules.retain(|rule| {
        grammar.rules.get(*rule).is_some_and(|rule| {
            let label = rule.entry.label && rule.entry.phrase.is_empty();
            let elsewhere = label && !rule.is_for(&profile.doctype);
            !rule.entry.remembered && rule.follows.is_empty() && !elsewhere && fires(act, rule, head, if label { first } else { subject })
        })
    });
    rules
}

/// The head holds a phrase of the rule, its noun and verb, its bare noun, or its verb with the table's subject.
fn fires(act: &Prepared, rule: &crate::grammar::Rule, head: &Range<usize>, subject: &[VocabularyId]) -> bool {
    let noun = act.has(&rule.noun, head);
    let verb = act.has(&rule.verb, head);
    act.has(&rule.phrase, head) && rule.entry.doctypes.is_empty()
        || noun && (verb || rule.entry.bare)
        || verb
            && !noun
            && rule.noun.iter().any(|n| subject.contains(n))
            && !act.hits_in(head).iter().any(|h| subject_differs(h.vocabulary, rule, act, head))
}

/// The head names a thing of its own that is not the rule's.
fn subject_differs(vocabulary: VocabularyId, rule: &crate::grammar::Rule, act: &Prepared, head: &Range<usize>) -> bool {
    !rule.noun.contains(&vocabulary) && !rule.verb.contains(&vocabulary) && act.objects.contains(&vocabulary) && !head.is_empty()
}
