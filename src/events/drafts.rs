//! From triggers to events: each with its date and status, what is told twice once.
//!
//! In: the triggers of an act, its scopes, what the other acts tell. Out: drafts in order of the text; `evidence` makes events of them. The order
//! matters: what stands firm beside a date leaves nothing of it to a weaker word, what follows an event needs that event first, and days that
//! only the others explain come last.

use std::ops::Range;

use chrono::NaiveDate;

use crate::dates::{Anchor, Expr, LegalDate, Unit as DateUnit};
use crate::grammar::TokenKind;
use crate::text::ActText;

use super::evidence::evidence;
use super::hours;
use super::link;
use super::memory::{self, Memory};
use super::model::{Event, EventKind, Status};
use super::periods;
use super::prepared::{Prepared, Unit};
use super::profile::Profile;
use super::recall;
use super::scopes::{Scope, Scopes};
use super::signatures;
use super::status;
use super::trace::{DateFrom, Stop, Trace, What};
use super::triggers::{DatedTrigger, Needs, Trigger, overlap};
use super::{ActInput, Reader};

/// Acts whose telling outweighs what the words of one alone leave open.
const ENOUGH: usize = 2;

/// Days within which a talk or a visit is written down.
const WRITTEN_DOWN: i64 = 21;
/// Days that a letter of decision may be younger than the decision it tells of.
const DECIDED_BEFORE: i64 = 21;
/// Days that follow-ups lie apart.
const FOLLOWED_UP_BEFORE: i64 = 60;
/// Days by which a letter or a plan is dated after what it tells of itself: it is signed and sent later.
const SENT_LATER: i64 = 3;
/// Words of a row's topic.
const TOPIC_WORDS: usize = 2;
/// Lines at the top of minutes in which their day stands.
const HEAD_LINES: usize = 7;
/// The same in a follow-up's own minutes: a date further down is another's.
const FOLLOW_UP_HEAD_LINES: usize = 5;

/// An event before it has its evidence.
pub struct Draft {
    pub kind: EventKind,
    pub date: LegalDate,
    pub status: Status,
    rule: String,
    pub unit: usize,
    own_date: bool,
    pub bytes: Range<usize>,
    pub anchor: usize,
    date_token: Option<usize>,
    /// What decided the status.
    cue: Option<String>,
}

impl Draft {
    fn stopped(&self, trace: Trace, why: Stop) {
        trace.note(|| (self.bytes.clone(), self.rule.clone(), What::Stopped(why)));
    }

    /// Whether its day is the entry's, the act's, today, or written beside it: not "samme dag", which other words may have been nearer to.
    pub fn has_written_day(&self, act: &Prepared) -> bool {
        let mention = self.date_token.and_then(|token| act.dates_in(token..token + 1).next()).and_then(|(_, m)| act.mentions.get(m));
        let today = |expr: &Expr| matches!(expr, Expr::Period { unit: DateUnit::Day, offset: 0, anchor: Anchor::Act });
        mention.is_none_or(|m| matches!(m.expr, Expr::Day { .. } | Expr::DayOfMonth { .. }) || today(&m.expr))
    }

    /// The event, where it has its evidence.
    pub fn event(self, act: &ActText, input: &ActInput) -> Option<Event> {
        let evidence = evidence(act, input, self.bytes, Some(self.anchor))?;
        Some(Event {
            kind: self.kind,
            date: self.date,
            status: self.status,
            rule: self.rule,
            evidence,
            source: input.source,
            doubtful: false,
        })
    }
}

/// Gathers dated triggers into drafts.
pub struct Drafts<'a> {
    pub prepared: &'a Prepared<'a>,
    pub reader: &'a Reader<'a>,
    pub scopes: &'a Scopes,
    pub profile: &'a Profile,
    pub memory: Memory<'a>,
}

impl Drafts<'_> {
    /// All of them, in order of the text. `parts`: the triggers of rules that need words, a course of things, other acts.
    pub fn gather(&self, parts: [&[Trigger]; 3], dated: &[DatedTrigger]) -> Vec<Draft> {
        let [firm, course, faint] = parts;
        let mut drafts: Vec<Draft> = dated.iter().filter_map(|d| self.draft_dated(d)).collect();
        let placed: Vec<usize> = dated.iter().map(|d| d.date.0).collect();
        for (part, needs) in [(firm, Needs::Words), (course, Needs::Course), (faint, Needs::Others)] {
            self.add_part(part, needs, &placed, &mut drafts);
        }
        self.add_signed(&mut drafts);
        self.drop_waived(&mut drafts);
        self.drop_shared(&mut drafts);
        self.drop_topics(&mut drafts);
        self.follow(&mut drafts);
        inherit_another(self.prepared, firm, &mut drafts);
        self.confirm(&mut drafts);
        drafts.extend(self.act_itself(&drafts));
        self.add_recalled(&mut drafts);
        self.drop_own_dates(&mut drafts);
        hours::add_hours(self.prepared, self.scopes, &mut drafts);
        once_each(&mut drafts);
        for d in &drafts {
            let what = || What::Event { kind: d.kind, date: d.date, status: d.status, cue: d.cue.clone() };
            self.prepared.trace.note(|| (d.bytes.clone(), d.rule.clone(), what()));
        }
        drafts
    }

    /// Adds those of one part, unit by unit. `placed`: the dates whose place tells what they are of.
    fn add_part(&self, part: &[Trigger], needs: Needs, placed: &[usize], drafts: &mut Vec<Draft>) {
        let grammar = self.reader.grammar;
        // What stands firm beside a date leaves nothing of it to a faint word.
        let firmly: Vec<(usize, EventKind)> = drafts.iter().filter_map(|d| Some((d.date_token?, d.kind))).collect();
        let told = |d: &Draft| (needs == Needs::Course && d.status == Status::Faktisk).then_some((d.kind, d.date));
        let mut own: Vec<(EventKind, LegalDate)> = drafts.iter().filter_map(told).collect();
        for of_unit in part.chunk_by(|a, b| a.unit == b.unit) {
            let new = drafts.len();
            for link in link::link(self.prepared, grammar, self.scopes, self.memory.with_own(&own), of_unit) {
                let Some(trigger) = of_unit.get(link.trigger) else { continue };
                let Some(rule) = grammar.rules.get(trigger.rule) else { continue };
                if needs == Needs::Course && self.is_told_there(trigger, rule.kind, drafts) {
                    continue;
                }
                // What a word follows may have happened on the same day ("modtaget og gennemgået 3/5").
                let apart = |other: EventKind| needs != Needs::Course || !grammar.follows(rule.kind, other);
                let taken = |token: usize| firmly.iter().any(|(t, other)| *t == token && apart(*other));
                if matches!(link.source, link::Source::Token(token, _) if placed.contains(&token) || taken(token)) {
                    self.stopped(trigger, Stop::InColumn);
                    continue;
                }
                let memory = self.memory.with_own(&own);
                let fits = |d: &Draft| needs != Needs::Course || memory.follows(rule, d.date);
                let draft = self.draft(trigger, link.source).filter(fits);
                own.extend(draft.as_ref().and_then(told));
                drafts.extend(draft);
            }
            if needs == Needs::Course {
                let prompt: Vec<Draft> = of_unit.iter().filter_map(|t| self.promptly(t, drafts, new)).collect();
                own.extend(prompt.iter().filter_map(told));
                drafts.extend(prompt);
            }
        }
    }

    /// Whether a draft of the kind stands where the trigger does.
    fn is_told_there(&self, trigger: &Trigger, kind: EventKind, drafts: &[Draft]) -> bool {
        let anchor = self.prepared.stream.bytes(trigger.anchor.clone());
        drafts.iter().any(|d| d.kind == kind && overlap(&d.bytes, &anchor))
    }

    /// Consent by signatures: a form may be signed after the day on which it was made out.
    fn add_signed(&self, drafts: &mut Vec<Draft>) {
        let signed = signatures::signatures(self.prepared, self.reader.grammar, self.profile, &self.scopes.units);
        for (trigger, date) in signed {
            let same = |d: &Draft| d.date_token == Some(date.0) && d.kind == EventKind::SamtykkeGivet;
            drafts.retain(|d| !same(d) || d.status != Status::Planlagt);
            let told = drafts.iter().any(same);
            let draft = self.draft(&trigger, link::Source::Token(date.0, date.1)).filter(|_| !told);
            drafts.extend(draft.map(|d| Draft { status: if d.status == Status::Planlagt { Status::Faktisk } else { d.status }, ..d }));
        }
    }

    /// A waiver is not also a talk.
    fn drop_waived(&self, drafts: &mut Vec<Draft>) {
        let waived: Vec<usize> = drafts.iter().filter(|d| d.kind == EventKind::BoernesamtaleFravalgt).map(|d| d.unit).collect();
        self.retain(drafts, Stop::Waived, |d| d.kind != EventKind::BoernesamtaleAfholdt || !waived.contains(&d.unit));
    }

    /// "Opstart 29. januar" in the head of an undersøgelse is the beginning of that, not of a measure as well.
    fn drop_shared(&self, drafts: &mut Vec<Draft>) {
        if self.profile.doctype != "boernefaglig_undersoegelse" {
            return;
        }
        let begun = |d: &&Draft| d.kind == EventKind::UndersoegelsePaabegyndt && d.status == Status::Faktisk;
        let begun: Vec<(usize, Range<usize>)> = drafts.iter().filter(begun).map(|d| (d.anchor, d.bytes.clone())).collect();
        let shared = |d: &Draft| begun.iter().any(|(anchor, bytes)| *anchor == d.anchor && *bytes == d.bytes);
        self.retain(drafts, Stop::Begun, |d| d.kind != EventKind::ForanstaltningIvaerksat || !shared(d));
    }

    /// "02-09-2024 | Ophør | Aflastningen stoppede i lørdags": the topic of a row or entry is what its text tells, which has a day of its own.
    fn drop_topics(&self, drafts: &mut Vec<Draft>) {
        let place = |token: usize| self.prepared.stream.bytes(token..token + 1).start;
        let dated: Vec<(usize, EventKind, usize, NaiveDate)> =
            drafts.iter().filter_map(|d| Some((d.unit, d.kind, place(d.date_token?), d.date.first_day()))).collect();
        let told = |topic: &Draft| {
            let own = |(unit, kind, at, day): &(usize, EventKind, usize, NaiveDate)| {
                *unit == topic.unit && *kind == topic.kind && *at > topic.anchor && *day != topic.date.first_day()
            };
            dated.iter().any(own)
        };
        self.retain(drafts, Stop::ToldElsewhere, |d| !self.is_topic(d) || !told(d));
    }

    /// Whether a draft is told by the topic of its row or entry, and on the day of that.
    fn is_topic(&self, draft: &Draft) -> bool {
        let Some(unit) = self.prepared.units.get(draft.unit) else { return false };
        let entry = self.scopes.units.get(draft.unit).and_then(|scope| scope.entry);
        let holds = |tokens: &Range<usize>| self.prepared.stream.bytes(tokens.clone()).contains(&draft.anchor);
        let words = |tokens: &Range<usize>| tokens.clone().filter(|&t| self.prepared.stream.kind(t) == TokenKind::Word).count();
        let cells = if unit.row { self.prepared.cells(&unit.tokens) } else { vec![unit.topic.clone()] };
        let labels = |cell: &Range<usize>| holds(cell) && (!unit.row || words(cell) <= TOPIC_WORDS && cell.end < unit.tokens.end - 1);
        entry.is_some_and(|entry| entry.first_day() == draft.date.first_day()) && cells.iter().any(labels)
    }

    /// Days left over that the other acts tell of.
    fn add_recalled(&self, drafts: &mut Vec<Draft>) {
        let is_told = |token: usize, day: NaiveDate, kind: EventKind| {
            let told = |d: &Draft| d.date_token == Some(token) || d.date.known_day() == Some(day);
            drafts.iter().any(|d| told(d) && !self.reader.grammar.follows(d.kind, kind))
        };
        let recalled = recall::recalled(self.prepared, self.reader.grammar, self.profile, self.scopes, self.memory, is_told);
        drafts.extend(recalled.iter().filter_map(|dated| self.draft_dated(dated)));
    }

    /// The act's own date speaks only where the act tells no other.
    fn drop_own_dates(&self, drafts: &mut Vec<Draft>) {
        let dated: Vec<(EventKind, NaiveDate)> =
            drafts.iter().filter(|d| !d.own_date && d.status == Status::Faktisk).map(|d| (d.kind, d.date.first_day())).collect();
        let told = |d: &Draft| dated.iter().any(|(kind, day)| *kind == d.kind && !self.looks_back(d, *day));
        self.retain(drafts, Stop::ToldElsewhere, |d| !d.own_date || !told(d));
    }

    /// Keeps what `keeps`, and tells of the others why they stopped.
    fn retain(&self, drafts: &mut Vec<Draft>, why: Stop, keeps: impl Fn(&Draft) -> bool) {
        drafts.retain(|d| {
            let kept = keeps(d);
            if !kept {
                d.stopped(self.prepared.trace, why.clone());
            }
            kept
        });
    }

    /// "Krisecentret underrettede den 27. januar. Vi vurderede den om eftermiddagen": words that give no date, only how soon after what was
    /// told before in the paragraph. `new`: the first of this unit's drafts.
    fn promptly(&self, trigger: &Trigger, drafts: &[Draft], new: usize) -> Option<Draft> {
        let rule = self.reader.grammar.rules.get(trigger.rule)?;
        let unit = self.prepared.units.get(trigger.unit)?;
        if !self.prepared.has(&rule.promptly, &unit.tokens) || drafts.get(new..)?.iter().any(|d| d.kind == rule.kind) {
            return None;
        }
        let at = self.prepared.stream.bytes(trigger.anchor.clone()).start;
        let line = |unit: usize| self.prepared.units.get(unit).map(|u| u.line);
        let before = |d: &&Draft| rule.follows.contains(&d.kind) && line(d.unit) == Some(unit.line) && d.anchor < at;
        let cause = drafts.iter().filter(before).max_by_key(|d| (d.anchor, d.date_token))?;
        let told = drafts.iter().any(|d| d.kind == rule.kind && line(d.unit) == Some(unit.line) && d.anchor > cause.anchor);
        let day = cause.date.known_day().filter(|_| cause.status == Status::Faktisk && !told)?;
        self.draft(trigger, link::Source::Prompt(day))
    }

    /// Minutes of a talk, a visit or a follow-up that tell of an earlier one look back on it: their own day is none the less the next one's.
    fn looks_back(&self, own: &Draft, told: NaiveDate) -> bool {
        let days = match own.kind {
            EventKind::BoernesamtaleAfholdt | EventKind::TilsynsbesoegGennemfoert => WRITTEN_DOWN,
            EventKind::OpfoelgningGennemfoert => FOLLOWED_UP_BEFORE,
            // The letter may be some days younger than what it tells of: then that is what it tells.
            EventKind::AfgoerelseTruffet if self.profile.firm && self.profile.doctype == "afgoerelse" => DECIDED_BEFORE,
            _ => return false,
        };
        self.profile.line.is_some_and(|line| line < HEAD_LINES) && told + chrono::TimeDelta::days(days) < own.date.first_day()
    }

    /// What two other acts tell as done on a day that this act looks back on was no plan, and is not another child's for a name beside it.
    fn confirm(&self, drafts: &mut [Draft]) {
        let own = self.profile.date;
        for draft in drafts.iter_mut().filter(|d| matches!(d.status, Status::Planlagt | Status::Anden)) {
            let past = draft.date.known_day().zip(own).is_some_and(|(day, own)| day <= own);
            let acts = self.memory.told(draft.date).iter().find(|(kind, _)| *kind == draft.kind).map_or(0, |(_, acts)| *acts);
            if past && acts >= ENOUGH {
                draft.status = Status::Faktisk;
                draft.cue = Some("husket".to_owned());
            }
        }
    }

    /// "Modtaget den 8. januar og vurderet dagen derpå": where the other acts gave the first day another year, what is counted from it
    /// goes along.
    fn follow(&self, drafts: &mut [Draft]) {
        let read = |mention: usize| self.scopes.values.get(mention).copied().flatten();
        let mention = |token: usize| self.prepared.dates_in(token..token + 1).next().map(|(_, mention)| mention);
        let moved: Vec<(usize, NaiveDate)> = drafts
            .iter()
            .filter_map(|d| {
                Some((d.date_token?, d.date.known_day()?))
                    .filter(|(t, day)| mention(*t).and_then(read).is_some_and(|r| r.known_day() != Some(*day)))
            })
            .collect();
        for draft in drafts {
            let Some((token, own)) = draft.date_token.and_then(|t| Some((t, mention(t)?))) else { continue };
            let Some(line) = self.prepared.units.get(draft.unit).map(|u| self.prepared.line_tokens(u.line)) else { continue };
            let before = self.prepared.dates_in(line.start..token).last();
            let base = before.and_then(|(t, _)| moved.iter().find(|(moved, _)| *moved == t)).map(|(_, day)| *day);
            let counted = base.zip(self.prepared.mentions.get(own)).and_then(|(day, m)| memory::counted_from(m, day));
            if let Some(day) = counted.filter(|_| read(own) == Some(draft.date)) {
                draft.date = draft.date.on(day);
            }
        }
    }

    /// Tells that a trigger came to nothing.
    fn stopped(&self, trigger: &Trigger, why: Stop) {
        let rule = || self.reader.grammar.rules.get(trigger.rule).map(|r| r.entry.id.clone()).unwrap_or_default();
        self.prepared.trace.note(|| (self.prepared.stream.bytes(trigger.anchor.clone()), rule(), What::Stopped(why)));
    }

    /// Minutes of a talk are the talk, a letter of decision is the decision: where the text tells no such event, the act's date
    /// line does.
    fn act_itself(&self, drafts: &[Draft]) -> Option<Draft> {
        let head = self.profile.line.is_some_and(|l| l < HEAD_LINES);
        let titled = |name: &str| {
            let title = self.prepared.line_tokens(0);
            let noun = self.reader.grammar.vocabulary(name);
            noun.is_some_and(|v| self.prepared.has(&[v], &title)) && self.prepared.dates_in(title.clone()).next().is_none()
        };
        let (kind, others): (EventKind, &[EventKind]) = match self.profile.doctype.as_str() {
            "referat" | "notat" if head && titled("opfoelgning") => (EventKind::OpfoelgningGennemfoert, &[]),
            "tilsyn" if head && titled("tilsyn") => (EventKind::TilsynsbesoegGennemfoert, &[]),
            "samtalereferat" => (EventKind::BoernesamtaleAfholdt, &[EventKind::BoernesamtaleFravalgt]),
            "afgoerelse" if self.profile.firm => (EventKind::AfgoerelseTruffet, &[]),
            "partshoering" => (EventKind::PartshoeringForetaget, &[]),
            "handleplan" => (EventKind::HandleplanUdarbejdet, &[EventKind::HandleplanRevideret]),
            "opfoelgning" if self.profile.line.is_some_and(|l| l < FOLLOW_UP_HEAD_LINES) => (EventKind::OpfoelgningGennemfoert, &[]),
            _ => return None,
        };
        let day = self.profile.date?;
        let before = if kind == EventKind::OpfoelgningGennemfoert { FOLLOWED_UP_BEFORE } else { SENT_LATER };
        let told = drafts.iter().any(|d| {
            (d.kind == kind || others.contains(&d.kind))
                && d.status == Status::Faktisk
                && (d.own_date
                    || matches!(kind, EventKind::TilsynsbesoegGennemfoert)
                    || d.date.first_day() >= day - chrono::TimeDelta::days(before))
        });
        let line = self.prepared.act.lines.get(self.profile.line?)?;
        let unit = self.prepared.units.iter().position(|u| self.prepared.act.lines.get(u.line).is_some_and(|l| l.span == line.span))?;
        let date = self.profile.at.map_or_else(|| LegalDate::day(day), LegalDate::minute);
        (!told).then(|| Draft {
            kind,
            date,
            status: Status::Faktisk,
            rule: format!("{kind}.akten_selv"),
            unit,
            own_date: true,
            bytes: line.span.clone(),
            anchor: line.span.start,
            date_token: None,
            cue: None,
        })
    }

    /// The date as first read, or the one that the other acts show to be meant.
    fn remembered(&self, kind: EventKind, unit: &Unit, scope: &Scope, (token, mention): (usize, usize), read: LegalDate) -> LegalDate {
        let Some(m) = self.prepared.mentions.get(mention) else { return read };
        let line = self.prepared.line_tokens(unit.line);
        let story: Vec<NaiveDate> = self
            .prepared
            .dates_in(line.start..token)
            .filter_map(|(_, m)| self.scopes.values.get(m).copied().flatten().and_then(LegalDate::known_day))
            .collect();
        self.memory.meant(kind, m, read, &story, scope.anchor).unwrap_or(read)
    }

    /// Whether the trigger tells that something took place on the date.
    pub fn took_place(&self, trigger: &Trigger, (token, mention): (usize, usize)) -> bool {
        self.draft(trigger, link::Source::Token(token, mention)).is_some_and(|d| d.status == Status::Faktisk)
    }

    fn draft_dated(&self, dated: &DatedTrigger) -> Option<Draft> {
        self.draft(&dated.trigger, link::Source::Token(dated.date.0, dated.date.1))
    }

    fn draft(&self, trigger: &Trigger, source: link::Source) -> Option<Draft> {
        let rule = self.reader.grammar.rules.get(trigger.rule)?;
        let unit = self.prepared.units.get(trigger.unit)?;
        let scope = self.scopes.units.get(trigger.unit)?;
        let (date, date_token) = match source {
            link::Source::Token(token, mention) => {
                let read = self.scopes.values.get(mention).copied().flatten()?;
                let read = self.remembered(rule.kind, unit, scope, (token, mention), read);
                (periods::told_end(rule, self.prepared.mentions.get(mention), read)?, Some(token))
            }
            link::Source::Entry => (scope.entry?, None),
            link::Source::Prompt(day) => (LegalDate::day(day), None),
            link::Source::Act => {
                let of_type = || rule.entry.own_date_in.contains(&self.profile.doctype) && scope.prior.is_none();
                if unit.row || !(of_type() || link::hereby(self.prepared, self.reader.grammar, trigger)) {
                    self.stopped(trigger, Stop::NoDate);
                    return None;
                }
                (self.profile.at.map_or_else(|| self.profile.date.map(LegalDate::day), |at| Some(LegalDate::minute(at)))?, None)
            }
        };
        if rule.entry.remembered && !self.memory.knows_exactly(rule.kind, date) {
            return None;
        }
        if date_token.is_none() {
            let from = if source == link::Source::Act { DateFrom::Act } else { DateFrom::Entry };
            let anchor = self.prepared.stream.bytes(trigger.anchor.clone());
            self.prepared.trace.note(|| (anchor, rule.entry.id.clone(), What::Linked { date: from, cost: 0, others: Vec::new() }));
        }
        let case = status::Case {
            act: self.prepared,
            grammar: self.reader.grammar,
            unit,
            scope,
            trigger,
            date_token,
            date,
            from_elsewhere: self.profile.from_elsewhere,
        };
        let (status, cue) = status::status(&case, rule.kind, rule.entry.status);
        let tokens = date_token.map_or(trigger.tokens.clone(), |d| trigger.tokens.start.min(d)..trigger.tokens.end.max(d + 1));
        let bytes = self.prepared.stream.bytes(tokens.clone());
        let anchor = self.prepared.stream.bytes(trigger.anchor.clone()).start;
        Some(Draft {
            kind: rule.kind,
            date,
            status,
            rule: rule.entry.id.clone(),
            unit: trigger.unit,
            own_date: source == link::Source::Act || (source == link::Source::Entry && scope.message),
            bytes,
            anchor,
            date_token,
            cue,
        })
    }
}

/// Puts drafts in the order of the text, and makes one of those that a unit tells twice.
fn once_each(drafts: &mut Vec<Draft>) {
    drafts.sort_by_key(|a| (a.bytes.start, a.kind, a.date, a.bytes.end));
    drafts.dedup_by(|b, a| {
        a.kind == b.kind && a.date.first_day() == b.date.first_day() && a.status == b.status && a.unit == b.unit && {
            a.date = a.date.max(b.date);
            a.bytes = a.bytes.start.min(b.bytes.start)..a.bytes.end.max(b.bytes.end);
            true
        }
    });
}

/// "… modtog Vesterbæk Kommune en underretning. Den blev vurderet dagen efter": what is told of a thing named before is about
/// whom the thing was about.
fn inherit_another(act: &Prepared, all: &[Trigger], drafts: &mut [Draft]) {
    let line = |unit: usize| act.units.get(unit).map(|u| u.line);
    let others: Vec<usize> = drafts.iter().filter(|d| d.status == Status::Anden).map(|d| d.unit).collect();
    for draft in drafts.iter_mut().filter(|d| d.status == Status::Faktisk) {
        let by_name = all.iter().any(|t| t.unit == draft.unit && (t.noun.is_some() || t.bare));
        let before = others.iter().any(|o| *o < draft.unit && draft.unit - o <= 1 && line(*o) == line(draft.unit));
        if before && !by_name && !act.units.get(draft.unit).is_some_and(|u| act.names_child(u.tokens.clone())) {
            draft.status = Status::Anden;
            draft.cue = Some("anden.foer".to_owned());
        }
    }
}
