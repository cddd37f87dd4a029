//! Spelling, spacing and translation over HTTP.
