//! Clean-up: right text made wrong (`noise`), and what the engines make of it again, one after the other and
//! together.

use std::collections::HashSet;
use std::path::Path;
use std::time::Instant;

use text::model::Model;
use text::space::{SpaceOptions, Spacer};
use text::spell::{Dictionary, SpellOptions, Speller};

use crate::align::{WordEdit, edits, words};
use crate::noise::Noise;
use crate::spell;

/// What goes wrong: nothing, spaces and words here and there, much of both.
const NOISES: [Noise; 4] = [
    Noise {
        slips: 0.0,
        spaces: 0.0,
    },
    Noise {
        slips: 0.1,
        spaces: 0.0,
    },
    Noise {
        slips: 0.05,
        spaces: 0.05,
    },
    Noise {
        slips: 0.1,
        spaces: 0.2,
    },
];

/// What was counted.
#[derive(Default)]
struct Score {
    hits: usize,
    wrong: usize,
    missed: usize,
    exact: usize,
    lines: usize,
    words: usize,
}

impl Score {
    fn add(&mut self, noisy: &str, clean: &str, processed: &str) {
        let from = words(noisy);
        let set =
            |to: &str| -> HashSet<WordEdit> { edits(&from, &words(to)).into_iter().collect() };
        let (gold, made) = (set(clean), set(processed));
        let hits = gold.intersection(&made).count();
        self.hits += hits;
        self.wrong += made.len() - hits;
        self.missed += gold.len() - hits;
        self.exact += usize::from(processed == clean);
        self.lines += 1;
        self.words += from.len();
    }

    fn row(&self) -> String {
        let percent = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
        if self.hits + self.missed == 0 {
            let broken = 1e4 * self.wrong as f64 / self.words.max(1) as f64;
            return format!(
                "{:.1} | {broken:.1} / 10k broken",
                percent(self.exact, self.lines)
            );
        }
        format!(
            "{:.1} | {:.1} / {:.1}",
            percent(self.exact, self.lines),
            percent(self.hits, self.hits + self.missed),
            percent(self.hits, self.hits + self.wrong)
        )
    }
}

/// Prints a table: for each set and noise, the lines that come out exactly and the recall and precision of
/// words, first for one engine after the other, then for both together.
///
/// # Errors
/// A message where the sets can't be read.
pub fn report(bench: &Path, only: &str) -> Result<(), String> {
    let spacer = Spacer::new(Model::english());
    let speller = Speller::new(Model::english(), Dictionary::default());
    let (space, spell) = (SpaceOptions::default(), SpellOptions::default());
    println!(
        "| set | slips | spaces lost | space, then spell: exact % | R / P | together: exact % | R / P | words/s |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for set in spell::sets(&bench.join("spell/data"), "c-*")? {
        if !set.name.contains(only) {
            continue;
        }
        for noise in NOISES {
            let (mut apart, mut together) = (Score::default(), Score::default());
            let mut time = 0.0;
            for (seed, clean) in set.texts().enumerate().filter(|(at, _)| at % 3 == 0) {
                let noisy = noise.apply(clean, seed as u64);
                let spaced = spacer.space(&noisy, &space).processed;
                apart.add(&noisy, clean, &speller.correct(&spaced, &spell).processed);
                let started = Instant::now();
                let cleaned = text::clean(&spacer, &speller, &noisy, &space, &spell);
                time += started.elapsed().as_secs_f64();
                together.add(&noisy, clean, &cleaned.spelled.processed);
            }
            println!(
                "| {} | {:.0} % | {:.0} % | {} | {} | {:.0} |",
                set.name,
                100.0 * noise.slips,
                100.0 * noise.spaces,
                apart.row(),
                together.row(),
                together.words as f64 / time
            );
        }
    }
    Ok(())
}
