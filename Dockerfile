# Two stages: what builds is not in what runs. The result holds a Python, the locked libraries, the package; no compiler,
# no pip cache, no source tree. `--build-arg STUDIO=0` leaves the studio's painter out (NumPy and OpenCV): for those with a key.
ARG PYTHON=3.13
FROM python:${PYTHON}-slim AS build
ARG STUDIO=1
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/shenbi
WORKDIR /src
COPY requirements.lock ./
RUN /opt/shenbi/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY config config
COPY bot bot
COPY studio studio
COPY adapters adapters
RUN /opt/shenbi/bin/pip install --no-deps --no-build-isolation . \
 && if [ "$STUDIO" = 0 ]; then /opt/shenbi/bin/pip uninstall --yes numpy opencv-python-headless; fi \
 && /opt/shenbi/bin/pip uninstall --yes hatchling editables pip

FROM python:${PYTHON}-slim
# What contact sheets and albums are drawn with; FriBiDi for scripts that are written from the right.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends fonts-noto-cjk fonts-noto-color-emoji fonts-dejavu-core libfribidi0 \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 shenbi && install -d -o shenbi -g shenbi /data
COPY --from=build /opt/shenbi /opt/shenbi
ENV PATH=/opt/shenbi/bin:$PATH PYTHONUNBUFFERED=1 SHENBI_DATA_DIR=/data SHENBI_WEB_HOST=0.0.0.0
USER shenbi
WORKDIR /data
VOLUME /data
EXPOSE 8080
# The name that was asked for must be one of ours; 127.0.0.1 always is.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ.get('SHENBI_WEB_PORT', '8080')}/healthz\", timeout=4)"]
CMD ["shenbi", "run"]
