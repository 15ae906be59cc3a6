# Built in two stages: the first has pip and may fetch, the second has neither.
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements-production.txt .
RUN /opt/venv/bin/pip install --require-hashes -r requirements-production.txt
WORKDIR /app
COPY manage.py ./
COPY newsroom newsroom
COPY articles articles
COPY recommendations recommendations
COPY templates templates
COPY static static
# Collecting needs a key to start with; this one ends with the command.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" STATIC_ROOT=/app/collected \
    /opt/venv/bin/python manage.py collectstatic --no-input

FROM python:3.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/app/collected MEDIA_ROOT=/data/media PRIVATE_ROOT=/data/private
RUN groupadd --system --gid 10001 newsroom \
    && useradd --system --uid 10001 --gid newsroom --no-create-home --home-dir /nonexistent newsroom \
    && install -d -o newsroom -g newsroom /data /data/media /data/private
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER newsroom
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["gunicorn", "newsroom.wsgi", "--config", "python:newsroom.gunicorn", "--bind", "0.0.0.0:8000"]
