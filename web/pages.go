package web

import "net/http"

// Pages lists the addresses that can be looked at, pages and files, as patterns: /claims/{id}.
func Pages() (paths []string) {
	for _, r := range routes() {
		if r.method == http.MethodGet {
			paths = append(paths, r.path)
		}
	}
	return paths
}
