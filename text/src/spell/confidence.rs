//! How sure a correction is.

/// Probability that a correction is right, from how far it is ahead (in log score) of the word as
/// written and of the next best correction.
pub(super) fn confidence(over_kept: f32, over_next: f32) -> f32 {
    let evidence = -0.6 + 0.25 * over_kept.clamp(0.0, 12.0) + 0.35 * over_next.clamp(0.0, 8.0);
    1.0 / (1.0 + (-evidence).exp())
}
