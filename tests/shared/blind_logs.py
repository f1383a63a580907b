"""Twelve log formats, written by one who had not seen the engine, to measure it with.

They imitate real software from memory. Nothing is tuned on them: a lower number here than
on the other formats says how far the engine's choices were fitted to those.
"""

from blind_log_grammar import Format
from blind_logs_containers import ECS_AGENT, KUBELET
from blind_logs_fields import GO_ZAP, PYTHON_EXTRAS
from blind_logs_hosts import FLUENT_BIT, SYSTEMD_SSHD
from blind_logs_japanese import JAPANESE_BATCH
from blind_logs_servers import KAFKA, NGINX, POSTGRESQL
from blind_logs_spring import SPRING_BOOT
from blind_logs_terraform import TERRAFORM

BLIND: tuple[Format, ...] = (
    NGINX,
    POSTGRESQL,
    KAFKA,
    KUBELET,
    ECS_AGENT,
    FLUENT_BIT,
    SPRING_BOOT,
    PYTHON_EXTRAS,
    GO_ZAP,
    TERRAFORM,
    SYSTEMD_SSHD,
    JAPANESE_BATCH,
)
