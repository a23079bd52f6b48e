"""One's own profile: hours, zone, signature, and a picture that says nothing more than it shows."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from clew.people.models import Staff
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def maya(client):
    staff = cast.staff("Maya Lindholm")
    client.force_login(staff)
    return staff


def saved(client, **given):
    fields = {"name": "Maya Lindholm", "time_zone": "Europe/Oslo", "single_keys": "on"}
    answer = client.post("/settings/profile", {**fields, **given})
    return answer, Staff.objects.get(email="maya@clew.example")


def a_photo(kind="JPEG", size=(1200, 800), **more):
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return SimpleUploadedFile("me.jpg", out.getvalue())


def test_hours_zone_signature_and_density_are_kept(client, maya):
    hours = {"mon_start": "09:00", "mon_end": "17:00:00", "tue_start": "", "tue_end": ""}
    answer, staff = saved(
        client, **hours, signature="**Maya**, Ottergrid", density="compact", time_zone="asia/tokyo"
    )
    assert answer.status_code == 302
    assert staff.working_hours == {"mon": ["09:00", "17:00"]}
    assert (staff.time_zone, staff.density) == ("Asia/Tokyo", "compact")
    assert staff.signature == "**Maya**, Ottergrid"
    page = client.get("/settings/profile").content.decode()
    assert 'value="09:00" aria-label="Monday from"' in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"time_zone": "Mars/Olympus"}, "Choose a zone of the list"),
        ({"mon_start": "09:00", "mon_end": ""}, "Monday: write both times"),
        ({"fri_start": "09:00", "fri_end": "09:00"}, "Friday: beginning and end are the same"),
        ({"signature": "x" * 2001}, "at most 2,000 characters"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_saved(client, maya, given, words):
    answer, staff = saved(client, name="Other Name", **given)
    page = answer.content.decode()
    assert words in page
    assert 'value="Other Name"' in page
    assert staff.name == "Maya Lindholm"


def test_a_picture_is_cut_small_and_loses_its_metadata(client, maya):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6  # turned
    client.post("/settings/profile/picture", {"picture": a_photo(exif=exif)})
    maya.refresh_from_db()
    answer = client.get(maya.picture_url)
    data = b"".join(answer.streaming_content)
    shown = Image.open(BytesIO(data))
    assert (shown.format, shown.size, dict(shown.getexif())) == ("WEBP", (192, 192), {})
    assert b"taken at home" not in data
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert maya.picture_url in client.get("/settings/profile").content.decode()
    client.post("/settings/profile/picture")
    maya.refresh_from_db()
    assert maya.picture == ""


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)></svg>", b"GIF89a", b""])
def test_what_is_no_picture_is_refused(client, maya, data):
    file = SimpleUploadedFile("me.png", data or b"\x00")
    answer = client.post("/settings/profile/picture", {"picture": file}, follow=True)
    assert "not a picture Clew can read" in answer.content.decode()
    maya.refresh_from_db()
    assert maya.picture == ""
    assert not default_storage.exists("pictures")


def test_a_picture_with_too_many_pixels_is_refused(client, maya):
    bomb = a_photo("PNG", size=(9000, 9000))
    answer = client.post("/settings/profile/picture", {"picture": bomb}, follow=True)
    assert "too many pixels" in answer.content.decode()


def test_strangers_and_wrong_names_get_no_picture(client, maya):
    assert client.get("/pictures/../../secrets.webp").status_code == 404
    assert client.get(f"/pictures/{'0' * 64}.webp").status_code == 404
    client.logout()
    assert client.get(f"/pictures/{'0' * 64}.webp").status_code == 302
