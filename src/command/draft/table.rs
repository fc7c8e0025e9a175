//! The table that ends a draft: what was drafted from each source, and how its quotes were found.

use std::path::Path;

use serde_json::json;

use super::gather::Gathered;
use crate::command::{Failure, Format, Out};
use crate::draft::{Row, Tally};
use crate::packet::{ClaimKind, Packet};

pub(super) fn print(
    gathered: &Gathered,
    packet: &Packet,
    rows: &[Row],
    written: &Path,
    format: Format,
    out: &mut Out,
) -> Result<(), Failure> {
    match format {
        Format::Json => json(gathered, packet, rows, written, out),
        Format::Text => text(gathered, packet, rows, written, out),
    }
}

fn total(rows: &[Row]) -> Tally {
    rows.iter().fold(Tally::default(), |sum, row| sum.plus(row.tally))
}

/// Claims with something that a person has to look at.
fn marked(packet: &Packet) -> usize {
    let faulty = |claim: &&crate::packet::Claim| claim.grounding.as_ref().is_some_and(|found| found.has_fault());
    packet.claims.iter().filter(faulty).count()
}

/// The friction kinds that nothing was heard of: they are left open for a person.
fn open(packet: &Packet) -> Vec<ClaimKind> {
    ClaimKind::friction().filter(|kind| !packet.claims.iter().any(|claim| claim.kind == *kind)).collect()
}

fn json(gathered: &Gathered, packet: &Packet, rows: &[Row], written: &Path, out: &mut Out) -> Result<(), Failure> {
    let sources: Vec<_> = rows
        .iter()
        .map(|row| {
            let mut value = serde_json::to_value(row).unwrap_or_default();
            value["gave_nothing"] = json!(row.tally.drafted == 0 && !is_unread(gathered, row));
            value
        })
        .collect();
    let unread: Vec<_> = gathered
        .job
        .unread
        .iter()
        .map(|unread| json!({"source": unread.source.id, "name": unread.source.name(), "what": unread.why.to_string(), "hint": unread.why.hint}))
        .collect();
    let people: Vec<_> = gathered
        .parties
        .all
        .iter()
        .map(|own| {
            let (side, because) =
                own.side.as_ref().map(|(side, because)| (Some(side), Some(because))).unwrap_or_default();
            json!({"name": own.name, "side": side, "because": because})
        })
        .collect();
    out.json(&json!({
        "packet": written.display().to_string(),
        "id": packet.id,
        "drafter": packet.drafted_by.as_ref().map(|by| &by.tool),
        "claims": packet.claims.len(),
        "also_heard": packet.also_heard.len(),
        "marked": marked(packet),
        "left_open": open(packet),
        "sources": sources,
        "unread": unread,
        "people": people,
        "unplaced": gathered.parties.unplaced().iter().map(|own| &own.name).collect::<Vec<_>>(),
        "totals": total(rows),
    }))
}

fn is_unread(gathered: &Gathered, row: &Row) -> bool {
    gathered.job.unread.iter().any(|unread| unread.source.id.as_str() == row.source)
}

fn text(gathered: &Gathered, packet: &Packet, rows: &[Row], written: &Path, out: &mut Out) -> Result<(), Failure> {
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0).clamp(6, 40);
    let cell = |name: &str| name.chars().take(width).collect::<String>();
    let columns = ["quotes", "located", "approx.", "altered", "several", "orphan"];
    let heads = columns.map(|head| format!("{head:>8}")).concat();
    out.line(&format!("{:<5}{:<width$}{heads}", "", "source"))?;
    for row in rows {
        let remark = match (is_unread(gathered, row), row.tally.drafted) {
            (true, _) => "  could not be read",
            (false, 0) => "  gave nothing",
            (false, _) => "",
        };
        out.line(&format!("{:<5}{:<width$}{}{remark}", row.source, cell(&row.name), cells(row.tally)))?;
    }
    out.line(&format!("{:<5}{:<width$}{}", "", "all", cells(total(rows))))?;
    out.line("")?;
    out.line(&format!(
        "{} claims and {} more under “also heard”, {} of the claims with something to look at",
        packet.claims.len(),
        packet.also_heard.len(),
        marked(packet)
    ))?;
    let open = open(packet);
    if !open.is_empty() {
        let names: Vec<&str> = open.iter().map(|kind| kind.label()).collect();
        out.line(&format!("nothing was heard of: {}; that is left open for a person", names.join(", ")))?;
    }
    let unplaced: Vec<&str> = gathered.parties.unplaced().iter().map(|own| own.name.as_str()).collect();
    if !unplaced.is_empty() {
        out.line(&format!(
            "nothing says which side they are on: {}; say it with --seller NAME or --customer NAME",
            unplaced.join(", ")
        ))?;
    }
    out.line(&format!("{} · open it with: handoff {}", written.display(), folder(written).display()))
}

fn folder(written: &Path) -> &Path {
    written.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn cells(tally: Tally) -> String {
    [tally.drafted, tally.located, tally.approximate, tally.altered, tally.ambiguous, tally.orphaned]
        .map(|count| if count == 0 { format!("{:>8}", "·") } else { format!("{count:>8}") })
        .concat()
}
