//! A chart: files sorted into metadata, values, templates, subcharts and the rest.
//!
//! Source: Helm 4.2.4, `LoadFiles` in `pkg/chart/v2/loader/load.go`.

use bytes::Bytes;
use chartroom_gotext::Index;
use chartroom_yaml::Json;

use crate::archive::{Archive, ArchiveFile};
use crate::draft::Draft;
use crate::error::{ChartError, ChartErrorKind as Kind};
use crate::limits::Limits;
use crate::lock::Lock;
use crate::metadata::Metadata;
use crate::path;
use crate::validate::validate;
use crate::values;

/// A chart that passed all of Helm's checks for loading.
#[derive(Debug, Clone, Default)]
pub struct Chart {
    /// What `Chart.yaml` says.
    pub metadata: Metadata,
    /// The lock, if there is one.
    pub lock: Option<Lock>,
    /// Charts in `charts/`, in the order in which the archive first names them. (Helm's own order
    /// differs from run to run.)
    pub dependencies: Vec<Chart>,
    /// What Helm would log while loading this chart and those in it: deprecated files.
    pub warnings: Vec<String>,
    raw: Vec<ArchiveFile>,
    templates: Vec<usize>,
    files: Vec<usize>,
    schema: Option<usize>,
    values: Option<Json>,
}

impl Chart {
    /// Opens a chart archive held in memory, with Helm's limits.
    ///
    /// # Errors
    /// With Helm's text for everything Helm refuses to load.
    pub fn open(bytes: &[u8]) -> Result<Chart, ChartError> {
        Chart::open_with(bytes, &Limits::default())
    }

    /// Opens a chart archive held in memory.
    ///
    /// # Errors
    /// As [`Chart::open`].
    pub fn open_with(bytes: &[u8], limits: &Limits) -> Result<Chart, ChartError> {
        let mut loader = Loader::new(limits);
        let archive = loader.archive(bytes)?;
        loader.load(archive.files)
    }

    /// Opens a chart archive as Helm opens a file on disk: a file that is no gzip at all is named
    /// with what it seems to be.
    ///
    /// # Errors
    /// As [`Chart::open`], and in other words where the file is no gzip stream.
    pub fn open_file(path: &str, bytes: &[u8]) -> Result<Chart, ChartError> {
        Chart::from_archive(Archive::open_file(path, bytes, &Limits::default())?)
    }

    /// Reads the chart in an archive that is open already, with Helm's limits: the second half of
    /// [`Chart::open_file`], for hosts that must not work for long at a time.
    ///
    /// # Errors
    /// As [`Chart::open`], for what concerns the files.
    pub fn from_archive(archive: Archive) -> Result<Chart, ChartError> {
        let limits = Limits::default();
        let mut loader = Loader::new(&limits);
        loader.inflated = archive.inflated;
        loader.load(archive.files)
    }

    /// Builds a chart from files that are not in an archive, such as a directory's, with names
    /// relative to the chart's root and in Helm's order (bytewise per directory).
    ///
    /// # Errors
    /// As [`Chart::open`], for what concerns the files.
    pub fn from_files(files: Vec<ArchiveFile>) -> Result<Chart, ChartError> {
        Loader::new(&Limits::default()).load(files)
    }

    /// Name of the chart.
    pub fn name(&self) -> &str {
        &self.metadata.name
    }

    /// Every file, in archive order, those of subcharts included.
    pub fn raw_files(&self) -> &[ArchiveFile] {
        &self.raw
    }

    /// Files under `templates/`, in archive order.
    pub fn templates(&self) -> impl Iterator<Item = &ArchiveFile> {
        self.templates.iter().map(|at| &self.raw[*at])
    }

    /// Files that are nothing else: the README, licences, `crds/` and whatever else travels along.
    pub fn files(&self) -> impl Iterator<Item = &ArchiveFile> {
        self.files.iter().map(|at| &self.raw[*at])
    }

    /// A file by its name, the first one if there are several.
    pub fn file(&self, name: &str) -> Option<&ArchiveFile> {
        self.raw.iter().find(|file| file.name == name)
    }

    /// Default values: all documents of `values.yaml` merged. `None` without a `values.yaml`.
    ///
    /// Integers keep their digits here; Go holds every number as a float.
    pub fn values(&self) -> Option<&Json> {
        self.values.as_ref()
    }

    /// Text of `values.yaml` as it is in the archive, without a byte order mark.
    pub fn values_text(&self) -> Option<&Bytes> {
        self.values.as_ref()?;
        self.file("values.yaml").map(|file| &file.bytes)
    }

    /// Content of `values.schema.json`, not parsed; the last one if there are several.
    pub fn schema(&self) -> Option<&Bytes> {
        self.schema.map(|at| &self.raw[at].bytes)
    }

    /// The README: the first file in the root called `readme.md`, `readme.txt` or `readme`,
    /// whatever its case.
    pub fn readme(&self) -> Option<&ArchiveFile> {
        let names = ["readme.md", "readme.txt", "readme"];
        self.files()
            .find(|file| names.iter().any(|name| equal_fold(&file.name, name)))
    }

    /// Custom resource definitions: files under `crds/` of this chart, then those of its
    /// dependencies.
    pub fn crds(&self) -> Vec<&ArchiveFile> {
        let own = self
            .files()
            .filter(|file| file.name.starts_with("crds/") && is_manifest(&file.name));
        let nested = self.dependencies.iter().flat_map(Chart::crds);
        own.chain(nested).collect()
    }
}

fn is_manifest(name: &str) -> bool {
    let extension = path::extension(name);
    [".yaml", ".yml", ".json"]
        .iter()
        .any(|known| equal_fold(extension, known))
}

/// Go's `strings.EqualFold` against lower-case ASCII: besides A to Z, the Kelvin sign and the long
/// s fold into it.
fn equal_fold(text: &str, lower: &str) -> bool {
    let folded = text.chars().map(|c| match c {
        '\u{212a}' => 'k',
        '\u{17f}' => 's',
        c => c.to_ascii_lowercase(),
    });
    folded.eq(lower.chars())
}

/// Opens a chart and those inside it, within limits for all of them together.
struct Loader<'a> {
    limits: &'a Limits,
    inflated: u64,
    depth: u32,
    /// What was logged until now.
    warnings: Vec<String>,
}

impl<'a> Loader<'a> {
    fn new(limits: &'a Limits) -> Self {
        Loader {
            limits,
            inflated: 0,
            depth: 0,
            warnings: Vec::new(),
        }
    }

    fn archive(&mut self, bytes: &[u8]) -> Result<Archive, ChartError> {
        let left = self.limits.nested_inflated.saturating_sub(self.inflated);
        let limits = Limits {
            inflated: self.limits.inflated.min(left),
            ..*self.limits
        };
        let archive = Archive::open(bytes, &limits)?;
        self.inflated += archive.inflated;
        Ok(archive)
    }

    /// A chart with all that is logged, or its error with what was logged before.
    fn load(mut self, raw: Vec<ArchiveFile>) -> Result<Chart, ChartError> {
        match self.chart(raw) {
            Ok(mut chart) => {
                chart.warnings = self.warnings;
                Ok(chart)
            }
            Err(error) => Err(error.after(self.warnings)),
        }
    }

    fn chart(&mut self, raw: Vec<ArchiveFile>) -> Result<Chart, ChartError> {
        let mut parts = Parts::default();
        for file in raw.iter().filter(|file| file.name == "Chart.yaml") {
            parts.overlay(file, Kind::ChartYamlInvalid)?;
            parts.draft().default_api_version();
        }
        for (at, file) in raw.iter().enumerate() {
            parts.sort(at, file, &mut self.warnings)?;
        }
        let Some(draft) = parts.draft else {
            return Err(ChartError::new(
                Kind::ChartYamlMissing,
                "Chart.yaml file is missing",
            ));
        };
        let mut chart = parts.chart;
        chart.metadata = validate(draft.finish())?;
        for (name, files) in &parts.subcharts {
            if !name.starts_with(['_', '.']) {
                let subchart = self.subchart(name, files, &raw, &chart.metadata.name)?;
                chart.dependencies.push(subchart);
            }
        }
        chart.raw = raw;
        Ok(chart)
    }

    /// Opens the chart of that name inside a `parent`.
    fn subchart(
        &mut self,
        name: &str,
        files: &[usize],
        raw: &[ArchiveFile],
        parent: &str,
    ) -> Result<Chart, ChartError> {
        let below = |at: usize| raw[at].name.strip_prefix("charts/").unwrap_or_default();
        self.depth += 1;
        let opened = if self.depth > self.limits.depth {
            let text = format!("charts are nested deeper than {} levels", self.limits.depth);
            Err(ChartError::new(Kind::TooDeep, text))
        } else if path::extension(name) == ".tgz" {
            let found = below(files[0]);
            if found != name {
                let text = format!(
                    "error unpacking subchart tar in {parent}: expected {name}, got {found}"
                );
                let file = format!("charts/{name}");
                return Err(ChartError::new(Kind::SubchartInvalid, text).at(&file, None));
            }
            self.archive(&raw[files[0]].bytes)
                .and_then(|archive| self.chart(archive.files))
        } else {
            let mut inner = Vec::new();
            for at in files {
                if let Some((_, name)) = below(*at).split_once('/') {
                    let mut file = raw[*at].clone();
                    file.name = name.to_owned();
                    inner.push(file);
                }
            }
            self.chart(inner)
        };
        self.depth -= 1;
        opened.map_err(|error| error.in_subchart(name, parent))
    }
}

/// A chart in the making: where each of its files belongs.
#[derive(Default)]
struct Parts {
    chart: Chart,
    draft: Option<Draft>,
    subcharts: Vec<(String, Vec<usize>)>,
    /// Where each subchart's files are in `subcharts`.
    groups: Index,
}

impl Parts {
    fn draft(&mut self) -> &mut Draft {
        self.draft.get_or_insert_default()
    }

    /// Reads a file over the metadata.
    fn overlay(&mut self, file: &ArchiveFile, kind: Kind) -> Result<(), ChartError> {
        let read = self.draft().overlay(&file.bytes);
        read.map_err(|error| unreadable(kind, file, &error))
    }

    fn sort(
        &mut self,
        at: usize,
        file: &ArchiveFile,
        warnings: &mut Vec<String>,
    ) -> Result<(), ChartError> {
        let mut warn = |text: &str| warnings.push(text.to_owned());
        match file.name.as_str() {
            "Chart.yaml" => {}
            "Chart.lock" => self.read_lock(file)?,
            "values.yaml" => {
                let values = values::load(&file.bytes)
                    .map_err(|error| unreadable(Kind::ValuesInvalid, file, &error))?;
                self.chart.values = Some(Json::Object(values));
            }
            "values.schema.json" => self.chart.schema = Some(at),
            // The older way to declare dependencies. Everything in it counts as metadata.
            "requirements.yaml" => {
                if self.draft().api_version() != "v1" {
                    warn(
                        "Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". We recommend migrating dependencies to Chart.yaml.",
                    );
                }
                self.overlay(file, Kind::RequirementsInvalid)?;
                if self.draft().api_version() == "v1" {
                    self.chart.files.push(at);
                }
            }
            "requirements.lock" => {
                self.read_lock(file)?;
                if self.draft().api_version() == "v1" {
                    self.chart.files.push(at);
                } else {
                    warn(
                        "Warning: Dependency locking is handled in Chart.lock since apiVersion \"v2\". We recommend migrating to Chart.lock.",
                    );
                }
            }
            name if name.starts_with("templates/") => self.chart.templates.push(at),
            name => match name.strip_prefix("charts/") {
                Some(below) if path::extension(name) != ".prov" => {
                    let group = below.split('/').next().unwrap_or(below);
                    match self.groups.get(group) {
                        Some(index) => self.subcharts[*index].1.push(at),
                        None => {
                            let index = self.subcharts.len();
                            self.groups.insert(group.to_owned(), index);
                            self.subcharts.push((group.to_owned(), vec![at]));
                        }
                    }
                }
                _ => self.chart.files.push(at),
            },
        }
        Ok(())
    }

    fn read_lock(&mut self, file: &ArchiveFile) -> Result<(), ChartError> {
        self.chart.lock = Lock::parse(&file.bytes)
            .map_err(|error| unreadable(Kind::LockInvalid, file, &error))?;
        Ok(())
    }
}

fn unreadable(kind: Kind, file: &ArchiveFile, error: &chartroom_yaml::Error) -> ChartError {
    ChartError::new(kind, format!("cannot load {}: {error}", file.name))
        .at(&file.name, error.line())
}
