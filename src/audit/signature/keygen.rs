//! Making a signature with `ssh-keygen`: the one program that every SSH user has, and that knows agents,
//! hardware keys and RSA.
//!
//! It may ask for a passphrase or a touch on the terminal, so a screen has to be left before this is
//! called; what it says on its standard error is passed on as it comes. The key stays where it is; nothing
//! of it is read here.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::NAMESPACE;

/// Signs a message. `key` is a private key's file, or that of a public key whose private half an agent has.
///
/// # Errors
/// In words: there is no `ssh-keygen`, or what it said.
pub fn sign(key: &Path, message: &[u8]) -> Result<String, String> {
    let mut child = Command::new("ssh-keygen")
        .args(["-Y", "sign", "-n", NAMESPACE, "-f"])
        .arg(key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("ssh-keygen could not be started: {error}: install OpenSSH to sign"))?;
    let talking = child.stderr.take().map(|stderr| std::thread::spawn(move || pass_on(stderr)));
    if let Some(mut stdin) = child.stdin.take() {
        // When it gives up early it says why on its standard error.
        let _ = stdin.write_all(message);
    }
    let output = child.wait_with_output().map_err(|error| format!("ssh-keygen could not be waited for: {error}"))?;
    let said = talking.and_then(|talking| talking.join().ok()).unwrap_or_default();
    let reason = || said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it gave no reason").trim().to_owned();
    if !output.status.success() {
        return Err(format!("ssh-keygen did not sign with {}: {}", key.display(), reason()));
    }
    match String::from_utf8(output.stdout) {
        Ok(signature) if signature.contains("BEGIN SSH SIGNATURE") => Ok(signature),
        Ok(_) | Err(_) => Err(format!("ssh-keygen gave no signature: {}", reason())),
    }
}

/// Shows what `ssh-keygen` says while it says it ("Confirm user presence"), and keeps it for the reason of a
/// failure. That it signs standard input is no news.
fn pass_on(mut from: impl Read) -> String {
    const NO_NEWS: &str = "Signing data on standard input";
    let mut said = Vec::new();
    let mut chunk = [0; 1024];
    while let Ok(count @ 1..) = from.read(&mut chunk) {
        let new = &chunk[..count];
        said.extend_from_slice(new);
        let text = String::from_utf8_lossy(new);
        if !text.starts_with(NO_NEWS) {
            // Nobody is left to be told when standard error itself is gone.
            let _ = std::io::stderr().write_all(crate::visible::visible(&text).as_bytes());
        }
    }
    String::from_utf8_lossy(&said).into_owned()
}

/// The public key of the one key that the agent has, in a file that lasts as long as the folder that is
/// returned with it: `ssh-keygen` takes the private half from the agent.
///
/// # Errors
/// In words: there is no agent, or it has no key, or more than one.
pub fn agent_key() -> Result<(tempfile::TempDir, PathBuf), String> {
    let output = Command::new("ssh-add")
        .arg("-L")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("ssh-add could not be started: {error}: install OpenSSH to sign"))?;
    let listed = String::from_utf8_lossy(&output.stdout);
    let keys: Vec<&str> = listed.lines().filter(|line| line.contains(' ')).collect();
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        let why = why.trim().lines().last().unwrap_or("").to_owned();
        let why = if why.is_empty() { listed.trim().to_owned() } else { why };
        return Err(format!("the SSH agent has no key to sign with: {why}"));
    }
    let [key] = keys[..] else {
        return Err(format!("the SSH agent has {} keys: name the file of a public one with --key", keys.len()));
    };
    let failed = |error: std::io::Error| format!("the agent's public key could not be written down: {error}");
    let folder = tempfile::tempdir().map_err(failed)?;
    let file = folder.path().join("agent.pub");
    std::fs::write(&file, format!("{key}\n")).map_err(failed)?;
    Ok((folder, file))
}
