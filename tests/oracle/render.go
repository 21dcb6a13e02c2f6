package main

import (
	"bytes"
	"fmt"
	"strings"

	"helm.sh/helm/v4/pkg/action"
	chartapi "helm.sh/helm/v4/pkg/chart"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"
)

// hint is what `helm template` adds once a release has begun to exist.
const hint = "\n\nUse --debug flag to render out invalid YAML"

// render does what `helm template release-name CHART` does, from the loaded chart to the text.
func render(ch *chart.Chart, vals map[string]any) (string, error) {
	if wanted := ch.Metadata.Dependencies; len(wanted) > 0 {
		list := make([]chartapi.Dependency, 0, len(wanted))
		for _, dependency := range wanted {
			list = append(list, dependency)
		}
		if err := action.CheckDependencies(ch, list); err != nil {
			return "", fmt.Errorf("an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing dependencies: %w", err)
		}
	}
	if err := chartutil.ProcessDependencies(ch, vals); err != nil {
		return "", fmt.Errorf("chart dependencies processing failed: %w", err)
	}
	release := common.ReleaseOptions{Name: "release-name", Namespace: "default", Revision: 1, IsInstall: true}
	top, err := util.ToRenderValues(ch, vals, release, common.DefaultCapabilities.Copy())
	if err != nil {
		return "", err
	}
	files, err := engine.Engine{}.Render(ch, top)
	if err != nil {
		return "", fmt.Errorf("%w%s", err, hint)
	}
	for name := range files {
		if strings.HasSuffix(name, "NOTES.txt") {
			delete(files, name)
		}
	}
	hooks, manifests, err := releaseutil.SortManifests(files, nil, releaseutil.InstallOrder)
	if err != nil {
		return "", fmt.Errorf("%w%s", err, hint)
	}
	var text bytes.Buffer
	for _, manifest := range manifests {
		fmt.Fprintf(&text, "---\n# Source: %s\n%s\n", manifest.Name, manifest.Content)
	}
	var out strings.Builder
	out.WriteString(strings.TrimSpace(text.String()))
	out.WriteByte('\n')
	for _, hook := range hooks {
		fmt.Fprintf(&out, "---\n# Source: %s\n%s\n", hook.Path, hook.Manifest)
	}
	return out.String(), nil
}
