//! Charts that were opened or pushed from this browser.

use chartroom_oci::go_json::to_string;
use chartroom_oci::json::Json;
use leptos::prelude::*;

use crate::browser::storage::{self, Shelf};
use crate::browser::time;

use super::App;

const KEY: &str = "chartroom.recents";
const KEPT: usize = 24;

/// One chart.
#[derive(Clone, PartialEq, Debug)]
pub struct Recent {
    /// `host/repository`, without tag.
    pub place: String,
    /// The chart's name.
    pub name: String,
    /// The version last seen.
    pub version: String,
    /// The tag last seen.
    pub tag: String,
    /// When, in milliseconds since 1970.
    pub when: f64,
}

impl Recent {
    /// `host/repository:tag`.
    pub fn reference(&self) -> String {
        if self.tag.is_empty() {
            self.place.clone()
        } else {
            [&self.place, ":", &self.tag].concat()
        }
    }
}

/// What the browser remembers.
pub fn load() -> Vec<Recent> {
    storage::get(Shelf::Browser, KEY)
        .map(|text| read(&text))
        .unwrap_or_default()
}

/// Puts a chart at the top of the list.
pub fn remember(app: App, place: &str, name: &str, version: &str, tag: &str) {
    let recent = Recent {
        place: place.to_owned(),
        name: name.to_owned(),
        version: version.to_owned(),
        tag: tag.to_owned(),
        when: time::now(),
    };
    app.recents.update(|list| {
        list.retain(|other| other.place != recent.place);
        list.insert(0, recent);
        list.truncate(KEPT);
    });
    storage::set(
        Shelf::Browser,
        KEY,
        &app.recents.with_untracked(|list| write(list)),
    );
}

/// Takes one away.
pub fn forget(app: App, place: &str) {
    app.recents
        .update(|list| list.retain(|other| other.place != place));
    storage::set(
        Shelf::Browser,
        KEY,
        &app.recents.with_untracked(|list| write(list)),
    );
}

fn write(list: &[Recent]) -> String {
    let rows: Vec<String> = list
        .iter()
        .map(|recent| {
            let texts = [&recent.place, &recent.name, &recent.version, &recent.tag];
            let texts = texts.map(to_string).join(",");
            ["[", &texts, ",", &(recent.when as i64).to_string(), "]"].concat()
        })
        .collect();
    ["[", &rows.join(","), "]"].concat()
}

fn read(text: &str) -> Vec<Recent> {
    let Ok(Json::Array(rows)) = Json::parse(text) else {
        return Vec::new();
    };
    rows.iter()
        .filter_map(|row| {
            let Json::Array(row) = row else {
                return None;
            };
            let text = |index: usize| row.get(index)?.as_str().map(str::to_owned);
            Some(Recent {
                place: text(0)?,
                name: text(1)?,
                version: text(2)?,
                tag: text(3)?,
                when: match row.get(4)? {
                    // Whole milliseconds; earlier versions wrote a fraction.
                    Json::Number(number) => number.split('.').next()?.parse::<i64>().ok()? as f64,
                    _ => return None,
                },
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Recent, read, write};

    #[test]
    fn the_list_survives_the_browser() {
        let list = vec![Recent {
            place: "localhost:5000/library/nginx".into(),
            name: "nginx".into(),
            version: "1.0.0+a\"b".into(),
            tag: "1.0.0_a".into(),
            when: 1_767_323_045_000.0,
        }];
        assert_eq!(read(&write(&list)), list);
    }

    #[test]
    fn what_cannot_be_read_is_nothing() {
        for text in ["", "{}", "[1]", "[[1,2,3,4,5]]", "null"] {
            assert!(read(text).is_empty());
        }
    }
}
