//! Layers (optional content): which parts of a page are switched off.
//!
//! A layer that is off when the file is opened is not on the page as a person sees it: a draft's watermark, the other language of
//! a form. Its text is therefore not read, since evidence is shown on the page as seen; but the page says that there is some, so
//! that nobody takes the act for complete without looking. The file's default configuration decides; what viewers may switch by
//! themselves (by zoom, language, printing) is not followed.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, ObjectId};

use crate::pdf::objects::Objects;

/// The layers that are off.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    off: BTreeSet<ObjectId>,
}

impl Layers {
    /// Reads the default configuration.
    pub fn load(objects: Objects<'_>) -> Self {
        let mut layers = Self::default();
        let Some(properties) = objects.catalog().and_then(|catalog| objects.dict(catalog, b"OCProperties")) else { return layers };
        let ids = |dict, key| objects.array(dict, key).unwrap_or_default().iter().filter_map(|object| object.as_reference().ok());
        let Some(default) = objects.dict(properties, b"D") else { return layers };
        if objects.name(default, b"BaseState") == Some(b"OFF") {
            layers.off.extend(ids(properties, b"OCGs"));
            for id in ids(default, b"ON") {
                layers.off.remove(&id);
            }
        }
        layers.off.extend(ids(default, b"OFF"));
        layers
    }

    /// True when the layer, or combination of layers, under `key` is off.
    pub fn hide(&self, objects: Objects<'_>, dict: &Dictionary, key: &[u8]) -> bool {
        if self.off.is_empty() {
            return false;
        }
        if objects.reference(dict, key).is_some_and(|id| self.off.contains(&id)) {
            return true;
        }
        objects.dict(dict, key).is_some_and(|layer| self.hide_combination(objects, layer))
    }

    fn hide_combination(&self, objects: Objects<'_>, combination: &Dictionary) -> bool {
        let members: Vec<bool> = match combination.get(b"OCGs") {
            Ok(Object::Reference(id)) if !matches!(objects.get(combination, b"OCGs"), Some(Object::Array(_))) => {
                vec![self.off.contains(id)]
            }
            Ok(_) => {
                let members = objects.array(combination, b"OCGs").unwrap_or_default();
                members.iter().filter_map(|object| object.as_reference().ok()).map(|id| self.off.contains(&id)).collect()
            }
            Err(_) => return false,
        };
        let (any_off, any_on) = (members.contains(&true), members.contains(&false));
        let shown = match objects.name(combination, b"P") {
            Some(b"AllOn") => !any_off,
            Some(b"AnyOff") => any_off,
            Some(b"AllOff") => !any_on,
            _ => any_on,
        };
        !members.is_empty() && !shown
    }
}
