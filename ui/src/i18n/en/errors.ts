/** What happened and what to do about it: short, calm, nobody's fault. Codes that share a sentence are in ../shared-errors.ts. */
export const errors = {
  "error.unknown":
    "Something did not work. Nothing was half-done. Tell your administrator this code: {code}.",
  "error.host.gone":
    "The program on this device does not answer. What you saved is safe. Start Footbridge again.",
  "error.host.session": "This page’s session has ended. Open Footbridge again from its link.",
  "error.desk.locked": "This device is locked. Unlock it to go on.",
  "error.desk.busy": "This device is busy with another step. Try again in a moment.",
  "error.desk.closed": "Footbridge is closing on this device. Start it again.",
  "error.desk.settings_not_kept":
    "The settings could not be saved on this device. Check the free space and try again.",
  "error.desk.settings_unreadable": "The settings on this device cannot be read. The usual ones are in use.",
  "error.record.not_found": "This is not on this device. It may not have arrived yet. Sync and look again.",
  "error.record.not_ready": "Some answers are still needed before this can be Ready.",
  "error.record.ambiguous": "More than one record fits. Give more of its number.",
  "error.file.unreadable": "The file could not be read. Check that it is there and that you may open it.",
  "error.import.cancelled": "The import was stopped. Nothing was changed.",
  "error.consent.not_valid":
    "Something is missing, so this is not a consent yet. What you filled in is kept.",
  "error.consent.signature_drawn": "The drawn signature cannot be read. Clear it and sign again.",
  "error.consent.not_typed": "This part of a consent is not typed: it comes from the wording or the program.",
  "error.consent.no_wording": "There is no wording of a consent in this language. Choose another.",
  "error.consent.verbal_not_allowed": "Your program names no rule for spoken consent. Ask for a signature.",
  "error.consent.guardian_not_allowed": "Your program names no rule by which a guardian may sign.",
  "error.consent.until": "The end must be a whole date or a time that is still to come.",
  "error.consent.how": "Say it in words, in 400 characters at most.",
  "error.consent.revoked": "The person took this consent back. Ask the person for a new one.",
  "error.consent.not_granted": "This consent was never given, so there is nothing to extend.",
  "error.consent.in_error": "This consent was entered in error. Ask the person for a new one.",
  "error.consent.no_event": "No event ends this consent.",
  "error.consent.missing_person": "The consent needs the person and the name as signed.",
  "error.consent.missing_discloser": "Say which agency may share.",
  "error.consent.missing_scope": "Say what may be shared. Choose at least one.",
  "error.consent.missing_recipient": "Say who may be told.",
  "error.consent.missing_purpose": "Say what it is for. Choose at least one.",
  "error.consent.missing_revocation_text":
    "Show the person how to take the consent back. That text is missing.",
  "error.consent.missing_expiry":
    "Say when the consent ends: a full date, or an event. “Only when the person takes it back” is enough for treatment, payment and running the program only.",
  "error.consent.missing_redisclosure":
    "Show the person what may be passed on by those who are told. That text is missing.",
  "error.consent.missing_signature": "Say how the consent was given, and by whom.",
  "error.consent.missing_date_signed": "Say when the consent was signed.",
  "error.consent.missing_verbal_basis":
    "Spoken consent needs the rule that allows it. Without one, ask for a signature.",
  "error.consent.missing_guardian": "Name the guardian who signed, and the rule that lets a guardian sign.",
  "error.disclosure.no_consent": "There is no consent of this person for this. Ask the person.",
  "error.disclosure.other_person":
    "The consent is for another person. Link the two records if they are the same person.",
  "error.disclosure.entered_in_error": "The consent was entered in error. A new one would allow this.",
  "error.disclosure.not_valid":
    "Something is missing from the consent, so it does not count yet. Complete it.",
  "error.disclosure.unreadable_event":
    "Part of the consent cannot be read here. It may have been taken back. Update Footbridge, then look again.",
  "error.disclosure.not_granted": "The person has not given this consent yet, or it is not finished.",
  "error.disclosure.expired": "The consent has ended. Ask the person whether to renew it.",
  "error.disclosure.revoked": "The person took the consent back. Nothing more can be shared on it.",
  "error.disclosure.discloser_not_named": "The consent does not name your agency as one that may share.",
  "error.disclosure.recipient_not_named": "The consent does not name this recipient.",
  "error.disclosure.law_enforcement_not_named":
    "Law enforcement is told only with a consent that names the agency.",
  "error.disclosure.purpose_not_named": "The consent was given for something else.",
  "error.disclosure.nothing_left": "The consent covers nothing of what is asked for.",
  "error.disclosure.never_collected": "Such numbers are never kept and never shared.",
  "error.disclosure.unknown_field": "This version does not know this answer, so it is left out.",
  "error.disclosure.out_of_scope": "The consent does not cover this, so it is left out.",
  "error.disclosure.return_not_named": "The person did not agree that this goes back, so it is left out.",
  "error.handoff.declined_already": "Your agency declined this already. A new offer would allow it.",
  "error.handoff.held_by_another":
    "Another agency holds this. It becomes possible when that agency asks to be released.",
  "error.handoff.no_offer_of_yours": "Your agency has no open offer here.",
  "error.handoff.nobody_else_stands":
    "Nobody else has taken over yet. Your agency answers until somebody does.",
  "error.handoff.not_accountable":
    "That agency does not answer for the person now, so nothing can be taken from it.",
  "error.handoff.not_involved":
    "Only the agencies of this handoff and the care side can record what happened.",
  "error.handoff.not_offered_to_you": "This was not offered to your agency. An offer to it would allow it.",
  "error.handoff.not_yours": "Your agency did not take this over.",
  "error.handoff.nothing_offered": "Nothing was offered yet.",
  "error.handoff.nothing_to_acknowledge": "There is nothing to confirm as seen.",
  "error.handoff.only_accountable": "Only the agency that answers for the person can do this.",
  "error.handoff.release_instead": "Your agency took this over. It can ask to be released instead.",
  "error.handoff.released_already":
    "Your agency has asked to be released. It answers until another one takes over.",
  "error.handoff.role_may_not": "A supervisor or a coordinator can do this.",
  "error.handoff.withdrawn": "The offer was taken back. A new offer would allow it.",
  "error.handoff.yours_already": "Your agency has taken this over already.",
  "error.home.device_exists": "This device is set up already.",
  "error.home.no_device": "This device is not set up yet. Use an invitation to set it up.",
  "error.home.unfinished": "Setting up this device was interrupted. Use the same invitation to finish.",
  "error.invitation.mistyped":
    "A character of the code is wrong, missing or too many. Check it and type it again.",
  "error.invitation.newer_version":
    "The invitation was made with a newer version. Update Footbridge, then use it.",
  "error.invitation.other_collaborative":
    "The relay is not the one of this invitation. Ask for a new invitation.",
  "error.invitation.relay_url":
    "The relay’s address in the invitation cannot be used. Ask for a new invitation.",
  "error.certificate.invitation_expired": "The invitation’s time is over. Ask for a new one.",
  "error.certificate.invitation_mismatch":
    "The invitation is for another device or person. Ask for a new one.",
  "error.certificate.invitation_spent": "The invitation was used before. Ask for a new one.",
  "error.certificate.unauthorised": "This device may not do this. An administrator may.",
  "error.certificate.revoked": "This device was removed from the group. Ask your administrator.",
  "error.certificate.too_many_devices": "The group has no room for another device. Ask your administrator.",
  "error.net.broken": "The connection broke. Your work is saved here and goes out later.",
  "error.net.insecure_url":
    "The relay’s address is not protected (https). Ask your administrator for the right one.",
  "error.net.timed_out": "The relay did not answer in time. Your work is saved here and goes out later.",
  "error.net.too_large": "The answer was too large. Try again later; tell your administrator if it goes on.",
  "error.net.unreachable": "No connection to the relay. Your work is saved here and goes out later.",
  "error.sync.relay_slow": "The connection is slow. Your work is saved here and goes out later.",
  "error.sync.relay_unreachable": "No connection to the relay. Your work is saved here and goes out later.",
  "error.sync.relay_garbage":
    "Something between this device and the relay answers in its place, perhaps a sign-in page of the network. Your work is saved here.",
  "error.sync.answer_too_large":
    "The relay’s answer was too large. Your work is saved here. Tell your administrator.",
  "error.relay.already_claimed": "The relay serves a group already. Ask for an invitation to it.",
  "error.relay.claim_token": "The relay’s start code is wrong. Check it and type it again.",
  "error.relay.clock_skew": "This device’s clock is off. Set the right time, then sync.",
  "error.relay.forbidden": "This device may not do this at the relay. Ask your administrator.",
  "error.relay.full": "The relay has no room left. Your work is saved here. Tell your administrator.",
  "error.relay.invitation_expired": "The invitation’s time is over. Ask for a new one.",
  "error.relay.invitation_spent": "The invitation was used before. Ask for a new one.",
  "error.relay.rendezvous_taken": "Somebody else came to this code first. Begin again, with another code.",
  "error.relay.not_found": "The relay does not have this any more. Sync and look again.",
  "error.relay.revoked":
    "This device was removed from the group. Your work is still here. Ask your administrator.",
  "error.relay.throttled": "The relay asks for a pause. Your work is saved here and goes out later.",
  "error.relay.unauthenticated": "The relay does not know this device. Ask your administrator.",
  "error.relay.unavailable": "The relay is restarting. Your work is saved here and goes out later.",
  "error.relay.unclaimed": "The relay is not in use yet. Ask your administrator.",
  "error.store.busy": "The data of this device was busy. Try again.",
  "error.store.full":
    "There is no room left on this device. This step did not happen. Free some space and try again.",
  "error.store.home_in_use": "Footbridge is open already on this device. Use the window that is open.",
  "error.store.mailbox_in_use": "Footbridge is open already on this device. Use the window that is open.",
  "error.store.newer_version": "A newer version of Footbridge wrote this data. Update Footbridge to open it.",
  "error.store.io": "This device could not read or write its data. Check the disk, then try again.",
  "error.stream.fenced":
    "This device was copied or restored from a backup. It is given a new identity by itself; your work is kept.",
  "error.parked.missing_certificate":
    "It waits for information about the device that wrote it. It will open by itself.",
  "error.parked.missing_change": "It waits for an earlier change. It will open by itself.",
  "error.parked.missing_key": "It waits for its key. It will open by itself.",
  "error.parked.missing_segment": "It waits for earlier changes of the same device. It will open by itself.",
  "error.parked.newer_version": "A newer version of Footbridge wrote it. It opens after an update.",
  "error.parked.own_fork":
    "A copy of this device wrote at the same time. It opens once this device has its new identity.",
  "error.vault.wrong_passphrase": "The passphrase is not right. Try again.",
  "error.vault.keyfile_damaged":
    "The key file of this device is damaged. Your administrator can help to restore it.",
  "error.vault.newer_version": "A newer version of Footbridge sealed this. It opens after an update.",
  "error.csv.damaged_rows":
    "Some rows of the file are damaged. Nothing was imported. Correct them and try again.",
  "error.csv.empty": "The file is empty.",
  "error.csv.columns_missing": "The file lacks columns that are needed. Choose the form it was made with.",
  "error.csv.not_text": "This is not a text file. Save it as CSV and try again.",
  "error.csv.not_utf8": "The file’s letters cannot be read. Save it as CSV UTF-8 and try again.",
  "error.csv.utf16": "The file was saved as “Unicode text”. Save it as CSV UTF-8 and try again.",
  "error.csv.too_large": "The file is too large. Split it and import the parts.",
  "error.csv.truncated": "The file was cut off. Get it again in full.",
  "error.csv.quote_not_closed": "The file was cut off, or a quotation mark is missing. Get it again in full.",
  "error.call.too_large": "This is too long to be kept in one piece. Shorten it.",
  "error.net.stopped": "The connection was stopped. Your work is saved here and goes out later.",
  "error.settings.lock_after": "Choose between 1 and 30 minutes.",
  "error.station.busy": "Too much at once. Try again in a moment.",
  "error.station.session": "This page’s session has ended. Open Footbridge again from its link.",
  "error.station.token": "This link was used before. Open Footbridge again from its newest link.",
  "error.hsds.cell_too_long":
    "A text is longer than its field. It was left out; the rest of the row was kept.",
  "error.hsds.cells": "The row has more or fewer cells than the header. It was read as far as it goes.",
  "error.hsds.columns_missing": "The file lacks columns that are needed. Nothing was changed.",
  "error.hsds.no_id": "The row has no number of its own. It was left out.",
  "error.hsds.no_name": "The row has no name. It was left out.",
  "error.hsds.same_id": "An earlier row has the same number. The earlier one was kept.",
  "error.hsds.too_long": "The row is longer than any row may be. It was left out.",
  "error.hsds.unknown_organization":
    "The organization it names is in none of the files. It was kept without the link.",
  "error.shared.kept_aside":
    "Something that was received is not as it should be. It is kept aside; everything else goes on.",
  "error.shared.own_work":
    "This could not be written as it is. Nothing was changed. Shorten it or try again.",
  "error.shared.damaged":
    "Data on this device does not hold together. Nothing was overwritten. Tell your administrator.",
  "error.shared.membership":
    "The group’s list of devices does not allow this. Sync and try again, or ask your administrator.",
  "error.shared.key":
    "This cannot be opened with the keys of this device. It is kept. Tell your administrator.",
  "error.shared.relay": "The relay did not take this. Your work is saved here. Tell your administrator.",
  "error.shared.import_row": "A row of the file cannot be understood as it is.",
  "error.shared.import_file": "The file cannot be imported as it is. Nothing was changed.",
  "error.shared.import_map":
    "The import’s settings are not right. Nothing was changed. Tell your administrator.",
  "error.shared.page":
    "The page and the program of this device do not understand each other. Start Footbridge again.",
  "error.shared.command_line": "The command could not be understood. Its help says how it is used.",
  "error.shared.relay_operator": "The relay cannot start or go on as it is set up. Its log says why.",
  "error.shared.program":
    "The program met something it did not expect. Nothing was half-done. Try again; if it goes on, start Footbridge anew.",
  "error.clock.out_of_range": "This device's clock is far off. Set its date and time, then try again.",
  "error.conflict.none": "Nothing is left to decide here. Somebody may have decided already.",
  "error.conflict.value": "This value is no longer one of those that stand. Look again and choose.",
  "error.dose.none": "Add at least one dose.",
  "error.draft.unreadable":
    "Another version of this program kept this draft, and this one cannot read it. It stays on this device.",
  "error.follow_up.outcome": "Choose how the attempt ended.",
  "error.handoff.incomplete": "Something about this handoff has not arrived here yet. Sync, then try again.",
  "error.handoff.nobody_asked": "Choose at least one agency.",
  "error.handoff.step": "This step is not known to this version.",
  "error.handoff.unknown_agency":
    "No agency of this name has joined, as far as this device knows. Sync and look again.",
  "error.record.facts_only": "This cannot be changed directly. Add what is new instead.",
  "error.record.unknown_version": "This changed since it was shown. Look at it again, then change it.",
  "error.draft.typed_elsewhere": "Another window kept this draft since. Nothing was overwritten.",
  "error.home.database_lost":
    "The database of this device is lost. What was saved and sealed is still being sent. When nothing is left to send, ask your coordinator for a new code and set the device up again with the command line: footbridge enrol.",
  "error.home.unsent_work":
    "This device lost its key file and still holds work that was not sent. Ask your administrator to send it first: footbridge sync --locked.",
  "error.shared.programme":
    "The programme file is not right. Nothing was changed. The message beside the code names line and column.",
  "error.locate.care": "What was recorded in care is not given to law enforcement this way.",
  "error.locate.in_error": "This record is marked as entered in error. Nothing of it is given.",
  "error.locate.never":
    "DNA, dental records, samples, body fluids and social security numbers are never given. Take that out.",
  "error.locate.no_basis": "Write down who asked, for which agency, and on what legal ground.",
  "error.locate.not_ems": "EMS wrote nothing in this record, so there is nothing EMS may give.",
  "error.locate.other_person": "This contact is not about this person. Look again.",
  "error.locate.part2":
    "This record holds what 42 CFR Part 2 protects. It is not given to law enforcement this way.",
  "error.locate.received": "This was received from another agency. It cannot be passed on this way.",
  "error.locate.statement":
    "Write at most 200 characters in one line. A blood type is A, B, AB or O, with + or - if known.",
  "error.placement.law_only": "Law enforcement makes this record. Nothing was written.",
  "error.placement.no_compartment":
    "The programme has no place for what this device records. Tell your administrator.",
  "error.placement.not_a_member":
    "The programme does not let this device in where this belongs. Tell your administrator.",
  "error.certificate.other_class":
    "The compartment is not for devices of that kind of agency. It stays closed to them.",
  "error.certificate.charter": "Choose the kinds of agency the compartment is for.",
  "error.certificate.not_administrator":
    "This device does not decide over the compartment. The one that founded it does.",
  "error.certificate.last_administrator":
    "Somebody has to decide over the compartment. Name another device for it first.",
  "error.recovery_kit.mistyped":
    "A character of the recovery kit is wrong, missing or too many. Check it and type it again.",
  "error.recovery_kit.newer_version":
    "The recovery kit was made with a newer version. Update Footbridge, then use it.",
  "error.recovery_kit.none":
    "No recovery kit waits on this device. It was put away, or another device founded the compartment.",
  "error.recovery_kit.of_no_use":
    "This recovery kit does not open its compartment any more. A device that decides over the compartment can let this one in.",
  "error.recovery_kit.other_collaborative":
    "The recovery kit is of another group. Look for the one of this group.",
  "error.compartment.ambiguous":
    "Two compartments here have this name. Give the number of the one that is meant.",
  "error.compartment.classes":
    "Choose the kinds of agency the compartment is for: your own among them, and never police together with care.",
  "error.compartment.name": "Give the compartment a name that no other one here has, of at most 60 letters.",
  "error.compartment.not_administrator":
    "This device does not decide who is in the compartment. The one that founded it does.",
  "error.compartment.unknown":
    "This device is in no compartment of this name. Check the name, or sync and look again.",
  "error.device.ambiguous": "More than one device fits. Give more of its number.",
  "error.device.not_in_charge": "This device answers for no other device, so the relay does not tell it.",
  "error.voice.code": "The code has eight digits. Ask for it again.",
  "error.voice.commitment": "Somebody may be in between. Nobody was let in. Begin again.",
  "error.voice.confirmation": "Somebody may be in between. Nobody was let in. Begin again.",
  "error.voice.damaged": "What the other device sent cannot be read. Begin again.",
  "error.voice.invitation": "What came is not the inviter’s. Begin again.",
  "error.voice.library": "The encryption of this device failed. Begin again.",
  "error.voice.nobody":
    "Nobody waits under this code, or its ten minutes are over. Begin again, with a new code.",
  "error.voice.none": "No invitation by voice is under way here. Begin one.",
  "error.voice.not_confirmed": "The other person has not said yet that the numbers are the same.",
  "error.voice.not_sent": "The invitation has not come yet. The inviter has to confirm the number.",
  "error.qr.none":
    "No QR code is seen in the picture. Take it closer, straight on, with the whole code in it.",
  "error.qr.picture": "This is not a picture that can be read. Take another one.",
  "error.qr.several": "Several QR codes are in the picture. Take one with only the invitation in it.",
  "error.qr.too_long": "The code is too long for a QR picture. Use the code itself.",
  "error.qr.unreadable": "The QR code is blurred, cut off or too small. Take the picture again.",
  "error.device.not_root": "Only the device that founded the group can remove another one.",
  "error.device.own": "A device does not remove itself. Use another one.",
  "error.device.unknown": "No device with this number is known here. Sync and look again.",
  "error.disclosure.no_inbox":
    "No device of that agency can be reached yet, so nothing can be sent to it. It has to sync once.",
  "error.handoff.needs_disclosure":
    "That agency cannot be asked in this handoff. Record a contact of your own and start a handoff from it.",
  "error.compartment.not_in":
    "This belongs in a compartment of your agency, and none was chosen on this device yet. It stays a draft here. Ask your administrator.",
  "error.compartment.other_readers":
    "Devices of other kinds of agency may enter this compartment, too. Choose one that is for your kind alone.",
  "error.compartment.too_many": "This device is in 64 compartments, and it can be in no more.",
  "error.certificate.decision": "Choose what is to be decided, each thing once.",
  "error.certificate.not_revoked": "The device was not removed from the group: none of its work waits.",
  "error.home.revoked":
    "This device was removed from the group and holds nothing any more. Bring the file revoked-work in its folder, if there is one, to the custodian.",
  "error.quarantine.not_custodian":
    "This is for the custodian of the compartment to decide, with its recovery kit.",
  "error.quarantine.not_waiting": "Nothing like this waits for a decision here. Sync and look again.",
  "error.recovery_kit.other_compartment": "The recovery kit is of another compartment.",
  "error.device.not_revoked": "This device was not removed from the group. Nothing was wiped.",
  "error.revoked.not_sealed":
    "This device was removed from the group, and what it had not sent could not be sealed. Nothing was wiped. Sign in again.",
  "error.programme.not_root": "Only the device that founded the group can put a program in force.",
  "error.lease.over":
    "What others recorded is hidden, because this device was out of contact for too long. Sync, or ask your supervisor for a code.",
  "error.lease.running": "Nothing is hidden on this device: there is nothing to unlock.",
  "error.lease.code_mistyped": "This is not a code. Have it read out again.",
  "error.lease.code_wrong": "This code does not answer the request shown here. Read the request out again.",
  "error.lease.code_shut":
    "Too many codes were wrong. Wait a quarter of an hour, then read out the new request.",
  "error.lease.request_unknown":
    "No device known here asks so. Have it read out again, letter by letter, or sync first.",
  "error.lease.own_request": "This is this device’s own request. Somebody else has to answer it.",
  "error.lease.not_yours_to_give":
    "Only a supervisor or custodian of the same agency, or a coordinator, can give this device a code.",
  "error.lease.device_revoked": "This device was revoked. It gets no code.",
  "error.member.keeps_root":
    "This device founded the group: the person it is for stays on it. Nobody else could invite or remove devices.",
  "error.member.last_user": "Nobody else signs in on this device. It would be closed to everybody.",
  "error.member.name_taken": "Somebody else signs in with this name here. Choose another one.",
  "error.member.not_allowed": "Ask the person whose device this is, or a supervisor.",
  "error.member.not_root": "Only the device that founded the group can name somebody new.",
  "error.member.other_agency": "This device is for another agency. Use one of your own.",
  "error.member.other_class": "This device is for another kind of agency. Use one of your own.",
  "error.member.other_signed_in": "Somebody else is signed in. Lock the device first.",
  "error.member.own_name_needed": "Choose a sign-in name for yourself, too.",
  "error.member.sign_in_name": "A sign-in name has at least two characters.",
  "error.member.signed_up": "This person signs in here already.",
  "error.member.too_many": "Sixteen people sign in here. Remove one first.",
  "error.member.unknown": "Nobody with this name signs in here.",
  "error.passphrase.short": "The passphrase needs at least 8 characters. Four or five words are good.",
  "error.start_code.mistyped":
    "A character of the start code is wrong, missing or too many. Check it and type it again.",
  "error.start_code.newer_version":
    "The start code was made with a newer version. Update Footbridge, then use it.",
  "error.start_code.spent": "The start code was used or its time is over. Ask for a new one.",
  "error.disclosure.purpose": "This version does not know that purpose. Choose one from the list.",
} as const;
