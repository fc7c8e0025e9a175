//! Nothing raw on a terminal, nothing vanishes unseen: over the strings that break other programs.

use handoff::visible::{is_plain, shown_line, visible};

use crate::corpora;

#[test]
fn every_nasty_string_is_safe_and_leaves_a_trace() {
    for path in corpora::files("nasty/strings") {
        let all = String::from_utf8_lossy(&std::fs::read(&path).expect("the list can be read")).into_owned();
        for line in all.split('\n') {
            let shown = shown_line(line);
            for c in shown.text.chars() {
                assert!(!c.is_control(), "{c:?} of {line:?}");
                let invisible = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                    | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}');
                assert!(!invisible, "{c:?} of {line:?}");
            }
            assert!(shown.text.chars().count() >= line.chars().count(), "{line:?}");
            assert!(shown.hidden == 0 || shown.text != line, "{line:?}");
        }
        assert!(is_plain(&visible(&all)), "shown twice is shown once");
    }
}
