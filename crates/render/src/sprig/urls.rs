//! `urlParse` and `urlJoin`.

use chartroom_gotemplate::value::{MAP, STRING};
use chartroom_gotemplate::{Context, Definition, Error, Map, Value};

use super::text;
use crate::url;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("urlParse", &[STRING], MAP, url_parse),
    Definition::new("urlJoin", &[MAP], STRING, url_join),
];

fn url_parse(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let url = url::parse(&text(args, 0))
        .map_err(|cause| Error::new([b"unable to parse url: ", &cause[..]].concat()))?;
    let user = url.user.as_ref().map(url::User::text).unwrap_or_default();
    let map = Map::new();
    map.insert("hostname", Value::from(url.hostname().to_vec()));
    map.insert("scheme", Value::from(url.scheme));
    map.insert("host", Value::from(url.host));
    map.insert("path", Value::from(url.path));
    map.insert("query", Value::from(url.raw_query));
    map.insert("opaque", Value::from(url.opaque));
    map.insert("fragment", Value::from(url.fragment));
    map.insert("userinfo", Value::from(user));
    Ok(Value::Map(map))
}

fn url_join(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let part = |key: &str| -> Result<Vec<u8>, Error> {
        match args[0].as_map().and_then(|map| map.get(key.as_bytes())) {
            None => Ok(Vec::new()),
            Some(value) => match value.as_str() {
                Some(text) => Ok(text.to_vec()),
                None if matches!(value, Value::Nil) => Err(Error::new(super::NIL_POINTER)),
                None => Err(Error::new(format!(
                    "unable to parse {key} key, must be of type string, but {} found",
                    value.kind().name()
                ))),
            },
        }
    };
    let mut url = url::Url {
        scheme: part("scheme")?,
        host: part("host")?,
        path: part("path")?,
        raw_query: part("query")?,
        opaque: part("opaque")?,
        fragment: part("fragment")?,
        ..url::Url::default()
    };
    let user = part("userinfo")?;
    if !user.is_empty() {
        let text = [b"proto://", &user[..], b"@host"].concat();
        url.user = url::parse(&text)
            .map_err(|cause| {
                Error::new([b"unable to parse userinfo in dict: ", &cause[..]].concat())
            })?
            .user;
    }
    Ok(Value::from(url.text()))
}
