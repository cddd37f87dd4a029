//! Lists of words beside the model.

use std::fs;
use std::path::Path;

use text::model::lists;

use crate::Failure;

/// Writes a list of words and how rare they are, in hundredths of a decade below 1.
///
/// # Errors
/// [`Failure`] where the file can't be written.
pub fn write(out: &Path, words: &mut [(String, u32)]) -> Result<(), Failure> {
    let bytes = lists::pack(words);
    println!(
        "{}: {} words, {} bytes",
        out.display(),
        words.len(),
        bytes.len()
    );
    fs::write(out, &bytes).map_err(|error| Failure::file(out, &error))
}
