"""Telegram's HTML and entities: what the real parser accepts, and its exact complaints."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.telegram_server.entities import FormattedText, fix_formatted, parse_formatted, render_html
from bot.demo.telegram_server.errors import ApiError, Json
from bot.demo.telegram_server.html_markup import parse_html

# Four-byte letters before the mistake: offsets in complaints are bytes, offsets of entities UTF-16 units.
_LEAD = "🏟 🏟&lt;"


@pytest.mark.parametrize(
    ("markup", "complaint"),
    [
        (_LEAD + "<abac>", 'Unsupported start tag "abac" at byte offset 13'),
        (_LEAD + "<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        (_LEAD + "<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
        (_LEAD + "<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        (_LEAD + "<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        (_LEAD + '<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        (_LEAD + "<i    aba  =  '&lt;&gt;&quot;>", "Unclosed start tag at byte offset 13"),
        (_LEAD + "</", "Unexpected end tag at byte offset 13"),
        (_LEAD + "<b></b></", "Unexpected end tag at byte offset 20"),
        (_LEAD + "<i>a</i   ", "Unclosed end tag at byte offset 17"),
        (_LEAD + "<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
        ("<b>đậm", 'Can\'t find end tag corresponding to start tag "b"'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("x<b", "Unclosed start tag at byte offset 1"),
        ('<span class="note">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("dòng<br>", 'Unsupported start tag "br" at byte offset 5'),
    ],
)
def test_it_complains_about_broken_markup_in_telegrams_words(markup: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(markup)
    assert refused.value.code == 400
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


def _entity(kind: str, offset: int, length: int, **more: object) -> Json:
    return {"type": kind, "offset": offset, "length": length} | more


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("", "", []),
        ("&ge;&lt;&gt;&amp;&quot;&laquo;&#12345678;", '&ge;<>&"&laquo;&#12345678;', []),
        ("&#x27;&#39;", "''", []),
        ("➡️ ➡️<i>➡️ ➡️</i>", "➡️ ➡️➡️ ➡️", [_entity("italic", 5, 5)]),
        ("😀<b>đậm</b>", "😀đậm", [_entity("bold", 2, 3)]),
        ("<strong>a</strong><em>b</em>", "ab", [_entity("bold", 0, 1), _entity("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [_entity("underline", 0, 1), _entity("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [_entity("strikethrough", n, 1) for n in range(3)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [_entity("spoiler", 0, 1)]),
        ("<span class='tg-spoiler'>a</span>", "a", [_entity("spoiler", 0, 1)]),
        ("<b>a<i>b</i></b>", "ab", [_entity("bold", 0, 2), _entity("italic", 1, 1)]),
        ("<B>a</b>", "a", [_entity("bold", 0, 1)]),
        ("<b></b>", "", []),
        (
            '<a href="https://a.vn/?x=1&amp;y=2">a</a>',
            "a",
            [_entity("text_link", 0, 1, url="https://a.vn/?x=1&y=2")],
        ),
        ('<a href="not a link">a</a>', "a", []),
        ("<code>x</code>", "x", [_entity("code", 0, 1)]),
        ('<code class="language-sql">x</code>', "x", [_entity("code", 0, 1)]),
        ("<pre>x</pre>", "x", [_entity("pre", 0, 1)]),
        ('<pre><code class="language-sql">x</code></pre>', "x", [_entity("pre", 0, 1, language="sql")]),
        ("<blockquote>x</blockquote>", "x", [_entity("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [_entity("expandable_blockquote", 0, 1)]),
    ],
)
def test_it_reads_the_supported_tags(markup: str, text: str, entities: list[Json]) -> None:
    assert parse_html(markup) == (text, entities)


def test_a_mention_by_id_becomes_a_text_mention() -> None:
    _, entities = parse_html('<a href="tg://user?id=42">An</a>')
    assert entities[0]["type"] == "text_mention"
    assert entities[0]["user"]["id"] == 42


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_escaped_text_comes_back_unchanged(words: str) -> None:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(f"<b>{escaped}</b>")[0] == words


@given(st.text(alphabet="<>/&;bi ae=\"'x😀"))
def test_no_markup_breaks_the_parser_itself(markup: str) -> None:
    with contextlib.suppress(ApiError):
        text, entities = parse_html(markup)
        units = len(text.encode("utf-16-le")) // 2
        assert all(e["offset"] >= 0 and e["offset"] + e["length"] <= units for e in entities)


def test_a_text_is_trimmed_and_its_entities_move() -> None:
    fixed = fix_formatted(FormattedText("  x đậm \n", (_entity("bold", 4, 3),)))
    assert fixed == FormattedText("x đậm", (_entity("bold", 2, 3),))


def test_carriage_returns_and_control_characters_go() -> None:
    fixed = fix_formatted(FormattedText("a\r\nb\x01c", (_entity("bold", 3, 1),)))
    assert fixed == FormattedText("a\nb c", (_entity("bold", 2, 1),))


def test_commands_links_and_names_are_found() -> None:
    fixed = fix_formatted(FormattedText("/han@my_bot 😀 @an_nguyen #nv01 https://a.vn/x."))
    assert [(e["type"], e["offset"], e["length"]) for e in fixed.entities] == [
        ("bot_command", 0, 11),
        ("mention", 15, 10),
        ("hashtag", 26, 5),
        ("url", 32, 14),
    ]


@pytest.mark.parametrize("words", ["a/b", "1/2/2024", "mail@x", "NV-001", "24/7", "và/hoặc"])
def test_ordinary_words_are_no_commands(words: str) -> None:
    assert fix_formatted(FormattedText(words)).entities == ()


def test_nothing_is_marked_inside_code() -> None:
    fixed = fix_formatted(FormattedText("/han", (_entity("code", 0, 4), _entity("bold", 0, 2))))
    assert [e["type"] for e in fixed.entities] == ["code"]


def test_only_a_hundred_entities_are_kept() -> None:
    assert len(fix_formatted(FormattedText("#a " * 120)).entities) == 100


def test_given_entities_are_taken_and_automatic_kinds_are_found_anew() -> None:
    given_entities = '[{"type":"bold","offset":0,"length":1},{"type":"bot_command","offset":0,"length":1}]'
    parsed = parse_formatted("ab", parse_mode="", entities=given_entities)
    assert parsed.entities == (_entity("bold", 0, 1),)


@pytest.mark.parametrize(
    ("entities", "complaint"),
    [
        ('[{"type":"huge","offset":0,"length":1}]', "can't parse MessageEntity: Unsupported type specified"),
        ('[{"type":"bold","offset":0}]', "can't parse MessageEntity: Can't find field \"length\""),
        ("[1]", "can't parse MessageEntity: expected an Object"),
    ],
)
def test_wrong_entities_are_refused(entities: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_formatted("ab", parse_mode="", entities=entities)
    assert refused.value.description == f"Bad Request: {complaint}"


def test_an_unknown_parse_mode_is_refused_and_markdown_is_loudly_missing() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        parse_formatted("a", parse_mode="bbcode", entities="")
    with pytest.raises(ApiError) as refused:
        parse_formatted("a", parse_mode="MarkdownV2", entities="")
    assert refused.value.code == 501


@pytest.mark.parametrize(
    "markup",
    [
        "<b>đậm</b> 😀 <i>a</i>&amp;&lt;",
        '<a href="https://a.vn/">x</a>',
        "<b>a<i>b</i></b>",
        "<blockquote expandable>x</blockquote>",
    ],
)
def test_a_phone_shows_the_markup_again(markup: str) -> None:
    text, entities = parse_html(markup)
    assert render_html(FormattedText(text, tuple(entities))) == markup


def test_a_phone_escapes_what_people_write() -> None:
    assert render_html(FormattedText("<script>&")) == "&lt;script&gt;&amp;"
