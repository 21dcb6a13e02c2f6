//! Keys, certificates, passwords and ciphers: the heavy functions of Sprig.
//!
//! Facts: `templates.md` 3.2, "Crypto". The work is behind the feature `crypto`; without it a
//! [`Module`](crate::modules::Module) is asked, so that a page loads it only for charts that call
//! one of the functions of [`TABLE`].

#[cfg(feature = "crypto")]
mod certificate;
#[cfg(feature = "crypto")]
mod der;
#[cfg(feature = "crypto")]
mod field;
#[cfg(feature = "crypto")]
mod key;
#[cfg(feature = "crypto")]
mod master;
#[cfg(feature = "crypto")]
mod password;
#[cfg(feature = "crypto")]
mod prime;
pub mod question;
#[cfg(feature = "crypto")]
mod sieve;
mod table;

pub use table::TABLE;

use question::{Circumstances, Outcome, Question};

use crate::modules::Modules;
#[cfg(feature = "crypto")]
use crate::random::Random;

/// Calls one of the functions here.
#[cfg(feature = "crypto")]
fn ask(question: &Question, around: &mut Circumstances, _: &Modules) -> Outcome {
    match question.function.as_str() {
        "bcrypt" => password::bcrypt(question, around),
        "htpasswd" => password::htpasswd(question, around),
        "encryptAES" => password::encrypt(question, around),
        "decryptAES" => password::decrypt(question),
        "derivePassword" => master::derive(question),
        "genPrivateKey" => key::generate(question, around),
        "buildCustomCert" => certificate::custom(question),
        _ => certificate::generate(question, around),
    }
}

/// Calls one of the functions in the module that has them.
#[cfg(not(feature = "crypto"))]
fn ask(question: &Question, around: &mut Circumstances, modules: &Modules) -> Outcome {
    let answer = modules.crypto.and_then(|ask| ask(&question.write(around)));
    let Some((outcome, random)) = answer.as_deref().and_then(question::read_outcome) else {
        return Err(format!("this build has no {}", question.function));
    };
    around.random = random;
    outcome
}

/// Answers the question of a build without the feature. Empty for bytes that are no question.
#[cfg(feature = "crypto")]
pub fn answer(question: &[u8]) -> Vec<u8> {
    let Some((question, mut around)) = Question::read(question) else {
        return Vec::new();
    };
    let outcome = ask(&question, &mut around, &Modules::default());
    question::write_outcome(&outcome, &around.random)
}

/// The render's random stream, in the form the cryptographic libraries ask for.
#[cfg(feature = "crypto")]
struct Stream<'a>(&'a mut Random);

#[cfg(feature = "crypto")]
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

#[cfg(feature = "crypto")]
impl rand_core::CryptoRng for Stream<'_> {}

/// PEM as Go's `encoding/pem` writes it.
#[cfg(feature = "crypto")]
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
#[cfg(feature = "crypto")]
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
