"""What the widget would have attached to a story's ticket; its shape is the widget's own."""

from typing import Any

from clew.demo.activity.moments import APP, Moment
from clew.demo.stories.reading import Story

AGENTS = {
    "Chrome": "Chrome/{version}.0.0.0 Safari/537.36",
    "Firefox": "Gecko/20100101 Firefox/{version}.0",
    "Safari": "Version/{version}.0 Safari/605.1.15",
    "Mobile Safari": "Version/{version}.0 Mobile/15E148 Safari/604.1",
    "Microsoft Edge": "Chrome/{version}.0.0.0 Safari/537.36 Edg/{version}.0.0.0",
}


def widget_context(story: Story, sitting: Moment) -> dict[str, Any]:
    device, who = sitting.device, sitting.who
    errors = [event for event in sitting.out if event["event"] == "$exception"]
    agent = AGENTS[device.browser].format(version=device.version)
    path, title = story.page
    context: dict[str, Any] = {
        "url": f"https://{APP}{path}",
        "title": title,
        "viewport": f"{device.width}x{device.height - 132}",
        "language": "en",
        "time_zone": who.account.zone if who.account else "UTC",
        "session_id": sitting.session_id,
        "distinct_id": who.distinct_id,
        "user_agent": f"Mozilla/5.0 ({device.system} {device.system_version}) {agent}",
        "sdk": {"name": "web", "version": device.sdk},
        "groups": who.groups,
        "console": [_logged(event) for event in errors if event["properties"]["$lib"] == "web"],
        "exception_ids": [event["uuid"] for event in errors],
    }
    return {name: value for name, value in context.items() if value}


def _logged(event: dict[str, Any]) -> dict[str, str]:
    error = event["properties"]["$exception_list"][0]
    return {"at": event["timestamp"], "text": f"{error['type']}: {error['value']}"}
