from chatapp.settings import *  # noqa: F403

ROOT_URLCONF = "tests.promises.story.urls"
