//! Long JSON in the columns `edits` and `detail`. A text of a megabyte may have hundreds of thousands of
//! edits, and their JSON more bytes than MySQL takes in one message; its names and most of its values
//! repeat, so that it is stored compressed: `zstd:` and base64, which no JSON begins with. Shorter JSON
//! is stored as it is.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use crate::error::{Error, Result};

/// What packed JSON begins with.
pub(crate) const MARK: &str = "zstd:";
/// JSON up to this length, in bytes, is stored as it is.
const LONGEST: usize = 1 << 20;
/// Fast: the second pass over a text that took seconds already.
const LEVEL: i32 = 1;

/// JSON as it is stored.
pub(crate) fn pack(json: String) -> Result<String> {
    if json.len() <= LONGEST {
        return Ok(json);
    }
    squeezed(&json)
}

fn squeezed(json: &str) -> Result<String> {
    let bytes = zstd::encode_all(json.as_bytes(), LEVEL);
    let bytes = bytes.map_err(|error| Error::Other(format!("cannot compress: {error}")))?;
    let mut stored = MARK.to_owned();
    STANDARD_NO_PAD.encode_string(bytes, &mut stored);
    Ok(stored)
}

/// The JSON of what is stored.
pub(crate) fn unpack(stored: &str) -> Result<Cow<'_, str>> {
    let Some(packed) = stored.strip_prefix(MARK) else {
        return Ok(stored.into());
    };
    let damaged = |what: &dyn std::fmt::Display| Error::Other(format!("damaged record: {what}"));
    let bytes = STANDARD_NO_PAD
        .decode(packed)
        .map_err(|error| damaged(&error))?;
    let bytes = zstd::decode_all(&bytes[..]).map_err(|error| damaged(&error))?;
    let json = String::from_utf8(bytes).map_err(|error| damaged(&error))?;
    Ok(json.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn long_json_is_stored_short_and_comes_back_as_it_was() {
        let edit = |offset: usize| {
            json!({"offset": offset, "length": 0, "from": "", "to": " ",
                   "confidence": (offset % 9999) as f64 / 1e4, "suggestions": []})
        };
        let long = Value::Array((0..300_000).map(edit).collect());
        let plain = long.to_string();
        let stored = pack(plain.clone()).unwrap();
        assert!(
            plain.len() > 16 << 20 && stored.len() < 8 << 20,
            "{}",
            stored.len()
        );
        assert_eq!(unpack(&stored).unwrap(), plain);

        let short = json!([{"from": "zstd:"}, "a"]).to_string();
        let stored = pack(short.clone()).unwrap();
        assert_eq!(stored, short);
        assert_eq!(unpack(&stored).unwrap(), stored);
        for damaged in ["zstd:", "zstd:AAAA", "zstd:\u{e9}"] {
            assert!(unpack(damaged).is_err(), "{damaged}");
        }
    }
}
