//! The people of the tests: Dana, who receives packets, and Sam, who sold what is in them. With their mail
//! addresses, as they sign, or by their names alone.

use handoff::review::{Actor, Seat};

fn person(name: &str, email: Option<&str>, role: Seat) -> Actor {
    Actor { name: name.into(), email: email.map(str::to_owned), role }
}

pub fn dana() -> Actor {
    person("Dana Ruiz", Some("dana@example.com"), Seat::Csm)
}

pub fn sam() -> Actor {
    person("Sam Lee", Some("sam@example.com"), Seat::Ae)
}

pub fn dana_by_name() -> Actor {
    person("Dana Ruiz", None, Seat::Csm)
}

pub fn sam_by_name() -> Actor {
    person("Sam Lee", None, Seat::Ae)
}
