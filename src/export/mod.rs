//! What leaves the program for other tools: CSV, JSON, W3C Web Annotation, PROV; and verdicts that come
//! back in a CSV.
//!
//! Pure values: a review in, text or events out. Every export carries who, when and why; suggestions of
//! claims that nobody has judged are left out (`review::hidden`).

pub mod cell;
