//! Builds the double-array trie that `text::model` reads.

use text::model::trie::UNUSED;

/// Places a set of sorted keys.
pub struct DoubleArray {
    units: Vec<u32>,
    taken: Vec<bool>,
    /// Which values inner units have; each may have a value once only.
    based: Vec<bool>,
}

/// The array grows by this many units; a unit's children lie in one such block.
const BLOCK: usize = 256;
/// Only so many units at the end are searched for room: those before are as good as full.
const WINDOW: usize = 16 * BLOCK;

impl DoubleArray {
    /// The units for these keys, which are sorted, unique, not empty, free of bytes 0 and 255.
    pub fn build(keys: &[(&[u8], u32)]) -> Vec<u32> {
        let mut array = Self {
            units: Vec::new(),
            taken: Vec::new(),
            based: Vec::new(),
        };
        array.grow();
        array.taken[0] = true;
        array.place(0, keys, 0);
        array.units
    }

    fn grow(&mut self) {
        let length = self.units.len() + BLOCK;
        self.units.resize(length, u32::from(UNUSED));
        self.taken.resize(length, false);
        self.based.resize(length, false);
    }

    /// Places the children of the unit at `parent`, whose keys share their first `depth` bytes.
    fn place(&mut self, parent: usize, keys: &[(&[u8], u32)], depth: usize) {
        let label = |key: &[u8]| key.get(depth).copied().unwrap_or(0);
        let groups: Vec<&[(&[u8], u32)]> = keys
            .chunk_by(|(a, _), (b, _)| label(a) == label(b))
            .collect();
        let labels: Vec<u8> = groups.iter().map(|group| label(group[0].0)).collect();
        let base = self.find_base(&labels).unwrap_or_else(|| {
            let base = self.units.len();
            self.grow();
            base
        });
        self.based[base] = true;
        self.units[parent] = (base as u32) << 8 | self.units[parent] & 0xff;
        for &label in &labels {
            let child = base ^ usize::from(label);
            self.taken[child] = true;
            self.units[child] = u32::from(label);
        }
        for (group, &label) in groups.iter().zip(&labels) {
            let child = base ^ usize::from(label);
            if label == 0 {
                self.units[child] = group[0].1 << 8;
            } else {
                self.place(child, group, depth + 1);
            }
        }
    }

    fn find_base(&self, labels: &[u8]) -> Option<usize> {
        let fits = |base: usize| {
            !self.based[base]
                && labels
                    .iter()
                    .all(|&label| !self.taken[base ^ usize::from(label)])
        };
        let first = usize::from(labels[0]);
        (self.units.len().saturating_sub(WINDOW)..self.units.len())
            .filter(|&unit| !self.taken[unit])
            .map(|unit| unit ^ first)
            .find(|&base| fits(base))
    }
}
