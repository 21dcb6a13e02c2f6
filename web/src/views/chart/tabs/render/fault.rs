//! Why there is no text: the reason, the line that was typed, the place in the chart, the calls that led there, what to
//! do, and Helm's words in full.

use leptos::prelude::*;

use crate::browser::address;
use crate::components::command_line;
use crate::state::Opened;
use crate::state::render::{Fault, Render, Suspect, reason};
use crate::text::{Key, fill, t};

use super::excerpt::excerpt;

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
    let whole = view! { <pre class="said" tabindex="0">{fault.message.clone()}</pre> };
    // What is long has its reason first, and everything at the end.
    let (first, last) = match reason(&fault) {
        Some(reason) => {
            let whole = view! { <div class="evidence">{t(Key::fault_words)}{whole}</div> };
            (
                view! { <p class="reason">{reason}</p> }.into_any(),
                Some(whole.into_any()),
            )
        }
        None => (whole.into_any(), None),
    };
    // What was typed is no file of the chart, though it may be called like one.
    let typed = fault.is_of_values();
    let (place, is_marked) = match (typed, &fault.file) {
        (true, _) => (Some(in_values(render, &fault, go_to)), true),
        (false, Some(file)) => {
            let (place, is_marked) = in_chart(&chart, file, &fault);
            (Some(place), is_marked)
        }
        (false, None) => (None, false),
    };
    let became = fault.rendered.as_deref().and_then(|rendered| {
        let (rows, _) = excerpt(rendered, fault.met? as usize, "")?;
        Some(view! { <div class="evidence">{t(Key::fault_rendered)}{rows}</div> }.into_any())
    });
    let action = (!is_marked && !fault.action.is_empty()).then(
        || view! { <p class="evidence">{t(Key::fault_action)}" "<code>{fault.action.clone()}</code></p> },
    );
    let again = matches!(fault.code.as_str(), "ABORTED" | "PART_MISSING").then(|| {
        view! { <p><button type="button" class="button primary" on:click=move |_| render.go()>{t(Key::retry)}</button></p> }
    });
    let update = (fault.code == "DEPENDENCY_MISSING")
        .then(|| command_line(["helm dependency update ", chart.name()].concat()));
    let calls = calls(&chart, &fault);
    // Nothing was typed: the chart's own values are not enough for it.
    let own = render
        .wish
        .with_untracked(|wish| wish.values.trim().is_empty() && wish.sets().next().is_none());
    let own = (own && matches!(fault.code.as_str(), "TEMPLATE_ERROR" | "VALUES_SCHEMA"))
        .then(|| view! { <p class="evidence">{t(Key::fault_own)}</p> });
    let is_tpl = fault.message.contains("error calling tpl:");
    let advice = move || {
        if is_tpl && suspects.with(|list| !list.is_empty()) {
            t(Key::fault_tpl).to_owned()
        } else {
            fault
                .hint
                .map_or_else(|| fault.advice.clone(), |hint| t(hint).to_owned())
        }
    };
    view! {
        <section class="notice" role="alert">
            <h2>{t(headline)}</h2>
            {first}
            {move || yours(suspects.get(), go_to)}
            {own}
            {place}
            {became}
            {action}
            {calls}
            <p class="evidence">{advice}</p>
            {update}
            {again}
            {last}
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

/// A mistake in the YAML that was typed.
fn in_values(render: Render, fault: &Fault, go_to: RwSignal<Option<u32>>) -> AnyView {
    let Some(line) = fault.line else {
        return ().into_any();
    };
    let go = move |line: u32| {
        let text = fill(Key::fault_values_line, &[("line", &line.to_string())]);
        view! { <button type="button" class="textual" on:click=move |_| go_to.set(Some(line))>{text}</button> }
    };
    let began = fault
        .began
        .map(|began| view! { <p class="evidence">{t(Key::fault_began)}" "{go(began)}</p> });
    let named = fault.named.map(|named| {
        let text = fill(Key::fault_named, &[("line", &named.to_string())]);
        view! { <p class="evidence">{text}</p> }
    });
    // The lines around it change while one goes on typing.
    let around = move || {
        let rows = render
            .wish
            .with(|wish| excerpt(&wish.values, line as usize, ""));
        rows.map(|(rows, _)| rows)
    };
    view! { <p class="evidence">{go(line)}</p>{around}{began}{named} }.into_any()
}

/// A place in the chart with the lines around it, and whether the action that failed is marked in them.
fn in_chart(chart: &Opened, file: &str, fault: &Fault) -> (AnyView, bool) {
    let line = fault.line.unwrap_or(0);
    let link = place_of(chart, file, line, fault.column);
    let lines = || {
        let file = chart.chart.file(inside(chart, file))?;
        let text = std::str::from_utf8(&file.bytes).ok()?;
        excerpt(text, fault.line? as usize, &fault.action)
    };
    let (rows, is_marked) = match lines() {
        Some((rows, is_marked)) => (Some(rows), is_marked),
        None => (None, false),
    };
    let place = view! { <p class="evidence">{link}</p>{rows} };
    (place.into_any(), is_marked)
}

/// The calls that led there, outermost first.
fn calls(chart: &Opened, fault: &Fault) -> Option<AnyView> {
    let calls: Vec<AnyView> = fault
        .includes
        .iter()
        .map(|call| {
            let column = Some(call.column).filter(|column| *column > 0);
            let place = place_of(chart, &call.template, call.line, column);
            view! { <li><code>{call.action.clone()}</code>" "{place}</li> }.into_any()
        })
        .collect();
    (!calls.is_empty()).then(|| {
        view! { <div class="evidence">{t(Key::fault_calls)}<ol class="calls">{calls}</ol></div> }
            .into_any()
    })
}

/// The place as a link to the file, when the archive has it.
fn place_of(chart: &Opened, template: &str, line: u32, column: Option<u32>) -> AnyView {
    let file = inside(chart, template);
    let number = line.to_string();
    // As Helm writes it, whose columns begin at 0.
    let mut text = file.to_owned();
    if line > 0 {
        text.push_str(&[":", &number].concat());
    }
    if let Some(column) = column {
        text.push_str(&[":", &column.saturating_sub(1).to_string()].concat());
    }
    if chart.chart.file(file).is_none() {
        return view! { <code>{text}</code> }.into_any();
    }
    let hash = if line == 0 {
        String::new()
    } else {
        ["#L", &number].concat()
    };
    let href = ["?tab=files&file=", &address::part(file), &hash].concat();
    view! { <a href=href><code>{text}</code></a> }.into_any()
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
