//! An event in words, for the trail's readers: `handoff log`, the history of a claim.

use super::event::Event;

/// What somebody did, as it follows their name: `accepted c07`. The words of a field come last, whole.
pub fn sentence(event: &Event) -> String {
    match event {
        Event::ClaimAccepted { claim, seen: _, reason } => with(format!("accepted {claim}"), "because", reason),
        Event::ClaimEdited { claim, seen: _, text, reason } => {
            with(format!("edited {claim}: \"{text}\""), "because", reason)
        }
        Event::ClaimRejected { claim, seen: _, reason, note } => {
            with(format!("rejected {claim} ({})", reason.label()), "note", note)
        }
        Event::ClaimDeferred { claim, seen: _, question, answerer } => {
            let whom = answerer.as_deref().unwrap_or("the customer");
            format!("deferred {claim}, to ask {whom}: \"{question}\"")
        }
        Event::ClaimAdded { claim } => format!("added {} ({}): \"{}\"", claim.id, claim.kind.label(), claim.text),
        Event::StandingSet { claim, seen: _, standing } => format!("set who stands behind {claim}: {standing}"),
        Event::PromiseRuled { claim, seen: _, ruling, owner, due } => {
            let ruled = with(format!("ruled {claim}: {ruling}"), "owner", owner);
            with(ruled, "due", due)
        }
        Event::SpinFlagged { claim, seen: _, words } => format!("flagged spin in {claim}: \"{words}\""),
        Event::SpinCleared { claim, seen: _ } => format!("cleared the spin flag of {claim}"),
        Event::ValidationRequested { claim, seen: _ } => format!("asked for the customer to confirm {claim}"),
        Event::ValidationWithdrawn { claim, seen: _ } => format!("no longer asks the customer to confirm {claim}"),
        Event::VisibilitySet { claim, seen: _, visibility } => format!("made {claim} {visibility}"),
        Event::ActionSet { claim, seen: _, action: None } => format!("took the action of {claim} away"),
        Event::ActionSet { claim, seen: _, action: Some(action) } => {
            let set = with(format!("set the action of {claim}: \"{}\"", action.what), "by", &action.by);
            with(set, "from", &action.from)
        }
        Event::Noted { claim: Some(claim), text } => format!("noted on {claim}: \"{text}\""),
        Event::Noted { claim: None, text } => format!("noted: \"{text}\""),
        Event::EvidenceAttached { claim, seen: _, evidence } => {
            format!("put words of {} beside {claim}: \"{}\"", evidence.source, evidence.quote.exact)
        }
        Event::EvidenceDetached { claim, seen: _, evidence } => format!("took {evidence} away from {claim}"),
        Event::EvidenceConfirmed { claim, seen: _, evidence, position: _, exact } => {
            format!("confirmed {evidence} of {claim}: \"{exact}\"")
        }
        Event::AbsenceRecorded { kind, sources, note } => {
            let list: Vec<_> = sources.iter().map(|source| source.as_str()).collect();
            with(format!("looked for {} in {} and found none", kind.label(), list.join(", ")), "note", note)
        }
        Event::Returned { to, questions, note } => {
            let to = to.as_deref().unwrap_or("whoever handed it over");
            let asked: Vec<String> =
                questions.iter().map(|asked| format!("{}: \"{}\"", asked.claim, asked.question)).collect();
            let list = if asked.is_empty() { String::new() } else { format!(" with {}", asked.join("; ")) };
            with(format!("returned the packet to {to}{list}"), "note", note)
        }
        Event::Answered { claim, seen: _, text } => format!("answered on {claim}: \"{text}\""),
        Event::HandedBack { note } => with("handed the packet back".to_owned(), "note", note),
        Event::Assigned { to } => format!("assigned the packet to {to}"),
        Event::VoteCast { claim, seen: _, vote, reason } => with(format!("would {vote} {claim}"), "because", reason),
        Event::Adjudicated { claim, seen: _, with: other, outcome, reason } => {
            format!("settled {claim} with {}: {outcome}, because: \"{reason}\"", other.name)
        }
        Event::Yielded { claim, seen: _, to } => format!("gave way to {} on {claim}", to.name),
        Event::BlockerWaived { blocker, reason } => format!("waived {blocker}, because: \"{reason}\""),
        Event::SignedOff { head: _, signature } => match signature {
            Some(_) => "signed the review off, with an SSH signature".to_owned(),
            None => "signed the review off".to_owned(),
        },
        Event::Countersigned { head: _, signature } => match signature {
            Some(_) => "countersigned, with an SSH signature".to_owned(),
            None => "countersigned".to_owned(),
        },
        Event::Reopened { reason } => format!("opened the review again, because: \"{reason}\""),
        Event::StageOpened { stage } => format!("took the packet on to {stage}"),
        Event::OutcomeRecorded { claim, seen: _, stage, outcome, words, said_by, evidence: _ } => {
            let said = with(format!("recorded at {stage} of {claim}: {outcome}"), "words", words);
            with(said, "said by", said_by)
        }
        Event::SourceAdded { source } => format!("added the source {} ({})", source.id, source.name()),
        Event::DraftReplaced { file, sha256: _, draft: _ } => format!("laid a new draft over the packet: {file}"),
        Event::Inspected { finding, sufficient, seed: _ } => {
            let enough = if *sufficient { "enough" } else { "not enough" };
            format!("looked at the packet as one of a sample, {enough} to act on: \"{finding}\"")
        }
        Event::Undone { seq } => format!("undid line {seq}"),
    }
}

fn with(mut sentence: String, name: &str, words: &Option<String>) -> String {
    if let Some(words) = words {
        sentence.push_str(&format!(", {name}: \"{words}\""));
    }
    sentence
}
