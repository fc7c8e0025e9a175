//! Where the panes are: one pure function of the size and the person's layout, shared by drawing,
//! paging and the mouse.

use ratatui::layout::Rect;
use serde::{Deserialize, Serialize};

use super::state::Pane;

/// The smallest screen that is drawn, in columns and rows.
pub const SMALLEST: (u16, u16) = (60, 16);

/// From this width on, three panes stand side by side.
const WIDE: u16 = 104;

/// How the person likes their panes. Remembered between sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// Columns moved from the claims pane to its neighbour; negative the other way.
    pub claims: i16,
    /// Columns (rows when folded) moved from the source pane to the claim pane.
    pub source: i16,
    /// The pane that has the whole screen.
    #[serde(skip)]
    pub zoom: Option<Pane>,
    /// Rows above the message that are kept for the tour.
    #[serde(skip)]
    pub strip: u16,
}

/// Where everything is. A pane that is not there has no width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    /// The first row.
    pub header: Rect,
    /// The list, with its frame.
    pub claims: Rect,
    /// The claim, with its frame.
    pub claim: Rect,
    /// The source, with its frame.
    pub source: Rect,
    /// What the tour says; no rows where there is none.
    pub strip: Rect,
    /// What was said last.
    pub message: Rect,
    /// Keys that matter now.
    pub footer: Rect,
    /// Whether the source stands under the claim.
    pub folded: bool,
}

/// What is inside a pane's frame.
pub fn inside(pane: Rect) -> Rect {
    Rect {
        x: pane.x.saturating_add(1),
        y: pane.y.saturating_add(1),
        width: pane.width.saturating_sub(2),
        height: pane.height.saturating_sub(2),
    }
}

/// Where everything is on a screen of that size; `None` when it is too small to work on.
pub fn geometry(size: (u16, u16), layout: &Layout) -> Option<Geometry> {
    let (width, height) = size;
    if width < SMALLEST.0 || height < SMALLEST.1 {
        return None;
    }
    let strip_rows = layout.strip + u16::from(layout.strip > 0 && width < 80);
    let strip_rows = strip_rows.min(height - 4);
    let header = Rect::new(0, 0, width, 1);
    let body = Rect::new(0, 1, width, height - 3 - strip_rows);
    let strip = Rect::new(0, height - 2 - strip_rows, width, strip_rows);
    let message = Rect::new(0, height - 2, width, 1);
    let footer = Rect::new(0, height - 1, width, 1);
    let nothing = Rect::new(body.x, body.y, 0, 0);
    let folded = width < WIDE;
    let mut at = Geometry { header, claims: nothing, claim: nothing, source: nothing, strip, message, footer, folded };
    if let Some(zoomed) = layout.zoom {
        match zoomed {
            Pane::Claims => at.claims = body,
            Pane::Claim => at.claim = body,
            Pane::Source => at.source = body,
        }
        return Some(at);
    }
    if folded {
        let left = moved(width * 38 / 100, -layout.claims, 20, width - 34);
        let (claims, right) = beside(body, left);
        let top = moved(body.height * 50 / 100, layout.source, 4, body.height - 4);
        let claim = Rect { height: top, ..right };
        let source = Rect { y: right.y + top, height: right.height - top, ..right };
        (at.claims, at.claim, at.source) = (claims, claim, source);
    } else {
        let left = moved(width * 28 / 100, -layout.claims, 20, width - 60);
        let rest = width - left;
        let middle = moved(rest * 51 / 100, layout.source, 24, rest - 24);
        let (claims, rest) = beside(body, left);
        let (claim, source) = beside(rest, middle);
        (at.claims, at.claim, at.source) = (claims, claim, source);
    }
    Some(at)
}

/// The first `columns` of a place, and the others.
fn beside(area: Rect, columns: u16) -> (Rect, Rect) {
    let first = Rect { width: columns, ..area };
    (first, Rect { x: area.x + columns, width: area.width - columns, ..area })
}

fn moved(from: u16, by: i16, least: u16, most: u16) -> u16 {
    from.saturating_add_signed(by).clamp(least.min(most), most.max(least))
}

impl Geometry {
    /// A pane's frame.
    pub const fn pane(&self, pane: Pane) -> Rect {
        match pane {
            Pane::Claims => self.claims,
            Pane::Claim => self.claim,
            Pane::Source => self.source,
        }
    }

    /// The pane at a place of the screen.
    pub fn pane_at(&self, x: u16, y: u16) -> Option<Pane> {
        [Pane::Claims, Pane::Claim, Pane::Source].into_iter().find(|pane| self.pane(*pane).contains((x, y).into()))
    }

    /// The box that a list or a form takes, over the panes.
    pub fn over(&self, wanted: (u16, u16)) -> Rect {
        let width = wanted.0.min(self.header.width.saturating_sub(4));
        let room = self.strip.y.saturating_sub(self.header.y + 1);
        let height = wanted.1.min(room);
        Rect { x: (self.header.width - width) / 2, y: self.header.y + 1 + (room - height) / 3, width, height }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_cover_the_body_and_never_overlap_at_any_size() {
        for width in 60..=300 {
            for height in [16, 24, 37, 50, 100] {
                for moved in [-500, -7, 0, 9, 500] {
                    let layout = Layout { claims: moved, source: -moved, zoom: None, strip: 0 };
                    let at = geometry((width, height), &layout).unwrap();
                    let area = |rect: Rect| u32::from(rect.width) * u32::from(rect.height);
                    let panes = [at.claims, at.claim, at.source];
                    assert_eq!(panes.map(area).iter().sum::<u32>(), u32::from(width) * u32::from(height - 3));
                    assert!(panes.iter().all(|pane| pane.width >= 20 && pane.height >= 3), "{width}x{height} {moved}");
                    for (one, other) in [(0, 1), (0, 2), (1, 2)] {
                        assert!(!panes[one].intersects(panes[other]));
                    }
                }
            }
        }
    }

    #[test]
    fn a_screen_below_the_smallest_has_no_panes() {
        assert_eq!(geometry((59, 40), &Layout::default()), None);
        assert_eq!(geometry((200, 15), &Layout::default()), None);
        assert_eq!(geometry((0, 0), &Layout::default()), None);
    }
}
