//! A text's mentions resolved in order, each against the one before it.

use chrono::NaiveDate;

use super::expr::{Expr, Mention, WeekdayDir};
use super::resolve::{Anchors, Direction, Grain, Value, resolve};

/// The values of a text's mentions, in the same order; `None` where a mention has none.
///
/// The narrative begins empty and is then the last day mentioned; birth dates, deadlines at a distance and times of day do not move it.
#[must_use]
pub fn resolve_all(mentions: &[Mention], act: NaiveDate, direction: Direction) -> Vec<Option<Value>> {
    let mut anchors = Anchors { act, at: None, narrative: None, direction };
    mentions
        .iter()
        .map(|mention| {
            let value = resolve(mention, &anchors);
            if let Some(value) = value.filter(|value| value.grain <= Grain::Day && moves_story(mention)) {
                anchors.narrative = Some(value.day());
            }
            value
        })
        .collect()
}

/// Whether a mention tells where the story is: not what is only planned from today on.
fn moves_story(mention: &Mention) -> bool {
    let ahead = match &mention.expr {
        Expr::Weekday { dir, .. } => *dir == WeekdayDir::Coming,
        Expr::Relative { count, anchor, .. } => *count > 0 && *anchor == super::expr::Anchor::Act,
        Expr::Time | Expr::Vague | Expr::Run { .. } => true,
        _ => false,
    };
    !ahead && !mention.born
}
