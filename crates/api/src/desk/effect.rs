//! What a command does to others: whether it changes something, which puts off the lock and is told to the other
//! screens of this device.

use crate::table::Command;

/// What a command does beyond answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Only looks. A screen sends these by itself, so they do not keep the device open.
    Reads,
    /// Keeps what is typed: a person does that, but no list anywhere shows another thing for it.
    Types,
    /// Changes what screens show.
    Changes,
    /// Asks for the network: the desk does it in the background.
    Syncs,
}

/// Commands that only look. One that is not named here changes something.
const READS: [&str; 44] = [
    "status",
    "summary",
    "digest",
    "rebuild",
    "aside",
    "export",
    "member_list",
    "device_list",
    "device_contacts",
    "device_exposure",
    "quarantine_list",
    "quarantine_show",
    "recover_work",
    "voice_look",
    "compartment_list",
    "compartment_kit",
    "programme_show",
    "programme_check",
    "contact_list",
    "contact_show",
    "draft_list",
    "draft_show",
    "board",
    "person_show",
    "person_search",
    "agencies",
    "service_search",
    "service_show",
    "record_show",
    "conflicts",
    "handoff_show",
    "handoff_list",
    "follow_ups",
    "consent_text",
    "consent_draft_show",
    "consent_show",
    "consent_list",
    "consent_print",
    "lease_show",
    "lease_code",
    "handoff_preview",
    "disclosure_list",
    "disclosure_show",
    "disclosure_export",
];

/// What the command of this name does.
pub(super) fn effect(name: &str, command: &Command) -> Effect {
    match command {
        Command::Sync(_) => Effect::Syncs,
        // a new draft shows on the board; more words in it do not
        Command::DraftSave(draft) if draft.id.is_some() => Effect::Types,
        Command::ConsentDraftSave(draft) if draft.id.is_some() => Effect::Types,
        _ if READS.contains(&name) => Effect::Reads,
        _ => Effect::Changes,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::table::TABLE;
    use crate::typescript::snake;

    /// Commands that change something. A new command is named here or in `READS`: to be taken for a change by mistake
    /// would keep a device open that nobody touches.
    const CHANGES: [&str; 40] = [
        "sync",
        "invite",
        "voice_invite",
        "voice_grant",
        "voice_end",
        "member_name",
        "member_sign_up",
        "member_remove",
        "passphrase_change",
        "compartment_found",
        "compartment_admit",
        "device_revoke",
        "quarantine_adopt",
        "quarantine_reject",
        "compartment_use",
        "compartment_restore",
        "compartment_rotate",
        "compartment_kit_kept",
        "programme_adopt",
        "import_csv",
        "import_hsds",
        "contact_new",
        "note_add",
        "dose_add",
        "draft_save",
        "draft_ready",
        "draft_discard",
        "record_edit",
        "settle",
        "unsettle",
        "handoff_offer",
        "handoff_step",
        "follow_up_attempt",
        "consent_draft_save",
        "consent_new",
        "consent_revoke",
        "consent_renew",
        "consent_end",
        "consent_in_error",
        "lease_unlock",
    ];

    #[test]
    fn every_command_either_looks_or_changes() {
        let named: Vec<&str> = READS.into_iter().chain(CHANGES).collect();
        let unique: BTreeSet<&str> = named.iter().copied().collect();
        assert_eq!(unique.len(), named.len(), "named twice");
        let table: BTreeSet<String> = TABLE.iter().map(|(name, ..)| snake(name)).collect();
        let unique: BTreeSet<String> = unique.into_iter().map(str::to_owned).collect();
        assert_eq!(table, unique);
    }
}
