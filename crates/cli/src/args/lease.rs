//! The lease of a device that is out of contact.

use clap::Subcommand;

/// `lease`.
#[derive(Subcommand)]
pub enum Lease {
    /// How it stands; once it is ending, also the request to read out over phone or radio, and to whom.
    Show,
    /// Answer the request of another device: recognise who speaks, then read the code out.
    Code {
        /// The request, as it was read out.
        #[arg(long, value_name = "REQUEST")]
        request: String,
    },
    /// Start it again with the code that was read out.
    Unlock {
        /// The code.
        code: String,
    },
}
