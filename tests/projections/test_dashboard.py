"""The page, its files, and what stands around every answer."""

import pytest
from pydantic import ValidationError

from runtime.http.language import preferred_language
from runtime.settings import Settings
from services.projections.app import build
from tests.projections.conftest import Views
from tests.running import served
from tests.servers import free_ports


@pytest.mark.parametrize(
    ("accept", "lang"),
    [
        ("pl", "pl"), ("en", "en"), ("de", "pl"), ("", "pl"), ("en-GB,en;q=0.9,pl;q=0.8", "en"), ("de,pl;q=0.5,en;q=0.7", "en"),
        ("en;q=0,pl;q=0.1", "pl"), ("*", "pl"), ("en;q=x", "pl"),
    ],
)  # fmt: skip
def test_language(accept: str, lang: str) -> None:
    assert preferred_language(accept) == lang


async def test_pages(views: Views) -> None:
    get, url = views.running.session.get, views.running.url
    async with get(f"{url}/", allow_redirects=False, headers={"Accept-Language": "en"}) as answer:
        assert (answer.status, answer.headers["location"]) == (302, "/en/")
    for path, lang in (("/pl/", "pl"), ("/en/cluster/dkm", "en"), ("/pl/network?as_of=2018", "pl")):
        async with get(f"{url}{path}") as answer:
            assert answer.status == 200
            text = await answer.text()
            assert f'<html lang="{lang}">' in text
            assert '<meta name="notifications" content="http://feed.example:8703">' in text
            assert '<meta name="registry" content="http://127.0.0.1:' in text
            assert '<meta name="instance" content="{}">' in text
            policy = answer.headers["content-security-policy"]
            assert policy.startswith("default-src 'self'; connect-src 'self' http://127.0.0.1:")
            assert " http://feed.example:8703;" in policy
            assert "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "lang", "location"),
    [
        ("/de/network?as_of=2018", "de", "/pl/network?as_of=2018"), ("/de", "en", "/en/"), ("/network", "en", "/en/network"),
        ("/cluster/dkm?known_at=5", "pl", "/pl/cluster/dkm?known_at=5"), ("/pt-BR/timeline", "en", "/en/timeline"),
        ("/de//elsewhere.example/x", "pl", "/pl/elsewhere.example/x"),
        ("/de/%C5%82%3F", "pl", "/pl/%C5%82%3F"),
    ],
)  # fmt: skip
async def test_an_address_without_a_language_that_there_is_leads_to_one(
    views: Views, path: str, lang: str, location: str
) -> None:
    from yarl import URL

    headers = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": lang}
    address = URL(f"{views.running.url}{path}", encoded=True)
    async with views.running.session.get(address, headers=headers, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["location"]) == (302, location)
    # For a program, an answer or a file there is nothing.
    async with views.running.session.get(address, headers={"Accept": "application/json"}) as answer:
        assert answer.status == 404
    for other in ("/v1/nothing", "/assets/none.js"):
        async with views.running.session.get(f"{views.running.url}{other}", headers=headers) as answer:
            assert answer.status == 404


async def test_no_page_is_in_a_frame_of_another(views: Views) -> None:
    for path in ("/pl/network", "/pl/network?embed=1", "/v1/network"):
        async with views.running.session.get(f"{views.running.url}{path}") as answer:
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["x-frame-options"] == "DENY"
            assert '<meta name="embedding" content="yes">' not in await answer.text()


@pytest.mark.parametrize("origins", ["https://lublin.eu http://127.0.0.1:8000", "*"])
async def test_a_view_may_be_in_a_frame_where_the_operator_says_so(views: Views, origins: str) -> None:
    settings = views.running.settings.model_copy(update={"embed_origins": origins, "port": free_ports(1)[0]})
    async with served(settings, build) as running:
        for path in ("/pl/network?embed=1", "/en/timeline?c=dkm&embed=1&as_of=2018"):
            async with running.session.get(f"{running.url}{path}") as answer:
                assert f"; frame-ancestors {origins}" in answer.headers["content-security-policy"]
                assert "x-frame-options" not in answer.headers
                assert '<meta name="embedding" content="yes">' in await answer.text()
        for path in (
            "/pl/network",
            "/pl/network?embed=10",
            "/pl/network?x=embed=1",
            "/v1/network?embed=1",
            "/",
        ):
            async with running.session.get(f"{running.url}{path}") as answer:
                assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], path
                assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "origins", ["lublin.eu", "https://lublin.eu; script-src *", "'self'", "https://a\nb", ""]
)
def test_origins_of_frames_are_origins(origins: str) -> None:
    with pytest.raises(ValidationError):
        Settings(embed_origins=origins)


async def test_files(views: Views) -> None:
    get, url = views.running.session.get, views.running.url
    async with get(f"{url}/assets/main-1a2b.js") as answer:
        assert answer.status == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.content_type == "text/javascript"
        assert answer.headers["content-encoding"] == "gzip"
        mark = answer.headers["etag"]
    async with get(f"{url}/assets/main-1a2b.js", headers={"If-None-Match": mark}) as answer:
        assert answer.status == 304
    async with get(f"{url}/icon.svg") as answer:
        assert (answer.status, answer.content_type) == (200, "image/svg+xml")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../secret.txt", "/assets/..%2f..%2fsecret.txt", "/..%2fsecret.txt", "/assets/out.txt", "/assets/",
        "/assets/%2e%2e", "/.env", "/nothing", "/assets/none.js", "/v1/nothing", "/assets/a%00b",
    ],
)  # fmt: skip
async def test_nothing_outside_the_folder(views: Views, path: str) -> None:
    from yarl import URL

    async with views.running.session.get(URL(f"{views.running.url}{path}", encoded=True)) as answer:
        assert answer.status == (400 if "%00" in path else 404)  # a NUL is in no path
        assert answer.content_type == "application/problem+json"
        assert "not for you" not in await answer.text()
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_missing_dashboard_says_how_to_build_it(views: Views) -> None:
    views.running.settings.dashboard_dir.joinpath("index.html").unlink()  # type: ignore[union-attr]
    async with views.running.session.get(f"{views.running.url}/pl/") as answer:
        assert answer.status == 503
        assert "make dashboard" in await answer.text()
