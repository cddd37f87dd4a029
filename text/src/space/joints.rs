//! What case and digits say about a gap.

use super::block::Class;
use super::numbers::{is_date, is_share};
use super::words::{Care, Place, Scorer};

/// A tag of this length with one capital in front would have more of them if it were several words.
const TITLE: usize = 16;

impl Scorer<'_> {
    /// Whether the run is small letters and nothing else, of which case and digits say nothing.
    pub(super) fn is_plain(&self) -> bool {
        let class = &self.block.class[self.start..self.end];
        class.iter().all(|&class| class == Class::Lower)
    }

    /// Calls `found` with each place of the run at which there may be a gap, and what case and digits say about one there.
    pub(super) fn joints(&self, mut found: impl FnMut(usize, f32)) {
        let class = &self.block.class[self.start..self.end];
        let w = self.weights;
        let cautious = self.care == Care::Cautious;
        let counted = cautious && self.digits && self.leads_to_number();
        let camel = self.mixed && self.is_camel();
        let title = self.place == Place::Alone
            && !self.mixed
            && class.len() <= TITLE
            && class[0] == Class::Upper;
        let share = self.digits && is_share(self.key(0, class.len()));
        let acronyms = self.mixed || (self.place != Place::Alone && self.block.has_small);
        let is_flat = !(camel || title || share);
        found(0, 0.0);
        for i in 1..class.len() {
            // Most places, of which there is nothing to say.
            if is_flat && class[i - 1..=i] == [Class::Lower; 2] {
                found(i, 0.0);
                continue;
            }
            if !self.block.is_joint(self.start + i) {
                continue;
            }
            let score = match (class[i - 1], class[i]) {
                (Class::Digit, Class::Digit)
                    if is_date(&self.block.bytes[self.start..self.end], i) || self.ends_year(i) =>
                {
                    w.date
                }
                (Class::Digit, Class::Digit) => continue,
                _ if share => w.date,
                // `18and`
                (Class::Digit, _) if cautious && self.is_counted(i) => 0.0,
                (Class::Digit, _) if cautious => w.unit_word,
                (_, Class::Digit) if cautious && !counted => w.digit,
                _ if cautious => 0.0,
                (Class::Lower | Class::Inner, Class::Upper) => w.camel,
                (Class::Lower | Class::Inner, Class::Lower) if camel => w.flat,
                (Class::Lower | Class::Inner, Class::Lower) if title => w.title,
                (Class::Upper, Class::Upper) if class.get(i + 1) == Some(&Class::Lower) => {
                    w.camel * 0.5
                }
                (Class::Upper, Class::Upper) if acronyms => w.capitals,
                _ => 0.0,
            };
            found(i, score);
        }
        found(class.len(), 0.0);
    }
}
