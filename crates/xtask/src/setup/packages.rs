//! System packages: each is missed by trying what it is for, so that any way to have it counts.

use crate::{console, workspace};
use anyhow::bail;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a package is needed for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A C compiler and OpenSSL: SQLCipher, zstd and AWS-LC are C, and SQLCipher uses the system's libcrypto.
    Core,
    /// The webview that the window is built on.
    Webview,
    /// A display, a session bus and drivers, to try the window and the pages as a person would; what the simulated
    /// disk is built with.
    Trial,
}

/// How to see whether a package is here.
enum Sign {
    /// The compiler finds this header.
    Header(&'static str),
    /// `pkg-config` knows this library.
    Library(&'static str),
    /// A library of the compiler's, to be linked with, is where bindgen looks: the start of its file's name.
    Bindgen(&'static str),
    /// This program can be started; with what makes it end at once.
    Program(&'static str, &'static str),
}

/// By part: the Debian package and its sign. The compiler comes first: other signs need it.
const PACKAGES: [(Part, &str, Sign); 10] = [
    (Part::Core, "gcc", Sign::Program("cc", "--version")),
    (Part::Core, "libc6-dev", Sign::Header("stdlib.h")),
    (Part::Core, "libssl-dev", Sign::Header("openssl/crypto.h")),
    (Part::Webview, "pkg-config", Sign::Program("pkg-config", "--version")),
    (Part::Webview, "libwebkit2gtk-4.1-dev", Sign::Library("webkit2gtk-4.1")),
    (Part::Trial, "webkit2gtk-driver", Sign::Program("WebKitWebDriver", "--version")),
    (Part::Trial, "xvfb", Sign::Program("Xvfb", "-help")),
    (Part::Trial, "dbus-daemon", Sign::Program("dbus-daemon", "--version")),
    (Part::Trial, "libclang-dev", Sign::Bindgen("libclang")),
    (Part::Trial, "chromium", Sign::Program("chromium", "--version")),
];

/// Installs what is missing of these parts where it may (root and apt); else says what to type.
pub fn ensure(parts: &[Part]) -> anyhow::Result<()> {
    let missing = missing(parts);
    if missing.is_empty() {
        console::say("   system packages are here");
        return Ok(());
    }
    if !may_install() {
        bail!("{}", advice(&missing));
    }
    workspace::run(Command::new("apt-get").args(["update", "-qq"]))?;
    let mut install = Command::new("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    workspace::run(install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(&missing))?;
    let still = self::missing(parts);
    if still.is_empty() { Ok(()) } else { bail!("installed, yet still not usable: {}", still.join(", ")) }
}

fn missing(parts: &[Part]) -> Vec<&'static str> {
    let wanted = PACKAGES.iter().filter(|(part, ..)| parts.contains(part));
    wanted.filter(|(_, _, sign)| !is_here(sign)).map(|(_, package, _)| *package).collect()
}

fn is_here(sign: &Sign) -> bool {
    match sign {
        Sign::Header("openssl/crypto.h") if std::env::var_os("OPENSSL_DIR").is_some() => true,
        Sign::Header(header) => compiles(&format!("#include <{header}>\n")),
        Sign::Library(name) => workspace::works(Command::new("pkg-config").args(["--exists", name])),
        Sign::Bindgen(name) => libraries().any(|folder| holds_library(&folder, name)),
        // some of them say their help with a status of failure: that they start is enough
        Sign::Program("cc", argument) => Command::new(compiler()).arg(argument).output().is_ok(),
        Sign::Program(name, argument) => Command::new(name).arg(argument).output().is_ok(),
    }
}

/// Whether the C preprocessor takes this source: asking the compiler knows every layout of folders.
fn compiles(source: &str) -> bool {
    let mut command = Command::new(compiler());
    command.args(["-E", "-x", "c", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    let written = child.stdin.take().is_some_and(|mut stdin| stdin.write_all(source.as_bytes()).is_ok());
    child.wait().is_ok_and(|status| status.success()) && written
}

/// Where bindgen looks for the compiler's libraries: what it is told, what LLVM says, and two levels below the system's.
fn libraries() -> impl Iterator<Item = PathBuf> {
    let told = std::env::var_os("LIBCLANG_PATH").map(PathBuf::from);
    let said = Command::new("llvm-config").arg("--libdir").output().ok();
    let said = said.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let system = ["/usr/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from).to_vec();
    let below: Vec<PathBuf> = system.iter().flat_map(|folder| entries(folder)).collect();
    let deeper: Vec<PathBuf> = below.iter().flat_map(|folder| entries(folder)).collect();
    told.into_iter().chain(said).chain(system).chain(below).chain(deeper)
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// `libclang.so`, or `libclang-14.so`; not `libclang-14.so.1`, which is there to run with only.
fn holds_library(folder: &Path, name: &str) -> bool {
    entries(folder).iter().filter_map(|path| path.file_name()?.to_str()).any(|file| {
        let version =
            file.strip_prefix(name).and_then(|rest| rest.strip_suffix(std::env::consts::DLL_SUFFIX));
        version.is_some_and(|version| {
            let mut parts = version.trim_start_matches('-').split('.');
            version.is_empty() || (version.starts_with('-') && parts.all(|part| part.parse::<u16>().is_ok()))
        })
    })
}

fn compiler() -> std::ffi::OsString {
    std::env::var_os("CC").unwrap_or_else(|| "cc".into())
}

fn may_install() -> bool {
    let root = Command::new("id").arg("-u").output();
    root.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
        && workspace::works(Command::new("apt-get").arg("--version"))
}

/// What to type where we may not install.
fn advice(missing: &[&str]) -> String {
    format!(
        "system packages are missing: {names}\n  Debian, Ubuntu: sudo apt-get update && sudo apt-get install -y \
         --no-install-recommends {names}\n  elsewhere: the packages that your system has for the same\nthen run \
         this command again",
        names = missing.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_type_names_every_missing_package() {
        let text = advice(&["gcc", "libssl-dev"]);
        assert!(text.contains("--no-install-recommends gcc libssl-dev"), "{text}");
    }

    #[test]
    fn what_is_nowhere_is_missed() {
        assert!(!is_here(&Sign::Header("no/such/header/anywhere.h")));
        assert!(!is_here(&Sign::Library("no-such-library-anywhere")));
        assert!(!is_here(&Sign::Bindgen("libnosuchthing")));
        assert!(!is_here(&Sign::Program("no-such-program-anywhere", "--version")));
        assert!(is_here(&Sign::Header("stdlib.h")));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_library_to_run_with_is_none_to_link_with() {
        let folder = tempfile::tempdir().unwrap();
        for (file, counts) in
            [("libclang-14.so.1", false), ("libclang-cpp.so", false), ("libclang-14.so", true)]
        {
            std::fs::write(folder.path().join(file), "").unwrap();
            assert_eq!(holds_library(folder.path(), "libclang"), counts, "{file}");
        }
    }
}
