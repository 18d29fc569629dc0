//! Over small sets of everything that decides: what goes was consented to. What unlocks which field stands here by hand,
//! apart from the tables that decide it.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::tests::{back, outward};
use super::*;
use crate::RecordKind;
use crate::consent::sample::Sample;
use crate::consent::{Purpose, Saying};
use crate::fixture::NOW;
use crate::handoff::Kind;

/// A field, what of a consent unlocks it on the way there, and what on the way back.
type Row = (RecordKind, &'static str, &'static [&'static str], &'static [&'static str]);

const ROWS: [Row; 13] = [
    (
        RecordKind::Person,
        "name.family",
        &["scope.identity", "field.name.family"],
        &["return_field.name.family"],
    ),
    (
        RecordKind::Packet,
        "copy.name.family",
        &["scope.identity", "field.name.family"],
        &["return_field.name.family"],
    ),
    (RecordKind::Person, "birth_date", &["scope.identity"], &[]),
    (RecordKind::Person, "phone.2155550100", &["scope.contact_details"], &[]),
    (RecordKind::Contact, "need.housing", &["scope.needs", "field.need"], &[]),
    (RecordKind::Contact, "survived", &["scope.naloxone"], &[]),
    (RecordKind::Note, "body", &["scope.narrative"], &[]),
    (RecordKind::Person, "ssn", &[], &[]),
    (RecordKind::Person, "newer", &[], &[]),
    (RecordKind::Handoff, "event.accepted", &[], &[]),
    (RecordKind::Outcome, "event.met", &["scope.handoff_outcome"], &["return.met"]),
    (RecordKind::Outcome, "event.closed.code", &["scope.handoff_outcome"], &["return.closed_reason"]),
    (RecordKind::Outcome, "event.refused", &["scope.handoff_outcome"], &["return.refused"]),
];

const KEYS: [&str; 16] = [
    "scope.identity",
    "scope.contact_details",
    "scope.needs",
    "scope.naloxone",
    "scope.narrative",
    "scope.handoff_outcome",
    "scope.made_next_year",
    "field.name.family",
    "field.need",
    "field.ssn",
    "field.newer",
    "return.met",
    "return.refused",
    "return.closed_reason",
    "return_field.name.family",
    "return_field.ssn",
];

fn field((kind, key, ..): &Row) -> Field {
    Field::new(*kind, *key)
}

/// What a consent can be: which keys it has, what was taken from it, what was said about it.
#[derive(Clone, Debug)]
struct Made {
    keys: Vec<&'static str>,
    without: Option<&'static str>,
    revoked: Option<Vec<u128>>,
    to: &'static str,
    purpose: &'static str,
}

fn made() -> impl Strategy<Value = Made> {
    let without =
        prop::option::weighted(0.2, select(vec!["signed.", "expires.", "event.", "person.", "status"]));
    let revoked = prop::option::weighted(0.2, subsequence(vec![1_u128], 0..=1));
    let to = select(vec!["Harbor Outreach", "Ridge Police", "Ridge Clinic"]);
    let purpose = select(vec!["purpose.care_coordination", "purpose.research"]);
    (subsequence(KEYS.to_vec(), 0..=KEYS.len()), without, revoked, to, purpose)
        .prop_map(|(keys, without, revoked, to, purpose)| Made { keys, without, revoked, to, purpose })
}

impl Made {
    fn consent(&self, byte: u8) -> Consent {
        let bare = ["scope.", "return.", "recipient.", "purpose."];
        let sample = bare.into_iter().fold(Sample::whole(), Sample::without);
        let sample = sample.with("recipient.one", self.to).flag(self.purpose);
        let sample = self.keys.iter().fold(sample, |sample, key| sample.flag(key));
        let sample =
            self.revoked.iter().fold(sample, |sample, seen| sample.said(2, Saying::Revoked, seen, None));
        let sample = self.without.iter().fold(sample, |sample, part| sample.without(part));
        Consent { id: RecordId::from_bytes([byte; 16]), ..sample.consent() }
    }

    /// Whether it counts for the request, as a person would say it.
    fn counts(&self, request: &Request) -> bool {
        let other = match request.leg {
            Leg::Outward => &request.to.agency,
            Leg::Return => &request.from.agency,
        };
        self.without.is_none()
            && self.revoked.is_none()
            && !self.keys.is_empty()
            && self.to == other
            && self.purpose.ends_with(request.purpose.word())
    }

    fn unlocks(&self, row: &Row, leg: Leg) -> bool {
        let by = if leg == Leg::Outward { row.2 } else { row.3 };
        by.iter().any(|key| self.keys.contains(key))
    }
}

fn request() -> impl Strategy<Value = Request> {
    let fields = subsequence(ROWS.to_vec(), 0..=ROWS.len());
    let purpose = select(vec![Purpose::CareCoordination, Purpose::Research]);
    let agency = select(vec![("Harbor Outreach", Class::Care), ("Ridge Police", Class::Law)]);
    let leg = select(Leg::ALL.to_vec());
    (fields, purpose, agency, leg, select(Presence::ALL.to_vec())).prop_map(
        |(rows, purpose, (agency, class), leg, presence)| {
            let fields = rows.iter().map(field);
            let mut request = if leg == Leg::Outward { outward(fields) } else { back(fields) };
            match leg {
                Leg::Outward => request.to = Recipient { agency: agency.into(), person: None, class },
                Leg::Return => request.from = Discloser { agency: agency.into(), class, presence },
            }
            Request { purpose, ..request }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_goes_was_consented_to(request in request(), made in prop::collection::vec(made(), 0..4)) {
        let consents: Vec<Consent> = (1..).zip(&made).map(|(byte, made)| made.consent(byte)).collect();
        let counting: Vec<&Made> = made.iter().filter(|made| made.counts(&request)).collect();
        let expect: BTreeSet<Field> = ROWS
            .iter()
            .filter(|row| request.fields.contains(&field(row)))
            .filter(|row| {
                let anyway = row.1 == "event.accepted" && request.from.presence == Presence::MaySay;
                counting.iter().any(|made| made.unlocks(row, request.leg))
                    || anyway && request.leg == Leg::Return
            })
            .map(field)
            .collect();
        let omitted = match decide(&request, &consents, NOW) {
            Decision::Permit(permit) => {
                prop_assert_eq!(&permit.fields, &expect);
                prop_assert!(!expect.is_empty());
                prop_assert_eq!(permit.obligations.first(), Some(&Obligation::Log));
                let noticed = permit.obligations.iter().any(|one| matches!(one, Obligation::AttachNotice(_)));
                prop_assert_eq!(noticed, request.is_part2() && !permit.consents.is_empty());
                for id in &permit.consents {
                    let at = usize::from(id.as_bytes()[0]) - 1;
                    prop_assert!(made[at].counts(&request));
                }
                permit.omitted
            }
            Decision::Deny(denial) => {
                prop_assert!(expect.is_empty());
                prop_assert_eq!(denial.consents.len(), consents.len());
                denial.omitted
            }
        };
        // what was asked for is either told or said to be left out
        let left: BTreeSet<Field> = request.fields.difference(&expect).cloned().collect();
        prop_assert_eq!(omitted.keys().cloned().collect::<BTreeSet<Field>>(), left);
    }

    #[test]
    fn one_more_revocation_ends_what_a_consent_permits(request in request(), mut made in made()) {
        made.revoked = Some(Vec::new());
        let decision = decide(&request, &[made.consent(1)], NOW);
        if let Decision::Permit(permit) = decision {
            let accepted = [Field::event(Kind::Accepted)].into();
            prop_assert!(permit.consents.is_empty() && permit.fields == accepted);
        }
    }
}
