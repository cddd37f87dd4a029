//! What is known about a word besides its frequency.

use std::ops::{BitOr, BitOrAssign};

/// A set of properties of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordFlags(pub u16);

impl WordFlags {
    /// In a spelling dictionary: right as written, and safe to propose.
    pub const DICTIONARY: Self = Self(1);
    /// Usual in lower case.
    pub const LOWER: Self = Self(1 << 1);
    /// Usual with a capital first letter.
    pub const TITLE: Self = Self(1 << 2);
    /// Usual in capitals.
    pub const UPPER: Self = Self(1 << 3);
    /// Usual in mixed case, such as `iPhone`.
    pub const MIXED: Self = Self(1 << 4);
    /// A name of a person, place or product.
    pub const NAME: Self = Self(1 << 5);
    /// Spelt so in British English only.
    pub const BRITISH: Self = Self(1 << 6);
    /// Spelt so in American English only.
    pub const AMERICAN: Self = Self(1 << 7);
    /// An abbreviation or acronym.
    pub const ABBREVIATION: Self = Self(1 << 8);
    /// In no dictionary, and a small slip away from a far commoner word that is: probably a misspelling.
    pub const SUSPECT: Self = Self(1 << 9);
    /// Right, but so rare that a slip of a commoner word is likelier (`wich`, `thir`).
    pub const RARE: Self = Self(1 << 10);
    /// Used in technical writing, in no dictionary: leave alone.
    pub const JARGON: Self = Self(1 << 11);
    /// In the pronouncing dictionary.
    pub const PRONOUNCED: Self = Self(1 << 12);

    /// What a word has one of if it is known as a word, a name, a term or an abbreviation.
    pub const KNOWN: Self =
        Self(Self::DICTIONARY.0 | Self::NAME.0 | Self::ABBREVIATION.0 | Self::JARGON.0);

    /// Whether all of `other` is in this set.
    #[inline]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any of `other` is in this set.
    #[inline]
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for WordFlags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for WordFlags {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
