//! What an act is, told by its contents, never by its file name.
//!
//! In: a prepared act. Out: its type (GUIDE.md's names) and how it is told: a mail's head, a title, lines that all begin with a date, a plan's table,
//! what it says of itself, the sentence that it opens with.

use std::ops::Range;

use crate::dates::{Expr, Unit as DateUnit};
use crate::grammar::{Doctype, Grammar, Hit, TokenKind, WordList};
use crate::text::LineKind;

use super::lines::is_stamp;
use super::prepared::{Prepared, lone_line};
use super::trace::{Telling, What};

/// Tokens within which a field's date stands behind its label.
const FIELD: usize = 3;
/// Words of a sentence, where a letterhead has fewer.
const SENTENCE: usize = 5;
/// Sentences from the top that an act opens with.
const OPENING: usize = 3;
/// Lines from the top in which a title is looked for.
pub const TITLE_LINES: usize = 9;
/// Sentences and fields that make of a letter, a mail or a note what it carries.
const TOLD_IN_TEXT: usize = 2;
/// Headings from the top that may be the title.
const TITLES: usize = 2;
/// Lines that begin with a date, of a journal at the least, and what they weigh against a title.
const LED: usize = 5;
const ENTRIES: usize = 300;
/// Tokens of the heads of a table of goals, at most.
const GOAL_HEADS: usize = 20;

/// The act's type and how it is told.
pub struct Kind {
    /// GUIDE.md's name; `andet` when nothing tells.
    pub doctype: String,
    /// More tells it than words of the running text.
    pub firm: bool,
    /// The token at which the sentence begins that makes the act what it is.
    pub opens: Option<usize>,
}

/// What some sign of the act makes it.
struct Guess<'g> {
    name: &'g str,
    telling: Telling,
    /// The tokens that tell it.
    at: Range<usize>,
}

/// What its title makes it.
struct Title<'g> {
    guess: Guess<'g>,
    score: usize,
    /// The title stands in a heading, not in a field or a line of text.
    heading: bool,
}

/// Finds it: by its title first, then by what tells more than a title.
#[must_use]
pub fn kind_of(act: &Prepared, grammar: &Grammar) -> Kind {
    let title = by_title(act, grammar);
    let headed = title.as_ref().is_some_and(|title| title.heading);
    let best = by_entries(act, title.as_ref()).or(title.map(|title| title.guess)).or_else(|| by_participants(act));
    // What carries it tells less than what it says: a decision may come as a letter, an underretning as a mail.
    let carrier = best.as_ref().map(|carrier| carrier.name);
    let best = by_text(act, grammar, carrier).or(best);
    let table = if headed { None } else { by_table(act, grammar) };
    let best = table.or(best);
    // The running head of a form without a title of its own says what it is; that of a letter, who wrote it.
    let titled = |best: &Guess| matches!(best.telling, Telling::MailHead | Telling::Entries) || headed && !is_carrier(grammar, best.name);
    let best = if best.as_ref().is_some_and(titled) { best } else { by_running_head(act, grammar).or(best) };
    // A letter that opens with what it decides is a decision, though its sections have titles of their own.
    let own_title = best.as_ref().filter(|best| best.telling == Telling::Title && carrier.is_none_or(|c| !is_carrier(grammar, c)));
    let title_at = own_title.map(|title| title.at.start);
    let opening = by_opening(act, grammar).filter(|opening| title_at.is_none_or(|title| opening.at.start < title));
    let opens = opening.as_ref().map(|opening| opening.at.start);
    let none = Guess { name: "andet", telling: Telling::Nothing, at: 0..0 };
    let Guess { name, telling, at, .. } = opening.or(best).unwrap_or(none);
    act.trace.note(|| (act.stream.bytes(at), String::new(), What::Doctype(name.to_owned(), telling)));
    Kind { doctype: name.to_owned(), firm: telling != Telling::Text || carrier.is_some(), opens }
}

/// By a mail's head, and by the words of titles in the first lines.
fn by_title<'g>(act: &Prepared, grammar: &'g Grammar) -> Option<Title<'g>> {
    let lines = act.act.lines.len().min(TITLE_LINES);
    let opens_mail = |l: &usize| act.words.label.mail.has(act.stream.word(act.line_tokens(*l).start)) && has_colon(act, *l);
    let is_mail = (0..lines).filter(opens_mail).count() >= 2;
    let mail = || Guess { name: "mail", telling: Telling::MailHead, at: act.line_tokens(0) };
    let mut best = is_mail.then(|| Title { guess: mail(), score: 90, heading: false });
    let mut headings = 0;
    for l in 0..lines {
        let tokens = act.line_tokens(l);
        let Some(line) = act.act.lines.get(l) else { continue };
        // The third heading is a section's.
        headings += usize::from(line.kind == LineKind::Heading);
        if headings > TITLES && line.kind == LineKind::Heading {
            continue;
        }
        let tokens = if line.kind == LineKind::Row && !is_mail { subject(act, &tokens).unwrap_or(tokens) } else { tokens };
        let named = tokens.start > act.line_tokens(l).start;
        let heading = !is_stamp(act, &tokens)
            && (named
                || line.kind == LineKind::Heading
                || line.bold
                || is_shouted(act.act.text.get(line.span.clone()).unwrap_or_default()));
        if !heading && (tokens.len() > 24 || is_stamp(act, &tokens)) {
            continue;
        }
        // A form's field says more than its title ("Mødereferat").
        let weight = if named {
            140
        } else if heading {
            100
        } else if line.kind == LineKind::Row {
            40
        } else {
            60
        }
        .max(l * 4)
            - l * 4;
        for (rank, kind) in grammar.doctypes.iter().enumerate() {
            // "Sag om anbringelse uden samtykke" is no consent.
            let without = |at: usize| at.checked_sub(1).is_some_and(|before| act.stream.word(before) == "uden");
            let names = |h: &&Hit| h.vocabulary == kind.title && !without(h.tokens.start);
            let Some(hit) = act.hits_in(&tokens).iter().find(names) else { continue };
            // "Jeg klager over den afgørelse …" names another act.
            if !heading && is_sentence(act, l, &tokens) && !opens_a_sentence(act, &tokens, hit.tokens.start) {
                continue;
            }
            // "Afgørelse 20/6-24" or "Barnets plan | Foreligger ikke" in a form's line tells of another act.
            let value = hit.tokens.end..tokens.end;
            if !heading && l > 1 && (is_dated(act, value.clone(), &kind.name) || is_answer(act, &value)) {
                continue;
            }
            // A title begins with what the act is; "notat om handleplan" is a notat.
            let position = hit.tokens.start - tokens.start;
            let score = (weight * 4).saturating_sub(position.min(8) * 9 + rank / 4);
            if best.as_ref().is_none_or(|best| score > best.score) {
                let guess = Guess { name: &kind.name, telling: Telling::Title, at: hit.tokens.clone() };
                best = Some(Title { guess, score, heading });
            }
        }
    }
    best
}

/// Many lines that begin with a date are a journal, whatever words its first lines hold; the items of a list under a title are none.
fn by_entries(act: &Prepared, title: Option<&Title>) -> Option<Guess<'static>> {
    let item = |l: usize| act.act.lines.get(l).is_some_and(|line| line.kind == LineKind::Item);
    let titled = title.and_then(|title| act.stream.tokens.get(title.guess.at.start)).is_some_and(|token| !item(token.line));
    let led = (0..act.act.lines.len()).filter(|&l| !(titled && item(l)) && begins_with_date(act, l)).count();
    let weak = title.is_none_or(|title| title.score < ENTRIES || title.guess.name == "kvittering");
    (led >= LED && weak).then_some(Guess { name: "journal", telling: Telling::Entries, at: 0..0 })
}

/// A form without a title that names the child first of those present, and nobody of the family, is of a talk with it.
fn by_participants(act: &Prepared) -> Option<Guess<'static>> {
    let lines = act.act.lines.len().min(TITLE_LINES);
    let at = (0..lines).map(|l| act.line_tokens(l)).find(|row| lists_child_alone(act, row))?;
    Some(Guess { name: "samtalereferat", telling: Telling::Text, at })
}

/// By the words of titles in the running heads of the first page, the first of them; one that carries others tells too little there.
fn by_running_head<'g>(act: &Prepared, grammar: &'g Grammar) -> Option<Guess<'g>> {
    let head = &act.act.head;
    if head.is_empty() {
        return None;
    }
    let hits = grammar.find(&lone_line(head, &[], grammar));
    let kinds = || grammar.doctypes.iter().filter(|kind| !is_carrier(grammar, &kind.name));
    let kind = hits.iter().find_map(|hit| kinds().find(|kind| kind.title == hit.vocabulary))?;
    Some(Guess { name: &kind.name, telling: Telling::RunningHead, at: 0..0 })
}

/// By what the act says of itself, of the types that may come as the `carrier`.
fn by_text<'g>(act: &Prepared, grammar: &'g Grammar, carrier: Option<&str>) -> Option<Guess<'g>> {
    let least = if carrier.is_some() { TOLD_IN_TEXT } else { 1 };
    let fits = |kind: &&Doctype| carrier.is_none_or(|c| kind.carried_by.iter().any(|by| by == c));
    let told_in = |kind: &Doctype| {
        let hits = act.hits.iter().filter(|h| h.vocabulary == kind.text);
        let mut units: Vec<usize> = hits.map(|h| act.units.partition_point(|u| u.tokens.end <= h.tokens.start)).collect();
        units.dedup();
        units.len()
    };
    let told = grammar.doctypes.iter().filter(fits).map(|kind| (told_in(kind), kind)).filter(|(n, _)| *n >= least);
    let (_, kind) = told.rev().max_by_key(|(n, _)| *n)?;
    Some(Guess { name: &kind.name, telling: Telling::Text, at: 0..0 })
}

/// A table of goals and what is done for each is a plan's.
fn by_table<'g>(act: &Prepared, grammar: &'g Grammar) -> Option<Guess<'g>> {
    let at = (0..act.act.lines.len()).map(|l| act.line_tokens(l)).find(|row| heads_goals(act, row))?;
    let plan = grammar.doctypes.iter().find(|kind| kind.name == "handleplan")?;
    Some(Guess { name: &plan.name, telling: Telling::Title, at })
}

/// By one of the act's first sentences. One with a day of its own tells of another act.
fn by_opening<'g>(act: &Prepared, grammar: &'g Grammar) -> Option<Guess<'g>> {
    let sentence = |tokens: &Range<usize>| tokens.clone().filter(|&t| act.stream.kind(t) == TokenKind::Word).count() >= SENTENCE;
    let today =
        |m: usize| matches!(act.mentions.get(m).map(|m| &m.expr), Some(Expr::Period { unit: DateUnit::Day, offset: 0, .. } | Expr::Vague));
    let first = act.units.iter().filter(|u| !u.row && !u.heading && sentence(&u.tokens)).take(OPENING);
    first.filter(|u| act.dates_in(u.tokens.clone()).all(|(_, m)| today(m))).find_map(|u| {
        let kind = grammar.doctypes.iter().find(|kind| act.has(&[kind.opening], &u.tokens))?;
        Some(Guess { name: &kind.name, telling: Telling::Opening, at: u.tokens.clone() })
    })
}

/// Whether a field's next cell says whether there is such a thing.
fn is_answer(act: &Prepared, value: &Range<usize>) -> bool {
    act.stream.kind(value.start) == TokenKind::Cell && act.words.label.answers.has(act.stream.word(value.start + 1))
}

/// Whether a row heads a table of goals and measures: the goals to the left.
fn heads_goals(act: &Prepared, row: &Range<usize>) -> bool {
    let cell = |t: &usize| act.stream.kind(*t) == TokenKind::Cell;
    let column = |list: &WordList| row.clone().find(|&t| list.has(act.stream.word(t))).map(|t| (row.start..t).filter(cell).count());
    let columns = || column(&act.words.label.goals).zip(column(&act.words.label.efforts));
    row.len() <= GOAL_HEADS && columns().is_some_and(|(goals, efforts)| goals < efforts)
}

/// Where the first cell of a row ends.
fn first_cell_end(act: &Prepared, row: &Range<usize>) -> Option<usize> {
    row.clone().find(|&t| act.stream.kind(t) == TokenKind::Cell)
}

/// Whether a row of a form lists who was there: the child first, and no parents.
fn lists_child_alone(act: &Prepared, row: &Range<usize>) -> bool {
    let Some(cell) = first_cell_end(act, row) else { return false };
    let label = (row.start..cell).any(|t| act.words.label.present.has(act.stream.word(t))) && cell <= row.start + FIELD;
    let family = |t: usize| act.words.pronoun.women.has(act.stream.word(t)) || act.words.pronoun.men.has(act.stream.word(t));
    label && act.stream.is_child(cell + 1) && !(cell + 1..row.end).any(family)
}

/// Whether nothing but a date or a sign stands between the token and the line's beginning, or the full stop before it.
fn opens_a_sentence(act: &Prepared, line: &Range<usize>, token: usize) -> bool {
    let mut before = (line.start..token).rev().take_while(|&t| act.stream.kind(t) != TokenKind::Sign('.'));
    before.all(|t| act.stream.kind(t) != TokenKind::Word)
}

/// Whether a line of running text is a sentence, and no title.
fn is_sentence(act: &Prepared, line: usize, tokens: &Range<usize>) -> bool {
    let body = act.act.lines.get(line).filter(|l| l.kind == LineKind::Body);
    let running = body.and_then(|l| act.act.text.get(l.span.clone())).is_some_and(|text| text.trim_end().ends_with('.'));
    running && tokens.clone().filter(|&t| act.stream.kind(t) == TokenKind::Word).count() > SENTENCE
}

/// Whether the words begin with a date, or with a word and a date, as a field does. "Opfølgning holdt den 24. august 2022" opens minutes.
fn is_dated(act: &Prepared, tokens: Range<usize>, doctype: &str) -> bool {
    let meeting = matches!(doctype, "samtalereferat" | "opfoelgning" | "tilsyn" | "referat");
    let mut field = (tokens.start..tokens.end.min(tokens.start + FIELD)).filter(|&t| act.stream.kind(t) != TokenKind::Cell);
    let is_date = |t: usize| matches!(act.stream.kind(t), TokenKind::Date(_));
    if meeting { field.next().is_some_and(is_date) } else { field.any(is_date) }
}

/// Whether some act of another type may come as one of this.
fn is_carrier(grammar: &Grammar, doctype: &str) -> bool {
    grammar.doctypes.iter().any(|kind| kind.carried_by.iter().any(|by| by == doctype))
}

/// What a form's first fields say the act is about ("Emne: opfølgning på handleplanen"): the words behind the label.
fn subject(act: &Prepared, row: &Range<usize>) -> Option<Range<usize>> {
    let label = act.words.label.subject.has(act.stream.word(row.start));
    let cell = first_cell_end(act, row)?;
    // Of several boxes that may be ticked the first is no subject.
    let boxes = act.act.text.get(act.stream.bytes(row.clone())).is_some_and(|text| text.contains(['☐', '☒', '☑']));
    (label && !boxes && cell <= row.start + 2).then(|| cell + 1..row.end)
}

fn begins_with_date(act: &Prepared, line: usize) -> bool {
    let tokens = act.line_tokens(line);
    act.dates_in(tokens.start..(tokens.start + 2).min(tokens.end)).next().is_some()
}

fn is_shouted(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    letters().all(char::is_uppercase) && letters().count() >= 5
}

fn has_colon(act: &Prepared, line: usize) -> bool {
    act.stream.kind(act.line_tokens(line).start + 1) == TokenKind::Sign(':')
}
