//! Whatever a relay may say: a page is believed exactly when it is the beginning of the signed log.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use proptest::prelude::*;
use protocol::Signature;
use protocol::wire::StoredSegmentMsg;

use super::*;

const COMPARTMENT: CompartmentHandle = CompartmentHandle([1; 16]);
const GENERATION: GenerationId = GenerationId([2; 16]);

fn signer() -> (Ed25519KeyPair, PublicKey) {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[3; 32]).unwrap();
    let public = PublicKey(pair.public_key().as_ref().try_into().unwrap());
    (pair, public)
}

fn chain_at(log: &[Vec<u8>], position: usize) -> Hash {
    log[..position].iter().fold(Hash::ZERO, |chain, segment| next_chain(chain, sha256(segment)))
}

fn cursor(log: &[Vec<u8>], position: usize) -> CursorMsg {
    let chain = chain_at(log, position);
    CursorMsg { compartment: COMPARTMENT, generation: GENERATION, position: position as u64, chain }
}

/// What an honest relay with this log says to a device at `from`, in a page of at most `page` segments.
fn news(log: &[Vec<u8>], from: usize, page: usize) -> CompartmentNewsMsg {
    let (head_position, head_chain) = (log.len() as u64, chain_at(log, log.len()));
    let signed = checkpoint_bytes(GENERATION, COMPARTMENT, head_position, head_chain);
    let stored = |(index, segment): (usize, &Vec<u8>)| StoredSegmentMsg {
        position: index as u64 + 1,
        segment: segment.clone(),
        keyboxes: Vec::new(),
    };
    CompartmentNewsMsg {
        compartment: COMPARTMENT,
        head_position,
        head_chain,
        chain_at_cursor: (from <= log.len()).then(|| chain_at(log, from)),
        checkpoint: Signature(signer().0.sign(&signed).as_ref().try_into().unwrap()),
        segments: log.iter().enumerate().skip(from).take(page).map(stored).collect(),
    }
}

/// A relay that says nothing of a place where the device stands before everything lost nothing.
#[test]
fn a_device_that_holds_nothing_yet_needs_no_word_of_where_it_stands() {
    let log = [vec![1], vec![2]];
    let mut news = news(&log, 0, 2);
    news.chain_at_cursor = None;
    assert!(matches!(check(&cursor(&log, 0), &news, GENERATION, &signer().1), Verdict::Fits(_)));
    assert_eq!(check(&cursor(&log, 1), &news, GENERATION, &signer().1), Verdict::WentBack);
}

#[test]
fn a_head_is_as_far_as_a_database_can_count_and_no_further() {
    for (head_position, fits) in [(POSITION_MAX, true), (POSITION_MAX + 1, false)] {
        let mut news = news(&[vec![1]], 0, 1);
        let signed = checkpoint_bytes(GENERATION, COMPARTMENT, head_position, news.head_chain);
        news.head_position = head_position;
        news.checkpoint = Signature(signer().0.sign(&signed).as_ref().try_into().unwrap());
        let verdict = check(&cursor(&[], 0), &news, GENERATION, &signer().1);
        match verdict {
            Verdict::Fits(page) => assert!(fits && page.left == head_position - 1),
            other => assert_eq!((other, fits), (Verdict::Fault("sync.position_out_of_range"), false)),
        }
    }
}

fn log() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(any::<u8>(), 0..8), 1..12)
}

proptest! {
    #[test]
    fn an_honest_page_leads_to_its_end(log in log(), from in 0usize..12, page in 0usize..12) {
        let from = from.min(log.len());
        let end = (from + page).min(log.len());
        let Verdict::Fits(fits) = check(&cursor(&log, from), &news(&log, from, page), GENERATION, &signer().1)
        else { panic!("an honest page was refused") };
        prop_assert_eq!(&fits.cursor, &cursor(&log, end));
        prop_assert_eq!(fits.left, (log.len() - end) as u64);
        let hashes: Vec<_> = log[from..end].iter().map(|segment| sha256(segment)).collect();
        prop_assert_eq!(fits.places.into_iter().map(|(_, hash)| hash).collect::<Vec<_>>(), hashes);
    }

    #[test]
    fn a_whole_page_with_anything_changed_is_refused(log in log(), at in any::<prop::sample::Index>(), flip in 0u8..5) {
        let honest = news(&log, 0, log.len());
        let mut lie = honest.clone();
        let index = at.index(log.len());
        match flip {
            0 => lie.segments[index].segment.push(0),
            1 => lie.segments[index].position += 1,
            2 => drop(lie.segments.remove(index)),
            3 => lie.head_position += 1,
            _ => lie.head_chain = Hash([9; 32]),
        }
        let verdict = check(&cursor(&log, 0), &lie, GENERATION, &signer().1);
        // a page cut short at its end is simply a shorter page
        let shorter = flip == 2 && index + 1 == log.len();
        prop_assert_eq!(matches!(verdict, Verdict::Fits(_)), shorter);
    }

    #[test]
    fn a_log_that_is_not_the_continuation_went_back(log in log(), other in log()) {
        prop_assume!(!other.starts_with(&log));
        let verdict = check(&cursor(&log, log.len()), &news(&other, log.len(), 12), GENERATION, &signer().1);
        prop_assert_eq!(verdict, Verdict::WentBack);
    }
}
