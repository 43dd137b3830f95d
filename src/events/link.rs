//! Which date a trigger has.
//!
//! In: triggers, dates, scopes. Out: pairs of trigger and date. Nearest first, inside the unit: every word between costs, what
//! separates statements costs more, a date that a nearer trigger has already taken costs most. So in "modtaget den 3. maj,
//! vurderet den 4." each verb gets its own day. A unit without a date takes the entry's, an act that is the event its own.

use std::ops::Range;

use crate::dates::{Expr, Prefix, Unit as DateUnit};
use crate::grammar::{Grammar, TokenKind, VocabularyId};

use super::memory::Memory;
use super::model::EventKind;
use super::prepared::{Prepared, Unit};
use super::scopes::Scopes;
use super::trace::{DateFrom, Stop, What};
use super::triggers::Trigger;

/// Costs above this link nothing.
const LIMIT: usize = 24;
/// The price of a date that is not meant, whatever else speaks for it.
const OUT_OF_REACH: usize = 100;
/// What a date costs more when another trigger has it.
const TAKEN: usize = 9;

/// How much nearer a date is when another act tells the same of it, and farther when it lies where the event cannot.
const KNOWN: usize = 8;

/// Where a trigger's date comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The date token in the unit, and its mention.
    Token(usize, usize),
    /// The entry's, row's or message's date.
    Entry,
    /// The act's own date.
    Act,
    /// The day of what it follows at once.
    Prompt(chrono::NaiveDate),
}

/// A dated trigger.
#[derive(Debug, Clone)]
pub struct Link {
    /// Index of the trigger among those of its unit.
    pub trigger: usize,
    /// Its date.
    pub source: Source,
}

/// Links the triggers of one unit.
#[must_use]
pub fn link(act: &Prepared, grammar: &Grammar, scopes: &Scopes, memory: Memory, of_unit: &[Trigger]) -> Vec<Link> {
    let Some(unit_index) = of_unit.first().map(|t| t.unit) else { return Vec::new() };
    let Some(unit) = act.units.get(unit_index) else { return Vec::new() };
    let value = |m: usize| scopes.values.get(m).copied().flatten();
    // A feast tells about when, not when: "fravær siden jul".
    let telling = |m: usize| {
        scopes.values.get(m).copied().flatten().is_some() && !act.mentions.get(m).is_some_and(|x| matches!(x.expr, Expr::Feast { .. }))
    };
    let dates: Vec<(usize, usize)> = act
        .dates_in(unit.tokens.clone())
        .filter(|(t, m)| telling(*m) && !only_how_long(act, *t, *m) && !is_corrected(act, unit, *t))
        .collect();
    let (dates, closer) = month_and_day(act, dates, &value);
    let mut links = Vec::new();
    let here: Vec<(usize, &Trigger)> = of_unit.iter().enumerate().collect();
    if let Some(pairs) = distribute(act, grammar, unit, &here, &dates) {
        return pairs;
    }
    let mut costs: Vec<(usize, usize, usize)> = Vec::new();
    for (slot, (_, trigger)) in here.iter().enumerate() {
        for (d, (token, mention)) in dates.iter().enumerate() {
            if trigger.date.is_some_and(|own| own != *token) {
                continue;
            }
            let mut cost = cost(act, unit, trigger, *token, &here, &dates);
            let rule = grammar.rules.get(trigger.rule);
            let known = rule.zip(value(*mention)).is_some_and(|(r, v)| memory.knows(r.kind, v));
            if !known && rule.is_some_and(|r| r.entry.remembered) {
                continue;
            }
            let course = rule.is_some_and(|r| !r.follows.is_empty());
            if course && of_a_week(act, *mention) {
                continue;
            }
            let until = matches!(act.stream.word(token.saturating_sub(1)), "til" | "indtil");
            let beside = course && (until || !rule.zip(value(*mention)).is_some_and(|(r, v)| memory.follows(r, v)));
            cost += hindrance(act, grammar, unit, trigger, (*token, dates.get(d).map_or(0, |x| x.1)), dates.len());
            if beside {
                cost += KNOWN;
            }
            if known {
                cost = cost.saturating_sub(KNOWN);
            }
            if cost <= LIMIT {
                costs.push((cost, slot, d));
            }
        }
    }
    costs.sort_unstable();
    let mut date_of: Vec<Option<(usize, usize)>> = vec![None; here.len()];
    let mut owner: Vec<Option<usize>> = vec![None; dates.len()];
    // Nearest first; a taken date stays open to others at a price, so look at the cheapest pair again and again.
    loop {
        let next = costs
            .iter()
            .filter(|(_, slot, _)| date_of.get(*slot).copied().flatten().is_none())
            .map(|(cost, slot, d)| (cost + price(owner.get(*d).copied().flatten(), *slot, &here, act), *slot, *d))
            .min();
        let Some((cost, slot, d)) = next else { break };
        if let Some(place) = date_of.get_mut(slot) {
            *place = Some((d, cost));
        }
        if let Some(place) = owner.get_mut(d) {
            place.get_or_insert(slot);
        }
    }
    // What lies ahead was not told a second time.
    let anchor = scopes.units.get(unit_index).and_then(|s| s.anchor);
    let told = |m: usize| scopes.values.get(m).copied().flatten().is_some_and(|v| anchor.is_none_or(|a| v.first_day() <= a));
    for (slot, d) in elliptical(act, grammar, &here, &dates, &owner, &told) {
        if let (Some((index, _)), Some((token, mention))) = (here.get(slot), dates.get(d)) {
            links.push(Link { trigger: *index, source: Source::Token(*token, *mention) });
        }
    }
    for (slot, (index, trigger)) in here.iter().enumerate() {
        let rule = grammar.rules.get(trigger.rule);
        match date_of.get(slot).copied().flatten().filter(|(_, cost)| *cost <= LIMIT + TAKEN) {
            Some((d, cost)) => {
                note_link(act, grammar, trigger, cost, &dates, (slot, d), &costs);
                for (token, mention) in coordinated(act, &dates, d, &owner, slot) {
                    links.push(Link { trigger: *index, source: Source::Token(token, mention) });
                }
            }
            None if trigger.bare && scopes.units.get(unit_index).is_none_or(|s| s.entry.is_none()) => {
                let rule = rule.map(|r| r.entry.id.clone()).unwrap_or_default();
                act.trace.note(|| (act.stream.bytes(trigger.anchor.clone()), rule, What::Stopped(Stop::NoDate)));
            }
            None if rule.is_some_and(|r| r.entry.entry_date) && scopes.units.get(unit_index).is_some_and(|s| s.entry.is_some()) => {
                links.push(Link { trigger: *index, source: Source::Entry });
            }
            None => {
                let closing =
                    closing_date(act, grammar, unit_index).filter(|(_, m)| telling(*m) && !rule.is_some_and(|r| r.entry.remembered));
                links.push(Link { trigger: *index, source: closing.map_or(Source::Act, |(t, m)| Source::Token(t, m)) });
            }
        }
    }
    for link in &mut links {
        if let Source::Token(token, _) = link.source
            && let Some((_, day)) = closer.iter().find(|(month, _)| *month == token)
        {
            link.source = Source::Token(day.0, day.1);
        }
    }
    links
}

/// "Ingen akut indsats, han er hjemme i denne uge": no day on which something was done at once.
fn of_a_week(act: &Prepared, mention: usize) -> bool {
    let week = |x: &Expr| matches!(x, Expr::Week { .. } | Expr::Period { unit: DateUnit::Week | DateUnit::Weekend, .. });
    act.mentions.get(mention).is_some_and(|m| week(&m.expr))
}

/// "Den 21., altså mindst 40 timer senere": says how long the day before it was in coming.
fn only_how_long(act: &Prepared, token: usize, mention: usize) -> bool {
    let hours = act.mentions.get(mention).is_some_and(|m| matches!(m.expr, Expr::Relative { unit: DateUnit::Hour | DateUnit::Minute, .. }));
    let small = |t: usize| matches!(act.stream.word(t), "altsaa" | "mindst" | "dvs" | "hele" | "knap" | "over" | "godt" | "mere");
    hours && token.checked_sub(1).is_some_and(small)
}

/// "Ingen børnesamtale, alder. Besluttet 16/3-22.": a short sentence that tells of no other thing closes the paragraph with its date.
fn closing_date(act: &Prepared, grammar: &Grammar, index: usize) -> Option<(usize, usize)> {
    let line = act.units.get(index)?.line;
    let next = act.units.get(index + 1).filter(|u| u.line == line && u.tokens.len() <= 9)?.tokens.clone();
    let mut dates = act.dates_in(next.clone());
    let only = dates.next().filter(|_| dates.next().is_none())?;
    let first = (next.start..only.0).find(|&t| act.stream.kind(t) == TokenKind::Word).map_or("", |t| act.stream.word(t));
    let opens = first.is_empty() || act.words.closing.opens.has(first);
    (opens && !act.hits_in(&next).iter().any(|h| grammar.is_object(h.vocabulary))).then_some(only)
}

/// A month's token and the token and mention of the day that says it more closely.
type Closer = (usize, (usize, usize));

/// "i maj (den 13.)", "i slutningen af august, den 27.": the day only says the month more closely. The month stands for both, and
/// is replaced by the day in the end.
fn month_and_day(
    act: &Prepared,
    dates: Vec<(usize, usize)>,
    value: &dyn Fn(usize) -> Option<crate::dates::LegalDate>,
) -> (Vec<(usize, usize)>, Vec<Closer>) {
    let mut closer: Vec<Closer> = Vec::new();
    for pair in dates.windows(2) {
        let [(month, a), (day, b)] = pair else { continue };
        let (Some(wide), Some(near)) = (value(*a), value(*b)) else { continue };
        let within = wide.known_day().is_none()
            && near.known_day().is_some()
            && wide.first_day() <= near.first_day()
            && near.first_day() <= wide.last_day();
        let small = (month + 1..*day).all(|t| match act.stream.kind(t) {
            TokenKind::Sign('(' | ',' | '–' | '-') => true,
            TokenKind::Word => matches!(act.stream.word(t), "den" | "d" | "naermere" | "bestemt" | "betegnet" | "praecis" | "helt" | "kl"),
            _ => false,
        });
        // "samme dag (27/3)": what stands in brackets says it outright.
        let counted = |m: usize| {
            act.mentions.get(m).is_some_and(|m| matches!(m.expr, Expr::Relative { .. } | Expr::Period { .. } | Expr::Weekday { .. }))
        };
        let outright = |m: usize| act.mentions.get(m).is_some_and(|m| matches!(m.expr, Expr::Day { .. }));
        let bracketed = day - month == 2 && act.stream.kind(month + 1) == TokenKind::Sign('(') && counted(*a) && outright(*b);
        if bracketed || within && small && day - month >= 2 && day - month <= 4 {
            closer.push((*month, (*day, *b)));
        }
    }
    let left = dates.into_iter().filter(|(token, _)| !closer.iter().any(|(_, (day, _))| day == token)).collect();
    (left, closer)
}

/// Tells which date a trigger took, and which others were in reach: `costs` by trigger and date.
fn note_link(
    act: &Prepared,
    grammar: &Grammar,
    trigger: &Trigger,
    cost: usize,
    dates: &[(usize, usize)],
    (slot, taken): (usize, usize),
    costs: &[(usize, usize, usize)],
) {
    act.trace.note(|| {
        let place = |d: usize| dates.get(d).map_or(0..0, |(token, _)| act.stream.bytes(*token..token + 1));
        let others = costs.iter().filter(|(_, s, d)| *s == slot && *d != taken).map(|(cost, _, d)| (place(*d), *cost)).collect();
        let rule = grammar.rules.get(trigger.rule).map(|r| r.entry.id.clone()).unwrap_or_default();
        (act.stream.bytes(trigger.anchor.clone()), rule, What::Linked { date: DateFrom::Text(place(taken)), cost, others })
    });
}

/// "Vurderet: i sikkerhed hos mormor til mandag", "… Til dagtjenesten mandag": till when what was found holds; "tog stilling til den dagen efter" is
/// no such.
fn holds_until(act: &Prepared, trigger: &Trigger, date: usize) -> bool {
    let until = |back: usize| {
        let before = date.checked_sub(back).filter(|before| trigger.anchor.end < *before);
        before.is_some_and(|before| matches!(act.stream.word(before), "til" | "indtil") && act.stream.word(before - 1) != "stilling")
    };
    let weekday = || act.dates_in(date..date + 1).any(|(_, m)| act.mentions.get(m).is_some_and(|m| matches!(m.expr, Expr::Weekday { .. })));
    let opens = || date.checked_sub(2).is_some_and(|t| act.stream.is_capital(t));
    until(1) || until(2) && opens() && weekday()
}

/// What speaks against a pair beside the words between: a date that leads the entry when the sentence has another, a date that
/// only says since when, a date that belongs to the noun before it ("gennemgik underretningen af 3. maj").
fn hindrance(act: &Prepared, grammar: &Grammar, unit: &Unit, trigger: &Trigger, date: (usize, usize), dates: usize) -> usize {
    let (token, mention) = date;
    let Some(mention) = act.mentions.get(mention) else { return 0 };
    let mut cost = 0;
    if dates > 1 && token <= unit.tokens.start + 1 {
        cost += 6;
    }
    let kind = grammar.rules.get(trigger.rule).map(|r| r.kind);
    if mention.prefix == Prefix::Since && !matches!(kind, Some(EventKind::ForanstaltningIvaerksat | EventKind::UndersoegelsePaabegyndt)) {
        cost += 12;
    }
    if kind == Some(EventKind::UnderretningVurderet) && holds_until(act, trigger, token) {
        cost += OUT_OF_REACH;
    }
    if kind == Some(EventKind::UnderretningVurderet) && trigger.noun.is_none() && told_after(act, unit, trigger, token) {
        cost += OUT_OF_REACH;
    }
    // "Sendt i høring, svar inden 20/9", "de har til tirsdag": till when they may answer.
    let limit = |t: usize| act.words.label.deadline.has(act.stream.word(t));
    let heard_until = kind == Some(EventKind::PartshoeringForetaget) && matches!(mention.prefix, Prefix::By | Prefix::Until);
    if heard_until || (token.saturating_sub(2)..token).any(limit) {
        cost += OUT_OF_REACH;
    }
    let tied = noun_of(act, grammar, unit, token);
    if trigger.bare && only_when(act, trigger, token) {
        cost += OUT_OF_REACH;
    }
    if trigger.bare && tied.as_ref().is_some_and(|noun| trigger.noun.as_ref().is_some_and(|own| own.end <= noun.start)) {
        cost += OUT_OF_REACH;
    }
    if !trigger.bare && tied.is_some() {
        cost += 14;
    }
    if matches!(kind, Some(EventKind::UnderretningVurderet | EventKind::UnderretningKvitteret))
        && of_underretning(act, grammar, trigger, token)
    {
        cost += 30;
    }
    if matches!(kind, Some(EventKind::UnderretningVurderet | EventKind::UnderretningKvitteret)) && of_anothers(act, trigger, token) {
        cost += OUT_OF_REACH;
    }
    if kind == Some(EventKind::UnderretningKvitteret) && of_reception(act, grammar, trigger, token) || hereby(act, grammar, trigger) {
        cost += OUT_OF_REACH;
    }
    if kind == Some(EventKind::UnderretningModtaget) && told_in_receipt(act, grammar, unit, trigger, token) {
        cost += OUT_OF_REACH;
    }
    if kind == Some(EventKind::KlageModtaget) && across_decision(act, grammar, trigger, token) {
        cost += OUT_OF_REACH;
    }
    cost
}

/// "Ikke akut, mor og børn er hos moster til på mandag": a verdict that opens its sentence is not of a day that is told words after the comma.
fn told_after(act: &Prepared, unit: &Unit, trigger: &Trigger, date: usize) -> bool {
    let comma = (trigger.anchor.end..date).rev().find(|&t| matches!(act.stream.kind(t), TokenKind::Sign(',')));
    let words = |comma: usize| (comma..date).filter(|&t| act.stream.kind(t) == TokenKind::Word).count();
    trigger.anchor.start <= unit.tokens.start + 1 && comma.is_some_and(|c| words(c) >= WORDS_APART)
}

/// So many words after a comma tell something else.
const WORDS_APART: usize = 4;

/// "Talt med hende før afgørelsen, nemlig den 14. november": a thing behind "før" or "efter" only says when, and a date beyond a comma is not its own.
fn only_when(act: &Prepared, trigger: &Trigger, date: usize) -> bool {
    let before = trigger.anchor.start.checked_sub(1).map(|t| act.stream.word(t)).unwrap_or_default();
    let beyond =
        trigger.anchor.end < date && (trigger.anchor.end..date).any(|t| matches!(act.stream.kind(t), TokenKind::Sign(',' | ':' | '(')));
    matches!(before, "foer" | "inden" | "efter" | "siden" | "under" | "mellem") && beyond
}

/// "Den 10. juni, ikke den 17., talte vi med ham", "ikke den 3., men den 10.": the day that another right beside it puts right.
fn is_corrected(act: &Prepared, unit: &Unit, date: usize) -> bool {
    let Some(not) = date.checked_sub(1).filter(|t| *t > unit.tokens.start && act.stream.word(*t) == "ikke") else { return false };
    let is_date = |t: usize| matches!(act.stream.kind(t), TokenKind::Date(_));
    let comma = |t: usize| act.stream.kind(t) == TokenKind::Sign(',');
    let before = not.checked_sub(2).is_some_and(|t| comma(not - 1) && is_date(t));
    let but = (date + 1..unit.tokens.end.min(date + 3)).find(|&t| act.stream.word(t) == "men");
    before || but.is_some_and(|but| is_date(but + 1))
}

/// "Gennemgik UR fra skolen den 19/2": the day behind the underretning, no verb between, is its own.
fn of_underretning(act: &Prepared, grammar: &Grammar, trigger: &Trigger, date: usize) -> bool {
    let Some(noun) = trigger.noun.as_ref().filter(|n| n.end <= date && date - n.end <= 4) else { return false };
    let theirs = grammar.vocabulary("underretning").is_some_and(|u| act.hits_in(noun).iter().any(|h| h.vocabulary == u));
    let between = noun.end..date;
    let plain = between.clone().all(|t| matches!(act.stream.kind(t), TokenKind::Word));
    theirs
        && plain
        && between.clone().any(|t| matches!(act.stream.word(t), "af" | "fra" | "dateret"))
        && !between.contains(&trigger.anchor.start)
        && grammar.vocabulary("fortid").is_none_or(|past| !act.has(&[past], &between))
        && !between.clone().any(|t| matches!(act.stream.word(t), "er" | "bliver" | "der" | "som"))
}

/// "Skolens fra i fredags vurderet nu": the day is that of the underretning, which is not named again.
fn of_anothers(act: &Prepared, trigger: &Trigger, date: usize) -> bool {
    let word = |back: usize| date.checked_sub(back).map_or("", |t| act.stream.word(t));
    date < trigger.anchor.start && matches!(word(1), "fra" | "af") && word(2).len() > GENITIVE && word(2).ends_with('s')
}

/// Letters of a word, more than which end in an "s" that tells whose something is.
const GENITIVE: usize = 3;

/// "Tak for jeres underretning, som vi modtog den 27. august": the day on which it came in is not that of the answer.
fn of_reception(act: &Prepared, grammar: &Grammar, trigger: &Trigger, date: usize) -> bool {
    let Some(received) = grammar.vocabulary("modtage").filter(|_| trigger.anchor.end < date) else { return false };
    let after = trigger.anchor.end..date;
    let apart = |t: usize| match act.stream.kind(t) {
        TokenKind::Sign(',') => act.stream.word(t + 1) != "at",
        _ => matches!(act.stream.word(t), "som" | "der" | "hvilken"),
    };
    act.hits_in(&after).iter().any(|h| h.vocabulary == received && (after.start..h.tokens.start).any(apart))
}

/// "Vi bekræfter hermed", "hermed mit samtykke": a letter does it by saying so, on its own day, whatever other day it speaks of.
pub fn hereby(act: &Prepared, grammar: &Grammar, trigger: &Trigger) -> bool {
    use EventKind as K;
    let kind = grammar.rules.get(trigger.rule).map(|r| r.kind);
    let done = matches!(kind, Some(K::UnderretningKvitteret | K::SamtykkeGivet | K::AfgoerelseTruffet | K::PartshoeringForetaget));
    // A receipt opens so: "Med dette brev bekræfter vi, at …".
    let start = if kind == Some(K::UnderretningKvitteret) {
        let before = (trigger.anchor.start.saturating_sub(HEREBY)..trigger.anchor.start).rev();
        before.take_while(|&t| act.stream.kind(t) == TokenKind::Word).last().unwrap_or(trigger.anchor.start)
    } else {
        trigger.anchor.start.saturating_sub(2).max(trigger.tokens.start)
    };
    let near = start..(trigger.anchor.end + 2).min(trigger.tokens.end);
    done && grammar.vocabulary("hermed").is_some_and(|hermed| act.has(&[hermed], &near))
}

/// Words before a receipt in which it says "hermed", or "med dette brev".
const HEREBY: usize = 4;

/// "Den 8. maj svarede vi skolen, at underretningen var modtaget": the day is the receipt's.
fn told_in_receipt(act: &Prepared, grammar: &Grammar, unit: &Unit, trigger: &Trigger, date: usize) -> bool {
    let end = trigger.tokens.end;
    let Some(that) = (date + 1..end).rev().find(|&t| act.stream.word(t) == "at") else { return false };
    grammar.vocabulary("kvittere").is_some_and(|k| act.hits_in(&unit.tokens).iter().any(|h| h.vocabulary == k && h.tokens.start < that))
}

/// "Klager over afgørelsen af 14. februar": the day behind the decision is the decision's.
fn across_decision(act: &Prepared, grammar: &Grammar, trigger: &Trigger, date: usize) -> bool {
    if trigger.anchor.end > date {
        return false;
    }
    let between = trigger.anchor.end..date;
    let close = between.clone().all(|t| !matches!(act.stream.kind(t), TokenKind::Sign(';' | '(') | TokenKind::Cell));
    let tied = matches!(act.stream.word(date.saturating_sub(1)), "af" | "fra" | "dateret" | "truffet" | "meddelt");
    close && tied && grammar.vocabulary("afgoerelse").is_some_and(|a| act.has(&[a], &between))
}

/// Whether "af" or "fra" ties the date to a thing before it.
pub fn of_noun(act: &Prepared, grammar: &Grammar, unit: &Unit, date: usize) -> bool {
    noun_of(act, grammar, unit, date).is_some()
}

/// The thing to which "af" or "fra" ties the date after it.
fn noun_of(act: &Prepared, grammar: &Grammar, unit: &Unit, date: usize) -> Option<Range<usize>> {
    let before = date.checked_sub(1).filter(|b| *b > unit.tokens.start)?;
    if !matches!(act.stream.word(before), "af" | "fra" | "dateret") {
        return None;
    }
    let hits = act.hits_in(&(before.saturating_sub(3)..before));
    hits.iter().find(|h| grammar.is_object(h.vocabulary) && before <= h.tokens.end + 1).map(|h| h.tokens.clone())
}

/// Sharing a date is cheap for triggers of one clause, dear for others.
fn price(owner: Option<usize>, slot: usize, here: &[(usize, &Trigger)], act: &Prepared) -> usize {
    match owner.and_then(|o| here.get(o)).zip(here.get(slot)) {
        Some(((_, a), (_, b))) if act.clauses.get(a.anchor.start) == act.clauses.get(b.anchor.start) => 2,
        Some(_) => TAKEN,
        None => 0,
    }
}

/// What separates a trigger and a date.
fn cost(act: &Prepared, unit: &Unit, trigger: &Trigger, date: usize, here: &[(usize, &Trigger)], dates: &[(usize, usize)]) -> usize {
    if trigger.anchor.contains(&date) {
        return 0;
    }
    let gap = |part: &Range<usize>| {
        let (between, before) = if date < part.start { (date + 1..part.start, 1) } else { (part.end.min(date)..date, 0) };
        let mut cost = before;
        for t in between.clone() {
            cost += match act.stream.kind(t) {
                TokenKind::Sign('.' | '!' | '?') if act.stream.ends_sentence(t) => 20,
                TokenKind::Sign(';') => 12,
                TokenKind::Sign(',') => 4,
                TokenKind::Sign('(' | ')' | '–' | '—' | '☐' | '☒' | '·') => 5,
                TokenKind::Cell => {
                    if unit.row {
                        3
                    } else {
                        6
                    }
                }
                TokenKind::Word if matches!(act.stream.word(t), "og" | "samt") => 2,
                TokenKind::Word if matches!(act.stream.word(t), "men" | "mens" | "hvorefter" | "derefter" | "herefter" | "dog") => 8,
                _ => 1,
            };
        }
        cost += 6 * dates.iter().filter(|(d, _)| between.contains(d)).count();
        cost += 5 * here.iter().filter(|(_, o)| o.anchor != trigger.anchor && between.contains(&o.anchor.start)).count();
        cost
    };
    let mut least = gap(&trigger.anchor);
    if let Some(noun) = &trigger.noun {
        least = least.min(gap(noun) + 3);
    }
    least
}

/// "den 3., 10. og 17. maj": all of them, unless another trigger has taken one.
fn coordinated(act: &Prepared, dates: &[(usize, usize)], first: usize, owner: &[Option<usize>], slot: usize) -> Vec<(usize, usize)> {
    let free = |d: usize| owner.get(d).copied().flatten().is_none_or(|o| o == slot);
    let joined = |a: usize, b: usize| {
        let (Some((from, _)), Some((to, _))) = (dates.get(a), dates.get(b)) else { return false };
        (from + 1..*to).all(|t| match act.stream.kind(t) {
            TokenKind::Sign(',') => true,
            TokenKind::Word => matches!(act.stream.word(t), "og" | "samt" | "den" | "d" | "igen" | "henholdsvis"),
            _ => false,
        }) && to - from <= 4
            && (from + 1..*to).any(|t| matches!(act.stream.word(t), "og" | "samt") || act.stream.kind(t) == TokenKind::Sign(','))
    };
    let mut chain = vec![first];
    let mut at = first;
    while joined(at, at + 1) && free(at + 1) {
        at += 1;
        chain.push(at);
    }
    // A list of dates ends in "og"; two dates with only a comma between are two statements.
    let closed = chain.len() == 1
        || dates.get(at).is_some_and(|(t, _)| (t.saturating_sub(2)..*t).any(|w| matches!(act.stream.word(w), "og" | "samt")));
    let mut at = first;
    while at > 0
        && joined(at - 1, at)
        && free(at - 1)
        && dates.get(at).is_some_and(|(t, _)| (t.saturating_sub(2)..*t).any(|w| matches!(act.stream.word(w), "og" | "samt")))
    {
        at -= 1;
        chain.push(at);
    }
    if !closed {
        chain.truncate(1);
    }
    chain.sort_unstable();
    chain.iter().filter_map(|d| dates.get(*d).copied()).collect()
}

/// "Politiet underrettede den 14. februar og skolen den 2. marts": a date that no trigger took, joined to one that is taken by
/// "og" or a comma and a few words, belongs to the same trigger. Only for what may well happen twice.
fn elliptical(
    act: &Prepared,
    grammar: &Grammar,
    here: &[(usize, &Trigger)],
    dates: &[(usize, usize)],
    owner: &[Option<usize>],
    told: &dyn Fn(usize) -> bool,
) -> Vec<(usize, usize)> {
    use super::model::EventKind as K;
    let mut out: Vec<(usize, usize)> = Vec::new();
    for d in 1..dates.len() {
        let (Some((from, _)), Some((to, _))) = (dates.get(d - 1), dates.get(d)) else { continue };
        if owner.get(d).copied().flatten().is_some() || !dates.get(d).is_some_and(|(_, m)| told(*m)) {
            continue;
        }
        let before = owner.get(d - 1).copied().flatten().or_else(|| out.iter().find(|(_, x)| *x == d - 1).map(|(s, _)| *s));
        let Some(slot) = before else { continue };
        let kind = here.get(slot).and_then(|(_, t)| grammar.rules.get(t.rule)).map(|r| r.kind);
        let again = matches!(
            kind,
            Some(
                K::UnderretningModtaget
                    | K::BoernesamtaleAfholdt
                    | K::SamtykkeGivet
                    | K::TilsynsbesoegGennemfoert
                    | K::OpfoelgningGennemfoert
            )
        );
        let words = (from + 1..*to).filter(|&t| act.stream.kind(t) == TokenKind::Word).count();
        let joined = (from + 1..*to).any(|t| matches!(act.stream.word(t), "og" | "samt") || act.stream.kind(t) == TokenKind::Sign(','));
        let free = !here.iter().any(|(_, t)| (from + 1..*to).contains(&t.anchor.start))
            && !(from + 1..*to).any(|t| matches!(act.stream.kind(t), TokenKind::Sign('.' | ';' | '(' | ')' | ':') | TokenKind::Cell))
            && grammar.vocabulary("fortid").is_none_or(|p| !act.has(&[p], &(from + 1..*to)));
        if again && joined && free && words <= 5 {
            out.push((slot, d));
        }
    }
    out
}

/// "modtaget og vurderet henholdsvis den 3. og den 4. maj": in order, one each.
fn distribute(act: &Prepared, grammar: &Grammar, unit: &Unit, here: &[(usize, &Trigger)], dates: &[(usize, usize)]) -> Option<Vec<Link>> {
    let word: VocabularyId = grammar.vocabulary("henholdsvis")?;
    let at = act.hits_in(&unit.tokens).iter().find(|h| h.vocabulary == word)?.tokens.start;
    let before: Vec<&(usize, &Trigger)> = here.iter().filter(|(_, t)| t.anchor.start < at).collect();
    let after: Vec<&(usize, usize)> = dates.iter().filter(|(t, _)| *t > at).collect();
    (before.len() == after.len() && before.len() > 1 && before.len() == here.len()).then(|| {
        before
            .iter()
            .zip(after)
            .map(|((index, _), (token, mention))| Link { trigger: *index, source: Source::Token(*token, *mention) })
            .collect()
    })
}
