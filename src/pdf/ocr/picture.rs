//! Draws pages as grey pictures.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use crate::pdf::model::Page;
use crate::pdf::ocr::OcrError;
use crate::pdf::salvage;

/// Longest side drawn, in pixels: the renderer counts in 16 bits.
const MAX_SIDE: f32 = 30_000.0;

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
        let rows = || self.grey.chunks_exact(self.width.max(1));
        let (width, height, grey) = match degrees {
            90 => (self.height, self.width, self.columns(|column| rows().rev().filter_map(move |row| row.get(column)), false)),
            180 => (self.width, self.height, self.grey.iter().rev().copied().collect()),
            270 => (self.height, self.width, self.columns(|column| rows().filter_map(move |row| row.get(column)), true)),
            _ => (self.width, self.height, self.grey.clone()),
        };
        let [across, down] = self.size;
        let size = if matches!(degrees, 90 | 270) { [down, across] } else { self.size };
        Self { width, height, grey, points_per_pixel: self.points_per_pixel, size }
    }

    fn columns<'a, I: Iterator<Item = &'a u8>>(&self, column: impl Fn(usize) -> I, from_right: bool) -> Vec<u8> {
        let mut grey = Vec::with_capacity(self.grey.len());
        for at in 0..self.width {
            let at = if from_right { self.width - 1 - at } else { at };
            grey.extend(column(at));
        }
        grey
    }

    /// As a PGM file.
    pub fn to_pgm(&self) -> Vec<u8> {
        let mut file = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        file.extend_from_slice(&self.grey);
        file
    }
}

/// A document whose pages can be drawn. Opened once, whatever the number of its scanned pages.
pub struct Pictures {
    pdf: Option<Pdf>,
}

impl Pictures {
    /// Opens a document; one that the renderer can't open is written anew first. Never fails: then no page can be drawn.
    #[must_use]
    pub fn open(bytes: &[u8]) -> Self {
        let open = |bytes: Vec<u8>| catch_unwind(|| Pdf::new(bytes).ok()).ok().flatten().filter(|pdf| !pdf.pages().is_empty());
        Self { pdf: open(bytes.to_vec()).or_else(|| open(salvage::rebuild(bytes)?)) }
    }

    /// Draws the page on white, with `dpi` dots per inch but at most `max_pixels` pixels. `pages` is how many the document has by its
    /// reader: where the renderer counts otherwise, a page of another size is taken for another page.
    pub(super) fn draw(&self, page: &Page, pages: usize, dpi: f32, max_pixels: usize) -> Result<Picture, OcrError> {
        let not_drawn = |reason| OcrError::NotDrawn { page: page.number, reason };
        // The renderer is others' code: a panic costs this picture only.
        catch_unwind(AssertUnwindSafe(|| self.draw_page(page, pages, dpi, max_pixels)))
            .unwrap_or(Err("the renderer panicked"))
            .map_err(not_drawn)
    }

    fn draw_page(&self, wanted: &Page, pages: usize, dpi: f32, max_pixels: usize) -> Result<Picture, &'static str> {
        let pdf = self.pdf.as_ref().ok_or("the document can't be opened")?;
        let at = (wanted.number as usize).checked_sub(1).ok_or("pages count from 1")?;
        let page = pdf.pages().get(at).ok_or("there is no such page")?;
        let (width, height) = page.render_dimensions();
        if !(width >= 1.0 && height >= 1.0) {
            return Err("the page has no size");
        }
        // The renderer knows no user unit: its points are `unit` of ours.
        let [across, down] = wanted.size.map(|side| side.max(1.0)).map(f32::abs);
        let is_same_page = ((across / width) / (down / height) - 1.0).abs() < 0.02;
        if !is_same_page && pdf.pages().len() != pages {
            return Err("the readers count the pages differently");
        }
        let unit = if is_same_page { across / width } else { 1.0 };
        let by_pixels = (max_pixels as f32 / (width * height)).sqrt();
        let scale = (unit * dpi / 72.0).min(by_pixels).min(MAX_SIDE / width.max(height)).max(0.01);
        let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let pixmap = render(
            page,
            &RenderCache::new(),
            &InterpreterSettings::default(),
            &RenderSettings { force_image_interpolation: true, ..RenderSettings::default() },
            &settings,
        );
        let grey: Vec<u8> = pixmap
            .data()
            .iter()
            .map(|pixel| ((u32::from(pixel.r) * 77 + u32::from(pixel.g) * 150 + u32::from(pixel.b) * 29) >> 8) as u8)
            .collect();
        let size = [width * unit, height * unit];
        let (width, height) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
        if width == 0 || height == 0 || grey.len() != width * height {
            return Err("the page has no size");
        }
        Ok(Picture { width, height, grey, points_per_pixel: unit / scale, size })
    }
}

impl std::fmt::Debug for Pictures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pictures").field("pages", &self.pdf.as_ref().map(|pdf| pdf.pages().len())).finish()
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
