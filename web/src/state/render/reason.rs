//! What it comes down to: the end of a long text of Helm's, or the chart's own words.

use super::Fault;

/// A text up to this many bytes in one line is its own reason.
const SHORT: usize = 160;

/// The reason of a fault, where Helm's text is too long to see it at once.
pub fn reason(fault: &Fault) -> Option<String> {
    if let Some(said) = &fault.said {
        return Some(said.trim().to_owned()).filter(|said| !said.is_empty());
    }
    let text = match fault.message.split_once("\n\nUse --debug") {
        Some((text, _)) => text,
        None => &fault.message,
    };
    if text.len() <= SHORT && !text.contains('\n') {
        return None;
    }
    let (_, last) = text.rsplit_once(">:")?;
    // What a function was given may stand in it, whole.
    let last = match last.rsplit_once("\": ") {
        Some((_, end)) => end,
        None => last,
    };
    let words: Vec<&str> = last.split_whitespace().collect();
    Some(words.join(" ")).filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests {
    use super::reason;
    use crate::state::render::Fault;

    fn of(message: &str) -> Option<String> {
        reason(&Fault {
            message: message.to_owned(),
            ..Fault::default()
        })
    }

    #[test]
    fn the_end_of_what_helm_says() {
        let nested = "a/templates/b.yaml:19:3\n  executing \"a/templates/b.yaml\" at <include \"x\" .>:\n    error calling include:\n\
            a/templates/_h.tpl:3:17\n  executing \"x\" at <.Values.list>:\n    range can't iterate over hello\n\nUse --debug flag to render out invalid YAML";
        assert_eq!(
            of(nested).as_deref(),
            Some("range can't iterate over hello")
        );
        let tpl = "template: a/templates/b.yaml:13:8: executing \"a/templates/b.yaml\" at <tpl . $>: error calling tpl: cannot parse template \
            \"kind: X\\nname: {{ if }}\\n\": template: gotpl:2: missing value for if\n\nUse --debug flag to render out invalid YAML";
        assert_eq!(
            of(tpl).as_deref(),
            Some("template: gotpl:2: missing value for if")
        );
    }

    #[test]
    fn what_is_short_or_has_another_form_is_left_whole() {
        assert_eq!(
            of("failed to parse values.yaml: yaml: line 2: did not find expected key"),
            None
        );
        assert_eq!(
            of("values don't meet the specifications of the schema(s):\ncd:\n- at '/a': got null"),
            None
        );
    }

    #[test]
    fn the_charts_own_words() {
        let fault = Fault {
            message: "a long way: error calling required: set web.port".to_owned(),
            said: Some("set web.port".to_owned()),
            ..Fault::default()
        };
        assert_eq!(reason(&fault).as_deref(), Some("set web.port"));
    }
}
