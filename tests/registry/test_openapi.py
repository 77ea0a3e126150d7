"""The registry's description has every command."""

from contracts.catalogue import COMMANDS
from services.registry import openapi
from tests.contracts.test_documents import resolve


def test_openapi_has_every_command() -> None:
    document = openapi.document()
    for (collection, verb), command in COMMANDS.items():
        post = document["paths"][f"/v1/{collection}/{{id}}/{verb}"]["post"]
        assert post["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith(
            f"/{command.__name__}"
        )
        assert post["security"] == [{"bearer": [scope]} for scope in command.scopes]
        assert post["tags"] == [collection]
        parameters = [resolve(document, one["$ref"]) if "$ref" in one else one for one in post["parameters"]]
        required = {one["name"] for one in parameters if one["required"]}
        assert required == {"id", "Idempotency-Key"}
        assert {"If-Match", "dry_run"} <= {one["name"] for one in parameters}
        expected = {"200", "201", "400", "401", "403", "404", "409", "413", "415", "422", "429", "431", "503"}
        assert set(post["responses"]) == expected
