//! Where something stood before a text was edited.

use std::ops::Range;

use db::Edit;

/// The way back from an edited text to the original.
pub struct Back {
    /// Of each edit: its range in the original, and in the edited text.
    edits: Vec<(Range<usize>, Range<usize>)>,
}

impl Back {
    /// The way back over these edits, which are in their order.
    pub fn new(edits: &[Edit]) -> Self {
        let mut shift = 0_isize;
        let edits = edits.iter().map(|edit| {
            let start = edit.offset.saturating_add_signed(shift);
            let length = edit.to.chars().count();
            shift += length as isize - edit.length as isize;
            let original = edit.offset..edit.offset + edit.length;
            (original, start..start + length)
        });
        Self {
            edits: edits.collect(),
        }
    }

    /// Where something begins that begins at `at` in the edited text.
    pub fn start(&self, at: usize) -> usize {
        let after = self.edits.partition_point(|(_, edited)| edited.end <= at);
        match self.edits.get(after) {
            Some((original, edited)) if edited.start < at => original.start,
            _ => self.unshifted(after, at),
        }
    }

    /// Where something ends that ends at `at` in the edited text.
    pub fn end(&self, at: usize) -> usize {
        let after = self.edits.partition_point(|(_, edited)| edited.end <= at);
        match self.edits.get(after) {
            Some((original, edited)) if edited.start < at => original.end,
            _ => self.unshifted(after, at),
        }
    }

    /// A place behind so many edits, and in none.
    fn unshifted(&self, edits: usize, at: usize) -> usize {
        match edits.checked_sub(1).map(|last| &self.edits[last]) {
            Some((original, edited)) => original.end + (at - edited.end),
            None => at,
        }
    }
}
