"""Figures for whoever watches the server: off unless a token is set, counted in the store, and about nobody."""

from collections.abc import Iterator
from hmac import compare_digest
from itertools import accumulate

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from werkzeug.exceptions import NotFound

from pwa.rules.delivery import DeliveryState
from pwa.store.figures import BUCKETS, Counting, Figures
from pwa.store.transaction import snapshot
from pwa.web import current
from pwa.web.guards import public

blueprint = Blueprint("metrics", __name__)


@blueprint.record_once
def _begin(state: BlueprintSetupState) -> None:
    state.app.extensions["counting"] = Counting()


@blueprint.get("/metrics")
@public
def show() -> Response:
    """The figures, for whoever brings the token. To everybody else there is no such page, as with all they have no right to."""
    token = current.settings().metrics_token.get_secret_value()
    given = request.headers.get("Authorization", "")
    if not token or not compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise NotFound
    counting: Counting = current_app.extensions["counting"]
    with snapshot() as store:
        figures = counting.look(store)
    encode, kind = choose_encoder(request.headers.get("Accept", ""))
    return Response(encode(_Told(figures)), content_type=kind)


class _Told(Collector):
    """One look, as Prometheus' library wants to be told it."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures

    def collect(self) -> Iterator[Metric]:
        """Every family."""
        now = self.figures
        yield GaugeMetricFamily("onlyhuman_posts_held", "Posts in their undo window.", now.held)
        yield GaugeMetricFamily("onlyhuman_posts_overdue", "Held posts whose time has come and which no courier has released.", now.overdue)
        yield GaugeMetricFamily("onlyhuman_posts_parked", "Posts that wait for a person.", now.parked)
        yield CounterMetricFamily("onlyhuman_posts_released", "Posts that have left the hold.", sum(now.lateness))
        edges = (*(f"{edge:g}" for edge in BUCKETS), "+Inf")
        buckets = list(zip(edges, accumulate(now.lateness), strict=True))
        yield HistogramMetricFamily("onlyhuman_release_lateness_seconds", "How long after its time a post left.", buckets, now.seconds_late)
        deliveries = GaugeMetricFamily("onlyhuman_deliveries", "Deliveries, by where they stand.", labels=("network", "state"))
        sent = CounterMetricFamily("onlyhuman_deliveries_sent", "Deliveries that a network has accepted.", labels=("network",))
        asking = GaugeMetricFamily("onlyhuman_deliveries_asking", "Unsure deliveries that only a person can settle.", labels=("network",))
        for (network, state), many in now.deliveries.items():
            deliveries.add_metric((network, state), many)
            if state == DeliveryState.SENT:
                sent.add_metric((network,), many)
        for network, many in now.asking.items():
            asking.add_metric((network,), many)
        yield from (deliveries, sent, asking)
