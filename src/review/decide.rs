//! What readers do to a case: confirm, overturn, undo, note, mark, hand out, uncover. Each answers with the card it changed, or leads back to the case.

use axum::response::{IntoResponse, Response};
use maud::html;
use serde::Deserialize;

use super::app::Ask;
use super::card::{self, Card};
use super::case::Whole;
use super::frame;
use super::leaf::{self, Leaf};
use super::links;
use super::marking;
use super::problem::Problem;
use super::words;
use crate::decisions::{Choice, NewDecision, NewMark, Role, fingerprint};
use crate::lang::Lang;

/// A form of a verdict's card. Fields that a form does not have are empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    /// Fingerprint of the suggestion that the reader saw.
    set: String,
    /// Fingerprint of what the reader's own marks made of it.
    med: String,
    /// The outcome put in its place.
    udfald: String,
    /// Why.
    begrundelse: String,
    /// A note.
    tekst: String,
}

/// What a card's form does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Confirms the suggestion.
    Confirm,
    /// Puts another outcome in its place.
    Overturn,
    /// Takes the reader's own decision back.
    Undo,
    /// Keeps a note.
    Note,
}

/// Does it, and shows the card as it is then.
pub fn verdict(ask: &Ask<'_>, id: &str, check: &str, doing: Doing, given: &Given) -> Result<Response, Problem> {
    let whole = Whole::for_card(ask, id)?;
    let row = whole.checks.iter().find(|row| row.check == check).ok_or(Problem::NotFound)?;
    if whole.withheld_for(check).is_some() {
        return Err(Problem::Wrong(
            "Vurderingen er udtrukket til en stikprøve og læses der først, uden forslaget.",
            "This verdict was drawn for a quality sample and is read there first, without its suggestion.",
        ));
    }
    let (reader, role, now) = (ask.reader(), ask.visit.viewer.role, ask.app.now());
    match doing {
        Doing::Confirm | Doing::Overturn => {
            let with_marks = whole.judged.as_ref().map(|judged| judged.seen(row)).unwrap_or_default();
            if given.set != fingerprint(row) || given.med != with_marks {
                return Err(Problem::Outdated);
            }
            let marked = whole.judged.as_ref().and_then(|judged| judged.record(row));
            let acts: Vec<String> = whole.short_acts().into_iter().map(|(_, hash)| hash).collect();
            let (choice, outcome) = match doing {
                Doing::Confirm => (Choice::Confirm, row.outcome.as_str()),
                _ => (Choice::Overturn, known_outcome(&given.udfald)?),
            };
            let decision =
                NewDecision { seen: row, acts: &acts, choice, outcome, reason: &given.begrundelse, sample: None, marked: marked.as_ref() };
            ask.app.write(|desk| desk.decide(reader, role, &decision, now))?;
        }
        Doing::Undo => ask.app.write(|desk| desk.undo(reader, id, check, now))?,
        Doing::Note => ask.app.write(|desk| desk.add_note(reader, id, Some(check), &given.tekst, now))?,
    }
    if !ask.visit.is_fragment {
        return Ok(frame::onward(&format!("{}#v-{}", links::case(id), links::escaped(check))));
    }
    let (decisions, notes) = ask.app.desk(|desk| Ok((desk.decisions(id)?, desk.notes(id)?)))?;
    let whole = Whole { decisions, notes, ..whole };
    let row = whole.checks.iter().find(|row| row.check == check).ok_or(Problem::NotFound)?;
    let mut card = Card::new(ask, &whole, row);
    card.is_fresh = matches!(doing, Doing::Confirm | Doing::Overturn);
    let said = match doing {
        Doing::Confirm => ask.say("bekræftet", "confirmed"),
        Doing::Overturn => ask.say("omgjort", "overturned"),
        Doing::Undo => ask.say("fortrudt", "undone"),
        Doing::Note => ask.say("noten er gemt", "note saved"),
    };
    Ok(html! {
        (card::show(ask, &card))
        div id="besked" hx-swap-oob="innerHTML" { p { (words::check(check, ask.lang)) ": " (said) "." } }
    }
    .into_response())
}

/// One of the four outcomes.
pub fn known_outcome(given: &str) -> Result<&str, Problem> {
    match given.parse::<crate::checks::Outcome>() {
        Ok(_) => Ok(given),
        Err(_) => Err(Problem::Wrong("Vælg et udfald.", "Choose an outcome.")),
    }
}

/// A form of the case's own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GivenToCase {
    /// A note.
    tekst: String,
    /// Who is to read it.
    laeser: String,
    /// `ja` shows CPR numbers.
    vis: String,
    /// Number of a mark.
    nummer: i64,
}

/// Keeps a note on the case.
pub fn note(ask: &Ask<'_>, id: &str, given: &GivenToCase) -> Result<Response, Problem> {
    ask.case(id)?;
    ask.app.write(|desk| desk.add_note(ask.reader(), id, None, &given.tekst, ask.app.now()))?;
    Ok(frame::onward(&format!("{}#noter", links::case(id))))
}

/// Hands the case out.
pub fn assign(ask: &Ask<'_>, id: &str, given: &GivenToCase) -> Result<Response, Problem> {
    if !ask.visit.viewer.is(Role::Lead) {
        return Err(Problem::NotAllowed);
    }
    ask.case(id)?;
    let reader = Some(given.laeser.as_str()).filter(|name| !name.is_empty());
    ask.app.write(|desk| desk.assign(ask.reader(), id, reader, ask.app.now()))?;
    Ok(frame::onward(&links::case(id)))
}

/// Shows or covers CPR numbers of this case for this session.
pub fn uncover(ask: &Ask<'_>, id: &str, given: &GivenToCase) -> Result<Response, Problem> {
    ask.case(id)?;
    let is_shown = given.vis == "ja";
    // First the log: what is shown has been noted.
    ask.note(if is_shown { "cpr.show" } else { "cpr.cover" }, Some(id), "")?;
    ask.app.uncover(&ask.visit.token, id, is_shown);
    Ok(frame::onward(&links::case(id)))
}

/// An event marked on a page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Marked {
    akt: String,
    side: u32,
    citat: String,
    fra: String,
    til: String,
    slags: String,
    dato: String,
    tid: String,
    status: String,
    retter: String,
}

/// Keeps an event that was marked on a page.
pub fn mark(ask: &Ask<'_>, id: &str, given: &Marked) -> Result<Response, Problem> {
    let leaf = Leaf::load(ask, id, &given.akt, given.side)?;
    let page = leaf.text.as_ref().ok_or(Problem::Wrong("Siden kunne ikke læses.", "The page could not be read."))?;
    // Where the selection stood is all that is believed of it; a quote that was typed must stand on the page.
    let given_span = given.fra.parse::<usize>().ok().zip(given.til.parse::<usize>().ok()).map(|(from, to)| from..to);
    let span = given_span.or_else(|| leaf::place(&page.text, &given.citat)).ok_or(Problem::Wrong(
        "Ordene står ikke sådan på siden. Markér dem på siden med musen.",
        "The words do not stand like that on the page. Select them on the page with the mouse.",
    ))?;
    let marked = marking::marked(page, span).map_err(|why| Problem::Wrong(why.message(Lang::Da), why.message(Lang::En)))?;
    let timeline = ask.app.store(|store| store.case_timeline(id))?;
    if !words::kinds().any(|kind| kind == given.slags) {
        return Err(Problem::Wrong("Vælg, hvad der skete.", "Choose what happened."));
    }
    let is_day = given.dato.len() == 10 && given.dato.parse::<chrono::NaiveDate>().is_ok();
    let is_month = given.dato.len() == 7 && format!("{}-01", given.dato).parse::<chrono::NaiveDate>().is_ok();
    if !is_day && !is_month {
        return Err(Problem::Wrong(
            "Skriv datoen som 2021-03-02 eller måneden som 2021-03.",
            "Write the date as 2021-03-02 or the month as 2021-03.",
        ));
    }
    if !given.tid.is_empty() && chrono::NaiveTime::parse_from_str(&given.tid, "%H:%M").is_err() {
        return Err(Problem::Wrong("Skriv klokkeslættet som 14:10.", "Write the time as 14:10."));
    }
    let corrects = timeline.iter().map(|row| format!("{} {}", row.kind, row.date)).find(|known| *known == given.retter);
    let mark = NewMark {
        act: given.akt.clone(),
        page: given.side,
        quote: marked.quote,
        span: u32::try_from(marked.span.start).ok().zip(u32::try_from(marked.span.end).ok()),
        kind: given.slags.clone(),
        date: given.dato.clone(),
        time: Some(given.tid.clone()).filter(|time| !time.is_empty()),
        status: words::statuses().find(|status| *status == given.status).unwrap_or("faktisk").to_owned(),
        corrects,
    };
    ask.app.write(|desk| desk.add_mark(ask.reader(), id, &mark, ask.app.now()))?;
    Ok(frame::onward(&format!("{}#markeret", links::case(id))))
}

/// Takes back a mark of one's own.
pub fn unmark(ask: &Ask<'_>, id: &str, given: &GivenToCase) -> Result<Response, Problem> {
    ask.case(id)?;
    ask.app.write(|desk| desk.take_back_mark(ask.reader(), id, given.nummer, ask.app.now()))?;
    Ok(frame::onward(&links::case(id)))
}
