//! x
pub(super) fn confidence(over_kept: f32, over_next: f32) -> f32 {
    let q = |x: f32| (x.clamp(0.0, 40.0) * 100.0).round();
    q(over_kept) * 4096.0 + q(over_next)
}
