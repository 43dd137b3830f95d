//! Merging: mentions with the same day are one happening; a month joins the day it means; where two acts give two days for
//! what can be only one happening, the act nearest to it decides and the other day is kept as a conflict.

use chrono::NaiveDate;

use crate::dates::{LegalDate, Precision};
use crate::events::{Event, EventKind, Status};

use super::model::Happening;

/// How far two days may lie apart to be two accounts of one happening, in days.
const ONE_HAPPENING: i64 = 16;
/// How far a slip may lie from the day it means, in days.
const SLIP: i64 = 240;
/// The same for things that come often.
const ONE_HAPPENING_OF_MANY: i64 = 4;

/// What the merge knows of an act beside its events.
#[derive(Debug, Clone)]
pub struct ActRole {
    /// File name inside the case.
    pub name: String,
    /// Its type.
    pub doctype: String,
    /// Its own date.
    pub date: Option<NaiveDate>,
}

/// Merges the events of a case.
#[must_use]
pub fn merge(events: &[Event], acts: &[ActRole]) -> Vec<Happening> {
    let mut out = Vec::new();
    let kinds: std::collections::BTreeSet<EventKind> = events.iter().map(|e| e.kind).collect();
    for kind in kinds {
        let mut mentions: Vec<&Event> = events.iter().filter(|e| e.kind == kind && e.status == Status::Faktisk).collect();
        mentions.sort_by(|a, b| {
            (a.date.first_day(), &a.evidence.act, a.evidence.page, a.evidence.start).cmp(&(
                b.date.first_day(),
                &b.evidence.act,
                b.evidence.page,
                b.evidence.start,
            ))
        });
        out.extend(of_kind(kind, &mentions, acts));
    }
    out.sort_by_key(|h| (h.date.first_day(), h.date.time(), h.kind));
    out
}

fn of_kind(kind: EventKind, mentions: &[&Event], acts: &[ActRole]) -> Vec<Happening> {
    let mut groups: Vec<(LegalDate, Vec<&Event>)> = Vec::new();
    for mention in mentions.iter().filter(|m| m.date.precision() != Precision::Month) {
        match groups.last_mut() {
            Some((date, group)) if date.first_day() == mention.date.first_day() => {
                group.push(mention);
                *date = more_exact(*date, mention);
            }
            _ => groups.push((mention.date, vec![mention])),
        }
    }
    // A month only: the day it means, if one is told; else a happening of its own.
    for mention in mentions.iter().filter(|m| m.date.precision() == Precision::Month) {
        let inside = |d: &LegalDate| mention.date.first_day() <= d.first_day() && d.first_day() <= mention.date.last_day();
        match groups.iter_mut().find(|(date, _)| inside(date) || *date == mention.date) {
            Some((_, group)) => group.push(mention),
            None => groups.push((mention.date, vec![mention])),
        }
    }
    groups.sort_by_key(|(date, _)| (date.first_day(), date.precision()));
    let mut happenings: Vec<Happening> = groups
        .into_iter()
        .map(|(date, mut group)| {
            group.sort_by_key(|e| {
                (
                    std::cmp::Reverse(nearness(kind, e, acts)),
                    e.date.precision() == Precision::Month,
                    e.evidence.act.clone(),
                    e.evidence.page,
                    e.evidence.start,
                )
            });
            Happening { kind, date, evidence: group.iter().map(|e| e.evidence.clone()).collect(), conflicts: Vec::new() }
        })
        .collect();
    settle_conflicts(kind, &mut happenings, mentions, acts);
    settle_slips(kind, &mut happenings, acts);
    happenings
}

/// The value with a time of day, or the day where only the week was known.
fn more_exact(date: LegalDate, mention: &Event) -> LegalDate {
    match (date.time(), mention.date.time()) {
        (None, Some(_)) => mention.date,
        _ if date.precision() == Precision::Week => mention.date,
        _ => date,
    }
}

/// How near an act is to what happened: its own kind of act on the day or soon after is nearest, a retelling farthest.
fn nearness(kind: EventKind, event: &Event, acts: &[ActRole]) -> i64 {
    let Some(act) = acts.iter().find(|a| a.name == event.evidence.act) else { return 0 };
    let own = own_doctypes(kind).iter().position(|d| *d == act.doctype).map_or(0, |at| 100 - i64::try_from(at).unwrap_or(0) * 10);
    let days = act.date.map_or(400, |d| (d - event.date.first_day()).num_days().abs());
    own - days.min(400) / 4
}

/// Types of act that are the happening itself, the nearest first.
fn own_doctypes(kind: EventKind) -> &'static [&'static str] {
    use EventKind as K;
    match kind {
        K::UnderretningModtaget => &["underretning", "vurdering", "kvittering", "journal", "notat"],
        K::UnderretningVurderet => &["vurdering", "journal", "notat"],
        K::UnderretningKvitteret => &["kvittering", "journal", "vurdering"],
        K::UndersoegelsePaabegyndt => &["journal", "notat", "boernefaglig_undersoegelse"],
        K::UndersoegelseAfsluttet => &["boernefaglig_undersoegelse", "journal"],
        K::BoernesamtaleAfholdt | K::BoernesamtaleFravalgt => &["samtalereferat", "journal", "notat", "boernefaglig_undersoegelse"],
        K::SamtykkeGivet => &["samtykke", "journal"],
        K::AfgoerelseTruffet => &["afgoerelse", "referat", "journal"],
        K::ForanstaltningIvaerksat | K::ForanstaltningOphoert => &["statusrapport", "journal", "opfoelgning", "notat"],
        K::HandleplanUdarbejdet | K::HandleplanRevideret => &["handleplan", "journal"],
        K::OpfoelgningGennemfoert => &["opfoelgning", "referat", "journal"],
        K::TilsynsbesoegGennemfoert => &["tilsyn", "journal"],
        K::AnsoegningModtaget => &["ansoegning", "journal", "mail"],
        K::PartshoeringForetaget => &["partshoering", "journal"],
        K::KlageModtaget => &["klage", "journal"],
        K::AfdaekningAfsluttet | K::ForeloebigVurdering => &["vurdering", "notat", "journal"],
        K::Own(kind) => kind.own_acts,
    }
}

/// What happens once for a decision; the rest may well come twice in a fortnight.
fn once(kind: EventKind) -> bool {
    use EventKind as K;
    matches!(
        kind,
        K::UndersoegelsePaabegyndt
            | K::UndersoegelseAfsluttet
            | K::AfgoerelseTruffet
            | K::ForanstaltningIvaerksat
            | K::ForanstaltningOphoert
            | K::HandleplanUdarbejdet
            | K::AnsoegningModtaget
            | K::AfdaekningAfsluttet
            | K::KlageModtaget
    ) || matches!(kind, K::Own(own) if own.once)
}

/// The acts that tell of it.
fn tellers(happening: &Happening) -> std::collections::BTreeSet<&str> {
    happening.evidence.iter().map(|e| e.act.as_str()).collect()
}

/// A day that a single retelling gives, while a day well told by others stands within half a year: a slip of pen or eye, kept as a
/// conflict of the well-told day. Only for what happens once for a decision; an act that is the thing itself is never a slip.
fn settle_slips(kind: EventKind, happenings: &mut Vec<Happening>, acts: &[ActRole]) {
    let its_own = |h: &Happening| {
        h.evidence.iter().any(|e| {
            acts.iter().any(|a| {
                a.name == e.act
                    && own_doctypes(kind).first().is_some_and(|d| *d == a.doctype)
                    && a.date.is_some_and(|d| (d - h.date.first_day()).num_days().abs() <= 3)
            })
        })
    };
    let reach = if once(kind) { SLIP } else { ONE_HAPPENING_OF_MANY };
    let mut at = 0;
    while let Some(lone) = happenings.get(at) {
        let winner = happenings
            .iter()
            .enumerate()
            .filter(|(i, h)| *i != at && tellers(h).len() >= 2 && (h.date.first_day() - lone.date.first_day()).num_days().abs() <= reach)
            .min_by_key(|(_, h)| (h.date.first_day() - lone.date.first_day()).num_days().abs())
            .map(|(i, _)| i);
        match winner {
            Some(winner) if tellers(lone).len() == 1 && !its_own(lone) => {
                let lone = happenings.remove(at);
                if let Some(kept) = happenings.get_mut(if winner > at { winner - 1 } else { winner }) {
                    kept.conflicts.push(lone.date);
                    kept.conflicts.extend(lone.conflicts);
                    kept.evidence.extend(lone.evidence);
                }
            }
            _ => at += 1,
        }
    }
}

/// Two days near each other that no act tells both of are two accounts of one happening.
fn settle_conflicts(kind: EventKind, happenings: &mut Vec<Happening>, mentions: &[&Event], acts: &[ActRole]) {
    let reach = if once(kind) { ONE_HAPPENING } else { ONE_HAPPENING_OF_MANY };
    let weight = |h: &Happening| {
        let best =
            mentions.iter().filter(|m| m.date.first_day() == h.date.first_day()).map(|m| nearness(kind, m, acts)).max().unwrap_or(i64::MIN);
        let tellers: std::collections::BTreeSet<&str> = h.evidence.iter().map(|e| e.act.as_str()).collect();
        (best, tellers.len())
    };
    let mut at = 0;
    while at + 1 < happenings.len() {
        let (Some(a), Some(b)) = (happenings.get(at), happenings.get(at + 1)) else { break };
        let days = (b.date.first_day() - a.date.first_day()).num_days();
        let both_days = a.date.known_day().is_some() && b.date.known_day().is_some();
        let shared = a.evidence.iter().any(|x| b.evidence.iter().any(|y| x.act == y.act));
        let (wa, wb) = (weight(a), weight(b));
        // One account must be clearly a retelling: a single act, far from the event.
        let lone = |h: &Happening| h.evidence.iter().map(|e| e.act.as_str()).collect::<std::collections::BTreeSet<_>>().len() == 1;
        let a_wins = wa > wb;
        let loser_is_retelling = if a_wins { lone(b) && wb.0 + 12 < wa.0 } else { lone(a) && wa.0 + 12 < wb.0 };
        if both_days && !shared && days <= reach && loser_is_retelling {
            let loser = happenings.remove(if a_wins { at + 1 } else { at });
            if let Some(winner) = happenings.get_mut(at) {
                winner.conflicts.push(loser.date);
                winner.conflicts.extend(loser.conflicts);
                winner.evidence.extend(loser.evidence);
            }
        } else {
            at += 1;
        }
    }
}
