//! Who does something at the command line: `--as` and `--role`, the configuration, git, the deal.

use super::Failure;
use crate::audit::identity::{self, Given, Who};
use crate::config;
use crate::packet::Packet;
use crate::review::{Actor, Seat};

/// Who acts, in which role.
#[derive(Debug, clap::Args)]
pub struct As {
    /// Who you are: "Dana Ruiz", or "Dana Ruiz <dana@example.com>"
    #[arg(long = "as", value_name = "NAME")]
    name: Option<String>,
    /// In which capacity: csm, ae, manager, implementation, support, sponsor, revops
    #[arg(long)]
    role: Option<String>,
}

impl As {
    /// The person, who has to be known in full: there is no screen on which to ask.
    ///
    /// # Errors
    /// The name or the role is missing, or can't stand in a trail.
    pub fn actor(&self, packet: &Packet) -> Result<Actor, Failure> {
        let flags = Given { name: self.name.clone(), email: None, role: self.role.clone() };
        let reviewer = config::load()?.config.reviewer;
        let set = Given { name: reviewer.name, email: reviewer.email, role: reviewer.role };
        let who = identity::decide(&flags, &set, &identity::git()).map_err(|unfit| {
            Failure::new(unfit).hint(Some("give the name and role again, in plain letters".to_owned()))
        })?;
        match who {
            Who::Known(actor) => Ok(actor),
            Who::Ask { name: Some(name), email, role: None } => {
                let role = seat(packet, &name).ok_or_else(|| {
                    Failure::new(format!("it is not known in which role {name} does this"))
                        .hint("say so with --role, for example --role csm".to_owned())
                })?;
                Ok(Actor { name, email, role })
            }
            Who::Ask { .. } => Err(Failure::new("it is not known who does this")
                .hint("say so: --as \"Dana Ruiz <dana@example.com>\" --role csm".to_owned())),
        }
    }
}

/// The role in which the deal names somebody.
fn seat(packet: &Packet, name: &str) -> Option<Seat> {
    let is = |other: &Option<String>| {
        other.as_ref().is_some_and(|other| other.trim().to_lowercase() == name.trim().to_lowercase())
    };
    let deal = packet.deal.as_ref()?;
    if is(&deal.csm) {
        Some(Seat::Csm)
    } else if is(&deal.ae) {
        Some(Seat::Ae)
    } else {
        None
    }
}
