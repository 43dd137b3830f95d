//! Addresses of the pages. A case's id and an act's name come from outside and may hold anything: each is one escaped segment.

use super::picture::Scale;
use super::pointer::Pointer;

/// A text as one segment of an address, or as a value behind `=`: all but plain letters, digits and `-_.~` escaped.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~' | b'.') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The page of a case.
pub fn case(case: &str) -> String {
    format!("/sag/{}", escaped(case))
}

/// What is done to a case: `/sag/ID/WHAT`.
pub fn of_case(case: &str, what: &str) -> String {
    format!("/sag/{}/{what}", escaped(case))
}

/// What is done to a verdict: `/sag/ID/vurdering/CHECK/WHAT`.
pub fn of_verdict(case: &str, check: &str, what: &str) -> String {
    format!("/sag/{}/vurdering/{}/{what}", escaped(case), escaped(check))
}

/// A page of an act.
pub fn page(case: &str, act: &str, page: u32) -> String {
    format!("/sag/{}/akt/{}/side/{page}", escaped(case), escaped(act))
}

/// The picture of a page of an act.
pub fn picture(case: &str, act: &str, number: u32, scale: Scale) -> String {
    format!("{}/billede/{}", page(case, act, number), scale.name())
}

/// A page of an act with a piece of evidence to be boxed.
pub fn evidence(case: &str, act: &str, number: u32, pointer: &Pointer) -> String {
    format!("{}?bevis={}", page(case, act, number), escaped(&pointer.to_string()))
}

/// `path?key=value&…` of those pairs that have a value.
pub fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let query: Vec<String> =
        pairs.iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| format!("{}={}", escaped(key), escaped(value))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// A place inside these pages to go back to; anything else (another host, a trick with slashes) becomes the front page.
pub fn local(path: &str) -> &str {
    let is_local =
        path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && path.bytes().all(|byte| byte.is_ascii_graphic());
    if is_local { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_outside_stay_one_segment() {
        assert_eq!(case("a/../b?c#d"), "/sag/a%2F..%2Fb%3Fc%23d");
        assert_eq!(page("s", "brev \"æ\".pdf", 2), "/sag/s/akt/brev%20%22%C3%A6%22.pdf/side/2");
    }

    #[test]
    fn only_places_of_ours_are_gone_back_to() {
        assert_eq!(local("/sager?side=2"), "/sager?side=2");
        for elsewhere in ["//evil.dk", "https://evil.dk", "/\\evil.dk", "/a\r\nSet-Cookie: x", ""] {
            assert_eq!(local(elsewhere), "/");
        }
    }
}
