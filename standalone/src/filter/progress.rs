//! How far a long document is, for somebody who watches.

use std::{
    io::{self, IsTerminal},
    time::Instant,
};

use crate::terminal::{REDRAW, bar};

/// A bar on standard error: only where that is a terminal and the results go elsewhere, and only for what
/// takes longer than a moment.
pub struct Progress {
    name: String,
    total: u64,
    done: u64,
    drawn: Instant,
    shown: bool,
}

impl Progress {
    /// The progress through so many bytes, where that is known.
    pub fn new(name: &str, bytes: Option<u64>) -> Self {
        let watched = io::stderr().is_terminal() && !io::stdout().is_terminal();
        Self {
            name: name.to_owned(),
            total: bytes.filter(|_| watched).unwrap_or_default(),
            done: 0,
            drawn: Instant::now(),
            shown: false,
        }
    }

    /// So many bytes more are done.
    pub fn more(&mut self, bytes: usize) {
        self.done += bytes as u64;
        if self.total > 0 && self.drawn.elapsed() >= REDRAW {
            self.drawn = Instant::now();
            self.shown = true;
            eprint!("\r{} {}\u{1b}[K", self.name, told(self.done, self.total));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            eprint!("\r\u{1b}[K");
        }
    }
}

fn told(done: u64, total: u64) -> String {
    let share = done.min(total) as f64 / total.max(1) as f64;
    format!("{} {:3.0} %", bar(done, total), share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_goes_from_nothing_to_all() {
        assert!(told(0, 10).ends_with("╌   0 %"));
        assert!(told(10, 10).ends_with("━ 100 %"));
        assert!(told(11, 10).ends_with("100 %"));
    }
}
