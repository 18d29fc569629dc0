//! What one file says about codes.

use super::items::{Item, brace, documented};
use crate::tidy::tokens::code_in;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeMap;

/// Every code of a file with its meaning, which is empty when nobody wrote one down.
pub fn codes(file: TokenStream, path: &str) -> Vec<(String, String)> {
    let mut reader = FileReader { constants: path.ends_with("/code.rs"), ..FileReader::default() };
    reader.module(file);
    for (owner, variant, code) in std::mem::take(&mut reader.answers) {
        let meaning = reader.meanings.get(&(owner, variant)).cloned().unwrap_or_default();
        reader.codes.push((code, meaning));
    }
    reader.codes
}

/// What was read so far. A `code()` may stand before or after its enum, so meanings are looked up at the end.
#[derive(Default)]
struct FileReader {
    codes: Vec<(String, String)>,
    /// (type, variant) → documentation; a struct has the variant "".
    meanings: BTreeMap<(String, String), String>,
    /// (type, variant, code), until the file is read.
    answers: Vec<(String, String, String)>,
    /// Whether this is a module of codes as constants.
    constants: bool,
}

impl FileReader {
    fn module(&mut self, stream: TokenStream) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        let mut rest = trees.as_slice();
        while let Some(item) = Item::next(&mut rest) {
            match (item.keyword.as_str(), item.block) {
                ("enum", Some(block)) => {
                    self.note(&item.name, "", item.docs);
                    self.variants(&item.name, block);
                }
                ("struct", _) => self.note(&item.name, "", item.docs),
                ("impl", Some(block)) => self.functions(&item.name, block),
                ("mod", Some(block)) => {
                    let outside = std::mem::replace(&mut self.constants, item.name == "code");
                    self.module(block);
                    self.constants = outside;
                }
                ("const", _) if self.constants => self.codes.extend(item.code.map(|code| (code, item.docs))),
                ("macro", Some(block)) => self.rows(block),
                _ => {}
            }
        }
    }

    fn note(&mut self, owner: &str, variant: &str, meaning: String) {
        self.meanings.insert((owner.to_owned(), variant.to_owned()), meaning);
    }

    fn variants(&mut self, owner: &str, block: TokenStream) {
        for (docs, trees) in documented(block, ',') {
            if let Some(TokenTree::Ident(variant)) = trees.first() {
                self.note(owner, &variant.to_string(), docs);
            }
        }
    }

    fn rows(&mut self, block: TokenStream) {
        for (docs, trees) in documented(block, ';') {
            if let [TokenTree::Ident(_), TokenTree::Punct(equals), .., TokenTree::Literal(last)] =
                trees.as_slice()
                && equals.as_char() == '='
                && let Some(code) = code_in(&last.to_string())
            {
                self.codes.push((code, docs));
            }
        }
    }

    fn functions(&mut self, owner: &str, block: TokenStream) {
        let trees: Vec<TokenTree> = block.into_iter().collect();
        for (at, pair) in trees.windows(2).enumerate() {
            if let [TokenTree::Ident(keyword), TokenTree::Ident(name)] = pair
                && *keyword == "fn"
                && *name == "code"
            {
                let body = trees.iter().skip(at).find_map(brace);
                self.answer(owner, "", body.unwrap_or_default());
            }
        }
    }

    /// The literals a body answers with, by the variant whose arm they stand in.
    fn answer(&mut self, owner: &str, variant: &str, body: TokenStream) {
        let trees: Vec<TokenTree> = body.into_iter().collect();
        let is_match = trees.iter().any(|tree| matches!(tree, TokenTree::Ident(word) if *word == "match"));
        if let (true, Some(arms)) = (is_match, trees.iter().rev().find_map(brace)) {
            for (variants, value) in match_arms(arms) {
                // an arm that names no variant (`_ => …`) speaks for the whole type
                let variants = if variants.is_empty() { vec![String::new()] } else { variants };
                for inner in &variants {
                    let inner = if variant.is_empty() { inner } else { variant };
                    self.answer(owner, inner, value.iter().cloned().collect());
                }
            }
            return;
        }
        for tree in trees {
            match tree {
                TokenTree::Literal(literal) => {
                    let code = code_in(&literal.to_string());
                    self.answers.extend(code.map(|code| (owner.to_owned(), variant.to_owned(), code)));
                }
                TokenTree::Group(group) => self.answer(owner, variant, group.stream()),
                _ => {}
            }
        }
    }
}

/// The arms of a `match`: the names after `::` in the pattern, and the trees of the value.
fn match_arms(arms: TokenStream) -> Vec<(Vec<String>, Vec<TokenTree>)> {
    let mut found = Vec::new();
    let mut trees = arms.into_iter().peekable();
    while trees.peek().is_some() {
        let variants = pattern_names(&mut trees);
        found.push((variants, arm_value(&mut trees)));
    }
    found
}

/// Reads a pattern and the `=>` after it.
fn pattern_names(trees: &mut impl Iterator<Item = TokenTree>) -> Vec<String> {
    let (mut names, mut previous) = (Vec::new(), ' ');
    for tree in trees {
        let before = previous;
        previous = match &tree {
            TokenTree::Punct(mark) if before == '=' && mark.as_char() == '>' => break,
            TokenTree::Punct(mark) => mark.as_char(),
            _ => ' ',
        };
        if let (TokenTree::Ident(name), ':') = (&tree, before) {
            names.push(name.to_string());
        }
    }
    names
}

/// Reads a value: up to a comma, or a block that no comma follows.
fn arm_value(trees: &mut std::iter::Peekable<impl Iterator<Item = TokenTree>>) -> Vec<TokenTree> {
    let is_comma = |tree: &TokenTree| matches!(tree, TokenTree::Punct(mark) if mark.as_char() == ',');
    let mut value = Vec::new();
    while let Some(tree) = trees.next() {
        if is_comma(&tree) {
            break;
        }
        let block = brace(&tree).is_some() && !trees.peek().is_some_and(is_comma);
        value.push(tree);
        if block {
            break;
        }
    }
    value
}
