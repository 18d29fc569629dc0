//! What came of the shift, for a person at the terminal. Whatever is printed was asked of the devices and held
//! against what it should be.

use super::cast::{Cast, EMS, OUTREACH, POLICE, digest, number, text};
use super::checks::Checks;
use super::incidents::Counts;
use super::story::{Plot, counts};
use crate::console::say;
use crate::stage::Device;
use anyhow::Context;
use serde_json::Value;
use std::collections::BTreeSet;

const HOUR_MS: u64 = 3_600_000;
/// How many hours ahead the list of follow-ups looks.
const AHEAD_HOURS: u64 = 72;

/// What stands in every `summary` besides the counts.
const STANDING: [(&str, u64); 6] =
    [("handoffs", 1), ("followups", 1), ("conflicts", 1), ("quarantined", 0), ("parked", 0), ("unsent", 0)];

/// The numbers that each device gives now, beside what they must be.
pub fn merged(
    checks: &mut Checks,
    cast: &Cast,
    imported: &Counts,
    recorded: &[(&'static str, u64)],
    clocks: u64,
) -> anyhow::Result<()> {
    say("\nWHAT MERGED (on every device)\n");
    say(&format!("   {:<28}{:>10}{:>10}{:>10}{:>10}", "", "imported", "recorded", "expected", "found"));
    let mut summaries = Vec::new();
    for device in cast.all() {
        summaries.push((device.name(), device.json(&["summary"])?));
    }
    for (key, by_hand) in recorded {
        let from_file = imported.get(key).copied().unwrap_or(0);
        let expected = from_file + by_hand;
        let found: Vec<(&str, Option<u64>)> =
            summaries.iter().map(|(name, summary)| (*name, counts(summary).get(key).copied())).collect();
        let all: Vec<(&str, Option<u64>)> = found.iter().map(|(name, _)| (*name, Some(expected))).collect();
        let mark = checks.equal(&format!("{key} on each device"), &all, &found);
        let said = found.first().and_then(|(_, count)| *count).unwrap_or(0);
        let words = key.replace('_', " ");
        say(&format!("   {words:<28}{from_file:>10}{by_hand:>10}{expected:>10}{said:>10} {mark}"));
    }
    for (name, summary) in &summaries {
        for (key, expected) in STANDING {
            let expected = if key == "followups" { expected + clocks } else { expected };
            checks.equal(&format!("{name}: {key}"), &expected, &number(summary, key)?);
        }
    }
    say("   and one handoff, one conflict; nothing quarantined, parked or unsent.");
    Ok(())
}

/// The conflict kept for a human, and what merged beside it without anybody's help.
pub fn conflict(checks: &mut Checks, cast: &Cast, plot: &Plot) -> anyhow::Result<()> {
    say("\nTHE CONFLICT KEPT FOR A HUMAN (as the provider's device shows it)\n");
    let shown = cast.provider.json(&["conflicts"])?;
    for device in cast.all() {
        checks.equal(&format!("{}: conflicts", device.name()), &shown, &device.json(&["conflicts"])?);
    }
    let conflicts = shown.get("conflicts").and_then(Value::as_array).context("no list of conflicts")?;
    checks.equal("conflicts", &1, &conflicts.len());
    let one = conflicts.first().context("the conflict was lost")?;
    checks.equal("the conflict is Jordan's", &plot.jordan, &text(one, "id")?);
    let field = one.get("field").context("a conflict without a field")?;
    checks.equal("the field in conflict", "birth_date", text(field, "key")?.as_str());
    say(
        "   Jordan Example, birth date: two people wrote different dates. Both stand until somebody decides.",
    );
    let values = field.get("conflict").and_then(Value::as_array).context("a conflict without values")?;
    let mut found = BTreeSet::new();
    for value in values {
        let [date, member, agency, at] = ["value", "member", "agency", "at"].map(|key| text(value, key));
        let (date, member, agency) = (date?, member?, agency?);
        say(&format!("      {date}   by {member}, {agency}, {}", when(&at?)));
        found.insert((date, member, agency));
    }
    let wrote = |date: &str, member: &str, agency: &str| (date.into(), member.into(), agency.into());
    let expected: BTreeSet<(String, String, String)> =
        [wrote("1990-03-12", "Officer Sample", POLICE), wrote("1990-12-03", "Medic Sample", EMS)].into();
    checks.say("both values are kept, with who, from where and when", &expected, &found);
    let mut kept = Vec::new();
    for device in cast.all() {
        let person = device.json(&["record", "show", &plot.jordan])?;
        kept.push((field_of(&person, "name.preferred"), field_of(&person, "language.es")));
    }
    let both = vec![(Some("Jo".to_owned()), Some("true".to_owned())); kept.len()];
    checks.say("preferred name (patrol) and language (ems) merged without anybody's help", &both, &kept);
    Ok(())
}

/// A moment as a person reads it: `2026-11-21T14:32:05-05:00[America/New_York]` → `2026-11-21 14:32 America/New_York`.
fn when(moment: &str) -> String {
    let (local, zone) = moment.split_once('[').unwrap_or((moment, ""));
    let minutes: String = local.chars().take("2026-11-21T14:32".len()).collect();
    format!("{} {}", minutes.replace('T', " "), zone.trim_end_matches(']')).trim_end().to_owned()
}

fn field_of(record: &Value, key: &str) -> Option<String> {
    let fields = record.get("fields")?.as_array()?;
    let field = fields.iter().find(|field| field.get("key").and_then(Value::as_str) == Some(key))?;
    Some(field.get("value")?.as_str()?.to_owned())
}

/// Where the handoff stands on each device.
pub fn handoff(checks: &mut Checks, cast: &Cast, plot: &Plot) -> anyhow::Result<()> {
    say(&format!("\nTHE HANDOFF of Riley Example, from {POLICE} to {OUTREACH}\n"));
    let mut receipts = BTreeSet::new();
    let mut seen = Value::Null;
    for device in cast.all() {
        seen = handoff_on(checks, device, plot, "accepted", &[OUTREACH])?;
        receipts.insert(text(&seen, "receipt")?);
    }
    let events = seen.get("events").and_then(Value::as_array).context("a handoff without events")?;
    let mut kinds = Vec::new();
    for event in events {
        let kind = text(event, "kind")?;
        say(&format!("      {}   {kind} by {}", when(&text(event, "at")?), text(event, "party")?));
        kinds.push(kind);
    }
    let story = ["offered", "accepted", "relieved"].map(str::to_owned).to_vec();
    checks.say("police stayed accountable until its own device had seen the acceptance", &story, &kinds);
    let receipt = receipts.first().cloned().unwrap_or_default();
    checks.say(&format!("the receipt is {receipt} on every device"), &1, &receipts.len());
    Ok(())
}

/// One device's view of the handoff: its state and who answers for the person.
pub fn handoff_on(
    checks: &mut Checks,
    device: &Device,
    plot: &Plot,
    state: &str,
    accountable: &[&str],
) -> anyhow::Result<Value> {
    let seen = device.json(&["handoff", "show", &plot.handoff])?;
    let found = (text(&seen, "state")?, seen.get("accountable").cloned().unwrap_or_default());
    let expected = (state.to_owned(), Value::from(accountable.to_vec()));
    let mark = checks.equal(&format!("{}: the handoff", device.name()), &expected, &found);
    let parties = found.1.as_array().map(Vec::as_slice).unwrap_or_default();
    let parties: Vec<&str> = parties.iter().filter_map(Value::as_str).collect();
    let name = device.name();
    say(&format!("   {mark} {name:<12} {:<10} accountable: {}", found.0, parties.join(" and ")));
    Ok(seen)
}

/// What is due within three days, as outreach sees it.
pub fn follow_ups(checks: &mut Checks, cast: &Cast, plot: &Plot) -> anyhow::Result<()> {
    say(&format!("\nFOLLOW-UPS due in the next {AHEAD_HOURS} hours (on the outreach device)\n"));
    let now_ms = number(&cast.outreach.json(&["status"])?, "last_sync_ms")?;
    let ahead = AHEAD_HOURS.to_string();
    let listed = cast.outreach.json(&["followups", "--due-within", &ahead])?;
    let listed = listed.get("follow_ups").and_then(Value::as_array).context("no list of follow-ups")?;
    let mut sams = Vec::new();
    let mut due = 0;
    for one in listed {
        let [from, until] = [number(one, "from_ms")?, number(one, "due_ms")?];
        due += u64::from(until <= now_ms + AHEAD_HOURS * HOUR_MS);
        if one.get("person").and_then(Value::as_str) != Some(&plot.sam) {
            continue;
        }
        let hours = |at: u64| at.saturating_sub(now_ms).div_ceil(HOUR_MS);
        let name = text(one, "person_name")?;
        let (opens, closes) = (hours(from), hours(until));
        say(&format!("      {name}, after an overdose: visit in {opens} to {closes} hours"));
        sams.push((name, text(one, "state")?, opens, closes));
    }
    let expected = vec![("Sam Sample".to_owned(), "waiting".to_owned(), 24, 72)];
    checks.say("the clock of the overdose response runs: 24 to 72 hours", &expected, &sams);
    let claim = match plot.imported_clocks {
        0 => "the imported incidents are long past: they started no clock".to_owned(),
        some => format!("{some} imported incidents are recent enough to have started a clock"),
    };
    checks.say(&claim, &(1 + plot.imported_clocks), &due);
    Ok(())
}

/// Tables that come out equal when they are rebuilt from the journal, and then equal digests.
pub fn same_everywhere(checks: &mut Checks, cast: &Cast) -> anyhow::Result<()> {
    say(
        "\nTHE SAME EVERYWHERE (each device folds its journal again; then the digest of all that is visible)\n",
    );
    let mut expected = None;
    for device in cast.all() {
        let name = device.name();
        let rebuilt = device.json(&["rebuild"])?;
        let equal = rebuilt.get("equal").cloned().unwrap_or_default();
        let rebuilt_mark = checks.equal(&format!("{name}: rebuild is equal"), &Value::Bool(true), &equal);
        let found = digest(device)?;
        let expected = expected.get_or_insert_with(|| found.clone());
        let mark = checks.equal(&format!("{name}: digest"), expected, &found);
        let [records, changes] = [number(&rebuilt, "records")?, number(&rebuilt, "changes")?];
        let short: String = found.chars().take(16).collect();
        say(&format!(
            "   {name:<12} rebuilt equal {rebuilt_mark} ({records} records, {changes} changes)   digest {short}… {mark}"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_with_its_zone() {
        assert_eq!(when("2026-11-21T14:32:05-05:00[America/New_York]"), "2026-11-21 14:32 America/New_York");
        assert_eq!(when("2026-11-21"), "2026-11-21");
    }
}
