//! Who is deciding, for commands that draw no screen: somebody who was named, never a guess.

use super::Failure;
use crate::audit::identity::{self, Given, Who};
use crate::review::Actor;

/// The person that `--as` and `--role` name.
pub(super) fn named(name: &str, role: &str) -> Result<Actor, Failure> {
    let flags = Given { name: Some(name.to_owned()), email: None, role: Some(role.to_owned()) };
    match identity::decide(&flags, &Given::default(), &identity::git()) {
        Ok(Who::Known(actor)) => Ok(actor),
        Ok(Who::Ask { .. }) => Err(Failure::new("nobody is named").hint("give --as and --role".to_owned())),
        Err(unfit) => Err(Failure::new(unfit).hint("give the name and role again, in plain letters".to_owned())),
    }
}
