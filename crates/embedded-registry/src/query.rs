//! Percent-decoding and query parameters.

/// Decodes `%XX`; `None` when an escape is broken or the result is not UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            let high = hex(*bytes.get(at + 1)?)?;
            let low = hex(*bytes.get(at + 2)?)?;
            out.push(high << 4 | low);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).ok()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// Writes `text` so that it can stand as one query value.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The parameters of a request's query, in their order.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the query of `uri`; parameters that cannot be decoded are left out.
    pub(crate) fn of(uri: &http::Uri) -> Self {
        let pairs = uri
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|part| !part.is_empty())
            .filter_map(|part| {
                let (key, value) = part.split_once('=').unwrap_or((part, ""));
                // Forms write a blank as "+"; media types such as "…v1+json" arrive both as "%2B"
                // and bare. No value here ever holds a blank, so "+" stays itself.
                Some((decode(key)?, decode(value)?))
            })
            .collect();
        Self(pairs)
    }

    /// The first value of `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// All values of `key`.
    pub(crate) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        assert_eq!(decode("sha256%3Aab").as_deref(), Some("sha256:ab"));
        for bad in ["%", "%2", "%zz", "%ff"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
        assert_eq!(decode(&encode("a b+c/ä")).as_deref(), Some("a b+c/ä"));
    }

    #[test]
    fn reads_parameters() {
        let uri: http::Uri = "/v2/x?tag=a&tag=b&digest=sha256%3Aab&flag&bad=%zz"
            .parse()
            .expect("a uri");
        let query = Query::of(&uri);
        assert_eq!(query.all("tag").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(query.get("digest"), Some("sha256:ab"));
        assert_eq!(query.get("flag"), Some(""));
        assert_eq!(query.get("bad"), None);
    }
}
