"""Several workers: each event is sent once, each job is done once, and a crowd of subscriptions is shared out."""

from tests.chat.deployment import Deployment
from tests.moderation.clerk import Clerk
from tests.services.process import wait_for
from tests.webhooks.conftest import WorkerProcess, Working, subscribed
from tests.webhooks.receiver import Receiver

JOBS = ("webhook_log", "retention")


def done(worker: WorkerProcess, job: str) -> int:
    return sum('"event": "job"' in line and f'"job": "{job}"' in line for line in worker.log().splitlines())


def test_jobs_are_done_by_one_and_events_sent_by_one(
    deployment: Deployment, clerk: Clerk, receiver: Receiver, working: Working
) -> None:
    deployment.rows("UPDATE rooms_periodicjob SET due_at = now(), leased_until = NULL")
    rooms = [subscribed(deployment, clerk, receiver) for _ in range(3)]
    bodies = [f"message {number}" for number in range(20)]
    for slug, owner in rooms:
        deployment.office.send(username=owner, slug=slug, bodies=bodies)
    workers = [WorkerProcess(deployment.site) for _ in range(2)]
    for worker in workers:
        worker.launch()  # both at once
    try:
        found = receiver.wait_for(60, 30)
        wait_for(lambda: all(sum(done(one, job) for one in workers) for job in JOBS), 20, "the jobs")
        for job in JOBS:
            assert sum(done(worker, job) for worker in workers) == 1, job
        assert len(receiver.requests) == 60, "no event was sent twice"
        for slug, _ in rooms:
            told = [request.text for request in found if request.event["data"]["room"] == slug]
            assert told == bodies
    finally:
        for worker in workers:
            worker.kill()
            worker.close()
