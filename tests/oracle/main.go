// Command oracle answers with Helm's own packages, many questions in one process.
//
//	oracle batch           lines of JSON in, {"files": {…}}: a chart's folder; one line out each
//	oracle bench ARCHIVE…  how long loading and rendering take
//	oracle tables FILE…    every case of a table answered again, the file rewritten
//	oracle helm ARGUMENT…  Helm itself
//
// The tests need no oracle: their expectations were made by it and stand beside them.
package main

import (
	"fmt"
	"log/slog"
	"os"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "helm" {
		helm(os.Args[2:])
		return
	}
	slog.SetDefault(slog.New(slog.DiscardHandler))
	switch {
	case len(os.Args) == 2 && os.Args[1] == "batch":
		batch()
	case len(os.Args) > 2 && os.Args[1] == "bench":
		bench(os.Args[2:])
	case len(os.Args) > 2 && os.Args[1] == "tables":
		tables(os.Args[2:])
	default:
		fmt.Fprintln(os.Stderr, "oracle batch | bench ARCHIVE… | tables FILE… | helm ARGUMENT…")
		os.Exit(2)
	}
}
