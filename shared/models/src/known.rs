//! The models that Mozilla publishes, known without the network.

use text::translate::Pair;

use crate::store::{ModelInfo, Quality};

type Row = (&'static str, &'static str, f64, f64, Option<(f32, f32)>);

/// `(source, architecture, MB on disk, MB to fetch, quality)` of the best model into English of each
/// language in Mozilla's registry (2026-11). Sizes are those of the model file: vocabulary and
/// shortlist add some MB. Quality as Mozilla publishes it, on FLORES-200 devtest: BLEU and COMET.
const INTO_ENGLISH: &[Row] = &[
    ("ar", "base-memory", 31.6, 25.9, Some((38.3, 0.8599))),
    ("az", "tiny", 17.1, 15.4, Some((18.8, 0.8327))),
    ("be", "tiny", 17.1, 15.0, Some((15.9, 0.7941))),
    ("bg", "base-memory", 31.6, 25.0, Some((40.2, 0.8730))),
    ("bn", "tiny", 17.1, 15.4, Some((30.2, 0.8524))),
    ("bs", "tiny", 17.1, 15.2, Some((31.0, 0.8166))),
    ("ca", "base-memory", 31.6, 25.5, Some((44.7, 0.8822))),
    ("cs", "base-memory", 31.6, 25.7, Some((36.5, 0.8734))),
    ("da", "tiny", 17.1, 15.1, Some((46.0, 0.8911))),
    ("de", "base-memory", 31.6, 25.4, Some((41.4, 0.8829))),
    ("el", "tiny", 17.1, 15.0, Some((33.2, 0.8617))),
    ("es", "base-memory", 31.6, 26.2, Some((27.5, 0.8568))),
    ("et", "base-memory", 31.6, 25.5, Some((36.4, 0.8835))),
    ("fa", "tiny", 17.1, 15.4, Some((32.8, 0.8532))),
    ("fi", "base-memory", 31.6, 25.9, Some((32.8, 0.8904))),
    ("fr", "base-memory", 31.6, 26.2, Some((44.3, 0.8859))),
    ("gu", "tiny", 17.1, 15.4, Some((32.5, 0.8706))),
    ("he", "tiny", 17.1, 15.6, Some((40.1, 0.8623))),
    ("hi", "tiny", 17.1, 15.5, Some((36.2, 0.8723))),
    ("hr", "tiny", 17.1, 15.3, Some((34.2, 0.8584))),
    ("hu", "tiny", 17.1, 16.4, Some((32.2, 0.8634))),
    ("id", "tiny", 17.1, 15.2, Some((39.5, 0.8758))),
    ("is", "base-memory", 31.6, 25.7, Some((33.9, 0.8502))),
    ("it", "base-memory", 31.6, 26.2, Some((31.2, 0.8717))),
    ("ja", "base-memory", 44.0, 38.1, Some((25.4, 0.8644))),
    ("kn", "tiny", 17.1, 15.7, Some((29.7, 0.8436))),
    ("ko", "base-memory", 44.0, 37.2, Some((27.8, 0.8658))),
    ("lt", "tiny", 17.1, 15.3, Some((29.4, 0.8393))),
    ("lv", "tiny", 17.1, 15.2, Some((31.9, 0.8509))),
    ("ml", "tiny", 17.1, 15.5, Some((30.8, 0.8473))),
    ("ms", "tiny", 17.1, 15.1, Some((41.0, 0.8701))),
    ("mt", "tiny", 17.1, 15.5, Some((42.7, 0.7619))),
    ("nb", "tiny", 13.0, 11.3, Some((37.4, 0.8472))),
    ("nl", "base-memory", 31.6, 25.7, Some((30.1, 0.8645))),
    ("nn", "tiny", 13.0, 11.5, None),
    ("pl", "base-memory", 31.6, 25.5, Some((27.3, 0.8486))),
    ("pt", "base-memory", 31.6, 25.6, Some((47.9, 0.8887))),
    ("ro", "tiny", 17.1, 15.3, Some((39.9, 0.8782))),
    ("ru", "tiny", 17.1, 15.0, Some((30.4, 0.8433))),
    ("sk", "tiny", 17.1, 15.6, Some((34.7, 0.8620))),
    ("sl", "base-memory", 31.6, 26.3, Some((32.8, 0.8644))),
    ("sq", "tiny", 17.1, 15.2, None),
    ("sr", "tiny", 17.1, 15.3, Some((37.8, 0.8494))),
    ("sv", "tiny", 17.1, 15.4, Some((47.2, 0.8901))),
    ("ta", "tiny", 17.1, 15.4, Some((27.6, 0.8279))),
    ("te", "tiny", 17.1, 15.9, Some((35.2, 0.8522))),
    ("tr", "tiny", 17.1, 15.2, Some((33.9, 0.8718))),
    ("uk", "tiny", 17.1, 14.9, Some((33.6, 0.8439))),
    ("vi", "tiny", 17.1, 15.2, Some((33.6, 0.8532))),
    ("zh", "base-memory", 44.0, 38.3, Some((27.8, 0.8565))),
    ("zh-Hans", "base", 59.5, 49.9, None),
];

/// Every known model.
pub(crate) fn models() -> impl Iterator<Item = ModelInfo> {
    INTO_ENGLISH.iter().map(
        |&(source, architecture, bytes, download, quality)| ModelInfo {
            pair: into_english(source),
            architecture: architecture.to_owned(),
            version: None,
            bytes: megabytes(bytes),
            download_bytes: megabytes(download),
            quality: quality.map(|(bleu, comet)| Quality { bleu, comet }),
            here: false,
        },
    )
}

/// Whether a model for this pair is published. Mozilla trains both directions of nearly every
/// language, so that a pair out of English is taken to exist where the other way does.
pub(crate) fn is_published(pair: &Pair) -> bool {
    let ((language, "en") | ("en", language)) = (pair.source.as_str(), pair.target.as_str()) else {
        return false;
    };
    INTO_ENGLISH
        .binary_search_by(|row| row.0.cmp(language))
        .is_ok()
}

/// The published quality of a model, if there is a figure for this architecture.
pub(crate) fn quality(pair: &Pair, architecture: &str) -> Option<Quality> {
    models()
        .find(|model| model.pair == *pair && model.architecture == architecture)
        .and_then(|model| model.quality)
}

fn into_english(source: &str) -> Pair {
    Pair {
        source: source.to_owned(),
        target: "en".to_owned(),
    }
}

fn megabytes(number: f64) -> u64 {
    (number * 1e6) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_one_that_we_can_name() {
        assert!(INTO_ENGLISH.is_sorted_by(|a, b| a.0 < b.0));
        for model in models() {
            let source = &model.pair.source;
            assert_eq!(text::lang::canonical(source).as_ref(), Some(source));
            assert!(text::lang::name(source).is_some(), "{source}");
        }
        assert!(is_published(&Pair::new("pt", "en").unwrap()));
        assert!(is_published(&Pair::new("en", "ja").unwrap()));
        assert!(!is_published(&Pair::new("eo", "en").unwrap()));
        assert!(!is_published(&Pair::new("pt", "es").unwrap()));
    }
}
