//! Parses objects as files write them: from bytes at a place to one value, or none for anything that is not as it should be.

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

use crate::pdf::content::{Scanner, Token, unescape_name};

/// Deepest nesting of arrays and dictionaries.
pub(super) const MAX_DEPTH: usize = 48;

/// An indirect object.
pub(super) enum Indirect {
    Plain(Object),
    /// A stream, and where its content begins.
    Stream {
        dict: Dictionary,
        start: usize,
    },
}

/// A place in a file, or in an object stream.
pub(super) struct Parser<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Parser<'a> {
    pub fn new(data: &'a [u8], at: usize) -> Self {
        Self { data, at }
    }

    fn rest(&self) -> &'a [u8] {
        self.data.get(self.at..).unwrap_or_default()
    }

    fn skip_white(&mut self) {
        loop {
            match self.rest() {
                [b'\0' | b'\t' | b'\n' | b'\x0C' | b'\r' | b' ', ..] => self.at += 1,
                [b'%', rest @ ..] => self.at += 1 + rest.iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count(),
                _ => return,
            }
        }
    }

    /// Passes over white space and the word; none when another one stands there.
    pub fn word(&mut self, word: &[u8]) -> Option<()> {
        self.skip_white();
        let after = self.rest().strip_prefix(word)?;
        let ends = after.first().is_none_or(|byte| !is_regular(*byte));
        self.at += word.len();
        ends.then_some(())
    }

    /// A whole number without a sign.
    pub fn whole(&mut self) -> Option<u64> {
        self.skip_white();
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = self.rest().get(..digits).filter(|_| (1..=18).contains(&digits))?;
        self.at += digits;
        Some(number.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0')))
    }

    /// The object of that id, which has to begin here.
    pub fn indirect(mut self, id: ObjectId) -> Option<Indirect> {
        if self.whole()? != u64::from(id.0) || self.whole()? != u64::from(id.1) {
            return None;
        }
        self.word(b"obj")?;
        let object = self.value(0)?;
        self.skip_white();
        match object {
            Object::Dictionary(dict) if self.rest().starts_with(b"stream") => {
                self.at += b"stream".len();
                let start = match self.rest() {
                    [b'\r', b'\n', ..] => self.at + 2,
                    [b'\n', ..] => self.at + 1,
                    _ => return None,
                };
                Some(Indirect::Stream { dict, start })
            }
            object => self.word(b"endobj").map(|()| Indirect::Plain(object)),
        }
    }

    /// The next value.
    pub fn value(&mut self, depth: usize) -> Option<Object> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.skip_white();
        match self.rest() {
            [b'<', b'<', ..] => {
                self.at += 2;
                self.dictionary(depth).map(Object::Dictionary)
            }
            [b'[', ..] => {
                self.at += 1;
                self.array(depth).map(Object::Array)
            }
            [b'/', ..] => self.name().map(Object::Name),
            [b'(' | b'<', ..] => self.string(),
            [b'0'..=b'9' | b'+' | b'-' | b'.', ..] => self.number(),
            [b't', ..] => self.word(b"true").map(|()| Object::Boolean(true)),
            [b'f', ..] => self.word(b"false").map(|()| Object::Boolean(false)),
            [b'n', ..] => self.word(b"null").map(|()| Object::Null),
            _ => None,
        }
    }

    fn dictionary(&mut self, depth: usize) -> Option<Dictionary> {
        let mut dict = Dictionary::new();
        loop {
            self.skip_white();
            match self.rest() {
                [b'>', b'>', ..] => {
                    self.at += 2;
                    return Some(dict);
                }
                [b'/', ..] => {
                    let key = self.name()?;
                    let value = self.value(depth + 1)?;
                    dict.set(key, value);
                }
                _ => return None,
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Object>> {
        let mut items = Vec::new();
        loop {
            self.skip_white();
            if let [b']', ..] = self.rest() {
                self.at += 1;
                return Some(items);
            }
            items.push(self.value(depth + 1)?);
        }
    }

    fn name(&mut self) -> Option<Vec<u8>> {
        let rest = self.rest().get(1..)?;
        let len = rest.iter().take_while(|byte| is_regular(**byte)).count();
        self.at += 1 + len;
        Some(unescape_name(rest.get(..len)?).into_owned())
    }

    fn string(&mut self) -> Option<Object> {
        let mut scanner = Scanner::new(self.rest());
        let Token::String(string) = scanner.next_token()? else { return None };
        self.at += scanner.at();
        let closed = matches!(self.data.get(self.at.checked_sub(1)?), Some(b')' | b'>'));
        let format = if string.is_hex() { StringFormat::Hexadecimal } else { StringFormat::Literal };
        closed.then(|| Object::String(string.bytes(), format))
    }

    /// A number, or a reference, which begins like one.
    fn number(&mut self) -> Option<Object> {
        let start = self.at;
        if let Some(number) = self.whole()
            && self.rest().first().is_none_or(|byte| !is_regular(*byte))
        {
            let end = self.at;
            if let (Some(generation), Ok(number)) = (self.whole(), u32::try_from(number))
                && let Ok(generation) = u16::try_from(generation)
                && self.word(b"R").is_some()
            {
                return Some(Object::Reference((number, generation)));
            }
            self.at = end;
            return i64::try_from(number).ok().map(Object::Integer);
        }
        self.at = start;
        let len = self.rest().iter().take_while(|byte| is_regular(**byte)).count();
        let text = std::str::from_utf8(self.rest().get(..len)?).ok()?;
        self.at += len;
        if !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.')) {
            return None;
        }
        match text.contains('.') {
            true => text.parse().ok().map(Object::Real),
            false => text.parse().ok().map(Object::Integer),
        }
    }
}

fn is_regular(byte: u8) -> bool {
    !matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0C' | b'\r' | b' ' | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// The content of a stream that begins at `start`; none unless it ends where it says.
pub(super) fn stream_content(data: &[u8], start: usize, length: usize) -> Option<&[u8]> {
    let end = start.checked_add(length)?;
    let content = data.get(start..end)?;
    Parser::new(data, end).word(b"endstream").map(|()| content)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn value(text: &[u8]) -> Option<Object> {
        Parser::new(text, 0).value(0)
    }

    #[test]
    fn values_of_every_kind() {
        let dict = value(b"<</A 1/B -2.5/C[3 0 R 4 5]/D(a\\)b)/E<4865>/F/G#20H/I true/J null/K<</L .5>>>>").unwrap();
        let dict = dict.as_dict().unwrap();
        assert_eq!(dict.get(b"A").unwrap(), &Object::Integer(1));
        assert_eq!(dict.get(b"B").unwrap(), &Object::Real(-2.5));
        assert_eq!(dict.get(b"C").unwrap(), &Object::Array(vec![Object::Reference((3, 0)), Object::Integer(4), Object::Integer(5)]));
        assert_eq!(dict.get(b"D").unwrap().as_str().unwrap(), b"a)b");
        assert_eq!(dict.get(b"E").unwrap().as_str().unwrap(), b"He");
        assert_eq!(dict.get(b"F").unwrap().as_name().unwrap(), b"G H");
        assert_eq!(dict.get(b"K").unwrap().as_dict().unwrap().get(b"L").unwrap(), &Object::Real(0.5));
    }

    #[test]
    fn what_is_not_as_it_should_be_is_nothing() {
        for text in [&b""[..], b"<</A>>", b"<</A 1", b"[1", b"(open", b"1.2.3", b"x", b"trueish", b"<</A 12Tj>>"] {
            assert!(value(text).is_none(), "{}", String::from_utf8_lossy(text));
        }
        let deep = [b"[".repeat(60), b"]".repeat(60)].concat();
        assert!(value(&deep).is_none());
    }
}
