//! A chart that was opened: its archive, what is in it, and what came along.

use std::sync::Arc;

use bytes::Bytes;
use chartroom_chart::{Chart, ChartError, Limits, Opening};
use chartroom_oci::Digest;

use crate::browser::settle;

use super::Problem;

/// The largest archive that is opened here. Helm refuses charts that unpack to 100 MiB, so no chart needs more.
pub const MOST: u64 = 100 * 1024 * 1024;

/// Bytes unpacked before the browser has its turn: a few milliseconds of work.
const STRIDE: u64 = 1024 * 1024;

/// A chart, opened.
pub struct Opened {
    /// What is in it.
    pub chart: Chart,
    /// The archive, exactly as it came.
    pub bytes: Bytes,
    /// The digest of the archive, computed here.
    pub digest: Digest,
    /// `nginx-18.2.4.tgz`.
    pub file_name: String,
    /// When the file was last written, in milliseconds since 1970; Helm makes it the creation time.
    pub modified: Option<f64>,
    /// The provenance file that came with it.
    pub provenance: Option<Bytes>,
}

impl Opened {
    /// Hashes and opens an archive, giving the browser its turn between the steps.
    pub async fn open(
        file_name: String,
        bytes: Bytes,
        modified: Option<f64>,
        provenance: Option<Bytes>,
    ) -> Result<Arc<Opened>, Problem> {
        settle::turn().await;
        let digest = Digest::sha256(&bytes);
        settle::turn().await;
        let told = |error: ChartError| Problem::of_chart(&error, &file_name);
        let mut opening = Opening::of_file(&file_name, &bytes, &Limits::default()).map_err(told)?;
        let mut rested = 0;
        while opening.step().map_err(told)? {
            if opening.inflated() > rested + STRIDE {
                rested = opening.inflated();
                settle::turn().await;
            }
        }
        let archive = opening.finish().map_err(told)?;
        settle::turn().await;
        let chart = Chart::from_archive(archive).map_err(told)?;
        settle::turn().await;
        Ok(Arc::new(Opened {
            chart,
            bytes,
            digest,
            file_name,
            modified,
            provenance,
        }))
    }

    /// The name as Chart.yaml has it.
    pub fn name(&self) -> &str {
        &self.chart.metadata.name
    }

    /// The version as Chart.yaml has it.
    pub fn version(&self) -> &str {
        &self.chart.metadata.version
    }
}
