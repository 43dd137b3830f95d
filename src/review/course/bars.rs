//! Which lane each clock runs in: two clocks that run at the same time stand beside each other, one that begins after another's end takes
//! its lane again.

use super::place::Placed;
use super::{Clock, Ending};
use crate::dates::LegalDate;

/// Room kept free between two bars of a lane.
const BETWEEN: f32 = 26.0;

/// A clock's bar.
pub(super) struct Bar<'a> {
    pub clock: &'a Clock,
    /// From 1, as its deadline's row says.
    pub number: usize,
    /// From 0.
    pub lane: usize,
    /// Where it starts, is due, and stopped.
    pub started: f32,
    pub due: f32,
    pub ended: Option<f32>,
    /// Where the bar's last sign stands.
    pub bottom: f32,
}

impl Bar<'_> {
    /// It went on past its deadline: until it was stopped, or to the end of what the acts tell.
    pub fn overrun(&self) -> Option<(f32, f32)> {
        (self.clock.ending == Ending::Broken && self.bottom > self.due).then_some((self.due, self.bottom))
    }
}

/// Gives each clock a lane.
pub(super) fn bars<'a>(clocks: &'a [Clock], placed: &Placed<'_>) -> Vec<Bar<'a>> {
    let mut bars: Vec<Bar<'a>> = clocks
        .iter()
        .zip(1..)
        .map(|(clock, number)| {
            let due = placed.y_of_deadline(number).unwrap_or_else(|| placed.y_of(clock.deadline.last_day()));
            let ended =
                clock.ended.map(LegalDate::first_day).map(|day| if day == clock.deadline.last_day() { due } else { placed.y_of(day) });
            let never_ended = clock.ending == Ending::Broken && ended.is_none();
            let bottom = if never_ended { placed.height - 10.0 } else { ended.map_or(due, |ended| ended.max(due)) };
            // A clock of a few hours starts and is due on the same row; its bar is still to be seen.
            let started = placed.y_of(clock.started.first_day()).min(due - 8.0);
            Bar { clock, number, lane: 0, started, due, ended, bottom: bottom.max(due) }
        })
        .collect();
    let mut order: Vec<usize> = (0..bars.len()).collect();
    order.sort_by(|a, b| {
        let key = |at: &usize| bars.get(*at).map_or((0.0, 0), |bar| (bar.started, bar.number));
        let ((left, n), (right, m)) = (key(a), key(b));
        left.total_cmp(&right).then(n.cmp(&m))
    });
    let mut free_from: Vec<f32> = Vec::new();
    for at in order {
        let Some(bar) = bars.get_mut(at) else { continue };
        let lane = free_from.iter().position(|free| *free <= bar.started).unwrap_or(free_from.len());
        bar.lane = lane;
        match free_from.get_mut(lane) {
            Some(free) => *free = bar.bottom + BETWEEN,
            None => free_from.push(bar.bottom + BETWEEN),
        }
    }
    bars
}
