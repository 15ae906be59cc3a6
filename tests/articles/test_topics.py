"""Topics as people type them."""

from types import SimpleNamespace

import pytest

from articles import topics


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Supply chains, Chips", ["Chips", "Supply chains"]),
        ("Supply chains", ["Supply chains"]),
        (" Chips ,, Chips,\nOutages ", ["Chips", "Outages"]),
        ('"Ports, harbours", Cables', ["Cables", "Ports, harbours"]),
        ('12" screens', ['12" screens']),
        ('"never closed, Chips', ["never closed, Chips"]),
        ("Power\x02 grids", ["Power grids"]),  # as it comes out of a PDF
        ("", []),
    ],
)
def test_are_names_between_commas(typed, names):
    assert topics.read(typed) == names


@pytest.mark.parametrize(
    "names", [["Chips"], ["A, B", "C"], ['"quoted"', 'D "E" F'], ['"a, b"', '12" screens']]
)
def test_are_written_as_they_can_be_read(names):
    assert topics.read(topics.write([SimpleNamespace(name=name) for name in names])) == sorted(names)
