//! Texts of any size: cut where paragraphs end, worked on by all cores, handed over in their order. What
//! is in memory at a time does not depend on the size of the text.

use std::{
    collections::VecDeque,
    io::{self, Read},
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

/// A piece ends with the first paragraph that goes beyond this, in bytes.
const USUAL: usize = 64 << 10;
/// No piece is longer; a text up to this length is one piece.
const LONGEST: usize = 256 << 10;

/// The pieces of what is read; together they are all of it.
pub struct Pieces<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Bytes handed over.
    before: usize,
    ended: bool,
    /// Whether a piece has to end where a line does, however long that is.
    whole_lines: bool,
}

impl<R: Read> Pieces<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
            before: 0,
            ended: false,
            whole_lines: false,
        }
    }

    /// Pieces of whole lines: a line longer than a piece is one of its own.
    pub fn of_lines(reader: R) -> Self {
        Self {
            whole_lines: true,
            ..Self::new(reader)
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.fill_up_to(LONGEST + 1)?;
        while self.whole_lines && !self.ended && !self.buffer.contains(&b'\n') {
            self.fill_up_to(2 * self.buffer.len())?;
        }
        Ok(())
    }

    fn fill_up_to(&mut self, bytes: usize) -> io::Result<()> {
        let missing = bytes.saturating_sub(self.buffer.len()) as u64;
        if !self.ended && missing > 0 {
            let read = (&mut self.reader)
                .take(missing)
                .read_to_end(&mut self.buffer)?;
            self.ended = (read as u64) < missing;
        }
        Ok(())
    }

    /// Takes the next piece from the buffer.
    fn cut(&mut self) -> Result<String, String> {
        let end = if self.buffer.len() <= LONGEST {
            self.buffer.len()
        } else if self.whole_lines && !self.buffer[..LONGEST].contains(&b'\n') {
            let line = self.buffer.iter().position(|byte| *byte == b'\n');
            line.map_or(self.buffer.len(), |place| place + 1)
        } else {
            end(&self.buffer[..LONGEST])
        };
        let rest = self.buffer.split_off(end);
        let piece = std::mem::replace(&mut self.buffer, rest);
        let before = self.before;
        self.before += piece.len();
        text(piece, before)
    }
}

/// What was read as text, as the API takes it: UTF-8 without NUL. `before` tells how many bytes came before.
pub fn text(bytes: Vec<u8>, before: usize) -> Result<String, String> {
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

impl<R: Read> Iterator for Pieces<R> {
    type Item = Result<String, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Err(error) = self.fill() {
            self.ended = true;
            self.buffer.clear();
            return Some(Err(error.to_string()));
        }
        (!self.buffer.is_empty()).then(|| self.cut())
    }
}

/// Where a piece of these bytes ends: after a paragraph, else after a line, else after a word, else
/// between two characters.
fn end(bytes: &[u8]) -> usize {
    let paragraph = bytes[USUAL..]
        .windows(2)
        .position(|pair| pair == b"\n\n")
        .map(|place| USUAL + place + 2);
    let after = |found: &dyn Fn(u8) -> bool| {
        let place = bytes.iter().rposition(|byte| found(*byte));
        place.map(|place| place + 1)
    };
    // Every byte of a longer character but its first has this form.
    let inner = |place: &usize| bytes.get(*place).is_some_and(|byte| byte & 0xc0 == 0x80);
    paragraph
        .or_else(|| after(&|byte| byte == b'\n'))
        .or_else(|| after(&|byte| byte == b' ' || byte == b'\t'))
        .unwrap_or_else(|| {
            let last = after(&|byte| byte & 0xc0 != 0x80).map_or(0, |after| after - 1);
            if last > 0 && !inner(&bytes.len()) {
                last
            } else {
                bytes.len()
            }
        })
}

/// Does `work` for each piece, on all cores, and hands what it makes to `take`, in the order of the pieces,
/// until that has had enough (false).
///
/// # Errors
/// The first failure, of reading, of `work` or of `take`, in that order of the pieces.
pub fn in_order<P: Send, T: Send>(
    pieces: impl Iterator<Item = Result<P, String>>,
    work: impl Fn(P) -> Result<T, String> + Sync,
    mut take: impl FnMut(T) -> Result<bool, String>,
) -> Result<(), String> {
    let threads = thread::available_parallelism().map_or(1, Into::into);
    let (jobs, queue) = mpsc::channel::<(P, mpsc::Sender<Result<T, String>>)>();
    let queue = Mutex::new(queue);
    thread::scope(|scope| {
        // Ends here, and the threads with it.
        let jobs = jobs;
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((piece, done)) = job else { return };
                    // Nobody waits any more for what comes after a failure.
                    let _ = done.send(work(piece));
                }
            });
        }
        let mut waiting = VecDeque::new();
        let mut next = |waiting: &mut VecDeque<mpsc::Receiver<Result<T, String>>>| {
            let Some(first) = waiting.pop_front() else {
                return Ok(false);
            };
            let done = first.recv().map_err(|_| "the work broke off".to_owned())?;
            take(done?)
        };
        for piece in pieces {
            let (done, result) = mpsc::channel();
            let sent = piece.map(|piece| jobs.send((piece, done)));
            if let Err(error) = sent {
                // What came before it is handed over first.
                while !waiting.is_empty() && next(&mut waiting)? {}
                return Err(error);
            }
            waiting.push_back(result);
            if waiting.len() >= 2 * threads && !next(&mut waiting)? {
                return Ok(());
            }
        }
        while !waiting.is_empty() && next(&mut waiting)? {}
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &[u8]) -> Vec<Result<String, String>> {
        Pieces::new(text).collect()
    }

    #[test]
    fn pieces_are_all_of_the_text_and_end_where_paragraphs_do() {
        let paragraph = "Some words, a line.\nAnother line of words.\n\n";
        let long = paragraph.repeat(20_000);
        let cut: Vec<_> = pieces(long.as_bytes())
            .into_iter()
            .map(Result::unwrap)
            .collect();
        assert!(cut.len() > 5 && cut.concat() == long);
        assert!(
            cut.iter()
                .all(|piece| piece.ends_with("\n\n") && piece.len() <= LONGEST)
        );
        for odd in [
            "a\n".repeat(300_000),
            "word ".repeat(200_000),
            "\u{1f980}".repeat(200_000),
            "x\u{e9}".repeat(500_000),
        ] {
            let cut: Vec<_> = pieces(odd.as_bytes())
                .into_iter()
                .map(Result::unwrap)
                .collect();
            assert!(cut.len() > 1 && cut.concat() == odd);
            assert!(cut.iter().all(|piece| piece.len() <= LONGEST));
        }
        assert_eq!(pieces(b"short\n\ntext"), [Ok("short\n\ntext".to_owned())]);
        assert!(pieces(b"").is_empty());
    }

    #[test]
    fn whole_lines_stay_whole() {
        let long = "x".repeat(3 * LONGEST);
        let text = format!("{}{long}\nshort\n{long}", "a line\n".repeat(100_000));
        let cut: Vec<_> = Pieces::of_lines(text.as_bytes())
            .map(Result::unwrap)
            .collect();
        assert_eq!(cut.concat(), text);
        let (last, before) = cut.split_last().unwrap();
        assert!(before.iter().all(|piece| piece.ends_with('\n')) && last.ends_with('x'));
        assert!(cut.len() > 4);
    }

    #[test]
    fn what_is_not_utf_8_is_named_with_its_place() {
        assert_eq!(
            pieces(b"abc\xe9"),
            [Err("not UTF-8 after 3 bytes".to_owned())]
        );
        let late = [&b"a line\n".repeat(100_000)[..], b"\xff"].concat();
        let last = pieces(&late).pop().unwrap();
        assert_eq!(last, Err("not UTF-8 after 700000 bytes".to_owned()));
    }

    #[test]
    fn results_come_in_order_and_a_failure_after_what_was_before_it() {
        let numbers = || (0..200).map(|number: u32| Ok(number.to_string()));
        let run = |fails: &str| {
            let mut taken = Vec::new();
            let work = |piece: String| {
                // The early ones are the slow ones.
                let number: u64 = piece.parse().unwrap();
                thread::sleep(std::time::Duration::from_micros(200 - number));
                if piece == fails {
                    Err(piece)
                } else {
                    Ok(piece)
                }
            };
            let done = in_order(numbers(), work, |piece| {
                taken.push(piece);
                Ok(taken.len() < 150)
            });
            (done, taken)
        };
        let expected: Vec<_> = (0..150).map(|number| number.to_string()).collect();
        assert_eq!(run("none"), (Ok(()), expected.clone()));
        let (failed, taken) = run("77");
        assert_eq!(
            (failed, &taken[..]),
            (Err("77".to_owned()), &expected[..77])
        );
    }
}
