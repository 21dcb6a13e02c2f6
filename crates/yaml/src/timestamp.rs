//! Which plain scalars are timestamps: the four layouts go-yaml tries, read as Go's `time.Parse` reads them.

struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn byte(&mut self, wanted: impl Fn(u8) -> bool) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        if !wanted(first) {
            return None;
        }
        self.0 = rest;
        Some(first)
    }

    fn digit(&mut self) -> Option<u32> {
        self.byte(|b| b.is_ascii_digit())
            .map(|b| u32::from(b - b'0'))
    }

    /// One or two digits.
    fn short(&mut self) -> Option<u32> {
        let first = self.digit()?;
        Some(self.digit().map_or(first, |second| first * 10 + second))
    }

    /// Exactly two digits.
    fn pair(&mut self) -> Option<u32> {
        Some(self.digit()? * 10 + self.digit()?)
    }

    /// `15:4:5` with an optional fraction after a point or a comma.
    fn clock(&mut self) -> Option<()> {
        let hour = self.short()?;
        self.byte(|b| b == b':')?;
        let minute = self.short()?;
        self.byte(|b| b == b':')?;
        let second = self.short()?;
        if hour >= 24 || minute >= 60 || second >= 60 {
            return None;
        }
        if let [b'.' | b',', digit, ..] = self.0
            && digit.is_ascii_digit()
        {
            self.byte(|_| true);
            while self.digit().is_some() {}
        }
        Some(())
    }

    /// `Z` or `+07:00`.
    fn zone(&mut self) -> Option<()> {
        if self.byte(|b| b == b'Z').is_some() {
            return Some(());
        }
        self.byte(|b| b == b'+' || b == b'-')?;
        let hour = self.pair()?;
        self.byte(|b| b == b':')?;
        let minute = self.pair()?;
        // Go lets offsets of 24 hours or 60 minutes pass.
        (hour <= 24 && minute <= 60).then_some(())
    }
}

/// Whether go-yaml v2 takes `text` for a timestamp.
pub(crate) fn is_timestamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() > 4
        && bytes[4] == b'-'
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && parse(bytes).is_some()
}

fn parse(bytes: &[u8]) -> Option<()> {
    let mut cursor = Cursor(bytes);
    let mut year = 0;
    for _ in 0..4 {
        year = year * 10 + cursor.digit()?;
    }
    cursor.byte(|b| b == b'-')?;
    let month = cursor.short()?;
    cursor.byte(|b| b == b'-')?;
    let day = cursor.short()?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day < 1 || day > days {
        return None;
    }
    match cursor.byte(|_| true) {
        None => {}
        Some(b'T' | b't') => {
            cursor.clock()?;
            cursor.zone()?;
        }
        Some(b' ') => {
            // A space of the layout stands for any number of spaces.
            while cursor.byte(|b| b == b' ').is_some() {}
            cursor.clock()?;
        }
        Some(_) => return None,
    }
    cursor.0.is_empty().then_some(())
}

#[cfg(test)]
mod tests {
    use super::is_timestamp;

    #[test]
    fn layouts() {
        for text in [
            "2001-12-14",
            "2001-1-4",
            "2001-12-14T21:59:43.10-05:00",
            "2001-12-14t1:2:3Z",
            "2001-12-14   21:59:43,5",
            "2000-02-29",
        ] {
            assert!(is_timestamp(text), "{text}");
        }
        for text in [
            "2001-13-14",
            "2001-02-29",
            "2001-12-14T21:59:43",
            "2001-12-14 21:59:43 -5",
            "20011-1-1",
            "2001-1-",
            "2001-12-14 24:00:00",
        ] {
            assert!(!is_timestamp(text), "{text}");
        }
    }
}
