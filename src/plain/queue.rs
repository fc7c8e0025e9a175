//! The queue of a library in lines: the packets with their numbers, in the order of the screen, and a line
//! that opens one, assigns or returns it, sorts, narrows or finds.
//!
//! A number means the packet that was said with it, even where the order has changed since. What is asked
//! and what is recorded is the screen's own doing: the forms are those of the queue's `update`.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::hear::{EMPTY, LEAVE, MORE, action_of};
use super::session::{Session, line};
use super::tell::{self, PAGE};
use crate::command::Failure;
use crate::count::counted;
use crate::workbench::action::{Action, Context, Section};
use crate::workbench::mode::Form;
use crate::workbench::queue::order::{Show, Sort};
use crate::workbench::queue::row::{Known, Row};
use crate::workbench::queue::state::{Asked, Mode, Queue};
use crate::workbench::queue::update::{Msg, update};
use crate::workbench::queue::verb::Verb;
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
            (LEAVE | "quit", "") => return Ok(None),
            ("", _) => again(queue, world, said, session)?,
            (MORE, "") if said.upto < said.list.len() => page(queue, said, session)?,
            (MORE, "") => session.out.line("that was the last")?,
            ("help", "") => help(queue, session)?,
            (word, _) if word.starts_with('/') => {
                queue.query = typed[1..].trim().to_owned();
                again(queue, world, said, session)?;
            }
            (number, "") if number.parse::<usize>().is_ok() => match numbered(said, number) {
                Ok(path) => match broken(queue, &path) {
                    Some(why) => session.out.line(&why)?,
                    None => return Ok(Some(path)),
                },
                Err(why) => session.out.line(&why)?,
            },
            _ => {
                let action = action_of(&queue.keymap, Context::Queue, head).or_else(|| Action::from_name(head));
                let verb = action.and_then(Verb::of).filter(|_| action.map(Action::section) == Some(Section::Queue));
                match verb {
                    Some(Verb::Quit) if rest.is_empty() => return Ok(None),
                    Some(verb) => perform(queue, world, said, session, verb, rest)?,
                    None if rest.is_empty() => {
                        session.out.line(&format!("`{head}` is no packet of the list; ? says what a line may be"))?;
                    }
                    None => session.out.line(&format!("`{typed}` does nothing here; ? says what a line may be"))?,
                }
            }
        }
    }
}

/// Does what the first word of a line names; the rest says with which packet, order or filter.
fn perform(
    queue: &mut Queue,
    world: &mut World,
    said: &mut Said,
    session: &mut Session<'_>,
    verb: Verb,
    rest: &str,
) -> Result<(), Failure> {
    match verb {
        Verb::Assign => ask(queue, world, said, session, Asked::Assign, rest),
        Verb::Return => ask(queue, world, said, session, Asked::Return, rest),
        Verb::Sort if rest.is_empty() => {
            choices(Sort::ALL.iter().map(|(key, sort)| (*key, sort.label().to_owned())), session)
        }
        Verb::Sort => match Sort::ALL.iter().find(|(key, sort)| is(rest, *key, sort.label())) {
            Some((_, sort)) => {
                queue.sort = *sort;
                again(queue, world, said, session)
            }
            None => session.out.line(&format!("`{rest}` is no order; s alone lists them")),
        },
        Verb::Show if rest.is_empty() => {
            choices(Show::ALL.iter().map(|(key, show)| (*key, show.label().to_owned())), session)
        }
        Verb::Show => match Show::ALL.iter().find(|(key, show)| is(rest, *key, show.label())) {
            Some((_, show)) => {
                queue.show = *show;
                again(queue, world, said, session)
            }
            None => session.out.line(&format!("`{rest}` narrows nothing; f alone lists what does")),
        },
        Verb::Find => {
            rest.clone_into(&mut queue.query);
            again(queue, world, said, session)
        }
        Verb::Help => help(queue, session),
        Verb::Refresh | Verb::Cancel => {
            happen(queue, world, Msg::Act(verb));
            again(queue, world, said, session)
        }
        Verb::Mouse => session.out.line("there is no mouse here: a packet is named by its number"),
        Verb::Suspend => session.out.line("ctrl-z puts the program to sleep here, as in any shell"),
        Verb::Down
        | Verb::Up
        | Verb::PageDown
        | Verb::PageUp
        | Verb::Top
        | Verb::Bottom
        | Verb::Open
        | Verb::Quit
        | Verb::Take
        | Verb::Leave
        | Verb::Next
        | Verb::Previous => session.out.line("there is no cursor here: a packet is named by its number"),
    }
}

/// The packet of a number, as it was said last.
fn numbered(said: &Said, number: &str) -> Result<PathBuf, String> {
    let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let path = at.and_then(|at| said.list.get(at)).cloned();
    path.ok_or_else(|| format!("`{number}` is no packet of the list; ? says what a line may be"))
}

/// Assigns or returns a packet: asks for what the form on the screen asks for, field by field.
fn ask(
    queue: &mut Queue,
    world: &mut World,
    said: &Said,
    session: &mut Session<'_>,
    asked: Asked,
    number: &str,
) -> Result<(), Failure> {
    if number.is_empty() {
        let (action, does) = match asked {
            Asked::Assign => (Action::QueueAssign, "assigns"),
            Asked::Return => (Action::QueueReturn, "returns"),
        };
        let key = key(queue, action);
        return session.out.line(&format!("which packet? `{key} 2` {does} the second of the list"));
    }
    let path = match numbered(said, number) {
        Ok(path) => path,
        Err(why) => return session.out.line(&why),
    };
    let Some(row) = queue.rows.iter().position(|row| row.path == path) else {
        return session.out.line("that packet is no longer in the library; an empty line says the list again");
    };
    happen(queue, world, Msg::Ask(asked, row));
    let mut told = String::new();
    while let Mode::Form(form, _) | Mode::Naming(form, ..) = &mut queue.mode {
        let message = queue.message.take();
        if form.title != told {
            // What the screen shows beside the first empty field is asked for here, too.
            form.at = 0;
            told.clone_from(&form.title);
            tell::form(form).iter().try_for_each(|line| session.out.line(line))?;
        }
        if let Some(message) = message {
            session.out.line(&message.text)?;
        }
        let form = form.clone();
        let Some(answer) = line(session, &tell::field(&form))? else { break };
        match answer {
            Ok(typed) => {
                for msg in filled(&form, typed.trim()) {
                    happen(queue, world, msg);
                }
            }
            Err(why) => session.out.line(&why)?,
        }
    }
    queue.mode = Mode::Browse;
    settle(queue, world, session)?;
    if let Some(message) = queue.message.take() {
        session.out.line(&message.text)?;
    }
    // Only where the packet still is: it may have been taken away meanwhile.
    match queue.rows.iter().find(|row| row.path == path) {
        Some(row) => session.out.line(&format!("  {number}. {}", in_words(queue, row))),
        None => Ok(()),
    }
}

/// What a line means in a form: an empty one keeps what stands in the field.
fn filled(form: &Form, typed: &str) -> Vec<Msg> {
    let next = Msg::Act(if form.at + 1 < form.fields.len() { Verb::Next } else { Verb::Take });
    match typed {
        "" => vec![next],
        LEAVE => vec![Msg::Act(Verb::Leave)],
        EMPTY => vec![Msg::Fill(String::new()), next],
        text => vec![Msg::Fill(text.to_owned()), next],
    }
}

/// Something happens to the queue, and what follows from it is carried out.
fn happen(queue: &mut Queue, world: &mut World, msg: Msg) {
    let (next, effects) = update(queue.clone(), msg);
    *queue = next;
    for effect in effects {
        world.carry_out(effect);
    }
}

/// The key that an action has in the person's own keymap, else its name.
fn key(queue: &Queue, action: Action) -> String {
    queue.keymap.keys_for(action).next().unwrap_or(action.name()).to_owned()
}

fn is(wish: &str, key: char, label: &str) -> bool {
    wish.eq_ignore_ascii_case(label) || wish.chars().eq([key])
}

fn help(queue: &Queue, session: &mut Session<'_>) -> Result<(), Failure> {
    let key = |action| key(queue, action);
    let (sort, show, find) = (key(Action::QueueSort), key(Action::QueueShow), key(Action::QueueFind));
    let (assign, back, again) = (key(Action::QueueAssign), key(Action::QueueReturn), key(Action::QueueRefresh));
    for line in [
        format!("NUMBER opens a packet; {MORE} says the next page; an empty line says the list again"),
        format!("{assign} NUMBER assigns a packet: says whose it is from now on"),
        format!("{back} NUMBER returns it to its AE with a question; questions on single claims are asked inside it"),
        format!(
            "{sort} alone lists the orders, {sort} LETTER sorts; {show} alone lists what narrows, {show} LETTER does"
        ),
        format!("{find} words finds, {find} alone leaves the search; {again} reads the library again"),
        format!("{LEAVE} or {} leaves", key(Action::QueueQuit)),
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
            happen(queue, world, msg);
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
