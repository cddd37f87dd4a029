//! How sure a correction is.

/// Probability that a correction is right, from how far it is ahead (in log score) of the word as
/// written and of the next best correction.
///
/// A logistic curve fitted to 4,310 corrections on the development halves of the public test sets, right
/// words that were touched among them; what lies beyond the clamps no longer helps.
pub(super) fn confidence(over_kept: f32, over_next: f32) -> f32 {
    let evidence = -2.33 + 0.245 * over_kept.clamp(0.0, 12.0) + 0.328 * over_next.clamp(0.0, 8.0);
    1.0 / (1.0 + (-evidence).exp())
}
