//! The other readers, the floor, and long documents to read.

#![allow(clippy::unwrap_used, reason = "a bench stops at what it did not expect")]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::{Decompress, FlushDecompress};
use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache, InterpreterSettings, SoftMask,
    interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::kurbo::{Affine, BezPath, Point, Rect};
use hayro_cmap::BfString;
use lopdf::{Dictionary, Document, Object, Stream};

/// pdf-extract's text of a file; it may panic.
pub fn pdf_extract(file: &[u8]) {
    let _ = black_box(std::panic::catch_unwind(|| pdf_extract::extract_text_from_mem(file).is_ok()));
}

/// lopdf's text of a file.
pub fn lopdf(file: &[u8]) {
    let document = Document::load_mem(file).unwrap();
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    let _ = black_box(document.extract_text(&numbers));
}

/// Every character with its place, by hayro's interpreter.
pub fn hayro(file: &[u8]) {
    let pdf = Pdf::new(file.to_vec()).unwrap();
    let cache = InterpreterCache::new();
    for page in pdf.pages().iter() {
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, Rect::new(0.0, 0.0, 1.0, 1.0), &cache, pdf.xref(), settings);
        let mut text = TextDevice::default();
        interpret_page(page, &mut context, &mut text);
        black_box(text);
    }
}

#[derive(Default)]
struct TextDevice {
    text: String,
    places: Vec<Point>,
}

impl Device<'_> for TextDevice {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            match glyph.as_unicode() {
                Some(BfString::Char(letter)) => self.text.push(letter),
                Some(BfString::String(letters)) => self.text.push_str(&letters),
                None => self.text.push(char::REPLACEMENT_CHARACTER),
            }
            self.places.push(props.transform * glyph.transform() * Point::ZERO);
        }
    }
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// What must be read of the files whatever is made of it: the compressed streams of page contents, forms, ToUnicode maps and objects.
pub struct Floor {
    streams: Vec<Vec<u8>>,
    inflated: usize,
}

impl Floor {
    /// Finds the streams, which is not part of the floor's cost.
    pub fn locate(files: &[Vec<u8>]) -> Self {
        let mut streams = Vec::new();
        for file in files {
            let document = Document::load_mem(file).unwrap();
            let contents: BTreeSet<_> = document.page_iter().flat_map(|page| document.get_page_contents(page)).collect();
            let maps: BTreeSet<_> =
                document.objects.values().filter_map(|object| object.as_dict().ok()?.get(b"ToUnicode").ok()?.as_reference().ok()).collect();
            for (id, object) in &document.objects {
                let Ok(stream) = object.as_stream() else { continue };
                let is_form = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Form");
                if is_form || contents.contains(id) || maps.contains(id) {
                    streams.push(stream.content.clone());
                }
            }
            // lopdf does not keep them.
            for (at, _) in file.windows(7).enumerate().filter(|(_, window)| *window == b"/ObjStm") {
                let rest = file.get(at..).unwrap_or_default();
                if let Some(start) = rest.windows(7).position(|window| window == b"stream\r" || window == b"stream\n") {
                    let content = rest.get(start + 7..).unwrap_or_default();
                    streams.push(content.strip_prefix(b"\n").unwrap_or(content).to_vec());
                }
            }
        }
        let mut buffer = Vec::new();
        let inflated = streams.iter().map(|stream| inflate(stream, &mut buffer)).sum();
        Self { streams, inflated }
    }

    /// Reads and inflates.
    pub fn pass(&self) {
        let mut buffer = Vec::new();
        let inflated: usize = self.streams.iter().map(|stream| inflate(stream, &mut buffer)).sum();
        assert_eq!(inflated, self.inflated);
    }

    /// Compressed and inflated bytes, and the number of streams.
    pub fn size(&self) -> (usize, usize, usize) {
        (self.streams.iter().map(Vec::len).sum(), self.inflated, self.streams.len())
    }
}

/// Inflates into a buffer that is used again; gives the length. What is not compressed counts as it is.
fn inflate(data: &[u8], buffer: &mut Vec<u8>) -> usize {
    if !matches!(data, [0x78, ..] | [0x48 | 0x58 | 0x68, ..]) {
        return data.len();
    }
    buffer.clear();
    let mut state = Decompress::new(true);
    loop {
        if buffer.len() == buffer.capacity() {
            buffer.reserve(data.len().max(1 << 16));
        }
        let rest = data.get(usize::try_from(state.total_in()).unwrap()..).unwrap_or_default();
        let before = (state.total_in(), buffer.len());
        match state.decompress_vec(rest, buffer, FlushDecompress::None) {
            Ok(flate2::Status::StreamEnd) | Err(_) => return black_box(buffer.len()),
            Ok(_) if before == (state.total_in(), buffer.len()) && buffer.len() < buffer.capacity() => return black_box(buffer.len()),
            Ok(_) => {}
        }
    }
}

/// The Python that has the other libraries: the one `.ci/setup bench` made, else the system's.
pub fn python() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-venv/bin/python");
    [own, PathBuf::from("python3")].into_iter().find(|python| Command::new(python).arg("--version").output().is_ok())
}

/// Seconds of a pass over all files; none where the library is missing.
pub fn python_pass(python: &Path, name: &str, files: &[PathBuf]) -> Option<f64> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers.py");
    let output = Command::new(python).arg(script).arg(name).args(files).output().ok()?;
    String::from_utf8_lossy(&output.stdout).split_whitespace().next()?.parse().ok()
}

/// A document of `count` pages: those of `source` again and again, each with a content stream that is like no other's.
pub fn repeated(source: &[u8], count: usize, first: usize) -> Vec<u8> {
    let mut document = Document::load_mem(source).unwrap();
    let pages: Vec<_> = document.page_iter().collect();
    let tree = document.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    let contents: Vec<Vec<u8>> = pages.iter().map(|page| document.get_page_content(*page)).collect();
    let mut kids = Vec::new();
    for number in 0..count {
        let (page, content) = (pages.get(number % pages.len()).unwrap(), contents.get(number % pages.len()).unwrap());
        let mut content = content.clone();
        content.extend_from_slice(format!("\n% {}\n", first + number).as_bytes());
        let mut stream = Stream::new(Dictionary::new(), content);
        stream.compress().unwrap();
        let content = document.add_object(stream);
        let mut copy = document.get_dictionary(*page).unwrap().clone();
        copy.set("Contents", content);
        copy.set("Parent", tree);
        kids.push(Object::Reference(document.add_object(copy)));
    }
    let root = document.get_object_mut(tree).and_then(Object::as_dict_mut).unwrap();
    root.set("Count", count as i64);
    root.set("Kids", kids);
    for page in pages {
        document.objects.remove(&page);
    }
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}
