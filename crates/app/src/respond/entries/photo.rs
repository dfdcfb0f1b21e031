//! Pictures of damage: what may be sent, and what is kept of it. Nothing here reaches the database.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};

use crate::ids::{EntryId, PersonId, PhotoId};
use crate::{FieldProblem, Timestamp};

/// How large a picture may be when it is sent.
pub const PHOTO_BYTES_MAX: usize = 12 << 20;

/// How many pictures one entry has at most.
pub const PHOTOS_MAX: usize = 10;

/// How wide and how high a picture is kept at most.
const SIDE_MAX: u32 = 1_600;

/// How wide and how high a picture may be when it is sent.
const SENT_SIDE_MAX: u32 = 16_000;

/// How much memory it may take to read one.
const MEMORY_MAX: u64 = 256 << 20;

/// How well it is kept, of 100.
const QUALITY: u8 = 82;

/// A picture of damage, without what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// Its id.
    pub id: PhotoId,
    /// Of which entry.
    pub entry_id: EntryId,
    /// How wide it is, in pixels.
    pub width: u32,
    /// How high it is.
    pub height: u32,
    /// How many bytes it takes.
    pub n_bytes: u32,
    /// Who added it.
    pub added_by: PersonId,
    /// When.
    pub added_at: Timestamp,
}

/// A picture as it is kept: always a JPEG that was made here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: Vec<u8>,
}

/// What is kept of a picture that somebody sent: the pixels, upright and no larger than it takes to
/// see the damage. Where it was taken and with which phone is left out, and so is whatever else
/// somebody hid in the file.
pub(super) fn kept(sent: &[u8]) -> Result<Kept, FieldProblem> {
    let wrong = |reason: &'static str| FieldProblem::new("photo", reason);
    if PHOTO_BYTES_MAX < sent.len() {
        return Err(wrong("Use a picture of at most 12 MB."));
    }
    let unread = "Use a JPEG, PNG or WebP picture.";
    let mut reader =
        ImageReader::new(Cursor::new(sent)).with_guessed_format().or(Err(wrong(unread)))?;
    let known = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
    if !reader.format().is_some_and(|it| known.contains(&it)) {
        return Err(wrong(unread));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SENT_SIDE_MAX);
    limits.max_image_height = Some(SENT_SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().or(Err(wrong("This picture cannot be read.")))?;
    if MEMORY_MAX < image::ImageDecoder::total_bytes(&decoder) {
        return Err(wrong("This picture has too many pixels."));
    }
    let upright = image::ImageDecoder::orientation(&mut decoder).ok();
    let image = DynamicImage::from_decoder(decoder);
    let mut image = image.or(Err(wrong("This picture cannot be read, or is too large.")))?;
    if let Some(upright) = upright {
        image.apply_orientation(upright);
    }
    if SIDE_MAX < image.width().max(image.height()) {
        image = image.thumbnail(SIDE_MAX, SIDE_MAX);
    }
    let image = image.into_rgb8();
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    image.write_with_encoder(encoder).or(Err(wrong("This picture cannot be kept.")))?;
    Ok(Kept { width: image.width(), height: image.height(), bytes })
}

#[cfg(test)]
mod tests {
    use image::{ExtendedColorType, ImageEncoder as _, Rgb, RgbImage};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let image = RgbImage::from_pixel(width, height, Rgb([200, 30, 30]));
        let mut bytes = Vec::new();
        let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
        encoder.write_image(&image, width, height, ExtendedColorType::Rgb8).unwrap();
        bytes
    }

    #[test]
    fn a_picture_is_kept_as_a_jpeg_made_here_and_not_too_large() {
        let it = kept(&png(2_000, 1_000)).unwrap();
        assert_eq!((it.width, it.height), (1_600, 800));
        assert_eq!(image::guess_format(&it.bytes).unwrap(), ImageFormat::Jpeg);
        let small = kept(&png(40, 30)).unwrap();
        assert_eq!((small.width, small.height), (40, 30));
    }

    #[test]
    fn what_somebody_hid_behind_a_picture_is_not_kept() {
        let mut sent = png(40, 30);
        sent.extend_from_slice(b"<script>alert(1)</script>");
        let it = kept(&sent).unwrap();
        assert!(!it.bytes.windows(8).any(|it| it == b"<script>"));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for sent in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..],
            b"",
            b"GIF89a",
            b"\x89PNG\r\n\x1a\n",
        ] {
            assert_eq!(kept(sent).unwrap_err().field, "photo");
        }
        let mut cut = png(40, 30);
        cut.truncate(50);
        assert!(kept(&cut).is_err());
    }
}
