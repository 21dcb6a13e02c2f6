//! Random text and numbers. They come from the stream of the render, see [`crate::random`].

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use chartroom_gotemplate::value::{INT, STRING};
use chartroom_gotemplate::{Context, Definition, Error, Value};

use super::{number, text};
use crate::engine::Host;
use crate::random::Random;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("randAlphaNum", &[INT], STRING, |cx, args| {
        draw(
            cx,
            args,
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        )
    }),
    Definition::new("randAlpha", &[INT], STRING, |cx, args| {
        draw(
            cx,
            args,
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        )
    }),
    Definition::new("randNumeric", &[INT], STRING, |cx, args| {
        draw(cx, args, b"0123456789")
    }),
    Definition::new("randAscii", &[INT], STRING, |cx, args| {
        let printable: Vec<u8> = (32..127).collect();
        draw(cx, args, &printable)
    }),
    Definition::new("randBytes", &[INT], STRING, |cx, args| {
        let count = count(cx, args)?;
        let mut bytes = vec![0; count];
        stream(cx)?.fill(&mut bytes);
        Ok(Value::from(STANDARD.encode(bytes)))
    }),
    Definition::new("randInt", &[INT, INT], INT, |cx, args| {
        let (low, high) = (number(args, 0), number(args, 1));
        match u64::try_from(high.wrapping_sub(low)) {
            Ok(span) if span > 0 => {
                Ok(Value::int(low.wrapping_add(stream(cx)?.below(span) as i64)))
            }
            _ => Err(Error::new("invalid argument to Intn")),
        }
    }),
    Definition::new("uuidv4", &[], STRING, |cx, _| {
        let mut id = [0; 16];
        stream(cx)?.fill(&mut id);
        id[6] = id[6] & 0x0f | 0x40;
        id[8] = id[8] & 0x3f | 0x80;
        let hex: String = id.iter().map(|b| format!("{b:02x}")).collect();
        Ok(Value::from(format!(
            "{}-{}-{}-{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..]
        )))
    }),
    Definition::new("shuffle", &[STRING], STRING, |cx, args| {
        let text = text(args, 0);
        let mut runes: Vec<char> = String::from_utf8_lossy(&text).chars().collect();
        let random = stream(cx)?;
        for last in (1..runes.len()).rev() {
            runes.swap(last, random.below(last as u64 + 1) as usize);
        }
        Ok(Value::from(runes.into_iter().collect::<String>()))
    }),
];

fn stream<'c>(cx: &'c mut Context<'_>) -> Result<&'c mut Random, Error> {
    let host = cx
        .host::<Host>()
        .ok_or_else(|| Error::new("no randomness outside of a render"))?;
    Ok(&mut host.random)
}

fn count(cx: &mut Context<'_>, args: &[Value]) -> Result<usize, Error> {
    // The original drops its error about negative counts and answers with nothing.
    let count = usize::try_from(number(args, 0)).unwrap_or(0);
    cx.charge(count)?;
    Ok(count)
}

fn draw(cx: &mut Context<'_>, args: &[Value], alphabet: &[u8]) -> Result<Value, Error> {
    let count = count(cx, args)?;
    let random = stream(cx)?;
    let text: Vec<u8> = (0..count)
        .map(|_| alphabet[random.below(alphabet.len() as u64) as usize])
        .collect();
    Ok(Value::from(text))
}
