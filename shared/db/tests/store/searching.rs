//! The same words find the same records, whichever database looks for them.

use std::time::Duration;

use db::{Filter, NewRecord, Operation, Order, Page};
use futures_util::StreamExt;

use crate::support::{Database, record};

crate::on_both!(
    words_find_records_in_either_text_and_the_tag,
    rare_words_are_found_beyond_the_newest_records,
    searches_are_not_query_languages,
    every_word_of_a_long_search_counts,
);

async fn find(database: &Database, q: &str) -> Vec<String> {
    let filter = Filter {
        q: Some(q.to_owned()),
        ..Filter::default()
    };
    let page = Page {
        order: Order::Oldest,
        ..Page::default()
    };
    let records = database.store.list(&filter, &page).await.unwrap().records;
    records.into_iter().map(|record| record.original).collect()
}

async fn words_find_records_in_either_text_and_the_tag(database: &Database) {
    let store = &database.store;
    let translated = NewRecord {
        tag: Some("note-7".to_owned()),
        ..NewRecord::new(
            Operation::Translate,
            "Onde fica o café?",
            "Where is the coffee shop?",
        )
    };
    let texts = [
        "I havv a speling eror",
        "don't panic",
        "東京の図書館",
        "привет, мир",
        "a, the of",
    ];
    let mut records: Vec<_> = texts.iter().map(|text| record(text)).collect();
    records.push(translated);
    store.insert(&records, None).await.unwrap();
    // Each search is asked twice: reading on, and of the index, which is reached by making the records
    // that are read first too many to hold these.
    for round in 0..2 {
        for (q, expected) in [
            ("speling", &["I havv a speling eror"][..]),
            ("SPEL er", &["I havv a speling eror"]),
            ("coffee", &["Onde fica o café?"]),
            ("cafe coffee", &["Onde fica o café?"]),
            ("note-7", &["Onde fica o café?"]),
            ("図書館", &["東京の図書館"]),
            ("書館", &["東京の図書館"]),
            ("ПРИВЕТ", &["привет, мир"]),
            ("don't", &["don't panic"]),
            ("the of", &["a, the of"]),
            ("peling", &[]),
            ("coffee speling", &[]),
            ("...", &[]),
        ] {
            assert_eq!(find(database, q).await, expected, "{q:?} in round {round}");
        }
        let filler: Vec<_> = (0..2100).map(|i| record(&format!("zzz {i}"))).collect();
        if round == 0 {
            store.insert(&filler, None).await.unwrap();
        }
    }
}

async fn rare_words_are_found_beyond_the_newest_records(database: &Database) {
    let store = &database.store;
    let mut expected = Vec::new();
    for batch in 0..5 {
        let records: Vec<_> = (0..1000)
            .map(|i| NewRecord {
                operation: if i % 2 == 0 {
                    Operation::Spell
                } else {
                    Operation::Space
                },
                ..record(&if i % 97 == 0 {
                    format!("rare {batch}")
                } else {
                    format!("n{i}")
                })
            })
            .collect();
        expected.extend(
            records
                .iter()
                .filter(|r| r.original.starts_with("rare"))
                .cloned(),
        );
        store.insert(&records, None).await.unwrap();
    }
    expected.reverse();
    store.delete(expected.pop().unwrap().id).await.unwrap();
    for operation in [None, Some(Operation::Space)] {
        let filter = Filter {
            q: Some("rar".to_owned()),
            operation,
            ..Filter::default()
        };
        let mut page = Page {
            limit: 7,
            ..Page::default()
        };
        let mut found = Vec::new();
        loop {
            let list = store.list(&filter, &page).await.unwrap();
            found.extend(list.records.iter().map(|record| record.id));
            match list.next {
                Some(next) => page.after = Some(next),
                None => break,
            }
        }
        let expected: Vec<_> = expected
            .iter()
            .filter(|r| operation.is_none_or(|operation| r.operation == operation))
            .map(|r| r.id)
            .collect();
        assert_eq!(found, expected);
    }
}

async fn searches_are_not_query_languages(database: &Database) {
    let store = &database.store;
    store.insert(&[record("plain words")], None).await.unwrap();
    for q in [
        "plain*",
        "+plain -words",
        "\"plain words\"",
        "plain AND words",
        "(plain",
        "plain)",
        "plain' OR '1'='1",
        "words NEAR plain",
        "@plain",
        "<plain >words ~",
        "{plain}",
        "words:plain",
        "\0",
        "plain\0words",
        "%",
        "_",
        "\\",
        &"x".repeat(100_000),
        "🦀",
        "NOT",
    ] {
        let lowered = q.to_lowercase();
        let only_these = lowered
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>();
        let expected = !only_these.is_empty()
            && only_these
                .iter()
                .all(|w| "plain".starts_with(w) || "words".starts_with(w));
        assert_eq!(!find(database, q).await.is_empty(), expected, "{q:.40?}");
    }
}

async fn every_word_of_a_long_search_counts(database: &Database) {
    let words = |count: usize| {
        let words: Vec<_> = (0..count).map(|n| format!("w{n}x")).collect();
        words.join(" ")
    };
    let (short, long) = (words(47), words(48));
    let other = format!("{short} other");
    // So many come first that the index is asked for what comes after them.
    let filler: Vec<_> = (0..2100).map(|i| record(&format!("zzz {i}"))).collect();
    for before in [&[][..], &filler] {
        let store = &database.store;
        store.insert(before, None).await.unwrap();
        let records = [record(&short), record(&long)];
        store.insert(&records, None).await.unwrap();
        // A word that comes twice counts once.
        let twice = format!("{short} {short}");
        let expected: [(&str, &[&str]); 3] =
            [(&twice, &[&short, &long]), (&long, &[&long]), (&other, &[])];
        for (q, found) in expected {
            // While InnoDB moves words from its cache to its index, which tests beside this one make it do, a
            // search can miss them for a moment.
            let mut answer = find(database, q).await;
            for _ in 0..5 {
                if answer != found {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    answer = find(database, q).await;
                }
            }
            assert_eq!(answer, found, "after {}", before.len());
        }
        let ids = records.each_ref().map(|record| record.id);
        store.delete_all(&ids).await.unwrap();
    }
    let filter = Filter {
        q: Some(words(49)),
        ..Filter::default()
    };
    let listed = database.store.list(&filter, &Page::default()).await;
    assert_eq!(listed.unwrap_err(), db::Error::TooManyWords);
    let mut exported = Box::pin(database.store.export(filter, Order::Newest));
    let first = exported.next().await.unwrap();
    assert_eq!(first.unwrap_err(), db::Error::TooManyWords);
}
