//! Ctrl-C: the story ends at the next act, what was started is ended, what was written is removed.

use anyhow::bail;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

const NOW_AND_THEN: Duration = Duration::from_millis(200);

/// Whether and when somebody asked for an end.
pub struct Interrupt {
    asked: Arc<AtomicBool>,
    told: Receiver<()>,
}

impl Interrupt {
    /// Listens from here on. Once in a process.
    pub fn listen() -> anyhow::Result<Self> {
        let asked = Arc::new(AtomicBool::new(false));
        let (heard, (sender, told)) = (Arc::clone(&asked), mpsc::channel());
        ctrlc::set_handler(move || {
            heard.store(true, Ordering::Relaxed);
            sender.send(()).ok();
        })?;
        Ok(Self { asked, told })
    }

    /// An error once somebody asked for an end.
    pub fn check(&self) -> anyhow::Result<()> {
        if self.asked.load(Ordering::Relaxed) {
            bail!("interrupted; nothing is left behind");
        }
        Ok(())
    }

    /// Waits until somebody asks for an end; does something every now and then meanwhile.
    pub fn wait(&self, meanwhile: impl Fn()) -> anyhow::Result<()> {
        loop {
            match self.told.recv_timeout(NOW_AND_THEN) {
                Ok(()) => return Ok(()),
                Err(RecvTimeoutError::Timeout) => meanwhile(),
                Err(RecvTimeoutError::Disconnected) => bail!("the wait for Ctrl-C ended early"),
            }
        }
    }
}
