"""What each path of the API answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from starlette.responses import Response

from kurosai.sandbox.github import commits, published_api, trees
from kurosai.sandbox.github.asked import Asked, Many, NotThere
from kurosai.sandbox.github.code_search import Match, parse, search
from kurosai.vocabulary import Json

READER = "crois-operator"
"""Whose token the world hands out."""

TEXT_MATCH = "text-match"

Answer: TypeAlias = "Callable[[Asked], Json | Many | Response]"


def _user(asked: Asked) -> Json:
    return asked.shapes.user(READER)


def _meta(_asked: Asked) -> Json:
    return {"verifiable_password_authentication": False, "installed_version": "3.17.2"}


def _owned(asked: Asked) -> Many:
    owner = asked.path("owner").lower()
    found = [one for one in asked.everything.values() if one.name.lower().startswith(f"{owner}/")]
    if not found:
        raise NotThere
    return Many(found, asked.shapes.repository)


def _mine(asked: Asked) -> Many:
    return Many([*asked.everything.values()], asked.shapes.repository)


def _repository(asked: Asked) -> Json:
    return asked.shapes.repository(asked.hosted())


def _search(asked: Asked) -> Many:
    found = search(asked.everything, parse(asked.query("q")))
    with_text = TEXT_MATCH in asked.request.headers.get("accept", "")

    def show(match: Match) -> Json:
        hosted, shapes = match.hosted, asked.shapes
        head = asked.commit(hosted, "").id.decode()
        content = shapes.content(hosted, match.path, 0o100644, match.sha, head)
        item: dict[str, Json] = {
            "name": content["name"],
            "path": match.path,
            "sha": match.sha,
            "url": content["url"],
            "git_url": f"{shapes.place(hosted)}/git/blobs/{match.sha}",
            "html_url": content["html_url"],
            "repository": shapes.repository(hosted),
            "score": 1.0,
        }
        if with_text:
            item["text_matches"] = [
                {
                    "object_url": content["url"],
                    "object_type": "FileContent",
                    "property": "content",
                    "fragment": text,
                    "matches": [
                        {"text": text[low:high], "indices": [low, high]} for low, high in places
                    ],
                }
                for text, places in match.fragments
            ]
        return item

    def around(count: int, items: Json) -> Json:
        return {"total_count": count, "incomplete_results": False, "items": items}

    return Many(found, show, around)


_REPOSITORY: Mapping[str, Answer] = {
    "": _repository,
    "/branches": commits.branches,
    "/branches/{branch:path}": commits.branch,
    "/tags": commits.tags,
    "/commits": commits.listed,
    "/commits/{ref:path}/pulls": commits.pulls_of,
    "/commits/{ref:path}": commits.one,
    "/compare/{between:path}": commits.compared,
    "/pulls": commits.pulls,
    "/pulls/{number}": commits.pull,
    "/pulls/{number}/files": commits.pull_files,
    "/pulls/{number}/commits": commits.pull_commits,
    "/contents": trees.contents,
    "/contents/{path:path}": trees.contents,
    "/git/trees/{ref:path}": trees.tree,
    "/git/blobs/{sha}": trees.blob,
    "/git/commits/{sha}": trees.git_commit,
    "/git/refs": trees.refs,
    "/git/ref/{ref:path}": trees.ref,
    "/git/matching-refs/{ref:path}": trees.matching,
    "/git/tags/{sha}": published_api.tag,
    "/releases": published_api.releases,
    "/releases/latest": published_api.latest,
    "/releases/tags/{tag:path}": published_api.release_of,
    "/releases/{number}": published_api.release,
    "/deployments": published_api.deployments,
    "/deployments/{number}": published_api.deployment,
    "/deployments/{number}/statuses": published_api.statuses,
    "/deployments/{number}/statuses/{state}": published_api.status,
    "/codeowners/errors": published_api.owners_errors,
}

ANSWERS: Mapping[str, Answer] = {
    "/user": _user,
    "/user/repos": _mine,
    "/meta": _meta,
    "/orgs/{owner}/repos": _owned,
    "/search/code": _search,
    **{f"/repos/{{owner}}/{{name}}{path}": answer for path, answer in _REPOSITORY.items()},
    **{f"/repositories/{{id:int}}{path}": answer for path, answer in _REPOSITORY.items()},
}
"""Answers by path below `/api/v3`; the first that fits counts."""
