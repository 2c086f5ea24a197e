/* The frame of the public pages, and its style. */
#include "web/frame.h"

#include "base/crypto.h"

#include <string.h>

const char *const frame_languages[] = { "en", "pl", NULL };

/*
 * One narrow column. Colours keep a contrast of 4.5 (AA) in light and dark;
 * nothing has a fixed width, so a phone of 320 px never scrolls sideways;
 * printed, an offer is not torn apart where it fits on a page.
 */
static const char style[] =
":root{color-scheme:light dark;--ink:#1b2430;--soft:#55606e;--line:#dde2e8;"
"--paper:#fff;--ground:#f5f7f9;--accent:#0b5a8f}\n"
"@media(prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#a9b4c0;"
"--line:#36404c;--paper:#1c232c;--ground:#12171d;--accent:#83c3f2}}\n"
"*{box-sizing:border-box}\n"
"html{-webkit-text-size-adjust:100%;text-size-adjust:100%}\n"
"body{margin:0;background:var(--ground);color:var(--ink);"
"font:1.0625rem/1.6 system-ui,-apple-system,\"Segoe UI\",Roboto,"
"\"Helvetica Neue\",\"Noto Sans\",\"DejaVu Sans\",Arial,sans-serif;"
"overflow-wrap:anywhere}\n"
"header,main,footer{max-width:50rem;margin:0 auto;padding:0 1.25rem}\n"
"header{padding-top:1.25rem;padding-bottom:1.5rem}\n"
"nav{text-align:right;font-size:.9375rem}\n"
"a{color:var(--accent);text-underline-offset:.15em}\n"
"a:focus-visible{outline:3px solid var(--accent);outline-offset:2px;"
"border-radius:2px}\n"
"nav a{display:inline-block;padding:.5rem 0}\n"
"h1{font-size:clamp(1.75rem,1.3rem + 2.2vw,2.5rem);line-height:1.2;"
"letter-spacing:-.015em;font-weight:650;margin:1rem 0 .75rem;"
"text-wrap:balance}\n"
"header p{margin:0;color:var(--soft);max-width:38rem}\n"
"article{background:var(--paper);border:1px solid var(--line);"
"border-radius:.75rem;padding:1.5rem 1.25rem;margin:0 0 1.5rem}\n"
"h2{font-size:1.375rem;line-height:1.3;font-weight:650;margin:0 0 .25rem;"
"text-wrap:balance}\n"
"article>p{margin:0;color:var(--soft);font-size:.9375em}\n"
"dl{margin:1.25rem 0 0}\n"
"dl>div{border-top:1px solid var(--line);padding:.75rem 0}\n"
"dl>div:last-child{padding-bottom:0}\n"
"dt{color:var(--soft);font-size:.9375em}\n"
"dd{margin:0}\n"
"dd ul{margin:0;padding:0;list-style:none}\n"
"dd li+li{margin-top:.25em}\n"
"footer{color:var(--soft);font-size:.9375em;padding-top:.5rem;"
"padding-bottom:3rem}\n"
"footer p{margin:0 0 .25rem}\n"
"@media(min-width:40rem){article{padding:2rem 2.25rem}"
"dl>div{display:grid;grid-template-columns:12rem 1fr;gap:0 1.5rem}"
"dt{padding-top:.1em}}\n"
"@media print{:root{color-scheme:light;--ink:#000;--soft:#333;--line:#999;"
"--paper:#fff;--ground:#fff;--accent:#000}"
"@page{margin:18mm}body{font-size:10.5pt;line-height:1.45}"
"header,main,footer{max-width:none;padding-left:0;padding-right:0}"
"nav{display:none}h1{font-size:20pt;margin-top:0}h2{font-size:13pt}"
"article{border-radius:0;border-width:1px 0 0;padding:12pt 0 0;"
"margin-bottom:14pt;break-inside:avoid}"
"dl{margin-top:6pt}dl>div{display:grid;grid-template-columns:11rem 1fr;"
"gap:0 1rem;padding:4pt 0}a{text-decoration:none}}\n";

static void
head(struct html *h, const struct frame *f)
{
	html_open(h, "head", NO_ATTRS);
	html_void(h, "meta", ATTRS("charset", "utf-8"));
	html_put(h, "title", NO_ATTRS, f->title);
	html_void(h, "meta", ATTRS("name", "viewport", "content",
	    "width=device-width, initial-scale=1"));
	html_void(h, "meta", ATTRS("name", "description", "content",
	    f->description));
	if (f->robots != NULL)
		html_void(h, "meta", ATTRS("name", "robots", "content",
		    f->robots));
	for (int i = 0; frame_languages[i] != NULL; i++)
		html_void(h, "link", ATTRS("rel", "alternate", "hreflang",
		    frame_languages[i], "href", str_fmt(h->buf.sc, "?lang=%s",
		    frame_languages[i])));
	/* Or the browser asks the desk, on this name, for an icon. */
	html_void(h, "link", ATTRS("rel", "icon", "href", "data:,"));
	html_style(h, style);
	html_close(h);
}

/* Each other language by its own name, as its readers look for it. */
static void
languages(struct html *h, const struct texts *t, const char *mine)
{
	struct scope *sc = h->buf.sc;

	html_open(h, "nav", ATTRS("aria-label",
	    text_fill(sc, t, mine, "page.languages", NULL)));
	for (int i = 0; frame_languages[i] != NULL; i++) {
		const char *l = frame_languages[i];

		if (!str_same(l, mine))
			html_put(h, "a", ATTRS("href",
			    str_fmt(sc, "?lang=%s", l), "hreflang", l, "lang",
			    l), text_fill(sc, t, l, "page.language", NULL));
	}
	html_close(h);
}

void
frame_begin(struct html *h, const struct texts *t, const struct frame *f)
{
	html_open(h, "html", ATTRS("lang", f->language));
	head(h, f);
	html_open(h, "body", NO_ATTRS);
	html_open(h, "header", NO_ATTRS);
	languages(h, t, f->language);
	html_put(h, "h1", NO_ATTRS, f->heading);
	html_put(h, "p", NO_ATTRS, f->lead);
	html_close(h);
	html_open(h, "main", NO_ATTRS);
}

enum err
frame_end(struct html *h, const char *foot, const char **ret)
{
	html_close(h);
	if (foot != NULL) {
		html_open(h, "footer", NO_ATTRS);
		html_put(h, "p", NO_ATTRS, foot);
		html_close(h);
	}
	html_close(h);
	html_close(h);
	return html_end(h, ret);
}

const char *
frame_headers(struct scope *sc, const char *language)
{
	unsigned char digest[SHA256_BYTES];

	crypto_sha256(style, strlen(style), digest);
	return str_fmt(sc, "Content-Language: %s\r\n"
	    "Vary: Accept-Language\r\n"
	    "Content-Security-Policy: default-src 'none'; style-src "
	    "'sha256-%s'; img-src data:; base-uri 'none'; form-action 'none'; "
	    "frame-ancestors 'none'\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "Referrer-Policy: no-referrer\r\n", language,
	    crypto_to_base64(sc, (struct bytes){ digest, sizeof(digest) }));
}
