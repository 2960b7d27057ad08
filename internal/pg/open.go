package pg

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Schema is where every table and door of ours lies.
const Schema = "fangpin"

// session is what every connection runs under, whatever the server's defaults are. lib/pq itself insists on UTF8 and ISO dates.
var session = map[string]string{
	"search_path":  Schema,
	"timezone":     "UTC",
	"bytea_output": "hex",
	// The doors refuse any other: an older snapshot judges without what was committed while it waited.
	"default_transaction_isolation": "read committed",
}

// A pool as wide as a county's office is busy; the private cluster allows far more.
const (
	maxOpen = 48
	maxIdle = 16
	idle    = 5 * time.Minute
)

// Open connects to the database at url and proves that it answers. What the person who wrote the URL can put right is a fault.
func Open(ctx context.Context, url string) (*DB, error) {
	db, err := connect(url, "", nil)
	if err != nil {
		return nil, err
	}
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open database: %w", unreached(err))
	}
	return &DB{DB: db, Clock: time.Now}, nil
}

// connect makes a pool without using it, as the URL's login or as another.
func connect(url, login string, password Password) (*sqlx.DB, error) {
	config, err := configOf(url)
	if err != nil {
		return nil, err
	}
	if login != "" {
		own := config.Password
		config.User, config.Password, config.Passfile = login, "", ""
		if password != nil {
			config.Password = password(login, own)
		}
	}
	if config.Runtime == nil {
		config.Runtime = map[string]string{}
	}
	maps.Copy(config.Runtime, session)
	config.ApplicationName = "fangpin"
	connector, err := pq.NewConnectorConfig(config)
	if err != nil {
		return nil, fmt.Errorf("read database URL: %w", err)
	}
	db := sqlx.NewDb(sql.OpenDB(connector), "postgres")
	db.SetMaxOpenConns(maxOpen)
	db.SetMaxIdleConns(maxIdle)
	db.SetConnMaxIdleTime(idle)
	return db, nil
}
