//! Lines named by an address: `#L10` or `#L10-L20`.

use std::fmt;

/// Some lines, counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Selection {
    /// The first.
    pub first: u32,
    /// The last, not before the first.
    pub last: u32,
}

impl Selection {
    /// Reads the hash of an address.
    pub fn parse(hash: &str) -> Option<Selection> {
        let lines = hash.trim_start_matches('#');
        let number = |text: &str| {
            text.strip_prefix('L')?
                .parse::<u32>()
                .ok()
                .filter(|line| *line > 0)
        };
        let (first, last) = match lines.split_once('-') {
            Some((first, last)) => (number(first)?, number(last)?),
            None => (number(lines)?, number(lines)?),
        };
        Some(Selection {
            first: first.min(last),
            last: first.max(last),
        })
    }

    /// The same, drawn out to `line`.
    pub fn to(self, line: u32) -> Selection {
        Selection {
            first: self.first.min(line),
            last: self.first.max(line),
        }
    }

    /// Whether `line` is among them.
    pub fn has(self, line: u32) -> bool {
        (self.first..=self.last).contains(&line)
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("L")?;
        self.first.fmt(f)?;
        if self.last > self.first {
            f.write_str("-L")?;
            self.last.fmt(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Selection;

    #[test]
    fn addresses_and_lines() {
        for (hash, text) in [
            ("#L10", "L10"),
            ("#L10-L20", "L10-L20"),
            ("#L20-L10", "L10-L20"),
            ("L3-L3", "L3"),
        ] {
            assert_eq!(Selection::parse(hash).unwrap().to_string(), text);
        }
        for hash in ["", "#", "#10", "#L0", "#L1-", "#L1-20", "#Lx"] {
            assert_eq!(Selection::parse(hash), None);
        }
        assert_eq!(Selection { first: 5, last: 5 }.to(2).to_string(), "L2-L5");
    }
}
