//! Text made wrong in a known way: words misspelt as fingers do, spaces left out.

/// A generator of pseudo-random numbers (`SplitMix64`; Steele, Lea and Flood, 2014), so that every run makes the
/// same noise.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn happens(&mut self, probability: f64) -> bool {
        (self.next() >> 11) as f64 / ((1_u64 << 53) as f64) < probability
    }
}

/// Rows of the keyboard: neighbours in a row are hit for each other.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Shares of what goes wrong.
#[derive(Debug, Clone, Copy)]
pub struct Noise {
    /// Words of three letters and more that are misspelt.
    pub slips: f64,
    /// Single spaces between words that are left out.
    pub spaces: f64,
}

impl Noise {
    /// A text with noise; the same text and seed give the same noise.
    pub fn apply(self, text: &str, seed: u64) -> String {
        let mut random = Random(seed);
        let mut out = String::with_capacity(text.len());
        let mut words = text.split(' ').peekable();
        while let Some(word) = words.next() {
            let plain = word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase());
            if plain && random.happens(self.slips) {
                out.push_str(&slip(word, &mut random));
            } else {
                out.push_str(word);
            }
            let Some(next) = words.peek() else { break };
            let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            let between = letter(word.chars().next_back()) && letter(next.chars().next());
            if !(between && random.happens(self.spaces)) {
                out.push(' ');
            }
        }
        out
    }
}

/// One slip: two letters swapped, one left out, one doubled, one taken for its neighbour.
fn slip(word: &str, random: &mut Random) -> String {
    let mut letters = word.as_bytes().to_vec();
    let at = random.below(letters.len());
    match random.below(4) {
        0 if at > 0 => letters.swap(at - 1, at),
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = neighbour(letters[at], random),
    }
    String::from_utf8(letters).unwrap_or_default()
}

fn neighbour(letter: u8, random: &mut Random) -> u8 {
    let near = ROWS.iter().find_map(|row| {
        let at = row.bytes().position(|b| b == letter)?;
        let step = if random.happens(0.5) {
            at + 1
        } else {
            at.wrapping_sub(1)
        };
        row.as_bytes().get(step).copied()
    });
    near.unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_leaves_out_about_as_many_spaces_as_asked_and_repeats_itself() {
        let text = "some words that mean little ".repeat(200);
        let noise = Noise {
            slips: 0.1,
            spaces: 0.2,
        };
        let noisy = noise.apply(&text, 7);
        assert_eq!(noisy, noise.apply(&text, 7));
        let spaces = |text: &str| text.matches(' ').count() as f64;
        let share = spaces(&noisy) / spaces(&text);
        assert!((0.75..0.85).contains(&share), "{share}");
        assert_eq!(
            Noise {
                slips: 0.0,
                spaces: 0.0
            }
            .apply(&text, 7),
            text
        );
    }
}
