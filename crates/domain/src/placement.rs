//! Which compartment a record is authored in: one table over kinds of record and classes of device.
//!
//! What a device authors goes to the compartment of its class unless the programme declares that kind shared. A
//! person known to three agencies is therefore three person records, joined by a link in the more restricted of its
//! two ends. What crosses from one compartment to another is not decided here: that is a disclosure, a copy of named
//! fields under a consent (42 CFR 2.31, 2.33).
//!
//! A programme with the one compartment `shared` keeps everything there, whoever authors it.

use crate::RecordKind;
use crate::programme::Programme;
use crate::role::Class;

/// Where a record goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Placement {
    /// Into the programme's compartment of this class.
    In(Class),
    /// A link goes where its ends lie: [`link_home`] says where.
    ByEnds,
    /// Nowhere: this device may not author it in this programme.
    Refused(Refusal),
}

/// Why a device may not author a kind of record. A value, not an error of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The programme has no compartment for what this device authors. Nothing goes elsewhere instead: another
    /// compartment has other readers.
    NoCompartment,
    /// The programme does not let devices of this class into the compartment where it belongs.
    NotAMember,
    /// An agreement holds charges in abeyance: law enforcement alone makes its record. From the care side only
    /// "done" or "not done" crosses.
    LawOnly,
}

impl Refusal {
    /// Stable code for scripts and screens.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoCompartment => "placement.no_compartment",
            Self::NotAMember => "placement.not_a_member",
            Self::LawOnly => "placement.law_only",
        }
    }
}

/// One cell of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    /// The compartment of the author's class; the programme may declare it shared.
    Own,
    /// The compartment of the author's class, whatever the programme declares.
    Kept,
    /// The compartment that all parties share.
    Common,
    /// Where the more restricted end lies.
    Ends,
    /// Not authored by this class.
    Never,
}
use Cell::{Common, Ends, Kept, Never, Own};

/// The table: for each kind what law enforcement, EMS, care and the collaborative's own staff do with it. A new
/// kind does not compile until it has its row.
fn row(kind: RecordKind) -> [Cell; 4] {
    match kind {
        // Columns: law, EMS, care, shared. Who is known to a treatment programme is itself protected (42 CFR 2.11,
        // "patient identifying information"; 2.12(a)(1)), so what names a person stays in care.
        RecordKind::Person => [Own, Own, Kept, Own],
        RecordKind::Contact => [Own, Own, Kept, Own],
        RecordKind::Note => [Own, Own, Kept, Own],
        RecordKind::Attachment => [Own, Own, Kept, Own],
        RecordKind::Incident => [Own, Own, Own, Own],
        RecordKind::FollowUp => [Own, Own, Own, Own],
        RecordKind::ResponsePlan => [Own, Own, Own, Own],
        // In the compartment of who takes it: it names the person, and in care what the person is treated for.
        RecordKind::Consent => [Kept, Kept, Kept, Own],
        RecordKind::Agreement => [Kept, Never, Never, Never],
        // A link tells readers of one compartment that the person is known in the other.
        RecordKind::Link => [Ends, Ends, Ends, Ends],
        // The accountability events have no identity and no clinical word, so that all parties can read them.
        RecordKind::Handoff => [Common, Common, Common, Common],
        // The sender's original stays with the sender; the recipient gets a disclosure sealed to its inbox.
        RecordKind::Packet => [Kept, Kept, Kept, Own],
        // Authored where it happens. Back to the sender goes only what the consent for the return leg covers.
        RecordKind::Outcome => [Kept, Kept, Kept, Own],
        // The account stays with who disclosed. The copy is not placed: it comes sealed to the inbox of who is told.
        RecordKind::Disclosure | RecordKind::DisclosedCopy => [Kept, Kept, Kept, Own],
        RecordKind::Service | RecordKind::Organization | RecordKind::Location => {
            [Common, Common, Common, Common]
        }
    }
}

fn cell(kind: RecordKind, author: Class) -> Cell {
    let [law, ems, care, shared] = row(kind);
    match author {
        Class::Law => law,
        Class::Ems => ems,
        Class::Care => care,
        Class::Shared => shared,
    }
}

/// Where a device of class `author` authors a record of `kind` in this programme.
///
/// ```
/// use footbridge_domain::placement::{Placement, place};
/// use footbridge_domain::{RecordKind, programme::Programme, role::Class};
/// let everything_in_one = Programme::single_shared();
/// assert_eq!(place(RecordKind::Contact, Class::Care, &everything_in_one), Placement::In(Class::Shared));
/// ```
pub fn place(kind: RecordKind, author: Class, programme: &Programme) -> Placement {
    if programme.keeps_all_in_one() {
        return into(Class::Shared, author, programme);
    }
    match cell(kind, author) {
        Cell::Own if programme.declares_shared(kind, author) => into(Class::Shared, author, programme),
        Cell::Own | Cell::Kept => into(author, author, programme),
        Cell::Common => into(Class::Shared, author, programme),
        Cell::Ends => Placement::ByEnds,
        Cell::Never => Placement::Refused(Refusal::LawOnly),
    }
}

fn into(home: Class, author: Class, programme: &Programme) -> Placement {
    match programme.compartment(home) {
        None => Placement::Refused(Refusal::NoCompartment),
        Some(_) if !programme.lets_in(author, home) => Placement::Refused(Refusal::NotAMember),
        Some(_) => Placement::In(home),
    }
}

/// Whether a programme may declare that what `author` records as `kind` is shared. Not for what goes there anyhow,
/// what never may, and what names a person to treatment: that crosses as a disclosure with a consent.
pub fn may_be_declared_shared(kind: RecordKind, author: Class) -> bool {
    author != Class::Shared && cell(kind, author) == Cell::Own
}

/// Where a link between a record in a compartment of class `a` and one in a compartment of class `b` lives: in the
/// more restricted of the two. Care before EMS before law enforcement before shared.
pub fn link_home(a: Class, b: Class) -> Class {
    if restriction(a) >= restriction(b) { a } else { b }
}

fn restriction(class: Class) -> u8 {
    match class {
        Class::Shared => 0,
        Class::Law => 1,
        Class::Ems => 2,
        Class::Care => 3,
    }
}

/// Whether a device of class `device` may ever hold what lies in a compartment of class `compartment`: its own class
/// and what is shared. No programme widens it: above all a law-enforcement device never holds care (42 CFR
/// 2.12(d)), and nobody but law enforcement holds law (CJIS). Who works in two classes uses two homes.
pub fn may_read(device: Class, compartment: Class) -> bool {
    compartment == Class::Shared || device == compartment
}

#[cfg(test)]
mod tests;
