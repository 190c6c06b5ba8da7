#!/bin/sh
# tools/packages.sh [build|check|apps] - installs what is missing, and nothing else.
#
# Debian 12.  Asks nothing; uses sudo where we are not root.  Does no network
# access where everything is there already.
set -eu

build="gcc make pkg-config libc6-dev libpam0g-dev libssl-dev libcrypt-dev libargon2-dev
    libsqlite3-dev libpsl-dev libidn2-dev libunbound-dev libgmime-3.0-dev
    libcurl4-openssl-dev libjansson-dev libunistring-dev libzxcvbn-dev
    libseccomp-dev libqrencode-dev libpango1.0-dev libcairo2-dev publicsuffix scdoc
    fonts-dejavu-core fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji"
check="$build libcmocka-dev pamtester sqlite3 python3 python3-dkim
    python3-nacl python3-aiosmtpd python3-dnslib python3-dnspython
    python3-cryptography opendkim-tools oathtool zbar-tools valgrind
    binutils procps openssl curl spin graphviz libfaketime man-db bsdextrautils clang libclang-rt-14-dev"

# Real servers, which the stories run under configurations of their own; what
# cannot be had is skipped there, with a line.
servers="dovecot-imapd postfix"

# Programs that people sign in to by PAM, for `make apps`; likewise.
apps="openssh-server openssh-client apache2 libapache2-mod-authnz-pam
    nginx-light libnginx-mod-http-auth-pam freeradius freeradius-utils"

case "${1:-build}" in
build) want=$build servers="" ;;
check) want=$check ;;
apps) want=$check servers="dovecot-imapd $apps" ;;
*) echo "usage: packages.sh [build|check|apps]" >&2; exit 2 ;;
esac

is_there() {
	dpkg-query -W -f '${Status}' "$1" 2>/dev/null |
	    grep -q 'install ok installed'
}

missing="" absent=""
for p in $want; do is_there "$p" || missing="$missing $p"; done
for p in $servers; do is_there "$p" || absent="$absent $p"; done
# whoever has another mail server keeps it
is_there postfix || ! command -v sendmail >/dev/null ||
	absent=$(echo "$absent" | sed 's/ postfix//')
[ -z "$missing$absent" ] && exit 0

if ! command -v apt-get >/dev/null; then
	[ -n "$missing" ] || exit 0
	echo "These packages are missing, and there is no apt-get here to" \
	    "install them:$missing" >&2
	exit 1
fi
sudo=
if [ "$(id -u)" != 0 ]; then
	[ -n "$missing" ] || exit 0 # a server of its own is root's to install
	command -v sudo >/dev/null || {
		echo "Missing packages:$missing" >&2
		echo "Install them as root, or install sudo." >&2
		exit 1
	}
	sudo=sudo absent=""
fi
echo "installing:$missing$absent"
install() {
	$sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install \
	    -y -qq --no-install-recommends --no-remove "$@" >/dev/null
}
# without an update first a fresh machine has old lists, or none
$sudo apt-get update -qq
# word splitting is wanted, here and below: a list of names
# shellcheck disable=SC2086
[ -z "$missing" ] || install $missing

# No server starts by being installed, now or with the next boot: a policy
# denies it meanwhile, unless the host has one, and the units are disabled.
[ -n "$absent" ] || exit 0
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
	trap 'rm -f $policy' EXIT
	trap 'exit 1' HUP INT TERM
	printf '#!/bin/sh\nexit 101\n' >$policy
	chmod 755 $policy
fi
echo 'postfix postfix/main_mailer_type select No configuration' |
    debconf-set-selections
# shellcheck disable=SC2086
install $absent || {
	echo "not to be had:$absent; the stories that want them are skipped" >&2
	exit 0
}
for p in $absent; do
	case $p in
	openssh-server) unit=ssh ;;
	nginx-light) unit=nginx ;;
	*) unit=${p%-imapd} ;;
	esac
	systemctl -q disable "$unit.service" >/dev/null 2>&1 || :
done
