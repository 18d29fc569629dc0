//! What can go wrong in a use case. Every error has a stable code; "not allowed now" is one of them where a
//! caller asked for it all the same, but screens ask first and get a value.

use domain::Issue;
use protocol::wire::RefusalCode;
use thiserror::Error;

/// Why a use case was not carried out. Nothing of it was.
#[derive(Debug, Error)]
pub enum AppError {
    /// The device's files.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// Keys, sealing, opening.
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    /// An invitation by voice came to nothing.
    #[error(transparent)]
    Voice(#[from] vault::voice::VoiceError),
    /// A change could not be authored.
    #[error(transparent)]
    Author(#[from] merge::AuthorError),
    /// A journaled change cannot be read.
    #[error(transparent)]
    Change(#[from] merge::Reject),
    /// A record's history cannot be folded.
    #[error(transparent)]
    History(#[from] merge::HistoryError),
    /// A record's folded state on disk cannot be read: `rebuild` makes it again.
    #[error(transparent)]
    Folded(#[from] merge::FoldedError),
    /// Bytes of the protocol cannot be read.
    #[error(transparent)]
    Decode(#[from] protocol::DecodeError),
    /// A certificate does not hold.
    #[error(transparent)]
    Roster(#[from] protocol::roster::RosterError),
    /// The mailbox, as the sync engine sees it.
    #[error(transparent)]
    Mailbox(#[from] sync::MailboxError),
    /// The relay cannot be reached.
    #[error(transparent)]
    Net(#[from] crate::net::NetError),
    /// The relay said no.
    #[error("the relay refused: {}", .0.as_str())]
    Refused(RefusalCode),
    /// The relay's answer cannot be read.
    #[error("the relay's answer cannot be read (HTTP status {0})")]
    Garbage(u16),
    /// A CSV file as a whole cannot be imported.
    #[error(transparent)]
    Csv(#[from] interop::csv::CsvError),
    /// A map cannot be used.
    #[error(transparent)]
    Map(#[from] interop::csv::MapError),
    /// A programme file does not hold.
    #[error(transparent)]
    Programme(#[from] interop::programme::ProgrammeError),
    /// A service directory cannot be imported.
    #[error(transparent)]
    Hsds(#[from] interop::hsds::HsdsError),
    /// Rows of a CSV file are damaged. Nothing was imported.
    #[error("{} row(s) of the file are damaged; nothing was imported", .0.len())]
    DamagedRows(Vec<interop::csv::UnusableRow>),
    /// Rules block Ready.
    #[error("not ready: {} field(s) need attention", .0.len())]
    NotReady(Vec<Issue>),
    /// A consent lacks an element, or is given in a way that is not open here: it is not signed, and what was typed
    /// stays a draft.
    #[error("this is not a valid consent yet: {} thing(s) are missing or cannot be", .0.len())]
    NotConsent(Vec<Issue>),
    /// Something typed cannot be used.
    #[error("{what}")]
    Input {
        /// Stable.
        code: &'static str,
        /// For a person.
        what: &'static str,
    },
    /// There is no such thing on this device.
    #[error("no {0} with this id on this device")]
    NotFound(&'static str),
    /// The start of an id fits several records.
    #[error("several records start with this id: type more of it")]
    Ambiguous,
    /// No consent of the person lets this be told.
    #[error("{agency} cannot be told of this person: {}", .denial.reason.remedy())]
    NotConsented {
        /// Who would have been told.
        agency: String,
        /// What stands in the way.
        denial: Box<domain::disclosure::Denial>,
    },
    /// Other people's records are hidden: this device was out of contact for too long. Its own stay, and recording goes on.
    #[error(
        "what others recorded is hidden, as this device was out of contact for too long: sync, or see `lease show`"
    )]
    Hidden,
    /// Not allowed now, and what would allow it.
    #[error("not allowed now: {0}")]
    NotAllowed(&'static str),
    /// The device that lived here was revoked, and wiped itself.
    #[error(
        "this device was revoked and holds nothing any more; what it had not sent, if anything, is in the file revoked-work \
         in its home, sealed: bring it to the custodian, who opens it with `recover-work`"
    )]
    Revoked,
    /// No device lives in this home.
    #[error("no device lives in this home: `init` or `enrol` first")]
    NoDevice,
    /// A device lives in this home already.
    #[error("a device lives in this home already")]
    DeviceExists,
    /// The main database is gone, the key file and perhaps the mailbox are not.
    #[error(
        "this home has lost its database: `sync --locked` sends what was sealed, then `enrol` sets the device up anew"
    )]
    DatabaseLost,
    /// The key file or the database is lost, yet the mailbox holds sealed work that no relay has.
    #[error(
        "this home cannot be opened any more and still holds work that was not sent: `sync --locked` first"
    )]
    UnsentWork,
    /// The device was interrupted before it was a member.
    #[error("this device has not finished joining: run the same `{0}` again")]
    Unfinished(&'static str),
    /// The relay is not the one that the code names.
    #[error("the relay does not serve the collaborative that this code is of")]
    OtherCollaborative,
    /// A file could not be read.
    #[error("cannot read {path}: {reason}")]
    File {
        /// As given.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The person stopped it. Nothing was done.
    #[error("stopped; nothing was imported")]
    Cancelled,
}

impl AppError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Voice(error) => error.code(),
            Self::Author(error) => error.code(),
            Self::Change(error) => error.code(),
            Self::Folded(error) => error.code(),
            Self::History(error) => error.code(),
            Self::Decode(_) => "protocol.unreadable",
            Self::Roster(error) => error.code(),
            Self::Mailbox(error) => error.code(),
            Self::Net(error) => error.code(),
            Self::Refused(code) => code.as_str(),
            Self::Garbage(_) => "relay.garbage",
            Self::Csv(error) => error.code(),
            Self::Map(error) => error.code(),
            Self::Programme(error) => error.code(),
            Self::Hsds(error) => error.code(),
            Self::DamagedRows(_) => "csv.damaged_rows",
            Self::NotReady(_) => "record.not_ready",
            Self::NotConsent(_) => "consent.not_valid",
            Self::Input { code, .. } => code,
            Self::NotFound(_) => "record.not_found",
            Self::Ambiguous => "record.ambiguous",
            Self::NotConsented { denial, .. } => denial.reason.code(),
            Self::Hidden => "lease.over",
            Self::NotAllowed(code) => code,
            Self::Revoked => "home.revoked",
            Self::NoDevice => "home.no_device",
            Self::DeviceExists => "home.device_exists",
            Self::DatabaseLost => "home.database_lost",
            Self::UnsentWork => "home.unsent_work",
            Self::Unfinished(_) => "home.unfinished",
            Self::OtherCollaborative => "invitation.other_collaborative",
            Self::File { .. } => "file.unreadable",
            Self::Cancelled => "import.cancelled",
        }
    }
}
