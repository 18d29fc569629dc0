//! Items of a module with their documentation, read from tokens.

use crate::tidy::tokens::{code_in, is_test_attribute};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// An item of a module, as far as it matters here.
pub struct Item {
    pub keyword: String,
    pub name: String,
    pub docs: String,
    pub block: Option<TokenStream>,
    /// What a constant is, when it is a code.
    pub code: Option<String>,
}

impl Item {
    /// The next item that ships; test code is passed over.
    pub fn next(rest: &mut &[TokenTree]) -> Option<Self> {
        loop {
            let end = rest.iter().position(ends_item)? + 1;
            let (item, after) = rest.split_at_checked(end)?;
            *rest = after;
            let (attributes, docs) = attributes(item);
            if !attributes.iter().any(is_test_attribute) {
                return Some(Self::read(item, docs));
            }
        }
    }

    fn read(item: &[TokenTree], docs: String) -> Self {
        let words: Vec<String> = item
            .iter()
            .filter_map(|tree| match tree {
                TokenTree::Ident(word) => Some(word.to_string()),
                TokenTree::Punct(mark) if "!<".contains(mark.as_char()) => Some(mark.to_string()),
                _ => None,
            })
            .collect();
        let block = item.last().and_then(brace);
        let after = |word: &str| words.iter().skip_while(|other| *other != word).nth(1).cloned();
        let kinds = ["enum", "struct", "impl", "mod", "macro_rules", "const", "fn"];
        let keyword = words.iter().find(|word| kinds.contains(&word.as_str())).cloned().unwrap_or_default();
        let (keyword, name) = match keyword.as_str() {
            "impl" => ("impl".to_owned(), impl_type(&words)),
            "" if words.get(1).is_some_and(|mark| mark == "!") => ("macro".to_owned(), None),
            _ => (keyword.clone(), after(&keyword)),
        };
        let code = item.iter().rev().nth(1).and_then(|tree| code_in(&tree.to_string()));
        Self { keyword, name: name.unwrap_or_default(), docs, block, code }
    }
}

/// `impl Trait for Type`, `impl Type`, `impl<T> Type<T>`: the type's last name.
fn impl_type(words: &[String]) -> Option<String> {
    let start = words
        .iter()
        .position(|word| word == "for")
        .or_else(|| words.iter().position(|word| word == "impl"))?;
    let names = words.iter().skip(start + 1).skip_while(|word| *word == "<");
    names.take_while(|word| *word != "<").last().cloned()
}

/// A brace group or a semicolon ends an item.
fn ends_item(tree: &TokenTree) -> bool {
    brace(tree).is_some() || matches!(tree, TokenTree::Punct(mark) if mark.as_char() == ';')
}

pub fn brace(tree: &TokenTree) -> Option<TokenStream> {
    match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    }
}

/// The attributes of an item, and its documentation's first paragraph as one line.
fn attributes(trees: &[TokenTree]) -> (Vec<Group>, String) {
    let mut groups = Vec::new();
    for pair in trees.windows(2) {
        if let [TokenTree::Punct(mark), TokenTree::Group(group)] = pair
            && mark.as_char() == '#'
        {
            groups.push(group.clone());
        }
    }
    let lines = groups.iter().filter_map(doc_line).take_while(|line| !line.is_empty());
    // a link of rustdoc leads nowhere on a page
    let docs = lines.collect::<Vec<_>>().join(" ").replace("[`", "`").replace("`]", "`");
    (groups, docs)
}

fn doc_line(attribute: &Group) -> Option<String> {
    let mut trees = attribute.stream().into_iter();
    let name = trees.next()?.to_string();
    let literal = trees.nth(1)?.to_string();
    (name == "doc").then(|| unquote(&literal).trim().to_owned())
}

fn unquote(literal: &str) -> String {
    let raw = literal.strip_prefix('r').map(|raw| raw.trim_matches('#'));
    let inner = raw.unwrap_or(literal).trim_matches('"').to_owned();
    if raw.is_some() { inner } else { inner.replace("\\\"", "\"").replace("\\\\", "\\") }
}

/// The parts of a block between separators: documentation, and the trees after the attributes.
pub fn documented(block: TokenStream, separator: char) -> Vec<(String, Vec<TokenTree>)> {
    let trees: Vec<TokenTree> = block.into_iter().collect();
    let parts = trees.split(|tree| matches!(tree, TokenTree::Punct(mark) if mark.as_char() == separator));
    parts
        .map(|part| {
            let (attributes, docs) = attributes(part);
            (docs, part.iter().skip(attributes.len() * 2).cloned().collect())
        })
        .collect()
}
