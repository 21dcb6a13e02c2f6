// Command gotemplate answers the tables of crates/gotemplate with the standard library:
//
//	go run ./gotemplate FILE…    answers every line again and writes the file
//
// A line is a template (`t`, or several in `m` of which `x` is executed), a regular expression
// (`p`) or a question to strconv (`n`). A file's first line may hold the data of those that bring
// none. The fields are those of crates/gotemplate/tests/support.
package main

import (
	"encoding/json"
	"os"

	"chartroom/oracle/lines"
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
	lines.Rewrite(os.Args[1:], answers)
}

// answers answers the lines of a file.
func answers() func(*line) error {
	var data any
	return func(asked *line) error {
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
					return err
				}
			}
			asked.Result, asked.Error = execute(*asked, on)
		}
		return nil
	}
}
