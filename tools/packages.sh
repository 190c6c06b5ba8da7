#!/bin/sh
# tools/packages.sh [build|check] - installs what is missing, and nothing else.
#
# Debian 12.  Asks nothing; uses sudo where we are not root.  Does no network
# access where everything is there already.
set -eu

build="gcc make pkg-config libc6-dev libpam0g-dev libssl-dev libcrypt-dev
    libsqlite3-dev libpsl-dev libidn2-dev libunbound-dev libgmime-3.0-dev
    libcurl4-openssl-dev libjansson-dev libunistring-dev libzxcvbn-dev
    libseccomp-dev libpango1.0-dev libcairo2-dev publicsuffix scdoc
    fonts-dejavu-core fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji"
check="$build libcmocka-dev pamtester sqlite3 python3 python3-dkim
    python3-nacl python3-aiosmtpd python3-dnslib python3-dnspython
    python3-cryptography opendkim-tools valgrind
    binutils procps openssl curl man-db bsdextrautils clang libclang-rt-14-dev"

case "${1:-build}" in
build) want=$build ;;
check) want=$check ;;
*) echo "usage: packages.sh [build|check]" >&2; exit 2 ;;
esac

missing=
for p in $want; do
	dpkg-query -W -f '${Status}' "$p" 2>/dev/null |
	    grep -q 'install ok installed' || missing="$missing $p"
done
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null; then
	echo "These packages are missing, and there is no apt-get here to" \
	    "install them:$missing" >&2
	exit 1
fi
sudo=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || {
		echo "Missing packages:$missing" >&2
		echo "Install them as root, or install sudo." >&2
		exit 1
	}
	sudo=sudo
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
# without an update first a fresh machine has old lists, or none
$sudo apt-get update -qq
# word splitting is wanted: a list of names
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
    --no-install-recommends $missing >/dev/null
