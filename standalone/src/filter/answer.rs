//! The answer for a document of any size, in the API's form.

use std::{
    io::{self, Write},
    mem,
    path::Path,
};

use api_service::{answer::rounded, engine::Outcome};
use chrono::{DateTime, Utc};
use db::{Language, NewRecord, Operation, Step, Translation};

use super::json::{Object, PlacedList, Spool};

/// An answer that grows part by part.
pub struct Answer {
    operation: Operation,
    original: Spool,
    processed: Spool,
    /// The edits of the document; of a clean-up, the steps have them.
    edits: PlacedList,
    languages: Vec<Share>,
    translation: Translation,
    steps: Vec<StepAnswer>,
    /// Where they are asked for.
    doubts: Option<PlacedList>,
    took_ms: f64,
    created_at: DateTime<Utc>,
    record: Option<uuid::Uuid>,
}

/// A step of a clean-up.
struct StepAnswer {
    operation: Operation,
    processed: Spool,
    edits: PlacedList,
    translation: Translation,
}

/// A language, in how many bytes of the document it was found, and how surely, taken over them.
struct Share {
    code: String,
    bytes: usize,
    sureness: f64,
}

impl Answer {
    /// One without any text yet.
    pub fn new(operation: Operation) -> Self {
        Self {
            operation,
            original: Spool::new(),
            processed: Spool::new(),
            edits: PlacedList::new(),
            languages: Vec::new(),
            translation: Translation::default(),
            steps: Vec::new(),
            doubts: None,
            took_ms: 0.0,
            created_at: Utc::now(),
            record: None,
        }
    }

    /// Adds the next part of the document: as it was, and what was made of it.
    ///
    /// # Errors
    /// The temporary files cannot be written.
    pub fn add(&mut self, original: &str, outcome: Outcome) -> io::Result<()> {
        self.original.add_string(original)?;
        self.processed.add_string(&outcome.processed)?;
        self.edits.add(outcome.edits, original)?;
        let detail = outcome.detail;
        join(&mut self.translation, detail.translation);
        self.took_ms += detail.took_ms;
        let mut before = original;
        let mut steps = detail.steps.unwrap_or_default();
        for (number, step) in steps.iter_mut().enumerate() {
            if self.steps.len() == number {
                self.steps.push(StepAnswer::new(step.operation));
            }
            self.steps[number].add(step, before)?;
            before = &step.processed;
        }
        if let Some(doubts) = detail.doubts {
            let list = self.doubts.get_or_insert_with(PlacedList::new);
            list.add(doubts, &outcome.processed)?;
        }
        if let Some(found) = outcome.language {
            self.found(found, original.len());
        }
        Ok(())
    }

    /// Names the record that keeps it.
    pub fn saved_as(&mut self, record: &NewRecord) {
        self.record = Some(record.id);
        self.created_at = record.created_at();
    }

    /// Writes it as one line of JSON, with the path of the document where that has one.
    ///
    /// # Errors
    /// The temporary files cannot be read, or `out` not be written.
    pub fn write(mut self, path: &Path, tag: Option<&str>, out: impl Write) -> io::Result<()> {
        let mut object = Object::of(path, out)?;
        if let Some(record) = &self.record {
            object.field("record", record)?;
        }
        object.field("id", &tag)?;
        object.field("operation", &self.operation)?;
        object.spooled("original", '"', &mut self.original)?;
        object.spooled("processed", '"', &mut self.processed)?;
        if self.operation.has_edits() {
            object.spooled("edits", '[', &mut self.edits.spool)?;
        }
        object.field("language", &self.language())?;
        object.field("created_at", &db::timestamp(self.created_at))?;
        object.fields(&self.translation)?;
        if !self.steps.is_empty() {
            let out = object.key("steps")?;
            out.write_all(b"[")?;
            for (number, step) in self.steps.iter_mut().enumerate() {
                out.write_all(if number > 0 { b"," } else { b"" })?;
                step.write(&mut *out)?;
            }
            out.write_all(b"]")?;
        }
        if let Some(doubts) = &mut self.doubts {
            object.spooled("doubts", '[', &mut doubts.spool)?;
        }
        object.field("took_ms", &self.took_ms)?;
        object.end()?.write_all(b"\n")
    }

    /// Writes what there is to say of a document that could not be read or processed, in place of its answer.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub fn write_failure(
        self,
        path: &Path,
        tag: Option<&str>,
        error: &str,
        out: impl Write,
    ) -> io::Result<()> {
        let mut object = Object::of(path, out)?;
        object.field("id", &tag)?;
        object.field("operation", &self.operation)?;
        object.field("error", error)?;
        object.end()?.write_all(b"\n")
    }

    fn found(&mut self, language: Language, bytes: usize) {
        let place = self
            .languages
            .iter()
            .position(|known| known.code == language.code);
        let place = place.unwrap_or_else(|| {
            self.languages.push(Share {
                code: language.code,
                bytes: 0,
                sureness: 0.0,
            });
            self.languages.len() - 1
        });
        let share = &mut self.languages[place];
        share.bytes += bytes;
        share.sureness += language.confidence * bytes as f64;
    }

    /// The language of most of the document.
    fn language(&self) -> Option<Language> {
        let most = self.languages.iter().max_by_key(|share| share.bytes)?;
        Some(Language {
            code: most.code.clone(),
            confidence: rounded((most.sureness / most.bytes as f64) as f32),
        })
    }
}

impl StepAnswer {
    fn new(operation: Operation) -> Self {
        Self {
            operation,
            processed: Spool::new(),
            edits: PlacedList::new(),
            translation: Translation::default(),
        }
    }

    /// Adds what the step made of the next part, which came to it as `before`.
    fn add(&mut self, step: &mut Step, before: &str) -> io::Result<()> {
        self.processed.add_string(&step.processed)?;
        self.edits.add(mem::take(&mut step.edits), before)?;
        join(&mut self.translation, mem::take(&mut step.translation));
        Ok(())
    }

    fn write(&mut self, out: impl Write) -> io::Result<()> {
        let mut object = Object::begin(out)?;
        object.field("operation", &self.operation)?;
        object.spooled("processed", '"', &mut self.processed)?;
        object.spooled("edits", '[', &mut self.edits.spool)?;
        object.fields(&self.translation)?;
        object.end().map(drop)
    }
}

/// How all of a document was translated, from how its parts were: the first that says more than that nothing had to be done.
fn join(all: &mut Translation, part: Translation) {
    let nothing = all.model.is_none() && all.quality.is_none();
    if nothing && (all.provider.is_none() || part.model.is_some() || part.quality.is_some()) {
        let untranslated = mem::take(&mut all.untranslated);
        *all = Translation {
            untranslated,
            ..part.clone()
        };
    }
    for code in part.untranslated {
        if !all.untranslated.contains(&code) {
            all.untranslated.push(code);
        }
    }
}

#[cfg(test)]
mod tests {
    use api_service::answer::record_of;
    use db::{Detail, Doubt, Edit};
    use serde_json::{Value, json};

    use super::*;

    fn outcome(operation: Operation, processed: &str, edits: Vec<Edit>) -> Outcome {
        Outcome {
            operation,
            processed: processed.to_owned(),
            edits,
            language: Some(Language {
                code: "en".to_owned(),
                confidence: 0.75,
            }),
            detail: Detail::default(),
        }
    }

    fn edit(offset: usize, from: &str, to: &str) -> Edit {
        Edit {
            offset,
            length: from.chars().count(),
            from: from.to_owned(),
            to: to.to_owned(),
            confidence: 0.9,
            suggestions: vec![to.to_owned()],
        }
    }

    fn written(answer: Answer, path: &str) -> Value {
        let mut line = Vec::new();
        answer
            .write(Path::new(path), Some("tag"), &mut line)
            .unwrap();
        assert_eq!(line.pop(), Some(b'\n'));
        serde_json::from_slice(&line).unwrap()
    }

    /// A clean-up of two steps.
    fn cleaned(original: &str) -> Outcome {
        let step = |operation, processed: &str, edits| Step {
            operation,
            processed: processed.to_owned(),
            edits,
            translation: Translation::default(),
        };
        let spaced = original.replace("adog", "a dog");
        let spelt = spaced.replace("havv", "have");
        let place = |text: &str, word| text.split(word).next().unwrap_or_default().chars().count();
        let steps = vec![
            step(
                Operation::Space,
                &spaced,
                vec![edit(place(original, "dog"), "", " ")],
            ),
            step(
                Operation::Spell,
                &spelt,
                vec![edit(place(&spaced, "havv"), "havv", "have")],
            ),
        ];
        let mut outcome = outcome(Operation::Clean, &spelt, Vec::new());
        outcome.detail.steps = Some(steps);
        outcome.detail.doubts = Some(vec![Doubt {
            offset: place(&spelt, "dog"),
            length: 3,
            word: "dog".to_owned(),
            suggestions: vec!["dig".to_owned()],
        }]);
        outcome.detail.took_ms = 2.5;
        outcome
    }

    #[test]
    fn one_part_answers_as_the_api_does() {
        let spelt = outcome(
            Operation::Spell,
            "I \"have\"\n",
            vec![edit(3, "havv", "have")],
        );
        let mut translated = outcome(Operation::Translate, "words", Vec::new());
        translated.detail.translation.provider = Some("local".to_owned());
        translated.detail.translation.model = Some("pt-en".to_owned());
        for (original, outcome) in [
            ("I \"havv\"\n", spelt),
            ("palavras", translated),
            ("\u{e9} havv adog", cleaned("\u{e9} havv adog")),
        ] {
            let tag = Some("tag".to_owned());
            let record = record_of(&outcome, original.to_owned(), tag.clone()).unwrap();
            let api = api_service::answer::Answer::of(outcome.clone(), original.to_owned(), tag);
            let api = api.saved_as(&record);
            let mut answer = Answer::new(outcome.operation);
            answer.add(original, outcome).unwrap();
            answer.saved_as(&record);
            assert_eq!(written(answer, "-"), serde_json::to_value(&api).unwrap());
        }
    }

    #[test]
    fn parts_become_one_answer() {
        let part = "\u{e9}\u{1f980} havv adog\n";
        let mut answer = Answer::new(Operation::Clean);
        for _ in 0..3 {
            answer.add(part, cleaned(part)).unwrap();
        }
        let mut foreign = cleaned("havv adog");
        foreign.language = Some(Language {
            code: "pt".to_owned(),
            confidence: 1.0,
        });
        answer.add("havv adog", foreign).unwrap();
        let answer = written(answer, "a.txt");
        assert_eq!(answer["file"], "a.txt");
        assert_eq!(answer["original"], format!("{}havv adog", part.repeat(3)));
        assert_eq!(
            answer["language"],
            json!({"code": "en", "confidence": 0.75})
        );
        assert_eq!(answer["took_ms"], 10.0);
        assert!(answer.get("record").is_none() && answer.get("edits").is_none());
        // The edits of each step turn what the step before made into what it made.
        let mut text: Vec<char> = answer["original"].as_str().unwrap().chars().collect();
        for step in answer["steps"].as_array().unwrap() {
            for edit in step["edits"].as_array().unwrap().iter().rev() {
                let edit: Edit = serde_json::from_value(edit.clone()).unwrap();
                text.splice(edit.offset..edit.offset + edit.length, edit.to.chars());
            }
            assert_eq!(step["processed"], text.iter().collect::<String>());
        }
        // And the places of the doubts are in what the last one made.
        let doubts = answer["doubts"].as_array().unwrap();
        assert_eq!(doubts.len(), 4);
        for doubt in doubts {
            let doubt: Doubt = serde_json::from_value(doubt.clone()).unwrap();
            let word = &text[doubt.offset..doubt.offset + doubt.length];
            assert_eq!(doubt.word, word.iter().collect::<String>());
        }
    }

    #[test]
    fn what_is_larger_than_memory_may_hold_comes_back() {
        let part = "words \" and \u{e9}\n".repeat(20_000);
        let mut answer = Answer::new(Operation::Spell);
        for _ in 0..5 {
            answer
                .add(&part, outcome(Operation::Spell, &part, Vec::new()))
                .unwrap();
        }
        let answer = written(answer, "-");
        assert!(answer["original"] == part.repeat(5) && answer["processed"] == answer["original"]);
        assert!(answer.get("file").is_none());
    }

    #[test]
    fn what_was_translated_counts_more_than_what_stayed() {
        let stayed = Translation {
            provider: Some("none".to_owned()),
            untranslated: vec!["gl".to_owned()],
            ..Translation::default()
        };
        let done = Translation {
            provider: Some("local".to_owned()),
            model: Some("pt-en".to_owned()),
            quality: Some("neural".to_owned()),
            ..Translation::default()
        };
        for parts in [
            [&stayed, &done, &stayed],
            [&done, &stayed, &stayed],
            [&stayed, &stayed, &done],
        ] {
            let mut all = Translation::default();
            for part in parts {
                join(&mut all, part.clone());
            }
            assert_eq!(
                (all.provider.as_deref(), all.model.as_deref()),
                (Some("local"), Some("pt-en"))
            );
            assert_eq!(all.untranslated, ["gl"]);
        }
    }
}
