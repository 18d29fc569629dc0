//! `footbridge-peer`: a device and a relay as other sync systems are driven and measured. For the project's
//! developers; never shipped.
//!
//! Owns the JSON-lines protocol of the peers' harness (one request and one answer a line), the mapping of its
//! workload to records, a counting proxy, and the floor that figures are compared with. It deliberately knows no
//! record's inside, no key and no wire format: it uses the device as the command line does, through `app`.
//!
//! Entry points: `footbridge-peer server PORT DIR` and `footbridge-peer client`, driven from outside;
//! `footbridge-peer run WORKLOAD` drives itself and prints one JSON line for each scenario.

mod child;
mod client;
mod contact;
mod floor;
mod lines;
mod measure;
mod proxy;
mod scenarios;
mod server;
mod workload;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
#[command(name = "footbridge-peer", about = "A device and a relay under measurement")]
enum Arguments {
    /// A relay that answers `ready` and `durable`.
    Server {
        /// Its port on loopback.
        port: u16,
        /// Its data folder.
        dir: PathBuf,
    },
    /// A device.
    Client,
    /// Measures every scenario and the floor.
    Run {
        /// The folder that the workload generator wrote.
        workload: PathBuf,
        /// How often.
        #[arg(long, default_value_t = 3)]
        runs: u32,
        /// Where devices and relays live meanwhile; the system's temporary folder when left out.
        #[arg(long)]
        folder: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse() {
        Arguments::Server { port, dir } => server::run(port, &dir),
        Arguments::Client => client::run(),
        Arguments::Run { workload, runs, folder } => scenarios::run(&workload, runs, folder.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            lines::complain(&format!("footbridge-peer: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
