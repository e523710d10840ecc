# One image for release, web and worker: the command says which. Nothing in it is written to when it runs, so it
# works with a read-only root file system and a small tmpfs on /tmp; it never runs as root.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements.txt /
RUN pip install --require-hashes --requirement /requirements.txt
WORKDIR /app
COPY . .
# As on a laptop: nothing is known of the site yet, and what this start would keep is thrown away.
RUN DATA_DIR=/tmp/build python manage.py collectstatic --noinput && python -m compileall -q /app

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home chat && install --directory --owner=chat /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
# Docker gives ten seconds before it kills, so saying goodbye to sockets takes at most eight.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORT=8000 DATA_DIR=/data DRAIN_SECONDS=8
USER chat
EXPOSE 8000
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/livez', timeout=2)"]
# Others: python manage.py release, python manage.py worker.
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0"]
