//! The functions of the comparison, as the program that made the answers has them.

use chartroom_gotemplate::value::*;
use chartroom_gotemplate::{Definition, Error, FunctionSet, Value, fmt};

use super::types::*;

/// The functions of the comparison.
pub fn functions() -> FunctionSet {
    let mut set = FunctionSet::new();
    set.extend(FUNCTIONS);
    set
}

const FUNCTIONS: &[Definition] = &[
    Definition::new("id", &[ANY], ANY, |_, a| Ok(a[0].clone())),
    Definition::new("niller", &[], ANY, |_, _| Ok(Value::Nil)),
    Definition::new("sint", &[INT, INT], INT, |_, a| {
        Ok(Value::int(
            a[0].as_int().unwrap().wrapping_add(a[1].as_int().unwrap()),
        ))
    }),
    Definition::new("si64", &[INT64], INT64, |_, a| Ok(a[0].clone())),
    Definition::new("str", &[STRING], STRING, |_, a| Ok(a[0].clone())),
    Definition::new("f64", &[FLOAT64], FLOAT64, |_, a| Ok(a[0].clone())),
    Definition::new("u8", &[UINT8], UINT8, |_, a| Ok(a[0].clone())),
    Definition::new("boolf", &[BOOL], BOOL, |_, a| Ok(a[0].clone())),
    Definition::new("mp", &[MAP], INT, |_, a| {
        Ok(Value::int(a[0].length().unwrap() as i64))
    }),
    Definition::new("strs", &[STRINGS], INT, |_, a| {
        Ok(Value::int(a[0].length().unwrap() as i64))
    }),
    Definition::variadic("list", &[ANY], LIST, |_, a| Ok(Value::list(a.to_vec()))),
    Definition::variadic("vari", &[STRING, INT], STRING, |_, a| {
        let mut out = Vec::new();
        let ints = Value::list_of(INTS, a[1..].to_vec());
        fmt::sprint(&mut out, &[a[0].clone(), ints]);
        Ok(Value::from(out))
    }),
    Definition::new("cplx", &[COMPLEX128], COMPLEX128, |_, a| Ok(a[0].clone())),
    Definition::new("dur", &[DUR_TYPE], DUR_TYPE, |_, a| {
        Ok(match &a[0] {
            Value::Scalar(s) => Value::scalar(DUR, s.value.clone()),
            other => other.clone(),
        })
    }),
    Definition::new("innerp", &[INNER_POINTER_TYPE], STRING, |_, a| {
        match &a[0] {
            Value::Pointer(p) => Ok(Value::from([b"p".as_slice(), &version(&p.value)].concat())),
            _ => Err(Error::new(NIL)),
        }
    }),
    Definition::new("inner", &[INNER_TYPE], STRING, |_, a| {
        Ok(Value::from([b"v".as_slice(), &version(&a[0])].concat()))
    }),
    Definition::new("errf", &[STRING], STRING, |_, a| {
        Err(Error::new(a[0].as_str().unwrap().to_vec()))
    }),
    Definition::new("failf", &[INT], STRING, |_, a| {
        Err(Error::new(format!("fail {}", a[0].as_int().unwrap())))
    }),
    Definition::new("typeOf", &[ANY], STRING, |_, a| {
        Ok(Value::from(a[0].type_name()))
    }),
    Definition::new("set", &[MAP, STRING, ANY], MAP, |_, a| match &a[0] {
        Value::Map(m) => {
            // No map in itself: Go would print it for ever.
            let value = match a[2].kind() {
                Kind::Map | Kind::Slice => Value::from("container"),
                _ => a[2].clone(),
            };
            m.insert(a[1].as_str().unwrap().clone(), value);
            Ok(a[0].clone())
        }
        _ => Err(Error::new("assignment to entry in nil map")),
    }),
    Definition::variadic("dict", &[ANY], MAP, |_, a| {
        let map = Map::new();
        for pair in a.chunks_exact(2) {
            map.insert(fmt::to_bytes(&pair[0]), pair[1].clone());
        }
        Ok(Value::Map(map))
    }),
    Definition::new("include", &[STRING, ANY], STRING, |cx, a| {
        let depth = cx.host::<u32>().expect("the depth");
        if *depth > 40 {
            return Err(Error::new("too deep"));
        }
        *depth += 1;
        let mut out = Vec::new();
        let result = cx.execute(a[0].as_str().unwrap(), &a[1], &mut out);
        *cx.host::<u32>().expect("the depth") -= 1;
        result?;
        Ok(Value::from(out))
    }),
];
