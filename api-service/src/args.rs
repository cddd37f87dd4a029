//! What the api service adds to the configuration.

use std::path::PathBuf;

use web_common::config::Bytes;

use crate::providers::ProviderArgs;

/// The engines, their files and their limits.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Text processing")]
pub struct ApiArgs {
    /// Folder that holds the translation models
    #[arg(long, env, default_value = "data/models", value_parser = folder)]
    pub models_dir: PathBuf,
    /// Where missing models are fetched from: a mirror over https, or a file:// folder; without it a
    /// missing model is only named, and `textmend models pull` fetches it
    #[arg(long, env)]
    pub models_url: Option<String>,
    /// Memory for loaded translation models
    #[arg(long, env, default_value = "1 GiB")]
    pub models_memory: Bytes,
    /// Who translates.
    #[command(flatten)]
    pub providers: ProviderArgs,
    /// File of words that are right, one a line
    #[arg(long, env)]
    pub textmend_dictionary: Option<PathBuf>,
    /// Longest text, in bytes of UTF-8; a longer one is refused with 413
    #[arg(long, env, default_value = "1 MiB")]
    pub max_text_bytes: Bytes,
    /// Largest request body, in bytes; a larger one is refused with 413
    #[arg(long, env, default_value = "8 MiB")]
    pub max_body_bytes: Bytes,
}

/// A folder, or where one can be made.
///
/// # Errors
/// What is accepted, where something else is there.
pub fn folder(text: &str) -> Result<PathBuf, &'static str> {
    let path = PathBuf::from(text);
    if path.exists() && !path.is_dir() {
        return Err("accepted: a folder, which need not be there yet");
    }
    Ok(path)
}

/// How much one request may ask for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Longest text, in bytes of UTF-8.
    pub text_bytes: usize,
    /// Largest request body, in bytes after decompression.
    pub body_bytes: usize,
}

impl From<&ApiArgs> for Limits {
    fn from(args: &ApiArgs) -> Self {
        Self {
            text_bytes: args.max_text_bytes.0 as usize,
            body_bytes: args.max_body_bytes.0 as usize,
        }
    }
}
