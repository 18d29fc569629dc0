//! What a party should be told of a handoff although nobody looks.

use super::Handoff;
use super::event::{Event, Kind, Party};
use super::state::{Offer, of_kind, outcome_is_final, unanswered};
use crate::alert::{ANSWER_DUE_MS, Alert, AlertKind, is_closing};
use crate::{RecordId, RecordKind};

impl Handoff {
    /// The alerts of the handoff `id` for `own`, at `now_ms`: offers that nobody of it has read, answers that are due,
    /// and that nobody is asked any more. None once somebody took over or it was closed.
    pub fn alerts(&self, id: RecordId, own: &Party, now_ms: i64) -> Vec<Alert> {
        if outcome_is_final(&self.graph) {
            return Vec::new();
        }
        let mut alerts = Vec::new();
        let mut add = |kind: AlertKind, event: &Event, due_ms: Option<i64>| {
            let key = format!("{}:{id}:{}", kind.word(), event.id);
            alerts.push(Alert { kind, record: id, record_kind: RecordKind::Handoff, due_ms, key });
        };
        let answers = self.accountable.iter().any(|one| one.party.same_side(own));
        let open: Vec<(usize, Offer<'_>)> = unanswered(&self.graph).collect();
        for (index, offer) in &open {
            let Some(event) = self.graph.events.get(*index) else { continue };
            let due_ms = offer.due.map(|due| due.unix_ms());
            let declined = self.said(*index, offer, &[Kind::Declined]);
            let of_own = |who: &Event| who.party.same_side(own);
            let asked = offer.reaches(own) && !declined.iter().any(|who| of_own(who));
            let read = self.said(*index, offer, &[Kind::Acknowledged, Kind::Declined]);
            if asked && !read.iter().any(|who| of_own(who)) {
                add(AlertKind::Offer, event, due_ms);
            }
            let waits = answers && (offer.to.is_none() || declined.is_empty());
            if (asked || waits) && due_ms.is_some_and(|due_ms| is_closing(due_ms, now_ms, ANSWER_DUE_MS)) {
                add(AlertKind::Clock, event, due_ms);
            }
        }
        if answers && let Some(last) = self.nobody_is_asked(&open, own) {
            add(AlertKind::Declined, last, None);
        }
        alerts
    }

    /// The last decline, when every offer that still stands was declined by whom it was made to.
    fn nobody_is_asked(&self, open: &[(usize, Offer<'_>)], own: &Party) -> Option<&Event> {
        let mut declines: Vec<&Event> = Vec::new();
        for (index, offer) in open {
            // one that anybody may take stays open, whoever declines
            offer.to?;
            let of_offer = self.said(*index, offer, &[Kind::Declined]);
            if of_offer.is_empty() {
                return None;
            }
            declines.extend(of_offer);
        }
        let others = declines.into_iter().filter(|event| !event.party.same_side(own));
        others.max_by_key(|event| (event.at.unix_ms(), event.id))
    }

    /// Events of these kinds by whom an offer reaches, who knew of it.
    fn said(&self, offer: usize, to: &Offer<'_>, kinds: &[Kind]) -> Vec<&Event> {
        let of = |kind: &Kind| of_kind(&self.graph, *kind);
        let all = kinds.iter().flat_map(of);
        all.filter(|(later, event)| to.reaches(&event.party) && self.graph.knew(*later, offer))
            .map(|(_, event)| event)
            .collect()
    }
}
