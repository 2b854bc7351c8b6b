package storage

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

var (
	accessCodeTable = declareFact("access_code", "household", "proxy", "code", "expires_at", "at", "made_by")
	proxyTable      = declareFact("proxy", "household", "member", "name", "relation", "tail", "paper", "scope", "from_on", "until_on", "at", "made_by", "made_kind")
	proxyEndTable   = declareFact("proxy_end", "proxy", "reason", "at", "made_by")
)

// codeField is the blind index of residents' codes.
const codeField = "access_code.code"

// AddAccessCode keeps the keyed hash of a code.
func (tx *Tx) AddAccessCode(ctx context.Context, code people.AccessCode, plain string) error {
	return tx.add(ctx, accessCodeTable, code.County, code.ID, code.Household, code.Proxy, tx.db.vault.Index(code.County, codeField, plain),
		micros(code.ExpiresAt), micros(code.At), code.By)
}

// AccessCode finds a code by what was typed.
func (tx *Tx) AccessCode(ctx context.Context, county region.Code, plain string) (people.AccessCode, error) {
	var err error = fault.New(fault.NotFound, "fault.not_found")
	for _, key := range tx.db.vault.Lookups(county, codeField, plain) {
		code := people.AccessCode{County: county}
		var expires, at, used, later int64
		err = tx.one(ctx, `SELECT c.id, c.household, c.proxy, c.expires_at, c.at, c.made_by, COALESCE(u.first_at, 0),
			(SELECT count(*) FROM access_code l WHERE l.county = $1 AND l.household = c.household AND l.proxy = c.proxy AND l.id > c.id)
			FROM access_code c LEFT JOIN access_code_use u ON u.county = c.county AND u.county = $1 AND u.code = c.id
			WHERE c.county = $1 AND c.code = $2`,
			[]any{string(county), key}, &code.ID, &code.Household, &code.Proxy, &expires, &at, &code.By, &used, &later)
		if err == nil {
			code.ExpiresAt, code.At, code.FirstUsed, code.Replaced = moment(expires), moment(at), maybeMoment(used), later > 0
			return code, nil
		}
		if fault.KindOf(err) != fault.NotFound {
			break
		}
	}
	return people.AccessCode{}, err
}

// UseAccessCode notes the first use.
func (tx *Tx) UseAccessCode(ctx context.Context, county region.Code, id string, at time.Time) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO access_code_use (county, code, first_at) VALUES ($1, $2, $3)`, string(county), id, micros(at))
	return err
}

// Residents lists the members of a household on a day, with what signing in must know.
func (tx *Tx) Residents(ctx context.Context, county region.Code, id string, on period.Day) ([]people.Person, error) {
	versions, err := tx.MemberVersions(ctx, county, id)
	if err != nil {
		return nil, err
	}
	members := household.Members(versions, on)
	persons := make([]people.Person, len(members))
	for i, member := range members {
		persons[i] = people.Person{
			Member: member.ID, Name: member.Name, Tail: member.IDNumber.LastFour(), BornOn: member.Birthday(), Capacity: string(member.Capacity),
		}
	}
	return persons, nil
}

// AddProxy keeps a registration; name and last digits are sealed.
func (tx *Tx) AddProxy(ctx context.Context, county region.Code, proxy people.Proxy) error {
	name, err := tx.db.seal(county, "proxy", proxy.ID, "name", proxy.Name)
	if err != nil {
		return err
	}
	tail, err := tx.db.seal(county, "proxy", proxy.ID, "tail", proxy.Tail)
	if err != nil {
		return err
	}
	scope := make([]string, len(proxy.Scope))
	for i, permission := range proxy.Scope {
		scope[i] = string(permission)
	}
	return tx.add(ctx, proxyTable, county, proxy.ID, proxy.Household, proxy.Member, name, proxy.Relation, tail, proxy.Paper,
		strings.Join(scope, " "), proxy.FromOn.String(), proxy.UntilOn.String(), micros(proxy.At), proxy.By, string(proxy.ByKind))
}

// AddProxyEnd keeps the end of a registration.
func (tx *Tx) AddProxyEnd(ctx context.Context, county region.Code, id string, proxy people.Proxy) error {
	return tx.add(ctx, proxyEndTable, county, id, proxy.ID, proxy.EndReason, micros(proxy.EndedAt), proxy.EndedBy)
}

// Proxies lists a household's proxies, ended ones too.
func (tx *Tx) Proxies(ctx context.Context, county region.Code, id string) ([]people.Proxy, error) {
	var found []people.Proxy
	err := tx.each(ctx, `SELECT p.id, p.member, p.name, p.relation, p.tail, p.paper, p.scope, p.from_on, p.until_on, p.at, p.made_by, p.made_kind,
		COALESCE(e.at, 0), COALESCE(e.made_by, ''), COALESCE(e.reason, '')
		FROM proxy p LEFT JOIN proxy_end e ON e.county = p.county AND e.county = $1 AND e.proxy = p.id
		WHERE p.county = $1 AND p.household = $2 ORDER BY p.id`, []any{string(county), id}, func(rows *sql.Rows) error {
		proxy := people.Proxy{Household: id}
		var name, tail []byte
		var scope, from, until string
		var at, ended int64
		if err := rows.Scan(&proxy.ID, &proxy.Member, &name, &proxy.Relation, &tail, &proxy.Paper, &scope, &from, &until, &at, &proxy.By, &proxy.ByKind,
			&ended, &proxy.EndedBy, &proxy.EndReason); err != nil {
			return err
		}
		for _, permission := range strings.Fields(scope) {
			proxy.Scope = append(proxy.Scope, access.Permission(permission))
		}
		proxy.FromOn, proxy.UntilOn, proxy.At, proxy.EndedAt = day(from), day(until), moment(at), maybeMoment(ended)
		var err error
		if proxy.Name, err = tx.db.open(county, "proxy", proxy.ID, "name", name); err != nil {
			return err
		}
		proxy.Tail, err = tx.db.open(county, "proxy", proxy.ID, "tail", tail)
		found = append(found, proxy)
		return err
	})
	return found, err
}
