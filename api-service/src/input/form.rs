//! `application/x-www-form-urlencoded`, strictly UTF-8, in bodies and in query strings.

use percent_encoding::percent_decode;

/// A name or value whose bytes are not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the form is not UTF-8")]
pub struct NotUtf8;

/// Reads the pairs of a form as the URL standard says
/// (<https://url.spec.whatwg.org/#concept-urlencoded-parser>), but refuses bytes that are not UTF-8
/// where the standard would put U+FFFD: a damaged text must not be stored as if it were sent so.
///
/// # Errors
/// [`NotUtf8`].
pub fn pairs(bytes: &[u8]) -> Result<Vec<(String, String)>, NotUtf8> {
    bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let equals = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = match equals {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &[][..]),
            };
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

fn decode(bytes: &[u8]) -> Result<String, NotUtf8> {
    let spaced: Vec<u8> = bytes
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    let text = percent_decode(&spaced).decode_utf8().map_err(|_| NotUtf8)?;
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded_as_browsers_encode_them() {
        let form = "text=a%2Bb+c%0D%0A100%25&id=&flag&&e=%F0%9F%99%82=x";
        let read = pairs(form.as_bytes()).unwrap();
        let read: Vec<_> = read.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(
            read,
            [
                ("text", "a+b c\r\n100%"),
                ("id", ""),
                ("flag", ""),
                ("e", "🙂=x")
            ]
        );
        assert_eq!(pairs(b"a=100%zz").unwrap()[0].1, "100%zz");
    }

    #[test]
    fn broken_utf_8_is_refused_and_not_replaced() {
        assert_eq!(pairs(b"text=%FF"), Err(NotUtf8));
        assert_eq!(pairs(b"text=\xc3("), Err(NotUtf8));
    }
}
