/** Functions that the module calls by their number. */

const kept = new Map();
let last = 0;

/** Keeps a function; gives its number. */
export function keep(callback) {
  kept.set(++last, callback);
  return last;
}

/** Forgets a function. */
export function forget(number) {
  kept.delete(number);
}

/** Calls a function. What it throws is its own affair. */
export function call(number, event) {
  try {
    kept.get(number)(event);
  } catch {}
}
