//! A model of what English words and names look like: how likely each letter is after the last three.

use super::format::{LETTER_TABLE, SYMBOLS, letter_from_code};

/// The last three letters, as a position in the table. Starts at a word's beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LetterContext(u16);

impl LetterContext {
    /// The beginning of a word.
    pub const START: Self = Self(0);

    /// The context after one more symbol, and the table's index of that symbol in this one.
    #[inline]
    pub const fn step(self, symbol: u8) -> (Self, usize) {
        let index = self.0 as usize * SYMBOLS + symbol as usize;
        (Self((index % (SYMBOLS * SYMBOLS * SYMBOLS)) as u16), index)
    }
}

/// The table's symbol for a byte: 0 is a word's edge, 1 to 26 are letters of either case, 27 the rest.
#[inline]
pub const fn symbol(byte: u8) -> u8 {
    if byte.is_ascii_alphabetic() {
        (byte | 0x20) - b'a' + 1
    } else {
        27
    }
}

/// The edge of a word.
pub const EDGE: u8 = 0;

/// ln p of `symbol` in `context`, and the context after it.
#[inline]
pub(super) fn score(table: &[u8], context: LetterContext, symbol: u8) -> (f32, LetterContext) {
    let (next, index) = context.step(symbol);
    let code = table.get(index).copied().unwrap_or(u8::MAX);
    (letter_from_code(code), next)
}

const _: () = assert!(LETTER_TABLE / SYMBOLS <= u16::MAX as usize);
