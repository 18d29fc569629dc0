//! What this device says of itself to the relay, for whoever keeps the devices in order: its version, and for how long
//! something has waited here to be sent.

use protocol::wire::ReportMsg;
use store::{Mailbox, StoreError};

/// When something unsent was first seen that has not all gone since, milliseconds since 1970; 0 when all has.
const UNSENT_SINCE: &str = "report.unsent_since";
/// What was recorded in the last minutes goes out with this very exchange: it is no sign of trouble.
const SETTLED_S: u32 = 300;

/// How the device stands as an exchange begins. What cannot be written down costs the exchange nothing.
pub(crate) fn report(mailbox: &Mailbox, now_ms: i64) -> Result<ReportMsg, StoreError> {
    let since_ms =
        if mailbox.unsent_entries()? == 0 { None } else { Some(since(mailbox)?.unwrap_or(now_ms)) };
    if since_ms != since(mailbox)?
        && let Err(error) = mailbox.set_value(UNSENT_SINCE, &since_ms.unwrap_or(0).to_be_bytes())
    {
        tracing::warn!(code = error.code(), "since when something waits was not noted");
    }
    // by a clock that went back it is new
    let age_ms = since_ms.map_or(0, |since_ms| now_ms.saturating_sub(since_ms).max(0));
    let age_s = u32::try_from(age_ms / 1000).unwrap_or(u32::MAX);
    Ok(ReportMsg {
        version: whatif::release(crate::APP_VERSION).to_owned(),
        unsent_for_s: if age_s < SETTLED_S { 0 } else { age_s },
    })
}

fn since(mailbox: &Mailbox) -> Result<Option<i64>, StoreError> {
    let bytes = mailbox.value(UNSENT_SINCE)?;
    let since_ms = bytes.and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes);
    Ok(since_ms.filter(|since_ms| *since_ms > 0))
}
