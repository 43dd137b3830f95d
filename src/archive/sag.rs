//! `sag.json`: what the municipality says about a case.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A case's own data. All but the id may be missing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sag {
    /// The case.
    pub id: String,
    /// The municipality by name.
    pub municipality: Option<String>,
    /// The type of case, as the municipality words it.
    pub case_type: Option<String>,
    /// Whether the parents consented.
    pub consent: Option<bool>,
    /// The law the case was decided under.
    pub law: Option<String>,
    /// The child's day of birth.
    pub born: Option<NaiveDate>,
}

impl std::fmt::Debug for Sag {
    /// Without the day of birth.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sag").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What a `sag.json` holds, field by field: a wrong field costs that field only.
#[derive(Debug)]
pub(super) struct SagRead {
    /// The data; its id is empty when the file has none that can be used.
    pub(super) sag: Sag,
    /// Fields whose values could not be used; `id` also when it is missing.
    pub(super) bad_fields: Vec<&'static str>,
}

/// Why a `sag.json` could not be read at all.
#[derive(Debug)]
pub(super) struct SagError {
    /// From 1; 0 when the file as a whole is wrong.
    pub(super) line: usize,
    /// From 1; 0 likewise.
    pub(super) column: usize,
    pub(super) why: String,
}

/// Reads a `sag.json`: UTF-8, UTF-16 with a mark, or Windows' one-byte letters; unknown fields are ignored.
pub(super) fn read_sag(bytes: &[u8]) -> Result<SagRead, SagError> {
    let text = decode(bytes);
    let value: Value = serde_json::from_str(&text).map_err(|error| {
        let full = error.to_string();
        let why = full.split(" at line ").next().unwrap_or_default().to_owned();
        SagError { line: error.line(), column: error.column(), why }
    })?;
    let Value::Object(fields) = value else {
        return Err(SagError { line: 0, column: 0, why: "expected an object".into() });
    };
    let mut bad_fields = Vec::new();
    let mut fields = Fields { fields: &fields, bad: &mut bad_fields };
    let id = fields.id();
    let sag = Sag {
        id,
        municipality: fields.text("municipality"),
        case_type: fields.text("case_type"),
        consent: fields.get("consent", Value::as_bool),
        law: fields.text("law"),
        born: fields.get("born", |value| NaiveDate::parse_from_str(value.as_str()?.trim(), "%Y-%m-%d").ok()),
    };
    Ok(SagRead { sag, bad_fields })
}

struct Fields<'v> {
    fields: &'v Map<String, Value>,
    bad: &'v mut Vec<&'static str>,
}

impl Fields<'_> {
    /// Absent and null are no value; what does not convert is a bad field.
    fn get<T>(&mut self, name: &'static str, convert: impl Fn(&Value) -> Option<T>) -> Option<T> {
        let value = self.fields.get(name).filter(|value| !value.is_null())?;
        let converted = convert(value);
        if converted.is_none() {
            self.bad.push(name);
        }
        converted
    }

    /// Trimmed; an empty text is no value.
    fn text(&mut self, name: &'static str) -> Option<String> {
        self.get(name, |value| value.as_str().map(|text| text.trim().to_owned())).filter(|text| !text.is_empty())
    }

    /// A short line of text, or a whole number written without quotes.
    fn id(&mut self) -> String {
        let id = self.get("id", |value| match value {
            Value::String(text) => Some(super::names::tidy(text.trim())),
            Value::Number(number) if !number.is_f64() => Some(number.to_string()),
            _ => None,
        });
        match id {
            Some(id) if (1..=200).contains(&id.chars().count()) => id,
            Some(_) => {
                self.bad.push("id");
                String::new()
            }
            None => {
                if !self.bad.contains(&"id") {
                    self.bad.push("id");
                }
                String::new()
            }
        }
    }
}

fn decode(bytes: &[u8]) -> String {
    let wide = |from: fn([u8; 2]) -> u16, rest: &[u8]| {
        let units: Vec<u16> = rest.chunks_exact(2).filter_map(|pair| pair.first_chunk().copied().map(from)).collect();
        String::from_utf16_lossy(&units)
    };
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return wide(u16::from_le_bytes, rest);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return wide(u16::from_be_bytes, rest);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => super::codepage::Codepage::Windows1252.decode(bytes),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_fields_and_unknown_ones() {
        let text = r#"{"id": "nordby-01", "municipality": "Østervig Kommune", "case_type": "anbringelse", "consent": false,
            "law": "barnets lov", "born": "2010-12-05", "kontor": [1]}"#;
        let read = read_sag(text.as_bytes()).unwrap();
        assert!(read.bad_fields.is_empty());
        assert_eq!(read.sag.id, "nordby-01");
        assert_eq!(read.sag.consent, Some(false));
        assert_eq!(read.sag.born, NaiveDate::from_ymd_opt(2010, 12, 5));
        let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let latin: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
        let marked = format!("\u{feff}{text}").into_bytes();
        for other in [wide, latin, marked] {
            assert_eq!(read_sag(&other).unwrap().sag, read.sag);
        }
    }

    #[test]
    fn a_wrong_field_costs_that_field() {
        let read = read_sag(br#"{"id": 17, "consent": "ja", "born": "5/12-2010", "law": null, "municipality": " "}"#).unwrap();
        assert_eq!(read.sag.id, "17");
        assert_eq!(read.bad_fields, ["consent", "born"]);
        assert_eq!((read.sag.law, read.sag.municipality), (None, None));
        assert_eq!(read_sag(br#"{"law": "x"}"#).unwrap().bad_fields, ["id"]);
        assert_eq!(read_sag(br#"{"id": ["x"]}"#).unwrap().bad_fields, ["id"]);
    }

    #[test]
    fn where_the_json_is_wrong() {
        let error = read_sag(b"{\"id\": \"a\",\n \"law\": }").unwrap_err();
        assert_eq!((error.line, error.column), (2, 9));
        assert!(!error.why.contains("line"));
        assert_eq!(read_sag(b"[]").unwrap_err().line, 0);
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = read_sag(&bytes);
        }
    }
}
