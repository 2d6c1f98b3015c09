"""What runs at the code host is pinned, may do little, and tries what we promise."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

TOP = Path(__file__).parents[1]
FILES = sorted((TOP / ".github" / "workflows").glob("*.yml"))
WORKFLOWS = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in FILES}
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]

pytestmark = pytest.mark.skipif(not FILES, reason="the workflows are not there")


def jobs():
    """Each job as ``(workflow's name, job's name, job)``."""
    return [
        (name, job, content)
        for name, workflow in WORKFLOWS.items()
        for job, content in workflow["jobs"].items()
    ]


def steps():
    return [step for _, _, job in jobs() for step in job.get("steps", [])]


def writes(permissions):
    return {scope for scope, may in permissions.items() if may != "read"}


def pythons():
    """The minor versions that the classifiers name."""
    start = "Programming Language :: Python :: 3."
    named = [one for one in PROJECT["classifiers"] if one.startswith(start)]
    return [one.rpartition(" ")[2] for one in named]


def test_every_action_is_pinned_by_the_hash_of_a_commit():
    used = "".join(path.read_text("utf-8") for path in FILES)
    actions = re.findall(r"uses: (?!\./)(\S+)(.*)", used)
    assert len(actions) > 10
    for action, comment in actions:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), action
    assert len({each.partition("@")[0] for each, _ in actions}) == len(set(actions))


def test_only_what_publishes_may_write():
    for name, workflow in WORKFLOWS.items():
        assert not writes(workflow["permissions"]), name
    may_write = {
        (name, job) for name, job, each in jobs() if writes(each.get("permissions", {}))
    }
    assert may_write == {("release", "publish"), ("docs", "publish")}


def test_no_secret_is_used_and_none_is_left_behind():
    assert not any("secrets." in path.read_text("utf-8") for path in FILES)
    for step in steps():
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_no_text_of_a_stranger_becomes_part_of_a_command():
    for step in steps():
        inserted = re.findall(r"\$\{\{\s*(\S+)", step.get("run", ""))
        assert all(name.startswith("matrix.") for name in inserted), step


def test_no_job_runs_for_ever():
    for name, job, content in jobs():
        assert "uses" in content or content["timeout-minutes"] <= 90, (name, job)


def test_every_python_that_is_promised_is_tried_on_every_system():
    matrix = WORKFLOWS["ci"]["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["python"] == pythons()
    assert PROJECT["requires-python"] == f">={pythons()[0]}"
    assert set(matrix["system"]) == {"ubuntu", "macos", "windows"}


def test_all_checks_run_with_the_oldest_and_the_newest():
    oldest, newest = WORKFLOWS["ci"]["jobs"]["check"]["strategy"]["matrix"]["include"]
    assert (oldest["python"], oldest["arguments"]) == (pythons()[0], "--oldest")
    assert (newest["python"], newest["arguments"]) == (pythons()[-1], "")


def test_commands_for_every_system_are_ones_that_every_shell_takes():
    commands = [each["run"] for each in WORKFLOWS["ci"]["jobs"]["test"]["steps"][2:]]
    assert len(commands) == 2
    for command in commands:
        assert re.fullmatch(r'python -m [\w=\[\]". -]+', command)


def test_nothing_is_published_that_was_not_tested_and_checked():
    publish = WORKFLOWS["release"]["jobs"]["publish"]
    assert set(publish["needs"]) == {"test", "build"}
    assert WORKFLOWS["release"]["jobs"]["test"]["uses"] == "./.github/workflows/ci.yml"
    build = [each.get("run") for each in WORKFLOWS["release"]["jobs"]["build"]["steps"]]
    made, checked = (
        build.index(f"python -m {words}")
        for words in ("build", "twine check --strict dist/*")
    )
    assert made < checked < len(build) - 1
