//! Draws pages: for Tesseract in grey, for people as PNG.
//!
//! In: a document's bytes and which page, at which scale. Out: its pixels on white. hayro draws (pure Rust, nothing to install); what it can't
//! open is written anew first. Where its own count or size of pages contradicts our reader's, it draws nothing: a picture of another page
//! beside the right text would be worse than none.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::pdf::salvage;

/// Longest side drawn, in pixels: the renderer counts in 16 bits.
const MAX_SIDE: f32 = 30_000.0;
/// Most pixels of a picture for people: A4 at 400 dots per inch.
const MOST_PIXELS: usize = 16_000_000;

/// Why there is no picture of a page, in English, without a word of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct NotDrawn(pub(crate) &'static str);

/// Which page of a document, as our reader knows it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    /// From 1.
    pub number: u32,
    /// Its width and height in points as seen, before any turning.
    pub size: [f32; 2],
    /// How many pages the document has.
    pub pages: usize,
}

/// A page as a picture that browsers show.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagePng {
    /// The file.
    pub png: Vec<u8>,
    /// Its width and height in pixels.
    pub pixels: [u32; 2],
}

impl std::fmt::Debug for PagePng {
    // The picture of an act does not belong in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PagePng").field("bytes", &self.png.len()).field("pixels", &self.pixels).finish()
    }
}

/// A drawn page.
pub(crate) struct Drawn {
    pub pixmap: Pixmap,
    /// Size of a pixel in points.
    pub points_per_pixel: f32,
    /// Width and height in points, before they were rounded to pixels.
    pub size: [f32; 2],
}

/// A document whose pages can be drawn. Opened once, whatever the number of pages asked for.
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

    /// A page as PNG, `scale` pixels a point (less where that would be too large), turned clockwise by 0, 90, 180 or 270 degrees. What stands in
    /// the boxes of `cover` (points from the top left of the turned page) is painted over.
    ///
    /// # Errors
    /// The document can't be opened, the page is not there, or the renderer gave up.
    pub fn png(&self, wanted: &Wanted, scale: f32, turn: u16, cover: &[[f32; 4]]) -> Result<PagePng, NotDrawn> {
        let drawn = self.draw(wanted, scale, MOST_PIXELS)?;
        catch_unwind(AssertUnwindSafe(|| encode(&drawn, turn, cover))).unwrap_or(Err(NotDrawn("the picture can't be packed")))
    }

    /// Draws the page on white, `scale` pixels a point but at most `max_pixels` pixels.
    pub(crate) fn draw(&self, wanted: &Wanted, scale: f32, max_pixels: usize) -> Result<Drawn, NotDrawn> {
        // The renderer is others' code: a panic costs this picture only.
        catch_unwind(AssertUnwindSafe(|| self.draw_page(wanted, scale, max_pixels)))
            .unwrap_or(Err("the renderer panicked"))
            .map_err(NotDrawn)
    }

    fn draw_page(&self, wanted: &Wanted, scale: f32, max_pixels: usize) -> Result<Drawn, &'static str> {
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
        if !is_same_page && pdf.pages().len() != wanted.pages {
            return Err("the readers count the pages differently");
        }
        let unit = if is_same_page { across / width } else { 1.0 };
        let by_pixels = (max_pixels as f32 / (width * height)).sqrt();
        let scale = (unit * scale).min(by_pixels).min(MAX_SIDE / width.max(height)).max(0.01);
        let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let pixmap = render(
            page,
            &RenderCache::new(),
            &InterpreterSettings::default(),
            &RenderSettings { force_image_interpolation: true, ..RenderSettings::default() },
            &settings,
        );
        let (across, down) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
        if across == 0 || down == 0 || pixmap.data().len() != across * down {
            return Err("the page has no size");
        }
        Ok(Drawn { pixmap, points_per_pixel: unit / scale, size: [width * unit, height * unit] })
    }
}

impl std::fmt::Debug for Pictures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pictures").field("pages", &self.pdf.as_ref().map(|pdf| pdf.pages().len())).finish()
    }
}

/// Pixels in rows from the top left, turned clockwise by 90, 180 or 270 degrees; with their new width and height.
pub(crate) fn turned<T: Copy>(pixels: &[T], width: usize, height: usize, degrees: u16) -> (Vec<T>, usize, usize) {
    let rows = || pixels.chunks_exact(width.max(1));
    match degrees {
        90 => ((0..width).flat_map(|x| rows().rev().filter_map(move |row| row.get(x).copied())).collect(), height, width),
        180 => (pixels.iter().rev().copied().collect(), width, height),
        270 => ((0..width).rev().flat_map(|x| rows().filter_map(move |row| row.get(x).copied())).collect(), height, width),
        _ => (pixels.to_vec(), width, height),
    }
}

/// The PNG of a page: grey where it has no colour, which most acts have not and which packs to a third.
fn encode(drawn: &Drawn, turn: u16, cover: &[[f32; 4]]) -> Result<PagePng, NotDrawn> {
    let pixmap = &drawn.pixmap;
    let (width, height) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
    let is_grey = pixmap.data().iter().all(|pixel| pixel.r == pixel.g && pixel.g == pixel.b);
    let (bytes, kind, width, height) = if is_grey {
        let grey: Vec<u8> = pixmap.data().iter().map(|pixel| pixel.r).collect();
        let (mut grey, width, height) = if turn == 0 { (grey, width, height) } else { turned(&grey, width, height, turn) };
        paint(&mut grey, width, 0, cover, drawn.points_per_pixel);
        (grey, png::ColorType::Grayscale, width, height)
    } else {
        let colours: Vec<[u8; 3]> = pixmap.data().iter().map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
        let (mut colours, width, height) = if turn == 0 { (colours, width, height) } else { turned(&colours, width, height, turn) };
        paint(&mut colours, width, [0; 3], cover, drawn.points_per_pixel);
        (colours.into_flattened(), png::ColorType::Rgb, width, height)
    };
    let pixels = [width, height].map(|side| u32::try_from(side).unwrap_or(u32::MAX));
    let mut file = Vec::with_capacity(bytes.len() / 8);
    let [across, down] = pixels;
    let mut encoder = png::Encoder::new(&mut file, across, down);
    encoder.set_color(kind);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let write = |encoder: png::Encoder<'_, &mut Vec<u8>>| -> Result<(), png::EncodingError> {
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&bytes)?;
        writer.finish()
    };
    write(encoder).map_err(|_| NotDrawn("the picture can't be packed"))?;
    Ok(PagePng { png: file, pixels })
}

/// Paints boxes over, a pixel more on each side.
fn paint<T: Copy>(pixels: &mut [T], width: usize, colour: T, cover: &[[f32; 4]], points_per_pixel: f32) {
    for bbox in cover {
        let [left, top, right, bottom] = bbox.map(|side| side / points_per_pixel);
        // A negative or absurd number is held at the ends of the page by the conversion and by what follows.
        let (from, to) = ((left - 1.0).floor() as usize, (right + 1.0).ceil() as usize);
        let rows = (top - 1.0).floor() as usize..(bottom + 1.0).ceil() as usize;
        for row in pixels.chunks_exact_mut(width.max(1)).skip(rows.start).take(rows.len()) {
            row.iter_mut().skip(from).take(to.saturating_sub(from)).for_each(|pixel| *pixel = colour);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::pdf::testpdf::{Builder, numbers};
    use crate::pdf::{Limits, Page, read};

    const TEXT: &[u8] =
        b"BT /F1 16 Tf 60 600 Td (Underretningen blev modtaget) Tj 0 -30 Td (den 3. marts 2021) Tj 200 -300 Td (Side 1) Tj ET";

    /// The darkness of every pixel of a PNG, and its width.
    fn dark(page: &PagePng) -> (Vec<bool>, usize) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(&page.png)).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        assert_eq!([info.width, info.height], page.pixels);
        let samples = info.color_type.samples();
        (bytes[..info.buffer_size()].chunks(samples).map(|pixel| pixel[0] < 140).collect(), info.width as usize)
    }

    /// Every word's box holds dark pixels, and nothing outside the boxes does.
    fn assert_words_stand_in_their_boxes(page: &Page, drawn: &PagePng, what: &str) {
        let (dark, width) = dark(drawn);
        let scale = width as f32 / page.size[0];
        let inside = |bbox: [f32; 4], at: usize| {
            let (x, y) = ((at % width) as f32 / scale, (at / width) as f32 / scale);
            bbox[0] - 1.0 <= x && x <= bbox[2] + 1.0 && bbox[1] - 1.0 <= y && y <= bbox[3] + 1.0
        };
        assert!(page.words.len() >= 5, "{what}");
        for word in &page.words {
            let count = (0..dark.len()).filter(|at| dark[*at] && inside(word.bbox, *at)).count();
            assert!(count > 20, "{what}: {count} dark pixels in the box of {}", word.text);
        }
        let stray = (0..dark.len()).filter(|at| dark[*at] && !page.words.iter().any(|word| inside(word.bbox, *at))).count();
        assert_eq!(stray, 0, "{what}: dark pixels outside every box");
    }

    #[test]
    fn the_picture_agrees_with_the_boxes_however_the_page_lies() {
        let plain: [i64; 4] = [0, 0, 600, 800];
        for (turn, crop, media, unit) in [
            (0, plain, plain, 1),
            (90, plain, plain, 1),
            (180, plain, plain, 1),
            (270, plain, plain, 1),
            (0, [40, 200, 560, 700], plain, 1),
            (90, [40, 200, 560, 700], plain, 1),
            (270, [40, 200, 560, 700], plain, 1),
            (0, plain, [20, -50, 580, 790], 1),
            (0, plain, plain, 2),
        ] {
            let mut builder = Builder::new(TEXT);
            builder.page.set("MediaBox", numbers(&media));
            builder.page.set("CropBox", numbers(&crop));
            builder.page.set("Rotate", turn);
            builder.page.set("UserUnit", unit);
            let bytes = builder.finish();
            let document = read(&bytes, &Limits::default());
            let page = &document.pages[0].page;
            let wanted = Wanted { number: 1, size: page.size, pages: 1 };
            let drawn = Pictures::open(&bytes).png(&wanted, 2.0, 0, &[]).unwrap();
            assert_words_stand_in_their_boxes(page, &drawn, &format!("rotate {turn}, crop {crop:?}, media {media:?}, unit {unit}"));
        }
    }

    #[test]
    fn a_page_that_was_read_upright_is_shown_upright() {
        let mut builder = Builder::new(TEXT);
        let upright = read(&builder.clone().finish(), &Limits::default()).pages.remove(0).page;
        for (lies, turn) in [(90, 270), (180, 180), (270, 90)] {
            builder.page.set("Rotate", lies);
            let bytes = builder.clone().finish();
            let seen = read(&bytes, &Limits::default()).pages.remove(0).page;
            let wanted = Wanted { number: 1, size: seen.size, pages: 1 };
            let drawn = Pictures::open(&bytes).png(&wanted, 2.0, turn, &[]).unwrap();
            assert_words_stand_in_their_boxes(&upright, &drawn, &format!("lies {lies}"));
        }
    }

    #[test]
    fn what_is_covered_is_not_in_the_picture() {
        let bytes = Builder::new(TEXT).finish();
        let words = read(&bytes, &Limits::default()).pages.remove(0).page.words;
        let wanted = Wanted { number: 1, size: [600.0, 800.0], pages: 1 };
        let beyond = [-5.0, 790.0, f32::INFINITY, f32::NAN];
        let drawn = Pictures::open(&bytes).png(&wanted, 2.0, 0, &[words[0].bbox, beyond]).unwrap();
        let (dark, width) = dark(&drawn);
        let share = |bbox: [f32; 4]| {
            let inside: Vec<bool> = (0..dark.len())
                .filter(|at| {
                    let (x, y) = ((at % width) as f32 / 2.0, (at / width) as f32 / 2.0);
                    bbox[0] <= x && x < bbox[2] && bbox[1] <= y && y < bbox[3]
                })
                .map(|at| dark[at])
                .collect();
            inside.iter().filter(|dark| **dark).count() as f32 / inside.len() as f32
        };
        assert!(share(words[0].bbox) > 0.999, "one black box");
        assert!(share(words[1].bbox) < 0.5, "its neighbour is still read");
    }

    #[test]
    fn colour_is_kept_and_grey_is_packed_as_grey() {
        let draw = |content: &[u8]| {
            let wanted = Wanted { number: 1, size: [600.0, 800.0], pages: 1 };
            Pictures::open(&Builder::new(content).finish()).png(&wanted, 1.0, 0, &[]).unwrap()
        };
        let kind = |page: &PagePng| png::Decoder::new(std::io::Cursor::new(&page.png)).read_info().unwrap().info().color_type;
        assert_eq!(kind(&draw(TEXT)), png::ColorType::Grayscale);
        assert_eq!(kind(&draw(b"1 0 0 rg 10 10 50 50 re f")), png::ColorType::Rgb);
    }

    #[test]
    fn what_cannot_be_drawn_says_so() {
        let bytes = Builder::new(TEXT).finish();
        let wanted = Wanted { number: 2, size: [600.0, 800.0], pages: 2 };
        assert!(Pictures::open(&bytes).png(&wanted, 2.0, 0, &[]).is_err());
        assert!(Pictures::open(b"no document").png(&Wanted { number: 1, ..wanted }, 2.0, 0, &[]).is_err());
        let huge = Pictures::open(&bytes).png(&Wanted { number: 1, ..wanted }, 1e9, 0, &[]).unwrap();
        assert!(huge.pixels[0] as usize * huge.pixels[1] as usize <= MOST_PIXELS);
        assert!(Pictures::open(&bytes).png(&Wanted { number: 1, ..wanted }, f32::NAN, 0, &[]).is_ok(), "drawn, however small or large");
    }
}
