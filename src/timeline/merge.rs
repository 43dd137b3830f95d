//! Merging: mentions with the same day are one happening; a month joins the day it means; an account that stands alone against
//! others (`doubtful`) is kept as a conflict of the happening nearest to it. The evidence begins with the act nearest to what
//! happened.

use chrono::NaiveDate;

use crate::dates::{LegalDate, Precision};
use crate::events::{Event, EventKind, Status};

use super::model::Happening;

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
        let (doubts, mentions): (Vec<&Event>, Vec<&Event>) = mentions.into_iter().partition(|e| e.doubtful);
        out.extend(of_kind(kind, &mentions, &doubts, acts));
    }
    out.sort_by_key(|h| (h.date.first_day(), h.date.time(), h.kind));
    out
}

fn of_kind(kind: EventKind, mentions: &[&Event], doubts: &[&Event], acts: &[ActRole]) -> Vec<Happening> {
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
    for doubtful in doubts {
        let far = |h: &&mut Happening| (h.date.first_day() - doubtful.date.first_day()).num_days().abs();
        if let Some(nearest) = happenings.iter_mut().min_by_key(far)
            && !nearest.conflicts.contains(&doubtful.date)
        {
            nearest.conflicts.push(doubtful.date);
        }
    }
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
