//! Who does something at the command line: `--as` and `--role`, the configuration, git, the deal. Commands
//! and screens ask here, so that the same person is the same person wherever they act.

use super::Failure;
use crate::audit::identity::{self, Given, Who};
use crate::config::{self, Reviewer};
use crate::packet::Packet;
use crate::review::{Actor, Seat};

/// Who acts, in which role.
#[derive(Debug, clap::Args)]
pub struct As {
    /// Who you are: "Dana Ruiz", or "Dana Ruiz <dana@example.com>"
    #[arg(long = "as", value_name = "NAME")]
    name: Option<String>,
    /// In which capacity: csm, ae, manager, implementation, support, sponsor, revops, or one you configured
    #[arg(long)]
    role: Option<String>,
}

impl As {
    /// The person, who has to be known in full: there is no screen on which to ask.
    ///
    /// # Errors
    /// The name or the role is missing, or can't stand in a trail.
    pub fn actor(&self, packet: &Packet) -> Result<Actor, Failure> {
        match seated(who(&flags(self.name.as_ref(), self.role.as_ref()), &config::load()?.config.reviewer)?, packet) {
            Who::Known(actor) => Ok(actor),
            Who::Ask { name: Some(name), email: _, role: None } => {
                Err(Failure::new(format!("it is not known in which role {name} does this"))
                    .hint("say so with --role, for example --role csm".to_owned()))
            }
            Who::Ask { .. } => Err(unknown()),
        }
    }
}

/// The person that `--as` and `--role` name, where a command wants both.
pub(super) fn named(name: &str, role: &str) -> Result<Actor, Failure> {
    let flags = flags(Some(&name.to_owned()), Some(&role.to_owned()));
    match who(&flags, &config::load()?.config.reviewer)? {
        Who::Known(actor) => Ok(actor),
        Who::Ask { .. } => Err(unknown()),
    }
}

/// Whoever the configuration or git says is at this machine; nobody where neither says. For what decides
/// nothing.
pub(super) fn guessed(role: &str) -> Result<Option<Actor>, Failure> {
    Ok(match who(&flags(None, Some(&role.to_owned())), &config::load()?.config.reviewer)? {
        Who::Known(actor) => Some(actor),
        Who::Ask { .. } => None,
    })
}

/// What the command line says.
pub(super) fn flags(name: Option<&String>, role: Option<&String>) -> Given {
    Given { name: name.cloned(), email: None, role: role.cloned(), roles: Vec::new() }
}

/// Who acts, as far as the command line, the configuration and git say.
///
/// # Errors
/// A name, address or role that can't stand in a trail.
pub(super) fn who(flags: &Given, reviewer: &Reviewer) -> Result<Who, Failure> {
    let configured = configured(reviewer);
    // Asking git starts a process, before the first frame: only where its answer could matter.
    let known = flags.name.is_none() && configured.name.is_some() && configured.email.is_some();
    let git = if known { Given::default() } else { identity::git() };
    identity::decide(flags, &configured, &git).map_err(|unfit| {
        let hint = unfit.hint.to_owned();
        Failure::new(unfit).hint(hint)
    })
}

/// What the configuration says.
pub(super) fn configured(reviewer: &Reviewer) -> Given {
    let Reviewer { name, email, role, roles } = reviewer.clone();
    Given { name, email, role, roles }
}

/// The same, in the role in which the deal names somebody whose role is not known otherwise.
pub(super) fn seated(who: Who, packet: &Packet) -> Who {
    match who {
        Who::Ask { name: Some(name), email, role: None } => match seat(packet, &name) {
            Some(role) => Who::Known(Actor { name, email, role }),
            None => Who::Ask { name: Some(name), email, role: None },
        },
        who @ (Who::Known(_) | Who::Ask { .. }) => who,
    }
}

fn unknown() -> Failure {
    Failure::new("it is not known who does this")
        .hint("say so: --as \"Dana Ruiz <dana@example.com>\" --role csm".to_owned())
}

/// The role in which the deal names somebody.
fn seat(packet: &Packet, name: &str) -> Option<Seat> {
    let is = |other: &Option<String>| {
        other.as_ref().is_some_and(|other| other.trim().to_lowercase() == name.trim().to_lowercase())
    };
    let deal = packet.deal.as_ref()?;
    if is(&deal.csm) { Some(Seat::Csm) } else { is(&deal.ae).then_some(Seat::Ae) }
}
