//! Sorting, linked once.

use std::cmp::Ordering;

/// Sorts `items`; those that are equal keep their order.
///
/// The standard library's sort is compiled anew for every type, which costs three kilobytes of wasm
/// each time. This sorts places, whatever they are the places of.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut order = order(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    // Each item goes where it belongs, one circle of them after the other.
    for start in 0..order.len() {
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut order[at], at);
            if from == start || from == at {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

/// The places from 0 to `length` in their order.
#[inline(never)]
fn order(length: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    let mut merged = order.clone();
    let mut width = 1;
    // Neighbours of one place are merged, then of two, of four and so on.
    while width < length {
        for start in (0..length).step_by(2 * width) {
            let middle = length.min(start + width);
            let end = length.min(middle + width);
            // What is in order already costs one look.
            if middle == end || compare(order[middle - 1], order[middle]).is_le() {
                merged[start..end].copy_from_slice(&order[start..end]);
                continue;
            }
            let (mut left, mut right) = (start, middle);
            for place in &mut merged[start..end] {
                let ours =
                    right == end || left < middle && compare(order[left], order[right]).is_le();
                let from = if ours { &mut left } else { &mut right };
                *place = order[*from];
                *from += 1;
            }
        }
        std::mem::swap(&mut order, &mut merged);
        width *= 2;
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sort_by;

    proptest! {
        #[test]
        fn as_the_standard_library(items in proptest::collection::vec((0u8..20, any::<String>()), 0..60)) {
            let mut ours = items.clone();
            sort_by(&mut ours, |a, b| a.0.cmp(&b.0));
            let mut theirs = items;
            theirs.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn what_is_nearly_sorted(mut items in proptest::collection::vec((0u16..400, any::<u8>()), 0..300), swaps in proptest::collection::vec((0usize..300, 0usize..300), 0..4)) {
            items.sort();
            for (a, b) in swaps {
                if a.max(b) < items.len() {
                    items.swap(a, b);
                }
            }
            let mut ours = items.clone();
            sort_by(&mut ours, |a, b| a.0.cmp(&b.0));
            items.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, items);
        }
    }
}
