//! What the engines find in a text, each finding with the part of the text that it is about.

use std::ops::Range;

use db::{Doubt, Edit, Language, Operation};
use text::{
    model::{Model, WordFlags},
    space::SpaceOptions,
    spell::{SpellOptions, Variety},
};

use super::{Rule, back::Back};
use crate::{
    engine::Engines,
    input::{CleanTask, SpellTask, Task},
    pool::Deadline,
    translation::TranslationError,
};

/// How many readings of a wrong word are told.
const READINGS: usize = 10;

/// The most findings of one text; LanguageTool's servers stop early too where nearly every word is wrong.
const MAX_MATCHES: usize = 10_000;

/// What was found in a text.
#[derive(Debug)]
pub struct Review {
    /// What to change, in the order of the text; these do not overlap.
    pub findings: Vec<Finding>,
    /// Whether that is all.
    pub complete: bool,
    /// The language of the text, where it was found out.
    pub language: Option<Language>,
}

/// Something to change.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where, in characters. Never empty: a missing space is shown with the words on both its sides.
    pub range: Range<usize>,
    /// What it is about.
    pub rule: Rule,
    /// What to put there, best first; at least one, but for a word in doubt.
    pub replacements: Vec<String>,
}

/// Puts missing spaces back and corrects the spelling, as far as the rules want it, as a clean-up does.
///
/// # Errors
/// The time was over.
pub fn review(
    engines: &Engines,
    text: &str,
    variety: Variety,
    rules: &[Rule],
    deadline: &Deadline,
) -> Result<Review, TranslationError> {
    let spell = SpellOptions {
        variety,
        suggestions: READINGS,
        ..SpellOptions::default()
    };
    let mut steps = vec![Operation::Space, Operation::Spell];
    if !rules.contains(&Rule::Spacing) {
        steps.remove(0);
    }
    let task = Task::Clean(CleanTask {
        steps,
        space: SpaceOptions::default(),
        spell: SpellTask {
            options: spell,
            doubts: rules.contains(&Rule::Doubt),
        },
    });
    let done = engines.run(&task, text, deadline)?;
    let mut spaced = Spaced::unchanged(text);
    let mut spelling = Vec::new();
    for step in done.detail.steps.unwrap_or_default() {
        if step.operation == Operation::Space {
            (spaced.processed, spaced.edits) = (step.processed, step.edits);
        } else {
            spelling = step.edits;
        }
    }
    let doubts = done.detail.doubts.unwrap_or_default();
    let doubts = untouched(text, &doubts, &spaced, &spelling);
    spelling.retain(|edit| rules.contains(&rule_of(&edit.from)));
    let (findings, complete) = findings(text, &spaced, &spelling, MAX_MATCHES);
    let mut findings = with_doubts(findings, doubts);
    let told = findings.len();
    findings.truncate(MAX_MATCHES);
    Ok(Review {
        complete: complete && told == findings.len(),
        findings,
        language: done.language,
    })
}

/// A text with its spaces put back, and where.
struct Spaced {
    processed: String,
    edits: Vec<Edit>,
}

impl Spaced {
    fn unchanged(text: &str) -> Self {
        Self {
            processed: text.to_owned(),
            edits: Vec::new(),
        }
    }
}

/// Whether a word that was changed exists.
fn rule_of(word: &str) -> Rule {
    let key = word.to_lowercase().replace('\u{2019}', "'");
    let model = Model::english();
    let known = model
        .id(&key)
        .is_some_and(|id| model.flags(id).contains(WordFlags::DICTIONARY));
    if known && word.chars().all(|c| !c.is_whitespace()) {
        Rule::Confusion
    } else {
        Rule::Spelling
    }
}

/// The words in doubt that are in the original what they are in the corrected text. What became of the others is told by
/// their own rules, also where these are not wanted.
fn untouched(text: &str, doubts: &[Doubt], spaced: &Spaced, spelling: &[Edit]) -> Vec<Finding> {
    let text: Vec<char> = text.chars().collect();
    let (spelt, spaced) = (Back::new(spelling), Back::new(&spaced.edits));
    let findings = doubts.iter().filter_map(|doubt| {
        let start = spaced.start(spelt.start(doubt.offset));
        let end = spaced.end(spelt.end(doubt.offset + doubt.length));
        let word = text.get(start..end)?;
        word.iter()
            .copied()
            .eq(doubt.word.chars())
            .then(|| Finding {
                range: start..end,
                rule: Rule::Doubt,
                replacements: doubt.suggestions.clone(),
            })
    });
    findings.collect()
}

/// Findings and those words in doubt that are in none of them; all in the order of the text.
fn with_doubts(mut findings: Vec<Finding>, mut doubts: Vec<Finding>) -> Vec<Finding> {
    doubts.retain(|doubt| {
        let next = findings.partition_point(|found| found.range.end <= doubt.range.start);
        let next = findings.get(next);
        next.is_none_or(|found| found.range.start >= doubt.range.end)
    });
    findings.extend(doubts);
    findings.sort_by_key(|found| found.range.start);
    findings
}

/// An edit of either pass over its part of the original.
struct Part<'a> {
    range: Range<usize>,
    spelling: Option<&'a Edit>,
    /// By how much the spacing edit made the text longer.
    longer: isize,
}

/// Edits of spacing and, on what that left, of spelling, as findings in the original: those that touch
/// the same words are one finding. At most so many, and whether these are all.
fn findings(
    original: &str,
    spaced: &Spaced,
    spelling: &[Edit],
    most: usize,
) -> (Vec<Finding>, bool) {
    let original: Vec<char> = original.chars().collect();
    let middle: Vec<char> = spaced.processed.chars().collect();
    let mut parts = spacing_parts(&original, &spaced.edits);
    let back = Back::new(&spaced.edits);
    parts.extend(spelling.iter().map(|edit| Part {
        range: back.start(edit.offset)..back.end(edit.offset + edit.length),
        spelling: Some(edit),
        longer: 0,
    }));
    parts.sort_by_key(|part| part.range.start);

    let mut findings = Vec::new();
    let mut shift = 0;
    let mut rest = &parts[..];
    while let Some(first) = rest.first().filter(|_| findings.len() < most) {
        let mut range = first.range.clone();
        let mut count = 1;
        while let Some(next) = rest.get(count).filter(|next| next.range.start < range.end) {
            range.end = range.end.max(next.range.end);
            count += 1;
        }
        let (together, later) = rest.split_at(count);
        rest = later;
        let start = range.start.saturating_add_signed(shift);
        shift += together.iter().map(|part| part.longer).sum::<isize>();
        let end = range.end.saturating_add_signed(shift);
        findings.push(finding(range, together, start, &middle[start..end]));
    }
    (findings, rest.is_empty())
}

/// Each edit of spacing over the whole run of words without a space that it is in.
fn spacing_parts<'a>(original: &[char], edits: &[Edit]) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'a>> = Vec::with_capacity(edits.len());
    for edit in edits {
        let range = match parts.last() {
            Some(last) if edit.offset < last.range.end => last.range.clone(),
            _ => {
                let (before, after) = original.split_at(edit.offset);
                let word = |run: &mut dyn Iterator<Item = &char>| {
                    run.take_while(|c| !c.is_whitespace()).count()
                };
                let start = edit.offset - word(&mut before.iter().rev());
                let end = edit.offset + word(&mut after.iter());
                start..end.max(edit.offset + edit.length)
            }
        };
        parts.push(Part {
            range,
            spelling: None,
            longer: edit.to.chars().count() as isize - edit.length as isize,
        });
    }
    parts
}

/// One finding for the edits of a run; `middle` is its spaced text, which begins at `start`.
fn finding(range: Range<usize>, parts: &[Part<'_>], start: usize, middle: &[char]) -> Finding {
    let edits: Vec<&Edit> = parts.iter().filter_map(|part| part.spelling).collect();
    let read = |only: Option<&str>| {
        let mut text = String::new();
        let mut at = 0;
        for edit in &edits {
            text.extend(&middle[at..edit.offset - start]);
            text.push_str(only.unwrap_or(&edit.to));
            at = edit.offset - start + edit.length;
        }
        text.extend(&middle[at..]);
        text
    };
    let mut replacements = vec![read(None)];
    if let [only] = edits[..] {
        let others = only.suggestions.iter().filter(|other| **other != only.to);
        replacements.extend(others.map(|other| read(Some(other))));
    }
    let rules = edits.iter().map(|edit| rule_of(&edit.from));
    let rule = rules
        .reduce(|one, other| if one == other { one } else { Rule::Spelling })
        .unwrap_or(Rule::Spacing);
    Finding {
        range,
        rule,
        replacements,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(text: &str, edits: &[Edit]) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for edit in edits.iter().rev() {
            chars.splice(edit.offset..edit.offset + edit.length, edit.to.chars());
        }
        chars.into_iter().collect()
    }

    /// Findings of these edits; putting the best replacements in must give what the edits give.
    fn found(text: &str, spacing: &[Edit], spelling: &[Edit]) -> Vec<(String, Rule, String)> {
        let spaced = Spaced {
            processed: applied(text, spacing),
            edits: spacing.to_vec(),
        };
        let (findings, complete) = findings(text, &spaced, spelling, MAX_MATCHES);
        assert!(complete);
        let mut chars: Vec<char> = text.chars().collect();
        for finding in findings.iter().rev() {
            chars.splice(finding.range.clone(), finding.replacements[0].chars());
        }
        let whole: String = chars.into_iter().collect();
        assert_eq!(whole, applied(&spaced.processed, spelling));
        let chars: Vec<char> = text.chars().collect();
        let shown = findings.into_iter().map(|finding| {
            let from = chars[finding.range].iter().collect();
            (from, finding.rule, finding.replacements[0].clone())
        });
        shown.collect()
    }

    #[test]
    fn a_missing_space_is_shown_with_its_words() {
        let spacing = [Edit::sure(8, "", " "), Edit::sure(13, "", " ")];
        assert_eq!(
            found(
                "😀 see thequickbrown fox",
                &[Edit::sure(9, "", " "), Edit::sure(14, "", " ")],
                &[]
            ),
            [(
                "thequickbrown".into(),
                Rule::Spacing,
                "the quick brown".into()
            )]
        );
        assert_eq!(found("ab cd ef gh ij kl", &spacing, &[]).len(), 2);
    }

    #[test]
    fn a_slip_in_words_that_ran_together_is_one_finding_with_them() {
        let found = found(
            "Pleesecall me backtomorow, teh end",
            &[Edit::sure(6, "", " "), Edit::sure(18, "", " ")],
            &[
                Edit::sure(0, "Pleese", "Please"),
                Edit::sure(20, "tomorow", "tomorrow"),
                Edit::sure(29, "teh", "the"),
            ],
        );
        assert_eq!(
            found[0],
            ("Pleesecall".into(), Rule::Spelling, "Please call".into())
        );
        assert_eq!(
            found[1],
            (
                "backtomorow,".into(),
                Rule::Spelling,
                "back tomorrow,".into()
            )
        );
        assert_eq!(found[2], ("teh".into(), Rule::Spelling, "the".into()));
    }

    #[test]
    fn a_word_that_exists_was_confused_and_not_misspelt() {
        let found = found("more then me", &[], &[Edit::sure(5, "then", "than")]);
        assert_eq!(found[0].1, Rule::Confusion);
        assert_eq!(rule_of("eror"), Rule::Spelling);
    }

    #[test]
    fn other_readings_follow_the_best() {
        let mut slip = Edit::sure(2, "havv", "have");
        slip.suggestions = vec!["have".into(), "haven".into()];
        let (findings, _) = findings("I havv", &Spaced::unchanged("I havv"), &[slip], MAX_MATCHES);
        assert_eq!(findings[0].replacements, ["have", "haven"]);
    }

    #[test]
    fn words_in_doubt_are_those_that_nothing_else_is_told_of() {
        let text = "😀 aword sosij teh sosij.andthe dog";
        let spacing = [Edit::sure(3, "", " "), Edit::sure(27, "", " ")];
        let spaced = Spaced {
            processed: applied(text, &spacing),
            edits: spacing.to_vec(),
        };
        let spelling = [Edit::sure(15, "teh", "then")];
        let corrected = applied(&spaced.processed, &spelling);
        let doubts: Vec<Doubt> = ["word", "sosij", "then", "sosij.and", "dog"]
            .into_iter()
            .map(|word| Doubt {
                offset: corrected[..corrected.find(word).unwrap()].chars().count(),
                length: word.chars().count(),
                word: word.to_owned(),
                suggestions: Vec::new(),
            })
            .collect();
        let doubts = untouched(text, &doubts, &spaced, &spelling);
        let (findings, _) = findings(text, &spaced, &spelling, MAX_MATCHES);
        let chars: Vec<char> = text.chars().collect();
        let told = with_doubts(findings, doubts).into_iter().map(|finding| {
            let word: String = chars[finding.range].iter().collect();
            (word, finding.rule)
        });
        let wanted = [
            ("aword", Rule::Spacing),
            ("sosij", Rule::Doubt),
            ("teh", Rule::Spelling),
            ("sosij.andthe", Rule::Spacing),
            ("dog", Rule::Doubt),
        ];
        let wanted = wanted.map(|(word, rule)| (word.to_owned(), rule));
        assert_eq!(told.collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn there_is_an_end_to_what_is_told() {
        let slips = [0, 4, 8].map(|offset| Edit::sure(offset, "teh", "the"));
        let found = |most| {
            let text = "teh teh teh";
            let (findings, complete) = findings(text, &Spaced::unchanged(text), &slips, most);
            (findings.len(), complete)
        };
        assert_eq!(found(2), (2, false));
        assert_eq!(found(3), (3, true));
    }
}
