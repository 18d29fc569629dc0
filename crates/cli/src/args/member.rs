//! Members: who may sign in on this device, and with what.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// A passphrase that somebody chooses: typed twice, or from here.
#[derive(Args)]
pub struct NewPassphrase {
    /// Read the new passphrase from the first line of this file, instead of FOOTBRIDGE_NEW_PASSPHRASE or a prompt.
    #[arg(long, value_name = "FILE")]
    pub new_passphrase_file: Option<PathBuf>,
}

/// `member name`.
#[derive(Args)]
pub struct NameArgs {
    /// A member that is known already, by id or the start of it: for another device, or when the code before was lost.
    #[arg(long, value_name = "ID", conflicts_with_all = ["agency", "role", "agency_kind", "member"])]
    pub id: Option<String>,
    /// The agency's name.
    #[arg(long, required_unless_present = "id", default_value = "", hide_default_value = true)]
    pub agency: String,
    /// As for `invite`.
    #[arg(long, required_unless_present = "id", default_value = "", hide_default_value = true)]
    pub role: String,
    /// law, ems, care or shared, for roles that exist in several.
    #[arg(long, value_name = "KIND")]
    pub agency_kind: Option<String>,
    /// The member's name, to be shown beside what they record.
    #[arg(long, value_name = "NAME")]
    pub member: Option<String>,
    /// Hours until the code can no longer be used.
    #[arg(long, default_value_t = 72, value_name = "HOURS")]
    pub expires_hours: u32,
}

/// `member`.
#[derive(Subcommand)]
pub enum Member {
    /// Who may sign in on this device.
    List,
    /// Name a member who has no device of their own, and print the start code they sign up with on a shared one: on
    /// the device that founded the collaborative.
    Name(NameArgs),
    /// Another member signs up on this device: whoever is signed in gives their passphrase, the newcomer chooses one.
    SignUp {
        /// The newcomer's start code, as printed by `member name`.
        code: String,
        /// What the newcomer will sign in as: a few letters.
        #[arg(long = "sign-in", value_name = "NAME")]
        sign_in_name: String,
        /// What you will sign in as yourself from now on: needed with the second member of a device.
        #[arg(long = "own-sign-in", value_name = "NAME")]
        own_sign_in_name: Option<String>,
        /// The newcomer's passphrase.
        #[command(flatten)]
        passphrase: NewPassphrase,
    },
    /// Take somebody's way into this device. What they recorded and their drafts stay.
    Remove {
        /// Their sign-in name, their id or the start of it.
        member: String,
    },
}

/// `passphrase`.
#[derive(Subcommand)]
pub enum PassphraseCommand {
    /// Change the passphrase of who signs in.
    Change {
        /// The new one.
        #[command(flatten)]
        passphrase: NewPassphrase,
    },
}
