//! The list of words that are too rare for the model.

use std::collections::HashMap;
use std::path::Path;

use text::model::{Model, WordId};

use crate::{Failure, list, sources};

/// Words of so many letters; shorter ones are mostly abbreviations of many things.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=24;
/// A word that is likelier by so much as several words was written without their spaces.
const FUSED: f32 = 0.5;
/// The same for the rarest.
const RAREST: (u32, f32) = (785, -8.0);
/// From so many letters on, each one more makes words run together likelier than a compound.
const LONG: usize = 11;
/// Readings kept at each place of a word.
const WIDTH: usize = 4;

/// How often the name of a program counts as met, in hundredths of a decade below 1.
const PROGRAM: u32 = 770;

/// Writes the words of wordfreq, and the names of Debian's packages, that the shipped model lacks.
///
/// # Errors
/// [`Failure`] where the list can't be read or the file can't be written.
pub fn build(folder: &Path, out: &Path) -> Result<(), Failure> {
    let model = Model::english();
    let mut met: HashMap<String, u32> = sources::wordfreq(&folder.join("wordfreq.txt"))?
        .into_iter()
        .map(|(word, p)| (word, (-100.0 * p.log10()).round() as u32))
        .collect();
    for name in sources::read(&folder.join("programs.txt"))?.lines() {
        let below = met.entry(name.to_owned()).or_insert(PROGRAM);
        *below = PROGRAM.min(*below);
    }
    let mut words: Vec<(String, u32)> = met
        .into_iter()
        .filter(|(word, _)| {
            LETTERS.contains(&word.len())
                && word.bytes().all(|byte| byte.is_ascii_lowercase())
                && model.id(word).is_none()
        })
        .filter(|(word, below)| {
            let gain = several(model, word) + *below as f32 / 100.0 * std::f32::consts::LN_10;
            let least = if *below < RAREST.0 { FUSED } else { RAREST.1 };
            gain < least - word.len().saturating_sub(LONG) as f32
        })
        .collect();
    list::write(out, &mut words)
}

/// ln p of the best reading of a word as several.
fn several(model: &Model, word: &str) -> f32 {
    let mut readings: Vec<Vec<(f32, [WordId; 2])>> = vec![Vec::new(); word.len() + 1];
    readings[0].push((0.0, [Model::start(); 2]));
    for at in 0..word.len() {
        let mut here = std::mem::take(&mut readings[at]);
        here.sort_by(|a, b| b.0.total_cmp(&a.0));
        here.truncate(WIDTH);
        model.prefixes(&word.as_bytes()[at..], |length, id| {
            if length == 1 && !matches!(word.as_bytes()[at], b'a' | b'i') {
                return;
            }
            for &(sum, [before, last]) in &here {
                let ln_p = if at == 0 {
                    model.unigram(id)
                } else {
                    model.trigram(before, last, id)
                };
                readings[at + length].push((sum + ln_p, [last, id]));
            }
        });
    }
    let best = readings[word.len()].iter().map(|&(sum, _)| sum);
    best.fold(f32::NEG_INFINITY, f32::max)
}
