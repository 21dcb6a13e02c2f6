//! Why a chart cannot be opened.

use std::fmt;

/// What went wrong while opening a chart. Each kind has a stable [code](ChartErrorKind::code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChartErrorKind {
    /// The bytes do not start like a gzip stream.
    NotGzip,
    /// The gzip stream is damaged.
    GzipCorrupt,
    /// The archive ends in the middle.
    Truncated,
    /// A tar header makes no sense.
    TarInvalid,
    /// The contents together are too large.
    ChartTooLarge,
    /// One file is too large.
    FileTooLarge,
    /// An entry has an absolute path.
    PathAbsolute,
    /// An entry lies outside the one root folder.
    PathOutside,
    /// An entry points above the root folder.
    PathParent,
    /// An entry is named like a drive path.
    PathIllegal,
    /// `Chart.yaml` is a folder, or lies where the root folder should be.
    ChartYamlMisplaced,
    /// The archive holds no file.
    Empty,
    /// There is no `Chart.yaml` in the root folder.
    ChartYamlMissing,
    /// `Chart.yaml` cannot be read.
    ChartYamlInvalid,
    /// `Chart.lock` or `requirements.lock` cannot be read.
    LockInvalid,
    /// `values.yaml` cannot be read.
    ValuesInvalid,
    /// `requirements.yaml` cannot be read.
    RequirementsInvalid,
    /// The chart's name is missing or not allowed.
    NameInvalid,
    /// The chart's version is missing or not a version.
    VersionInvalid,
    /// Something else in the metadata is not allowed.
    MetadataInvalid,
    /// A chart in `charts/` cannot be opened.
    SubchartInvalid,
    /// Charts are nested deeper than we follow.
    TooDeep,
}

/// What to do about each, by its code.
const ADVICE: &str = include_str!("advice.txt");

impl ChartErrorKind {
    /// The stable name for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotGzip => "NOT_GZIP",
            Self::GzipCorrupt => "GZIP_CORRUPT",
            Self::Truncated => "ARCHIVE_TRUNCATED",
            Self::TarInvalid => "TAR_INVALID",
            Self::ChartTooLarge => "CHART_TOO_LARGE",
            Self::FileTooLarge => "CHART_FILE_TOO_LARGE",
            Self::PathAbsolute => "PATH_ABSOLUTE",
            Self::PathOutside => "PATH_OUTSIDE",
            Self::PathParent => "PATH_PARENT",
            Self::PathIllegal => "PATH_ILLEGAL",
            Self::ChartYamlMisplaced => "CHART_YAML_MISPLACED",
            Self::Empty => "CHART_EMPTY",
            Self::ChartYamlMissing => "CHART_YAML_MISSING",
            Self::ChartYamlInvalid => "CHART_YAML_INVALID",
            Self::LockInvalid => "CHART_LOCK_INVALID",
            Self::ValuesInvalid => "VALUES_INVALID",
            Self::RequirementsInvalid => "REQUIREMENTS_INVALID",
            Self::NameInvalid => "CHART_NAME_INVALID",
            Self::VersionInvalid => "CHART_VERSION_INVALID",
            Self::MetadataInvalid => "CHART_METADATA_INVALID",
            Self::SubchartInvalid => "SUBCHART_INVALID",
            Self::TooDeep => "CHART_TOO_DEEP",
        }
    }

    fn advice(self) -> &'static str {
        chartroom_gotext::advice(ADVICE, self.code()).unwrap_or_default()
    }
}

/// Why a chart cannot be opened: Helm's own text as `Display`, a kind for programs, the file and
/// line where there is one, and a next step for people.
///
/// It is handed up through many functions and seldom made, so it is one pointer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartError(Box<Said>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    kind: ChartErrorKind,
    message: String,
    file: Option<String>,
    line: Option<u32>,
    source: Option<ChartError>,
    warnings: Vec<String>,
}

impl ChartError {
    /// A new error with Helm's text.
    pub(crate) fn new(kind: ChartErrorKind, message: impl Into<String>) -> Self {
        ChartError(Box::new(Said {
            kind,
            message: message.into(),
            file: None,
            line: None,
            source: None,
            warnings: Vec::new(),
        }))
    }

    /// The same error, placed in a file of the chart.
    pub(crate) fn at(mut self, file: &str, line: Option<u32>) -> Self {
        self.0.file = Some(file.to_owned());
        self.0.line = line;
        self
    }

    /// The same error with another text.
    pub(crate) fn with_message(mut self, message: String) -> Self {
        self.0.message = message;
        self
    }

    /// A failed subchart, as its parent reports it.
    pub(crate) fn in_subchart(self, subchart: &str, parent: &str) -> Self {
        let text = format!("error unpacking subchart {subchart} in {parent}: {self}");
        let mut error = ChartError::new(ChartErrorKind::SubchartInvalid, text)
            .at(&format!("charts/{subchart}"), None);
        error.0.source = Some(self);
        error
    }

    /// The same error, told after that was logged.
    pub(crate) fn after(mut self, warnings: Vec<String>) -> Self {
        self.0.warnings = warnings;
        self
    }

    /// What Helm would log before it gives up: deprecated files.
    pub fn warnings(&self) -> &[String] {
        &self.0.warnings
    }

    /// What went wrong.
    pub fn kind(&self) -> ChartErrorKind {
        self.0.kind
    }

    /// The stable code for programs, in capitals and underscores.
    pub fn code(&self) -> &'static str {
        self.0.kind.code()
    }

    /// The file of the chart that is to blame, relative to the chart's root.
    pub fn file(&self) -> Option<&str> {
        self.0.file.as_deref()
    }

    /// The line in [`ChartError::file`], counted from 1, as far as Helm knows it.
    pub fn line(&self) -> Option<u32> {
        self.0.line
    }

    /// One sentence on what to do next. For a subchart it is about the cause inside it.
    pub fn advice(&self) -> &'static str {
        self.innermost().advice()
    }

    /// The code whose advice it is, for those who keep the sentences elsewhere: that of what is wrong
    /// in the innermost chart.
    pub fn advice_code(&self) -> &'static str {
        self.innermost().code()
    }

    fn innermost(&self) -> ChartErrorKind {
        let inner = self.0.source.as_ref();
        inner.map_or(self.0.kind, Self::innermost)
    }
}

impl fmt::Display for ChartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for ChartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.0.source.as_ref();
        source.map(|source| source as &(dyn std::error::Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_code_has_an_advice() {
        let codes = include_str!("error.rs").lines();
        let codes = codes.filter_map(|line| line.split_once(" => \"")?.1.strip_suffix("\","));
        for code in codes.filter(|code| !code.contains(|c: char| c.is_ascii_lowercase())) {
            let advice = chartroom_gotext::advice(super::ADVICE, code);
            assert!(advice.is_some_and(|text| text.ends_with('.')), "{code}");
        }
    }
}
