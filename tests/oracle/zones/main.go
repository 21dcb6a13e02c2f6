// Command zones makes the table of time zones that `render` has in its module `zones`, and cases
// for it, out of a compiled IANA database. Both are what Go's package time makes of the files.
//
//	go run ./zones table /usr/share/zoneinfo > ../../crates/render/src/zones/table.bin
//	go run ./zones cases /usr/share/zoneinfo > ../../crates/render/tests/data/zones.tsv
//
// The table: lines of text up to an empty one, the first naming the release; then for all zones
// their transitions' periods, a byte each, then the seconds since the transition before (of 1970
// for the first), zigzag varints. A line is
//
//	TRANSITIONS BYTES|OFFSET NAME,…|RULE|ZONE,…
//
// with the periods that the first numbers choose from, the first of them being that before all
// transitions. The rule holds from the last transition on: twice an offset and a name, then twice
// month, week, weekday and second of the day, when the second of them begins and ends.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Files list transitions one by one up to 2037, one zone's up to 2086.
const listed = 2100

type period struct {
	offset int
	name   string
}

type transition struct {
	when int64
	period
}

type zone struct {
	name   string
	first  period
	all    []transition
	footer string
	place  *time.Location
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "zones table FOLDER | zones cases FOLDER")
		os.Exit(2)
	}
	zones := read(os.Args[2])
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	if os.Args[1] == "cases" {
		cases(out, zones)
	} else {
		table(out, zones, release(os.Args[2]))
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func release(folder string) string {
	text, err := os.ReadFile(filepath.Join(folder, "tzdata.zi"))
	check(err)
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimPrefix(line, "# version ")
}

func read(folder string) []zone {
	var zones []zone
	check(filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		check(err)
		name, err := filepath.Rel(folder, path)
		check(err)
		// Copies under other names, and what is this machine's own.
		if slices.Contains([]string{"posix", "right"}, name) {
			return filepath.SkipDir
		}
		if entry.IsDir() || slices.Contains([]string{"localtime", "posixrules"}, name) {
			return nil
		}
		data, err := os.ReadFile(path)
		check(err)
		if !bytes.HasPrefix(data, []byte("TZif")) {
			return nil
		}
		zones = append(zones, of(name, data))
		return nil
	}))
	sort.Slice(zones, func(i, j int) bool { return zones[i].name < zones[j].name })
	return zones
}

func at(place *time.Location, when int64) period {
	name, offset := time.Unix(when, 0).In(place).Zone()
	return period{offset, name}
}

func of(name string, data []byte) zone {
	place, err := time.LoadLocationFromTZData(name, data)
	check(err)
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	z := zone{name: name, place: place, footer: lines[len(lines)-1]}
	t := time.Unix(-1e11, 0).In(place)
	z.first = at(place, t.Unix())
	last := z.first
	for {
		_, end := t.ZoneBounds()
		if end.IsZero() || end.Year() > listed {
			break
		}
		if !end.After(t) {
			// On the last day of leap years the bounds are off.
			end = t.Add(24 * time.Hour)
		}
		if next := at(place, end.Unix()); next != last {
			z.all = append(z.all, transition{end.Unix(), next})
			last = next
		}
		t = end
	}
	if strings.Contains(z.footer, ",") {
		z.shorten()
	} else if z.footer != "" && at(footed(z.footer), 0) != last {
		panic(name + ": its footer says something else")
	}
	return z
}

// footed is a place where the rule of a footer always held.
func footed(footer string) *time.Location {
	var data bytes.Buffer
	for range 2 {
		data.WriteString("TZif2" + strings.Repeat("\x00", 15))
		for _, count := range []uint32{0, 0, 0, 0, 1, 4} {
			check(binary.Write(&data, binary.BigEndian, count))
		}
		data.WriteString("\x00\x00\x00\x00\x00\x00UTC\x00")
	}
	data.WriteString("\n" + footer + "\n")
	place, err := time.LoadLocationFromTZData("", data.Bytes())
	check(err)
	return place
}

// shorten leaves out the transitions that follow from the rule, all but the first.
func (z *zone) shorten() {
	rule := footed(z.footer)
	kept := len(z.all)
	for kept > 0 {
		t := z.all[kept-1]
		before := z.first
		if kept > 1 {
			before = z.all[kept-2].period
		}
		if at(rule, t.when) != t.period || at(rule, t.when-1) != before {
			break
		}
		kept--
	}
	if kept == len(z.all) {
		panic(z.name + ": its rule does not hold")
	}
	z.all = z.all[:kept+1]
}

var footers = regexp.MustCompile(`^(<[^>]+>|[A-Z]+)([-+0-9:]+)(<[^>]+>|[A-Z]+)([-+0-9:]*),M(\d+)\.(\d)\.(\d)(?:/([-+0-9:]+))?,M(\d+)\.(\d)\.(\d)(?:/([-+0-9:]+))?$`)

// rule spells a footer out in numbers.
func rule(footer string) string {
	if !strings.Contains(footer, ",") {
		return ""
	}
	m := footers.FindStringSubmatch(footer)
	if m == nil {
		panic("footer " + footer)
	}
	usual := -seconds(m[2])
	other := usual + 3600
	if m[4] != "" {
		other = -seconds(m[4])
	}
	clock := func(text string) int {
		if text == "" {
			return 2 * 3600
		}
		return seconds(text)
	}
	return fmt.Sprint(usual, " ", strings.Trim(m[1], "<>"), " ", other, " ", strings.Trim(m[3], "<>"), " ",
		m[5], " ", m[6], " ", m[7], " ", clock(m[8]), " ", m[9], " ", m[10], " ", m[11], " ", clock(m[12]))
}

func seconds(text string) int {
	sign := 1
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		sign, text = -1, rest
	}
	total, unit := 0, 3600
	for _, part := range strings.Split(strings.TrimPrefix(text, "+"), ":") {
		number, err := strconv.Atoi(part)
		check(err)
		total += number * unit
		unit /= 60
	}
	return sign * total
}

func table(out *bufio.Writer, zones []zone, release string) {
	names := map[string][]string{}
	var order []zone
	for _, z := range zones {
		key := fmt.Sprint(z.first, z.all, z.footer)
		if names[key] == nil {
			order = append(order, z)
		}
		names[key] = append(names[key], z.name)
	}
	var indices, times []byte
	fmt.Fprintln(out, "IANA", release)
	for _, z := range order {
		periods := []period{z.first}
		var own []byte
		last := int64(0)
		for _, t := range z.all {
			index := slices.Index(periods, t.period)
			if index < 0 {
				index = len(periods)
				periods = append(periods, t.period)
			}
			indices = append(indices, byte(index))
			own = binary.AppendVarint(own, t.when-last)
			last = t.when
		}
		times = append(times, own...)
		fmt.Fprint(out, len(z.all), " ", len(own), "|")
		for n, p := range periods {
			if n > 0 {
				out.WriteByte(',')
			}
			fmt.Fprint(out, p.offset, " ", p.name)
		}
		key := fmt.Sprint(z.first, z.all, z.footer)
		fmt.Fprintf(out, "|%s|%s\n", rule(z.footer), strings.Join(names[key], ","))
	}
	out.WriteByte('\n')
	out.Write(indices)
	out.Write(times)
}

// cases prints moments and what a zone shows then: around its transitions, and far from them.
func cases(out *bufio.Writer, zones []zone) {
	for number, z := range zones {
		moments := []int64{-1e11, -2.2e9, 0, 1.7e9, 4.1e9 + int64(number)*86400, 1e11}
		if len(z.all) > 0 {
			t := z.all[number*7%len(z.all)].when
			moments = append(moments, t-1, t)
		}
		for _, year := range []int{2026, 2038 + number%60} {
			_, end := time.Date(year, 1, 20, 0, 0, 0, 0, time.UTC).In(z.place).ZoneBounds()
			if !end.IsZero() {
				moments = append(moments, end.Unix()-1, end.Unix())
			}
		}
		out.WriteString(z.name)
		for _, moment := range moments {
			p := at(z.place, moment)
			fmt.Fprintf(out, "\t%d %d %s", moment, p.offset, p.name)
		}
		out.WriteByte('\n')
	}
}
