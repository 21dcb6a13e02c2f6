//! What Helm prints after a push and a pull.

use chartroom_gotext::has;
use chartroom_oci::{Digest, Reference};

/// Helm's note on the underscore that stands for a plus sign.
const NOTE: &str = "
OCI artifact references (e.g. tags) do not support the plus sign (+). To support
storing semantic versions, Helm adopts the convention of changing plus (+) to
an underscore (_) in chart version tags when pushing to a registry and back to
a plus (+) when pulling from a registry.
";

/// What `helm push` prints (on standard output in Helm 4).
pub fn pushed(reference: &Reference, digest: &Digest) -> String {
    let underscore = reference.tag.as_ref().is_some_and(|tag| has(tag, '_'));
    lines("Pushed", &reference.to_string(), digest, underscore)
}

/// What `helm pull` prints. Unlike a push it takes any underscore of the reference for a sign of a
/// plus.
pub fn pulled(reference: &str, digest: &Digest) -> String {
    lines("Pulled", reference, digest, has(reference, '_'))
}

fn lines(what: &str, reference: &str, digest: &Digest, underscore: bool) -> String {
    let mut out = format!("{what}: {reference}\nDigest: {digest}\n");
    if underscore {
        out.push_str(&format!("{reference} contains an underscore.\n{NOTE}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_underscore_is_explained() {
        let digest = Digest::sha256(b"");
        let plain = Reference::parse("h/a_b:1.0.0").expect("a reference");
        assert_eq!(
            pushed(&plain, &digest),
            format!("Pushed: h/a_b:1.0.0\nDigest: {digest}\n")
        );
        let text = pulled("h/a_b:1.0.0", &digest);
        assert!(text.contains("h/a_b:1.0.0 contains an underscore.\n\nOCI artifact"));
        assert!(text.ends_with("pulling from a registry.\n"));
    }
}
