//! Who may be told what by one consent, for a person to read. Every answer is [`decide`]'s.

use std::collections::BTreeSet;

use super::{Channel, Decision, Discloser, Field, Leg, Presence, Reason, Recipient, Request, Source, decide};
use crate::consent::{Consent, Purpose, Scope};
use crate::fields::{self, Key};
use crate::role::Class;
use crate::{RecordKind, consent};

/// What `consent` lets go to `to` at `now_ms`, from any agency that it names, for any purpose that it names: the groups
/// of fields of which all that this version knows may go. `from` is the class of the compartment that the consent and
/// what it is about lie in.
///
/// # Errors
/// What stands in the way, where nothing may go.
pub fn told(consent: &Consent, from: Class, to: &Recipient, now_ms: i64) -> Result<BTreeSet<Scope>, Reason> {
    let purposes = consent.purposes.iter().filter_map(|word| word.parse::<Purpose>().ok());
    let requests: Vec<Request> = purposes
        .flat_map(|purpose| consent.disclosers.iter().map(move |agency| (purpose, agency)))
        .map(|(purpose, agency)| Request {
            persons: consent.person.into_iter().collect(),
            from: Discloser { agency: agency.clone(), class: from, presence: Presence::MayNotSay },
            to: to.clone(),
            purpose,
            fields: Scope::ALL.iter().copied().flat_map(fields_of).collect(),
            source: Source::Other,
            leg: Leg::Outward,
            channel: Channel::Disclosure,
        })
        .collect();
    let mut scopes = BTreeSet::new();
    let mut reason = None;
    for request in requests {
        match decide(&request, std::slice::from_ref(consent), now_ms) {
            Decision::Permit(permit) => {
                let goes = |scope: &Scope| {
                    let fields = fields_of(*scope);
                    !fields.is_empty() && fields.is_subset(&permit.fields)
                };
                scopes.extend(Scope::ALL.iter().copied().filter(goes));
            }
            Decision::Deny(denial) => reason = reason.max(Some(denial.reason)),
        }
    }
    let lacks = || Reason::NotValid(consent::validity(consent).into_iter().collect());
    if scopes.is_empty() { Err(reason.unwrap_or_else(lacks)) } else { Ok(scopes) }
}

/// A field of each row that the group covers.
fn fields_of(scope: Scope) -> BTreeSet<Field> {
    let field = |kind: RecordKind, row: &str| {
        let member =
            fields::rules(kind).any(|rule| matches!(rule.key, Key::Under(prefix, _) if prefix == row));
        // any member will do: whether it may go hangs on the prefix
        Field::new(kind, if member { format!("{row}.member") } else { row.to_owned() })
    };
    let rows = scope.rows().iter();
    rows.flat_map(|(kind, keys)| keys.iter().map(move |key| field(*kind, key))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::Saying;
    use crate::consent::sample::Sample;
    use crate::fixture::NOW;

    fn to(agency: &str, class: Class) -> Recipient {
        Recipient { agency: agency.to_owned(), person: None, class }
    }

    fn asked(sample: Sample, agency: &str, class: Class) -> Result<Vec<Scope>, &'static str> {
        let found = told(&sample.consent(), Class::Ems, &to(agency, class), NOW);
        found.map(|scopes| scopes.into_iter().collect()).map_err(|reason| reason.code())
    }

    #[test]
    fn who_is_named_is_told_what_is_named_and_nobody_else_is() {
        let whole = || Sample::whole().flag("scope.needs");
        assert_eq!(asked(whole(), "Harbor Outreach", Class::Care), Ok(vec![Scope::Identity, Scope::Needs]));
        assert_eq!(asked(whole(), "Cedar House", Class::Care), Err("disclosure.recipient_not_named"));
        let class = || whole().flag("designation.treating_providers");
        assert_eq!(asked(class(), "Cedar House", Class::Care), Ok(vec![Scope::Identity, Scope::Needs]));
        assert_eq!(asked(class(), "Sheriff", Class::Law), Err("disclosure.law_enforcement_not_named"));
        let revoked = whole().said(2, Saying::Revoked, &[], None);
        assert_eq!(asked(revoked, "Harbor Outreach", Class::Care), Err("disclosure.revoked"));
        assert_eq!(
            asked(whole().without("purpose."), "Harbor Outreach", Class::Care),
            Err("disclosure.not_valid")
        );
    }

    #[test]
    fn every_group_with_fields_can_be_told() {
        for scope in Scope::ALL.iter().copied().filter(|scope| *scope != Scope::AgreementResult) {
            let sample = Sample::whole().without("scope.").flag(&format!("scope.{scope}"));
            assert_eq!(asked(sample, "Harbor Outreach", Class::Care), Ok(vec![scope]), "{scope}");
        }
    }
}
