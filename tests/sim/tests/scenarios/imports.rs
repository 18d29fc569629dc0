//! Two devices import the same rows; interrupted in the middle, and edited in between. The plain case is
//! `testkit::overlapping_halves_imported_twice_make_the_same_records_and_no_conflict`.

use app::{DamagedRows, Flow, Imported, Progress};
use domain::RecordKind;
use testkit::field::{Mishap, Persona};

use crate::ending::{Book, end};
use crate::support::{count, crew, fixture, settle, sync};

/// Of `tests/fixtures/pa-oin/README.md`.
const PEOPLE: u64 = 257;

fn import(persona: &mut Persona, progress: &mut Progress<'_>) -> Result<Imported, app::AppError> {
    let file = fixture("pa-oin/extract.csv");
    persona.device().unwrap().import_csv("pa-oin", &file, None, DamagedRows::Refuse, progress)
}

#[test]
fn two_devices_import_the_same_rows_interrupted_and_edited_in_between() {
    let mut crew = crew(1501);
    let mut book = Book::default();
    settle(&mut crew.all());
    // somebody thinks better of it in the middle: nothing is there
    let mut asked = 0;
    let mut thinks_better = Progress::new(|_| {
        asked += 1;
        if asked > 100 { Flow::Cancel } else { Flow::Go }
    });
    assert_eq!(import(&mut crew.patrol, &mut thinks_better).unwrap_err().code(), "import.cancelled");
    drop(thinks_better);
    assert_eq!(count(&mut crew.patrol, "people"), 0);
    // a process that ends in the middle of it: all or nothing, and the next one is the same import
    for draws in [0, 40, 400] {
        let file = fixture("pa-oin/extract.csv");
        let done = crew.patrol.until_crash(draws, |device| {
            device.import_csv("pa-oin", &file, None, DamagedRows::Refuse, &mut Progress::silent()).map(|_| ())
        });
        done.unwrap().into_iter().for_each(|done| done.unwrap());
        let people = count(&mut crew.patrol, "people");
        assert!([0, PEOPLE].contains(&people), "{people} people after {draws} draws");
    }
    import(&mut crew.patrol, &mut Progress::silent()).unwrap();
    // the other one has the same rows, and has edited one of them before it ever hears of the first
    crew.ems.set_offline(true);
    import(&mut crew.ems, &mut Progress::silent()).unwrap();
    book.others = PEOPLE;
    let records = crew.ems.device().unwrap().records_after(None, 5000).unwrap();
    let mut people = records.iter().filter(|one| one.kind == RecordKind::Person).map(|one| one.id);
    let (first, second) = (people.next().unwrap(), people.next().unwrap());
    book.set(&mut crew.ems, first, "alias.1", "Al");
    book.set(&mut crew.patrol, second, "alias.2", "Bo");
    // the upload of the import breaks twice, once with the whole process
    crew.patrol.befall("/v1/segments", Mishap::AnswerLost);
    crew.patrol.befall("/v1/segments", Mishap::Crash);
    let survived = crew.patrol.survive(|device| device.sync(3_600_000, &mut Progress::silent()).map(|_| ()));
    assert!(survived.is_none());
    sync(&mut crew.patrol);
    crew.ems.set_offline(false);
    settle(&mut crew.all());
    // and once more everywhere, in between the edits
    for persona in crew.all() {
        let again = import(persona, &mut Progress::silent()).unwrap();
        assert_eq!((again.created, again.changed), (0, 0), "{}", persona.name());
    }
    assert_eq!(count(&mut crew.outreach, "conflicts"), 0);
    end(&mut crew, &mut [], &book);
}
