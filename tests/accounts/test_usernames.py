import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User


def test_a_username_is_kept_in_lower_case(db):
    assert User.objects.create_user("  Ann.B ").username == "ann.b"
    assert User.objects.get_by_natural_key("ANN.b").username == "ann.b"


@pytest.mark.parametrize(
    "name", ["", ".ann", "-ann", "ann b", "änn", "a" * 31, "an\nn", "ann\x00", "ann/..", "а" + "nn", "ann@x"]
)
def test_a_malformed_username_is_refused(db, name):
    User.objects.create_user("ann")
    with pytest.raises(ValidationError):
        User.objects.create_user(name)


@pytest.mark.parametrize(
    "name",
    ["everyone", "Here", "room", "me", "new", "admin", "system", "a.d.m.i.n", "deleted-7", "every_one"],
)
def test_a_reserved_name_is_refused(db, name):
    with pytest.raises(ValidationError, match="reserved"):
        User.objects.create_user(name)
    assert User.objects.create_user("newton").username == "newton"


def test_the_database_itself_refuses_a_name_that_differs_by_case(db):
    user = User.objects.create_user("ann")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(username="Ann")


def test_many_people_may_have_no_email_but_an_email_belongs_to_one(db):
    first = User.objects.create_user("ann", "Ann@Example.org")
    User.objects.create_user("bob", "")
    User.objects.create_user("cat")
    first.refresh_from_db()
    assert first.email == "ann@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("dan", "ANN@example.org")


def test_a_person_is_shown_by_their_name_or_else_their_username(db):
    assert User(username="ann", name="Ann Lee").display_name == "Ann Lee"
    assert User(username="ann").display_name == "ann"
