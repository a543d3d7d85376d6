//! What goes from an entry.

use alloc::vec::Vec;

use crate::syntax::NodeId;

/// Nodes in the order of the document, each once.
#[derive(Default)]
pub(super) struct Removed(Vec<NodeId>);

impl Removed {
    #[inline(never)]
    pub(super) fn push(&mut self, node: NodeId) {
        if let Err(at) = self.place(node) {
            self.0.insert(at, node);
        }
    }

    pub(super) fn contains(&self, node: &NodeId) -> bool {
        self.place(*node).is_ok()
    }

    pub(super) fn retain(&mut self, stays: impl Fn(NodeId) -> bool) {
        self.0.retain(|&node| stays(node));
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = NodeId> {
        self.0.iter().copied()
    }

    fn place(&self, node: NodeId) -> Result<usize, usize> {
        self.0.binary_search_by_key(&node.index(), |other| other.index())
    }
}
