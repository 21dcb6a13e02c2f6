//! Paths with `/`, as Go's `path` (and, on the systems Helm is compared on, `filepath`) sees them.

use chartroom_gotemplate::value::{BOOL, STRING};
use chartroom_gotemplate::{Context, Definition, Error, Value};

use super::text;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("base", &[STRING], STRING, base),
    Definition::new("osBase", &[STRING], STRING, base),
    Definition::new("dir", &[STRING], STRING, dir),
    Definition::new("osDir", &[STRING], STRING, dir),
    Definition::new("clean", &[STRING], STRING, |_, args| {
        Ok(Value::from(clean(&text(args, 0))))
    }),
    Definition::new("osClean", &[STRING], STRING, |_, args| {
        Ok(Value::from(clean(&text(args, 0))))
    }),
    Definition::new("ext", &[STRING], STRING, ext),
    Definition::new("osExt", &[STRING], STRING, ext),
    Definition::new("isAbs", &[STRING], BOOL, absolute),
    Definition::new("osIsAbs", &[STRING], BOOL, absolute),
];

fn base(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    Ok(Value::from(base_of(&text(args, 0)).to_vec()))
}

/// The last element of a path: `.` for an empty one, `/` for one of slashes only.
pub fn base_of(path: &[u8]) -> &[u8] {
    if path.is_empty() {
        return b".";
    }
    let end = path
        .iter()
        .rposition(|b| *b != b'/')
        .map_or(0, |last| last + 1);
    if end == 0 {
        return b"/";
    }
    let start = path[..end]
        .iter()
        .rposition(|b| *b == b'/')
        .map_or(0, |slash| slash + 1);
    &path[start..end]
}

fn dir(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let path = text(args, 0);
    let end = path
        .iter()
        .rposition(|b| *b == b'/')
        .map_or(0, |slash| slash + 1);
    Ok(Value::from(clean(&path[..end])))
}

/// The shortest path that means the same.
pub fn clean(path: &[u8]) -> Vec<u8> {
    let rooted = path.first() == Some(&b'/');
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split(|b| *b == b'/') {
        match part {
            b"" | b"." => {}
            b".." => match parts.last() {
                Some(last) if *last != b".." => {
                    parts.pop();
                }
                _ if rooted => {}
                _ => parts.push(part),
            },
            _ => parts.push(part),
        }
    }
    let joined = parts.join(&b'/');
    match (rooted, joined.is_empty()) {
        (true, _) => [b"/", &joined[..]].concat(),
        (false, true) => b".".to_vec(),
        (false, false) => joined,
    }
}

fn ext(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let path = text(args, 0);
    let last = path.rsplit(|b| *b == b'/').next().unwrap_or_default();
    let dot = last.iter().rposition(|b| *b == b'.');
    Ok(Value::from(
        dot.map_or(Vec::new(), |dot| last[dot..].to_vec()),
    ))
}

fn absolute(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    Ok(Value::Bool(text(args, 0).first() == Some(&b'/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_short() {
        for (path, wanted) in [
            ("", "."),
            ("a//b/./c/..", "a/b"),
            ("/../a", "/a"),
            ("../../a/..", "../.."),
            ("/", "/"),
            ("a/../..", ".."),
        ] {
            assert_eq!(clean(path.as_bytes()), wanted.as_bytes(), "{path}");
        }
        assert_eq!(base_of(b"a/b//"), b"b");
        assert_eq!(base_of(b"//"), b"/");
    }
}
