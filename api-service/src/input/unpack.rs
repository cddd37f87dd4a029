//! Packed bodies: what `Content-Encoding` names, unpacked piece by piece, so that a few bytes which
//! would unpack to gigabytes take no more memory and time than the limit allows. What breaks off, or goes
//! on after its end, is refused: half a text is not what was meant.

use std::io::{self, Read};

use actix_web::http::header::{self, HeaderMap};
use flate2::{Decompress, FlushDecompress, Status, bufread::MultiGzDecoder};
use web_common::{Code, Problem};

/// Unpacked at a time.
const PIECE_BYTES: usize = 64 << 10;
/// The window that every zstd decoder must have (RFC 9659): 8 MiB.
const ZSTD_WINDOW: u32 = 23;

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

impl Coding {
    /// The coding that a request names; none where its body comes as it is.
    ///
    /// # Errors
    /// One that is not read here.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let named = headers
            .get(header::CONTENT_ENCODING)
            .map(|name| name.as_bytes().trim_ascii().to_ascii_lowercase());
        match named.as_deref() {
            None | Some(b"" | b"identity") => Ok(None),
            // The same by another name (RFC 9110, 8.4.1.3).
            Some(b"gzip" | b"x-gzip") => Ok(Some(Self::Gzip)),
            Some(b"deflate") => Ok(Some(Self::Deflate)),
            Some(b"br") => Ok(Some(Self::Brotli)),
            Some(b"zstd") => Ok(Some(Self::Zstd)),
            Some(_) => Err(Problem::new(
                Code::UnsupportedMediaType,
                "Of Content-Encoding, gzip, deflate, br and zstd are read here.",
            )),
        }
    }
}

/// Why a body was not unpacked to its end.
#[derive(Debug)]
pub enum Fault {
    /// More would come out than the limit allows.
    TooLarge,
    /// It is not packed so, breaks off, or goes on after its end.
    Broken,
    /// There is no memory for it.
    Refused(Problem),
}

/// What `packed` holds, at most `limit` bytes; `reserve` is asked before each piece is kept.
///
/// # Errors
/// See [`Fault`].
pub fn unpack(
    coding: Coding,
    packed: &[u8],
    limit: usize,
    mut reserve: impl FnMut(usize) -> Result<(), Problem>,
) -> Result<Vec<u8>, Fault> {
    let mut pieces = reader(coding, packed, limit).map_err(|_| Fault::Broken)?;
    let mut piece = vec![0; PIECE_BYTES];
    let mut whole = Vec::new();
    loop {
        let length = pieces.read(&mut piece).map_err(|_| Fault::Broken)?;
        if length == 0 {
            return Ok(whole);
        }
        if whole.len() + length > limit {
            return Err(Fault::TooLarge);
        }
        reserve(length).map_err(Fault::Refused)?;
        whole.extend_from_slice(&piece[..length]);
    }
}

/// Reads until the end of what is packed, which must be the end of `packed` too.
fn reader<'a>(coding: Coding, packed: &'a [u8], limit: usize) -> io::Result<Box<dyn Read + 'a>> {
    Ok(match coding {
        Coding::Gzip => Box::new(MultiGzDecoder::new(packed)),
        Coding::Deflate => Box::new(Zlib {
            state: Decompress::new(true),
            packed,
            ended: false,
        }),
        Coding::Brotli => Box::new(Brotli(brotli::Decompressor::new(packed, 4096))),
        Coding::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(packed)?;
            // A frame that is packed at once has its whole length for a window.
            let window = limit.next_power_of_two().ilog2().clamp(ZSTD_WINDOW, 30);
            decoder.window_log_max(window)?;
            Box::new(decoder)
        }
    })
}

/// The reader of `flate2` takes a stream that breaks off for one that ends.
struct Zlib<'a> {
    state: Decompress,
    packed: &'a [u8],
    ended: bool,
}

impl Read for Zlib<'_> {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        while !self.ended {
            let (read, written) = (self.state.total_in(), self.state.total_out());
            let status = self
                .state
                .decompress(self.packed, piece, FlushDecompress::None)?;
            let read = (self.state.total_in() - read) as usize;
            let written = (self.state.total_out() - written) as usize;
            self.packed = &self.packed[read..];
            self.ended = status == Status::StreamEnd;
            if self.ended && !self.packed.is_empty() {
                return Err(io::ErrorKind::InvalidData.into());
            }
            if written > 0 {
                return Ok(written);
            }
            if !self.ended && read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(0)
    }
}

/// The reader of `brotli` tells what follows the end only to whoever asks again, and only what it has
/// in its own buffer.
struct Brotli<'a>(brotli::Decompressor<&'a [u8]>);

impl Read for Brotli<'_> {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        let length = self.0.read(piece)?;
        let over = length == 0 && self.0.read(piece)? == 0;
        if over && !self.0.get_ref().is_empty() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{
        Compression,
        write::{GzEncoder, ZlibEncoder},
    };
    use std::io::Write;

    const ALL: [Coding; 4] = [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd];
    const LIMIT: usize = 1 << 20;

    fn pack(coding: Coding, bytes: &[u8]) -> Vec<u8> {
        match coding {
            Coding::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            }
            Coding::Deflate => {
                let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            }
            Coding::Brotli => {
                let mut packed = Vec::new();
                let how = brotli::enc::BrotliEncoderParams::default();
                brotli::BrotliCompress(&mut &bytes[..], &mut packed, &how).unwrap();
                packed
            }
            Coding::Zstd => zstd::encode_all(bytes, 19).unwrap(),
        }
    }

    fn unpacked(coding: Coding, packed: &[u8]) -> Result<Vec<u8>, Fault> {
        unpack(coding, packed, LIMIT, |_| Ok(()))
    }

    /// Not easily packed, so that there is much to break.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 1_u32;
        let byte = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 25) as u8
        };
        (0..length).map(byte).collect()
    }

    #[test]
    fn what_was_packed_comes_back() {
        for coding in ALL {
            for length in [1, 100, PIECE_BYTES, PIECE_BYTES + 1, LIMIT] {
                let bytes = noise(length);
                let back = unpacked(coding, &pack(coding, &bytes)).unwrap();
                assert!(back == bytes, "{coding:?} {length}");
            }
        }
        for coding in [Coding::Gzip, Coding::Zstd] {
            let two = [pack(coding, b"one, "), pack(coding, b"two")].concat();
            assert_eq!(unpacked(coding, &two).unwrap(), b"one, two");
        }
    }

    #[test]
    fn nothing_is_unpacked_beyond_the_limit() {
        for coding in ALL {
            let bomb = pack(coding, &vec![b'a'; 16 * LIMIT]);
            let mut kept = 0;
            let fault = unpack(coding, &bomb, LIMIT, |more| {
                kept += more;
                Ok(())
            });
            assert!(matches!(fault, Err(Fault::TooLarge)), "{coding:?}");
            assert!(kept <= LIMIT);
        }
    }

    #[test]
    fn what_breaks_off_or_goes_on_is_refused() {
        for coding in ALL {
            for bytes in [noise(10_000), vec![b'a'; 10_000], vec![b'a'; PIECE_BYTES]] {
                let whole = pack(coding, &bytes);
                let cut = (1..20).chain([whole.len() * 3 / 10, whole.len() - 1]);
                for cut in cut.filter(|cut| *cut < whole.len()) {
                    let part = unpacked(coding, &whole[..whole.len() - cut]);
                    assert!(matches!(part, Err(Fault::Broken)), "{coding:?} -{cut}");
                }
                for rest in [&b"x"[..], b"more", &[b'x'; 5000]] {
                    let more = unpacked(coding, &[&whole[..], rest].concat());
                    assert!(
                        matches!(more, Err(Fault::Broken)),
                        "{coding:?} +{}",
                        rest.len()
                    );
                }
            }
        }
    }

    #[test]
    fn a_coding_is_known_by_its_names() {
        let of = |name: &'static str| {
            let mut headers = HeaderMap::new();
            let value = header::HeaderValue::from_static(name);
            headers.insert(header::CONTENT_ENCODING, value);
            Coding::of(&headers).map_err(|problem| problem.code())
        };
        assert_eq!(of("X-GZip"), Ok(Some(Coding::Gzip)));
        assert_eq!(of("identity"), Ok(None));
        assert_eq!(of("gzip, br"), Err(Code::UnsupportedMediaType));
    }
}
