//! Real programs that end in the middle: `footbridge`, its station and `footbridge-relay`, killed by SIGKILL at
//! moments that chance picks, robbed of files, and run on a disk that is full.
//!
//! Owns the campaign: what the devices do, where they are killed, what was acknowledged before, and what must be
//! there after. Knows the programs only from outside: their arguments, their answers, what they lay down as files
//! and what passes between them. What a disk does to writes that nobody synced cannot be seen from here, as a
//! killed process leaves its writes to the system: `tests/sim` has a disk that forgets them.
//!
//! The seed picks deeds, victims and moments. Real time makes a run not exactly repeatable: the same seed does the
//! same deeds for as long as the kills fall alike, and the story of a failure says what really happened.
//!
//! Entry points: [`campaign::run`], [`losses::run`], [`disk::run`].

pub mod campaign;
pub mod chance;
pub mod child;
pub mod deeds;
pub mod device;
pub mod disk;
pub mod ledger;
pub mod link;
pub mod losses;
pub mod moment;
pub mod older;
pub mod programs;
pub mod relay;
pub mod round;
pub mod seen;
pub mod station;
pub mod story;
pub mod town;
