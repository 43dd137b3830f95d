//! Pages as grey pictures, which is what Tesseract takes.

use crate::pdf::draw::{Pictures, Wanted, turned};
use crate::pdf::model::Page;
use crate::pdf::ocr::OcrError;

/// A grey picture, row by row from the top left.
#[derive(Clone)]
pub(super) struct Picture {
    pub width: usize,
    pub height: usize,
    pub grey: Vec<u8>,
    /// Size of a pixel in points.
    pub points_per_pixel: f32,
    /// Width and height in points, before they were rounded to pixels.
    pub size: [f32; 2],
}

impl Picture {
    /// Draws the page with `dpi` dots per inch but at most `max_pixels` pixels. `pages` is how many the document has by its reader.
    pub fn draw(pictures: &Pictures, page: &Page, pages: usize, dpi: f32, max_pixels: usize) -> Result<Self, OcrError> {
        let wanted = Wanted { number: page.number, size: page.size, pages };
        let drawn =
            pictures.draw(&wanted, dpi / 72.0, max_pixels).map_err(|why| OcrError::NotDrawn { page: page.number, reason: why.0 })?;
        let grey = drawn
            .pixmap
            .data()
            .iter()
            .map(|pixel| ((u32::from(pixel.r) * 77 + u32::from(pixel.g) * 150 + u32::from(pixel.b) * 29) >> 8) as u8)
            .collect();
        let (width, height) = (usize::from(drawn.pixmap.width()), usize::from(drawn.pixmap.height()));
        Ok(Self { width, height, grey, points_per_pixel: drawn.points_per_pixel, size: drawn.size })
    }

    /// Dots per inch.
    pub fn dpi(&self) -> u32 {
        (72.0 / self.points_per_pixel).round() as u32
    }

    /// True when all pixels are (nearly) alike, so that there is nothing to read.
    pub fn is_blank(&self) -> bool {
        let (low, high) = self.grey.iter().fold((255, 0), |(low, high), pixel| (low.min(*pixel), high.max(*pixel)));
        high.saturating_sub(low) < 16
    }

    /// The picture turned clockwise by 90, 180 or 270 degrees.
    pub fn turned(&self, degrees: u16) -> Self {
        let (grey, width, height) = turned(&self.grey, self.width, self.height, degrees);
        let [across, down] = self.size;
        let size = if matches!(degrees, 90 | 270) { [down, across] } else { self.size };
        Self { width, height, grey, points_per_pixel: self.points_per_pixel, size }
    }

    /// As a PGM file.
    pub fn to_pgm(&self) -> Vec<u8> {
        let mut file = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        file.extend_from_slice(&self.grey);
        file
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turning_moves_the_corners() {
        let picture = Picture { width: 3, height: 2, grey: vec![1, 2, 3, 4, 5, 6], points_per_pixel: 1.0, size: [3.0, 2.0] };
        assert_eq!(picture.turned(90).grey, [4, 1, 5, 2, 6, 3]);
        assert_eq!(picture.turned(180).grey, [6, 5, 4, 3, 2, 1]);
        assert_eq!(picture.turned(270).grey, [3, 6, 2, 5, 1, 4]);
        assert_eq!(picture.turned(90).turned(270).grey, picture.grey);
        assert_eq!((picture.turned(90).width, picture.turned(90).height), (2, 3));
        assert!(picture.is_blank());
    }
}
