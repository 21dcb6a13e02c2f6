//! Tables of TOML while they are read.

use chartroom_gotemplate::value::{MAP, Type};
use chartroom_gotemplate::{Map, Value};

/// A table while more may be added to it, in the order of its keys' first mention.
#[derive(Default)]
pub(super) struct Table {
    pub(super) entries: Vec<(String, Item)>,
    /// Made on the way to something else; its own header may still come.
    pub(super) implicit: bool,
}

/// What stands under a key.
pub(super) enum Item {
    Value(Value),
    Table(Table),
    /// `[[…]]`.
    Tables(Vec<Table>),
}

impl Table {
    pub(super) fn get(&mut self, key: &str) -> Option<&mut Item> {
        let found = self.entries.iter_mut().find(|(known, _)| known == key);
        found.map(|(_, item)| item)
    }

    /// The table below a key, made if there is nothing.
    pub(super) fn descend(&mut self, key: &str) -> Option<&mut Table> {
        if self.get(key).is_none() {
            let table = Table {
                implicit: true,
                ..Table::default()
            };
            self.entries.push((key.to_owned(), Item::Table(table)));
        }
        match self.get(key)? {
            Item::Table(table) => Some(table),
            Item::Tables(tables) => tables.last_mut(),
            Item::Value(_) => None,
        }
    }

    pub(super) fn into_map(self) -> Map {
        let map = Map::new();
        for (key, item) in self.entries {
            let value = match item {
                Item::Value(value) => value,
                Item::Table(table) => Value::Map(table.into_map()),
                Item::Tables(tables) => {
                    let maps = tables.into_iter().map(|table| Value::Map(table.into_map()));
                    Value::list_of(&Type::Slice(MAP), maps.collect())
                }
            };
            map.insert(key.as_str(), value);
        }
        map
    }
}
