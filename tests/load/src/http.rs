//! As much of HTTP/1.1 as is needed to ask and to know when the answer is over.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

/// The longest that an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request, ready to be sent.
pub fn request(method: &str, path: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: load\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

pub struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    pub fn open(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream: BufReader::new(stream),
        })
    }

    /// Sends a request, or several at once.
    pub fn send(&mut self, request: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(request)
    }

    /// Sends a request and reads its answer; the status.
    pub fn ask(&mut self, request: &[u8]) -> io::Result<u16> {
        self.send(request)?;
        self.answer()
    }

    /// Reads an answer to its end; the status.
    pub fn answer(&mut self) -> io::Result<u16> {
        let odd = || io::Error::from(io::ErrorKind::InvalidData);
        let status = self.line()?;
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok());
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.line()?.to_ascii_lowercase();
            match line
                .split_once(':')
                .map(|(name, value)| (name, value.trim()))
            {
                Some(("content-length", value)) => length = value.parse().map_err(|_| odd())?,
                Some(("transfer-encoding", value)) => chunked = value == "chunked",
                Some(_) => {}
                None if line.is_empty() => break,
                None => return Err(odd()),
            }
        }
        while chunked {
            let size = u64::from_str_radix(&self.line()?, 16).map_err(|_| odd())?;
            self.skip(size)?;
            self.line()?;
            chunked = size > 0;
        }
        self.skip(length)?;
        status.ok_or_else(odd)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        line.truncate(line.trim_end().len());
        Ok(line)
    }

    fn skip(&mut self, bytes: u64) -> io::Result<()> {
        let mut rest = (&mut self.stream).take(bytes);
        io::copy(&mut rest, &mut io::sink()).map(drop)
    }
}
