package storagetest

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chengxin/internal/household"
	"chengxin/internal/storage"
	"chengxin/internal/vault"
)

// A rotation seals everything with the new key, logs it, and changes nothing that anybody reads.
func TestAfterARotationEverythingIsSealedWithTheNewKeyAndTheLogIsWhole(t *testing.T) {
	for name, engine := range map[string]func(*testing.T) storage.Engine{"sqlite": newSQLite, "postgres": newPostgres} {
		t.Run(name, func(t *testing.T) {
			e := engine(t)
			if _, err := e.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			v, err := vault.Create(filepath.Join(t.TempDir(), "vault.json"), "sm4", noon)
			if err != nil {
				t.Fatal(err)
			}
			db := storage.New(e, v)
			t.Cleanup(func() {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
			addHousehold(t, db, "h", "640422100202")
			head := household.Member{ID: "m", HouseholdID: "h", Name: "\u9a6c\u5c0f\u5f3a", Relation: household.HeadOfHousehold, Seq: 1, RecordedAt: noon} // no phone, account or health
			if err := db.Write(t.Context(), func(tx *storage.Tx) error { return tx.AddMember(t.Context(), county, "row", head) }); err != nil {
				t.Fatal(err)
			}
			for i := range 3 {
				if _, err := try(t.Context(), db, officer, act("h", ""), "c"+threeDigits(i), nil); err != nil {
					t.Fatal(err)
				}
			}
			before, err := db.Read().Changes(t.Context(), county, "h")
			if err != nil {
				t.Fatal(err)
			}
			if err := v.Rotate("aes", noon); err != nil {
				t.Fatal(err)
			}
			rows, err := db.Reseal(t.Context(), county, func() time.Time { return noon }, "test")
			if err != nil || rows < 3 {
				t.Fatalf("%d rows, %v", rows, err)
			}
			var stale int
			err = db.Engine().Write(t.Context(), func(ctx context.Context, q storage.Querier) error {
				found, err := q.QueryContext(ctx, `SELECT words FROM change_report WHERE county = '640422'`)
				if err != nil {
					return err
				}
				return eachBytes(found, func(sealed []byte) {
					if v.Stale(sealed) {
						stale++
					}
				})
			})
			if err != nil || stale > 0 {
				t.Errorf("%d fields are still sealed with the old key, %v", stale, err)
			}
			after, err := db.Read().Changes(t.Context(), county, "h")
			if err != nil || !slices.Equal(before, after) {
				t.Errorf("the rotation changed what is read: %v", err)
			}
			if report := verify(t, db); !report.OK() {
				t.Errorf("%+v", report)
			}
			if again, err := db.Reseal(t.Context(), county, func() time.Time { return noon }, "test"); err != nil || again != 0 {
				t.Errorf("a second run found %d rows, %v", again, err)
			}
		})
	}
}

func eachBytes(rows *sql.Rows, do func([]byte)) error {
	for rows.Next() {
		var value []byte
		if err := rows.Scan(&value); err != nil {
			return err
		}
		do(value)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return rows.Close()
}

// What stands in the tables tells nobody who is poor: no name, number, phone, account or address in the clear.
func TestADumpShowsNoPersonalData(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		secrets := []string{"99042219800101123X", "13800001234", "6217000011112222", "\u9a6c\u5c0f\u5f3a", "maxiaoqiang", "\u5927\u6ee9\u67519\u53f7"}
		err := db.Write(t.Context(), func(tx *storage.Tx) error {
			h := household.Household{County: county, ID: "h", Number: "n", Region: "640422100202", Address: secrets[5]}
			if err := tx.AddHousehold(t.Context(), h); err != nil {
				return err
			}
			return tx.AddMember(t.Context(), county, "row", household.Member{
				ID: "m", HouseholdID: "h", Name: secrets[3], IDNumber: household.IDNumber(secrets[0]), Phone: secrets[1], Account: secrets[2],
				Relation: household.HeadOfHousehold, Seq: 1, RecordedAt: noon,
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		for table := range tables(t) {
			err := db.Engine().Write(t.Context(), func(ctx context.Context, q storage.Querier) error {
				rows, err := q.QueryContext(ctx, "SELECT * FROM "+table)
				if err != nil {
					return err
				}
				defer rows.Close()
				columns, err := rows.Columns()
				if err != nil {
					return err
				}
				for rows.Next() {
					values, into := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
					for i := range values {
						into[i] = &values[i]
					}
					if err := rows.Scan(into...); err != nil {
						return err
					}
					for i, value := range values {
						for _, secret := range secrets {
							if strings.Contains(string(value), secret) {
								t.Errorf("%s.%s shows %q", table, columns[i], secret)
							}
						}
					}
				}
				return rows.Err()
			})
			if err != nil {
				t.Fatal(table, err)
			}
		}
	})
}
