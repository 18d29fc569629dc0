//! Disclosures: what crosses from one compartment to another. Named fields of one person, copied once, under a consent
//! that `domain::disclosure::decide` judges; an account of it that stays here; a letter that goes there.
//!
//! Three steps, each of which may be the last before the process ends: the account is written in the transaction that
//! decides; the letter is posted; what became of it is written down. [`Device::settle_disclosures`] goes on wherever it
//! stopped. It deliberately knows nothing of how a letter travels (`crate::letters`).

mod accounting;
mod back;
mod outward;
mod settle;

use domain::disclosure::DisclosedCopy;
use domain::role::Class;
use domain::{CompartmentId, Record, RecordId, RecordKind};
use protocol::MemberId;

use crate::device::handle;
use crate::{AppError, Device};

pub use accounting::accounting_csv;
pub use back::{CopiedPacket, NotTold, ToldBack};
pub use outward::{Disclosing, OfferPreview};
pub(crate) use outward::{Packet, posted_first, purpose};
pub(crate) use settle::{is_watched, note_touched};

impl Device {
    /// Whether this agency may read what lies in a compartment: one without a charter is for all.
    pub(crate) fn can_read(&self, compartment: CompartmentId, agency: &str) -> bool {
        let compartment_handle = handle(compartment);
        let mut inside = self.known.roster.admitted(&compartment_handle);
        self.is_for_all(compartment) || inside.any(|one| self.names_of(one.member).agency == agency)
    }

    /// Whether every class may be in a compartment: nothing was chartered.
    pub(crate) fn is_for_all(&self, compartment: CompartmentId) -> bool {
        self.known.roster.compartment(&handle(compartment)).is_none_or(|one| one.charter.is_none())
    }

    /// Of which class what lies in a compartment is, when it leaves: where care may be in it, it is care's (42 CFR 2.12).
    fn class_of_compartment(&self, compartment: CompartmentId) -> Class {
        let own = self.me.profile.class;
        let charter =
            self.known.roster.compartment(&handle(compartment)).and_then(|one| one.charter.as_ref());
        let care = crate::enrolment::device_class(Class::Care);
        if charter.is_some_and(|charter| charter.classes.contains(&care)) { Class::Care } else { own }
    }

    /// Of which class an agency's members are. Where they are of several, law enforcement may be among them: then it is
    /// told by a consent that names it.
    fn class_of_agency(&self, agency: &str) -> Class {
        let of_agency = |(id, _): &(&MemberId, _)| self.names_of(**id).agency == agency;
        let members = self.known.roster.members().filter(of_agency);
        let mut classes: Vec<Class> =
            members.map(|(_, member)| crate::enrolment::class_of(member.class)).collect();
        classes.sort_unstable();
        classes.dedup();
        match classes.as_slice() {
            [one] => *one,
            _ => Class::Shared,
        }
    }

    /// What others told this device of a handoff, the earliest first: only what who signed it may say.
    pub(crate) fn copies_of(&self, handoff: RecordId) -> Result<Vec<(Record, DisclosedCopy)>, AppError> {
        let rows = self.db.read(|tx| tx.disclosed_copies_of(handoff))?;
        let mut out = self.genuine(rows.into_iter().map(|row| row.id))?;
        out.sort_by_key(|(record, copy)| (copy.body.at.map(|at| at.unix_ms()), record.id));
        Ok(out)
    }

    /// Those of these copies that a member of the agency signed that they say they are from: anybody may write to an
    /// inbox, and a false one must not draw answers to itself.
    fn genuine(
        &self,
        ids: impl IntoIterator<Item = RecordId>,
    ) -> Result<Vec<(Record, DisclosedCopy)>, AppError> {
        let mut out = Vec::new();
        for id in ids {
            let Some(record) = self.held(id)?.filter(|one| one.kind == RecordKind::DisclosedCopy) else {
                continue;
            };
            let copy = DisclosedCopy::read(&record);
            let signer = copy.signer.map(|member| self.names_of(MemberId(member.0)).agency);
            if !copy.from_agency.is_empty() && signer.as_deref() == Some(copy.from_agency.as_str()) {
                out.push((record, copy));
            }
        }
        Ok(out)
    }
}
