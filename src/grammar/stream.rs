//! The stream of folded words that the grammar matches on.
//!
//! In: an act's text, its logical lines and the byte spans of its dates. Out: tokens (words, signs, dates, cell and line
//! ends) in order, with sentences. A date is one token however it is written, so that distances count words of language.

use std::collections::HashMap;
use std::ops::Range;

use super::pattern::fold_into;
use super::spelling::Spelling;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters and digits, hyphens inside included.
    Word,
    /// A sign.
    Sign(char),
    /// A date: the index of its mention.
    Date(usize),
    /// The border between two cells of a row.
    Cell,
    /// The end of a logical line.
    LineEnd,
}

/// One token.
#[derive(Debug, Clone)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// UTF-8 bytes in the act's text (empty for cell and line ends).
    pub span: Range<usize>,
    /// Bytes in [`Stream::folded`], without the blanks around.
    pub folded: Range<usize>,
    /// Index of its logical line.
    pub line: usize,
    /// Index of its sentence.
    pub sentence: usize,
    /// The word starts with a capital letter.
    pub capital: bool,
    /// Whom the word means.
    pub role: Role,
}

/// Whom a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// Nobody, or nobody of whom rules speak by name.
    #[default]
    Other,
    /// The child, by its name.
    Child,
    /// The child, by "ham" or "hende".
    ChildPronoun,
    /// Who carries the measure, by name.
    Helper,
    /// A parent, by name.
    Parent,
    /// Who acts for the authority, by name or initials.
    Worker,
}

/// Tokens of an act and their folded letters.
#[derive(Debug, Clone, Default)]
pub struct Stream {
    /// ` word word , # . `: every token between blanks.
    pub folded: String,
    /// In order of the text.
    pub tokens: Vec<Token>,
    /// Token ranges of the sentences, in order; they cover all tokens.
    pub sentences: Vec<Range<usize>>,
}

/// A logical line as the stream needs it.
#[derive(Debug, Clone)]
pub struct StreamLine {
    /// UTF-8 bytes in the act's text.
    pub span: Range<usize>,
    /// Starts of the second and later cells of a row.
    pub cell_starts: Vec<usize>,
}

impl Stream {
    /// Cuts `text` into tokens. `dates` are spans in order that do not overlap; `abbreviations` are folded words after which
    /// a full stop ends no sentence.
    #[must_use]
    pub fn new(text: &str, lines: &[StreamLine], dates: &[Range<usize>], abbreviations: &[String]) -> Self {
        let mut stream = Self { folded: String::with_capacity(text.len() * 9 / 8 + 16), ..Self::default() };
        stream.folded.push(' ');
        // Danish words have five letters or six, and a blank.
        stream.tokens.reserve(text.len() / 6 + lines.len());
        let mut next_date = 0;
        for (index, line) in lines.iter().enumerate() {
            let mut cells = line.cell_starts.iter().copied().peekable();
            let mut at = line.span.start;
            while at < line.span.end {
                while cells.next_if(|&c| c <= at).is_some() {
                    stream.push(TokenKind::Cell, at..at, "|", index);
                }
                while dates.get(next_date).is_some_and(|d| d.end <= at) {
                    next_date += 1;
                }
                if let Some(date) = dates.get(next_date).filter(|d| d.start <= at && d.end <= line.span.end) {
                    stream.push(TokenKind::Date(next_date), date.clone(), "#", index);
                    at = date.end.max(at + 1);
                    next_date += 1;
                    continue;
                }
                let stop = dates.get(next_date).map_or(line.span.end, |d| d.start.min(line.span.end)).max(at);
                let Some(rest) = text.get(at..if stop > at { stop } else { line.span.end }) else { break };
                let Some(first) = rest.chars().next() else { break };
                if first.is_whitespace() {
                    at += first.len_utf8();
                } else if first.is_alphanumeric() {
                    let len = word_length(rest);
                    stream.push(TokenKind::Word, at..at + len, rest.get(..len).unwrap_or_default(), index);
                    at += len;
                } else {
                    let len = first.len_utf8();
                    stream.push(TokenKind::Sign(first), at..at + len, rest.get(..len).unwrap_or_default(), index);
                    at += len;
                }
            }
            stream.push(TokenKind::LineEnd, line.span.end..line.span.end, "¶", index);
        }
        stream.cut_sentences(text, abbreviations);
        stream
    }

    /// Puts other letters for words that are misspelt.
    pub fn respell(&mut self, spelling: &Spelling) {
        // A text says the same words again and again.
        let mut asked: HashMap<&str, Option<String>> = HashMap::new();
        let mut better: Vec<(usize, String)> = Vec::new();
        for i in 0..self.tokens.len() {
            let word = self.word(i);
            if self.kind(i) == TokenKind::Word && spelling.is_asked(word) {
                let found = asked.entry(word).or_insert_with(|| spelling.correct(word));
                better.extend(found.clone().map(|found| (i, found)));
            }
        }
        if better.is_empty() {
            return;
        }
        let mut better = better.into_iter().peekable();
        let mut folded = String::with_capacity(self.folded.len() + 16);
        folded.push(' ');
        for i in 0..self.tokens.len() {
            let start = folded.len();
            match better.next_if(|(token, _)| *token == i) {
                Some((_, word)) => folded.push_str(&word),
                None => folded.push_str(self.word(i)),
            }
            let range = start..folded.len();
            folded.push(' ');
            if let Some(token) = self.tokens.get_mut(i) {
                token.folded = range;
            }
        }
        self.folded = folded;
    }

    /// Marks the words that are the child's name: `names` are folded; a genitive `s` may follow; a single capital letter with
    /// a full stop counts for a name that it begins.
    pub fn mark_child(&mut self, names: &[String]) {
        for i in 0..self.tokens.len() {
            if !self.tokens.get(i).is_some_and(|t| t.capital && t.kind == TokenKind::Word) {
                continue;
            }
            let word = self.word(i);
            let initial = word.len() == 1 && self.kind(i + 1) == TokenKind::Sign('.') && names.iter().any(|n| n.starts_with(word));
            let child = !word.is_empty() && (is_name(word, names) || initial);
            if let Some(token) = self.tokens.get_mut(i) {
                token.role = if child { Role::Child } else { token.role };
            }
        }
    }

    /// Gives a role to the words with a capital that are among `names`, or their genitive, and have none yet.
    pub fn mark_names(&mut self, names: &[String], role: Role) {
        for i in 0..self.tokens.len() {
            let free = self.tokens.get(i).is_some_and(|t| t.capital && t.kind == TokenKind::Word && t.role == Role::Other);
            let named = free && is_name(self.word(i), names);
            self.mark(i, role, named);
        }
    }

    /// Gives a token its role.
    pub fn mark(&mut self, token: usize, role: Role, holds: bool) {
        if let Some(token) = self.tokens.get_mut(token).filter(|_| holds) {
            token.role = role;
        }
    }

    /// Whom a token means.
    #[must_use]
    pub fn role(&self, token: usize) -> Role {
        self.tokens.get(token).map_or(Role::Other, |t| t.role)
    }

    /// Whether the token is written with a capital.
    #[must_use]
    pub fn is_capital(&self, token: usize) -> bool {
        self.tokens.get(token).is_some_and(|t| t.capital)
    }

    /// Whether the token is the child's name.
    #[must_use]
    pub fn is_child(&self, token: usize) -> bool {
        self.role(token) == Role::Child
    }

    /// Whether the token is the last of its sentence: a full stop after an abbreviation is not.
    #[must_use]
    pub fn ends_sentence(&self, token: usize) -> bool {
        self.sentence_of(token) != self.sentence_of(token + 1)
    }

    /// The folded letters of a token.
    #[must_use]
    pub fn word(&self, token: usize) -> &str {
        self.tokens.get(token).and_then(|t| self.folded.get(t.folded.clone())).unwrap_or_default()
    }

    /// The kind of a token; past the end, a line end.
    #[must_use]
    pub fn kind(&self, token: usize) -> TokenKind {
        self.tokens.get(token).map_or(TokenKind::LineEnd, |t| t.kind)
    }

    /// The sentence of a token; past the end, the last.
    #[must_use]
    pub fn sentence_of(&self, token: usize) -> usize {
        self.tokens.get(token).map_or_else(|| self.sentences.len().saturating_sub(1), |t| t.sentence)
    }

    /// Token range of a sentence; empty past the end.
    #[must_use]
    pub fn sentence(&self, sentence: usize) -> Range<usize> {
        self.sentences.get(sentence).cloned().unwrap_or(0..0)
    }

    /// Bytes of the text that a token range covers.
    #[must_use]
    pub fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        let covered = self.tokens.get(tokens).unwrap_or_default();
        match (covered.first(), covered.last()) {
            (Some(first), Some(last)) => first.span.start..last.span.end.max(first.span.start),
            _ => 0..0,
        }
    }

    fn push(&mut self, kind: TokenKind, span: Range<usize>, letters: &str, line: usize) {
        let start = self.folded.len();
        fold_into(letters, &mut self.folded);
        let folded = start..self.folded.len();
        self.folded.push(' ');
        let capital = letters.chars().next().is_some_and(char::is_uppercase);
        self.tokens.push(Token { kind, span, folded, line, sentence: 0, capital, role: Role::Other });
    }

    /// A sentence ends at a line end, at `!`, `?`, and at a full stop that follows no abbreviation and stands before a blank, which may be that of a
    /// day's number or a month's abbreviation too ("undersøgelsen af 1. ds. Under samtalen …").
    fn cut_sentences(&mut self, text: &str, abbreviations: &[String]) {
        let mut start = 0;
        let mut sentence = 0;
        for i in 0..self.tokens.len() {
            if let Some(token) = self.tokens.get_mut(i) {
                token.sentence = sentence;
            }
            let ends = match self.kind(i) {
                TokenKind::LineEnd => true,
                TokenKind::Sign('!' | '?' | '…') => self.next_starts_sentence(i),
                TokenKind::Sign('.') => self.stop_ends_sentence(i, text, abbreviations),
                TokenKind::Date(_) => i > start && self.date_ends_sentence(i, text),
                TokenKind::Sign(',' | ';') => i > start && self.leads_on(i + 1, text),
                _ => false,
            };
            if ends {
                self.sentences.push(start..i + 1);
                start = i + 1;
                sentence += 1;
            }
        }
        if start < self.tokens.len() {
            self.sentences.push(start..self.tokens.len());
        }
    }

    fn next_starts_sentence(&self, sign: usize) -> bool {
        match self.kind(sign + 1) {
            TokenKind::Word => self.tokens.get(sign + 1).is_some_and(|t| t.capital),
            _ => true,
        }
    }

    /// Whether a date ends in a full stop, and a word in small letters with a capital goes on behind it: initials sign what was told.
    fn date_ends_sentence(&self, date: usize, text: &str) -> bool {
        let letters = |token: usize| self.tokens.get(token).and_then(|t| text.get(t.span.clone())).unwrap_or_default();
        let next_is_written_out = letters(date + 1).chars().nth(1).is_some_and(char::is_lowercase);
        letters(date).ends_with('.') && self.kind(date + 1) == TokenKind::Word && self.next_starts_sentence(date) && next_is_written_out
    }

    /// "…, 16.07: tilsyn": figures and a colon, with which a line goes on to another day.
    fn leads_on(&self, date: usize, text: &str) -> bool {
        let figures = |t: usize| {
            self.tokens.get(t).and_then(|t| text.get(t.span.start..)).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()))
        };
        matches!(self.kind(date), TokenKind::Date(_)) && self.kind(date + 1) == TokenKind::Sign(':') && figures(date)
    }

    fn stop_ends_sentence(&self, stop: usize, text: &str, abbreviations: &[String]) -> bool {
        let Some(token) = self.tokens.get(stop) else { return false };
        if !text.get(token.span.end..).is_some_and(|rest| rest.chars().next().is_none_or(char::is_whitespace)) {
            let known = stop.checked_sub(1).is_some_and(|b| abbreviations.binary_search_by(|a| a.as_str().cmp(self.word(b))).is_ok());
            return !known && matches!(self.kind(stop + 1), TokenKind::Sign('"' | '”' | '»' | ')' | '\''));
        }
        let Some(before) = stop.checked_sub(1) else { return true };
        let touches = self.tokens.get(before).is_some_and(|t| t.span.end == token.span.start);
        let word = self.word(before);
        let initial = self.kind(before) == TokenKind::Word && word.len() == 1 && touches;
        let next_small = match self.kind(stop + 1) {
            TokenKind::Word => {
                self.tokens.get(stop + 1).is_some_and(|t| !t.capital && !self.word(stop + 1).starts_with(|c: char| c.is_ascii_digit()))
            }
            _ => false,
        };
        !(initial || next_small || (touches && abbreviations.binary_search_by(|a| a.as_str().cmp(word)).is_ok()))
    }
}

/// Whether a folded word is one of the folded names, or its genitive.
#[must_use]
pub fn is_name(word: &str, names: &[String]) -> bool {
    names.iter().any(|n| word == n || word.strip_suffix('s') == Some(n))
}

/// Length of the word that starts here: letters and digits, and hyphens, dots or apostrophes between digits or letters.
fn word_length(rest: &str) -> usize {
    let mut end = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let tail = rest.get(end..).unwrap_or_default();
    if tail.bytes().next().is_none_or(|b| b.is_ascii() && !matches!(b, b'-' | b'\'')) {
        return end.max(1);
    }
    let plain = end;
    let mut chars = tail.char_indices().map(|(at, c)| (plain + at, c)).peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_alphanumeric() || c == '\u{ad}' {
            end = at + c.len_utf8();
        } else if matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\'' | '’') {
            if !chars.peek().is_some_and(|(_, next)| next.is_alphanumeric()) {
                break;
            }
        } else {
            break;
        }
    }
    end.max(1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::single_range_in_vec_init)]
    use super::*;

    fn stream(text: &str, dates: &[Range<usize>]) -> Stream {
        let mut lines = Vec::new();
        let mut at = 0;
        for line in text.split('\n') {
            lines.push(StreamLine { span: at..at + line.len(), cell_starts: Vec::new() });
            at += line.len() + 1;
        }
        let mut abbreviations: Vec<String> = ["kl", "stk", "jf"].iter().map(|s| (*s).to_owned()).collect();
        abbreviations.sort();
        Stream::new(text, &lines, dates, &abbreviations)
    }

    #[test]
    fn a_date_is_one_token() {
        let s = stream("Modtaget den 3. maj 2021, vurderet.", &[9..24]);
        assert_eq!(s.folded, " modtaget # , vurderet . ¶ ");
        assert_eq!(s.sentences.len(), 2);
    }

    #[test]
    fn sentences_end_at_full_stops_but_not_after_abbreviations_and_initials() {
        let s = stream("Jf. § 50, stk. 1, er N. kommet. Vi ringer.", &[]);
        assert_eq!(s.sentences.len(), 3, "{:?}", s.sentences);
        assert_eq!(&s.folded[s.tokens[s.sentences[1].start].folded.clone()], "vi");
    }

    #[test]
    fn hyphens_fold_away_inside_words() {
        assert_eq!(stream("24-timers-vurdering af børne- og ungesag", &[]).folded, " 24timersvurdering af boerne  og ungesag ¶ ");
    }
}
