//! RFC 3339 text to unix seconds.

/// Unix seconds of `2024-05-31T08:15:30.5+02:00`; a fraction is dropped, a blank may stand for the `T`, and the colon of
/// the offset may be left out.
pub(super) fn parse(text: &str) -> Option<i64> {
    let mut scan = Scan(text.as_bytes());
    let year = scan.number(4)?;
    scan.expect(b"-")?;
    let month = scan.number(2)?;
    scan.expect(b"-")?;
    let day = scan.number(2)?;
    scan.expect(b"Tt ")?;
    let hour = scan.number(2)?;
    scan.expect(b":")?;
    let minute = scan.number(2)?;
    scan.expect(b":")?;
    let second = scan.number(2)?;
    scan.fraction()?;
    let offset = scan.offset()?;
    let valid = (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        // A leap second.
        && second <= 60;
    let seconds = days_before(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset;
    (valid && scan.0.is_empty()).then_some(seconds)
}

struct Scan<'t>(&'t [u8]);

impl Scan<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn expect(&mut self, any_of: &[u8]) -> Option<()> {
        any_of.contains(&self.next()?).then_some(())
    }

    fn number(&mut self, digits: usize) -> Option<i64> {
        let mut number = 0;
        for _ in 0..digits {
            let digit = self.next().filter(u8::is_ascii_digit)?;
            number = number * 10 + i64::from(digit - b'0');
        }
        Some(number)
    }

    fn fraction(&mut self) -> Option<()> {
        if self.0.first() != Some(&b'.') {
            return Some(());
        }
        let digits = self.0.iter().skip(1).take_while(|byte| byte.is_ascii_digit()).count();
        self.0 = &self.0[1 + digits..];
        (digits > 0).then_some(())
    }

    /// Seconds ahead of UTC.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.next()? {
            b'Z' | b'z' => return Some(0),
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let hours = self.number(2)?;
        if self.0.first() == Some(&b':') {
            self.next();
        }
        let minutes = self.number(2)?;
        (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to the date, for the years 0 to 9999.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let past = year - 1;
    let leap_days = past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400);
    let this_year: i64 = (1..month).map(|month| days_in(year, month)).sum();
    // Day 719162 of the calendar, counted from 0001-01-01, is 1970-01-01.
    past * 365 + leap_days + this_year + (day - 1) - 719_162
}
