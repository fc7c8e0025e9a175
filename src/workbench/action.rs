//! Everything a person can do in the workbench, as one table.
//!
//! Keymap validation, help, the footer, the palette and the generated key reference all read
//! [`Action::ALL`]; nothing else names an action to a person. Actions are in the imperative, the
//! events they lead to in the past tense. Which keys stand for an action is the keymap's business
//! (`keymaps/default.toml`); whether it can be done now, and if not why, is `state::available`'s.

/// Where an action belongs in help and in keymap files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Decisions about the claim that is selected.
    Judge,
    /// What happens to the packet as a whole.
    Life,
    /// Words and evidence.
    Words,
    /// Moving about.
    Move,
    /// Finding things.
    Find,
    /// Looking at other things than claims.
    Look,
    /// The workbench itself.
    Workbench,
    /// While a text is being edited.
    Field,
    /// While a list or a menu is open.
    List,
    /// In the queue of a library.
    Queue,
}

impl Section {
    /// The heading in help.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Judge => "Judge",
            Self::Life => "The packet's life",
            Self::Words => "Words and evidence",
            Self::Move => "Move",
            Self::Find => "Find",
            Self::Look => "Look",
            Self::Workbench => "Workbench",
            Self::Field => "While editing a text",
            Self::List => "In a list or menu",
            Self::Queue => "In the queue",
        }
    }

    /// In which part of a keymap file the section's keys stand, and so which keys must differ.
    pub const fn context(self) -> Context {
        match self {
            Self::Judge | Self::Life | Self::Words | Self::Move | Self::Find | Self::Look | Self::Workbench => {
                Context::Browse
            }
            Self::Field => Context::Field,
            Self::List => Context::List,
            Self::Queue => Context::Queue,
        }
    }
}

/// A table of a keymap file: in each, a key means one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// The three panes.
    Browse,
    /// A text is being edited: printable keys are the text's.
    Field,
    /// A list, menu, search or view is open.
    List,
    /// The packets of a library.
    Queue,
}

impl Context {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Browse, Self::Field, Self::List, Self::Queue];

    /// The table's name in a keymap file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Browse => "browse",
            Self::Field => "field",
            Self::List => "list",
            Self::Queue => "queue",
        }
    }
}

macro_rules! actions {
    ($($(#[doc = $help:literal])+ $variant:ident = $name:literal, $label:literal, $section:ident;)+) => {
        /// Something a person can do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $($(#[doc = $help])+ $variant,)+
        }

        impl Action {
            /// Every action, in the order of help.
            pub const ALL: &[Action] = &[$(Action::$variant,)+];

            /// The name in keymap files.
            pub const fn name(self) -> &'static str {
                match self { $(Action::$variant => $name,)+ }
            }

            /// One or two words for the footer.
            pub const fn label(self) -> &'static str {
                match self { $(Action::$variant => $label,)+ }
            }

            /// A sentence for help and the palette.
            pub const fn help(self) -> &'static str {
                match self { $(Action::$variant => concat!($($help),+).trim_ascii(),)+ }
            }

            /// Where it belongs.
            pub const fn section(self) -> Section {
                match self { $(Action::$variant => Section::$section,)+ }
            }

            /// The action of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Action::$variant),)+ _ => None }
            }
        }
    };
}

actions! {
    /// accept the claim as it stands
    Accept = "accept", "accept", Judge;
    /// edit the claim's wording; both wordings are kept
    Edit = "edit", "edit", Judge;
    /// reject the claim, with a one-key reason
    Reject = "reject", "reject", Judge;
    /// ask the customer: the question, and who can answer it
    Defer = "defer", "ask customer", Judge;
    /// say whether the promise binds, who keeps it and by when
    Rule = "rule", "ruling", Judge;
    /// flag the exact words that spin, or clear the flag
    FlagSpin = "flag_spin", "spin", Judge;
    /// the customer must confirm this at kickoff, or need not after all
    RequestValidation = "request_validation", "validate", Judge;
    /// say who stands behind the claim
    SetStanding = "set_standing", "standing", Judge;
    /// switch between internal and customer-safe
    SetVisibility = "set_visibility", "internal/safe", Judge;
    /// say what the receiving team does differently because of it
    SetAction = "set_action", "action", Judge;
    /// write a note on the claim; notes are never customer-facing
    AddNote = "add_note", "note", Judge;
    /// record that you looked for a kind of friction and found none
    RecordAbsence = "record_absence", "none found", Judge;
    /// take back your last decision; the trail keeps both
    Undo = "undo", "undo", Judge;
    /// take back your last undo
    Redo = "redo", "redo", Judge;

    /// countersign a signed review: a second person, of another role
    Countersign = "countersign", "countersign", Life;
    /// open a signed review again, with a reason
    Reopen = "reopen", "reopen", Life;
    /// the stages of the packet's life: show one, or open the next
    ShowStages = "show_stages", "stages", Life;
    /// it holds: right, kept, reached or proved, whichever the claim can be at this stage
    OutcomeHolds = "outcome_holds", "it holds", Life;
    /// some of it holds, or something else was agreed instead
    OutcomePartly = "outcome_partly", "partly", Life;
    /// it does not hold: wrong, broken, missed or disproved
    OutcomeFails = "outcome_fails", "it does not", Life;
    /// nothing can be said yet: not discussed, or still tracked
    OutcomeOpen = "outcome_open", "open", Life;
    /// nobody remembers the promise
    OutcomeLost = "outcome_lost", "lost", Life;
    /// any outcome that the claim can have, with the customer's words and who said them
    RecordOutcome = "record_outcome", "outcome", Life;
    /// write a question on this claim for the person who handed the packet over; the next return carries it
    AskBack = "ask_back", "question back", Life;
    /// return the packet with the questions that were written
    ReturnPacket = "return_packet", "return", Life;
    /// answer the question that this claim came back with
    Answer = "answer", "answer", Life;
    /// hand a returned packet back
    HandBack = "hand_back", "hand back", Life;
    /// say whose packet it is from now on
    Assign = "assign", "assign", Life;
    /// give way on a disputed claim: the other's verdict stands
    Yield = "yield", "give way", Life;
    /// settle a disputed claim together, with a reason
    Settle = "settle", "settle", Life;
    /// in a meeting of two, hand the keyboard to the other, or go on to the agenda
    HandOver = "hand_over", "hand over", Life;

    /// select words in the source, from here
    SelectWords = "select_words", "select words", Words;
    /// write a new claim from the selected words
    AddClaim = "add_claim", "new claim", Words;
    /// put the selected words beside this claim as evidence
    AttachWords = "attach_words", "attach words", Words;
    /// take the shown quote away from this claim
    DetachEvidence = "detach_evidence", "detach", Words;
    /// confirm that the shown words are what the quote means
    ConfirmWords = "confirm_words", "confirm words", Words;
    /// show the claim's next quote in its source
    NextEvidence = "next_evidence", "next quote", Words;
    /// show the claim's previous quote in its source
    PreviousEvidence = "previous_evidence", "previous quote", Words;
    /// offer the passages of all sources that say most of what the claim says
    OfferPassages = "offer_passages", "find support", Words;
    /// go to a claim that rests on the words under the cursor
    GoToClaim = "go_to_claim", "claims on these words", Words;

    /// one down: the next claim, or the next line of the source
    Down = "down", "down", Move;
    /// one up
    Up = "up", "up", Move;
    /// one word to the right, in the source
    Right = "right", "right", Move;
    /// one word to the left, in the source
    Left = "left", "left", Move;
    /// a page down
    PageDown = "page_down", "page down", Move;
    /// a page up
    PageUp = "page_up", "page up", Move;
    /// to the first
    Top = "top", "first", Move;
    /// to the last
    Bottom = "bottom", "last", Move;
    /// to the next claim that nobody has decided; in a searched source, to the next place
    NextUndecided = "next_undecided", "next undecided", Move;
    /// to the previous claim that nobody has decided; in a searched source, to the previous place
    PreviousUndecided = "previous_undecided", "previous undecided", Move;
    /// to the next pane
    FocusNext = "focus_next", "next pane", Move;
    /// to the previous pane
    FocusPrevious = "focus_previous", "previous pane", Move;
    /// to the next source, in the source pane
    NextSource = "next_source", "next source", Move;
    /// to the previous source, in the source pane
    PreviousSource = "previous_source", "previous source", Move;

    /// find a claim by a few of its letters
    FindClaim = "find_claim", "find", Find;
    /// find words in the source
    FindInSource = "find_in_source", "find in source", Find;
    /// to the next place where the words stand
    NextMatch = "next_match", "next match", Find;
    /// to the previous place where the words stand
    PreviousMatch = "previous_match", "previous match", Find;
    /// show only some claims
    Filter = "filter", "filter", Find;

    /// everything that was done to this claim
    ShowHistory = "show_history", "history", Look;
    /// the audit trail of the packet
    ShowLog = "show_log", "audit log", Look;
    /// what blocks sign-off, each one key away
    ShowBlockers = "show_blockers", "sign-off", Look;
    /// the claims that you decided otherwise than the drafter would have
    ShowSecondLook = "show_second_look", "second look", Look;
    /// the brief that a reader would get now
    ShowBrief = "show_brief", "brief", Look;
    /// how ready the receiving team is: ten questions, and what became of the promises
    ShowReadiness = "show_readiness", "readiness", Look;
    /// what the sources raise by now: out of date, said otherwise, newly promised, not in the contract
    ShowFindings = "show_findings", "findings", Look;
    /// what the program has told you so far
    ShowMessages = "show_messages", "messages", Look;
    /// every key, and what it does; any line can be run
    ShowHelp = "show_help", "help", Look;
    /// every action by name
    ShowPalette = "show_palette", "palette", Look;

    /// give the pane with the focus the whole screen, or give it back
    Zoom = "zoom", "zoom", Workbench;
    /// make the pane with the focus wider
    Widen = "widen", "wider", Workbench;
    /// make the pane with the focus narrower
    Narrow = "narrow", "narrower", Workbench;
    /// put the panes back as they were
    ResetLayout = "reset_layout", "reset panes", Workbench;
    /// write the wording in your own editor
    OpenEditor = "open_editor", "$EDITOR", Workbench;
    /// copy the claim, or the selected words, to the clipboard
    Copy = "copy", "copy", Workbench;
    /// leave the mouse to the terminal, or take it back
    ToggleMouse = "toggle_mouse", "mouse on/off", Workbench;
    /// leave a selection, a search or a filter
    Cancel = "cancel", "back", Workbench;
    /// put the program to sleep, back in your shell
    Suspend = "suspend", "suspend", Workbench;
    /// leave; everything decided is saved already
    Quit = "quit", "quit", Workbench;

    /// save what the field says and go on
    FieldSave = "field_save", "save", Field;
    /// leave the field; its text is kept for next time
    FieldLeave = "field_leave", "leave", Field;
    /// begin a new line in the field
    FieldNewLine = "field_new_line", "new line", Field;
    /// to the next field of the form
    FieldNext = "field_next", "next field", Field;
    /// to the previous field of the form
    FieldPrevious = "field_previous", "previous field", Field;
    /// take the source's own words into the field
    FieldTakeSource = "field_take_source", "take the source's words", Field;
    /// put back the words the field began with
    FieldReset = "field_reset", "start again", Field;
    /// go on in your own editor
    FieldEditor = "field_editor", "$EDITOR", Field;

    /// one down
    ListDown = "list_down", "down", List;
    /// one up
    ListUp = "list_up", "up", List;
    /// a page down
    ListPageDown = "list_page_down", "page down", List;
    /// a page up
    ListPageUp = "list_page_up", "page up", List;
    /// to the first
    ListTop = "list_top", "first", List;
    /// to the last
    ListBottom = "list_bottom", "last", List;
    /// take the line under the cursor
    ListTake = "list_take", "take", List;
    /// mark or unmark the line under the cursor
    ListMark = "list_mark", "mark", List;
    /// follow up what the line has found: make a claim of it, or do what its claim needs next
    ListAdd = "list_add", "follow up", List;
    /// close the list
    ListClose = "list_close", "close", List;

    /// one packet down
    QueueDown = "queue_down", "down", Queue;
    /// one packet up
    QueueUp = "queue_up", "up", Queue;
    /// a page down
    QueuePageDown = "queue_page_down", "page down", Queue;
    /// a page up
    QueuePageUp = "queue_page_up", "page up", Queue;
    /// to the first packet
    QueueTop = "queue_top", "first", Queue;
    /// to the last packet
    QueueBottom = "queue_bottom", "last", Queue;
    /// open the packet; leaving it comes back to the same row
    QueueOpen = "queue_open", "open", Queue;
    /// say whose packet it is from now on
    QueueAssign = "queue_assign", "assign", Queue;
    /// return the packet to its AE, with a question
    QueueReturn = "queue_return", "return", Queue;
    /// choose the order
    QueueSort = "queue_sort", "sort", Queue;
    /// list only some packets
    QueueShow = "queue_show", "filter", Queue;
    /// find a packet by a few letters of its account, owner or folder
    QueueFind = "queue_find", "find", Queue;
    /// look through the library again
    QueueRefresh = "queue_refresh", "refresh", Queue;
    /// every key of the queue
    QueueHelp = "queue_help", "help", Queue;
    /// leave a search or a filter
    QueueCancel = "queue_cancel", "back", Queue;
    /// leave the mouse to the terminal, or take it back
    QueueToggleMouse = "queue_toggle_mouse", "mouse", Queue;
    /// put the program to sleep, back in your shell
    QueueSuspend = "queue_suspend", "suspend", Queue;
    /// leave the queue
    QueueQuit = "queue_quit", "quit", Queue;
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_action_has_a_name_of_its_own_and_says_what_it_does() {
        let names: HashSet<_> = Action::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        for action in Action::ALL {
            assert_eq!(Action::from_name(action.name()), Some(*action));
            assert!(action.help().len() > 5, "{action:?} says too little");
            assert!(!action.help().starts_with(' ') && !action.help().ends_with('.'), "{}", action.help());
        }
    }
}
