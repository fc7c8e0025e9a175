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
    // Asking git starts a process: only where its answer could matter.
    let git = if git_matters(flags, reviewer) { identity::git() } else { Given::default() };
    decide(flags, reviewer, &git)
}

/// The same without asking git, for who can't wait for that.
///
/// # Errors
/// As [`who`].
pub(super) fn who_at_once(flags: &Given, reviewer: &Reviewer) -> Result<Who, Failure> {
    decide(flags, reviewer, &Given::default())
}

/// Whether what git knows of its user could change who acts.
pub(super) fn git_matters(flags: &Given, reviewer: &Reviewer) -> bool {
    match &flags.name {
        // An address that was typed with the name is the name's.
        Some(name) => !name.trim_end().ends_with('>'),
        None => reviewer.name.is_none() || reviewer.email.is_none(),
    }
}

fn decide(flags: &Given, reviewer: &Reviewer, git: &Given) -> Result<Who, Failure> {
    identity::decide(flags, &configured(reviewer), git).map_err(|unfit| {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_is_asked_only_where_its_answer_could_matter() {
        let name = |name: &str| flags(Some(&name.to_owned()), None);
        let configured = |name: Option<&str>, email: Option<&str>| Reviewer {
            name: name.map(str::to_owned),
            email: email.map(str::to_owned),
            ..Reviewer::default()
        };
        let nobody = flags(None, None);
        for (given, reviewer, matters) in [
            (&nobody, configured(None, None), true),
            (&nobody, configured(Some("Dana Ruiz"), None), true),
            (&nobody, configured(Some("Dana Ruiz"), Some("dana@example.com")), false),
            (&name("Sam Lee"), configured(Some("Dana Ruiz"), Some("dana@example.com")), true),
            (&name("Sam Lee <sam@example.com> "), configured(None, None), false),
        ] {
            assert_eq!(git_matters(given, &reviewer), matters, "{given:?} {reviewer:?}");
            // Where it does not, no answer changes anything.
            let git =
                Given { name: Some("Sam Lee".into()), email: Some("other@example.com".into()), ..Given::default() };
            let with_git = decide(given, &reviewer, &git).unwrap();
            assert!(matters || with_git == who_at_once(given, &reviewer).unwrap());
        }
    }
}
