//! Some thousand pages after each other: which of them match, and with how many points.

use tantivy::Score;

/// Pages of a window.
pub(super) const WINDOW: usize = 4096;
/// Numbers that hold a bit for each of them.
const NUMBERS: usize = WINDOW / 64;

/// Pages of a window.
#[derive(Clone, Copy)]
pub(super) struct Bits([u64; NUMBERS]);

impl Default for Bits {
    fn default() -> Self {
        Self([0; NUMBERS])
    }
}

impl Bits {
    /// Every page.
    pub(super) fn all() -> Self {
        Self([u64::MAX; NUMBERS])
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    /// How many pages they are.
    pub(super) fn count(&self) -> u32 {
        self.0.iter().map(|bits| bits.count_ones()).sum()
    }

    pub(super) fn holds(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|bits| bits >> (at % 64) & 1 == 1)
    }

    pub(super) fn set(&mut self, at: usize) {
        if let Some(bits) = self.0.get_mut(at / 64) {
            *bits |= 1 << (at % 64);
        }
    }

    /// Drops the pages of which this is not true.
    pub(super) fn retain(&mut self, mut is_kept: impl FnMut(usize) -> bool) {
        for (number, bits) in self.0.iter_mut().enumerate() {
            each_bit(*bits, |at| {
                if !is_kept(number * 64 + at) {
                    *bits &= !(1 << at);
                }
            });
        }
    }

    /// Keeps what the other has too.
    pub(super) fn and(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine &= theirs);
    }

    /// Takes what the other has too.
    fn or(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// Drops what the other has.
    pub(super) fn without(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine &= !theirs);
    }

    /// The pages in order.
    pub(super) fn each(&self, mut take: impl FnMut(usize)) {
        for (number, bits) in self.0.iter().enumerate() {
            each_bit(*bits, |at| take(number * 64 + at));
        }
    }
}

/// The places of the bits of a number that are set, in order.
pub(super) fn each_bit(mut bits: u64, mut take: impl FnMut(usize)) {
    while bits != 0 {
        take(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

/// Which pages of a window match, and their points. The points of a page that does not match are of no meaning.
pub(super) struct Window {
    pub(super) bits: Bits,
    scores: Box<[Score; WINDOW]>,
}

impl Default for Window {
    fn default() -> Self {
        Self { bits: Bits::default(), scores: Box::new([0.0; WINDOW]) }
    }
}

impl Window {
    pub(super) fn clear(&mut self) {
        self.bits = Bits::default();
        self.scores.fill(0.0);
    }

    /// A page that matches, with points beside those it has.
    pub(super) fn add(&mut self, at: usize, score: Score) {
        self.bits.set(at);
        if let Some(sum) = self.scores.get_mut(at) {
            *sum += score;
        }
    }

    /// Pages that match, each with these points.
    pub(super) fn add_all(&mut self, pages: &Bits, points: Score) {
        self.bits.or(pages);
        if points != 0.0 {
            for (bits, scores) in pages.0.iter().zip(self.scores.as_chunks_mut::<64>().0) {
                each_bit(*bits, |at| scores.get_mut(at).into_iter().for_each(|sum| *sum += points));
            }
        }
    }

    /// What matches elsewhere too, with the points from there. Both began cleared.
    pub(super) fn or(&mut self, other: &Self) {
        let both = self.bits.0.iter_mut().zip(&other.bits.0);
        let scores = self.scores.as_chunks_mut::<64>().0.iter_mut().zip(other.scores.as_chunks::<64>().0);
        for ((mine, theirs), (sums, scores)) in both.zip(scores) {
            *mine |= theirs;
            each_bit(*theirs, |at| sums.get_mut(at).zip(scores.get(at)).into_iter().for_each(|(sum, score)| *sum += score));
        }
    }

    /// Keeps what the other has too, with the points of both.
    pub(super) fn and(&mut self, other: &Self) {
        self.bits.and(&other.bits);
        // Adding to all is faster than looking which ones; those that do not match mean nothing.
        self.scores.iter_mut().zip(other.scores.iter()).for_each(|(mine, theirs)| *mine += theirs);
    }

    /// The pages that match and have so many points or more, in order; `least` is asked again for every 64 of them.
    pub(super) fn each_from(&self, least: impl Fn() -> Score, mut take: impl FnMut(usize, Score)) {
        for (number, (bits, scores)) in self.bits.0.iter().zip(self.scores.as_chunks::<64>().0).enumerate() {
            let floor = least();
            // Most are told by one look at all 64.
            if *bits == 0 || !scores.iter().fold(false, |any, score| any | (*score >= floor)) {
                continue;
            }
            each_bit(*bits, |at| match scores.get(at) {
                Some(score) if *score >= floor => take(number * 64 + at, *score),
                _ => {}
            });
        }
    }
}
