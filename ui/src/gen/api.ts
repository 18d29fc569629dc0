// Generated from crates/api by `cargo xtask gen-types`. Never edited.

/**
 * A command was not carried out. Nothing was half-done.
 */
export type ApiError = { 
/**
 * Stable; listed in `docs/reference/errors.md`.
 */
code: string, 
/**
 * English words for a log or a terminal; the interface has its own by code.
 */
message: string, 
/**
 * The rules that block, when the code is `record.not_ready`.
 */
issues: Array<IssueView>, };

/**
 * Everything kept aside.
 */
export type AsideListView = { 
/**
 * The entries.
 */
entries: Array<AsideView>, };

/**
 * Something received that is kept aside.
 */
export type AsideView = { 
/**
 * Its number on this device.
 */
number: number, 
/**
 * `quarantined` or `parked`.
 */
state: string, 
/**
 * The record, when known.
 */
record: string | null, 
/**
 * Why.
 */
code: string, 
/**
 * Since when, milliseconds since 1970.
 */
since_ms: number, };

/**
 * The digest of one compartment.
 */
export type CompartmentDigestView = { 
/**
 * The handle.
 */
compartment: string, 
/**
 * The name.
 */
name: string, 
/**
 * SHA-256 over the visible state, hexadecimal.
 */
digest: string, };

/**
 * A compartment this device holds.
 */
export type CompartmentView = { 
/**
 * The handle, as the relay knows it.
 */
handle: string, 
/**
 * The name, as members know it.
 */
name: string, };

/**
 * Open conflicts.
 */
export type ConflictListView = { 
/**
 * The conflicts.
 */
conflicts: Array<ConflictView>, };

/**
 * A field with more than one value.
 */
export type ConflictView = { 
/**
 * The record.
 */
id: string, 
/**
 * What it is.
 */
kind: string, 
/**
 * The field and its values.
 */
field: FieldView, };

/**
 * Contacts, newest first.
 */
export type ContactListView = { 
/**
 * The rows.
 */
contacts: Array<ContactRowView>, };

/**
 * Records a contact.
 */
export type ContactNewRequest = { 
/**
 * Pathway code, for example `naloxone_plus`.
 */
pathway: string, 
/**
 * Who it was with.
 */
person: PersonInput, 
/**
 * An incident already held, by id.
 */
incident: string | null, 
/**
 * Fields of a new incident (`cad_number`, `kind`, `place.address`, …); ignored with `incident`.
 */
incident_fields: { [key in string]: string }, 
/**
 * Fields of the contact by key (`offer`, `offer.reason`, `place.address`, `need.housing` = `true`, …).
 */
fields: { [key in string]: string }, 
/**
 * Doses of naloxone; those of one giver make one administration.
 */
doses: Array<DoseInput>, 
/**
 * The narrative, kept as a note of its own.
 */
narrative: string | null, 
/**
 * The compartment by name or handle; where this device's class authors contacts when absent.
 */
compartment: string | null, };

/**
 * A contact in a list.
 */
export type ContactRowView = { 
/**
 * The contact's id.
 */
id: string, 
/**
 * The person's id, when one is known.
 */
person: string | null, 
/**
 * How to call the person; empty when unknown.
 */
person_name: string, 
/**
 * Pathway code.
 */
pathway: string, 
/**
 * Recording agency.
 */
agency: string, 
/**
 * When it began, milliseconds since 1970.
 */
started_ms: number | null, };

/**
 * What a new contact made.
 */
export type ContactSavedView = { 
/**
 * The contact's id.
 */
contact: string, 
/**
 * The incident's id.
 */
incident: string, 
/**
 * The person's id; somebody unknown has a record without a name.
 */
person: string, 
/**
 * The follow-up the contact started.
 */
follow_up: string | null, 
/**
 * Hints that did not block.
 */
hints: Array<IssueView>, };

/**
 * Digests of every compartment held, by handle.
 */
export type DigestView = { 
/**
 * One for each compartment.
 */
compartments: Array<CompartmentDigestView>, };

/**
 * One dose of naloxone, as typed.
 */
export type DoseInput = { 
/**
 * Milligrams; absent when unknown.
 */
mg: string | null, 
/**
 * Route code: `nasal`, `intramuscular`, `intravenous`, …
 */
route: string | null, 
/**
 * When: `14:32`, `now-10`, or a full moment.
 */
at: string | null, 
/**
 * How the person responded.
 */
response: string | null, 
/**
 * Who gave it, when not this agency: `family_or_friend`, …
 */
giver: string | null, };

/**
 * Drafts, newest first.
 */
export type DraftListView = { 
/**
 * The drafts.
 */
drafts: Array<DraftView>, };

/**
 * Keeps what is being typed on this device's disk. Never leaves the device.
 */
export type DraftSaveRequest = { 
/**
 * The draft's id; a new one when absent.
 */
id: string | null, 
/**
 * The contact as typed so far.
 */
contact: ContactNewRequest, 
/**
 * Where the cursor was, so that the same field is open again.
 */
focus: string, };

/**
 * A draft.
 */
export type DraftView = { 
/**
 * Its id.
 */
id: string, 
/**
 * The contact as typed so far.
 */
contact: ContactNewRequest, 
/**
 * Where the cursor was.
 */
focus: string, 
/**
 * When it was last kept, milliseconds since 1970.
 */
saved_ms: number, 
/**
 * Hints; blocking ones would refuse Ready.
 */
issues: Array<IssueView>, };

/**
 * Every record with all values: for export.
 */
export type ExportView = { 
/**
 * The format's version.
 */
version: number, 
/**
 * The records by kind and id.
 */
records: Array<RecordView>, };

/**
 * One field.
 */
export type FieldView = { 
/**
 * The flat key.
 */
key: string, 
/**
 * The value shown first.
 */
value: string, 
/**
 * All distinct values when there is a conflict for a human; otherwise empty.
 */
conflict: Array<ValueView>, 
/**
 * The safer value that drives alerts while there is a conflict.
 */
alert: string | null, };

/**
 * Records an attempt on a follow-up.
 */
export type FollowUpAttemptRequest = { 
/**
 * The follow-up's id.
 */
id: string, 
/**
 * Outcome code: `met_in_person`, `not_found`, …
 */
outcome: string, };

/**
 * Follow-ups by urgency.
 */
export type FollowUpListView = { 
/**
 * The follow-ups.
 */
follow_ups: Array<FollowUpView>, };

/**
 * A follow-up.
 */
export type FollowUpView = { 
/**
 * Its id.
 */
id: string, 
/**
 * The person.
 */
person: string | null, 
/**
 * How to call the person.
 */
person_name: string, 
/**
 * Why.
 */
reason: string, 
/**
 * `waiting`, `due`, `missed`, `met_early`, `met` or `met_late`.
 */
state: string, 
/**
 * The window opens, milliseconds since 1970.
 */
from_ms: number, 
/**
 * When the window closes, in the zone the clock was started in.
 */
due: string, 
/**
 * The window closes.
 */
due_ms: number, 
/**
 * Attempts so far.
 */
attempts: number, };

/**
 * Lists follow-ups by their clock.
 */
export type FollowUpsRequest = { 
/**
 * Only those due within so many hours from now (overdue ones always).
 */
due_within_hours: number | null, };

/**
 * One event of a handoff.
 */
export type HandoffEventView = { 
/**
 * What happened.
 */
kind: string, 
/**
 * Whose doing.
 */
party: string, 
/**
 * To whom, for an offer or a reassignment.
 */
to: string | null, 
/**
 * When, as that device's clock said.
 */
at: string, 
/**
 * Reason or outcome code.
 */
code: string | null, };

/**
 * Handoffs, newest first.
 */
export type HandoffListView = { 
/**
 * The handoffs.
 */
handoffs: Array<HandoffView>, };

/**
 * Offers a handoff.
 */
export type HandoffOfferRequest = { 
/**
 * The contact it grows out of.
 */
contact: string, 
/**
 * The agencies asked; the first to accept takes over.
 */
to: Array<string>, 
/**
 * What is asked for, in the packet.
 */
asks: string, };

/**
 * One step of a handoff by this device's agency.
 */
export type HandoffStepRequest = { 
/**
 * The handoff's id.
 */
id: string, 
/**
 * `acknowledged`, `accepted`, `declined`, `withdrawn`, `released`, `reassigned`, `met`, `transported`,
 * `arrived`, `unattended`, `rescheduled`, `refused`, `engaged`, `closed`.
 */
step: string, 
/**
 * A reason or outcome code, where the step takes one.
 */
code: string | null, 
/**
 * For `reassigned`: the agency that is asked next.
 */
to: string | null, };

/**
 * A handoff as this device sees it.
 */
export type HandoffView = { 
/**
 * Its id.
 */
id: string, 
/**
 * State word.
 */
state: string, 
/**
 * Parties accountable now: never none.
 */
accountable: Array<string>, 
/**
 * Marks: `contested`, `late`, `accepted_while_withdrawn`, `refused_by_person`, …
 */
marks: Array<string>, 
/**
 * What this device's agency may do next.
 */
may: Array<string>, 
/**
 * The person, where this device may know.
 */
person: string | null, 
/**
 * How the person is called, where this device may know.
 */
person_name: string, 
/**
 * Events, oldest first.
 */
events: Array<HandoffEventView>, 
/**
 * A short code that names the handoff and the state seen, to be shown or read aloud.
 */
receipt: string, 
/**
 * Until when somebody should acknowledge, while nobody has.
 */
acknowledge_due_ms: number | null, };

/**
 * Imports a CSV file through a map.
 */
export type ImportCsvRequest = { 
/**
 * The name of a map that ships (`pa-oin`) or the path of a map file.
 */
map: string, 
/**
 * The CSV file's path.
 */
file: string, 
/**
 * The compartment by name or handle; `shared` when absent.
 */
compartment: string | null, 
/**
 * Leave damaged rows out and import the rest, instead of refusing the file.
 */
skip_damaged: boolean, };

/**
 * What an import did.
 */
export type ImportView = { 
/**
 * Data rows read.
 */
rows: number, 
/**
 * Records in the file.
 */
records: number, 
/**
 * Records this device did not have.
 */
created: number, 
/**
 * Records that gained something.
 */
changed: number, 
/**
 * Records that already said the same.
 */
unchanged: number, 
/**
 * Follow-up clocks started.
 */
clocks_started: number, 
/**
 * Rows left out.
 */
rejected: Array<RejectedRowView>, 
/**
 * Codes, values and contradictions worth a look; the data was kept.
 */
warnings: Array<RejectedRowView>, };

/**
 * Invites one member to the collaborative; the role implies the class.
 */
export type InviteRequest = { 
/**
 * The agency's name, as everybody will see it.
 */
agency: string, 
/**
 * `patrol`, `ems`, `outreach`, `provider`, `clinician`, `supervisor`, `custodian` or `coordinator`.
 */
role: string, 
/**
 * For roles that exist in several classes (supervisor, custodian, coordinator): `law`, `ems`, `care` or
 * `shared`; otherwise the role's own class.
 */
agency_kind: string | null, 
/**
 * The member's name, when the agency wants it shown beside what they record.
 */
member_name: string | null, 
/**
 * Hours until the code can no longer be used; 72 when absent.
 */
expires_hours: number | null, };

/**
 * An invitation.
 */
export type InviteView = { 
/**
 * To be typed or scanned at the new device, once.
 */
code: string, 
/**
 * The agency it is for.
 */
agency: string, 
/**
 * The role it is for.
 */
role: string, 
/**
 * The class that follows.
 */
class: string, 
/**
 * Until when.
 */
expires_ms: number, };

/**
 * A rule that is not met.
 */
export type IssueView = { 
/**
 * The field.
 */
field: string, 
/**
 * Why.
 */
code: string, 
/**
 * Whether it blocks Ready.
 */
blocking: boolean, };

/**
 * Lists the newest first.
 */
export type ListRequest = { 
/**
 * How many; 50 when absent, at most 1,000.
 */
limit: number | null, };

/**
 * Adds a narrative to a contact, or amends one.
 */
export type NoteAddRequest = { 
/**
 * The contact's id.
 */
contact: string, 
/**
 * The text.
 */
body: string, 
/**
 * The note it amends.
 */
amends: string | null, };

/**
 * A command that takes nothing.
 */
export type Nothing = Record<symbol, never>;

/**
 * Something the person should know about a sync.
 */
export type NoticeView = { 
/**
 * A stable code.
 */
code: string, 
/**
 * English words for a log; the interface has its own by code.
 */
text: string, };

/**
 * A person found.
 */
export type PersonHitView = { 
/**
 * The person's id.
 */
id: string, 
/**
 * Name or code name.
 */
name: string, 
/**
 * Birth date, when known.
 */
birth_date: string | null, 
/**
 * Whether something about them waits for a decision.
 */
conflicts: number, };

/**
 * Who the contact was with.
 */
export type PersonInput = "unknown" | { "existing": string } | { "new": { [key in string]: string } };

/**
 * People found.
 */
export type PersonListView = { 
/**
 * The people, best first.
 */
people: Array<PersonHitView>, };

/**
 * Looks a person up on this device.
 */
export type PersonSearchRequest = { 
/**
 * What was typed: words are matched by their beginning.
 */
text: string, 
/**
 * How many; 20 when absent, at most 200.
 */
limit: number | null, };

/**
 * What a rebuild from the journal found.
 */
export type RebuildView = { 
/**
 * Records folded again.
 */
records: number, 
/**
 * Changes read from the journal.
 */
changes: number, 
/**
 * Whether every table came out as it had been.
 */
equal: boolean, };

/**
 * Changes fields of one record. An empty text clears the field.
 */
export type RecordEditRequest = { 
/**
 * The record's id.
 */
id: string, 
/**
 * Field key → what was typed.
 */
fields: { [key in string]: string }, };

/**
 * Names one record.
 */
export type RecordRequest = { 
/**
 * Its id.
 */
id: string, };

/**
 * A record with all its fields.
 */
export type RecordView = { 
/**
 * Its id.
 */
id: string, 
/**
 * What it is.
 */
kind: string, 
/**
 * Where it lives.
 */
compartment: string, 
/**
 * Its fields by key.
 */
fields: Array<FieldView>, 
/**
 * Hints and flags.
 */
issues: Array<IssueView>, };

/**
 * A row that could not be used.
 */
export type RejectedRowView = { 
/**
 * Line in the file, from 1; the header is line 1.
 */
line: number, 
/**
 * The column, where one is to blame.
 */
column: string | null, 
/**
 * Why.
 */
code: string, };

/**
 * Settles a conflict: the value that stays.
 */
export type SettleRequest = { 
/**
 * The record's id.
 */
id: string, 
/**
 * The field.
 */
field: string, 
/**
 * The value to keep, as shown.
 */
keep: string, };

/**
 * Who and where this device is, and how it stands.
 */
export type StatusView = { 
/**
 * The device's id.
 */
device: string, 
/**
 * The member signed in.
 */
member: string, 
/**
 * The member's agency.
 */
agency: string, 
/**
 * The member's role.
 */
role: string, 
/**
 * `law`, `ems`, `care` or `shared`.
 */
class: string, 
/**
 * The relay's address.
 */
relay: string, 
/**
 * What this device may read.
 */
compartments: Array<CompartmentView>, 
/**
 * Changes not yet at the relay, drafts not counted.
 */
unsent: number, 
/**
 * Drafts on this device only.
 */
drafts: number, 
/**
 * When everything was last in step with the relay.
 */
last_sync_ms: number | null, };

/**
 * Counts over everything held, entered-in-error left out.
 */
export type SummaryView = { 
/**
 * Events in the world.
 */
incidents: number, 
/**
 * People.
 */
people: number, 
/**
 * Encounters of one person each.
 */
contacts: number, 
/**
 * People with at least one contact in which naloxone was given.
 */
people_given_naloxone: number, 
/**
 * Administrations (one giver each).
 */
administrations: number, 
/**
 * Doses.
 */
doses: number, 
/**
 * Handoffs.
 */
handoffs: number, 
/**
 * Follow-ups.
 */
followups: number, 
/**
 * Changes not yet at the relay.
 */
unsent: number, 
/**
 * Fields with more than one value for a human to decide.
 */
conflicts: number, 
/**
 * Received entries that cannot be trusted, kept aside.
 */
quarantined: number, 
/**
 * Received entries that wait for an upgrade or for another change.
 */
parked: number, 
/**
 * People by disposition code.
 */
outcomes: { [key in string]: number }, };

/**
 * Sends what is not sent, takes what is new.
 */
export type SyncRequest = { 
/**
 * Keep trying for so many seconds when the relay does not answer; 5 when absent.
 */
wait_s: number | null, };

/**
 * What a sync did.
 */
export type SyncView = { 
/**
 * Changes the relay took.
 */
sent: number, 
/**
 * Changes that came in.
 */
received: number, 
/**
 * Changes still only on this device.
 */
unsent: number, 
/**
 * Entries now in quarantine.
 */
quarantined: number, 
/**
 * Entries now parked.
 */
parked: number, 
/**
 * Whether this device and the relay are in step.
 */
up_to_date: boolean, 
/**
 * What else happened.
 */
notices: Array<NoticeView>, };

/**
 * One value that stands in a field.
 */
export type ValueView = { 
/**
 * As text.
 */
value: string, 
/**
 * Who wrote it.
 */
member: string, 
/**
 * Their agency.
 */
agency: string, 
/**
 * When, by the device's clock.
 */
at: string, 
/**
 * Whether that clock was known to be off.
 */
clock_off: boolean, };

/** Every command: its request and its answer. */
export interface Commands {
  status: { request: Nothing; answer: StatusView };
  summary: { request: Nothing; answer: SummaryView };
  digest: { request: Nothing; answer: DigestView };
  rebuild: { request: Nothing; answer: RebuildView };
  aside: { request: Nothing; answer: AsideListView };
  export: { request: Nothing; answer: ExportView };
  sync: { request: SyncRequest; answer: SyncView };
  invite: { request: InviteRequest; answer: InviteView };
  import_csv: { request: ImportCsvRequest; answer: ImportView };
  contact_new: { request: ContactNewRequest; answer: ContactSavedView };
  contact_list: { request: ListRequest; answer: ContactListView };
  note_add: { request: NoteAddRequest; answer: RecordView };
  draft_save: { request: DraftSaveRequest; answer: DraftView };
  draft_list: { request: Nothing; answer: DraftListView };
  draft_ready: { request: RecordRequest; answer: ContactSavedView };
  draft_discard: { request: RecordRequest; answer: Nothing };
  person_search: { request: PersonSearchRequest; answer: PersonListView };
  record_show: { request: RecordRequest; answer: RecordView };
  record_edit: { request: RecordEditRequest; answer: RecordView };
  conflicts: { request: Nothing; answer: ConflictListView };
  settle: { request: SettleRequest; answer: RecordView };
  handoff_offer: { request: HandoffOfferRequest; answer: HandoffView };
  handoff_step: { request: HandoffStepRequest; answer: HandoffView };
  handoff_show: { request: RecordRequest; answer: HandoffView };
  handoff_list: { request: ListRequest; answer: HandoffListView };
  follow_ups: { request: FollowUpsRequest; answer: FollowUpListView };
  follow_up_attempt: { request: FollowUpAttemptRequest; answer: FollowUpListView };
}

/** Every code of an error. */
export type ErrorCode =
  | "author.encoder"
  | "author.exhausted"
  | "author.history"
  | "author.key"
  | "author.not_finite"
  | "author.not_one_chain"
  | "author.time"
  | "author.too_large"
  | "certificate.already_stands"
  | "certificate.bad_signature"
  | "certificate.behind"
  | "certificate.conflict"
  | "certificate.epoch_devices"
  | "certificate.epoch_order"
  | "certificate.equivocation"
  | "certificate.invitation_expired"
  | "certificate.invitation_mismatch"
  | "certificate.invitation_spent"
  | "certificate.issuer_frozen"
  | "certificate.issuer_number"
  | "certificate.newer_kind"
  | "certificate.not_founded"
  | "certificate.outdated"
  | "certificate.revoked"
  | "certificate.too_many_devices"
  | "certificate.unauthorised"
  | "certificate.unknown_device"
  | "certificate.unknown_log"
  | "certificate.wrong_log"
  | "change.actor"
  | "change.checksum"
  | "change.chunk_kind"
  | "change.column"
  | "change.counter"
  | "change.dependencies"
  | "change.empty"
  | "change.extra"
  | "change.key"
  | "change.key_twice"
  | "change.list"
  | "change.malformed"
  | "change.not_a_change"
  | "change.not_canonical"
  | "change.not_finite"
  | "change.not_root"
  | "change.operation"
  | "change.panicked"
  | "change.predecessors"
  | "change.sequence"
  | "change.stamp"
  | "change.stamp_newer"
  | "change.time"
  | "change.too_large"
  | "change.too_many"
  | "change.trailing"
  | "change.truncated"
  | "change.value_type"
  | "change.zone"
  | "check.heads"
  | "check.history"
  | "check.keys"
  | "check.other_state"
  | "check.unreadable"
  | "check.values"
  | "cli.no_passphrase"
  | "cli.passphrase_file"
  | "cli.passphrase_unusable"
  | "cli.usage"
  | "csv.cancelled"
  | "csv.cell_count"
  | "csv.cell_too_long"
  | "csv.column_twice"
  | "csv.columns_missing"
  | "csv.damaged_rows"
  | "csv.empty"
  | "csv.header_too_long"
  | "csv.key_missing"
  | "csv.label"
  | "csv.line_too_long"
  | "csv.no_administration"
  | "csv.not_text"
  | "csv.not_understood"
  | "csv.not_utf8"
  | "csv.quote_not_closed"
  | "csv.read"
  | "csv.too_large"
  | "csv.truncated"
  | "csv.unknown_code"
  | "csv.utf16"
  | "fact.malformed"
  | "fact.not_canonical"
  | "fact.part"
  | "fact.too_long"
  | "file.unreadable"
  | "fold.actor_reused"
  | "fold.missing_dependency"
  | "fold.predecessor"
  | "fold.sequence_gap"
  | "fold.start_counter"
  | "folded.damaged"
  | "folded.newer"
  | "handoff.declined_already"
  | "handoff.held_by_another"
  | "handoff.no_offer_of_yours"
  | "handoff.nobody_else_stands"
  | "handoff.not_accountable"
  | "handoff.not_involved"
  | "handoff.not_offered_to_you"
  | "handoff.not_yours"
  | "handoff.nothing_offered"
  | "handoff.nothing_to_acknowledge"
  | "handoff.only_accountable"
  | "handoff.release_instead"
  | "handoff.released_already"
  | "handoff.role_may_not"
  | "handoff.withdrawn"
  | "handoff.yours_already"
  | "history.missing"
  | "history.unfit"
  | "history.unreadable"
  | "home.device_exists"
  | "home.no_device"
  | "home.unfinished"
  | "import.cancelled"
  | "invitation.mistyped"
  | "invitation.newer_version"
  | "invitation.other_collaborative"
  | "invitation.relay_url"
  | "map.forbidden_column"
  | "map.not_shipped"
  | "map.setting"
  | "map.syntax"
  | "map.unknown_code"
  | "map.unknown_field"
  | "map.wrong_kind"
  | "map.zone"
  | "net.broken"
  | "net.insecure_url"
  | "net.timed_out"
  | "net.too_large"
  | "net.unreachable"
  | "parked.missing_certificate"
  | "parked.missing_change"
  | "parked.missing_key"
  | "parked.missing_segment"
  | "parked.newer_version"
  | "parked.own_fork"
  | "protocol.unreadable"
  | "record.ambiguous"
  | "record.not_found"
  | "record.not_ready"
  | "relay.already_claimed"
  | "relay.bad_signature"
  | "relay.certificate_invalid"
  | "relay.claim_token"
  | "relay.clock_skew"
  | "relay.forbidden"
  | "relay.full"
  | "relay.garbage"
  | "relay.internal"
  | "relay.invitation_spent"
  | "relay.log_conflict"
  | "relay.malformed"
  | "relay.not_found"
  | "relay.old_epoch"
  | "relay.revoked"
  | "relay.stream_fork"
  | "relay.stream_gap"
  | "relay.throttled"
  | "relay.too_large"
  | "relay.unauthenticated"
  | "relay.unavailable"
  | "relay.unclaimed"
  | "relay_config.invalid"
  | "relay_config.out_of_range"
  | "relay_config.unreadable"
  | "relay_server.listener"
  | "relay_start.already_claimed"
  | "relay_start.random"
  | "relay_start.unprotected"
  | "relay_store.damaged"
  | "relay_store.failed"
  | "relay_store.full"
  | "relay_store.in_use"
  | "relay_store.newer_version"
  | "relay_store.not_ours"
  | "store.busy"
  | "store.damaged"
  | "store.exists"
  | "store.full"
  | "store.home_in_use"
  | "store.io"
  | "store.mailbox_in_use"
  | "store.newer_version"
  | "store.not_found"
  | "store.not_ours"
  | "store.out_of_order"
  | "store.sql"
  | "store.unreadable"
  | "store.wrong_key"
  | "stream.displaced"
  | "stream.fenced"
  | "stream.old_epoch"
  | "sync.answer_too_large"
  | "sync.relay_garbage"
  | "sync.relay_slow"
  | "sync.relay_unreachable"
  | "vault.cannot_open"
  | "vault.cannot_seal"
  | "vault.key_mismatch"
  | "vault.keyfile_damaged"
  | "vault.library"
  | "vault.malformed"
  | "vault.newer_version"
  | "vault.not_for_this_device"
  | "vault.other_collaborative"
  | "vault.other_epoch"
  | "vault.too_large"
  | "vault.wrong_passphrase";
