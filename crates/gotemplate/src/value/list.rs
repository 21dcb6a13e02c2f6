//! Go slices and arrays.

use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

use super::{Type, Value};

/// A slice or array with its type. No template function changes one in place, so clones share.
#[derive(Clone)]
pub struct List(Rc<Inner>);

struct Inner {
    ty: &'static Type,
    items: Vec<Value>,
}

impl List {
    /// A list of the slice or array type; items must be of its element type.
    pub fn new(ty: &'static Type, items: Vec<Value>) -> Self {
        List(Rc::new(Inner { ty, items }))
    }

    /// The Go type of the whole.
    pub fn ty(&self) -> &'static Type {
        self.0.ty
    }

    /// The Go type of the elements.
    pub fn elem(&self) -> &'static Type {
        self.0.ty.elem()
    }

    /// A number that tells lists apart while they live.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0) as usize
    }

    pub(super) fn take_last(self) -> Option<Vec<Value>> {
        let mut inner = self.0;
        Some(std::mem::take(&mut Rc::get_mut(&mut inner)?.items))
    }
}

impl Deref for List {
    type Target = [Value];
    fn deref(&self) -> &[Value] {
        &self.0.items
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        super::release(std::mem::take(&mut self.items).into_iter());
    }
}
