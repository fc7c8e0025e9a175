//! A report as a person reads it in a terminal: one line a packet, then the figures over all of them.

use super::{Broken, By, ENOUGH, Rate, Row, Sums, Totals};
use crate::count::counted;
use crate::readiness::survival::STAGES;
use crate::readiness::{Answer, Fate, Question};

/// One packet, in a line; what keeps its figures from being the whole truth, in lines below it.
pub fn row(row: &Row) -> String {
    let ready = &row.readiness;
    let mut parts = vec![
        format!("{} of 10 ready, {} weak", ready.yes, ready.weak),
        format!("{} filled", row.filled),
        format!("{}/{} decided", row.decided, row.claims),
    ];
    for (count, what) in [(row.unruled, "unruled"), (row.orphans, "not in their source"), (row.altered, "altered")] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    if row.promises.0.binding > 0 {
        let now = row.promises.0.now();
        let fates: Vec<String> = Fate::ALL
            .iter()
            .filter(|fate| now.count(**fate) > 0)
            .map(|fate| format!("{} {}", now.count(*fate), fate.label()))
            .collect();
        parts.push(format!("{} binding: {}", row.promises.0.binding, fates.join(", ")));
    }
    let rebuilt = row.reconstruction.0;
    if rebuilt.repaired() > 0 {
        parts.push(format!("{} of {} rebuilt", rebuilt.repaired(), rebuilt.of));
    }
    parts.push(row.stage.label().to_owned());
    let mut line = format!("{:<28} {}", row.id, parts.join(" · "));
    for problem in &row.problems {
        line.push_str(&format!("\n    {problem}"));
    }
    line
}

/// A packet that could not be read.
pub fn broken(broken: &Broken) -> String {
    let hint = broken.hint.as_ref().map_or(String::new(), |hint| format!("\n    {hint}"));
    format!("NOT READ: {}{hint}", broken.what)
}

/// The figures over all packets, and over groups.
pub fn totals(totals: &Totals, unread: usize) -> String {
    let mut lines = vec![String::new(), heading(&totals.all, unread)];
    let enough = totals.all.is_enough();
    if !enough {
        lines.push(format!("  fewer than {ENOUGH} packets: counts only, nothing here can be generalised"));
    }
    lines.extend(sums(&totals.all));
    if let Some(by) = totals.by {
        lines.push(String::new());
        lines.push(format!("By {}, in the order of their names", by.label()));
        for (name, sums) in &totals.groups {
            lines.push(format!("  {:<24} {}", name, group(sums)));
        }
        if by == By::Owner {
            lines.push("  Packets differ in how hard they were: this says where to look, not who is good".to_owned());
        }
    }
    lines.join("\n")
}

fn heading(sums: &Sums, unread: usize) -> String {
    let unread = if unread == 0 { String::new() } else { format!("; {unread} more could not be read") };
    let problems =
        if sums.problems == 0 { String::new() } else { format!(", {} with problems in their trail", sums.problems) };
    format!("{}{problems}{unread}", counted(sums.packets, "packet", "packets"))
}

/// A group in a line.
fn group(sums: &Sums) -> String {
    if !sums.is_enough() {
        return format!("{}: too few to compare", counted(sums.packets, "packet", "packets"));
    }
    let mean = sums.mean().unwrap_or_default();
    format!("{} packets · {mean:.1} of 10 ready · rebuilt {}", sums.packets, sums.rebuilt().words())
}

fn sums(sums: &Sums) -> Vec<String> {
    if sums.packets == 0 {
        return Vec::new();
    }
    let told = |rate: Rate| if sums.is_enough() { rate.words() } else { format!("{} of {}", rate.count, rate.of) };
    let mut lines = Vec::new();
    let mean = |all: usize| all as f64 / sums.packets as f64;
    lines.push(format!("Readiness: {:.1} of 10 on average; fields filled: {:.1}", mean(sums.yes()), mean(sums.filled)));
    for question in Question::ALL {
        let (yes, weak, no) = (
            sums.count(*question, Answer::Yes),
            sums.count(*question, Answer::Weak),
            sums.count(*question, Answer::No),
        );
        lines.push(format!("  {:>2}. {}", question.number(), question.label()));
        lines.push(format!("      yes {} · weak {weak} · no {no}", told(Rate::new(yes, sums.packets))));
    }
    lines.push(format!(
        "Claims: {} of {} decided; {} unruled; {} not in the source they name; {} altered",
        sums.decided,
        sums.claims,
        counted(sums.unruled, "promise", "promises"),
        counted(sums.orphans, "quote", "quotes"),
        sums.altered
    ));
    lines.push(format!("Promises that bind: {}", sums.binding));
    for stage in STAGES {
        let Some((packets, fates)) = sums.stages.get(&stage) else { continue };
        if fates.total() == 0 {
            continue;
        }
        let fates: Vec<String> = Fate::ALL
            .iter()
            .map(|fate| sums.fate(stage, *fate))
            .zip(Fate::ALL)
            .filter(|(rate, _)| rate.count > 0)
            .map(|(rate, fate)| match sums.is_enough() {
                true => format!("{} {}", fate.label(), rate.words()),
                false => format!("{} {}", rate.count, fate.label()),
            })
            .collect();
        lines.push(format!(
            "  {:<16} {} ({})",
            stage.label(),
            fates.join(" · "),
            counted(*packets, "packet", "packets")
        ));
    }
    let rebuilt = sums.reconstruction;
    lines.push(format!(
        "Reconstruction: {} had to be added ({}), rewritten ({}) or asked for ({}) by the receiving team",
        told(sums.rebuilt()),
        rebuilt.added,
        rebuilt.rewrote,
        rebuilt.asked
    ));
    lines.push("What drafts get wrong".to_owned());
    for (drafter, tally) in &sums.drafts {
        let rate = if tally.judged >= ENOUGH { tally.rate().words() } else { "too few to compare".to_owned() };
        lines.push(format!("  {drafter}: {} judged, turned down {rate}; {} reworded", tally.judged, tally.edited));
        for (reason, count) in tally.reasons() {
            lines.push(format!("      {count:>5}  {}", reason.label()));
        }
    }
    lines
}
