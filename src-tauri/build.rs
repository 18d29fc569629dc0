//! Compiles the configuration in. Names the page's commands, so that anything else is refused (capabilities/).

use std::path::Path;

#[allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    // their names change with what is in them, so the folder is what tells of a new build
    println!("cargo:rerun-if-changed=../ui/dist");
    if !Path::new("../ui/dist/index.html").is_file() {
        return Err("the screens are not built yet: run `cargo xtask ui` first".into());
    }
    let commands = tauri_build::AppManifest::new().commands(&["rpc", "leave"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))?;
    Ok(())
}
