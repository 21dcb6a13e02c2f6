//! What a cluster that nobody asked is assumed to be able to do.
//!
//! Facts: `templates.md` 4.7, `helm/helm:pkg/chart/common/capabilities.go`.

use crate::text::quoted;

/// The group versions that Helm 4.2.4 knows without a cluster, in its order.
pub const DEFAULT_API_VERSIONS: [&str; 55] = [
    "v1",
    "admissionregistration.k8s.io/v1",
    "admissionregistration.k8s.io/v1alpha1",
    "admissionregistration.k8s.io/v1beta1",
    "internal.apiserver.k8s.io/v1alpha1",
    "apps/v1",
    "apps/v1beta1",
    "apps/v1beta2",
    "authentication.k8s.io/v1",
    "authentication.k8s.io/v1alpha1",
    "authentication.k8s.io/v1beta1",
    "authorization.k8s.io/v1",
    "authorization.k8s.io/v1beta1",
    "autoscaling/v1",
    "autoscaling/v2",
    "batch/v1",
    "batch/v1beta1",
    "certificates.k8s.io/v1",
    "certificates.k8s.io/v1beta1",
    "certificates.k8s.io/v1alpha1",
    "coordination.k8s.io/v1alpha2",
    "coordination.k8s.io/v1beta1",
    "coordination.k8s.io/v1",
    "discovery.k8s.io/v1",
    "discovery.k8s.io/v1beta1",
    "events.k8s.io/v1",
    "events.k8s.io/v1beta1",
    "extensions/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "networking.k8s.io/v1",
    "networking.k8s.io/v1beta1",
    "node.k8s.io/v1",
    "node.k8s.io/v1alpha1",
    "node.k8s.io/v1beta1",
    "policy/v1",
    "policy/v1beta1",
    "rbac.authorization.k8s.io/v1",
    "rbac.authorization.k8s.io/v1beta1",
    "rbac.authorization.k8s.io/v1alpha1",
    "resource.k8s.io/v1",
    "resource.k8s.io/v1beta2",
    "resource.k8s.io/v1beta1",
    "resource.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1alpha2",
    "scheduling.k8s.io/v1beta1",
    "scheduling.k8s.io/v1",
    "storage.k8s.io/v1beta1",
    "storage.k8s.io/v1",
    "storage.k8s.io/v1alpha1",
    "storagemigration.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1",
];

/// The Kubernetes version a chart is rendered for.
#[derive(Clone, Debug, PartialEq)]
pub struct KubeVersion {
    /// As given, with a leading `v`: `v1.33.4-gke.1`.
    pub version: String,
    /// The numbers alone: `v1.33.4`.
    pub normalized: String,
    /// `1`.
    pub major: String,
    /// `33`.
    pub minor: String,
}

impl KubeVersion {
    /// Reads `--kube-version`: two or more numbers, a `v` before them and anything behind them
    /// allowed.
    ///
    /// # Errors
    /// The reason why it is no version, as Helm says it behind `invalid kube version 'X': `.
    pub fn parse(text: &str) -> Result<Self, String> {
        let shown = || quoted(text);
        let body = text.trim_start_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']);
        let body = body.strip_prefix('v').unwrap_or(body);
        let mut numbers: Vec<&str> = Vec::new();
        let mut rest = body;
        loop {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 {
                break;
            }
            numbers.push(&rest[..digits]);
            match rest[digits..].strip_prefix('.') {
                Some(after) => rest = after,
                None => break,
            }
        }
        // A line break behind the numbers is no part of a version.
        if numbers.is_empty() || body.contains('\n') {
            return Err(format!("could not parse {} as version", shown()));
        }
        if numbers.len() < 2 {
            return Err(format!("illegal version string {}", shown()));
        }
        if numbers[0].len() > 1 && numbers[0].starts_with('0') {
            return Err(format!(
                "illegal zero-prefixed version component {} in {}",
                quoted(numbers[0]),
                shown()
            ));
        }
        let mut components = Vec::new();
        for number in numbers {
            let parsed: u64 = number.parse().map_err(|_| {
                let number = quoted(number);
                format!(
                    "illegal non-numeric version component {number} in {}: \
                     strconv.ParseUint: parsing {number}: value out of range",
                    shown()
                )
            })?;
            components.push(parsed.to_string());
        }
        Ok(KubeVersion {
            version: if text.starts_with('v') {
                text.to_owned()
            } else {
                format!("v{text}")
            },
            normalized: format!("v{}", components.join(".")),
            major: components[0].clone(),
            minor: components[1].clone(),
        })
    }
}

impl Default for KubeVersion {
    /// The version whose client library Helm 4.2.4 is built with.
    fn default() -> Self {
        KubeVersion {
            version: "v1.36.0".to_owned(),
            normalized: "v1.36.0".to_owned(),
            major: "1".to_owned(),
            minor: "36".to_owned(),
        }
    }
}

/// `.Capabilities` of a render.
#[derive(Clone, Debug, PartialEq)]
pub struct Capabilities {
    /// `.Capabilities.KubeVersion`.
    pub kube_version: KubeVersion,
    /// `.Capabilities.APIVersions`.
    pub api_versions: Vec<String>,
}

impl Default for Capabilities {
    fn default() -> Self {
        Capabilities {
            kube_version: KubeVersion::default(),
            api_versions: DEFAULT_API_VERSIONS
                .iter()
                .map(|v| (*v).to_owned())
                .collect(),
        }
    }
}
