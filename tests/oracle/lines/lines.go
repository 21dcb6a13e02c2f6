// Package lines rewrites files of cases, a JSON object a line, with new answers in them.
package lines

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// longest is more bytes than any case has.
const longest = 1 << 24

// Rewrite has every line of the files answered in place, in their order. Each file begins with an
// answer function of its own, because a line may hold data for those behind it. What goes wrong
// ends the program.
func Rewrite[T any](names []string, begin func() func(*T) error) {
	for _, name := range names {
		if err := rewrite(name, begin()); err != nil {
			fmt.Fprintln(os.Stderr, name+":", err)
			os.Exit(1)
		}
	}
}

func rewrite[T any](name string, answer func(*T) error) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	all := bufio.NewScanner(bytes.NewReader(text))
	all.Buffer(nil, longest)
	for number := 1; all.Scan(); number++ {
		var asked T
		if err := json.Unmarshal(all.Bytes(), &asked); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if err := answer(&asked); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if err := encoder.Encode(asked); err != nil {
			return err
		}
	}
	if err := all.Err(); err != nil {
		return err
	}
	return os.WriteFile(name, out.Bytes(), 0o644)
}
