//! One step of work: a child process whose output goes to a log, while the
//! terminal shows what it does, that it is alive, and how long it took.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Doing, Failure, Outcome};
use crate::project::Project;

/// How often a silent terminal (CI) hears that a long step is alive.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// Lines of a failed step that are repeated on the terminal.
const TAIL: usize = 60;
/// After this long a step counts as hung; the longest honest one
/// (a cold build of the tools) takes a quarter of it.
pub const LIMIT: Duration = Duration::from_secs(40 * 60);

/// Whether a line that the next one replaces stands on the terminal.
static LIVE: Mutex<bool> = Mutex::new(false);

thread_local! {
    /// What this thread works for, said before each of its lines.
    static LABEL: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// What a finished process left.
#[derive(Debug)]
pub struct Finished {
    /// Whether it exited with 0.
    pub success: bool,
    /// Everything it wrote, both streams in order of arrival.
    pub text: String,
    /// Where the same stands on disk.
    pub log: PathBuf,
}

/// Does something under a name: every line that is printed meanwhile begins with it, so that work that goes on side by
/// side can be told apart.
pub fn labelled<T>(label: Option<&'static str>, work: impl FnOnce() -> T) -> T {
    let outer = LABEL.replace(label);
    let result = work();
    LABEL.set(outer);
    result
}

/// The name this thread works under.
pub fn label() -> Option<&'static str> {
    LABEL.get()
}

/// Prints lines in one piece, whoever else prints.
pub fn say(text: &str) {
    let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut lines = String::new();
    if std::mem::take(&mut *live) {
        lines.push_str("\r\x1b[K");
    }
    for line in text.lines() {
        lines.push_str(&prefix());
        lines.push_str(line);
        lines.push('\n');
    }
    // As `println!`, but nobody to tell is no reason to stop.
    let _ = io::stdout().lock().write_all(lines.as_bytes());
}

/// Shows a line that stands until the next one.
fn say_live(text: &str) {
    let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut out = io::stdout().lock();
    let _ = write!(out, "\r\x1b[K{}{text}", prefix());
    let _ = out.flush();
    *live = true;
}

fn prefix() -> String {
    label().map_or_else(String::new, |label| format!("{label:<9} "))
}

/// Starts a step: prints its title and returns the clock.
pub fn begin(title: &str) -> Instant {
    say(&format!("▸ {title}"));
    Instant::now()
}

/// Ends a step that worked. The title is said again: steps may run side by side.
pub fn end(started: Instant, title: &str) {
    say(&format!("  ✓ {title}  {}", span(started.elapsed())));
}

/// Ends a step that failed, and repeats the last lines of what it wrote.
pub fn broken(started: Instant, title: &str, text: &str) {
    let head = format!("  ✗ {title}  {}\n", span(started.elapsed()));
    say(&(head + &tail(text)));
}

/// Prints a line below the current step.
pub fn note(text: &str) {
    say(&format!("    {text}"));
}

/// A duration for people.
pub fn span(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds >= 60 {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    } else {
        format!("{:.1} s", duration.as_secs_f32())
    }
}

/// Runs a command as a whole step; a failure repeats the end of its output.
pub fn run(project: &Project, title: &str, command: &mut Command) -> Outcome<Finished> {
    let started = begin(title);
    let finished = capture(project, title, command, LIMIT)?;
    if finished.success {
        end(started, title);
        Ok(finished)
    } else {
        broken(started, title, &finished.text);
        Err(Failure::new(format!(
            "{title}: failed (whole output in {})",
            finished.log.display()
        )))
    }
}

/// Runs a command to its end and keeps what it wrote; only being unable to
/// start it, or its running longer than `limit`, is an error.
pub fn capture(
    project: &Project,
    title: &str,
    command: &mut Command,
    limit: Duration,
) -> Outcome<Finished> {
    let folder = project.output("test-logs");
    fs::create_dir_all(&folder).doing(format!("make {}", folder.display()))?;
    let log = folder.join(format!("{}.log", file_name(title)));
    let mut file = File::create(&log).doing(format!("write {}", log.display()))?;
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .doing(format!("start {program}"))?;

    let (sender, receiver) = mpsc::channel();
    // Never joined: a grandchild that keeps a pipe open must not keep us.
    forward(child.stdout.take(), sender.clone());
    forward(child.stderr.take(), sender);

    let started = Instant::now();
    let live = io::stdout().is_terminal();
    let (mut text, mut last, mut spoken) = (String::new(), String::new(), Instant::now());
    let mut exited = None;
    loop {
        match receiver.recv_timeout(Duration::from_millis(250)) {
            Ok(line) => {
                // A log that cannot be written is no reason to stop the step.
                let _ = writeln!(file, "{line}");
                text.push_str(&line);
                text.push('\n');
                if !line.trim().is_empty() {
                    last = line;
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                // The pipes may outlive the child when it left a process behind.
                if exited.is_some() {
                    break;
                }
            }
        }
        if exited.is_none() {
            exited = child.try_wait().doing(format!("wait for {program}"))?;
        }
        if live && spoken.elapsed() > Duration::from_millis(500) {
            say_live(&format!("    {}", shorten(&last, 100)));
            spoken = Instant::now();
        } else if !live && spoken.elapsed() > HEARTBEAT {
            note(&format!(
                "… {}  {}: {}",
                span(started.elapsed()),
                shorten(title, 40),
                shorten(&last, 90)
            ));
            spoken = Instant::now();
        }
        if started.elapsed() > limit && exited.is_none() {
            let _ = child.kill();
            let _ = child.wait();
            return Err(Failure::new(format!(
                "{title}: stopped after {} without an end (output in {})",
                span(limit),
                log.display()
            )));
        }
    }
    let status = match exited {
        Some(status) => status,
        None => child.wait().doing(format!("wait for {program}"))?,
    };
    Ok(Finished {
        success: status.success(),
        text,
        log,
    })
}

/// Repeats the last lines of what a step wrote.
pub fn show_tail(text: &str) {
    say(&tail(text));
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(TAIL);
    let mut tail = String::new();
    if from > 0 {
        tail.push_str(&format!("    … {from} lines before these are in the log\n"));
    }
    for line in &lines[from..] {
        tail.push_str(&format!("    │ {line}\n"));
    }
    tail
}

fn forward(stream: Option<impl Read + Send + 'static>, sender: Sender<String>) {
    let Some(stream) = stream else { return };
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        // Bytes, not `lines()`: one invalid byte must not end the log.
        while matches!(reader.read_until(b'\n', &mut line), Ok(read) if read > 0) {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            line.clear();
            if sender.send(text).is_err() {
                return;
            }
        }
    });
}

fn shorten(line: &str, width: usize) -> String {
    let clean: String = line.trim().chars().filter(|c| !c.is_control()).collect();
    clean.chars().take(width).collect()
}

fn file_name(title: &str) -> String {
    let mut name = String::new();
    for c in title.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            name.push(c);
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    name.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_file_names() {
        assert_eq!(file_name("clippy, wasm32 (all)"), "clippy-wasm32-all");
    }

    #[test]
    fn a_label_ends_with_its_work() {
        assert_eq!(labelled(Some("rust"), label), Some("rust"));
        assert_eq!(label(), None);
    }

    #[test]
    fn spans_read_like_a_clock() {
        assert_eq!(span(Duration::from_secs(125)), "2 min 05 s");
        assert_eq!(span(Duration::from_millis(1500)), "1.5 s");
    }
}
