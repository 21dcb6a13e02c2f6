// Command gotemplate answers the tables of crates/gotemplate with the standard library:
//
//	go run ./gotemplate FILE…    answers every line again and writes the file
//
// A line is a template (`t`, or several in `m` of which `x` is executed), a regular expression
// (`p`) or a question to strconv (`n`). A file's first line may hold the data of those that bring
// none. The fields are those of crates/gotemplate/tests/support.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// line has the fields of every kind of question, in the order they are written.
type line struct {
	Data any         `json:"data,omitempty"`
	Area string      `json:"a,omitempty"`
	Text *string     `json:"t,omitempty"`
	More [][2]string `json:"m,omitzero"`
	Run  string      `json:"x,omitempty"`
	// What is executed on, if not the file's data.
	On      *json.RawMessage `json:"d,omitempty"`
	Option  string           `json:"o,omitempty"`
	Pattern *string          `json:"p,omitempty"`
	Subject string           `json:"s,omitempty"`
	With    string           `json:"w,omitempty"`
	Number  []string         `json:"n,omitempty"`
	Result  any              `json:"r,omitempty"`
	Error   string           `json:"e,omitempty"`
}

func main() {
	for _, name := range os.Args[1:] {
		if err := file(name); err != nil {
			fmt.Fprintln(os.Stderr, name+":", err)
			os.Exit(1)
		}
	}
}

func file(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	var data any
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<24)
	for number := 1; lines.Scan(); number++ {
		var asked line
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		asked.Result, asked.Error = nil, ""
		switch {
		case asked.Data != nil:
			data = asked.Data
		case asked.Pattern != nil:
			asked.Result = match(*asked.Pattern, asked.Subject, asked.With)
		case asked.Number != nil:
			asked.Result = ask(asked.Number)
		default:
			on := data
			if asked.On != nil {
				on = nil
				if err := json.Unmarshal(*asked.On, &on); err != nil {
					return fmt.Errorf("line %d: %w", number, err)
				}
			}
			asked.Result, asked.Error = execute(asked, on)
		}
		if err := encoder.Encode(asked); err != nil {
			return err
		}
	}
	return os.WriteFile(name, out.Bytes(), 0o644)
}
