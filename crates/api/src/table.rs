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

        /// Carries one command out on an open device. Long ones report to `progress` and heed it.
        ///
        /// # Errors
        /// Why it was not carried out; nothing was half-done.
        pub fn dispatch(
            device: &mut app::Device,
            command: Command,
            progress: &mut Progress<'_>,
        ) -> Result<Reply, ApiError> {
            device.keep_lease();
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
    /// Who may sign in on this device.
    MemberList(Nothing) => MemberListView, handlers::members::list;
    /// Name a member who has no device of their own, or give one another start code.
    MemberName(MemberNameRequest) => MemberNamedView, handlers::members::name;
    /// Another member signs up on this device.
    MemberSignUp(MemberSignUpRequest) => MemberListView, handlers::members::sign_up;
    /// Take somebody's way into this device.
    MemberRemove(MemberRequest) => MemberListView, handlers::members::remove;
    /// Change the passphrase of who is signed in.
    PassphraseChange(PassphraseChangeRequest) => Nothing, handlers::members::change_passphrase;
    /// Begin an invitation by voice: eight digits to be read out.
    VoiceInvite(InviteRequest) => VoiceOpenedView, handlers::voice::invite;
    /// How the invitation by voice stands: asks the relay.
    VoiceLook(Nothing) => VoiceSeenView, handlers::voice::look;
    /// Both numbers are the same: invite, and send the code to the new device.
    VoiceGrant(Nothing) => VoiceSeenView, handlers::voice::grant;
    /// Give the invitation by voice up.
    VoiceEnd(Nothing) => Nothing, handlers::voice::end;
    /// Every device of the collaborative, and whose it is.
    DeviceList(Nothing) => DeviceListView, handlers::compartments::devices;
    /// When the devices that this one answers for were last at the relay: asks it.
    DeviceContacts(Nothing) => DeviceContactListView, handlers::compartments::contacts;
    /// Revoke a device: the relay cuts it off, and the keys it knew are replaced.
    DeviceRevoke(DeviceRequest) => DeviceRevokedView, handlers::compartments::revoke;
    /// What was readable on a device.
    DeviceExposure(DeviceRequest) => DeviceExposureView, handlers::later_work::exposure;
    /// What revoked devices signed after their last accepted work.
    QuarantineList(Nothing) => QuarantineListView, handlers::later_work::list;
    /// What such work says.
    QuarantineShow(QuarantineRequest) => QuarantineListView, handlers::later_work::show;
    /// Take such work in after all, on every device: the custodian's decision.
    QuarantineAdopt(QuarantineDecideRequest) => QuarantineDecidedView, handlers::later_work::adopt;
    /// Leave such work out for good, on every device: the custodian's decision.
    QuarantineReject(QuarantineDecideRequest) => QuarantineDecidedView, handlers::later_work::reject;
    /// Open what a revoked device left when it wiped itself.
    RecoverWork(RecoverWorkRequest) => RecoveredWorkView, handlers::later_work::recover;
    /// The compartments this device is in.
    CompartmentList(Nothing) => CompartmentListView, handlers::compartments::list;
    /// Found a compartment for devices of some classes.
    CompartmentFound(CompartmentFoundRequest) => CompartmentStandingView, handlers::compartments::found;
    /// Take a device into a compartment.
    CompartmentAdmit(CompartmentAdmitRequest) => CompartmentStandingView, handlers::compartments::admit;
    /// Record in a compartment from now on.
    CompartmentUse(CompartmentRequest) => CompartmentStandingView, handlers::compartments::choose;
    /// Enter a compartment with its recovery kit, and decide over it.
    CompartmentRestore(CompartmentRestoreRequest) => CompartmentStandingView, handlers::compartments::restore;
    /// Put a new key of a compartment in force.
    CompartmentRotate(CompartmentRequest) => CompartmentStandingView, handlers::compartments::rotate;
    /// Show the recovery kit that waits to be put away.
    CompartmentKit(CompartmentRequest) => RecoveryKitView, handlers::compartments::kit;
    /// The recovery kit is put away: this device forgets it.
    CompartmentKitKept(CompartmentRequest) => CompartmentStandingView, handlers::compartments::kit_kept;
    /// The programme in force.
    ProgrammeShow(Nothing) => ProgrammeView, handlers::programme::show;
    /// Read a programme file and say whether it holds; nothing is adopted.
    ProgrammeCheck(ProgrammeFileRequest) => ProgrammeView, handlers::programme::check;
    /// Put a programme in force for everybody.
    ProgrammeAdopt(ProgrammeFileRequest) => ProgrammeView, handlers::programme::adopt;
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
    /// Show a draft.
    DraftShow(RecordRequest) => DraftView, handlers::drafts::show;
    /// A contact with everything that hangs on it.
    ContactShow(RecordRequest) => ContactView, handlers::contacts::show;
    /// Add doses to a finished contact.
    DoseAdd(DoseAddRequest) => ContactView, handlers::contacts::dose_add;
    /// What a shift needs to see first.
    Board(Nothing) => BoardView, handlers::board::board;
    /// A person with everything that happened.
    PersonShow(RecordRequest) => PersonView, handlers::people::show;
    /// Who can be asked to take a person over.
    Agencies(Nothing) => AgencyListView, handlers::handoffs::agencies;
    /// Look a service up.
    ServiceSearch(ServiceSearchRequest) => ServiceListView, handlers::directory::search;
    /// A service with who runs it and where.
    ServiceShow(RecordRequest) => ServiceView, handlers::directory::show;
    /// Import a service directory.
    ImportHsds(ImportHsdsRequest) => ImportHsdsView, handlers::directory::import;
    /// Look a person up.
    PersonSearch(PersonSearchRequest) => PersonListView, handlers::people::search;
    /// Show any record.
    RecordShow(RecordRequest) => RecordView, handlers::records::show;
    /// Change fields of any record.
    RecordEdit(RecordEditRequest) => RecordView, handlers::records::edit;
    /// Fields with more than one value.
    Conflicts(Nothing) => ConflictListView, handlers::records::conflicts;
    /// Settle a conflict.
    Settle(SettleRequest) => RecordView, handlers::records::settle;
    /// Take back how a conflict was settled: it waits for a decision again.
    Unsettle(UnsettleRequest) => RecordView, handlers::records::unsettle;
    /// Offer a handoff.
    HandoffOffer(HandoffOfferRequest) => HandoffView, handlers::handoffs::offer;
    /// One step of a handoff.
    HandoffStep(HandoffStepRequest) => HandoffView, handlers::handoffs::step;
    /// Show a handoff.
    HandoffShow(RecordRequest) => HandoffView, handlers::handoffs::show;
    /// Handoffs, newest first.
    HandoffList(ListRequest) => HandoffListView, handlers::handoffs::list;
    /// What an offer would tell whom; nothing is offered.
    HandoffPreview(HandoffOfferRequest) => HandoffPreviewView, handlers::disclosures::preview;
    /// Who was told what of a person.
    DisclosureList(DisclosuresRequest) => DisclosureListView, handlers::disclosures::list;
    /// One disclosure with what was told.
    DisclosureShow(RecordRequest) => DisclosureView, handlers::disclosures::show;
    /// The accounting of a person's disclosures as a file.
    DisclosureExport(DisclosuresRequest) => DisclosureExportView, handlers::disclosures::export;
    /// Follow-ups by their clock.
    FollowUps(FollowUpsRequest) => FollowUpListView, handlers::follow_ups::list;
    /// Record an attempt on a follow-up.
    FollowUpAttempt(FollowUpAttemptRequest) => FollowUpListView, handlers::follow_ups::attempt;
    /// How consents are taken here, in which words.
    ConsentText(Nothing) => ConsentTextsView, handlers::consents::text;
    /// Keep a consent that is being filled in.
    ConsentDraftSave(ConsentDraftSaveRequest) => ConsentDraftView, handlers::consents::draft_save;
    /// Show a consent that is being filled in.
    ConsentDraftShow(RecordRequest) => ConsentDraftView, handlers::consents::draft_show;
    /// Record a consent that was signed or spoken.
    ConsentNew(ConsentNewRequest) => ConsentView, handlers::consents::new;
    /// Show a consent, and who may see what by it.
    ConsentShow(RecordRequest) => ConsentView, handlers::consents::show;
    /// The consents of a person, those in force first.
    ConsentList(ConsentListRequest) => ConsentListView, handlers::consents::list;
    /// Take a consent back.
    ConsentRevoke(ConsentRevokeRequest) => ConsentView, handlers::consents::revoke;
    /// Extend a consent.
    ConsentRenew(ConsentRenewRequest) => ConsentView, handlers::consents::renew;
    /// The event that ends a consent has happened.
    ConsentEnd(ConsentEndRequest) => ConsentView, handlers::consents::end;
    /// A consent should not have been made.
    ConsentInError(ConsentInErrorRequest) => ConsentView, handlers::consents::in_error;
    /// A consent as a page to print.
    ConsentPrint(ConsentPrintRequest) => ConsentPrintView, handlers::consents::print;
    /// How long this device still shows what others recorded, and what it takes to start that again.
    LeaseShow(Nothing) => LeaseView, handlers::lease::show;
    /// Answer the request of a device that was out of contact for too long.
    LeaseCode(LeaseCodeRequest) => LeaseCodeView, handlers::lease::code;
    /// Start the lease again with the code that somebody gave.
    LeaseUnlock(LeaseUnlockRequest) => LeaseView, handlers::lease::unlock;
}

macro_rules! desk_commands {
    ($($(#[$doc:meta])* $name:ident($request:ty) => $view:ty;)*) => {
        /// One call about the desk itself: most of them work while it is locked.
        #[derive(Clone, Serialize, Deserialize)]
        #[serde(tag = "command", content = "args", rename_all = "snake_case")]
        pub enum DeskCommand { $($(#[$doc])* $name($request),)* }

        /// The desk's own commands, as [`TABLE`].
        pub const DESK_TABLE: &[(&str, &str, &str)] = &[
            $((stringify!($name), stringify!($request), stringify!($view)),)*
        ];

        /// As [`visit_types`], for the desk.
        pub(crate) fn visit_desk_types(visitor: &mut impl ts_rs::TypeVisitor) {
            $(
                visitor.visit::<$request>();
                visitor.visit::<$view>();
            )*
            visitor.visit::<DeskEvent>();
        }
    };
}

desk_commands! {
    /// How the desk stands.
    DeskShow(Nothing) => DeskView;
    /// Sign in.
    Unlock(UnlockRequest) => DeskView;
    /// Lock: keys are wiped, sealed segments go on moving.
    Lock(Nothing) => DeskView;
    /// Set this device up with an invitation.
    Enrol(EnrolRequest) => DeskView;
    /// A new device comes to a meeting: an invitation by voice.
    GuestBegin(GuestBeginRequest) => VoiceSeenView;
    /// How the invitation by voice stands, seen from the new device: asks the relay.
    GuestLook(Nothing) => VoiceSeenView;
    /// Both numbers are the same, says the person at the new device.
    GuestConfirm(Nothing) => VoiceSeenView;
    /// Set this device up with the invitation that came by voice, if it has come.
    GuestEnrol(GuestEnrolRequest) => DeskView;
    /// Read the QR code in a picture: an invitation that somebody shows or sent.
    QrRead(QrReadRequest) => QrTextView;
    /// Somebody touched the screen: puts off the lock.
    Touch(Nothing) => Nothing;
    /// Sync now; answers at once, the rest comes as events.
    SyncNow(Nothing) => SyncStateView;
    /// Change settings.
    SettingsSave(SettingsView) => SettingsView;
    /// Remember where somebody is.
    PlaceSave(PlaceView) => Nothing;
    /// Stop the long command that runs, if one does: nothing of it stays half-done.
    Cancel(Nothing) => Nothing;
}
