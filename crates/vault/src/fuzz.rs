//! What lies inside something sealed, as a member's device that runs something else could have put it there: any
//! bytes are sealed with the right key first, and then opened as the product does. Whatever they are, nothing
//! panics, nothing takes more memory than its cap, and what is understood is written in one way. For the fuzzer in
//! `tests/fuzz` (feature `fuzz`); no program is built with it.

use protocol::certificate::{DeviceClass, EpochIssued, EpochKeyFor, Statement};
use protocol::limits::CHANGE_MAX_BYTES;
use protocol::wire::LogHeadMsg;
use protocol::{
    CollaborativeId, CompartmentHandle, Decode, DeviceId, Encode, Entry, Hash, InvitationCode, Keybox,
    KeyboxHandle, LogId, MemberId, PublicKey, Reader, Segment, StreamId, Writer, encode_body,
};

use crate::compress::{compress, decompress};
use crate::directory::Subject;
use crate::{
    ChangeContext, CompartmentGrant, DatabaseKey, DeviceIdentity, DirectoryKey, EpochKey, IdKey,
    InvitationBlob, InvitationKeys, Keyfile, MemberNames, PassphraseCost, Random, RecordKey, SegmentPlace,
    SlotOwner, VaultError, accept_epoch, issue_epoch, keyfile, open_change, open_epoch, open_keybox,
    open_segment, seal_change, seal_keybox, seal_segment,
};

/// Whether the bytes were understood, or else the error's code.
pub type Verdict = Result<(), &'static str>;

/// One way in: its name, what takes the bytes, valid examples.
pub type Target = (&'static str, fn(&[u8]) -> Verdict, fn() -> Result<Vec<Vec<u8>>, VaultError>);

/// Every target.
pub const TARGETS: &[Target] = &[
    ("keyfile", keyfile_bytes, keyfiles),
    ("invitation_blob", blob_content, blobs),
    ("compressed", compressed, packed),
    ("sealed_change", sealed_change, packed),
    ("sealed_body", sealed_body, bodies),
    ("sealed_segment", segment, segments),
    ("sealed_keybox", keybox, keyboxes),
    ("directory", directory, names),
    ("epoch", epoch, epochs),
];

const COMPARTMENT: CompartmentHandle = CompartmentHandle([0x5a; 16]);
const LOG: LogId = LogId([1; 16]);
const MEMBER: MemberId = MemberId([2; 16]);
const ROOT: PublicKey = PublicKey([7; 32]);
const CONTEXT: ChangeContext =
    ChangeContext { compartment: COMPARTMENT, record: [7; 16], kind: 3, schema: 1 };

/// The same bytes in every run: an input must be what its seed says.
struct Counting(u8);

impl Random for Counting {
    fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            self.0 = self.0.wrapping_mul(29).wrapping_add(71);
            *byte = self.0;
        }
    }
}

fn code(error: VaultError) -> &'static str {
    error.code()
}

fn epoch_key() -> EpochKey {
    EpochKey::from_bytes(COMPARTMENT, 1, &[0xe1; 32])
}

fn record_key() -> RecordKey {
    RecordKey::from_bytes(&[0xc1; 32])
}

fn device() -> Result<DeviceIdentity, VaultError> {
    DeviceIdentity::generate(&mut Counting(1))
}

fn invitation() -> Result<InvitationKeys, VaultError> {
    let code = InvitationCode::new([1; 16], ROOT.fingerprint(), "https://relay.example.org");
    InvitationKeys::derive(&code.map_err(|_| VaultError::Library)?)
}

fn keyfile_bytes(bytes: &[u8]) -> Verdict {
    let with_its_sum = keyfile::with_checksum(bytes);
    let file = Keyfile::decode(&with_its_sum).map_err(code)?;
    assert_eq!(file.encode(), with_its_sum);
    if file.costs_little() {
        file.sign_in("sam", "plainly fictional words").map(drop).map_err(code)
    } else {
        Ok(())
    }
}

fn keyfiles() -> Result<Vec<Vec<u8>>, VaultError> {
    let key = DatabaseKey::from_bytes(&[9; 32]);
    let made =
        Keyfile::wrap(&key, "plainly fictional words", PassphraseCost::FOR_TESTS, &mut Counting(2))?.encode();
    let owner = SlotOwner { member: MEMBER, name: "sam".to_owned() };
    let shared = Keyfile::shared(PassphraseCost::FOR_TESTS, &mut Counting(2));
    let shared = shared.with(&key, &owner, "plainly fictional words", &mut Counting(3))?.encode();
    let without_its_sum =
        |file: Vec<u8>| file.get(..file.len().saturating_sub(8)).unwrap_or_default().to_vec();
    Ok(vec![without_its_sum(made), without_its_sum(shared)])
}

fn blob_content(bytes: &[u8]) -> Verdict {
    let keys = invitation().map_err(code)?;
    let sealed = keys.seal_content(bytes, &mut Counting(3)).map_err(code)?;
    let blob = keys.open_blob(&sealed).map_err(code)?;
    assert_eq!(blob.encode(), bytes);
    Ok(())
}

fn blobs() -> Result<Vec<Vec<u8>>, VaultError> {
    let blob = InvitationBlob {
        collaborative: CollaborativeId([1; 16]),
        root: ROOT,
        member: MEMBER,
        class: DeviceClass::Care,
        directory_key: DirectoryKey::from_bytes(&[3; 32]),
        heads: vec![LogHeadMsg { log: LOG, count: 4, hash: Hash([5; 32]) }],
        compartments: vec![CompartmentGrant {
            compartment: COMPARTMENT,
            id_key: IdKey::from_bytes(&[6; 32]),
            epochs: (1..4).map(|number| EpochKey::from_bytes(COMPARTMENT, number, &[4; 32])).collect(),
        }],
    };
    Ok(vec![blob.encode()])
}

fn compressed(bytes: &[u8]) -> Verdict {
    // the second cap is one that an honest example is just over
    drop(decompress(bytes, 100));
    let unpacked = decompress(bytes, CHANGE_MAX_BYTES).map_err(code)?;
    assert!(unpacked.len() <= CHANGE_MAX_BYTES);
    Ok(())
}

fn sealed_change(bytes: &[u8]) -> Verdict {
    let sealed =
        crate::change::seal_packed(&record_key(), &CONTEXT, bytes, &mut Counting(4)).map_err(code)?;
    let change = open_change(&record_key(), &CONTEXT, &sealed).map_err(code)?;
    assert!(change.len() <= CHANGE_MAX_BYTES);
    let again = seal_change(&record_key(), &CONTEXT, &change, &mut Counting(4)).map_err(code)?;
    assert_eq!(open_change(&record_key(), &CONTEXT, &again), Ok(change));
    Ok(())
}

fn packed() -> Result<Vec<Vec<u8>>, VaultError> {
    let text = b"event.kind=offered ".repeat(30);
    let zeros = vec![0; CHANGE_MAX_BYTES];
    let over = vec![0; CHANGE_MAX_BYTES + 1];
    // a frame without a dictionary, of which this version writes none
    let plain = |bytes: &[u8]| zstd::bulk::compress(bytes, 3).map_err(|_| VaultError::Library);
    let old = [vec![1], plain(&text)?].concat();
    let bomb = [vec![1], plain(&vec![0; 64 * 1024 * 1024])?].concat();
    Ok(vec![compress(&text)?, compress(&zeros)?, compress(&over)?, compress(b"a")?, old, bomb])
}

fn sealed_body(bytes: &[u8]) -> Verdict {
    let device = device().map_err(code)?;
    let count = protocol::decode_body(bytes).map_or(1, |entries| entries.len());
    let count = u32::try_from(count).map_err(|_| "count")?;
    let place = SegmentPlace {
        compartment: COMPARTMENT,
        stream: StreamId([2; 16]),
        first_seq: 7,
        previous: Hash::ZERO,
    };
    let sealed = crate::segment::seal_body(
        &device,
        &epoch_key(),
        &place,
        crate::segment::Form::Plain,
        (count, bytes),
        &mut Counting(5),
    );
    let read = Segment::decode(&sealed.map_err(code)?.encode()).map_err(|_| "segment")?;
    assert!(read.verify(&device.signing().public()));
    let entries = open_segment(&epoch_key(), &read).map_err(code)?;
    assert_eq!(encode_body(&entries), bytes);
    for entry in &entries {
        drop(open_change(&record_key(), &CONTEXT, &entry.sealed));
    }
    Ok(())
}

fn entries() -> Result<Vec<Entry>, VaultError> {
    let sealed = seal_change(&record_key(), &CONTEXT, b"a change", &mut Counting(6))?;
    let entry = Entry {
        kind: CONTEXT.kind,
        record: CONTEXT.record,
        schema: CONTEXT.schema,
        keybox: KeyboxHandle([3; 16]),
        sealed,
    };
    Ok(vec![entry.clone(), entry])
}

fn bodies() -> Result<Vec<Vec<u8>>, VaultError> {
    let entries = entries()?;
    Ok(vec![encode_body(entries.get(..1).unwrap_or_default()), encode_body(&entries)])
}

fn segment(bytes: &[u8]) -> Verdict {
    let read = Segment::decode(bytes).map_err(|_| "segment")?;
    open_segment(&epoch_key(), &read).map(drop).map_err(code)
}

fn segments() -> Result<Vec<Vec<u8>>, VaultError> {
    let place = SegmentPlace {
        compartment: COMPARTMENT,
        stream: StreamId([2; 16]),
        first_seq: 0,
        previous: Hash::ZERO,
    };
    Ok(vec![seal_segment(&device()?, &epoch_key(), &place, &entries()?, &mut Counting(7))?.encode()])
}

fn keybox(bytes: &[u8]) -> Verdict {
    let read = Keybox::decode(bytes).map_err(|_| "keybox")?;
    open_keybox(&epoch_key(), &read).map(drop).map_err(code)
}

fn keyboxes() -> Result<Vec<Vec<u8>>, VaultError> {
    Ok(vec![seal_keybox(&epoch_key(), &record_key(), &mut Counting(8))?.encode()])
}

/// The content is given with its version and padding, as it stands under the seal.
fn directory(bytes: &[u8]) -> Verdict {
    let key = DirectoryKey::from_bytes(&[3; 32]);
    let seal = |subject, log| key.seal_padded(log, subject, bytes, &mut Counting(9)).map_err(code);
    let name =
        key.open_compartment_name(COMPARTMENT, &seal(Subject::Compartment(COMPARTMENT), COMPARTMENT.into())?);
    let member = key.open_member(LOG, MEMBER, &seal(Subject::Member(MEMBER), LOG)?);
    match (&name, &member) {
        (Ok(name), Err(_)) => {
            assert!(key.seal_compartment_name(COMPARTMENT, name, &mut Counting(9)).is_ok());
            Ok(())
        }
        (Err(_), Ok(names)) => {
            assert!(key.seal_member(LOG, MEMBER, names, &mut Counting(9)).is_ok());
            Ok(())
        }
        (Err(why), Err(_)) => Err(why.code()),
        (Ok(_), Ok(_)) => Ok(()),
    }
}

fn names() -> Result<Vec<Vec<u8>>, VaultError> {
    let names = MemberNames { agency: "Ridge County EMS".into(), role: "ems".into(), name: "Medic 4".into() };
    let mut name = Writer::new();
    name.text("shared");
    let padded = |content: &[u8]| {
        let mut w = Writer::new();
        w.u8(1).bytes(content);
        let mut plain = w.finish();
        plain.resize(protocol::padded_len(plain.len()), 0);
        plain
    };
    Ok(vec![padded(&names.encode()), padded(&name.finish())])
}

/// A number, then the epoch's certificate as its clear part stands.
fn epoch(bytes: &[u8]) -> Verdict {
    let mut reader = Reader::new(bytes);
    let number = reader.u32().map_err(|_| "truncated")?;
    let issued = EpochIssued::decode(reader.rest()).map_err(|_| "epoch")?;
    assert_eq!(Statement::EpochIssued(issued.clone()).encode(), reader.rest());
    let device = device().map_err(code)?;
    drop(accept_epoch(&issued, COMPARTMENT, &device));
    let (_, secrets) = first_and_second().map_err(code)?;
    let key = EpochKey::from_bytes(COMPARTMENT, number, secrets.key.expose());
    open_epoch(&issued, &key).map(drop).map_err(code)
}

fn first_and_second() -> Result<(EpochIssued, crate::EpochSecrets), VaultError> {
    let device = device()?;
    let devices = [(device.device_id(), device.sealing().public())];
    let (_, first) = issue_epoch(COMPARTMENT, None, &devices, &mut Counting(10))?;
    issue_epoch(COMPARTMENT, Some(&first), &devices, &mut Counting(11))
}

fn epochs() -> Result<Vec<Vec<u8>>, VaultError> {
    let (mut issued, _) = first_and_second()?;
    // HPKE draws its own randomness: what is sealed to devices would differ from run to run
    issued.keys = vec![EpochKeyFor { device: DeviceId([5; 16]), sealed: [6; 80] }];
    let mut w = Writer::new();
    w.u32(issued.number).raw(&Statement::EpochIssued(issued).encode());
    Ok(vec![w.finish()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_understands_an_example() {
        for (name, run, examples) in TARGETS {
            let examples = examples().unwrap();
            assert!(examples.iter().any(|bytes| run(bytes).is_ok()), "{name}: {:?}", run(&examples[0]));
            assert_eq!(examples, TARGETS.iter().find(|one| one.0 == *name).unwrap().2().unwrap(), "{name}");
        }
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused_before_memory_is_taken() {
        let examples = packed().unwrap();
        assert_eq!(compressed(&examples[2]), Err("vault.too_large"));
        assert_eq!(compressed(&examples[5]), Err("vault.too_large"));
    }
}
