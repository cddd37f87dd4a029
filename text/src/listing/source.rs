//! Source code, commands and logs in plain text, which stay as they are.
//!
//! They have marks where prose never has any. What stands between white space is code where it has a sign that is sure: the
//! brackets of a call, a subscript, an assignment, a number in hexadecimal, the key of a record. A whole line is code where at
//! least two places of it have signs, of which some may be weak, and hardly any words are without; so is a paragraph of which
//! half of the lines are, but for its comments.

use std::ops::Range;

use super::{comment, log};

/// Whatever speaks for code or for the line of a log has one of these: nothing else has to be looked at.
const SIGNS: [bool; 256] = {
    let signs = b"([{<=>}])_0:$*&|#";
    let mut out = [false; 256];
    let mut at = 0;
    while at < signs.len() {
        out[signs[at] as usize] = true;
        at += 1;
    }
    out
};
/// What has so many small letters in a row lacks its spaces.
const LETTERS: usize = 21;
/// Signs are looked for no further than so many bytes from where they begin.
const REACH: usize = 64;
/// For each point of its signs, a line of code has at most so many chunks.
const CHUNKS: usize = 3;
/// What stands between spaces in code and hardly in prose.
const OPERATORS: [&str; 18] = [
    "=", "->", "<=", ">=", "<<", ">>", "{", "}", "{}", "[", "(", "[]", "()", "];", "};", ");",
    "});", "},",
];
/// The same, where prose never has it.
const SURE_OPERATORS: [&str; 8] = ["==", "!=", "+=", "-=", "&&", "||", ":=", "=>"];
/// What lines of code end with.
const ENDS: [&str; 13] = [
    ";", "{", "}", "(", "[", "=", "\\", "):", "]:", "){", ",)", "; then", "; do",
];
/// Lines of code that are one word.
const CLOSING_WORDS: [&str; 2] = ["fi", "esac"];

/// How much speaks for code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    None,
    /// A bracket behind a word, to which prose may lack a space.
    Bracket,
    Weak,
    Sure,
}

impl Sign {
    fn points(self) -> usize {
        match self {
            Self::None => 0,
            Self::Bracket | Self::Weak => 1,
            Self::Sure => 2,
        }
    }
}

/// Whether a text may have anything that speaks for code.
fn has_signs(text: &str) -> bool {
    text.bytes().any(|byte| SIGNS[usize::from(byte)])
}

/// A line of a text, or the comment behind it.
struct Line {
    range: Range<usize>,
    is_blank: bool,
    is_comment: bool,
    is_code: bool,
}

/// Adds the code of a text to `spans`. `syntax` is that of the text's format, in order.
pub(super) fn add(text: &str, syntax: &[Range<usize>], spans: &mut Vec<Range<usize>>) {
    // Most of what is short and no code.
    if !has_signs(text)
        && !text
            .split('\n')
            .any(|line| CLOSING_WORDS.contains(&line.trim()))
    {
        return;
    }
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let range = start..start + line.len();
        let comment = start + comment::start(line);
        start = range.end + 1;
        let is_blank = line.trim().is_empty();
        for (range, is_comment) in [(range.start..comment, false), (comment..range.end, true)] {
            if !is_comment && is_blank || !text[range.clone()].trim().is_empty() {
                lines.push(Line {
                    is_blank,
                    is_comment,
                    is_code: is_listed(text, range.clone(), syntax, spans),
                    range,
                });
            }
        }
    }
    for paragraph in lines.chunk_by(|line, next| line.is_blank == next.is_blank) {
        let source = paragraph.iter().filter(|line| !line.is_comment);
        let code = source.clone().filter(|line| line.is_code).count();
        let is_listing = paragraph.len() > 1 && 2 * code >= source.count();
        let hidden = paragraph
            .iter()
            .filter(|line| line.is_code || is_listing && !line.is_comment);
        spans.extend(hidden.map(|line| line.range.clone()));
    }
}

/// Whether a line of a text is one of a log, or code.
fn is_listed(
    text: &str,
    line: Range<usize>,
    syntax: &[Range<usize>],
    sure: &mut Vec<Range<usize>>,
) -> bool {
    if !has_signs(&text[line.clone()]) {
        return CLOSING_WORDS.contains(&text[line].trim());
    }
    log::is_line(&text[line.clone()]) || is_code(text, line, syntax, sure)
}

/// Whether a line of a text is code. What of it is for certain is added to `sure`.
fn is_code(
    text: &str,
    line: Range<usize>,
    syntax: &[Range<usize>],
    sure: &mut Vec<Range<usize>>,
) -> bool {
    let (start, line) = (line.start, &text[line]);
    let (mut chunks, mut places, mut points) = (0, 0, 0);
    let mut is_prose = true;
    for chunk in line.split_whitespace() {
        let at = start + (chunk.as_ptr().addr() - line.as_ptr().addr());
        let next = syntax.partition_point(|span| span.end <= at);
        let is_syntax = syntax
            .get(next)
            .is_some_and(|span| span.start < at + chunk.len());
        let sign = if is_syntax { Sign::None } else { sign(chunk) };
        if sign == Sign::Sure {
            sure.push(at..at + chunk.len());
        }
        // `name = value`
        let assigns = chunks == 1 && chunk == "=";
        chunks += 1;
        places += usize::from(sign > Sign::None) + usize::from(assigns);
        points += sign.points() + usize::from(assigns);
        is_prose &= sign <= Sign::Bracket && !assigns;
    }
    if points > 0 && ENDS.iter().any(|end| line.trim_end().ends_with(end)) {
        places += 1;
        points += 1;
        is_prose = false;
    }
    CLOSING_WORDS.contains(&line.trim())
        || !is_prose && places > 1 && CHUNKS * points >= chunks && !is_dense(line)
}

/// What speaks for code in what stands between white space.
fn sign(chunk: &str) -> Sign {
    let bytes = chunk.as_bytes();
    if SURE_OPERATORS.contains(&chunk) || ["#[", "#!["].iter().any(|mark| chunk.starts_with(mark)) {
        return Sign::Sure;
    }
    if OPERATORS.contains(&chunk) {
        return Sign::Weak;
    }
    match bytes {
        [b'$', b'(' | b'{', ..] => return Sign::Sure,
        // A variable, what a pointer points to: `$name`, `*name,`
        [b'$', letter, ..] if letter.is_ascii_lowercase() => return Sign::Weak,
        [b'*' | b'&', name @ .., b',' | b')' | b';'] if name.iter().all(is_word) => {
            return Sign::Weak;
        }
        _ => {}
    }
    let marks = bytes.iter().enumerate();
    let marks = marks.filter(|(_, byte)| b"([=_\"'0:>".contains(byte));
    let found = marks.map(|(at, _)| at_mark(bytes, at)).max();
    match found {
        None | Some(Sign::None) => Sign::None,
        // The target of a link, an address, code that is marked as such, text without its spaces.
        _ if ["](", "://", "`"].iter().any(|mark| chunk.contains(mark)) || is_dense(chunk) => {
            Sign::None
        }
        Some(sign) => sign,
    }
}

fn at_mark(bytes: &[u8], at: usize) -> Sign {
    let (left, right) = (&bytes[..at], &bytes[at + 1..]);
    let follows_word = left.last().is_some_and(is_word);
    let next = right.first();
    let sure = match bytes[at] {
        b'(' => follows_word && is_call(left, right),
        b'[' => follows_word && is_subscript(right),
        b'=' => is_assignment(left, right),
        b'0' => !follows_word && matches!(right, [b'x', digit, ..] if digit.is_ascii_hexdigit()),
        b'"' | b'\'' => is_key(left, right),
        _ => false,
    };
    let weak = match bytes[at] {
        b'(' => left
            .last()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b')')),
        b'_' => follows_word && next.is_some_and(is_word),
        b':' | b'>' => {
            let [before @ .., sign] = left else {
                return Sign::None;
            };
            let pair = [*sign, bytes[at]];
            (pair == *b"::" || pair == *b"->")
                && before.last().is_some_and(is_word)
                && next.is_some_and(is_word)
        }
        b'"' | b'\'' => {
            let behind = right.iter().take(REACH).find(|byte| **byte != b')');
            matches!(behind, Some(b':' | b']')) || next == Some(&b')')
        }
        _ => false,
    };
    match (sure, weak) {
        (true, _) => Sign::Sure,
        (_, true) if bytes[at] == b'(' => Sign::Bracket,
        (_, true) => Sign::Weak,
        _ => Sign::None,
    }
}

/// Whether a bracket between a word and `inside` is that of a call: `run()`, `obj.method(`, `set_size(`, `getName(x)`, `f(x)`,
/// `max(a,b)`, `call(arg1)`; and not `book(s)`, `there(really)`, `Smith(2004)`.
fn is_call(left: &[u8], inside: &[u8]) -> bool {
    if inside.first() == Some(&b')') {
        return true;
    }
    let reach = &left[left.len().saturating_sub(REACH)..];
    let length = reach.iter().rev().take_while(|byte| is_word(byte)).count();
    let (before, name) = reach.split_at(reach.len() - length);
    let is_member = match before {
        [.., word, b'.'] | [.., word, b':', b':'] | [.., word, b'-', b'>'] => is_word(word),
        _ => false,
    };
    let starts_small = name[0].is_ascii_lowercase();
    if name.contains(&b'_') || is_member && starts_small {
        return true;
    }
    let inside = &inside[..inside.len().min(REACH)];
    let Some(close) = inside.iter().position(|byte| matches!(byte, b')' | b'(')) else {
        return false;
    };
    let arguments = &inside[..close];
    let has_hump = name
        .windows(2)
        .any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    let is_short = |part: &[u8]| (1..=2).contains(&part.len()) && part.iter().all(is_word);
    let is_numbered = |part: &[u8]| {
        let letters = part.iter().take_while(|byte| byte.is_ascii_alphabetic());
        let letters = letters.count();
        (1..part.len()).contains(&letters) && part[letters..].iter().all(u8::is_ascii_digit)
    };
    inside[close] == b')'
        && (starts_small && has_hump
            || name.len() <= 3 && is_short(arguments)
            || is_numbered(arguments)
            || arguments.contains(&b',')
                && arguments
                    .split(|byte| *byte == b',')
                    .all(|part| is_short(part) || is_numbered(part)))
}

/// `0]`, `i]`, `"key"]`
fn is_subscript(inside: &[u8]) -> bool {
    let inside = &inside[..inside.len().min(REACH)];
    let Some(close) = inside.iter().position(|byte| *byte == b']') else {
        return false;
    };
    match &inside[..close] {
        [quote @ (b'"' | b'\''), .., last] => quote == last,
        [letter] if letter.is_ascii_lowercase() => true,
        number => !number.is_empty() && number.iter().all(u8::is_ascii_digit),
    }
}

/// Whether a sign of equality stands between two names or values without a space: `x=5`, `a==b`, `n+=1`.
fn is_assignment(left: &[u8], right: &[u8]) -> bool {
    let name = match left.split_last() {
        Some((b'+' | b'-' | b'*' | b'/' | b'|' | b'&' | b'!' | b'=', name)) => name,
        _ => left,
    };
    let is_value = |byte: &u8| is_word(byte) || b"\"'([{-".contains(byte);
    name.last().is_some_and(is_word) && right.first().is_some_and(is_value)
}

/// Whether the quotation mark between these closes the key of a record: `{"name":`, `,'name':`.
fn is_key(left: &[u8], right: &[u8]) -> bool {
    let reach = &left[left.len().saturating_sub(REACH)..];
    let is_part = |byte: &&u8| is_word(byte) || **byte == b'-';
    let length = reach.iter().rev().take_while(is_part).count();
    length > 0
        && right.first() == Some(&b':')
        && matches!(
            reach[..reach.len() - length],
            [.., b'{' | b',' | b'[', b'"' | b'\'']
        )
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "asked of the bytes of slices"
)]
fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'_'
}

/// Whether the text has more small letters in a row than words have.
fn is_dense(text: &str) -> bool {
    let mut runs = text.as_bytes().split(|byte| !byte.is_ascii_lowercase());
    runs.any(|run| run.len() >= LETTERS)
}
