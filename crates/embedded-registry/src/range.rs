//! `Range` of downloads and `Content-Range` of uploads.

use std::ops::Range;

/// What a `Range` header asks of a blob.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Everything: no header, or one this registry does not serve (several ranges, other units).
    All,
    /// These bytes.
    Part(Range<u64>),
    /// Nothing the blob has.
    Unsatisfiable,
}

/// Reads a `Range` header against a blob of `size` bytes.
///
/// Source: RFC 9110 section 14. A header that is not understood is ignored, as section 14.2
/// demands; an inverted range is answered with 416, as the conformance suite of the distribution
/// specification expects.
pub(crate) fn wanted(header: Option<&str>, size: u64) -> Wanted {
    let Some(spec) = header.and_then(|text| text.trim().strip_prefix("bytes=")) else {
        return Wanted::All;
    };
    let Some((first, last)) = spec.trim().split_once('-') else {
        return Wanted::All;
    };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // More digits than u64 holds is beyond every blob.
        digits.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last && first < size => {
            Wanted::Part(first..last.saturating_add(1).min(size))
        }
        (Some(_), Some(_)) => Wanted::Unsatisfiable,
        (Some(first), None) if last.is_empty() => {
            if first < size {
                Wanted::Part(first..size)
            } else {
                Wanted::Unsatisfiable
            }
        }
        (None, Some(count)) if first.is_empty() => {
            if count == 0 || size == 0 {
                Wanted::Unsatisfiable
            } else {
                Wanted::Part(size.saturating_sub(count)..size)
            }
        }
        _ => Wanted::All,
    }
}

/// Reads the `Content-Range` of a chunk: `<first>-<last>`, inclusive and without a unit.
///
/// `Err` when it is not written so, or when the last byte comes before the first. Docker's form
/// with a unit (`bytes 0-9/10`) is none the specification knows.
pub(crate) fn chunk(header: &str) -> Result<Range<u64>, ()> {
    let (first, last) = header.trim().split_once('-').ok_or(())?;
    let number = |text: &str| {
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            text.parse::<u64>().map_err(|_| ())
        } else {
            Err(())
        }
    };
    let (first, last) = (number(first)?, number(last)?);
    let end = last.checked_add(1).ok_or(())?;
    if end > first { Ok(first..end) } else { Err(()) }
}

/// Writes the `Range` of an upload that holds `size` bytes.
///
/// An empty upload says `0-0`, as all registries do.
pub(crate) fn progress(size: u64) -> String {
    format!("0-{}", size.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn table() {
        let part = |range| Wanted::Part(range);
        for (header, expected) in [
            ("bytes=0-3", part(0..4)),
            ("bytes=0-99", part(0..10)),
            ("bytes=9-9", part(9..10)),
            ("bytes=4-", part(4..10)),
            ("bytes=-4", part(6..10)),
            ("bytes=-99", part(0..10)),
            ("bytes=10-", Wanted::Unsatisfiable),
            ("bytes=10-12", Wanted::Unsatisfiable),
            ("bytes=5-2", Wanted::Unsatisfiable),
            ("bytes=-0", Wanted::Unsatisfiable),
            ("bytes=0-99999999999999999999999", part(0..10)),
            ("bytes=99999999999999999999999-", Wanted::Unsatisfiable),
            ("bytes=0-1,4-5", Wanted::All),
            ("bytes=a-b", Wanted::All),
            ("bytes=-", Wanted::All),
            ("items=0-1", Wanted::All),
        ] {
            assert_eq!(wanted(Some(header), 10), expected, "{header}");
        }
        assert_eq!(wanted(None, 10), Wanted::All);
        assert_eq!(wanted(Some("bytes=0-"), 0), Wanted::Unsatisfiable);
    }

    #[test]
    fn chunks() {
        assert_eq!(chunk("0-9"), Ok(0..10));
        for bad in [
            "",
            "-",
            "0",
            "1-0",
            "bytes 0-9/10",
            "a-b",
            "0-18446744073709551615",
            "-1-2",
        ] {
            assert_eq!(chunk(bad), Err(()), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn never_outside_the_blob(header in "(bytes=)?[0-9,a-z=-]{0,40}", size in any::<u64>()) {
            if let Wanted::Part(range) = wanted(Some(&header), size) {
                prop_assert!(range.start < range.end && range.end <= size);
            }
        }

        #[test]
        fn chunk_never_panics(header in "\\PC{0,40}") {
            if let Ok(range) = chunk(&header) {
                prop_assert!(range.start < range.end);
            }
        }
    }
}
