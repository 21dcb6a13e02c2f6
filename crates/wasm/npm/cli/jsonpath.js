/** kubectl's JSONPath over values, printed as Helm prints it. */

import { parseTemplate } from "./jsonpath-parse.js";

/**
 * What `helm show values --jsonpath TEMPLATE` prints. A key that is missing prints nothing, as in Helm, which drops
 * every error of the evaluation.
 */
export function jsonPath(template, values) {
  let nodes;
  try {
    nodes = parseTemplate(template);
  } catch (error) {
    throw new Error(`error parsing jsonpath ${template}: ${error.message}`, { cause: error });
  }
  try {
    return new Evaluation().run(nodes, values).map(print).join("");
  } catch (error) {
    if (error instanceof EvaluationError) return "";
    throw error;
  }
}

class EvaluationError extends Error {}

const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const sortedValues = (map) => Object.keys(map).sort().map((key) => map[key]);

class Evaluation {
  /** @returns {unknown[][]} one list of results for each node of the template */
  run(nodes, data) {
    const out = [];
    for (let i = 0; i < nodes.length; i++) {
      const name = keyword(nodes[i]);
      if (name === "end") throw new EvaluationError("not in range, nothing to end");
      if (name !== "range") {
        out.push(this.list([data], nodes[i].kind === "list" ? nodes[i].nodes : [nodes[i]]));
        continue;
      }
      const end = matchingEnd(nodes, i);
      const body = nodes.slice(i + 1, end);
      for (const item of this.list([data], nodes[i].nodes.slice(1))) out.push(...this.run(body, item));
      i = end;
    }
    return out;
  }

  list(input, nodes) {
    return nodes.reduce((current, node) => this.walk(current, node), input);
  }

  walk(input, node) {
    switch (node.kind) {
      case "text":
        return [node.text];
      case "value":
        return input.map(() => node.value);
      case "field":
        return this.field(input, node.name);
      case "wildcard":
        return input.flatMap((value) => children(value));
      case "recursive":
        return this.recursive(input);
      case "union":
        return node.lists.flatMap((nodes) => this.list(input, nodes));
      case "array":
        return input.flatMap((value) => (value === null ? [] : slice(value, node)));
      case "filter":
        return this.filter(input, node);
      case "list":
        return this.list(input, node.nodes);
      default:
        throw new EvaluationError(`unrecognized identifier ${node.name}`);
    }
  }

  field(input, name) {
    if (input.length === 0) return [];
    const found = input.filter((value) => isMap(value) && Object.hasOwn(value, name)).map((value) => value[name]);
    if (found.length === 0) throw new EvaluationError(`${name} is not found`);
    return found;
  }

  recursive(input) {
    return input.flatMap((value) => {
      const below = children(value);
      return below.length === 0 ? [] : [value, ...this.recursive(below)];
    });
  }

  filter(input, { left, operator, right }) {
    return input.flatMap((value) => {
      if (!Array.isArray(value)) throw new EvaluationError("not an array and cannot be filtered");
      return value.filter((item) => {
        let lefts;
        try {
          lefts = this.list([item], left);
        } catch (error) {
          if (operator === "exists") return false;
          throw error;
        }
        if (operator === "exists") return lefts.length > 0;
        const rights = this.list([item], right);
        if (lefts.length === 0 || rights.length === 0) return false;
        if (lefts.length > 1 || rights.length > 1) throw new EvaluationError("can only compare one element at a time");
        return compare(lefts[0], operator, rights[0]);
      });
    });
  }
}

const keyword = (node) => (node.kind === "list" && node.nodes[0]?.kind === "identifier" ? node.nodes[0].name : null);

function matchingEnd(nodes, from) {
  let depth = 0;
  for (let i = from; i < nodes.length; i++) {
    if (keyword(nodes[i]) === "range") depth++;
    else if (keyword(nodes[i]) === "end" && --depth === 0) return i;
  }
  return nodes.length;
}

function children(value) {
  if (Array.isArray(value)) return value;
  return isMap(value) ? sortedValues(value) : [];
}

function slice(value, { start, stop, derived, step }) {
  if (!Array.isArray(value)) throw new EvaluationError("not an array or slice");
  const length = value.length;
  let from = start ?? 0;
  if (from < 0) from += length;
  let to = stop ?? length;
  if (to < 0 || (to === 0 && derived)) to += length;
  if (from === to) return [];
  if (from >= length || from < 0 || to > length || to < 0 || from > to) throw new EvaluationError("array index out of bounds");
  if (step !== null && step <= 0) throw new EvaluationError("step must be > 0");
  return value.slice(from, to).filter((_, i) => i % (step ?? 1) === 0);
}

function compare(left, operator, right) {
  if (typeof left !== typeof right || left === null || right === null || typeof left === "object") {
    throw new EvaluationError("incompatible types for comparison");
  }
  switch (operator) {
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      throw new EvaluationError(`unrecognized filter operator ${operator}`);
  }
}

function print(results) {
  return results.map((value) => (typeof value === "object" && value !== null ? goJson(value) : plain(value))).join(" ");
}

function plain(value) {
  if (value === null) return "null";
  return typeof value === "number" ? goFloat(value) : String(value);
}

// Go's `%v`: the shortest digits, in exponent form below 1e-4 and from a million on.
function goFloat(value) {
  const exponential = value.toExponential();
  const exponent = Number(exponential.split("e")[1]);
  if (exponent >= -4 && exponent < 6) return String(value);
  return exponential.replace(/e([+-])(\d)$/, "e$10$2");
}

function goJson(value) {
  const sort = (item) => {
    if (Array.isArray(item)) return item.map(sort);
    if (!isMap(item)) return item;
    return Object.fromEntries(Object.keys(item).sort().map((key) => [key, sort(item[key])]));
  };
  const escape = (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(sort(value)).replace(/[<>&\u2028\u2029]/g, escape);
}
