//! The proof that a spoken answer carries.

use protocol::lease::Request;

use super::support::Seeded;
use crate::{DeviceIdentity, lease_proof};

#[test]
fn both_ends_work_out_one_proof_and_nobody_else_does() {
    let mut random = Seeded::new(11);
    let mut device = || DeviceIdentity::generate(&mut random).unwrap();
    let (asking, answering, third) = (device(), device(), device());
    let request = Request::of(&asking.device_id(), 4);
    let proof = |own: &DeviceIdentity, other: &DeviceIdentity, by: &DeviceIdentity, request: &Request| {
        let ids = (asking.device_id(), by.device_id());
        *lease_proof(own.sealing(), &other.sealing().public(), &ids.0, &ids.1, request).unwrap()
    };
    let said = proof(&answering, &asking, &answering, &request);
    assert_eq!(said, proof(&asking, &answering, &answering, &request));
    // another device's secret, another answering device, another request, the other way round
    assert_ne!(said, proof(&third, &asking, &answering, &request));
    assert_ne!(said, proof(&asking, &third, &third, &request));
    assert_ne!(said, proof(&asking, &answering, &third, &request));
    assert_ne!(said, proof(&asking, &answering, &answering, &Request::of(&asking.device_id(), 5)));
    let (ask, answer) = (asking.device_id(), answering.device_id());
    let turned =
        lease_proof(asking.sealing(), &answering.sealing().public(), &answer, &ask, &request).unwrap();
    assert_ne!(said, *turned);
}

#[test]
fn a_key_that_is_none_is_refused() {
    let asking = DeviceIdentity::generate(&mut Seeded::new(11)).unwrap();
    let id = asking.device_id();
    let none = protocol::SealingKey([0; 32]);
    assert!(lease_proof(asking.sealing(), &none, &id, &id, &Request::of(&id, 1)).is_err());
}
