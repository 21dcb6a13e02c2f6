/** How the elements look: a nautical chart, by day and by night. A page may set the custom properties itself. */

export const style = `
:host {
  color-scheme: light dark;
  --paper: light-dark(#fcfbf6, #0c1620); --ink: light-dark(#16202a, #dbe5ec); --ink-soft: light-dark(#51606c, #93a5b2);
  --shallow: light-dark(#e3f0f5, #122535); --shallow-deep: light-dark(#cbe3ec, #1a3347);
  --magenta: light-dark(#a01a7d, #f08ad0); --line: light-dark(#c9d3d8, #26394a);
  --ok: light-dark(#1c6b45, #6fcf9a); --bad: light-dark(#a8261b, #ff8f83);
  --mono: ui-monospace, "SF Mono", "Cascadia Code", "DejaVu Sans Mono", Menlo, Consolas, monospace;
  display: block; background: var(--chartroom-paper, var(--paper)); color: var(--chartroom-ink, var(--ink));
  font: 15px/1.5 system-ui, sans-serif; border-block-start: 4px solid; border-image:
    repeating-linear-gradient(90deg, var(--ink) 0 12px, var(--line) 12px 24px) 4; padding: 12px 16px; overflow-wrap: anywhere;
}
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
h2 { font-size: 15px; margin: 0; font-weight: 600; }
h3 { font-size: 13px; margin: 12px 0 4px; font-weight: 600; color: var(--ink-soft); }
p { margin: 4px 0; }
.head { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; }
.head .spacer { flex: 1; }
.soft { color: var(--ink-soft); font-size: 13px; }
.mono, pre, .lines { font-family: var(--mono); font-size: 13px; line-height: 1.35; }
.ok { color: var(--ok); } .bad { color: var(--bad); }
a, button.link { color: var(--magenta); background: none; border: 0; padding: 0; font: inherit; cursor: pointer; text-align: start; text-decoration: underline; text-underline-offset: 2px; }
a.quiet { color: inherit; text-decoration-style: dotted; }
button.plain { font: inherit; font-size: 13px; color: var(--magenta); background: none; border: 1px solid var(--line); padding: 2px 8px; cursor: pointer; }
button.plain[aria-pressed="true"] { background: var(--shallow-deep); }
:is(a, button, summary, [tabindex]):focus-visible { outline: 2px solid var(--magenta); outline-offset: 2px; }
.lines { margin: 8px 0 0; padding: 0; list-style: none; counter-reset: line; }
.lines > li { counter-increment: line; display: grid; grid-template-columns: 4ch 1fr; gap: 12px; }
.lines > li::before { content: counter(line); color: var(--ink-soft); font-size: 11px; text-align: end; line-height: 17.5px; user-select: none; }
.lines code { font: inherit; white-space: pre-wrap; }
.key { color: var(--ink); font-weight: 600; } .punctuation { color: var(--ink-soft); }
.blob { grid-column: 2; border-inline-start: 3px solid var(--line); background: var(--shallow); margin: 4px 0 8px; padding: 8px 12px; }
pre { margin: 4px 0 0; white-space: pre-wrap; max-height: 32em; overflow: auto; }
table { border-collapse: collapse; font-size: 13px; } td, th { text-align: start; padding: 1px 16px 1px 0; vertical-align: top; font-weight: 400; }
.files { max-height: 18em; overflow: auto; }
td.size { white-space: nowrap; text-align: end; font-variant-numeric: tabular-nums; color: var(--ink-soft); }
.skeleton { background: var(--shallow); height: 12px; margin: 8px 0; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 8px 0; }
.facts dt { color: var(--ink-soft); } .facts dd { margin: 0; }
details > summary { cursor: pointer; color: var(--magenta); }
@media print { button { display: none; } pre { max-height: none; } }
@media (max-width: 480px) { .lines > li { grid-template-columns: 2ch 1fr; gap: 6px; } }
`;
