from chatapp.settings import *  # noqa: F403

ROOT_URLCONF = "tests.deploy.story.urls"
