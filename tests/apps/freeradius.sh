#!/bin/bash
# FreeRADIUS with rlm_pam: password, password and code in one field, and no
# default password.
. "$(dirname "$0")/apps.inc"
needs freeradius freeradius
needs radtest freeradius-utils
worker=freerad
open_apps radius
mkdir "$dir/radius"
cat >"$dir/radius/radiusd.conf" <<END
name = radiusd
libdir = /usr/lib/freeradius
run_dir = $dir/radius
pidfile = $dir/radius/pid
log {
	destination = stdout
}
security {
	user = freerad
	group = freerad
}
client here {
	ipaddr = 127.0.0.1
	secret = testing123
}
thread pool {
	start_servers = 2
	max_servers = 4
}
modules {
	pam {
		pam_auth = radius
	}
}
server default {
	listen {
		type = auth
		ipaddr = 127.0.0.1
		port = $port
	}
	authorize {
		update control {
			Auth-Type := PAM
		}
	}
	authenticate {
		Auth-Type PAM {
			pam
		}
	}
}
END
chown -R freerad "$dir/radius"
serve freeradius -f -l stdout -d "$dir/radius"
wait_for "FreeRADIUS" grep -q 'Ready to process' "$dir/server.log"

try() {
	local said
	said=$(radtest "$1" "$2" "127.0.0.1:$port" 0 testing123 2>&1 |
	    grep -oE 'Received Access-[A-Z][a-z]+')
	echo "$said"
	[ "$said" = 'Received Access-Accept' ]
}
asks_once
end_apps
