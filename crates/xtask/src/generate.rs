//! Files that are made from code and committed, so that a reader and a reviewer see them.

use crate::tidy::errors as error_codes;
use crate::{console, workspace};
use std::path::Path;

/// The packages whose tests hold a generated file. Such a test compares; told so, it rewrites.
const HOLDERS: [&str; 2] = ["footbridge-domain", "footbridge-api"];

/// Everything: the reference of fields, the TypeScript types, the error codes.
pub fn everything(root: &Path) -> anyhow::Result<()> {
    errors(root)?; // first: the TypeScript types name the error codes
    for package in HOLDERS {
        let mut command = workspace::cargo(root);
        command.args(["test", "--quiet", "--package", package, "--", "generated"]);
        workspace::run(command.env("UPDATE_EXPECT", "1"))?;
    }
    Ok(())
}

/// The error codes alone: read from the sources, nothing is built.
pub fn errors(root: &Path) -> anyhow::Result<()> {
    let page = error_codes::page_of_checkout(root)?;
    std::fs::write(root.join(error_codes::PAGE), page)?;
    console::say(&format!("   wrote {}", error_codes::PAGE));
    Ok(())
}
