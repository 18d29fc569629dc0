//! From arguments to one command of the table, and its answer to the screen.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use api::{Command, Progress, Reply, Session, requests as rq};

use crate::args::{
    Cli, Compartment, Consent, Contact, ContactArgs, Decide, Devices, Directory, Disclosures, Draft, Handoff,
    Import, InviteArgs, Lease, Note, OfferArgs, Person, Programme, Quarantine, Record, Step, Top,
};
use crate::{consents, members, print, qr, secret, station, voice};

/// Runs what was asked; the result is the exit code.
pub fn run(cli: Cli) -> Result<()> {
    let home = home(cli.home.as_deref())?;
    match cli.command {
        Top::Init(args) => {
            let passphrase = secret::choose(cli.passphrase_file.as_deref())?;
            let found = api::Found {
                relay: args.relay,
                agency: args.agency,
                role: args.role,
                agency_kind: args.agency_kind,
                member_name: args.member,
                claim_token: args.claim_token,
            };
            let mut session = Session::found(&home, &passphrase, &found)?;
            print::reply(cli.json, &session.run(Command::Status(rq::Nothing {}), &mut Progress::silent())?)
        }
        Top::Enrol { code, by_voice } => {
            let passphrase = secret::choose(cli.passphrase_file.as_deref())?;
            let code = match by_voice {
                Some(relay) => voice::join(&home, &passphrase, &relay, &code)?,
                None => code,
            };
            let mut session = Session::enrol(&home, &passphrase, &code)?;
            print::reply(cli.json, &session.run(Command::Status(rq::Nothing {}), &mut Progress::silent())?)
        }
        Top::Station(args) => {
            let existing = || secret::existing(cli.passphrase_file.as_deref(), cli.sign_in_name.as_deref());
            station::run(&home, args, existing, cli.json)
        }
        Top::Sync(args) if args.locked => print::reply(cli.json, &Reply::Sync(api::carry(&home, args.wait)?)),
        Top::Programme(Programme::Check { file }) => {
            print::reply(cli.json, &Reply::ProgrammeCheck(api::check_programme(&file)?))
        }
        Top::Invite(args) if args.by_voice => {
            api::require_home(&home)?;
            let passphrase = secret::existing(cli.passphrase_file.as_deref(), cli.sign_in_name.as_deref())?;
            let mut session = Session::open(&home, &passphrase)?;
            print::reply(cli.json, &voice::invite(&mut session, invite_request(args))?)
        }
        command => {
            let existing = || secret::existing(cli.passphrase_file.as_deref(), cli.sign_in_name.as_deref());
            in_session(&home, command, cli.json, existing)
        }
    }
}

/// Runs a command on the device of this home.
fn in_session(
    home: &Path,
    command: Top,
    json: bool,
    existing: impl Fn() -> Result<api::Passphrase>,
) -> Result<()> {
    if matches!(command, Top::Compartment(Compartment::Restore { .. })) {
        api::require_home(home)?; // before a kit is asked for
    }
    let pictured = matches!(&command, Top::Invite(args) if args.qr) && !json;
    let page = match &command {
        Top::Consent(Consent::Print { out: Some(out), .. }) => Some(out.clone()),
        _ => None,
    };
    let (command, passphrase) = match command {
        Top::Member(_) | Top::Passphrase(_) => {
            api::require_home(home)?;
            members::command(command, existing)?
        }
        other => {
            let command = to_command(other)?;
            api::require_home(home)?;
            (command, existing()?)
        }
    };
    let mut session = Session::open(home, &passphrase)?;
    let can_be_called_off =
        matches!(command, Command::ImportCsv(_) | Command::ImportHsds(_) | Command::Export(_));
    let stop = if can_be_called_off { print::call_off_on_ctrl_c()? } else { Arc::default() };
    let mut progress = print::progress(json, stop);
    let reply = session.run(command, &mut progress)?;
    match (&reply, page) {
        (Reply::ConsentPrint(view), Some(page)) => consents::write_page(&page, &view.html)?,
        _ => print::reply(json, &reply)?,
    }
    if let (true, Reply::Invite(view)) = (pictured, &reply) {
        qr::draw(&mut std::io::stdout().lock(), &view.qr)?;
    }
    Ok(session.end()?)
}

fn home(given: Option<&Path>) -> Result<PathBuf> {
    if let Some(dir) = given {
        return Ok(dir.to_owned());
    }
    api::default_home().context("no data folder on this system: name one with --home")
}

fn invite_request(args: InviteArgs) -> rq::InviteRequest {
    rq::InviteRequest {
        agency: args.agency,
        role: args.role,
        agency_kind: args.agency_kind,
        member_name: args.member,
        expires_hours: Some(args.expires_hours),
    }
}

fn to_command(top: Top) -> Result<Command> {
    Ok(match top {
        Top::Init(_) | Top::Enrol { .. } | Top::Station(_) | Top::Member(_) | Top::Passphrase(_) => {
            bail!("handled before")
        }
        Top::Invite(args) => Command::Invite(invite_request(args)),
        Top::Sync(args) => Command::Sync(rq::SyncRequest { wait_s: Some(args.wait) }),
        Top::Status => Command::Status(rq::Nothing {}),
        Top::Board => Command::Board(rq::Nothing {}),
        Top::Agencies => Command::Agencies(rq::Nothing {}),
        Top::Compartment(one) => compartment_command(one)?,
        Top::Device(Devices::List) => Command::DeviceList(rq::Nothing {}),
        Top::Device(Devices::Contacts) => Command::DeviceContacts(rq::Nothing {}),
        Top::Device(Devices::Revoke { device }) => Command::DeviceRevoke(rq::DeviceRequest { device }),
        Top::Device(Devices::Exposure { device }) => Command::DeviceExposure(rq::DeviceRequest { device }),
        Top::Quarantine(one) => quarantine_command(one)?,
        Top::RecoverWork { file, kit_file } => {
            let kit = kit_file.map(|kit| secret::kit(Some(&kit))).transpose()?;
            Command::RecoverWork(rq::RecoverWorkRequest { file: text(&file)?, kit })
        }
        Top::Programme(programme) => programme_command(programme)?,
        Top::Import(import) => import_command(import)?,
        Top::Directory(Directory::Search { text, limit }) => {
            Command::ServiceSearch(rq::ServiceSearchRequest { text: text.join(" "), limit })
        }
        Top::Directory(Directory::Show { id }) => Command::ServiceShow(rq::RecordRequest { id }),
        Top::Contact(contact) => contact_command(contact)?,
        Top::Draft(draft) => draft_command(draft)?,
        Top::Person(Person::Search { text, limit }) => {
            Command::PersonSearch(rq::PersonSearchRequest { text: text.join(" "), limit })
        }
        Top::Person(Person::Show { id }) => Command::PersonShow(rq::RecordRequest { id }),
        Top::Record(Record::Show { id }) => Command::RecordShow(rq::RecordRequest { id }),
        Top::Person(Person::Edit { id, set, seen }) | Top::Record(Record::Edit { id, set, seen }) => {
            Command::RecordEdit(rq::RecordEditRequest { id, fields: pairs(&set)?, seen })
        }
        Top::Note(Note::Add { contact, body, amends }) => {
            Command::NoteAdd(rq::NoteAddRequest { contact, body, amends })
        }
        Top::Handoff(handoff) => handoff_command(handoff),
        Top::Consent(consent) => consents::command(consent),
        Top::Disclosures(Disclosures::List { person }) => {
            Command::DisclosureList(rq::DisclosuresRequest { person })
        }
        Top::Disclosures(Disclosures::Show { id }) => Command::DisclosureShow(rq::RecordRequest { id }),
        Top::Disclosures(Disclosures::Export { person, csv: _ }) => {
            Command::DisclosureExport(rq::DisclosuresRequest { person })
        }
        Top::Followups { attempt: Some(id), outcome, .. } => {
            let outcome = outcome.context("--attempt needs --outcome")?;
            Command::FollowUpAttempt(rq::FollowUpAttemptRequest { id, outcome })
        }
        Top::Followups { due_within, .. } => {
            Command::FollowUps(rq::FollowUpsRequest { due_within_hours: due_within })
        }
        Top::Conflicts => Command::Conflicts(rq::Nothing {}),
        Top::Unsettle { id, field, seen } => Command::Unsettle(rq::UnsettleRequest { id, field, seen }),
        Top::Settle { id, field, keep, seen } => Command::Settle(rq::SettleRequest { id, field, keep, seen }),
        Top::Lease(Lease::Show) => Command::LeaseShow(rq::Nothing {}),
        Top::Lease(Lease::Code { request }) => Command::LeaseCode(rq::LeaseCodeRequest { request }),
        Top::Lease(Lease::Unlock { code }) => Command::LeaseUnlock(rq::LeaseUnlockRequest { code }),
        Top::Aside => Command::Aside(rq::Nothing {}),
        Top::Summary => Command::Summary(rq::Nothing {}),
        Top::Digest => Command::Digest(rq::Nothing {}),
        Top::Rebuild => Command::Rebuild(rq::Nothing {}),
        Top::Export => Command::Export(rq::Nothing {}),
    })
}

fn text(path: &Path) -> Result<String> {
    Ok(path.to_str().context("the file's name is not valid UTF-8")?.to_owned())
}

fn programme_command(programme: Programme) -> Result<Command> {
    Ok(match programme {
        Programme::Show => Command::ProgrammeShow(rq::Nothing {}),
        Programme::Check { file } => Command::ProgrammeCheck(rq::ProgrammeFileRequest { file: text(&file)? }),
        Programme::Adopt { file } => Command::ProgrammeAdopt(rq::ProgrammeFileRequest { file: text(&file)? }),
    })
}

fn quarantine_command(quarantine: Quarantine) -> Result<Command> {
    let decide = |args: Decide| -> Result<rq::QuarantineDecideRequest> {
        let kit = args.kit_file.map(|file| secret::kit(Some(&file))).transpose()?;
        Ok(rq::QuarantineDecideRequest { ids: args.ids, kit })
    };
    Ok(match quarantine {
        Quarantine::List => Command::QuarantineList(rq::Nothing {}),
        Quarantine::Show { id } => Command::QuarantineShow(rq::QuarantineRequest { id }),
        Quarantine::Adopt(args) => Command::QuarantineAdopt(decide(args)?),
        Quarantine::Reject(args) => Command::QuarantineReject(decide(args)?),
    })
}

fn import_command(import: Import) -> Result<Command> {
    Ok(match import {
        Import::Csv { map, file, compartment, skip_damaged } => {
            Command::ImportCsv(rq::ImportCsvRequest { map, file: text(&file)?, compartment, skip_damaged })
        }
        Import::HsdsTransformer { folder, compartment } => {
            Command::ImportHsds(rq::ImportHsdsRequest { folder: text(&folder)?, compartment })
        }
    })
}

fn compartment_command(compartment: Compartment) -> Result<Command> {
    Ok(match compartment {
        Compartment::List => Command::CompartmentList(rq::Nothing {}),
        Compartment::Found { name, classes } => {
            Command::CompartmentFound(rq::CompartmentFoundRequest { name, classes })
        }
        Compartment::Admit { compartment, device } => {
            Command::CompartmentAdmit(rq::CompartmentAdmitRequest { compartment, device })
        }
        Compartment::Rotate { compartment } => {
            Command::CompartmentRotate(rq::CompartmentRequest { compartment })
        }
        Compartment::Kit { compartment, kept: false } => {
            Command::CompartmentKit(rq::CompartmentRequest { compartment })
        }
        Compartment::Kit { compartment, kept: true } => {
            Command::CompartmentKitKept(rq::CompartmentRequest { compartment })
        }
        Compartment::Use { compartment } => Command::CompartmentUse(rq::CompartmentRequest { compartment }),
        Compartment::Restore { kit_file } => {
            let kit = secret::kit(kit_file.as_deref())?;
            Command::CompartmentRestore(rq::CompartmentRestoreRequest { kit })
        }
    })
}

fn contact_command(contact: Contact) -> Result<Command> {
    Ok(match contact {
        Contact::New(args) => Command::ContactNew(contact_request(args)?),
        Contact::Dose { id, doses } => {
            let doses = doses.iter().map(|text| dose(text)).collect::<Result<_>>()?;
            Command::DoseAdd(rq::DoseAddRequest { contact: id, doses })
        }
        Contact::Show { id } => Command::ContactShow(rq::RecordRequest { id }),
        Contact::List { limit } => Command::ContactList(rq::ListRequest { limit }),
    })
}

fn draft_command(draft: Draft) -> Result<Command> {
    Ok(match draft {
        Draft::Save { id, contact } => Command::DraftSave(rq::DraftSaveRequest {
            seen_ms: None,
            id,
            contact: contact_request(contact)?,
            focus: String::new(),
        }),
        Draft::List => Command::DraftList(rq::Nothing {}),
        Draft::Show { id } => Command::DraftShow(rq::RecordRequest { id }),
        Draft::Ready { id } => Command::DraftReady(rq::RecordRequest { id }),
        Draft::Discard { id } => Command::DraftDiscard(rq::RecordRequest { id }),
    })
}

fn offer_request(args: OfferArgs) -> rq::HandoffOfferRequest {
    let OfferArgs { contact, to, asks, purpose } = args;
    rq::HandoffOfferRequest { contact, to, asks, purpose }
}

fn handoff_command(handoff: Handoff) -> Command {
    let step = |step: &str, args: Step| {
        Command::HandoffStep(rq::HandoffStepRequest {
            id: args.id,
            step: step.to_owned(),
            code: args.code,
            to: None,
        })
    };
    match handoff {
        Handoff::Offer(args) => Command::HandoffOffer(offer_request(args)),
        Handoff::Preview(args) => Command::HandoffPreview(offer_request(args)),
        Handoff::Acknowledge(args) => step("acknowledged", args),
        Handoff::Accept(args) => step("accepted", args),
        Handoff::Decline(args) => step("declined", args),
        Handoff::Withdraw(args) => step("withdrawn", args),
        Handoff::Released(args) => step("released", args),
        Handoff::Met(args) => step("met", args),
        Handoff::Transported(args) => step("transported", args),
        Handoff::Arrived(args) => step("arrived", args),
        Handoff::Unattended(args) => step("unattended", args),
        Handoff::Rescheduled(args) => step("rescheduled", args),
        Handoff::Refused(args) => step("refused", args),
        Handoff::Engaged(args) => step("engaged", args),
        Handoff::Closed(args) => step("closed", args),
        Handoff::Reassign { id, to } => Command::HandoffStep(rq::HandoffStepRequest {
            id,
            step: "reassigned".to_owned(),
            code: None,
            to: Some(to),
        }),
        Handoff::Show { id } => Command::HandoffShow(rq::RecordRequest { id }),
        Handoff::List { limit } => Command::HandoffList(rq::ListRequest { limit }),
    }
}

fn contact_request(args: ContactArgs) -> Result<rq::ContactNewRequest> {
    let mut fields = pairs(&args.set)?;
    let yes = || "true".to_owned();
    fields.extend(args.needs.iter().map(|code| (format!("need.{code}"), yes())));
    fields.extend(args.dispositions.iter().map(|code| (format!("disposition.{code}"), yes())));
    fields.extend(args.offer.map(|offer| ("offer".to_owned(), offer)));
    fields.extend(args.offer_reason.map(|reason| ("offer.reason".to_owned(), reason)));
    let mut person_fields = pairs(&args.person_set)?;
    if let Some(name) = &args.name {
        let (given, family) = name.trim().rsplit_once(' ').unwrap_or(("", name.trim()));
        let mut put = |key: &str, value: &str| {
            if !value.trim().is_empty() {
                person_fields.insert(key.to_owned(), value.trim().to_owned());
            }
        };
        put("name.given", given);
        put("name.family", family);
    }
    person_fields.extend(args.code_name.map(|name| ("code_name".to_owned(), name)));
    let person = match args.person {
        Some(id) => rq::PersonInput::Existing(id),
        None if person_fields.is_empty() => rq::PersonInput::Unknown,
        None => rq::PersonInput::New(person_fields),
    };
    Ok(rq::ContactNewRequest {
        pathway: args.pathway,
        person,
        incident: args.incident,
        incident_fields: args.cad.map(|cad| ("cad_number".to_owned(), cad)).into_iter().collect(),
        fields,
        doses: args.doses.iter().map(|text| dose(text)).collect::<Result<_>>()?,
        narrative: args.note,
        compartment: args.compartment,
    })
}

fn pairs(texts: &[String]) -> Result<BTreeMap<String, String>> {
    let pair = |text: &String| {
        let (key, value) =
            text.split_once('=').with_context(|| format!("expected KEY=VALUE, got {text:?}"))?;
        Ok((key.trim().to_owned(), value.to_owned()))
    };
    texts.iter().map(pair).collect()
}

fn dose(text: &str) -> Result<rq::DoseInput> {
    let mut dose = rq::DoseInput::default();
    for part in text.split(',').filter(|part| !part.trim().is_empty()) {
        let (key, value) =
            part.split_once('=').with_context(|| format!("expected mg=4,route=nasal,…, got {part:?}"))?;
        let slot = match key.trim() {
            "mg" => &mut dose.mg,
            "route" => &mut dose.route,
            "at" => &mut dose.at,
            "response" => &mut dose.response,
            "giver" => &mut dose.giver,
            other => bail!("a dose has mg, route, at, response and giver, not {other:?}"),
        };
        *slot = Some(value.trim().to_owned());
    }
    Ok(dose)
}
