use qrcode::Color;

use crate::{Broken, Fault};

/// A QR code as the path of an SVG, in a square of `width` with the quiet margin that readers need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrCode {
    pub width: usize,
    /// The dark modules, one unit each: the `d` of a path.
    pub path: String,
}

const MARGIN: usize = 4;

impl QrCode {
    pub(super) fn of(text: &str) -> Result<Self, Fault> {
        let code = qrcode::QrCode::new(text).map_err(|error| Broken::other("a QR code")(error.into()))?;
        let side = code.width();
        let dark = code
            .to_colors()
            .into_iter()
            .enumerate()
            .filter(|(_, color)| *color == Color::Dark);
        let path = dark
            .map(|(index, _)| format!("M{} {}h1v1h-1z", index % side + MARGIN, index / side + MARGIN))
            .collect();
        Ok(Self {
            width: side + 2 * MARGIN,
            path,
        })
    }
}
