//! How the queue is sorted and narrowed. Pure: rows and a wish in, places of rows out.

use std::cmp::{Ordering, Reverse};

use jiff::civil::Date;

use super::row::{Known, Row};
use crate::review::{Actor, Seat};
use crate::workbench::fuzzy::fuzzy;

/// By what the queue is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// What is wrong with it: faulty quotes, then unruled promises, then undecided claims, then age.
    #[default]
    Worst,
    /// By account.
    Account,
    /// By owner.
    Owner,
    /// By whose turn it is, then by what is waited for.
    Turn,
    /// By stage.
    Stage,
    /// The longest since close first.
    Days,
    /// The least decided first.
    Decided,
    /// The least ready first.
    Readiness,
}

impl Sort {
    /// All of them, with the key that chooses each.
    pub const ALL: &[(char, Self)] = &[
        ('w', Self::Worst),
        ('a', Self::Account),
        ('o', Self::Owner),
        ('t', Self::Turn),
        ('s', Self::Stage),
        ('d', Self::Days),
        ('c', Self::Decided),
        ('r', Self::Readiness),
    ];

    /// What comes first.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Worst => "worst first",
            Self::Account => "by account",
            Self::Owner => "by owner",
            Self::Turn => "by whose turn it is",
            Self::Stage => "by stage",
            Self::Days => "longest since close first",
            Self::Decided => "least decided first",
            Self::Readiness => "least ready first",
        }
    }
}

/// Which packets are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// All.
    #[default]
    All,
    /// Where it is the person's own turn.
    MyTurn,
    /// Whose owner the person is.
    Mine,
    /// That are with their AE.
    Returned,
    /// That are not signed off.
    InReview,
    /// With orphan or altered quotes.
    Faulty,
    /// With promises that nobody has ruled.
    Unruled,
    /// That can't be read.
    Broken,
}

impl Show {
    /// All of them, with the key that chooses each.
    pub const ALL: &[(char, Self)] = &[
        ('a', Self::All),
        ('t', Self::MyTurn),
        ('m', Self::Mine),
        ('r', Self::Returned),
        ('i', Self::InReview),
        ('o', Self::Faulty),
        ('b', Self::Unruled),
        ('x', Self::Broken),
    ];

    /// What is shown.
    pub const fn label(self) -> &'static str {
        match self {
            Self::All => "all packets",
            Self::MyTurn => "my turn",
            Self::Mine => "mine",
            Self::Returned => "with their AE",
            Self::InReview => "in review",
            Self::Faulty => "orphan or altered quotes",
            Self::Unruled => "unruled promises",
            Self::Broken => "can't be read",
        }
    }

    /// Whether a packet is shown.
    pub fn passes(self, row: &Row, me: Option<&Actor>) -> bool {
        let is_me = |name: Option<&String>| {
            me.zip(name).is_some_and(|(me, name)| me.name.trim().to_lowercase() == name.trim().to_lowercase())
        };
        let head = row.head();
        match self {
            Self::All => true,
            Self::MyTurn => head.is_some_and(|head| match &head.turn.name {
                Some(name) => is_me(Some(name)),
                None => me.is_some_and(|me| me.role == head.turn.seat),
            }),
            Self::Mine => is_me(head.and_then(|head| head.owner.as_ref())),
            Self::Returned => head.is_some_and(|head| head.turn.seat == Seat::Ae),
            Self::InReview => head.is_some_and(|head| head.stage == crate::review::word::Stage::Review),
            Self::Faulty => row.quotes().is_some_and(|quotes| quotes.orphans + quotes.altered > 0),
            Self::Unruled => head.is_some_and(|head| head.unruled > 0),
            Self::Broken => matches!(row.known, Known::Broken(_)),
        }
    }
}

/// The places of the rows that are shown, in their order. With a query the best match comes first.
pub fn ordered(rows: &[Row], sort: Sort, show: Show, query: &str, me: Option<&Actor>, today: Date) -> Vec<usize> {
    let shown: Vec<usize> = (0..rows.len()).filter(|at| show.passes(&rows[*at], me)).collect();
    if !query.trim().is_empty() {
        let words = shown.iter().map(|at| haystack(&rows[*at]));
        return fuzzy(words, query).into_iter().map(|(at, _)| shown[at]).collect();
    }
    let mut shown = shown;
    shown.sort_by(|one, other| compare(&rows[*one], &rows[*other], sort, today).then(one.cmp(other)));
    shown
}

/// What a query looks into.
fn haystack(row: &Row) -> String {
    let head = row.head();
    let part = |name: Option<&String>| name.cloned().unwrap_or_default();
    format!(
        "{} {} {} {}",
        row.name(),
        part(head.and_then(|head| head.owner.as_ref())),
        part(head.and_then(|head| head.turn.name.as_ref())),
        row.folder()
    )
}

/// Which of two rows comes first. What can't be read comes before everything when the worst is first;
/// what was not read yet comes last.
fn compare(one: &Row, other: &Row, sort: Sort, today: Date) -> Ordering {
    let name = |row: &Row| row.name().to_lowercase();
    let by_name = || name(one).cmp(&name(other));
    match sort {
        Sort::Worst => badness(one, today).cmp(&badness(other, today)).then_with(by_name),
        Sort::Account => by_name(),
        Sort::Owner => {
            let owner = |row: &Row| {
                let owner = row.head().and_then(|head| head.owner.clone());
                (owner.is_none(), owner.unwrap_or_default().to_lowercase())
            };
            owner(one).cmp(&owner(other)).then_with(by_name)
        }
        Sort::Turn => {
            let turn = |row: &Row| {
                let turn = row.head().map(|head| &head.turn);
                (turn.is_none(), turn.map(|turn| (turn.who().to_lowercase(), turn.what)))
            };
            turn(one).cmp(&turn(other)).then_with(by_name)
        }
        Sort::Stage => {
            let stage = |row: &Row| (row.head().is_none(), row.head().map(|head| head.stage));
            stage(one).cmp(&stage(other)).then_with(by_name)
        }
        Sort::Days => Reverse(one.days(today)).cmp(&Reverse(other.days(today))).then_with(by_name),
        Sort::Decided => {
            let share = |row: &Row| row.head().map_or(u64::MAX, |head| per_mille(head.decided, head.claims));
            share(one).cmp(&share(other)).then_with(by_name)
        }
        Sort::Readiness => {
            let ready = |row: &Row| row.quotes().map_or(usize::MAX, |quotes| quotes.ready);
            ready(one).cmp(&ready(other)).then_with(by_name)
        }
    }
}

/// A key by which the worst packet is the least.
fn badness(row: &Row, today: Date) -> (u8, Reverse<usize>, Reverse<usize>, Reverse<usize>, Reverse<i32>) {
    let none = Reverse(0);
    match &row.known {
        Known::Broken(_) => (0, none, none, none, Reverse(0)),
        Known::Nothing => (2, none, none, none, Reverse(0)),
        Known::Read(head, quotes) => {
            let faulty = quotes.map_or(0, |quotes| quotes.orphans + quotes.altered);
            (
                1,
                Reverse(faulty + head.disputed),
                Reverse(head.unruled),
                Reverse(head.claims - head.decided.min(head.claims)),
                Reverse(row.days(today).unwrap_or(0)),
            )
        }
    }
}

fn per_mille(part: usize, whole: usize) -> u64 {
    if whole == 0 { 1000 } else { (part as u64 * 1000) / whole as u64 }
}
