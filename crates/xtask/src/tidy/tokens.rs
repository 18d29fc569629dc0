//! Rust source as tokens: comments and test code fall away, strings cannot be taken for code.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// One token and the line it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// As written; `::`, `=>` and `->` are one token.
    pub text: String,
    /// From 1.
    pub line: usize,
}

/// What is kept of test code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TestCode {
    Kept,
    Dropped,
}

/// The tokens of a file without what is compiled for tests only.
pub fn without_tests(source: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    flatten(parse(source)?, TestCode::Dropped, &mut tokens);
    Ok(tokens)
}

/// All tokens, brackets among them.
pub fn flat(stream: TokenStream) -> Vec<Token> {
    let mut tokens = Vec::new();
    flatten(stream, TestCode::Kept, &mut tokens);
    tokens
}

/// The token trees of a file, test code included.
pub fn parse(source: &str) -> Result<TokenStream, String> {
    source.parse::<TokenStream>().map_err(|error| format!("line {}: {error}", error.span().start().line))
}

/// The lines at which this sequence of tokens starts.
pub fn lines_of(tokens: &[Token], sequence: &[&str]) -> Vec<usize> {
    let same = |window: &[Token]| window.iter().zip(sequence).all(|(token, text)| token.text == *text);
    tokens
        .windows(sequence.len())
        .filter(|window| same(window))
        .filter_map(|w| Some(w.first()?.line))
        .collect()
}

/// A string literal that is a code: words of lower-case letters joined by dots, at least two, each with a letter first.
pub fn code_in(literal: &str) -> Option<String> {
    let text = literal.strip_prefix('"')?.strip_suffix('"')?;
    let word = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    (text.contains('.') && text.split('.').all(word)).then(|| text.to_owned())
}

/// Whether an attribute's brackets say `test` or a `cfg` that holds only in tests.
pub fn is_test_attribute(attribute: &Group) -> bool {
    let text = attribute.stream().to_string();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
    match words.as_slice() {
        ["test"] => true,
        ["cfg", rest @ ..] => rest.contains(&"test") && !rest.contains(&"not"),
        _ => false,
    }
}

fn flatten(stream: TokenStream, test_code: TestCode, out: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        match tree {
            TokenTree::Punct(mark) if mark.as_char() == '#' => match trees.peek() {
                Some(TokenTree::Group(group))
                    if test_code == TestCode::Dropped && is_test_attribute(group) =>
                {
                    skip_item(&mut trees);
                }
                _ => out.push(Token { text: "#".into(), line }),
            },
            TokenTree::Punct(mark) => {
                let pair = trees.peek().and_then(|next| pair(mark.as_char(), mark.spacing(), next));
                if pair.is_some() {
                    trees.next();
                }
                out.push(Token { text: pair.map_or_else(|| mark.to_string(), str::to_owned), line });
            }
            TokenTree::Group(group) => {
                let (open, close) = brackets(group.delimiter());
                out.push(Token { text: open.into(), line });
                flatten(group.stream(), test_code, out);
                out.push(Token { text: close.into(), line: group.span_close().start().line });
            }
            other => out.push(Token { text: other.to_string(), line }),
        }
    }
}

/// After the `#` of a test attribute: to the end of the item it stands on.
fn skip_item(trees: &mut impl Iterator<Item = TokenTree>) {
    for tree in trees {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            TokenTree::Punct(mark) if mark.as_char() == ';' => return,
            _ => {}
        }
    }
}

fn pair(first: char, spacing: Spacing, next: &TokenTree) -> Option<&'static str> {
    let TokenTree::Punct(second) = next else { return None };
    match (spacing, first, second.as_char()) {
        (Spacing::Joint, ':', ':') => Some("::"),
        (Spacing::Joint, '=', '>') => Some("=>"),
        (Spacing::Joint, '-', '>') => Some("->"),
        _ => None,
    }
}

fn brackets(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
// SystemTime::now() in a comment
const A: &str = "SystemTime::now()";
fn f() { SystemTime::now(); }
#[cfg(test)]
mod tests { fn g() { SystemTime::now(); } }
#[cfg(any(test, feature = "fuzz"))]
use x::SystemTime::now;
#[cfg(not(test))]
fn h() { SystemTime::now(); }
"#;

    #[test]
    fn only_code_that_ships_is_seen() {
        let tokens = without_tests(SOURCE).unwrap();
        assert_eq!(lines_of(&tokens, &["SystemTime", "::", "now"]), [4, 10]);
    }

    #[test]
    fn what_is_not_rust_names_its_line() {
        assert!(without_tests("fn f() {\n\n").is_err());
    }
}
