//! Files that are compressed themselves, whatever the connection does.

use std::io::{self, Write as _};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;

/// So much is decompressed at once: it may become a thousand times as large.
const PIECE: usize = 16 * 1024;

/// What every gzip file begins with (RFC 1952, 2.3.1).
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Decompresses a file, if it is a gzip file at all.
pub(super) struct Gunzip {
    decoder: Decoder,
    /// What came and was not decompressed yet.
    waiting: Bytes,
}

enum Decoder {
    /// So little came that nothing can be said.
    Unknown,
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
    Plain,
}

impl Gunzip {
    pub(super) fn new() -> Self {
        Self { decoder: Decoder::Unknown, waiting: Bytes::new() }
    }

    /// Takes what came.
    pub(super) fn push(&mut self, chunk: Bytes) {
        self.waiting = if self.waiting.is_empty() { chunk } else { [&self.waiting[..], &chunk].concat().into() };
        if matches!(self.decoder, Decoder::Unknown) && self.waiting.len() >= MAGIC.len() {
            let is_gzip = self.waiting.starts_with(&MAGIC);
            self.decoder =
                if is_gzip { Decoder::Gzip(Box::new(MultiGzDecoder::new(Vec::new()))) } else { Decoder::Plain };
        }
    }

    /// A piece of the content; `None` where more has to come first.
    pub(super) fn next(&mut self) -> Option<io::Result<Bytes>> {
        match &mut self.decoder {
            Decoder::Unknown => None,
            Decoder::Plain => (!self.waiting.is_empty()).then(|| Ok(std::mem::take(&mut self.waiting))),
            Decoder::Gzip(decoder) => {
                while !self.waiting.is_empty() {
                    let piece = self.waiting.split_to(self.waiting.len().min(PIECE));
                    if let Err(fault) = decoder.write_all(&piece) {
                        return Some(Err(fault));
                    }
                    let content = std::mem::take(decoder.get_mut());
                    if !content.is_empty() {
                        return Some(Ok(content.into()));
                    }
                }
                None
            }
        }
    }

    /// What is left at the end of the file.
    pub(super) fn finish(&mut self) -> io::Result<Bytes> {
        match &mut self.decoder {
            Decoder::Unknown | Decoder::Plain => Ok(std::mem::take(&mut self.waiting)),
            Decoder::Gzip(decoder) => {
                decoder.try_finish()?;
                Ok(std::mem::take(decoder.get_mut()).into())
            }
        }
    }
}
