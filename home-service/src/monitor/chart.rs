//! Gauges and histories as drawings, and how serious a number is. `monitor.js` does the same.

use std::fmt::Write;

/// How serious a share of something is; the steps are those of Glances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Below 50 %.
    Fine,
    /// From 50 %.
    Careful,
    /// From 70 %.
    Warning,
    /// From 90 %.
    Critical,
}

impl Level {
    /// The level of a percentage.
    pub fn of(percent: f32) -> Self {
        match percent {
            90.0.. => Self::Critical,
            70.0.. => Self::Warning,
            50.0.. => Self::Careful,
            _ => Self::Fine,
        }
    }

    /// The level as a word; also its name in style sheets.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Careful => "careful",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// A number of bytes for people.
pub fn bytes(bytes: f64) -> String {
    let mut value = bytes;
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if value < 1024.0 {
            let digits = usize::from(value < 10.0 && unit != "B");
            return format!("{value:.digits$} {unit}");
        }
        value /= 1024.0;
    }
    format!("{value:.1} TiB")
}

/// The width and height of a history, in its own units.
pub const WIDTH: f32 = 240.0;
/// See [`WIDTH`].
pub const HEIGHT: f32 = 48.0;

/// The line of a history of at most `slots` values, the newest at the right edge, `top` at the upper
/// edge. Nothing for fewer than two values.
pub fn line(values: &[f32], slots: usize, top: f32) -> String {
    let mut path = String::new();
    if values.len() < 2 || slots < 2 {
        return path;
    }
    let step = WIDTH / (slots - 1) as f32;
    let start = slots.saturating_sub(values.len());
    for (index, value) in values.iter().rev().take(slots).rev().enumerate() {
        let x = (start + index) as f32 * step;
        let y = HEIGHT - (value / top.max(f32::MIN_POSITIVE)).clamp(0.0, 1.0) * HEIGHT;
        let command = if index == 0 { 'M' } else { 'L' };
        // Writing to a string cannot fail.
        let _ = write!(path, "{command}{x:.1} {y:.1}");
    }
    path
}

/// The area under a [`line`].
pub fn area(line: &str) -> String {
    let start = line
        .strip_prefix('M')
        .and_then(|line| line.split(' ').next());
    start
        .map(|x| format!("{line}V{HEIGHT}H{x}Z"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_begin_at_50_70_and_90_percent() {
        let words: Vec<_> = [0.0, 49.9, 50.0, 70.0, 89.9, 90.0, 100.0]
            .map(|percent| Level::of(percent).word())
            .into();
        assert_eq!(
            words,
            [
                "fine", "fine", "careful", "warning", "warning", "critical", "critical"
            ]
        );
    }

    #[test]
    fn bytes_have_two_digits_where_they_matter() {
        let shown = [0.0, 1023.0, 1536.0, 20.0 * 1024.0, 5e9, 3e12].map(bytes);
        assert_eq!(
            shown,
            ["0 B", "1023 B", "1.5 KiB", "20 KiB", "4.7 GiB", "2.7 TiB"]
        );
    }

    #[test]
    fn the_newest_value_is_at_the_right_edge() {
        assert_eq!(line(&[0.0, 100.0], 3, 100.0), "M120.0 48.0L240.0 0.0");
        assert_eq!(
            line(&[9.0, 0.0, 50.0, 100.0], 3, 100.0),
            "M0.0 48.0L120.0 24.0L240.0 0.0"
        );
        assert_eq!(line(&[1.0], 3, 100.0), "");
        assert_eq!(
            area("M120.0 48.0L240.0 0.0"),
            "M120.0 48.0L240.0 0.0V48H120.0Z"
        );
        assert_eq!(area(""), "");
    }
}
