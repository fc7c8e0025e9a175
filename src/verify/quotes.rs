//! Sources and quotes: whether the words are still there, and where.

use serde::Serialize;

use super::{Problem, Report, SourceReport};
use crate::anchor::State;
use crate::packet::{Side, Source};
use crate::review::Review;
use crate::review::located::{Beside, Found};
use crate::store::sources::Loaded;

/// Where one quote of one claim stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnchorReport {
    /// The claim.
    pub claim: String,
    /// The evidence within the claim.
    pub evidence: String,
    /// The source it names.
    pub source: String,
    /// `anchored`, `moved`, `approximate`, `altered`, `ambiguous`, `orphan`; `unreadable` where the source
    /// has no text to look in.
    pub state: String,
    /// First code point in the source's text.
    pub start: Option<usize>,
    /// One past the last.
    pub end: Option<usize>,
    /// How alike, 0 to 1.
    pub score: Option<f64>,
    /// Who spoke there.
    pub speaker: Option<String>,
    /// Which side they are on.
    pub side: Option<Side>,
    /// Whether a person has confirmed the words.
    pub confirmed: bool,
}

pub(super) fn check_source(source: &Source, loaded: &Loaded, report: &mut Report) {
    let place = match &source.path {
        Some(path) => format!("source {} ({path})", source.id),
        None => format!("source {}", source.id),
    };
    match (&loaded.sha256, &loaded.import) {
        (None, Err(why)) => {
            report.problems.push(Problem::broken(place, &why.what, why.hint.clone().unwrap_or_default()))
        }
        (Some(found), _) if loaded.unchanged == Some(false) => {
            let wanted: String = source.sha256.iter().flat_map(|hex| hex.chars()).take(12).collect();
            let what = format!("was changed: packet.json names the digest {wanted}…, the file has {}…", found.short());
            report.problems.push(Problem::broken(place, what, "put the source back as it was received"));
        }
        (Some(_), Err(why)) => {
            let what = format!("has no text that can be read: {why}");
            report.problems.push(Problem::notice(place, what, why.hint.clone().unwrap_or_default()));
        }
        (_, Ok(_)) => {}
    }
    report.sources.push(SourceReport {
        id: source.id.to_string(),
        ok: loaded.sha256.is_some() && loaded.unchanged != Some(false),
        unchanged: loaded.unchanged,
        sha256: loaded.sha256.map(|sha256| sha256.hex()),
        format: loaded.import.as_ref().ok().map(|import| import.format.to_owned()),
    });
}

pub(super) fn check(review: &Review, found: &[Beside], report: &mut Report) {
    for (index, found) in found.iter().enumerate() {
        let claim = &review.claim(index).id;
        for (live, found) in review.evidence(index).iter().zip(found) {
            let mut anchor = AnchorReport {
                claim: claim.to_string(),
                evidence: live.id.to_string(),
                source: live.evidence.source.to_string(),
                state: "unreadable".to_owned(),
                start: None,
                end: None,
                score: None,
                speaker: None,
                side: None,
                confirmed: false,
            };
            let place = format!("claim {claim}, evidence {}", live.id);
            match found {
                Found::Resolved(located) => {
                    let state = located.resolution.state;
                    anchor.state = state.word().to_owned();
                    anchor.start = located.position.map(|position| position.start);
                    anchor.end = located.position.map(|position| position.end);
                    anchor.score = Some(located.resolution.score);
                    anchor.speaker = located.speaker.as_ref().map(|speaker| speaker.name.clone());
                    anchor.side = located.side;
                    anchor.confirmed = located.confirmed;
                    if let Some(what) = told(state, located.confirmed) {
                        let mut what = what.replace("{}", live.evidence.source.as_str());
                        if let Some(reason) = located.resolution.reason() {
                            what = format!("{what}: {reason}");
                        }
                        report.problems.push(Problem::notice(place, what, "open the packet and look at the quote"));
                    }
                }
                Found::Unreadable(_) | Found::Pending => {}
            }
            report.anchors.push(anchor);
        }
    }
}

/// What is told of a quote that does not stand where it should.
fn told(state: State, confirmed: bool) -> Option<&'static str> {
    match state {
        State::Anchored | State::Moved => None,
        State::Approximate | State::Ambiguous if confirmed => None,
        State::Approximate => Some("{} says it in other words, and nobody has confirmed it"),
        State::Ambiguous => Some("{} says it in several places, and nobody has picked one"),
        State::Altered => Some("{} says something else"),
        State::Orphan => Some("the words are not in {}"),
    }
}
