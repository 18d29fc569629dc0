//! `member` and `passphrase`: what is asked for, and the answers in words.

use std::io::Write;

use anyhow::{Result, bail};
use api::views::{MemberListView, MemberNamedView, MemberView};
use api::{Command, Passphrase, requests as rq};

use crate::args::{Member, NewPassphrase, PassphraseCommand, Top};
use crate::secret;

/// The command, and who signs in for it. A new passphrase is asked for after the one that opens the device.
pub fn command(top: Top, existing: impl FnOnce() -> Result<Passphrase>) -> Result<(Command, Passphrase)> {
    match top {
        Top::Member(asked) => member(asked, existing),
        Top::Passphrase(asked) => passphrase(asked, existing),
        _ => bail!("not about members"),
    }
}

fn member(member: Member, existing: impl FnOnce() -> Result<Passphrase>) -> Result<(Command, Passphrase)> {
    let signs_in = existing()?;
    let command = match member {
        Member::List => Command::MemberList(rq::Nothing {}),
        Member::Name(args) => Command::MemberName(rq::MemberNameRequest {
            member: args.id,
            agency: args.agency,
            role: args.role,
            agency_kind: args.agency_kind,
            member_name: args.member,
            expires_hours: Some(args.expires_hours),
        }),
        Member::SignUp { code, sign_in_name, own_sign_in_name, passphrase } => {
            Command::MemberSignUp(rq::MemberSignUpRequest {
                code,
                sign_in_name,
                passphrase: new_passphrase(&passphrase)?,
                own_passphrase: signs_in.expose().to_owned(),
                own_sign_in_name,
            })
        }
        Member::Remove { member } => Command::MemberRemove(rq::MemberRequest { member }),
    };
    Ok((command, signs_in))
}

fn passphrase(
    command: PassphraseCommand,
    existing: impl FnOnce() -> Result<Passphrase>,
) -> Result<(Command, Passphrase)> {
    let PassphraseCommand::Change { passphrase } = command;
    let signs_in = existing()?;
    let change =
        rq::PassphraseChangeRequest { old: signs_in.expose().to_owned(), new: new_passphrase(&passphrase)? };
    Ok((Command::PassphraseChange(change), signs_in))
}

fn new_passphrase(from: &NewPassphrase) -> Result<String> {
    Ok(secret::choose_new(from.new_passphrase_file.as_deref())?.expose().to_owned())
}

/// Who may sign in on this device.
pub fn list(out: &mut impl Write, view: &MemberListView) -> Result<()> {
    view.members.iter().try_for_each(|one| line(out, one))
}

fn line(out: &mut impl Write, view: &MemberView) -> Result<()> {
    let who = [view.agency.as_str(), view.role.as_str(), view.name.as_str()];
    let who: Vec<&str> = who.into_iter().filter(|word| !word.is_empty()).collect();
    let name = view.sign_in_name.as_deref().unwrap_or("(no sign-in name: the passphrase alone)");
    let owner = if view.owner { "  (their own device)" } else { "" };
    let here = if view.signed_in { "  (signed in)" } else { "" };
    Ok(writeln!(out, "{name}  {}  {}{owner}{here}", view.member, who.join(", "))?)
}

/// A start code, alone on the last line.
pub fn named(out: &mut impl Write, view: &MemberNamedView) -> Result<()> {
    let name = if view.name.is_empty() { view.member.as_str() } else { view.name.as_str() };
    writeln!(out, "For {name}, {} of {} (member {}).", view.role, view.agency, view.member)?;
    writeln!(
        out,
        "Hand this start code to them and to nobody else: with it, and with somebody who is signed in on a shared\n\
         device of their agency, they sign up there once (`member sign-up`), before it expires:"
    )?;
    Ok(writeln!(out, "{}", view.code)?)
}
