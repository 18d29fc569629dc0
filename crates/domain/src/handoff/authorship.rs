//! Who may say an event. The state takes events at their word, so they are checked when they come in.

use super::{Event, Kind};
use crate::Edit;
use crate::role::Role;

/// Whether a member of `agency` in `role` may have made these edits of a handoff or outcome record: events speak for
/// the writer's own agency, and only a role that may takes a handoff from a party that fell silent.
///
/// # Errors
/// The stable code of the first that may not: `handoff.other_party`, `handoff.role_may_not`.
pub fn check(
    edits: impl IntoIterator<Item = Edit>,
    agency: &str,
    role: Option<Role>,
) -> Result<(), &'static str> {
    for event in edits.into_iter().filter_map(|edit| read(&edit)) {
        if event.party.agency != agency {
            return Err("handoff.other_party");
        }
        if event.kind() == Kind::Reassigned && !role.is_some_and(Role::may_reassign) {
            return Err("handoff.role_may_not");
        }
    }
    Ok(())
}

/// The event that an edit puts; `None` for anything else, which says nothing about who answers.
fn read(edit: &Edit) -> Option<Event> {
    let id = edit.key.strip_prefix("event.")?.parse().ok()?;
    Event::read(id, &edit.value.as_ref()?.as_text()?.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::*;
    use crate::Scalar;
    use crate::fixture::moment;
    use crate::handoff::{Party, Plain, What};

    fn said(party: &str, what: What) -> Edit {
        let (id, party) = (Uuid::from_u128(7), Party::agency(party));
        Event { id, what, party, at: moment(0), seen: BTreeSet::new() }.edit()
    }

    #[test]
    fn everybody_speaks_for_the_own_agency_only() {
        let accepted = said("Harbor Outreach", What::Plain(Plain::Accepted));
        assert_eq!(check([accepted.clone()], "Harbor Outreach", None), Ok(()));
        assert_eq!(check([accepted], "Ridge County Sheriff", None), Err("handoff.other_party"));
    }

    #[test]
    fn only_some_roles_take_a_handoff_from_a_party() {
        let (from, to) = (Party::agency("Valley EMS"), Party::agency("Harbor Outreach"));
        let taken = said("Ridge County Health", What::Reassigned { from, to, due: None });
        let by = |role| check([taken.clone()], "Ridge County Health", role);
        assert_eq!(by(Some(Role::Supervisor)), Ok(()));
        assert_eq!(by(Some(Role::Patrol)), Err("handoff.role_may_not"));
        assert_eq!(by(None), Err("handoff.role_may_not"));
    }

    #[test]
    fn what_is_no_event_says_nothing() {
        let edits = [Edit::set("status", Scalar::text("ready")), Edit::set("event.x", Scalar::text("y"))];
        assert_eq!(check(edits, "Valley EMS", None), Ok(()));
    }
}
