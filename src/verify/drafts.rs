//! Later drafts: whether each is still the one that came in.

use super::{Problem, Report};
use crate::audit::Reading;
use crate::review::Event;
use crate::store::{Paths, drafts};

pub(super) fn check(paths: &Paths, reading: &Reading, report: &mut Report) {
    for line in &reading.lines {
        let Event::DraftReplaced { file, sha256, draft: _ } = &line.entry.event else { continue };
        match drafts::load(&paths.folder, file, sha256) {
            Ok(_) => report.proved.push(format!("{file} is the draft that line {} brought in", line.entry.seq)),
            Err(error) => report.problems.push(Problem::broken(
                file.clone(),
                format!("{} (line {} of the trail rests on it)", error.what, line.entry.seq),
                error.hint.unwrap_or_default(),
            )),
        }
    }
}
