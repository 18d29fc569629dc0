//! One program run to its end, or to the moment it is killed.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How often it is looked whether the moment has come.
const LOOK: Duration = Duration::from_micros(150);
/// A program that takes longer hangs.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How a program ended.
pub struct Ended {
    /// The exit code; nothing when it was killed.
    pub code: Option<i32>,
    /// Standard output, as far as it came.
    pub out: String,
    /// Standard error, as far as it came.
    pub err: String,
    /// How long it lived.
    pub lived: Duration,
    /// Its process number.
    pub pid: u32,
}

/// A program at work. Killed when dropped.
pub struct Run {
    child: Child,
    began: Instant,
    out: Option<JoinHandle<String>>,
    err: Option<JoinHandle<String>>,
    spoke: Receiver<()>,
}

impl Run {
    /// Starts it; everything it says is read.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
        let (heard, spoke) = mpsc::channel();
        let heard = move || {
            // nobody may be waiting any more
            heard.send(()).ok();
        };
        let out = child.stdout.take().map(|out| std::thread::spawn(move || read_all(out, heard)));
        let err = child.stderr.take().map(|err| std::thread::spawn(move || read_all(err, || {})));
        Ok(Self { child, began: Instant::now(), out, err, spoke })
    }

    /// Its process number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Since when it runs.
    pub fn lived(&self) -> Duration {
        self.began.elapsed()
    }

    /// Whether it has said something on standard output.
    pub fn has_spoken(&self) -> bool {
        !matches!(self.spoke.try_recv(), Err(mpsc::TryRecvError::Empty))
    }

    /// Waits until `reached`, then kills it. Whether it was still alive then.
    ///
    /// # Errors
    /// When it hangs.
    pub fn kill_when(&mut self, mut reached: impl FnMut(&Self) -> bool) -> Result<bool> {
        loop {
            if self.child.try_wait()?.is_some() {
                return Ok(false);
            }
            if reached(self) {
                self.child.kill()?;
                return Ok(self.child.wait()?.code().is_none());
            }
            if self.began.elapsed() > PATIENCE {
                self.child.kill()?;
                bail!("it hangs: neither an end nor the moment to kill it came");
            }
            std::thread::sleep(LOOK);
        }
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When it hangs.
    pub fn end(mut self) -> Result<Ended> {
        self.kill_when(|_| false)?;
        let status = self.child.wait()?;
        let lived = self.began.elapsed();
        let text = |thread: &mut Option<JoinHandle<String>>| {
            thread.take().and_then(|thread| thread.join().ok()).unwrap_or_default()
        };
        let (out, err) = (text(&mut self.out), text(&mut self.err));
        Ok(Ended { code: status.code(), out, err, lived, pid: self.child.id() })
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // it has ended already, mostly
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn read_all(mut from: impl Read, spoke: impl Fn()) -> String {
    let (mut all, mut some) = (Vec::new(), [0_u8; 16 * 1024]);
    while let Ok(count @ 1..) = from.read(&mut some) {
        spoke();
        all.extend(some.iter().take(count));
    }
    String::from_utf8_lossy(&all).into_owned()
}
