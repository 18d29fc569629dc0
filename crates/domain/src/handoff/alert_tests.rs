//! Who is told of what, and until when.

use uuid::Uuid;

use super::*;
use crate::RecordId;
use crate::alert::AlertKind::{Clock, Declined as AllDeclined, Offer};
use crate::alert::{ANSWER_DUE_MS, AlertKind, MISSED_MS};
use crate::fixture::moment;
use crate::role::{Author, Role};

const SENDER: &str = "Example Police";
const FIRST: &str = "Example Outreach";
const SECOND: &str = "Example Shelter";
/// Minutes after which answers are due.
const DUE: i64 = 30;

struct Story {
    handoff: Handoff,
    said: u128,
}

impl Story {
    /// Offered to these, an answer due after half an hour.
    fn offered(to: &[&str]) -> Self {
        let mut story = Self { handoff: Handoff::default(), said: 0 };
        to.iter().for_each(|to| story.offer(to));
        story
    }

    fn offer(&mut self, to: &str) {
        let due = Some(moment(DUE));
        self.say(SENDER, What::Offered { to: Some(Party::agency(to)), due });
    }

    fn say(&mut self, party: &str, what: What) {
        self.said += 1;
        let actor = Actor { party: Party::agency(party), author: Author::of(Role::Supervisor) };
        let event = self.handoff.event(&actor, what, Uuid::from_u128(self.said), moment(1)).unwrap();
        self.handoff = self.handoff.with(event);
    }

    fn plain(&mut self, party: &str, plain: Plain) {
        self.say(party, What::Plain(plain));
    }

    fn decline(&mut self, party: &str) {
        self.say(party, What::Declined { code: "no_capacity".to_owned() });
    }

    /// What `party` is told so many milliseconds after the answer was due.
    fn told(&self, party: &str, after_due_ms: i64) -> Vec<AlertKind> {
        let (id, now_ms) = (RecordId::from_bytes([1; 16]), moment(DUE).unix_ms() + after_due_ms);
        let alerts = self.handoff.alerts(id, &Party::agency(party), now_ms);
        let keys: BTreeMap<&str, ()> = alerts.iter().map(|alert| (alert.key.as_str(), ())).collect();
        assert_eq!(keys.len(), alerts.len(), "two alerts of one name: {alerts:?}");
        alerts.into_iter().map(|alert| alert.kind).collect()
    }
}

/// Long before anything is due.
const EARLY: i64 = -ANSWER_DUE_MS - 1;

#[test]
fn an_offer_is_told_until_somebody_of_the_agency_has_answered_it() {
    for answer in [Plain::Acknowledged, Plain::Accepted] {
        let mut story = Story::offered(&[FIRST]);
        assert_eq!(story.told(FIRST, EARLY), [Offer]);
        assert_eq!(story.told(SECOND, EARLY), [], "not asked");
        assert_eq!(story.told(SENDER, EARLY), [], "asks");
        story.plain(FIRST, answer);
        assert_eq!(story.told(FIRST, EARLY), []);
    }
    let mut story = Story::offered(&[FIRST]);
    story.decline(FIRST);
    assert_eq!(story.told(FIRST, EARLY), []);
    let mut story = Story::offered(&[FIRST]);
    story.plain(SENDER, Plain::Withdrawn);
    assert_eq!(story.told(FIRST, 0), []);
    // offered again is told again
    story.offer(FIRST);
    assert_eq!(story.told(FIRST, EARLY), [Offer]);
}

#[test]
fn who_answers_is_told_when_nobody_is_asked_any_more() {
    let mut story = Story::offered(&[FIRST, SECOND]);
    story.decline(FIRST);
    assert_eq!(story.told(SENDER, EARLY), [], "another one is still asked");
    story.decline(SECOND);
    assert_eq!(story.told(SENDER, EARLY), [AllDeclined]);
    assert_eq!(story.told(FIRST, EARLY), [], "the one that declined answers for nobody");
    let mut again = Story { handoff: story.handoff.clone(), said: story.said };
    again.offer(FIRST);
    assert_eq!(again.told(SENDER, EARLY), [], "somebody is asked again");
    story.plain(SENDER, Plain::Withdrawn);
    assert_eq!(story.told(SENDER, EARLY), [], "the sender has seen it");
}

#[test]
fn an_answer_that_is_due_is_told_to_who_was_asked_and_to_who_answers() {
    let mut story = Story::offered(&[FIRST]);
    assert_eq!(story.told(FIRST, -ANSWER_DUE_MS), [Offer, Clock]);
    assert_eq!(story.told(SENDER, -ANSWER_DUE_MS), [Clock]);
    assert_eq!(story.told(SECOND, 0), []);
    // read is not answered
    story.plain(FIRST, Plain::Acknowledged);
    assert_eq!((story.told(FIRST, 0), story.told(SENDER, MISSED_MS)), (vec![Clock], vec![Clock]));
    assert_eq!((story.told(FIRST, MISSED_MS + 1), story.told(SENDER, EARLY)), (vec![], vec![]));
    let mut declined = Story { handoff: story.handoff.clone(), said: story.said };
    declined.decline(FIRST);
    assert_eq!((declined.told(FIRST, 0), declined.told(SENDER, 0)), (vec![], vec![AllDeclined]));
    story.plain(FIRST, Plain::Accepted);
    assert_eq!((story.told(FIRST, 0), story.told(SENDER, 0)), (vec![], vec![]));
}

#[test]
fn what_is_closed_is_told_to_nobody() {
    let mut story = Story::offered(&[FIRST]);
    story.say(SENDER, What::Closed { code: "other".to_owned() });
    assert_eq!((story.told(FIRST, 0), story.told(SENDER, 0)), (vec![], vec![]));
}
