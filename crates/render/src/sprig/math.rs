//! Arithmetic: whole numbers wrap as Go's `int64` does, the `…f` functions calculate in decimals.

use chartroom_gotemplate::value::{ANY, FLOAT64, INT, INT64, STRING};
use chartroom_gotemplate::{Definition, Error, Value};

use super::decimal::Decimal;
use super::{number, printed, text, to_float, to_int};

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("int", &[ANY], INT, |_, args| {
        Ok(Value::int(to_int(&args[0])))
    }),
    Definition::new("int64", &[ANY], INT64, |_, args| {
        Ok(Value::int64(to_int(&args[0])))
    }),
    Definition::new("float64", &[ANY], FLOAT64, |_, args| {
        Ok(Value::float(to_float(&args[0])))
    }),
    Definition::new("atoi", &[STRING], INT, |_, args| {
        let text = text(args, 0);
        let digits = text
            .strip_prefix(b"+")
            .or(text.strip_prefix(b"-"))
            .unwrap_or(&text);
        let plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
        let parsed = std::str::from_utf8(&text)
            .ok()
            .filter(|_| plain)
            .map(str::parse::<i64>);
        Ok(Value::int(match parsed {
            Some(Ok(n)) => n,
            // Go answers with the nearest number besides the error that Sprig drops.
            Some(Err(_)) if text.starts_with(b"-") => i64::MIN,
            Some(Err(_)) => i64::MAX,
            None => 0,
        }))
    }),
    Definition::new("toDecimal", &[ANY], INT64, |_, args| {
        let shown = printed(&args[0]);
        let parsed = chartroom_gotemplate::strconv::parse_int(&shown, 8);
        Ok(Value::int64(parsed.unwrap_or(0)))
    }),
    Definition::new("add1", &[ANY], INT64, |_, args| {
        Ok(Value::int64(to_int(&args[0]).wrapping_add(1)))
    }),
    Definition::variadic("add", &[ANY], INT64, |_, args| {
        Ok(Value::int64(
            args.iter().map(to_int).fold(0, i64::wrapping_add),
        ))
    }),
    Definition::new("sub", &[ANY, ANY], INT64, |_, args| {
        Ok(Value::int64(
            to_int(&args[0]).wrapping_sub(to_int(&args[1])),
        ))
    }),
    Definition::new("div", &[ANY, ANY], INT64, |_, args| {
        divide(args, i64::wrapping_div)
    }),
    Definition::new("mod", &[ANY, ANY], INT64, |_, args| {
        divide(args, i64::wrapping_rem)
    }),
    Definition::variadic("mul", &[ANY, ANY], INT64, |_, args| {
        Ok(Value::int64(
            args.iter().map(to_int).fold(1, i64::wrapping_mul),
        ))
    }),
    Definition::variadic("max", &[ANY, ANY], INT64, largest),
    Definition::variadic("biggest", &[ANY, ANY], INT64, largest),
    Definition::variadic("min", &[ANY, ANY], INT64, |_, args| {
        Ok(Value::int64(args.iter().map(to_int).min().unwrap_or(0)))
    }),
    Definition::variadic("maxf", &[ANY, ANY], FLOAT64, |_, args| {
        Ok(extreme(args, |a, b| a > b, true))
    }),
    Definition::variadic("minf", &[ANY, ANY], FLOAT64, |_, args| {
        Ok(extreme(args, |a, b| a < b, false))
    }),
    Definition::new("floor", &[ANY], FLOAT64, |_, args| {
        Ok(Value::float(to_float(&args[0]).floor()))
    }),
    Definition::new("ceil", &[ANY], FLOAT64, |_, args| {
        Ok(Value::float(to_float(&args[0]).ceil()))
    }),
    Definition::variadic("round", &[ANY, INT, FLOAT64], FLOAT64, |_, args| {
        let on = args.get(2).and_then(Value::as_float).unwrap_or(0.5);
        Ok(Value::float(round(to_float(&args[0]), number(args, 1), on)))
    }),
    Definition::new("add1f", &[ANY], FLOAT64, |_, args| {
        fold(to_float(&args[0]), &[Value::int(1)], |a, b| Ok(a.add(b)))
    }),
    Definition::variadic("addf", &[ANY], FLOAT64, |_, args| {
        fold(0.0, args, |a, b| Ok(a.add(b)))
    }),
    Definition::variadic("subf", &[ANY, ANY], FLOAT64, |_, args| {
        fold(to_float(&args[0]), &args[1..], |a, b| Ok(a.sub(b)))
    }),
    Definition::variadic("mulf", &[ANY, ANY], FLOAT64, |_, args| {
        fold(to_float(&args[0]), &args[1..], |a, b| Ok(a.mul(b)))
    }),
    Definition::variadic("divf", &[ANY, ANY], FLOAT64, |_, args| {
        fold(to_float(&args[0]), &args[1..], Decimal::div)
    }),
];

fn divide(args: &[Value], operation: fn(i64, i64) -> i64) -> Result<Value, Error> {
    match to_int(&args[1]) {
        0 => Err(Error::new("runtime error: integer divide by zero")),
        divisor => Ok(Value::int64(operation(to_int(&args[0]), divisor))),
    }
}

fn largest(_: &mut chartroom_gotemplate::Context<'_>, args: &[Value]) -> Result<Value, Error> {
    Ok(Value::int64(args.iter().map(to_int).max().unwrap_or(0)))
}

/// Go's `math.Max` and `math.Min` over a row: NaN wins, and of the two zeros the one on the
/// function's side.
fn extreme(args: &[Value], better: fn(f64, f64) -> bool, positive: bool) -> Value {
    let mut numbers = args.iter().map(to_float);
    let mut best = numbers.next().unwrap_or(0.0);
    for number in numbers {
        let zeros = best == 0.0 && number == 0.0 && best.is_sign_negative() == positive;
        if number.is_nan() || better(number, best) || zeros {
            best = number;
        }
        if best.is_nan() {
            break;
        }
    }
    Value::float(best)
}

fn round(value: f64, places: i64, on: f64) -> f64 {
    let power =
        10f64.powi(i32::try_from(places).unwrap_or(if places < 0 { i32::MIN } else { i32::MAX }));
    let digit = power * value;
    let rounded = if digit.fract() >= on {
        digit.ceil()
    } else {
        digit.floor()
    };
    rounded / power
}

fn fold(
    first: f64,
    rest: &[Value],
    operation: fn(&Decimal, &Decimal) -> Result<Decimal, String>,
) -> Result<Value, Error> {
    let mut result = Decimal::from_float(first).map_err(Error::new)?;
    for value in rest {
        let other = Decimal::from_float(to_float(value)).map_err(Error::new)?;
        result = operation(&result, &other).map_err(Error::new)?;
    }
    Ok(Value::float(result.to_float()))
}
