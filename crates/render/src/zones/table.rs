//! The database, in the form that `tests/oracle/zones` writes and describes.

use super::Shown;
use super::rule::Rule;

const TABLE: &[u8] = include_bytes!("table.bin");

/// What clocks show; `None` for zones that there are not.
pub(super) fn find(zone: &str, moment: i64) -> Option<Shown> {
    let end = TABLE.windows(2).position(|pair| pair == b"\n\n")? + 1;
    let text = std::str::from_utf8(&TABLE[..end]).ok()?;
    let behind = &TABLE[end + 1..];
    let mut lines = text.lines();
    lines.next()?;
    // Where the zone's own indices and times begin, and where all indices end.
    let (mut indices, mut times, mut own) = (0, 0, None);
    for line in lines {
        let mut parts = line.split('|');
        let (count, size) = parts.next()?.split_once(' ')?;
        let (count, size) = (count.parse::<usize>().ok()?, size.parse::<usize>().ok()?);
        let (periods, rule, names) = (parts.next()?, parts.next()?, parts.next()?);
        if own.is_none() && names.split(',').any(|name| name == zone) {
            own = Some((indices, times, count, periods, rule));
        }
        indices += count;
        times += size;
    }
    let (first, start, count, periods, rule) = own?;
    let (mut last, mut period, mut passed) = (0_i64, 0, 0);
    let mut rest = &behind[indices + start..];
    for index in &behind[first..first + count] {
        last += varint(&mut rest)?;
        if moment < last {
            break;
        }
        period = usize::from(*index);
        passed += 1;
    }
    if passed == count && !rule.is_empty() {
        return Some(Rule::read(rule)?.shown(moment));
    }
    let (offset, name) = periods.split(',').nth(period)?.split_once(' ')?;
    Some(Shown {
        offset: offset.parse().ok()?,
        name: name.to_owned(),
    })
}

fn varint(bytes: &mut &[u8]) -> Option<i64> {
    let (mut number, mut shift) = (0_u64, 0);
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 127) << shift;
        shift += 7;
        if *byte < 128 {
            return Some((number >> 1) as i64 ^ -((number & 1) as i64));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Zones, and what Go shows there at some moments; made by `tests/oracle/zones`.
    const CASES: &str = include_str!("../../tests/data/zones.tsv");

    #[test]
    fn zones_show_what_go_shows() {
        let mut count = 0;
        for line in CASES.lines() {
            let mut cells = line.split('\t');
            let zone = cells.next().unwrap();
            for cell in cells {
                let mut words = cell.split(' ');
                let moment = words.next().unwrap().parse().unwrap();
                let shown = find(zone, moment).unwrap_or_else(|| panic!("{zone}"));
                assert_eq!(
                    format!("{} {}", shown.offset, shown.name),
                    cell.split_once(' ').unwrap().1,
                    "{zone} at {moment}"
                );
                count += 1;
            }
        }
        assert!(count > 4_000, "only {count} cases");
        for zone in [
            "Europe",
            "europe/berlin",
            "Europe/Berlin,",
            "../UTC",
            "Nowhere",
        ] {
            assert_eq!(find(zone, 0), None, "{zone}");
        }
    }
}
