//! Keys, certificates, passwords and ciphers: the heavy functions of Sprig.
//!
//! Facts: `templates.md` 3.2, "Crypto". They are behind the feature `crypto`, so that a page loads
//! them only for charts that call one of the functions of [`TABLE`].

mod certificate;
mod der;
mod key;
mod master;
mod password;

use chartroom_gotemplate::value::{INT, LIST, STRING, UINT32};
use chartroom_gotemplate::{Context, Definition, Error, Str, Value};

use crate::engine::Host;
use crate::random::Random;
use certificate::CERTIFICATE;

/// The functions of this module.
pub const TABLE: &[Definition] = &[
    Definition::new("bcrypt", &[STRING], STRING, password::bcrypt),
    Definition::new("htpasswd", &[STRING, STRING], STRING, password::htpasswd),
    Definition::new("encryptAES", &[STRING, STRING], STRING, password::encrypt),
    Definition::new("decryptAES", &[STRING, STRING], STRING, password::decrypt),
    Definition::new(
        "derivePassword",
        &[UINT32, STRING, STRING, STRING, STRING],
        STRING,
        master::derive,
    ),
    Definition::new("genPrivateKey", &[STRING], STRING, key::generate),
    Definition::new("genCA", &[STRING, INT], CERTIFICATE, certificate::authority),
    Definition::new(
        "genCAWithKey",
        &[STRING, INT, STRING],
        CERTIFICATE,
        certificate::authority_with_key,
    ),
    Definition::new(
        "genSelfSignedCert",
        &[STRING, LIST, LIST, INT],
        CERTIFICATE,
        certificate::self_signed,
    ),
    Definition::new(
        "genSelfSignedCertWithKey",
        &[STRING, LIST, LIST, INT, STRING],
        CERTIFICATE,
        certificate::self_signed_with_key,
    ),
    Definition::new(
        "genSignedCert",
        &[STRING, LIST, LIST, INT, CERTIFICATE],
        CERTIFICATE,
        certificate::signed,
    ),
    Definition::new(
        "genSignedCertWithKey",
        &[STRING, LIST, LIST, INT, CERTIFICATE, STRING],
        CERTIFICATE,
        certificate::signed_with_key,
    ),
    Definition::new(
        "buildCustomCert",
        &[STRING, STRING],
        CERTIFICATE,
        certificate::custom,
    ),
];

fn text(args: &[Value], n: usize) -> Str {
    args.get(n)
        .and_then(Value::as_str)
        .cloned()
        .unwrap_or_default()
}

/// The render's random stream, in the form the cryptographic libraries ask for.
struct Stream<'a>(&'a mut Random);

impl rand_core::RngCore for Stream<'_> {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, out: &mut [u8]) {
        self.0.fill(out);
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), rand_core::Error> {
        self.0.fill(out);
        Ok(())
    }
}

impl rand_core::CryptoRng for Stream<'_> {}

fn stream<'c>(cx: &'c mut Context<'_>) -> Result<Stream<'c>, Error> {
    let host = cx
        .host::<Host>()
        .ok_or_else(|| Error::new("no randomness outside of a render"))?;
    Ok(Stream(&mut host.random))
}

/// PEM as Go's `encoding/pem` writes it.
fn pem(kind: &str, der: &[u8]) -> String {
    use base64::Engine as _;
    let body = base64::engine::general_purpose::STANDARD.encode(der);
    let mut text = format!("-----BEGIN {kind}-----\n");
    for line in body.as_bytes().chunks(64) {
        text.push_str(&String::from_utf8_lossy(line));
        text.push('\n');
    }
    text.push_str(&format!("-----END {kind}-----\n"));
    text
}

/// The first PEM block of a text: its kind and content.
fn unpem(text: &str) -> Option<(String, Vec<u8>)> {
    let start = text.find("-----BEGIN ")? + "-----BEGIN ".len();
    let (kind, rest) = text[start..].split_once("-----")?;
    let end = rest.find(&format!("-----END {kind}-----"))?;
    let body: Vec<u8> = rest[..end]
        .bytes()
        .filter(|b| !b.is_ascii_whitespace())
        .collect();
    Some((kind.to_owned(), crate::sprig::decode_64(&body).ok()?))
}
