//! What the field's relay keeps its things in: memory or the product's own SQLite store, with a disk that can be full.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use footbridge_relay::store::{
    Budget, CertificatesAppend, ContactRow, Identity, InvitationPut, InvitationRow, LogRange, MemoryStore,
    NewCertificate, NewSegment, Place, RendezvousAdd, RendezvousRow, Revision, SegmentAppend, Since,
    SqliteOptions, SqliteStore, Store, StoreError,
};
use protocol::certificate::StreamHead;
use protocol::{CompartmentHandle, DeviceId, GenerationId, Hash, InvitationHandle, LogId, PublicKey};

/// A copy of everything a relay held, to be put back later.
#[derive(Clone)]
pub enum RelayBackup {
    /// Of a relay in memory.
    Memory(MemoryStore),
    /// A database file, made by the product's own `backup`.
    File(PathBuf),
}

/// Where a relay keeps what it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// In memory: quick.
    InMemory,
    /// In SQLite, in a folder of the field: as a relay in use.
    OnDisk,
}

#[derive(Clone)]
enum Kept {
    Memory(Arc<MemoryStore>),
    File(Arc<SqliteStore>, PathBuf),
}

/// See the module. Clones are the same shelf.
#[derive(Clone)]
pub struct Shelf {
    kept: Kept,
    full: Arc<AtomicBool>,
}

impl Shelf {
    pub(super) fn in_memory(store: MemoryStore) -> Self {
        Self { kept: Kept::Memory(Arc::new(store)), full: Arc::default() }
    }

    pub(super) fn on_disk(folder: &Path) -> Result<Self, StoreError> {
        let store = SqliteStore::open(folder, SqliteOptions::default())?;
        Ok(Self { kept: Kept::File(Arc::new(store), folder.to_owned()), full: Arc::default() })
    }

    /// The folder of a store on disk.
    pub(super) fn folder(&self) -> Option<&Path> {
        match &self.kept {
            Kept::Memory(_) => None,
            Kept::File(_, folder) => Some(folder),
        }
    }

    /// Fills the disk, or makes room.
    pub(super) fn set_full(&self, full: Full) {
        self.full.store(full == Full::Yes, Ordering::SeqCst);
    }

    pub(super) fn backup(&self, to: &Path) -> Result<RelayBackup, StoreError> {
        match &self.kept {
            Kept::Memory(store) => Ok(RelayBackup::Memory(MemoryStore::clone(store))),
            Kept::File(_, folder) => {
                SqliteStore::backup(folder, to)?;
                Ok(RelayBackup::File(to.to_owned()))
            }
        }
    }

    pub(super) fn renew_generation(&self, generation: GenerationId) -> Result<(), StoreError> {
        match &self.kept {
            Kept::Memory(store) => {
                store.renew_generation(generation);
                Ok(())
            }
            Kept::File(store, _) => store.renew_generation(generation),
        }
    }

    fn store(&self) -> &dyn Store {
        match &self.kept {
            Kept::Memory(store) => store.as_ref(),
            Kept::File(store, _) => store.as_ref(),
        }
    }

    fn with_room(&self) -> Result<&dyn Store, StoreError> {
        if self.full.load(Ordering::SeqCst) { Err(StoreError::Full) } else { Ok(self.store()) }
    }
}

/// Whether the relay's disk is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// There is room.
    No,
    /// What devices send is refused; certificates are not, as in the product.
    Yes,
}

impl Store for Shelf {
    fn identity(&self, fresh: Identity) -> Result<Identity, StoreError> {
        self.store().identity(fresh)
    }

    fn claim_hash(&self) -> Result<Option<Hash>, StoreError> {
        self.store().claim_hash()
    }

    fn set_claim_hash(&self, hash: Hash) -> Result<(), StoreError> {
        self.store().set_claim_hash(hash)
    }

    fn revision(&self) -> Result<Revision, StoreError> {
        self.store().revision()
    }

    fn certificates_after(&self, revision: Revision) -> Result<Vec<Vec<u8>>, StoreError> {
        self.store().certificates_after(revision)
    }

    fn append_certificates(
        &self,
        seen: Revision,
        new: &[NewCertificate],
    ) -> Result<CertificatesAppend, StoreError> {
        self.store().append_certificates(seen, new)
    }

    fn log(&self, log: LogId, after: u32, budget: Budget) -> Result<LogRange, StoreError> {
        self.store().log(log, after, budget)
    }

    fn append_segment(&self, seen: Revision, new: &NewSegment) -> Result<SegmentAppend, StoreError> {
        self.with_room()?.append_segment(seen, new)
    }

    fn place_of(&self, segment: &NewSegment) -> Result<Option<Place>, StoreError> {
        self.store().place_of(segment)
    }

    fn streams_of(&self, device: DeviceId) -> Result<Vec<StreamHead>, StoreError> {
        self.store().streams_of(device)
    }

    fn since(
        &self,
        compartment: CompartmentHandle,
        position: u64,
        budget: Budget,
    ) -> Result<Since, StoreError> {
        self.store().since(compartment, position, budget)
    }

    fn put_invitation(
        &self,
        handle: InvitationHandle,
        row: &InvitationRow,
        now_ms: i64,
    ) -> Result<InvitationPut, StoreError> {
        self.with_room()?.put_invitation(handle, row, now_ms)
    }

    fn invitation(&self, handle: InvitationHandle) -> Result<Option<InvitationRow>, StoreError> {
        self.store().invitation(handle)
    }

    fn forget_invitation(&self, invite: PublicKey) -> Result<(), StoreError> {
        self.store().forget_invitation(invite)
    }

    fn contact(&self, device: DeviceId) -> Result<Option<ContactRow>, StoreError> {
        self.store().contact(device)
    }

    fn set_contact(&self, device: DeviceId, row: &ContactRow) -> Result<(), StoreError> {
        self.store().set_contact(device, row)
    }

    fn contacts(&self) -> Result<Vec<(DeviceId, ContactRow)>, StoreError> {
        self.store().contacts()
    }

    fn open_rendezvous(&self, number: u32, row: &RendezvousRow, now_ms: i64) -> Result<bool, StoreError> {
        self.store().open_rendezvous(number, row, now_ms)
    }

    fn add_to_rendezvous(&self, number: u32, place: u8, message: &[u8]) -> Result<RendezvousAdd, StoreError> {
        self.store().add_to_rendezvous(number, place, message)
    }

    fn rendezvous(&self, number: u32) -> Result<Option<RendezvousRow>, StoreError> {
        self.store().rendezvous(number)
    }

    fn ready(&self) -> Result<(), StoreError> {
        self.with_room()?.ready()
    }
}
