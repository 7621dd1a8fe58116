"""The wire keeps inside the house what must not leave it, and gives up on an answer that never ends."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from shounuo.channels import wire
from shounuo.channels.shape import Answer


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.215.14/", "https://127.0.0.1/", "https://10.0.0.1/x", "https://[::1]/", "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd", "https://", "https://x.example:port/",
    ],
)  # fmt: skip
def test_neither_private_nor_unencrypted_addresses_are_called(url: str, settings: Settings) -> None:
    settings.PRIVATE_CALLS = False
    answer = wire.call("POST", url + "?key=SECRET-1", json={})
    assert isinstance(answer, Answer)
    assert (answer.state, answer.code) == ("failed", "address")
    assert "SECRET-1" not in answer.words
