//! Codes and formulas, which stay whole in text that lacks spaces: `BA2490`, `CuSO4`, `nF`.

use super::block::Class;
use super::words::{Care, Scorer};

/// Codes such as `KB5034441` begin with so many capitals at most.
const CAPITALS: usize = 4;

/// The elements that compounds are written with, in small letters, sorted. Those of which there are only atoms are left
/// out: `At` and `No` are words.
const ELEMENTS: [&[u8]; 76] = [
    b"ag", b"al", b"ar", b"as", b"au", b"b", b"ba", b"be", b"bi", b"br", b"c", b"ca", b"cd", b"ce",
    b"cl", b"co", b"cr", b"cs", b"cu", b"dy", b"er", b"eu", b"f", b"fe", b"ga", b"gd", b"ge", b"h",
    b"hf", b"hg", b"i", b"in", b"ir", b"k", b"kr", b"la", b"li", b"lu", b"mg", b"mn", b"mo", b"n",
    b"na", b"nb", b"nd", b"ni", b"o", b"os", b"p", b"pb", b"pd", b"pr", b"pt", b"rb", b"re", b"rh",
    b"ru", b"s", b"sb", b"sc", b"se", b"si", b"sm", b"sn", b"sr", b"ta", b"te", b"th", b"ti", b"u",
    b"v", b"w", b"xe", b"y", b"zn", b"zr",
];

impl Scorer<'_> {
    /// Whether the run is two letters of which neither is a word, in a text that has spaces: `nF`, `kΩ`.
    pub(super) fn is_pair(&self) -> bool {
        let class = &self.block.class[self.start..self.end];
        let letters = class.iter().filter(|&&c| c != Class::Inner);
        matches!(self.care, Care::Sparing | Care::Eager)
            && letters.count() == 2
            && !self.digits
            && (self.mixed || self.id(self.key(0, class.len())).is_none())
            && !matches!(
                self.key(0, class.len()),
                [b'a' | b'i', _] | [_, b'a' | b'i']
            )
    }

    /// Whether the run is a formula of chemistry that has numbers: `CuSO4`, `K2MnO4`.
    pub(super) fn is_formula(&self) -> bool {
        self.digits && self.care != Care::Bare && {
            let class = &self.block.class[self.start..self.end];
            is_formula(self.key(0, class.len()), class)
        }
    }

    /// Whether the run is a code of letters and a number, in a text that has its spaces elsewhere: `BA2490`, `host1`.
    pub(super) fn is_code(&self) -> bool {
        let letters = self.letters();
        let class = &self.block.class[self.start..self.end];
        self.digits
            && letters > 0
            && matches!(self.care, Care::Sparing | Care::Eager)
            && class[letters..].iter().all(|&c| c == Class::Digit)
            && !self.leads_to_number()
            && (self.care == Care::Sparing && !self.mixed && !self.is_spoken(self.key(0, letters))
                || letters <= CAPITALS && class[..letters].iter().all(|&c| c == Class::Upper))
    }
}

/// Whether small letters, which were `class`, are two elements or more with numbers of up to two digits behind some.
fn is_formula(key: &[u8], class: &[Class]) -> bool {
    let (mut at, mut elements) = (0, 0);
    while at < key.len() {
        if class[at] != Class::Upper {
            return false;
        }
        let small = class.get(at + 1) == Some(&Class::Lower);
        let end = at + 1 + usize::from(small);
        if ELEMENTS.binary_search(&&key[at..end]).is_err() {
            return false;
        }
        elements += 1;
        let number = class[end..].iter().take_while(|&&c| c == Class::Digit);
        let digits = number.count();
        if digits > 2 {
            return false;
        }
        at = end + digits;
    }
    elements > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_sorted() {
        assert!(ELEMENTS.is_sorted());
    }
}
