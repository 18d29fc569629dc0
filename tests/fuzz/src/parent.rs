//! Spreads inputs over targets and child processes, and tells what became of them.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use footbridge_fuzz::tally::Tally;
use footbridge_fuzz::{Target, Worker, hex, targets};

use crate::say;

/// Inputs of one child, for a target of weight 10; the others by their weight, so that children end in time.
const INPUTS_OF_A_CHILD: u64 = 10_000;
/// A child that says nothing for so long stands still.
const SILENCE: Duration = Duration::from_secs(300);
/// The same for a child that names every input.
const SILENCE_OF_ONE: Duration = Duration::from_secs(30);

struct Job {
    target: String,
    numbers: Range<u64>,
}

/// What a child said before it ended.
#[derive(Default)]
struct Said {
    tally: Option<Tally>,
    harm: Option<(u64, String)>,
    small: Option<String>,
    trying: Option<u64>,
}

/// Something that may not happen.
struct Violation {
    target: String,
    number: u64,
    told: String,
    input: String,
}

/// Runs so many inputs; prints counts for each target. Whether none did harm.
pub(crate) fn run(only: Option<&str>, seed: u64, inputs: u64, threads: usize) -> bool {
    let began = Instant::now();
    let all: Vec<Target> =
        targets::all().into_iter().filter(|target| only.is_none_or(|only| target.name == only)).collect();
    assert!(!all.is_empty(), "no target of --list");
    let jobs = Mutex::new(jobs(&all, inputs));
    let (tallies, first) = (Mutex::new(BTreeMap::<String, Tally>::new()), Mutex::new(None));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while first.lock().unwrap().is_none() {
                    let Some(job) = jobs.lock().unwrap().pop_front() else { break };
                    match carry_out(&job, seed) {
                        Ok(tally) => {
                            tallies.lock().unwrap().entry(job.target).or_default().add(&tally);
                        }
                        Err(violation) => {
                            first.lock().unwrap().get_or_insert(violation);
                        }
                    }
                }
            });
        }
    });
    let tallies = tallies.into_inner().unwrap();
    report(&tallies, began.elapsed());
    let first = first.into_inner().unwrap();
    if let Some(violation) = &first {
        tell(violation, seed);
    }
    first.is_none()
}

/// Each target's share, in pieces, the targets by turns.
fn jobs(all: &[Target], inputs: u64) -> VecDeque<Job> {
    let weights: u64 = all.iter().map(|target| target.weight).sum();
    let mut by_turns: Vec<(u64, Job)> = Vec::new();
    for target in all {
        let share = (inputs * target.weight).div_ceil(weights);
        let piece = if target.weight < 5 { INPUTS_OF_A_CHILD / 10 } else { INPUTS_OF_A_CHILD };
        for (turn, from) in (0..share).step_by(usize::try_from(piece).unwrap()).enumerate() {
            let numbers = from..(from + piece).min(share);
            by_turns.push((turn as u64, Job { target: target.name.clone(), numbers }));
        }
    }
    by_turns.sort_by_key(|(turn, _)| *turn);
    by_turns.into_iter().map(|(_, job)| job).collect()
}

fn carry_out(job: &Job, seed: u64) -> Result<Tally, Violation> {
    let (said, ended) = child(job, seed, &[], SILENCE);
    let violation = |number: u64, told: String, input: Option<String>| {
        let input = input.unwrap_or_else(|| {
            let target = targets::find(&job.target).unwrap();
            hex::encode(&Worker::new().input(&target, seed, number))
        });
        Violation { target: job.target.clone(), number, told, input }
    };
    match said {
        Said { harm: Some((number, told)), small, .. } => Err(violation(number, told, small)),
        Said { tally: Some(tally), .. } => Ok(tally),
        _ => {
            // it died or stood still: once more, to see at which input
            let (again, ended_again) = child(job, seed, &["--careful"], SILENCE_OF_ONE);
            let told = format!("the process ended: {ended}; once more: {ended_again}");
            Err(violation(again.trying.unwrap_or(job.numbers.start), told, None))
        }
    }
}

/// Runs one child to its end, or ends it after it was silent for too long.
fn child(job: &Job, seed: u64, more: &[&str], silence: Duration) -> (Said, String) {
    let count = job.numbers.end - job.numbers.start;
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--target", &job.target, "--seed", &seed.to_string(), "--inputs", &count.to_string()]);
    command.args(["--from", &job.numbers.start.to_string()]).args(more);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("a child process");
    let (said, in_time) = listen(&mut child, silence);
    if !in_time {
        drop(child.kill());
    }
    let status = child.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
    (said, if in_time { status } else { format!("silent for {} s", silence.as_secs()) })
}

fn listen(child: &mut Child, silence: Duration) -> (Said, bool) {
    let out = child.stdout.take().expect("its output");
    let (tell, told) = channel();
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                break;
            }
        }
    });
    let mut said = Said::default();
    loop {
        match told.recv_timeout(silence) {
            Ok(line) => said.hear(&line),
            Err(RecvTimeoutError::Timeout) => return (said, false),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    drop(reader.join());
    (said, true)
}

impl Said {
    fn hear(&mut self, line: &str) {
        let Some((word, rest)) = line.split_once(' ') else { return };
        match word {
            "tally" => self.tally = Tally::parse(rest),
            "small" => self.small = Some(rest.to_owned()),
            "trying" => self.trying = rest.parse().ok(),
            "harm" => {
                let (number, told) = rest.split_once(' ').unwrap_or((rest, ""));
                self.harm = number.parse().ok().map(|number| (number, told.to_owned()));
            }
            _ => {}
        }
    }
}

fn report(tallies: &BTreeMap<String, Tally>, took: Duration) {
    say(&format!(
        "{:<22} {:>9} {:>9} {:>9} {:>8} {:>11}  refused by",
        "target", "inputs", "decoded", "refused", "guarded", "memory"
    ));
    let mut sum = Tally::default();
    for (name, tally) in tallies {
        say(&format!("{name:<22} {tally}"));
        sum.add(tally);
    }
    let refused: u64 = sum.refused.values().sum();
    let guarded: u64 = sum.guarded.values().sum();
    say(&format!(
        "{} inputs in {:.0} s: {} understood, {refused} refused, {guarded} guarded panics",
        sum.inputs,
        took.as_secs_f64(),
        sum.decoded
    ));
}

fn tell(violation: &Violation, seed: u64) {
    let Violation { target, number, told, input } = violation;
    say(&format!("HARM in {target}: {told}"));
    say(&format!("again: footbridge-fuzz --target {target} --seed {seed} --input {number}"));
    say(&format!("smallest input found, for tests/fuzz/crashers/{target}/NAME.hex:\n{input}"));
}
