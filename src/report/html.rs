//! A report as one HTML page: plain inline SVG, no script, nothing fetched, good on paper.
//!
//! Every word that comes from a packet goes through [`escape`]. Bars differ by shade *and* have their
//! figure written beside them, so that nothing rests on colour. The page lists at most [`LISTED`] packets:
//! the ones that one could act on least.

use std::fmt::Write;

use super::{Broken, By, ENOUGH, Rate, Row, Sums, Totals};
use crate::count::counted;
use crate::readiness::survival::STAGES;
use crate::readiness::{Answer, Fate, Question};
use crate::visible::visible;

/// How many packets the page lists.
pub const LISTED: usize = 100;

/// Text as it may stand in a page and in an attribute: nothing in it is markup, and hidden characters show.
pub fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in visible(words).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;\
color:#1b1b1b;background:#fff}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;break-after:avoid}\
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.25rem .5rem;\
border-bottom:1px solid #ddd;vertical-align:top}td.n,th.n{text-align:right}svg{max-width:100%;height:auto;\
break-inside:avoid}tr{break-inside:avoid}p.note{color:#555}text{font:12px system-ui,sans-serif;fill:currentColor}\
@media print{body{margin:0;max-width:none;font-size:11pt}th,td{padding:.2rem .3rem}}\
@media screen and (max-width:52rem){.chart{overflow-x:auto}.chart svg{max-width:none}table{display:block;overflow-x:auto}}\
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark}body{color:#e4e7ea;background:#15181c}\
th,td{border-color:#3a4048}p.note{color:#a9b1ba}.chart rect{stroke:#c9d1d9}}";

/// The shades of a stacked bar, dark to light: they differ on paper without colour, too.
const SHADES: [&str; 6] = ["#1f4e79", "#5b9bd5", "#c8ddf0", "#f0b323", "#b03a2e", "#e3e3e3"];

/// The whole page. `worst` are the packets to list; `at` says when the report was made.
pub fn page(totals: &Totals, broken: &[Broken], worst: &[Row], at: &str) -> String {
    let mut out = String::new();
    let sums = &totals.all;
    out.push_str("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width\"><title>Handoff report</title>");
    let _ = write!(out, "<style>{STYLE}</style></head><body>\n<h1>Handoff report</h1>\n");
    let _ = write!(out, "<p>{}, {}.", counted(sums.packets, "packet", "packets"), escape(at));
    if !broken.is_empty() {
        let _ = write!(out, " {} more could not be read.", broken.len());
    }
    if sums.problems > 0 {
        let _ = write!(out, " {} have problems in their trail.", sums.problems);
    }
    out.push_str("</p>\n");
    if !sums.is_enough() {
        let _ = writeln!(
            out,
            "<p class=\"note\">Fewer than {ENOUGH} packets: counts only, nothing here can be generalised.</p>"
        );
    }
    if sums.packets > 0 {
        questions(&mut out, sums);
        histogram(&mut out, sums);
        survival(&mut out, sums);
        rebuilt(&mut out, sums);
        drafts(&mut out, sums);
        if let Some(by) = totals.by {
            groups(&mut out, totals, by);
        }
        packets(&mut out, worst, sums.packets);
    }
    unread(&mut out, broken);
    out.push_str("</body></html>\n");
    out
}

fn told(sums: &Sums, rate: Rate) -> String {
    if sums.is_enough() { rate.words() } else { format!("{} of {}", rate.count, rate.of) }
}

/// One bar of parts that add up, with its words above it.
struct Bar {
    label: String,
    parts: Vec<(&'static str, usize)>,
}

/// Stacked bars, one below the other, each the whole width.
fn bars(out: &mut String, title: &str, legend: &[&str], shades: &[&str], bars: &[Bar]) {
    const WIDTH: usize = 760;
    const ROW: usize = 40;
    const TOP: usize = 26;
    let height = TOP + bars.len() * ROW;
    let _ = write!(
        out,
        "<div class=\"chart\"><svg viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-label=\"{}\">",
        escape(title)
    );
    let mut x = 0;
    for (name, shade) in legend.iter().zip(shades) {
        let _ = write!(
            out,
            "<rect x=\"{x}\" y=\"4\" width=\"12\" height=\"12\" fill=\"{shade}\" stroke=\"#555\"/>\
             <text x=\"{}\" y=\"15\">{}</text>",
            x + 17,
            escape(name)
        );
        x += 30 + 8 * name.len();
    }
    for (at, bar) in bars.iter().enumerate() {
        let y = TOP + at * ROW;
        let total: usize = bar.parts.iter().map(|(_, count)| count).sum();
        let _ = write!(out, "<text x=\"0\" y=\"{}\">{}</text>", y + 13, escape(&bar.label));
        let mut x = 0.0;
        for ((name, count), shade) in bar.parts.iter().zip(shades) {
            if *count == 0 || total == 0 {
                continue;
            }
            let width = *count as f64 / total as f64 * WIDTH as f64;
            let _ = write!(
                out,
                "<rect x=\"{x:.1}\" y=\"{}\" width=\"{width:.1}\" height=\"14\" fill=\"{shade}\" stroke=\"#fff\">\
                 <title>{}: {count}</title></rect>",
                y + 18,
                escape(name)
            );
            x += width;
        }
    }
    out.push_str("</svg></div>\n");
}

fn questions(out: &mut String, sums: &Sums) {
    let mean = |all: usize| all as f64 / sums.packets as f64;
    let _ = writeln!(
        out,
        "<h2>Readiness: {:.1} of 10 on average</h2>\n<p>Fields filled: {:.1} of 10. A question counts as <em>yes</em> \
         when an accepted claim with located words and a named action answers it.</p>",
        mean(sums.yes()),
        mean(sums.filled)
    );
    let list: Vec<Bar> = Question::ALL
        .iter()
        .map(|question| {
            let count = |answer: Answer| sums.count(*question, answer);
            let (yes, weak, no) = (count(Answer::Yes), count(Answer::Weak), count(Answer::No));
            Bar {
                label: format!(
                    "{}. {} yes {} · weak {weak} · no {no}",
                    question.number(),
                    question.label(),
                    told(sums, sums.rate(*question))
                ),
                parts: vec![("yes", yes), ("weak", weak), ("no", no)],
            }
        })
        .collect();
    bars(out, "The ten questions", &["yes", "weak", "no"], &[SHADES[0], SHADES[2], SHADES[5]], &list);
}

fn histogram(out: &mut String, sums: &Sums) {
    const WIDTH: usize = 760;
    const HEIGHT: usize = 150;
    const STEP: usize = 69;
    let most = sums.ready.iter().copied().max().unwrap_or(1).max(1);
    let _ = write!(
        out,
        "<h2>Packets by questions answered</h2>\n<div class=\"chart\"><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" \
         height=\"{HEIGHT}\" role=\"img\" aria-label=\"How many packets answer how many questions\">"
    );
    for (yes, count) in sums.ready.iter().enumerate() {
        let x = yes * STEP;
        let height = *count as f64 / most as f64 * 100.0;
        let _ = write!(
            out,
            "<rect x=\"{x}\" y=\"{:.1}\" width=\"50\" height=\"{height:.1}\" fill=\"{}\"/>\
             <text x=\"{x}\" y=\"{:.1}\">{count}</text><text x=\"{x}\" y=\"145\">{yes} of 10</text>",
            125.0 - height,
            SHADES[0],
            120.0 - height
        );
    }
    out.push_str("</svg></div>\n");
}

fn survival(out: &mut String, sums: &Sums) {
    let _ = writeln!(out, "<h2>Promise survival</h2>\n<p>{} promises were ruled binding.</p>", sums.binding);
    let mut list = Vec::new();
    for stage in STAGES {
        let Some((packets, fates)) = sums.stages.get(&stage).filter(|(_, fates)| fates.total() > 0) else { continue };
        let told: Vec<String> = Fate::ALL
            .iter()
            .filter(|fate| fates.count(**fate) > 0)
            .map(|fate| format!("{} {}", fates.count(*fate), fate.label()))
            .collect();
        list.push(Bar {
            label: format!("{}: {} ({})", stage.label(), told.join(" · "), counted(*packets, "packet", "packets")),
            parts: Fate::ALL.iter().map(|fate| (fate.label(), fates.count(*fate))).collect(),
        });
    }
    if list.is_empty() {
        out.push_str("<p class=\"note\">No packet with a binding promise has come to kickoff yet.</p>\n");
        return;
    }
    let legend: Vec<&str> = Fate::ALL.iter().map(|fate| fate.label()).collect();
    bars(
        out,
        "What became of binding promises, by stage",
        &legend,
        &[SHADES[1], SHADES[0], SHADES[4], SHADES[2], SHADES[3], SHADES[5]],
        &list,
    );
}

fn rebuilt(out: &mut String, sums: &Sums) {
    let parts = sums.reconstruction;
    let _ = writeln!(
        out,
        "<h2>Reconstruction</h2>\n<p>{} of what packets came to had to be added ({}), rewritten ({}) or asked for ({}) \
         by the receiving team.</p>",
        escape(&told(sums, sums.rebuilt())),
        parts.added,
        parts.rewrote,
        parts.asked
    );
}

fn drafts(out: &mut String, sums: &Sums) {
    out.push_str("<h2>What drafts get wrong</h2>\n<table><tr><th>drafter</th><th class=\"n\">judged</th>");
    out.push_str("<th>turned down</th><th class=\"n\">reworded</th><th>why turned down</th></tr>\n");
    for (drafter, tally) in &sums.drafts {
        let rate = if tally.judged >= ENOUGH { tally.rate().words() } else { "too few to compare".to_owned() };
        let reasons: Vec<String> =
            tally.reasons().iter().map(|(reason, count)| format!("{count} {}", reason.label())).collect();
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td class=\"n\">{}</td><td>{}</td><td class=\"n\">{}</td><td>{}</td></tr>",
            escape(drafter),
            tally.judged,
            escape(&rate),
            tally.edited,
            escape(&reasons.join(", "))
        );
    }
    out.push_str("</table>\n");
}

fn groups(out: &mut String, totals: &Totals, by: By) {
    let _ = write!(
        out,
        "<h2>By {}</h2>\n<p class=\"note\">In the order of their names. Packets differ in how hard they were: this \
         says where to look, not who is good.</p>\n<table><tr><th>{}</th><th class=\"n\">packets</th>\
         <th class=\"n\">ready, of 10</th><th>rebuilt</th><th class=\"n\">unruled</th><th class=\"n\">orphans</th></tr>\n",
        by.label(),
        by.label()
    );
    for (name, sums) in &totals.groups {
        let (ready, rebuilt) = if sums.is_enough() {
            (format!("{:.1}", sums.mean().unwrap_or_default()), sums.rebuilt().words())
        } else {
            ("too few to compare".to_owned(), String::new())
        };
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{ready}</td><td>{rebuilt}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td></tr>",
            escape(name),
            sums.packets,
            sums.unruled,
            sums.orphans
        );
    }
    out.push_str("</table>\n");
}

fn packets(out: &mut String, worst: &[Row], all: usize) {
    let which = if worst.len() < all { format!(": the {} one could act on least", worst.len()) } else { String::new() };
    let _ = write!(
        out,
        "<h2>Packets{which}</h2>\n<table><tr><th>packet</th><th>account</th><th>stage</th><th class=\"n\">yes</th>\
         <th class=\"n\">weak</th><th class=\"n\">filled</th><th class=\"n\">decided</th><th class=\"n\">unruled</th>\
         <th class=\"n\">orphans</th><th class=\"n\">altered</th></tr>\n"
    );
    for row in worst {
        let problems = if row.problems.is_empty() { String::new() } else { format!(" ({})", row.problems.join("; ")) };
        let _ = writeln!(
            out,
            "<tr><td>{}{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}/{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            escape(&row.id),
            escape(&problems),
            escape(&row.account),
            row.stage.label(),
            row.readiness.yes,
            row.readiness.weak,
            row.filled,
            row.decided,
            row.claims,
            row.unruled,
            row.orphans,
            row.altered
        );
    }
    out.push_str("</table>\n");
}

fn unread(out: &mut String, broken: &[Broken]) {
    if broken.is_empty() {
        return;
    }
    out.push_str("<h2>Could not be read</h2>\n<table><tr><th>where</th><th>what</th></tr>\n");
    for broken in broken {
        let _ = writeln!(out, "<tr><td>{}</td><td>{}</td></tr>", escape(&broken.path), escape(&broken.what));
    }
    out.push_str("</table>\n");
}
