//! A QR picture in the terminal: two modules in each character, black on white whatever the terminal's own colours.

use std::io::Write;

use anyhow::Result;
use api::views::QrView;

/// Black on white.
const ON: &str = "\x1b[30;107m";
const OFF: &str = "\x1b[0m";

/// Draws it.
pub fn draw(out: &mut impl Write, view: &QrView) -> Result<()> {
    for pair in view.rows.chunks(2) {
        let below = pair.get(1).map_or("", String::as_str);
        let upper = pair.first().map_or("", String::as_str).chars();
        let line: String = upper
            .zip(below.chars().chain(std::iter::repeat('0')))
            .map(|(up, down)| half_blocks(up, down))
            .collect();
        writeln!(out, "{ON}{line}{OFF}")?;
    }
    Ok(())
}

fn half_blocks(up: char, down: char) -> char {
    match (up, down) {
        ('1', '1') => '█',
        ('1', _) => '▀',
        (_, '1') => '▄',
        _ => ' ',
    }
}
