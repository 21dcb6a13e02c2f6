//! The zones of times as Go holds them: `*time.Location`.
//!
//! Facts: Go's package `time`. The local zone is UTC, and yet another one than UTC.

use std::any::Any;

use chartroom_gotemplate::value::{
    BOOL, INT, INT64, Method, Named, Record, STRING, Signature, Text, Type, UINT8, UintKind,
};
use chartroom_gotemplate::{Error, Object, Value};

use crate::gotime::{Moment, Timestamp};

/// `*time.Location`.
pub const POINTER: &Type = &Type::Pointer(LOCATION);

const LOCATION: &Type = &Type::Named(&Named {
    name: "time.Location",
    underlying: &Type::Struct(&[
        ("name", STRING),
        ("zone", ZONES),
        ("tx", CHANGES),
        ("extend", STRING),
        ("cacheStart", INT64),
        ("cacheEnd", INT64),
        ("cacheZone", &Type::Pointer(ZONE)),
    ]),
    methods: &[Method {
        name: "String",
        signature: Signature {
            params: &[],
            variadic: false,
            result: STRING,
        },
        pointer: true,
        call: |_, place, _| Ok(Value::string(name(place))),
    }],
    text: Some(Text {
        error: false,
        pointer: true,
        call: |place| name(place).into_bytes(),
        go: None,
    }),
});

const ZONES: &Type = &Type::Slice(ZONE);
const ZONE: &Type = &Type::Named(&Named {
    name: "time.zone",
    underlying: &Type::Struct(&[("name", STRING), ("offset", INT), ("isDST", BOOL)]),
    methods: &[],
    text: None,
});

const CHANGES: &Type = &Type::Slice(CHANGE);
const CHANGE: &Type = &Type::Named(&Named {
    name: "time.zoneTrans",
    underlying: &Type::Struct(&[
        ("when", INT64),
        ("index", UINT8),
        ("isstd", BOOL),
        ("isutc", BOOL),
    ]),
    methods: &[],
    text: None,
});

/// The zone of a time; the moment itself is of no importance.
struct Location(Timestamp);

impl Location {
    /// Whether it has rules: a fixed offset is one rule without beginning and end.
    fn is_fixed(&self) -> bool {
        !self.0.local && !self.0.is_utc()
    }

    fn zone(&self) -> Value {
        let zone = Value::string(&*self.0.zone);
        let values = vec![zone, Value::int(self.0.offset), Value::Bool(false)];
        Value::object(Record::new(ZONE, values))
    }
}

impl Object for Location {
    fn ty(&self) -> &'static Type {
        LOCATION
    }

    fn field(&self, name: &[u8]) -> Option<Value> {
        let fixed = self.is_fixed();
        let declared = LOCATION.underlying();
        Some(match name {
            b"name" => Value::string(&*self.0.zone),
            b"zone" if fixed => Value::list_of(ZONES, vec![self.zone()]),
            b"tx" if fixed => {
                let no = Value::Bool(false);
                let first = vec![
                    Value::int64(i64::MIN),
                    Value::Uint(UintKind::Uint8, 0),
                    no.clone(),
                    no,
                ];
                Value::list_of(CHANGES, vec![Value::object(Record::new(CHANGE, first))])
            }
            b"cacheStart" if fixed => Value::int64(i64::MIN),
            b"cacheEnd" if fixed => Value::int64(i64::MAX),
            b"cacheZone" if fixed => Value::pointer(&Type::Pointer(ZONE), self.zone()),
            other => match declared {
                Type::Struct(fields) => {
                    let found = fields.iter().find(|(name, _)| name.as_bytes() == other);
                    Value::zero(found?.1)
                }
                _ => return None,
            },
        })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The zone of a time.
pub fn of(stamp: &Timestamp) -> Value {
    Value::pointer(POINTER, Value::object(Location(stamp.clone())))
}

/// A moment in a zone, as `time.In` shows it.
///
/// # Errors
/// Go's text about no zone at all.
pub fn seen(at: Moment, place: &Value) -> Result<Timestamp, Error> {
    match place.downcast::<Location>() {
        Some(Location(stamp)) => Ok(Timestamp {
            at,
            running: None,
            ..stamp.clone()
        }),
        None => Err(Error::new("time: missing Location in call to Time.In")),
    }
}

fn name(place: &Value) -> String {
    let place = place.downcast::<Location>();
    place.map_or_else(|| "UTC".to_owned(), |place| place.0.zone.to_string())
}
