//! Where an item comes from.

use std::rc::Rc;

/// What the next page has to know of an item beside its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Source {
    /// The name it was chosen under, where it has been given another since.
    pub(crate) name: Option<Box<str>>,
    /// The page it was added on, where that was embedded by another site's: see
    /// [`Options::embedder`](super::Options::embedder).
    pub(crate) embedder: Option<Rc<str>>,
}
