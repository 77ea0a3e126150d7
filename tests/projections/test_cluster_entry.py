"""A cluster's other names, numbers and links are in its profile in their time, and in the search."""

from tests.projections.conftest import Views


async def test_what_else_a_cluster_is_known_by(views: Views) -> None:
    stream, larger = "cluster-wyzyna", "cluster-wieksza"
    for each, name in ((stream, "Klaster Wyżynny"), (larger, "Większa Grupa")):
        views.log.add(each, "ClusterFounded", names={"pl": name}, occurred="2014-01-01")
    views.log.add(
        stream, "ClusterAliasAdded", names={"pl": "Płaskowyż"}, abbreviation="PLW", occurred="2015-01-01"
    )
    views.log.add(stream, "ClusterIdentified", scheme="regon", value="123456785")
    views.log.add(stream, "ClusterIdentified", scheme="website", value="wyzyna.example.org")
    link = {"relation": "part-of", "other": larger}
    views.log.add(
        stream, "ClusterLinked", **link, certainty="certain", evidence="Statut", occurred="2016-01-01"
    )
    before = await views.apply()
    views.log.add(stream, "ClusterUnlinked", **link, occurred="2020-01-01")
    await views.apply()

    profile = await views.data("/v1/clusters/wyzyna", as_of="2018-01-01")
    assert [(each["names"]["pl"], each["since"]["edtf"]) for each in profile["aliases"]] == [
        ("Płaskowyż", "2015-01-01")
    ]
    assert {(each["scheme"], each["value"]) for each in profile["identifiers"]} == {
        ("regon", "123456785"),
        ("website", "wyzyna.example.org"),
    }
    for id in ("wyzyna", "wieksza"):
        [relation] = (await views.data(f"/v1/clusters/{id}", as_of="2018-01-01"))["relations"]
        assert (relation["cluster"]["id"], relation["relation"], relation["other"]["id"]) == (
            stream,
            "part-of",
            larger,
        )
        assert (relation["certainty_of_link"], relation["evidence"]) == ("certain", "Statut")
    for query, relations in (
        ({"as_of": "2015-06-01"}, 0),
        ({"as_of": "2021-01-01"}, 0),
        ({"as_of": "2021-01-01", "known_at": before}, 1),
    ):
        for path in ("/v1/clusters/wyzyna", "/v1/network"):
            assert len((await views.data(path, **query))["relations"]) == relations
    [relation] = (await views.data("/v1/network", as_of="2018-01-01"))["relations"]
    assert [relation[side]["id"] for side in ("cluster", "other")] == [stream, larger]
    for words in ("Płaskowyż", "PLW", "123456785", "wyzyna.example.org"):
        hits = await views.data("/v1/search", q=words)
        assert stream in {hit["ref"]["id"] for hit in hits}, words
