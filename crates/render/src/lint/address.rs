//! Addresses of people and pages, judged as the library in Helm judges them.
//!
//! Facts: `asaskevich/govalidator`: the forms below are its regular expressions, written anew.

use std::cell::OnceCell;

use chartroom_gotemplate::regexp::Regexp;

use crate::url;

/// The longest address that is looked at, in characters.
const MAX: usize = 2083;

/// An absolute address as it would stand in a request.
pub(super) fn is_request_url(text: &str) -> bool {
    url::parse_request(text.as_bytes()).is_ok_and(|url| !url.scheme.is_empty())
}

/// A page's address; the scheme may be missing.
pub(super) fn is_url(text: &str) -> bool {
    if text.is_empty() || text.chars().count() >= MAX || text.len() <= 3 || text.starts_with('.') {
        return false;
    }
    let full = if text.contains(':') && !text.contains("://") {
        format!("http://{text}")
    } else {
        text.to_owned()
    };
    let Ok(url) = url::parse(full.as_bytes()) else {
        return false;
    };
    if url.host.starts_with(b".") {
        return false;
    }
    if url.host.is_empty() && !url.path.is_empty() && !url.path.contains(&b'.') {
        return false;
    }
    thread_local!(static FORM: OnceCell<Option<Regexp>> = const { OnceCell::new() });
    FORM.with(|form| matches(form, url_form, text))
}

/// A mail address.
pub(super) fn is_email(text: &str) -> bool {
    thread_local!(static FORM: OnceCell<Option<Regexp>> = const { OnceCell::new() });
    FORM.with(|form| matches(form, email_form, text))
}

fn matches(cell: &OnceCell<Option<Regexp>>, form: fn() -> String, text: &str) -> bool {
    cell.get_or_init(|| Regexp::new(form().as_bytes()).ok())
        .as_ref()
        .is_some_and(|form| form.is_match(text.as_bytes()))
}

fn url_form() -> String {
    let octet = r"(\d{1,2}|1\d\d|2[0-4]\d|25[0-5])";
    let ip4 = format!(
        r"([1-9]\d?|1\d\d|2[01]\d|22[0-3]|24\d|25[0-5])(\.{octet}){{2}}(?:\.([0-9]\d?|1\d\d|2[0-4]\d|25[0-5]))"
    );
    let ip6 = ip6_form();
    let subdomain = r"((www\.)|([a-zA-Z0-9]+([-_\.]?[a-zA-Z0-9])*[a-zA-Z0-9]\.[a-zA-Z0-9]+))";
    let scheme = r"((ftp|tcp|udp|wss?|https?):\/\/)";
    let letters = r"a-zA-Z\x{00a1}-\x{ffff}";
    format!(
        r"^{scheme}?(\S+(:\S*)?@)?(({ip4}|(\[{ip6}\])|(([a-zA-Z0-9]([a-zA-Z0-9-_]+)?[a-zA-Z0-9]([-\.][a-zA-Z0-9]+)*)|({subdomain}?))?(([{letters}0-9]+-?-?)*[{letters}0-9]+)(?:\.([{letters}]{{1,}}))?))\.?(:(\d{{1,5}}))?((\/|\?|#)[^\s]*)?$"
    )
}

fn ip6_form() -> String {
    let group = "[0-9a-fA-F]{1,4}";
    let ip4 = r"((25[0-5]|(2[0-4]|1{0,1}[0-9]){0,1}[0-9])\.){3,3}(25[0-5]|(2[0-4]|1{0,1}[0-9]){0,1}[0-9])";
    let mut forms = vec![
        format!("({group}:){{7,7}}{group}"),
        format!("({group}:){{1,7}}:"),
        format!("({group}:){{1,6}}:{group}"),
    ];
    for behind in 2..=5 {
        forms.push(format!(
            "({group}:){{1,{}}}(:{group}){{1,{behind}}}",
            7 - behind
        ));
    }
    forms.push(format!("{group}:((:{group}){{1,6}})"));
    forms.push(format!(":((:{group}){{1,7}}|:)"));
    forms.push("fe80:(:[0-9a-fA-F]{0,4}){0,4}%[0-9a-zA-Z]{1,}".to_owned());
    forms.push(format!("::(ffff(:0{{1,4}}){{0,1}}:){{0,1}}{ip4}"));
    forms.push(format!("({group}:){{1,4}}:{ip4}"));
    format!("({})", forms.join("|"))
}

fn email_form() -> String {
    let wide = r"\x{00A0}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFEF}";
    let atom = format!(r"[a-zA-Z0-9!#\$%&'\*\+\-\/=\?\^_`{{\|}}~{wide}]+");
    let space = r"(((\x20|\x09)*(\x0d\x0a))?(\x20|\x09)+)?";
    let quoted_char = format!(
        r"([\x01-\x08\x0b\x0c\x0e-\x1f\x7f]|\x21|[\x23-\x5b]|[\x5d-\x7e]|[{wide}]|(\([\x01-\x09\x0b\x0c\x0d-\x7f]|[{wide}]))"
    );
    let quoted = format!(r"((\x22)({space}{quoted_char})*{space}(\x22))");
    let label = |ends: &str, middle: &str| {
        format!(r"([{ends}{wide}]|([{ends}{wide}][{middle}{wide}]*[{ends}{wide}]))")
    };
    let domain = label("a-zA-Z0-9", r"a-zA-Z0-9\-\._~");
    let top = label("a-zA-Z", r"a-zA-Z0-9\-_~");
    format!(r"^(({atom}(\.{atom})*)|{quoted})@({domain}\.)+{top}\.?$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_judged_as_helm_judges_them() {
        for (text, wanted) in [
            ("a@b.cc", true),
            ("a.b+c@sub.example.org", true),
            ("\"a b\"@example.org", true),
            ("a@b", false),
            ("a b@c.dd", false),
            ("a@b.c1", false),
            ("@b.cc", false),
        ] {
            assert_eq!(is_email(text), wanted, "{text}");
        }
        for (text, wanted) in [
            ("https://github.com/x", true),
            ("github.com/x", true),
            ("http://localhost:80/", true),
            ("http://[::1]/x", true),
            ("x", false),
            ("mailto:x@y", true),
            ("http://a b", false),
            ("ssh://a.b", false),
        ] {
            assert_eq!(is_url(text), wanted, "{text}");
        }
        assert!(is_request_url("https://x/#y"));
        assert!(!is_request_url("x/y"));
        assert!(!is_request_url(""));
    }
}
