//! Compartments, and the devices that may be in them.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `compartment`.
#[derive(Subcommand)]
pub enum Compartment {
    /// The compartments this device is in.
    List,
    /// Found one: only devices of these classes can ever be in it, and this device decides which.
    Found {
        /// Its name, as everybody in it will see it.
        name: String,
        /// A class of device that may be in it: law, ems, care or shared; this device's own among them, again for
        /// more.
        #[arg(long = "class", required = true, value_name = "CLASS")]
        classes: Vec<String>,
    },
    /// Take a device in: it then reads everything in the compartment, what was written before, too.
    Admit {
        /// The compartment's name or id.
        compartment: String,
        /// The device's id, or the start of it: what `device list` shows.
        device: String,
    },
    /// Record in it from now on, when nobody names another: only devices of this device's class can be in it.
    Use {
        /// The compartment's name or id.
        compartment: String,
    },
    /// Enter one with its recovery kit, and decide who is in it: when the devices that did are lost. The kit is asked
    /// for, or read from standard input.
    Restore {
        /// Read the kit from this file: what `compartment kit` printed, or its last line.
        #[arg(long, value_name = "FILE")]
        kit_file: Option<PathBuf>,
    },
    /// Put a new key in force, for exactly the devices that are in the compartment now.
    Rotate {
        /// The compartment's name or id.
        compartment: String,
    },
    /// Show the recovery kit that waits to be put away.
    Kit {
        /// The compartment's name or id.
        compartment: String,
        /// The kit is put away: this device forgets it, and cannot show it again.
        #[arg(long)]
        kept: bool,
    },
}

/// `device`.
#[derive(Subcommand)]
pub enum Devices {
    /// Every device of the collaborative: whose it is, and in which of this device's compartments.
    List,
    /// When the devices that this one answers for were last at the relay, their versions, and whether something waits
    /// on them: asks the relay.
    Contacts,
    /// What was readable on a device: in the compartments of this one.
    Exposure {
        /// The device's id, or the start of it: what `device list` shows.
        device: String,
    },
    /// Cut a device off, for good: a lost or stolen one, or that of somebody who left.
    Revoke {
        /// The device's id, or the start of it: what `device list` shows.
        device: String,
    },
}

/// `quarantine`.
#[derive(Subcommand)]
pub enum Quarantine {
    /// All of it: what waits, and what was rejected.
    List,
    /// What it says: every change in it.
    Show {
        /// The id of one entry of the list, or the start of it; or a device's id.
        id: String,
    },
    /// Take it in after all: on every device, as if the device had not been revoked before. Not to be taken back.
    Adopt(Decide),
    /// Leave it out for good, on every device. What others wrote upon it they write again without it. Not to be taken
    /// back.
    Reject(Decide),
}

/// What is decided.
#[derive(Args)]
pub struct Decide {
    /// Ids of the list, or the starts of them; a device's id for all that waits of it.
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// The compartment's recovery kit: a file with what `compartment kit` printed, or its last line. Not needed on the
    /// device where the kit still waits, or for `shared`.
    #[arg(long, value_name = "FILE")]
    pub kit_file: Option<PathBuf>,
}

/// `programme`.
#[derive(Subcommand)]
pub enum Programme {
    /// Whether a programme file holds, and what it says; no device is needed.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Put a programme in force for everybody: on the device that founded the collaborative.
    Adopt {
        /// The file.
        file: PathBuf,
    },
    /// The programme in force.
    Show,
}
