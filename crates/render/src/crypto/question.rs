//! What templates ask of cryptography, and what it answers, apart from both.

use std::net::IpAddr;

use crate::gotime::Moment;
use crate::modules::{Reader, Writer};
use crate::random::Random;

/// A call of one of the functions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// The function's name in templates.
    pub function: String,
    /// Its strings, a certificate standing for two: itself and its key.
    pub texts: Vec<Vec<u8>>,
    /// IP addresses of a certificate.
    pub addresses: Vec<String>,
    /// Domain names of a certificate.
    pub names: Vec<String>,
    /// Days or a counter.
    pub number: i64,
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A string.
    Text(Vec<u8>),
    /// A certificate and its key, in PEM.
    Certificate(String, String),
}

/// What the answer depends on besides the question.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// The render's random stream.
    pub random: Random,
    /// The present.
    pub now: Moment,
}

impl Question {
    /// The `n`th string; empty where there are fewer.
    pub fn bytes(&self, n: usize) -> &[u8] {
        self.texts.get(n).map_or(&[], Vec::as_slice)
    }

    /// The `n`th string as text.
    pub fn text(&self, n: usize) -> String {
        String::from_utf8_lossy(self.bytes(n)).into_owned()
    }

    /// The question as bytes.
    pub fn write(&self, circumstances: &Circumstances) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.bytes(self.function.as_bytes());
        writer.number(self.texts.len() as u64);
        for text in &self.texts {
            writer.bytes(text);
        }
        writer.texts(&self.addresses);
        writer.texts(&self.names);
        writer.number(self.number as u64);
        circumstances.random.write(&mut writer);
        writer.number(circumstances.now.seconds as u64);
        writer.number(u64::from(circumstances.now.nanos));
        writer.finish()
    }

    /// The question that [`write`](Question::write) wrote.
    pub fn read(bytes: &[u8]) -> Option<(Question, Circumstances)> {
        let mut reader = Reader::new(bytes);
        let question = Question {
            function: reader.text()?,
            texts: (0..reader.number()?)
                .map(|_| reader.bytes().map(<[u8]>::to_vec))
                .collect::<Option<_>>()?,
            addresses: reader.texts()?,
            names: reader.texts()?,
            number: reader.number()? as i64,
        };
        let random = Random::read(&mut reader)?;
        let now = Moment {
            seconds: reader.number()? as i64,
            nanos: u32::try_from(reader.number()?).ok()?,
        };
        Some((question, Circumstances { random, now }))
    }
}

/// An address as certificates know it.
///
/// # Errors
/// Sprig's text.
pub fn address(text: &str) -> Result<IpAddr, String> {
    text.parse()
        .map_err(|_| format!("error parsing ip: {text}"))
}

/// An answer, or what the function complains about.
pub type Outcome = Result<Answer, String>;

/// An outcome as bytes, with the place the random stream has come to.
pub fn write_outcome(outcome: &Outcome, random: &Random) -> Vec<u8> {
    let mut writer = Writer::new();
    random.write(&mut writer);
    match outcome {
        Err(complaint) => {
            writer.byte(0);
            writer.bytes(complaint.as_bytes());
        }
        Ok(Answer::Text(text)) => {
            writer.byte(1);
            writer.bytes(text);
        }
        Ok(Answer::Certificate(certificate, key)) => {
            writer.byte(2);
            writer.bytes(certificate.as_bytes());
            writer.bytes(key.as_bytes());
        }
    }
    writer.finish()
}

/// The outcome that [`write_outcome`] wrote.
pub fn read_outcome(bytes: &[u8]) -> Option<(Outcome, Random)> {
    let mut reader = Reader::new(bytes);
    let random = Random::read(&mut reader)?;
    let outcome = match reader.byte()? {
        0 => Err(reader.text()?),
        1 => Ok(Answer::Text(reader.bytes()?.to_vec())),
        2 => Ok(Answer::Certificate(reader.text()?, reader.text()?)),
        _ => return None,
    };
    Some((outcome, random))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_and_answers_survive_the_way() {
        let question = Question {
            function: "genCA".to_owned(),
            texts: vec![b"\xff".to_vec(), Vec::new()],
            addresses: vec!["::1".to_owned()],
            names: Vec::new(),
            number: -1,
        };
        let mut random = Random::new([9; 32]);
        random.byte();
        let now = Moment {
            seconds: -5,
            nanos: 7,
        };
        let around = Circumstances { random, now };
        let (read, after) = Question::read(&question.write(&around)).unwrap();
        assert_eq!((read, after.now), (question, now));
        let (mut ours, mut theirs) = (around.random, after.random);
        assert_eq!(
            (0..99).map(|_| ours.byte()).collect::<Vec<_>>(),
            (0..99).map(|_| theirs.byte()).collect::<Vec<_>>(),
            "the stream goes on where it was"
        );
        for outcome in [
            Err("no".to_owned()),
            Ok(Answer::Text(b"\xfe".to_vec())),
            Ok(Answer::Certificate("a".to_owned(), "b".to_owned())),
        ] {
            let (read, _) = read_outcome(&write_outcome(&outcome, &ours)).unwrap();
            assert_eq!(read, outcome);
        }
    }
}
