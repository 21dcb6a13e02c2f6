//! Dates, in UTC: a render has no zone of its own.
//!
//! Facts: `templates.md` 3.2, "Date". `now` is given by the host.

use std::any::Any;

use chartroom_gotemplate::value::{ANY, Method, Named, STRING, Signature, Text, Type};
use chartroom_gotemplate::{Context, Definition, Error, Object, Value};

use super::layout::{self, Moment};
use super::text;
use crate::engine::Host;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("now", &[], TIME, |cx, _| Ok(moment(now(cx)))),
    Definition::new("date", &[STRING, ANY], STRING, |cx, args| {
        Ok(Value::from(layout::format(
            &text(args, 0).to_text(),
            of(cx, &args[1]),
        )))
    }),
    Definition::new("dateInZone", &[STRING, ANY, STRING], STRING, date_in_zone),
    Definition::new("date_in_zone", &[STRING, ANY, STRING], STRING, date_in_zone),
    Definition::new("htmlDate", &[ANY], STRING, |cx, args| {
        Ok(Value::from(layout::format("2006-01-02", of(cx, &args[0]))))
    }),
    Definition::new("htmlDateInZone", &[ANY, STRING], STRING, |cx, args| {
        Ok(Value::from(layout::format("2006-01-02", of(cx, &args[0]))))
    }),
    Definition::new("dateModify", &[STRING, TIME], TIME, modify),
    Definition::new("date_modify", &[STRING, TIME], TIME, modify),
    Definition::new("mustDateModify", &[STRING, TIME], TIME, must_modify),
    Definition::new("must_date_modify", &[STRING, TIME], TIME, must_modify),
    Definition::new("toDate", &[STRING, STRING], TIME, |_, args| {
        let parsed = layout::parse(&text(args, 0).to_text(), &text(args, 1).to_text());
        Ok(moment(parsed.unwrap_or(Moment::ZERO)))
    }),
    Definition::new("mustToDate", &[STRING, STRING], TIME, |_, args| {
        layout::parse(&text(args, 0).to_text(), &text(args, 1).to_text())
            .map(moment)
            .map_err(Error::new)
    }),
    Definition::new("unixEpoch", &[TIME], STRING, |_, args| {
        Ok(Value::from(
            inside(&args[0]).unwrap_or(Moment::ZERO).seconds.to_string(),
        ))
    }),
    Definition::new("ago", &[ANY], STRING, |cx, args| {
        let now = now(cx);
        let then = match args[0] {
            Value::Scalar(_) => now,
            _ => of(cx, &args[0]),
        };
        let nanos = now.nanos_since(then);
        let seconds = (nanos + if nanos < 0 { -500_000_000 } else { 500_000_000 }) / 1_000_000_000;
        Ok(Value::from(layout::duration(
            i128::from(seconds as i64) * 1_000_000_000,
        )))
    }),
    Definition::new("duration", &[ANY], STRING, |_, args| {
        let seconds = match &args[0] {
            Value::String(s) => s.to_text().parse::<i64>().unwrap_or(0),
            Value::Int(chartroom_gotemplate::value::IntKind::Int64, n) => *n,
            _ => 0,
        };
        Ok(Value::from(layout::duration(i128::from(
            seconds.wrapping_mul(1_000_000_000),
        ))))
    }),
    Definition::new("durationRound", &[ANY], STRING, |cx, args| {
        let nanos = match &args[0] {
            Value::String(s) => layout::parse_duration(&s.to_text()).unwrap_or(0),
            Value::Int(chartroom_gotemplate::value::IntKind::Int64, n) => *n,
            other => inside(other).map_or(0, |then| now(cx).nanos_since(then) as i64),
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

/// A method without arguments.
macro_rules! method {
    ($name:literal, $take:expr) => {
        Method {
            name: $name,
            signature: Signature {
                params: &[],
                variadic: false,
                result: ANY,
            },
            pointer: false,
            call: |_, value, _| {
                let take: fn(Moment) -> Value = $take;
                Ok(take(inside(value).unwrap_or(Moment::ZERO)))
            },
        }
    };
}

/// `time.Time`.
pub const TIME: &Type = &Type::Named(&Named {
    name: "time.Time",
    underlying: &Type::Struct(&[]),
    methods: &[
        method!("Unix", |m| Value::int64(m.seconds)),
        method!("UnixNano", |m| Value::int64(
            m.seconds
                .wrapping_mul(1_000_000_000)
                .wrapping_add(i64::from(m.nanos))
        )),
        method!("Year", |m| Value::int(m.civil().0)),
        method!("Day", |m| Value::int(m.civil().2)),
        method!("Hour", |m| Value::int(m.clock().0)),
        method!("Minute", |m| Value::int(m.clock().1)),
        method!("Second", |m| Value::int(m.clock().2)),
        method!("YearDay", |m| Value::int(m.year_day())),
        method!("IsZero", |m| Value::Bool(m == Moment::ZERO)),
        method!("UTC", moment),
        method!("String", |m| Value::from(shown(m))),
        Method {
            name: "Format",
            signature: Signature {
                params: &[STRING],
                variadic: false,
                result: STRING,
            },
            pointer: false,
            call: |_, value, args| {
                let at = inside(value).unwrap_or(Moment::ZERO);
                Ok(Value::from(layout::format(&text(args, 0).to_text(), at)))
            },
        },
    ],
    text: Some(Text {
        error: false,
        pointer: false,
        call: |value| inside(value).map(shown).unwrap_or_default().into_bytes(),
    }),
});

fn shown(at: Moment) -> String {
    layout::format("2006-01-02 15:04:05.999999999 -0700 MST", at)
}

struct Time(Moment);

impl Object for Time {
    fn ty(&self) -> &'static Type {
        TIME
    }

    fn field(&self, _: &[u8]) -> Option<Value> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A time as Go's `time.Time`.
pub fn moment(at: Moment) -> Value {
    Value::object(Time(at))
}

/// The moment in a `time.Time`.
pub fn inside(value: &Value) -> Option<Moment> {
    value.downcast::<Time>().map(|time| time.0)
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
        other => inside(other).unwrap_or_else(|| now(cx)),
    }
}

fn date_in_zone(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    Ok(Value::from(layout::format(
        &text(args, 0).to_text(),
        of(cx, &args[1]),
    )))
}

fn modify(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    Ok(must_modify(cx, args).unwrap_or_else(|_| args[1].clone()))
}

fn must_modify(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let nanos = layout::parse_duration(&text(args, 0).to_text()).map_err(Error::new)?;
    Ok(moment(inside(&args[1]).unwrap_or(Moment::ZERO).plus(nanos)))
}
