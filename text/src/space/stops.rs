//! Short forms that are written with a full stop, and text that is glued to it: `on Sat.you said`, `at 5 p.m.on Monday`.
//!
//! Two words with a full stop between them may be a name (`node.js`, `co.uk`). They are none where the first is a short form
//! and the second a word that only sentences have.

/// Days, months, titles, firms, units and the like, sorted.
const SHORT_FORMS: [&[u8]; 67] = [
    b"a.m", b"al", b"approx", b"apr", b"apt", b"aug", b"ave", b"b.c", b"blvd", b"capt", b"cf",
    b"co", b"corp", b"dec", b"dept", b"dr", b"e.g", b"est", b"etc", b"feb", b"fig", b"fri", b"ft",
    b"gov", b"i.e", b"inc", b"jan", b"jr", b"jul", b"jun", b"lb", b"lbs", b"lt", b"ltd", b"mar",
    b"min", b"mon", b"mr", b"mrs", b"mt", b"no", b"nos", b"nov", b"oct", b"oz", b"p.m", b"p.s",
    b"pp", b"prof", b"rev", b"sat", b"sec", b"sen", b"sep", b"sept", b"sgt", b"sr", b"st", b"tel",
    b"thu", b"thurs", b"tue", b"tues", b"u.k", b"u.s", b"vs", b"wed",
];
/// Words that sentences are full of, sorted; none is the end of a name on the net or of a file.
const WORDS: [&[u8]; 36] = [
    b"about", b"after", b"all", b"and", b"are", b"because", b"before", b"but", b"from", b"had",
    b"has", b"have", b"he", b"if", b"not", b"of", b"on", b"or", b"our", b"she", b"that", b"the",
    b"their", b"then", b"there", b"they", b"this", b"was", b"we", b"were", b"when", b"which",
    b"while", b"who", b"with", b"you",
];

/// Whether a full stop behind `short` (small letters) ends a short form, and `word` goes on with the sentence.
pub(super) fn parts(short: &[u8], word: &[u8]) -> bool {
    SHORT_FORMS.binary_search(&short).is_ok() && WORDS.binary_search(&word).is_ok()
}

/// Whether this is a short form and a word that is glued to it.
pub(super) fn is_glued(text: &str) -> bool {
    text.rsplit_once('.')
        .is_some_and(|(short, word)| parts(short.to_ascii_lowercase().as_bytes(), word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(SHORT_FORMS.is_sorted() && WORDS.is_sorted());
    }
}
