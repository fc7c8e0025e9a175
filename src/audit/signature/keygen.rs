//! Making a signature with `ssh-keygen`: the one program that every SSH user has, and that knows agents,
//! hardware keys and RSA.
//!
//! It may ask for a passphrase or a touch on the terminal, so a screen has to be left before this is
//! called. The key stays where it is; nothing of it is read here.

use std::io::Write;
use std::path::Path;
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
    if let Some(mut stdin) = child.stdin.take() {
        // When it gives up early it says why on its standard error.
        let _ = stdin.write_all(message);
    }
    let output = child.wait_with_output().map_err(|error| format!("ssh-keygen could not be waited for: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let reason = || said.lines().last().unwrap_or("it gave no reason").to_owned();
    if !output.status.success() {
        return Err(format!("ssh-keygen did not sign with {}: {}", key.display(), reason()));
    }
    match String::from_utf8(output.stdout) {
        Ok(signature) if signature.contains("BEGIN SSH SIGNATURE") => Ok(signature),
        Ok(_) | Err(_) => Err(format!("ssh-keygen gave no signature: {}", reason())),
    }
}
