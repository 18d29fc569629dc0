//! The words for a code: those of the reference pages, which a check holds against the sources. One place says
//! what a code means, whether it is read in the documentation or at the terminal.

const PAGES: [&str; 2] =
    [include_str!("../../../docs/reference/errors.md"), include_str!("../../../docs/reference/findings.md")];

/// What a code means, as a clause: "Not one of the field's codes". Nothing for a code of a newer version.
pub fn words(code: &str) -> Option<&'static str> {
    let rows = PAGES.iter().flat_map(|page| page.lines()).filter_map(|line| line.strip_prefix("| `"));
    let mut cells = rows.filter_map(|row| row.split_once("` | "));
    let (_, rest) = cells.find(|(found, _)| *found == code)?;
    let meaning = rest.split_once(" |").map_or(rest, |(meaning, _)| meaning);
    let meaning = meaning.strip_prefix("Hint: ").unwrap_or(meaning);
    Some(meaning.trim_end_matches('.'))
}

/// The words and the code, or the code alone.
pub fn with_code(code: &str) -> String {
    words(code).map_or_else(|| format!("[{code}]"), |words| format!("{words} [{code}]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_either_page_has_words() {
        assert_eq!(words("relay.invitation_spent"), Some("The invitation was used before"));
        assert_eq!(with_code("value.code_unknown"), "Not one of the field's codes [value.code_unknown]");
        assert_eq!(words("dose.without_administration").map(|words| words.starts_with("Hint")), Some(false));
    }

    #[test]
    fn an_unknown_code_stands_for_itself() {
        assert_eq!(with_code("tomorrow.code"), "[tomorrow.code]");
    }
}
