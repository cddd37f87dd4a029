//! The shapes of protected spans.

use super::class::{char_at, char_before, is_emoji, is_mark, is_word, run_end};
use super::{Kind, Protected};

/// How far a placeholder or an entity may reach, in bytes: a bound keeps the scanner linear.
const REACH: usize = 80;

/// Top-level domains and file endings that make `a.b` a name rather than the end of a sentence. Those
/// that are also common English words (`it`, `in`, `so`, `me`, …) are left out.
const DOMAINS: &[&str] = &[
    "com", "org", "net", "edu", "gov", "mil", "int", "io", "dev", "app", "co", "ai", "uk", "de",
    "fr", "eu", "ca", "au", "nz", "jp", "cn", "ru", "br", "pt", "es", "nl", "pl", "se", "ch", "ie",
    "cz", "info", "biz", "xyz", "tv", "gg", "ly", "rs", "sh", "tech", "cloud", "online", "site",
    "blog", "news", "wiki",
];
const ENDINGS: &[&str] = &[
    "js", "ts", "jsx", "tsx", "mjs", "cjs", "rs", "py", "rb", "go", "java", "kt", "swift", "c",
    "h", "cc", "cpp", "hpp", "cs", "php", "pl", "lua", "sh", "bash", "zsh", "ps1", "bat", "exe",
    "dll", "so", "lock", "toml", "json", "jsonl", "yaml", "yml", "xml", "html", "htm", "css",
    "scss", "csv", "tsv", "txt", "md", "rst", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx",
    "odt", "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "mp3", "mp4", "wav", "ogg", "mov",
    "avi", "zip", "tar", "gz", "xz", "bz2", "zst", "7z", "deb", "rpm", "jar", "war", "iso", "bin",
    "log", "conf", "cfg", "ini", "env", "sql", "db", "sqlite", "wasm", "proto", "vue", "ipynb",
    "tex", "srt", "bak", "tmp", "net",
];

/// A URL that starts at `at`, to the end of the chunk less the punctuation of the sentence around it.
pub(super) fn url(text: &str, at: usize, end: usize) -> Option<usize> {
    let rest = &text.as_bytes()[at..end];
    let starts = |prefix: &[u8]| {
        rest.len() > prefix.len() && rest[..prefix.len()].eq_ignore_ascii_case(prefix)
    };
    if !(starts(b"www.") || starts(b"mailto:")) {
        // A scheme is short; looking no further keeps this linear.
        let scheme = rest
            .iter()
            .take(20)
            .position(|b| !b.is_ascii_alphanumeric() && !b"+.-".contains(b))?;
        if !rest[scheme..].starts_with(b"://") || rest.len() == scheme + 3 {
            return None;
        }
    }
    // What closes a bracket that the address does not open is the sentence's: `(https://a.b/c)and`.
    let mut open = 0_usize;
    let ours = rest.iter().take_while(|&&byte| {
        let closes = byte == b')' && open == 0;
        open = open + usize::from(byte == b'(') - usize::from(byte == b')' && !closes);
        !closes
    });
    let mut stop = at + ours.count();
    while let Some(c) = char_before(&text[at..stop], stop - at) {
        if !matches!(
            c,
            '.' | ','
                | ';'
                | ':'
                | '!'
                | '?'
                | '\''
                | '"'
                | '’'
                | '”'
                | '»'
                | ']'
                | '>'
                | '*'
                | '_'
                | '…'
        ) {
            break;
        }
        stop -= c.len_utf8();
    }
    Some(stop)
}

/// A protected span that starts with the symbol `c` at `at`, in the chunk `start..end`.
pub(super) fn at_symbol(
    text: &str,
    start: usize,
    at: usize,
    end: usize,
    c: char,
) -> Option<(usize, Protected)> {
    let next = char_at(text, at + c.len_utf8());
    let free = !char_before(text, at).is_some_and(is_word);
    let letter = next.is_some_and(|n| n.is_ascii_alphabetic() || n == '_');
    let named = |extra: &[char], kind| {
        let stop = run_end(&text[..end], at + 1, |c| {
            is_word(c) || c == '_' || extra.contains(&c)
        });
        let stop = at + text[at..stop].trim_end_matches(extra).len();
        (stop > at + 1).then_some((stop, kind))
    };
    match c {
        '#' if free => named(&[], Protected::Hashtag),
        '@' if free => named(&['.', '-', '/'], Protected::Mention),
        '$' if letter => named(&[], Protected::Placeholder),
        '{' => braces(text, at),
        '$' if next == Some('{') => braces(text, at + 1),
        '%' => percent(text, at, end).map(|stop| (stop, Protected::Placeholder)),
        '<' if letter || next == Some('/') => {
            let stop = run_end(&text[..end.min(floor(text, at + REACH))], at + 1, |c| {
                c != '>' && c != '<'
            });
            text[stop..end]
                .starts_with('>')
                .then_some((stop + 1, Protected::Markup))
        }
        // The first of several has been asked for all of them.
        '_' if free && !text[..at].ends_with('_') => {
            underscored(text, at, end).map(|stop| (stop, Protected::Identifier))
        }
        '<' if &text[at..end] == "<3" => Some((end, Protected::Emoji)),
        '-' if at == start || !free => flag(text, start, at, end),
        '/' | '~' | '.' | '\\' if free && name_behind_root(&text[at..end]).is_some() => {
            let path = run_end(&text[..end], at, |c| {
                is_word(c) || matches!(c, '/' | '\\' | '.' | '-' | '_' | '~' | '*' | ':' | '+')
            });
            let path = at + text[at..path].trim_end_matches(['.', ':', '*', '-']).len();
            is_rooted(&text[at..path]).then_some((path, Protected::Path))
        }
        ':' | ';' | '=' if at == start => {
            is_emoticon(&text[at..end]).then_some((end, Protected::Emoji))
        }
        _ if is_emoji(c) => {
            let stop = run_end(&text[..end], at, |c| is_emoji(c) || is_mark(c));
            Some((stop, Protected::Emoji))
        }
        _ => None,
    }
}

/// `__init__`, `_private`; but not `_emphasis_`.
fn underscored(text: &str, at: usize, end: usize) -> Option<usize> {
    let stop = run_end(&text[..end], at, |c| is_word(c) || c == '_');
    let name = text[at..stop].trim_start_matches('_');
    let emphasis = name.ends_with('_') && !text[at..].starts_with("__");
    (!name.is_empty() && !emphasis).then_some(stop)
}

/// The largest character boundary that is not above `at`.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

/// `{name}` without spaces, or `{{ name }}` with them.
fn braces(text: &str, at: usize) -> Option<(usize, Protected)> {
    let double = text[at..].starts_with("{{") || text[at..].starts_with("{%");
    let reach = &text[at..floor(text, at + REACH)];
    let close = if double {
        reach.find(['}', '\n'])?
    } else {
        reach.find(['}', ' ', '\n', '\t'])?
    };
    if !reach[close..].starts_with('}') {
        return None;
    }
    let run = reach[close..]
        .bytes()
        .take(2)
        .take_while(|&b| b == b'}')
        .count();
    Some((
        at + close + if double { run } else { 1 },
        Protected::Placeholder,
    ))
}

/// `%s`, `%-5.2f`, `%1$s`, `%(name)s`, `%{name}`, `%@`.
fn percent(text: &str, at: usize, end: usize) -> Option<usize> {
    if char_before(text, at).is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    let bytes = &text.as_bytes()[..end.min(at + REACH)];
    let mut i = at + 1;
    if let Some(open @ (b'(' | b'{')) = bytes.get(i) {
        let close = if *open == b'(' { b')' } else { b'}' };
        i += 1 + bytes[i + 1..].iter().position(|b| *b == close)?;
        i += 1;
        if *open == b'{' {
            return Some(i);
        }
    } else {
        i += bytes[i..]
            .iter()
            .take_while(|b| b"0123456789.$+-#".contains(b))
            .count();
    }
    let conversion = bytes.get(i).filter(|b| b"sdiufxXgGeEcpr@".contains(b))?;
    let free = !bytes.get(i + 1).is_some_and(u8::is_ascii_alphanumeric);
    (free || *conversion == b'@').then_some(i + 1)
}

/// `--flag`, `--flag=value`, `-x`, at the start of a chunk or behind an opening bracket.
fn flag(text: &str, start: usize, at: usize, end: usize) -> Option<(usize, Protected)> {
    if at != start {
        return None;
    }
    let rest = &text[at..end];
    let name = rest.trim_start_matches('-');
    match rest.len() - name.len() {
        1 if name.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            (!name[1..].starts_with(is_word)).then_some((at + 2, Protected::Flag))
        }
        2 if name.starts_with(|c: char| c.is_ascii_lowercase()) => {
            let stop = run_end(&text[..end], at, |c| {
                is_word(c) || matches!(c, '-' | '_' | '=' | '/' | '.' | ':')
            });
            let stop = at + text[at..stop].trim_end_matches(['.', ':', '=']).len();
            Some((stop, Protected::Flag))
        }
        _ => None,
    }
}

/// `/usr`, `~/x`, `./x`, `../x`, `\\server`: a root and at least one character of a name.
fn is_rooted(path: &str) -> bool {
    name_behind_root(path).is_some_and(|(root, name)| {
        // A dot file, not a full stop glued to the next word: `.gitignore`, `.env`.
        root != "." || name.len() > 1 && !name.contains('.')
    })
}

/// A root and what stands behind it, where that begins as a name does.
fn name_behind_root(path: &str) -> Option<(&str, &str)> {
    let roots = ["~/", "./", "../", "/", "\\\\", "."];
    let root = roots.into_iter().find(|root| path.starts_with(root))?;
    let name = &path[root.len()..];
    let begins = match root {
        "." => name.starts_with(|c: char| c.is_ascii_lowercase()),
        _ => name.starts_with(|c: char| is_word(c) || matches!(c, '_' | '.' | '*' | '-')),
    };
    begins.then_some((root, name))
}

/// `:-)`, `;)`, `:D`.
fn is_emoticon(chunk: &str) -> bool {
    let mut chars = chunk.chars();
    let (eyes, mut mouth) = (chars.next(), chars.next());
    if matches!(mouth, Some('-' | '\'' | '^')) {
        mouth = chars.next();
    }
    matches!(eyes, Some(':' | ';' | '='))
        && matches!(
            mouth,
            Some(
                ')' | '(' | 'D' | 'P' | 'p' | 'O' | 'o' | '/' | '\\' | '|' | '*' | '3' | ']' | '['
            )
        )
        && chars.all(|c| matches!(c, ')' | '(' | '.' | ',' | '!' | '?'))
}

/// Extends the piece `start..stop` by the symbols that end some names and quantities: `C++`, `C#`,
/// `20°C`, `e.g.`.
pub(super) fn with_symbols(text: &str, start: usize, stop: usize, end: usize) -> usize {
    let piece = &text[start..stop];
    let rest = &text[stop..end];
    let letter = piece.len() == 1 && piece.starts_with(|c: char| c.is_ascii_alphabetic());
    if letter && rest.starts_with("++") {
        stop + 2
    } else if letter && rest.starts_with('#') {
        stop + 1
    } else if let Some(unit) = rest.strip_prefix('°')
        && piece.ends_with(|c: char| c.is_ascii_digit())
    {
        stop + '°'.len_utf8() + usize::from(unit.starts_with(['C', 'F', 'K']))
    } else {
        let initials = piece.len() > 1 && rest.starts_with('.') && is_initials(piece);
        stop + usize::from(initials)
    }
}

/// `e.g`, `U.S`: single letters between dots.
fn is_initials(part: &str) -> bool {
    part.split('.')
        .all(|label| label.len() == 1 && label.as_bytes()[0].is_ascii_alphabetic())
}

/// `x@example.org`: a name, one `@`, and a host with a dot.
pub(super) fn is_email(piece: &str) -> bool {
    let Some((local, host)) = piece.split_once('@') else {
        return false;
    };
    !local.is_empty()
        && host.split('.').count() > 1
        && host
            .split('.')
            .all(|label| !label.is_empty() && label.chars().all(|c| is_word(c) || c == '-'))
}

/// A piece with slashes that is a path and not `and/or`: several slashes, a file's ending, a digit or
/// an underscore.
pub(super) fn is_path(piece: &str, slashes: usize) -> bool {
    if piece.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    slashes > 1
        || piece.contains(['_', '~'])
        || piece.bytes().any(|b| b.is_ascii_digit())
        || piece
            .rsplit('/')
            .next()
            .is_some_and(|name| name.contains('.'))
        || piece
            .split('/')
            .next()
            .is_some_and(|host| host.contains('.'))
}

/// `R&D`, `AT&T`: capitals around one ampersand.
pub(super) fn is_ampersand(piece: &str) -> bool {
    piece.split_once('&').is_some_and(|(a, b)| {
        let capitals = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_uppercase());
        capitals(a) && capitals(b)
    })
}

/// What dots, underscores or hyphens make of a part as a whole.
pub(super) fn joined(part: &str) -> Option<Protected> {
    if !part.contains(['.', '_', '-']) {
        return None;
    }
    let inner = part.trim_end_matches(['.', '-', '_']);
    if inner.contains('_') || (part.starts_with('_') && part.len() > 1) {
        return Some(Protected::Identifier);
    }
    let starts_with_letter = part.starts_with(char::is_alphabetic);
    if inner.contains('-') && starts_with_letter && part.bytes().any(|b| b.is_ascii_digit()) {
        return Some(Protected::Identifier);
    }
    if inner.contains('.') && starts_with_letter {
        return dotted(inner);
    }
    None
}

/// `e.g`, `example.org`, `node.js`, `os.path.join`.
fn dotted(inner: &str) -> Option<Protected> {
    let labels = inner.split('.').count();
    let last = inner.rsplit('.').next().unwrap_or_default();
    if inner.split('.').any(str::is_empty) {
        return None;
    }
    if inner.split('.').all(|label| label.chars().count() == 1)
        || matches!(inner, "Ph.D" | "a.k.a" | "et.al")
    {
        return Some(Protected::Abbreviation);
    }
    if DOMAINS.contains(&last) {
        return Some(Protected::Domain);
    }
    let lower = last.to_ascii_lowercase();
    if ENDINGS.contains(&last)
        || (last.len() > 1 && ENDINGS.contains(&lower.as_str()) && last != "So" && last != "Go")
    {
        return Some(Protected::Path);
    }
    // `a.b.c`; but `one.Two.Three` is three sentences without their spaces.
    let sentences = inner
        .split('.')
        .skip(1)
        .all(|label| label.starts_with(char::is_uppercase));
    if labels > 2 && !sentences {
        return Some(Protected::Identifier);
    }
    None
}

/// What a run of letters and digits with inner apostrophes is.
pub(super) fn word_kind(word: &str) -> Kind {
    let (mut letters, mut digits, mut lower, mut camel) = (false, false, false, false);
    for c in word.chars() {
        if c.is_ascii_lowercase() {
            (letters, lower) = (true, true);
            continue;
        }
        if c.is_numeric() {
            digits = true;
        } else if c.is_alphabetic() {
            letters = true;
            camel |= lower && c.is_uppercase();
        }
        lower = c.is_lowercase();
    }
    match (letters, digits) {
        (true, true) => Kind::Protected(Protected::Identifier),
        (false, true) => Kind::Number,
        _ if camel => Kind::Protected(Protected::Identifier),
        _ => Kind::Word,
    }
}
