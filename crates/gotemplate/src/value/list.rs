//! Go slices and arrays.

use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

use super::{Type, Value};

/// A slice or array with its type. No template function changes one in place, so clones share.
#[derive(Clone)]
pub struct List {
    ty: &'static Type,
    inner: Rc<Inner>,
}

struct Inner(Vec<Value>);

impl List {
    /// A list of the slice or array type; items must be of its element type.
    pub fn new(ty: &'static Type, items: Vec<Value>) -> Self {
        List {
            ty,
            inner: Rc::new(Inner(items)),
        }
    }

    /// The Go type of the whole.
    pub fn ty(&self) -> &'static Type {
        self.ty
    }

    /// The Go type of the elements.
    pub fn elem(&self) -> &'static Type {
        self.ty.elem()
    }

    /// The same list under another type of the same form.
    pub fn retyped(&self, ty: &'static Type) -> List {
        List {
            ty,
            inner: self.inner.clone(),
        }
    }

    /// A number that tells lists apart while they live.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.inner) as usize
    }

    pub(super) fn take_last(self) -> Option<Vec<Value>> {
        let mut inner = self.inner;
        Some(std::mem::take(&mut Rc::get_mut(&mut inner)?.0))
    }
}

impl Deref for List {
    type Target = [Value];
    fn deref(&self) -> &[Value] {
        &self.inner.0
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        super::release(std::mem::take(&mut self.0).into_iter());
    }
}
