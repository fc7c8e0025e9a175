//! Menus: a few choices, one key each.

use super::judge::{confirm_at, introduced, selected_evidence};
use super::{form, list, step};
use crate::packet::{ClaimId, ClaimKind};
use crate::review::Event;
use crate::review::word::{RejectReason, Ruling, Standing};
use crate::workbench::action::Action;
use crate::workbench::effect::Effect;
use crate::workbench::field::Field;
use crate::workbench::mode::{Choice, Filter, Item, Menu, Mode, Purpose};
use crate::workbench::state::State;

/// The key of each reject reason.
const REASONS: &[(char, RejectReason)] = &[
    ('s', RejectReason::DoesNotSupport),
    ('w', RejectReason::WrongSpeaker),
    ('a', RejectReason::WrongAccount),
    ('o', RejectReason::OutOfDate),
    ('c', RejectReason::Contradicted),
    ('v', RejectReason::Overstated),
    ('n', RejectReason::NotInSource),
    ('d', RejectReason::Duplicate),
    ('t', RejectReason::NotAtomic),
    ('x', RejectReason::Other),
];

/// The key of each standing.
const STANDINGS: &[(char, Standing)] = &[
    ('c', Standing::CustomerConfirmed),
    ('s', Standing::CustomerSaid),
    ('e', Standing::SellerSaid),
    ('i', Standing::Inferred),
    ('x', Standing::Contradicted),
];

/// The key of each ruling.
const RULINGS: &[(char, Ruling)] = &[
    ('c', Ruling::Contractual),
    ('v', Ruling::VerbalBinding),
    ('a', Ruling::Aspirational),
    ('n', Ruling::NotBinding),
    ('l', Ruling::NeedsLegal),
];

fn open(state: &mut State, title: String, items: Vec<Item>) {
    state.overtaken = None;
    state.mode = Mode::Menu(Menu { title, items, cursor: 0 });
}

fn selected(state: &State) -> Option<ClaimId> {
    Some(state.review.claim(state.selected()?).id.clone())
}

pub(super) fn reject(state: &mut State) {
    if !introduced(state, Action::Reject) {
        return;
    }
    let Some(claim) = selected(state) else { return };
    let items = REASONS
        .iter()
        .map(|(key, reason)| Item {
            key: *key,
            label: reason.label().to_owned(),
            choice: Choice::Reject(claim.clone(), *reason),
        })
        .collect();
    open(state, format!("Reject {claim} because…"), items);
}

pub(super) fn standing(state: &mut State) {
    if !introduced(state, Action::SetStanding) {
        return;
    }
    let Some(claim) = selected(state) else { return };
    let items = STANDINGS
        .iter()
        .map(|(key, standing)| Item {
            key: *key,
            label: standing.label().to_owned(),
            choice: Choice::Stand(claim.clone(), *standing),
        })
        .collect();
    open(state, format!("Who stands behind {claim}?"), items);
}

pub(super) fn rule(state: &mut State) {
    if !introduced(state, Action::Rule) {
        return;
    }
    let Some(claim) = selected(state) else { return };
    let items = RULINGS
        .iter()
        .map(|(key, ruling)| Item {
            key: *key,
            label: ruling.label().to_owned(),
            choice: Choice::Rule(claim.clone(), *ruling),
        })
        .collect();
    open(state, format!("Does {claim} bind?"), items);
}

pub(super) fn new_claim(state: &mut State) {
    if !introduced(state, Action::AddClaim) {
        return;
    }
    let evidence: Vec<_> = selected_evidence(state).into_iter().collect();
    let items = ClaimKind::ALL
        .iter()
        .zip('a'..='z')
        .map(|(kind, key)| Item { key, label: kind.label().to_owned(), choice: Choice::Add(*kind, evidence.clone()) })
        .collect();
    open(state, "A new claim: of which kind?".to_owned(), items);
}

pub(super) fn filter(state: &mut State) {
    let items = Filter::ALL
        .iter()
        .map(|(key, filter)| {
            let count = (0..state.review.len()).filter(|index| state.passes(*index, *filter)).count();
            Item { key: *key, label: format!("{} ({count})", filter.label()), choice: Choice::Show(*filter) }
        })
        .collect();
    open(state, "Show only…".to_owned(), items);
}

pub(super) fn absence(state: &mut State) {
    if !introduced(state, Action::RecordAbsence) {
        return;
    }
    if let Some(kind) = state.selected_open() {
        list::open_looked(state, kind);
        return;
    }
    let items: Vec<Item> = ClaimKind::friction()
        .filter(|kind| !state.review.friction_answered(*kind))
        .zip("123456789".chars())
        .map(|(kind, key)| Item { key, label: kind.label().to_owned(), choice: Choice::Absent(kind) })
        .collect();
    if items.is_empty() {
        state.say("every kind of friction is answered for");
    } else {
        open(state, "Looked for which kind of friction, and found none?".to_owned(), items);
    }
}

/// Takes an item of the open menu.
pub(super) fn take(state: &mut State, at: usize, effects: &mut Vec<Effect>) {
    let Mode::Menu(menu) = &state.mode else { return };
    let Some(choice) = menu.items.get(at).map(|item| item.choice.clone()) else { return };
    state.mode = Mode::Browse;
    if super::heard::was_overtaken(state, "look, then decide again") {
        return;
    }
    let seen_of =
        |state: &State, claim: &ClaimId| state.review.find(claim).map_or(0, |index| state.review.touched(index));
    match choice {
        Choice::Reject(claim, RejectReason::Other) => form::open(
            state,
            Purpose::Reject(claim.clone(), RejectReason::Other),
            &format!("Why is {claim} rejected?"),
            "in your own words",
            vec![Field::new("reason", "")],
        ),
        Choice::Reject(claim, reason) => {
            let seen = seen_of(state, &claim);
            form::reject(state, claim, reason, None, seen, effects);
        }
        Choice::Stand(claim, standing) => {
            let seen = seen_of(state, &claim);
            let said = format!("{claim}: {} now", standing.label());
            super::judge::record(state, vec![Event::StandingSet { claim, seen, standing }], said, effects);
        }
        Choice::Rule(claim, ruling) => ask_owner(state, claim, ruling),
        Choice::Add(kind, evidence) => {
            let words = evidence.first().map_or(String::new(), |evidence| {
                evidence.quote.exact.split_whitespace().collect::<Vec<_>>().join(" ")
            });
            let mut fields = vec![Field::new("wording", &words)];
            let mut advice = "it is added with the words you selected beside it, and accepted";
            if evidence.is_empty() {
                fields.push(Field::new("reason", ""));
                advice = "no words are selected, so say why it stands; or leave, and select words in the source first";
            }
            form::open(state, Purpose::Add(kind, evidence), &format!("A new {}", kind.label()), advice, fields);
        }
        Choice::Show(filter) => {
            state.list.filter = filter;
            state.relist();
            step::keep_in_view(state);
            step::arrived(state, effects);
            let shown = state.list.rows.len();
            if shown == 0 {
                let all = state.key(Action::Cancel);
                state.say(format!("nothing is listed under “{}”; {all} lists all claims again", filter.label()));
            }
        }
        Choice::Life(step) => super::life::take(state, step, effects),
        Choice::Absent(kind) => list::open_looked(state, kind),
        Choice::Confirm(claim, evidence, range) => {
            let loaded = state.shown_quote().and_then(|(live, _)| state.loaded(&live.evidence.source));
            let seen = seen_of(state, &claim);
            if let Some(loaded) = loaded {
                confirm_at(state, claim, evidence, &loaded.text, range, seen, effects);
            }
        }
    }
}

/// A ruling was chosen: who keeps the promise, and by when?
fn ask_owner(state: &mut State, claim: ClaimId, ruling: Ruling) {
    let Some(index) = state.review.find(&claim) else { return };
    let drafted = state.review.claim(index);
    let earlier = state.review.claims()[index].ruling.as_ref().map(|decision| &decision.value);
    let owner = earlier.and_then(|ruled| ruled.owner.clone()).or_else(|| drafted.owner.clone()).unwrap_or_default();
    let due = earlier.and_then(|ruled| ruled.due.clone()).or_else(|| drafted.due.clone()).unwrap_or_default();
    form::open(
        state,
        Purpose::Rule(claim.clone(), ruling),
        &format!("{claim} is {}: who keeps it, by when?", ruling.label()),
        "both may stay empty",
        vec![Field::optional("owner", &owner), Field::optional("due", &due)],
    );
}
