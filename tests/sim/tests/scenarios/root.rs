//! The collaborative's root key, as who founded it holds it: it says what no command says yet.

use app::net::NetRequest;
use protocol::roster::Arrival;
use protocol::wire::CertificatesMsg;
use protocol::{Certificate, Encode, LogId, Roster, Statement};
use store::Mailbox;
use testkit::field::Persona;
use vault::SigningKey;

use crate::forge::Insider;

/// See the module.
pub struct Root {
    key: SigningKey,
    log: LogId,
    roster: Roster,
    issued: Vec<Certificate>,
}

impl Root {
    /// The founder's, with the collaborative's log as the founder's device holds it. Its process ends.
    pub fn of(founder: &mut Persona) -> Self {
        let insider = Insider::of(founder);
        let meta = |key: &str| insider.db.read(|tx| tx.meta(key)).unwrap().unwrap();
        let key = SigningKey::from_bytes(&meta("device.root_key").try_into().unwrap()).unwrap();
        let log = LogId(meta("device.collaborative").try_into().unwrap());
        drop(insider);
        let mailbox = Mailbox::open(&founder.home().join("mailbox.db"), "a test").unwrap();
        let mut roster = Roster::new();
        for bytes in mailbox.certificates(log, 0).unwrap() {
            roster.apply(&Certificate::decode(&bytes).unwrap(), Arrival::Earlier).unwrap();
        }
        Self { key, log, roster, issued: Vec::new() }
    }

    /// Says something in the collaborative's log, on top of what it said before.
    pub fn issue(&mut self, statement: Statement) {
        let place = self.roster.next_place(self.log, self.key.public(), 0);
        let certificate = self.key.certify(place, statement, Vec::new()).unwrap();
        self.roster.apply(&certificate, Arrival::Earlier).unwrap();
        self.issued.push(certificate);
    }

    /// Posts what was said, over the founder's line.
    pub fn post(&mut self, founder: &mut Persona) {
        let platform = founder.platform();
        let mut net = platform.connect.connect("http://127.0.0.1:9", &platform.stop).unwrap();
        for some in std::mem::take(&mut self.issued).chunks(500) {
            let body =
                CertificatesMsg { certificates: some.iter().map(Certificate::encode).collect() }.encode();
            let target = "/v1/certificates".to_owned();
            let answer = net.exchange(&NetRequest { method: "POST", target, auth: None, body }).unwrap();
            assert_eq!(answer.status, 200);
        }
    }
}
