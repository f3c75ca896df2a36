/// How a text message is sent: in parts of 160 characters, or 153 each where there are several; of 70 and 67 when one of its characters is
/// not in the alphabet of phones (3GPP TS 23.038).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    /// As they are counted: some take two places.
    pub characters: usize,
    pub parts: usize,
    /// It has characters that are not in the alphabet of phones.
    pub is_unicode: bool,
}

/// Each takes one place.
const ALPHABET: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                        ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Each takes two.
const EXTENSION: &str = "^{}\\[~]|€";

impl Segments {
    pub fn of(text: &str) -> Self {
        let place = |character| match character {
            _ if ALPHABET.contains(character) => Some(1),
            _ if EXTENSION.contains(character) => Some(2),
            _ => None,
        };
        let (characters, one, many, is_unicode) = match text.chars().map(place).sum::<Option<usize>>() {
            Some(characters) => (characters, 160, 153, false),
            None => (text.encode_utf16().count(), 70, 67, true),
        };
        let parts = match characters {
            0 => 0,
            characters if characters <= one => 1,
            characters => characters.div_ceil(many),
        };
        Self {
            characters,
            parts,
            is_unicode,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Segments;

    #[test]
    fn parts_are_counted_as_phones_do() {
        for (text, characters, parts, is_unicode) in [
            (String::new(), 0, 0, false),
            ("a".repeat(160), 160, 1, false),
            ("a".repeat(161), 161, 2, false),
            ("a".repeat(306), 306, 2, false),
            ("a".repeat(307), 307, 3, false),
            ("€".repeat(80), 160, 1, false),
            ("ä".repeat(160), 160, 1, false),
            ("’".repeat(70), 70, 1, true),
            ("’".repeat(71), 71, 2, true),
            ("😀".repeat(35), 70, 1, true),
            ("😀".repeat(36), 72, 2, true),
        ] {
            let expected = Segments {
                characters,
                parts,
                is_unicode,
            };
            assert_eq!(Segments::of(&text), expected, "{text}");
        }
    }
}
