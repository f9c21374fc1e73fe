# One image for web, worker, beat and the one-shot preparation; compose gives each its command.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.txt /app/requirements.txt
RUN /venv/bin/pip install -r /app/requirements.txt
COPY . /app
WORKDIR /app
# The values are for this one step: production settings refuse to load without any.
RUN ENVIRONMENT=production SECRET_KEY=build ALLOWED_HOSTS=build \
    DATABASE_URL=postgres://build/build BROKER_URL=redis://build \
    /venv/bin/python manage.py collectstatic --noinput

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin app \
    && install --directory --owner app --group app --mode 700 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ENVIRONMENT=production VAR_DIR=/data GRANIAN_HOST=0.0.0.0 GRANIAN_PORT=8000
USER app
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--backpressure", "64", "--no-ws", "shaoxing_plan.wsgi:application"]
