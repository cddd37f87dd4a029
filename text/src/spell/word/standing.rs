//! What is known of a word by itself: whether it may be right as it stands.

use super::case::Case;
use super::irregular;
use crate::model::{Model, WordFlags, WordId, WordList};
use crate::spell::candidates::negation::is_piled_up;
use crate::spell::lists;

/// Whether a word may be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::spell) enum Standing {
    /// Not to be touched: no word, of another script, the user's own, an acronym.
    Fixed,
    /// In the dictionary, or a name or term that is known.
    Known,
    /// Right, but so rare that a slip is likelier.
    Rare,
    /// Not known.
    Unknown,
    /// No word as it stands, but one that a scanner may have misread.
    Scanned,
}

/// The longest word that is looked at, in bytes: what is longer is no slip of a word, and the work for
/// a word grows with the square of its length.
const LONGEST_WORD: usize = 40;

/// Looks a folded word up.
pub(in crate::spell) fn standing(
    model: &Model,
    key: &str,
    written: &str,
    case: Case,
    shouting: bool,
) -> (WordId, Standing) {
    if key.len() < 2 || key.len() > LONGEST_WORD {
        return (model.id(key).unwrap_or(Model::unknown()), Standing::Fixed);
    }
    let found = model.id(key).map(|id| (id, model.flags(id)));
    let acronym = || {
        let plural = written
            .strip_suffix('s')
            .is_some_and(|stem| stem.len() > 1 && Case::of(stem) == Case::Upper);
        plural || (!shouting && case == Case::Upper && key.len() <= 5)
    };
    match found {
        _ if lists::fused(key).is_some() || irregular::rights(key).is_some() => {
            (Model::unknown(), Standing::Unknown)
        }
        _ if lists::is_accepted(key) || is_piled_up(key) || lists::is_drawn_out(key) => (
            found.map_or(Model::unknown(), |(id, _)| id),
            Standing::Fixed,
        ),
        Some((id, flags)) if is_term(flags, case) => {
            let is_right = flags.contains(WordFlags::RARE) || acronym();
            let standing = if is_right {
                Standing::Fixed
            } else {
                Standing::Rare
            };
            (id, standing)
        }
        // What the corpora say of a common misspelling is true of the word that was meant.
        Some((_, flags)) if flags.intersects(WordFlags::SUSPECT) => (
            Model::unknown(),
            if acronym() {
                Standing::Fixed
            } else {
                Standing::Unknown
            },
        ),
        // A name in lower case may be a name, but hardly a rare one.
        Some((id, flags)) if flags.intersects(WordFlags::RARE) => {
            let standing = if is_rare_name(flags, case) {
                Standing::Known
            } else if acronym() {
                Standing::Fixed
            } else {
                Standing::Rare
            };
            (id, standing)
        }
        Some((id, flags)) if case == Case::Lower && is_only_a_name(flags) => (id, Standing::Rare),
        Some((id, flags)) if flags.intersects(WordFlags::KNOWN) => (id, Standing::Known),
        _ => {
            let found = found.map(|(id, _)| id);
            if acronym() {
                return (found.unwrap_or(Model::unknown()), Standing::Fixed);
            }
            if is_bent(model, key) {
                return (Model::unknown(), Standing::Fixed);
            }
            // A possessive is as right as its owner.
            let owner = owner(key);
            if owner.len() < key.len() {
                return match standing(model, owner, written, case, shouting) {
                    (id, Standing::Known | Standing::Rare) => {
                        (found.unwrap_or(id), Standing::Known)
                    }
                    of_owner => of_owner,
                };
            }
            (found.unwrap_or(Model::unknown()), Standing::Unknown)
        }
    }
}

/// Whether technical texts use a word: it is a term, not the slip that it would be elsewhere, the more so where the larger
/// dictionaries list it. In lower case it is no name (`isa`).
fn is_term(flags: WordFlags, case: Case) -> bool {
    flags.contains(WordFlags::JARGON)
        && flags.intersects(WordFlags::RARE | WordFlags::SUSPECT)
        && !(case == Case::Lower && flags.intersects(WordFlags::NAME))
}

/// Whether a rare word is written as the name that it is. What is met in small letters alone (`refered`) has its capital
/// from the sentence.
fn is_rare_name(flags: WordFlags, case: Case) -> bool {
    case != Case::Lower
        && !flags.contains(WordFlags::DICTIONARY)
        && (flags.intersects(WordFlags::NAME | WordFlags::TITLE | WordFlags::UPPER)
            || !flags.contains(WordFlags::LOWER))
}

/// Whether a word is never written in lower case.
pub(super) fn is_only_a_name(flags: WordFlags) -> bool {
    flags.intersects(WordFlags::NAME) && !flags.intersects(WordFlags::LOWER | WordFlags::JARGON)
}

/// Whether a list has a folded word: of rare names and slang, or of technical terms.
pub(in crate::spell) fn is_listed(key: &str) -> bool {
    [WordList::rare(), WordList::terms()]
        .iter()
        .any(|list| list.ln_p(key.as_bytes()).is_some())
}

/// The word that a folded word is the possessive of; any other word itself.
pub(in crate::spell) fn owner(key: &str) -> &str {
    key.strip_suffix("'s").unwrap_or(key)
}

/// Whether an ending is parted from a word: on purpose from what is in no dictionary (`mmap'ing`, `OK'd`), and as poets
/// do (`look'd`), who leave out vowels too (`cow'rin`, `num'rous`).
fn is_bent(model: &Model, key: &str) -> bool {
    if let Some((head, tail)) = key.split_once('\'')
        && head.len() > 1
        && tail.len() > 1
        && "aeiou".chars().any(|vowel| {
            let whole = format!("{head}{vowel}{tail}");
            model.is_in_dictionary(&whole)
                || tail.ends_with("in") && model.is_in_dictionary(&format!("{whole}g"))
        })
    {
        return true;
    }
    let poetic = key.strip_suffix("'d").filter(|stem| stem.len() > 2);
    if poetic.is_some_and(|stem| model.is_in_dictionary(&format!("{stem}ed"))) {
        return true;
    }
    let mut endings = ["'d", "'ed", "'ing"].into_iter();
    let stem = endings.find_map(|ending| key.strip_suffix(ending));
    stem.is_some_and(|stem| !model.is_in_dictionary(stem))
}
