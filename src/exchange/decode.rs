//! Bytes to text: UTF-8 with or without a mark, UTF-16 by its mark or its zeros, and Windows-1251 as Excel saves it.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};

/// Bytes that are looked at to tell UTF-16 without a mark.
const SAMPLE_BYTES: usize = 512;

/// Text of a file, or the byte at which no known encoding fits.
///
/// A legacy table is taken as Windows-1251 only when `legacy` allows it and the text shows no control characters:
/// JSON has to be Unicode, a table from an old Excel seldom is.
///
/// # Errors
/// The offset of the first byte that cannot be read.
pub(super) fn decode(bytes: &[u8], legacy: bool) -> Result<String, usize> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, bytes.get(mark..).unwrap_or_default(), mark);
    }
    if let Some(encoding) = utf16_by_zeros(bytes) {
        return decode_as(encoding, bytes, 0);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) if legacy => {
            let (text, _, _) = WINDOWS_1251.decode(bytes);
            let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
            if text.chars().any(control) {
                Err(error.valid_up_to())
            } else {
                Ok(text.into_owned())
            }
        }
        Err(error) => Err(error.valid_up_to()),
    }
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8], mark: usize) -> Result<String, usize> {
    if encoding == UTF_8 {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(mark + error.valid_up_to()),
        };
    }
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(text.into_owned()),
        None => Err(mark),
    }
}

/// ASCII written as UTF-16 has a zero in every second byte.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let pairs = sample.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match (even * 4 > pairs, odd * 4 > pairs) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::decode;
    use encoding_rs::WINDOWS_1251;

    fn utf16(text: &str, mark: bool, big: bool) -> Vec<u8> {
        let mark = mark.then_some(0xFEFF_u16);
        mark.into_iter()
            .chain(text.encode_utf16())
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn the_same_table_in_every_encoding() {
        let text = "name;population\nсело Вагай;5008\n";
        assert_eq!(decode(text.as_bytes(), true).as_deref(), Ok(text));
        let marked = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
        assert_eq!(decode(&marked, true).as_deref(), Ok(text));
        for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
            assert_eq!(
                decode(&utf16(text, mark, big), true).as_deref(),
                Ok(text),
                "{mark} {big}"
            );
        }
        assert_eq!(decode(&WINDOWS_1251.encode(text).0, true).as_deref(), Ok(text));
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        assert_eq!(decode(&WINDOWS_1251.encode("{\"a\": \"село\"}").0, false), Err(7));
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff", true), Err(0));
        assert_eq!(decode(b"\xEF\xBB\xBFab\xff", true), Err(5));
    }
}
