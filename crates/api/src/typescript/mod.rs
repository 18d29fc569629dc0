//! The interface's types, written from the command table: `ui/src/gen/api.ts`.

mod fields;

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

pub use fields::fields;

use crate::ApiError;
use crate::table::{DESK_TABLE, TABLE, visit_desk_types, visit_types};

/// Counts and milliseconds stay below 2⁵³, so a JavaScript number holds them.
fn config() -> Config {
    Config::new().with_large_int("number")
}

/// Declarations by name, so that the file does not depend on the order of the table.
struct Declarations {
    config: Config,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // what lies in no file of its own is one of TypeScript's own types
        if T::output_path().is_none() || self.by_name.contains_key(&T::ident(&self.config)) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let declaration = format!("{docs}export {}\n", T::decl(&self.config));
        self.by_name.insert(T::ident(&self.config), declaration);
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The whole file. `error_codes` are every code an [`ApiError`] can carry.
pub fn typescript<'a>(error_codes: impl IntoIterator<Item = &'a str>) -> String {
    let mut declarations = Declarations { config: config(), by_name: BTreeMap::new() };
    visit_types(&mut declarations);
    visit_desk_types(&mut declarations);
    declarations.visit::<ApiError>();
    let mut out = String::from("// Generated from crates/api by `cargo xtask gen-types`. Never edited.\n\n");
    for declaration in declarations.by_name.into_values() {
        out.push_str(&declaration);
        out.push('\n');
    }
    out.push_str("/** Every command: its request and its answer. */\nexport interface Commands {\n");
    for (name, request, view) in TABLE.iter().chain(DESK_TABLE) {
        out.push_str(&format!("  {}: {{ request: {request}; answer: {view} }};\n", snake(name)));
    }
    out.push_str("}\n\n/** Every code of an error. */\nexport type ErrorCode =");
    for code in error_codes {
        out.push_str(&format!("\n  | \"{code}\""));
    }
    out.push_str(";\n");
    out
}

/// `ContactNew` as it is sent: `contact_new`.
pub(crate) fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}
