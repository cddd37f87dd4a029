//! How often a text lacks a space where there should be one.

use super::gaps::Gap;
use super::trace::Broken;

/// Rates that are weighed against each other. Text that is right comes first: it too may lack a space,
/// but hardly ever does.
const RATES: [f32; 9] = [0.0002, 0.003, 0.02, 0.06, 0.12, 0.2, 0.35, 0.6, 0.97];

/// The most likely missing-space rate, by what each rate says about the spaces that are there, the
/// runs that read better with spaces, and the punctuation marks that lack theirs.
/// `missing` is the ln odds, for any one rate, that a text lacks spaces at all.
pub(super) fn estimate(
    (missing, trust): (f32, f32),
    spaces: usize,
    runs: &[Broken],
    gaps: &[Gap],
) -> f32 {
    let mut best = (f32::NEG_INFINITY, RATES[0]);
    for rate in RATES {
        let prior = if rate == RATES[0] { 0.0 } else { missing };
        let ln_rate = rate.ln();
        let mut score = prior + spaces as f32 * (1.0 - rate).ln();
        for run in runs {
            let gaps = run.gaps as f32;
            let gain = run.gain.min(trust * gaps) + gaps * ln_rate;
            // ln(1 + e^gain)
            score += if gain > 20.0 {
                gain
            } else {
                gain.exp().ln_1p()
            };
        }
        for gap in gaps {
            score += (1.0 - gap.probability + gap.probability * rate).ln();
        }
        if score > best.0 {
            best = (score, rate);
        }
    }
    best.1
}
