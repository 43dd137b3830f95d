//! Splits content bytes into tokens without copying. Also reads CMaps, whose syntax is close enough.

use std::borrow::Cow;

/// One token; slices point into the scanned bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Token<'a> {
    Number(f32),
    /// Without its slash; `#xx` not resolved, see [`unescape_name`].
    Name(&'a [u8]),
    String(PdfString<'a>),
    ArrayStart,
    ArrayEnd,
    DictStart,
    DictEnd,
    Operator(&'a [u8]),
}

/// A string as written, decoded on demand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PdfString<'a> {
    raw: &'a [u8],
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// In parentheses, nothing to decode.
    Plain,
    /// In parentheses, with backslashes or line ends.
    Escaped,
    Hex,
}

impl<'a> PdfString<'a> {
    /// Its bytes: the raw slice where possible, else decoded into `scratch`.
    #[inline]
    pub fn decode<'s>(self, scratch: &'s mut Vec<u8>) -> &'s [u8]
    where
        'a: 's,
    {
        match self.form {
            Form::Plain => return self.raw,
            Form::Escaped => unescape(self.raw, scratch),
            Form::Hex => unhex(self.raw, scratch),
        }
        scratch
    }

    /// Written in hexadecimal digits.
    pub fn is_hex(self) -> bool {
        self.form == Form::Hex
    }

    /// Its bytes, owned.
    pub fn bytes(self) -> Vec<u8> {
        let mut scratch = Vec::new();
        self.decode(&mut scratch).to_vec()
    }
}

/// Classes of bytes: 1 white space, 2 delimiter, 4 begins a number, 0 the rest.
const CLASS: [u8; 256] = {
    let mut class = [0u8; 256];
    let mut list: &[u8] = b"\0\t\n\x0C\r ";
    while let [first, rest @ ..] = list {
        mark(&mut class, *first, 1);
        list = rest;
    }
    list = b"()<>[]{}/%";
    while let [first, rest @ ..] = list {
        mark(&mut class, *first, 2);
        list = rest;
    }
    list = b"0123456789+-.";
    while let [first, rest @ ..] = list {
        mark(&mut class, *first, 4);
        list = rest;
    }
    class
};

#[expect(clippy::indexing_slicing, reason = "a byte is always inside 256 entries; evaluated when compiling")]
const fn mark(class: &mut [u8; 256], byte: u8, value: u8) {
    class[byte as usize] = value;
}

#[inline]
fn class(byte: u8) -> u8 {
    CLASS.get(usize::from(byte)).copied().unwrap_or_default()
}

/// Values of the hexadecimal digits; 255 for other bytes.
const HEX: [u8; 256] = {
    let mut values = [255u8; 256];
    let mut digits: &[u8] = b"00112233445566778899AaBbCcDdEeFf";
    let mut value = 0;
    while let [upper, lower, rest @ ..] = digits {
        mark(&mut values, *upper, value);
        mark(&mut values, *lower, value);
        value += 1;
        digits = rest;
    }
    values
};

#[inline]
fn hex_value(byte: u8) -> u8 {
    HEX.get(usize::from(byte)).copied().unwrap_or(255)
}

fn hex_digit(byte: u8) -> Option<u8> {
    Some(hex_value(byte)).filter(|value| *value < 16)
}

const POWERS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// A position in content bytes.
#[derive(Debug, Clone)]
pub(crate) struct Scanner<'a> {
    data: &'a [u8],
    at: usize,
    /// From here on no inline image has an end: looked for once, not once an image.
    no_image_ends: bool,
}

impl<'a> Scanner<'a> {
    pub fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, no_image_ends: false }
    }

    /// How many bytes were read.
    pub fn at(&self) -> usize {
        self.at
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    /// The next token; none at the end. Never stops before the end, whatever the bytes.
    #[inline]
    pub fn next_token(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = self.peek()?;
            match class(byte) {
                1 => self.at += 1,
                4 => return Some(self.number()),
                0 => {
                    let start = self.at;
                    self.skip_regular();
                    return Some(Token::Operator(self.since(start)));
                }
                _ => {
                    self.at += 1;
                    match byte {
                        b'/' => {
                            let start = self.at;
                            self.skip_regular();
                            return Some(Token::Name(self.since(start)));
                        }
                        b'(' => return Some(Token::String(self.literal())),
                        b'<' if self.peek() == Some(b'<') => {
                            self.at += 1;
                            return Some(Token::DictStart);
                        }
                        b'<' => return Some(Token::String(self.hexadecimal())),
                        b'>' if self.peek() == Some(b'>') => {
                            self.at += 1;
                            return Some(Token::DictEnd);
                        }
                        b'[' => return Some(Token::ArrayStart),
                        b']' => return Some(Token::ArrayEnd),
                        b'%' => {
                            while !matches!(self.peek(), None | Some(b'\n' | b'\r')) {
                                self.at += 1;
                            }
                        }
                        // A stray closing sign or a brace means nothing here.
                        _ => {}
                    }
                }
            }
        }
    }

    #[inline]
    fn since(&self, start: usize) -> &'a [u8] {
        self.data.get(start..self.at).unwrap_or_default()
    }

    #[inline]
    fn skip_regular(&mut self) {
        while let Some(byte) = self.peek()
            && class(byte) & 3 == 0
        {
            self.at += 1;
        }
    }

    /// A number as it is usually written: a sign, digits, a point, digits.
    #[inline]
    fn number(&mut self) -> Token<'a> {
        let bytes = self.data.get(self.at..).unwrap_or_default();
        let (negative, unsigned) = match bytes {
            [b'-', rest @ ..] => (true, rest),
            _ => (false, bytes),
        };
        let (mut mantissa, mut digits, mut fraction) = (0u64, 0usize, None);
        let mut read = 0;
        let next = loop {
            match unsigned.get(read) {
                Some(byte @ b'0'..=b'9') => {
                    mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
                    digits += 1;
                }
                Some(b'.') if fraction.is_none() => fraction = Some(digits),
                other => break other.copied(),
            }
            read += 1;
        };
        let power = POWERS.get(fraction.map_or(0, |whole| digits - whole));
        match (next, power) {
            // No more digits than are exact.
            (next, Some(power)) if (1..=15).contains(&digits) && next.is_none_or(|byte| class(byte) & 3 != 0) => {
                self.at += read + usize::from(negative);
                let value = (mantissa as f64 / power) as f32;
                Token::Number(if negative { -value } else { value })
            }
            _ => self.odd_number(),
        }
    }

    /// A number, read leniently: extra signs count once, what follows a second point is dropped.
    #[cold]
    fn odd_number(&mut self) -> Token<'a> {
        let start = self.at;
        let mut negative = false;
        let mut mantissa = 0.0f64;
        let mut scale = 1.0f64;
        let mut fraction = false;
        let mut digits = false;
        while let Some(byte) = self.peek() {
            match byte {
                b'0'..=b'9' => {
                    digits = true;
                    if scale < 1e12 {
                        mantissa = mantissa * 10.0 + f64::from(byte - b'0');
                        if fraction {
                            scale *= 10.0;
                        }
                    }
                }
                b'-' if !digits && !fraction => negative = true,
                b'+' if !digits && !fraction => {}
                b'.' if !fraction => fraction = true,
                byte if class(byte) & 3 != 0 => break,
                b'-' | b'.' => {
                    // "0.5-3" and "1.2.3": the rest is noise.
                    self.skip_regular();
                    break;
                }
                _ if digits => {
                    // Letters glued to a number ("12Tj", "0BT") are the next operator, exponents are not written in PDF.
                    break;
                }
                _ => {
                    self.skip_regular();
                    return Token::Operator(self.since(start));
                }
            }
            self.at += 1;
        }
        let value = (mantissa / scale) as f32;
        Token::Number(if negative { -value } else { value })
    }

    fn literal(&mut self) -> PdfString<'a> {
        let start = self.at;
        let mut depth = 0usize;
        let mut form = Form::Plain;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' => {
                    form = Form::Escaped;
                    self.at += 1;
                }
                b'\r' => form = Form::Escaped,
                b'(' => depth += 1,
                b')' if depth == 0 => {
                    let raw = self.since(start);
                    self.at += 1;
                    return PdfString { raw, form };
                }
                b')' => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.data.len();
        PdfString { raw: self.data.get(start..).unwrap_or_default(), form }
    }

    fn hexadecimal(&mut self) -> PdfString<'a> {
        let rest = self.data.get(self.at..).unwrap_or_default();
        let len = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
        self.at += len + 1;
        let raw = rest.get(..len).unwrap_or_default();
        PdfString { raw, form: Form::Hex }
    }

    /// Passes over the rest of a dictionary whose start was read, and gives the string under `key`, if any. One that is not closed ends
    /// before the first operator.
    pub fn dict_string(&mut self, key: &[u8]) -> Option<PdfString<'a>> {
        let mut depth = 1usize;
        let mut wanted = false;
        let mut found = None;
        let mut before = self.at;
        while depth > 0
            && let Some(token) = self.next_token()
        {
            match token {
                Token::Operator(operator) if !matches!(operator, b"true" | b"false" | b"null" | b"R") => {
                    self.at = before;
                    break;
                }
                Token::DictStart => depth += 1,
                Token::DictEnd => depth -= 1,
                Token::String(string) if wanted && depth == 1 => found = Some(string),
                _ => {}
            }
            wanted = matches!(token, Token::Name(name) if name == key);
            before = self.at;
        }
        found
    }

    /// Passes over an inline image, whose `BI` was read. Where no end of it is found, what follows its head is read as content: better some
    /// noise than a page cut short.
    pub fn skip_inline_image(&mut self) {
        while let Some(token) = self.next_token() {
            match token {
                Token::Operator(b"ID") => break,
                Token::Operator(b"EI") => return,
                _ => {}
            }
        }
        self.at += 1;
        if self.no_image_ends {
            return;
        }
        let start = self.at;
        // Most writers put white space before the end; some do not.
        match self.image_end(start, true).or_else(|| self.image_end(start, false)) {
            Some(end) => self.at = end + 2,
            None => self.no_image_ends = true,
        }
    }

    /// Where `EI` stands from `start` on, and what follows looks like operators rather than picture data.
    fn image_end(&self, start: usize, after_space: bool) -> Option<usize> {
        let is_end = |at: usize| {
            let spaced = at.checked_sub(1).and_then(|before| self.data.get(before)).is_some_and(|byte| class(*byte) == 1);
            let Some(after) = self.data.get(at..).and_then(|rest| rest.strip_prefix(b"EI")) else { return false };
            (spaced || !after_space)
                && after.first().is_none_or(|byte| class(*byte) == 1)
                && after.iter().take(12).all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~'))
        };
        (start..self.data.len()).find(|at| self.data.get(*at) == Some(&b'E') && is_end(*at))
    }
}

fn unhex(raw: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let (pairs, odd) = raw.as_chunks::<2>();
    for [high, low] in pairs {
        match (hex_value(*high), hex_value(*low)) {
            (high @ 0..16, low @ 0..16) => out.push(high << 4 | low),
            _ => return unhex_spaced(raw, out),
        }
    }
    if !odd.is_empty() {
        unhex_spaced(raw, out);
    }
}

/// With white space in it, or a last digit missing.
#[cold]
fn unhex_spaced(raw: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let mut high = None;
    for digit in raw.iter().filter_map(|byte| hex_digit(*byte)) {
        match high.take() {
            None => high = Some(digit),
            Some(high) => out.push(high << 4 | digit),
        }
    }
    out.extend(high.map(|high| high << 4));
}

fn unescape(raw: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let mut bytes = raw.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => match bytes.next() {
                Some(b'n') => out.push(b'\n'),
                Some(b'r') => out.push(b'\r'),
                Some(b't') => out.push(b'\t'),
                Some(b'b') => out.push(8),
                Some(b'f') => out.push(12),
                Some(b'\n') | None => {}
                Some(b'\r') => {
                    bytes.next_if_eq(&b'\n');
                }
                Some(first @ b'0'..=b'7') => {
                    let mut value = first - b'0';
                    for _ in 0..2 {
                        if let Some(digit) = bytes.next_if(|b| (b'0'..=b'7').contains(b)) {
                            value = value.wrapping_mul(8).wrapping_add(digit - b'0');
                        }
                    }
                    out.push(value);
                }
                Some(other) => out.push(other),
            },
            b'\r' => {
                bytes.next_if_eq(&b'\n');
                out.push(b'\n');
            }
            other => out.push(other),
        }
    }
}

/// A name with its `#xx` resolved.
pub(crate) fn unescape_name(raw: &[u8]) -> Cow<'_, [u8]> {
    if !raw.contains(&b'#') {
        return Cow::Borrowed(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        if *byte == b'#'
            && let [high, low, after @ ..] = tail
            && let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low))
        {
            out.push(high << 4 | low);
            rest = after;
        } else {
            out.push(*byte);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;

    fn tokens(data: &[u8]) -> Vec<Token<'_>> {
        let mut scanner = Scanner::new(data);
        std::iter::from_fn(|| scanner.next_token()).collect()
    }

    fn string(data: &[u8]) -> Vec<u8> {
        match tokens(data).first() {
            Some(Token::String(string)) => string.bytes(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn numbers_are_read_leniently() {
        let numbers: Vec<f32> = tokens(b"1 -2.5 .5 -.75 --3 +4 0.5-3 1.2.3 5. 00012 -")
            .into_iter()
            .map(|token| match token {
                Token::Number(number) => number,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(numbers, [1.0, -2.5, 0.5, -0.75, -3.0, 4.0, 0.5, 1.2, 5.0, 12.0, 0.0]);
    }

    #[test]
    fn strings_with_escapes_nesting_and_hex() {
        assert_eq!(string(b"(a(b)c)"), b"a(b)c");
        assert_eq!(string(b"(\\050\\n\\\r\nx\\)\\8)"), b"(\nx)8");
        assert_eq!(string(b"(a\r\nb)"), b"a\nb");
        assert_eq!(string(b"<48 65 6C6c6>"), b"Hell`");
        assert_eq!(string(b"(open"), b"open");
    }

    #[test]
    fn operators_names_and_dictionaries() {
        use Token::*;
        assert_eq!(
            tokens(b"/F1 12Tf[<</A(x)>>]T*'%c\nq"),
            [
                Name(b"F1"),
                Number(12.0),
                Operator(b"Tf"),
                ArrayStart,
                DictStart,
                Name(b"A"),
                String(PdfString { raw: b"x", form: Form::Plain }),
                DictEnd,
                ArrayEnd,
                Operator(b"T*'"),
                Operator(b"q")
            ]
        );
        assert_eq!(&*unescape_name(b"A#20B#"), b"A B#");
    }

    #[test]
    fn inline_images_are_passed_over() {
        let mut scanner = Scanner::new(b"/W 2 /H 2 ID \x00EI \xff\xfeEI\x01 EI Q BT");
        scanner.skip_inline_image();
        assert_eq!(scanner.next_token(), Some(Token::Operator(b"Q")));
    }

    #[test]
    fn an_inline_image_without_a_proper_end_costs_no_text() {
        for data in [b"/W 1 ID \xffEI Q".as_slice(), b"/W 1 ID \xff Q", b"/W 1 ID EI Q"] {
            let mut scanner = Scanner::new(data);
            scanner.skip_inline_image();
            let rest: Vec<_> = std::iter::from_fn(|| scanner.next_token()).collect();
            assert_eq!(rest.last(), Some(&Token::Operator(b"Q")), "{data:?}");
        }
    }

    #[test]
    fn an_open_dictionary_ends_before_the_next_operator() {
        let mut scanner = Scanner::new(b"/ActualText (a) /B true BT (b) Tj");
        assert_eq!(scanner.dict_string(b"ActualText").map(PdfString::bytes).as_deref(), Some(b"a".as_slice()));
        assert_eq!(scanner.next_token(), Some(Token::Operator(b"BT")));
    }
}
