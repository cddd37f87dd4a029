//! JSON that is held, and stored, compressed where it is long. A text of a megabyte may have hundreds of thousands of
//! edits: parsed, they take sixty times the text's memory; serialised, twenty times, more than MySQL accepts in one packet.
//! They are so repetitive that little is left once compressed. In a column that is `zstd:` and base64, which no JSON
//! begins with.

use std::borrow::Cow;
use std::io::{self, Cursor, Read, Write};
use std::marker::PhantomData;
use std::mem;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

use crate::error::{Error, Result};

/// What compressed JSON begins with in a column.
pub(crate) const PACKED_PREFIX: &str = "zstd:";
/// JSON up to this length, in bytes, is held as it is.
const MAX_PLAIN_BYTES: usize = 64 << 10;
/// Fast: the second pass over a text that took seconds already.
const ZSTD_LEVEL: i32 = 1;

/// A value as JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Json<T> {
    held: Held,
    of: PhantomData<fn() -> T>,
}

#[derive(Debug, Clone, PartialEq)]
enum Held {
    Plain(String),
    /// And how long it is when it is unpacked, in bytes.
    Packed(Vec<u8>, usize),
}

impl<T> Json<T> {
    /// JSON that is written already.
    pub(crate) fn plain(json: impl Into<String>) -> Self {
        Self::from(Held::Plain(json.into()))
    }

    /// What a column holds.
    pub(crate) fn from_stored(stored: String) -> Result<Self> {
        let Some(packed) = stored.strip_prefix(PACKED_PREFIX) else {
            return Ok(Self::plain(stored));
        };
        let packed = STANDARD_NO_PAD.decode(packed);
        let packed = packed.map_err(|error| Error::damaged(&error))?;
        let unpacked = io::copy(&mut decoder(&packed[..])?, &mut io::sink());
        let length = unpacked.map_err(|error| Error::damaged(&error))? as usize;
        Ok(Self::from(Held::Packed(packed, length)))
    }

    /// As a column holds it.
    pub(crate) fn into_stored(self) -> String {
        match self.held {
            Held::Plain(json) => json,
            Held::Packed(packed, _) => {
                let mut stored = PACKED_PREFIX.to_owned();
                STANDARD_NO_PAD.encode_string(packed, &mut stored);
                stored
            }
        }
    }

    /// How long it is, in bytes.
    #[expect(clippy::len_without_is_empty, reason = "no JSON is empty")]
    pub const fn len(&self) -> usize {
        match &self.held {
            Held::Plain(json) => json.len(),
            Held::Packed(_, length) => *length,
        }
    }

    /// What is held of it: the same bytes for the same value.
    pub fn fingerprint(&self) -> &[u8] {
        match &self.held {
            Held::Plain(json) => json.as_bytes(),
            Held::Packed(packed, _) => packed,
        }
    }

    /// The JSON itself.
    ///
    /// # Errors
    /// [`Error::Other`] where what was stored is damaged; so all the others here.
    pub fn text(&self) -> Result<Cow<'_, str>> {
        match &self.held {
            Held::Plain(json) => Ok(json.into()),
            Held::Packed(packed, length) => {
                let mut json = String::with_capacity(*length);
                let read = decoder(&packed[..])?.read_to_string(&mut json);
                read.map_err(|error| Error::damaged(&error))?;
                Ok(json.into())
            }
        }
    }

    /// The JSON, unpacked as it is read.
    ///
    /// # Errors
    /// As for [`text`](Self::text).
    pub fn into_reader(self) -> Result<Box<dyn Read + Send>> {
        Ok(match self.held {
            Held::Plain(json) => Box::new(Cursor::new(json)),
            Held::Packed(packed, _) => Box::new(decoder(Cursor::new(packed))?),
        })
    }
}

impl<T> From<Held> for Json<T> {
    fn from(held: Held) -> Self {
        Self {
            held,
            of: PhantomData,
        }
    }
}

impl<T: Serialize> Json<T> {
    /// Writes a value.
    ///
    /// # Errors
    /// The value cannot be told in JSON.
    pub fn of(value: &T) -> Result<Self> {
        let mut packer = Packer::default();
        let written = serde_json::to_writer(&mut packer, value).map_err(io::Error::from);
        let held = written.and_then(|()| packer.finish());
        let held = held.map_err(|error| Error::Other(format!("cannot write JSON: {error}")))?;
        Ok(Self::from(held))
    }
}

impl<T: DeserializeOwned + Default> Json<T> {
    /// The value; the default where it was left out.
    ///
    /// # Errors
    /// As for [`text`](Self::text), and where it is another kind of value.
    pub fn value(&self) -> Result<T> {
        let value: Option<T> =
            serde_json::from_str(&self.text()?).map_err(|error| Error::damaged(&error))?;
        Ok(value.unwrap_or_default())
    }
}

/// Takes JSON; what is too long goes through the compressor, a piece at a time.
#[derive(Default)]
struct Packer {
    buffer: Vec<u8>,
    encoder: Option<zstd::Encoder<'static, Vec<u8>>>,
    length: usize,
}

impl Packer {
    fn pack(&mut self) -> io::Result<()> {
        let encoder = match &mut self.encoder {
            Some(encoder) => encoder,
            none => none.insert(zstd::Encoder::new(Vec::new(), ZSTD_LEVEL)?),
        };
        encoder.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<Held> {
        if self.encoder.is_some() {
            self.pack()?;
        }
        match self.encoder {
            Some(encoder) => Ok(Held::Packed(encoder.finish()?, self.length)),
            None => String::from_utf8(mem::take(&mut self.buffer))
                .map(Held::Plain)
                .map_err(io::Error::other),
        }
    }
}

impl Write for Packer {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(json);
        self.length += json.len();
        if self.buffer.len() > MAX_PLAIN_BYTES {
            self.pack()?;
        }
        Ok(json.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn decoder<R: io::BufRead>(packed: R) -> Result<zstd::Decoder<'static, R>> {
    zstd::Decoder::with_buffer(packed).map_err(|error| Error::damaged(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn long_json_is_held_and_stored_short_and_comes_back_as_it_was() {
        let edit = |offset: usize| {
            json!({"offset": offset, "length": 0, "from": "", "to": " ",
                   "confidence": (offset % 9999) as f64 / 1e4, "suggestions": []})
        };
        let long = Value::Array((0..300_000).map(edit).collect());
        let json = Json::of(&long).unwrap();
        let text = long.to_string();
        assert!(text.len() > 16 << 20 && json.len() == text.len());
        assert!(json.fingerprint().len() < 6 << 20);
        let stored = json.clone().into_stored();
        assert!(stored.len() < 8 << 20, "{}", stored.len());
        let read = Json::<Value>::from_stored(stored).unwrap();
        assert!(read == json && read.value().unwrap() == long && read.text().unwrap() == text);
        let mut whole = String::new();
        let mut reader = read.into_reader().unwrap();
        reader.read_to_string(&mut whole).unwrap();
        assert!(whole == text);
    }

    #[test]
    fn short_json_is_stored_as_it_is() {
        let short = json!([{"from": "zstd:"}, "a"]);
        let stored = Json::of(&short).unwrap().into_stored();
        assert_eq!(stored, short.to_string());
        let read = Json::<Value>::from_stored(stored).unwrap();
        assert_eq!(read.value().unwrap(), short);
        let left_out = Json::<Vec<u8>>::plain("null");
        assert_eq!(left_out.value().unwrap(), Vec::<u8>::new());
    }

    #[test]
    fn what_is_damaged_is_no_value() {
        for damaged in ["zstd:", "zstd:AAAA", "zstd:\u{e9}"] {
            let read = Json::<Value>::from_stored(damaged.to_owned());
            assert!(read.is_err(), "{damaged}");
        }
        assert!(Json::<Value>::plain("[").value().is_err());
    }
}
