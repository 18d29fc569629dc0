//! The maps that come with the product.

/// The names of the shipped maps.
pub const SHIPPED: &[&str] = &["pa-oin"];

/// The TOML text of a shipped map.
pub(super) fn text(name: &str) -> Option<&'static str> {
    match name {
        "pa-oin" => Some(include_str!("../../../maps/pa-oin.toml")),
        _ => None,
    }
}
