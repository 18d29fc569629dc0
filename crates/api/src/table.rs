//! The one command table. A command is a row here: its request, its answer, and the function that carries it
//! out. Hosts (command line, loopback page, window) call [`crate::Session::run`] and nothing else.

use serde::{Deserialize, Serialize};

use crate::handlers;
use crate::requests::*;
use crate::views::*;
use crate::{ApiError, Progress};

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($request:ty) => $view:ty, $handler:path;)*) => {
        /// One call, as a host sends it.
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(tag = "command", content = "args", rename_all = "snake_case")]
        pub enum Command { $($(#[$doc])* $name($request),)* }

        /// One answer.
        #[derive(Clone, Debug, Serialize)]
        #[serde(untagged)]
        pub enum Reply { $($(#[$doc])* $name($view),)* }

        /// Every command with the names of its request and answer types: what the interface is generated from.
        pub const TABLE: &[(&str, &str, &str)] = &[
            $((stringify!($name), stringify!($request), stringify!($view)),)*
        ];

        /// Shows every request and answer type to `visitor`, with what they are made of.
        pub(crate) fn visit_types(visitor: &mut impl ts_rs::TypeVisitor) {
            $(
                visitor.visit::<$request>();
                visitor.visit::<$view>();
            )*
        }

        pub(crate) fn dispatch(
            device: &mut app::Device,
            command: Command,
            progress: &mut Progress<'_>,
        ) -> Result<Reply, ApiError> {
            match command {
                $(Command::$name(request) => $handler(device, request, progress).map(Reply::$name),)*
            }
        }
    };
}

commands! {
    /// Who and where this device is.
    Status(Nothing) => StatusView, handlers::status::status;
    /// Counts over everything held.
    Summary(Nothing) => SummaryView, handlers::status::summary;
    /// Digests of every compartment held.
    Digest(Nothing) => DigestView, handlers::status::digest;
    /// Fold everything again from the journal and compare.
    Rebuild(Nothing) => RebuildView, handlers::status::rebuild;
    /// What is kept aside: quarantined and parked.
    Aside(Nothing) => AsideListView, handlers::status::aside;
    /// Every record with all its values.
    Export(Nothing) => ExportView, handlers::records::export;
    /// Send what is not sent, take what is new.
    Sync(SyncRequest) => SyncView, handlers::exchange::sync;
    /// Invite one member.
    Invite(InviteRequest) => InviteView, handlers::exchange::invite;
    /// Import a CSV file through a map.
    ImportCsv(ImportCsvRequest) => ImportView, handlers::exchange::import_csv;
    /// Record a contact.
    ContactNew(ContactNewRequest) => ContactSavedView, handlers::contacts::new;
    /// Contacts, newest first.
    ContactList(ListRequest) => ContactListView, handlers::contacts::list;
    /// Add a narrative to a contact.
    NoteAdd(NoteAddRequest) => RecordView, handlers::contacts::note_add;
    /// Keep what is being typed.
    DraftSave(DraftSaveRequest) => DraftView, handlers::drafts::save;
    /// All drafts on this device.
    DraftList(Nothing) => DraftListView, handlers::drafts::list;
    /// Finish a draft: it becomes a contact.
    DraftReady(RecordRequest) => ContactSavedView, handlers::drafts::ready;
    /// Throw a draft away.
    DraftDiscard(RecordRequest) => Nothing, handlers::drafts::discard;
    /// Look a person up.
    PersonSearch(PersonSearchRequest) => PersonListView, handlers::records::person_search;
    /// Show any record.
    RecordShow(RecordRequest) => RecordView, handlers::records::show;
    /// Change fields of any record.
    RecordEdit(RecordEditRequest) => RecordView, handlers::records::edit;
    /// Fields with more than one value.
    Conflicts(Nothing) => ConflictListView, handlers::records::conflicts;
    /// Settle a conflict.
    Settle(SettleRequest) => RecordView, handlers::records::settle;
    /// Offer a handoff.
    HandoffOffer(HandoffOfferRequest) => HandoffView, handlers::handoffs::offer;
    /// One step of a handoff.
    HandoffStep(HandoffStepRequest) => HandoffView, handlers::handoffs::step;
    /// Show a handoff.
    HandoffShow(RecordRequest) => HandoffView, handlers::handoffs::show;
    /// Handoffs, newest first.
    HandoffList(ListRequest) => HandoffListView, handlers::handoffs::list;
    /// Follow-ups by their clock.
    FollowUps(FollowUpsRequest) => FollowUpListView, handlers::follow_ups::list;
    /// Record an attempt on a follow-up.
    FollowUpAttempt(FollowUpAttemptRequest) => FollowUpListView, handlers::follow_ups::attempt;
}
