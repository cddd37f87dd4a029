//! Words that no list has, because anyone may build them: `subcommand`, `runtimes`, `clickjacking`.

use super::aloud::is_vowel;
use crate::model::{Model, WordFlags};

const PREFIXES: &[&str] = &[
    "anti", "auto", "co", "counter", "cross", "cyber", "de", "dis", "hyper", "inter", "macro",
    "meta", "micro", "mini", "mis", "multi", "non", "out", "over", "pre", "pseudo", "re", "semi",
    "sub", "super", "trans", "ultra", "un", "under",
];

/// What begins words of science and technology, after which a dictionary word of any frequency may stand.
const COMBINING: &[&str] = &[
    "aero", "agro", "anti", "astro", "audio", "auto", "bio", "cardio", "chemo", "chrono", "cryo",
    "cyber", "cyto", "eco", "electro", "endo", "ethno", "exo", "ferro", "gastro", "geo", "hetero",
    "homo", "hydro", "hyper", "immuno", "infra", "intra", "iso", "kilo", "litho", "magneto",
    "mega", "meta", "micro", "mono", "morpho", "multi", "myco", "nano", "neo", "neuro", "ortho",
    "osteo", "paleo", "petro", "pharmaco", "photo", "phyto", "piezo", "poly", "proto", "pseudo",
    "psycho", "pyro", "quasi", "radio", "retro", "socio", "spectro", "stereo", "super", "techno",
    "tele", "thermo", "ultra", "video", "xeno",
];

/// Latin and Greek plurals and what they are of.
const PLURALS: &[(&str, &str)] = &[
    ("ae", "a"),
    ("i", "us"),
    ("a", "um"),
    ("es", "is"),
    ("ata", "a"),
    ("ices", "ix"),
    ("ices", "ex"),
];

/// Endings, and whether the stem must end so that English would neither double its last letter nor
/// drop it: `downloaded`, but not `refered`.
const SUFFIXES: &[(&str, bool)] = &[
    ("s", true),
    ("es", true),
    ("ness", false),
    ("less", false),
    ("like", false),
    ("wise", false),
    ("ism", true),
    ("ist", true),
    ("ists", true),
    ("er", true),
    ("ers", true),
    ("ing", true),
    ("ed", true),
    ("able", true),
    ("ly", true),
    ("ize", true),
    ("ized", true),
    ("ization", true),
    ("ise", true),
    ("ised", true),
    ("isation", true),
    ("ship", false),
    ("hood", false),
    ("proof", false),
    ("ware", false),
    ("esque", true),
];

/// Whether a word is made of known parts by the rules of English.
pub(in crate::spell) fn is_built(model: &Model, key: &str) -> bool {
    let known = |part: &str| {
        part.len() >= 4
            && model.id(part).is_some_and(|id| {
                let flags = model.flags(id);
                !flags.intersects(WordFlags::SUSPECT | WordFlags::RARE)
                    && model.unigram(id)
                        > if flags.contains(WordFlags::DICTIONARY) {
                            -16.0
                        } else {
                            -14.5
                        }
            })
    };
    let suffixed = SUFFIXES.iter().any(|(suffix, firm)| {
        key.strip_suffix(suffix)
            .is_some_and(|stem| known(stem) && (!firm || is_firm(stem, suffix)))
    });
    suffixed
        || PREFIXES
            .iter()
            .any(|prefix| key.strip_prefix(prefix).is_some_and(known))
        || (4..key.len().saturating_sub(3))
            .any(|at| key.is_char_boundary(at) && known(&key[..at]) && known(&key[at..]))
}

/// Whether a word is a term of science or technology made of known parts.
pub(in crate::spell) fn is_term(model: &Model, key: &str) -> bool {
    let known = |part: &str| {
        part.len() > 4
            && model.id(part).is_some_and(|id| {
                let flags = model.flags(id);
                flags.contains(WordFlags::DICTIONARY) && !flags.intersects(WordFlags::SUSPECT)
            })
    };
    let plural = |(ending, singular): &(&str, &str)| {
        key.strip_suffix(ending)
            .is_some_and(|stem| stem.len() > 3 && known(&[stem, singular].concat()))
    };
    // One may follow another: `photobioreactor`.
    PLURALS.iter().any(plural) || rests(key).any(|rest| known(rest) || rests(rest).any(known))
}

/// What follows the combining forms that a word begins with.
fn rests(word: &str) -> impl Iterator<Item = &str> {
    COMBINING
        .iter()
        .filter_map(move |head| word.strip_prefix(head))
}

/// Whether a suffix joins a stem without changing it.
fn is_firm(stem: &str, suffix: &str) -> bool {
    let [.., c, b, a] = stem.as_bytes() else {
        return false;
    };
    let hisses = matches!(a, b's' | b'x' | b'z') || stem.ends_with("ch") || stem.ends_with("sh");
    match suffix {
        "s" => !hisses && (*a != b'y' || is_vowel(*b)),
        "es" => hisses,
        "ly" => !matches!(a, b'e' | b'y') && !stem.ends_with("ic"),
        // A vowel or y at the end would change; one vowel before one consonant would double it.
        _ => !is_vowel(*a) && *a != b'y' && (!is_vowel(*b) || is_vowel(*c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_words_are_told_from_misspellings() {
        for word in [
            "subcommands",
            "deallocation",
            "runtimes",
            "unopinionated",
            "clickjacking",
            "losslessly",
        ] {
            assert!(is_built(Model::english(), word), "{word}");
        }
        for word in [
            "cristae",
            "antiferromagnet",
            "photobioreactor",
            "neuroinflammation",
        ] {
            assert!(is_term(Model::english(), word), "{word}");
        }
        for word in [
            "refered",
            "begining",
            "truely",
            "countrys",
            "speling",
            "recieve",
            "alot",
            "interesing",
            "millenia",
            "autum",
            "telefone",
            "transfered",
        ] {
            let built = is_built(Model::english(), word) || is_term(Model::english(), word);
            assert!(!built, "{word}");
        }
    }
}
