//! Walks content streams: the operators that place text, paint lines and pictures, and call forms.

use lopdf::{Dictionary, Object, Stream};

use crate::pdf::content::coverage::Coverage;
use crate::pdf::content::level::{Element, Level, Span};
use crate::pdf::content::rules::{self, Rules};
use crate::pdf::content::scanner::{PdfString, Token, unescape_name};
use crate::pdf::content::state::State;
use crate::pdf::content::words::{Run, Words};
use crate::pdf::font::{Font, FontStore, GlyphClass};
use crate::pdf::geometry::{Hull, Matrix};
use crate::pdf::inflate::decode_into;
use crate::pdf::layers::Layers;
use crate::pdf::limits::Limits;
use crate::pdf::model::{Rule, Word};
use crate::pdf::objects::{Objects, text_of};

/// What calling a form costs besides its content, in bytes of the page's budget.
const FORM_COST: usize = 512;

/// What was found on a page.
pub(crate) struct Painted {
    pub words: Vec<Word>,
    pub rules: Vec<Rule>,
    pub image_coverage: f32,
    pub glyphs: u32,
    pub unmapped: u32,
    pub invisible: u32,
    /// A layer that is switched off has text.
    pub hidden_text: bool,
    /// Something was left out because of a limit.
    pub cut: bool,
    /// A stream could not be decoded in full.
    pub damaged: bool,
}

/// Interprets the content of one page.
pub(crate) struct Interpreter<'d, 'f> {
    objects: Objects<'d>,
    fonts: &'f mut FontStore<'d>,
    layers: &'f Layers,
    limits: &'f Limits,
    words: Words,
    rules: Rules,
    coverage: Coverage,
    invisible: u32,
    /// Spans and forms of switched-off layers that are open.
    hidden: usize,
    hidden_text: bool,
    budget: usize,
    cut: bool,
    damaged: bool,
    /// How the last string was shown.
    brush: Option<Brush>,
    /// Decoded bytes of a string.
    scratch: Vec<u8>,
    /// Buffers of forms that were read, to be used again.
    spare: Vec<Vec<u8>>,
}

impl<'d, 'f> Interpreter<'d, 'f> {
    pub fn new(objects: Objects<'d>, fonts: &'f mut FontStore<'d>, layers: &'f Layers, limits: &'f Limits, page: [f32; 2]) -> Self {
        Self {
            objects,
            fonts,
            layers,
            limits,
            words: Words::new(page, limits.page_words),
            rules: Rules::new(limits.page_rules),
            coverage: Coverage::new(page),
            invisible: 0,
            hidden: 0,
            hidden_text: false,
            budget: limits.page_content_bytes,
            cut: false,
            damaged: false,
            brush: None,
            scratch: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// Reads a page's content.
    pub fn run(&mut self, data: &[u8], resources: Option<&'d Dictionary>, ctm: Matrix) {
        self.run_level(data, resources, State::new(ctm), 0);
    }

    /// Reads a form as if it were called with this map from its outer space to the page; `resources` are for a form without its own.
    pub fn run_form(&mut self, form: &'d Stream, resources: Option<&'d Dictionary>, ctm: Matrix) {
        self.words.finish_word();
        self.call_form(form, resources, State::new(ctm), 0);
    }

    /// How many glyphs were painted so far.
    pub fn glyphs(&self) -> u32 {
        self.words.glyphs
    }

    /// Adds words whose place is only known roughly.
    pub fn append(&mut self, words: Vec<Word>) {
        self.words.append(words);
    }

    /// A stream of the page could not be decoded in full.
    pub fn mark_damaged(&mut self) {
        self.damaged = true;
    }

    pub fn finish(self) -> Painted {
        let (glyphs, unmapped) = (self.words.glyphs, self.words.unmapped);
        Painted {
            words: self.words.finish(),
            rules: self.rules.finish(),
            image_coverage: self.coverage.share(),
            glyphs,
            unmapped,
            invisible: self.invisible,
            hidden_text: self.hidden_text,
            cut: self.cut,
            damaged: self.damaged,
        }
    }

    fn run_level(&mut self, data: &[u8], resources: Option<&'d Dictionary>, state: State, depth: usize) {
        if data.len() > self.budget {
            self.cut = true;
            self.budget = 0;
            return;
        }
        self.budget -= data.len();
        let font_dict = resources.and_then(|r| self.objects.dict(r, b"Font"));
        let mut level = Level::new(data, resources, font_dict, state, depth);
        while let Some(token) = level.scanner.next_token() {
            match token {
                Token::Number(number) => level.numbers.push(number),
                Token::Operator(operator) => {
                    self.operator(&mut level, operator);
                    level.clear();
                }
                Token::String(string) => level.string = Some(string),
                Token::Name(name) => level.tag = level.name.replace(name),
                Token::ArrayStart => level.read_array(),
                Token::DictStart => {
                    level.had_dict = true;
                    level.actual_text = level.scanner.dict_string(b"ActualText");
                }
                Token::ArrayEnd | Token::DictEnd => {}
            }
        }
        while !level.spans.is_empty() {
            self.end_span(&mut level);
        }
    }

    #[inline]
    fn operator(&mut self, level: &mut Level<'_, 'd>, operator: &[u8]) {
        match operator {
            [b'T', b'j'] => self.show(level),
            [b'T', b'J'] => self.show_array(level),
            [b'\''] => {
                level.next_line();
                self.show(level);
            }
            [b'"'] => {
                if let Some([word, char]) = level.numbers.last() {
                    level.state.word_spacing = word;
                    level.state.char_spacing = char;
                }
                level.next_line();
                self.show(level);
            }
            [b'T', b'f'] => self.set_font(level),
            [b'm'] | [b'l'] | [b'c'] | [b'v'] | [b'y'] | [b'h'] | [b'r', b'e'] => self.path(level, operator),
            [b'S'] => self.paint(level.stroke_width(), false),
            [b's'] => {
                self.rules.close();
                self.paint(level.stroke_width(), false);
            }
            [b'f'] | [b'F'] | [b'f', b'*'] => self.paint(None, true),
            [b'B'] | [b'B', b'*'] => self.paint(level.stroke_width(), true),
            [b'b'] | [b'b', b'*'] => {
                self.rules.close();
                self.paint(level.stroke_width(), true);
            }
            [b'n'] => self.paint(None, false),
            [b'D', b'o'] => self.call(level),
            [b'B', b'I'] => {
                level.scanner.skip_inline_image();
                self.picture(level.state.ctm);
            }
            [b'B', b'D', b'C'] => self.begin_span(level),
            [b'B', b'M', b'C'] => level.spans.push(Span::Plain),
            [b'E', b'M', b'C'] => self.end_span(level),
            _ => level.state_operator(operator),
        }
    }

    fn set_font(&mut self, level: &mut Level<'_, 'd>) {
        if let Some([size]) = level.numbers.last() {
            level.state.size = size;
        }
        let Some(name) = level.name else { return };
        if let Some((_, at)) = level.fonts.iter().find(|(known, _)| *known == name) {
            level.state.font = *at;
            return;
        }
        let at = self.fonts.find(level.font_dict, &unescape_name(name));
        level.state.font = at;
        if level.fonts.len() < 256 {
            level.fonts.push((name, at));
        }
    }

    fn show(&mut self, level: &mut Level<'_, 'd>) {
        if let Some(string) = level.string {
            self.show_string(level, string);
        }
    }

    fn show_array(&mut self, level: &mut Level<'_, 'd>) {
        let array = std::mem::take(&mut level.array);
        for element in &array {
            match element {
                Element::String(string) => self.show_string(level, *string),
                Element::Number(number) => {
                    let shift = -number / 1000.0 * level.state.size;
                    let vertical = self.fonts.get_mut(level.state.font).is_some_and(|font| font.vertical);
                    level.text = match vertical {
                        true => level.text.shifted(0.0, shift),
                        false => level.text.shifted(shift * level.state.stretch, 0.0),
                    };
                }
            }
        }
        level.array = array;
    }

    #[inline]
    fn show_string(&mut self, level: &mut Level<'_, 'd>, string: PdfString<'_>) {
        let state = &level.state;
        let Some(font) = self.fonts.get_mut(state.font) else { return };
        let map = level.text.then(state.ctm);
        if self.brush.as_ref().is_none_or(|brush| !brush.is_for(state, map)) {
            self.brush = Brush::new(font, state, map);
        }
        let Some(brush) = &self.brush else { return };
        let bytes = string.decode(&mut self.scratch);
        let stretch = if font.vertical { 1.0 } else { state.stretch };
        // Downward writing hangs the glyph in the middle below the pen.
        let (start, step) = match font.vertical {
            true => (map.apply(-0.5 * state.size, state.rise), (-map.c, -map.d)),
            false => (map.apply(0.0, state.rise), (map.a, map.b)),
        };
        let (mut moved, mut rest) = (0.0, bytes);
        let mut shown = 0u32;
        let flowing = self.words.flows(&brush.run, state.char_spacing * brush.scale);
        let mut flows = false;
        while !rest.is_empty() {
            let (code, len) = font.next_code(rest);
            rest = rest.get(len..).unwrap_or_default();
            let glyph = font.glyph(code, len);
            let is_word_space = Font::is_word_space(code, len);
            let spacing = if is_word_space { state.char_spacing + state.word_spacing } else { state.char_spacing };
            let width = glyph.width * state.size;
            let origin = (start.0 + moved * step.0, start.1 + moved * step.1);
            let advance = width * brush.scale;
            match glyph.letter.filter(|_| flows && self.words.is_open()) {
                _ if self.hidden > 0 => self.hidden_text |= glyph.class == GlyphClass::Text,
                Some(letter) => self.words.letter(&brush.run, origin, advance, letter),
                None => self.words.glyph(&brush.run, origin, advance, spacing * brush.scale, (glyph.class, font.text(glyph))),
            }
            // A glyph that shows nothing may still be as wide as a space.
            flows = flowing && !is_word_space && glyph.class == GlyphClass::Text;
            moved += (width + spacing) * stretch;
            shown += 1;
        }
        level.text = if font.vertical { level.text.shifted(0.0, -moved) } else { level.text.shifted(moved, 0.0) };
        if level.state.invisible {
            self.invisible += shown;
        }
    }

    fn path(&mut self, level: &mut Level<'_, 'd>, operator: &[u8]) {
        let ctm = level.state.ctm;
        let numbers = &level.numbers;
        match operator {
            [b'm'] => {
                if let Some([x, y]) = numbers.last() {
                    self.rules.move_to(ctm.apply(x, y));
                }
            }
            [b'l'] => {
                if let Some([x, y]) = numbers.last() {
                    self.rules.line_to(ctm.apply(x, y));
                }
            }
            [b'c'] => {
                if let Some([x1, y1, x2, y2, x3, y3]) = numbers.last() {
                    self.rules.curve_to(&[ctm.apply(x1, y1), ctm.apply(x2, y2), ctm.apply(x3, y3)]);
                }
            }
            [b'v'] | [b'y'] => {
                if let Some([x1, y1, x2, y2]) = numbers.last() {
                    self.rules.curve_to(&[ctm.apply(x1, y1), ctm.apply(x2, y2)]);
                }
            }
            [b'h'] => self.rules.close(),
            _ => {
                if let Some(rectangle) = numbers.last() {
                    self.rules.rectangle(rules::corners(rectangle, ctm));
                }
            }
        }
    }

    fn paint(&mut self, stroke: Option<f32>, fill: bool) {
        let shown = self.hidden == 0;
        self.rules.paint(stroke.filter(|_| shown), fill && shown);
    }

    fn picture(&mut self, ctm: Matrix) {
        if self.hidden > 0 {
            return;
        }
        self.coverage.add(Hull::of_rect([0.0, 0.0, 1.0, 1.0], ctm));
    }

    fn call(&mut self, level: &mut Level<'_, 'd>) {
        let (Some(name), Some(resources)) = (level.name, level.resources) else { return };
        let Some(objects) = self.objects.dict(resources, b"XObject") else { return };
        let Some(stream) = self.objects.stream(objects, &unescape_name(name)) else { return };
        let hidden = usize::from(self.layers.hide(self.objects, &stream.dict, b"OC"));
        self.hidden += hidden;
        match self.objects.name(&stream.dict, b"Subtype") {
            Some(b"Image") => self.picture(level.state.ctm),
            Some(b"Form") | None => self.call_form(stream, level.resources, level.state, level.depth),
            Some(_) => {}
        }
        self.hidden -= hidden;
    }

    fn call_form(&mut self, form: &'d Stream, outer: Option<&'d Dictionary>, mut state: State, depth: usize) {
        if depth >= self.limits.form_depth || self.budget < FORM_COST {
            self.cut = true;
            return;
        }
        self.budget -= FORM_COST;
        if let Some(matrix) = self.objects.matrix(&form.dict, b"Matrix") {
            state.ctm = matrix.then(state.ctm);
        }
        if !state.ctm.is_sane() {
            return;
        }
        let resources = self.objects.dict(&form.dict, b"Resources").or(outer);
        let mut data = self.spare.pop().unwrap_or_default();
        data.clear();
        let limit = self.limits.stream_bytes.min(self.budget);
        self.damaged |= !decode_into(&self.objects, form, limit, &mut data);
        self.run_level(&data, resources, state, depth + 1);
        self.spare.push(data);
    }

    fn begin_span(&mut self, level: &mut Level<'_, 'd>) {
        let text = if level.had_dict {
            level.actual_text.map(|string| text_of(&Object::string_literal(string.bytes())))
        } else {
            self.span_properties(level).and_then(|properties| self.objects.text(properties, b"ActualText"))
        };
        let is_hidden = level.tag == Some(b"OC") && self.is_hidden(level);
        match text {
            _ if is_hidden => {
                self.hidden += 1;
                level.spans.push(Span::Hidden);
            }
            Some(text) => {
                self.words.begin_replacement(&text);
                level.spans.push(Span::Replaced);
            }
            None => level.spans.push(Span::Plain),
        }
    }

    fn end_span(&mut self, level: &mut Level<'_, 'd>) {
        match level.spans.pop() {
            Some(Span::Replaced) => self.words.end_replacement(),
            Some(Span::Hidden) => self.hidden -= 1,
            Some(Span::Plain) | None => {}
        }
    }

    fn is_hidden(&self, level: &Level<'_, 'd>) -> bool {
        let properties = level.resources.and_then(|resources| self.objects.dict(resources, b"Properties"));
        match (properties, level.name) {
            (Some(properties), Some(name)) => self.layers.hide(self.objects, properties, &unescape_name(name)),
            _ => false,
        }
    }

    fn span_properties(&self, level: &Level<'_, 'd>) -> Option<&'d Dictionary> {
        let properties = self.objects.dict(level.resources?, b"Properties")?;
        self.objects.dict(properties, &unescape_name(level.name?))
    }
}

/// What is the same for all glyphs shown with one font, size and direction; kept from string to string, since some writers
/// show every letter as a string of its own.
struct Brush {
    font: usize,
    /// Size and stretch, and the part of the map that does not move.
    by: [f32; 6],
    run: Run,
    /// Points on the page for one unit of text space along the direction of writing.
    scale: f32,
}

impl Brush {
    /// None when the glyphs would be too small to see or the numbers are absurd.
    fn new(font: &Font, state: &State, map: Matrix) -> Option<Self> {
        let run = run_of(font, state, map)?;
        let (unit, stretch) = if font.vertical { (length(map.c, map.d), 1.0) } else { (length(map.a, map.b), state.stretch) };
        let sign = if state.size * stretch < 0.0 { -1.0 } else { 1.0 };
        Some(Self { font: state.font, by: [state.size, state.stretch, map.a, map.b, map.c, map.d], run, scale: stretch * unit * sign })
    }

    #[inline]
    fn is_for(&self, state: &State, map: Matrix) -> bool {
        self.font == state.font && self.by == [state.size, state.stretch, map.a, map.b, map.c, map.d]
    }
}

/// Lengths here are far from the ends of the range, where `hypot` would be needed.
fn length(x: f32, y: f32) -> f32 {
    (x * x + y * y).sqrt()
}

fn run_of(font: &Font, state: &State, map: Matrix) -> Option<Run> {
    let size = state.size;
    let up = (map.c * size, map.d * size);
    let across = (map.a * size * state.stretch, map.b * size * state.stretch);
    let (height, width) = (length(up.0, up.1), length(across.0, across.1));
    let visible = (1e-3..1e6).contains(&height) && (1e-3..1e6).contains(&width);
    if !visible {
        return None;
    }
    if font.vertical {
        let along = (-up.0 / height, -up.1 / height);
        let ascent = across;
        return Some(Run { along, ascent, descent: (0.0, 0.0), size: height, em: height, bold: font.bold });
    }
    let along = (across.0 / width, across.1 / width);
    let ascent = (up.0 * font.ascent, up.1 * font.ascent);
    let descent = (up.0 * font.descent, up.1 * font.descent);
    Some(Run { along, ascent, descent, size: height * font.em, em: width * font.em, bold: font.bold })
}
