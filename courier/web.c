/* courier/web.c - what every use of libcurl here has in common. */
#include "courier/web.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/conf/conf.h"

int
web_secret(const char *path, char out[static WEB_SECRET])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n;

	out[0] = '\0';
	if (fd < 0)
		return HO_E_IO;
	n = read(fd, out, WEB_SECRET - 1);
	close(fd);
	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\r\n")] = '\0';
	return out[0] != '\0' ? HO_OK : HO_E_IO;
}

void
web_set_tls(CURL *h, int tls, const char *ca)
{
	static const long level[] = {
		[HO_TLS_REQUIRED] = CURLUSESSL_ALL,
		[HO_TLS_OPPORTUNISTIC] = CURLUSESSL_TRY,
		[HO_TLS_NONE] = CURLUSESSL_NONE,
	};

	curl_easy_setopt(h, CURLOPT_PROXY, "");
	curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h, CURLOPT_USE_SSL, level[tls]);
	curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 2L);
	if (ca[0] != '\0')
		curl_easy_setopt(h, CURLOPT_CAINFO, ca);
}
