//! Which line of which template wrote each line of the documents of an output.

use chartroom_gotemplate::{Origin, Trace};

use crate::output::{Output, Printed};
use crate::template::Rendered;

/// The origins of the lines of an [`Output`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineMap {
    /// The files that [`Origin::file`] counts: their paths from the root chart's name on.
    pub files: Vec<String>,
    /// For every document of the output the origins of its lines; `None` where nothing is known.
    pub documents: Vec<Vec<Option<Origin>>>,
}

impl LineMap {
    /// The lines of an output whose render took these notes.
    pub fn new(output: &Output, rendered: &Rendered, trace: &Trace) -> LineMap {
        let names = trace.files();
        let mut files: Vec<String> = names
            .iter()
            .map(|name| name.to_text().into_owned())
            .collect();
        let lines = |printed: &Printed| {
            let text = output.text.get(printed.range.clone()).unwrap_or_default();
            let numbers = (printed.first..).take(text.lines().count());
            if let Some(origins) = rendered.origins.get(&*printed.source) {
                let origin = |line| origins.get(line as usize - 1).copied().flatten();
                return numbers.map(origin).collect();
            }
            // A definition of a resource is printed as it stands in its file.
            let file = files.iter().position(|name| **name == *printed.source);
            let file = file.unwrap_or_else(|| {
                files.push(printed.source.to_string());
                files.len() - 1
            }) as u32;
            numbers.map(|line| Some(Origin { file, line })).collect()
        };
        let documents = output.documents.iter().map(lines).collect();
        LineMap { files, documents }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use chartroom_chart::{ArchiveFile, Chart};
    use chartroom_gotemplate::Options as Engine;

    use super::*;
    use crate::template::{Options, render};

    const FILES: [(&str, &str); 5] = [
        ("Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n"),
        (
            "templates/_h.tpl",
            "{{ define \"labels\" -}}\napp: x\n{{ with .Values }}tier: {{ .tier }}{{ end }}\n{{- end }}\n\
             {{ define \"whole\" }}{{ include \"labels\" . | trim }}\nend: 1\n{{ end }}",
        ),
        (
            "templates/a.yaml",
            "{{- if true }}\n# note\n---\n\nkind: Zebra\nmetadata:\n  labels:\n    \
             {{- include \"labels\" . | nindent 4 }}\n  name: a\n\
             {{ toYaml (dict \"list\" (list 1 2)) }}\n{{ end }}---\nkind: Ant\n\
             {{ template \"whole\" . }}{{ tpl \"x: 1\\n{{ include \\\"labels\\\" . }}\" . }}\n",
        ),
        ("values.yaml", "tier: <no value>\n"),
        ("crds/d.yaml", "kind: D\n---\nkind: E\n"),
    ];

    fn mapped(patterns: &[&str]) -> Vec<String> {
        let files = FILES.map(|(name, text)| ArchiveFile::new(name, text.as_bytes(), 0));
        let chart = Rc::new(Chart::from_files(files.to_vec()).unwrap());
        let options = Options {
            include_crds: true,
            ..Options::default()
        };
        let trace = Trace::default();
        let engine = Engine {
            trace: Some(&trace),
            ..Engine::default()
        };
        let rendered = render(&chart, &options, &engine).unwrap();
        let mut output = Output::all(&rendered, &options);
        if !patterns.is_empty() {
            output = output.only(patterns.iter().copied()).unwrap();
        }
        let map = LineMap::new(&output, &rendered, &trace);
        let mut told = Vec::new();
        for (printed, origins) in output.documents.iter().zip(&map.documents) {
            let text = &output.text[printed.range.clone()];
            assert_eq!(text.lines().count(), origins.len());
            for (line, origin) in text.lines().zip(origins) {
                let place = origin.map(|o| format!("{}:{}", map.files[o.file as usize], o.line));
                let place = place.unwrap_or_default();
                if !line.is_empty() {
                    told.push(format!("{line} < {}", place.trim_start_matches("c/")));
                }
            }
        }
        told
    }

    #[test]
    fn lines_know_who_wrote_their_beginning() {
        assert_eq!(
            mapped(&[]),
            [
                "kind: D < crds/d.yaml:1",
                "--- < crds/d.yaml:2",
                "kind: E < crds/d.yaml:3",
                "# note < templates/a.yaml:2",
                "kind: Ant < templates/a.yaml:12",
                "app: x < templates/_h.tpl:2",
                "tier:  < templates/_h.tpl:3",
                "end: 1 < templates/_h.tpl:6",
                "x: 1 < templates/a.yaml:13",
                // Nothing is known of a text that `<no value>` was taken out of.
                "app: x < templates/a.yaml:13",
                "tier:  < templates/a.yaml:13",
                "kind: Zebra < templates/a.yaml:5",
                "metadata: < templates/a.yaml:6",
                "  labels: < templates/a.yaml:7",
                "    app: x < templates/_h.tpl:2",
                "    tier:  < templates/_h.tpl:3",
                "  name: a < templates/a.yaml:9",
                "list: < templates/a.yaml:10",
                "- 1 < templates/a.yaml:10",
                "- 2 < templates/a.yaml:10",
            ]
        );
    }

    #[test]
    fn chosen_documents_keep_their_lines() {
        let all = mapped(&[]);
        assert_eq!(mapped(&["templates/a.yaml"]), all[3..]);
    }
}
