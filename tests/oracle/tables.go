package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"chartroom/oracle/lines"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/loader/archive"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	helmcmd "helm.sh/helm/v4/pkg/cmd"
	"helm.sh/helm/v4/pkg/engine"
)

// notes is where the template of an expression stands: its text is shown as it is.
const notes = "templates/NOTES.txt"

// tableLine is a case of crates/render/tests/upstream: a template of a chart (Text), or a command
// (Args) in a folder.
type tableLine struct {
	// The files every later case has, unless it brings its own.
	Data  map[string]string `json:"data,omitempty"`
	Area  string            `json:"a,omitempty"`
	Text  *string           `json:"t,omitempty"`
	Args  []string          `json:"args,omitempty"`
	Files map[string]string `json:"files,omitempty"`
	// Pairs: the flag's name without dashes, and its value.
	Flags  [][2]string `json:"f,omitempty"`
	Result *string     `json:"r,omitempty"`
	Error  string      `json:"e,omitempty"`
	Out    string      `json:"out,omitempty"`
	Err    string      `json:"err,omitempty"`
	Code   int         `json:"code,omitempty"`
}

// tables answers every line of the files again.
func tables(names []string) {
	lines.Rewrite(names, func() func(*tableLine) error {
		data := map[string]string{}
		return func(asked *tableLine) error {
			asked.Result, asked.Error, asked.Out, asked.Err, asked.Code = nil, "", "", "", 0
			switch {
			case asked.Data != nil:
				data = asked.Data
			case asked.Args != nil:
				return run(asked, data)
			default:
				text, err := expression(*asked, data)
				if asked.Result = &text; err != nil {
					asked.Result, asked.Error = nil, err.Error()
				}
			}
			return nil
		}
	})
}

// expression renders a template among the files of a chart.
func expression(asked tableLine, data map[string]string) (text string, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("PANIC %v", problem)
		}
	}()
	vals, err := merge(asked.Flags)
	if err != nil {
		return "", err
	}
	all := maps.Clone(data)
	maps.Copy(all, asked.Files)
	all[notes] = *asked.Text
	var files []*archive.BufferedFile
	for name, text := range all {
		files = append(files, &archive.BufferedFile{Name: name, Data: []byte(text)})
	}
	ch, err := loader.LoadFiles(files)
	if err != nil {
		return "", err
	}
	if err := chartutil.ProcessDependencies(ch, vals); err != nil {
		return "", err
	}
	release := common.ReleaseOptions{Name: "release-name", Namespace: "default", Revision: 1, IsInstall: true}
	top, err := util.ToRenderValues(ch, vals, release, common.DefaultCapabilities.Copy())
	if err != nil {
		return "", err
	}
	rendered, err := engine.Engine{}.Render(ch, top)
	if err != nil {
		return "", fmt.Errorf("%w%s", err, hint)
	}
	return rendered[ch.Name()+"/"+notes], nil
}

// run starts this program as `helm` in a folder with the case's files.
func run(asked *tableLine, data map[string]string) error {
	home, err := os.MkdirTemp("", "oracle")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	folder := filepath.Join(home, "work")
	files := asked.Files
	if files == nil {
		files = data
	}
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var stdout, stderr bytes.Buffer
	command := exec.Command(self, append([]string{"helm"}, asked.Args...)...)
	command.Dir, command.Stdout, command.Stderr = folder, &stdout, &stderr
	command.Env = []string{"HOME=" + home, "TMPDIR=" + home, "TZ=UTC"}
	var failed *exec.ExitError
	if err := command.Run(); errors.As(err, &failed) {
		asked.Code = failed.ExitCode()
	} else if err != nil {
		return err
	}
	asked.Out = strings.ReplaceAll(stdout.String(), folder, "FOLDER")
	asked.Err = strings.ReplaceAll(stderr.String(), folder, "FOLDER")
	return nil
}

// helm is what the published program is.
func helm(arguments []string) {
	command, err := helmcmd.NewRootCmd(os.Stdout, arguments, helmcmd.SetupLogging)
	if err == nil {
		command.SetArgs(arguments)
		err = command.Execute()
	}
	if err != nil {
		var coded helmcmd.CommandError
		if errors.As(err, &coded) {
			os.Exit(coded.ExitCode)
		}
		os.Exit(1)
	}
}
