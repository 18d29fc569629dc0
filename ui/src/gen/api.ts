// Generated from crates/api by `cargo xtask gen-types`. Never edited.

/**
 * One giver's administration of naloxone.
 */
export type AdministrationView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Who gave it: a code.
 */
giver: string, 
/**
 * The giver's agency; empty when none.
 */
agency: string, 
/**
 * How the person responded: a code, or empty.
 */
response: string, 
/**
 * Its doses, by time.
 */
doses: Array<DoseView>, };

/**
 * Agencies, by name.
 */
export type AgencyListView = { 
/**
 * The agencies.
 */
agencies: Array<AgencyView>, };

/**
 * An agency that is a member.
 */
export type AgencyView = { 
/**
 * Its name.
 */
name: string, 
/**
 * The roles its members have.
 */
roles: Array<string>, 
/**
 * Whether it is this device's own.
 */
own: boolean, };

/**
 * What somebody should be told although they do not look.
 */
export type AlertKind = "offer" | "declined" | "clock" | "arrived";

/**
 * An alert: never with a name in it.
 */
export type AlertView = { 
/**
 * What about.
 */
kind: AlertKind, 
/**
 * The record to open; absent while locked.
 */
record: string | null, 
/**
 * `handoff` or `follow_up`; absent while locked.
 */
record_kind: string | null, 
/**
 * Until when, for a clock or an offer, milliseconds since 1970.
 */
due_ms: number | null, };

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
entries: Array<AsideView>, 
/**
 * Whether what others recorded is left out: the lease is over.
 */
hidden: boolean, };

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
 * The board: what waits for this device's agency, and what it has in hand.
 */
export type BoardView = { 
/**
 * Drafts on this device, the one typed in last first.
 */
drafts: Array<DraftRowView>, 
/**
 * Handoffs that wait for an answer or a decision of this agency, the most urgent first.
 */
waiting: Array<HandoffView>, 
/**
 * Other open handoffs that this agency answers for, latest event first.
 */
mine: Array<HandoffView>, 
/**
 * Contacts that this agency made, newest first, at most 20.
 */
recent: Array<ContactRowView>, 
/**
 * Follow-ups overdue or due within 24 hours, the most urgent first, at most 20.
 */
due: Array<FollowUpView>, 
/**
 * How many are overdue or due within 24 hours in all.
 */
due_total: number, 
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
 * Whether what others recorded is left out: the lease is over.
 */
hidden: boolean, };

/**
 * Takes a device into a compartment.
 */
export type CompartmentAdmitRequest = { 
/**
 * The compartment's name or handle.
 */
compartment: string, 
/**
 * The device's id, or a start of it that no other device's id has.
 */
device: string, };

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
 * Founds a compartment.
 */
export type CompartmentFoundRequest = { 
/**
 * Its name, as everybody in it will see it.
 */
name: string, 
/**
 * The classes of device that may be in it: `law`, `ems`, `care`, `shared`; this device's own among them.
 */
classes: Array<string>, };

/**
 * The compartments this device is in.
 */
export type CompartmentListView = { 
/**
 * The compartments.
 */
compartments: Array<CompartmentStandingView>, };

/**
 * Names one compartment of this device.
 */
export type CompartmentRequest = { 
/**
 * Its name or its handle.
 */
compartment: string, };

/**
 * Enters a compartment with its recovery kit.
 */
export type CompartmentRestoreRequest = { 
/**
 * The kit, as it is printed; large or small letters, spaces and hyphens make no difference.
 */
kit: string, };

/**
 * A compartment as this device knows it.
 */
export type CompartmentStandingView = { 
/**
 * The handle, as the relay knows it.
 */
handle: string, 
/**
 * The name, as members know it.
 */
name: string, 
/**
 * The classes of device that may be in it: `law`, `ems`, `care`, `shared`.
 */
classes: Array<string>, 
/**
 * The ids of the devices in it now.
 */
devices: Array<string>, 
/**
 * The number of its current key.
 */
key_epoch: number, 
/**
 * Whether this device records in it when nobody names another.
 */
used: boolean, 
/**
 * Whether this device decides who is in it.
 */
administered: boolean, 
/**
 * Whether the recovery kit opens the current key; `null` for a compartment without a kit.
 */
escrowed: boolean | null, 
/**
 * Whether a recovery kit waits here to be put away.
 */
kit_waits: boolean, };

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
conflicts: Array<ConflictView>, 
/**
 * Whether what others recorded is left out: the lease is over.
 */
hidden: boolean, };

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
 * Names the state seen: handed back when it is settled, so that a value that came in meanwhile is not lost.
 */
version: string, 
/**
 * The field and its values.
 */
field: FieldView, };

/**
 * Keeps a consent that is being filled in on this device's disk. Never leaves the device.
 */
export type ConsentDraftSaveRequest = { 
/**
 * The draft's id; a new one when absent.
 */
id: string | null, 
/**
 * When it was last kept, as far as this writer knows, as for `draft_save`.
 */
seen_ms: number | null, 
/**
 * What was typed so far.
 */
consent: ConsentInput, 
/**
 * The step that was open.
 */
focus: string, };

/**
 * A consent that is being filled in.
 */
export type ConsentDraftView = { 
/**
 * The draft's id.
 */
id: string, 
/**
 * What was typed so far.
 */
consent: ConsentInput, 
/**
 * The step that was open.
 */
focus: string, 
/**
 * When it was last kept, milliseconds since 1970.
 */
saved_ms: number, 
/**
 * What stands in the way of signing it as it is.
 */
issues: Array<IssueView>, };

/**
 * Says that the event that ends a consent has happened.
 */
export type ConsentEndRequest = { 
/**
 * The consent's id.
 */
id: string, 
/**
 * When it happened; now when empty.
 */
at: string, };

/**
 * Says that a consent should not have been made.
 */
export type ConsentInErrorRequest = { 
/**
 * The consent's id.
 */
id: string, 
/**
 * Why.
 */
why: string, };

/**
 * A consent as typed so far.
 */
export type ConsentInput = { 
/**
 * The person's id.
 */
person: string, 
/**
 * The language in which the wording is shown: one that `consent_text` has.
 */
language: string, 
/**
 * Who may disclose, by name.
 */
disclosers: Array<string>, 
/**
 * Who may be told, by name: agencies and persons.
 */
recipients: Array<string>, 
/**
 * Other fields of the consent by key: `scope.identity` = `true`, `purpose.treatment` = `true`, `designation.…`,
 * `return.met` = `true`, `expires.date`, `expires.event`, `person.name_signed`, `signature.kind`, `signature.by`,
 * `signature.drawn`, `signature.witness`, `signed.at` (now when absent).
 */
fields: { [key in string]: string }, 
/**
 * The guardian who signs; `unknown` where the person does.
 */
guardian: PersonInput, 
/**
 * The compartment by name or handle; where this device's class authors consents when absent.
 */
compartment: string | null, };

/**
 * Lists the consents of one person.
 */
export type ConsentListRequest = { 
/**
 * The person's id.
 */
person: string, };

/**
 * The consents of a person, those in force first.
 */
export type ConsentListView = { 
/**
 * The consents.
 */
consents: Array<ConsentView>, };

/**
 * Records a consent that was signed or spoken.
 */
export type ConsentNewRequest = { 
/**
 * What was signed.
 */
consent: ConsentInput, 
/**
 * The draft that it was, which ends.
 */
draft: string | null, };

/**
 * Asks for a consent as a page to print.
 */
export type ConsentPrintRequest = { 
/**
 * The consent's id.
 */
id: string, 
/**
 * The language; that in which it was shown when absent.
 */
language: string | null, };

/**
 * A consent as a page to print.
 */
export type ConsentPrintView = { 
/**
 * A whole HTML file that needs nothing else.
 */
html: string, };

/**
 * Extends a consent.
 */
export type ConsentRenewRequest = { 
/**
 * The consent's id.
 */
id: string, 
/**
 * Until when: a whole date, to its end, or a moment.
 */
until: string, 
/**
 * How the person said so, in words; may be empty.
 */
how: string, };

/**
 * Takes a consent back.
 */
export type ConsentRevokeRequest = { 
/**
 * The consent's id.
 */
id: string, 
/**
 * How the person said so, in words; may be empty.
 */
how: string, };

/**
 * Something that was said about a consent.
 */
export type ConsentSaidView = { 
/**
 * `granted`, `renewed` or `revoked`.
 */
saying: string, 
/**
 * When, as that device's clock said.
 */
at: string, 
/**
 * The agency that recorded it.
 */
by: string, 
/**
 * Until when the person consents, where a time was named.
 */
until: string | null, 
/**
 * How it was said, in words; empty where nobody wrote it down.
 */
how: string, };

/**
 * A wording in one language.
 */
export type ConsentTextView = { 
/**
 * Its name and version.
 */
name: string, 
/**
 * Its language.
 */
language: string, 
/**
 * SHA-256 over its exact words.
 */
hash: string, 
/**
 * Its words by part: `title`, `revocation`, `scope.identity`, …
 */
words: { [key in string]: string }, };

/**
 * How consents are taken here.
 */
export type ConsentTextsView = { 
/**
 * A wording in each language.
 */
texts: Array<ConsentTextView>, 
/**
 * This device's agency: who discloses unless another is named.
 */
agency: string, 
/**
 * The last day, unless the person says otherwise.
 */
expires: string, 
/**
 * The rule by which spoken consent is taken; absent where none is.
 */
verbal_basis: string | null, 
/**
 * The rule by which a guardian may sign; absent where none may.
 */
guardian_basis: string | null, };

/**
 * What one agency may be told by one consent, now.
 */
export type ConsentToldView = { 
/**
 * The agency, or a person by name.
 */
name: string, 
/**
 * Codes of `consent_scope` that may be told; none when nothing may.
 */
scopes: Array<string>, 
/**
 * What stands in the way of all: a code; empty when something may be told.
 */
denied: string, };

/**
 * A consent as this device sees it.
 */
export type ConsentView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Whose it is.
 */
person: string | null, 
/**
 * How the person is called here.
 */
person_name: string, 
/**
 * Whether it counts now: `in_force`, `expired`, `revoked`, `not_granted`, `not_valid`, `unreadable`,
 * `entered_in_error`.
 */
standing: string, 
/**
 * What it lacks, each by code and by the field of a form.
 */
missing: Array<IssueView>, 
/**
 * When it runs out, milliseconds since 1970; absent where nothing stands or only an event ends it.
 */
runs_out_ms: number | null, 
/**
 * The name as signed.
 */
name_signed: string, 
/**
 * Who may disclose.
 */
disclosers: Array<string>, 
/**
 * Who may be told, by name.
 */
recipients: Array<string>, 
/**
 * Codes of `consent_designation`.
 */
designations: Array<string>, 
/**
 * Codes of `consent_scope`.
 */
scopes: Array<string>, 
/**
 * Codes of `consent_purpose`.
 */
purposes: Array<string>, 
/**
 * Codes of `consent_return`.
 */
returns: Array<string>, 
/**
 * The right to take it back, as shown.
 */
revocation_text: string, 
/**
 * What may be passed on, as shown.
 */
redisclosure_text: string, 
/**
 * The last day, as signed.
 */
expires_on: string | null, 
/**
 * The event that ends it: a code of `consent_expiry`.
 */
expires_event: string | null, 
/**
 * A code of `signature_kind`.
 */
signature_kind: string | null, 
/**
 * Who signed, or spoke.
 */
signed_by: string, 
/**
 * Who else was there.
 */
witness: string, 
/**
 * Whether there is a drawn signature; `consent_print` shows it.
 */
drawn: boolean, 
/**
 * The rule by which it was spoken, or signed by a guardian.
 */
basis: string, 
/**
 * When it was signed, milliseconds since 1970.
 */
signed_ms: number | null, 
/**
 * The language in which the wording was shown.
 */
language: string, 
/**
 * The wording that was shown, by name.
 */
text: string, 
/**
 * Everything that was said, oldest first as far as clocks tell.
 */
said: Array<ConsentSaidView>, 
/**
 * Every agency of the collaborative, and everybody named, with what they may be told by this consent.
 */
told: Array<ConsentToldView>, 
/**
 * The agencies that read the compartment that it lies in: they need no consent to read there.
 */
readers: Array<string>, 
/**
 * The compartment that it lies in.
 */
compartment: string, 
/**
 * Why it was entered in error; empty when it was not.
 */
entered_in_error: string, 
/**
 * `sent`, `ready` or `needs_attention`.
 */
mark: string, };

/**
 * Contacts, newest first.
 */
export type ContactListView = { 
/**
 * The rows.
 */
contacts: Array<ContactRowView>, 
/**
 * Whether what others recorded is left out: the lease is over.
 */
hidden: boolean, };

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
started_ms: number | null, 
/**
 * What became of the offer of service: a code, or empty.
 */
offer: string, 
/**
 * Whether it should not have been made: still shown, in no count.
 */
entered_in_error: boolean, 
/**
 * `sent`, `ready` (only on this device so far) or `needs_attention`.
 */
mark: string, };

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
 * A contact with everything that hangs on it.
 */
export type ContactView = { 
/**
 * The contact.
 */
record: RecordView, 
/**
 * Its incident, when held here.
 */
incident: RecordView | null, 
/**
 * Its person, when held here.
 */
person: RecordView | null, 
/**
 * How to call the person; empty when unknown.
 */
person_name: string, 
/**
 * Naloxone, corrections applied.
 */
administrations: Array<AdministrationView>, 
/**
 * Narratives, oldest first.
 */
notes: Array<NoteView>, 
/**
 * Handoffs that grew out of it.
 */
handoffs: Array<HandoffView>, 
/**
 * Follow-ups that it started.
 */
follow_ups: Array<FollowUpView>, };

/**
 * Where a packet came from that was told to this device's compartment.
 */
export type CopiedView = { 
/**
 * The agency that told it.
 */
from: string, 
/**
 * When it was decided; empty where that cannot be read.
 */
at: string, 
/**
 * The consents it rests on.
 */
consents: Array<string>, 
/**
 * The notice that came with it; empty without one.
 */
notice: string, 
/**
 * Whether something was left out.
 */
omitted: boolean, 
/**
 * Since when a consent that it rests on is taken back; empty while it stands.
 */
revoked: string, };

/**
 * What happens while nobody asks: pushed to every screen of this device.
 */
export type DeskEvent = { "event": "desk", "is": DeskView } | { "event": "sync", "is": SyncStateView } | { "event": "changed" } | { "event": "progress", "is": ProgressView } | { "event": "alert", "is": AlertView };

/**
 * Whether records can be seen.
 */
export type DeskState = "no_device" | "locked" | "open";

/**
 * The desk as a whole.
 */
export type DeskView = { 
/**
 * Whether records can be seen.
 */
state: DeskState, 
/**
 * Settings.
 */
settings: SettingsView, 
/**
 * The background sync.
 */
sync: SyncStateView, 
/**
 * Whether a sign-in name is asked beside the passphrase: several members use this device.
 */
asks_name: boolean, 
/**
 * The member signed in; only while open. What a screen keeps in memory is that member's.
 */
member: string | null, 
/**
 * Where somebody was; only while open.
 */
place: PlaceView | null, 
/**
 * How long what others recorded is still shown; only while open.
 */
lease: LeaseStateView | null, 
/**
 * This program's version.
 */
version: string, };

/**
 * The devices that this one answers for and that were ever at the relay.
 */
export type DeviceContactListView = { 
/**
 * The contacts, by device.
 */
contacts: Array<DeviceContactView>, };

/**
 * When a device last asked the relay for news, and what it said of itself then.
 */
export type DeviceContactView = { 
/**
 * The device's id.
 */
id: string, 
/**
 * When, by the relay's clock, milliseconds since 1970; up to ten minutes earlier than it was.
 */
last_contact_ms: number, 
/**
 * Its program's version; empty where it did not say.
 */
version: string, 
/**
 * Since when it had had something unsent as that exchange began, if it had.
 */
unsent_since_ms: number | null, };

/**
 * What was readable on a device, as far as this one can know.
 */
export type DeviceExposureView = { 
/**
 * The device.
 */
device: DeviceView, 
/**
 * When this device heard that it was revoked, milliseconds since 1970: what came later is not counted.
 */
revoked_heard_ms: number | null, 
/**
 * The compartments of this device that it was in. Of others nothing is known here.
 */
compartments: Array<ExposedCompartmentView>, 
/**
 * Drafts on it; `null` for another device: drafts leave none.
 */
drafts: number | null, };

/**
 * Every device of the collaborative, by agency.
 */
export type DeviceListView = { 
/**
 * The devices.
 */
devices: Array<DeviceView>, 
/**
 * Whether this device can invite others and revoke them.
 */
decides: boolean, };

/**
 * Names one device of the collaborative.
 */
export type DeviceRequest = { 
/**
 * Its id, or a start of it that no other device's id has.
 */
device: string, };

/**
 * A device was revoked.
 */
export type DeviceRevokedView = { 
/**
 * The device, as it stands now.
 */
device: DeviceView, 
/**
 * Compartments of this device whose new key could not be made yet: the next sync tries again.
 */
waiting: Array<CompartmentView>, };

/**
 * A device of the collaborative.
 */
export type DeviceView = { 
/**
 * Its id.
 */
id: string, 
/**
 * The member whose it is.
 */
member: string, 
/**
 * The member's agency; empty where it cannot be read here.
 */
agency: string, 
/**
 * The member's role: a code.
 */
role: string, 
/**
 * The member's name; may be empty.
 */
name: string, 
/**
 * `law`, `ems`, `care` or `shared`.
 */
class: string, 
/**
 * Whether it was cut off.
 */
revoked: boolean, 
/**
 * Whether it is this device.
 */
own: boolean, 
/**
 * The compartments of this device that it is in, too.
 */
compartments: Array<CompartmentView>, };

/**
 * Digests of every compartment held, by handle.
 */
export type DigestView = { 
/**
 * One for each compartment.
 */
compartments: Array<CompartmentDigestView>, };

/**
 * A row of a directory file that was worth a look.
 */
export type DirectoryRowView = { 
/**
 * The file.
 */
file: string, 
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
 * The accounting of a person's disclosures, to be handed out.
 */
export type DisclosureExportView = { 
/**
 * A CSV file: a line for each, with the names of the fields and not what stood in them.
 */
csv: string, 
/**
 * The same with all of it.
 */
disclosures: Array<DisclosureView>, };

/**
 * Disclosures of a person, newest first.
 */
export type DisclosureListView = { 
/**
 * The disclosures.
 */
disclosures: Array<DisclosureView>, };

/**
 * The account of a disclosure.
 */
export type DisclosureView = { 
/**
 * Its id.
 */
id: string, 
/**
 * When it was decided; empty where that cannot be read.
 */
at: string, 
/**
 * The person.
 */
person: string | null, 
/**
 * The handoff it belongs to.
 */
handoff: string | null, 
/**
 * The agency that is told.
 */
to: string, 
/**
 * Code of `disclosure_about`.
 */
about: string, 
/**
 * Code of `disclosure_leg`.
 */
leg: string, 
/**
 * Code of `consent_purpose`; empty where none was named.
 */
purpose: string, 
/**
 * The copied fields, by the keys they had, as they stood then.
 */
fields: Array<FieldView>, 
/**
 * What is asked for, where it was told.
 */
asks: string, 
/**
 * On the way back: what happened.
 */
told: Array<ToldView>, 
/**
 * On the way back: why the handoff was closed; empty where that was not told.
 */
told_reason: string, 
/**
 * Whether something that was asked for was left out.
 */
omitted: boolean, 
/**
 * The consents it rests on.
 */
consents: Array<string>, 
/**
 * The member who decided; empty where no name is shown.
 */
by: string, 
/**
 * `waiting`, `sent`, `stopped` or `in_reliance`.
 */
standing: string, 
/**
 * Since when it stands so; empty while it waits.
 */
standing_at: string, };

/**
 * Names a person whose disclosures are asked for.
 */
export type DisclosuresRequest = { 
/**
 * The person's id.
 */
person: string, };

/**
 * Adds doses of naloxone to a contact that is finished.
 */
export type DoseAddRequest = { 
/**
 * The contact's id.
 */
contact: string, 
/**
 * Doses; those of one giver make one administration.
 */
doses: Array<DoseInput>, };

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
 * One dose of naloxone.
 */
export type DoseView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Milligrams; empty when unknown.
 */
mg: string, 
/**
 * Route code; empty when not said.
 */
route: string, 
/**
 * When; empty when not said.
 */
at: string, };

/**
 * Drafts, newest first.
 */
export type DraftListView = { 
/**
 * The drafts.
 */
drafts: Array<DraftView>, };

/**
 * A draft in a list.
 */
export type DraftRowView = { 
/**
 * The draft's id.
 */
id: string, 
/**
 * What it is to become: `contact` or `consent`.
 */
kind: string, 
/**
 * How to call the person, as far as typed; empty when unknown.
 */
person_name: string, 
/**
 * Pathway code; empty when none was chosen yet.
 */
pathway: string, 
/**
 * When it was last kept, milliseconds since 1970.
 */
saved_ms: number, };

/**
 * Keeps what is being typed on this device's disk. Never leaves the device.
 */
export type DraftSaveRequest = { 
/**
 * The draft's id; a new one when absent.
 */
id: string | null, 
/**
 * When it was last kept, as far as this writer knows: one that another window kept since is not overwritten.
 * Absent: it is written whatever stands there.
 */
seen_ms: number | null, 
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
 * Sets this device up with an invitation.
 */
export type EnrolRequest = { 
/**
 * The code, as printed or read aloud.
 */
code: string, 
/**
 * The passphrase that will open this device.
 */
passphrase: string, };

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
records: Array<RecordView>, 
/**
 * Whether what others recorded is left out: the lease is over.
 */
hidden: boolean, };

/**
 * What was readable in one compartment.
 */
export type ExposedCompartmentView = { 
/**
 * Which.
 */
compartment: CompartmentView, 
/**
 * Records by kind.
 */
records: Array<ExposedKindView>, 
/**
 * When the first of its work came here, milliseconds since 1970.
 */
first_work_ms: number | null, 
/**
 * When the latest of its work came here: the last contact that is known.
 */
last_work_ms: number | null, 
/**
 * Whether the compartment has a key by now that it does not know.
 */
key_replaced: boolean, };

/**
 * Records of one kind.
 */
export type ExposedKindView = { 
/**
 * The kind.
 */
kind: string, 
/**
 * How many.
 */
count: number, };

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
follow_ups: Array<FollowUpView>, 
/**
 * Whether what others recorded is left out: the lease is over.
 */
hidden: boolean, };

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
attempts: number, 
/**
 * How the latest attempt ended: a code, or empty.
 */
last_outcome: string, 
/**
 * When the latest attempt was made, milliseconds since 1970.
 */
last_attempt_ms: number | null, 
/**
 * The contact that started it.
 */
contact: string | null, 
/**
 * Who is to do it; empty when nobody was named.
 */
agency: string, 
/**
 * Where the contact that started it was; empty when unknown.
 */
place: string, 
/**
 * `sent`, `ready` or `needs_attention`.
 */
mark: string, };

/**
 * Lists follow-ups by their clock.
 */
export type FollowUpsRequest = { 
/**
 * Only those due within so many hours from now (overdue ones always).
 */
due_within_hours: number | null, };

/**
 * Comes to a meeting with somebody who invites by voice.
 */
export type GuestBeginRequest = { 
/**
 * The relay's address, as it was told.
 */
relay: string, 
/**
 * The eight digits, as they were read out.
 */
code: string, };

/**
 * Sets this device up with the invitation that came by voice.
 */
export type GuestEnrolRequest = { 
/**
 * The passphrase that will open this device.
 */
passphrase: string, };

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
handoffs: Array<HandoffView>, 
/**
 * Whether what others recorded is left out: the lease is over.
 */
hidden: boolean, };

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
asks: string, 
/**
 * What for, where a consent is needed: a code of `consent_purpose`; `care_coordination` when absent.
 */
purpose: string | null, };

/**
 * What an offer would tell, agency by agency.
 */
export type HandoffPreviewView = { 
/**
 * The agencies asked.
 */
agencies: Array<OfferPreviewView>, };

/**
 * One step of a handoff by this device's agency.
 */
export type HandoffStepRequest = { 
/**
 * The handoff's id.
 */
id: string, 
/**
 * `offered` (to one more agency), `acknowledged`, `accepted`, `declined`, `withdrawn`, `released`, `reassigned`, `met`, `transported`,
 * `arrived`, `unattended`, `rescheduled`, `refused`, `engaged`, `closed`.
 */
step: string, 
/**
 * A reason or outcome code, where the step takes one.
 */
code: string | null, 
/**
 * For `offered` and `reassigned`: the agency that is asked.
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
acknowledge_due_ms: number | null, 
/**
 * What this device's agency may not do now, and why.
 */
may_not: Array<StepRefusedView>, 
/**
 * The agencies asked, in order.
 */
asked: Array<string>, 
/**
 * The agency that offered it.
 */
from: string, 
/**
 * Whether this device's agency answers for the person now.
 */
mine: boolean, 
/**
 * The contact it grew out of, where this device holds it.
 */
contact: string | null, 
/**
 * What is asked for, in the sender's words; empty where this device may not know.
 */
asks: string, 
/**
 * What the sender passed on about the person and the contact: their fields by their own keys (`name.family`,
 * `need.housing`), as they were then.
 */
packet: Array<FieldView>, 
/**
 * Where the packet came from, where it was told to this device's compartment.
 */
copied: CopiedView | null, 
/**
 * What other agencies told back of what they alone can read, earliest first.
 */
told: Array<ToldBackView>, 
/**
 * What happened here and was not told to who made the handoff.
 */
not_told: Array<NotToldView>, 
/**
 * What this compartment told for it, oldest first.
 */
disclosures: Array<DisclosureView>, 
/**
 * When the latest event happened, milliseconds since 1970.
 */
latest_ms: number, 
/**
 * `sent`, `ready` or `needs_attention`.
 */
mark: string, };

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
 * Imports a service directory: a folder with the three files that HSDS transformer tools read.
 */
export type ImportHsdsRequest = { 
/**
 * The folder with `*organizations.csv`, `*locations.csv` and `*services.csv`.
 */
folder: string, 
/**
 * The compartment by name or handle; `shared` when absent.
 */
compartment: string | null, };

/**
 * What an import of a service directory did.
 */
export type ImportHsdsView = { 
/**
 * Organisations in the files.
 */
organizations: number, 
/**
 * Places in the files.
 */
locations: number, 
/**
 * Services in the files.
 */
services: number, 
/**
 * Records this device did not have.
 */
created: number, 
/**
 * Records that gained or changed something.
 */
changed: number, 
/**
 * Records that already said the same.
 */
unchanged: number, 
/**
 * What was worth a look; the data was kept.
 */
warnings: Array<DirectoryRowView>, };

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
 * The code as a QR picture.
 */
qr: QrView, 
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
 * Language of the screens.
 */
export type Language = "en" | "es";

/**
 * Somebody who may give a code.
 */
export type LeaseAnswererView = { 
/**
 * The agency.
 */
agency: string, 
/**
 * The role's code.
 */
role: string, 
/**
 * The member's own name; may be empty.
 */
name: string, };

/**
 * Answers the request of a device whose lease is over.
 */
export type LeaseCodeRequest = { 
/**
 * What was read out from its screen.
 */
request: string, };

/**
 * The answer to a request, to be read out.
 */
export type LeaseCodeView = { 
/**
 * The code.
 */
code: string, 
/**
 * The device that asks.
 */
device: string, 
/**
 * Whose it is: the agency.
 */
agency: string, 
/**
 * The member's role.
 */
role: string, 
/**
 * The member's own name; may be empty.
 */
name: string, };

/**
 * How the lease stands.
 */
export type LeaseState = "running" | "ending" | "over";

/**
 * How the lease stands, for every page.
 */
export type LeaseStateView = { 
/**
 * How it stands.
 */
state: LeaseState, 
/**
 * Days left, a started one counted; 0 when it is over.
 */
days_left: number, };

/**
 * Starts this device's lease again.
 */
export type LeaseUnlockRequest = { 
/**
 * The code that a supervisor read out.
 */
code: string, };

/**
 * The lease, with what it takes to start it again.
 */
export type LeaseView = { 
/**
 * How it stands.
 */
state: LeaseState, 
/**
 * Days left, a started one counted; 0 when it is over.
 */
days_left: number, 
/**
 * The days that the programme in force gives from one contact to the next.
 */
days: number, 
/**
 * When everything was last in step with the relay, milliseconds since 1970.
 */
last_sync_ms: number | null, 
/**
 * What is read out to somebody who may give a code; absent while nothing is to be unlocked.
 */
request: string | null, 
/**
 * Who may give one.
 */
answered_by: Array<LeaseAnswererView>, };

/**
 * Something that would be left out.
 */
export type LeftOutView = { 
/**
 * The field.
 */
key: string, 
/**
 * Why: a stable code.
 */
code: string, };

/**
 * Lists the newest first.
 */
export type ListRequest = { 
/**
 * How many; 50 when absent, at most 1,000.
 */
limit: number | null, };

/**
 * A place where an organisation works.
 */
export type LocationView = { 
/**
 * The place's id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Street address, as written; empty when unknown.
 */
address: string, 
/**
 * Telephone, as written; empty when unknown.
 */
phone: string, };

/**
 * Who may sign in on this device: who is signed in first.
 */
export type MemberListView = { 
/**
 * The members.
 */
members: Array<MemberView>, };

/**
 * Names a member who has no device of their own, or gives one another start code.
 */
export type MemberNameRequest = { 
/**
 * A member that is known already, by id or a start of it: the rest is not read then.
 */
member: string | null, 
/**
 * The agency's name, as everybody will see it.
 */
agency: string, 
/**
 * As for an invitation.
 */
role: string, 
/**
 * As for an invitation.
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
 * A member with a start code.
 */
export type MemberNamedView = { 
/**
 * To be handed to the member: they sign up with it on one device, once.
 */
code: string, 
/**
 * The member's id.
 */
member: string, 
/**
 * Their name; may be empty.
 */
name: string, 
/**
 * Their agency.
 */
agency: string, 
/**
 * Their role.
 */
role: string, 
/**
 * Until when, milliseconds since 1970.
 */
expires_ms: number, };

/**
 * Names one member who may sign in on this device.
 */
export type MemberRequest = { 
/**
 * The sign-in name, the member's id or a start of it.
 */
member: string, };

/**
 * Another member signs up on this device, in the presence of who is signed in.
 */
export type MemberSignUpRequest = { 
/**
 * The newcomer's start code.
 */
code: string, 
/**
 * What the newcomer will type beside the passphrase.
 */
sign_in_name: string, 
/**
 * The newcomer's passphrase.
 */
passphrase: string, 
/**
 * The passphrase of who is signed in.
 */
own_passphrase: string, 
/**
 * What who is signed in will type from now on beside theirs: needed when the device was one member's so far.
 */
own_sign_in_name: string | null, };

/**
 * Somebody who may sign in on this device.
 */
export type MemberView = { 
/**
 * The member's id.
 */
member: string, 
/**
 * Their name; may be empty.
 */
name: string, 
/**
 * Their agency; empty when it cannot be read here.
 */
agency: string, 
/**
 * Their role.
 */
role: string, 
/**
 * What they type beside their passphrase; absent while the device is one member's.
 */
sign_in_name: string | null, 
/**
 * Whether the device was enrolled for them.
 */
owner: boolean, 
/**
 * Whether it is who is signed in.
 */
signed_in: boolean, };

/**
 * Something that happened here and was not told to who made the handoff.
 */
export type NotToldView = { 
/**
 * What happened.
 */
kind: string, 
/**
 * Who was not told.
 */
agency: string, 
/**
 * Why: a stable code.
 */
code: string, };

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
 * A narrative.
 */
export type NoteView = { 
/**
 * Its id.
 */
id: string, 
/**
 * The text.
 */
body: string, 
/**
 * The note it amends.
 */
amends: string | null, 
/**
 * Who wrote it.
 */
member: string, 
/**
 * Their agency.
 */
agency: string, 
/**
 * When.
 */
at: string, 
/**
 * Whether it should not have been made.
 */
entered_in_error: boolean, 
/**
 * `sent`, `ready` or `needs_attention`.
 */
mark: string, };

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
 * What an offer would tell one agency.
 */
export type OfferPreviewView = { 
/**
 * The agency.
 */
agency: string, 
/**
 * Whether it reads the contact anyhow: then nothing is copied.
 */
reads: boolean, 
/**
 * What would go.
 */
fields: Array<FieldView>, 
/**
 * What would not.
 */
left_out: Array<LeftOutView>, 
/**
 * The consents it would rest on.
 */
consents: Array<string>, 
/**
 * Whether the notice of 42 CFR 2.32 would go with it.
 */
notice: boolean, 
/**
 * Why nothing may go: a stable code.
 */
refused: string | null, };

/**
 * Changes the passphrase of who is signed in.
 */
export type PassphraseChangeRequest = { 
/**
 * The one that opens the device now.
 */
old: string, 
/**
 * The one that will.
 */
new: string, };

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
conflicts: number, 
/**
 * Contacts held here.
 */
contacts: number, 
/**
 * When the latest contact began, milliseconds since 1970.
 */
last_contact_ms: number | null, 
/**
 * Whether the record should not have been made: still found, in no count.
 */
entered_in_error: boolean, };

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
people: Array<PersonHitView>, 
/**
 * Whether what others recorded is left out: the lease is over.
 */
hidden: boolean, };

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
 * A person with everything that happened.
 */
export type PersonView = { 
/**
 * The person.
 */
record: RecordView, 
/**
 * How to call the person; empty when unknown.
 */
name: string, 
/**
 * What happened, newest first.
 */
timeline: Array<TimelineItemView>, 
/**
 * Open handoffs.
 */
handoffs: Array<HandoffView>, 
/**
 * Open follow-ups.
 */
follow_ups: Array<FollowUpView>, 
/**
 * Whether what others recorded is left out: the lease is over.
 */
hidden: boolean, };

/**
 * Where somebody was in the app, so that it opens there again.
 */
export type PlaceView = { 
/**
 * The screen's address within the app.
 */
route: string, 
/**
 * The field that had the focus; empty when none.
 */
focus: string, };

/**
 * A compartment, as a programme describes it.
 */
export type ProgrammeCompartmentView = { 
/**
 * What scripts call it.
 */
id: string, 
/**
 * What it is called on screens.
 */
name: WordingView, 
/**
 * Whose records it holds: `law`, `ems`, `care` or `shared`.
 */
class: string, 
/**
 * The agency that owns it; `null`: the one that founded the collaborative.
 */
owner: string | null, 
/**
 * The classes whose devices are let in.
 */
members: Array<string>, 
/**
 * Whether newcomers read what was written before.
 */
history_for_newcomers: boolean, };

/**
 * Names a programme file.
 */
export type ProgrammeFileRequest = { 
/**
 * The file's path.
 */
file: string, };

/**
 * A programme: the one in force, or that of a file.
 */
export type ProgrammeView = { 
/**
 * What scripts call it.
 */
id: string, 
/**
 * Rises with every change.
 */
version: number, 
/**
 * What it is called on screens.
 */
name: WordingView, 
/**
 * SHA-256 of its file's bytes; `null` where nobody adopted a programme.
 */
hash: string | null, 
/**
 * Days without contact after which a device hides other people's records.
 */
lease_days: number, 
/**
 * Its compartments.
 */
compartments: Array<ProgrammeCompartmentView>, };

/**
 * How far a long job is.
 */
export type ProgressView = { 
/**
 * What is counted: `rows`, `records`, `segments`, …
 */
what: string, 
/**
 * Done so far.
 */
done: number, 
/**
 * Of how many; 0 when nobody knows yet.
 */
total: number, };

/**
 * Reads the QR code in a picture: that of an invitation, before this device is set up.
 */
export type QrReadRequest = { 
/**
 * Pixels in a row.
 */
width: number, 
/**
 * Rows; at most two million pixels in all.
 */
height: number, 
/**
 * The picture in shades of grey, one byte for each pixel, row by row, in base 64.
 */
gray: string, };

/**
 * What a QR code says.
 */
export type QrTextView = { 
/**
 * The text. An invitation's is a secret.
 */
text: string, };

/**
 * A QR picture: square, dark on light whatever the theme, with the light edge that readers need.
 */
export type QrView = { 
/**
 * As many rows as each has modules, the edge included: `1` is dark, `0` is light.
 */
rows: Array<string>, };

/**
 * A decision about later work of revoked devices.
 */
export type QuarantineDecideRequest = { 
/**
 * As for [`QuarantineRequest`].
 */
ids: Array<string>, 
/**
 * The compartment's recovery kit, as it is printed; not needed where one waits, or where there is none.
 */
kit: string | null, };

/**
 * What was decided.
 */
export type QuarantineDecidedView = { 
/**
 * Whether it was adopted; else it was rejected.
 */
adopted: boolean, 
/**
 * Segments.
 */
segments: number, 
/**
 * Changes in them.
 */
entries: number, };

/**
 * Later work of revoked devices.
 */
export type QuarantineListView = { 
/**
 * What waits first, then what was rejected.
 */
work: Array<QuarantinedWorkView>, };

/**
 * Names later work of revoked devices.
 */
export type QuarantineRequest = { 
/**
 * A segment's id or a start of it that fits one alone; or a device's, for all that waits of it.
 */
id: string, };

/**
 * One change in it.
 */
export type QuarantinedChangeView = { 
/**
 * The record.
 */
record: string, 
/**
 * What that is; empty for a kind that a newer version invented.
 */
kind: string, 
/**
 * When it was written, by that device's clock.
 */
at: string, 
/**
 * What it sets.
 */
edits: Array<QuarantinedEditView>, };

/**
 * One field that it sets or clears.
 */
export type QuarantinedEditView = { 
/**
 * The flat key.
 */
key: string, 
/**
 * The value; `null` where it clears the field.
 */
value: string | null, };

/**
 * A segment of a revoked device that does not count, or does not count yet.
 */
export type QuarantinedWorkView = { 
/**
 * Names it.
 */
id: string, 
/**
 * Where it was written to.
 */
compartment: CompartmentView, 
/**
 * The revoked device.
 */
device: string, 
/**
 * The agency of whoever had it.
 */
agency: string, 
/**
 * Their name; may be empty.
 */
name: string, 
/**
 * Changes in it.
 */
entries: number, 
/**
 * Since when it lies here, milliseconds since 1970.
 */
since_ms: number, 
/**
 * Whether it was rejected: then it stays out for good. Else it waits for the custodian.
 */
rejected: boolean, 
/**
 * What it says, as far as this device can read it. Empty in a list.
 */
changes: Array<QuarantinedChangeView>, };

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
fields: { [key in string]: string }, 
/**
 * The `version` of the record when it was shown: what others wrote since stays beside what is typed now,
 * as a conflict for a person to see. Absent: the edit stands on everything held.
 */
seen: string | null, };

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
 * `sent`, `ready` (only on this device so far) or `needs_attention` (something about it is kept aside).
 */
mark: string, 
/**
 * Names the state seen: handed back with an edit, so that what came in meanwhile is not overwritten.
 */
version: string, 
/**
 * Its fields by key.
 */
fields: Array<FieldView>, 
/**
 * Hints and flags.
 */
issues: Array<IssueView>, };

/**
 * Opens what a revoked device left.
 */
export type RecoverWorkRequest = { 
/**
 * The file's path.
 */
file: string, 
/**
 * As for [`QuarantineDecideRequest`].
 */
kit: string | null, };

/**
 * Its work in one compartment.
 */
export type RecoveredPartView = { 
/**
 * Which.
 */
compartment: CompartmentView, 
/**
 * The revoked device.
 */
device: string, 
/**
 * Whether it could be opened here; else the rest is empty.
 */
opened: boolean, 
/**
 * Changes that the relay does not have.
 */
changes: Array<QuarantinedChangeView>, 
/**
 * Drafts, as they were typed.
 */
drafts: Array<string>, };

/**
 * What a revoked device had not sent.
 */
export type RecoveredWorkView = { 
/**
 * By compartment.
 */
parts: Array<RecoveredPartView>, };

/**
 * A recovery kit: a secret, to be printed and put away.
 */
export type RecoveryKitView = { 
/**
 * The compartment's handle.
 */
compartment: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The kit, as it is printed and typed again.
 */
kit: string, };

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
 * A service in a list.
 */
export type ServiceHitView = { 
/**
 * The service's id.
 */
id: string, 
/**
 * The service.
 */
name: string, 
/**
 * Who runs it.
 */
organization: string, 
/**
 * The beginning of what it is and for whom.
 */
description: string, 
/**
 * Telephone, as written; empty when unknown.
 */
phone: string, 
/**
 * How many places its organisation has.
 */
locations: number, };

/**
 * Services found, and how many the directory holds.
 */
export type ServiceListView = { 
/**
 * The services, best match first; by organisation and name when nothing was typed.
 */
services: Array<ServiceHitView>, 
/**
 * How many fit in all.
 */
found: number, 
/**
 * Organisations in the directory.
 */
organizations: number, 
/**
 * Places in the directory.
 */
locations: number, 
/**
 * Services in the directory.
 */
total: number, };

/**
 * Looks a service up in the directory.
 */
export type ServiceSearchRequest = { 
/**
 * What was typed: words are matched by their beginning. Everything when empty.
 */
text: string, 
/**
 * How many; 50 when absent, at most 1,000.
 */
limit: number | null, };

/**
 * A service with who runs it and where.
 */
export type ServiceView = { 
/**
 * The service.
 */
record: RecordView, 
/**
 * Who runs it, when the directory has more than the name.
 */
organization: RecordView | null, 
/**
 * The organisation's places, by name.
 */
locations: Array<LocationView>, };

/**
 * What a device remembers about its screen. No secret is in it: it is readable while locked.
 */
export type SettingsView = { 
/**
 * Language of the screens.
 */
language: Language, 
/**
 * Colours.
 */
theme: Theme, 
/**
 * Sizes.
 */
size: Size, 
/**
 * Whether a new offer, a decline or a clock makes a sound.
 */
sound: boolean, 
/**
 * Minutes without a touch until the device locks itself: 1 to 30 (CJIS Security Policy 6.0, AC-11).
 */
lock_after_min: number, };

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
keep: string, 
/**
 * The `version` that was shown: a value that came in since stays in conflict with the one that is kept.
 * Absent: the decision stands over everything held.
 */
seen: string | null, };

/**
 * Size of text and targets.
 */
export type Size = "normal" | "large" | "glove";

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
 * The member's name; may be empty.
 */
name: string, 
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
 * A step that may not be done now.
 */
export type StepRefusedView = { 
/**
 * The step.
 */
step: string, 
/**
 * Why: a stable code.
 */
code: string, };

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
 * What the background sync is at.
 */
export type SyncState = "idle" | "running" | "offline" | "refused";

/**
 * How the background sync stands.
 */
export type SyncStateView = { 
/**
 * What it is at.
 */
state: SyncState, 
/**
 * The stable code of what stands in the way, if anything does.
 */
code: string | null, 
/**
 * Changes not yet at the relay.
 */
unsent: number, 
/**
 * Drafts on this device only; 0 while locked before the first unlock.
 */
drafts: number, 
/**
 * Whether everything that came in is part of records; not while locked.
 */
taken_in: boolean, 
/**
 * Segments received while locked that wait to be opened.
 */
waiting: number, 
/**
 * When everything was last in step with the relay, milliseconds since 1970.
 */
last_sync_ms: number | null, };

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
 * Colours of the screens.
 */
export type Theme = "auto" | "day" | "night" | "contrast";

/**
 * Something that happened with a person.
 */
export type TimelineItemView = { 
/**
 * The record it opens: a contact, a note's contact, a handoff or a follow-up.
 */
id: string, 
/**
 * `contact`, `note`, `handoff` or `follow_up`.
 */
kind: string, 
/**
 * When, milliseconds since 1970; absent when nobody said.
 */
at_ms: number | null, 
/**
 * Whose doing.
 */
agency: string, 
/**
 * Pathway of a contact, state of a handoff, reason of a follow-up: a code; empty for a note.
 */
code: string, 
/**
 * The beginning of a note's text; empty otherwise.
 */
text: string, 
/**
 * Further codes worth a glance, each as `list.code`: `offer.…` and `disposition.…` (the code lists),
 * `naloxone.given`, `follow_up_state.…`, `handoff_mark.…`, `record.entered_in_error`.
 */
tags: Array<string>, 
/**
 * `sent`, `ready` or `needs_attention`.
 */
mark: string, };

/**
 * Something that another agency told back.
 */
export type ToldBackView = { 
/**
 * Who told it.
 */
agency: string, 
/**
 * What happened.
 */
kind: string, 
/**
 * When.
 */
at: string, 
/**
 * Why the handoff was closed, where that was told.
 */
code: string | null, };

/**
 * Something that happened, as it was told.
 */
export type ToldView = { 
/**
 * What happened: the name of an event of a handoff.
 */
kind: string, 
/**
 * When.
 */
at: string, };

/**
 * Signs in.
 */
export type UnlockRequest = { 
/**
 * The passphrase.
 */
passphrase: string, 
/**
 * The sign-in name, on a device that several members use.
 */
name: string | null, };

/**
 * Takes back how a conflict was settled.
 */
export type UnsettleRequest = { 
/**
 * The record's id.
 */
id: string, 
/**
 * The field.
 */
field: string, 
/**
 * The `version` of the record before it was settled.
 */
seen: string, };

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

/**
 * What the inviter reads out first.
 */
export type VoiceOpenedView = { 
/**
 * Eight digits: `1234 5678`. No secret, and of use once.
 */
code: string, 
/**
 * The relay's address, which the new device needs, too.
 */
relay: string, 
/**
 * Until when the two can meet, milliseconds since 1970.
 */
expires_ms: number, };

/**
 * How an invitation by voice stands, and the number to compare.
 */
export type VoiceSeenView = { 
/**
 * How it stands.
 */
state: VoiceState, 
/**
 * Six digits as they are read aloud, `123 456`, while they are to be compared.
 */
number: string | null, 
/**
 * Whether the other side said that it sees the same number. The inviter's side only.
 */
confirmed: boolean, };

/**
 * How an invitation by voice stands.
 */
export type VoiceState = "waiting" | "compare" | "sent";

/**
 * One wording in each language of the screens.
 */
export type WordingView = { 
/**
 * English.
 */
en: string, 
/**
 * Spanish.
 */
es: string, };

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
  member_list: { request: Nothing; answer: MemberListView };
  member_name: { request: MemberNameRequest; answer: MemberNamedView };
  member_sign_up: { request: MemberSignUpRequest; answer: MemberListView };
  member_remove: { request: MemberRequest; answer: MemberListView };
  passphrase_change: { request: PassphraseChangeRequest; answer: Nothing };
  voice_invite: { request: InviteRequest; answer: VoiceOpenedView };
  voice_look: { request: Nothing; answer: VoiceSeenView };
  voice_grant: { request: Nothing; answer: VoiceSeenView };
  voice_end: { request: Nothing; answer: Nothing };
  device_list: { request: Nothing; answer: DeviceListView };
  device_contacts: { request: Nothing; answer: DeviceContactListView };
  device_revoke: { request: DeviceRequest; answer: DeviceRevokedView };
  device_exposure: { request: DeviceRequest; answer: DeviceExposureView };
  quarantine_list: { request: Nothing; answer: QuarantineListView };
  quarantine_show: { request: QuarantineRequest; answer: QuarantineListView };
  quarantine_adopt: { request: QuarantineDecideRequest; answer: QuarantineDecidedView };
  quarantine_reject: { request: QuarantineDecideRequest; answer: QuarantineDecidedView };
  recover_work: { request: RecoverWorkRequest; answer: RecoveredWorkView };
  compartment_list: { request: Nothing; answer: CompartmentListView };
  compartment_found: { request: CompartmentFoundRequest; answer: CompartmentStandingView };
  compartment_admit: { request: CompartmentAdmitRequest; answer: CompartmentStandingView };
  compartment_use: { request: CompartmentRequest; answer: CompartmentStandingView };
  compartment_restore: { request: CompartmentRestoreRequest; answer: CompartmentStandingView };
  compartment_rotate: { request: CompartmentRequest; answer: CompartmentStandingView };
  compartment_kit: { request: CompartmentRequest; answer: RecoveryKitView };
  compartment_kit_kept: { request: CompartmentRequest; answer: CompartmentStandingView };
  programme_show: { request: Nothing; answer: ProgrammeView };
  programme_check: { request: ProgrammeFileRequest; answer: ProgrammeView };
  programme_adopt: { request: ProgrammeFileRequest; answer: ProgrammeView };
  import_csv: { request: ImportCsvRequest; answer: ImportView };
  contact_new: { request: ContactNewRequest; answer: ContactSavedView };
  contact_list: { request: ListRequest; answer: ContactListView };
  note_add: { request: NoteAddRequest; answer: RecordView };
  draft_save: { request: DraftSaveRequest; answer: DraftView };
  draft_list: { request: Nothing; answer: DraftListView };
  draft_ready: { request: RecordRequest; answer: ContactSavedView };
  draft_discard: { request: RecordRequest; answer: Nothing };
  draft_show: { request: RecordRequest; answer: DraftView };
  contact_show: { request: RecordRequest; answer: ContactView };
  dose_add: { request: DoseAddRequest; answer: ContactView };
  board: { request: Nothing; answer: BoardView };
  person_show: { request: RecordRequest; answer: PersonView };
  agencies: { request: Nothing; answer: AgencyListView };
  service_search: { request: ServiceSearchRequest; answer: ServiceListView };
  service_show: { request: RecordRequest; answer: ServiceView };
  import_hsds: { request: ImportHsdsRequest; answer: ImportHsdsView };
  person_search: { request: PersonSearchRequest; answer: PersonListView };
  record_show: { request: RecordRequest; answer: RecordView };
  record_edit: { request: RecordEditRequest; answer: RecordView };
  conflicts: { request: Nothing; answer: ConflictListView };
  settle: { request: SettleRequest; answer: RecordView };
  unsettle: { request: UnsettleRequest; answer: RecordView };
  handoff_offer: { request: HandoffOfferRequest; answer: HandoffView };
  handoff_step: { request: HandoffStepRequest; answer: HandoffView };
  handoff_show: { request: RecordRequest; answer: HandoffView };
  handoff_list: { request: ListRequest; answer: HandoffListView };
  handoff_preview: { request: HandoffOfferRequest; answer: HandoffPreviewView };
  disclosure_list: { request: DisclosuresRequest; answer: DisclosureListView };
  disclosure_show: { request: RecordRequest; answer: DisclosureView };
  disclosure_export: { request: DisclosuresRequest; answer: DisclosureExportView };
  follow_ups: { request: FollowUpsRequest; answer: FollowUpListView };
  follow_up_attempt: { request: FollowUpAttemptRequest; answer: FollowUpListView };
  consent_text: { request: Nothing; answer: ConsentTextsView };
  consent_draft_save: { request: ConsentDraftSaveRequest; answer: ConsentDraftView };
  consent_draft_show: { request: RecordRequest; answer: ConsentDraftView };
  consent_new: { request: ConsentNewRequest; answer: ConsentView };
  consent_show: { request: RecordRequest; answer: ConsentView };
  consent_list: { request: ConsentListRequest; answer: ConsentListView };
  consent_revoke: { request: ConsentRevokeRequest; answer: ConsentView };
  consent_renew: { request: ConsentRenewRequest; answer: ConsentView };
  consent_end: { request: ConsentEndRequest; answer: ConsentView };
  consent_in_error: { request: ConsentInErrorRequest; answer: ConsentView };
  consent_print: { request: ConsentPrintRequest; answer: ConsentPrintView };
  lease_show: { request: Nothing; answer: LeaseView };
  lease_code: { request: LeaseCodeRequest; answer: LeaseCodeView };
  lease_unlock: { request: LeaseUnlockRequest; answer: LeaseView };
  desk_show: { request: Nothing; answer: DeskView };
  unlock: { request: UnlockRequest; answer: DeskView };
  lock: { request: Nothing; answer: DeskView };
  enrol: { request: EnrolRequest; answer: DeskView };
  guest_begin: { request: GuestBeginRequest; answer: VoiceSeenView };
  guest_look: { request: Nothing; answer: VoiceSeenView };
  guest_confirm: { request: Nothing; answer: VoiceSeenView };
  guest_enrol: { request: GuestEnrolRequest; answer: DeskView };
  qr_read: { request: QrReadRequest; answer: QrTextView };
  touch: { request: Nothing; answer: Nothing };
  sync_now: { request: Nothing; answer: SyncStateView };
  settings_save: { request: SettingsView; answer: SettingsView };
  place_save: { request: PlaceView; answer: Nothing };
  cancel: { request: Nothing; answer: Nothing };
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
  | "call.too_large"
  | "call.unreadable"
  | "certificate.already_stands"
  | "certificate.bad_signature"
  | "certificate.behind"
  | "certificate.charter"
  | "certificate.conflict"
  | "certificate.decision"
  | "certificate.epoch_devices"
  | "certificate.epoch_order"
  | "certificate.equivocation"
  | "certificate.invitation_expired"
  | "certificate.invitation_mismatch"
  | "certificate.invitation_spent"
  | "certificate.issuer_frozen"
  | "certificate.issuer_number"
  | "certificate.last_administrator"
  | "certificate.newer_kind"
  | "certificate.not_administrator"
  | "certificate.not_founded"
  | "certificate.not_revoked"
  | "certificate.other_class"
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
  | "cli.no_recovery_kit"
  | "cli.numbers_differ"
  | "cli.out_file"
  | "cli.passphrase_file"
  | "cli.passphrase_unusable"
  | "cli.recovery_kit_file"
  | "cli.usage"
  | "clock.out_of_range"
  | "compartment.ambiguous"
  | "compartment.classes"
  | "compartment.name"
  | "compartment.not_administrator"
  | "compartment.not_in"
  | "compartment.other_readers"
  | "compartment.too_many"
  | "compartment.unknown"
  | "conflict.none"
  | "conflict.value"
  | "consent.how"
  | "consent.in_error"
  | "consent.missing_date_signed"
  | "consent.missing_discloser"
  | "consent.missing_expiry"
  | "consent.missing_guardian"
  | "consent.missing_person"
  | "consent.missing_purpose"
  | "consent.missing_recipient"
  | "consent.missing_redisclosure"
  | "consent.missing_revocation_text"
  | "consent.missing_scope"
  | "consent.missing_signature"
  | "consent.missing_verbal_basis"
  | "consent.no_event"
  | "consent.no_wording"
  | "consent.not_granted"
  | "consent.not_valid"
  | "consent.revoked"
  | "consent.until"
  | "csv.cancelled"
  | "csv.cell_count"
  | "csv.cell_too_long"
  | "csv.column_twice"
  | "csv.columns_missing"
  | "csv.damaged_rows"
  | "csv.disagreement"
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
  | "desk.busy"
  | "desk.closed"
  | "desk.locked"
  | "desk.no_thread"
  | "desk.panicked"
  | "desk.place_too_long"
  | "desk.settings_not_kept"
  | "desk.settings_unreadable"
  | "desk.syncs_itself"
  | "device.ambiguous"
  | "device.not_in_charge"
  | "device.not_revoked"
  | "device.not_root"
  | "device.own"
  | "device.unknown"
  | "disclosure.discloser_not_named"
  | "disclosure.entered_in_error"
  | "disclosure.expired"
  | "disclosure.law_enforcement_not_named"
  | "disclosure.never_collected"
  | "disclosure.no_consent"
  | "disclosure.no_inbox"
  | "disclosure.not_granted"
  | "disclosure.not_valid"
  | "disclosure.nothing_left"
  | "disclosure.other_person"
  | "disclosure.out_of_scope"
  | "disclosure.purpose"
  | "disclosure.purpose_not_named"
  | "disclosure.recipient_not_named"
  | "disclosure.return_not_named"
  | "disclosure.revoked"
  | "disclosure.unknown_field"
  | "disclosure.unreadable_event"
  | "dose.none"
  | "draft.typed_elsewhere"
  | "draft.unreadable"
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
  | "follow_up.outcome"
  | "handoff.declined_already"
  | "handoff.held_by_another"
  | "handoff.incomplete"
  | "handoff.needs_disclosure"
  | "handoff.no_offer_of_yours"
  | "handoff.nobody_asked"
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
  | "handoff.step"
  | "handoff.unknown_agency"
  | "handoff.withdrawn"
  | "handoff.yours_already"
  | "history.missing"
  | "history.unfit"
  | "history.unreadable"
  | "home.database_lost"
  | "home.device_exists"
  | "home.no_device"
  | "home.revoked"
  | "home.unfinished"
  | "home.unsent_work"
  | "hsds.cell_too_long"
  | "hsds.cells"
  | "hsds.columns_missing"
  | "hsds.file_missing"
  | "hsds.file_twice"
  | "hsds.no_id"
  | "hsds.no_name"
  | "hsds.same_id"
  | "hsds.too_long"
  | "hsds.unknown_organization"
  | "import.cancelled"
  | "invitation.expires"
  | "invitation.mistyped"
  | "invitation.newer_version"
  | "invitation.not_root"
  | "invitation.other_collaborative"
  | "invitation.relay_url"
  | "lease.code_mistyped"
  | "lease.code_shut"
  | "lease.code_wrong"
  | "lease.device_revoked"
  | "lease.not_yours_to_give"
  | "lease.over"
  | "lease.own_request"
  | "lease.request_unknown"
  | "lease.running"
  | "locate.care"
  | "locate.in_error"
  | "locate.never"
  | "locate.no_basis"
  | "locate.not_ems"
  | "locate.other_person"
  | "locate.part2"
  | "locate.received"
  | "locate.statement"
  | "map.forbidden_column"
  | "map.not_shipped"
  | "map.setting"
  | "map.syntax"
  | "map.unknown_code"
  | "map.unknown_field"
  | "map.wrong_kind"
  | "map.zone"
  | "member.agency"
  | "member.agency_kind"
  | "member.keeps_root"
  | "member.last_user"
  | "member.name"
  | "member.name_taken"
  | "member.not_allowed"
  | "member.not_root"
  | "member.other_agency"
  | "member.other_class"
  | "member.other_signed_in"
  | "member.own_name_needed"
  | "member.role"
  | "member.sign_in_name"
  | "member.signed_up"
  | "member.too_many"
  | "member.unknown"
  | "net.broken"
  | "net.insecure_url"
  | "net.stopped"
  | "net.timed_out"
  | "net.too_large"
  | "net.unreachable"
  | "parked.missing_certificate"
  | "parked.missing_change"
  | "parked.missing_key"
  | "parked.missing_segment"
  | "parked.newer_version"
  | "parked.own_fork"
  | "passphrase.short"
  | "placement.law_only"
  | "placement.no_compartment"
  | "placement.not_a_member"
  | "programme.consent_words"
  | "programme.format"
  | "programme.kind"
  | "programme.member"
  | "programme.no_consent_words"
  | "programme.no_home"
  | "programme.no_shared"
  | "programme.not_root"
  | "programme.not_shipped"
  | "programme.not_utf8"
  | "programme.number"
  | "programme.own_class"
  | "programme.pathway"
  | "programme.role"
  | "programme.shape"
  | "programme.syntax"
  | "programme.text"
  | "programme.too_large"
  | "programme.twice"
  | "programme.word"
  | "protocol.unreadable"
  | "qr.none"
  | "qr.picture"
  | "qr.several"
  | "qr.too_long"
  | "qr.unreadable"
  | "quarantine.not_custodian"
  | "quarantine.not_waiting"
  | "record.ambiguous"
  | "record.facts_only"
  | "record.id_taken"
  | "record.not_found"
  | "record.not_ready"
  | "record.unknown_version"
  | "recovery_kit.mistyped"
  | "recovery_kit.newer_version"
  | "recovery_kit.none"
  | "recovery_kit.of_no_use"
  | "recovery_kit.other_collaborative"
  | "recovery_kit.other_compartment"
  | "relay.already_claimed"
  | "relay.bad_signature"
  | "relay.certificate_invalid"
  | "relay.claim_token"
  | "relay.clock_skew"
  | "relay.forbidden"
  | "relay.full"
  | "relay.garbage"
  | "relay.internal"
  | "relay.invitation_expired"
  | "relay.invitation_spent"
  | "relay.log_conflict"
  | "relay.malformed"
  | "relay.not_found"
  | "relay.old_epoch"
  | "relay.rendezvous_taken"
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
  | "revoked.not_sealed"
  | "settings.lock_after"
  | "start_code.mistyped"
  | "start_code.newer_version"
  | "start_code.spent"
  | "station.busy"
  | "station.content_type"
  | "station.cross_site"
  | "station.host"
  | "station.incomplete"
  | "station.internal"
  | "station.listen"
  | "station.malformed"
  | "station.method"
  | "station.no_ui"
  | "station.no_ui_there"
  | "station.not_found"
  | "station.origin"
  | "station.session"
  | "station.threads"
  | "station.token"
  | "station.too_large"
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
  | "stream.withdrawn"
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
  | "vault.wrong_passphrase"
  | "voice.code"
  | "voice.commitment"
  | "voice.confirmation"
  | "voice.damaged"
  | "voice.invitation"
  | "voice.library"
  | "voice.nobody"
  | "voice.none"
  | "voice.not_confirmed"
  | "voice.not_sent";
