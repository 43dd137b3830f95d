//! Whether it took place: the context around a dated trigger.
//!
//! In: a linked trigger. Out: its [`Status`]. After ConText: cues work forward or backward as far as their reach goes; where
//! several work, hypotetisk beats anden beats aflyst beats planlagt. A day after the act's own is planned whatever the verb.

use std::ops::Range;

use crate::dates::{Anchor, Expr, LegalDate, Mention, Unit as DateUnit, WeekdayDir};
use crate::grammar::{Cue, Direction, Grammar, Hit, Reach, Role, TokenKind};

use super::link::of_noun;
use super::model::{EventKind, Status};
use super::prepared::{Prepared, Unit};
use super::scopes::Scope;
use super::triggers::{Trigger, overlap};

/// What lies longer before the birth than a pregnancy is no matter of this child.
const BEFORE_BIRTH: chrono::Days = chrono::Days::new(300);

/// What decides the status of one event.
pub struct Case<'a> {
    /// The act.
    pub act: &'a Prepared<'a>,
    /// The grammar.
    pub grammar: &'a Grammar,
    /// The unit of the trigger.
    pub unit: &'a Unit,
    /// What the unit inherits.
    pub scope: &'a Scope,
    /// The trigger.
    pub trigger: &'a Trigger,
    /// Its date's token, if it stands in the unit.
    pub date_token: Option<usize>,
    /// Its date.
    pub date: LegalDate,
    /// The act was written by another municipality.
    pub from_elsewhere: bool,
}

/// The status, with the cue that gave it.
#[must_use]
pub fn status(case: &Case, kind: EventKind, given: Status) -> (Status, Option<String>) {
    let mut worked: Vec<(Status, &str)> = Vec::new();
    let tokens = case.tokens();
    let named = (case.trigger.bare || case.trigger.noun.is_none())
        && case.date_token.is_some_and(|d| of_noun(case.act, case.grammar, case.unit, d));
    let mut cues: Vec<(usize, &Hit)> =
        case.act.hits_in(&case.unit.tokens).iter().filter_map(|hit| Some((case.grammar.uses(hit.vocabulary).cue?, hit))).collect();
    cues.sort_by_key(|(index, _)| *index);
    // What came to nothing, or should have been, is settled by "det skete først den 6.".
    let settled = settled_from(case);
    for (cue, hit) in cues.into_iter().filter_map(|(index, hit)| Some((case.grammar.cues.get(index)?, hit))) {
        // A waiver is told with the same "ikke" and "undladt", and took place; a cue that names its kind is meant.
        let meant = cue.kinds.contains(&kind);
        if kind == EventKind::BoernesamtaleFravalgt && !meant && matches!(cue.entry.status, Status::Aflyst | Status::Planlagt) {
            continue;
        }
        if !cue.kinds.is_empty() && !cue.kinds.contains(&kind) {
            continue;
        }
        // "Afgørelsen af 3. juni" is there, whatever is said of it further on, or is not done with it.
        let says_what = || hit.tokens.end <= tokens.start && tokens.start <= hit.tokens.end + NAMED_BY;
        if named && cue.entry.status != Status::Anden && (is_definite(case, &tokens) || !says_what()) {
            continue;
        }
        if settled.is_none_or(|from| from < hit.tokens.end) && works(case, cue, &hit.tokens, &tokens) {
            worked.push((cue.entry.status, &cue.entry.id));
        }
    }
    if worked.iter().all(|(s, _)| *s != Status::Anden)
        && let Some(why) = about_another(case, kind, &tokens)
    {
        worked.push((Status::Anden, why));
    }
    if unticked(case) {
        return (Status::Hypotetisk, Some("afkrydsning".to_owned()));
    }
    if let Some(outcome) = entry_outcome(case, kind) {
        worked.push((Status::Aflyst, outcome));
    }
    let pick = |status: Status| worked.iter().find(|(s, _)| *s == status).map(|(s, id)| (*s, Some((*id).to_owned())));
    if case.scope.prior == Some(Status::Hypotetisk) {
        return (Status::Hypotetisk, Some("afsnit".to_owned()));
    }
    let ahead = case.scope.anchor.is_some_and(|anchor| case.date.first_day() > anchor && !same_month(case.date, anchor))
        && !told_as_done(case, kind);
    let decided = pick(Status::Hypotetisk).or_else(|| pick(Status::Anden)).or_else(|| pick(Status::Aflyst));
    if let Some(decided) = decided {
        return decided;
    }
    if ahead {
        return (Status::Planlagt, Some("dato".to_owned()));
    }
    if let Some(planned) = pick(Status::Planlagt).filter(|_| !decided_today(case, kind)) {
        return planned;
    }
    if case.scope.prior == Some(Status::Anden) && !case.act.names_child(case.unit.tokens.clone()) {
        return (Status::Anden, Some("afsnit".to_owned()));
    }
    (given, None)
}

/// "Aftalt, at undersøgelsen sættes i gang d.d.": what is agreed for the day on which it is written is done by that.
fn decided_today(case: &Case, kind: EventKind) -> bool {
    let Some(TokenKind::Date(mention)) = case.date_token.map(|t| case.act.stream.kind(t)) else { return false };
    let today = |m: &Mention| {
        matches!(
            m.expr,
            Expr::Relative { count: 0, anchor: Anchor::Act, .. } | Expr::Period { offset: 0, anchor: Anchor::Act, unit: DateUnit::Day, .. }
        )
    };
    kind == EventKind::UndersoegelsePaabegyndt && case.act.mentions.get(mention).is_some_and(today)
}

/// Words before a thing named by its date that still say what it is ("udkast til afgørelse af 3. juni").
const NAMED_BY: usize = 2;

/// "Afgørelsen", "planerne": a thing that the reader knows.
fn is_definite(case: &Case, thing: &Range<usize>) -> bool {
    let known = |t: usize| ["en", "et", "ne"].iter().any(|ending| case.act.stream.word(t).ends_with(ending));
    case.trigger.noun.as_ref().unwrap_or(thing).clone().next_back().is_some_and(known)
}

/// An entry that begins with a noun as its title ("8/12 Børnesamtale.") tells below what came of it.
fn entry_outcome<'a>(case: &Case<'a>, kind: EventKind) -> Option<&'a str> {
    use EventKind as K;
    let meeting =
        matches!(kind, K::BoernesamtaleAfholdt | K::OpfoelgningGennemfoert | K::TilsynsbesoegGennemfoert | K::HandleplanUdarbejdet);
    if !meeting || !case.trigger.bare || case.scope.entry.is_none() || case.trigger.anchor.start - case.unit.tokens.start > TITLE_WORDS {
        return None;
    }
    let below = case.act.units.get(case.trigger.unit + 1..)?.iter().take_while(|u| u.line == case.unit.line).take(2);
    let cancelled = |u: &Unit| {
        let cues = case.grammar.cues.iter().filter(|c| c.entry.id == "aflyst.aflyst");
        cues.filter(|c| case.act.has(&[c.vocabulary], &u.tokens)).map(|c| c.entry.id.as_str()).next()
    };
    below.take_while(|u| case.act.dates_in(u.tokens.clone()).next().is_none()).find_map(cancelled)
}

/// Tokens of date and initials before an entry's title.
const TITLE_WORDS: usize = 6;

/// The trigger stands behind an empty box: it is not stated.
fn unticked(case: &Case) -> bool {
    empty_box_before(case, case.trigger.anchor.start)
}

fn empty_box_before(case: &Case, at: usize) -> bool {
    (case.unit.tokens.start..at)
        .rev()
        .take_while(|&t| case.act.stream.kind(t) != TokenKind::Cell)
        .find(|&t| matches!(case.act.stream.kind(t), TokenKind::Sign('☐' | '☒' | '☑' | '■' | '□' | '✔')))
        .is_some_and(|t| matches!(case.act.stream.kind(t), TokenKind::Sign('☐' | '□')))
}

/// A later day than the act's own is no plan where the trigger's own verb is a participle or past tense ("sendt", "gennemført",
/// "sluttede"), or where the thing is one that is noted when it comes (a stamp, a receipt,
/// an assessment): it only shows that the act was written on over days, or stamped after it was written.
fn told_as_done(case: &Case, kind: EventKind) -> bool {
    if says_ahead(case) {
        return false;
    }
    let done = case.trigger.anchor.clone().any(|t| {
        let word = case.act.stream.word(t);
        let name = case.act.stream.is_capital(t) && t > case.unit.tokens.start;
        !case.trigger.bare
            && !name
            && !matches!(case.act.stream.role(t), Role::Helper | Role::Worker | Role::Parent | Role::Child)
            && word.len() > 3
            && !matches!(word, "foerste" | "sidste" | "naeste")
            && ["et", "dt", "ørt", "oert", "bragt", "lagt", "ede", "edes", "te", "gik", "kom", "fulgt"].iter().any(|e| word.ends_with(e))
    });
    // Everyday words that only the other acts explain tell nothing of it by their endings ("udvalget", "mødet").
    let everyday = case.grammar.rules.get(case.trigger.rule).is_some_and(|rule| rule.entry.remembered);
    let done = done
        && !to_come(case)
        && (!everyday || case.act.tells_past(case.grammar.vocabulary("fortid"), case.trigger.anchor.start, &case.unit.tokens));
    let soon = case.scope.anchor.is_some_and(|a| (case.date.first_day() - a).num_days() <= NOTED_LATER);
    done || (soon && noted(kind) && !happens(case, kind))
}

/// "Underskriver den 20. juni": who signs or complains on a later day does so then. Nor was it noted there by a sentence without a word for it; a field did.
fn happens(case: &Case, kind: EventKind) -> bool {
    let present = |t: usize| case.act.stream.kind(t) == TokenKind::Word && case.act.stream.word(t).ends_with("er");
    let rule = case.grammar.rules.get(case.trigger.rule);
    let recalled = rule.is_some_and(|rule| rule.entry.told_by > 0) && !case.unit.row && case.unit.tokens.len() > FIELD;
    let told = case.trigger.noun.is_none() && !case.trigger.bare && case.trigger.anchor.clone().any(present);
    matches!(kind, EventKind::SamtykkeGivet | EventKind::KlageModtaget) && (recalled || told)
}

/// Tokens of a field and its value.
const FIELD: usize = 6;

/// "på fredag", "i morgen", "om en uge", "senest den 12.": who writes so has it before them.
fn says_ahead(case: &Case) -> bool {
    // The word itself: a mention's prefix may also be that of its time of day, or of a span that is counted.
    let before = case.date_token.and_then(|t| t.checked_sub(1)).map_or("", |t| case.act.stream.word(t));
    if matches!(before, "efter" | "senest" | "inden") {
        return true;
    }
    let Some(TokenKind::Date(mention)) = case.date_token.map(|t| case.act.stream.kind(t)) else { return false };
    case.act.mentions.get(mention).is_some_and(|m| match m.expr {
        Expr::Weekday { dir, .. } => dir == WeekdayDir::Coming,
        Expr::Period { offset, anchor: Anchor::Act, .. } => offset > 0,
        Expr::Relative { count, anchor: Anchor::Act, .. } => count > 0,
        _ => false,
    })
}

/// Tokens before a participle in which its auxiliary is looked for.
const AUXILIARY: usize = 6;

/// "Planen bliver rettet til", "skal være fulgt op": the participle is only the end of a verb that lies ahead.
fn to_come(case: &Case) -> bool {
    let anchor = case.trigger.anchor.start;
    let clause = case.act.clause(anchor, &case.unit.tokens);
    (clause.start.max(anchor.saturating_sub(AUXILIARY))..case.trigger.anchor.end)
        .any(|t| matches!(case.act.stream.word(t), "bliver" | "skal" | "vil" | "kan" | "boer" | "maa"))
}

/// Days within which what comes in is still noted on an act written before.
const NOTED_LATER: i64 = 45;

/// Kinds that nobody plans: they are noted when they come.
fn noted(kind: EventKind) -> bool {
    use EventKind as K;
    matches!(
        kind,
        K::UnderretningModtaget
            | K::UnderretningVurderet
            | K::UnderretningKvitteret
            | K::AnsoegningModtaget
            | K::KlageModtaget
            | K::SamtykkeGivet
    )
}

/// A month or week that the anchor lies in may still have been before it.
fn same_month(date: LegalDate, anchor: chrono::NaiveDate) -> bool {
    date.known_day().is_none() && date.first_day() <= anchor
}

impl Case<'_> {
    /// Tokens of trigger and date together, as far as they stand in one clause; else the trigger's.
    fn tokens(&self) -> Range<usize> {
        self.trigger.tokens.clone()
    }

    /// The units before the trigger's in its paragraph, the nearest first.
    fn before(&self) -> impl Iterator<Item = &Unit> {
        self.act.units.get(..self.trigger.unit).into_iter().flatten().rev().take_while(|u| u.line == self.unit.line)
    }
}

fn works(case: &Case, cue: &Cue, hit: &Range<usize>, tokens: &Range<usize>) -> bool {
    let trigger = &case.trigger.anchor;
    // A cue that is the trigger's own words, or stands inside them, tells nothing new; one that only shares its verb does.
    if hit.start >= tokens.start
        && hit.end <= tokens.end
        && trigger.len() > 1
        && overlap(hit, trigger)
        && cue.entry.status == Status::Planlagt
    {
        return false;
    }
    if cue.entry.cell
        && !(case.unit.row
            && hit.start.checked_sub(1).is_some_and(|b| case.act.stream.kind(b) == TokenKind::Cell)
            && is_next_cell(case, hit, cue.entry.behind_names))
    {
        return false;
    }
    if cue.entry.near.is_some_and(|most| between(trigger, hit).len() > most) {
        return false;
    }
    // What stands behind an empty box is not said.
    if empty_box_before(case, hit.start) {
        return false;
    }
    // A bare mention happens at its date: what stands before that is before it.
    let place = case.date_token.filter(|_| case.trigger.bare).map_or(trigger.end, |d| trigger.end.max(d + 1));
    let before = hit.start < place;
    let direction = match cue.entry.direction {
        Direction::Forward => before,
        Direction::Backward => !before || hit.end > trigger.start,
        Direction::Both => true,
    };
    if !direction {
        return false;
    }
    match cue.entry.reach {
        Reach::Entry => same_sentence(case, hit.start),
        Reach::Sentence => same_sentence(case, hit.start) && nearer_than_rivals(case, hit) && !contrast_between(case, hit),
        Reach::Clause => {
            let of = |t: usize| case.act.clauses.get(t).copied();
            let date = case.date_token.and_then(of);
            let here = of(hit.start);
            let last = of(hit.end.saturating_sub(1));
            let matches = |c: Option<usize>| c.is_some() && (c == here || c == last);
            // Two dates in one clause: the cue belongs to the nearer one.
            (matches(of(trigger.start)) || matches(of(trigger.end.saturating_sub(1))) || (date.is_some() && matches(date)))
                && nearer_than_rivals(case, hit)
        }
    }
}

/// Where the words begin that say when it came about after all: "det blev torsdag den 6.", "det skete først om mandagen", "først den 3.".
fn settled_from(case: &Case) -> Option<usize> {
    let words = &case.act.words.settled;
    let word = |t: usize| case.act.stream.word(t);
    let date = case.date_token?;
    let mut before = (case.unit.tokens.start..date).rev().skip_while(|&t| words.between.has(word(t)));
    let last = before.next()?;
    let told = words.verbs.has(word(last)) && last > case.unit.tokens.start && words.pronouns.has(word(last - 1));
    if told { Some(last - 1) } else { words.first.has(word(last)).then_some(last) }
}

/// The tokens between a place and the words of a cue; none where they overlap.
fn between(place: &Range<usize>, hit: &Range<usize>) -> Range<usize> {
    if hit.end <= place.start { hit.end..place.start } else { place.end..hit.start }
}

/// Whether the cue's cell stands next to that of the trigger or its date: further off it answers another column's question. `behind_names`: a cell that
/// only names somebody asks none.
fn is_next_cell(case: &Case, hit: &Range<usize>, behind_names: bool) -> bool {
    let date = case.date_token.map(|d| d..d + 1);
    let word = |t: &usize| case.act.stream.kind(*t) == TokenKind::Word;
    let names = |cell: &Range<usize>| {
        let words: Vec<usize> = cell.clone().filter(word).collect();
        (1..=NAME).contains(&words.len()) && words.into_iter().all(|t| case.act.stream.is_capital(t)) && case.act.hits_in(cell).is_empty()
    };
    let asks = |place: &Range<usize>| {
        let parted = between(place, hit);
        // The first is what is left of the place's own cell.
        let named = case.act.cells(&parted).iter().skip(1).filter(|cell| behind_names && names(cell)).count();
        parted.filter(|&t| case.act.stream.kind(t) == TokenKind::Cell).count() - named
    };
    [Some(case.trigger.anchor.clone()), date].iter().flatten().any(|place| asks(place) <= 1)
}

/// Words of a name.
const NAME: usize = 3;

/// Whether "men" and the like part the cue from the trigger. They part nothing where the date stands with the cue ("samtykkede, men kaldte det
/// tilbage den 12. august").
fn contrast_between(case: &Case, hit: &Range<usize>) -> bool {
    let trigger = &case.trigger.anchor;
    if case.date_token.is_some_and(|d| trigger.end <= hit.start && hit.start < d) {
        return false;
    }
    // "… blev ikke til noget, og den blev holdt …".
    if !case.trigger.bare && case.act.resumes(trigger.start, case.unit).is_some_and(|from| hit.end <= from) {
        return true;
    }
    // "Samtalen måtte aflyses; i stedet blev den holdt den 18."
    let instead = |t: usize| case.act.stream.word(t) == "stedet" && case.act.stream.word(t + 1) != "for" && hit.end <= trigger.start;
    between(trigger, hit).any(|t| {
        let word = case.act.stream.word(t);
        matches!(word, "men" | "mens" | "hvorimod" | "derimod" | "dog" | "derefter" | "saa") || instead(t)
    })
}

/// Whether no other date stands between the cue and this trigger with its date.
fn nearer_than_rivals(case: &Case, hit: &Range<usize>) -> bool {
    let Some(date) = case.date_token else { return true };
    let here = case.trigger.anchor.start.min(date)..case.trigger.anchor.end.max(date + 1);
    !between(&here, hit).any(|t| matches!(case.act.stream.kind(t), TokenKind::Date(_)))
}

/// Cells are of one sentence; and in a cell the next tells what came of it ("Samtale med Ida. Aflyst, syg.").
fn same_sentence(case: &Case, token: usize) -> bool {
    let trigger = case.trigger.anchor.start;
    let (here, of_trigger) = (case.act.stream.sentence_of(token), case.act.stream.sentence_of(trigger));
    let parted = || (token.min(trigger)..token.max(trigger)).any(|t| case.act.stream.kind(t) == TokenKind::Cell);
    here == of_trigger || case.unit.row && (here == of_trigger + 1 || parted())
}

/// Whose it is by names and dates, where no word says so: another child is named and this one is not, another municipality acts or
/// writes, or it was before this child.
fn about_another(case: &Case, kind: EventKind, tokens: &Range<usize>) -> Option<&'static str> {
    if case.act.cast.born.is_some_and(|born| case.date.last_day() + BEFORE_BIRTH < born) {
        return Some("anden.foer_barnet");
    }
    let clause = case.act.clause(case.trigger.anchor.start, &case.unit.tokens);
    let clause = clause.start.min(tokens.start)..clause.end.max(tokens.end);
    let names_child = case.act.names_child(case.unit.tokens.clone());
    if !names_child && said_with(case, clause.end).into_iter().any(|tokens| case.act.names_other_child(tokens)) {
        return Some("anden.navn");
    }
    if !names_child && (pronoun_of_another(case, &clause) || of_the_other_sex(case, kind, &clause)) {
        return Some("anden.stedord");
    }
    elsewhere(case, kind, &clause).then_some("anden.kommune_navn")
}

/// The tokens in which a name says whom a trigger is about: its sentence to the end of its clause; in a row its own cell's sentence, and the other cells.
fn said_with(case: &Case, clause_end: usize) -> [Range<usize>; 3] {
    let at = case.trigger.anchor.start;
    let sentence = case.act.stream.sentence(case.act.stream.sentence_of(at));
    let row = &case.unit.tokens;
    if !case.unit.row {
        return [sentence.start..clause_end, 0..0, 0..0];
    }
    let cell = case.act.cells(row).into_iter().find(|cell| cell.contains(&at)).unwrap_or_else(|| row.clone());
    [row.start..cell.start, sentence.start.max(cell.start)..sentence.end.min(cell.end), cell.end..row.end]
}

/// "Børnehaven havde underrettet om ham", and the child is a girl: what is told of a child is told of another.
fn of_the_other_sex(case: &Case, kind: EventKind, clause: &Range<usize>) -> bool {
    use EventKind as K;
    let of_child = matches!(
        kind,
        K::UnderretningModtaget
            | K::UnderretningVurderet
            | K::UnderretningKvitteret
            | K::UndersoegelsePaabegyndt
            | K::UndersoegelseAfsluttet
            | K::BoernesamtaleAfholdt
            | K::BoernesamtaleFravalgt
    );
    let Some(girl) = case.act.cast.girl.filter(|_| of_child) else { return false };
    let other = if girl { "ham" } else { "hende" };
    let mut words = clause.clone().filter(|&t| case.act.stream.word(t) == other).filter_map(|t| t.checked_sub(1));
    words.any(|before| matches!(case.act.stream.word(before), "om" | "med" | "af" | "paa"))
}

/// "Afdækningen om ham": the pronoun means the other child whom a sentence before in the paragraph names, as long as each sentence
/// between speaks on by pronoun.
fn pronoun_of_another(case: &Case, clause: &Range<usize>) -> bool {
    let pronoun = |tokens: Range<usize>| {
        tokens.into_iter().any(|t| matches!(case.act.stream.word(t), "ham" | "hans" | "hende" | "hendes" | "han" | "hun"))
    };
    if !pronoun(clause.clone()) {
        return false;
    }
    let mut silent = 0;
    for before in case.before() {
        if case.act.names_child(before.tokens.clone()) {
            return false;
        }
        if case.act.names_other_child(before.tokens.clone()) {
            return true;
        }
        silent += usize::from(!pronoun(before.tokens.clone()));
        if silent > 1 {
            return false;
        }
    }
    false
}

/// Another municipality acts ("modtog Vesterbæk Kommune", "i Vesterbæk", "Vesterbæks undersøgelse"), rules the section's heading, or
/// wrote the act; what is sent from it to us is ours.
fn elsewhere(case: &Case, kind: EventKind, clause: &Range<usize>) -> bool {
    if case.act.names_home(clause.clone()) {
        return false;
    }
    use EventKind as K;
    // What came from there is received, assessed and answered by us.
    let received = matches!(kind, K::UnderretningModtaget | K::AnsoegningModtaget | K::UnderretningVurderet | K::UnderretningKvitteret);
    let acts = acts_elsewhere(case, clause, received) && !(kind == K::UnderretningModtaget && notifies_us(case, clause));
    let heading = case.scope.heading.is_some_and(|h| {
        let line = case.act.line_tokens(h);
        case.act.names_elsewhere(line.clone()) && !case.act.names_home(line)
    });
    acts || heading
        || told_of_elsewhere(case)
        || (case.from_elsewhere && !(received && case.scope.anchor.is_none_or(|a| case.date.first_day() >= a)))
}

/// "De boede dengang i Egholt Kommune. Der kom en underretning …": the paragraph goes on there until it comes home.
fn told_of_elsewhere(case: &Case) -> bool {
    let home = |u: &&Unit| {
        case.act.names_home(u.tokens.clone()) || u.tokens.clone().any(|t| matches!(case.act.stream.word(t), "hertil" | "vi" | "os"))
    };
    let mut told = case.before().take_while(|u| !home(u));
    !home(&case.unit) && told.any(|u| acts_elsewhere(case, &u.tokens, true))
}

/// "Ravnsø Kommune rettede den 14. september henvendelse", "Ravnsøs underretning": what another municipality tells this one has come in here.
fn notifies_us(case: &Case, clause: &Range<usize>) -> bool {
    let (act, grammar) = (case.act, case.grammar);
    let has = |name: &str, tokens: Range<usize>| {
        grammar.vocabulary(name).is_some_and(|v| act.has(&[v], &(tokens.start..tokens.end.min(clause.end))))
    };
    let there = |t: usize| t.checked_sub(1).is_some_and(|before| act.stream.word(before) == "i");
    clause.clone().filter(|&t| act.is_elsewhere(t) && !there(t)).any(|t| {
        let behind = if act.stream.word(t + 1) == "kommune" { t + 2 } else { t + 1 };
        has("underretter_os", behind..behind + TELLS_WITHIN) || is_genitive(case, t) && has("underretning", t + 1..t + 2)
    })
}

/// Tokens behind a municipality's name in which its verb is looked for, the day among them.
const TELLS_WITHIN: usize = 4;

/// Whether another municipality's name stands with an s ("Vesterbæks").
fn is_genitive(case: &Case, name: usize) -> bool {
    !case.act.cast.elsewhere.iter().any(|e| e == case.act.stream.word(name))
}

fn acts_elsewhere(case: &Case, tokens: &Range<usize>, received: bool) -> bool {
    tokens.clone().any(|t| {
        let before = |back: usize| t.checked_sub(back).map(|b| case.act.stream.word(b)).unwrap_or_default();
        let capital = t.checked_sub(1).is_some_and(|b| case.act.stream.is_capital(b));
        let kommune = matches!(case.act.stream.word(t), "kommune" | "kommunes");
        if kommune && capital && before(1).len() > 3 && !case.act.is_home(t - 1) {
            return !matches!(before(2), "fra" | "til" | "af" | "med");
        }
        case.act.is_elsewhere(t) && (before(1) == "i" || is_genitive(case, t) || (before(1) == "fra" && !received))
    })
}
