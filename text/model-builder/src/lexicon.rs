//! Which words the model knows, how often they occur, and what the dictionaries say about them.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use text::model::{SoundKey, WordFlags};

use crate::lm::Arpa;
use crate::sources::{self, Counts};
use crate::{Failure, corpus};

/// The classes at the front of the vocabulary, in id order.
pub const CLASSES: [&str; 4] = ["<unk>", "<s>", "</s>", "<number>"];
/// Position of the class of unknown words.
pub const UNKNOWN: u32 = 0;
/// Position of the start of a sentence.
pub const START: u32 = 1;
/// Position of the end of a sentence.
pub const END: u32 = 2;
/// Position of the class of numbers.
pub const NUMBER: u32 = 3;
/// Largest size of `SCOWL` that counts as a spelling dictionary; larger ones hold obscurities.
const DICTIONARY_SIZE: u32 = 70;
/// A word that technical text has so often is jargon, where no dictionary has it.
const JARGON: u64 = 6;
/// Share of the tokens that are numbers in digits, and words outside of the vocabulary.
const P_NUMBER: f64 = 0.012;
const P_UNKNOWN: f64 = 0.004;
/// Probability of a dictionary word that no source has counted.
const P_FLOOR: f64 = 4e-10;

/// A word of the vocabulary.
#[derive(Debug, Clone, Default)]
pub struct Word {
    /// Lower-case key.
    pub key: String,
    /// The usual form where it isn't the key.
    pub display: Option<String>,
    /// What is known about it.
    pub flags: WordFlags,
    /// p(w).
    pub p: f64,
    /// From the pronouncing dictionary.
    pub sound: Option<SoundKey>,
}

/// The vocabulary, commonest first after the classes.
pub struct Lexicon {
    /// The words; a word's id is its position.
    pub words: Vec<Word>,
    ids: HashMap<String, u32>,
}

impl Lexicon {
    /// The id of a key; runs of digits are the class of numbers.
    pub fn id(&self, key: &str) -> Option<u32> {
        self.ids
            .get(key)
            .copied()
            .or_else(|| sources::is_number(key).then_some(NUMBER))
    }
}

/// What was gathered about a key before the vocabulary is chosen.
#[derive(Default)]
struct Gathered {
    /// Smallest `SCOWL` size that lists it.
    size: Option<u32>,
    /// Smallest size that lists it in lower case.
    lower: Option<u32>,
    /// Forms with capitals, and the smallest size that lists them.
    forms: Vec<(u32, String)>,
    flags: WordFlags,
    american: bool,
    british: bool,
    common: bool,
    sound: Option<SoundKey>,
    wordfreq: f64,
    web: f64,
    cmu: f64,
    /// Shares in collected prose and technical text.
    texts: [f64; 2],
    /// How often the technical text has it.
    technical: u64,
    /// Forms inside of sentences of collected text.
    seen: Vec<(u64, String)>,
}

/// Gathers the word lists under `folder`, counts the texts, and chooses at most `most` words.
///
/// # Errors
/// [`Failure`] where a list is missing or can't be read.
pub fn build(
    folder: &Path,
    cmu: &Arpa,
    texts: &[Vec<PathBuf>; 2],
    most: usize,
) -> Result<Lexicon, Failure> {
    let mut gathered: HashMap<String, Gathered> = HashMap::new();
    scowl(&folder.join("scowl"), &mut gathered)?;
    pronunciations(&folder.join("cmudict.txt"), &mut gathered)?;
    for (key, share) in shares(&sources::wordfreq(&folder.join("wordfreq.txt"))?) {
        gathered.entry(key).or_default().wordfreq = share;
    }
    for (key, share) in shares(&sources::counts(&folder.join("web.txt"))?) {
        gathered.entry(key).or_default().web = share;
    }
    for key in sources::counts(&folder.join("symspell.txt"))?.into_keys() {
        gathered.entry(key).or_default().common = true;
    }
    for (word, entry) in cmu.words.iter().zip(&cmu.unigrams) {
        if sources::is_word(word) {
            let word = gathered.entry(word.clone()).or_default();
            word.cmu = f64::from(entry.ln_p.exp());
            word.common = true;
        }
    }
    for (kind, files) in texts.iter().enumerate() {
        let forms = corpus::forms(files)?;
        let total: u64 = forms.values().sum();
        for (form, count) in forms {
            let Some(key) = sources::fold(&form) else {
                continue;
            };
            let word = gathered.entry(key).or_default();
            word.texts[kind] += count as f64 / total as f64;
            word.technical += count * kind as u64;
            word.seen.push((count, form));
        }
    }
    Ok(choose(gathered, most))
}

fn choose(gathered: HashMap<String, Gathered>, most: usize) -> Lexicon {
    let mut words: Vec<(bool, Word)> = gathered
        .into_iter()
        .filter_map(|(key, gathered)| word(key, gathered))
        .collect();
    words.sort_by(|(a_sure, a), (b_sure, b)| {
        b_sure
            .cmp(a_sure)
            .then(b.p.total_cmp(&a.p))
            .then_with(|| a.key.cmp(&b.key))
    });
    words.truncate(most - CLASSES.len());
    let mut words: Vec<Word> = words.into_iter().map(|(_, word)| word).collect();
    words.sort_by(|a, b| b.p.total_cmp(&a.p).then_with(|| a.key.cmp(&b.key)));

    let classes = [P_UNKNOWN, 1e-12, 0.06, P_NUMBER];
    let left = 1.0 - classes.iter().sum::<f64>();
    let total: f64 = words.iter().map(|word| word.p).sum();
    for word in &mut words {
        word.p *= left / total;
    }
    let classes = CLASSES.iter().zip(classes).map(|(key, p)| Word {
        key: (*key).to_owned(),
        p,
        ..Word::default()
    });
    let mut words: Vec<Word> = classes.chain(words).collect();
    let ids = words.iter().map(|word| word.key.clone()).zip(0..).collect();
    crate::suspects::mark(&mut words);
    Lexicon { words, ids }
}

/// Turns what was gathered into a word, and says whether it must be in the vocabulary.
fn word(key: String, from: Gathered) -> Option<(bool, Word)> {
    let dictionary = from.size.is_some_and(|size| size <= DICTIONARY_SIZE);
    // The web counts drop apostrophes and hold every typing slip; they matter for words that the
    // better sources lack, and then less.
    let [prose, technical] = from.texts;
    let p =
        0.50 * from.wordfreq + 0.28 * from.cmu + 0.08 * from.web + 0.07 * prose + 0.07 * technical;
    let counted = from.wordfreq > 0.0 || from.cmu > 0.0;
    let sure = dictionary || from.cmu > 0.0 || (from.common && counted) || from.technical >= JARGON;
    let has_digit = key.bytes().any(|byte| byte.is_ascii_digit());
    if !sure && (p < if has_digit { 5e-8 } else { 3e-9 }) {
        return None;
    }
    if key.len() == 1 && !dictionary && !counted {
        return None;
    }
    let mut flags = from.flags;
    if dictionary {
        flags |= WordFlags::DICTIONARY;
    }
    if from
        .size
        .is_some_and(|size| size > DICTIONARY_SIZE || size == DICTIONARY_SIZE && p < 1e-7)
    {
        flags |= WordFlags::RARE;
    }
    if from.american != from.british {
        flags |= if from.american {
            WordFlags::AMERICAN
        } else {
            WordFlags::BRITISH
        };
    }
    if from.lower.is_some() || from.forms.is_empty() {
        flags |= WordFlags::LOWER;
    }
    for (_, form) in &from.forms {
        flags |= case_of(form);
    }
    if from.sound.is_some() {
        flags |= WordFlags::PRONOUNCED;
    }
    if !dictionary && from.technical >= JARGON {
        flags |= WordFlags::JARGON;
    }
    let usual = usual_form(&key, from.seen);
    if let Some(usual) = &usual {
        flags |= case_of(usual);
    }
    let display = from.forms.into_iter().min();
    let display = display.filter(|(size, _)| from.lower.is_none_or(|lower| *size < lower));
    let display = usual
        .or(display.map(|(_, form)| form))
        .filter(|form| *form != key);
    Some((
        sure,
        Word {
            key,
            display,
            flags,
            p: p.max(P_FLOOR),
            sound: from.sound,
        },
    ))
}

/// The form that collected text prefers, which may be the key; `None` where it has seen too little.
fn usual_form(key: &str, mut seen: Vec<(u64, String)>) -> Option<String> {
    seen.retain(|(_, form)| form.is_ascii());
    let total: u64 = seen.iter().map(|(count, _)| count).sum();
    let lower: u64 = seen
        .iter()
        .filter(|(_, form)| form == key)
        .map(|(count, _)| count)
        .sum();
    let (best, form) = seen.into_iter().max()?;
    // Headings and emphasis put capitals on any word, so lower case needs less of a share to win.
    if total >= 20 && lower * 4 >= total {
        Some(key.to_owned())
    } else if total >= 12 && best * 2 > total && lower * 10 < total {
        Some(form)
    } else {
        None
    }
}

fn case_of(form: &str) -> WordFlags {
    let upper = form.chars().filter(|letter| letter.is_uppercase()).count();
    let letters = form.chars().filter(|letter| letter.is_alphabetic()).count();
    if upper == 0 {
        WordFlags::LOWER
    } else if upper == letters && letters > 1 {
        WordFlags::UPPER
    } else if upper == 1 && form.starts_with(char::is_uppercase) {
        WordFlags::TITLE
    } else {
        WordFlags::MIXED
    }
}

/// Reads the lists of `SCOWL`, whose names say region, kind and size: `british-words.50`.
fn scowl(folder: &Path, gathered: &mut HashMap<String, Gathered>) -> Result<(), Failure> {
    let mut lists: Vec<_> = fs::read_dir(folder)
        .map_err(|error| Failure::file(folder, &error))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    lists.sort();
    for path in lists {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let Some(((region, kind), size)) = name
            .rsplit_once('.')
            .and_then(|(name, size)| name.rsplit_once('-').zip(size.parse::<u32>().ok()))
        else {
            continue;
        };
        // The second and third grade of variants are disputed spellings; roman numerals are no words.
        if region.ends_with("_2") || region.ends_with("_3") || kind == "numerals" {
            continue;
        }
        let bytes = fs::read(&path).map_err(|error| Failure::file(&path, &error))?;
        let text: String = bytes.iter().map(|&byte| char::from(byte)).collect(); // Latin-1
        for form in text.lines() {
            let Some(key) = sources::fold(form) else {
                continue;
            };
            if key.ends_with("'s") && kind != "contractions" {
                continue;
            }
            let word = gathered.entry(key.clone()).or_default();
            word.size = Some(word.size.map_or(size, |known| known.min(size)));
            if form.starts_with(|first: char| first.is_lowercase() || first == '\'') {
                word.lower = Some(word.lower.map_or(size, |known| known.min(size)));
            }
            if form.contains(char::is_uppercase)
                && form.is_ascii()
                && size <= DICTIONARY_SIZE
                && !word.forms.iter().any(|(_, known)| known == form)
            {
                word.forms.push((size, form.to_owned()));
            }
            if kind == "names" || kind == "upper" {
                word.flags |= WordFlags::NAME;
            }
            if kind == "abbreviations" {
                word.flags |= WordFlags::ABBREVIATION;
            }
            match region {
                "american" => word.american = true,
                "british" | "british_z" | "canadian" | "australian" => word.british = true,
                "english" => (word.american, word.british) = (true, true),
                _ => {}
            }
        }
    }
    Ok(())
}

/// Reads `cmudict`: a word, then its phones; `word(2)` is another pronunciation, which is left out.
fn pronunciations(path: &Path, gathered: &mut HashMap<String, Gathered>) -> Result<(), Failure> {
    for line in sources::read(path)?.lines() {
        let mut fields = line.split_whitespace();
        if let Some(key) = fields.next().filter(|key| sources::is_word(key)) {
            let word = gathered.entry(key.to_owned()).or_default();
            word.sound = Some(SoundKey::of_phones(fields));
        }
    }
    Ok(())
}

fn shares(counts: &Counts) -> impl Iterator<Item = (String, f64)> {
    let total: f64 = counts.values().sum();
    counts
        .iter()
        .map(move |(key, count)| (key.clone(), count / total))
}
