//! Settings before the page has asked for them, so that nothing flashes white at night or changes size.

use api::views::{SettingsView, Theme};
use serde_json::Value;
use tauri::window::Color;

/// Fills the root element's attributes as the page would (ui/index.html), before anything is drawn.
pub fn script(settings: &SettingsView) -> String {
    let values = serde_json::to_value(settings).unwrap_or(Value::Null);
    let value = |name: &str| values.get(name).cloned().unwrap_or(Value::Null);
    // JSON of words from closed lists: nothing that a person typed gets into a script
    let attributes = serde_json::json!({
        "lang": value("language"), "data-theme": value("theme"), "data-size": value("size"),
    });
    format!(
        "for (const [name, value] of Object.entries({attributes})) \
         if (typeof value === 'string') document.documentElement.setAttribute(name, value);"
    )
}

/// What the page's background will be: `--ground` of each theme (ui/src/kit/themes.css).
pub fn background(theme: Theme, system: tauri::Theme) -> Color {
    match (theme, system) {
        (Theme::Contrast, _) => Color(0xff, 0xff, 0xff, 0xff),
        (Theme::Day, _) | (Theme::Auto, tauri::Theme::Light) => Color(0xf3, 0xf5, 0xf2, 0xff),
        _ => Color(0x15, 0x12, 0x0e, 0xff),
    }
}

/// How the system draws the frame around the page; none leaves it to the system.
pub fn system_theme(theme: Theme) -> Option<tauri::Theme> {
    match theme {
        Theme::Auto => None,
        Theme::Day | Theme::Contrast => Some(tauri::Theme::Light),
        Theme::Night => Some(tauri::Theme::Dark),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::views::{Language, Size};

    /// The first `--ground` after this theme's selector.
    fn ground_in_css(theme: &str) -> String {
        let css = include_str!("../../ui/src/kit/themes.css");
        let (_, after) = css.split_once(&format!("html[data-theme=\"{theme}\"] {{")).unwrap();
        let (_, after) = after.split_once("--ground: ").unwrap();
        after.split(';').next().unwrap().to_owned()
    }

    fn hex(Color(red, green, blue, _): Color) -> String {
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    #[test]
    fn the_window_has_the_pages_colours() {
        let light = tauri::Theme::Light;
        assert_eq!(hex(background(Theme::Day, tauri::Theme::Dark)), ground_in_css("day"));
        assert_eq!(hex(background(Theme::Night, light)), ground_in_css("night"));
        assert_eq!(hex(background(Theme::Contrast, light)), ground_in_css("contrast"));
        assert_eq!(background(Theme::Auto, light), background(Theme::Day, light));
        assert_eq!(background(Theme::Auto, tauri::Theme::Dark), background(Theme::Night, light));
    }

    #[test]
    fn the_roots_attributes_are_those_of_the_settings() {
        let settings = SettingsView {
            language: Language::Es,
            theme: Theme::Night,
            size: Size::Glove,
            sound: true,
            lock_after_min: 5,
        };
        let script = script(&settings);
        for part in [r#""lang":"es""#, r#""data-theme":"night""#, r#""data-size":"glove""#] {
            assert!(script.contains(part), "{script}");
        }
    }
}
