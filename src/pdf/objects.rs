//! The document's objects, with references followed and wrong types read as absent.

use lopdf::{Dictionary, Object, ObjectId, Stream};

use crate::pdf::geometry::Matrix;

/// A read-only view of a loaded document.
#[derive(Clone, Copy)]
pub(crate) struct Objects<'d> {
    document: &'d lopdf::Document,
}

impl<'d> Objects<'d> {
    pub fn new(document: &'d lopdf::Document) -> Self {
        Self { document }
    }

    pub fn document(self) -> &'d lopdf::Document {
        self.document
    }

    /// The document's root.
    pub fn catalog(self) -> Option<&'d Dictionary> {
        self.document.catalog().ok()
    }

    /// The object itself, references followed; none for null and for what is missing.
    pub fn resolve(self, object: &'d Object) -> Option<&'d Object> {
        match object {
            Object::Reference(id) => match self.document.dereference(object) {
                Ok((_, Object::Null)) => None,
                Ok((_, target)) => Some(target),
                Err(_) => self.of_other_generation(*id),
            },
            Object::Null => None,
            direct => Some(direct),
        }
    }

    /// The object of this number, whatever generation it is written under: a number that is not there means the newest.
    #[cold]
    fn of_other_generation(self, (number, _): ObjectId) -> Option<&'d Object> {
        let (_, object) = self.document.objects.range((number, 0)..=(number, u16::MAX)).next_back()?;
        (!matches!(object, Object::Null | Object::Reference(_))).then_some(object)
    }

    pub fn get(self, dict: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
        self.resolve(dict.get(key).ok()?)
    }

    pub fn dict(self, dict: &'d Dictionary, key: &[u8]) -> Option<&'d Dictionary> {
        as_dict(self.get(dict, key)?)
    }

    pub fn stream(self, dict: &'d Dictionary, key: &[u8]) -> Option<&'d Stream> {
        self.get(dict, key)?.as_stream().ok()
    }

    pub fn array(self, dict: &'d Dictionary, key: &[u8]) -> Option<&'d [Object]> {
        self.get(dict, key)?.as_array().ok().map(Vec::as_slice)
    }

    pub fn name(self, dict: &'d Dictionary, key: &[u8]) -> Option<&'d [u8]> {
        self.get(dict, key)?.as_name().ok()
    }

    pub fn number(self, dict: &'d Dictionary, key: &[u8]) -> Option<f32> {
        self.get(dict, key)?.as_float().ok()
    }

    pub fn integer(self, dict: &'d Dictionary, key: &[u8]) -> Option<i64> {
        self.get(dict, key).and_then(whole_number)
    }

    /// A numeric array of exactly `N` numbers.
    pub fn numbers<const N: usize>(self, dict: &'d Dictionary, key: &[u8]) -> Option<[f32; N]> {
        let array = self.array(dict, key)?;
        let mut numbers = [0.0; N];
        for (slot, object) in numbers.iter_mut().zip(array) {
            *slot = self.resolve(object)?.as_float().ok().filter(|v| v.is_finite())?;
        }
        (array.len() >= N).then_some(numbers)
    }

    /// A rectangle with its corners sorted.
    pub fn rect(self, dict: &'d Dictionary, key: &[u8]) -> Option<[f32; 4]> {
        let [x0, y0, x1, y1] = self.numbers::<4>(dict, key)?;
        Some([x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)])
    }

    pub fn matrix(self, dict: &'d Dictionary, key: &[u8]) -> Option<Matrix> {
        self.numbers::<6>(dict, key).map(Matrix::new).filter(|m| m.is_sane())
    }

    /// A text string (UTF-16 or PDFDocEncoding) as text.
    pub fn text(self, dict: &'d Dictionary, key: &[u8]) -> Option<String> {
        match self.get(dict, key)? {
            string @ Object::String(..) => Some(text_of(string)),
            Object::Name(name) => Some(String::from_utf8_lossy(name).into_owned()),
            Object::Stream(_) | Object::Array(_) | Object::Dictionary(_) => None,
            Object::Integer(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The id under which an entry stands, when it is a reference.
    pub fn reference(self, dict: &'d Dictionary, key: &[u8]) -> Option<ObjectId> {
        dict.get(key).ok()?.as_reference().ok()
    }
}

/// A dictionary, or a stream's dictionary.
pub(crate) fn as_dict(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// A whole number, also when it is written with a decimal point.
pub(crate) fn whole_number(object: &Object) -> Option<i64> {
    match object {
        Object::Integer(number) => Some(*number),
        Object::Real(number) => Some(*number as i64),
        _ => None,
    }
}

/// The text of a string object; UTF-8 with its mark is read too, as newer files write it.
pub(crate) fn text_of(string: &Object) -> String {
    if let Object::String(bytes, _) = string
        && let Some(utf8) = bytes.strip_prefix(b"\xEF\xBB\xBF")
    {
        return String::from_utf8_lossy(utf8).into_owned();
    }
    lopdf::decode_text_string(string).unwrap_or_default()
}
