"""Texts that would run a script, or ask another host for something, wherever one is shown as it is.

Each calls `owned(n)`, or asks for `//evil.example/n` or `/__owned/n`, with its own number n; so one
that got through is known by name. Each says where it would work if nothing guarded it, which a test
holds it to: a corpus that can't bite proves nothing.
"""

from dataclasses import dataclass

HTML = [
    "<script>OWNED</script>",
    "<ScRiPt\n>OWNED</sCrIpT\n>",
    "<img src=x: onerror=OWNED>",
    '<img/src="x:"onerror="OWNED">',
    "<svg onload=OWNED>",
    "<svg/onload=OWNED//",
    "<svg><script>OWNED</script></svg>",
    '<svg><a xlink:href="javascript:OWNED"><text y=20>a</text></a></svg>',
    "<svg><animate onbegin=OWNED attributeName=x dur=1s>",
    '<iframe src="javascript:parent.OWNED"></iframe>',
    '<iframe srcdoc="&lt;script&gt;parent.OWNED&lt;/script&gt;"></iframe>',
    "<math><mtext><img src=x: onerror=OWNED></mtext></math>",
    "<details open ontoggle=OWNED><summary>d</summary></details>",
    "<input autofocus onfocus=OWNED>",
    "<video><source onerror=OWNED src=x:></video>",
    "<body onpageshow=OWNED>",
    "<embed src=EVIL>",
    '<form action="javascript:OWNED"><button>f</button></form>',
    '<button form=probe formaction="javascript:OWNED">b</button>',
    '<a href="javascript:OWNED">a</a>',
    '<a href=" &#1;JaVa&#10;ScRiPt&colon;OWNED">a</a>',
    '<base href="EVIL/"><img src=b>',
    '<meta http-equiv=refresh content="0;url=EVIL">',
    '<style>@import "EVIL";</style>',
    "<style>body{background:url(EVIL)}</style>",
    '<p style="background:url(EVIL)">p</p>',
    "<link rel=stylesheet href=EVIL>",
    '<div hx-get="/__owned/NUMBER" hx-trigger=load>h</div>',
    '<div data-hx-post="/__owned/NUMBER" data-hx-trigger="load">h</div>',
    '<div hx-on:click="OWNED">h</div>',
    "<audio src=x: onerror=OWNED></audio>",
    "<p onmouseover=OWNED onanimationstart=OWNED>p</p>",
    "<!--><img src=x: onerror=OWNED>-->",
    '<noscript><p title="</noscript><img src=x: onerror=OWNED>"></noscript>',
    "<script>alert('NUMBER')</script>",
]
BREAKOUTS = {
    "<textarea>{}</textarea>": ["</textarea><img src=x: onerror=OWNED>"],
    "<title>{}</title>": ["</title><svg onload=OWNED>"],
    '<input value="{}">': ['"><img src=x: onerror=OWNED>', '" autofocus onfocus=OWNED x="'],
    "<input value='{}'>": ["' autofocus onfocus=OWNED x='"],
    "<input value={}>": ["x autofocus onfocus=OWNED"],
    "<p hidden>{}</p>": ["</p></article></main><img src=x: onerror=OWNED>"],
    "<script>const x = '{}'</script>": ["</script><script>OWNED</script>", "'+OWNED+'"],
    "<style>{}</style>": ["</style><img src=x: onerror=OWNED>"],
    "<!-- {} -->": ["--><img src=x: onerror=OWNED>"],
    "<svg><![CDATA[{}]]></svg>": ["]]><img src=x: onerror=OWNED>"],
    '<a href="{}">a</a>': ["javascript:OWNED", "\x01java\tscript:OWNED"],
}
# Whatever Python-Markdown makes of them by itself.
MARKDOWN = [
    "[a](javascript:OWNED)",
    "[a](JaVaScRiPt:OWNED)",
    "[a](<javascript:OWNED>)",
    '[a](javascript:OWNED "title")',
    "[a](&#106;ava&#x53;cript&colon;OWNED)",
    "[a](<java&Tab;script:OWNED>)",
    "[a](\x01javascript:OWNED)",
    "[a][ref-NUMBER]\n\n[ref-NUMBER]: javascript:OWNED",
    "[ref-NUMBER][]\n\n[ref-NUMBER]: <\x02javascript:OWNED> 'title'",
    "| h | [t](javascript:OWNED) |\n|---|---|\n| c | d |",
    "> - [a](javascript:OWNED)",
    "**<b onmouseover=OWNED>bold**",
    "| <img src=x: onerror=OWNED> | b |\n|---|---|\n| c | d |",
]
# What works nowhere in a browser of today, or only where somebody undoes an escape, or evaluates
# a template. Shown as it was typed, and no harm done.
ELSEWHERE = [
    "<javascript:OWNED>",
    "[a](vbscript:OWNED)",
    "[a](data:text/html,<script>OWNED</script>)",
    "![a](javascript:OWNED)",
    '![a](x: "onerror=OWNED x=")',
    '[a](https://localhost "t" onmouseover="OWNED")',
    "[a](https://localhost){onclick=OWNED}",
    "&lt;img src=x: onerror=OWNED&gt;",
    "&amp;lt;svg onload=OWNED&amp;gt;",
    "\\<img src=x: onerror=OWNED>",
    "`<img src=x: onerror=OWNED>`",
    "    <img src=x: onerror=OWNED>",
    # Python-Markdown's own marks for what it put aside.
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 wzxhzdk:1",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;svg onload=OWNED&gt;'>",
    "<svg></p><style><a id='</style><img src=x: onerror=OWNED>'>",
    "{{7*7}} {{ OWNED }} {% debug %} ${OWNED} #{OWNED} <%= OWNED %>",
    "\N{RIGHT-TO-LEFT OVERRIDE}>tpircs<\N{POP DIRECTIONAL FORMATTING} \N{FAMILY}\u200d",
    "\N{FULLWIDTH LESS-THAN SIGN}script\N{FULLWIDTH GREATER-THAN SIGN}OWNED",
    '```" onclick="OWNED" x="\nfence\n```',
    '```{.py onclick="OWNED" data-x="<img src=x: onerror=OWNED>"}\nfence\n```',
    "~~~ html title='\"><img src=x: onerror=OWNED>'\n<img src=x: onerror=OWNED>\n~~~",
]


@dataclass(frozen=True)
class Vector:
    """`context` is a format string, "markdown", or "" where it works nowhere."""

    number: int
    text: str
    context: str


def vectors() -> list[Vector]:
    found = [
        *((text, "<div>{}</div>") for text in HTML),
        *((text, context) for context, texts in BREAKOUTS.items() for text in texts),
        *((text, "markdown") for text in MARKDOWN),
        *((text, "") for text in ELSEWHERE),
    ]
    return [
        Vector(number, numbered(text, number), context)
        for number, (text, context) in enumerate(found, 1)
    ]


def numbered(text: str, number: int) -> str:
    return (
        text.replace("OWNED", f"owned({number})")
        .replace("EVIL", f"//evil.example/{number}")
        .replace("NUMBER", str(number))
    )


VECTORS = vectors()
EVERY = "\n\n".join(one.text for one in VECTORS)
