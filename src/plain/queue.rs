//! The queue of a library in lines: the packets with their numbers, in the order of the screen, and a line
//! that opens one, sorts, narrows or finds.
//!
//! A number means the packet that was said with it, even where the order has changed since. Nothing is
//! decided here: a packet is assigned and returned once it is open.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::hear::{LEAVE, MORE};
use super::session::{Session, line};
use super::tell::PAGE;
use crate::command::Failure;
use crate::count::counted;
use crate::workbench::action::Action;
use crate::workbench::queue::order::{Show, Sort};
use crate::workbench::queue::row::{Known, Row};
use crate::workbench::queue::state::Queue;
use crate::workbench::queue::update::update;
use crate::workbench::queue::world::World;

/// How long nothing is said while packets are read.
const PATIENCE: Duration = Duration::from_secs(2);

/// What was said of a library, from one packet that was opened to the next.
#[derive(Debug, Default)]
pub struct Said {
    /// The packets of the last list, in its order.
    list: Vec<PathBuf>,
    /// How many of them were said.
    upto: usize,
}

/// Says the list and asks for lines until one opens a packet; `None` when the person leaves.
///
/// # Errors
/// Nothing can be said or read any more.
pub fn next(
    queue: &mut Queue,
    world: &mut World,
    said: &mut Said,
    session: &mut Session<'_>,
) -> Result<Option<PathBuf>, Failure> {
    settle(queue, world, session)?;
    list(queue, said, session)?;
    loop {
        if let Some(message) = queue.message.take() {
            session.out.line(&message.text)?;
        }
        let Some(answer) = line(session, "queue> ")? else {
            session.out.line("")?;
            return Ok(None);
        };
        let typed = match answer {
            Ok(typed) => typed,
            Err(why) => {
                session.out.line(&why)?;
                continue;
            }
        };
        let typed = typed.trim();
        let (head, rest) = typed.split_once(' ').map_or((typed, ""), |(head, rest)| (head, rest.trim()));
        match (head, rest) {
            (LEAVE | "q" | "quit", "") => return Ok(None),
            ("", _) => again(queue, world, said, session)?,
            (MORE, "") if said.upto < said.list.len() => page(queue, said, session)?,
            (MORE, "") => session.out.line("that was the last")?,
            ("?" | "help", "") => help(session)?,
            ("s", "") => choices(Sort::ALL.iter().map(|(key, sort)| (*key, sort.label().to_owned())), session)?,
            ("f", "") => choices(Show::ALL.iter().map(|(key, show)| (*key, show.label().to_owned())), session)?,
            ("s", wish) => match Sort::ALL.iter().find(|(key, sort)| is(wish, *key, sort.label())) {
                Some((_, sort)) => {
                    queue.sort = *sort;
                    again(queue, world, said, session)?;
                }
                None => session.out.line(&format!("`{wish}` is no order; s alone lists them"))?,
            },
            ("f", wish) => match Show::ALL.iter().find(|(key, show)| is(wish, *key, show.label())) {
                Some((_, show)) => {
                    queue.show = *show;
                    again(queue, world, said, session)?;
                }
                None => session.out.line(&format!("`{wish}` narrows nothing; f alone lists what does"))?,
            },
            (word, _) if word.starts_with('/') => {
                queue.query = typed[1..].trim().to_owned();
                again(queue, world, said, session)?;
            }
            (number, "") => match number.parse::<usize>().ok().and_then(|number| said.list.get(number.checked_sub(1)?))
            {
                Some(path) => match broken(queue, path) {
                    Some(why) => session.out.line(&why)?,
                    None => return Ok(Some(path.clone())),
                },
                None => session.out.line(&format!("`{number}` is no packet of the list; ? says what a line may be"))?,
            },
            (_, _) => session.out.line(&format!("`{typed}` does nothing here; ? says what a line may be"))?,
        }
    }
}

fn is(wish: &str, key: char, label: &str) -> bool {
    wish.eq_ignore_ascii_case(label) || wish.chars().eq([key])
}

fn help(session: &mut Session<'_>) -> Result<(), Failure> {
    let sorted = Action::QueueSort.help();
    for line in [
        format!("a number opens the packet; {MORE} says the next page; an empty line says the list again"),
        format!("s LETTER sorts ({sorted}), f LETTER narrows, / words finds, / alone leaves the search"),
        format!("{LEAVE} or q leaves; W and R inside a packet assign and return it"),
    ] {
        session.out.line(&line)?;
    }
    Ok(())
}

fn choices(items: impl Iterator<Item = (char, String)>, session: &mut Session<'_>) -> Result<(), Failure> {
    let mut items = items;
    items.try_for_each(|(key, label)| session.out.line(&format!("  {key}  {label}")))
}

/// Why a packet can't be opened.
fn broken(queue: &Queue, path: &PathBuf) -> Option<String> {
    let row = queue.rows.iter().find(|row| row.path == *path)?;
    match &row.known {
        Known::Broken(why) => Some(format!("{} can't be read: {why}", row.folder())),
        Known::Nothing | Known::Read(..) => None,
    }
}

/// Takes in what was read, until everything is.
fn settle(queue: &mut Queue, world: &mut World, session: &mut Session<'_>) -> Result<(), Failure> {
    let began = Instant::now();
    let mut told = false;
    loop {
        let busy = world.is_busy();
        let wait = if busy { Duration::from_millis(50) } else { Duration::ZERO };
        while let Some(msg) = world.answer(wait) {
            let (next, effects) = update(queue.clone(), msg);
            *queue = next;
            for effect in effects {
                world.carry_out(effect);
            }
        }
        if !busy && !world.is_busy() {
            return Ok(());
        }
        if !told && began.elapsed() > PATIENCE {
            told = true;
            session.out.line(&format!("reading {}…", counted(queue.rows.len(), "packet", "packets")))?;
            session.out.finish()?;
        }
    }
}

fn again(queue: &mut Queue, world: &mut World, said: &mut Said, session: &mut Session<'_>) -> Result<(), Failure> {
    settle(queue, world, session)?;
    list(queue, said, session)
}

fn list(queue: &mut Queue, said: &mut Said, session: &mut Session<'_>) -> Result<(), Failure> {
    queue.reorder();
    said.list = queue.order.iter().map(|at| queue.rows[*at].path.clone()).collect();
    said.upto = 0;
    let mut parts = vec![counted(said.list.len(), "packet", "packets")];
    if queue.show != Show::All {
        parts.push(format!("only {}", queue.show.label()));
    }
    if queue.query.trim().is_empty() {
        parts.push(queue.sort.label().to_owned());
    } else {
        parts.push(format!("like “{}”", queue.query.trim()));
    }
    if queue.mine > 0 {
        parts.push(format!("{} your turn", queue.mine));
    }
    session.out.line(&parts.join(" · "))?;
    session.out.line("a number opens a packet; ? says what a line may be, q leaves")?;
    page(queue, said, session)
}

fn page(queue: &Queue, said: &mut Said, session: &mut Session<'_>) -> Result<(), Failure> {
    let to = (said.upto + PAGE).min(said.list.len());
    for number in said.upto..to {
        let row = queue.rows.iter().find(|row| row.path == said.list[number]);
        let words = row.map_or("gone".to_owned(), |row| in_words(queue, row));
        session.out.line(&format!("  {}. {words}", number + 1))?;
    }
    said.upto = to;
    let left = said.list.len() - to;
    if left > 0 {
        session.out.line(&format!("  {left} more; {MORE} goes on"))?;
    }
    Ok(())
}

/// What the screen's columns say, in words.
fn in_words(queue: &Queue, row: &Row) -> String {
    let head = match &row.known {
        Known::Broken(why) => return format!("{}: can't be read: {why}", row.folder()),
        Known::Nothing => return format!("{}: not read yet", row.folder()),
        Known::Read(head, _) => head,
    };
    let mut parts = vec![head.account.clone()];
    parts.push(head.owner.as_ref().map_or("no owner".to_owned(), |owner| format!("owner {owner}")));
    parts.push(format!("turn {}: {}", head.turn.who(), head.turn.what));
    parts.push(head.stage.label().to_owned());
    if let Some(days) = row.days(queue.today) {
        parts.push(format!("{days} days since close"));
    }
    parts.push(format!("{} of {} decided", head.decided, head.claims));
    let quotes = row.quotes();
    let counts = [
        (head.unruled, "promise unruled", "promises unruled"),
        (quotes.map_or(0, |quotes| quotes.orphans), "orphan", "orphans"),
        (quotes.map_or(0, |quotes| quotes.altered), "altered", "altered"),
    ];
    parts.extend(counts.iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| counted(*count, one, many)));
    if let Some(quotes) = quotes {
        parts.push(format!("ready {} of 10", quotes.ready));
    }
    parts.join(" · ")
}
