//! Quotation marks, dashes and the like, which the engines know only in their plain form: given others
//! they leave them out.

use std::borrow::Cow;

/// The text with plain quotation marks, apostrophes, dashes and dots.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| form(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match form(c) {
            Some(plain) => out.push_str(plain),
            None => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Gives a translation the marks of its original again, in their order, each kind where it has as many
/// as the original.
pub(super) fn restored(original: &str, translation: String) -> String {
    ["\"", "-", "..."]
        .into_iter()
        .fold(translation, |text, plain| {
            restore_kind(original, text, plain)
        })
}

fn restore_kind(original: &str, translation: String, plain: &str) -> String {
    let marks: Vec<&str> = marks(original, plain);
    if marks.iter().all(|mark| *mark == plain) || translation.matches(plain).count() != marks.len()
    {
        return translation;
    }
    let mut out = String::with_capacity(translation.len() + 2 * marks.len());
    let mut pieces = translation.split(plain);
    out.push_str(pieces.next().unwrap_or_default());
    for (mark, piece) in marks.into_iter().zip(pieces) {
        out.push_str(mark);
        out.push_str(piece);
    }
    out
}

/// The marks of one kind as they are written, in order.
fn marks<'a>(text: &'a str, plain: &str) -> Vec<&'a str> {
    text.char_indices()
        .filter_map(|(at, c)| {
            if form(c) == Some(plain) {
                Some(&text[at..at + c.len_utf8()])
            } else {
                text[at..]
                    .starts_with(plain)
                    .then(|| &text[at..at + plain.len()])
            }
        })
        .collect()
}

/// The plain form of a mark.
fn form(c: char) -> Option<&'static str> {
    Some(match c {
        '“' | '”' | '„' | '‟' | '«' | '»' => "\"",
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | 'ʼ' => "'",
        '‐' | '‑' | '‒' | '–' | '—' | '―' => "-",
        '…' => "...",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_back_where_they_can() {
        let original = "“Bem” – disse ele – „não…”";
        assert_eq!(plain(original), "\"Bem\" - disse ele - \"não...\"");
        assert_eq!(
            restored(original, "\"Well\" - he said - \"no...\"".into()),
            "“Well” – he said – „no…”"
        );
        assert_eq!(
            restored(original, "\"Well\", he said: \"no\"".into()),
            "“Well”, he said: „no”"
        );
        assert_eq!(restored(original, "\"Well, no".into()), "\"Well, no");
        assert_eq!(restored("l’eau", "the water".into()), "the water");
        assert_eq!(plain("l’eau"), "l'eau");
        assert_eq!(restored("a \"b\" c", "\"d\" e".into()), "\"d\" e");
    }
}
