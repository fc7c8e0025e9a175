//! Pictures of the screen for the documentation, made from the real program: a sample packet is opened,
//! keys are played, and the buffer that a terminal would be sent is written as SVG, once for each theme.
//!
//! `cargo run --example picture` writes `docs/screen-*.svg`. The files carry no font: each run of letters is
//! stretched to its cells, and lines and blocks are drawn as shapes, so they look alike everywhere.

use std::fmt::Write as _;
use std::path::Path;

use handoff::review::hidden::Reveal;
use handoff::review::{Actor, Seat};
use handoff::workbench::key::{Keymap, parse_keys};
use handoff::workbench::run;
use handoff::workbench::state::Choices;
use handoff::workbench::theme::{Depth, Glyphs, Palette, Theme};
use handoff::workbench::view;
use handoff::workbench::world::{self, Options};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

const SIZE: (u16, u16) = (120, 34);
/// A few verdicts, then to a quote that is altered.
const KEYS: &str = "ajajxvja/c07<enter>";
const CELL: (f32, f32) = (8.4, 18.0);
const MARGIN: f32 = 14.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir()?;
    copy(&root.join("sample-packets/brightwater-clinics"), folder.path())?;
    let options = Options {
        me: Some(Actor { name: "Dana Ruiz".into(), email: None, role: Seat::Csm }),
        choices: Choices { reveal: Reveal::AfterVerdict, advance: false },
        keymap: Keymap::load(&[]).map_err(|_| "the default keymap")?.into(),
        size: SIZE,
        places: None,
        introduce: false,
        known: handoff::audit::identity::Given::default(),
        tour: None,
    };
    let (state, mut world, first) = world::open(folder.path(), options).map_err(|error| error.to_string())?;
    let keys = parse_keys(KEYS).map_err(|error| error.to_string())?;
    let (state, _) = run::play(state, &mut world, first, &keys);
    world.close(&state);
    for palette in Palette::ALL {
        let depth = if *palette == Palette::Plain { Depth::None } else { Depth::True };
        let theme = Theme::new(*palette, depth, Glyphs::Unicode);
        let area = Rect::new(0, 0, SIZE.0, SIZE.1);
        let mut buffer = Buffer::empty(area);
        view::draw(&state, &theme, area, &mut buffer);
        let file = root.join(format!("docs/screen-{}.svg", palette.word()));
        std::fs::write(&file, svg(&buffer, *palette))?;
        println!("{}", file.display());
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &there)?;
        } else {
            std::fs::copy(entry.path(), there)?;
        }
    }
    Ok(())
}

/// What a terminal of that kind has behind its text, and its text.
const fn grounds(palette: Palette) -> (&'static str, &'static str) {
    match palette {
        Palette::Dark => ("#16191f", "#dfe1e5"),
        Palette::Light => ("#ffffff", "#1c1c1c"),
        Palette::HighContrast => ("#000000", "#ffffff"),
        Palette::Plain => ("#1b1b1b", "#d8d8d8"),
    }
}

/// How a cell looks: its text's colour, what is behind it, and the modifiers that are drawn.
type Look = (String, String, Modifier);

fn look(cell: &Cell, (ground, text): (&str, &str)) -> Look {
    let colour = |colour: Color, usual: &str| match colour {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        _ => usual.to_owned(),
    };
    let (mut fg, mut bg) = (colour(cell.fg, text), colour(cell.bg, ground));
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut fg, &mut bg);
    }
    (fg, bg, cell.modifier & (Modifier::BOLD | Modifier::UNDERLINED | Modifier::CROSSED_OUT))
}

fn svg(buffer: &Buffer, palette: Palette) -> String {
    let grounds = grounds(palette);
    let (width, height) = (f32::from(SIZE.0) * CELL.0 + 2.0 * MARGIN, f32::from(SIZE.1) * CELL.1 + 2.0 * MARGIN);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" font-family=\"ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace\" \
         font-size=\"14\" role=\"img\" aria-label=\"handoff: claims, the selected claim, and its words in the source\">"
    );
    let _ = writeln!(out, "<rect width=\"100%\" height=\"100%\" rx=\"10\" fill=\"{}\"/>", grounds.0);
    for y in 0..SIZE.1 {
        let mut x = 0;
        while x < SIZE.0 {
            let this = look(&buffer[(x, y)], grounds);
            let start = x;
            let mut text = String::new();
            while x < SIZE.0 {
                let cell = &buffer[(x, y)];
                if look(cell, grounds) != this || (!text.is_empty() && (shape(cell) || shape(&buffer[(start, y)]))) {
                    break;
                }
                text.push_str(cell.symbol());
                x += cell.symbol().width().max(1) as u16;
            }
            run_of(&mut out, &text, start, y, &this, grounds.0);
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Whether a cell is drawn as lines or a block rather than as a letter.
fn shape(cell: &Cell) -> bool {
    "│─┌┐└┘┃━┏┓┗┛█▌".contains(cell.symbol()) && cell.symbol() != ""
}

/// One run of cells that look alike.
fn run_of(out: &mut String, text: &str, column: u16, row: u16, (fg, bg, modifier): &Look, ground: &str) {
    let (x, y) = (MARGIN + f32::from(column) * CELL.0, MARGIN + f32::from(row) * CELL.1);
    let width = text.width() as f32 * CELL.0;
    if bg != ground {
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{:.1}\" fill=\"{bg}\"/>",
            CELL.1
        );
    }
    if let Some(drawn) = drawn(text, x, y) {
        let _ = writeln!(out, "<path d=\"{}\" fill=\"none\" stroke=\"{fg}\" stroke-width=\"{}\"/>", drawn.0, drawn.1);
        return;
    }
    let words = text.trim_end();
    if words.is_empty() {
        return;
    }
    let lead = words.len() - words.trim_start().len();
    let (x, words) = (x + lead as f32 * CELL.0, words.trim_start());
    let length = words.width() as f32 * CELL.0;
    let weight = if modifier.contains(Modifier::BOLD) { " font-weight=\"600\"" } else { "" };
    let line = match (modifier.contains(Modifier::UNDERLINED), modifier.contains(Modifier::CROSSED_OUT)) {
        (true, _) => " text-decoration=\"underline\"",
        (false, true) => " text-decoration=\"line-through\"",
        (false, false) => "",
    };
    let escaped = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{:.1}\" fill=\"{fg}\"{weight}{line} textLength=\"{length:.1}\" \
         lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">{escaped}</text>",
        y + CELL.1 * 0.74
    );
}

/// A border or block as a path, with the width of its stroke.
fn drawn(text: &str, x: f32, y: f32) -> Option<(String, f32)> {
    let (w, h) = CELL;
    let (cx, cy, right, bottom) = (x + w / 2.0, y + h / 2.0, x + w, y + h);
    let path = match text {
        "│" | "┃" => format!("M{cx:.1} {y:.1}V{bottom:.1}"),
        "─" | "━" => format!("M{x:.1} {cy:.1}H{right:.1}"),
        "┌" | "┏" => format!("M{right:.1} {cy:.1}H{cx:.1}V{bottom:.1}"),
        "┐" | "┓" => format!("M{x:.1} {cy:.1}H{cx:.1}V{bottom:.1}"),
        "└" | "┗" => format!("M{right:.1} {cy:.1}H{cx:.1}V{y:.1}"),
        "┘" | "┛" => format!("M{x:.1} {cy:.1}H{cx:.1}V{y:.1}"),
        "█" => format!("M{cx:.1} {y:.1}V{bottom:.1}"),
        "▌" => format!("M{:.1} {y:.1}V{bottom:.1}", x + w / 4.0),
        _ => return None,
    };
    let stroke = match text {
        "█" => w,
        "▌" => w / 2.0,
        "┃" | "━" | "┏" | "┓" | "┗" | "┛" => 2.0,
        _ => 1.0,
    };
    Some((path, stroke))
}
