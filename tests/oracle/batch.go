package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	"time"

	"helm.sh/helm/v4/pkg/chart/loader/archive"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/cli/values"
	"sigs.k8s.io/yaml"
)

type question struct {
	Files map[string]string `json:"files"`
	// Pairs: the flag's name without dashes, and its value.
	Flags [][2]string `json:"flags"`
}

type answer struct {
	Stdout string `json:"stdout"`
	Stderr string `json:"stderr"`
}

// Helm has no limits: a chart that doubles its text at each level fills the memory first. Who asks takes
// the end of this process for the answer, and starts another.
const patience = 30 * time.Second

func batch() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked question
		var told answer
		if err := json.Unmarshal(line, &asked); err != nil {
			told.Stderr = "oracle: " + err.Error()
		} else {
			end := time.AfterFunc(patience, func() { os.Exit(3) })
			told = respond(asked)
			end.Stop()
		}
		text, err := json.Marshal(told)
		if err != nil {
			panic(err)
		}
		out.Write(text)
		out.WriteByte('\n')
		out.Flush()
	}
}

// merge reads the flags that give values, as every command of Helm does.
func merge(flags [][2]string) (map[string]any, error) {
	var options values.Options
	lists := map[string]*[]string{
		"set":         &options.Values,
		"set-string":  &options.StringValues,
		"set-json":    &options.JSONValues,
		"set-literal": &options.LiteralValues,
	}
	for _, flag := range flags {
		list := lists[flag[0]]
		*list = append(*list, flag[1])
	}
	return options.MergeValues(nil)
}

// chartBase is what the command reads of a manifest before anything else.
type chartBase struct {
	APIVersion string `json:"apiVersion,omitempty"`
}

// recognise chooses by the manifest who reads a chart, as the command does, in the command's words.
func recognise(manifest string) error {
	var base chartBase
	if err := yaml.Unmarshal([]byte(manifest), &base); err != nil {
		text := strings.ReplaceAll(err.Error(), "main.chartBase", "loader.chartBase")
		return errors.New("cannot load Chart.yaml: " + text)
	}
	switch base.APIVersion {
	case "", "v1", "v2":
		return nil
	case "v3":
		return errors.New("invalid chart apiVersion")
	}
	return errors.New("unsupported chart version")
}

func respond(asked question) (told answer) {
	defer func() {
		if problem := recover(); problem != nil {
			told = answer{Stderr: fmt.Sprint("PANIC ", problem)}
		}
	}()
	var names []string
	for name := range asked.Files {
		names = append(names, name)
	}
	sort.Strings(names)
	var files []*archive.BufferedFile
	for _, name := range names {
		files = append(files, &archive.BufferedFile{Name: name, Data: []byte(asked.Files[name])})
	}
	// The order of the command: values first, then the chart.
	vals, err := merge(asked.Flags)
	if err != nil {
		return answer{Stderr: err.Error()}
	}
	if err := recognise(asked.Files["Chart.yaml"]); err != nil {
		return answer{Stderr: err.Error()}
	}
	ch, err := loader.LoadFiles(files)
	if err != nil {
		return answer{Stderr: err.Error()}
	}
	text, err := render(ch, vals)
	if err != nil {
		return answer{Stderr: err.Error()}
	}
	return answer{Stdout: text}
}
