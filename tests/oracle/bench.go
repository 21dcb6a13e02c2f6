package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"helm.sh/helm/v4/pkg/chart/v2/loader"
)

// repeats of each measurement; the median counts.
const repeats = 15

// bench prints a line of JSON per archive: microseconds for loading and rendering, and for
// rendering alone.
func bench(paths []string) {
	runtime.GOMAXPROCS(1)
	for _, path := range paths {
		var whole, alone []float64
		for range repeats {
			started := time.Now()
			ch, err := loader.Load(path)
			loaded := time.Now()
			if err != nil {
				fmt.Fprintln(os.Stderr, path, err)
				break
			}
			_, err = render(ch, map[string]any{})
			ended := time.Now()
			if err != nil {
				break
			}
			whole = append(whole, float64(ended.Sub(started).Nanoseconds())/1e3)
			alone = append(alone, float64(ended.Sub(loaded).Nanoseconds())/1e3)
		}
		if len(whole) < repeats {
			continue
		}
		slices.Sort(whole)
		slices.Sort(alone)
		line, _ := json.Marshal(map[string]any{"path": path, "whole": whole[repeats/2], "render": alone[repeats/2]})
		fmt.Println(string(line))
	}
}
