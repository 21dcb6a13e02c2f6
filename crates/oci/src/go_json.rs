//! JSON exactly as Go's `encoding/json.Marshal` writes it.
//!
//! Compact; `<`, `>`, `&`, U+2028 and U+2029 escaped in keys and values; struct members in
//! declaration order, maps sorted. Source: Go `encoding/json/encode.go`; `helm.md` 1.4.

use chartroom_gotext::push_json_string;

use crate::Annotations;

/// A value that Go writes as JSON.
pub trait GoJson {
    /// Appends the text Go would write.
    fn write(&self, out: &mut String);
}

/// The bytes Go would write for `value`.
pub fn to_vec(value: &impl GoJson) -> Vec<u8> {
    to_string(value).into_bytes()
}

/// Like [`to_vec`], as text.
pub fn to_string(value: &impl GoJson) -> String {
    let mut out = String::with_capacity(256);
    value.write(&mut out);
    out
}

impl<T: GoJson> GoJson for [T] {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (index, item) in self.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            item.write(out);
        }
        out.push(']');
    }
}

impl GoJson for String {
    fn write(&self, out: &mut String) {
        push_json_string(out, self);
    }
}

impl GoJson for u64 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

/// An object that is being written.
pub(crate) struct Object<'a> {
    out: &'a mut String,
    is_empty: bool,
}

impl<'a> Object<'a> {
    /// Opens an object.
    pub(crate) fn open(out: &'a mut String) -> Object<'a> {
        out.push('{');
        Object {
            out,
            is_empty: true,
        }
    }

    /// A member. Its value goes to what is returned.
    pub(crate) fn key(&mut self, key: &str) -> &mut String {
        if !self.is_empty {
            self.out.push(',');
        }
        self.is_empty = false;
        push_json_string(self.out, key);
        self.out.push(':');
        self.out
    }

    /// A string.
    pub(crate) fn text(&mut self, key: &str, text: &str) {
        push_json_string(self.key(key), text);
    }

    /// A string, if there is one.
    pub(crate) fn some_text(&mut self, key: &str, text: Option<&String>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    /// An array, unless it is empty.
    pub(crate) fn some_items(&mut self, key: &str, items: &[impl GoJson]) {
        if !items.is_empty() {
            items.write(self.key(key));
        }
    }

    /// Annotations, unless there are none.
    pub(crate) fn annotations(&mut self, annotations: &Annotations) {
        if !annotations.is_empty() {
            annotations.write(self.key("annotations"));
        }
    }

    /// Closes the object.
    pub(crate) fn close(self) {
        self.out.push('}');
    }
}
