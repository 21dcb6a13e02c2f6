//! IP addresses as they are written.
//!
//! The standard library's addresses would do, but link all ways to read and print them.

use chartroom_gotext::cut;

/// Reads an IPv4 address: four numbers without zeros before them.
pub fn ipv4(text: &str) -> Option<u32> {
    let mut address = 0;
    let mut parts = 0;
    for part in text.split('.') {
        let plain = part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
        if !plain || part.len() > 1 && part.starts_with('0') {
            return None;
        }
        address = address << 8 | u32::from(part.parse::<u8>().ok()?);
        parts += 1;
        if parts > 4 {
            return None;
        }
    }
    (parts == 4).then_some(address)
}

/// Reads an IPv6 address: eight groups of hexadecimal digits; `::` stands for one or more that are zero, and the last two
/// may be written as an IPv4 address.
pub fn ipv6(text: &str) -> Option<[u16; 8]> {
    let mut groups = [0; 8];
    match cut(text, "::") {
        None => (read_groups(text, &mut groups, true)? == 8).then_some(groups),
        Some((head, tail)) => {
            let first = read_groups(head, &mut groups, false)?;
            let mut last = [0; 8];
            let count = read_groups(tail, &mut last, true)?;
            if first + count > 7 {
                return None;
            }
            groups[8 - count..].copy_from_slice(&last[..count]);
            Some(groups)
        }
    }
}

/// Reads groups from the front; how many there are.
fn read_groups(text: &str, groups: &mut [u16; 8], at_end: bool) -> Option<usize> {
    let mut count = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let (group, further) = match rest.split_once(':') {
            // Something has to follow.
            Some((_, "")) => return None,
            Some(split) => split,
            None => (rest, ""),
        };
        if further.is_empty()
            && at_end
            && let Some(address) = ipv4(group)
        {
            *groups.get_mut(count)? = (address >> 16) as u16;
            *groups.get_mut(count + 1)? = address as u16;
            return Some(count + 2);
        }
        if group.len() > 4 || !group.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        *groups.get_mut(count)? = u16::from_str_radix(group, 16).ok()?;
        count += 1;
        rest = further;
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::net::{Ipv4Addr, Ipv6Addr};

    #[track_caller]
    fn compare(text: &str) {
        let four = text.parse::<Ipv4Addr>().ok();
        assert_eq!(ipv4(text), four.map(u32::from), "{text}");
        let six = text.parse::<Ipv6Addr>().ok();
        assert_eq!(ipv6(text), six.map(|six| six.segments()), "{text}");
    }

    #[test]
    fn reads_as_the_standard_library() {
        for text in [
            "",
            "1.2.3.4",
            "01.2.3.4",
            "256.1.1.1",
            "1.2.3",
            "1.2.3.4.5",
            "0.0.0.0",
            "+1.2.3.4",
            "::",
            "::1",
            "1::",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7:8::",
            "::1:2:3:4:5:6:7:8",
            "1::3:4:5:6:7:8",
            "::ffff:1.2.3.4",
            "1:2:3:4:5:6:1.2.3.4",
            "1.2.3.4::",
            "1:2:3:4:5:6:7:1.2.3.4",
            ":::",
            "1:::2",
            "1::2::3",
            ":1",
            "1:",
            "12345::",
            "::g",
            "::1%eth0",
            "+1::",
            "1:2:3:4:5:6:7:8:9",
            "::1.2.3.4:5",
            "::1.2.3.4",
            "1::2:",
            "1.2.3.4:5::",
            "::1.2.3.04",
        ] {
            compare(text);
        }
    }

    proptest! {
        #[test]
        fn reads_anything_as_the_standard_library(text in "[0-9a-f:.]{0,24}", four in "([0-9]{1,3}\\.){3}[0-9]{1,3}", six in "([0-9a-f]{1,4}::?){1,7}([0-9a-f]{0,4}|1.2.3.4)") {
            compare(&text);
            compare(&four);
            compare(&six);
        }
    }
}
