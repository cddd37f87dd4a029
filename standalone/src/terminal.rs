//! What the commands have in common that write for somebody who watches.

use std::{io, time::Duration};

/// Between two updates of a progress bar.
pub const REDRAW: Duration = Duration::from_millis(100);
/// Characters of a progress bar.
const WIDTH: usize = 30;

/// A bar that is filled as far as something is done.
pub fn bar(done: u64, total: u64) -> String {
    let filled = (done.min(total) as usize * WIDTH) / total.max(1) as usize;
    format!("{}{}", "━".repeat(filled), "╌".repeat(WIDTH - filled))
}

/// Whether the reader has gone: one that has seen enough, such as `head`, is no failure.
pub fn closed(written: io::Result<()>) -> Result<bool, String> {
    match written {
        Ok(()) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(true),
        Err(error) => Err(format!("cannot write: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_goes_from_nothing_to_all() {
        assert_eq!(bar(0, 10), "╌".repeat(WIDTH));
        assert_eq!(bar(10, 10), "━".repeat(WIDTH));
        assert_eq!(bar(11, 10), bar(10, 10));
        assert_eq!(bar(5, 10).matches('━').count(), WIDTH / 2);
        assert_eq!(bar(0, 0), bar(0, 10));
    }
}
