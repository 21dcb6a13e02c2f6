//! Addresses of machines that only some can reach.

use chartroom_oci::ip::{ipv4, ipv6};

/// Whether `host` is written as an address of this machine, of a private or a link-local network.
pub(crate) fn is_private_address(host: &str) -> bool {
    match (ipv4(host), ipv6(host)) {
        (Some(address), _) => is_private_ipv4(address),
        (None, Some([0, 0, 0, 0, 0, 0xffff, high, low])) => {
            is_private_ipv4(u32::from(high) << 16 | u32::from(low))
        }
        // Loopback and the unspecified one.
        (None, Some([0, 0, 0, 0, 0, 0, 0, 0 | 1])) => true,
        // Unique local and link-local ones.
        (None, Some([first, ..])) => first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80,
        (None, None) => false,
    }
}

fn is_private_ipv4(address: u32) -> bool {
    let [a, b, _, _] = address.to_be_bytes();
    address == 0
        || matches!(
            (a, b),
            (10 | 127, _) | (169, 254) | (172, 16..=31) | (192, 168)
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_is_private() {
        for text in [
            "127.0.0.1",
            "10.9.9.9",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.0.1",
            "0.0.0.0",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "febf::1",
        ] {
            assert!(is_private_address(text), "{text}");
        }
        for text in [
            "8.8.8.8",
            "172.15.0.1",
            "172.32.0.1",
            "192.169.0.1",
            "169.253.0.1",
            "0.0.0.1",
            "::2",
            "::ffff:8.8.8.8",
            "fe00::1",
            "fec0::1",
            "2001:db8::1",
            "example.com",
            "",
        ] {
            assert!(!is_private_address(text), "{text}");
        }
    }
}
