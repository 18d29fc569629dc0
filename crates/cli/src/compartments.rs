//! Answers about compartments, recovery kits and devices, in words.

use std::io::Write;

use anyhow::Result;
use api::views::{
    CompartmentListView, CompartmentStandingView, CompartmentView, DeviceContactListView, DeviceListView,
    DeviceRevokedView, DeviceView, RecoveryKitView,
};

/// The compartments this device is in.
pub fn list(out: &mut impl Write, view: &CompartmentListView) -> Result<()> {
    view.compartments.iter().try_for_each(|one| compartment(out, one))
}

/// One compartment.
pub fn compartment(out: &mut impl Write, view: &CompartmentStandingView) -> Result<()> {
    writeln!(out, "{}  ({})", name(&view.name), view.handle)?;
    writeln!(out, "  for devices of: {}", view.classes.join(", "))?;
    writeln!(out, "  devices in it: {} (see `device list`)", view.devices.len())?;
    writeln!(out, "  key: number {}", view.key_epoch)?;
    if view.used {
        writeln!(out, "  this device records in it when no other is named")?;
    }
    if view.administered {
        writeln!(out, "  this device decides who is in it")?;
    }
    match view.escrowed {
        Some(true) => writeln!(out, "  the recovery kit opens the current key")?,
        Some(false) => {
            writeln!(out, "  the recovery kit does not open the current key: `compartment rotate`")?
        }
        None => {}
    }
    if view.kit_waits {
        writeln!(out, "  a recovery kit waits here to be put away: `compartment kit`")?;
    }
    Ok(())
}

/// A recovery kit, alone on the last line, after what has to be known about it.
pub fn kit(out: &mut impl Write, view: &RecoveryKitView) -> Result<()> {
    let name = name(&view.name);
    writeln!(out, "This is the recovery kit of the compartment {name}.")?;
    writeln!(
        out,
        "\nWhat it is: the way back when every device that decides over the compartment is lost. Whoever holds it can\n\
         read everything in the compartment and decide who is in it. Nobody else has a copy: neither the relay nor\n\
         anybody at Footbridge can replace it."
    )?;
    writeln!(
        out,
        "\nWhere to keep it: on paper, locked away, apart from the devices, where the custodian finds it. Write it down\n\
         or print it, and compare it letter by letter. Send it to nobody; keep no photo and no file of it."
    )?;
    writeln!(
        out,
        "\nThen: `footbridge compartment kit {} --kept`. This device forgets the kit and cannot show it again.\n",
        view.compartment
    )?;
    Ok(writeln!(out, "{}", view.kit)?)
}

/// The kit was put away.
pub fn kept(out: &mut impl Write, view: &CompartmentStandingView) -> Result<()> {
    writeln!(out, "This device holds no recovery kit of this compartment (any more).")?;
    compartment(out, view)
}

/// A compartment was entered with its kit.
pub fn restored(out: &mut impl Write, view: &CompartmentStandingView) -> Result<()> {
    writeln!(
        out,
        "This device is in the compartment and decides over it. `sync` fetches what lies there. The kit stays what it\n\
         was: put it away again, and keep no file of it."
    )?;
    compartment(out, view)
}

/// A device was revoked, and what that means.
pub fn revoked(out: &mut impl Write, view: &DeviceRevokedView) -> Result<()> {
    write!(out, "Cut off: ")?;
    device(out, &view.device)?;
    writeln!(
        out,
        "\n- From now on the relay refuses it: it sends nothing and fetches nothing.\n\
         - What it had sent counts, and stays with everybody who may read it.\n\
         - Every key it knew is replaced: here now, and in other compartments by the first device inside that syncs.\n\
         - What was read on it cannot be unread: `device exposure` says what that was. Until it hears of this, and somebody\n\
         \x20 signs in on it, it keeps what it held, for whoever has its passphrase.\n\
         - When it hears, it seals what it had not sent, and its drafts, to the custodians and wipes itself.\n\
         - What it signed later than the relay took waits for the custodian: `quarantine list`."
    )?;
    for one in &view.waiting {
        writeln!(out, "The new key of {} is not made yet: `sync` tries again.", name(&one.name))?;
    }
    Ok(())
}

/// Every device of the collaborative.
pub fn devices(out: &mut impl Write, view: &DeviceListView) -> Result<()> {
    view.devices.iter().try_for_each(|one| device(out, one))
}

/// When devices were last at the relay. What it says of itself is as that exchange began.
pub fn contacts(out: &mut impl Write, view: &DeviceContactListView) -> Result<()> {
    if view.contacts.is_empty() {
        return Ok(writeln!(out, "The relay has not noted any device yet.")?);
    }
    for one in &view.contacts {
        let version = if one.version.is_empty() { "version not said" } else { one.version.as_str() };
        let unsent = match one.unsent_since_ms {
            Some(since_ms) => format!("something unsent since {}", api::local_time(since_ms)),
            None => "nothing unsent".to_owned(),
        };
        writeln!(
            out,
            "{}  last there {}  {version}  {unsent}",
            one.id,
            api::local_time(one.last_contact_ms)
        )?;
    }
    Ok(())
}

/// One device, in a line.
pub fn device(out: &mut impl Write, view: &DeviceView) -> Result<()> {
    let agency = if view.agency.is_empty() { "(agency not readable here)" } else { view.agency.as_str() };
    let who = [agency, view.role.as_str(), view.name.as_str()];
    let who: Vec<&str> = who.into_iter().filter(|word| !word.is_empty()).collect();
    let own = if view.own { "  (this device)" } else { "" };
    let revoked = if view.revoked { "  cut off" } else { "" };
    let inside: Vec<&str> = view.compartments.iter().map(|one: &CompartmentView| name(&one.name)).collect();
    let inside = if inside.is_empty() { "none of this device's".to_owned() } else { inside.join(", ") };
    let class = &view.class;
    Ok(writeln!(out, "{}  {}  ({class})  compartments: {inside}{own}{revoked}", view.id, who.join(", "))?)
}

/// A compartment's name, or that it is not here.
pub fn name(name: &str) -> &str {
    if name.is_empty() { "(name not here yet)" } else { name }
}
