//! The graphics state, as far as text and ruled lines need it.

use crate::pdf::geometry::Matrix;

/// What `q` keeps and `Q` brings back.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    /// From user space to the page as seen, points from the top left.
    pub ctm: Matrix,
    pub line_width: f32,
    /// Index of the font.
    pub font: usize,
    pub size: f32,
    pub char_spacing: f32,
    pub word_spacing: f32,
    /// Horizontal scaling, 1 for 100 %.
    pub stretch: f32,
    pub leading: f32,
    pub rise: f32,
    /// Text is painted invisibly (mode 3 or 7).
    pub invisible: bool,
}

impl State {
    pub fn new(ctm: Matrix) -> Self {
        Self {
            ctm,
            line_width: 1.0,
            font: 0,
            size: 0.0,
            char_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            invisible: false,
        }
    }
}

/// The numbers before an operator: the last eight, which is more than any operator here takes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Numbers {
    values: [f32; 8],
    len: usize,
}

impl Numbers {
    #[inline]
    pub fn push(&mut self, value: f32) {
        if self.len == self.values.len() {
            self.values.rotate_left(1);
            self.len -= 1;
        }
        if let Some(slot) = self.values.get_mut(self.len) {
            *slot = value;
            self.len += 1;
        }
    }

    #[inline]
    pub fn clear(&mut self) {
        self.len = 0;
    }

    /// The last `N`; none when there are fewer.
    #[inline]
    pub fn last<const N: usize>(&self) -> Option<[f32; N]> {
        let start = self.len.checked_sub(N)?;
        self.values.get(start..self.len)?.try_into().ok()
    }
}
