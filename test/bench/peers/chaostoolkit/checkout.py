"""What the experiment for Chaos Toolkit reads and does, over HTTP, as its author would write it."""

from datetime import datetime, timezone

import requests

POD_METRICS = "/apis/metrics.k8s.io/v1beta1/namespaces/otel-demo/pods"
SELECTOR = {"labelSelector": "app.kubernetes.io/name=checkout"}
TIMEOUT_SECONDS = 3


def _reading(kubernetes_url: str, token: str) -> dict:
    answer = requests.get(
        kubernetes_url + POD_METRICS,
        params=SELECTOR,
        headers={"Authorization": f"Bearer {token}"},
        timeout=TIMEOUT_SECONDS,
    )
    answer.raise_for_status()
    return answer.json()["items"][0]


def used_percent(kubernetes_url: str, token: str, limit_bytes: int) -> float:
    memory = _reading(kubernetes_url, token)["containers"][0]["usage"]["memory"]
    return int(memory.removesuffix("Ki")) * 1024 / limit_bytes * 100


def is_within(
    kubernetes_url: str, token: str, limit_bytes: int, threshold_percent: float
) -> bool:
    return used_percent(kubernetes_url, token, limit_bytes) <= threshold_percent


def is_within_and_fresh(
    kubernetes_url: str,
    token: str,
    limit_bytes: int,
    threshold_percent: float,
    oldest_seconds: float,
) -> bool:
    at = _reading(kubernetes_url, token)["timestamp"].replace("Z", "+00:00")
    age = datetime.now(timezone.utc) - datetime.fromisoformat(at)
    fresh = age.total_seconds() <= oldest_seconds
    return fresh and is_within(kubernetes_url, token, limit_bytes, threshold_percent)


def set_flag(flagd_ui_url: str, flag: str, variant: str, value: int) -> None:
    """flagd-ui takes whole files: read, change one flag, write."""
    file = requests.get(flagd_ui_url + "/api/read", timeout=TIMEOUT_SECONDS).json()
    definition = file["flags"][flag]
    definition["variants"][variant] = value
    definition["defaultVariant"] = variant
    written = requests.post(
        flagd_ui_url + "/api/write", json={"data": file}, timeout=TIMEOUT_SECONDS
    )
    written.raise_for_status()


def set_users(locust_url: str, users: int, spawn_rate: int) -> None:
    form = {"user_count": users, "spawn_rate": spawn_rate}
    swarm = requests.post(locust_url + "/swarm", data=form, timeout=TIMEOUT_SECONDS)
    swarm.raise_for_status()
