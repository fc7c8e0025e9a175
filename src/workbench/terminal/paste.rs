//! Tells a paste from typing where the terminal does not (Windows consoles, the Linux console, old
//! terminals): a text that arrives faster than anybody types presses no keys. Pure.
//!
//! Where the terminal marks pastes itself ([`marks_pastes`]) nothing is guessed: keys that another program
//! sends at once (`tmux send-keys`, a password manager's tab and enter) are keys there.
//!
//! A burst is a run of characters that were all there at one look. Fingers and their repeats don't
//! make one: a run of one and the same key is a key that is held down over a slow line. What follows
//! a burst at once is its rest, however short.

use std::time::{Duration, Instant};

use super::Input;
use crate::workbench::key::{Code, Key};

/// As many characters at one look are no fingers; a Windows console has them sooner.
const BURST: usize = if cfg!(windows) { 4 } else { 8 };

/// How soon after a burst its rest comes.
const REST: Duration = Duration::from_millis(100);

/// What has been seen of a paste that is not marked.
#[derive(Debug, Default)]
pub(super) struct Bursts {
    until: Option<Instant>,
    /// The terminal marks pastes itself.
    marked: bool,
}

impl Bursts {
    /// For a terminal that marks pastes itself, or does not.
    pub(super) fn of_terminal(marked: bool) -> Self {
        Self { until: None, marked }
    }

    /// Turns the runs of one look that nobody typed into pastes.
    pub(super) fn sift(&mut self, inputs: Vec<Input>, now: Instant) -> Vec<Input> {
        if self.marked {
            return inputs;
        }
        let mut out = Vec::with_capacity(inputs.len());
        let mut run: Vec<Key> = Vec::new();
        for input in inputs {
            match input {
                Input::Key(key) if written(key).is_some() => run.push(key),
                Input::Key(_) | Input::Paste(_) | Input::Mouse(_) => {
                    self.end_run(&mut run, now, &mut out);
                    out.push(input);
                }
            }
        }
        self.end_run(&mut run, now, &mut out);
        out
    }

    fn end_run(&mut self, run: &mut Vec<Key>, now: Instant, out: &mut Vec<Input>) {
        let Some(first) = run.first() else { return };
        let burst = run.len() >= BURST && run.iter().any(|key| key != first);
        let rest = self.until.is_some_and(|until| now < until);
        if burst || rest {
            self.until = Some(now + REST);
            out.push(Input::Paste(run.iter().copied().filter_map(written).collect()));
            run.clear();
        } else {
            out.extend(run.drain(..).map(Input::Key));
        }
    }
}

/// Whether a terminal of that name (`TERM`) marks what is pasted into it (DEC private mode 2004): all that
/// draw in a window do, and multiplexers do in those; consoles and real terminals do not.
#[cfg(any(unix, test))]
pub(super) fn marks_pastes(term: &str, in_tmux: bool) -> bool {
    const FAMILIES: &[&str] = &[
        "alacritty",
        "contour",
        "foot",
        "ghostty",
        "gnome",
        "iterm",
        "konsole",
        "mintty",
        "ms-terminal",
        "putty",
        "rio",
        "rxvt",
        "st-",
        "tmux",
        "vte",
        "wezterm",
        "xterm",
    ];
    // GNU screen hands pastes on without marks; tmux, which goes by the same name at times, marks them.
    term == "st" || (in_tmux && term.starts_with("screen")) || FAMILIES.iter().any(|family| term.starts_with(family))
}

/// What a key writes when it is part of a text.
fn written(key: Key) -> Option<char> {
    match key.code() {
        Code::Enter if key == Key::new(Code::Enter, false, false, false) => Some('\n'),
        Code::Tab if key == Key::new(Code::Tab, false, false, false) => Some('\t'),
        _ if key == Key::char('\n') => Some('\n'),
        _ => key.text(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::key::parse_keys;

    fn keys(written: &str) -> Vec<Input> {
        parse_keys(written).unwrap().into_iter().map(Input::Key).collect()
    }

    #[test]
    fn a_text_that_arrives_at_once_presses_no_keys() {
        let now = Instant::now();
        let sifted = Bursts::default().sift(keys("accept all of these<enter>now"), now);
        assert_eq!(sifted, [Input::Paste("accept all of these\nnow".to_owned())]);
    }

    #[test]
    fn a_terminal_that_marks_pastes_is_believed() {
        let typed = "Dana Ruiz<tab>csm<enter>";
        let sifted = Bursts::of_terminal(marks_pastes("xterm-256color", false)).sift(keys(typed), Instant::now());
        assert_eq!(sifted, keys(typed));
        for (term, marks) in
            [("tmux-256color", true), ("screen.xterm-256color", false), ("linux", false), ("vt220", false), ("", false)]
        {
            assert_eq!(marks_pastes(term, false), marks, "{term}");
        }
        assert!(marks_pastes("screen-256color", true), "tmux marks them");
    }

    #[test]
    fn the_rest_of_a_burst_belongs_to_it() {
        let (mut bursts, now) = (Bursts::default(), Instant::now());
        assert_eq!(bursts.sift(keys("pasted text"), now).len(), 1);
        assert_eq!(bursts.sift(keys("ax"), now + REST / 2), [Input::Paste("ax".to_owned())]);
        assert_eq!(bursts.sift(keys("a"), now + REST * 3), keys("a"));
    }

    #[test]
    fn fingers_are_no_burst() {
        let (mut bursts, now) = (Bursts::default(), Instant::now());
        for typed in ["jja", "jjjjjjjjjjjjjjjjjjjj", "<down><down><down><down><down><down><down><down><down>", "<esc>a"]
        {
            assert_eq!(bursts.sift(keys(typed), now), keys(typed), "{typed}");
        }
    }

    #[test]
    fn keys_that_write_nothing_end_a_run() {
        let sifted = Bursts::default().sift(keys("abcdefgh<esc>a"), Instant::now());
        assert_eq!(written_out(&sifted), ["paste abcdefgh", "<esc>", "paste a"]);
    }

    fn written_out(inputs: &[Input]) -> Vec<String> {
        inputs
            .iter()
            .map(|input| match input {
                Input::Key(key) => key.to_string(),
                Input::Paste(text) => format!("paste {text}"),
                Input::Mouse(mouse) => format!("{mouse:?}"),
            })
            .collect()
    }
}
