#!/bin/bash
# Apache with mod_authnz_pam: password, and password with code in one field.
. "$(dirname "$0")/apps.inc"
needs apache2 apache2
modules=/usr/lib/apache2/modules
needs $modules/mod_authnz_pam.so libapache2-mod-authnz-pam
worker=www-data
open_apps plain:password web:one
mkdir "$dir/www"
echo welcome | tee "$dir/www/plain" >"$dir/www/web"
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
	for s in plain web; do
		cat <<-END
		<Location /$s>
		AuthType Basic
		AuthName panel
		AuthBasicProvider PAM
		AuthPAMService $s
		Require valid-user
		</Location>
		END
	done
} >"$dir/apache.conf"
serve apache2 -D FOREGROUND -f "$dir/apache.conf"
wait_for "Apache" is_listening

get() { curl -sf -u "sam:$2" "http://127.0.0.1:$port/$1"; }
works get plain "$sam"
! get plain wrong || bad "a wrong password opened"
try() { get web "$1"; }
try_one_field
end_apps
