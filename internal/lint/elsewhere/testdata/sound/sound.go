// Package sound is fine everywhere, and needs others.
package sound

import (
	"fmt"
	"net/http"
)

func Say(r *http.Request) string { return fmt.Sprint(r.Host, 1<<30) }
