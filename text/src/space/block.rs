//! A stretch of text made ready for the decoder: small letters, character classes, pieces.

use std::ops::Range;

use super::compounds;

/// Hardly a word has as many letters.
const LONG: usize = 20;

/// Words of so many letters are too often the same by chance.
const SHORTEST_REPEAT: usize = 4;

/// What a character is to the decoder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Space,
    Mark,
    Digit,
    Lower,
    Upper,
    /// An apostrophe inside a word.
    Apostrophe,
    /// Text that is never broken: an address, code, a tag.
    Opaque,
    /// Any further byte of a character.
    Inner,
}

impl Class {
    pub(super) fn is_letter(self) -> bool {
        matches!(self, Self::Lower | Self::Upper)
    }

    /// What a piece is that begins with such a character.
    fn kind(self) -> Kind {
        match self {
            Self::Space => Kind::Space,
            Self::Mark => Kind::Mark,
            Self::Opaque => Kind::Opaque,
            Self::Digit | Self::Lower | Self::Upper | Self::Apostrophe | Self::Inner => Kind::Run,
        }
    }
}

/// What a piece is: pieces follow each other without a gap and cover the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Space,
    /// One punctuation mark or symbol.
    Mark,
    Opaque,
    /// Letters, digits and apostrophes: what the decoder may break.
    Run,
}

/// A piece of a block, in folded bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Folded text. Folding never changes the number of characters, so a position maps back to the
/// original through `at`.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Small letters, straight apostrophes.
    pub(super) bytes: Vec<u8>,
    pub(super) class: Vec<Class>,
    /// Scalar-value offset in the original of each folded byte, from the start of the block.
    pub(super) at: Vec<u32>,
    pub(super) pieces: Vec<Piece>,
    /// Whether there are small letters.
    pub(super) has_small: bool,
    /// Whether a capital follows a small letter anywhere.
    pub(super) has_humps: bool,
}

impl Block {
    /// Folds `text`; `opaque` are sorted byte ranges of `text` that are left alone.
    pub(super) fn fill(&mut self, text: &str, opaque: &[Range<usize>]) {
        self.bytes.clear();
        self.class.clear();
        self.at.clear();
        let mut opaque = opaque.iter().cloned();
        let mut hidden = opaque.next().unwrap_or(usize::MAX..usize::MAX);
        let mut before = Class::Space;
        let (mut byte, mut at) = (0, 0);
        while let Some(&first) = text.as_bytes().get(byte) {
            while hidden.end <= byte {
                hidden = opaque.next().unwrap_or(usize::MAX..usize::MAX);
            }
            let is_hidden = hidden.start <= byte;
            if !is_hidden && first.is_ascii_lowercase() {
                let letters = text.as_bytes()[byte..text.len().min(hidden.start)]
                    .iter()
                    .take_while(|byte| byte.is_ascii_lowercase())
                    .count();
                self.push_letters(&text.as_bytes()[byte..byte + letters], at);
                before = Class::Lower;
                byte += letters;
                at += letters as u32;
                continue;
            }
            if first.is_ascii() && first != b'\'' {
                before = if is_hidden {
                    Class::Opaque
                } else {
                    ASCII[usize::from(first)]
                };
                let folded = if before == Class::Upper {
                    first.to_ascii_lowercase()
                } else {
                    first
                };
                self.bytes.push(folded);
                self.class.push(before);
                self.at.push(at);
                byte += 1;
            } else if let Some(c) = text[byte..].chars().next() {
                byte += c.len_utf8();
                before = if is_hidden {
                    Class::Opaque
                } else if matches!(c, '\'' | '’')
                    && before.is_letter()
                    && text[byte..].starts_with(char::is_alphabetic)
                {
                    Class::Apostrophe
                } else {
                    classify(c)
                };
                self.push(fold(c, before), before, at);
            }
            at += 1;
        }
        self.has_small = self.class.contains(&Class::Lower);
        let is_hump = |pair: &[Class]| pair == [Class::Lower, Class::Upper];
        self.has_humps = self.class.windows(2).any(is_hump);
        self.cut();
    }

    /// Takes up small letters: most of most texts.
    fn push_letters(&mut self, letters: &[u8], at: u32) {
        self.bytes.extend_from_slice(letters);
        self.class.resize(self.bytes.len(), Class::Lower);
        self.at.extend(at..at + letters.len() as u32);
    }

    fn push(&mut self, c: char, class: Class, at: u32) {
        if c.is_ascii() {
            self.bytes.push(c as u8);
            self.class.push(class);
            self.at.push(at);
            return;
        }
        let mut buffer = [0; 4];
        for (i, byte) in c.encode_utf8(&mut buffer).bytes().enumerate() {
            self.bytes.push(byte);
            self.class.push(if i == 0 { class } else { Class::Inner });
            self.at.push(at);
        }
    }

    fn cut(&mut self) {
        self.pieces.clear();
        let mut start = 0;
        while let Some(&class) = self.class.get(start) {
            let kind = class.kind();
            let goes_on = |&&class: &&Class| {
                class == Class::Inner || (kind != Kind::Mark && class.kind() == kind)
            };
            let end = start + 1 + self.class[start + 1..].iter().take_while(goes_on).count();
            self.pieces.push(Piece { kind, start, end });
            start = end;
        }
    }

    /// Cuts the pieces in which these places lie, in order.
    pub(super) fn part(&mut self, places: impl Iterator<Item = usize>) {
        for place in places {
            let at = self.pieces.partition_point(|piece| piece.end <= place);
            let piece = self.pieces[at];
            if piece.start < place {
                self.pieces[at].end = place;
                self.pieces.insert(
                    at + 1,
                    Piece {
                        start: place,
                        ..piece
                    },
                );
            }
        }
    }

    /// Whether most letters stand in runs too long for a word.
    pub(super) fn is_dense(&self) -> bool {
        let runs = || self.pieces.iter().filter(|piece| piece.kind == Kind::Run);
        let letters: usize = runs().map(|piece| piece.end - piece.start).sum();
        let long: usize = runs()
            .map(|piece| piece.end - piece.start)
            .filter(|&length| length > LONG)
            .sum();
        2 * long > letters
    }

    /// Whether another piece has the letters of the one at `i`.
    pub(super) fn is_repeated(&self, i: usize) -> bool {
        let key = |piece: &Piece| &self.bytes[piece.start..piece.end];
        let piece = &self.pieces[i];
        piece.end - piece.start > SHORTEST_REPEAT
            && self
                .pieces
                .iter()
                .enumerate()
                .any(|(at, other)| at != i && key(other) == key(piece))
    }

    /// Whether the run at `start` has a capital in front and more behind small letters: `KitKat`.
    pub(super) fn is_camel(&self, start: usize) -> bool {
        let run = self.class[start..]
            .split(|class| class.kind() != Kind::Run)
            .next();
        self.class[start] == Class::Upper
            && run.is_some_and(|run| {
                run.windows(2)
                    .any(|pair| pair == [Class::Lower, Class::Upper])
            })
    }

    /// Whether the run at `start` begins with a word that begins no name, before its second capital.
    pub(super) fn opens_camel(&self, start: usize) -> bool {
        let small = self.class[start + 1..]
            .iter()
            .take_while(|&&class| class == Class::Lower);
        compounds::OPENERS.contains(&&self.bytes[start..start + 1 + small.count()])
    }

    /// How many stretches of white space there are.
    pub(super) fn spaces(&self) -> usize {
        self.pieces
            .iter()
            .filter(|piece| piece.kind == Kind::Space)
            .count()
    }

    /// Whether a character begins at `i`.
    pub(super) fn is_joint(&self, i: usize) -> bool {
        self.class[i] != Class::Inner
    }

    /// Whether a piece is the sign in front of a tag or a name.
    pub(super) fn is_tag(&self, piece: &Piece) -> bool {
        piece.kind == Kind::Mark && matches!(self.bytes[piece.start], b'#' | b'@')
    }

    /// Whether the piece at `i` is the name of a group or a user behind a letter and a stroke: `r/linuxquestions`.
    pub(super) fn is_community(&self, i: usize) -> bool {
        let before = |back| i.checked_sub(back).map(|at| &self.pieces[at]);
        let is_kind = |piece: &Piece| matches!(self.bytes[piece.start..piece.end], [b'r' | b'u']);
        before(1).is_some_and(|stroke| is(self, stroke, b'/'))
            && before(2).is_some_and(is_kind)
            && before(3).is_none_or(|piece| matches!(piece.kind, Kind::Space | Kind::Mark))
    }

    /// Whether the piece at `i` is all that its line has, in small letters.
    pub(super) fn is_entry(&self, i: usize) -> bool {
        let is_edge = |piece: Option<&Piece>| {
            piece.is_none_or(|piece| self.bytes[piece.start..piece.end].contains(&b'\n'))
        };
        let piece = &self.pieces[i];
        is_edge(i.checked_sub(1).map(|at| &self.pieces[at]))
            && is_edge(self.pieces.get(i + 1))
            && self.class[piece.start..piece.end]
                .iter()
                .all(|&class| class == Class::Lower)
    }

    /// Whether the piece at `i` stands behind a hyphen that has white space before it, as the options of a command do:
    /// `-newkey`.
    pub(super) fn is_option(&self, i: usize) -> bool {
        let before = |back| i.checked_sub(back).map(|at| &self.pieces[at]);
        before(1).is_some_and(|sign| is(self, sign, b'-'))
            && before(2).is_none_or(|piece| piece.kind == Kind::Space)
    }

    /// Whether the piece at `i` is written as in `sayin'`.
    pub(super) fn drops_g(&self, i: usize) -> bool {
        let piece = &self.pieces[i];
        self.bytes[piece.start..piece.end].ends_with(b"in")
            && self.pieces.get(i + 1).is_some_and(|next| {
                next.kind == Kind::Mark && matches!(self.character(next.start), '\'' | '’')
            })
    }

    /// The character that starts at `i`.
    pub(super) fn character(&self, i: usize) -> char {
        let end = (i + 1..self.class.len())
            .find(|&j| self.class[j] != Class::Inner)
            .unwrap_or(self.class.len());
        std::str::from_utf8(&self.bytes[i..end])
            .ok()
            .and_then(|s| s.chars().next())
            .unwrap_or('\u{fffd}')
    }
}

/// Whether a piece is this mark.
pub(super) fn is(block: &Block, piece: &Piece, mark: u8) -> bool {
    piece.kind == Kind::Mark && block.bytes[piece.start] == mark
}

/// Whether a piece is one of these marks.
pub(super) fn is_one_of(block: &Block, piece: &Piece, marks: &[u8]) -> bool {
    piece.kind == Kind::Mark && marks.contains(&block.bytes[piece.start])
}

/// The class of each ASCII character.
const ASCII: [Class; 128] = {
    let mut classes = [Class::Mark; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' => Class::Lower,
            b'A'..=b'Z' => Class::Upper,
            b'0'..=b'9' => Class::Digit,
            b'\t'..=b'\r' | b' ' => Class::Space,
            _ => Class::Mark,
        };
        byte += 1;
    }
    classes
};

fn classify(c: char) -> Class {
    match c {
        _ if c.is_ascii() => ASCII[c as usize],
        _ if c.is_whitespace() => Class::Space,
        _ if c.is_uppercase() => Class::Upper,
        _ if c.is_alphanumeric() || is_combining(c) => Class::Lower,
        _ => Class::Mark,
    }
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{200c}' | '\u{200d}')
}

fn fold(c: char, class: Class) -> char {
    match class {
        Class::Upper => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(single), None) => single,
                _ => c,
            }
        }
        Class::Apostrophe => '\'',
        _ => c,
    }
}
