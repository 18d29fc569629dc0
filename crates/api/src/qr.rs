//! A code as a picture, and back. Drawn and read here: no screen's own reader is the same on every system, and two of
//! the three have none.

use std::panic::{AssertUnwindSafe, catch_unwind};

use data_encoding::BASE64;
use qrcode::{Color, EcLevel, QrCode};
use rqrr::PreparedImage;

use crate::error::{ApiError, QrError};
use crate::requests::QrReadRequest;
use crate::views::{QrTextView, QrView};

/// The light edge that readers need, in modules.
const QUIET: usize = 4;
/// Pixels of a picture at most: a screen sends it scaled down.
const PIXELS_MAX: usize = 2_000_000;
/// Longer than any code of ours.
const TEXT_MAX_BYTES: usize = 2_048;

/// The text as a QR picture.
///
/// # Errors
/// `qr.too_long`.
pub(crate) fn draw(text: &str) -> Result<QrView, ApiError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| QrError::TooLong)?;
    let blank = "0".repeat(code.width() + 2 * QUIET);
    let edge = "0".repeat(QUIET);
    let digit = |module: &Color| if *module == Color::Dark { '1' } else { '0' };
    let colors = code.to_colors();
    let inside = colors.chunks(code.width()).map(|row| {
        let row: String = row.iter().map(digit).collect();
        format!("{edge}{row}{edge}")
    });
    let around = || std::iter::repeat_n(blank.clone(), QUIET);
    Ok(QrView { rows: around().chain(inside).chain(around()).collect() })
}

/// The text of the one QR code in a picture.
///
/// # Errors
/// `qr.picture` for what is no picture or too large, `qr.none`, `qr.several`, `qr.unreadable`.
pub(crate) fn read(request: &QrReadRequest) -> Result<QrTextView, ApiError> {
    let (width, height) = (request.width as usize, request.height as usize);
    let pixels = width.checked_mul(height).filter(|pixels| (1..=PIXELS_MAX).contains(pixels));
    let gray = BASE64.decode(request.gray.as_bytes()).map_err(|_| QrError::Picture)?;
    if pixels != Some(gray.len()) {
        return Err(QrError::Picture.into());
    }
    // a picture comes from anywhere, and its reader is not ours: its faults stay with it
    let looked = catch_unwind(AssertUnwindSafe(|| look(width, height, &gray)));
    Ok(QrTextView { text: looked.unwrap_or(Err(QrError::Unreadable))? })
}

fn look(width: usize, height: usize, gray: &[u8]) -> Result<String, QrError> {
    let at = |x: usize, y: usize| gray.get(y * width + x).copied().unwrap_or(u8::MAX);
    let mut picture = PreparedImage::prepare_from_greyscale(width, height, at);
    let grids = picture.detect_grids();
    let texts: Vec<String> =
        grids.iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect();
    match (texts.as_slice(), grids.is_empty()) {
        ([text], _) if text.len() <= TEXT_MAX_BYTES => Ok(text.clone()),
        ([first, rest @ ..], _) if !rest.is_empty() && rest.iter().any(|text| text != first) => {
            Err(QrError::Several)
        }
        ([text, ..], _) if text.len() <= TEXT_MAX_BYTES => Ok(text.clone()),
        ([], true) => Err(QrError::None),
        _ => Err(QrError::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "04HMA-SW91A-6KGR2-HJCTD-N0R40-G0081-G81M4-RB9E5";

    /// What a screen draws from the view, as a camera would see it: `scale` pixels for each module.
    fn painted(view: &QrView, scale: usize) -> (usize, Vec<u8>) {
        let wide = |row: &String| -> Vec<u8> {
            row.chars().flat_map(|one| vec![if one == '1' { 0 } else { 255 }; scale]).collect()
        };
        let gray = view.rows.iter().flat_map(|row| wide(row).repeat(scale)).collect();
        (view.rows.len() * scale, gray)
    }

    fn request(side: usize, gray: &[u8]) -> QrReadRequest {
        let side = u32::try_from(side).unwrap();
        QrReadRequest { width: side, height: side, gray: BASE64.encode(gray) }
    }

    fn code_of(request: &QrReadRequest) -> String {
        read(request).err().unwrap().code
    }

    #[test]
    fn what_is_drawn_is_read_again_and_has_a_light_edge() {
        let view = draw(CODE).unwrap();
        let (side, gray) = painted(&view, 4);
        assert_eq!(read(&request(side, &gray)).unwrap().text, CODE);
        let edge = QUIET * 4;
        let dark = |at: usize| gray[at] == 0;
        assert!(!(0..side * edge).any(dark) && !(side * (side - edge)..side * side).any(dark));
        assert!(!(0..side * side).filter(|at| at % side < edge || at % side >= side - edge).any(dark));
    }

    #[test]
    fn a_picture_without_a_code_with_two_or_with_a_damaged_one_is_told_apart() {
        let (side, gray) = painted(&draw(CODE).unwrap(), 4);
        assert_eq!(code_of(&request(side, &vec![255; side * side])), "qr.none");
        let mut damaged = gray.clone();
        for row in damaged.chunks_mut(side).skip(side / 2).take(side / 4) {
            row[side / 3..].fill(255);
        }
        assert_eq!(code_of(&request(side, &damaged)), "qr.unreadable");
        let (other_side, other) = painted(&draw(&CODE.replace('M', "N")).unwrap(), 4);
        assert_eq!(other_side, side);
        let rows = gray.chunks(side).zip(other.chunks(side));
        let beside: Vec<u8> = rows.flat_map(|(one, two)| [one, two].concat()).collect();
        let both = QrReadRequest {
            width: u32::try_from(2 * side).unwrap(),
            height: u32::try_from(side).unwrap(),
            gray: BASE64.encode(&beside),
        };
        assert_eq!(code_of(&both), "qr.several");
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for (width, height, bytes) in
            [(0, 0, 0), (2, 2, 3), (2, 2, 5), (u32::MAX, u32::MAX, 1), (2000, 1001, 2_002_000)]
        {
            let gray = BASE64.encode(&vec![0; bytes]);
            assert_eq!(code_of(&QrReadRequest { width, height, gray }), "qr.picture", "{width} × {height}");
        }
        assert_eq!(code_of(&QrReadRequest { width: 1, height: 1, gray: "*".to_owned() }), "qr.picture");
        assert_eq!(draw(&"x".repeat(3_000)).unwrap_err().code, "qr.too_long");
    }
}
