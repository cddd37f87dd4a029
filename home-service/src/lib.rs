//! The history of all processed text, and the live monitor.
