//! Small documents built in memory for the tests.
#![allow(clippy::unwrap_used)]

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// A document of one page under construction.
#[derive(Clone)]
pub(crate) struct Builder {
    pub document: Document,
    pub page: Dictionary,
    pub fonts: Dictionary,
    pub objects: Dictionary,
    /// Named properties of marked content.
    pub properties: Dictionary,
    pub catalog: Dictionary,
    content: Vec<u8>,
}

impl Builder {
    /// A page of 600 × 800 points with Helvetica (WinAnsi) as `/F1`.
    pub fn new(content: &[u8]) -> Self {
        let mut document = Document::with_version("1.7");
        let helvetica = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
        });
        let page = dictionary! { "Type" => "Page", "MediaBox" => numbers(&[0, 0, 600, 800]) };
        let fonts = dictionary! { "F1" => Object::Reference(helvetica) };
        Self {
            document,
            page,
            fonts,
            objects: Dictionary::new(),
            properties: Dictionary::new(),
            catalog: dictionary! { "Type" => "Catalog" },
            content: content.to_vec(),
        }
    }

    pub fn stream(&mut self, dict: Dictionary, content: &[u8]) -> ObjectId {
        self.document.add_object(Stream::new(dict, content.to_vec()))
    }

    /// The file.
    pub fn finish(mut self) -> Vec<u8> {
        let mut stream = Stream::new(Dictionary::new(), self.content);
        stream.compress().unwrap();
        let content = self.document.add_object(stream);
        self.page.set("Contents", content);
        self.page.set("Resources", dictionary! { "Font" => self.fonts, "XObject" => self.objects, "Properties" => self.properties });
        let tree = self.document.new_object_id();
        self.page.set("Parent", tree);
        let page = self.document.add_object(self.page);
        let root = dictionary! { "Type" => "Pages", "Kids" => vec![Object::Reference(page)], "Count" => 1 };
        self.document.objects.insert(tree, Object::Dictionary(root));
        self.catalog.set("Pages", tree);
        let catalog = self.document.add_object(self.catalog);
        self.document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        self.document.save_to(&mut bytes).unwrap();
        bytes
    }
}

/// An array of whole numbers.
pub(crate) fn numbers(values: &[i64]) -> Vec<Object> {
    values.iter().map(|value| Object::Integer(*value)).collect()
}
