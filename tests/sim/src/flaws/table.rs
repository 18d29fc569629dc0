//! Which run caught each flaw first. `footbridge-sim --flaws --anew` looks from the beginning.

use whatif::Flaw;

use super::By;
use super::By::{Directed, Seed};

/// Every flaw, and the run that catches it.
pub const CAUGHT: &[(Flaw, By)] = &[
    (Flaw::DropDeviceFsync, Seed(7)),
    (Flaw::DropMailboxFsync, Directed("power-cut-of-a-closed-mailbox")),
    (Flaw::DropRelayFsync, Seed(10)),
    (Flaw::CommitUnchecked, Seed(12)),
    (Flaw::RelayCommitUnchecked, Directed("failing-disk-of-the-relay")),
    (Flaw::SentTakenForAcknowledged, Seed(2)),
    (Flaw::ForkTakenForKnown, Seed(24)),
    (Flaw::OldEpochDropped, Seed(5)),
    (Flaw::CursorBeforeSegments, Seed(8)),
    (Flaw::CursorPastPage, Directed("more-than-a-page")),
    (Flaw::PositionSkipped, Seed(0)),
    (Flaw::RollbackUnnoticed, Seed(34)),
    (Flaw::GivenBackOneShort, Seed(34)),
    (Flaw::NoBackOff, Directed("a-relay-in-trouble")),
    (Flaw::RelayAcceptsGap, Seed(63)),
    (Flaw::RelayPositionTwice, Seed(0)),
    (Flaw::RestoreUnnoticed, Directed("a-database-put-back")),
    (Flaw::MailboxLossUnnoticed, Seed(23)),
    (Flaw::TailLostInMove, Seed(5)),
    (Flaw::KeyboxesNotMoved, Seed(5)),
    (Flaw::FenceAuthorsSeen, Seed(40)),
    (Flaw::HalfTakenForWhole, Directed("slices")),
    (Flaw::ParkedLost, Seed(2)),
    (Flaw::UpgradeForgets, Seed(2)),
    (Flaw::QuarantineDropped, Directed("damage-at-the-relay")),
    (Flaw::NotJournaled, Seed(0)),
    (Flaw::AppliedTwice, Seed(0)),
    (Flaw::WinnerByArrival, Seed(0)),
    (Flaw::ConcurrentDropped, Seed(0)),
    (Flaw::PredecessorsIgnored, Seed(0)),
    (Flaw::SeenIgnored, Directed("a-form-left-open")),
    (Flaw::DraftNotKept, Directed("a-draft-goes-on")),
    (Flaw::LostRaceForgotten, Directed("an-outdated-answer")),
    (Flaw::RelievedUnseen, Seed(1)),
    (Flaw::LaterAcceptanceWins, Seed(10)),
    (Flaw::SealedInClear, Seed(0)),
];
