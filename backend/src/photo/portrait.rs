use std::io::Cursor;

use data_encoding::BASE64;
use domain::refusal::{Fault as Wrong, Field, FieldError};
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgba, RgbaImage,
    codecs::jpeg::JpegEncoder,
    imageops::{self, FilterType},
};

use crate::{Context, Fault};

/// What may be sent, in bytes.
pub const MOST_BYTES: usize = 5 << 20;
/// Sides of what is kept: three times the largest place that it is shown in.
const SIDE: u32 = 288;
/// Less would be a blur.
const LEAST_SIDE: u32 = 96;
const MOST_SIDE: u32 = 12_000;
/// What reading a picture may take: a small file can say that it is a huge one.
const MOST_MEMORY: u64 = 256 << 20;
const QUALITY: u8 = 85;

/// A small square JPEG of a picture, as base64. It is drawn anew: place and time of the photograph, and whatever else the file had,
/// are not kept.
///
/// # Errors
/// `Invalid` for what is no JPEG, PNG or WebP, or too small or too large.
pub(crate) async fn portrait(ctx: &Context, file: Vec<u8>) -> Result<String, Fault> {
    let drawn = ctx.compute(move || draw(&file)).await?;
    drawn.ok_or_else(|| FieldError::alone(Field::Photo, Wrong::Malformed).into())
}

fn draw(file: &[u8]) -> Option<String> {
    if file.len() > MOST_BYTES {
        return None;
    }
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().ok()?;
    if !matches!(
        reader.format()?,
        ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP
    ) {
        return None;
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok()?;
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    image.apply_orientation(orientation);
    if image.width().min(image.height()) < LEAST_SIDE {
        return None;
    }
    let image = image.resize_to_fill(SIDE, SIDE, FilterType::Lanczos3).into_rgba8();
    let mut paper = RgbaImage::from_pixel(SIDE, SIDE, Rgba([255; 4]));
    imageops::overlay(&mut paper, &image, 0, 0);
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    DynamicImage::from(paper).into_rgb8().write_with_encoder(encoder).ok()?;
    Some(BASE64.encode(&jpeg))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        // Red on the left, see-through on the right.
        let image = RgbaImage::from_fn(width, height, |x, _| match x < width / 2 {
            true => Rgba([200, 0, 0, 255]),
            false => Rgba([0, 0, 0, 0]),
        });
        encoded(&image.into(), ImageFormat::Png)
    }

    fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        image.write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    fn drawn(file: &[u8]) -> Option<image::RgbImage> {
        let jpeg = BASE64.decode(draw(file)?.as_bytes()).unwrap();
        assert_eq!(image::guess_format(&jpeg).unwrap(), ImageFormat::Jpeg);
        Some(image::load_from_memory(&jpeg).unwrap().into_rgb8())
    }

    #[test]
    fn a_picture_becomes_a_small_square_on_white() {
        for (width, height) in [(96, 96), (300, 200), (200, 900)] {
            let image = drawn(&png(width, height)).unwrap();
            assert_eq!(image.dimensions(), (SIDE, SIDE));
            let ([red, ..], [.., blue]) = (image.get_pixel(20, 144).0, image.get_pixel(268, 144).0);
            assert!(red > 180 && blue > 240, "{width} by {height}");
        }
    }

    #[test]
    fn a_photograph_is_turned_as_the_camera_says_and_tells_nothing_else() {
        let image = image::RgbImage::from_fn(200, 100, |x, _| image::Rgb(if x < 100 { [0, 0, 0] } else { [255; 3] }));
        let jpeg = encoded(&image.into(), ImageFormat::Jpeg);
        // EXIF with one entry: the orientation is 6, the top of the picture is on the right.
        let tiff = *b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let length = u16::try_from(2 + 6 + tiff.len()).unwrap().to_be_bytes();
        let exif = [&[0xFF, 0xE1][..], &length, b"Exif\0\0", &tiff].concat();
        let turned = [&jpeg[..2], &exif, &jpeg[2..]].concat();
        let image = drawn(&turned).unwrap();
        // What was left is above.
        assert!(image.get_pixel(144, 20).0[0] < 20 && image.get_pixel(144, 268).0[0] > 235);
        let kept = BASE64.decode(draw(&turned).unwrap().as_bytes()).unwrap();
        assert!(!kept.windows(4).any(|bytes| bytes == b"Exif"));
    }

    #[test]
    fn what_is_no_picture_or_too_small_or_too_large_is_refused() {
        let mut huge = png(100, 100);
        // The width in the header says 60,000; its checksum is right for neither.
        huge[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        let half = png(200, 200);
        for (what, file) in [
            ("nothing", &b""[..]),
            ("text", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("too small", &png(95, 300)),
            ("huge", &huge),
            ("a GIF", b"GIF89a\x64\0\x64\0\0\0\0;"),
            ("half a file", &half[..half.len() / 2]),
            ("too many bytes", &vec![0; MOST_BYTES + 1]),
        ] {
            assert!(draw(file).is_none(), "{what}");
        }
    }
}
