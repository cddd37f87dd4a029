//! Letters and digits that mean nothing to a reader: digests, keys, encoded data, serial numbers.
//!
//! Text whose spaces are missing has letters and digits side by side too (`in1960and1970`); what tells the two apart is
//! that a word has several letters of one case in a row.

/// Most characters of a part whose look decides: what is longer is text, or no more random than its beginning.
const REACH: usize = 256;
/// Shortest part of each kind, in bytes.
const HEXADECIMAL: usize = 7;
const CAPITALS: usize = 6;
const ENCODED: usize = 16;
/// Where letters of either case and digits are mixed at random, a stretch of one of them is about 1.5 characters long.
const STRETCH: f32 = 2.3;
/// Names of programs' parts change their case often too; but more than this share of them stands in stretches of `WORDY`
/// small letters and more.
const WORDY_SHARE: f32 = 0.35;
const WORDY: usize = 3;

/// Whether a piece (letters, digits and what connects them) is of that kind.
pub(super) fn is_serial(piece: &str) -> bool {
    let bytes = piece.as_bytes();
    // Without an early end, many bytes are compared at once.
    let start = &bytes[..bytes.len().min(REACH)];
    let digits = start
        .iter()
        .fold(false, |digits, byte| digits | byte.is_ascii_digit());
    let mixed = || piece.split('-').any(|part| is_mixed(part.as_bytes()));
    digits && (is_uuid(bytes) || mixed() || is_encoded(bytes) || is_size(piece) || is_doi(piece))
}

/// `550e8400-e29b-41d4-a716-446655440000`
fn is_uuid(bytes: &[u8]) -> bool {
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(n, byte)| match n {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// `9f86d08`, `1HGCM82633A004352`, `8M0094`: one alphabet, in small or in capital letters, that changes into digits and back.
fn is_mixed(bytes: &[u8]) -> bool {
    if bytes.len() > REACH || !bytes.iter().all(u8::is_ascii_alphanumeric) {
        return false;
    }
    let changes = bytes.windows(2);
    let changes = changes.filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit());
    let changes = changes.count();
    let hexadecimal = |first, last| {
        bytes
            .iter()
            .all(|b| b.is_ascii_digit() || (first..=last).contains(b))
    };
    let numbers = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let capitals = !bytes.iter().any(u8::is_ascii_lowercase);
    bytes.len() >= HEXADECIMAL
        && changes >= 2
        && numbers >= 2
        && (hexadecimal(b'a', b'f') || hexadecimal(b'A', b'F'))
        || bytes.len() >= CAPITALS && changes >= 2 && capitals && 2 * numbers >= bytes.len()
}

/// `2560x1440px`
fn is_size(piece: &str) -> bool {
    let unit = piece.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let numbers = |sides: (&str, &str)| {
        [sides.0, sides.1]
            .iter()
            .all(|side| !side.is_empty() && side.bytes().all(|b| b.is_ascii_digit()))
    };
    piece.len() - unit.len() <= 2 && unit.split_once('x').is_some_and(numbers)
}

/// `10.1000/xyz123`, the name of a publication (<https://www.doi.org/doi-handbook/HTML/doi-name-syntax.html>).
fn is_doi(piece: &str) -> bool {
    let rest = piece
        .strip_prefix("10.")
        .and_then(|rest| rest.split_once('/'));
    rest.is_some_and(|(registrant, _)| {
        registrant.len() >= 4 && registrant.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Base64, also as addresses have it, and tokens such as `ghp_16C7e42F292c6912E7710c838347Ae178B4a`.
fn is_encoded(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(REACH)];
    let end = start
        .iter()
        .rposition(|byte| *byte != b'=')
        .map_or(0, |last| last + 1);
    let body = &start[..end];
    let kind = |byte: u8| match byte {
        b'a'..=b'z' => Some(0),
        b'A'..=b'Z' => Some(1),
        b'0'..=b'9' => Some(2),
        b'+' | b'/' | b'-' | b'_' => Some(3),
        _ => None,
    };
    let has = |wanted| body.iter().any(|byte| kind(*byte) == Some(wanted));
    if body.len() < ENCODED || body.iter().any(|byte| kind(*byte).is_none()) || !(has(0) && has(1))
    {
        return false;
    }
    let stretches = body.chunk_by(|a, b| kind(*a) == kind(*b));
    let (mut count, mut wordy) = (0, 0);
    for stretch in stretches {
        count += 1;
        if stretch[0].is_ascii_lowercase() && stretch.len() >= WORDY {
            wordy += stretch.len();
        }
    }
    let length = body.len() as f32;
    length < STRETCH * count as f32 && (wordy as f32) < WORDY_SHARE * length
}

#[cfg(test)]
mod tests {
    use super::is_serial;

    #[test]
    fn what_nobody_reads_is_known_by_its_look() {
        for serial in [
            "9f86d081884c7d659a2feaa0c55ad015",
            "d41d8cd98f00b204e9800998ecf8427e",
            "D41D8CD98F00B204",
            "3737f92",
            "550e8400-e29b-41d4-a716-446655440000",
            "1HGCM82633A004352",
            "8M0094-01",
            "2560x1440px",
            "10.1000/xyz123",
            "aGVsbG8gd29ybGQgdGhpcyBpcyBhIHRlc3Q=",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "q8Jx0Zt3VYbR2mXo5k/9LwHc7P+Dfs1NeUaGi4TQvKM=",
        ] {
            assert!(is_serial(serial), "{serial}");
        }
    }

    #[test]
    fn words_and_numbers_without_their_spaces_are_text() {
        for text in [
            "in1960and1970",
            "april301955",
            "meetat5pmor6pm",
            "iPhone15ProMax",
            "Thanks4ComingTo5thAvenue2024",
            "covid19",
            "face2face",
            "mp3",
            "A4",
            "550",
            "2024-01-02",
            "src/main2/x1/lib3.rs",
            "getUserById2FromDb3AndCache4",
            "WeWillMeetIn2024AtTheOldBridge",
            "",
        ] {
            assert!(!is_serial(text), "{text}");
        }
    }
}
