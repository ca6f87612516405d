//! The characters that a string of JSON cannot have as they are: quotes, backslashes and control characters.

/// A word of which each byte is 1.
const ONES: u64 = u64::from_ne_bytes([1; 8]);
/// A word of which each byte has its highest bit set.
const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

/// How many bytes at the beginning need no escape. Eight at a time, for most text is plain; the last eight may have been
/// looked at in part already.
#[inline]
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    let Some(last) = bytes.last_chunk::<8>() else { return plain_length_of_few(bytes) };
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let plain = plain_bytes(u64::from_le_bytes(*word));
        if plain < 8 {
            return index * 8 + plain;
        }
    }
    if rest.is_empty() { bytes.len() } else { bytes.len() - 8 + plain_bytes(u64::from_le_bytes(*last)) }
}

/// As [`plain_length`], of less than eight bytes.
fn plain_length_of_few(bytes: &[u8]) -> usize {
    let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) else {
        return bytes.iter().take_while(|byte| **byte >= b' ' && **byte != b'"' && **byte != b'\\').count();
    };
    let word = u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32;
    match plain_bytes(word) {
        plain @ ..4 => plain,
        plain => bytes.len() + plain - 8,
    }
}

/// How many of the bytes of a word, the lowest first, need no escape.
fn plain_bytes(word: u64) -> usize {
    // The highest bit of each byte that is below a limit is set. A borrow may set bits behind the first such byte only.
    let below = |word: u64, limit: u8| word.wrapping_sub(ONES * u64::from(limit)) & !word;
    let equals = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    let special = (below(word, b' ') | equals(b'"') | equals(b'\\')) & HIGH;
    (special.trailing_zeros() / 8) as usize
}

/// Writes such a character as JSON has it.
pub(super) fn escape(out: &mut Vec<u8>, special: u8) {
    let short = match special {
        b'"' | b'\\' => special,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            let digit = |nibble: u8| b"0123456789abcdef"[usize::from(nibble & 15)];
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', digit(special >> 4), digit(special)]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}
