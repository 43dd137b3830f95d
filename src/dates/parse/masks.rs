//! Numbers that look like dates and are none: laws, §, CPR, case numbers, phone numbers, amounts, fractions, page numbers.
//!
//! A mask only says how far to skip. It is asked before any date form at the same place, so that nothing of it can match.

use super::super::tables::Role;
use super::cursor::Cursor;
use super::{date, named, numeric};

/// Where a masked stretch that begins at `at` ends.
pub(super) fn mask(cursor: &Cursor, at: usize) -> Option<usize> {
    if cursor.is_digit(at) || cursor.byte(at) == b'+' {
        if in_address(cursor, at) {
            return Some(tight(cursor, at));
        }
        return figures(cursor, at);
    }
    if section_sign(cursor, at) {
        return Some(section(cursor, at + 2));
    }
    let word = cursor.word(at)?;
    let entry = word.entry?;
    if entry.is(Role::Law)
        && let Some(end) = law(cursor, word.end)
    {
        return Some(end);
    }
    if entry.is(Role::OpeningHours) {
        return Some(opening_hours(cursor, word.end));
    }
    entry.is(Role::MaskBefore).then(|| labelled(cursor, at, word.end)).flatten()
}

/// To the end of the line or of its column: `Telefontid: man-tors 9-15, fre kl. 9-12`.
fn opening_hours(cursor: &Cursor, mut at: usize) -> usize {
    loop {
        match (cursor.byte(at), cursor.byte(at + 1)) {
            (0 | b'\n' | b'\r' | b'\t', _) | (b' ', b' ') => return at,
            _ => at += 1,
        }
    }
}

/// Whether the place is inside a web address.
fn in_address(cursor: &Cursor, at: usize) -> bool {
    const REACH: usize = 200;
    if !matches!(cursor.byte(at.saturating_sub(1)), b'/' | b'-' | b'=' | b'_') {
        return false;
    }
    let before = cursor.raw(at.saturating_sub(REACH), at);
    let token = before.rsplit(u8::is_ascii_whitespace).next().unwrap_or_default();
    token.windows(3).any(|three| three == b"://") || token.starts_with(b"www.")
}

pub(super) fn section_sign(cursor: &Cursor, at: usize) -> bool {
    cursor.byte(at) == 0xc2 && cursor.byte(at + 1) == 0xa7
}

/// `§ 52, stk. 3, nr. 7`, `§§ 11 og 12`, `§ 68 a`: past all of it, but not into a date that follows.
fn section(cursor: &Cursor, after_sign: usize) -> usize {
    let mut end = after_sign;
    if section_sign(cursor, end) {
        end += 2;
    }
    let mut next = cursor.space(end);
    while let Some(number) = cursor.number(next).filter(|number| number.width <= 4) {
        if end > after_sign + 2 && date(cursor, next).is_some_and(|found| found.is_absolute()) {
            break;
        }
        end = number.end;
        let letter = cursor.blanks(end);
        if cursor.byte(letter).is_ascii_lowercase()
            && cursor.word_end(letter) == letter + 1
            && cursor.byte(letter) != b'i'
            && cursor.byte(letter + 1) != b'.'
        {
            end = letter + 1;
        }
        end = paragraph_parts(cursor, end);
        let comma = cursor.optional(end, b',');
        let joint = cursor.space(comma);
        next = match cursor.role(joint, Role::And) {
            Some(and) => cursor.space(and),
            None => match cursor.byte(end) {
                b'/' => end + 1,
                b',' => joint,
                _ => cursor.dash(end).unwrap_or(usize::MAX - 8),
            },
        };
        if section_sign(cursor, next) {
            next = cursor.space(next + 2);
        }
    }
    end
}

/// `, stk. 3`, `, nr. 7`, `, 2. pkt.`
fn paragraph_parts(cursor: &Cursor, mut end: usize) -> usize {
    loop {
        let next = cursor.space(cursor.optional(end, b','));
        if let Some(number) = cursor.number(next)
            && cursor.byte(number.end) == b'.'
            && let Some(after) = cursor.role(cursor.space(number.end + 1), Role::MaskBefore)
        {
            end = cursor.optional(after, b'.');
            continue;
        }
        let Some(word) = cursor.short_role(next, Role::MaskBefore) else { return end };
        let Some(number) = cursor.number(cursor.space(word)) else { return end };
        end = number.end;
    }
}

/// After `lov`, `LBK`: `nr. 721 af 13/06/2023`, `282 af 14. marts 2022`, `af 3. juni 1967`.
fn law(cursor: &Cursor, word_end: usize) -> Option<usize> {
    let mut at = cursor.space(cursor.optional(word_end, b'.'));
    if let Some(end) = cursor.short_role(at, Role::MaskBefore) {
        at = cursor.space(end);
    }
    // What stands in the next line ("… SKR / 28-09-2018 …") is its date.
    let number = cursor.number(at).filter(|_| !dated(cursor, at));
    if let Some(number) = number {
        at = cursor.space(number.end);
    }
    let of = cursor.word_end(at);
    if !cursor.raw(at, of).eq_ignore_ascii_case(b"af") {
        return number.map(|number| number.end);
    }
    law_date(cursor, cursor.space(of)).or_else(|| number.map(|number| number.end))
}

fn law_date(cursor: &Cursor, at: usize) -> Option<usize> {
    let from = named::article(cursor, at).unwrap_or(at);
    if let Some((_, end)) = named::list(cursor, from, named::Opening::Plain) {
        return Some(end);
    }
    numeric::numeric(cursor, from, true).map(|(_, end, _)| end)
}

/// After `side`, `sagsnr.`, `tlf.`, `nr.`, `gravid i uge`: the figures that follow, with what ties them together.
fn labelled(cursor: &Cursor, at: usize, word_end: usize) -> Option<usize> {
    let mut from = cursor.optional(word_end, b'.');
    if cursor.byte(from) == b'-' && cursor.is_letter(from + 1) {
        from = cursor.word_end(from + 1);
        from = cursor.optional(from, b'.');
    }
    let next_word = cursor.blanks(from);
    if let Some(end) = cursor.role(next_word, Role::In)
        && let Some(end) = cursor.role(cursor.blanks(end), Role::WeekWord)
    {
        from = end;
    } else if let Some(end) = cursor.short_role(next_word, Role::MaskBefore) {
        from = end;
    }
    from = cursor.optional(from, b':');
    let next = cursor.blanks(from);
    let first = cursor.raw(next, next + 1).first().copied()?;
    if !first.is_ascii_digit() && first != b'+' && !(next > word_end && cursor.word_end(next) == next + 1 && cursor.is_digit(next + 1)) {
        return None;
    }
    // one-letter labels (`s.`, `v.`, `j.`) need their stop, and a date after a label such as `sag` stays a date
    if word_end - at == 1 && cursor.byte(word_end) != b'.' {
        return None;
    }
    if dated(cursor, next) {
        return None;
    }
    let end = chunk(cursor, next);
    // `nr. 581 af 6. august 1998`: a law without its name; a small number may be the second report
    let large = cursor.number(next).is_some_and(|number| number.value >= 100);
    let of = cursor.space(end);
    let of_end = cursor.word_end(of);
    if large
        && cursor.raw(of, of_end).eq_ignore_ascii_case(b"af")
        && let Some(end) = law_date(cursor, cursor.space(of_end))
    {
        return Some(end);
    }
    Some(end)
}

/// A full date right after a label: `Ref.: 03.05.2021` is one, `sagsnr. 21-1234` is none.
fn dated(cursor: &Cursor, at: usize) -> bool {
    if named::list(cursor, at, named::Opening::Plain).is_some() {
        return true;
    }
    numeric::numeric(cursor, at, false)
        .is_some_and(|(_, end, strength)| strength == numeric::Strength::Full && end - at >= 8 && !matches!(cursor.byte(end), b'-' | b'/'))
}

/// Past figures and what is written into them, and the further groups of a phone number.
fn chunk(cursor: &Cursor, at: usize) -> usize {
    let mut end = at;
    loop {
        let byte = cursor.byte(end);
        let inside = matches!(byte, b'.' | b',' | b':' | b'/' | b'-' | b'+')
            && (cursor.is_digit(end + 1) || (cursor.is_letter(end + 1) && byte != b'.' && byte != b','));
        if byte.is_ascii_digit() || byte == b'*' || cursor.is_letter(end) && end > at || inside || (byte == b'+' && end == at) {
            end += 1;
            continue;
        }
        let next = cursor.blanks(end);
        let group = cursor.number(next).filter(|number| matches!(number.width, 2 | 4) && next == end + 1 && cursor.boundary(number.end));
        match group {
            Some(group)
                if !dated(cursor, next)
                    && cursor.is_digit(end.saturating_sub(1))
                    && !matches!(cursor.byte(group.end), b'.' | b'/' | b':') =>
            {
                end = group.end
            }
            _ => return end,
        }
    }
}

/// Figures that show by themselves that they are no date.
fn figures(cursor: &Cursor, at: usize) -> Option<usize> {
    if let Some(end) = cpr(cursor, at).or_else(|| phone(cursor, at)) {
        return Some(end);
    }
    let end = tight(cursor, at);
    let raw = cursor.raw(at, end);
    // 27.24.00-G01-12-21: figures and letters tied together
    let letters_inside = cursor.is_letter(end.saturating_sub(1))
        || raw.windows(2).any(|pair| matches!(pair, [b'-' | b'/', letter] if letter.is_ascii_alphabetic()));
    if letters_inside && raw.iter().filter(|byte| byte.is_ascii_digit()).count() >= 5 && raw.contains(&b'-') && !raw.contains(&b'T') {
        let all = chunk(cursor, at);
        let glued_month = named::month_at(cursor, cursor.number(at)?.end).is_some();
        return (!glued_month).then_some(all);
    }
    if raw == b"24/7" {
        return Some(end);
    }
    if raw.iter().all(u8::is_ascii_digit) && raw.len() <= 4 {
        return None;
    }
    let counted = counted_after(cursor, end);
    let mixed = cursor.number(at).is_some_and(|number| number.end < end);
    let fraction_before = preceded_by_number(cursor, at);
    let with_year = numeric::numeric(cursor, at, false).is_some_and(|(_, _, strength)| strength == numeric::Strength::Full);
    (mixed && (counted || fraction_before) && !with_year).then_some(end)
}

/// Past digits tied by marks or letters, without blanks.
fn tight(cursor: &Cursor, at: usize) -> usize {
    let mut end = at;
    loop {
        let byte = cursor.byte(end);
        let tie = matches!(byte, b'.' | b',' | b'/' | b'-' | b':');
        let next_counts = cursor.is_digit(end + 1)
            || (matches!(byte, b'-' | b'/') && cursor.byte(end + 1).is_ascii_uppercase() && cursor.is_digit(end + 2));
        if byte.is_ascii_digit() || (tie && next_counts) || (byte.is_ascii_uppercase() && cursor.is_digit(end + 1) && end > at) {
            end += 1;
        } else if let Some(dash) = cursor.dash_only(end).filter(|dash| cursor.is_digit(*dash)) {
            end = dash;
        } else {
            return end;
        }
    }
}

/// `%`, `kr.`, `gange`, `af` after figures.
fn counted_after(cursor: &Cursor, end: usize) -> bool {
    if cursor.byte(end) == b'-' && cursor.is_letter(end + 1) {
        return true;
    }
    let next = cursor.blanks(cursor.optional(end, b'.'));
    if matches!(cursor.byte(next), b'%') {
        return true;
    }
    cursor.role(next, Role::MaskAfter).is_some()
}

/// `11 2/3`: a number right before a fraction.
fn preceded_by_number(cursor: &Cursor, at: usize) -> bool {
    at >= 2
        && cursor.byte(at - 1) == b' '
        && cursor.is_digit(at - 2)
        && cursor.byte(cursor.number(at).map_or(at, |number| number.end)) == b'/'
}

/// `020321-1234`, `020321 xxxx`, `020321-****`, `0203211234`.
fn cpr(cursor: &Cursor, at: usize) -> Option<usize> {
    let number = cursor.number(at)?;
    if number.width == 10 {
        return Some(number.end);
    }
    if number.width != 6 {
        return None;
    }
    let serial = cursor.dash(number.end).unwrap_or_else(|| cursor.blanks(number.end));
    let tail = cursor.raw(serial, serial + 4);
    let hidden = tail.len() == 4 && tail.iter().all(|byte| matches!(byte, b'x' | b'X' | b'*' | b'#' | b'_' | b'?' | b'.' | b'0'..=b'9'));
    let dots_only = tail.iter().all(|byte| *byte == b'.');
    (serial > number.end && hidden && !dots_only && !cursor.is_digit(serial + 4)).then_some(serial + 4)
}

/// `33 41 12 00`, `3341 1200`, `+45 33 41 12 00`, `33411200`.
fn phone(cursor: &Cursor, at: usize) -> Option<usize> {
    let from = if cursor.byte(at) == b'+' { cursor.blanks(cursor.number(at + 1)?.end) } else { at };
    let mut end = from;
    let mut widths = Vec::with_capacity(4);
    while widths.len() < 4 {
        let Some(number) = cursor.number(end).filter(|number| cursor.boundary(number.end)) else { break };
        widths.push(number.width);
        let next = number.end + 1;
        end = number.end;
        if !matches!(cursor.byte(number.end), b' ') || !cursor.is_digit(next) {
            break;
        }
        end = next;
    }
    let fits = matches!(widths.as_slice(), [2, 2, 2, 2] | [4, 4] | [8]);
    let end = if cursor.byte(end.saturating_sub(1)) == b' ' { end - 1 } else { end };
    (fits && !cursor.is_digit(end)).then_some(end)
}
