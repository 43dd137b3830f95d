//! How well readers agree. Pure.

use std::collections::BTreeMap;

/// How two readers agreed on the same verdicts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Verdicts that two have read.
    pub pairs: usize,
    /// Of these: the same outcome.
    pub same: usize,
    /// Cohen's kappa; none where chance alone would agree on everything, or nothing was read twice.
    pub kappa: Option<f64>,
}

/// Observed agreement and Cohen's kappa of pairs of outcomes, the first reader's before the second's.
#[must_use]
pub fn agreement<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Agreement {
    let (mut count, mut same) = (0usize, 0usize);
    let mut given: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (first, second) in pairs {
        count += 1;
        same += usize::from(first == second);
        given.entry(first).or_default().0 += 1.0;
        given.entry(second).or_default().1 += 1.0;
    }
    let total = count as f64;
    let by_chance: f64 = given.values().map(|(first, second)| first / total * (second / total)).sum();
    let kappa = (count > 0 && by_chance < 1.0).then(|| (same as f64 / total - by_chance) / (1.0 - by_chance));
    Agreement { pairs: count, same, kappa }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn kappa_of_a_textbook() {
        // Fifty applications, two readers: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no gives 0.4.
        let pairs = [(20, "ja", "ja"), (5, "ja", "nej"), (10, "nej", "ja"), (15, "nej", "nej")];
        let all = pairs.into_iter().flat_map(|(times, a, b)| std::iter::repeat_n((a, b), times));
        let found = agreement(all);
        assert_eq!((found.pairs, found.same), (50, 35));
        assert!((found.kappa.unwrap() - 0.4).abs() < 1e-12);
    }

    #[test]
    fn without_two_outcomes_there_is_no_kappa() {
        assert_eq!(agreement([("ja", "ja"); 3]).kappa, None);
        assert_eq!(agreement([]).kappa, None);
    }
}
