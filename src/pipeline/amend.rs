//! A case as it would be with the events that a reader marked: what the acts tell in, the same with the reader's word in the place of the machine's out.
//!
//! A reader who corrects a happening has looked at every account of it: all mentions that were merged into it go, and so do the lone accounts that were kept as
//! its conflicts. What the acts say beside the event (the talk's subject, the plan's goals) goes along to the new day.

use crate::checks::decision;
use crate::dates::LegalDate;
use crate::events::{Event, EventKind, Finding, FindingKind};
use crate::timeline::{ActRole, Happening, merge};

/// An event as a reader marked it.
#[derive(Debug, Clone, PartialEq)]
pub struct Amendment {
    /// What happened, when, whether, and where it says so.
    pub event: Event,
    /// The happening of the machine's timeline that it stands for: kind, and date as the exports write it. None where it was missed.
    pub corrects: Option<(EventKind, String)>,
}

/// Puts the reader's events in.
pub(super) fn amend(events: &mut Vec<Event>, findings: &mut [Finding], acts: &[ActRole], amendments: &[Amendment]) {
    let timeline = merge(events, acts);
    for Amendment { event, corrects } in amendments {
        if let Some(wrong) = corrects.as_ref().and_then(|(kind, date)| happening(&timeline, *kind, date)) {
            events.retain(|told| !is_account_of(told, wrong));
            for finding in findings.iter_mut().filter(|finding| finding.date == Some(wrong.date) && belongs(finding.kind, wrong.kind)) {
                finding.date = Some(event.date);
            }
        }
    }
    events.extend(amendments.iter().map(|amendment| amendment.event.clone()));
}

fn happening<'t>(timeline: &'t [Happening], kind: EventKind, date: &str) -> Option<&'t Happening> {
    let of_kind = || timeline.iter().filter(|happening| happening.kind == kind && happening.date.to_string() == date);
    // Two decisions of one day: the one that is judged is the one that is meant.
    decision(timeline).filter(|judged| of_kind().any(|other| other == *judged)).or_else(|| of_kind().next())
}

/// Whether an event was merged into the happening, or kept as a conflict of it.
fn is_account_of(event: &Event, happening: &Happening) -> bool {
    let is_conflict = |date: LegalDate| event.doubtful && happening.conflicts.contains(&date);
    event.kind == happening.kind && (happening.evidence.contains(&event.evidence) || is_conflict(event.date))
}

/// Whether a statement of this kind is about events of that kind.
fn belongs(finding: FindingKind, event: EventKind) -> bool {
    use EventKind as E;
    use FindingKind as F;
    match finding {
        F::BegrundetKonklusion => event == E::UndersoegelseAfsluttet,
        F::PlanMaal | F::PlanIndsats | F::PlanIndsatsMangler => matches!(event, E::HandleplanUdarbejdet | E::HandleplanRevideret),
        F::SamtaleOmForanstaltning | F::SamtaleIkkeOmForanstaltning => {
            matches!(event, E::BoernesamtaleAfholdt | E::BoernesamtaleFravalgt)
        }
        F::SamtykkeMangler => event == E::SamtykkeGivet,
        F::SamtaleVedTilsyn => event == E::TilsynsbesoegGennemfoert,
        F::Klagevejledning | F::FormaalAngivet | F::VarighedAngivet | F::AkutStoette | F::PlanUdsat => event == E::AfgoerelseTruffet,
        F::AnonymUnderretter => event == E::UnderretningModtaget,
        F::AkutBehov | F::AkutIntetBehov => event == E::UnderretningVurderet,
        // These carry a day of their own.
        F::FaellesForaeldremyndighed
        | F::Formandsafgoerelse
        | F::FormandsafgoerelseGodkendt
        | F::Genvurdering
        | F::Hoeringsfrist
        | F::KlageBortfalder
        | F::PartenBekendt
        | F::ForaeldreInddraget
        | F::ForaeldreIkkeMedvirket
        | F::AkutHandling
        | F::AkutUdeblevet => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::events::{Evidence, Source, Status};

    fn event(kind: EventKind, day: &str, act: &str) -> Event {
        let evidence =
            Evidence { act: act.to_owned(), page: 1, start: 0, end: 4, quote: "sket".to_owned(), boxes: Vec::new(), confidence: None };
        let date = LegalDate::day(day.parse().unwrap());
        Event { kind, date, status: Status::Faktisk, rule: "r".to_owned(), evidence, source: Source::Text, doubtful: false }
    }

    fn days(events: &[Event], kind: EventKind) -> Vec<String> {
        let timeline = merge(events, &[]);
        timeline.iter().filter(|h| h.kind == kind).map(|h| format!("{} {:?}", h.date, h.conflicts)).collect()
    }

    #[test]
    fn a_corrected_happening_goes_with_all_its_accounts_and_conflicts() {
        let talk = EventKind::BoernesamtaleAfholdt;
        let lone = Event { doubtful: true, ..event(talk, "2024-03-09", "c.pdf") };
        let mut events =
            vec![event(talk, "2024-03-02", "a.pdf"), event(talk, "2024-03-02", "b.pdf"), lone, event(talk, "2024-06-01", "d.pdf")];
        let mut findings = vec![
            Finding {
                kind: FindingKind::SamtaleOmForanstaltning,
                rule: "r".to_owned(),
                date: Some(events[0].date),
                evidence: events[0].evidence.clone(),
            },
            Finding { kind: FindingKind::PlanMaal, rule: "r".to_owned(), date: Some(events[0].date), evidence: events[0].evidence.clone() },
        ];
        let right = event(talk, "2024-03-12", "a.pdf");
        let amendment = Amendment { event: right.clone(), corrects: Some((talk, "2024-03-02".to_owned())) };
        amend(&mut events, &mut findings, &[], &[amendment]);
        assert_eq!(days(&events, talk), ["2024-03-12 []", "2024-06-01 []"]);
        assert_eq!((findings[0].date, findings[1].date.unwrap().to_string()), (Some(right.date), "2024-03-02".to_owned()));
    }

    #[test]
    fn what_did_not_take_place_leaves_the_timeline_and_what_was_missed_comes() {
        let (talk, plan) = (EventKind::BoernesamtaleAfholdt, EventKind::HandleplanUdarbejdet);
        let mut events = vec![event(talk, "2024-03-02", "a.pdf")];
        let cancelled = Event { status: Status::Aflyst, ..event(talk, "2024-03-02", "a.pdf") };
        let amendments = [
            Amendment { event: cancelled, corrects: Some((talk, "2024-03-02".to_owned())) },
            Amendment { event: event(plan, "2024-04-01", "b.pdf"), corrects: None },
            // Nothing of this date is on the timeline: it is added all the same.
            Amendment { event: event(plan, "2024-05-01", "b.pdf"), corrects: Some((plan, "2020-01-01".to_owned())) },
        ];
        amend(&mut events, &mut [], &[], &amendments);
        assert!(days(&events, talk).is_empty());
        assert_eq!(days(&events, plan), ["2024-04-01 []", "2024-05-01 []"]);
    }
}
