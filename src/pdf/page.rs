//! The pages of a document: where they are, how big, which way up; and the reading of one of them.

use lopdf::{Dictionary, Object, ObjectId};

use crate::pdf::annotations;
use crate::pdf::content::Interpreter;
use crate::pdf::font::FontStore;
use crate::pdf::geometry::Matrix;
use crate::pdf::inflate::decode_into;
use crate::pdf::layers::Layers;
use crate::pdf::limits::Limits;
use crate::pdf::model::{Page, PageSource};
use crate::pdf::objects::Objects;
use crate::pdf::outcome::{Notice, ReadPage};

/// Deepest page tree followed upwards.
const MAX_TREE: usize = 64;
/// A4, for pages that do not say.
const DEFAULT_BOX: [f32; 4] = [0.0, 0.0, 595.276, 841.89];
/// Largest side of a page, in points; beyond it the box is taken as nonsense.
const MAX_SIDE: f32 = 200_000.0;

/// The dictionaries of all pages in order. A broken tree is replaced by whatever page objects there are.
pub(crate) fn list(objects: Objects<'_>, most: usize) -> Vec<ObjectId> {
    let pages: Vec<ObjectId> = objects.document().page_iter().take(most).collect();
    if !pages.is_empty() {
        return pages;
    }
    let is_page = |object: &Object| object.as_dict().is_ok_and(|dict| dict.has_type(b"Page"));
    objects.document().objects.iter().filter(|(_, object)| is_page(object)).map(|(id, _)| *id).take(most).collect()
}

/// The number of pages that the root of the page tree states.
pub(crate) fn stated_count(objects: Objects<'_>) -> Option<i64> {
    let catalog = objects.dict(&objects.document().trailer, b"Root")?;
    objects.integer(objects.dict(catalog, b"Pages")?, b"Count")
}

/// Size and orientation of a page as seen.
struct View {
    size: [f32; 2],
    /// From user space to points from the top left of the page as seen.
    matrix: Matrix,
}

/// Reads one page. `buffer` is used for its content and may be used again afterwards.
pub(crate) fn read<'d>(
    objects: Objects<'d>,
    fonts: &mut FontStore<'d>,
    layers: &Layers,
    limits: &Limits,
    page: (u32, ObjectId),
    buffer: &mut Vec<u8>,
    notices: &mut Vec<Notice>,
) -> ReadPage {
    let (number, id) = page;
    let Ok(dict) = objects.document().get_dictionary(id) else {
        notices.push(Notice::ContentDamaged { page: number });
        return ReadPage::empty(number, [DEFAULT_BOX[2], DEFAULT_BOX[3]]);
    };
    let view = view(objects, dict);
    let mut interpreter = Interpreter::new(objects, fonts, layers, limits, view.size);
    let whole = read_content(objects, dict, limits, buffer);
    if !whole {
        interpreter.mark_damaged();
    }
    let resources = inherited(objects, dict, b"Resources").and_then(|o| o.as_dict().ok());
    interpreter.run(buffer, resources, view.matrix);
    annotations::read(objects, dict, layers, view.matrix, &mut interpreter);
    let painted = interpreter.finish();
    if painted.damaged {
        notices.push(Notice::ContentDamaged { page: number });
    }
    if painted.hidden_text {
        notices.push(Notice::HiddenLayer { page: number });
    }
    if painted.cut {
        notices.push(Notice::ContentCut { page: number });
    }
    let source = if painted.words.is_empty() { PageSource::Empty } else { PageSource::Text };
    ReadPage {
        page: Page { number, size: view.size, turned: 0, words: painted.words, rules: painted.rules, source },
        image_coverage: painted.image_coverage,
        glyphs: painted.glyphs,
        unmapped: painted.unmapped,
        invisible: painted.invisible,
    }
}

/// The page's content streams, joined. False when one was damaged or is not there.
fn read_content(objects: Objects<'_>, page: &Dictionary, limits: &Limits, buffer: &mut Vec<u8>) -> bool {
    buffer.clear();
    let (mut whole, mut lost) = (true, false);
    let mut add = |object: &Object| {
        if let Object::Stream(stream) = object {
            let limit = limits.page_content_bytes.min(buffer.len().saturating_add(limits.stream_bytes));
            whole &= decode_into(&objects, stream, limit, buffer);
            buffer.push(b'\n');
        }
    };
    match objects.get(page, b"Contents") {
        Some(Object::Array(parts)) => {
            parts.iter().filter_map(|part| objects.resolve(part)).for_each(&mut add);
            lost = parts.iter().any(|part| matches!(part, Object::Reference(_)) && objects.resolve(part).is_none());
        }
        Some(object) => add(object),
        None => lost = page.get(b"Contents").is_ok_and(|contents| matches!(contents, Object::Reference(_))),
    }
    whole && !lost
}

/// An attribute of the page, or of the nearest node above that has it.
fn inherited<'d>(objects: Objects<'d>, page: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    let mut node = page;
    for _ in 0..MAX_TREE {
        if let Some(value) = objects.get(node, key) {
            return Some(value);
        }
        node = objects.dict(node, b"Parent")?;
    }
    None
}

fn inherited_box(objects: Objects<'_>, page: &Dictionary, key: &[u8]) -> Option<[f32; 4]> {
    let mut node = page;
    for _ in 0..MAX_TREE {
        if let Some(rect) = objects.rect(node, key) {
            let [x0, y0, x1, y1] = rect;
            let sides = [x1 - x0, y1 - y0];
            return sides.iter().all(|side| (1.0..MAX_SIDE).contains(side)).then_some(rect);
        }
        node = objects.dict(node, b"Parent")?;
    }
    None
}

fn view(objects: Objects<'_>, page: &Dictionary) -> View {
    let media = inherited_box(objects, page, b"MediaBox").unwrap_or(DEFAULT_BOX);
    let shown = inherited_box(objects, page, b"CropBox").map_or(media, |crop| {
        let both = [crop[0].max(media[0]), crop[1].max(media[1]), crop[2].min(media[2]), crop[3].min(media[3])];
        if both[2] - both[0] >= 1.0 && both[3] - both[1] >= 1.0 { both } else { media }
    });
    let unit = objects.number(page, b"UserUnit").filter(|u| (0.01..=1000.0).contains(u)).unwrap_or(1.0);
    let turn = inherited(objects, page, b"Rotate").and_then(|o| o.as_float().ok()).unwrap_or(0.0);
    let [x0, y0, x1, y1] = shown;
    let (width, height) = ((x1 - x0) * unit, (y1 - y0) * unit);
    let quarter = ((turn / 90.0).round() as i64).rem_euclid(4);
    let (matrix, size) = match quarter {
        0 => ([unit, 0.0, 0.0, -unit, -x0 * unit, y1 * unit], [width, height]),
        1 => ([0.0, unit, unit, 0.0, -y0 * unit, -x0 * unit], [height, width]),
        2 => ([-unit, 0.0, 0.0, unit, x1 * unit, -y0 * unit], [width, height]),
        _ => ([0.0, -unit, -unit, 0.0, y1 * unit, x1 * unit], [height, width]),
    };
    View { size, matrix: Matrix::new(matrix) }
}
