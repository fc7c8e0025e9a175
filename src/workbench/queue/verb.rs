//! What can be done in the queue: the actions of the table `[queue]`, and those of fields and lists.

use crate::workbench::action::Action;

/// Something a person does in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// One row down.
    Down,
    /// One row up.
    Up,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
    /// Open the packet under the cursor.
    Open,
    /// Say whose packet it is.
    Assign,
    /// Return it to its AE.
    Return,
    /// Choose the order.
    Sort,
    /// Choose what is listed.
    Show,
    /// Find by a few letters.
    Find,
    /// Read everything again.
    Refresh,
    /// Show the keys.
    Help,
    /// Leave what narrows the list.
    Cancel,
    /// Leave the mouse to the terminal, or take it back.
    Mouse,
    /// Go to sleep.
    Suspend,
    /// Leave.
    Quit,
    /// Save the form, take the line.
    Take,
    /// Leave the form, the menu, the search.
    Leave,
    /// To the next field.
    Next,
    /// To the previous field.
    Previous,
}

/// Which action is which.
pub const TABLE: &[(Action, Verb)] = &[
    (Action::QueueDown, Verb::Down),
    (Action::QueueUp, Verb::Up),
    (Action::QueuePageDown, Verb::PageDown),
    (Action::QueuePageUp, Verb::PageUp),
    (Action::QueueTop, Verb::Top),
    (Action::QueueBottom, Verb::Bottom),
    (Action::QueueOpen, Verb::Open),
    (Action::QueueAssign, Verb::Assign),
    (Action::QueueReturn, Verb::Return),
    (Action::QueueSort, Verb::Sort),
    (Action::QueueShow, Verb::Show),
    (Action::QueueFind, Verb::Find),
    (Action::QueueRefresh, Verb::Refresh),
    (Action::QueueHelp, Verb::Help),
    (Action::QueueCancel, Verb::Cancel),
    (Action::QueueToggleMouse, Verb::Mouse),
    (Action::QueueSuspend, Verb::Suspend),
    (Action::QueueQuit, Verb::Quit),
    (Action::FieldSave, Verb::Take),
    (Action::FieldLeave, Verb::Leave),
    (Action::FieldNext, Verb::Next),
    (Action::FieldPrevious, Verb::Previous),
    (Action::ListDown, Verb::Down),
    (Action::ListUp, Verb::Up),
    (Action::ListPageDown, Verb::PageDown),
    (Action::ListPageUp, Verb::PageUp),
    (Action::ListTop, Verb::Top),
    (Action::ListBottom, Verb::Bottom),
    (Action::ListTake, Verb::Take),
    (Action::ListClose, Verb::Leave),
];

impl Verb {
    /// What an action is in the queue; `None` where it is nothing there.
    pub fn of(action: Action) -> Option<Self> {
        TABLE.iter().find(|(other, _)| *other == action).map(|(_, verb)| *verb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::action::Section;

    #[test]
    fn every_action_of_the_queue_is_something_here() {
        for action in Action::ALL.iter().filter(|action| action.section() == Section::Queue) {
            assert!(Verb::of(*action).is_some(), "{action:?}");
        }
    }
}
