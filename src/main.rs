//! The `handoff` program: arguments in, exit code out.

fn main() -> std::process::ExitCode {
    handoff::command::main().into()
}
