//! Why there is no text: Helm's words, the place in the chart, the calls that led there, what to do.

use leptos::prelude::*;

use crate::browser::address;
use crate::components::command_line;
use crate::state::Opened;
use crate::state::render::{Fault, Render, Suspect};
use crate::text::{Key, fill, t};

/// Lines shown before and after the one at fault.
const AROUND: usize = 2;

/// The panel of a fault.
pub fn fault(
    render: Render,
    fault: Fault,
    suspects: Signal<Vec<Suspect>>,
    go_to: RwSignal<Option<u32>>,
) -> AnyView {
    let chart = render.chart();
    let headline = match fault.code.as_str() {
        "ABORTED" => Key::fault_cancelled,
        "PART_MISSING" => Key::fault_engine,
        _ => Key::fault_title,
    };
    // What was typed is no file of the chart, though it may be called like one.
    let typed = fault.is_of_values();
    let file = fault.file.as_ref().filter(|_| !typed);
    let place = file.map(|file| place(&chart, file, fault.line));
    let excerpt = fault.line.and_then(|line| {
        if typed {
            let text = render.wish.with_untracked(|wish| wish.values.clone());
            return excerpt(&text, line as usize);
        }
        let file = chart.chart.file(inside(&chart, file?))?;
        excerpt(std::str::from_utf8(&file.bytes).ok()?, line as usize)
    });
    let calls: Vec<AnyView> = fault
        .includes
        .iter()
        .map(|call| {
            view! { <li><code>{call.action.clone()}</code>" "{place_of(&chart, &call.template, call.line)}</li> }
                .into_any()
        })
        .collect();
    let calls = (!calls.is_empty()).then(|| {
        view! { <div class="evidence">{t(Key::fault_calls)}<ol class="calls">{calls}</ol></div> }
    });
    let action = (!fault.action.is_empty()).then(
        || view! { <p class="evidence">{t(Key::fault_action)}" "<code>{fault.action.clone()}</code></p> },
    );
    let again = matches!(fault.code.as_str(), "ABORTED" | "PART_MISSING").then(|| {
        view! { <p><button type="button" class="button primary" on:click=move |_| render.go()>{t(Key::retry)}</button></p> }
    });
    let update = (fault.code == "DEPENDENCY_MISSING")
        .then(|| command_line(["helm dependency update ", chart.name()].concat()));
    view! {
        <section class="notice" role="alert">
            <h2>{t(headline)}</h2>
            <pre class="said">{fault.message}</pre>
            {move || yours(suspects.get(), go_to)}
            {place}
            {excerpt}
            {action}
            {calls}
            <p class="evidence">{fault.advice}</p>
            {update}
            {again}
        </section>
    }
    .into_any()
}

/// What was typed that this is about, each with a way there.
fn yours(suspects: Vec<Suspect>, go_to: RwSignal<Option<u32>>) -> Option<AnyView> {
    if suspects.is_empty() {
        return None;
    }
    let rows: Vec<AnyView> = suspects
        .into_iter()
        .map(|Suspect { key, line }| {
            let text = fill(
                Key::fault_yours_at,
                &[("key", &key), ("line", &line.to_string())],
            );
            view! { <li><button type="button" class="textual mono" on:click=move |_| go_to.set(Some(line))>{text}</button></li> }
                .into_any()
        })
        .collect();
    Some(
        view! { <div class="evidence">{t(Key::fault_yours)}<ul class="yours">{rows}</ul></div> }
            .into_any(),
    )
}

fn place(chart: &Opened, file: &str, line: Option<u32>) -> AnyView {
    view! { <p class="evidence">{place_of(chart, file, line.unwrap_or(0))}</p> }.into_any()
}

/// The place as a link to the file, when the archive has it.
fn place_of(chart: &Opened, template: &str, line: u32) -> AnyView {
    let file = inside(chart, template);
    let text = if line == 0 {
        file.to_owned()
    } else {
        fill(
            Key::fault_place,
            &[("file", file), ("line", &line.to_string())],
        )
    };
    if chart.chart.file(file).is_none() {
        return view! { <span>{text}</span> }.into_any();
    }
    let hash = if line == 0 {
        String::new()
    } else {
        ["#L", &line.to_string()].concat()
    };
    let href = ["?tab=files&file=", &address::part(file), &hash].concat();
    view! { <a href=href>{text}</a> }.into_any()
}

/// A template's path in the archive: Helm puts the chart's name in front.
fn inside<'a>(chart: &Opened, template: &'a str) -> &'a str {
    template
        .strip_prefix(chart.name())
        .and_then(|rest| rest.strip_prefix('/'))
        .unwrap_or(template)
}

/// A line of a template.
pub fn line_of(chart: &Opened, template: &str, line: u32) -> Option<String> {
    let file = chart.chart.file(inside(chart, template))?;
    let text = std::str::from_utf8(&file.bytes).ok()?;
    text.lines()
        .nth((line as usize).checked_sub(1)?)
        .map(str::to_owned)
}

/// The line at fault and its neighbours.
fn excerpt(text: &str, line: usize) -> Option<AnyView> {
    let first = line.saturating_sub(AROUND).max(1);
    let rows: Vec<AnyView> = text
        .lines()
        .enumerate()
        .skip(first - 1)
        .take(line + AROUND + 1 - first)
        .map(|(index, content)| {
            let number = index + 1;
            view! {
                <div class="row" class:chosen=number == line>
                    <a aria-hidden="true" tabindex="-1">{number}</a>
                    <span>{content.to_owned()}</span>
                </div>
            }
            .into_any()
        })
        .collect();
    Some(view! { <div class="code excerpt">{rows}</div> }.into_any())
}
