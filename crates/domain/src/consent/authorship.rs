//! Who may say an event of a consent. Whether it stands takes events at their word, so they are checked when they
//! come in.

use super::{Saying, Statement};
use crate::Edit;

/// Whether a member of `agency` may have made these edits of a consent record: a grant and a renewal are recorded in
/// the name of the writer's own agency. A revocation is taken whoever is said to have recorded it: to lose one would
/// be worse than to have one too many.
///
/// # Errors
/// The stable code `consent.other_party`.
pub fn check(edits: impl IntoIterator<Item = Edit>, agency: &str) -> Result<(), &'static str> {
    let forged = |said: Statement| said.saying != Saying::Revoked && said.by != agency;
    if edits.into_iter().filter_map(|edit| read(&edit)).any(forged) {
        Err("consent.other_party")
    } else {
        Ok(())
    }
}

/// The event that an edit puts; `None` for anything else.
fn read(edit: &Edit) -> Option<Statement> {
    let id = edit.key.strip_prefix("event.")?.parse().ok()?;
    Statement::read(id, &edit.value.as_ref()?.as_text()?.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::*;
    use crate::Scalar;
    use crate::fixture::moment;

    #[test]
    fn a_grant_is_recorded_in_the_name_of_the_own_agency_and_a_revocation_always_counts() {
        let said = |saying| {
            let (id, by) = (Uuid::from_u128(7), "Valley EMS".to_owned());
            Statement { id, saying, until: None, at: moment(0), by, how: None, seen: BTreeSet::new() }.edit()
        };
        for saying in [Saying::Granted, Saying::Renewed] {
            assert_eq!(check([said(saying)], "Valley EMS"), Ok(()));
            assert_eq!(check([said(saying)], "Ridge County Sheriff"), Err("consent.other_party"));
        }
        assert_eq!(check([said(Saying::Revoked)], "Ridge County Sheriff"), Ok(()));
        let edits = [Edit::set("status", Scalar::text("ready")), Edit::set("event.x", Scalar::text("y"))];
        assert_eq!(check(edits, "Valley EMS"), Ok(()));
    }
}
