// Command deprecations prints every kind that Helm's lint knows, a line each: group version, kind,
// the minor version of 1 that deprecates it and the one that lacks it (0: none), and the warning of
// the API server. Kinds that are not deprecated have the first two only.
//
//	go run ./deprecations > ../../crates/render/tests/data/deprecations.tsv
package main

import (
	"fmt"
	"sort"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/endpoints/deprecation"
	"k8s.io/client-go/kubernetes/scheme"
)

// far is a minor version that no cluster has yet.
const far = 9999

type deprecated interface {
	APILifecycleDeprecated() (major, minor int)
}

type removed interface {
	APILifecycleRemoved() (major, minor int)
}

func main() {
	known := runtime.NewScheme()
	if err := scheme.AddToScheme(known); err != nil {
		panic(err)
	}
	var lines []string
	for gvk := range known.AllKnownTypes() {
		if gvk.Version == runtime.APIVersionInternal {
			continue
		}
		object, err := known.New(gvk)
		if err != nil {
			panic(err)
		}
		object.GetObjectKind().SetGroupVersionKind(gvk)
		line := gvk.GroupVersion().String() + "\t" + gvk.Kind
		if deprecation.IsDeprecated(object, 1, far) {
			_, since := object.(deprecated).APILifecycleDeprecated()
			minor := 0
			if object, ok := object.(removed); ok {
				_, minor = object.APILifecycleRemoved()
			}
			line += fmt.Sprintf("\t%d\t%d\t%s", since, minor, deprecation.WarningMessage(object))
		}
		lines = append(lines, line)
	}
	sort.Strings(lines)
	for _, line := range lines {
		fmt.Println(line)
	}
}
