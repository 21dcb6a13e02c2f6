// Command oracle answers with Helm's own packages, many questions in one process.
//
//	oracle batch           lines of JSON in, {"files": {…}}: a chart's folder; one line out each
//	oracle bench ARCHIVE…  how long loading and rendering take
//
// The tests need no oracle: their expectations were made by it and stand beside them.
package main

import (
	"fmt"
	"log/slog"
	"os"
)

func main() {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	switch {
	case len(os.Args) == 2 && os.Args[1] == "batch":
		batch()
	case len(os.Args) > 2 && os.Args[1] == "bench":
		bench(os.Args[2:])
	default:
		fmt.Fprintln(os.Stderr, "oracle batch | oracle bench ARCHIVE…")
		os.Exit(2)
	}
}
