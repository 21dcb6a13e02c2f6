// Command unicode makes the tables of characters that the template engine has, and what its classes
// of regular expressions are held against, out of the packages unicode and regexp/syntax of the Go
// that it is run with.
//
//	go run ./unicode categories > ../../crates/gotemplate/src/unicode/categories.bin
//	go run ./unicode scripts    > ../../crates/gotemplate/src/unicode/scripts.bin
//	go run ./unicode kinds      > ../../crates/gotext/src/unicode.bin
//	go run ./unicode classes    > ../../crates/gotemplate/tests/goldens/classes.tsv
//
// The formats of the tables stand where they are read: gotemplate's unicode/mod.rs and
// unicode/script.rs, gotext's unicode.rs. Those of classes are a name, and of the class with that
// name and of the same under (?i): how many ranges, how many code points, and their sum.
package main

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
)

func main() {
	made := map[string]func(*bufio.Writer){
		"categories": categories, "scripts": scripts, "kinds": kinds, "classes": classes,
	}
	if len(os.Args) != 2 || made[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "unicode categories | scripts | kinds | classes")
		os.Exit(2)
	}
	out := bufio.NewWriter(os.Stdout)
	made[os.Args[1]](out)
	if err := out.Flush(); err != nil {
		panic(err)
	}
}

// varint writes seven bits a byte, the low ones first.
func varint(out *bufio.Writer, n int) {
	for ; n >= 0x80; n >>= 7 {
		out.WriteByte(byte(n) | 0x80)
	}
	out.WriteByte(byte(n))
}

// run is so many code points of one kind.
type run struct{ kind, length int }

// runs tells all code points of which kind says that they count (0 or more), in order.
func runs(kind func(rune) int) []run {
	var all []run
	for c := rune(0); c <= unicode.MaxRune; c++ {
		switch is, last := kind(c), len(all)-1; {
		case is < 0:
		case last >= 0 && all[last].kind == is:
			all[last].length++
		default:
			all = append(all, run{is, 1})
		}
	}
	return all
}

var order = strings.Fields(`Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So
	Zs Zl Zp Cc Cf Co Cs Cn`)

func category(c rune) int {
	return slices.IndexFunc(order, func(name string) bool { return unicode.Is(unicode.Categories[name], c) })
}

// Upper and lower case letters in turn are one run of this kind, if they are so many or more.
const (
	alternating      = 30
	leastAlternating = 4
)

func categories(out *bufio.Writer) {
	all := runs(category)
	write := func(kind, length int) {
		if length--; length < 7 {
			out.WriteByte(byte(length<<5 | kind))
			return
		}
		out.WriteByte(byte(7<<5 | kind))
		varint(out, length-7)
	}
	for at := 0; at < len(all); {
		end := at
		// Lu is 0 and Ll 1.
		for end < len(all) && all[end] == (run{(end - at) % 2, 1}) {
			end++
		}
		if end-at >= leastAlternating {
			write(alternating, end-at)
			at = end
			continue
		}
		write(all[at].kind, all[at].length)
		at++
	}
}

// scripts writes the names, a space between them, in the order in which they first occur, and a
// line end; then runs: the place of the name, the first being empty, and the length. Code points
// that are not assigned are no part of any run. Names are as regexp has them; some of unicode it
// never finds.
func scripts(out *bufio.Writer) {
	found := slices.DeleteFunc(slices.Sorted(maps.Keys(unicode.Scripts)), func(name string) bool {
		_, err := regexp.Compile(`\p{` + name + `}`)
		return err != nil
	})
	names := []string{""}
	all := runs(func(c rune) int {
		if unicode.Is(unicode.Cn, c) {
			return -1
		}
		for _, name := range found {
			if unicode.Is(unicode.Scripts[name], c) {
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
				return slices.Index(names, name)
			}
		}
		return 0
	})
	out.WriteString(strings.ToLower(strings.Join(names, " ")) + "\n")
	for _, run := range all {
		out.WriteByte(byte(run.kind))
		varint(out, run.length)
	}
}

func kinds(out *bufio.Writer) {
	all := runs(func(c rune) int {
		switch {
		case unicode.IsLetter(c):
			return 3
		case unicode.IsDigit(c):
			return 2
		case unicode.IsPrint(c):
			return 1
		}
		return 0
	})
	for _, run := range all[:len(all)-1] {
		varint(out, run.length<<2|run.kind)
	}
}

func classes(out *bufio.Writer) {
	names := []string{"Any", "Assigned", "ASCII"}
	names = slices.AppendSeq(names, maps.Keys(unicode.Categories))
	names = slices.AppendSeq(names, maps.Keys(unicode.CategoryAliases))
	names = slices.AppendSeq(names, maps.Keys(unicode.Scripts))
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(out, "%s\t%s\t%s\n", name, class(`\p{`+name+`}`), class(`(?i)\p{`+name+`}`))
	}
}

func class(text string) string {
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return "none"
	}
	ranges := parsed.Rune
	switch parsed.Op {
	case syntax.OpAnyChar:
		ranges = []rune{0, unicode.MaxRune}
	case syntax.OpLiteral:
		ranges = []rune{parsed.Rune[0], parsed.Rune[0]}
	case syntax.OpCharClass:
	default:
		panic(text)
	}
	count, sum := 0, 0
	for at := 0; at < len(ranges); at += 2 {
		for c := ranges[at]; c <= ranges[at+1]; c++ {
			count++
			sum += int(c)
		}
	}
	return fmt.Sprintf("%d %d %d", len(ranges)/2, count, sum)
}
