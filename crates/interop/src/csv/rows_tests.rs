use proptest::prelude::*;

use super::*;

/// Hands out its bytes in pieces of a given size, as a slow disk or a pipe would.
struct Pieces<'a>(&'a [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let size = self.1.min(out.len()).min(self.0.len());
        let (now, later) = self.0.split_at(size);
        out[..size].copy_from_slice(now);
        self.0 = later;
        Ok(size)
    }
}

type Found = Vec<(u64, Vec<String>)>;

fn all(text: &[u8], piece: usize) -> Result<Found, CsvError> {
    let mut rows = Rows::new(Pieces(text, piece), b',');
    rows.first_bytes()?;
    let mut found = Vec::new();
    loop {
        match rows.next()? {
            Next::End => return Ok(found),
            Next::TooLong { line } => found.push((line, vec!["TOO LONG".into()])),
            Next::Row { line, .. } => {
                found.push((line, rows.cells(line)?.into_iter().map(str::to_owned).collect()));
            }
        }
    }
}

fn check(text: &str, expect: &[(u64, &[&str])]) {
    for piece in [1, 3, 70_000] {
        let found = all(text.as_bytes(), piece).unwrap();
        let found: Vec<(u64, Vec<&str>)> =
            found.iter().map(|(line, cells)| (*line, cells.iter().map(String::as_str).collect())).collect();
        let expect: Vec<_> = expect.iter().map(|(line, cells)| (*line, cells.to_vec())).collect();
        assert_eq!(found, expect, "{text:?} in pieces of {piece}");
    }
}

#[test]
fn rows_know_the_line_they_begin_in() {
    check("", &[]);
    check("\n\r\n", &[]);
    check("a,b\nc,d\n", &[(1, &["a", "b"]), (2, &["c", "d"])]);
    check("a,b\r\n\r\nc,d", &[(1, &["a", "b"]), (3, &["c", "d"])]);
    check("a,\"b\nb\"\nc,\"\"\"d\"\"\"\n", &[(1, &["a", "b\nb"]), (3, &["c", "\"d\""])]);
    check("\u{feff}\"a\",b\n,\n", &[(1, &["a", "b"]), (2, &["", ""])]);
    check("a\rb\r", &[(1, &["a"]), (1, &["b"])]);
}

#[test]
fn a_quotation_mark_never_closed_is_an_error_with_its_line() {
    for text in ["a,b\nc,\"d\n1,2\n", "a,b\nc,\"", "a,b\nc,\"d"] {
        assert!(matches!(all(text.as_bytes(), 5), Err(CsvError::QuoteNotClosed { line: 2 })), "{text:?}");
    }
}

#[test]
fn a_line_of_ten_megabytes_is_left_out_and_the_next_is_read() {
    let long = "x".repeat(10 * 1024 * 1024);
    let found = all(format!("a,b\n{long},1\nc,d\n").as_bytes(), 4096).unwrap();
    assert_eq!(found[1], (2, vec!["TOO LONG".to_owned()]));
    assert_eq!(found[2], (3, vec!["c".to_owned(), "d".to_owned()]));
    let many = ",".repeat(COLUMNS_MAX);
    assert_eq!(all(format!("{many}\nc,d\n").as_bytes(), 4096).unwrap()[1].0, 2);
}

#[test]
fn a_line_just_within_the_cap_is_read() {
    let long = "x".repeat(LINE_MAX_BYTES - 2);
    assert_eq!(all(format!("{long}\nb\n").as_bytes(), 4096).unwrap()[0].1[0].len(), LINE_MAX_BYTES - 2);
}

#[test]
fn a_file_beyond_the_cap_is_refused() {
    let mut rows = Rows::new(&b"a,b\n"[..], b',');
    rows.bytes = FILE_MAX_BYTES - 3;
    assert!(matches!(rows.next(), Err(CsvError::TooLarge)));
}

#[test]
fn what_is_not_text_is_an_error() {
    assert!(matches!(all(b"a\nna\xEFve\n", 9), Err(CsvError::NotUtf8 { line: 2 })));
    assert!(matches!(all(b"a\nb\0\n", 9), Err(CsvError::NotText)));
}

proptest! {
    #[test]
    fn cells_are_those_of_the_csv_library(text in "[ab,\"\r\n ]{0,60}", piece in 1..9usize) {
        // Closed quotation marks only: the library passes over the others in silence, this reader does not.
        if let Ok(found) = all(text.as_bytes(), piece) {
            let mut oracle = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expect: Vec<Vec<String>> =
                oracle.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            prop_assert_eq!(found.into_iter().map(|(_, cells)| cells).collect::<Vec<_>>(), expect);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), piece in 1..40usize) {
        // That it returns at all is the property; a row begins at or after the line of the one before.
        if let Ok(found) = all(&bytes, piece) {
            prop_assert!(found.is_sorted_by_key(|(line, _)| *line));
        }
    }
}
