//! A verdict as a card: the suggestion with its reason and evidence, what people decided, and the forms to decide.
//!
//! Until a second reader has decided, a card shows nobody what another decided.

use maud::{Markup, html};

use super::app::Ask;
use super::case::Whole;
use super::cases::{badge, standing};
use super::pointer::Pointer;
use super::remarked::{Judged, Remarked};
use super::{frame, links, words};
use crate::decisions::{Change, Choice, Decision, Note, Role, Slot, Standing, changes, fingerprint, standings};
use crate::export::{CheckRow, EvidenceRef};
use crate::lang::Said;

/// All that a card shows.
pub struct Card<'w> {
    check: &'w CheckRow,
    fingerprint: String,
    standing: Standing,
    own: Option<&'w Decision>,
    /// What may be told of others' decisions.
    others: Vec<&'w Decision>,
    notes: Vec<&'w Note>,
    changes: Vec<Change>,
    /// Acts that came since the last decision.
    new_acts: Vec<String>,
    /// It was decided by the request that shows it.
    pub is_fresh: bool,
    /// The sample for which it is to be read first, blind to the suggestion.
    withheld_for: Option<i64>,
    /// The case with the events that this reader marked.
    judged: Option<&'w Judged>,
}

impl<'w> Card<'w> {
    /// The card of a verdict as this reader may see it.
    pub fn new(ask: &Ask<'_>, whole: &'w Whole, check: &'w CheckRow) -> Self {
        let readings = whole.on(&check.check);
        let standing = standings(&whole.decisions).get(&check.check).copied().unwrap_or(Standing::Open);
        let own = readings.iter().rfind(|decision| decision.reader == ask.reader()).copied();
        let is_told = standing.is_told();
        let others = readings.iter().filter(|decision| is_told && decision.reader != ask.reader()).copied().collect();
        let notes = whole
            .notes
            .iter()
            .filter(|note| note.check.as_deref() == Some(&check.check))
            // A note may tell what its writer decided.
            .filter(|note| is_told || note.reader == ask.reader())
            .collect();
        let basis = own.or_else(|| readings.last().copied().filter(|_| is_told));
        let changes = basis.map(|decision| changes(decision, check)).unwrap_or_default();
        let acts = whole.short_acts();
        let new_acts = basis.filter(|_| !changes.is_empty()).map(|decision| decision.acts_since(&acts)).unwrap_or_default();
        let new_acts = new_acts.into_iter().map(str::to_owned).collect();
        Self {
            check,
            fingerprint: fingerprint(check),
            standing,
            own,
            others,
            notes,
            changes,
            new_acts,
            is_fresh: false,
            withheld_for: whole.withheld_for(&check.check),
            judged: whole.judged.as_deref(),
        }
    }

    /// This reader still has something to decide here.
    fn is_open(&self, ask: &Ask<'_>) -> bool {
        let is_new = self.own.is_none_or(|own| own.fingerprint != self.fingerprint);
        is_new
            && match self.standing {
                Standing::Open | Standing::One => true,
                Standing::Disputed => ask.visit.viewer.is(Role::Lead) || self.own.is_some(),
                Standing::Agreed => !self.changes.is_empty(),
                Standing::Settled => !self.changes.is_empty() && (ask.visit.viewer.is(Role::Lead) || self.own.is_some()),
            }
    }

    /// Another reader has decided it, and this one is to be blind to that.
    fn is_blind_second(&self) -> bool {
        self.standing == Standing::One && self.own.is_none()
    }
}

/// The card.
pub fn show(ask: &Ask<'_>, card: &Card<'_>) -> Markup {
    let check = card.check;
    let id = format!("v-{}", check.check);
    if let Some(sample) = card.withheld_for {
        return withheld(ask, &id, check, sample);
    }
    let is_open = card.is_open(ask);
    html! {
        article class="card" id=(id) tabindex="-1" aria-labelledby={ (id) "-titel" } data-check=(check.check) data-outcome=(check.outcome)
            data-open=(is_open) data-decided=[card.is_fresh.then_some("now")] {
            div class="card-head" {
                (badge(&check.outcome, ask.lang))
                h3 id={ (id) "-titel" } { (words::check(&check.check, ask.lang)) }
                span class="law" { (check.law) }
                span class="stand" { (stand(ask, card)) }
            }
            (reasoned(ask, check))
            (sum(ask, check))
            (basis(ask, check))
            (evidence(ask, check))
            (changed(ask, card))
            (remarked(ask, card))
            (readings(ask, card))
            @if !card.notes.is_empty() {
                ul class="readings" aria-label=(ask.say("Noter", "Notes")) { @for note in &card.notes { li { (note.text) " " span class="soft" { "– " (note.reader) } } } }
            }
            div class="acts" {
                @if is_open { (confirm(ask, card)) (overturn(ask, card)) }
                @if card.own.is_some() && matches!(card.standing, Standing::One | Standing::Settled) { (undo(ask, card)) }
                (note(ask, card))
            }
        }
    }
}

/// A verdict of a sample that nobody has read yet: what it is, and where it is read. Nothing of what the machine makes of it.
fn withheld(ask: &Ask<'_>, id: &str, check: &CheckRow, sample: i64) -> Markup {
    html! {
        article class="card" id=(id) tabindex="-1" aria-labelledby={ (id) "-titel" } data-check=(check.check) data-open="false" {
            div class="card-head" {
                h3 id={ (id) "-titel" } { (words::check(&check.check, ask.lang)) }
                span class="stand" { (ask.say("udtrukket til stikprøve", "drawn for a quality sample")) " " (sample) }
            }
            p { (ask.say(
                "Vurderingen læses først i stikprøven, uden at forslaget vises. Derefter vises det her.",
                "This verdict is read in the sample first, without its suggestion. Then it is shown here.",
            )) }
            p { a class="button" href={ "/stikproeve/" (sample) } { (ask.say("Læs stikprøven", "Read the sample")) } }
        }
    }
}

/// Where the verdict's reading stands, as far as this reader may know.
fn stand(ask: &Ask<'_>, card: &Card<'_>) -> Markup {
    let text = match (card.standing, card.own) {
        (Standing::One, Some(own)) if own.choice == Choice::Confirm => ask.say("du har bekræftet", "you confirmed").to_owned(),
        (Standing::One, Some(own)) => {
            format!("{} {}", ask.say("du har omgjort til", "you overturned to"), words::outcome(&own.outcome, ask.lang))
        }
        (Standing::One, None) => ask.say("læst af en anden; du læser uafhængigt", "read by another; you read independently").to_owned(),
        (other, _) => standing(other, ask.lang).to_owned(),
    };
    html! { (text) }
}

/// Why, and the doubts.
fn reasoned(ask: &Ask<'_>, check: &CheckRow) -> Markup {
    let (tag, reason) = ask.lang.kept(&check.reason, &check.trace.reason_en);
    html! {
        p class="reason" lang=(tag) { (ask.shown(&check.case, reason)) }
        @if !check.remarks.is_empty() {
            ul class="remarks" aria-label=(ask.say("Bemærkninger", "Remarks")) { @for remark in check.said_remarks() {
                @let (tag, remark) = ask.lang.kept(&remark.da, &remark.en);
                li lang=(tag) { (ask.shown(&check.case, remark)) }
            } }
        }
    }
}

/// The arithmetic in a sentence.
fn counting(ask: &Ask<'_>, check: &CheckRow) -> Markup {
    let (tag, counting) = ask.lang.kept(&check.trace.arithmetic, &check.trace.arithmetic_en);
    html! { @if !counting.is_empty() { p class="small" lang=(tag) { (ask.shown(&check.case, counting)) } } }
}

fn sum(ask: &Ask<'_>, check: &CheckRow) -> Markup {
    let parts = [
        (ask.say("Fra", "From"), &check.started),
        (ask.say("Frist", "Deadline"), &check.deadline),
        (ask.say("Slut", "Ended"), &check.ended),
    ];
    html! {
        @if parts.iter().any(|(_, day)| day.is_some()) {
            dl class="sum" { @for (name, day) in parts { @if let Some(day) = day { div { dt { (name) } dd { (ask.day(day)) } } } } }
        }
    }
}

/// The arithmetic in a sentence; behind it the paragraph of the day, what was counted one by one, what was looked through, and what would turn the verdict.
fn basis(ask: &Ask<'_>, check: &CheckRow) -> Markup {
    let (case, trace) = (check.case.as_str(), &check.trace);
    let day = |day: &Option<String>| day.as_deref().map_or_else(|| "–".to_owned(), |day| ask.day(day));
    html! {
        (counting(ask, check))
        @if trace.provision.is_some() || !trace.turns.is_empty() {
            details class="basis" {
                summary { (ask.say("Paragraf og grundlag", "Paragraph and basis")) }
                @if let Some(provision) = &trace.provision {
                    p { b { (provision.paragraph) }
                        @if let Some(from) = &provision.from { " · " (ask.say("fra", "from")) " " (ask.day(from)) }
                        @if let Some(to) = &provision.to { " · " (ask.say("til", "until")) " " (ask.day(to)) }
                    }
                    @let (tag, wording) = ask.lang.kept(&provision.wording, &provision.wording_en);
                    @if provision.exact { blockquote lang="da" { "»" (provision.wording) "«" } }
                    @if !provision.exact || tag == "en" { p lang=(tag) { (wording) " " span class="soft" lang=(ask.lang.pick("da", "en")) { "(" (ask.say("gengivet", "retold")) ")" } } }
                }
                @if !trace.parts.is_empty() {
                    table {
                        thead { tr { th scope="col" { (ask.say("Fra", "From")) } th scope="col" { (ask.say("Frist", "Deadline")) } th scope="col" { (ask.say("Slut", "Ended")) } th scope="col" { (ask.say("Udfald", "Outcome")) } } }
                        tbody { @for part in &trace.parts { tr { td { (day(&part.started)) } td { (day(&part.deadline)) } td { (day(&part.ended)) } td { (badge(&part.outcome, ask.lang)) } } } }
                    }
                }
                @let (tag, turns) = ask.lang.kept(&trace.turns, &trace.turns_en);
                @if !turns.is_empty() { p lang=(tag) { (ask.shown(case, turns)) } }
                p class="soft" {
                    (ask.say("Gennemsøgt", "Searched")) ": " (trace.searched.acts) " " (ask.acts(trace.searched.acts)) ", " (trace.searched.legible_pages) " " (ask.say("af", "of")) " " (trace.searched.pages) " " (ask.noun(trace.searched.pages, ("side læsbar", "page legible"), ("sider læsbare", "pages legible")))
                    @if trace.searched.unreadable_acts > 0 { "; " (trace.searched.unreadable_acts) " " (ask.say("akter kunne ikke læses", "acts could not be read")) }
                    "."
                }
            }
        }
    }
}

fn evidence(ask: &Ask<'_>, check: &CheckRow) -> Markup {
    html! {
        @if !check.evidence.is_empty() {
            ul class="evidence" aria-label=(ask.say("Bevis", "Evidence")) { @for place in &check.evidence { li { (place_link(ask, check, place)) } } }
        }
    }
}

/// A piece of a verdict's evidence, leading to its page.
fn place_link(ask: &Ask<'_>, check: &CheckRow, place: &EvidenceRef) -> Markup {
    let case = check.case.as_str();
    let to = match check.evidence.iter().position(|known| known == place) {
        Some(at) => links::evidence(case, &place.act, place.page, &Pointer::Verdict(check.check.clone(), at + 1)),
        None => links::page(case, &place.act, place.page),
    };
    html! {
        a href=(to) hx-get=(to) hx-target="#bevis" { (ask.shown(case, &place.act)) " s. " (place.page) }
        " " span class="quote" lang="da" { "»" (ask.shown(case, &place.quote)) "«" }
    }
}

/// What changed in the suggestion since it was decided, and why.
fn changed(ask: &Ask<'_>, card: &Card<'_>) -> Markup {
    let case = card.check.case.as_str();
    let day = |day: &Option<String>| day.as_deref().map_or_else(|| ask.say("ingen", "none").to_owned(), |day| ask.day(day));
    html! {
        @if !card.changes.is_empty() {
            div class="changed" {
                b { (ask.say("Forslaget er ændret, siden det blev afgjort", "The suggestion has changed since it was decided")) }
                p {
                    @if card.new_acts.is_empty() {
                        (ask.say("Akterne er de samme; programmets regler eller sagens oplysninger er ændret.", "The acts are the same; the program's rules or the case's details have changed."))
                    } @else {
                        (ask.say("Siden er kommet til", "Since then came")) ": " (card.new_acts.iter().map(|act| ask.shown(case, act).into_owned()).collect::<Vec<_>>().join(", "))
                    }
                }
                ul { @for change in &card.changes { li { @match change {
                    Change::Outcome { then, now } => { (ask.say("Udfald", "Outcome")) ": " (words::outcome(then, ask.lang)) " → " b { (words::outcome(now, ask.lang)) } }
                    Change::Date { which, then, now } => {
                        (match *which { "started" => ask.say("Fra", "From"), "deadline" => ask.say("Frist", "Deadline"), _ => ask.say("Slut", "Ended") })
                        ": " (day(then)) " → " b { (day(now)) }
                    }
                    Change::Law { then, now } => { (ask.say("Paragraf", "Paragraph")) ": " (then) " → " (now) }
                    Change::EvidenceCame(place) => { (ask.say("Nyt bevis", "New evidence")) ": " (place_link(ask, card.check, place)) }
                    Change::EvidenceWent(place) => { (ask.say("Bevis bortfaldet", "Evidence gone")) ": " (ask.shown(case, &place.act)) " s. " (place.page) }
                    Change::RemarkCame(remark) => { (ask.say("Ny bemærkning", "New remark")) ": " (told(ask, remark)) }
                    Change::RemarkWent(remark) => { (ask.say("Bemærkning bortfaldet", "Remark gone")) ": " (told(ask, remark)) }
                } } } }
            }
        }
    }
}

/// A remark in the reader's language.
fn told(ask: &Ask<'_>, remark: &Said) -> Markup {
    let (tag, text) = ask.lang.kept(&remark.da, &remark.en);
    html! { span lang=(tag) { (text) } }
}

/// What the verdict would become with the events that the reader marked, named as such.
fn remarked(ask: &Ask<'_>, card: &Card<'_>) -> Markup {
    match card.judged.map(|judged| judged.of(card.check)) {
        None | Some(Remarked::Same(_)) => html! {},
        Some(Remarked::Unknown) => html! {
            p class="small soft" { (ask.say(
                "Hvad dine markerede hændelser ville ændre, kan først vises, når sagen er indlæst igen: programmet er ændret siden.",
                "What the events you marked would change can be shown once the case has been read again: the program has changed since.",
            )) }
        },
        Some(Remarked::Other(row)) => html! {
            section class="with-marks" aria-label=(ask.say("Med de hændelser, du har markeret", "With the events you marked")) {
                p { b { (ask.say("Med de hændelser, du har markeret", "With the events you marked")) } ": " (badge(&row.outcome, ask.lang))
                    @if row.outcome == card.check.outcome { " " (ask.say("(samme udfald)", "(the same outcome)")) }
                }
                (reasoned(ask, row))
                (sum(ask, row))
                (counting(ask, row))
            }
        },
    }
}

fn readings(ask: &Ask<'_>, card: &Card<'_>) -> Markup {
    let mut told: Vec<&Decision> = card.own.into_iter().chain(card.others.iter().copied()).collect();
    told.sort_by_key(|decision| decision.id);
    html! {
        @if !told.is_empty() {
            ul class="readings" aria-label=(ask.say("Afgørelser", "Decisions")) { @for decision in told { li {
                b { (decision.reader) } " (" (slot(ask, decision.slot)) "): "
                (if decision.choice == Choice::Confirm { ask.say("bekræftet", "confirmed") } else { ask.say("omgjort til", "overturned to") }) " "
                (words::outcome(&decision.outcome, ask.lang))
                @if !decision.reason.is_empty() { " – " (decision.reason) }
                @if let Some(marked) = &decision.marked {
                    " · " (ask.say("med egne markerede hændelser", "with events marked by themselves")) ": " (words::outcome(&marked.outcome, ask.lang))
                }
                span class="soft" { " · " (frame::moment(decision.at, ask.lang)) }
            } } }
        }
    }
}

fn slot(ask: &Ask<'_>, slot: Slot) -> &'static str {
    match slot {
        Slot::First => ask.lang.pick("første læser", "first reader"),
        Slot::Second => ask.lang.pick("anden læser", "second reader"),
        Slot::Third => ask.lang.pick("afgør uenigheden", "settles"),
        Slot::Sample => ask.lang.pick("stikprøve", "sample"),
    }
}

fn confirm(ask: &Ask<'_>, card: &Card<'_>) -> Markup {
    let to = links::of_verdict(&card.check.case, &card.check.check, "bekraeft");
    html! {
        form action=(to) method="post" hx-post=(to) hx-target="closest article" hx-swap="outerHTML" {
            (frame::key(ask.visit)) (seen(card))
            button class="main" data-key="enter" { (ask.say("Bekræft", "Confirm")) " " kbd aria-hidden="true" { "Enter" } }
        }
    }
}

fn overturn(ask: &Ask<'_>, card: &Card<'_>) -> Markup {
    let to = links::of_verdict(&card.check.case, &card.check.check, "omgoer");
    let field = format!("r-{}", card.check.check);
    // What the reader's own marks come to is proposed, with its reason; they may choose and write otherwise.
    let marked = card.judged.and_then(|judged| match judged.of(card.check) {
        Remarked::Other(row) if row.outcome != card.check.outcome => Some(row),
        _ => None,
    });
    let reason = marked.map_or_else(String::new, |row| {
        format!(
            "{} {}",
            ask.say("Med de hændelser, jeg har markeret:", "With the events I marked:"),
            ask.shown(&card.check.case, ask.lang.kept(&row.reason, &row.trace.reason_en).1)
        )
    });
    html! {
        details data-key="o" {
            summary { (ask.say("Omgør", "Overturn")) " " kbd aria-hidden="true" { "o" } }
            form action=(to) method="post" hx-post=(to) hx-target="closest article" hx-swap="outerHTML" {
                (frame::key(ask.visit)) (seen(card))
                fieldset class="choices" {
                    legend { (ask.say("Det rigtige udfald", "The right outcome")) }
                    @for outcome in ["overholdt", "ikke_overholdt", "uoplyst", "ikke_relevant"] {
                        @if outcome != card.check.outcome {
                            label { input type="radio" name="udfald" value=(outcome) required checked[marked.is_some_and(|row| row.outcome == outcome)]; " " (words::outcome(outcome, ask.lang)) }
                        }
                    }
                }
                div class="field" { label for=(field) { (ask.say("Begrundelse", "Reason")) } textarea id=(field) name="begrundelse" rows="2" maxlength="4000" required { (reason) } }
                button class="main" { (ask.say("Omgør", "Overturn")) }
            }
        }
    }
}

/// What the reader sees, so that nothing else is decided.
fn seen(card: &Card<'_>) -> Markup {
    html! {
        input type="hidden" name="set" value=(card.fingerprint);
        @if let Some(judged) = card.judged { input type="hidden" name="med" value=(judged.seen(card.check)); }
    }
}

fn undo(ask: &Ask<'_>, card: &Card<'_>) -> Markup {
    let to = links::of_verdict(&card.check.case, &card.check.check, "fortryd");
    html! {
        form action=(to) method="post" hx-post=(to) hx-target="closest article" hx-swap="outerHTML" {
            (frame::key(ask.visit))
            button data-key="u" { (ask.say("Fortryd", "Undo")) " " kbd aria-hidden="true" { "u" } }
        }
    }
}

fn note(ask: &Ask<'_>, card: &Card<'_>) -> Markup {
    let to = links::of_verdict(&card.check.case, &card.check.check, "note");
    let field = format!("n-{}", card.check.check);
    html! {
        details data-key="n" {
            summary { (ask.say("Note", "Note")) " " kbd aria-hidden="true" { "n" } }
            form action=(to) method="post" hx-post=(to) hx-target="closest article" hx-swap="outerHTML" {
                (frame::key(ask.visit))
                div class="field" { label for=(field) { (ask.say("Note til vurderingen", "Note on the verdict")) } textarea id=(field) name="tekst" rows="2" maxlength="4000" required {} }
                @if card.is_blind_second() { p class="small soft" { (ask.say("Andre ser noten, når I begge har afgjort.", "Others see the note when both of you have decided.")) } }
                button { (ask.say("Gem note", "Save note")) }
            }
        }
    }
}
