//! Nothing is readable without a key: neither what people typed nor which records there are, in any file of a device
//! or of the relay, nor in anything that crossed the wire.

use std::collections::HashSet;
use std::path::Path;

use footbridge_relay::store::{Revision, Store};

use crate::excuse::ALL;
use crate::lens::Home;
use crate::violation::{Promise, Run, Violation};
use crate::work::MARKER;
use crate::world::World;

impl World {
    /// Searches everything.
    pub fn nothing_is_readable(&mut self, homes: &[Home]) -> Run {
        let needles = Needles::of(homes);
        needles.search("what crossed the wire", &self.field.overheard())?;
        let store = self.field.relay_store();
        for bytes in store.certificates_after(Revision(0))? {
            needles.search("a certificate", &bytes)?;
        }
        for compartment in self.compartments() {
            for stored in store.since(compartment, 0, ALL)?.segments {
                needles.search("a segment at the relay", &stored.segment)?;
            }
        }
        if let Some(folder) = self.field.relay_folder() {
            needles.search_folder("the relay's", &folder)?;
        }
        for actor in &mut self.actors {
            actor.close();
            needles.search_folder(&actor.name, actor.persona.home())?;
        }
        Ok(())
    }
}

/// What may be found nowhere.
struct Needles {
    ids: HashSet<[u8; 16]>,
    /// Which two bytes any id starts with: most places are passed by looking here.
    starts: Vec<bool>,
    marker: String,
}

impl Needles {
    fn of(homes: &[Home]) -> Self {
        let ids: HashSet<[u8; 16]> =
            homes.iter().flat_map(|home| home.digests.keys()).map(|record| *record.as_bytes()).collect();
        let mut starts = vec![false; 1 << 16];
        for id in &ids {
            starts[usize::from(u16::from_be_bytes([id[0], id[1]]))] = true;
        }
        Self { ids, starts, marker: MARKER.to_lowercase() }
    }

    fn search_folder(&self, whose: &str, folder: &Path) -> Run {
        let mut files: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
        files.sort_by_key(std::fs::DirEntry::file_name);
        for file in files {
            let name = file.file_name().to_string_lossy().into_owned();
            // room that is kept: zeros
            if file.file_type()?.is_file() && !name.starts_with("reserve") {
                self.search(&format!("{whose} {name}"), &std::fs::read(file.path())?)?;
            }
        }
        Ok(())
    }

    fn search(&self, place: &str, bytes: &[u8]) -> Run {
        let found =
            |what: String| Err(Violation::of(Promise::Sealed, format!("{place}: {what} stands in clear")));
        let first = self.marker.as_bytes()[0];
        let mut before = 0u8;
        for (at, byte) in bytes.iter().copied().enumerate() {
            if byte | 0x20 == first {
                let text = &bytes[at..bytes.len().min(at + self.marker.len())];
                if text.eq_ignore_ascii_case(self.marker.as_bytes()) {
                    return found(format!("the text of a person at {at}"));
                }
            }
            if at > 0 && self.starts[usize::from(u16::from_be_bytes([before, byte]))] {
                let id = bytes.get(at - 1..at + 15).and_then(|id| <[u8; 16]>::try_from(id).ok());
                if id.is_some_and(|id| self.ids.contains(&id)) {
                    return found(format!("the id of a record at {}", at - 1));
                }
            }
            before = byte;
        }
        Ok(())
    }
}
