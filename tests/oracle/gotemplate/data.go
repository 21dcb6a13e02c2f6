package main

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Types with methods on the value, on the pointer, and texts of their own.

type Values map[string]any

func (v Values) AsMap() map[string]any {
	if len(v) == 0 {
		return map[string]any{}
	}
	return v
}

func (v Values) Table(name string) (Values, error) {
	if table, ok := v[name].(map[string]any); ok {
		return table, nil
	}
	return nil, errors.New(strconv.Quote(name) + " is not a table")
}

func (v Values) Count(n int, more ...string) int { return n + len(more) }

type Dur int64

func (d Dur) String() string { return "dur" + strconv.FormatInt(int64(d), 10) }
func (d Dur) Twice() Dur     { return d * 2 }

type Name string

type Inner struct{ Version, Major string }

func (i *Inner) String() string           { return "I:" + i.Version }
func (i *Inner) Greet(name string) string { return i.Version + "," + name }
func (i Inner) Plain() string             { return "plain " + i.Version }

type Outer struct {
	KubeVersion Inner
	Any         any
	List        []string
	hidden      int
	Ptr         *Inner
	Map         map[string]int
}

func (o *Outer) Has(word string) bool { return word == "yes" }

type Fail struct{ Code int }

func (f Fail) Error() string { return "fail " + strconv.Itoa(f.Code) }

// value makes Go's data of JSON; an object {"$": TAG, "v": …} stands for another type.
func value(from any) any {
	switch from := from.(type) {
	case []any:
		list := make([]any, len(from))
		for at, item := range from {
			list[at] = value(item)
		}
		return list
	case map[string]any:
		if tag, ok := from["$"].(string); ok {
			return tagged(tag, from["v"])
		}
		table := make(map[string]any, len(from))
		for key, item := range from {
			table[key] = value(item)
		}
		return table
	}
	return from
}

func list[T any](from any, item func(any) T) []T {
	out := []T{}
	for _, each := range from.([]any) {
		out = append(out, item(each))
	}
	return out[:len(out):len(out)]
}

func table[K comparable, V any](from any, key func(string) K, item func(any) V) map[K]V {
	out := map[K]V{}
	for name, each := range from.(map[string]any) {
		out[key(name)] = item(each)
	}
	return out
}

func integer(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

func text(from any) string { return from.(string) }

func tagged(tag string, v any) any {
	word, _ := v.(string)
	i := func() int64 { return integer(word) }
	u := func() uint64 { n, _ := strconv.ParseUint(word, 10, 64); return n }
	f := func() float64 { n, _ := strconv.ParseFloat(word, 64); return n }
	switch tag {
	case "int":
		return int(i())
	case "int8":
		return int8(i())
	case "int16":
		return int16(i())
	case "int32":
		return int32(i())
	case "int64":
		return i()
	case "uint":
		return uint(u())
	case "uint8":
		return uint8(u())
	case "uint16":
		return uint16(u())
	case "uint32":
		return uint32(u())
	case "uint64":
		return u()
	case "uintptr":
		return uintptr(u())
	case "float32":
		return float32(f())
	case "float64":
		return f()
	case "complex":
		return complex(f(), 2)
	case "complex64":
		return complex64(complex(f(), 2))
	case "hex", "bytes":
		b, err := hex.DecodeString(word)
		if err != nil {
			panic(err)
		}
		if tag == "hex" {
			return string(b)
		}
		return b
	case "strings":
		return list(v, text)
	case "ints":
		return list(v, func(n any) int { return int(n.(float64)) })
	case "int64s":
		return list(v, func(n any) int64 { return int64(n.(float64)) })
	case "floats":
		return list(v, func(n any) float64 { return n.(float64) })
	case "bools":
		return list(v, func(b any) bool { return b.(bool) })
	case "lists":
		return list(v, func(l any) []any { return value(l).([]any) })
	case "maps":
		return list(v, func(m any) map[string]any { return value(m).(map[string]any) })
	case "mapstr":
		return table(v, func(k string) string { return k }, text)
	case "mapint":
		return table(v, func(k string) int { return int(integer(k)) }, text)
	case "mapint8":
		return table(v, func(k string) int8 { return int8(integer(k)) }, text)
	case "mapuint64":
		return table(v, func(k string) uint64 { return uint64(integer(k)) }, text)
	case "mapbool":
		return table(v, func(k string) bool { return k == "true" }, text)
	case "mapints":
		return table(v, func(k string) string { return k }, func(n any) int { return int(n.(float64)) })
	case "mapany":
		return table(v, func(k string) any { return k }, value)
	case "values":
		return Values(value(v).(map[string]any))
	case "dur":
		return Dur(i())
	case "name":
		return Name(word)
	case "inner":
		return Inner{word, "1"}
	case "innerp":
		return &Inner{word, "1"}
	case "outer":
		return Outer{KubeVersion: Inner{word, "1"}, List: []string{"x"}, Any: "any"}
	case "outerp":
		return &Outer{KubeVersion: Inner{word, "1"}, List: []string{"x"}, Map: map[string]int{"a": 1}}
	case "intp":
		n := int(i())
		return &n
	case "stringp":
		return &word
	case "intsp":
		n := tagged("ints", v).([]int)
		return &n
	case "nil":
		return nil
	case "nilmap":
		return map[string]any(nil)
	case "nilstrings":
		return []string(nil)
	case "nilinner":
		return (*Inner)(nil)
	case "err":
		return Fail{int(i())}
	case "func":
		return func(n int, s string) string {
			if n < 0 {
				panic(errors.New("negative"))
			}
			return s + strconv.Itoa(n)
		}
	case "variadic":
		return func(words ...string) string { return "<" + strings.Join(words, "+") + ">" }
	case "array":
		return [2]string{"p", "q"}
	}
	panic("tag " + tag)
}

// plain writes bytes as text; what is not UTF-8, in hexadecimal.
func plain(b []byte) string {
	if utf8.Valid(b) && !bytes.HasPrefix(b, []byte("hex:")) {
		return string(b)
	}
	return "hex:" + hex.EncodeToString(b)
}

func raw(text string) string {
	if digits, ok := strings.CutPrefix(text, "hex:"); ok {
		if b, err := hex.DecodeString(digits); err == nil {
			return string(b)
		}
	}
	return text
}
