#!/bin/bash
# Apache with mod_authnz_pam: password, password and code in one field, and no
# default password.
. "$(dirname "$0")/apps.inc"
needs apache2 apache2
modules=/usr/lib/apache2/modules
needs $modules/mod_authnz_pam.so libapache2-mod-authnz-pam
worker=www-data
open_apps web
mkdir "$dir/www"
echo welcome >"$dir/www/web"
{
	for m in mpm_event unixd authn_core authz_core authz_user auth_basic \
	    authnz_pam; do
		[ ! -e "$modules/mod_$m.so" ] ||
			echo "LoadModule ${m}_module $modules/mod_$m.so"
	done
	cat <<-END
	ServerRoot $dir
	ServerName 127.0.0.1
	Listen 127.0.0.1:$port
	PidFile $dir/apache.pid
	Mutex file:$dir default
	DefaultRuntimeDir $dir
	ErrorLog $dir/server.log
	User www-data
	Group www-data
	DocumentRoot $dir/www
	END
	cat <<-END
	<Location /web>
	AuthType Basic
	AuthName panel
	AuthBasicProvider PAM
	AuthPAMService web
	Require valid-user
	</Location>
	END
} >"$dir/apache.conf"
serve apache2 -D FOREGROUND -f "$dir/apache.conf"
wait_for "Apache" is_listening

try() { curl -s --fail-with-body -u "$1:$2" "http://127.0.0.1:$port/web"; }
asks_once
end_apps
