//! What the decoder is told of spaces: what each costs, by how readily a text is broken.

use super::weights::Weights;
use super::words::Care;

/// Below this missing-space rate, two words that make a compound together are likelier one than where spaces lack often.
const OFTEN: f32 = 0.15;

/// What it costs to put spaces into a run: once for the run, and for each.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Costs {
    pub(super) broken: f32,
    pub(super) gap: f32,
    /// Whether to look at many readings, so as to know how much worse the second best are.
    pub(super) survey: bool,
    /// Whether a word may be the beginning of a longer one.
    pub(super) prefixes: bool,
    /// Whether two words may be a compound.
    pub(super) compounds: bool,
    /// What a gap costs that may part a compound.
    pub(super) coupled: f32,
    /// The same before a capital, which may part a brand.
    pub(super) hump: f32,
}

impl Costs {
    /// Of a look at which runs read better with spaces, which cost nothing there.
    pub(super) const SURVEY: Self = Self {
        broken: 0.0,
        gap: 0.0,
        survey: true,
        prefixes: true,
        compounds: true,
        coupled: 0.0,
        hump: 0.0,
    };

    /// In a text that lacks spaces at this rate.
    pub(super) fn new(weights: &Weights, care: Care, rate: f32) -> Self {
        match care {
            Care::Cautious => Self {
                broken: weights.exception,
                gap: rate.ln(),
                prefixes: true,
                compounds: true,
                coupled: weights.coupled,
                hump: weights.coupled,
                survey: false,
            },
            Care::Sparing => Self {
                gap: rate.ln(),
                prefixes: true,
                compounds: true,
                coupled: weights.paired,
                hump: weights.brand_gap,
                ..Self::default()
            },
            Care::Eager | Care::Bare => Self {
                gap: rate.ln(),
                prefixes: care == Care::Eager,
                compounds: rate < OFTEN,
                ..Self::default()
            },
        }
    }
}
