//! The characters that a string of JSON cannot have as they are: quotes, backslashes and control characters.

/// A word of which each byte is 1.
const ONES: u64 = u64::from_ne_bytes([1; 8]);
/// A word of which each byte has its highest bit set.
const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

/// How many bytes at the beginning need no escape. Sixteen at a time, for most text is plain; the last sixteen may have been
/// looked at in part already.
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    let Some(last) = bytes.last_chunk::<16>() else { return plain_length_of_some(bytes) };
    let (blocks, rest) = bytes.as_chunks::<16>();
    for (index, block) in blocks.iter().enumerate() {
        if has_special(block) {
            return index * 16 + plain_length_of_some(block);
        }
    }
    if !rest.is_empty() && has_special(last) {
        return bytes.len() - 16 + plain_length_of_some(last);
    }
    bytes.len()
}

/// Whether a byte needs an escape. The compiler makes a few vector instructions of it.
#[inline]
#[allow(clippy::needless_bitwise_bool, reason = "a branch for each byte would be slower")]
fn has_special(block: &[u8; 16]) -> bool {
    block.iter().fold(false, |any, byte| any | (*byte < b' ') | (*byte == b'"') | (*byte == b'\\'))
}

/// As [`plain_length`], of at most sixteen bytes.
fn plain_length_of_some(bytes: &[u8]) -> usize {
    let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) else {
        return plain_length_of_few(bytes);
    };
    match plain_bytes(u64::from_le_bytes(*first)) {
        plain @ ..8 => plain,
        _ => bytes.len() - 8 + plain_bytes(u64::from_le_bytes(*last)),
    }
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
    (specials(word).trailing_zeros() / 8) as usize
}

/// A bit for the first byte of a word that needs an escape, and perhaps some behind it.
#[inline]
fn specials(word: u64) -> u64 {
    // The highest bit of each byte that is below a limit is set. A borrow may set bits behind the first such byte only.
    let below = |word: u64, limit: u8| word.wrapping_sub(ONES * u64::from(limit)) & !word;
    let equals = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (below(word, b' ') | equals(b'"') | equals(b'\\')) & HIGH
}

/// Appends text of 4 to 32 bytes that needs no escape; false, and nothing is done, where it is not such.
///
/// Most text is. It is looked at and copied in one go, by two words that may overlap: no loop, no call.
#[inline]
pub(super) fn append_plain(out: &mut Vec<u8>, text: &[u8]) -> bool {
    match text.len() {
        4..8 => append_ends::<4>(out, text, |first, last| {
            let word = u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32;
            specials(word) == 0
        }),
        8..16 => append_ends::<8>(out, text, |first, last| {
            specials(u64::from_le_bytes(*first)) | specials(u64::from_le_bytes(*last)) == 0
        }),
        16..=32 => append_ends::<16>(out, text, |first, last| !has_special(first) & !has_special(last)),
        _ => false,
    }
}

#[inline]
fn append_ends<const SIZE: usize>(
    out: &mut Vec<u8>,
    text: &[u8],
    are_plain: impl FnOnce(&[u8; SIZE], &[u8; SIZE]) -> bool,
) -> bool {
    let (Some(first), Some(last)) = (text.first_chunk::<SIZE>(), text.last_chunk::<SIZE>()) else { return false };
    if !are_plain(first, last) {
        return false;
    }
    let end = out.len() + text.len();
    out.extend_from_slice(first);
    out.truncate(end - SIZE);
    out.extend_from_slice(last);
    true
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
