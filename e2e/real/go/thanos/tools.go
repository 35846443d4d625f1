//go:build tools

// Package tools names the command that is built from this module's pinned versions.
package tools

import _ "github.com/thanos-io/thanos/cmd/thanos"
