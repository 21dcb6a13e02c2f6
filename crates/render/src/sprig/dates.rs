//! Dates. The local zone is UTC: a render has no zone of its own.
//!
//! Facts: `templates.md` 3.2, "Date". `now` is given by the host.

use std::any::Any;

use chartroom_gotemplate::value::{ANY, INT64, Named, STRING, Text, Type, UINT64, UintKind};
use chartroom_gotemplate::{Context, Definition, Error, Object, Value, strconv};

use super::clock;
use super::location;
use super::text;
use crate::engine::Host;
use crate::gotime::{self, Moment, Timestamp};

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("now", &[], TIME, |cx, _| {
        let host = cx.host::<Host>();
        let (at, running) = host.map_or((Moment::ZERO, 0), |host| (host.now, host.running));
        Ok(time(Timestamp::now(at, running)))
    }),
    Definition::new("date", &[STRING, ANY], STRING, |cx, args| {
        Ok(Value::from(gotime::format(
            &text(args, 0),
            of(cx, &args[1]),
        )))
    }),
    Definition::new("dateInZone", &[STRING, ANY, STRING], STRING, date_in_zone),
    Definition::new("date_in_zone", &[STRING, ANY, STRING], STRING, date_in_zone),
    Definition::new("htmlDate", &[ANY], STRING, |cx, args| {
        Ok(Value::from(gotime::format(b"2006-01-02", of(cx, &args[0]))))
    }),
    Definition::new("htmlDateInZone", &[ANY, STRING], STRING, |cx, args| {
        Ok(in_zone(
            cx,
            b"2006-01-02",
            &args[0],
            &text(args, 1).to_text(),
        ))
    }),
    Definition::new("dateModify", &[STRING, TIME], TIME, modify),
    Definition::new("date_modify", &[STRING, TIME], TIME, modify),
    Definition::new("mustDateModify", &[STRING, TIME], TIME, must_modify),
    Definition::new("must_date_modify", &[STRING, TIME], TIME, must_modify),
    Definition::new("toDate", &[STRING, STRING], TIME, |_, args| {
        let parsed = gotime::parse(&text(args, 0), &text(args, 1));
        Ok(time(
            parsed.unwrap_or_else(|_| Timestamp::utc(Moment::ZERO)),
        ))
    }),
    Definition::new("mustToDate", &[STRING, STRING], TIME, |_, args| {
        gotime::parse(&text(args, 0), &text(args, 1))
            .map(time)
            .map_err(Error::new)
    }),
    Definition::new("unixEpoch", &[TIME], STRING, |_, args| {
        Ok(Value::from(stamp(&args[0]).at.seconds.to_string()))
    }),
    Definition::new("ago", &[ANY], STRING, |cx, args| {
        let now = now(cx);
        let then = match args[0] {
            Value::Scalar(_) => now,
            _ => of(cx, &args[0]),
        };
        let nanos = now.nanos_since(then);
        let seconds = (nanos + if nanos < 0 { -500_000_000 } else { 500_000_000 }) / 1_000_000_000;
        Ok(Value::from(gotime::duration(
            i128::from(seconds as i64) * 1_000_000_000,
        )))
    }),
    Definition::new("duration", &[ANY], STRING, |_, args| {
        let seconds = match &args[0] {
            // What is out of range is as far as numbers go.
            Value::String(s) => match strconv::parse_int(s, 10) {
                Ok(seconds) => seconds,
                Err(strconv::NumberError::Syntax) => 0,
                Err(strconv::NumberError::Range) if s.starts_with(b"-") => i64::MIN,
                Err(strconv::NumberError::Range) => i64::MAX,
            },
            Value::Int(chartroom_gotemplate::value::IntKind::Int64, n) => *n,
            _ => 0,
        };
        Ok(Value::from(gotime::duration(i128::from(
            seconds.wrapping_mul(1_000_000_000),
        ))))
    }),
    Definition::new("durationRound", &[ANY], STRING, |cx, args| {
        let nanos = match &args[0] {
            Value::String(s) => gotime::parse_duration(s).unwrap_or(0),
            Value::Int(chartroom_gotemplate::value::IntKind::Int64, n) => *n,
            other => inside(other).map_or(0, |then| now(cx).nanos_since(then.at) as i64),
        };
        Ok(Value::from(rounded(nanos.unsigned_abs())))
    }),
];

fn rounded(nanos: u64) -> String {
    const HOUR: u64 = 3_600_000_000_000;
    for (unit, name) in [
        (HOUR * 24 * 365, "y"),
        (HOUR * 24 * 30, "mo"),
        (HOUR * 24, "d"),
        (HOUR, "h"),
        (HOUR / 60, "m"),
        (HOUR / 3600, "s"),
    ] {
        if nanos > unit {
            return format!("{}{name}", nanos / unit);
        }
    }
    "0s".to_owned()
}

/// `time.Time`.
pub const TIME: &Type = &Type::Named(&Named {
    name: "time.Time",
    underlying: &Type::Struct(&[("wall", UINT64), ("ext", INT64), ("loc", location::POINTER)]),
    methods: clock::METHODS,
    text: Some(Text {
        error: false,
        pointer: false,
        call: |value| shown(stamp(value)).into_bytes(),
        go: Some(|value| clock::in_go(stamp(value)).into_bytes()),
    }),
});

/// A time as `String` writes it.
pub(super) fn shown(stamp: &Timestamp) -> String {
    stamp.text()
}

struct Time(Timestamp);

impl Object for Time {
    fn ty(&self) -> &'static Type {
        TIME
    }

    fn field(&self, name: &[u8]) -> Option<Value> {
        Some(match name {
            b"wall" => Value::Uint(UintKind::Uint64, self.0.fields().0),
            b"ext" => Value::int64(self.0.fields().1),
            b"loc" if self.0.is_utc() => Value::Null(location::POINTER),
            b"loc" => location::of(&self.0),
            _ => return None,
        })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn same(&self, other: &dyn Object) -> bool {
        // A zone that was read is another one each time.
        let shared = self.0.local || self.0.is_utc();
        (shared || std::ptr::addr_eq(self, other)) && self.alike(other)
    }

    fn alike(&self, other: &dyn Object) -> bool {
        let other = other.as_any().downcast_ref::<Time>();
        other.is_some_and(|other| self.0 == other.0)
    }
}

/// A Go `time.Time`.
pub fn time(stamp: Timestamp) -> Value {
    Value::object(Time(stamp))
}

/// What a `time.Time` holds.
pub fn inside(value: &Value) -> Option<&Timestamp> {
    value.downcast::<Time>().map(|time| &time.0)
}

/// The same; Go's zero time for what is none.
fn stamp(value: &Value) -> &Timestamp {
    static ZERO: Timestamp = Timestamp {
        at: Moment::ZERO,
        offset: 0,
        zone: std::borrow::Cow::Borrowed("UTC"),
        local: false,
        running: None,
    };
    inside(value).unwrap_or(&ZERO)
}

fn now(cx: &mut Context<'_>) -> Moment {
    cx.host::<Host>().map_or(Moment::ZERO, |host| host.now)
}

/// What Sprig takes for a date: a time, or seconds since 1970; anything else is now.
fn of(cx: &mut Context<'_>, value: &Value) -> Moment {
    use chartroom_gotemplate::value::IntKind::{Int, Int32, Int64};
    match value {
        Value::Int(Int | Int32 | Int64, seconds) => Moment {
            seconds: *seconds,
            nanos: 0,
        },
        other => inside(other).map_or_else(|| now(cx), |time| time.at),
    }
}

fn date_in_zone(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    Ok(in_zone(
        cx,
        &text(args, 0),
        &args[1],
        &text(args, 2).to_text(),
    ))
}

/// A date in a named zone; in UTC where there is no such zone.
fn in_zone(cx: &mut Context<'_>, layout: &[u8], date: &Value, zone: &str) -> Value {
    let at = of(cx, date);
    let shown = cx
        .host::<Host>()
        .and_then(|host| host.zones.shown(zone, at.seconds, &host.modules));
    Value::from(match shown {
        Some(shown) => gotime::format_in(layout, at, shown.offset, &shown.name),
        None => gotime::format(layout, at),
    })
}

fn modify(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    Ok(must_modify(cx, args).unwrap_or_else(|_| args[1].clone()))
}

fn must_modify(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let nanos = gotime::parse_duration(&text(args, 0)).map_err(Error::new)?;
    Ok(time(stamp(&args[1]).clone().plus(nanos)))
}
