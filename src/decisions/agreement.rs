//! How well readers agree, and how often the machine was overturned. Pure.

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

/// A share with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// How many of them.
    pub hits: usize,
    /// Out of how many.
    pub total: usize,
    /// The share, 0 to 1.
    pub share: f64,
    /// Lower bound of the 95 % interval.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// A share with Wilson's 95 % interval; none without observations.
#[must_use]
pub fn wilson(hits: usize, total: usize) -> Option<Interval> {
    if total == 0 {
        return None;
    }
    /// The normal distribution's 97.5 % point.
    const Z: f64 = 1.959_963_984_540_054;
    let (n, share) = (total as f64, hits as f64 / total as f64);
    let weight = 1.0 + Z * Z / n;
    let middle = (share + Z * Z / (2.0 * n)) / weight;
    let half = Z / weight * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    Some(Interval { hits, total, share, low: (middle - half).max(0.0), high: (middle + half).min(1.0) })
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

    #[test]
    fn wilson_of_known_values() {
        // Newcombe 1998, table I: 81/263, 15/148, 0/20, 1/29.
        for (hits, total, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let found = wilson(hits, total).unwrap();
            assert!((found.low - low).abs() < 5e-5 && (found.high - high).abs() < 5e-5, "{found:?}");
        }
        assert_eq!(wilson(0, 0), None);
    }
}
