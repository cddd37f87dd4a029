//! The words of a text as the decoder sees them: folded, looked up, with what surrounds them.

use std::ops::Range;

use super::case::{Case, fold_into};
use super::cut;
use super::standing::{Standing, standing};
use crate::model::{Model, WordFlags, WordId};
use crate::spell::candidates::scan;
use crate::spell::lists;
use crate::token::{self, Kind, Protected, Token};

/// A word, a number or a protected span: whatever stands in a sentence and has neighbours.
#[derive(Debug, Clone)]
pub(in crate::spell) struct Item {
    /// Index of its token.
    pub token: usize,
    /// Its folded form, as a range of [`Items::keys`]; empty for what is not a word.
    pub key: Range<u32>,
    /// What the language model takes it for.
    pub id: WordId,
    /// What is known of it.
    pub standing: Standing,
    /// How it is capitalised.
    pub case: Case,
    /// What it is joined to without a space.
    pub glue: Glue,
    /// First word of a sentence, so that a capital says nothing.
    pub first: bool,
    /// Written with letters outside ASCII.
    pub accented: bool,
}

/// What a word is joined to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::spell) enum Glue {
    /// White space or ordinary punctuation.
    None,
    /// Quotation marks or brackets on both sides, and nothing else in them.
    Quoted,
    /// A hyphen: a compound or a name.
    Hyphen,
    /// A dot, slash or other sign inside a run without spaces: probably code.
    Code,
}

/// All items of a text and their folded forms.
#[derive(Debug, Default)]
pub(in crate::spell) struct Items {
    /// In order.
    pub list: Vec<Item>,
    /// Folded forms, end to end.
    pub keys: String,
    /// Sentences as ranges of `list`.
    pub sentences: Vec<Range<usize>>,
    /// Whether the text is in capitals throughout, so that they say nothing.
    pub shouting: bool,
}

impl Items {
    /// The folded form of an item.
    pub fn key(&self, item: usize) -> &str {
        let key = &self.list[item].key;
        &self.keys[key.start as usize..key.end as usize]
    }

    /// Looks up all words of a text. `is_allowed` names folded words that the user has allowed.
    pub fn of(
        text: &str,
        tokens: &[Token],
        model: &Model,
        is_allowed: impl Fn(&str) -> bool,
    ) -> Self {
        let mut items = Self {
            list: Vec::with_capacity(tokens.len() / 2 + 1),
            keys: String::with_capacity(text.len()),
            sentences: Vec::new(),
            shouting: is_shouting(text),
        };
        for sentence in token::sentences(text, tokens) {
            let first = items.list.len();
            for token in sentence {
                if let Some(item) = items.item(text, tokens, token, model, &is_allowed) {
                    items.list.push(item);
                    let last = items.list.len() - 1;
                    items.list[last].first = last == first;
                    items.capital_i(last, text, tokens);
                    if last > first {
                        items.foreign(last);
                        items.cited(last, first);
                        items.no_name(last, model);
                    }
                }
            }
            if is_heading(model, &items.list[first..]) {
                items.list[first..]
                    .iter_mut()
                    .for_each(|item| item.first = true);
            }
            if items.list.len() > first {
                items.sentences.push(first..items.list.len());
            }
        }
        items.speak();
        items
    }

    /// Marks an item that may begin with a misread capital `I`.
    fn capital_i(&mut self, index: usize, text: &str, tokens: &[Token]) {
        let item = &self.list[index];
        let behind_an_end = || {
            let before = tokens[..item.token].iter().rev();
            let mut before = before.skip_while(|token| token.kind == Kind::Space);
            before
                .next()
                .is_some_and(|token| matches!(token.text(text), "." | "!" | "?" | "\"" | "“" | "‘"))
        };
        // `ls *.txt`, `ln -s a b`
        let is_before_word = || {
            let mut behind = tokens[item.token + 1..]
                .iter()
                .filter(|token| token.kind != Kind::Space);
            behind.next().is_none_or(|token| token.kind == Kind::Word)
        };
        let begins = || (item.first || behind_an_end()) && is_before_word();
        let is_misread = match item.case {
            Case::Lower => scan::may_be_capital(self.key(index), begins),
            Case::Upper => self.key(index) == scan::ALL && begins(),
            Case::Title | Case::Mixed => false,
        };
        if is_misread && item.glue == Glue::None {
            self.list[index].standing = Standing::Scanned;
        }
    }

    fn item(
        &mut self,
        text: &str,
        tokens: &[Token],
        token: usize,
        model: &Model,
        is_allowed: &impl Fn(&str) -> bool,
    ) -> Option<Item> {
        let start = self.keys.len() as u32;
        let written = tokens[token].text(text);
        let mut item = Item {
            token,
            key: start..start,
            id: Model::unknown(),
            standing: Standing::Fixed,
            case: Case::Lower,
            glue: Glue::None,
            first: false,
            accented: false,
        };
        match tokens[token].kind {
            Kind::Space | Kind::Punctuation => return None,
            Kind::Number => item.id = Model::number(),
            Kind::Protected(Protected::Identifier | Protected::Quantity)
                if scan::number(written).is_some() =>
            {
                item.id = Model::number();
                item.glue = glue(text, tokens, token);
                item.standing = Standing::Scanned;
            }
            Kind::Protected(Protected::Identifier | Protected::Quantity)
                if scan::may_be_word(model, written)
                    || scan::has_inner_i(model, written)
                    || next_word(text, tokens, token)
                        .is_some_and(|next| scan::may_be_little(model, written, next)) =>
            {
                let printed = scan::with_ones(written);
                self.keys
                    .extend(printed.chars().map(|c| c.to_ascii_lowercase()));
                item.key.end = self.keys.len() as u32;
                item.case = Case::of(written);
                item.glue = glue(text, tokens, token);
                item.standing = Standing::Scanned;
            }
            Kind::Protected(_) => {}
            Kind::Word => {
                if fold_into(written, &mut self.keys) {
                    item.key.end = self.keys.len() as u32;
                    item.case = Case::of(written);
                    if matches!(written, "Im" | "Ive") {
                        // The capital is that of `I`.
                        item.case = Case::Lower;
                    }
                    item.accented = !written.is_ascii()
                        && written.chars().any(|c| !c.is_ascii() && c.is_alphabetic());
                    item.glue = glue(text, tokens, token);
                    let key = &self.keys[start as usize..];
                    (item.id, item.standing) =
                        standing(model, key, written, item.case, self.shouting);
                    if is_allowed(key)
                        || is_dropping_its_g(text, tokens[token].end, key, model)
                        || is_command(text, &tokens[token + 1..])
                        || is_beheaded(text, &tokens[..token], key, model)
                        || cut::is_part(text, tokens, token, model)
                    {
                        item.standing = Standing::Fixed;
                    }
                }
            }
        }
        Some(item)
    }
}

/// The word that stands one space behind a token.
fn next_word<'a>(text: &'a str, tokens: &[Token], token: usize) -> Option<&'a str> {
    match tokens.get(token + 1..token + 3)? {
        [space, word] if space.kind == Kind::Space && word.kind == Kind::Word => {
            Some(word.text(text))
        }
        _ => None,
    }
}

/// Whether a word is spoken English written down: `doin'`.
fn is_dropping_its_g(text: &str, end: usize, key: &str, model: &Model) -> bool {
    key.ends_with("in")
        && text[end..].starts_with(['\'', '’'])
        && model.id(&[key, "g"].concat()).is_some()
}

/// Whether a word is the name of a program, by what stands behind it: `ls -la`, `cargo --version`.
fn is_command(text: &str, behind: &[Token]) -> bool {
    match behind {
        [space, flag, ..] if space.kind != Kind::Space || flag.kind == Kind::Space => false,
        [_, flag, ..] if flag.kind == Kind::Protected(Protected::Flag) => true,
        [_, dash, name, ..] => dash.text(text) == "-" && name.kind == Kind::Word,
        _ => false,
    }
}

/// Whether nearly all letters of a text of some length are capitals.
fn is_shouting(text: &str) -> bool {
    let capitals = text.bytes().filter(u8::is_ascii_uppercase).count();
    let small = text.bytes().filter(u8::is_ascii_lowercase).count();
    capitals > 10 && capitals > 4 * small
}

/// Whether a sentence capitalises its common words, as a heading does.
fn is_heading(model: &Model, sentence: &[Item]) -> bool {
    let common = |item: &&Item| {
        item.standing == Standing::Known && model.flags(item.id).contains(WordFlags::LOWER)
    };
    let with = |case| {
        sentence
            .iter()
            .skip(1)
            .filter(common)
            .filter(|i| i.case == case && i.key.len() > 3)
            .count()
    };
    with(Case::Title) > 1 && with(Case::Lower) == 0
}

/// The shortest unknown word that is hardly a name, in letters.
const LONG: usize = 8;

/// Whether a capital at a sentence's beginning says nothing of a word: it is usual in small letters.
pub(in crate::spell) fn is_ordinary(model: &Model, item: &Item, key: &str) -> bool {
    let flags = model.flags(item.id);
    match item.standing {
        Standing::Known => flags.contains(WordFlags::LOWER),
        Standing::Unknown | Standing::Rare => {
            // Those that only the pronouncing dictionary has are surnames too, as are many short ones.
            let named = WordFlags::NAME
                | WordFlags::TITLE
                | WordFlags::UPPER
                | WordFlags::MIXED
                | WordFlags::PRONOUNCED;
            let is_plain = flags.contains(WordFlags::LOWER) && !flags.intersects(named);
            is_plain && key.len() >= LONG || lists::fused(key).is_some()
        }
        Standing::Fixed | Standing::Scanned => false,
    }
}

/// Whether dictionaries have a word, and not as a name: right by itself, however rare.
pub(in crate::spell) fn is_dictionary_word(model: &Model, id: WordId) -> bool {
    let right = WordFlags::DICTIONARY | WordFlags::LOWER;
    model.flags(id).contains(right)
}

/// Words that lose their beginning in speech; an apostrophe stands before them then.
const BEHEADED: &[&str] = &[
    "bout",
    "cause",
    "cos",
    "cross",
    "em",
    "fore",
    "gainst",
    "kay",
    "neath",
    "nother",
    "nuff",
    "pon",
    "round",
    "scuse",
    "specially",
    "spose",
    "sup",
    "til",
    "till",
    "tis",
    "twas",
    "tween",
    "twere",
    "twill",
    "twixt",
    "twould",
];

/// Whether a word has lost its beginning: `'bout`, `'ouse`.
fn is_beheaded(text: &str, before: &[Token], key: &str, model: &Model) -> bool {
    let mark = before.last().map(|token| token.text(text));
    matches!(mark, Some("'" | "’" | "‘"))
        && (BEHEADED.contains(&key)
            || key.starts_with(['a', 'e', 'i', 'o', 'u'])
                && model
                    .id(key)
                    .is_none_or(|id| !is_dictionary_word(model, id))
                && model.is_in_dictionary(&format!("h{key}")))
}

/// What a word touches on either side.
fn glue(text: &str, tokens: &[Token], token: usize) -> Glue {
    let beside = |near: Option<usize>, far: Option<usize>| {
        let at = |i: Option<usize>| {
            i.and_then(|i| tokens.get(i))
                .filter(|t| t.kind != Kind::Space)
        };
        let Some(near) = at(near) else {
            return Glue::None;
        };
        if near.kind != Kind::Punctuation {
            return Glue::Code;
        }
        let solid = at(far).is_some_and(|t| t.kind != Kind::Punctuation);
        match near.text(text) {
            "." | "_" | ":" | "=" | "\\" | "@" | "#" | "$" | "~" | "|" | "+" if solid => Glue::Code,
            "_" | "\\" | "@" | "$" | "~" | "=" => Glue::Code,
            "-" | "‐" | "‑" | "(" | "[" | "/" if solid => Glue::Hyphen,
            _ => Glue::None,
        }
    };
    let before = beside(token.checked_sub(1), token.checked_sub(2));
    let after = beside(Some(token + 1), Some(token + 2));
    let quoted = |at: Option<usize>, marks: &str| {
        at.and_then(|i| tokens.get(i))
            .is_some_and(|t| t.kind == Kind::Punctuation && marks.contains(t.text(text)))
    };
    match (before, after) {
        (Glue::Code, _) | (_, Glue::Code) => Glue::Code,
        (Glue::Hyphen, _) | (_, Glue::Hyphen) => Glue::Hyphen,
        _ if quoted(token.checked_sub(1), "\"'“‘«[*_") && quoted(Some(token + 1), "\"'”’»]*_") => {
            Glue::Quoted
        }
        _ => Glue::None,
    }
}
