//! What people type: upon what they saw, and word by word.

use super::{Pair, hold, meet, pair, sync, typed};
use crate::violation::{Promise, Run};

/// A form is open while a colleague's value comes in: saving it overwrites nothing that its writer did not see.
pub fn a_form_left_open() -> Run {
    let Pair { field: _field, mut founder, mut patrol } = pair(41)?;
    let person = meet(&mut founder, "Oakes")?.person;
    sync(&mut founder)?;
    sync(&mut patrol)?;
    let seen = founder.device()?.shown(person)?.version;
    patrol.device()?.edit(person, &typed(&[("phone", "555-0111")]))?;
    sync(&mut patrol)?;
    sync(&mut founder)?;
    let form = typed(&[("phone", "555-0122")]);
    let record = founder.device()?.edit_seen(person, &form, Some(&seen))?;
    let stand = record.fields.get("phone").map_or(0, Vec::len);
    hold(Promise::NothingLost, stand == 2, || format!("{stand} of two numbers stand"))
}

/// What is being typed is on disk, all of it.
pub fn a_draft_goes_on() -> Run {
    let Pair { field: _field, mut founder, .. } = pair(42)?;
    let draft = founder.device()?.save_draft(None, None, b"met at the".to_vec(), "narrative")?;
    let whole = b"met at the footbridge".to_vec();
    founder.device()?.save_draft(Some(draft.id), Some(draft.saved_ms), whole.clone(), "narrative")?;
    founder.close();
    let kept = founder.device()?.draft(draft.id)?.typed;
    hold(Promise::Drafts, kept == whole, || "what was typed last is not there".to_owned())
}
