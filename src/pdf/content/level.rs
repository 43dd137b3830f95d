//! One content stream while it is read: its operands, its text position, and the operators that only change the state.

use lopdf::Dictionary;

use crate::pdf::content::scanner::{PdfString, Scanner, Token};
use crate::pdf::content::state::{Numbers, State};
use crate::pdf::geometry::Matrix;

/// Deepest nesting of `q` that is remembered.
const MAX_SAVED: usize = 1024;

/// One content stream while it is read.
pub(super) struct Level<'a, 'd> {
    pub scanner: Scanner<'a>,
    pub numbers: Numbers,
    pub name: Option<&'a [u8]>,
    /// The name before that.
    pub tag: Option<&'a [u8]>,
    pub string: Option<PdfString<'a>>,
    /// Elements of the last array: strings, and the numbers between them.
    pub array: Vec<Element<'a>>,
    /// ActualText of the dictionary before `BDC`.
    pub actual_text: Option<PdfString<'a>>,
    pub had_dict: bool,
    pub state: State,
    pub saved: Vec<State>,
    pub text: Matrix,
    pub line: Matrix,
    pub resources: Option<&'d Dictionary>,
    pub font_dict: Option<&'d Dictionary>,
    /// Fonts looked up here by name.
    pub fonts: Vec<(&'a [u8], usize)>,
    /// Open marked spans.
    pub spans: Vec<Span>,
    pub depth: usize,
}

/// A marked span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Plain,
    /// It has ActualText.
    Replaced,
    /// It is of a layer that is switched off.
    Hidden,
}

/// An element of a `TJ` array.
#[derive(Clone, Copy)]
pub(super) enum Element<'a> {
    Number(f32),
    String(PdfString<'a>),
}

impl<'a, 'd> Level<'a, 'd> {
    /// Begins a stream with the state its caller has.
    pub fn new(data: &'a [u8], resources: Option<&'d Dictionary>, font_dict: Option<&'d Dictionary>, state: State, depth: usize) -> Self {
        Self {
            scanner: Scanner::new(data),
            numbers: Numbers::default(),
            name: None,
            tag: None,
            string: None,
            array: Vec::new(),
            actual_text: None,
            had_dict: false,
            state,
            saved: Vec::new(),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            resources,
            font_dict,
            fonts: Vec::new(),
            spans: Vec::new(),
            depth,
        }
    }
}

impl Level<'_, '_> {
    /// Forgets the operands of the last operator.
    #[inline]
    pub fn clear(&mut self) {
        self.numbers.clear();
        self.name = None;
        self.tag = None;
        self.string = None;
        self.array.clear();
        self.had_dict = false;
        self.actual_text = None;
    }

    /// Reads the array whose start was read; its strings and numbers are kept.
    pub fn read_array(&mut self) {
        self.array.clear();
        while let Some(token) = self.scanner.next_token() {
            match token {
                Token::String(string) => self.array.push(Element::String(string)),
                Token::Number(number) => self.array.push(Element::Number(number)),
                Token::ArrayEnd => return,
                // An array that is never closed: what follows is operators again.
                Token::Operator(b"TJ" | b"ET" | b"BT" | b"Tj") => return,
                _ => {}
            }
        }
    }

    /// `T*`.
    pub fn next_line(&mut self) {
        self.move_line(0.0, -self.state.leading);
    }

    fn move_line(&mut self, x: f32, y: f32) {
        self.line = self.line.shifted(x, y);
        self.text = self.line;
    }

    /// Width of a stroke on the page, in points.
    pub fn stroke_width(&self) -> Option<f32> {
        Some(self.state.line_width * self.state.ctm.scale())
    }

    /// Operators that only change the state.
    #[inline]
    pub fn state_operator(&mut self, operator: &[u8]) {
        let numbers = self.numbers;
        match (operator, numbers.last::<1>()) {
            ([b'q'], _) if self.saved.len() < MAX_SAVED => self.saved.push(self.state),
            ([b'Q'], _) => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            ([b'c', b'm'], _) => {
                if let Some(matrix) = numbers.last::<6>() {
                    let ctm = Matrix::new(matrix).then(self.state.ctm);
                    if ctm.is_sane() {
                        self.state.ctm = ctm;
                    }
                }
            }
            ([b'B', b'T'], _) => {
                self.text = Matrix::IDENTITY;
                self.line = Matrix::IDENTITY;
            }
            ([b'T', b'd'], _) => {
                if let Some([x, y]) = numbers.last() {
                    self.move_line(x, y);
                }
            }
            ([b'T', b'D'], _) => {
                if let Some([x, y]) = numbers.last() {
                    self.state.leading = -y;
                    self.move_line(x, y);
                }
            }
            ([b'T', b'm'], _) => {
                if let Some(matrix) = numbers.last::<6>().map(Matrix::new).filter(|m| m.is_sane()) {
                    self.line = matrix;
                    self.text = matrix;
                }
            }
            ([b'T', b'*'], _) => self.next_line(),
            ([b'w'], Some([width])) => self.state.line_width = width,
            ([b'T', b'c'], Some([spacing])) => self.state.char_spacing = spacing,
            ([b'T', b'w'], Some([spacing])) => self.state.word_spacing = spacing,
            ([b'T', b'z'], Some([percent])) => self.state.stretch = percent / 100.0,
            ([b'T', b'L'], Some([leading])) => self.state.leading = leading,
            ([b'T', b's'], Some([rise])) => self.state.rise = rise,
            ([b'T', b'r'], Some([mode])) => self.state.invisible = mode == 3.0 || mode == 7.0,
            _ => {}
        }
    }
}
