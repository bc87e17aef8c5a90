// pulumi-sentry-sdk writes the SDK of a Pulumi package for another language, from the package's schema:
//
//	pulumi-sentry-sdk SCHEMA LANGUAGE FOLDER
//
// It calls the generators of the pinned Pulumi CLI. The CLI itself asks them through its language hosts, as in
// `pulumi package gen-sdk`; the newest hosts that Go can build are too old to know this.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "pulumi-sentry-sdk"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "error: %v\n", err)
		os.Exit(1)
	}
}

func run(words []string) error {
	if len(words) != 3 {
		return errors.New("usage: pulumi-sentry-sdk SCHEMA LANGUAGE FOLDER")
	}
	found, err := read(words[0])
	if err != nil {
		return err
	}
	files, err := generate(found, words[1])
	if err != nil {
		return err
	}
	return write(files, words[2])
}

func read(path string) (*schema.Package, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	found, diagnostics, err := schema.BindSpec(spec, schema.NewCachedLoader(nil), schema.ValidationOptions{})
	if err == nil && diagnostics.HasErrors() {
		err = diagnostics
	}
	return found, err
}

func generate(found *schema.Package, language string) (map[string][]byte, error) {
	switch language {
	case "nodejs":
		return nodejs.GeneratePackage(tool, found, nil, nil, true, schema.NewCachedLoader(nil))
	case "go":
		return gogen.GeneratePackage(tool, found, nil)
	default:
		return nil, fmt.Errorf("no generator for %s here", language)
	}
}

func write(files map[string][]byte, folder string) error {
	for name, content := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
