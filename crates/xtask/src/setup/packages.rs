//! System packages: each is missed by trying what it is for, so that any way to have it counts.

use crate::{console, workspace};
use anyhow::bail;
use std::io::Write;
use std::process::{Command, Stdio};

/// What a package is needed for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A C compiler and OpenSSL: SQLCipher, zstd and AWS-LC are C, and SQLCipher uses the system's libcrypto.
    Core,
    /// The webview that the window is built on.
    Webview,
    /// A display, a session bus and drivers, to try the window and the pages as a person would.
    Trial,
}

/// How to see whether a package is here.
enum Sign {
    /// The compiler finds this header.
    Header(&'static str),
    /// `pkg-config` knows this library.
    Library(&'static str),
    /// This program can be started; with what makes it end at once.
    Program(&'static str, &'static str),
}

/// By part: the Debian package and its sign. The compiler comes first: other signs need it.
const PACKAGES: [(Part, &str, Sign); 9] = [
    (Part::Core, "gcc", Sign::Program("cc", "--version")),
    (Part::Core, "libc6-dev", Sign::Header("stdlib.h")),
    (Part::Core, "libssl-dev", Sign::Header("openssl/crypto.h")),
    (Part::Webview, "pkg-config", Sign::Program("pkg-config", "--version")),
    (Part::Webview, "libwebkit2gtk-4.1-dev", Sign::Library("webkit2gtk-4.1")),
    (Part::Trial, "webkit2gtk-driver", Sign::Program("WebKitWebDriver", "--version")),
    (Part::Trial, "xvfb", Sign::Program("Xvfb", "-help")),
    (Part::Trial, "dbus-daemon", Sign::Program("dbus-daemon", "--version")),
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
        assert!(!is_here(&Sign::Program("no-such-program-anywhere", "--version")));
        assert!(is_here(&Sign::Header("stdlib.h")));
    }
}
