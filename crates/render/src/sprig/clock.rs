//! What a `time.Time` is asked for besides its text: months, days of the week, durations, and other
//! times.
//!
//! Facts: Go's package `time`. A method with several results (`Date`, `Clock`, `ISOWeek`, `Zone`)
//! cannot be called by a template, which says so.

use chartroom_gotemplate::value::{
    BOOL, BYTES, FLOAT64, INT, INT64, Method, Named, STRING, Signature, Text, Type,
};
use chartroom_gotemplate::{Error, Value};

use super::dates::{inside, shown, time};
use super::location;
use crate::gotime::{self, MONTHS, Moment, Timestamp, WEEKDAYS};

/// A number that shows itself as a word.
macro_rules! named {
    ($name:literal, $basic:expr, $shown:expr, $methods:expr) => {
        &Type::Named(&Named {
            name: $name,
            underlying: $basic,
            methods: $methods,
            text: Some(Text {
                error: false,
                pointer: false,
                call: |value| {
                    let shown: fn(i64) -> String = $shown;
                    shown(value.as_int().unwrap_or_default()).into_bytes()
                },
                go: None,
            }),
        })
    };
}

type Call = fn(&mut chartroom_gotemplate::Context<'_>, &Value, &[Value]) -> Result<Value, Error>;

/// A method of a value.
const fn method(
    name: &'static str,
    params: &'static [&'static Type],
    result: &'static Type,
    call: Call,
) -> Method {
    Method {
        name,
        signature: Signature {
            params,
            variadic: false,
            result,
        },
        pointer: false,
        call,
    }
}

/// A method that no template can call for its results.
const fn several(name: &'static str, results: &'static Type) -> Method {
    method(name, &[], results, |_, _, _| Ok(Value::Nil))
}

/// `time.Month`.
pub const MONTH: &Type = named!(
    "time.Month",
    INT,
    |n| word(&MONTHS, n - 1),
    &[method("String", &[], STRING, |_, v, _| Ok(Value::from(
        word(&MONTHS, number(v) - 1)
    )))]
);

/// `time.Weekday`.
pub const WEEKDAY: &Type = named!(
    "time.Weekday",
    INT,
    |n| word(&WEEKDAYS, n),
    &[method("String", &[], STRING, |_, v, _| Ok(Value::from(
        word(&WEEKDAYS, number(v))
    )))]
);

/// `time.Duration`.
pub const DURATION: &Type = named!(
    "time.Duration",
    INT64,
    |n| gotime::duration(i128::from(n)),
    &[
        method("String", &[], STRING, |_, v, _| Ok(Value::from(
            gotime::duration(i128::from(number(v)))
        ))),
        method("Hours", &[], FLOAT64, |_, v, _| share(v, 3_600_000_000_000)),
        method("Minutes", &[], FLOAT64, |_, v, _| share(v, 60_000_000_000)),
        method("Seconds", &[], FLOAT64, |_, v, _| share(v, 1_000_000_000)),
        method("Milliseconds", &[], INT64, |_, v, _| Ok(Value::int64(
            number(v) / 1_000_000
        ))),
        method("Microseconds", &[], INT64, |_, v, _| Ok(Value::int64(
            number(v) / 1_000
        ))),
        method("Nanoseconds", &[], INT64, |_, v, _| Ok(Value::int64(
            number(v)
        ))),
        method("Abs", &[], LATE_DURATION, |_, v, _| Ok(span(
            number(v).saturating_abs()
        ))),
        method("Truncate", &[LATE_DURATION], LATE_DURATION, |_, v, args| {
            let (nanos, step) = (number(v), number(&args[0]));
            Ok(span(if step > 0 {
                nanos - nanos % step
            } else {
                nanos
            }))
        }),
        method("Round", &[LATE_DURATION], LATE_DURATION, |_, v, args| {
            let (nanos, step) = (i128::from(number(v)), i128::from(number(&args[0])));
            if step <= 0 {
                return Ok(span(nanos as i64));
            }
            // Halves go away from zero, and what is too far stays at the end.
            let size = (nanos.abs() * 2 + step) / (step * 2) * step;
            let signed = size * nanos.signum();
            let bounded = signed.clamp(i64::MIN.into(), i64::MAX.into());
            Ok(span(bounded as i64))
        }),
    ]
);

/// The methods of `time.Time`.
pub const METHODS: &[Method] = &[
    method("Unix", &[], INT64, |_, v, _| {
        Ok(Value::int64(stamp(v).at.seconds))
    }),
    method("UnixMilli", &[], INT64, |_, v, _| {
        let at = stamp(v).at;
        let millis = at.seconds.wrapping_mul(1_000);
        Ok(Value::int64(
            millis.wrapping_add(i64::from(at.nanos / 1_000_000)),
        ))
    }),
    method("UnixMicro", &[], INT64, |_, v, _| {
        let at = stamp(v).at;
        let micros = at.seconds.wrapping_mul(1_000_000);
        Ok(Value::int64(
            micros.wrapping_add(i64::from(at.nanos / 1_000)),
        ))
    }),
    method("UnixNano", &[], INT64, |_, v, _| {
        let at = stamp(v).at;
        let nanos = at.seconds.wrapping_mul(1_000_000_000);
        Ok(Value::int64(nanos.wrapping_add(i64::from(at.nanos))))
    }),
    method("Year", &[], INT, |_, v, _| {
        Ok(Value::int(stamp(v).wall().civil().0))
    }),
    method("Day", &[], INT, |_, v, _| {
        Ok(Value::int(stamp(v).wall().civil().2))
    }),
    method("Hour", &[], INT, |_, v, _| {
        Ok(Value::int(stamp(v).wall().clock().0))
    }),
    method("Minute", &[], INT, |_, v, _| {
        Ok(Value::int(stamp(v).wall().clock().1))
    }),
    method("Second", &[], INT, |_, v, _| {
        Ok(Value::int(stamp(v).wall().clock().2))
    }),
    method("YearDay", &[], INT, |_, v, _| {
        Ok(Value::int(stamp(v).wall().year_day()))
    }),
    method("IsZero", &[], BOOL, |_, v, _| {
        Ok(Value::Bool(stamp(v).at == Moment::ZERO))
    }),
    method("UTC", &[], TIME_LATE, utc),
    method("Local", &[], TIME_LATE, |_, v, _| {
        Ok(time(Timestamp::local(stamp(v).at)))
    }),
    method("Location", &[], location::POINTER, |_, v, _| {
        Ok(location::of(&stamp(v)))
    }),
    method("In", &[location::POINTER], TIME_LATE, |_, v, args| {
        location::seen(stamp(v).at, &args[0]).map(time)
    }),
    method("IsDST", &[], BOOL, |_, _, _| Ok(Value::Bool(false))),
    method("GoString", &[], STRING, |_, v, _| {
        Ok(Value::from(in_go(&stamp(v))))
    }),
    method("String", &[], STRING, |_, v, _| {
        Ok(Value::from(shown(&stamp(v))))
    }),
    method("Format", &[STRING], STRING, |_, v, args| {
        let layout = super::text(args, 0);
        Ok(Value::from(stamp(v).format(&layout)))
    }),
    method("AppendFormat", &[BYTES, STRING], BYTES, |_, v, args| {
        let mut bytes = given(args);
        bytes.extend(stamp(v).format(&super::text(args, 1)));
        Ok(Value::bytes(bytes))
    }),
    method("MarshalText", &[], BYTES, |_, v, _| {
        standard(v, Vec::new(), "MarshalText")
    }),
    method("AppendText", &[BYTES], BYTES, |_, v, args| {
        standard(v, given(args), "AppendText")
    }),
    method("MarshalJSON", &[], BYTES, |_, v, _| {
        let text = stamp(v).standard().map_err(failed("MarshalJSON"))?;
        Ok(Value::bytes(format!("\"{text}\"").into_bytes()))
    }),
    method("MarshalBinary", &[], BYTES, |_, v, _| binary(v, Vec::new())),
    method("GobEncode", &[], BYTES, |_, v, _| binary(v, Vec::new())),
    method("AppendBinary", &[BYTES], BYTES, |_, v, args| {
        binary(v, given(args))
    }),
    several("Date", &Type::Results(&[INT, MONTH, INT])),
    several("Clock", &Type::Results(&[INT, INT, INT])),
    several("ISOWeek", &Type::Results(&[INT, INT])),
    several("Zone", &Type::Results(&[STRING, INT])),
    several("ZoneBounds", &Type::Results(&[TIME_LATE, TIME_LATE])),
    method("Month", &[], MONTH, |_, v, _| {
        let (_, month, _) = stamp(v).wall().civil();
        Ok(Value::scalar(MONTH, Value::int(month)))
    }),
    method("Weekday", &[], WEEKDAY, |_, v, _| {
        let day = stamp(v).wall().weekday() as i64;
        Ok(Value::scalar(WEEKDAY, Value::int(day)))
    }),
    method("Nanosecond", &[], INT, |_, v, _| {
        Ok(Value::int(i64::from(stamp(v).at.nanos)))
    }),
    method("AddDate", &[INT, INT, INT], TIME_LATE, |_, v, args| {
        let mut stamp = stamp(v);
        let wall = stamp.wall();
        let (year, month, day) = wall.civil();
        let months = (year.wrapping_add(number(&args[0])))
            .wrapping_mul(12)
            .wrapping_add(month - 1 + number(&args[1]));
        let date = (
            months.div_euclid(12),
            months.rem_euclid(12) + 1,
            day.wrapping_add(number(&args[2])),
        );
        stamp.at = Moment::of(date, wall.clock(), wall.nanos).shifted(-stamp.offset);
        stamp.running = None;
        Ok(time(stamp))
    }),
    method("Add", &[DURATION], TIME_LATE, |_, v, args| {
        Ok(time(stamp(v).plus(number(&args[0]))))
    }),
    method("Sub", &[TIME_LATE], DURATION, |_, v, args| {
        Ok(span(stamp(v).since(&stamp(&args[0]))))
    }),
    method("Before", &[TIME_LATE], BOOL, |_, v, args| {
        Ok(Value::Bool(stamp(v).compare(&stamp(&args[0])).is_lt()))
    }),
    method("After", &[TIME_LATE], BOOL, |_, v, args| {
        Ok(Value::Bool(stamp(v).compare(&stamp(&args[0])).is_gt()))
    }),
    method("Equal", &[TIME_LATE], BOOL, |_, v, args| {
        Ok(Value::Bool(stamp(v).compare(&stamp(&args[0])).is_eq()))
    }),
    method("Compare", &[TIME_LATE], INT, |_, v, args| {
        let order = stamp(v).compare(&stamp(&args[0]));
        Ok(Value::int(order as i64))
    }),
    method("Truncate", &[DURATION], TIME_LATE, |_, v, args| {
        let mut stamp = stamp(v);
        stamp.running = None;
        let step = i128::from(number(&args[0]));
        if step > 0 {
            let over = stamp.at.nanos_since(Moment::ZERO).rem_euclid(step);
            stamp.at = stamp.at.plus(-(over as i64));
        }
        Ok(time(stamp))
    }),
    method("Round", &[DURATION], TIME_LATE, |_, v, args| {
        let mut stamp = stamp(v);
        stamp.running = None;
        let step = i128::from(number(&args[0]));
        if step > 0 {
            let over = stamp.at.nanos_since(Moment::ZERO).rem_euclid(step);
            let up = if over * 2 < step { 0 } else { step };
            stamp.at = stamp.at.plus((up - over) as i64);
        }
        Ok(time(stamp))
    }),
];

/// A time as a Go program would write it.
pub fn in_go(stamp: &Timestamp) -> String {
    let wall = stamp.wall();
    let ((year, month, day), (hour, minute, second)) = (wall.civil(), wall.clock());
    let month = word(&MONTHS, month - 1);
    let place = match stamp {
        stamp if stamp.local => "Local".to_owned(),
        stamp if stamp.is_utc() => "UTC".to_owned(),
        stamp => format!("Location({})", gotime::quote(stamp.zone.as_bytes())),
    };
    format!(
        "time.Date({year}, time.{month}, {day}, {hour}, {minute}, {second}, {}, time.{place})",
        wall.nanos
    )
}

/// `time.Duration` by its name, for its own methods.
const LATE_DURATION: &Type = &Type::Named(&Named {
    name: "time.Duration",
    underlying: INT64,
    methods: &[],
    text: None,
});

/// `time.Time` by its name: types are equal by name, and this one is made of these methods.
const TIME_LATE: &Type = &Type::Named(&Named {
    name: "time.Time",
    underlying: &Type::Struct(&[]),
    methods: &[],
    text: None,
});

fn utc(
    _: &mut chartroom_gotemplate::Context<'_>,
    value: &Value,
    _: &[Value],
) -> Result<Value, Error> {
    Ok(time(Timestamp::utc(stamp(value).at)))
}

fn number(value: &Value) -> i64 {
    value.as_int().unwrap_or_default()
}

fn word(names: &[&'static str], at: i64) -> String {
    let name = usize::try_from(at).ok().and_then(|at| names.get(at));
    name.copied().unwrap_or_default().to_owned()
}

fn stamp(value: &Value) -> Timestamp {
    let zero = || Timestamp::utc(Moment::ZERO);
    inside(value).cloned().unwrap_or_else(zero)
}

fn span(nanos: i64) -> Value {
    Value::scalar(DURATION, Value::int64(nanos))
}

/// The bytes to append to.
fn given(args: &[Value]) -> Vec<u8> {
    match args.first() {
        Some(Value::Bytes(bytes)) => bytes.bytes.to_vec(),
        _ => Vec::new(),
    }
}

fn failed(name: &'static str) -> impl Fn(&'static str) -> Error {
    move |problem| Error::new(format!("Time.{name}: {problem}"))
}

fn standard(value: &Value, mut bytes: Vec<u8>, name: &'static str) -> Result<Value, Error> {
    let text = stamp(value).standard().map_err(failed(name))?;
    bytes.extend_from_slice(text.as_bytes());
    Ok(Value::bytes(bytes))
}

fn binary(value: &Value, mut bytes: Vec<u8>) -> Result<Value, Error> {
    bytes.extend(stamp(value).binary().map_err(Error::new)?);
    Ok(Value::bytes(bytes))
}

/// A duration in a unit, with its fraction.
fn share(value: &Value, unit: i64) -> Result<Value, Error> {
    let nanos = number(value);
    let whole = (nanos / unit) as f64;
    Ok(Value::float(whole + (nanos % unit) as f64 / unit as f64))
}
