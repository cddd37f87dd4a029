//! Documents of any size in parts, so that what is in memory at a time does not depend on their size.

use std::{
    cell::Cell,
    fs,
    io::{self, IsTerminal, Read},
    path::{Path, PathBuf},
};

use text::token::{Format, part_end};

/// A part ends with the first paragraph that goes beyond this, in bytes.
const USUAL_PART_BYTES: usize = 64 << 10;
/// A document up to this length is one part. Only what cannot be cut earlier makes a longer part, such as a script of this
/// size in a page.
const MAX_PART_BYTES: usize = 256 << 10;

/// How documents are cut.
#[derive(Debug, Clone, Copy)]
pub enum Cut {
    /// Into parts, by what is syntax in their format.
    Parts {
        format: Format,
        /// Whether a part has to end where a line does, however long that is.
        lines: bool,
    },
    /// Not at all: one of more bytes than this is refused.
    Whole { most: usize },
}

/// What comes of documents, one after the other.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<T> {
    /// The next document begins. `bytes` is how long it is, where that is known.
    Begin { path: PathBuf, bytes: Option<u64> },
    /// A part of it.
    Part(T),
    /// That was all of it.
    End,
    /// It cannot be read any further.
    Failed(String),
}

/// All documents, one after the other.
pub struct Documents<'a> {
    paths: std::slice::Iter<'a, PathBuf>,
    cut: Cut,
    current: Option<Box<dyn Iterator<Item = Result<String, String>>>>,
    /// How many have begun.
    begun: usize,
    dropped: &'a Cell<usize>,
}

impl<'a> Documents<'a> {
    /// Those at `paths`, `-` for standard input. Of the document whose number, from 1, is put into `dropped`, nothing more is read.
    pub fn new(paths: &'a [PathBuf], cut: Cut, dropped: &'a Cell<usize>) -> Self {
        Self {
            paths: paths.iter(),
            cut,
            current: None,
            begun: 0,
            dropped,
        }
    }
}

impl Iterator for Documents<'_> {
    type Item = Event<String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.dropped.get() == self.begun {
            self.current = None;
        }
        if let Some(parts) = &mut self.current {
            let event = match parts.next() {
                Some(Ok(part)) => return Some(Event::Part(part)),
                Some(Err(line)) => Event::Failed(line),
                None => Event::End,
            };
            self.current = None;
            return Some(event);
        }
        let path = self.paths.next()?;
        self.begun += 1;
        let mut bytes = None;
        self.current = Some(match open(path) {
            Ok((reader, known)) => {
                bytes = known;
                Box::new(Parts::new(reader, self.cut))
            }
            Err(error) => Box::new(std::iter::once(Err(error.to_string()))),
        });
        let path = path.clone();
        Some(Event::Begin { path, bytes })
    }
}

/// What is at a path, and how many bytes that is where it is known.
fn open(path: &Path) -> io::Result<(Box<dyn Read>, Option<u64>)> {
    if path == Path::new("-") {
        if io::stdin().is_terminal() {
            eprintln!("Type or paste a text; end it with Ctrl+D on a line of its own.");
        }
        return Ok((Box::new(io::stdin()), None));
    }
    let file = fs::File::open(path)?;
    let bytes = file.metadata()?.len();
    Ok((Box::new(file), Some(bytes)))
}

/// The parts of what is read; together they are all of it.
struct Parts<R> {
    reader: R,
    cut: Cut,
    buffer: Vec<u8>,
    /// Bytes handed over.
    before: usize,
    ended: bool,
}

impl<R: Read> Parts<R> {
    const fn new(reader: R, cut: Cut) -> Self {
        Self {
            reader,
            cut,
            buffer: Vec::new(),
            before: 0,
            ended: false,
        }
    }

    /// Reads until the buffer has so many bytes, or everything.
    fn fill(&mut self, bytes: usize) -> Result<(), String> {
        let missing = bytes.saturating_sub(self.buffer.len()) as u64;
        if !self.ended && missing > 0 {
            let mut source = (&mut self.reader).take(missing);
            let read = source.read_to_end(&mut self.buffer);
            self.ended = (read.map_err(|error| error.to_string())? as u64) < missing;
        }
        Ok(())
    }

    /// The next part; empty at the end.
    fn part(&mut self) -> Result<String, String> {
        let end = match self.cut {
            Cut::Parts { format, lines } => self.end(format, lines)?,
            Cut::Whole { most } => {
                self.fill(most.saturating_add(1))?;
                if self.buffer.len() > most {
                    return Err(format!(
                        "a record holds at most {most} bytes (MAX_TEXT_BYTES)"
                    ));
                }
                self.buffer.len()
            }
        };
        let rest = self.buffer.split_off(end);
        let part = std::mem::replace(&mut self.buffer, rest);
        let before = self.before;
        self.before += part.len();
        text(part, before)
    }

    /// Where the next part ends in the buffer, which is filled as far as that takes.
    fn end(&mut self, format: Format, lines: bool) -> Result<usize, String> {
        self.fill(MAX_PART_BYTES + 1)?;
        // What is beyond is of no use unless the first part is unusually long.
        let mut seen = 2 * USUAL_PART_BYTES;
        while !(self.ended && self.buffer.len() <= seen.max(MAX_PART_BYTES)) {
            self.fill(seen)?;
            let begin = &self.buffer[..seen.min(self.buffer.len())];
            let valid = begin.utf8_chunks().next().map_or("", |chunk| chunk.valid());
            if valid.len() + 3 < begin.len() {
                // No character that is cut off, but none at all: told when the part is taken.
                return Ok(begin.len());
            }
            if let Some(end) = part_end(valid, format, USUAL_PART_BYTES, lines) {
                return Ok(end);
            }
            seen *= 2;
        }
        Ok(self.buffer.len())
    }
}

/// What was read as text, as the API takes it: UTF-8 without NUL. `before` tells how many bytes came before.
fn text(bytes: Vec<u8>, before: usize) -> Result<String, String> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        format!("not UTF-8 after {} bytes", before + valid)
    })?;
    match text.find('\0') {
        None => Ok(text),
        Some(place) => Err(format!(
            "not a text: there is a NUL after {} bytes",
            before + place
        )),
    }
}

impl<R: Read> Iterator for Parts<R> {
    type Item = Result<String, String>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.part() {
            Ok(part) if part.is_empty() => None,
            Ok(part) => Some(Ok(part)),
            Err(line) => {
                // Nothing of it is of use any more.
                self.buffer.clear();
                self.ended = true;
                Some(Err(line))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: Cut = Cut::Parts {
        format: Format::Text,
        lines: false,
    };

    fn parts(bytes: &[u8], cut: Cut) -> Vec<Result<String, String>> {
        Parts::new(bytes, cut).collect()
    }

    fn read(text: &str, cut: Cut) -> Vec<String> {
        let parts: Result<Vec<_>, _> = parts(text.as_bytes(), cut).into_iter().collect();
        let parts = parts.unwrap();
        assert!(parts.concat() == text, "{}", parts.len());
        parts
    }

    #[test]
    fn parts_are_all_of_the_text_and_not_long() {
        let long = "Some words, a line.\nAnother line of words.\n\n".repeat(20_000);
        let cut = read(&long, TEXT);
        assert!(cut.len() > 5 && cut.iter().all(|part| part.ends_with("\n\n")));
        for odd in [
            long,
            "a\n".repeat(300_000),
            "word ".repeat(200_000),
            "\u{1f980}".repeat(200_000),
            "x\u{e9}".repeat(500_000),
        ] {
            let cut = read(&odd, TEXT);
            assert!(cut.len() > 1 && cut.iter().all(|part| part.len() <= MAX_PART_BYTES));
        }
        assert_eq!(read("short\n\ntext", TEXT).len(), 1);
        assert!(read("", TEXT).is_empty());
    }

    #[test]
    fn what_cannot_be_cut_stays_whole() {
        let long = "x".repeat(3 * MAX_PART_BYTES);
        let text = format!("{}{long}\nshort\n{long}", "a line\n".repeat(100_000));
        let lines = Cut::Parts {
            format: Format::Text,
            lines: true,
        };
        let cut = read(&text, lines);
        let (last, before) = cut.split_last().unwrap();
        assert!(before.iter().all(|part| part.ends_with('\n')) && last.ends_with('x'));
        assert!(cut.len() > 4);
        let html = Cut::Parts {
            format: Format::Html,
            lines: false,
        };
        let page = format!(
            "<p>a</p><script>{long}</script>{}",
            "<p>words</p>".repeat(50_000)
        );
        let cut = read(&page, html);
        assert!(cut.len() > 3 && cut[0].contains("</script>") && cut[1].len() <= MAX_PART_BYTES);
    }

    #[test]
    fn a_record_has_its_limit() {
        let read = |most| parts(b"short", Cut::Whole { most });
        assert_eq!(read(5), [Ok("short".to_owned())]);
        let refused = read(4).pop().unwrap().unwrap_err();
        assert!(refused.contains("at most 4 bytes"), "{refused}");
    }

    #[test]
    fn what_is_not_utf_8_is_named_with_its_place() {
        let last = |bytes: &[u8]| parts(bytes, TEXT).into_iter().find_map(Result::err);
        let told = |place| Some(format!("not UTF-8 after {place} bytes"));
        assert_eq!(last(b"abc\xe9"), told(3));
        let late = "a line\n".repeat(100_000);
        assert_eq!(last(&[late.as_bytes(), b"\xff"].concat()), told(700_000));
        assert_eq!(last(&[b"a\xff", late.as_bytes()].concat()), told(1));
    }

    #[test]
    fn documents_follow_each_other_and_what_nobody_wants_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("long"), "a line\n".repeat(100_000)).unwrap();
        fs::write(path("short"), "words").unwrap();
        let paths = [path("long"), path("none"), path("short")];
        let dropped = Cell::new(0);
        let mut events = Documents::new(&paths, TEXT, &dropped);
        let begin = |path: &PathBuf, bytes| {
            let path = path.clone();
            Some(Event::Begin { path, bytes })
        };
        assert_eq!(events.next(), begin(&paths[0], Some(700_000)));
        assert!(matches!(events.next(), Some(Event::Part(_))));
        dropped.set(1);
        assert_eq!(events.next(), begin(&paths[1], None));
        assert!(matches!(events.next(), Some(Event::Failed(_))));
        assert_eq!(events.next(), begin(&paths[2], Some(5)));
        assert_eq!(events.next(), Some(Event::Part("words".to_owned())));
        assert_eq!((events.next(), events.next()), (Some(Event::End), None));
    }
}
