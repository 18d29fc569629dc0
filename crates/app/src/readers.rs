//! Who reads where: the classes of agencies, and the agencies and classes of compartments, as the certificates say.

use std::collections::{BTreeMap, BTreeSet};

use domain::CompartmentId;
use domain::role::Class;

use crate::Device;
use crate::device::handle;
use crate::enrolment::{class_of, device_class};

impl Device {
    /// The classes of every agency's members.
    pub(crate) fn classes_of_agencies(&self) -> BTreeMap<String, BTreeSet<Class>> {
        let mut classes: BTreeMap<String, BTreeSet<Class>> = BTreeMap::new();
        for (id, names) in self.all_names() {
            if let Some(member) = self.known.roster.member(&id)
                && !names.agency.is_empty()
            {
                classes.entry(names.agency).or_default().insert(class_of(member.class));
            }
        }
        classes
    }

    /// Of which class an agency's members are. Where they are of several, law enforcement may be among them: then it is
    /// told by a consent that names it.
    pub(crate) fn class_of_agency(&self, agency: &str) -> Class {
        let classes: Vec<Class> =
            self.classes_of_agencies().remove(agency).unwrap_or_default().into_iter().collect();
        match classes.as_slice() {
            [one] => *one,
            _ => Class::Shared,
        }
    }

    /// Of which class what lies in a compartment is, when it leaves: where care may be in it, it is care's (42 CFR 2.12).
    pub(crate) fn class_of_compartment(&self, compartment: CompartmentId) -> Class {
        let charter =
            self.known.roster.compartment(&handle(compartment)).and_then(|one| one.charter.as_ref());
        let care = device_class(Class::Care);
        let is_care = charter.is_some_and(|charter| charter.classes.contains(&care));
        if is_care { Class::Care } else { self.me.profile.class }
    }

    /// Whether every class may be in a compartment: nothing was chartered.
    pub(crate) fn is_for_all(&self, compartment: CompartmentId) -> bool {
        self.known.roster.compartment(&handle(compartment)).is_none_or(|one| one.charter.is_none())
    }

    /// The agencies that read what lies in a compartment: all of them in one without a charter, else those with a device
    /// in it now.
    pub(crate) fn readers(&self, compartment: CompartmentId) -> Vec<String> {
        if self.is_for_all(compartment) {
            return self.agencies().into_iter().map(|one| one.name).collect();
        }
        let compartment = handle(compartment);
        let inside = self.known.roster.admitted(&compartment).map(|one| self.names_of(one.member).agency);
        let inside: BTreeSet<String> = inside.filter(|name| !name.is_empty()).collect();
        inside.into_iter().collect()
    }

    /// Whether this agency may read what lies in a compartment: anybody, where nothing was chartered.
    pub(crate) fn can_read(&self, compartment: CompartmentId, agency: &str) -> bool {
        self.is_for_all(compartment) || self.readers(compartment).iter().any(|one| one == agency)
    }
}
