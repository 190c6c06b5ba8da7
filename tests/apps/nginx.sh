#!/bin/bash
# nginx with auth_pam: password, password and code in one field, and no default
# password.
. "$(dirname "$0")/apps.inc"
needs nginx nginx-light
auth_pam=/usr/lib/nginx/modules/ngx_http_auth_pam_module.so
needs $auth_pam libnginx-mod-http-auth-pam
worker=www-data
open_apps web
mkdir "$dir/www"
echo welcome >"$dir/www/web"
cat >"$dir/nginx.conf" <<END
load_module $auth_pam;
user www-data;
pid $dir/nginx.pid;
error_log $dir/server.log;
daemon off;
events { }
http {
	access_log off;
	client_body_temp_path $dir/body;
	proxy_temp_path $dir/proxy;
	fastcgi_temp_path $dir/fastcgi;
	uwsgi_temp_path $dir/uwsgi;
	scgi_temp_path $dir/scgi;
	server {
		listen 127.0.0.1:$port;
		root $dir/www;
		location = /web {
			auth_pam panel;
			auth_pam_service_name web;
		}
	}
}
END
serve nginx -c "$dir/nginx.conf" -e "$dir/server.log"
wait_for "nginx" is_listening

try() { curl -s --fail-with-body -u "$1:$2" "http://127.0.0.1:$port/web"; }
asks_once
end_apps
