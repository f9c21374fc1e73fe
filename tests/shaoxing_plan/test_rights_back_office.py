"""Every address of the back office × every role × GET and POST; its lines are in `test_rights`."""

import pytest

from tests.shaoxing_plan.test_rights import seen_and_wanted

pytestmark = pytest.mark.django_db


def test_who_gets_into_the_back_office(world):
    seen, wanted = seen_and_wanted(world, "admin")
    assert seen == wanted
