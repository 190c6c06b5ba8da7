/* judge/snapshot/fonts.c - which fonts there are, known before the walls. */
#include "judge/snapshot/fonts.h"

#include <fontconfig/fontconfig.h>
#include <stddef.h>

#include "lib/base/err.h"

/*
 * The directories are those of judge/sandbox.c.  The order is that of the
 * scripts people write to a help desk in; for what is not named any font that
 * has the letter will do.  rescan 0: nobody looks whether files have changed.
 */
static const FcChar8 settings[] =
    "<fontconfig>"
    "<dir>/usr/share/fonts</dir>"
    "<dir>/usr/local/share/fonts</dir>"
    "<cachedir>/var/cache/fontconfig</cachedir>"
    "<config><rescan><int>0</int></rescan></config>"
    "<alias binding=\"same\"><family>sans-serif</family><prefer>"
    "<family>DejaVu Sans</family>"
    "<family>Noto Sans</family>"
    "<family>Noto Sans Devanagari</family>"
    "<family>Noto Sans CJK JP</family>"
    "<family>Noto Color Emoji</family>"
    "</prefer></alias>"
    "<alias binding=\"same\"><family>emoji</family><prefer>"
    "<family>Noto Color Emoji</family>"
    "</prefer></alias>"
    /* a font of pictures has one size, and is brought to that of the text */
    "<match target=\"font\">"
    "<test name=\"outline\"><bool>false</bool></test>"
    "<edit name=\"pixelsizefixupfactor\" mode=\"assign\"><divide>"
    "<name target=\"pattern\">pixelsize</name>"
    "<name target=\"font\">pixelsize</name></divide></edit>"
    "<edit name=\"matrix\" mode=\"assign\"><times><name>matrix</name><matrix>"
    "<name>pixelsizefixupfactor</name><double>0</double>"
    "<double>0</double><name>pixelsizefixupfactor</name></matrix></times>"
    "</edit><edit name=\"size\" mode=\"assign\"><divide>"
    "<name>size</name><name>pixelsizefixupfactor</name></divide></edit>"
    "</match>"
    "</fontconfig>";

int
fonts_load(void)
{
	FcConfig *config = FcConfigCreate();
	const FcFontSet *found;

	if (config == NULL)
		return HO_E_NOMEM;
	if (!FcConfigParseAndLoadFromMemory(config, settings, FcTrue) ||
	    !FcConfigBuildFonts(config) || !FcConfigSetCurrent(config)) {
		FcConfigDestroy(config);
		return HO_E_NOMEM;
	}
	found = FcConfigGetFonts(config, FcSetSystem);
	return found != NULL && found->nfont > 0 ? HO_OK : HO_E_NONE;
}
