//! Calls of functions and methods.

use super::walk::append_printable;
use super::{Builtin, Exec, Slot, compare, escape, index};
use crate::error::Error;
use crate::fmt;
use crate::functions::{Callee, Walk};
use crate::parse::NodeId;
use crate::value::{Method, REFLECT, Signature, Type, Value};

impl Exec<'_, '_> {
    /// A function, named at `node` in the command `command` (or standing alone as argument).
    pub(super) fn function(
        &mut self,
        dot: &Slot,
        node: NodeId,
        function: u32,
        command: NodeId,
        args: &[NodeId],
        last: Option<Slot>,
    ) -> Result<Slot, Error> {
        self.node = node;
        if let Err(error) = self.cx.step() {
            return Err(self.locate(error));
        }
        let functions = self.cx.set.functions().clone();
        let function = functions.at(function);
        let name = function.name();
        let signature = &function.signature;
        self.check_count(name, signature, args.len(), last.is_some())?;
        let result = match &function.callee {
            Callee::Builtin(b @ (Builtin::And | Builtin::Or)) => {
                return self.short_circuit(dot, *b == Builtin::Or, args, last);
            }
            Callee::Builtin(builtin)
                if **signature.params.last().unwrap_or(&REFLECT) == Type::Reflect =>
            {
                let mut slots = Vec::with_capacity(args.len() + 1);
                for &arg in args {
                    slots.push(self.argument(dot, REFLECT, arg)?);
                }
                if let Some(last) = last {
                    slots.push(last);
                }
                let walk = function.walks;
                let weighed = slots
                    .iter()
                    .try_for_each(|slot| self.weigh(std::slice::from_ref(&slot.value), walk));
                weighed.and_then(|()| self.builtin(*builtin, args, slots))
            }
            callee => {
                let mut values = self.cx.spare.pop().unwrap_or_default();
                self.arguments(dot, signature, args, last, &mut values)?;
                let light = self.weigh(&values, function.walks);
                let result = light.and_then(|()| match callee {
                    Callee::Native(call) => call(self.cx, &values),
                    Callee::Closure(call) => call(self.cx, &values),
                    Callee::Builtin(builtin) => self.text_builtin(*builtin, &values),
                });
                let result = result.and_then(|value| {
                    self.cx.charge_growth(&values, &value)?;
                    if let Some(trace) = self.cx.options.trace {
                        trace.passed(name, values.last(), &value);
                    }
                    Ok(value)
                });
                values.clear();
                self.cx.spare.push(values);
                result.map(|value| Slot::of(value, signature.result))
            }
        };
        result.map_err(|error| self.call_failed(command, name, error))
    }

    fn weigh(&self, values: &[Value], walk: Walk) -> Result<(), Error> {
        match walk {
            Walk::No => Ok(()),
            walk => self.weigh_containers(values, walk == Walk::ToTheDeepest),
        }
    }

    #[inline(never)]
    fn weigh_containers(&self, values: &[Value], ends: bool) -> Result<(), Error> {
        let mut containers = values
            .iter()
            .filter(|value| matches!(value, Value::Map(_) | Value::List(_) | Value::Pointer(_)));
        containers.try_for_each(|value| self.cx.weigh(value, ends))
    }

    #[inline(never)]
    pub(super) fn method(
        &mut self,
        dot: &Slot,
        receiver: &Value,
        method: &'static Method,
        node: NodeId,
        args: &[NodeId],
        last: Option<Slot>,
    ) -> Result<Slot, Error> {
        let signature = &method.signature;
        self.check_count(method.name, signature, args.len(), last.is_some())?;
        if let Type::Results(results) = signature.result {
            return self.refuse(method.name, results);
        }
        let mut values = Vec::new();
        self.arguments(dot, signature, args, last, &mut values)?;
        if let (Value::Null(ty), false) = (receiver, method.pointer) {
            let (name, ty) = (method.name, ty.elem().to_string());
            let short = ty.rsplit('.').next().unwrap_or_default();
            let error = Error::new(format!(
                "value method {ty}.{name} called using nil *{short} pointer"
            ));
            return Err(self.call_failed(node, name, error));
        }
        match (method.call)(self.cx, receiver, &values) {
            Ok(value) => Ok(Slot::of(value, signature.result)),
            Err(error) => Err(self.call_failed(node, method.name, error)),
        }
    }

    #[cold]
    fn refuse(&self, name: &str, results: &[&Type]) -> Result<Slot, Error> {
        self.error(match results {
            [_, second] => format!(
                "invalid function signature for {name}: second return value should be error; is {second}"
            ),
            results => format!(
                "function {name} has {} return values; should be 1 or 2",
                results.len()
            ),
        })
    }

    #[cold]
    fn call_failed(&mut self, node: NodeId, name: &str, error: Error) -> Error {
        self.node = node;
        self.locate(error.context(format!("error calling {name}: ")))
    }

    fn check_count(
        &self,
        name: &str,
        signature: &Signature,
        args: usize,
        last: bool,
    ) -> Result<(), Error> {
        let given = args + usize::from(last);
        let want = signature.params.len();
        if signature.variadic {
            let least = want - 1;
            if given < least {
                return self.error(format!(
                    "wrong number of args for {name}: want at least {least} got {args}"
                ));
            }
        } else if given != want {
            return self.error(format!(
                "wrong number of args for {name}: want {want} got {given}"
            ));
        }
        Ok(())
    }

    // All arguments, the one from the left of the pipe last.
    fn arguments(
        &mut self,
        dot: &Slot,
        signature: &Signature,
        args: &[NodeId],
        last: Option<Slot>,
        values: &mut Vec<Value>,
    ) -> Result<(), Error> {
        let params = signature.params;
        let param = |i: usize| params[i.min(params.len() - 1)];
        for (i, &arg) in args.iter().enumerate() {
            let slot = self.argument(dot, param(i), arg)?;
            values.push(slot.value);
        }
        if let Some(last) = last {
            let slot = self.validate(last, param(args.len()))?;
            values.push(slot.value);
        }
        Ok(())
    }

    #[inline(never)]
    fn short_circuit(
        &mut self,
        dot: &Slot,
        or: bool,
        args: &[NodeId],
        last: Option<Slot>,
    ) -> Result<Slot, Error> {
        let mut value = Slot::default();
        for &arg in args {
            value = self.argument(dot, REFLECT, arg)?;
            if value.value.truth() == or {
                return Ok(value);
            }
        }
        Ok(last.unwrap_or(value))
    }

    // Those that take reflect.Value: they see the difference between nothing and nil.
    #[inline(never)]
    fn builtin(
        &mut self,
        builtin: Builtin,
        nodes: &[NodeId],
        args: Vec<Slot>,
    ) -> Result<Slot, Error> {
        if builtin == Builtin::Call {
            return self.call(nodes, args);
        }
        let [first, rest @ ..] = args.as_slice() else {
            return Err(Error::new("missing argument"));
        };
        let answer = match builtin {
            Builtin::Not => !first.value.truth(),
            Builtin::Eq => compare::eq(first, rest)?,
            Builtin::Ne => !compare::eq(first, rest)?,
            Builtin::Lt => compare::lt(first, &rest[0])?,
            Builtin::Le => compare::le(first, &rest[0])?,
            Builtin::Gt => !compare::le(first, &rest[0])?,
            Builtin::Ge => !compare::lt(first, &rest[0])?,
            Builtin::Index => return index::index(first, rest),
            Builtin::Slice => return index::slice(first, rest),
            _ => return index::length(first).map(|n| Slot::new(Value::int(n as i64))),
        };
        Ok(Slot::new(Value::Bool(answer)))
    }

    // Those that make text.
    #[inline(never)]
    fn text_builtin(&mut self, builtin: Builtin, args: &[Value]) -> Result<Value, Error> {
        let mut out = self.cx.buffer();
        match builtin {
            Builtin::Printf => {
                let format = args[0].as_str().cloned().unwrap_or_default();
                fmt::sprintf(&mut out, &format, &args[1..]);
            }
            Builtin::Print => fmt::sprint(&mut out, args),
            Builtin::Println => fmt::sprintln(&mut out, args),
            _ => {
                let mut text = Vec::new();
                // A single string is the usual case.
                if let [Value::String(s)] = args {
                    text.extend_from_slice(s);
                } else {
                    printable(&mut text, args);
                }
                match builtin {
                    Builtin::Html => escape::html(&mut out, &text),
                    Builtin::Js => escape::js(&mut out, &text),
                    _ => escape::query(&mut out, &text),
                }
            }
        }
        let text = Value::string(&out[..]);
        self.cx.give_back(out);
        Ok(text)
    }

    // {{call .f 1 2}}
    #[inline(never)]
    fn call(&mut self, nodes: &[NodeId], args: Vec<Slot>) -> Result<Slot, Error> {
        let mut args = args.into_iter();
        let callee = args.next().unwrap_or_default();
        let name = match nodes.first() {
            Some(&node) => String::from_utf8_lossy(&self.unit.print(node)).into_owned(),
            None => match callee.value.as_str() {
                Some(s) => s.to_text().into_owned(),
                None => format!("<{} Value>", callee.value.type_name()),
            },
        };
        let function = match &callee.value {
            Value::Nil => return Err(Error::new("call of nil")),
            Value::Func(f) => f.clone(),
            other => {
                let ty = other.type_name();
                return Err(Error::new(format!("non-function {name} of type {ty}")));
            }
        };
        let signature = function.signature();
        let params = signature.params;
        let given = args.len();
        if signature.variadic && given < params.len() - 1 {
            let least = params.len() - 1;
            return Err(Error::new(format!(
                "wrong number of args for {name}: got {given} want at least {least}"
            )));
        }
        if !signature.variadic && given != params.len() {
            let want = params.len();
            return Err(Error::new(format!(
                "wrong number of args for {name}: got {given} want {want}"
            )));
        }
        let mut values = Vec::with_capacity(given);
        for (i, arg) in args.enumerate() {
            let ty = params[i.min(params.len() - 1)];
            let value = index::prepare(arg.value, ty);
            values.push(value.map_err(|e| e.context(format!("arg {i}: ")))?);
        }
        let result = match &function.callee {
            Callee::Native(code) => code(self.cx, &values),
            Callee::Closure(code) => code(self.cx, &values),
            Callee::Builtin(_) => Err(Error::new("call of a predefined function")),
        }?;
        Ok(Slot::of(result, signature.result))
    }
}

// Operands of html, js and urlquery: printed as actions print them.
fn printable(out: &mut Vec<u8>, args: &[Value]) {
    let mut previous = false;
    for (i, arg) in args.iter().enumerate() {
        // A missing value has become a string by the time spaces are decided on.
        let string = matches!(arg.basic(), Value::String(_) | Value::Nil);
        if i > 0 && !string && !previous {
            out.push(b' ');
        }
        if !append_printable(out, arg, false) {
            fmt::print_value(out, arg);
        }
        previous = string;
    }
}
