//! Loads a healthy file: in come its bytes, out come those of its objects that the pages' text needs.
//!
//! A case act is mostly objects that no reader of text looks at: structure trees, pictures, outlines. Loading all of them costs
//! more than reading the pages, so here objects are parsed as they are first referred to, from the pages downwards.
//!
//! Only files that are exactly as they should be are loaded this way. At the first thing that is not (an offset that does not
//! lead to its object, a stream that does not end where it says, encryption, a value that can't be read) the answer is none,
//! and lopdf reads the file with all its means of repair: so what odd files give does not depend on this module.

mod parse;
mod xref;

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use crate::pdf::inflate;
use crate::pdf::quick::parse::{Indirect, Parser};
use crate::pdf::quick::xref::{Place, Xref};

/// Most objects loaded.
const MAX_OBJECTS: usize = 2_000_000;

/// The document, with the objects its pages need; none unless all of them are as they should be. Object streams inflate to at
/// most `most_bytes` each.
pub(crate) fn open(bytes: &[u8], most_bytes: usize) -> Option<Document> {
    let xref = Xref::read(bytes, most_bytes)?;
    let root = xref.root;
    let mut loader = Loader { bytes, most_bytes, seen: vec![false; xref.len()], xref, queue: Vec::new(), containers: BTreeMap::new() };
    let mut objects = BTreeMap::new();
    loader.ask(root);
    while let Some(id) = loader.queue.pop() {
        if let Some(object) = loader.load(id)? {
            loader.follow(&object, 0)?;
            objects.insert(id, object);
        }
        if objects.len() > MAX_OBJECTS {
            return None;
        }
    }
    let mut document = Document::new();
    document.objects = objects;
    document.trailer.set("Root", Object::Reference(root));
    Some(document)
}

struct Loader<'a> {
    bytes: &'a [u8],
    most_bytes: usize,
    xref: Xref,
    /// Objects asked for, by number.
    seen: Vec<bool>,
    queue: Vec<ObjectId>,
    /// Object streams opened so far.
    containers: BTreeMap<u32, Container>,
}

/// What a dictionary is, as far as it has entries that lead away from the text. (Names in the dictionaries of fonts and forms are
/// the writer's own, so that a name alone says nothing.)
enum Kind {
    Catalog,
    Names,
    Page,
    Resources,
    Font,
    Image,
    Form,
    Annotation,
    Other,
}

impl Kind {
    fn of(dict: &Dictionary) -> Self {
        let name = |key: &[u8]| dict.get(key).and_then(Object::as_name).ok();
        match (name(b"Type"), name(b"Subtype")) {
            (Some(b"Catalog"), _) => Self::Catalog,
            (Some(b"Page"), _) => Self::Page,
            (Some(b"Font"), _) => Self::Font,
            (_, Some(b"Image")) => Self::Image,
            (_, Some(b"Form")) => Self::Form,
            (Some(b"Annot"), _) => Self::Annotation,
            (None, Some(_)) if dict.has(b"Rect") => Self::Annotation,
            (None, None) if dict.has(b"EmbeddedFiles") || dict.has(b"Dests") => Self::Names,
            (None, None) if dict.has(b"Font") || dict.has(b"XObject") || dict.has(b"ProcSet") => Self::Resources,
            _ => Self::Other,
        }
    }

    fn needs(&self, key: &[u8]) -> bool {
        match self {
            Self::Catalog => matches!(key, b"AcroForm" | b"Names" | b"OCProperties" | b"Pages"),
            Self::Names => key == b"EmbeddedFiles",
            Self::Page => !matches!(key, b"AA" | b"B" | b"Group" | b"Metadata" | b"PieceInfo" | b"Thumb"),
            Self::Resources => !matches!(key, b"ColorSpace" | b"ExtGState" | b"Pattern" | b"Shading"),
            Self::Font => key != b"CharProcs",
            Self::Image => key == b"OC",
            Self::Form => !matches!(key, b"Group" | b"Metadata" | b"PieceInfo"),
            Self::Annotation => !matches!(key, b"A" | b"AA" | b"Dest" | b"IRT" | b"Popup"),
            Self::Other => true,
        }
    }
}

/// An object stream: its bytes, and where in them each of its objects begins.
struct Container {
    bytes: Vec<u8>,
    starts: Vec<(u32, usize)>,
}

impl Loader<'_> {
    fn ask(&mut self, id: ObjectId) {
        if let Some(seen) = self.seen.get_mut(id.0 as usize)
            && !std::mem::replace(seen, true)
        {
            self.queue.push(id);
        }
    }

    /// Asks for everything the object refers to, but for what no text comes from.
    fn follow(&mut self, object: &Object, depth: usize) -> Option<()> {
        if depth > parse::MAX_DEPTH {
            return None;
        }
        match object {
            Object::Reference(id) => self.ask(*id),
            Object::Array(items) => {
                for item in items {
                    self.follow(item, depth + 1)?;
                }
            }
            Object::Dictionary(dict) => self.follow_dict(dict, depth)?,
            Object::Stream(stream) => self.follow_dict(&stream.dict, depth)?,
            _ => {}
        }
        Some(())
    }

    fn follow_dict(&mut self, dict: &Dictionary, depth: usize) -> Option<()> {
        let kind = Kind::of(dict);
        for (key, value) in dict {
            let holds_references = matches!(value, Object::Reference(_) | Object::Array(_) | Object::Dictionary(_));
            if holds_references && kind.needs(key) {
                self.follow(value, depth + 1)?;
            }
        }
        Some(())
    }

    /// The object of that id; the inner none when the file has none, which counts as null.
    fn load(&mut self, id: ObjectId) -> Option<Option<Object>> {
        match self.xref.place(id.0) {
            Place::Nowhere => Some(None),
            Place::At { offset, generation } if generation == id.1 => self.load_at(id, offset).map(Some),
            // A reference to an older or younger object of this number leads nowhere.
            Place::At { .. } => Some(None),
            Place::In { container } => self.load_from(container, id.0).map(Some),
        }
    }

    fn load_at(&self, id: ObjectId, offset: usize) -> Option<Object> {
        match Parser::new(self.bytes, offset).indirect(id)? {
            Indirect::Plain(object) => Some(object),
            Indirect::Stream { dict, start } => {
                let content = parse::stream_content(self.bytes, start, self.length(&dict)?)?;
                // Pictures are drawn from the file itself, where they are needed.
                let is_picture = dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image");
                let content = if is_picture { Vec::new() } else { content.to_vec() };
                Some(Object::Stream(Stream { dict, content, allows_compression: true, start_position: None }))
            }
        }
    }

    fn length(&self, dict: &Dictionary) -> Option<usize> {
        let length = match dict.get(b"Length").ok()? {
            Object::Integer(length) => *length,
            Object::Reference(id) => match self.xref.place(id.0) {
                Place::At { offset, .. } => match Parser::new(self.bytes, offset).indirect(*id)? {
                    Indirect::Plain(Object::Integer(length)) => length,
                    _ => return None,
                },
                _ => return None,
            },
            _ => return None,
        };
        usize::try_from(length).ok()
    }

    fn load_from(&mut self, container: u32, number: u32) -> Option<Object> {
        if !self.containers.contains_key(&container) {
            let Place::At { offset, generation } = self.xref.place(container) else { return None };
            let Indirect::Stream { dict, start } = Parser::new(self.bytes, offset).indirect((container, generation))? else {
                return None;
            };
            let content = parse::stream_content(self.bytes, start, self.length(&dict)?)?;
            let opened = Container::open(&dict, content, self.most_bytes)?;
            self.containers.insert(container, opened);
        }
        let container = self.containers.get(&container)?;
        let at = container.starts.iter().find(|entry| entry.0 == number)?.1;
        Parser::new(&container.bytes, at).value(0)
    }
}

impl Container {
    fn open(dict: &Dictionary, content: &[u8], most_bytes: usize) -> Option<Self> {
        let number = |key: &[u8]| dict.get(key).and_then(Object::as_i64).ok().and_then(|number| usize::try_from(number).ok());
        let (count, first) = (number(b"N")?, number(b"First")?);
        let bytes = inflate::plain(dict, content, most_bytes)?;
        let mut head = Parser::new(&bytes, 0);
        let mut starts = Vec::new();
        for _ in 0..count.min(bytes.len()) {
            let (number, at) = (head.whole()?, head.whole()?);
            starts.push((u32::try_from(number).ok()?, first.checked_add(usize::try_from(at).ok()?)?));
        }
        Some(Self { bytes, starts })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::pdf::testpdf::Builder;

    const ROOM: usize = 1 << 20;

    #[test]
    fn a_healthy_file_has_its_pages_and_no_more() {
        let mut builder = Builder::new(b"BT /F1 10 Tf (Ja) Tj ET");
        let spare = builder.document.add_object(Dictionary::new());
        builder.page.set("PieceInfo", spare);
        let bytes = builder.finish();
        let document = open(&bytes, ROOM).unwrap();
        assert_eq!(document.page_iter().count(), 1);
        let page = document.get_dictionary(document.page_iter().next().unwrap()).unwrap();
        assert!(document.get_object(page.get(b"Contents").unwrap().as_reference().unwrap()).is_ok());
        assert!(document.get_object(spare).is_err());
    }

    #[test]
    fn anything_odd_is_left_to_the_other() {
        let bytes = Builder::new(b"BT /F1 10 Tf (Ja) Tj ET").finish();
        assert!(open(&bytes, ROOM).is_some());
        let at = |word: &[u8]| bytes.windows(word.len()).position(|window| window == word).unwrap();
        for (word, instead) in
            [(&b"endstream"[..], &b"endstreem"[..]), (b"startxref", b"startxxxx"), (b"/Length", b"/Lengxx"), (b"<<", b"<x")]
        {
            let mut broken = bytes.clone();
            broken[at(word)..][..word.len()].copy_from_slice(instead);
            assert!(open(&broken, ROOM).is_none(), "{word:?}");
        }
        assert!(open(b"", ROOM).is_none());
        assert!(open(b"%PDF-1.7", ROOM).is_none());
    }
}
