//! JSON of documents of any size: what grows waits in temporary files until all of it is known.

use std::{
    io::{self, Seek, Write},
    path::Path,
};

use db::{Doubt, Edit};
use serde::Serialize;
use serde_json::Value;
use tempfile::{SpooledTempFile, spooled_tempfile};

/// Bytes of each list and text that stay in memory.
const MAX_IN_MEMORY: usize = 1 << 20;

/// What has a place in a text, counted in characters.
pub trait Placed: Serialize {
    /// Where it starts.
    fn offset(&mut self) -> &mut usize;
}

impl Placed for Edit {
    fn offset(&mut self) -> &mut usize {
        &mut self.offset
    }
}

impl Placed for Doubt {
    fn offset(&mut self) -> &mut usize {
        &mut self.offset
    }
}

/// Edits or doubts as the elements of a JSON array, their places counted from the beginning of the document.
pub struct PlacedList {
    pub spool: Spool,
    /// Characters of the parts so far.
    before: usize,
    is_empty: bool,
}

impl PlacedList {
    /// None yet.
    pub fn new() -> Self {
        Self {
            spool: Spool::new(),
            before: 0,
            is_empty: true,
        }
    }

    /// Adds those of the next part, whose text is `text`.
    pub fn add(&mut self, list: Vec<impl Placed>, text: &str) -> io::Result<()> {
        for mut placed in list {
            *placed.offset() += self.before;
            self.spool
                .0
                .write_all(if self.is_empty { b"" } else { b"," })?;
            self.is_empty = false;
            serde_json::to_writer(&mut self.spool.0, &placed)?;
        }
        self.before += text.chars().count();
        Ok(())
    }
}

/// A part of a JSON document that is too large to be held.
pub struct Spool(SpooledTempFile);

impl Spool {
    /// An empty one.
    pub fn new() -> Self {
        Self(spooled_tempfile(MAX_IN_MEMORY))
    }

    /// Adds to what becomes one JSON string.
    pub fn add_string(&mut self, text: &str) -> io::Result<()> {
        let quoted = serde_json::to_string(text)?;
        self.0.write_all(&quoted.as_bytes()[1..quoted.len() - 1])
    }
}

/// A JSON object that is written field by field.
pub struct Object<W> {
    out: W,
    is_empty: bool,
}

impl<W: Write> Object<W> {
    /// Opens it.
    pub fn begin(mut out: W) -> io::Result<Self> {
        out.write_all(b"{")?;
        Ok(Self {
            out,
            is_empty: true,
        })
    }

    /// Begins the one of a document, which has a path where it is not standard input.
    pub fn of(path: &Path, out: W) -> io::Result<Self> {
        let mut object = Self::begin(out)?;
        if path != Path::new("-") {
            object.field("file", &path.to_string_lossy())?;
        }
        Ok(object)
    }

    /// Writes the name of the next field; its value is to follow.
    pub fn key(&mut self, name: &str) -> io::Result<&mut W> {
        let comma = if self.is_empty { "" } else { "," };
        self.is_empty = false;
        write!(self.out, "{comma}\"{name}\":")?;
        Ok(&mut self.out)
    }

    /// Writes a field.
    pub fn field(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
        Ok(serde_json::to_writer(self.key(name)?, value)?)
    }

    /// Writes each field of a value that has its own.
    pub fn fields(&mut self, value: &impl Serialize) -> io::Result<()> {
        if let Value::Object(fields) = serde_json::to_value(value)? {
            for (name, value) in fields {
                self.field(&name, &value)?;
            }
        }
        Ok(())
    }

    /// Writes a string or an array, by what it opens with.
    pub fn spooled(&mut self, name: &str, opening: char, spool: &mut Spool) -> io::Result<()> {
        let closing = if opening == '[' { ']' } else { opening };
        let out = self.key(name)?;
        write!(out, "{opening}")?;
        spool.0.rewind()?;
        io::copy(&mut spool.0, out)?;
        write!(out, "{closing}")
    }

    /// Closes it.
    pub fn end(mut self) -> io::Result<W> {
        self.out.write_all(b"}")?;
        Ok(self.out)
    }
}
