//! The project's own commands: `cargo xtask test`, `demo`, `app`, `bench`, `tidy` and others.
//!
//! Owns set-up of a fresh machine, the order of the checks, the rules that no compiler holds (`tidy`), and
//! starting the built programs as a person would. It deliberately links none of the project's crates: it must
//! build in seconds and run when they do not compile.
//!
//! Entry point: one function for each command; [`stage`] runs real programs for the demo and the bench.

mod app;
mod bench;
mod console;
mod demo;
mod fates;
mod generate;
mod mutants;
mod programs;
mod setup;
mod stage;
mod test;
mod tidy;
mod ui;
mod workspace;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything that CI runs: set-up, format, tidy, screens, lints, tests, examples, a browser, the window.
    Test,
    /// A collaborative of four devices at work, with and without a network.
    Demo {
        /// End when the story is told, with its exit status; else stay up until Ctrl-C.
        #[arg(long)]
        exit: bool,
    },
    /// Measures the built programs; one JSON line for each scenario.
    Bench {
        /// A file that the `pa-oin` map reads; the committed extract when left out.
        #[arg(long, conflicts_with = "workload")]
        csv: Option<PathBuf>,
        /// A folder that the peers' workload generator wrote: their scenarios on its records instead.
        #[arg(long)]
        workload: Option<PathBuf>,
        /// How often each scenario runs.
        #[arg(long, default_value_t = 3)]
        runs: u32,
    },
    /// Whole collaboratives by seed: devices, relay, network and disks that fail. `-- --help` lists its options.
    Sim {
        /// For the simulator: `--seeds 10000`, `--seed 0x2a --story`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Damaged bytes into every decoder and into the change path. `-- --help` lists its options.
    Fuzz {
        /// For the fuzzer: `--inputs 1000000`, `--target segment`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// The built programs, ended in the middle of their work again and again. `-- --help` lists its options.
    Kills {
        /// For the killer: `--kills 1000`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Mutates the code that must not lose anything; tests must notice. Hours; needs cargo-mutants.
    Mutants {
        /// One part of it; all of them one after the other when left out.
        #[arg(long, value_enum)]
        area: Option<mutants::Area>,
        /// For cargo-mutants: `--shard 1/8`, `--iterate`.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// The screens in a window of their own.
    App {
        /// The folder of this device's files; the platform's data folder when absent.
        #[arg(long, value_name = "DIR")]
        home: Option<PathBuf>,
    },
    /// Builds the screens (ui/dist).
    Ui,
    /// The rules that no compiler holds. Takes a second.
    Tidy,
    /// Rewrites what is generated from code: TypeScript types, docs/reference/fields.md and errors.md.
    GenTypes,
    /// Rewrites docs/reference/errors.md alone; builds nothing.
    GenErrors,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            console::complain(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    let root = workspace::root()?;
    match command {
        Command::Test => test::run(&root),
        Command::Demo { exit: true } => demo::run(&root, demo::Afterwards::Exit),
        Command::Demo { exit: false } => demo::run(&root, demo::Afterwards::StayUp),
        Command::Bench { workload: Some(folder), runs, .. } => bench::run_workload(&root, &folder, runs),
        Command::Bench { csv, runs, .. } => bench::run(&root, csv, runs),
        Command::Sim { arguments } => fates::simulate(&root, &arguments),
        Command::Fuzz { arguments } => fates::fuzz(&root, &arguments),
        Command::Kills { arguments } => fates::kill(&root, &arguments),
        Command::Mutants { area, arguments } => mutants::run(&root, area, &arguments),
        Command::App { home } => app::run(&root, home),
        Command::Ui => ui::run(&root),
        Command::Tidy => tidy::run(&root),
        Command::GenTypes => generate::everything(&root),
        Command::GenErrors => generate::errors(&root),
    }
}
