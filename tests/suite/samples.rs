//! The sample packets are what their READMEs say they are.
//!
//! Each README holds two lists that these tests read: what a good reviewer should catch, and what is
//! there to be drafted. A line that no longer matches the packet beside it fails by its own words.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use handoff::packet::{self, ClaimKind, Packet};
use sha2::{Digest, Sha256};

/// The folder of every sample, in order of name.
pub fn folders() -> Vec<PathBuf> {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-packets");
    let mut folders: Vec<PathBuf> = fs::read_dir(library)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("packet.json").is_file())
        .collect();
    folders.sort();
    folders
}

fn read(folder: &Path) -> Packet {
    let bytes = fs::read(folder.join("packet.json")).unwrap();
    packet::read(&bytes).unwrap_or_else(|fault| panic!("{}: {fault}", folder.display()))
}

fn name(folder: &Path) -> &str {
    folder.file_name().unwrap().to_str().unwrap()
}

#[test]
fn every_sample_reads_and_has_twelve_to_forty_five_claims() {
    for folder in folders() {
        let packet = read(&folder);
        assert_eq!(packet.id.as_str(), name(&folder), "a sample is named after its folder");
        let claims = packet.claims.len();
        assert!((12..=45).contains(&claims), "{}: {claims} claims", packet.id);
    }
}

#[test]
fn northwind_has_every_kind_of_claim() {
    let packet = read(&folders().into_iter().find(|folder| name(folder) == "northwind-freight").unwrap());
    let kinds: BTreeSet<ClaimKind> = packet.claims.iter().map(|claim| claim.kind).collect();
    assert_eq!(kinds.len(), ClaimKind::ALL.len());
}

#[test]
fn every_source_has_the_digest_its_packet_names() {
    for folder in folders() {
        for source in read(&folder).sources {
            let bytes = match (&source.path, &source.text) {
                (Some(path), None) => fs::read(folder.join(path)).unwrap(),
                (None, Some(text)) => text.clone().into_bytes(),
                both => panic!("{}: {}: expected a path or a text, found {both:?}", name(&folder), source.id),
            };
            let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(source.sha256.as_deref(), Some(digest.as_str()), "{}: {}", name(&folder), source.id);
        }
    }
}
