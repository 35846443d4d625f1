// Command etcd is etcd's server: Debian's is 3.4, whose watches do not tell progress as the API server's watch-list needs.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() {
	etcdmain.Main(os.Args)
}
