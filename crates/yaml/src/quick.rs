//! JSON of the documents that [`chartroom_quickyaml`] reads; others take the long way.

use std::vec::IntoIter;

use chartroom_quickyaml::Item;

use crate::gotype::GoType;
use crate::json::{Json, Object};
use crate::resolve::{Scalar, plain};
use crate::target::{convert, element, member, visible};

/// The JSON of a document, floats not checked, or nothing where the long way has to be taken.
pub(crate) fn read(bytes: &[u8], target: Option<&GoType>) -> Option<Json> {
    build(&mut chartroom_quickyaml::read(bytes)?.into_iter(), target)
}

fn build(items: &mut IntoIter<Item<'_>>, target: Option<&GoType>) -> Option<Json> {
    let target = visible(target);
    match items.next()? {
        Item::Nothing => Some(Json::Null),
        Item::Text(text) => Some(Json::String(text.into_owned())),
        Item::Plain(text) => convert(plain(text).into_value(text), target).ok(),
        Item::Sequence => {
            let inner = element(target);
            let mut list = Vec::new();
            while items.as_slice().first() != Some(&Item::End) {
                list.push(build(items, inner)?);
            }
            items.next();
            Some(Json::Array(list))
        }
        Item::Mapping => {
            let mut members = Object::new();
            loop {
                let key = match items.next()? {
                    Item::End => return Some(Json::Object(members)),
                    Item::Text(text) => text.into_owned(),
                    // Keys that are no text, and the one that merges.
                    Item::Plain(text) if text != "<<" && plain(text) == Scalar::Str => {
                        text.to_owned()
                    }
                    _ => return None,
                };
                let inner = member(target, &key);
                members.insert(key, build(items, inner)?);
            }
        }
        Item::End => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::parse;
    use crate::gotype::{Field, StructType};

    static STRING: GoType = GoType::String;
    static FIELDS: GoType = GoType::Struct(&StructType {
        name: "v2.Some",
        fields: &[
            Field {
                json: "text",
                ty: GoType::String,
            },
            Field {
                json: "when",
                ty: GoType::Time,
            },
            Field {
                json: "flag",
                ty: GoType::Pointer(&STRING),
            },
            Field {
                json: "list",
                ty: GoType::Slice(&STRING),
            },
            Field {
                json: "map",
                ty: GoType::Map(&STRING),
            },
        ],
    });

    #[test]
    fn targets_are_minded() {
        let scalars = [
            "1",
            "1.10",
            "yes",
            "~",
            "'1'",
            "2001-01-01",
            "9223372036854775808",
            "1e3",
            "a",
        ];
        for scalar in scalars {
            let yaml = format!(
                "text: {scalar}\nwhen: {scalar}\nFLAG: {scalar}\nlist:\n- {scalar}\n- [{scalar}]\nmap: {{a: {scalar}, a: {scalar}}}\nother: {scalar}\n"
            );
            let quick = read(yaml.as_bytes(), Some(&FIELDS)).unwrap();
            let long = convert(parse(yaml.as_bytes()).unwrap(), Some(&FIELDS)).unwrap();
            assert_eq!(quick, long, "{yaml}");
        }
    }

    #[test]
    fn keys_that_are_no_text_go_the_long_way() {
        for yaml in [
            "1: a\n",
            "yes: a\n",
            "~: a\n",
            "<<: {a: b}\n",
            "2001-01-01: a\n",
        ] {
            assert_eq!(read(yaml.as_bytes(), None), None, "{yaml}");
        }
        for yaml in ["'1': a\n", "\"<<\": a\n", "x: <<\n"] {
            assert!(read(yaml.as_bytes(), None).is_some(), "{yaml}");
        }
    }
}
