//! The page's first words: language, theme and size stand in it before any script runs.

use api::views::SettingsView;
use serde::Serialize;

/// What the built page says, to be replaced.
const BUILT: [(&str, &str); 3] = [("lang", "en"), ("data-theme", "auto"), ("data-size", "normal")];

/// The page with the settings in its root element. A page without the places for them stays as it is.
pub(super) fn filled(page: &[u8], settings: &SettingsView) -> String {
    let mut page = String::from_utf8_lossy(page).into_owned();
    let chosen = [code(&settings.language), code(&settings.theme), code(&settings.size)];
    for ((name, built), chosen) in BUILT.iter().zip(chosen) {
        let chosen = chosen.as_deref().unwrap_or(built);
        page = page.replacen(&format!("{name}=\"{built}\""), &format!("{name}=\"{chosen}\""), 1);
    }
    page
}

/// A setting as it is written; one of a few words of ours, so that it can stand in a page as it is.
fn code(setting: &impl Serialize) -> Option<String> {
    Some(serde_json::to_value(setting).ok()?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::views::{Language, Size, Theme};

    #[test]
    fn the_root_element_carries_the_settings() {
        let settings = SettingsView {
            language: Language::Es,
            theme: Theme::Night,
            size: Size::Glove,
            sound: true,
            lock_after_min: 10,
        };
        let built =
            br#"<!doctype html><html lang="en" data-theme="auto" data-size="normal"><b lang="en">b</b>"#;
        let page =
            r#"<!doctype html><html lang="es" data-theme="night" data-size="glove"><b lang="en">b</b>"#;
        assert_eq!(filled(built, &settings), page);
    }
}
