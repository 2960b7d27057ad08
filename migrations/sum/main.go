// Command sum adds the new migrations to migrations/sums.txt. It never changes a line that is there.
package main

import (
	"fmt"
	"os"

	"fangpin/migrations"
)

func main() {
	if err := run("migrations/sums.txt"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(path string) error {
	released, err := migrations.Parse(migrations.Released)
	if err != nil {
		return err
	}
	sums, err := migrations.Sums()
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	for _, s := range sums {
		if released[s.Name] == "" {
			if _, err := fmt.Fprintln(file, s); err != nil {
				return err
			}
		}
	}
	return file.Close()
}
