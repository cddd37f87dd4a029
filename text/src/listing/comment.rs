//! Where comments stand among code.

/// What comments begin with, whatever stands behind it.
const OPENING: [&str; 3] = ["//", "/*", "<!--"];
/// The same, where white space stands behind it.
const ALONE: [&str; 4] = ["#", "##", "#:", "--"];
/// The same, at the beginning of a line.
const FIRST: [&str; 4] = ["*", ";", "\"\"\"", "'''"];

/// How many bytes of a line stand before its comment; all of them where it has none.
pub(super) fn start(line: &str) -> usize {
    if !line.contains(['/', '#', '-', '*', ';', '"', '\'']) {
        return line.len();
    }
    let mut chunks = line.split_whitespace();
    let is_first = |chunk: &str| {
        FIRST[..2].contains(&chunk) || FIRST[2..].iter().any(|mark| chunk.starts_with(mark))
    };
    let first = chunks
        .next()
        .filter(|chunk| is_first(chunk) || begins(chunk));
    let found = first.or_else(|| chunks.find(|chunk| begins(chunk)));
    found.map_or(line.len(), |chunk| {
        chunk.as_ptr().addr() - line.as_ptr().addr()
    })
}

fn begins(chunk: &str) -> bool {
    ALONE.contains(&chunk) || OPENING.iter().any(|mark| chunk.starts_with(mark))
}
