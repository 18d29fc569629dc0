//! Search: beginnings of words, and nothing a person types is syntax.

use domain::RecordKind;
use footbridge_store::{Database, SearchText};
use proptest::prelude::*;

use crate::support::{add_person, database, id, record};

const NAMES: [&str; 5] = ["Zoë Márquez", "Robin O'Brien", "Robin Brienne", "Sam Example", "李 小龍"];

fn people() -> (tempfile::TempDir, Database) {
    let (dir, database) = database();
    database
        .write(|tx| (1..).zip(NAMES).try_for_each(|(number, name)| add_person(tx, id(number), name)))
        .unwrap();
    (dir, database)
}

#[track_caller]
fn check(typed: &str, expect: &[&str]) {
    let (_dir, database) = people();
    let found = database.read(|tx| tx.search_people(typed, 10)).unwrap();
    let mut found: Vec<_> = found.into_iter().map(|row| row.display_name).collect();
    found.sort();
    assert_eq!(found, expect, "{typed}");
}

#[test]
fn every_word_typed_begins_a_word() {
    check("rob", &["Robin Brienne", "Robin O'Brien"]);
    check("bri rob", &["Robin Brienne", "Robin O'Brien"]);
    check("o'bri", &["Robin O'Brien"]);
    check("obin", &[]);
    check("rob sam", &[]);
    check("1985-11 sam", &["Sam Example"]);
}

#[test]
fn case_and_accents_do_not_matter() {
    check("ZOE marq", &["Zoë Márquez"]);
    check("zoë", &["Zoë Márquez"]);
    check("小", &["李 小龍"]);
}

#[test]
fn what_looks_like_syntax_is_text() {
    for typed in [
        "rob OR sam",
        "NOT sam",
        "names:sam",
        "\"",
        "sam\"",
        "(",
        "*",
        "rob NEAR(sam, 2)",
        "^sam AND",
        "sam\0",
        "s\0am",
    ] {
        let (_dir, database) = people();
        database.read(|tx| tx.search_people(typed, 10)).unwrap();
    }
    check("names:sam", &[]);
    check("sam\"*", &["Sam Example"]);
    check("  ", &[]);
    check("-", &[]);
}

#[test]
fn a_name_weighs_more_than_a_detail_and_a_kind_can_be_asked_for() {
    let (_dir, database) = people();
    database
        .write(|tx| {
            tx.put_record(&record(id(9), RecordKind::Contact, 1))?;
            tx.index(id(9), &SearchText { names: String::new(), details: "Sam was there".into() })
        })
        .unwrap();
    let found = |kind| -> Vec<_> {
        database.read(|tx| tx.search("sam", kind, 10)).unwrap().iter().map(|hit| hit.record).collect()
    };
    assert_eq!(found(None), [id(4), id(9)]);
    assert_eq!(found(Some(RecordKind::Contact)), [id(9)]);
    assert_eq!(found(Some(RecordKind::Person)), [id(4)]);
    assert!(found(Some(RecordKind::Note)).is_empty());
}

#[test]
fn a_changed_name_is_found_and_the_old_one_is_not() {
    let (_dir, database) = people();
    database.write(|tx| add_person(tx, id(4), "Alex Example")).unwrap();
    let count = |typed: &str| database.read(|tx| tx.search_people(typed, 10)).unwrap().len();
    assert_eq!((count("sam"), count("alex"), count("example")), (0, 1, 1));
    database.write(|tx| tx.index(id(4), &SearchText::default())).unwrap();
    assert_eq!(count("alex"), 0);
}

#[test]
fn with_very_many_matches_the_first_page_is_still_full() {
    let (_dir, database) = database();
    database.write(|tx| (0..2_500).try_for_each(|n| add_person(tx, id(n), "Robin Example"))).unwrap();
    let page = database.read(|tx| tx.search_people("r", 20)).unwrap();
    assert_eq!(page.len(), 20);
    assert_eq!(page[0].id, id(2_499), "the one added last first");
}

#[test]
fn a_record_that_was_not_written_cannot_be_indexed() {
    let (_dir, database) = database();
    let refused = database.write(|tx| tx.index(id(1), &SearchText::default()));
    assert_eq!(refused.unwrap_err().code(), "store.sql");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_is_an_error(texts in prop::collection::vec(any::<String>(), 20)) {
        let (_dir, database) = people();
        for typed in texts {
            prop_assert!(database.read(|tx| tx.search(&typed, None, 10)).is_ok(), "{typed:?}");
        }
    }

    #[test]
    fn a_name_is_found_by_any_of_its_beginnings(name in "[a-zé0-9]{1,12}( [a-zé'.-]{0,6})?", cut in 1usize..20) {
        let (_dir, database) = database();
        database.write(|tx| add_person(tx, id(1), &name)).unwrap();
        let typed: String = name.chars().take(cut).collect();
        let found = database.read(|tx| tx.search_people(&typed, 10)).unwrap();
        prop_assert_eq!(found.len(), 1, "{:?}", typed);
    }
}
