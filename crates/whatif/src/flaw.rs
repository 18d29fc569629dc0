//! The deliberate flaws: each is a slip that somebody could make, with the harm it does.

macro_rules! flaws {
    ($($flaw:ident $name:literal $harm:literal)*) => {
        /// A slip made on purpose, one line long, where a real one would be.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Flaw {
            $(#[doc = $harm] $flaw,)*
        }

        impl Flaw {
            /// Every flaw there is.
            pub const ALL: &'static [Self] = &[$(Self::$flaw,)*];

            /// Its name in tables and on a command line.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$flaw => $name,)* }
            }

            /// What was got wrong, and the harm.
            pub const fn harm(self) -> &'static str {
                match self { $(Self::$flaw => $harm,)* }
            }
        }
    };
}

flaws! {
    DropDeviceFsync "drop-device-fsync"
        "The database is written without fsync: a power cut takes what was called saved."
    DropMailboxFsync "drop-mailbox-fsync"
        "The mailbox is written without fsync: a power cut takes what was sent, and its numbers are given again."
    DropRelayFsync "drop-relay-fsync"
        "The relay writes without fsync: a power cut takes what it acknowledged."
    CommitUnchecked "commit-unchecked"
        "Whether a commit went through is not looked at: what a full or failing disk refused is called saved."
    RelayCommitUnchecked "relay-commit-unchecked"
        "The relay answers before it knows that the commit went through: what its disk refused is acknowledged."
    SentTakenForAcknowledged "sent-taken-for-acknowledged"
        "A segment counts as acknowledged when it is sent: what the network loses is never sent again."
    ForkTakenForKnown "fork-taken-for-known"
        "The relay's \"another segment stands here\" is taken for \"have it\": a clone's work stays on its device."
    OldEpochDropped "old-epoch-dropped"
        "Work that was refused for its old key is not moved to a new stream: it is never sent."
    CursorBeforeSegments "cursor-before-segments"
        "The cursor is kept before the segments that it counts: a crash in between skips them for ever."
    CursorPastPage "cursor-past-page"
        "After a page the cursor stands at the relay's end, not at the page's: what did not fit is never fetched."
    PositionSkipped "position-skipped"
        "Of what came, everything above the *next* position is kept: one segment of each answer is lost."
    RollbackUnnoticed "rollback-unnoticed"
        "A relay that went back is taken for one with nothing new: what it lost is not given back."
    GivenBackOneShort "given-back-one-short"
        "Acknowledgements are forgotten after the first lost segment, not from it: one segment is not given back."
    NoBackOff "no-back-off"
        "The wait after a failure never grows: a relay in trouble is asked every second by every device."
    RelayAcceptsGap "relay-accepts-gap"
        "The relay takes a segment that does not follow its stream's last: what lies between is never asked for."
    RelayPositionTwice "relay-position-twice"
        "The relay tells the position of the segment before: one position names two segments."
    RestoreUnnoticed "restore-unnoticed"
        "A database put back from a backup is taken for the one last used: numbers are given a second time."
    MailboxLossUnnoticed "mailbox-loss-unnoticed"
        "A mailbox made anew is taken for the one last used: what comes is under numbers that were taken in."
    TailLostInMove "tail-lost-in-move"
        "A stream's unsent work moves without its first change: that change is never sent."
    KeyboxesNotMoved "keyboxes-not-moved"
        "Moved work keeps its old keyboxes, which never reached the relay: nobody else can open it."
    FenceAuthorsSeen "fence-authors-seen"
        "After a fence also what a copy had sent is authored again: two devices hold two histories of it."
    HalfTakenForWhole "half-taken-for-whole"
        "A segment of which a part was taken in counts as taken in: the rest of it never is."
    ParkedLost "parked-lost"
        "What is tried again is taken out, and the first of it is never tried: it is gone."
    UpgradeForgets "upgrade-forgets"
        "After an upgrade nobody looks at what waited for one: it stays out of its record."
    QuarantineDropped "quarantine-dropped"
        "What cannot be used is dropped, not kept in quarantine: nobody learns that something is missing."
    NotJournaled "not-journaled"
        "What came from others is folded but not journaled: it is gone when the tables are made again."
    AppliedTwice "applied-twice"
        "A change that comes again is applied again: a value that somebody replaced is back."
    WinnerByArrival "winner-by-arrival"
        "Of concurrent values the one that came last is shown first: two devices show two things."
    ConcurrentDropped "concurrent-dropped"
        "Of concurrent values only the latest stands: what somebody wrote without knowing is gone, everywhere alike."
    PredecessorsIgnored "predecessors-ignored"
        "A change does not replace what it says it replaces: what was corrected stands beside its correction."
    SeenIgnored "seen-ignored"
        "A form is saved upon all that is known, not upon what its writer saw: what came meanwhile is overwritten."
    DraftNotKept "draft-not-kept"
        "A draft is kept when it begins and not as it goes on: a crash takes what was typed."
    LostRaceForgotten "lost-race-forgotten"
        "A certificate that lost the race at the relay is not issued again: who was invited cannot join."
    RelievedUnseen "relieved-unseen"
        "A sender is relieved before it has seen anybody take over: nobody answers for the person."
    LaterAcceptanceWins "later-acceptance-wins"
        "Of two who took over without knowing of each other the earlier is let go without a word."
    SealedInClear "sealed-in-clear"
        "What is sealed is only wrapped: the relay, and who steals a mailbox, reads people's records."
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_distinct_and_in_kebab_case() {
        let names: BTreeSet<&str> = Flaw::ALL.iter().map(|flaw| flaw.name()).collect();
        assert_eq!(names.len(), Flaw::ALL.len());
        let plain = |name: &&str| name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        assert!(names.iter().all(plain), "{names:?}");
    }
}
