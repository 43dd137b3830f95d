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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::dates::{LegalDate, Scanner};

    fn told(act: &str, direction: Direction, text: &str) -> Vec<String> {
        let mentions = Scanner::danish().unwrap().scan(text);
        let show = |date: LegalDate| date.time().map_or(date.to_string(), |time| format!("{date}T{}", time.format("%H:%M")));
        resolve_all(&mentions, act.parse().unwrap(), direction)
            .into_iter()
            .map(|value| value.and_then(|value| value.legal()).map_or("-".to_string(), show))
            .collect()
    }

    #[test]
    fn a_story_goes_on_from_its_last_day() {
        let text = "Den 3. november 2020 modtages underretning. Den 12. december holdes møde, dagen efter ringer mor kl. 9.30. Den 4. og 5. januar besøg.";
        assert_eq!(
            told("2022-03-01", Direction::Past, text),
            ["2020-11-03", "2020-12-12", "2020-12-13", "2020-12-13T09:30", "2021-01-04", "2021-01-05"]
        );
    }

    #[test]
    fn directions() {
        assert_eq!(told("2021-03-02", Direction::Past, "mødt 16/3"), ["2020-03-16"]);
        assert_eq!(told("2021-03-02", Direction::Future, "mødes 16/3"), ["2021-03-16"]);
        assert_eq!(told("2021-03-02", Direction::Default, "møde 16/3"), ["2021-03-16"]);
        assert_eq!(told("2021-03-02", Direction::Default, "møde 16/5"), ["2020-05-16"]);
        assert_eq!(told("2021-03-02", Direction::Default, "senest 16/5"), ["2021-05-16"]);
        assert_eq!(told("2021-03-02", Direction::Past, "onsdag"), ["2021-02-24"]);
        assert_eq!(told("2021-03-02", Direction::Future, "onsdag"), ["2021-03-03"]);
    }

    #[test]
    fn what_the_law_can_use() {
        let text = "uge 12, i marts, primo maj, foråret 2020, i 2020, 2. kvartal, den 3. maj om formiddagen, efter sommerferien, 3.-5. maj";
        let expect = ["2021-03-22", "2021-03", "2021-05", "-", "-", "-", "2021-05-03", "-", "2021-05-03"];
        assert_eq!(told("2021-06-01", Direction::Past, text), expect);
    }

    #[test]
    fn a_weekday_decides_the_year_or_contradicts() {
        let scanner = Scanner::danish().unwrap();
        let anchors = Anchors::act("2022-01-20".parse().unwrap());
        let value = |text: &str| resolve(&scanner.scan(text).pop().unwrap(), &anchors).unwrap();
        assert_eq!(value("tirsdag den 2. marts").day().to_string(), "2021-03-02");
        assert_eq!(value("onsdag den 2. marts").day().to_string(), "2022-03-02", "only 2022 has it on a Wednesday");
        let contradicted = value("fredag den 2. marts 2021");
        assert!(contradicted.weekday_contradicts && contradicted.day().to_string() == "2021-03-02");
    }

    #[test]
    fn born_and_named_events_do_not_move_the_story() {
        assert_eq!(told("2021-06-01", Direction::Past, "født 3. maj 2012. Samme dag ringede"), ["2012-05-03", "2021-06-01"]);
        assert_eq!(told("2021-06-01", Direction::Past, "en uge efter afgørelsen"), ["-"]);
    }
}
