//! Lines of logs, which begin with when something happened or how bad it was.

/// What stands in brackets at the beginning of such a line.
const LEVELS: [&str; 9] = [
    "DEBUG", "ERR", "ERROR", "FATAL", "INFO", "NOTICE", "TRACE", "WARN", "WARNING",
];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
/// How many chunks may stand before the time.
const BEFORE: usize = 3;

/// Whether a line is one of a log: `2026-03-01 10:00:01 …`, `2026-03-01T10:00:01Z …`, `Mar  1 10:00:01 …`, `[INFO] …`.
pub(super) fn is_line(line: &str) -> bool {
    let mut chunks = line
        .split_whitespace()
        .map(|chunk| chunk.trim_matches(['[', ']', '(', ')', ',', ':']));
    let Some(first) = chunks.next() else {
        return false;
    };
    // Who ends with a full stop wrote a sentence.
    if line.trim_end().ends_with(['.', '!', '?']) {
        return false;
    }
    let is_level = line.trim_start().starts_with('[') && LEVELS.contains(&first);
    is_level || {
        let [second, third] = [(); 2].map(|()| chunks.next().unwrap_or_default());
        let fourth = chunks.next().unwrap_or_default();
        let places = [first, second, third, fourth];
        MONTHS.contains(&first) && is_time(third)
            || places
                .windows(2)
                .take(BEFORE)
                .any(|pair| is_date(pair[0]) && is_time(pair[1]))
            || places[..BEFORE].iter().any(|chunk| is_stamp(chunk))
    }
}

/// `2026-03-01`, `2026/03/01`
fn is_date(text: &str) -> bool {
    has_shape(text, "0000-00-00") && text.len() == 10
        || has_shape(text, "0000/00/00") && text.len() == 10
}

/// `10:00:01`, and whatever part of a second stands behind it.
fn is_time(text: &str) -> bool {
    has_shape(text, "00:00:00")
}

/// `2026-03-01T10:00:01Z`
fn is_stamp(text: &str) -> bool {
    has_shape(text, "0000-00-00T00:00:00")
}

/// Whether a text begins as this does, with digits in the place of zeros.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() >= shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                _ => byte == wanted,
            })
}
