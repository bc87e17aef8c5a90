// pulumi-sentry-translate writes Pulumi YAML programs in Python, TypeScript and Go, as `pulumi convert` does:
//
//	pulumi-sentry-translate SCHEMA FROM TO
//
// It reads FROM/NAME.yaml, and writes TO/NAME.py, TO/NAME.ts and TO/NAME.go. The YAML host of the same module is what
// runs those programs as they are.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/blang/semver"
	"github.com/hashicorp/hcl/v2"
	"github.com/pulumi/pulumi-yaml/pkg/pulumiyaml"
	yamlgen "github.com/pulumi/pulumi-yaml/pkg/pulumiyaml/codegen"
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// packages is a loader that knows one package.
type packages struct{ only *schema.Package }

func (p packages) load(name string) (*schema.Package, error) {
	if name != p.only.Name {
		return nil, fmt.Errorf("there is no package %s here", name)
	}
	return p.only, nil
}

func (p packages) LoadPackage(name string, _ *semver.Version) (*schema.Package, error) {
	return p.load(name)
}

func (p packages) LoadPackageV2(_ context.Context, wanted *schema.PackageDescriptor) (*schema.Package, error) {
	return p.load(wanted.Name)
}

func (p packages) LoadPackageReference(name string, _ *semver.Version) (schema.PackageReference, error) {
	found, err := p.load(name)
	if err != nil {
		return nil, err
	}
	return found.Reference(), nil
}

func (p packages) LoadPackageReferenceV2(
	_ context.Context, wanted *schema.PackageDescriptor,
) (schema.PackageReference, error) {
	return p.LoadPackageReference(wanted.Name, nil)
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "error: %v\n", err)
		os.Exit(1)
	}
}

func run(words []string) error {
	if len(words) != 3 {
		return errors.New("usage: pulumi-sentry-translate SCHEMA FROM TO")
	}
	found, err := read(words[0])
	if err != nil {
		return err
	}
	sources, err := filepath.Glob(filepath.Join(words[1], "*.yaml"))
	if err != nil {
		return err
	}
	for _, source := range sources {
		if err := translate(packages{found}, source, words[2]); err != nil {
			return fmt.Errorf("%s: %w", source, err)
		}
	}
	return nil
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
	found, diagnostics, err := schema.BindSpec(spec, nil, schema.ValidationOptions{})
	if err == nil && diagnostics.HasErrors() {
		err = diagnostics
	}
	return found, err
}

func translate(loader packages, source, to string) error {
	text, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	template, diagnostics, err := pulumiyaml.LoadYAMLBytes(source, text)
	if err != nil {
		return err
	}
	if diagnostics.HasErrors() {
		return diagnostics
	}
	name := strings.TrimSuffix(filepath.Base(source), ".yaml")
	generators := map[string]func(*pcl.Program) (map[string][]byte, hcl.Diagnostics, error){
		".ts": nodejs.GenerateProgram,
		".py": python.GenerateProgram,
		".go": gogen.GenerateProgram,
	}
	for extension, generate := range generators {
		// A generator changes the program that it gets.
		program, diagnostics, err := yamlgen.EjectProgram(template, loader)
		if err != nil {
			return err
		}
		if len(diagnostics) > 0 {
			return diagnostics
		}
		files, diagnostics, err := generate(program)
		if err != nil {
			return err
		}
		if len(diagnostics) > 0 {
			return diagnostics
		}
		for made, content := range files {
			if filepath.Ext(made) == extension {
				if err := os.WriteFile(filepath.Join(to, name+extension), content, 0o644); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
