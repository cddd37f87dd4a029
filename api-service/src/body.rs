//! Bodies of answers that may be long: they go out a piece at a time, and JSON is unpacked on its way.

use std::{
    collections::VecDeque,
    io::{self, Cursor, Read},
};

use actix_web::{
    body::{BoxBody, MessageBody, SizedStream},
    web::Bytes,
};
use db::Json;
use futures_util::stream;
use web_common::Problem;

/// Bytes of a body that are sent at once: the server keeps a copy of what the client has not taken yet.
const PIECE_BYTES: usize = 64 << 10;

/// A value as JSON.
///
/// # Errors
/// It cannot be unpacked.
pub fn json<T>(value: Json<T>) -> Result<BoxBody, Problem> {
    json_list("", vec![value], "")
}

/// Values as the members of a list in JSON, with what stands before and after them.
///
/// # Errors
/// They cannot be unpacked.
pub fn json_list<T>(
    before: &'static str,
    list: Vec<Json<T>>,
    after: impl Into<String>,
) -> Result<BoxBody, Problem> {
    let mut body = Pieces::default();
    body.push(before);
    for (number, value) in list.into_iter().enumerate() {
        body.push(if number > 0 { "," } else { "" });
        body.length += value.len();
        body.parts.push_back(value.into_reader()?);
    }
    body.push(after.into());
    body.into_body().map_err(|error| Problem::internal(&error))
}

/// A text.
pub fn text(text: impl Into<Bytes>) -> BoxBody {
    let mut text = text.into();
    if text.len() <= PIECE_BYTES {
        return text.boxed();
    }
    let length = text.len();
    let pieces = std::iter::from_fn(move || {
        let piece = text.split_to(text.len().min(PIECE_BYTES));
        (!piece.is_empty()).then_some(Ok(piece))
    });
    in_pieces(length, pieces)
}

/// What is read one after the other.
#[derive(Default)]
struct Pieces {
    parts: VecDeque<Box<dyn Read + Send>>,
    length: usize,
}

impl Pieces {
    fn push(&mut self, text: impl Into<String>) {
        let text = text.into();
        self.length += text.len();
        self.parts.push_back(Box::new(Cursor::new(text)));
    }

    fn next(&mut self) -> io::Result<Bytes> {
        let mut piece = Vec::with_capacity(PIECE_BYTES.min(self.length));
        while let Some(part) = self.parts.front_mut() {
            let wanted = PIECE_BYTES - piece.len();
            if part.take(wanted as u64).read_to_end(&mut piece)? == wanted {
                break;
            }
            self.parts.pop_front();
        }
        Ok(piece.into())
    }

    fn into_body(mut self) -> io::Result<BoxBody> {
        let length = self.length;
        if length <= PIECE_BYTES {
            return Ok(self.next()?.boxed());
        }
        let pieces = std::iter::from_fn(move || match self.next() {
            Ok(piece) if piece.is_empty() => None,
            piece => Some(piece),
        });
        Ok(in_pieces(length, pieces))
    }
}

fn in_pieces(length: usize, pieces: impl Iterator<Item = io::Result<Bytes>> + 'static) -> BoxBody {
    SizedStream::new(length as u64, stream::iter(pieces)).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::body::{BodySize, to_bytes};

    async fn read(body: BoxBody) -> String {
        let size = body.size();
        let bytes = to_bytes(body).await.unwrap();
        assert_eq!(size, BodySize::Sized(bytes.len() as u64));
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[actix_rt::test]
    async fn a_list_goes_out_whole_however_long_its_members_are() {
        let long = "long \u{e9} ".repeat(50_000);
        for values in [vec![], vec!["a"], vec!["a", &long, "b", &long, &long]] {
            let list = values.iter().map(|value| Json::of(value).unwrap());
            let body = json_list("[", list.collect(), "]").unwrap();
            assert!(read(body).await == serde_json::to_string(&values).unwrap());
        }
        for value in ["a", &long] {
            let body = json(Json::of(&value).unwrap()).unwrap();
            assert!(read(body).await == serde_json::to_string(value).unwrap());
            assert!(read(text(value.to_owned())).await == value);
        }
    }
}
