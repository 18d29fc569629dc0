//! `footbridge-window`: the screens in a window of their own, on one home of this device.
//!
//! Owns the window: one for each home, where it was, its colours before the first paint, and its end, which loses
//! nothing. It deliberately knows no command of the table: what the page asks goes to [`api::Desk`] as it is,
//! through one door (`rpc`), and what happens meanwhile goes to the page as it comes.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod closing;
mod first_paint;
mod notice;
mod rpc;
mod screen;
mod single;
mod stopped;

use anyhow::Context;
use clap::Parser;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tauri::{App, AppHandle, Emitter, Manager, RunEvent};

/// The screens of Footbridge in a window.
#[derive(Parser)]
#[command(name = "footbridge-window", version, about)]
struct Arguments {
    /// The folder of this device's files; the platform's data folder when absent.
    #[arg(long, env = "FOOTBRIDGE_HOME", value_name = "DIR")]
    home: Option<PathBuf>,
}

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FOOTBRIDGE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Arguments::parse().home) {
        Ok(code) => code,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(home: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let home = home.or_else(api::default_home).context("no data folder here: name one with --home")?;
    let app = tauri::Builder::default()
        // first: a second start for the same home must end before it opens anything
        .plugin(single::plugin(&home))
        .plugin(screen::remember_place())
        .plugin(tauri_plugin_notification::init())
        .manage(rpc::Calls::default())
        .manage(closing::Closing::default())
        .register_uri_scheme_protocol(stopped::SCHEME, |context, _| stopped::answer(context.app_handle()))
        .invoke_handler(tauri::generate_handler![rpc::rpc, closing::leave])
        .setup(move |app| Ok(set_up(app, &home)?))
        .build(tauri::generate_context!())
        .context("the window cannot be opened")?;
    let code = app.run_return(|app, event| {
        if matches!(event, RunEvent::Exit) {
            end(app);
        }
    });
    Ok(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Opens the home and its window; a home that cannot be opened gets a page that says so instead.
fn set_up(app: &App, home: &Path) -> anyhow::Result<()> {
    match api::Desk::open(home, api::DeskOptions::default()) {
        Ok(desk) => {
            let settings = desk.settings();
            pass_events_on(app.handle().clone(), &desk)?;
            app.manage(desk);
            notice::listen(app.handle())?;
            screen::open(app, &settings)?;
        }
        Err(error) => {
            tracing::error!("{error}");
            app.manage(stopped::Stopped::from(error));
            screen::open_stopped(app)?;
        }
    }
    Ok(())
}

/// What happens while nobody asks goes to the page, until the desk closes.
fn pass_events_on(app: AppHandle, desk: &api::Desk) -> anyhow::Result<()> {
    let events = desk.events();
    let pass = move || {
        for event in events {
            if let api::views::DeskEvent::Desk(desk) = &event {
                screen::dress(&app, &desk.settings);
            }
            if let Err(error) = app.emit("footbridge", &event) {
                tracing::warn!("an event did not reach the page: {error}");
            }
        }
    };
    std::thread::Builder::new().name("events".into()).spawn(pass)?;
    Ok(())
}

/// Seals what is unsent and lets the home go.
fn end(app: &AppHandle) {
    if let Some(desk) = app.try_state::<api::Desk>() {
        desk.close();
    }
}
