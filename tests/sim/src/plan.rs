//! What happens, and in which order: made from one number, before anything runs.
//!
//! A step never names what a run makes: it says "the k-th person that is known by then, counted round". So any part
//! of the steps of a plan is a plan as well, which is what shrinking stands on; a step for which nothing is there is
//! skipped.

use testkit::field::{Keeps, Life};

/// Everything that one seed makes.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The number it was made from.
    pub seed: u64,
    /// Devices at the start.
    pub devices: usize,
    /// Which of them run the older release, one bit each.
    pub older: u64,
    /// Where the relay keeps its things.
    pub keeps: Keeps,
    /// Whether every device has a simulated disk, that can lose writes and be full.
    pub disks: bool,
    /// In order.
    pub steps: Vec<Step>,
}

/// One step: its place in the plan, by which `--only` names it, and what happens.
#[derive(Clone, Debug)]
pub struct Step {
    /// Counts from 0.
    pub number: usize,
    /// Whose device, counted round; of no meaning for what befalls the relay.
    pub who: u64,
    /// What happens.
    pub deed: Deed,
}

/// A number that picks one of what is there by then, counted round.
pub type Pick = u64;

/// What one step does.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the parts of each step are what its line says")]
pub enum Deed {
    /// A contact with somebody new, or with somebody known, and so many doses.
    Contact { person: Option<Pick>, doses: u64 },
    /// One field of a person or a contact gets another value, upon what stands or upon what was seen before.
    Edit { record: Pick, field: Pick, seen: Option<Pick> },
    /// Somebody opens a record and leaves it open.
    Look { record: Pick },
    /// Somebody decides between values.
    Settle { conflict: Pick, value: Pick },
    /// Somebody takes a decision back.
    Unsettle { seen: Pick },
    /// A narrative more.
    Note { contact: Pick },
    /// A dose more.
    Dose { contact: Pick },
    /// An attempt to reach somebody.
    Attempt { follow_up: Pick, outcome: Pick },
    /// A handoff is offered to one agency or to two.
    Offer { contact: Pick, to: Pick, also: Option<Pick> },
    /// A party says the next thing in a handoff.
    Answer { handoff: Pick, choice: Pick, to: Pick },
    /// A few rows of a file.
    Import { part: Pick },
    /// Something is typed and not finished.
    Draft { draft: Option<Pick> },
    /// A draft becomes a contact.
    Finish { draft: Pick },
    /// All tables are made again from the journal.
    Rebuild,

    /// A sync in one go; so many calls are spared before something befalls one.
    Sync { befall: Option<(u64, Fate)>, patient: bool },
    /// The courier runs by itself; what it brings waits to be taken in.
    Carry { befall: Option<(u64, Fate)> },
    /// What waits is taken in, so many entries of it.
    Slice { entries: u64 },
    /// Nobody is signed in any more.
    Lock,
    /// The program ends as it should.
    Close,
    /// The process of the next operation ends after so many draws of chance.
    Doom { draws: u64 },
    /// The clock of one device is set, so many milliseconds from the right time.
    Clock { ahead_ms: i64 },
    /// Time passes.
    Pass { span_ms: i64 },
    /// The line to the relay is cut.
    Cut,
    /// The line is mended.
    Mend,
    /// The device's files are copied to somewhere.
    BackUp,
    /// Some files come back from a copy.
    PutBack { backup: Pick, what: Part },
    /// The device's disk is copied to another machine, and both go on.
    Clone,
    /// The mailbox is lost.
    LoseMailbox,
    /// The relay is copied.
    RelayBackUp,
    /// The relay comes back from a copy.
    RelayPutBack { backup: Pick, life: Lifetime },
    /// The relay's process ends and starts again.
    RelayRestart,
    /// The relay's disk is full, until it is not.
    RelayFull,
    /// The relay's disk has room again.
    RelayRoom,
    /// The relay allows little, until it allows more.
    RelayThrottle,
    /// The relay allows what is usual.
    RelayRelent,
    /// A new key of the compartment.
    Rotate,
    /// A device more joins.
    Join,
    /// The newer release is put on the device.
    Upgrade,
    /// The device loses its power now.
    PowerCut,
    /// The next operation ends after so many writes to the disk, by the end of the process or of the power.
    DoomDisk { writes: u64, power: Power },
    /// One write of the next operation fails.
    FailDisk { writes: u64 },
    /// The device's disk takes so many bytes more.
    DiskFull { bytes: u64 },
    /// The device's disk has room again.
    DiskRoom,
    /// The relay loses its power.
    RelayPowerCut,
}

/// What goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// The process alone: what was written is there.
    Stays,
    /// The power: what was not synced may be gone.
    Goes,
}

impl Deed {
    /// Names its kind in counts.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Contact { .. } => "Contact",
            Self::Edit { .. } => "Edit",
            Self::Look { .. } => "Look",
            Self::Settle { .. } => "Settle",
            Self::Unsettle { .. } => "Unsettle",
            Self::Note { .. } => "Note",
            Self::Dose { .. } => "Dose",
            Self::Attempt { .. } => "Attempt",
            Self::Offer { .. } => "Offer",
            Self::Answer { .. } => "Answer",
            Self::Import { .. } => "Import",
            Self::Draft { .. } => "Draft",
            Self::Finish { .. } => "Finish",
            Self::Rebuild => "Rebuild",
            Self::Sync { .. } => "Sync",
            Self::Carry { .. } => "Carry",
            Self::Slice { .. } => "Slice",
            Self::Lock => "Lock",
            Self::Close => "Close",
            Self::Doom { .. } => "Doom",
            Self::Clock { .. } => "Clock",
            Self::Pass { .. } => "Pass",
            Self::Cut => "Cut",
            Self::Mend => "Mend",
            Self::BackUp => "BackUp",
            Self::PutBack { .. } => "PutBack",
            Self::Clone => "Clone",
            Self::LoseMailbox => "LoseMailbox",
            Self::RelayBackUp => "RelayBackUp",
            Self::RelayPutBack { .. } => "RelayPutBack",
            Self::RelayRestart => "RelayRestart",
            Self::RelayFull => "RelayFull",
            Self::RelayRoom => "RelayRoom",
            Self::RelayThrottle => "RelayThrottle",
            Self::RelayRelent => "RelayRelent",
            Self::Rotate => "Rotate",
            Self::Join => "Join",
            Self::Upgrade => "Upgrade",
            Self::PowerCut => "PowerCut",
            Self::DoomDisk { .. } => "DoomDisk",
            Self::FailDisk { .. } => "FailDisk",
            Self::DiskFull { .. } => "DiskFull",
            Self::DiskRoom => "DiskRoom",
            Self::RelayPowerCut => "RelayPowerCut",
        }
    }

    /// The kinds that there are.
    pub const KINDS: &'static [&'static str] = &[
        "Contact",
        "Edit",
        "Look",
        "Settle",
        "Unsettle",
        "Note",
        "Dose",
        "Attempt",
        "Offer",
        "Answer",
        "Import",
        "Draft",
        "Finish",
        "Rebuild",
        "Sync",
        "Carry",
        "Slice",
        "Lock",
        "Close",
        "Doom",
        "Clock",
        "Pass",
        "Cut",
        "Mend",
        "BackUp",
        "PutBack",
        "Clone",
        "LoseMailbox",
        "RelayBackUp",
        "RelayPutBack",
        "RelayRestart",
        "RelayFull",
        "RelayRoom",
        "RelayThrottle",
        "RelayRelent",
        "Rotate",
        "Join",
        "Upgrade",
        "PowerCut",
        "DoomDisk",
        "FailDisk",
        "DiskFull",
        "DiskRoom",
        "RelayPowerCut",
    ];
}

/// What befalls one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nobody is there.
    Unreachable,
    /// The relay never hears it.
    RequestLost,
    /// The relay did it, the device never hears so.
    AnswerLost,
    /// As before, and the line stays cut for this exchange.
    CutOff,
    /// The relay hears it twice.
    Repeated,
    /// Something else answers.
    Garbage,
    /// The process ends when the relay has done it.
    Crash,
}

/// What of a home is put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The whole folder.
    Home,
    /// The encrypted database alone.
    Database,
    /// The mailbox alone.
    Mailbox,
}

/// [`Life`], comparable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// By the book.
    Renewed,
    /// Silently.
    Same,
}

impl From<Lifetime> for Life {
    fn from(life: Lifetime) -> Self {
        match life {
            Lifetime::Renewed => Self::Renewed,
            Lifetime::Same => Self::Same,
        }
    }
}
