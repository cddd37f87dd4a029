//! JSON from outside, with an end to how many values it may have: a value of two bytes takes 32 in memory, and an object of
//! seven takes 700.

use serde_json::Value;

/// The most values of one request: texts, words, annotations. A thousand texts are a two hundredth of it.
pub const MAX_VALUES: usize = 200_000;

/// Why something is not read.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// It has more values than are read.
    #[error("it has more than {MAX_VALUES} values")]
    TooMany,
    /// It is no JSON.
    #[error(transparent)]
    Invalid(#[from] serde_json::Error),
}

/// Reads JSON.
///
/// # Errors
/// See [`JsonError`].
pub fn parse(json: &[u8]) -> Result<Value, JsonError> {
    if count(json) > MAX_VALUES {
        return Err(JsonError::TooMany);
    }
    Ok(serde_json::from_slice(json)?)
}

/// How many values some JSON has, or up to twice as many where they are lists and objects of few.
fn count(json: &[u8]) -> usize {
    let (mut values, mut in_string, mut escaped) = (1, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b',' | b'[' | b'{' if !in_string => values += 1,
            _ => {}
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_but_not_what_texts_are_made_of() {
        assert_eq!(count(b"1"), 1);
        assert_eq!(
            count(br#"{"text": ["a, [b] {c}", "\",\\", ","], "x": {}}"#),
            7
        );
        assert_eq!(count(br#""\\",1,"[""#), 3);
    }

    #[test]
    fn more_values_than_memory_should_hold_are_not_read() {
        let list = |count: usize| format!("[{}0]", "0,".repeat(count - 1));
        assert!(parse(list(MAX_VALUES - 1).as_bytes()).is_ok());
        let many = parse(list(MAX_VALUES).as_bytes());
        assert!(matches!(many, Err(JsonError::TooMany)));
        assert!(matches!(parse(b"["), Err(JsonError::Invalid(_))));
    }
}
