// Prints what docker compose and docker run find in `.env` files: a line of JSON for each folder named on standard
// input, with null for a file that a reader refuses.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/docker/cli/pkg/kvfile"
)

func nothing(string) (string, bool) { return "", false }

func compose(path string) map[string]string {
	values, err := dotenv.ReadWithLookup(nothing, path)
	if err != nil {
		return nil
	}
	return values
}

func run(path string) map[string]string {
	lines, err := kvfile.Parse(path, nothing)
	if err != nil {
		return nil
	}
	values := map[string]string{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, "=")
		values[name] = value
	}
	return values
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		path := filepath.Join(input.Text(), ".env")
		found := map[string]map[string]string{"docker compose": compose(path), "docker run --env-file": run(path)}
		if err := output.Encode(found); err != nil {
			log.Fatal(err)
		}
	}
}
