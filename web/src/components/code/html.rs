//! Text into HTML.

/// Appends `text` with everything escaped that HTML reads.
pub fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['<', '>', '&', '"', '\'']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_of_a_chart_becomes_markup() {
        let mut out = String::new();
        super::escape(&mut out, "<img src=x onerror='a(\"&\")'> ü");
        assert_eq!(
            out,
            "&lt;img src=x onerror=&#39;a(&quot;&amp;&quot;)&#39;&gt; ü"
        );
    }
}
