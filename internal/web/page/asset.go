package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
	"sync"

	"chengxin/internal/fault"
)

// The built assets, with their gzip and brotli forms. tools/assets makes them from web/.
//
//go:embed assets
var built embed.FS

type asset struct {
	contentType string
	plain       []byte
	gzip        []byte
	brotli      []byte
}

// assets are the built files under names that carry their content's hash, so that they may be cached for ever.
var assets = sync.OnceValue(func() map[string]asset {
	byName, _ := readAssets()
	return byName
})

var assetURLs = sync.OnceValue(func() map[string]string {
	_, urls := readAssets()
	return urls
})

func readAssets() (map[string]asset, map[string]string) {
	entries, err := built.ReadDir("assets")
	if err != nil {
		panic(err) // embedded: it cannot fail in a built program
	}
	byName, urls := map[string]asset{}, map[string]string{}
	for _, entry := range entries {
		name := entry.Name()
		kind, known := assetTypes[path.Ext(name)]
		if !known {
			continue // the compressed forms
		}
		plain, err := built.ReadFile("assets/" + name)
		if err != nil {
			panic(err) // as above
		}
		sum := sha256.Sum256(plain)
		hashed := strings.TrimSuffix(name, path.Ext(name)) + "-" + hex.EncodeToString(sum[:6]) + path.Ext(name)
		one := asset{contentType: kind, plain: plain}
		one.gzip, _ = built.ReadFile("assets/" + name + ".gz")   // a small file has no compressed form
		one.brotli, _ = built.ReadFile("assets/" + name + ".br") // as above
		byName[hashed], urls[name] = one, "/assets/"+hashed
	}
	return byName, urls
}

var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// Asset is the address of a built file, with its content's hash: Asset("chengxin.css"). It panics on a file that was never
// built: a page with a broken style must not pass its test.
func Asset(name string) string {
	url, known := assetURLs()[name]
	if !known {
		panic("no built asset " + name + ": run go run ./tools/assets")
	}
	return url
}

func serveAsset(w http.ResponseWriter, r *Request) error {
	found, known := assets()[r.PathValue("file")]
	if !known {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	header := w.Header()
	header.Set("Content-Type", found.contentType)
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("Vary", "Accept-Encoding")
	content := found.plain
	switch {
	case found.brotli != nil && accepts(r.Request, "br"):
		header.Set("Content-Encoding", "br")
		content = found.brotli
	case found.gzip != nil && accepts(r.Request, "gzip"):
		header.Set("Content-Encoding", "gzip")
		content = found.gzip
	}
	_, _ = w.Write(content) // the reader went away: nobody is left to tell
	return nil
}
