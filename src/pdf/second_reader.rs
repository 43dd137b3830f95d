//! A second reader for files the first can't open: hayro-syntax finds the objects, by other means, and they are copied
//! into the first one's shape, so that everything above reads them alike.

use std::collections::BTreeSet;

use hayro::hayro_syntax::object::dict::keys;
use hayro::hayro_syntax::object::{self as other, MaybeRef, ObjectIdentifier};
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat};

/// Deepest nesting of arrays and dictionaries copied.
const MAX_DEPTH: usize = 64;
/// Most objects copied.
const MAX_OBJECTS: usize = 1_000_000;

/// How the second reader failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// A password is needed.
    Encrypted,
    /// Nothing could be made of it.
    Invalid,
}

/// The document as the second reader sees it. Streams come decoded; at most `most_bytes` of them are copied in all.
pub(crate) fn open(bytes: &[u8], most_bytes: usize) -> Result<lopdf::Document, Failure> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Failure::Encrypted,
        LoadPdfError::Decryption(_) | LoadPdfError::Invalid => Failure::Invalid,
    })?;
    let mut copy = Copy { pdf: &pdf, document: lopdf::Document::new(), queue: Vec::new(), seen: BTreeSet::new(), room: most_bytes };
    let mut kids = Vec::new();
    let first_free = 0xFFFF_0000u32;
    for (at, page) in (first_free + 2..).zip(pdf.pages().iter()) {
        let mut dict = copy.dictionary(page.raw(), 0);
        // The tree above may be what is broken: what a page inherits is written into it.
        dict.remove(b"Parent");
        if !dict.has(b"MediaBox") {
            let area = page.media_box();
            dict.set("MediaBox", [area.x0, area.y0, area.x1, area.y1].map(|v| Object::Real(v as f32)).to_vec());
        }
        if !dict.has(b"Resources")
            && let Some(resources) = inherited_resources(page.raw())
        {
            dict.set("Resources", copy.dictionary(&resources, 0));
        }
        kids.push(Object::Reference((at, 0)));
        copy.document.objects.insert((at, 0), Object::Dictionary(dict));
    }
    copy.follow();
    let mut document = copy.document;
    let (catalog, tree) = ((first_free, 0), (first_free + 1, 0));
    let count = kids.len() as i64;
    let mut root = Dictionary::new();
    root.set("Type", "Pages");
    root.set("Kids", kids);
    root.set("Count", count);
    document.objects.insert(tree, Object::Dictionary(root));
    let mut entry = Dictionary::new();
    entry.set("Type", "Catalog");
    entry.set("Pages", Object::Reference(tree));
    document.objects.insert(catalog, Object::Dictionary(entry));
    document.trailer.set("Root", Object::Reference(catalog));
    Ok(document)
}

/// The number of pages the second reader counts.
pub(crate) fn count_pages(bytes: &[u8]) -> Option<u32> {
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    u32::try_from(pdf.pages().len()).ok()
}

fn inherited_resources<'a>(page: &other::Dict<'a>) -> Option<other::Dict<'a>> {
    let mut node: other::Dict<'a> = page.get(keys::PARENT)?;
    for _ in 0..MAX_DEPTH {
        if let Some(resources) = node.get::<other::Dict<'a>>(keys::RESOURCES) {
            return Some(resources);
        }
        node = node.get(keys::PARENT)?;
    }
    None
}

struct Copy<'p> {
    pdf: &'p Pdf,
    document: lopdf::Document,
    queue: Vec<ObjectIdentifier>,
    seen: BTreeSet<ObjectId>,
    room: usize,
}

impl<'p> Copy<'p> {
    /// Copies everything that was referred to.
    fn follow(&mut self) {
        while let Some(id) = self.queue.pop() {
            let object = self.pdf.xref().get::<other::Object<'p>>(id);
            let copied = object.map_or(Object::Null, |object| self.object(object, 0));
            self.document.objects.insert(key(id), copied);
        }
    }

    fn reference(&mut self, id: ObjectIdentifier) -> Object {
        if self.seen.len() < MAX_OBJECTS && self.seen.insert(key(id)) {
            self.queue.push(id);
        }
        Object::Reference(key(id))
    }

    fn object(&mut self, object: other::Object<'p>, depth: usize) -> Object {
        if depth > MAX_DEPTH {
            return Object::Null;
        }
        match object {
            other::Object::Null(_) => Object::Null,
            other::Object::Boolean(value) => Object::Boolean(value),
            other::Object::Number(number) => {
                let value = number.as_f64();
                if value.fract() == 0.0 && value.abs() < 1e15 { Object::Integer(value as i64) } else { Object::Real(value as f32) }
            }
            other::Object::String(string) => Object::String(string.as_bytes().to_vec(), StringFormat::Literal),
            other::Object::Name(name) => Object::Name(name.as_ref().to_vec()),
            other::Object::Array(array) => Object::Array(array.raw_iter().map(|item| self.item(item, depth)).collect()),
            other::Object::Dict(dict) => Object::Dictionary(self.dictionary(&dict, depth)),
            other::Object::Stream(stream) => self.stream(&stream, depth),
        }
    }

    fn item(&mut self, item: MaybeRef<other::Object<'p>>, depth: usize) -> Object {
        match item {
            MaybeRef::Ref(reference) => self.reference(reference.into()),
            MaybeRef::NotRef(object) => self.object(object, depth + 1),
        }
    }

    fn dictionary(&mut self, dict: &other::Dict<'p>, depth: usize) -> Dictionary {
        let mut copied = Dictionary::new();
        for (name, item) in dict.entries() {
            // The way up leads to all other pages, which are copied on their own.
            if name.as_ref() == b"Parent" && dict.contains_key(keys::CONTENTS) {
                continue;
            }
            let value = self.item(item, depth);
            copied.set(name.as_ref().to_vec(), value);
        }
        copied
    }

    fn stream(&mut self, stream: &other::Stream<'p>, depth: usize) -> Object {
        let mut dict = self.dictionary(stream.dict(), depth);
        let is_image = dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image");
        let mut content = Vec::new();
        if !is_image {
            content = stream.decoded_data().map(std::borrow::Cow::into_owned).unwrap_or_default();
        }
        if content.len() > self.room {
            content.clear();
        }
        self.room -= content.len();
        dict.remove(b"Filter");
        dict.remove(b"DecodeParms");
        dict.set("Length", content.len() as i64);
        Object::Stream(Stream::new(dict, content))
    }
}

fn key(id: ObjectIdentifier) -> ObjectId {
    (id.obj_number, u16::try_from(id.gen_number).unwrap_or_default())
}
