//! Names behind ids: members, agencies and compartments, out of the sealed parts of certificates.

use std::collections::{BTreeMap, BTreeSet};

use protocol::MemberId;
use vault::MemberNames;

use crate::{AppError, Device};

/// What others may be shown of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberNamesView {
    /// The agency's name; empty when it cannot be read here.
    pub agency: String,
    /// The role's code.
    pub role: String,
    /// The member's own name; may be empty.
    pub name: String,
}

/// An agency whose members' names can be read here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Its name.
    pub name: String,
    /// The roles its members have, in order.
    pub roles: Vec<String>,
    /// Whether it is this device's own.
    pub own: bool,
}

impl Device {
    /// Who a member is. Empty texts when the certificate is not here or cannot be read: the record is shown all
    /// the same.
    pub fn names_of(&self, member: MemberId) -> MemberNamesView {
        let found = self.open_names(member).unwrap_or_default();
        MemberNamesView { agency: found.agency, role: found.role, name: found.name }
    }

    /// Every member whose names can be read here.
    pub(crate) fn all_names(&self) -> BTreeMap<MemberId, MemberNamesView> {
        let names = |member: &MemberId| {
            let found = self.open_names(*member)?;
            let view = MemberNamesView { agency: found.agency, role: found.role, name: found.name };
            Some((*member, view))
        };
        self.known.roster.members().filter_map(|(member, _)| names(member)).collect()
    }

    fn open_names(&self, member: MemberId) -> Option<MemberNames> {
        let sealed = &self.known.roster.member(&member)?.sealed;
        self.directory_key.open_member(self.collaborative_log(), member, sealed).ok()
    }

    /// All agencies that are members, by name.
    pub fn agencies(&self) -> Vec<Agency> {
        let mut agencies: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for names in self.all_names().into_values().filter(|names| !names.agency.is_empty()) {
            agencies.entry(names.agency).or_default().insert(names.role);
        }
        let own = |name: &str| name == self.me.profile.agency;
        let agency = |(name, roles): (String, BTreeSet<String>)| Agency {
            own: own(&name),
            roles: roles.into_iter().filter(|role| !role.is_empty()).collect(),
            name,
        };
        agencies.into_iter().map(agency).collect()
    }

    /// The agency that somebody typed, in its own spelling.
    ///
    /// # Errors
    /// `handoff.unknown_agency`.
    pub(crate) fn agency(&self, typed: &str) -> Result<String, AppError> {
        let wanted = typed.trim().to_lowercase();
        let found = self.agencies().into_iter().find(|one| one.name.to_lowercase() == wanted);
        found.map(|one| one.name).ok_or(AppError::Input {
            code: "handoff.unknown_agency",
            what: "no agency of this name is a member (see `status` on its device, or `sync` first)",
        })
    }
}
