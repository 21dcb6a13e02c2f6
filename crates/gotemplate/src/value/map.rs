//! Go maps: shared, mutable, printed and walked in key order.

use std::cell::{Ref, RefCell};
use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

use super::{ANY, MAP, STRING, Str, Type, Value};

/// A Go map. Clones are the same map: what one holder sets, the others see.
///
/// Entries are kept in the order Go prints them in (strings bytewise), so that walking needs no
/// sorting. Keys are any comparable values; the usual string keys have a fast path.
#[derive(Clone)]
pub struct Map {
    ty: &'static Type,
    inner: Rc<Inner>,
}

struct Inner(RefCell<Vec<(Value, Value)>>);

impl Map {
    /// An empty `map[string]interface {}`.
    pub fn new() -> Self {
        Map::of(MAP)
    }

    /// An empty map of the type, which must be a map type or a name for one.
    pub fn of(ty: &'static Type) -> Self {
        Map {
            ty,
            inner: Rc::new(Inner(RefCell::new(Vec::new()))),
        }
    }

    /// A map of the type with these entries; of equal keys the last one counts.
    pub fn from_entries(
        ty: &'static Type,
        entries: impl IntoIterator<Item = (Str, Value)>,
    ) -> Self {
        let map = Map::of(ty);
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }

    /// The Go type.
    pub fn ty(&self) -> &'static Type {
        self.ty
    }

    /// The same map under another type of the same form: `common.Values` as a plain map, say.
    pub fn retyped(&self, ty: &'static Type) -> Map {
        Map {
            ty,
            inner: self.inner.clone(),
        }
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.inner.0.borrow().len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether both are the same map, not just equal ones.
    pub fn same(&self, other: &Map) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }

    /// A number that tells maps apart while they live.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.inner) as usize
    }

    /// The value under a string key.
    pub fn get(&self, key: &[u8]) -> Option<Value> {
        let entries = self.inner.0.borrow();
        let at = find_string(&entries, key).ok()?;
        Some(entries[at].1.clone())
    }

    /// Whether a string key is there.
    pub fn contains(&self, key: &[u8]) -> bool {
        find_string(&self.inner.0.borrow(), key).is_ok()
    }

    /// The value under any key.
    pub fn get_value(&self, key: &Value) -> Option<Value> {
        let entries = self.inner.0.borrow();
        let at = find(&entries, key).ok()?;
        Some(entries[at].1.clone())
    }

    /// Sets a string key.
    pub fn insert(&self, key: impl Into<Str>, value: Value) {
        self.insert_value(Value::String(key.into()), value);
    }

    /// Sets any key.
    pub fn insert_value(&self, key: Value, value: Value) {
        let mut entries = self.inner.0.borrow_mut();
        // Data that arrives sorted is appended without searching.
        if entries
            .last()
            .is_none_or(|(last, _)| order(last, &key) == Ordering::Less)
        {
            entries.push((key, value));
            return;
        }
        match find(&entries, &key) {
            Ok(at) => entries[at].1 = value,
            Err(at) => entries.insert(at, (key, value)),
        }
    }

    /// Removes a string key and returns what it held.
    pub fn remove(&self, key: &[u8]) -> Option<Value> {
        let mut entries = self.inner.0.borrow_mut();
        let at = find_string(&entries, key).ok()?;
        Some(entries.remove(at).1)
    }

    /// The entries in order. The map cannot be changed while the result is held; code that calls
    /// back into templates takes a [`snapshot`](Map::snapshot) instead.
    pub fn entries(&self) -> Ref<'_, [(Value, Value)]> {
        Ref::map(self.inner.0.borrow(), Vec::as_slice)
    }

    /// A copy of the entries.
    pub fn snapshot(&self) -> Vec<(Value, Value)> {
        self.inner.0.borrow().clone()
    }

    /// A new map of the same type with the same values (one level).
    pub fn shallow_copy(&self) -> Map {
        Map {
            ty: self.ty,
            inner: Rc::new(Inner(RefCell::new(self.snapshot()))),
        }
    }

    /// The entry at a place of the order, for walking without holding a borrow.
    pub fn at(&self, index: usize) -> Option<(Value, Value)> {
        self.inner.0.borrow().get(index).cloned()
    }

    /// Whether keys are plain strings, so that `.name` means an entry.
    pub fn has_string_keys(&self) -> bool {
        let key = self.ty.key();
        std::ptr::eq(key, STRING) || *key == Type::String || *key == *ANY
    }
}

impl Default for Map {
    fn default() -> Self {
        Map::new()
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.entries().iter().map(|(k, v)| (k, v)))
            .finish()
    }
}

// Deep chains are taken apart with a list, not by recursion: templates can build nesting that
// would overflow the stack when dropped.
impl Drop for Inner {
    fn drop(&mut self) {
        let entries = std::mem::take(self.0.get_mut());
        super::release(entries.into_iter().map(|(_, v)| v));
    }
}

impl Map {
    /// The entries, if nobody else holds the map.
    pub(super) fn take_last(self) -> Option<Vec<(Value, Value)>> {
        let mut inner = self.inner;
        let entries = Rc::get_mut(&mut inner)?.0.get_mut();
        Some(std::mem::take(entries))
    }
}

fn find_string(entries: &[(Value, Value)], key: &[u8]) -> Result<usize, usize> {
    entries.binary_search_by(|(k, _)| match k {
        Value::String(s) => s.as_bytes().cmp(key),
        other => rank(other).cmp(&RANK_STRING),
    })
}

fn find(entries: &[(Value, Value)], key: &Value) -> Result<usize, usize> {
    if let Value::String(s) = key {
        return find_string(entries, s);
    }
    entries.binary_search_by(|(k, _)| order(k, key))
}

const RANK_STRING: u8 = 6;

fn rank(v: &Value) -> u8 {
    match v {
        Value::Nil | Value::Null(_) => 0,
        Value::Bool(_) => 1,
        Value::Int(..) => 2,
        Value::Uint(..) => 3,
        Value::Float(..) => 4,
        Value::Complex(_) => 5,
        Value::String(_) => RANK_STRING,
        Value::Scalar(_) => 7,
        _ => 8,
    }
}

/// The order of map keys: nil first, then by type, then by value. NaN sorts before numbers.
fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::String(x), Value::String(y)) => x.as_bytes().cmp(y.as_bytes()),
        (Value::Bool(x), Value::Bool(y)) => x.cmp(y),
        (Value::Int(j, x), Value::Int(k, y)) => x.cmp(y).then(j.cmp(k)),
        (Value::Uint(j, x), Value::Uint(k, y)) => x.cmp(y).then(j.cmp(k)),
        (Value::Float(j, x), Value::Float(k, y)) => float_order(*x, *y).then(j.cmp(k)),
        (Value::Complex(x), Value::Complex(y)) => {
            float_order(x.re, y.re).then(float_order(x.im, y.im))
        }
        (Value::Scalar(x), Value::Scalar(y)) => order(&x.value, &y.value),
        _ => rank(a).cmp(&rank(b)),
    }
}

fn float_order(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b)
        .unwrap_or_else(|| b.is_nan().cmp(&a.is_nan()))
}
