package pgserver

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"fangpin/internal/child"
)

// farewell is the signal that ends the server, sent by us or, when we are killed, by the kernel: a fast shutdown with its last
// checkpoint, or none at all.
var farewell = map[Durability]syscall.Signal{Durable: syscall.SIGINT, Throwaway: syscall.SIGQUIT}

// settings are given on the command line, so that they are this program's and never an old file's.
var settings = map[string]string{
	"listen_addresses":     "", // a Unix socket only
	"port":                 port,
	"max_connections":      "200",
	"shared_buffers":       "256MB",
	"work_mem":             "16MB",
	"maintenance_work_mem": "128MB",
	"max_wal_size":         "2GB",
	"checkpoint_timeout":   "15min",
	"wal_compression":      "on",
	"random_page_cost":     "1.1", // an office's machine has an SSD
	// Loaded once, before any session: a package upgrade under the running server replaces plpgsql.so by one that a new session cannot load.
	"shared_preload_libraries":        "plpgsql",
	"jit":                             "off", // it costs more than it saves in short statements
	"timezone":                        "UTC",
	"log_timezone":                    "UTC",
	"log_min_error_statement":         "panic", // a statement, or a constraint's detail, may quote personal data
	"log_error_verbosity":             "terse",
	"fsync":                           "on",
	"synchronous_commit":              "on",
	"full_page_writes":                "on",
	"autovacuum_analyze_scale_factor": "0.02", // a month's load grows the tables by leaps,
	"autovacuum_naptime":              "10s",  // and until they are counted every plan takes them for empty
}

var throwaway = map[string]string{
	"fsync":              "off",
	"synchronous_commit": "off",
	"full_page_writes":   "off",
	"wal_level":          "minimal",
	"max_wal_senders":    "0",
	"autovacuum":         "off", // a test is not disturbed, and a template never in use
	"shared_buffers":     "128MB",
	"max_wal_size":       "256MB",
}

// serve starts the postmaster.
func (c *Cluster) serve(as account, bin string) error {
	cmd := as.command(filepath.Join(bin, "postgres"), c.arguments()...)
	as.reach(cmd, c.dir)
	started, err := c.launch(cmd, farewell[c.durability])
	if err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	c.server = started
	return nil
}

// launch starts a program that works on the data directory. Its words go to the log, it inherits the lock, and the kernel sends it the last
// signal when we end.
func (c *Cluster) launch(cmd *exec.Cmd, last syscall.Signal) (*child.Child, error) {
	_ = os.Rename(c.log(), c.log()+".1") // the last run's, if there was one
	log, err := os.OpenFile(c.log(), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.ExtraFiles = []*os.File{c.lock}
	return child.Start(cmd, last)
}

func (c *Cluster) arguments() []string {
	all := maps.Clone(settings)
	if c.durability == Throwaway {
		maps.Copy(all, throwaway)
	}
	all["unix_socket_directories"] = c.socket
	args := []string{"-D", c.dir}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		args = append(args, "-c", name+"="+all[name])
	}
	return args
}

// log is what the last program said, the server as a rule: in English, for the operator.
func (c *Cluster) log() string { return c.dir + ".log" }

// tail is the log's last lines.
func (c *Cluster) tail() string {
	text, err := os.ReadFile(c.log())
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}
