package store

import "testing"

// ShowPostgres gives a setting as a connection of the store has it.
func ShowPostgres(tb testing.TB, p *Postgres, name string) (value string) {
	tb.Helper()
	if err := p.pool.QueryRow(tb.Context(), "SHOW "+name).Scan(&value); err != nil {
		tb.Fatal(err)
	}
	return value
}
