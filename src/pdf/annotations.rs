//! What is laid over a page: filled form fields, free text, stamps. Read as they look, by their appearance streams; a
//! field whose appearance is missing, empty or out of date is read by its value.

use lopdf::{Dictionary, Object, Stream};

use crate::pdf::content::{Interpreter, lay_out};
use crate::pdf::geometry::{Hull, Matrix};
use crate::pdf::inflate::decoded;
use crate::pdf::layers::Layers;
use crate::pdf::objects::{Objects, as_dict, text_of};

/// Most annotations read on one page.
const MAX_ANNOTATIONS: usize = 10_000;
/// Deepest nesting of form fields followed upwards.
const MAX_FIELD_DEPTH: usize = 32;
const HIDDEN: i64 = 1 << 1;
const NO_VIEW: i64 = 1 << 5;
/// Most options of a field looked through.
const MAX_OPTIONS: usize = 10_000;
/// Longest value kept in a stream, in bytes.
const MAX_VALUE: usize = 1 << 20;
/// Field flag: a button that is pressed and has no state.
const PUSH_BUTTON: i64 = 1 << 16;
/// Field flag: what is typed is not shown.
const PASSWORD: i64 = 1 << 13;

/// Reads the annotations of a page after its content.
pub(crate) fn read<'d>(objects: Objects<'d>, page: &'d Dictionary, layers: &Layers, view: Matrix, interpreter: &mut Interpreter<'d, '_>) {
    let form = objects.catalog().and_then(|catalog| objects.dict(catalog, b"AcroForm"));
    // The writer filled the values in and left it to the viewer to show them.
    let stale = form.and_then(|form| objects.get(form, b"NeedAppearances")).is_some_and(|o| o.as_bool().unwrap_or(false));
    let resources = form.and_then(|form| objects.dict(form, b"DR"));
    let annotations = objects.array(page, b"Annots").unwrap_or_default();
    for annotation in annotations.iter().take(MAX_ANNOTATIONS) {
        let Some(dict) = objects.resolve(annotation).and_then(as_dict) else { continue };
        let flags = objects.integer(dict, b"F").unwrap_or(0);
        let kind = objects.name(dict, b"Subtype").unwrap_or_default();
        // A note's icon and a pop-up window are not on the paper.
        if flags & (HIDDEN | NO_VIEW) != 0 || matches!(kind, b"Popup" | b"Text" | b"Link") || layers.hide(objects, dict, b"OC") {
            continue;
        }
        let Some(rect) = objects.rect(dict, b"Rect") else { continue };
        let stated = stated_text(objects, dict, kind, rect);
        let before = interpreter.glyphs();
        if let Some(form) = appearance(objects, dict).filter(|_| !stale || stated.is_none())
            && let Some(map) = placement(objects, form, rect)
        {
            interpreter.run_form(form, resources, map.then(view));
        }
        if interpreter.glyphs() == before
            && let Some((text, size)) = stated
        {
            interpreter.append(lay_out(&text, Hull::of_rect(rect, view).to_array(), size * view.scale()));
        }
    }
}

/// The normal appearance, in its present state.
fn appearance<'d>(objects: Objects<'d>, annotation: &'d Dictionary) -> Option<&'d Stream> {
    let looks = objects.dict(annotation, b"AP")?;
    match objects.get(looks, b"N")? {
        Object::Stream(form) => Some(form),
        Object::Dictionary(states) => objects.stream(states, objects.name(annotation, b"AS")?),
        _ => None,
    }
}

/// From the form's outer space to user space, so that its box fills the annotation's rectangle. The form's own matrix is
/// applied when it is called.
fn placement(objects: Objects<'_>, form: &Stream, rect: [f32; 4]) -> Option<Matrix> {
    let matrix = objects.matrix(&form.dict, b"Matrix").unwrap_or(Matrix::IDENTITY);
    let Some(bbox) = objects.rect(&form.dict, b"BBox") else {
        return Some(Matrix::new([1.0, 0.0, 0.0, 1.0, rect[0], rect[1]]));
    };
    let hull = Hull::of_rect(bbox, matrix);
    let ratio = |to: f32, from: f32| if from.abs() > 1e-6 { to / from } else { 1.0 };
    let across = ratio(rect[2] - rect[0], hull.width());
    let up = ratio(rect[3] - rect[1], hull.height());
    let map = Matrix::new([across, 0.0, 0.0, up, rect[0] - hull.x0 * across, rect[1] - hull.y0 * up]);
    map.is_sane().then_some(map)
}

/// The value of a field or the text of a free text note, with the font size to lay it out with.
fn stated_text(objects: Objects<'_>, dict: &Dictionary, kind: &[u8], rect: [f32; 4]) -> Option<(String, f32)> {
    let text = match kind {
        b"Widget" => field_value(objects, dict)?,
        b"FreeText" => objects.text(dict, b"Contents")?,
        _ => return None,
    };
    let stated = field_entry(objects, dict, b"DA").and_then(|o| o.as_str().ok()).and_then(font_size);
    let size = stated.unwrap_or_else(|| ((rect[3] - rect[1]) * 0.7).clamp(4.0, 12.0));
    Some((text, size))
}

fn field_value(objects: Objects<'_>, field: &Dictionary) -> Option<String> {
    let flags = field_entry(objects, field, b"Ff").and_then(|o| o.as_i64().ok()).unwrap_or(0);
    let kind = field_entry(objects, field, b"FT")?.as_name().ok()?;
    let value = field_entry(objects, field, b"V")?;
    match (kind, value) {
        (b"Tx", Object::String(..)) if flags & PASSWORD == 0 => Some(text_of(value)),
        (b"Tx", Object::Stream(stream)) if flags & PASSWORD == 0 => {
            Some(text_of(&Object::string_literal(decoded(&objects, stream, MAX_VALUE))))
        }
        (b"Ch", Object::String(..)) => Some(choice(objects, field, value)),
        (b"Ch", Object::Array(values)) => {
            let chosen = values.iter().filter_map(|value| objects.resolve(value)).map(|value| choice(objects, field, value));
            Some(chosen.collect::<Vec<_>>().join("\n"))
        }
        // A box or button that is on and has no look of its own; the words beside it are on the page.
        (b"Btn", Object::Name(state)) if flags & PUSH_BUTTON == 0 && state != b"Off" => {
            let is_on = objects.name(field, b"AS").is_none_or(|shown| shown == state.as_slice());
            is_on.then(|| "\u{2612}".to_owned())
        }
        _ => None,
    }
}

/// A chosen value as it is shown: options may be pairs of what is sent and what is shown.
fn choice(objects: Objects<'_>, field: &Dictionary, value: &Object) -> String {
    let sent = text_of(value);
    let options = field_entry(objects, field, b"Opt").and_then(|o| o.as_array().ok()).map(Vec::as_slice).unwrap_or_default();
    let shown = options.iter().take(MAX_OPTIONS).filter_map(|option| objects.resolve(option)?.as_array().ok()).find_map(|pair| match pair
        .as_slice()
    {
        [one, shown] if objects.resolve(one).map(text_of).as_ref() == Some(&sent) => objects.resolve(shown).map(text_of),
        _ => None,
    });
    shown.unwrap_or(sent)
}

/// An entry of the field, or of the nearest field above that has it.
fn field_entry<'d>(objects: Objects<'d>, field: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    let mut node = field;
    for _ in 0..MAX_FIELD_DEPTH {
        if let Some(value) = objects.get(node, key) {
            return Some(value);
        }
        node = objects.dict(node, b"Parent")?;
    }
    None
}

/// The size in a default appearance such as `/Helv 11 Tf 0 g`; none for 0, which means automatic.
fn font_size(appearance: &[u8]) -> Option<f32> {
    let text = String::from_utf8_lossy(appearance);
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words.iter().position(|word| *word == "Tf")?;
    words.get(at.checked_sub(1)?)?.parse().ok().filter(|size| (1.0..=144.0).contains(size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_in_default_appearances() {
        assert_eq!(font_size(b"/Helv 11 Tf 0 g"), Some(11.0));
        assert_eq!(font_size(b"0 g /Helv 0 Tf"), None);
        assert_eq!(font_size(b"Tf"), None);
    }
}
