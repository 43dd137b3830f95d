//! Text painted twice at almost the same place (poor man's bold, shadows): the second painting is dropped.

use crate::pdf::model::Word;

/// How many repetitions are compared with a word.
const MOST_AT_ONE_PLACE: usize = 16;

/// Drops words that repeat another one at almost the same place. The order of the others stays.
pub(super) fn drop_repeats(words: &mut Vec<Word>) {
    let mut order: Vec<usize> = (0..words.len()).collect();
    let key = |at: usize| words.get(at).map(|word| (word.text.as_str(), word.baseline, word.bbox));
    order.sort_by(|a, b| match (key(*a), key(*b)) {
        (Some((text_a, y_a, box_a)), Some((text_b, y_b, box_b))) => text_a
            .cmp(text_b)
            .then(y_a.total_cmp(&y_b))
            .then_with(|| box_a.iter().zip(&box_b).map(|(a, b)| a.total_cmp(b)).find(|o| o.is_ne()).unwrap_or(a.cmp(b))),
        _ => a.cmp(b),
    });
    let mut drop = vec![false; words.len()];
    for (at, one) in order.iter().enumerate() {
        let Some(first) = words.get(*one) else { continue };
        for other in order.iter().skip(at + 1).take(MOST_AT_ONE_PLACE) {
            let Some(second) = words.get(*other) else { break };
            let near = first.size.max(1.0) * 0.25;
            if second.text != first.text || second.baseline - first.baseline > near {
                break;
            }
            let same = first.bbox.iter().zip(&second.bbox).all(|(a, b)| (a - b).abs() <= near);
            if same && let Some(slot) = drop.get_mut((*one).max(*other)) {
                *slot = true;
            }
        }
    }
    let mut at = 0;
    words.retain(|_| {
        at += 1;
        !drop.get(at - 1).copied().unwrap_or_default()
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, x: f32, y: f32) -> Word {
        Word {
            text: text.to_owned(),
            bbox: [x, y - 9.0, x + 30.0, y + 2.0],
            size: 11.0,
            bold: false,
            baseline: y,
            confidence: None,
            space_before: true,
        }
    }

    #[test]
    fn a_shadow_is_dropped_a_repetition_is_not() {
        let mut words = vec![word("Ja", 10.0, 100.0), word("nej", 50.0, 100.0), word("Ja", 10.4, 100.2), word("Ja", 90.0, 100.0)];
        drop_repeats(&mut words);
        let kept: Vec<_> = words.iter().map(|w| (w.text.as_str(), w.bbox[0])).collect();
        assert_eq!(kept, [("Ja", 10.0), ("nej", 50.0), ("Ja", 90.0)]);
    }
}
