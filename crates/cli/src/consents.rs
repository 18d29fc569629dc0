//! Consents: from arguments to a command, and answers in words.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
use api::views::{ConsentDraftView, ConsentListView, ConsentTextsView, ConsentView, IssueView};
use api::{Command, requests as rq};

use crate::answer::{named, when};
use crate::args::{Consent, ConsentArgs};
use crate::error::CliError;
use crate::explain;

/// The command that was asked for.
pub fn command(consent: Consent) -> Command {
    match consent {
        Consent::New { draft, consent } => {
            Command::ConsentNew(rq::ConsentNewRequest { consent: input(consent), draft })
        }
        Consent::Draft { id, consent } => Command::ConsentDraftSave(rq::ConsentDraftSaveRequest {
            id,
            seen_ms: None,
            consent: input(consent),
            focus: String::new(),
        }),
        Consent::Show { id } => Command::ConsentShow(rq::RecordRequest { id }),
        Consent::List { person } => Command::ConsentList(rq::ConsentListRequest { person }),
        Consent::Revoke { id, how } => Command::ConsentRevoke(rq::ConsentRevokeRequest { id, how }),
        Consent::Renew { id, until, how } => {
            Command::ConsentRenew(rq::ConsentRenewRequest { id, until, how })
        }
        Consent::End { id, at } => Command::ConsentEnd(rq::ConsentEndRequest { id, at }),
        Consent::InError { id, why } => Command::ConsentInError(rq::ConsentInErrorRequest { id, why }),
        Consent::Text => Command::ConsentText(rq::Nothing {}),
        Consent::Print { id, lang, .. } => {
            Command::ConsentPrint(rq::ConsentPrintRequest { id, language: lang })
        }
    }
}

fn input(args: ConsentArgs) -> rq::ConsentInput {
    let mut fields = BTreeMap::new();
    let chosen = [
        ("designation", args.designations),
        ("scope", args.scopes),
        ("purpose", args.purposes),
        ("return", args.returns),
    ];
    for (list, codes) in chosen {
        fields.extend(codes.into_iter().map(|code| (format!("{list}.{code}"), "true".to_owned())));
    }
    let guardian = match (&args.guardian_signed_by, args.guardian) {
        (_, Some(id)) => rq::PersonInput::Existing(id),
        (Some(name), None) => rq::PersonInput::New([("name.preferred".to_owned(), name.clone())].into()),
        (None, None) => rq::PersonInput::Unknown,
    };
    let kinds = [
        ("signed", args.signed_by),
        ("recorded_verbal", args.spoken_by),
        ("guardian", args.guardian_signed_by),
    ];
    let signed = kinds.into_iter().find_map(|(kind, by)| Some((kind.to_owned(), by?)));
    let (kind, by) = signed.unzip();
    let texts = [
        ("person.name_signed", args.name),
        ("expires.date", args.until),
        ("expires.event", args.ends_with),
        ("signature.kind", kind),
        ("signature.by", by),
        ("signature.witness", args.witness),
        ("signed.at", args.signed_at),
    ];
    fields.extend(texts.into_iter().filter_map(|(key, text)| Some((key.to_owned(), text?))));
    rq::ConsentInput {
        person: args.person,
        language: args.lang,
        disclosers: args.from,
        recipients: args.to,
        fields,
        guardian,
        compartment: args.compartment,
    }
}

/// Writes a page to a new file that only this user reads: it names a person.
pub fn write_page(path: &Path, html: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let failed = |error: std::io::Error| CliError::OutFile(format!("{}: {error}", path.display()));
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(html.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    Ok(())
}

/// One consent.
pub fn consent(out: &mut impl Write, view: &ConsentView) -> Result<()> {
    writeln!(out, "consent {}: {}", view.id, view.standing)?;
    writeln!(out, "  person: {} (signed as {})", named(&view.person_name), named(&view.name_signed))?;
    missing(out, &view.missing)?;
    let told: Vec<&str> = view.recipients.iter().chain(&view.designations).map(String::as_str).collect();
    writeln!(out, "  {} may tell {}", view.disclosers.join(", "), told.join(", "))?;
    writeln!(out, "  what: {}; for: {}", view.scopes.join(", "), view.purposes.join(", "))?;
    writeln!(out, "  may come back: {}", view.returns.join(", "))?;
    let ends: Vec<&str> =
        [&view.expires_on, &view.expires_event].into_iter().flatten().map(String::as_str).collect();
    writeln!(out, "  until: {}", ends.join(", "))?;
    let kind = view.signature_kind.as_deref().unwrap_or("not signed");
    writeln!(out, "  {kind}: {}  {}", view.signed_by, view.basis)?;
    for said in &view.said {
        let until = said.until.as_deref().map(|until| format!(" until {}", when(until))).unwrap_or_default();
        writeln!(out, "  {}  {}{until} by {}  {}", when(&said.at), said.saying, said.by, said.how)?;
    }
    for one in &view.told {
        match one.denied.as_str() {
            "" => writeln!(out, "  now may see: {}: {}", one.name, one.scopes.join(", "))?,
            code => writeln!(out, "  now may not: {}: {}", one.name, explain::with_code(code))?,
        }
    }
    Ok(writeln!(out, "  lies in {}, where these read: {}", view.compartment, view.readers.join(", "))?)
}

/// The consents of a person.
pub fn list(out: &mut impl Write, view: &ConsentListView) -> Result<()> {
    if view.consents.is_empty() {
        writeln!(out, "no consents")?;
    }
    view.consents.iter().try_for_each(|one| consent(out, one))
}

/// One that is being filled in.
pub fn draft(out: &mut impl Write, view: &ConsentDraftView) -> Result<()> {
    writeln!(out, "draft of a consent {}, on this device only", view.id)?;
    missing(out, &view.issues)
}

/// The wording, as a person would read it out.
pub fn text(out: &mut impl Write, view: &ConsentTextsView) -> Result<()> {
    for text in &view.texts {
        writeln!(out, "{} ({})  {}", text.name, text.language, text.hash)?;
        for (part, words) in &text.words {
            writeln!(out, "  {part}: {words}")?;
        }
    }
    let rule =
        |rule: &Option<String>| rule.clone().unwrap_or_else(|| "not taken: no rule is named".to_owned());
    writeln!(out, "spoken consent: {}", rule(&view.verbal_basis))?;
    writeln!(out, "a guardian's signature: {}", rule(&view.guardian_basis))?;
    writeln!(out, "until {} unless the person says otherwise", view.expires)?;
    Ok(writeln!(out, "Defaults, not advice: have your counsel read them (docs/reference/programme.md).")?)
}

fn missing(out: &mut impl Write, issues: &[IssueView]) -> Result<()> {
    for issue in issues {
        writeln!(out, "  ! {}: {}", issue.field, explain::with_code(&issue.code))?;
    }
    Ok(())
}
