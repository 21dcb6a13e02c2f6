//! The tree of files: folders first seen first, as the archive has them.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::window::Rows;
use crate::state::Opened;
use crate::text::{Key, size, t};

/// The height of a row, as the style sheet has it.
const ROW: f64 = 26.0;

/// One row of the tree.
#[derive(Clone, PartialEq, Debug)]
struct Row {
    /// What it says.
    label: String,
    /// The path of the file or folder.
    path: String,
    depth: usize,
    /// The size of a file; of everything inside, for a folder.
    bytes: u64,
    folder: bool,
}

/// The tree, or the files by their size.
pub fn tree(chart: &Arc<Opened>, base: &str, by_size: bool, chosen: Memo<String>) -> AnyView {
    let files: Vec<(String, u64)> = chart
        .chart
        .raw_files()
        .iter()
        .map(|file| (file.name.clone(), file.bytes.len() as u64))
        .collect();
    let closed = RwSignal::new(Vec::<String>::new());
    let all = Arc::new(if by_size {
        biggest_first(&files)
    } else {
        nested(&files)
    });
    let visible = Memo::new(move |_| {
        let closed = closed.get();
        let open = |row: &&Row| {
            !closed
                .iter()
                .any(|folder| row.path.starts_with(folder) && row.path.len() > folder.len())
        };
        Arc::new(all.iter().filter(open).cloned().collect::<Vec<_>>())
    });
    let rows = Rows::new(ROW);
    let range = rows.range(Signal::derive(move || visible.with(|rows| rows.len())));
    // The chosen file is in sight when the tree comes up.
    Effect::new(move |shown: Option<bool>| {
        let there = rows.frame.get().is_some();
        if shown == Some(true) || !there {
            return shown == Some(true);
        }
        let index = visible.with_untracked(|rows| {
            rows.iter()
                .position(|row| row.path == chosen.get_untracked())
        });
        if let Some(index) = index.filter(|index| *index > 12) {
            rows.show(index);
        }
        true
    });
    let base = base.to_owned();
    let window = move || {
        let (first, last) = range.get();
        visible.with(|list| {
            list[first..last.min(list.len())]
                .iter()
                .enumerate()
                .map(|(index, row)| line(row, first + index, &base, closed, chosen))
                .collect_view()
        })
    };
    view! {
        <nav aria-label=t(Key::files_tree)>
            <div class="tree" node_ref=rows.frame on:scroll=move |_| rows.measure()>
                <div class="tree-rows" style:height=move || rows.extent(visible.with(|rows| rows.len()))>{window}</div>
            </div>
        </nav>
    }
    .into_any()
}

fn line(
    row: &Row,
    index: usize,
    base: &str,
    closed: RwSignal<Vec<String>>,
    chosen: Memo<String>,
) -> AnyView {
    let top = [(index as f64 * ROW).to_string().as_str(), "px"].concat();
    let depth = row.depth.to_string();
    let path = row.path.clone();
    let bytes = size(row.bytes);
    if row.folder {
        let shut = {
            let path = path.clone();
            move || closed.with(|closed| closed.contains(&path))
        };
        let mark = shut.clone();
        view! {
            <button
                type="button"
                class="tree-row folder"
                style:top=top
                style:--depth=depth
                aria-expanded=move || (!shut()).to_string()
                on:click=move |_| closed.update(|closed| {
                    match closed.iter().position(|known| *known == path) {
                        Some(at) => drop(closed.swap_remove(at)),
                        None => closed.push(path.clone()),
                    }
                })
            >
                <span class="label"><span aria-hidden="true">{move || if mark() { "▸ " } else { "▾ " }}</span>{row.label.clone()}"/"</span>
                <span class="sounding">{bytes}</span>
            </button>
        }
        .into_any()
    } else {
        view! {
            <a
                class="tree-row"
                href=super::href(base, &path)
                data-noscroll=""
                title=path.clone()
                style:top=top
                style:--depth=depth
                aria-current=move || (chosen.get() == path).then_some("true")
            >
                <span class="label">{row.label.clone()}</span>
                <span class="sounding">{bytes}</span>
            </a>
        }
        .into_any()
    }
}

/// Files and the folders around them. In one folder: files first, then folders, both by name.
fn nested(files: &[(String, u64)]) -> Vec<Row> {
    let mut out = Vec::new();
    let mut sorted: Vec<(Vec<&str>, u64)> = files
        .iter()
        .map(|(name, bytes)| (name.split('/').collect(), *bytes))
        .collect();
    sorted.sort_by(|(a, _), (b, _)| key(a).cmp(&key(b)));
    let mut open: Vec<&str> = Vec::new();
    for (parts, bytes) in &sorted {
        let folders = &parts[..parts.len() - 1];
        let shared = open.iter().zip(folders).take_while(|(a, b)| a == b).count();
        open.truncate(shared);
        for folder in &folders[shared..] {
            open.push(folder);
            let path = [&open.join("/"), "/"].concat();
            let inside = sorted
                .iter()
                .filter(|(other, _)| other.len() > open.len() && other[..open.len()] == open[..])
                .map(|(_, bytes)| bytes)
                .sum();
            out.push(Row {
                label: (*folder).to_owned(),
                path,
                depth: open.len() - 1,
                bytes: inside,
                folder: true,
            });
        }
        let label = parts.last().copied().unwrap_or_default().to_owned();
        out.push(Row {
            label,
            path: parts.join("/"),
            depth: folders.len(),
            bytes: *bytes,
            folder: false,
        });
    }
    out
}

/// Orders paths so that the files of a folder stand before its folders.
fn key<'a>(parts: &[&'a str]) -> Vec<(bool, &'a str)> {
    parts
        .iter()
        .enumerate()
        .map(|(index, part)| (index + 1 < parts.len(), *part))
        .collect()
}

fn biggest_first(files: &[(String, u64)]) -> Vec<Row> {
    let mut sorted: Vec<&(String, u64)> = files.iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sorted
        .into_iter()
        .map(|(name, bytes)| Row {
            label: name.clone(),
            path: name.clone(),
            depth: 0,
            bytes: *bytes,
            folder: false,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{biggest_first, nested};

    #[test]
    fn folders_stand_behind_the_files_beside_them() {
        let files: Vec<(String, u64)> = [
            "values.yaml",
            "templates/a.yaml",
            "templates/tests/t.yaml",
            "Chart.yaml",
            "charts/b/Chart.yaml",
            "templates/z.yaml",
        ]
        .iter()
        .enumerate()
        .map(|(index, name)| ((*name).to_owned(), index as u64 + 1))
        .collect();
        let rows: Vec<(String, usize)> = nested(&files)
            .into_iter()
            .map(|row| (row.path, row.depth))
            .collect();
        let expected = [
            ("Chart.yaml", 0),
            ("values.yaml", 0),
            ("charts/", 0),
            ("charts/b/", 1),
            ("charts/b/Chart.yaml", 2),
            ("templates/", 0),
            ("templates/a.yaml", 1),
            ("templates/z.yaml", 1),
            ("templates/tests/", 1),
            ("templates/tests/t.yaml", 2),
        ];
        assert_eq!(rows, expected.map(|(path, depth)| (path.to_owned(), depth)));
        assert_eq!(biggest_first(&files)[0].path, "templates/z.yaml");
        let templates = nested(&files)
            .into_iter()
            .find(|row| row.path == "templates/")
            .unwrap();
        assert_eq!(templates.bytes, 2 + 3 + 6);
    }
}
