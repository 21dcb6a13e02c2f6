//! What the chart depends on, and whether it is inside the archive.

use std::sync::Arc;

use leptos::prelude::*;

use crate::state::Opened;
use crate::text::{Key, t};
use crate::views::chart::margin::{is_web, outside};

/// The dependencies of a chart as a table.
pub fn dependencies(chart: &Arc<Opened>) -> AnyView {
    let metadata = &chart.chart.metadata;
    if metadata.dependencies.is_empty() {
        return ().into_any();
    }
    let rows = metadata
        .dependencies
        .iter()
        .map(|wanted| {
            let inside = chart
                .chart
                .dependencies
                .iter()
                .find(|inside| inside.metadata.name == wanted.name);
            let name = if wanted.alias.is_empty() {
                wanted.name.clone()
            } else {
                [&wanted.name, " → ", &wanted.alias].concat()
            };
            let held = match inside {
                Some(inside) => inside.metadata.version.clone(),
                None => t(Key::no).to_owned(),
            };
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td><code>{wanted.version.clone()}</code></td>
                    <td>{repository(&wanted.repository)}</td>
                    <td><code>{wanted.condition.clone()}</code></td>
                    <td class="end"><code>{held}</code></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="block">
            <h2>{t(Key::overview_dependencies)}</h2>
            <div class="scroll-x" tabindex="0" role="region" aria-label=t(Key::overview_dependencies)>
                <table class="list">
                    <thead>
                        <tr>
                            <th scope="col">{t(Key::dependency_name)}</th>
                            <th scope="col">{t(Key::dependency_version)}</th>
                            <th scope="col">{t(Key::dependency_repository)}</th>
                            <th scope="col">{t(Key::dependency_condition)}</th>
                            <th scope="col" class="end">{t(Key::dependency_inside)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// Where a dependency comes from; a registry's charts open here.
fn repository(url: &str) -> AnyView {
    match url.strip_prefix("oci://") {
        Some(place) => {
            let host = place.split('/').next().unwrap_or_default().to_owned();
            view! { <a href=["/r/", &host].concat()>{url.to_owned()}</a> }.into_any()
        }
        None if is_web(url) => outside(url.to_owned(), url.to_owned()),
        None => url.to_owned().into_any(),
    }
}
