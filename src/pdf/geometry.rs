//! Affine maps and rectangles, in PDF's convention: row vectors, `[a b c d e f]`.

/// An affine map: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Matrix {
    pub a: f32,
    pub b: f32,
    pub c: f32,
    pub d: f32,
    pub e: f32,
    pub f: f32,
}

impl Matrix {
    pub const IDENTITY: Self = Self::new([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub const fn new([a, b, c, d, e, f]: [f32; 6]) -> Self {
        Self { a, b, c, d, e, f }
    }

    /// First `self`, then `next`.
    #[inline]
    pub fn then(self, next: Self) -> Self {
        Self {
            a: self.a * next.a + self.b * next.c,
            b: self.a * next.b + self.b * next.d,
            c: self.c * next.a + self.d * next.c,
            d: self.c * next.b + self.d * next.d,
            e: self.e * next.a + self.f * next.c + next.e,
            f: self.e * next.b + self.f * next.d + next.f,
        }
    }

    /// First a shift by `(x, y)`, then `self`.
    #[inline]
    pub fn shifted(self, x: f32, y: f32) -> Self {
        Self { e: x * self.a + y * self.c + self.e, f: x * self.b + y * self.d + self.f, ..self }
    }

    #[inline]
    pub fn apply(self, x: f32, y: f32) -> (f32, f32) {
        (x * self.a + y * self.c + self.e, x * self.b + y * self.d + self.f)
    }

    /// How much lengths grow, as a mean over directions.
    pub fn scale(self) -> f32 {
        (self.a * self.d - self.b * self.c).abs().sqrt()
    }

    /// True when every number is finite and not absurdly large.
    pub fn is_sane(self) -> bool {
        [self.a, self.b, self.c, self.d, self.e, self.f].iter().all(|v| v.abs() < 1e9)
    }
}

/// A rectangle `[x0, y0, x1, y1]` that grows around points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hull {
    pub x0: f32,
    pub y0: f32,
    pub x1: f32,
    pub y1: f32,
}

impl Hull {
    pub const EMPTY: Self = Self { x0: f32::INFINITY, y0: f32::INFINITY, x1: f32::NEG_INFINITY, y1: f32::NEG_INFINITY };

    #[inline]
    pub fn add(&mut self, x: f32, y: f32) {
        self.x0 = self.x0.min(x);
        self.y0 = self.y0.min(y);
        self.x1 = self.x1.max(x);
        self.y1 = self.y1.max(y);
    }

    #[cfg(test)]
    pub fn around(other: [f32; 4]) -> Self {
        let [x0, y0, x1, y1] = other;
        Self { x0, y0, x1, y1 }
    }

    /// The hull of a rectangle given in another space.
    pub fn of_rect(rect: [f32; 4], map: Matrix) -> Self {
        let [x0, y0, x1, y1] = rect;
        let mut hull = Self::EMPTY;
        for (x, y) in [(x0, y0), (x1, y0), (x1, y1), (x0, y1)] {
            let (x, y) = map.apply(x, y);
            hull.add(x, y);
        }
        hull
    }

    pub fn width(self) -> f32 {
        self.x1 - self.x0
    }

    pub fn height(self) -> f32 {
        self.y1 - self.y0
    }

    pub fn is_empty(self) -> bool {
        !(self.x0 <= self.x1 && self.y0 <= self.y1)
    }

    pub fn to_array(self) -> [f32; 4] {
        [self.x0, self.y0, self.x1, self.y1]
    }
}
