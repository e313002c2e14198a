package store

import (
	"context"
	"database/sql/driver"
	"fmt"
)

const (
	settingSQL    = `SELECT value FROM settings WHERE name = ?`
	putSettingSQL = `INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
	dropSQL       = `DELETE FROM settings WHERE name = ?`
)

// Setting reads a small thing that outlives the process, such as a hash of the commands a platform knows. It tells whether
// there is one. Values are sealed, names are not: a name is a constant of the program, or holds a Key where it concerns one
// server or room.
func (s *SQLite) Setting(ctx context.Context, name string) (value []byte, found bool, err error) {
	var sealed []byte
	err = s.reading(ctx, func(c *conn) error {
		return c.query(settingSQL, 1, func(row []driver.Value) error {
			sealed = row[0].([]byte)
			return nil
		}, name)
	})
	if err == nil && sealed != nil {
		value, err = s.sealer.openSetting(name, sealed)
	}
	if err != nil {
		return nil, false, fmt.Errorf("read the setting %s: %w", name, err)
	}
	return value, sealed != nil, nil
}

// PutSetting keeps a setting; a nil value removes it. It returns when that is on the disk.
func (s *SQLite) PutSetting(ctx context.Context, name string, value []byte) error {
	sql, args := dropSQL, []driver.Value{name}
	if value != nil {
		sql, args = putSettingSQL, append(args, s.sealer.sealSetting(name, value))
	}
	err := s.alone(ctx, func(c *conn) error {
		_, err := c.exec(sql, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep the setting %s: %w", name, err)
	}
	return nil
}

// sealSetting seals the value of a setting; openSetting opens it.
func (s *Sealer) sealSetting(name string, value []byte) []byte {
	return s.sealKind(kindSetting, s.hash("setting", name), value)
}

func (s *Sealer) openSetting(name string, sealed []byte) ([]byte, error) {
	return s.openKind(kindSetting, s.hash("setting", name), sealed)
}
