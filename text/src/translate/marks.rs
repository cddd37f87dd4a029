//! Marks: characters that stand for tags in a sentence, and their way into its translation.
//!
//! Tag characters (U+E0020 to U+E007D) are used, which the segmentation of sentences passes over and
//! which nobody writes but in flags.

use std::ops::Range;

use fxtranslate::engine::Aligned;

const FIRST: u32 = 0xE_0020;
/// As many pairs of tags of one sentence can be told apart.
pub(super) const MOST: usize = 47;

/// What a mark stands for: a tag of a pair, whose number is known but for multiples of [`MOST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Open(usize),
    Close(usize),
}

impl Mark {
    /// The character that is put into the text.
    pub fn char(self) -> char {
        let number = match self {
            Self::Open(pair) => pair % MOST,
            Self::Close(pair) => MOST + pair % MOST,
        };
        char::from_u32(FIRST + number as u32).unwrap_or('\u{E0020}')
    }

    /// The mark that a character is.
    pub fn of(c: char) -> Option<Self> {
        let number = u32::from(c).checked_sub(FIRST)? as usize;
        match number {
            0..MOST => Some(Self::Open(number)),
            _ if number < 2 * MOST => Some(Self::Close(number - MOST)),
            _ => None,
        }
    }
}

/// Whether a character is a mark.
pub(super) fn is(c: char) -> bool {
    Mark::of(c).is_some()
}

/// Whether a text has marks, or characters that could be taken for some.
pub(super) fn any(text: &str) -> bool {
    text.chars().any(is)
}

/// The text without its marks.
pub(super) fn without(text: &str) -> String {
    text.chars().filter(|c| !is(*c)).collect()
}

/// The translation of a text without its marks, with the marks put where they belong: each once, nested as
/// in the original. `None` where they are nested badly there, or where the engine has changed the
/// original's characters, so that places in it mean nothing.
pub(super) fn placed(original: &str, aligned: &Aligned) -> Option<String> {
    let pairs = pairs(original)?;
    let target = Target::new(original, aligned)?;
    let mut places = Vec::new();
    target.place(&pairs, 0..target.units.len(), &mut places);
    let mut places = places.into_iter().peekable();
    let mut out = String::with_capacity(target.text.len() + original.len() / 4);
    for (at, c) in target.text.char_indices() {
        while let Some((_, mark)) = places.next_if(|(place, _)| *place <= at) {
            out.push(mark.char());
        }
        out.push(c);
    }
    out.extend(places.map(|(_, mark)| mark.char()));
    Some(out)
}

/// White space, or what the engine's vocabulary writes for it.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{2581}'
}

/// Two marks, what they enclose in characters that are not white space, and the pairs between them.
#[derive(Debug)]
struct Pair {
    number: usize,
    range: Range<usize>,
    inner: Vec<Pair>,
}

/// The pairs of a text; `None` where a mark has no partner or they overlap.
fn pairs(text: &str) -> Option<Vec<Pair>> {
    let mut open: Vec<Pair> = Vec::new();
    let mut closed: Vec<Pair> = Vec::new();
    let mut at = 0;
    for c in text.chars() {
        match Mark::of(c) {
            None => at += usize::from(!is_blank(c)),
            Some(Mark::Open(number)) => open.push(Pair {
                number,
                range: at..at,
                inner: Vec::new(),
            }),
            Some(Mark::Close(number)) => {
                let mut pair = open.pop().filter(|pair| pair.number == number)?;
                pair.range.end = at;
                open.last_mut()
                    .map_or(&mut closed, |outer| &mut outer.inner)
                    .push(pair);
            }
        }
    }
    open.is_empty().then_some(closed)
}

/// A translation, and for each of its words how much of it comes from where.
struct Target<'a> {
    text: &'a str,
    /// Words and signs, in bytes.
    units: Vec<Range<usize>>,
    /// For each unit, the weight of each source token.
    weights: Vec<Vec<f32>>,
    /// The source tokens, in characters that are not white space.
    sources: Vec<Range<usize>>,
}

impl<'a> Target<'a> {
    fn new(original: &str, aligned: &'a Aligned) -> Option<Self> {
        let visible = |text: &str| text.chars().filter(|c| !is_blank(*c)).count();
        if visible(&without(original)) != visible(&aligned.source_normalized) {
            return None;
        }
        let source: Vec<u16> = aligned.source_normalized.encode_utf16().collect();
        // Places in UTF-16 units become counts of characters.
        let mut counts = vec![0; source.len() + 1];
        let mut place = 0;
        let mut count = 0;
        for c in aligned.source_normalized.chars() {
            for _ in 0..c.len_utf16() {
                counts[place] = count;
                place += 1;
            }
            count += usize::from(!is_blank(c));
        }
        counts[place] = count;
        let sources = aligned.source_tokens.iter();
        let sources = sources
            .map(|token| counts[token.begin]..counts[token.end])
            .collect();
        let text = &aligned.target_text;
        let units = units(text);
        let mut weights = vec![vec![0.0; aligned.source_tokens.len()]; units.len()];
        let bytes = bytes_of_utf16(text);
        for (token, row) in aligned.target_tokens.iter().zip(&aligned.alignments) {
            let (begin, end) = (bytes[token.begin], bytes[token.end]);
            for (unit, weights) in units.iter().zip(&mut weights) {
                let shared = end.min(unit.end).saturating_sub(begin.max(unit.start));
                let share = shared as f32 / unit.len() as f32;
                if share > 0.0 {
                    for (weight, more) in weights.iter_mut().zip(row) {
                        *weight += share * more;
                    }
                }
            }
        }
        Some(Self {
            text,
            units,
            weights,
            sources,
        })
    }

    /// Finds the places of pairs within some units, in order of the text.
    fn place(&self, pairs: &[Pair], within: Range<usize>, out: &mut Vec<(usize, Mark)>) {
        // Each takes its units from what is left between those before it.
        let mut taken: Vec<(Range<usize>, &Pair)> = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let mut best: Option<(f32, Range<usize>)> = None;
            let mut start = within.start;
            let ends = taken.iter().map(|(range, _)| range.start);
            let ends: Vec<usize> = ends.chain([within.end]).collect();
            for (n, end) in ends.into_iter().enumerate() {
                let found = self.best(pair, start..end);
                if found.0 > best.as_ref().map_or(f32::MIN, |(score, _)| *score) {
                    best = Some(found);
                }
                start = taken.get(n).map_or(end, |(range, _)| range.end);
            }
            let range = best.map_or(within.end..within.end, |(_, range)| range);
            let place = taken
                .partition_point(|(other, _)| (other.start, other.end) <= (range.start, range.end));
            taken.insert(place, (range, pair));
        }
        for (range, pair) in taken {
            let start = self.start(range.start);
            let end = if range.is_empty() {
                start
            } else {
                self.units[range.end - 1].end
            };
            out.push((start, Mark::Open(pair.number)));
            self.place(&pair.inner, range, out);
            out.push((end, Mark::Close(pair.number)));
        }
    }

    /// Where a unit starts, or the text ends.
    fn start(&self, unit: usize) -> usize {
        self.units
            .get(unit)
            .map_or(self.text.len(), |unit| unit.start)
    }

    /// The run of units that comes most from what a pair encloses, and least from elsewhere. An empty run
    /// where nothing does, at the unit that comes from what follows the pair.
    fn best(&self, pair: &Pair, within: Range<usize>) -> (f32, Range<usize>) {
        let share = |unit: usize| -> f32 {
            let weights = self.weights[unit].iter().zip(&self.sources);
            weights
                .map(|(weight, source)| {
                    let from = source.start.max(pair.range.start);
                    let shared = source.end.min(pair.range.end).saturating_sub(from);
                    weight * shared as f32 / source.len().max(1) as f32
                })
                .sum()
        };
        let mut best = (0.0, within.start..within.start);
        let (mut sum, mut start) = (0.0_f32, within.start);
        let mut most = (0.0, within.start);
        for unit in within.clone() {
            let share = share(unit);
            if share > most.0 {
                most = (share, unit);
            }
            if sum <= 0.0 {
                (sum, start) = (0.0, unit);
            }
            sum += share - 0.5;
            if sum > best.0 {
                best = (sum, start..unit + 1);
            }
        }
        if best.0 > 0.0 {
            return best;
        }
        if most.0 > 0.1 && !pair.range.is_empty() {
            return (most.0 - 0.5, most.1..most.1 + 1);
        }
        let next = within
            .clone()
            .find(|unit| self.centre(*unit) >= pair.range.start as f32);
        let place = next.unwrap_or(within.end);
        // Better here than in a stretch that is wholly before or behind it.
        let fits = if next.is_some() { -1.0 } else { -2.0 };
        (fits, place..place)
    }

    /// Where in the original a unit comes from, on average.
    fn centre(&self, unit: usize) -> f32 {
        let weights = self.weights[unit].iter().zip(&self.sources);
        let (mut sum, mut total) = (0.0, 0.0);
        for (weight, source) in weights {
            sum += weight * (source.start + source.end) as f32 / 2.0;
            total += weight;
        }
        sum / total.max(f32::MIN_POSITIVE)
    }
}

/// Words, and signs one by one.
fn units(text: &str) -> Vec<Range<usize>> {
    let mut units: Vec<Range<usize>> = Vec::new();
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let word = c.is_alphanumeric() || (in_word && matches!(c, '\'' | '’'));
        match units.last_mut().filter(|_| word && in_word) {
            Some(last) => last.end = end,
            None if c.is_whitespace() => {}
            None => units.push(at..end),
        }
        in_word = word;
    }
    units
}

/// For each place in UTF-16 units, the place in bytes.
fn bytes_of_utf16(text: &str) -> Vec<usize> {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices() {
        bytes.extend(std::iter::repeat_n(at, c.len_utf16()));
    }
    bytes.push(text.len());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use fxtranslate::engine::Token;

    /// A word-by-word translation: `links` says from which source word each target word comes.
    fn aligned(source: &str, target: &str, links: &[usize]) -> Aligned {
        let tokens = |text: &str| -> Vec<Token> {
            let mut at = 0;
            let words = text.split(' ').map(|word| {
                let begin = at;
                at += word.encode_utf16().count() + 1;
                Token {
                    id: 0,
                    begin,
                    end: at - 1,
                }
            });
            words.collect()
        };
        let source_tokens = tokens(source);
        let rows = links.iter().map(|link| {
            let mut row = vec![0.0; source_tokens.len()];
            row[*link] = 1.0;
            row
        });
        Aligned {
            target_text: target.to_owned(),
            target_tokens: tokens(target),
            alignments: rows.collect(),
            source_tokens,
            source_normalized: source.to_owned(),
        }
    }

    /// `⟨` and `⟩` become marks and back.
    fn moved(source: &str, target: &str, links: &[usize]) -> Option<String> {
        let mut open = Vec::new();
        let mut pairs = 0;
        let marked: String = source
            .chars()
            .map(|c| match c {
                '⟨' => {
                    open.push(pairs);
                    pairs += 1;
                    Mark::Open(pairs - 1).char()
                }
                '⟩' => Mark::Close(open.pop().unwrap_or(9)).char(),
                c => c,
            })
            .collect();
        let bare = source.replace(['⟨', '⟩'], "");
        let placed = placed(&marked, &aligned(&bare, target, links))?;
        let show = |c| match Mark::of(c) {
            Some(Mark::Open(_)) => '⟨',
            Some(Mark::Close(_)) => '⟩',
            None => c,
        };
        Some(placed.chars().map(show).collect())
    }

    #[test]
    fn marks_travel_with_their_words() {
        let moved = |source, links| moved(source, "the white house is big", links).unwrap();
        assert_eq!(
            moved("a ⟨casa⟩ ⟨branca⟩ é grande", &[0, 2, 1, 3, 4]),
            "the ⟨white⟩ ⟨house⟩ is big"
        );
        assert_eq!(
            moved("⟨a casa branca⟩ é grande", &[0, 2, 1, 3, 4]),
            "⟨the white house⟩ is big"
        );
        assert_eq!(
            moved("⟨a ⟨casa⟩ branca⟩ é grande", &[0, 2, 1, 3, 4]),
            "⟨the white ⟨house⟩⟩ is big"
        );
    }

    #[test]
    fn no_mark_is_ever_lost() {
        let to = "the white house is big";
        // Nothing comes from `casa`; a pair around nothing; pairs around one another.
        assert_eq!(
            moved("a ⟨casa⟩ branca é grande", to, &[0, 2, 2, 3, 4]).unwrap(),
            "the ⟨⟩white house is big"
        );
        assert_eq!(
            moved("a casa ⟨⟩branca é grande", to, &[0, 2, 1, 3, 4]).unwrap(),
            "the ⟨⟩white house is big"
        );
        assert_eq!(
            moved("⟨⟨⟨a casa branca é grande⟩⟩⟩", to, &[0, 2, 1, 3, 4]).unwrap(),
            "⟨⟨⟨the white house is big⟩⟩⟩"
        );
    }

    #[test]
    fn bad_nesting_and_changed_characters_are_refused() {
        let open = |pair| Mark::Open(pair).char();
        let close = |pair| Mark::Close(pair).char();
        let crossed = format!("{}a{}b{}{}", open(0), open(1), close(0), close(1));
        assert_eq!(placed(&crossed, &aligned("ab", "x", &[0])), None);
        assert_eq!(
            placed(&format!("{}a", open(0)), &aligned("a", "x", &[0])),
            None
        );
        let whole = format!("{}a{}", open(0), close(0));
        assert_eq!(placed(&whole, &aligned("changed", "x", &[0])), None);
        assert!(placed(&whole, &aligned("a", "x", &[0])).is_some());
    }

    #[test]
    fn every_mark_is_a_character_of_its_own() {
        for pair in 0..MOST {
            assert_eq!(Mark::of(Mark::Open(pair).char()), Some(Mark::Open(pair)));
            assert_eq!(Mark::of(Mark::Close(pair).char()), Some(Mark::Close(pair)));
        }
        assert_eq!(Mark::Open(MOST).char(), Mark::Open(0).char());
        assert!(!is('a') && !is('\u{E007F}') && !is('\u{E001F}'));
    }
}
