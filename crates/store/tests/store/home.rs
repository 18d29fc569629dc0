//! One process at a time, and telling a restored backup.

use std::fs;

use footbridge_store::{Database, Home, Rollback};

use crate::support::KEY;

#[test]
fn a_home_in_use_says_by_which_process_and_is_free_again_afterwards() {
    let dir = tempfile::tempdir().unwrap();
    let held = Home::open(dir.path(), "footbridge").unwrap();
    let error = Home::open(dir.path(), "another").unwrap_err();
    assert_eq!(error.code(), "store.home_in_use");
    let holder = format!("footbridge (process {})", std::process::id());
    assert!(error.to_string().contains(&holder), "{error}");
    drop(held);
    Home::open(dir.path(), "another").unwrap();
}

#[cfg(unix)]
#[test]
fn a_new_home_is_readable_by_its_user_only() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(&dir.path().join("a/home"), "footbridge").unwrap();
    assert_eq!(fs::metadata(home.dir()).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_home_that_cannot_be_made_is_an_error_that_names_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "in the way").unwrap();
    let error = Home::open(&file.join("home"), "footbridge").unwrap_err();
    assert_eq!(error.code(), "store.io");
    assert!(error.to_string().contains("file"), "{error}");
}

#[test]
fn a_replaced_file_has_the_new_content_and_nothing_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path(), "footbridge").unwrap();
    assert!(!home.is_set_up());
    home.replace_file(&home.key_file(), b"one").unwrap();
    home.replace_file(&home.key_file(), b"two").unwrap();
    assert!(home.is_set_up());
    assert_eq!(fs::read(home.key_file()).unwrap(), b"two");
    assert!(!dir.path().join("keyfile.new").exists());
}

/// A home with a database that was started `starts` times.
fn started(starts: u8) -> (tempfile::TempDir, Home, Database) {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path(), "footbridge").unwrap();
    let database = Database::create(&home.database_file(), &KEY).unwrap();
    for start in 0..starts {
        Home::renew_rollback_token(&database, &home.token_file(), [start; 16]).unwrap();
    }
    (dir, home, database)
}

#[test]
fn the_same_database_is_told_from_a_new_one() {
    let (_dir, home, database) = started(0);
    assert_eq!(Home::check_rollback(&database, &home.token_file()).unwrap(), Rollback::Fresh);
    for start in 0..3 {
        Home::renew_rollback_token(&database, &home.token_file(), [start; 16]).unwrap();
        assert_eq!(Home::check_rollback(&database, &home.token_file()).unwrap(), Rollback::Same);
    }
}

#[test]
fn a_restored_backup_is_found_and_found_again_until_it_was_dealt_with() {
    let (dir, home, database) = started(1);
    drop(database);
    let backup = dir.path().join("backup.db");
    fs::copy(home.database_file(), &backup).unwrap();
    let database = Database::open(&home.database_file(), &KEY).unwrap();
    Home::renew_rollback_token(&database, &home.token_file(), [9; 16]).unwrap();
    drop(database);
    fs::copy(&backup, home.database_file()).unwrap();

    let restored = Database::open(&home.database_file(), &KEY).unwrap();
    for _ in 0..2 {
        assert_eq!(Home::check_rollback(&restored, &home.token_file()).unwrap(), Rollback::Restored);
    }
    Home::renew_rollback_token(&restored, &home.token_file(), [10; 16]).unwrap();
    assert_eq!(Home::check_rollback(&restored, &home.token_file()).unwrap(), Rollback::Same);
}

#[test]
fn a_lost_token_counts_as_restored() {
    let (_dir, home, database) = started(2);
    fs::remove_file(home.token_file()).unwrap();
    assert_eq!(Home::check_rollback(&database, &home.token_file()).unwrap(), Rollback::Restored);
}

#[test]
fn the_reserve_is_kept_given_up_once_and_kept_again() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path(), "test").unwrap();
    assert!(!home.has_reserve());
    home.keep_reserve().unwrap();
    home.keep_reserve().unwrap();
    let size = |name: &str| std::fs::metadata(dir.path().join(name)).map(|found| found.len()).ok();
    assert_eq!((home.has_reserve(), size("reserve"), size("reserve.new")), (true, Some(4 << 20), None));
    assert!(home.spend_reserve().unwrap());
    assert_eq!((home.has_reserve(), size("reserve")), (false, None));
    assert!(!home.spend_reserve().unwrap(), "there is nothing more to give up");
    home.keep_reserve().unwrap();
    assert!(home.has_reserve());
}

#[test]
fn half_a_reserve_counts_for_none() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path(), "test").unwrap();
    std::fs::write(dir.path().join("reserve"), b"cut short").unwrap();
    assert!(!home.has_reserve());
    home.keep_reserve().unwrap();
    assert!(home.has_reserve());
}
