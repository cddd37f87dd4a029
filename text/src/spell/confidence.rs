//! How sure a correction is.

use super::item::Standing;

/// Probability that a correction is right, from how far it is ahead (in log score) of the word as
/// written and of the next best correction, and from what is known of the word as written.
///
/// A logistic curve, steeper where much speaks for the correction, fitted to 7,480 corrections on the development
/// halves of the public test sets, right words that were touched among them; what lies beyond the clamps no
/// longer helps.
pub(super) fn confidence(over_kept: f32, over_next: f32, standing: Standing) -> f32 {
    let prior = match standing {
        Standing::Unknown | Standing::Fixed => -1.91,
        Standing::Rare => -1.58,
        Standing::Known => -2.79,
    };
    let ahead = prior + 0.171 * over_kept.clamp(0.0, 16.0) + 0.312 * over_next.clamp(0.0, 8.0);
    let evidence = 0.73 * ahead + 0.63 * (ahead - 1.2).max(0.0);
    1.0 / (1.0 + (-evidence).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_evidence_is_more_confidence() {
        let unknown = |kept, next| confidence(kept, next, Standing::Unknown);
        assert!(unknown(0.0, 0.0) < 0.25 && unknown(30.0, 30.0) > 0.95);
        for step in 0..20 {
            let lead = step as f32;
            assert!(unknown(lead, 3.0) <= unknown(lead + 1.0, 3.0));
            assert!(unknown(3.0, lead) <= unknown(3.0, lead + 1.0));
            assert!(confidence(lead, lead, Standing::Known) < unknown(lead, lead));
        }
    }
}
