//! How much of the page pictures cover: a coarse grid, so that overlapping strips count once.

use crate::pdf::geometry::Hull;

const CELLS: usize = 64;

/// A grid of 64 × 64 cells over the page.
#[derive(Debug, Clone)]
pub(super) struct Coverage {
    rows: [u64; CELLS],
    size: [f32; 2],
}

impl Coverage {
    pub fn new(size: [f32; 2]) -> Self {
        Self { rows: [0; CELLS], size }
    }

    /// Marks the cells whose middle lies in the picture.
    pub fn add(&mut self, picture: Hull) {
        let [width, height] = self.size;
        let columns = cells(picture.x0, picture.x1, width);
        let mask = columns.fold(0u64, |mask, column| mask | 1 << column);
        for row in cells(picture.y0, picture.y1, height) {
            if let Some(row) = self.rows.get_mut(row) {
                *row |= mask;
            }
        }
    }

    /// The share of the page that is covered, 0–1.
    pub fn share(&self) -> f32 {
        let covered: u32 = self.rows.iter().map(|row| row.count_ones()).sum();
        covered as f32 / (CELLS * CELLS) as f32
    }
}

fn cells(from: f32, to: f32, length: f32) -> std::ops::Range<usize> {
    // `as` saturates, and NaN becomes 0.
    let at = |value: f32| ((value / length * CELLS as f32 + 0.5) as usize).min(CELLS);
    at(from)..at(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_add_up_and_overlaps_count_once() {
        let mut coverage = Coverage::new([600.0, 800.0]);
        coverage.add(Hull::around([0.0, 0.0, 600.0, 400.0]));
        coverage.add(Hull::around([0.0, 200.0, 600.0, 400.0]));
        assert_eq!(coverage.share(), 0.5);
        coverage.add(Hull::around([-50.0, 400.0, 900.0, 900.0]));
        assert_eq!(coverage.share(), 1.0);
    }
}
