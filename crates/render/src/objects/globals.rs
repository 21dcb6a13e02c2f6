//! `global` of a chart and of those below it.

use chartroom_gotemplate::{Map, Value};

/// What is in the tables of `global` is not only alike for a chart and those below it, but the same
/// (`coalesce.go` copies just the tables themselves): what one template sets there, all see. So are
/// lists in `global`, with the tables in them.
pub fn share_globals(above: Option<&Map>, below: &Map) {
    let globals = |values: &Map| match values.get(b"global") {
        Some(Value::Map(globals)) => Some(globals),
        _ => None,
    };
    let (Some(above), Some(below)) = (above.and_then(globals), globals(below)) else {
        return;
    };
    share(&above, &below, |above, below| match (above, below) {
        (Value::Map(above), Value::Map(below)) => {
            share(above, below, |above, below| {
                matches!(
                    (above, below),
                    (Value::Map(_), Value::Map(_)) | (Value::List(_), Value::List(_))
                )
            });
            false
        }
        (above, below) => matches!((above, below), (Value::List(_), Value::List(_))),
    });
}

/// Puts the entries of one table that `same` chooses in place of another's.
fn share(above: &Map, below: &Map, same: impl Fn(&Value, &Value) -> bool) {
    for (key, theirs) in below.snapshot() {
        match above.get_value(&key) {
            Some(ours) if same(&ours, &theirs) => below.insert_value(key, ours),
            _ => {}
        }
    }
}
