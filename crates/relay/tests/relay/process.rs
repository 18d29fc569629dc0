//! The real program: its files, its socket, its end.

mod running;

use std::sync::mpsc;

use protocol::limits::MESSAGE_MAX_BYTES;
use protocol::wire::{RefusalCode, SyncMsg, SyncedMsg, UploadedMsg};
use protocol::{Encode, Hash, Segment, sha256};

use self::running::{HttpPort, Process, command, plain};
use crate::town::{Device, Key, SHARED, Town, keybox, start};

fn town(process: &Process) -> Town<HttpPort> {
    let port = HttpPort(process.address);
    let now_ms = port.relay_time_ms();
    Town::found(port, now_ms, "")
}

#[test]
fn what_was_acknowledged_is_there_after_kill_9() {
    const ENOUGH: usize = 40;
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start(folder.path(), &[]);
    let mut town = town(&process);
    let devices = [town.enrol("medic"), town.enrol("officer"), town.enrol("peer")];
    let (sender, acknowledged) = mpsc::channel();
    let acknowledged: Vec<(Segment, UploadedMsg)> = std::thread::scope(|scope| {
        for (device, stream) in devices.iter().zip(1..) {
            let (sender, town) = (sender.clone(), &town);
            scope.spawn(move || upload_until_it_fails(town, device, stream, &sender));
        }
        drop(sender);
        let mut all: Vec<_> = acknowledged.iter().take(ENOUGH).collect();
        // in the midst of writing
        process.kill();
        all.extend(acknowledged);
        all
    });
    assert!(acknowledged.len() >= ENOUGH);

    let process = Process::start(folder.path(), &[]);
    town.port = HttpPort(process.address);
    let mut at = start(SHARED);
    let mut stored = Vec::new();
    while let Some(news) = town.sync(&town.founder, at.clone()).compartments.first() {
        stored.extend(news.segments.clone());
        at.position = stored.len() as u64;
        at.chain = stored
            .iter()
            .fold(Hash::ZERO, |chain, one| protocol::wire::next_chain(chain, sha256(&one.segment)));
        at.generation = acknowledged[0].1.generation;
    }
    for (segment, place) in &acknowledged {
        let index = usize::try_from(place.position - 1).unwrap();
        assert_eq!(stored[index].segment, segment.encode());
        // and posting it again gets the very answer that was given before the crash
        let device = devices.iter().find(|one| one.id() == segment.header.device).unwrap();
        assert_eq!(town.upload(device, segment), *place);
    }
}

fn upload_until_it_fails(
    town: &Town<HttpPort>,
    device: &Device,
    stream: u8,
    sender: &mpsc::Sender<(Segment, UploadedMsg)>,
) {
    let mut last: Option<Segment> = None;
    loop {
        let segment = device.segment(stream, last.as_ref(), 1);
        let message = protocol::wire::UploadMsg { segment: segment.encode(), keyboxes: Vec::new() }.encode();
        let auth = device.auth(town.now_ms, "POST", "/v1/segments", &message);
        let Some(reply) = town.port.try_send("POST", "/v1/segments", Some(&auth), &message) else { return };
        sender.send((segment.clone(), reply.ok())).unwrap();
        last = Some(segment);
    }
}

#[test]
fn it_says_one_line_and_stops_with_its_parent() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start(folder.path(), &["--stop-with-parent"]);
    assert_eq!(plain(process.address, "/healthz").0, 200);
    let (status, body) = plain(process.address, "/readyz");
    assert_eq!((status, body.as_str()), (200, r#"{"status":"ready"}"#));
    process.close_stdin();
    assert!(process.wait().success());
    assert_eq!(process.rest_of_stdout(), "");
}

#[test]
fn hints_reach_listeners_and_a_signal_ends_everything_well() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start(folder.path(), &[]);
    let mut town = town(&process);
    let medic = town.enrol("medic");
    assert_eq!(town.call(None, "GET", "/v1/events", b"").code(), RefusalCode::Unauthenticated);
    let listen = |device: &Device| {
        let auth = device.auth(town.now_ms, "GET", "/v1/events", b"");
        town.port.listen(&auth)
    };
    let (mut founder_hears, mut medic_hears) = (listen(&town.founder), listen(&medic));
    assert_eq!((founder_hears.next(), medic_hears.next()), (Some(":".to_owned()), Some(":".to_owned())));
    town.upload(&medic, &medic.segment(2, None, 1));
    let expected = Some(format!("data: {SHARED} 1"));
    assert_eq!((founder_hears.next(), medic_hears.next()), (expected.clone(), expected));
    let revocation = town.revocation(medic.id());
    town.post(vec![revocation]);
    assert_eq!(medic_hears.next(), None, "a revoked device still listens");
    assert_eq!(founder_hears.next().as_deref(), Some("event: certificates"));
    process.terminate();
    assert!(process.wait().success());
    assert_eq!(founder_hears.last().map(|line| line.starts_with("data: ")), Some(true));
}

#[test]
fn the_log_and_the_disk_hold_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let config = folder.path().join("relay.toml");
    std::fs::write(&config, "[log]\nlevel = \"debug\"\n").unwrap();
    let made = command(&["claim-token", "--data", data.to_str().unwrap()]);
    let token = made.stdout.trim().to_owned();
    assert!(made.success && token.len() >= 32);
    let mut process = Process::start(
        &data,
        &["--behind-proxy", "--config", config.to_str().unwrap(), "--stop-with-parent"],
    );
    let port = HttpPort(process.address);
    let now_ms = port.relay_time_ms();
    let town = Town::found(port, now_ms, &token);
    let handle = "0a0b0c0d0e0f00010203040506070809";
    let target = format!("/v1/invitations/{handle}?invite={}", Key::of("code").public());
    assert_eq!(town.call(Some(&town.founder), "PUT", &target, b"sealed").status, 200);
    assert_eq!(town.call(None, "GET", &format!("/v1/invitations/{handle}"), b"").status, 200);
    assert_eq!(town.call(None, "GET", &format!("/v1/invitations/{handle}x"), b"").status, 400);
    let segment = town.founder.segment(1, None, 1);
    let handles = vec![keybox(0xd7)];
    town.try_upload(&town.founder, &segment, handles).ok::<UploadedMsg>();
    let auth = town.founder.auth(town.now_ms, "POST", "/v1/sync", b"");
    process.close_stdin();
    assert!(process.wait().success());
    let log = process.log();
    assert!(log.contains("answered") && log.contains("segments"), "nothing was logged: {log}");
    let signature = auth.rsplit(' ').next().unwrap();
    for secret in [token.as_str(), handle, &"d7".repeat(16), signature, &Key::of("code").public().to_string()]
    {
        assert!(!log.contains(secret), "the log holds {secret}");
    }
    for file in std::fs::read_dir(&data).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(token.len()).any(|some| some == token.as_bytes()), "the token is on the disk");
    }
}

#[test]
fn a_full_relay_says_so_and_goes_on_reading() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("relay.toml");
    std::fs::write(&config, "[store]\nmax_mib = 1\n").unwrap();
    let data = folder.path().join("data");
    let process = Process::start(&data, &["--config", config.to_str().unwrap()]);
    let town = town(&process);
    let mut sent: Vec<Segment> = Vec::new();
    let reply = loop {
        let header = town.founder.segment(1, sent.last(), 1).header;
        let segment = town.founder.sign_body(header, vec![0xcd; 200_000]);
        let reply = town.try_upload(&town.founder, &segment, Vec::new());
        if reply.status != 200 {
            break reply;
        }
        sent.push(segment);
        assert!(sent.len() < 10, "the cap does nothing");
    };
    assert_eq!((reply.status, reply.retry_after_s.is_some()), (507, true));
    assert_eq!(reply.code(), RefusalCode::Full);
    let news = town.sync(&town.founder, start(SHARED)).compartments.remove(0);
    assert_eq!((news.head_position, news.segments.len()), (sent.len() as u64, sent.len()));
}

#[test]
fn broken_requests_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(folder.path(), &[]);
    let town = town(&process);
    town.port.say_and_leave(b"POST /v1/segments HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
    town.port.say_and_leave(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc");
    let too_large =
        format!("POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", MESSAGE_MAX_BYTES + 1);
    let reply = town.port.raw(too_large.as_bytes()).unwrap();
    assert_eq!(reply.code(), RefusalCode::TooLarge);
    let message = SyncMsg { cursors: vec![start(SHARED)], logs: Vec::new(), max_bytes: 0, report: None };
    assert_eq!(town.try_sync(&town.founder, &message).ok::<SyncedMsg>().compartments, []);
}

#[test]
fn it_refuses_to_start_where_it_should() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let open = command(&["serve", "--data", data, "--listen", "0.0.0.0:0"]);
    assert!(!open.success && open.stderr.contains("--behind-proxy"), "{}", open.stderr);
    let _first = Process::start(data.as_ref(), &[]);
    let second = command(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    assert!(!second.success && second.stderr.contains("in use"), "{}", second.stderr);
}

#[test]
fn the_configuration_is_printed_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("relay.toml");
    let printed = command(&["config", "default"]);
    std::fs::write(&file, &printed.stdout).unwrap();
    assert!(command(&["config", "check", file.to_str().unwrap()]).success);
    std::fs::write(&file, "[limits]\nrequest_burst = 5\n").unwrap();
    let wrong = command(&["config", "check", file.to_str().unwrap()]);
    assert!(!wrong.success && wrong.stderr.contains("request_burst"), "{}", wrong.stderr);
}
