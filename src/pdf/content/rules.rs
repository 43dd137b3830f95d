//! Paths, as far as they are ruled lines: strokes along an axis and thin filled shapes.

use crate::pdf::geometry::{Hull, Matrix};
use crate::pdf::model::Rule;

/// Shortest ruled line kept, in points.
const MIN_LENGTH: f32 = 8.0;
/// Thickest ruled line, in points; thicker shapes are areas.
const MAX_THICKNESS: f32 = 3.0;
/// How far a line may lean, in points per point of length.
const MAX_LEAN: f32 = 0.01;
/// Most segments remembered of one path.
const MAX_SEGMENTS: usize = 50_000;

/// The current path and the ruled lines found so far.
#[derive(Debug)]
pub(super) struct Rules {
    found: Vec<Rule>,
    most: usize,
    segments: Vec<[f32; 4]>,
    /// Hulls of the finished parts of the path.
    parts: Vec<Hull>,
    part: Hull,
    start: (f32, f32),
    at: (f32, f32),
}

impl Rules {
    pub fn new(most: usize) -> Self {
        Self { found: Vec::new(), most, segments: Vec::new(), parts: Vec::new(), part: Hull::EMPTY, start: (0.0, 0.0), at: (0.0, 0.0) }
    }

    pub fn move_to(&mut self, point: (f32, f32)) {
        self.end_part();
        self.start = point;
        self.at = point;
    }

    pub fn line_to(&mut self, point: (f32, f32)) {
        self.grow(point);
        if self.segments.len() < MAX_SEGMENTS {
            self.segments.push([self.at.0, self.at.1, point.0, point.1]);
        }
        self.at = point;
    }

    /// A curve is no ruled line; its points only widen the shape.
    pub fn curve_to(&mut self, points: &[(f32, f32)]) {
        for point in points {
            self.grow(*point);
            self.at = *point;
        }
    }

    pub fn close(&mut self) {
        if self.at != self.start {
            self.line_to(self.start);
        }
    }

    pub fn rectangle(&mut self, corners: [(f32, f32); 4]) {
        let [first, rest @ ..] = corners;
        self.move_to(first);
        for corner in rest {
            self.line_to(corner);
        }
        self.close();
        self.end_part();
    }

    /// Ends the path, painted as said.
    pub fn paint(&mut self, stroke: Option<f32>, fill: bool) {
        self.end_part();
        if fill {
            for at in 0..self.parts.len() {
                if let Some(part) = self.parts.get(at) {
                    self.keep(*part);
                }
            }
        }
        if let Some(width) = stroke.filter(|width| *width <= MAX_THICKNESS) {
            for at in 0..self.segments.len() {
                let Some([x0, y0, x1, y1]) = self.segments.get(at).copied() else { continue };
                let (across, down) = ((x1 - x0).abs(), (y1 - y0).abs());
                if across.min(down) > across.max(down) * MAX_LEAN {
                    continue;
                }
                // Ends are as drawn; the line's width goes to both sides.
                let half = width / 2.0;
                let (dx, dy) = if across >= down { (0.0, half) } else { (half, 0.0) };
                self.keep(Hull { x0: x0.min(x1) - dx, y0: y0.min(y1) - dy, x1: x0.max(x1) + dx, y1: y0.max(y1) + dy });
            }
        }
        self.segments.clear();
        self.parts.clear();
    }

    /// The lines found, in the order painted, each once.
    pub fn finish(self) -> Vec<Rule> {
        self.found
    }

    fn keep(&mut self, hull: Hull) {
        let (width, height) = (hull.width(), hull.height());
        let is_line = width.min(height) <= MAX_THICKNESS && width.max(height) >= MIN_LENGTH;
        if !is_line || !(width + height).is_finite() || self.found.len() >= self.most {
            return;
        }
        let rule = Rule { bbox: hull.to_array() };
        // Writers paint the same edge twice in a row, once a cell.
        let recent = self.found.len().saturating_sub(8);
        if !self.found.get(recent..).unwrap_or_default().contains(&rule) {
            self.found.push(rule);
        }
    }

    fn grow(&mut self, point: (f32, f32)) {
        if self.part.is_empty() {
            self.part.add(self.start.0, self.start.1);
        }
        self.part.add(point.0, point.1);
    }

    fn end_part(&mut self) {
        if !self.part.is_empty() && self.parts.len() < MAX_SEGMENTS {
            self.parts.push(self.part);
        }
        self.part = Hull::EMPTY;
    }
}

/// The corners of a rectangle operator in page space.
pub(super) fn corners([x, y, width, height]: [f32; 4], ctm: Matrix) -> [(f32, f32); 4] {
    [ctm.apply(x, y), ctm.apply(x + width, y), ctm.apply(x + width, y + height), ctm.apply(x, y + height)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_and_thin_shapes_are_rules_areas_are_not() {
        let mut rules = Rules::new(100);
        rules.rectangle(corners([10.0, 10.0, 100.0, 0.5], Matrix::IDENTITY));
        rules.rectangle(corners([10.0, 10.0, 100.0, 20.0], Matrix::IDENTITY));
        rules.paint(None, true);
        rules.move_to((10.0, 50.0));
        rules.line_to((200.0, 50.0));
        rules.line_to((205.0, 50.0));
        rules.move_to((10.0, 50.0));
        rules.line_to((100.0, 100.0));
        rules.paint(Some(1.0), false);
        rules.rectangle(corners([0.0, 0.0, 50.0, 50.0], Matrix::IDENTITY));
        rules.paint(None, false);
        let found: Vec<_> = rules.finish().iter().map(|rule| rule.bbox).collect();
        assert_eq!(found, [[10.0, 10.0, 110.0, 10.5], [10.0, 49.5, 200.0, 50.5]]);
    }

    #[test]
    fn a_stroked_box_gives_its_four_sides() {
        let mut rules = Rules::new(100);
        rules.rectangle(corners([0.0, 0.0, 50.0, 20.0], Matrix::IDENTITY));
        rules.paint(Some(0.0), false);
        assert_eq!(rules.finish().len(), 4);
    }
}
