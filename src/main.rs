//! The `handoff` program: arguments in, exit code out.

fn main() {}
