//! The orders in which Go puts map keys: go-yaml's natural one, and that of `fmt`.

use std::cmp::Ordering;

use chartroom_gotext::{is_digit, is_letter};

use crate::value::Value;

/// The order in which go-yaml v2 writes the keys of a map (`sorter.go`).
pub(crate) fn cmp_natural(left: &str, right: &str) -> Ordering {
    compare(left, right, false)
}

/// That of go-yaml v3: behind a digit, letters come before what is no letter.
fn cmp_newer(left: &str, right: &str) -> Ordering {
    compare(left, right, true)
}

fn compare(left: &str, right: &str, newer: bool) -> Ordering {
    let (mut lefts, mut rights) = (left.char_indices(), right.chars());
    // The first characters that differ.
    let (at, a, b) = loop {
        match (lefts.next(), rights.next()) {
            (Some((at, a)), Some(b)) if a != b => break (at, a, b),
            (Some(_), Some(_)) => {}
            (left, right) => return left.is_some().cmp(&right.is_some()),
        }
    };
    let digit = newer && left[..at].chars().next_back().is_some_and(is_digit);
    match (is_letter(a), is_letter(b)) {
        (true, true) => return a.cmp(&b),
        (false, false) => {}
        (letter, _) if letter == digit => return Ordering::Less,
        _ => return Ordering::Greater,
    }
    // Zeros in the middle of a number count as digits of it.
    let mut start = 0_i64;
    if a == '0' || b == '0' {
        let behind = left[..at].chars().rev();
        if behind.take_while(|&c| is_digit(c)).any(|c| c != '0') {
            start = 1;
        }
    }
    let a_number = digits(&left[at..], start);
    let b_number = digits(&right[at..], start);
    a_number.cmp(&b_number).then(a.cmp(&b))
}

/// The number that a text begins with, behind the digits that came before, and its length.
fn digits(text: &str, start: i64) -> (i64, usize) {
    let mut number = start;
    let mut length = 0;
    for c in text.chars().take_while(|&c| is_digit(c)) {
        let value = i64::from(c as u32) - i64::from(b'0');
        number = number.wrapping_mul(10).wrapping_add(value);
        length += 1;
    }
    (number, length)
}

/// The order in which `fmt` prints the keys of a `map[interface{}]…`: nil first, then by type in
/// order of address, which no program can rely on; here by kind, then by value.
pub(crate) fn cmp_go_print(left: &Value, right: &Value) -> Ordering {
    fn rank(value: &Value) -> u8 {
        match value {
            Value::Null => 0,
            Value::Bool(_) => 1,
            Value::Int(_) => 2,
            Value::Uint(_) => 3,
            Value::Float(_) => 4,
            _ => 5,
        }
    }
    match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Uint(a), Value::Uint(b)) => a.cmp(b),
        (Value::Float(a), Value::Float(b)) => a.total_cmp(b),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        _ => rank(left).cmp(&rank(right)),
    }
}

/// Sorts by key in go-yaml's order. The order is not transitive for some odd keys, which the
/// standard library's sorting may punish with a panic; this merge sort does not care.
pub(crate) fn sort_natural<T: Copy>(entries: &mut [(&String, T)]) {
    sort(entries, cmp_natural);
}

/// The places of keys in the order in which go-yaml v3 writes them.
#[must_use]
pub fn order_newer(keys: &[String]) -> Vec<usize> {
    let mut places: Vec<(&String, usize)> = keys.iter().zip(0..).collect();
    sort(&mut places, cmp_newer);
    places.into_iter().map(|(_, place)| place).collect()
}

fn sort<T: Copy>(entries: &mut [(&String, T)], cmp: fn(&str, &str) -> Ordering) {
    let len = entries.len();
    if len < 2 {
        return;
    }
    let (left, right) = entries.split_at_mut(len / 2);
    sort(left, cmp);
    sort(right, cmp);
    let merged = {
        let (mut left, mut right) = (&*left, &*right);
        let mut merged = Vec::with_capacity(len);
        while let (Some(a), Some(b)) = (left.first(), right.first()) {
            if cmp(b.0, a.0) == Ordering::Less {
                merged.push(*b);
                right = &right[1..];
            } else {
                merged.push(*a);
                left = &left[1..];
            }
        }
        merged.extend_from_slice(left);
        merged.extend_from_slice(right);
        merged
    };
    entries.copy_from_slice(&merged);
}
