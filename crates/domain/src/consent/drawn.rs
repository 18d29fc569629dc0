//! A signature as it was drawn: what finger, pen or mouse left on the pad, as one short text.

use std::fmt;
use std::str::FromStr;

use crate::role::UnknownWord;

/// The width of the pad that a drawing is scaled to.
pub const DRAWN_WIDTH: u16 = 1000;
/// The height of the pad that a drawing is scaled to.
pub const DRAWN_HEIGHT: u16 = 400;
/// The longest text of a drawing, in characters: what one field holds.
pub const DRAWN_CHARS_MAX: usize = 4000;

/// Strokes of points. Written `x,y x,y;x,y`: strokes apart by `;`, points by a space, whole numbers within
/// [`DRAWN_WIDTH`] and [`DRAWN_HEIGHT`], nothing else. So it holds no markup, wherever it is shown.
///
/// ```
/// use footbridge_domain::consent::Drawn;
/// let drawn: Drawn = "10,20 30,40;5,5".parse()?;
/// assert_eq!(drawn.strokes.len(), 2);
/// assert_eq!(drawn.to_string(), "10,20 30,40;5,5");
/// # Ok::<(), footbridge_domain::role::UnknownWord>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Each with at least one point.
    pub strokes: Vec<Vec<(u16, u16)>>,
}

impl FromStr for Drawn {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        if text.len() > DRAWN_CHARS_MAX {
            return Err(UnknownWord);
        }
        let stroke = |text: &str| text.split(' ').map(point).collect::<Option<Vec<_>>>();
        let strokes = text.split(';').map(stroke).collect::<Option<Vec<_>>>().ok_or(UnknownWord)?;
        Ok(Self { strokes })
    }
}

fn point(text: &str) -> Option<(u16, u16)> {
    let (x, y) = text.split_once(',')?;
    let within = |text: &str, max: u16| {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
        text.parse().ok().filter(|number| plain && *number <= max)
    };
    Some((within(x, DRAWN_WIDTH)?, within(y, DRAWN_HEIGHT)?))
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, stroke) in self.strokes.iter().enumerate() {
            f.write_str(if n > 0 { ";" } else { "" })?;
            for (m, (x, y)) in stroke.iter().enumerate() {
                write!(f, "{}{x},{y}", if m > 0 { " " } else { "" })?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_on_the_pad_are_a_drawing() {
        for good in ["0,0", "1000,400", "1,2 3,4;5,6"] {
            assert_eq!(good.parse::<Drawn>().map(|drawn| drawn.to_string()).as_deref(), Ok(good));
        }
        let bad = [
            "",
            " ",
            ";",
            "1",
            "1,",
            ",1",
            "1,2;",
            "1,2  3,4",
            "1001,1",
            "1,401",
            "-1,2",
            "+1,2",
            "01,2",
            "1,2,3",
            "1.5,2",
            "1,2 <svg>",
            "\"/><script>",
            "NaN,1",
            "1,2\n3,4",
            "99999999999,1",
        ];
        for bad in bad {
            assert_eq!(bad.parse::<Drawn>(), Err(UnknownWord), "{bad:?}");
        }
        let long = vec!["1000,400"; DRAWN_CHARS_MAX / 9 + 1].join(" ");
        assert_eq!(long.parse::<Drawn>(), Err(UnknownWord));
    }
}
