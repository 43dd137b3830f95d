//! The counting behind a verdict as one sentence with its dates: "2. marts 2021 kl. 14.10 + 24 timer = 3. marts 2021 kl. 14.10; …".
//!
//! In: the clock a check set and the limit of its provision. Out: the sentence. The sentence says what was counted; it counts nothing anew but the
//! distance between the end and the deadline.

use super::clock;
use super::ground::Ground;
use super::model::CheckKind;
use super::provision::Limit;
use super::words;
use crate::dates::{LegalDate, Precision};
use crate::lang::Said;

/// The clock of a verdict.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub(super) limit: Option<Limit>,
    pub(super) started: Option<LegalDate>,
    pub(super) deadline: Option<LegalDate>,
    pub(super) ended: Option<LegalDate>,
}

/// The sentence, with a full stop.
pub(super) fn sentence(g: &Ground<'_>, check: CheckKind, c: &Clock) -> Said {
    let say = |key: &str, values: &[(&str, Said)]| g.law.say(None, key, values);
    let stop = g.law.stop(check);
    let sum = match (c.limit, c.started, c.deadline) {
        (Some(limit), Some(from), Some(to)) => {
            say("regn_frist", &[("start", words::at(from)), ("laengde", words::limit(limit)), ("frist", words::at(to))])
        }
        (None, Some(from), Some(to)) => say("regn_tid", &[("start", words::at(from)), ("slut", words::at(to))]),
        _ => Said::default(),
    };
    let end = match (c.ended, c.deadline) {
        (Some(end), Some(to)) => {
            let (key, values) = distance(g, end, to);
            say(key, &[("skridt", stop), ("dato", words::at(end)), ("anker", anchor(g, c, to)), ("afstand", values)])
        }
        (Some(end), None) => say("regn_skridt", &[("skridt", stop), ("dato", words::at(end))]),
        (None, Some(to)) => say("regn_intet", &[("skridt", stop), ("dato", words::at(to)), ("anker", anchor(g, c, to))]),
        (None, None) => say("regn_uden", &[]),
    };
    let parts: Vec<Said> = [sum, end].into_iter().filter(|s| !s.is_empty()).collect();
    words::capital(&words::sentence(&parts))
}

/// What the end is held against: the deadline of a limit, the decision, or the last day of a stretch.
fn anchor(g: &Ground<'_>, c: &Clock, to: LegalDate) -> Said {
    let key = if c.limit.is_some() {
        "regn_fristen"
    } else if g.decision.is_some_and(|d| d.date == to) {
        "regn_afgoerelsen"
    } else {
        "regn_slutningen"
    };
    g.law.say(None, key, &[])
}

/// The text to use, and "4 t. 40 min." or "13 dage".
fn distance(g: &Ground<'_>, end: LegalDate, to: LegalDate) -> (&'static str, Said) {
    if let (Some(t0), Some(t1)) = (end.time(), to.time()) {
        let apart = clock::elapsed(end.first_day().and_time(t0), to.first_day().and_time(t1)).num_minutes();
        let minutes = apart.unsigned_abs();
        let key = if apart == 0 {
            "regn_paa"
        } else if apart > 0 {
            "regn_foer"
        } else {
            "regn_efter"
        };
        return (key, words::hours_minutes(minutes));
    }
    let (Some(a), Some(b)) = (end.known_day(), to.known_day()) else { return ("regn_uvis", Said::default()) };
    if end.precision() == Precision::Week || to.precision() == Precision::Week {
        return ("regn_uvis", g.law.say(None, "regn_uge", &[]));
    }
    let apart = b.signed_duration_since(a).num_days();
    let days = usize::try_from(apart.unsigned_abs()).unwrap_or(usize::MAX);
    let key = if apart == 0 {
        "regn_paa"
    } else if apart > 0 {
        "regn_foer"
    } else {
        "regn_efter"
    };
    (key, words::count(days, ["dag", "dage"], ["day", "days"]))
}
