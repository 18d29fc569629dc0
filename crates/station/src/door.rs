//! Who may come in: a one-time token in the link, burnt when used, and the session it buys.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use api::Ticket;
use tokio::sync::watch;

use crate::error::Refusal;

/// Tabs open on one device. Who comes in when all places are taken takes the oldest one's.
const SESSIONS_MAX: usize = 16;
/// Wrong tokens until the right one is replaced. Guessing is hopeless; somebody who tries shall be heard.
const WRONG_MAX: u32 = 10;

/// Why there is a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The station has just started.
    Started,
    /// The link before was used, or given back by the door's owner: this one opens another tab, or the same again.
    Used,
    /// Somebody tried wrong tokens: the link before no longer works.
    Guessed,
}

/// A link that opens the interface once, in a browser on this machine.
#[derive(Clone, Debug)]
pub struct Link {
    /// The whole address, with its one-time token.
    pub url: String,
    /// The port on 127.0.0.1.
    pub port: u16,
    /// Why there is a new one.
    pub why: Why,
}

struct Keys {
    token: Ticket,
    wrong: u32,
    sessions: VecDeque<Ticket>,
}

/// Holds the token and the sessions, and tells each new link.
pub(crate) struct Door {
    port: u16,
    keys: Mutex<Keys>,
    links: watch::Sender<Link>,
}

impl Door {
    pub(crate) fn new(port: u16) -> Self {
        let token = Ticket::fresh();
        let links = watch::Sender::new(link(port, &token, Why::Started));
        Self { port, keys: Mutex::new(Keys { token, wrong: 0, sessions: VecDeque::new() }), links }
    }

    /// Shows the link that works now, and each later one. Who looks late sees the newest only: the others are burnt.
    pub(crate) fn links(&self) -> watch::Receiver<Link> {
        self.links.subscribe()
    }

    /// A session for the token, which is burnt by it.
    pub(crate) fn enter(&self, token: &str) -> Result<String, Refusal> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if !keys.token.is(token) {
            keys.wrong += 1;
            if keys.wrong >= WRONG_MAX {
                self.replace(&mut keys, Why::Guessed);
            }
            return Err(Refusal::Token);
        }
        self.replace(&mut keys, Why::Used);
        if keys.sessions.len() >= SESSIONS_MAX {
            keys.sessions.pop_front();
        }
        let session = Ticket::fresh();
        let text = session.text();
        keys.sessions.push_back(session);
        Ok(text)
    }

    /// Whether this is the session of somebody who came in.
    pub(crate) fn admits(&self, session: &str) -> bool {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        // every session is looked at, so that the time taken does not tell which one was near
        keys.sessions.iter().filter(|known| known.is(session)).count() > 0
    }

    fn replace(&self, keys: &mut Keys, why: Why) {
        keys.token = Ticket::fresh();
        keys.wrong = 0;
        self.links.send_replace(link(self.port, &keys.token, why));
    }
}

fn link(port: u16, token: &Ticket, why: Why) -> Link {
    Link { url: format!("http://127.0.0.1:{port}/#enter={}", token.text()), port, why }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(door: &Door) -> String {
        door.links().borrow().url.split_once('=').unwrap().1.to_owned()
    }

    #[test]
    fn a_token_buys_one_session_and_the_next_link_another() {
        let door = Door::new(80);
        let first = token(&door);
        let session = door.enter(&first).unwrap();
        assert!(door.admits(&session) && !door.admits(&first) && !door.admits(""));
        assert_eq!(door.enter(&first), Err(Refusal::Token));
        assert_eq!(door.links().borrow().why, Why::Used);
        let other = door.enter(&token(&door)).unwrap();
        assert!(other != session && door.admits(&session) && door.admits(&other));
    }

    #[test]
    fn ten_wrong_tokens_replace_the_right_one() {
        let door = Door::new(80);
        let before = token(&door);
        for _ in 0..9 {
            assert_eq!(door.enter("guess"), Err(Refusal::Token));
        }
        assert_eq!(token(&door), before);
        assert_eq!(door.enter(before.get(1..).unwrap_or_default()), Err(Refusal::Token));
        assert_ne!(token(&door), before);
        assert_eq!(door.links().borrow().why, Why::Guessed);
        assert_eq!(door.enter(&before), Err(Refusal::Token));
        assert!(door.enter(&token(&door)).is_ok());
    }

    #[test]
    fn who_comes_in_when_all_places_are_taken_takes_the_oldest() {
        let door = Door::new(80);
        let sessions: Vec<String> = (0..=SESSIONS_MAX).map(|_| door.enter(&token(&door)).unwrap()).collect();
        assert!(!door.admits(&sessions[0]));
        assert!(sessions[1..].iter().all(|session| door.admits(session)));
    }
}
