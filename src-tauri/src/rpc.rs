//! The one door: what the page asks of the device.

#![allow(
    clippy::let_underscore_must_use,
    reason = "Tauri's macro writes one into what it makes of a command"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tauri::State;

/// How many calls are being carried out, so that the end waits for them.
#[derive(Default)]
pub struct Calls(Arc<AtomicUsize>);

/// One call; over when it is dropped, however it ended.
pub struct Call(Arc<AtomicUsize>);

impl Calls {
    fn begin(&self) -> Call {
        self.0.fetch_add(1, Ordering::SeqCst);
        Call(Arc::clone(&self.0))
    }

    /// Whether none is under way.
    pub fn idle(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Carries out one call of the table: JSON in, JSON out, an error as the JSON of `ApiError`.
#[tauri::command]
pub async fn rpc(
    desk: State<'_, api::Desk>,
    calls: State<'_, Calls>,
    call: String,
) -> Result<String, String> {
    let under_way = calls.begin();
    let desk = desk.inner().clone();
    // a call may wait for the disk: never on the thread that draws, nor on one that other calls need
    let carried_out = tauri::async_runtime::spawn_blocking(move || {
        let answer = desk.call(&call);
        drop(under_way);
        answer
    });
    match carried_out.await {
        Ok(answer) => answer.map_err(|error| json(&error)),
        // the call died on the way; the page treats it as a core that does not answer
        Err(error) => Err(error.to_string()),
    }
}

fn json(error: &api::ApiError) -> String {
    serde_json::to_string(error).unwrap_or_else(|_| error.code.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_over_when_it_is_dropped() {
        let calls = Calls::default();
        let (one, two) = (calls.begin(), calls.begin());
        drop(one);
        assert!(!calls.idle());
        drop(two);
        assert!(calls.idle());
    }
}
