//! A relay as the network sees it.

/// One HTTP request as it reaches a relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortRequest {
    /// `GET` or `POST`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The `footbridge-auth` header.
    pub auth: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// What the relay answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortAnswer {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After` in seconds; 0 for none.
    pub retry_after_s: u32,
    /// The body.
    pub body: Vec<u8>,
}

/// Any relay that can live in this process.
pub trait RelayPort {
    /// Answers one request at a time.
    fn handle(&mut self, now_ms: i64, request: &PortRequest) -> PortAnswer;
}

/// Changes what an honest relay says.
pub type Lie = Box<dyn FnMut(&PortRequest, PortAnswer) -> PortAnswer>;

/// A relay that lies, as a test tells it to.
pub struct Liar<P> {
    /// The relay behind it.
    pub honest: P,
    /// The lie; none for a while of honesty.
    pub lie: Option<Lie>,
    /// How many requests came.
    pub requests: u64,
}

impl<P> Liar<P> {
    /// Honest until told otherwise.
    pub fn new(honest: P) -> Self {
        Self { honest, lie: None, requests: 0 }
    }
}

impl<P: RelayPort> RelayPort for Liar<P> {
    fn handle(&mut self, now_ms: i64, request: &PortRequest) -> PortAnswer {
        self.requests = self.requests.saturating_add(1);
        let answer = self.honest.handle(now_ms, request);
        match &mut self.lie {
            Some(lie) => lie(request, answer),
            None => answer,
        }
    }
}
