//! The command line.

use std::io::{IsTerminal, Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use footbridge_relay::config::{Config, DEFAULT_TOML, LogConfig};
use footbridge_relay::server::{self, ClaimToken, Reach};
use footbridge_relay::store::SqliteStore;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

/// The relay of a Footbridge collaborative: it carries sealed work between devices and cannot read it.
#[derive(Parser)]
#[command(name = "footbridge-relay", version)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve devices until told to stop.
    Serve(Serve),
    /// Print the commented default configuration, or check a file.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Make and print a new claim token for a relay that is not running and was not claimed.
    ClaimToken {
        /// The data folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// Copy the database, also of a running relay, to a new file.
    Backup {
        /// The data folder.
        #[arg(long)]
        data: PathBuf,
        /// The file to write; it must not exist.
        #[arg(long)]
        to: PathBuf,
    },
    /// After putting back a backup: let every device give back what the backup lacks.
    NewGeneration {
        /// The data folder.
        #[arg(long)]
        data: PathBuf,
    },
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Print the commented default.
    Default,
    /// Check a file; says what is wrong with it.
    Check {
        /// The file.
        file: PathBuf,
    },
}

#[derive(Args)]
struct Serve {
    /// The data folder; made if absent.
    #[arg(long)]
    data: PathBuf,
    /// Address and port; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8460")]
    listen: SocketAddr,
    /// A configuration file.
    #[arg(long)]
    config: Option<PathBuf>,
    /// A proxy in front of this address does TLS.
    #[arg(long)]
    behind_proxy: bool,
    /// Stop when standard input closes.
    #[arg(long)]
    stop_with_parent: bool,
}

pub fn run() -> ExitCode {
    match CommandLine::parse().command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // nothing is left to do if standard error is gone
            drop(writeln!(std::io::stderr(), "footbridge-relay: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

impl Command {
    fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Serve(serve) => serve.run(),
            Self::Config(ConfigCommand::Default) => say(DEFAULT_TOML.trim_end()),
            Self::Config(ConfigCommand::Check { file }) => {
                Config::read(&file).with_context(|| file.display().to_string())?;
                say("the configuration is valid")
            }
            Self::ClaimToken { data } => say(server::issue_claim_token(&data)?.reveal()),
            Self::Backup { data, to } => {
                SqliteStore::backup(&data, &to)?;
                say("the backup is complete")
            }
            Self::NewGeneration { data } => {
                server::renew_generation(&data)?;
                say("the relay has a new generation")
            }
        }
    }
}

impl Serve {
    fn run(self) -> anyhow::Result<()> {
        let config = match &self.config {
            Some(path) => Config::read(path).with_context(|| path.display().to_string())?,
            None => Config::default(),
        };
        start_log(&config.log);
        let reach = Reach::of(self.listen, self.behind_proxy.then_some(Reach::BehindProxy))?;
        let (relay, token) = server::open(&self.data, &config, reach)?;
        if let Some(token) = token {
            hand_over(&token)?;
        }
        let (stop, stopped) = watch::channel(false);
        if self.stop_with_parent {
            let stop = stop.clone();
            std::thread::spawn(move || {
                wait_for_parent();
                stop.send_replace(true);
            });
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = TcpListener::bind(self.listen).await.context("cannot listen")?;
            say(&format!("listening on http://{}", listener.local_addr()?))?;
            tracing::info!(version = env!("CARGO_PKG_VERSION"), "started");
            tokio::spawn(stop_on_signal(stop));
            server::serve(relay, listener, stopped).await?;
            tracing::info!("stopped");
            anyhow::Ok(())
        })
    }
}

fn start_log(config: &LogConfig) {
    let filter = EnvFilter::new(config.level.filter());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false).init();
}

/// Shows the token to a person. Standard error of a service ends up in a log that many can read, so there the
/// operator is sent to `claim-token` instead.
fn hand_over(token: &ClaimToken) -> anyhow::Result<()> {
    let mut terminal = std::io::stderr();
    if terminal.is_terminal() {
        writeln!(terminal, "claim token (shown once): {}", token.reveal())?;
    } else {
        tracing::warn!("not claimed yet: stop the relay and run `footbridge-relay claim-token` for a token");
    }
    Ok(())
}

fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// Returns when standard input ends or fails.
fn wait_for_parent() {
    let mut input = std::io::stdin().lock();
    let mut some = [0u8; 256];
    while input.read(&mut some).is_ok_and(|count| count > 0) {}
}

async fn stop_on_signal(stop: watch::Sender<bool>) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    drop(tokio::signal::ctrl_c().await);
    stop.send_replace(true);
}
