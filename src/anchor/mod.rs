//! Finding a quote again in the source it names.
