// Command draw makes the drawings of the README and of docs/architecture.md anew: the month, and the house as go list knows it.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// drawings are the files, and who draws each.
var drawings = map[string]func(ctx context.Context, root string) ([]byte, error){
	"docs/month.svg": func(context.Context, string) ([]byte, error) { return drawMonth(), nil },
	"docs/rooms.svg": drawRooms,
}

// usage: go run ./docs/draw, in the root (make drawings).
func main() {
	for name, draw := range drawings {
		picture, err := draw(context.Background(), ".")
		if err == nil {
			err = os.WriteFile(filepath.FromSlash(name), picture, 0o644)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "draw %s: %v\n", name, err)
			os.Exit(1)
		}
	}
}
