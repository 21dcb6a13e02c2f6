//! The database, in the form that `tests/oracle/zones` writes and describes.

use super::Shown;
use super::rule::Rule;

const TABLE: &[u8] = include_bytes!("table.bin");

/// The zones of the database.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Under each of their names.
    zones: Vec<(&'static str, Zone)>,
    /// Periods' numbers, zone after zone.
    indices: &'static [u8],
    /// When they begin, zone after zone.
    times: &'static [u8],
}

/// A zone of the database, and where what belongs to it begins.
#[derive(Clone, Copy, Debug)]
struct Zone {
    index: usize,
    count: usize,
    time: usize,
    periods: &'static str,
    rule: &'static str,
}

impl Table {
    /// Finds the lines and names; `None` for a table in another form than the program's own.
    pub fn read() -> Option<Table> {
        let end = TABLE.windows(2).position(|pair| pair == b"\n\n")? + 1;
        let text = std::str::from_utf8(&TABLE[..end]).ok()?;
        let behind = &TABLE[end + 1..];
        let mut table = Table::default();
        let (mut index, mut time) = (0, 0);
        for line in text.lines().skip(1) {
            let mut parts = line.split('|');
            let (count, size) = parts.next()?.split_once(' ')?;
            let count = count.parse::<usize>().ok()?;
            let (periods, rule, names) = (parts.next()?, parts.next()?, parts.next()?);
            let zone = Zone {
                index,
                count,
                time,
                periods,
                rule,
            };
            for name in names.split(',') {
                table.zones.push((name, zone));
            }
            index += count;
            time += size.parse::<usize>().ok()?;
        }
        (table.indices, table.times) = behind.split_at_checked(index)?;
        Some(table)
    }

    /// What clocks show; `None` for zones that there are not.
    pub fn find(&self, name: &str, moment: i64) -> Option<Shown> {
        let (_, zone) = self.zones.iter().find(|(known, _)| *known == name)?;
        let (mut last, mut period, mut passed) = (0_i64, 0, 0);
        let mut rest = &self.times[zone.time..];
        for index in &self.indices[zone.index..zone.index + zone.count] {
            last += varint(&mut rest)?;
            if moment < last {
                break;
            }
            period = usize::from(*index);
            passed += 1;
        }
        if passed == zone.count && !zone.rule.is_empty() {
            return Some(Rule::read(zone.rule)?.shown(moment));
        }
        let (offset, name) = zone.periods.split(',').nth(period)?.split_once(' ')?;
        Some(Shown {
            offset: offset.parse().ok()?,
            name: name.to_owned(),
        })
    }
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
        let table = Table::read().unwrap();
        let mut count = 0;
        for line in CASES.lines() {
            let mut cells = line.split('\t');
            let zone = cells.next().unwrap();
            for cell in cells {
                let mut words = cell.split(' ');
                let moment = words.next().unwrap().parse().unwrap();
                let shown = table.find(zone, moment).unwrap_or_else(|| panic!("{zone}"));
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
            assert_eq!(table.find(zone, 0), None, "{zone}");
        }
    }
}
