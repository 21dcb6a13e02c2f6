//! `.helmignore`: which files of a folder are no part of the chart.
//!
//! Facts: `templates.md` 4.1, `helm/helm:pkg/ignore/rules.go`.

use crate::pattern;

/// The rules of a file and Helm's own.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    pattern: String,
    negated: bool,
    folders_only: bool,
    /// Whether the whole path is looked at, not just the last part.
    whole: bool,
}

impl Rules {
    /// Reads a file's rules, with Helm's own behind them.
    ///
    /// # Errors
    /// For patterns Helm cannot use.
    pub fn parse(text: &str) -> Result<Rules, String> {
        let mut rules = Rules::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for line in text.lines() {
            rules.add(line)?;
        }
        rules.add("templates/.?*")?;
        Ok(rules)
    }

    fn add(&mut self, line: &str) -> Result<(), String> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if line.contains("**") {
            return Err("double-star (**) syntax is not supported".to_owned());
        }
        pattern::matches(line, "abc").map_err(|error| error.to_string())?;
        let (negated, line) = match line.strip_prefix('!') {
            Some(line) => (true, line),
            None => (false, line),
        };
        let (folders_only, line) = match line.strip_suffix('/') {
            Some(line) => (true, line),
            None => (false, line),
        };
        self.rules.push(Rule {
            whole: line.contains('/'),
            pattern: line.strip_prefix('/').unwrap_or(line).to_owned(),
            negated,
            folders_only,
        });
        Ok(())
    }

    /// Whether the rules leave out a file or folder of that path.
    pub fn ignores(&self, path: &str, is_folder: bool) -> bool {
        for rule in &self.rules {
            let shown = if rule.whole {
                path
            } else {
                path.rsplit('/').next().unwrap_or(path)
            };
            let fits = pattern::matches(&rule.pattern, shown).unwrap_or(false);
            if rule.negated {
                // What a negated rule does not name is left out; Helm has no re-including.
                if (rule.folders_only && !is_folder) || !fits {
                    return true;
                }
            } else if fits && (is_folder || !rule.folders_only) {
                return true;
            }
        }
        false
    }

    /// Whether a file is left out, by itself or with a folder it is in.
    pub fn ignores_file(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        folders.into_iter().any(|folder| self.ignores(folder, true)) || self.ignores(path, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_helm_s() {
        let rules = Rules::parse("# c\n*.txt\n/root.md\nsub/deep.yaml\nfolder/\n").unwrap();
        for (path, ignored) in [
            ("a/b.txt", true),
            ("root.md", true),
            ("a/root.md", false),
            ("sub/deep.yaml", true),
            ("x/sub/deep.yaml", false),
            ("folder/x", true),
            ("a/folder/x", true),
            ("folder", false),
            ("templates/.hidden", true),
            ("templates/_h.tpl", false),
        ] {
            assert_eq!(rules.ignores_file(path), ignored, "{path}");
        }
        assert!(Rules::parse("a/**").is_err());
        assert!(Rules::parse("!keep").unwrap().ignores_file("other"));
    }
}
