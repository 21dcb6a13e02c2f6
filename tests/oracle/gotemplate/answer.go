package main

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"text/template"
)

// deepest is how often `include` may stand in itself.
const deepest = 40

func execute(asked line, data any) (any, string) {
	depth := 0
	var set *template.Template
	set = template.New("root").Funcs(template.FuncMap{
		"id":     func(v any) any { return v },
		"niller": func() any { return nil },
		"sint":   func(a, b int) int { return a + b },
		"si64":   func(a int64) int64 { return a },
		"str":    func(s string) string { return s },
		"f64":    func(f float64) float64 { return f },
		"u8":     func(u uint8) uint8 { return u },
		"boolf":  func(b bool) bool { return b },
		"mp":     func(m map[string]any) int { return len(m) },
		"strs":   func(l []string) int { return len(l) },
		"list":   func(v ...any) []any { return v[:len(v):len(v)] },
		"vari":   func(s string, n ...int) string { return fmt.Sprint(s, n) },
		"cplx":   func(c complex128) complex128 { return c },
		"dur":    func(d Dur) Dur { return d },
		"innerp": func(i *Inner) string { return "p" + i.Version },
		"inner":  func(i Inner) string { return "v" + i.Version },
		"errf":   func(s string) (string, error) { return "", errors.New(s) },
		"failf":  func(n int) (string, error) { return "", Fail{n} },
		"typeOf": func(v any) string { return fmt.Sprintf("%T", v) },
		"set": func(m map[string]any, k string, v any) map[string]any {
			// No map in itself, which would be printed for ever.
			switch reflect.ValueOf(v).Kind() {
			case reflect.Map, reflect.Slice:
				v = "container"
			}
			m[k] = v
			return m
		},
		"dict": func(v ...any) map[string]any {
			m := map[string]any{}
			for i := 0; i+1 < len(v); i += 2 {
				m[fmt.Sprint(v[i])] = v[i+1]
			}
			return m
		},
		"include": func(name string, data any) (string, error) {
			if depth > deepest {
				return "", errors.New("too deep")
			}
			depth++
			defer func() { depth-- }()
			var out strings.Builder
			err := set.ExecuteTemplate(&out, name, data)
			return out.String(), err
		},
	})
	if asked.Option != "" {
		set.Option(asked.Option)
	}
	more := asked.More
	if asked.Text != nil {
		more = [][2]string{{"main", *asked.Text}}
	}
	var out bytes.Buffer
	var err error
	// Names that begin with ~ belong to a clone, made when the first one comes.
	var clone *template.Template
	for _, each := range more {
		into := set
		name, inClone := strings.CutPrefix(each[0], "~")
		if inClone && clone == nil {
			clone = template.Must(set.Clone())
		}
		if inClone {
			into = clone
		}
		if _, err = into.New(name).Parse(raw(each[1])); err != nil {
			break
		}
	}
	if err == nil {
		name, inClone := strings.CutPrefix(asked.Run, "~")
		if name == "" {
			name = "main"
		}
		if inClone {
			set = clone
		}
		err = set.ExecuteTemplate(&out, name, value(data))
	}
	if err != nil {
		return plain(out.Bytes()), plain([]byte(err.Error()))
	}
	return plain(out.Bytes()), ""
}

// match asks for everything a template can see of a regular expression.
func match(pattern, subject, with string) any {
	re, err := regexp.Compile(raw(pattern))
	if err != nil {
		return []string{"error", plain([]byte(err.Error()))}
	}
	subject = raw(subject)
	return []string{
		fmt.Sprint(re.MatchString(subject)),
		fmt.Sprint(re.FindAllStringSubmatchIndex(subject, -1)),
		plain([]byte(re.ReplaceAllString(subject, raw(with)))),
		fmt.Sprintf("%q", re.Split(subject, -1)),
		fmt.Sprintf("%q", re.FindAllString(subject, 2)),
	}
}

// ask puts a question to strconv: the function's name, and its arguments as text.
func ask(asked []string) any {
	answer := func(value any, err error) any {
		if err != nil {
			return errors.Unwrap(err).Error()
		}
		return fmt.Sprint(value)
	}
	base := func() int { n, _ := strconv.Atoi(asked[2]); return n }
	arg := raw(asked[1])
	switch asked[0] {
	case "quote":
		return plain([]byte(strconv.Quote(arg)))
	case "ascii":
		return plain([]byte(strconv.QuoteToASCII(arg)))
	case "unquote":
		got, err := strconv.Unquote(arg)
		if err != nil {
			return "error"
		}
		return "=" + strconv.Quote(got)
	case "int":
		return answer(strconv.ParseInt(arg, base(), 64))
	case "uint":
		return answer(strconv.ParseUint(arg, base(), 64))
	case "float":
		got, err := strconv.ParseFloat(arg, 64)
		if math.IsNaN(got) {
			return "NaN"
		}
		return answer(fmt.Sprintf("%016x", math.Float64bits(got)), err)
	case "format", "format32":
		number, err := strconv.ParseFloat(arg, 64)
		if err != nil {
			panic(err)
		}
		bits := 64
		if asked[0] == "format32" {
			bits = 32
		}
		precision, _ := strconv.Atoi(asked[3])
		return strconv.FormatFloat(number, asked[2][0], precision, bits)
	}
	panic("no function " + asked[0])
}
