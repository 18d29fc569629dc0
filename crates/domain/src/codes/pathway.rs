//! The pathways of deflection, as the Police, Treatment, and Community Collaborative (PTACC) numbers them.

use super::{CodeList, Version};
use crate::role::{Class, words};

words! {
    /// A way from a contact into care without arrest: the current six.
    Pathway {
        /// The person walks in to police, fire or EMS.
        SelfReferral = "self_referral",
        /// A team seeks the person out.
        ActiveOutreach = "active_outreach",
        /// A team follows an overdose response up.
        NaloxonePlus = "naloxone_plus",
        /// Patrol, fire or EMS refer in the course of routine activity; no charges.
        FirstResponderAndOfficerReferral = "first_responder_and_officer_referral",
        /// Charges are held in abeyance, or a non-criminal citation is issued: law enforcement only.
        OfficerIntervention = "officer_intervention",
        /// Clinicians, peers or credible messengers answer a call for service.
        CommunityResponse = "community_response",
    }
}

impl Pathway {
    /// Whether a member of `class` may start it. Officer Intervention holds charges in abeyance, which only
    /// who could have laid them can do.
    pub fn open_to(self, class: Class) -> bool {
        self != Self::OfficerIntervention || class == Class::Law
    }

    /// The pathway that a code of any version means today.
    pub fn read(code: &str) -> Option<Self> {
        PATHWAY.today(code)?.parse().ok()
    }
}

/// The pathway codes: five in the older list, six today.
pub static PATHWAY: CodeList = CodeList {
    name: "pathway",
    versions: &[
        Version {
            number: 1,
            source: "PTACC, the five pathways",
            codes: &[
                "self_referral",
                "active_outreach",
                "naloxone_plus",
                "officer_prevention",
                "officer_intervention",
            ],
        },
        Version { number: 2, source: "PTACC, the six pathways", codes: Pathway::WORDS },
    ],
    renamed: &[("officer_prevention", "first_responder_and_officer_referral")],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_older_list_stays_readable() {
        assert_eq!(PATHWAY.versions[0].codes.len(), 5);
        assert_eq!(PATHWAY.current().len(), 6);
        assert!(PATHWAY.contains("officer_prevention") && !PATHWAY.offers("officer_prevention"));
        assert_eq!(Pathway::read("officer_prevention"), Some(Pathway::FirstResponderAndOfficerReferral));
        assert_eq!(Pathway::read("arrest"), None);
    }

    #[test]
    fn officer_intervention_is_for_law_enforcement_only() {
        for pathway in Pathway::ALL {
            for class in Class::ALL {
                let expect = *pathway != Pathway::OfficerIntervention || *class == Class::Law;
                assert_eq!(pathway.open_to(*class), expect, "{pathway} {class}");
            }
        }
    }
}
