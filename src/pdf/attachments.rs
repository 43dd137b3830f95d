//! Files inside a document: the attachments of a portfolio, and those pinned to its pages.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use crate::pdf::inflate::decoded;
use crate::pdf::limits::Limits;
use crate::pdf::objects::Objects;

/// Deepest tree of names followed.
const MAX_DEPTH: usize = 16;
/// Most nodes of the tree of names visited.
const MAX_NODES: usize = 10_000;
/// Most annotations looked at on one page.
const MAX_ANNOTATIONS: usize = 10_000;

/// A file inside a document.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its file name as the document gives it, without folders; never empty.
    pub name: String,
    /// Its bytes; none when they could not be had within the limits.
    pub bytes: Option<Vec<u8>>,
}

impl std::fmt::Debug for Attachment {
    /// Without the name, which may carry a person's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attachment").field("bytes", &self.bytes.as_ref().map(Vec::len)).finish_non_exhaustive()
    }
}

/// All files inside a document, in the order of its tree of names, then of its pages; each stream once.
pub(crate) fn find(objects: Objects<'_>, pages: &[ObjectId], limits: &Limits) -> Vec<Attachment> {
    let mut finder = Finder { objects, limits, room: limits.attached_bytes, nodes: 0, seen: BTreeSet::new(), found: Vec::new() };
    let names = objects.dict(&objects.document().trailer, b"Root").and_then(|root| objects.dict(root, b"Names"));
    if let Some(tree) = names.and_then(|names| objects.dict(names, b"EmbeddedFiles")) {
        finder.walk(tree, 0);
    }
    for page in pages.iter().filter_map(|id| objects.document().get_dictionary(*id).ok()) {
        for pin in objects.array(page, b"Annots").unwrap_or_default().iter().take(MAX_ANNOTATIONS) {
            let Some(Object::Dictionary(pin)) = objects.resolve(pin) else { continue };
            if objects.name(pin, b"Subtype") == Some(b"FileAttachment")
                && let Some(file) = objects.dict(pin, b"FS")
            {
                finder.add(file, None);
            }
        }
    }
    finder.found
}

struct Finder<'d, 'l> {
    objects: Objects<'d>,
    limits: &'l Limits,
    /// Bytes that may still be taken out.
    room: usize,
    nodes: usize,
    /// Addresses of the streams taken out, which stay while the document is borrowed.
    seen: BTreeSet<usize>,
    found: Vec<Attachment>,
}

impl<'d> Finder<'d, '_> {
    fn walk(&mut self, node: &'d Dictionary, depth: usize) {
        self.nodes += 1;
        if depth > MAX_DEPTH || self.nodes > MAX_NODES {
            return;
        }
        let entries = self.objects.array(node, b"Names").unwrap_or_default();
        for pair in entries.chunks_exact(2) {
            if let [key, file] = pair
                && let Some(Object::Dictionary(file)) = self.objects.resolve(file)
            {
                self.add(file, self.objects.resolve(key));
            }
        }
        for kid in self.objects.array(node, b"Kids").unwrap_or_default() {
            if let Some(Object::Dictionary(kid)) = self.objects.resolve(kid) {
                self.walk(kid, depth + 1);
            }
        }
    }

    /// Takes out the file of a file specification; `key` is what it is called where it has no name of its own.
    fn add(&mut self, file: &'d Dictionary, key: Option<&'d Object>) {
        let Some(stream) = self.stream(file) else { return };
        if self.found.len() >= self.limits.attachments || !self.seen.insert(std::ptr::from_ref(stream).addr()) {
            return;
        }
        let own = [b"UF".as_slice(), b"F"].into_iter().find_map(|key| self.objects.text(file, key).filter(|name| !name.trim().is_empty()));
        let name = own.or_else(|| key.map(crate::pdf::objects::text_of)).unwrap_or_default();
        let limit = self.room.min(self.limits.stream_bytes);
        let bytes = decoded(&self.objects, stream, limit);
        // What fills its room to the brim was cut.
        let is_whole = bytes.len() < limit;
        self.room -= bytes.len().min(self.room);
        self.found.push(Attachment { name: plain_name(&name), bytes: is_whole.then_some(bytes) });
    }

    fn stream(&self, file: &'d Dictionary) -> Option<&'d Stream> {
        let inside = self.objects.dict(file, b"EF")?;
        [b"UF".as_slice(), b"F", b"Unix", b"DOS", b"Mac"].into_iter().find_map(|key| self.objects.stream(inside, key))
    }
}

/// A file name without folders and signs that do no good in a name; `bilag` where nothing is left.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    let clean = clean.trim().trim_matches('.').to_owned();
    if clean.is_empty() { "bilag".to_owned() } else { clean }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use lopdf::dictionary;

    use super::*;
    use crate::pdf::testpdf::Builder;
    use crate::pdf::{Limits, read};

    /// A portfolio: a tree of names of two levels with a ring in it, a file pinned to the page, and one that is too large.
    #[test]
    fn portfolio_with_a_ring_and_a_pinned_file() {
        let mut builder = Builder::new(b"BT /F1 10 Tf 50 700 Td (Forside) Tj ET");
        let mut file = |name: &str, content: &[u8]| {
            let stream = builder.stream(dictionary! { "Type" => "EmbeddedFile" }, content);
            dictionary! { "Type" => "Filespec", "F" => Object::string_literal(name), "EF" => dictionary! { "F" => stream } }
        };
        let (first, pinned, large) = (file("C:\\sager\\brev.pdf", b"%PDF-1"), file("nal.txt", b"hej"), file("stor.pdf", &[b'x'; 900]));
        let leaf_id = builder.document.new_object_id();
        let names = |key: &str, file: Dictionary| vec![Object::string_literal(key), Object::Dictionary(file)];
        let leaf = dictionary! { "Names" => names("a", first), "Kids" => vec![Object::Reference(leaf_id)] };
        builder.document.objects.insert(leaf_id, Object::Dictionary(leaf));
        let tree = dictionary! { "Kids" => vec![Object::Reference(leaf_id)], "Names" => names("z", large) };
        builder.catalog.set("Names", dictionary! { "EmbeddedFiles" => tree });
        let pin = dictionary! { "Subtype" => "FileAttachment", "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()], "FS" => pinned };
        builder.page.set("Annots", vec![Object::Dictionary(pin)]);
        let limits = Limits { stream_bytes: 800, ..Limits::default() };
        let found = read(&builder.finish(), &limits).attachments;
        let told: Vec<_> = found.iter().map(|file| (file.name.as_str(), file.bytes.as_deref())).collect();
        assert_eq!(told, [("stor.pdf", None), ("brev.pdf", Some(b"%PDF-1".as_slice())), ("nal.txt", Some(b"hej"))]);
    }

    #[test]
    fn names_are_no_paths() {
        assert_eq!(plain_name("../../etc/brev.pdf"), "brev.pdf");
        assert_eq!(plain_name("a\u{0}b\n.pdf"), "ab.pdf");
        assert_eq!(plain_name(".."), "bilag");
    }
}
