//! Numbers that look random and are the same for the same seed.

/// `SplitMix64`: few lines, and no dependency for what needs no better numbers.
pub(crate) struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One of some things, of which there is at least one.
    pub fn pick<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        let count = u64::try_from(things.len()).unwrap_or(u64::MAX).max(1);
        let index = usize::try_from(self.next() % count).unwrap_or_default();
        &things[index]
    }

    /// A number from `least` up to, but not as large as, `end`.
    pub fn within(&mut self, least: u64, end: u64) -> u64 {
        least + self.next() % end.saturating_sub(least).max(1)
    }
}
