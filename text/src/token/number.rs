//! Numbers, times, versions, and numbers with units.

use super::class::{char_at, is_word, run_end};
use super::{Kind, Protected, Token};

/// Takes the number that starts at `at`, with the letters that belong to it. `None` where there is no
/// digit or where digits and letters mix further, as in an identifier.
pub(super) fn scan(text: &str, at: usize, end: usize) -> Option<(usize, Kind)> {
    let bytes = text.as_bytes();
    let versioned = matches!(bytes.get(at), Some(b'v' | b'V'))
        && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
    let digits = at + usize::from(versioned);
    if digits >= end || !bytes[digits].is_ascii_digit() {
        return None;
    }
    let mut stop = digits;
    let (mut dots, mut colons) = (0, 0);
    while stop < end {
        let next_is_digit = stop + 1 < end && bytes[stop + 1].is_ascii_digit();
        match bytes[stop] {
            b'0'..=b'9' => {}
            b'.' if next_is_digit => dots += 1,
            b':' if next_is_digit => colons += 1,
            b',' | b'/' | b'-' if next_is_digit => {}
            _ => break,
        }
        stop += 1;
    }
    let letters = run_end(&text[..end], stop, is_word);
    let suffix = &text[stop..letters];
    if versioned || dots >= 2 {
        return Some((
            release(text, letters, end),
            Kind::Protected(Protected::Version),
        ));
    }
    if suffix.is_empty() {
        if let Some(rest) = text[stop..end].strip_prefix('°') {
            let unit = usize::from(rest.starts_with(['C', 'F', 'K']));
            let stop = stop + '°'.len_utf8() + unit;
            return Some((stop, Kind::Protected(Protected::Quantity)));
        }
        let kind = if colons > 0 {
            Kind::Protected(Protected::Time)
        } else {
            Kind::Number
        };
        return Some((stop, kind));
    }
    let kind = match suffix {
        "am" | "pm" | "AM" | "PM" | "h" => Protected::Time,
        _ if suffix.chars().count() <= 4 && suffix.chars().all(char::is_alphabetic) => {
            Protected::Quantity
        }
        _ => Protected::Identifier,
    };
    Some((letters, Kind::Protected(kind)))
}

/// A version's pre-release part: `-beta.1`.
fn release(text: &str, at: usize, end: usize) -> usize {
    if !text[at..end].starts_with('-') {
        return at;
    }
    let stop = run_end(&text[..end], at, |c| {
        c.is_ascii_alphanumeric() || c == '.' || c == '-'
    });
    at + text[at..stop].trim_end_matches(['.', '-']).len()
}

/// Units that stand after a number and a space and are no English words. SI units with their common
/// prefixes, data sizes, imperial and kitchen measures.
const UNITS: &[&str] = &[
    "kg", "mg", "g", "km", "m", "cm", "mm", "nm", "µm", "μm", "ml", "mL", "cl", "dl", "l", "L",
    "kB", "KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB", "Hz", "kHz", "MHz", "GHz",
    "ms", "ns", "µs", "μs", "s", "h", "kW", "kWh", "MW", "GW", "W", "V", "mV", "kV", "mAh", "mph",
    "kph", "km/h", "dB", "px", "pt", "rpm", "lb", "lbs", "oz", "ft", "yd", "tsp", "tbsp", "fps",
    "bps", "kbps", "Mbps", "Gbps", "Mbit", "Gbit", "kPa", "hPa", "kcal", "kJ", "MJ", "N", "Nm",
    "K", "eV", "sq", "ha", "bn", "mn", "k",
];

/// Protects the unit in `10 kg`.
pub(super) fn mark_units(text: &str, tokens: &mut [Token]) {
    for i in 2..tokens.len() {
        if tokens[i].kind == Kind::Word
            && tokens[i - 1].kind == Kind::Space
            && tokens[i - 2].kind == Kind::Number
            && tokens[i].end - tokens[i].start <= 4
            && UNITS.contains(&tokens[i].text(text))
            && !char_at(text, tokens[i].end).is_some_and(is_word)
        {
            tokens[i].kind = Kind::Protected(Protected::Quantity);
        }
    }
}
