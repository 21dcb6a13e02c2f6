//! `derivePassword`: the algorithm of Master Password, version 3.

use hmac::{Hmac, Mac as _};
use sha2_10::Sha256;

use super::question::{Answer, Outcome, Question};

const SEED: &[u8] = b"com.lyndir.masterpassword";

const VOWELS: (&str, &str) = ("AEIOU", "aeiou");
const CONSONANTS: (&str, &str) = ("BCDFGHJKLMNPQRSTVWXYZ", "bcdfghjklmnpqrstvwxyz");

/// The characters that a letter of a pattern stands for.
fn characters(letter: u8) -> String {
    let ((big_v, v), (big_c, c)) = (VOWELS, CONSONANTS);
    match letter {
        b'V' => big_v.to_owned(),
        b'C' => big_c.to_owned(),
        b'v' => v.to_owned(),
        b'c' => c.to_owned(),
        b'A' => [big_v, big_c].concat(),
        b'a' => [big_v, v, big_c, c].concat(),
        b'n' => "0123456789".to_owned(),
        b'o' => "@&%?,=[]_:-+*$#!'^~;()/.".to_owned(),
        _ => [big_v, v, big_c, c, "0123456789!@#$%^&*()"].concat(),
    }
}

fn patterns(kind: &[u8]) -> Option<&'static [&'static str]> {
    Some(match kind {
        b"maximum" => &["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        b"long" => &[
            "CvcvnoCvcvCvcv",
            "CvcvCvcvnoCvcv",
            "CvcvCvcvCvcvno",
            "CvccnoCvcvCvcv",
            "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv",
            "CvcvCvccCvcvno",
            "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc",
            "CvcvCvcvCvccno",
            "CvccnoCvccCvcv",
            "CvccCvccnoCvcv",
            "CvccCvccCvcvno",
            "CvcvnoCvccCvcc",
            "CvcvCvccnoCvcc",
            "CvcvCvccCvccno",
            "CvccnoCvcvCvcc",
            "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        b"medium" => &["CvcnoCvc", "CvcCvcno"],
        b"short" => &["Cvcn"],
        b"basic" => &["aaanaaan", "aannaaan", "aaannaaa"],
        b"pin" => &["nnnn"],
        _ => return None,
    })
}

pub(super) fn derive(question: &Question) -> Outcome {
    let counter = question.number as u32;
    let told = |text: String| Ok(Answer::Text(text.into_bytes()));
    let Some(patterns) = patterns(question.bytes(0)) else {
        let kind = question.text(0);
        return told(format!("cannot find password template {kind}"));
    };
    let (password, user, site) = (question.bytes(1), question.bytes(2), question.bytes(3));
    let with_length = |s: &[u8]| [&(s.len() as u32).to_be_bytes()[..], s].concat();
    let salt = [SEED, &with_length(user)].concat();
    let mut key = [0; 64];
    scrypt::Params::new(15, 8, 2, 64)
        .map_err(|error| error.to_string())
        .and_then(|params| {
            scrypt::scrypt(password, &salt, &params, &mut key).map_err(|error| error.to_string())
        })
        .map_err(|error| format!("failed to derive password: {error}"))?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key)
        .map_err(|error| format!("failed to derive password: {error}"))?;
    mac.update(SEED);
    mac.update(&with_length(site));
    mac.update(&counter.to_be_bytes());
    let seed = mac.finalize().into_bytes();
    let pattern = patterns[usize::from(seed[0]) % patterns.len()];
    let letters = pattern.bytes().zip(&seed[1..]).map(|(letter, byte)| {
        let from = characters(letter);
        char::from(from.as_bytes()[usize::from(*byte) % from.len()])
    });
    told(letters.collect())
}
