//! Which of the values somebody typed a fault is about: Helm names keys and expressions, a person wants the line.

use chartroom_yaml::scan;

use super::Fault;

/// A place in the typed values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suspect {
    /// The key as `--set` would name it: `server.service`.
    pub key: String,
    /// Its line, counted from one.
    pub line: u32,
}

/// No fault is explained by more places than this.
const MOST: usize = 6;

/// Ends each part of a path: keys may have dots.
const END: char = '\u{1}';

/// The keys of a text, as paths, with their lines.
type Keys = Vec<(String, u32)>;

/// The places in `values` that `fault` is about, the likeliest first; `chart` is the chart's name, `source` gives a line
/// of a template. Nothing where the fault comes from the chart's own values, or cannot be traced.
pub fn suspects(
    fault: &Fault,
    chart: &str,
    values: &str,
    source: &dyn Fn(&str, u32) -> Option<String>,
) -> Vec<Suspect> {
    let known = keys(values);
    let mut found: Vec<Suspect> = Vec::new();
    let mut add = |suspect: Option<Suspect>| {
        if let Some(suspect) = suspect
            && found.len() < MOST
            && !found.iter().any(|other| other.line == suspect.line)
        {
            found.push(suspect);
        }
    };
    match fault.code.as_str() {
        "VALUES_SCHEMA" => {
            for path in of_schema(&fault.message, chart) {
                add(deepest(&known, &path, 0));
            }
        }
        "VALUES_INVALID" => {
            if let Some((_, rest)) = fault.message.split_once("type mismatch on ")
                && let Some((key, _)) = rest.split_once(':')
            {
                add(deepest(&known, &dotted(key), 0));
            }
        }
        _ => {
            add(of_tpl(&fault.message, values, &known));
            let mut trace = |action: &str, template: &str| {
                let inside = subchart(template);
                for path in of_action(action) {
                    // The values of a subchart stand below its name; a library reads those of whoever calls it.
                    let own = deepest(&known, &[inside.as_str(), &path].concat(), inside.len());
                    add(own.or_else(|| deepest(&known, &path, 0)));
                }
            };
            let file = fault.file.as_deref().unwrap_or_default();
            trace(&fault.action, file);
            for call in fault.includes.iter().rev() {
                trace(&call.action, &call.template);
            }
            // Go names only the part of a pipeline that failed: its line has the rest.
            let line = fault.line.and_then(|line| source(file, line));
            trace(&line.unwrap_or_default(), file);
        }
    }
    found
}

fn keys(text: &str) -> Keys {
    let mut path = String::new();
    // The column of each open key, and how long the path was before it.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut list = Keys::new();
    for entry in scan::outline(text) {
        while let Some((column, length)) = open.last().copied()
            && column >= entry.column
        {
            path.truncate(length);
            open.pop();
        }
        open.push((entry.column, path.len()));
        path.push_str(entry.key.trim_matches(['"', '\'']));
        path.push(END);
        list.push((path.clone(), entry.line as u32 + 1));
    }
    list
}

/// The key that goes furthest towards `path`, and further than its first `least` bytes.
fn deepest(known: &Keys, path: &str, least: usize) -> Option<Suspect> {
    let mut best: Option<&(String, u32)> = None;
    for key in known {
        let length = best.map_or(least, |best| best.0.len());
        if key.0.len() > length && path.starts_with(key.0.as_str()) {
            best = Some(key);
        }
    }
    best.map(|(key, line)| Suspect {
        key: name(key),
        line: *line,
    })
}

/// A path as `--set` has it.
fn name(path: &str) -> String {
    path.trim_end_matches(END).replace(END, ".")
}

/// A path from what is written with dots.
fn dotted(text: &str) -> String {
    let mut path = text.replace('.', "\u{1}");
    path.push(END);
    path
}

/// What the schemas of a chart and its subcharts name: `- at '/a/b': got string, want number` below `chart:`.
fn of_schema(message: &str, chart: &str) -> Vec<String> {
    let mut inside = String::new();
    let mut paths = Vec::new();
    for line in message.lines() {
        if let Some(whose) = line.strip_suffix(':')
            && !whose.contains(' ')
        {
            inside.clear();
            if whose != chart {
                inside = dotted(whose);
            }
        }
        let Some(rest) = line.trim_start().strip_prefix("- at '") else {
            continue;
        };
        let mut quoted = rest.split('\'');
        let mut path = inside.clone();
        if let Some(pointer) = quoted.next().and_then(|text| text.strip_prefix('/')) {
            let parts = pointer.replace('/', "\u{1}");
            path.push_str(&parts.replace("~1", "/").replace("~0", "~"));
            path.push(END);
        }
        if quoted
            .next()
            .is_some_and(|says| says.contains("additional propert"))
        {
            // Every other piece between quotes is a name.
            while let Some(extra) = quoted.next() {
                paths.push([path.as_str(), extra, "\u{1}"].concat());
                quoted.next();
            }
        } else {
            paths.push(path);
        }
    }
    paths
}

/// The values that an action reads: every `.Values.a.b` of it.
fn of_action(action: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut rest = action;
    while let Some((_, after)) = rest.split_once(".Values.") {
        let end = after
            .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
            .unwrap_or(after.len());
        paths.push(dotted(after[..end].trim_end_matches('.')));
        rest = after;
    }
    paths
}

/// The subcharts that a template lies in: `a/charts/b/templates/c` is inside `b`.
fn subchart(template: &str) -> String {
    let mut parts = template.split('/');
    let mut path = String::new();
    while let Some(part) = parts.next() {
        if part == "charts"
            && let Some(chart) = parts.next()
        {
            path.push_str(chart);
            path.push(END);
        }
    }
    path
}

/// A template among the values, given to `tpl`: Helm quotes it whole and names the line inside it.
fn of_tpl(message: &str, values: &str, known: &Keys) -> Option<Suspect> {
    let ways = [
        "tpl function execution for \"",
        "error calling tpl: cannot parse template \"",
    ];
    let (_, rest) = ways.iter().find_map(|way| message.split_once(way))?;
    let (quoted, rest) = rest.split_once("\": ")?;
    let (_, place) = rest.split_once("gotpl:")?;
    let end = place.find(|c: char| !c.is_ascii_digit())?;
    let line: usize = place[..end].parse().ok()?;
    let text = quoted.replace("\\n", "\n").replace("\\\"", "\"");
    let wanted = text.lines().nth(line.checked_sub(1)?)?.trim();
    let mut lines = values.lines();
    let at = lines.position(|line| !wanted.is_empty() && line.contains(wanted))? as u32 + 1;
    let (key, _) = known.iter().rev().find(|(_, line)| *line <= at)?;
    Some(Suspect {
        key: name(key),
        line: at,
    })
}

#[cfg(test)]
mod tests {
    use super::Suspect;
    use crate::state::render::{Call, Fault};

    fn suspects(fault: &Fault, chart: &str, values: &str) -> Vec<Suspect> {
        super::suspects(fault, chart, values, &|_, _| None)
    }

    fn fault(code: &str, message: &str, action: &str, file: &str) -> Fault {
        Fault {
            code: code.to_owned(),
            message: message.to_owned(),
            file: Some(file.to_owned()),
            action: action.to_owned(),
            ..Fault::default()
        }
    }

    fn told(list: &[Suspect]) -> Vec<String> {
        list.iter()
            .map(|it| [&it.key, ":", &it.line.to_string()].concat())
            .collect()
    }

    #[test]
    fn the_key_that_an_action_reads() {
        let values = "# mine\nserver:\n  ingress: {}\n  service: 5\ngrafana:\n  rbac: no\n";
        let at = |action: &str, file: &str| {
            told(&suspects(
                &fault("TEMPLATE_ERROR", "", action, file),
                "cd",
                values,
            ))
        };
        assert_eq!(
            at(".Values.server.service.labels", "cd/templates/a.yaml"),
            ["server.service:4"]
        );
        assert_eq!(
            at("include \"x\" $.Values.server.name", "cd/templates/a.yaml"),
            ["server:2"]
        );
        assert_eq!(
            at(".Values.rbac.create", "cd/charts/grafana/templates/a.yaml"),
            ["grafana.rbac:6"]
        );
        // A library's template reads the values of whoever calls it.
        assert_eq!(
            at(
                ".context.Values.server.x",
                "cd/charts/common/templates/_a.tpl"
            ),
            ["server:2"]
        );
        assert!(at(".Values.redis.port", "cd/templates/a.yaml").is_empty());
        assert!(at(".Values.other", "cd/charts/grafana/templates/a.yaml").is_empty());
    }

    #[test]
    fn the_calls_that_led_there() {
        let mut fault = fault("TEMPLATE_ERROR", "", ".labels", "cd/templates/_a.tpl");
        fault.includes = vec![Call {
            template: "cd/templates/b.yaml".to_owned(),
            line: 1,
            column: 0,
            action: "include \"labels\" .Values.web".to_owned(),
        }];
        assert_eq!(told(&suspects(&fault, "cd", "a: 1\nweb: x\n")), ["web:2"]);
    }

    #[test]
    fn the_line_that_failed() {
        let mut fault = fault(
            "TEMPLATE_ERROR",
            "",
            "required \"x\"",
            "cd/templates/a.yaml",
        );
        fault.line = Some(7);
        let source = |file: &str, line: u32| {
            assert_eq!((file, line), ("cd/templates/a.yaml", 7));
            Some("port: {{ .Values.web.port | required \"x\" }}".to_owned())
        };
        let found = super::suspects(&fault, "cd", "web:\n  port: null\n", &source);
        assert_eq!(told(&found), ["web.port:2"]);
    }

    #[test]
    fn what_a_schema_names() {
        let message = "values don't meet the specifications of the schema(s) in the following chart(s):\ncd:\n\
            - at '': validation failed\n  - at '/hook/list/0/n': got string, want number\n  \
            - at '': additional properties 'b', 'c' not allowed\nsub:\n- at '/deep/er': got null, want string\n";
        let values = "b: 1\nc: 2\nhook:\n  list:\n  - n: x\nsub:\n  deep:\n    er: null\n";
        let found = suspects(&fault("VALUES_SCHEMA", message, "", ""), "cd", values);
        assert_eq!(told(&found), ["hook.list:4", "b:1", "c:2", "sub.deep.er:8"]);
    }

    #[test]
    fn a_value_of_the_wrong_kind_and_a_template_among_the_values() {
        let message =
            "chart dependencies processing failed: type mismatch on grafana: %!t(string=yes)";
        let found = suspects(
            &fault("VALUES_INVALID", message, "", ""),
            "cd",
            "\n\ngrafana: yes\n",
        );
        assert_eq!(told(&found), ["grafana:3"]);

        let message = "error calling tpl: error during tpl function execution for \"kind: X\\na: {{ include \\\"no\\\" . }}\\n\": \
            template: gotpl:2:6: executing";
        let values = "web: 1\nextra:\n- |\n  kind: X\n  a: {{ include \"no\" . }}\n";
        let found = suspects(
            &fault("TEMPLATE_ERROR", message, "tpl $value .context", ""),
            "cd",
            values,
        );
        assert_eq!(found[0].line, 5);
        let message = "error calling tpl: cannot parse template \"kind: X\\na: {{ if }}\\n\": template: gotpl:2: missing value for if";
        let values = "extra:\n- |\n  kind: X\n  a: {{ if }}\n";
        let found = suspects(
            &fault("TEMPLATE_ERROR", message, "tpl . $", ""),
            "cd",
            values,
        );
        assert_eq!(found[0].line, 4);
    }
}
