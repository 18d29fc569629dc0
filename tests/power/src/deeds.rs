//! What somebody does on a device: as a command line, as a call to a station, and what follows once it was said to
//! be done.

use serde_json::{Value, json};

use crate::chance::Chance;
use crate::ledger::{Ledger, Owner};
use crate::seen::text;

/// One deed.
#[derive(Clone, Debug)]
pub enum Deed {
    /// A contact with a new person and a note.
    Contact {
        /// The person's name, which nobody else has.
        name: String,
        /// The note.
        note: String,
    },
    /// A field of a person is changed.
    Edit {
        /// The person.
        person: String,
        /// What is typed.
        value: String,
    },
    /// A note is added.
    Note {
        /// The contact.
        contact: String,
        /// The text.
        body: String,
    },
    /// A handoff is offered.
    Offer {
        /// The contact it grows out of.
        contact: String,
        /// The agency that is asked.
        to: String,
    },
    /// A step of a handoff.
    Step {
        /// The handoff.
        handoff: String,
        /// Which step.
        step: &'static str,
        /// The agency that takes it.
        party: String,
    },
    /// A draft is kept.
    Draft {
        /// The one that is gone on with; a new one when absent.
        id: Option<String>,
        /// What was typed so far.
        typed: String,
    },
    /// A draft becomes a contact.
    Ready {
        /// The draft.
        draft: String,
    },
    /// A draft is thrown away.
    Discard {
        /// The draft.
        draft: String,
    },
    /// A file of incidents is imported.
    Import {
        /// The file.
        file: String,
        /// The numbers of the incidents in it.
        numbers: Vec<String>,
    },
    /// Exchange with the relay.
    Sync,
    /// Sealed segments are exchanged, nothing is opened.
    Carry,
    /// Somebody looks at everything.
    Look,
}

/// The person's field that is edited.
pub const EDITED: &str = "code_name";

impl Deed {
    /// What it is called in counts.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Contact { .. } => "contact",
            Self::Edit { .. } => "edit",
            Self::Note { .. } => "note",
            Self::Offer { .. } | Self::Step { .. } => "handoff",
            Self::Draft { .. } | Self::Ready { .. } | Self::Discard { .. } => "draft",
            Self::Import { .. } => "import",
            Self::Sync => "sync",
            Self::Carry => "sync --locked",
            Self::Look => "look",
        }
    }

    /// Whether it changes anything on the device.
    pub fn changes(&self) -> bool {
        !matches!(self, Self::Sync | Self::Carry | Self::Look)
    }

    /// As a command line.
    pub fn words(&self) -> Vec<String> {
        let words: Vec<&str> = match self {
            Self::Contact { name, note } => {
                vec!["contact", "new", "--pathway", "active_outreach", "--name", name, "--note", note]
            }
            Self::Edit { person, value } => {
                return vec!["person".into(), "edit".into(), person.clone(), format!("{EDITED}={value}")];
            }
            Self::Note { contact, body } => vec!["note", "add", contact, body],
            Self::Offer { contact, to } => vec!["handoff", "offer", "--contact", contact, "--to", to],
            Self::Step { handoff, step, .. } => {
                // the command line's words are those of a person
                let word = match *step {
                    "acknowledged" => "acknowledge",
                    "accepted" => "accept",
                    other => other,
                };
                vec!["handoff", word, handoff]
            }
            Self::Draft { id: None, typed } => {
                vec!["draft", "save", "--pathway", "active_outreach", "--note", typed]
            }
            Self::Draft { id: Some(id), typed } => {
                vec!["draft", "save", "--id", id, "--pathway", "active_outreach", "--note", typed]
            }
            Self::Ready { draft } => vec!["draft", "ready", draft],
            Self::Discard { draft } => vec!["draft", "discard", draft],
            Self::Import { file, .. } => vec!["import", "csv", "--map", "pa-oin", file],
            Self::Sync => vec!["sync", "--wait", "0"],
            Self::Carry => vec!["sync", "--locked", "--wait", "0"],
            Self::Look => vec!["export"],
        };
        words.into_iter().map(str::to_owned).collect()
    }

    /// As a call to a station; nothing where a station is asked for something else.
    pub fn call(&self) -> Option<(&'static str, Value)> {
        let typed = |text: &str| json!({ "pathway": "active_outreach", "narrative": text });
        Some(match self {
            Self::Contact { name, note } => {
                let (given, family) = name.split_once(' ').unwrap_or(("", name));
                let person = json!({ "new": { "name.given": given, "name.family": family } });
                let new = json!({ "pathway": "active_outreach", "person": person, "narrative": note });
                ("contact_new", new)
            }
            Self::Edit { person, value } => {
                ("record_edit", json!({ "id": person, "fields": { EDITED: value } }))
            }
            Self::Note { contact, body } => ("note_add", json!({ "contact": contact, "body": body })),
            Self::Offer { contact, to } => ("handoff_offer", json!({ "contact": contact, "to": [to] })),
            Self::Step { handoff, step, .. } => ("handoff_step", json!({ "id": handoff, "step": step })),
            Self::Draft { id, typed: words } => ("draft_save", json!({ "id": id, "contact": typed(words) })),
            Self::Ready { draft } => ("draft_ready", json!({ "id": draft })),
            Self::Discard { draft } => ("draft_discard", json!({ "id": draft })),
            Self::Import { file, .. } => ("import_csv", json!({ "map": "pa-oin", "file": file })),
            Self::Sync => ("sync_now", json!({})),
            Self::Look => ("contact_list", json!({ "limit": 1000 })),
            Self::Carry => return None,
        })
    }

    /// Writes down that it is tried: whatever comes of it may stand.
    pub fn tried(&self, by: Owner, ledger: &mut Ledger) {
        match self {
            Self::Contact { name, .. } => ledger.names.push((by, name.clone())),
            Self::Edit { person, value } => ledger.field_tried(person, EDITED, value),
            Self::Draft { id: Some(id), typed } => ledger.draft_tried(by, id, Some(typed)),
            Self::Ready { draft } | Self::Discard { draft } => ledger.draft_tried(by, draft, None),
            Self::Import { numbers, .. } => ledger.import_tried(by, numbers),
            _ => {}
        }
    }

    /// Writes down what was acknowledged.
    pub fn acknowledged(&self, by: Owner, ledger: &mut Ledger, answer: &Value) {
        ledger.acknowledged += 1;
        match self {
            Self::Contact { .. } | Self::Ready { .. } => {
                for key in ["contact", "incident", "person"] {
                    ledger.record(by, text(answer, key));
                }
                if let Self::Ready { draft } = self {
                    ledger.draft_stands(by, draft, None);
                } else {
                    ledger.contacts.push((by, text(answer, "contact").to_owned()));
                    ledger.people.push((by, text(answer, "person").to_owned()));
                }
            }
            Self::Edit { person, value } => ledger.field_stands(by, person, EDITED, value),
            Self::Note { body, .. } => {
                ledger.record(by, text(answer, "id"));
                ledger.field_stands(by, text(answer, "id"), "body", body);
            }
            Self::Offer { to, .. } => {
                ledger.record(by, text(answer, "id"));
                ledger.offers.push((text(answer, "id").to_owned(), to.clone()));
            }
            Self::Step { handoff, step, party } => ledger.event(by, handoff, step, party),
            Self::Draft { typed, .. } => ledger.draft_stands(by, text(answer, "id"), Some(typed)),
            Self::Discard { draft } => ledger.draft_stands(by, draft, None),
            Self::Import { numbers, .. } => ledger.imported(by, numbers),
            Self::Sync => ledger.synced(by, answer),
            Self::Carry | Self::Look => {}
        }
    }
}

/// Who does what next. A station types more, a command line does more.
pub fn next(chance: &mut Chance, ledger: &mut Ledger, by: Owner, agencies: &[String]) -> Deed {
    let n = ledger.next_number();
    let own = |of: &[(Owner, String)]| -> Vec<String> {
        of.iter().filter(|(who, _)| *who == by).map(|(_, id)| id.clone()).collect()
    };
    let mine = agencies.get(by).cloned().unwrap_or_default();
    let typed = format!("typed {n} {}", "word ".repeat(usize::try_from(chance.below(300)).unwrap_or(1)));
    let contacts = own(&ledger.contacts);
    match chance.below(100) {
        0..20 => Deed::Contact { name: format!("Given{n} Example{n}"), note: typed },
        20..30 => match chance.pick(&own(&ledger.people)) {
            Some(person) => Deed::Edit { person: person.clone(), value: format!("Heron {n}") },
            None => Deed::Look,
        },
        30..38 => match chance.pick(&contacts) {
            Some(contact) => Deed::Note { contact: contact.clone(), body: typed },
            None => Deed::Look,
        },
        38..52 => handoff(chance, ledger, by, &mine, agencies).unwrap_or(Deed::Sync),
        52..66 => draft(chance, ledger, by, typed),
        66..94 => Deed::Sync,
        94..98 => Deed::Carry,
        _ => Deed::Look,
    }
}

fn draft(chance: &mut Chance, ledger: &Ledger, by: Owner, typed: String) -> Deed {
    let drafts = ledger.drafts_of(by);
    let Some(id) = chance.pick(&drafts).cloned() else { return Deed::Draft { id: None, typed } };
    match chance.below(10) {
        0..4 => Deed::Draft { id: None, typed },
        4..8 => Deed::Draft { id: Some(id), typed },
        8 => Deed::Ready { draft: id },
        _ => Deed::Discard { draft: id },
    }
}

fn handoff(chance: &mut Chance, ledger: &Ledger, by: Owner, mine: &str, agencies: &[String]) -> Option<Deed> {
    let asked: Vec<&String> = ledger.offers.iter().filter(|(_, to)| to == mine).map(|(id, _)| id).collect();
    // only what has arrived here can be answered
    let asked: Vec<&String> = asked.into_iter().filter(|id| ledger.has_seen(by, id)).collect();
    if let Some(id) = chance.pick(&asked)
        && chance.happens(60)
    {
        let done = |kind: &str| ledger.has_event(id, kind);
        let step = match (done("acknowledged"), done("accepted")) {
            (false, _) => Some("acknowledged"),
            (_, false) => Some("accepted"),
            _ => None,
        };
        let step = step.map(|step| Deed::Step { handoff: (*id).clone(), step, party: mine.to_owned() });
        return Some(step.unwrap_or(Deed::Look));
    }
    let contacts: Vec<&String> =
        ledger.contacts.iter().filter(|(who, _)| *who == by).map(|(_, id)| id).collect();
    let others: Vec<&String> = agencies.iter().filter(|one| *one != mine).collect();
    let (contact, to) = (chance.pick(&contacts)?, chance.pick(&others)?);
    Some(Deed::Offer { contact: (*contact).clone(), to: (*to).clone() })
}
