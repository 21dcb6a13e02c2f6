//! Where a mistake of YAML stands, in the typed values or in what was rendered: the lines that Helm's reader names are
//! often one off, or missing.

use chartroom_yaml::mistake;

use crate::text::Key;

use super::Fault;

/// Corrects, or finds, the line of a fault in the values somebody typed, or in what a template made of them.
pub fn find(fault: &mut Fault, values: &str) {
    if let Some(rendered) = &fault.rendered {
        let met = mistake(rendered).map(|found| {
            fault.hint = hint(found.problem, rendered.lines().nth(found.met as usize - 1));
            found.met.min(lines_with_content(rendered))
        });
        // What is YAML but no object is so from its first line on.
        fault.met = met.or_else(|| first_content(rendered));
        return;
    }
    if !fault.is_of_values() {
        return;
    }
    let (line, began) = match mistake(values) {
        Some(found) => {
            fault.hint = hint(found.problem, values.lines().nth(found.met as usize - 1));
            // Behind the last line nothing can be mended: what was never closed can.
            let is_behind = lines_with_content(values) < found.met;
            let is_open =
                found.problem.contains("',' or") || found.problem.contains("end of stream");
            match (is_behind, is_open) {
                (true, _) => (found.began, None),
                (false, true) => (found.met, Some(found.began)),
                (false, false) => (found.met, None),
            }
        }
        None => match (
            anchor(&fault.message, values),
            no_table(&fault.message, values),
        ) {
            (Some(line), _) => {
                fault.hint = Some(Key::hint_anchor);
                (line, None)
            }
            (None, Some(line)) => {
                fault.hint = Some(Key::hint_table);
                (line, None)
            }
            (None, None) => return,
        },
    };
    fault.named = fault.line.filter(|named| *named != line);
    fault.line = Some(line);
    fault.began = began.filter(|began| *began != line);
}

/// What to do about a mistake of YAML that was met in this line.
fn hint(problem: &str, line: Option<&str>) -> Option<Key> {
    let is_tab = line.is_some_and(|line| line.trim_start_matches(' ').starts_with('\t'));
    Some(match problem {
        "found character that cannot start any token" if is_tab => Key::hint_tab,
        "found a tab character that violates indentation" => Key::hint_tab,
        "found character that cannot start any token" => Key::hint_token,
        "mapping values are not allowed in this context" => Key::hint_colon,
        "did not find expected key" | "did not find expected '-' indicator" => Key::hint_indent,
        "found unexpected end of stream" => Key::hint_quote,
        "did not find expected node content" => Key::hint_open,
        _ if problem.contains("',' or") => Key::hint_open,
        _ => return None,
    })
}

/// The number of lines up to the last that says something.
fn lines_with_content(text: &str) -> u32 {
    text.trim_end().lines().count() as u32
}

/// The line of an alias whose anchor is nowhere.
fn anchor(message: &str, values: &str) -> Option<u32> {
    let (_, rest) = message.split_once("unknown anchor '")?;
    let (name, _) = rest.split_once('\'')?;
    let alias = ["*", name].concat();
    line_where(values, |line| {
        line.match_indices(&alias).any(|(at, _)| {
            let after = line[at + alias.len()..].chars().next();
            after.is_none_or(|c| c.is_whitespace() || matches!(c, ',' | ']' | '}'))
        })
    })
}

/// The first line with content of a text that is a list or a word where values are a table.
fn no_table(message: &str, values: &str) -> Option<u32> {
    if !message.contains("cannot unmarshal") {
        return None;
    }
    first_content(values)
}

/// The first line that says something.
fn first_content(text: &str) -> Option<u32> {
    line_where(text, |line| {
        let line = line.trim();
        !(line.is_empty() || line.starts_with('#') || line == "---")
    })
}

fn line_where(text: &str, is: impl Fn(&str) -> bool) -> Option<u32> {
    let at = text.lines().position(is)?;
    Some(at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::state::render::Fault;
    use crate::text::Key;

    fn place(
        message: &str,
        said: Option<u32>,
        values: &str,
    ) -> (Option<u32>, Option<u32>, Option<u32>) {
        let mut fault = Fault {
            code: "VALUES_INVALID".to_owned(),
            file: Some("values.yaml".to_owned()),
            message: message.to_owned(),
            line: said,
            ..Fault::default()
        };
        find(&mut fault, values);
        (fault.line, fault.began, fault.named)
    }

    #[test]
    fn the_line_of_what_was_rendered() {
        for (rendered, met, hint) in [
            ("kind: A\nimage: a: b\n", 2, Some(Key::hint_colon)),
            ("kind: A\nlist: [a,\n", 2, Some(Key::hint_open)),
            ("# Source\n\njust words\n", 3, None),
        ] {
            let mut fault = Fault {
                code: "MANIFEST_INVALID".to_owned(),
                file: Some("c/templates/a.yaml".to_owned()),
                rendered: Some(rendered.to_owned()),
                ..Fault::default()
            };
            find(&mut fault, "a: 1\n");
            assert_eq!(fault.met, Some(met), "{rendered}");
            assert!(fault.hint == hint, "{rendered}");
            assert_eq!(fault.line, None);
        }
    }

    #[test]
    fn the_line_that_has_to_be_mended() {
        let at = |said, values| place("yaml: line 2: did not find expected key", said, values);
        // go-yaml says 2 and means the line before.
        assert_eq!(at(Some(2), "a:\n  b: 1\n c: x\n"), (Some(3), None, Some(2)));
        // It says nothing of the first line.
        assert_eq!(at(None, "image: foo: bar\n"), (Some(1), None, None));
        // What was never closed is named where it was opened.
        assert_eq!(
            at(Some(4), "x: 1\na: \"no\nb: 2\n"),
            (Some(2), None, Some(4))
        );
        assert_eq!(
            at(Some(3), "b: [1,\nc: d\ne: 5\n"),
            (Some(3), Some(1), None)
        );
    }

    #[test]
    fn what_to_do_is_said_by_the_mistake() {
        let hint = |values: &str| {
            let mut fault = Fault {
                code: "VALUES_INVALID".to_owned(),
                message: "failed to parse values.yaml: yaml: ".to_owned(),
                ..Fault::default()
            };
            find(&mut fault, values);
            fault.hint.map(|hint| hint as u16)
        };
        for (values, key) in [
            ("a:\n\tb: 1\n", Key::hint_tab),
            ("a: @b\n", Key::hint_token),
            ("a: b: c\n", Key::hint_colon),
            ("a:\n  b: 1\n c: x\n", Key::hint_indent),
            ("a: [1,\n", Key::hint_open),
            ("a: 'x\n", Key::hint_quote),
        ] {
            assert_eq!(hint(values), Some(key as u16), "{values:?}");
        }
        assert_eq!(hint("a: 1\n"), None);
    }

    #[test]
    fn what_has_no_line_in_helms_text() {
        let said = "yaml: unknown anchor 'x' referenced";
        assert_eq!(
            place(said, None, "a: *xy\nb: [*x]\n"),
            (Some(2), None, None)
        );
        let said = "json: cannot unmarshal array into Go value of type map[string]interface {}";
        assert_eq!(place(said, None, "# mine\n\n- a\n"), (Some(3), None, None));
        assert_eq!(place("anything else", None, "a: 1\n"), (None, None, None));
    }
}
