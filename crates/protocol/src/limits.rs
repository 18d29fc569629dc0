//! Caps on everything that is sent or stored. Units last.

/// A whole segment, header and signature included.
pub const SEGMENT_MAX_BYTES: usize = 1024 * 1024;
/// Entries in one segment.
pub const SEGMENT_MAX_ENTRIES: usize = 4096;
/// One automerge change before sealing.
pub const CHANGE_MAX_BYTES: usize = 256 * 1024;
/// One certificate.
pub const CERTIFICATE_MAX_BYTES: usize = 256 * 1024;
/// The sealed blob of one invitation.
pub const INVITATION_BLOB_MAX_BYTES: usize = 64 * 1024;
/// Compartments that one device may hold, and one request may name.
pub const COMPARTMENTS_MAX: usize = 64;
/// Certificates in one message.
pub const CERTIFICATES_MAX: usize = 1024;
/// Segments in one answer.
pub const SEGMENTS_PER_ANSWER_MAX: usize = 1024;
/// One request or answer body.
pub const MESSAGE_MAX_BYTES: usize = 16 * 1024 * 1024;
/// How far a request's time may be from the relay's before it is refused with the relay's time.
pub const REQUEST_SKEW_MAX_MS: i64 = 5 * 60 * 1000;
/// Devices that one collaborative may enrol over its life, and one epoch may be sealed to.
pub const DEVICES_MAX: usize = 2048;
/// What a certificate may carry sealed.
pub const CERTIFICATE_SEALED_MAX_BYTES: usize = 4096;
/// Streams a revocation may list the heads of.
pub const STREAM_HEADS_MAX: usize = 2048;
/// One compartment's part of what a revoked device had not sent.
pub const REVOKED_WORK_MAX_BYTES: usize = 512 * 1024 * 1024;
/// Segments of a revoked device that one certificate may decide about.
pub const SEGMENTS_DECIDED_MAX: usize = 1024;
/// A relay's address in an invitation code.
pub const RELAY_URL_MAX_BYTES: usize = 200;
/// What a device says of its program's version.
pub const PROGRAM_VERSION_MAX_BYTES: usize = 32;
