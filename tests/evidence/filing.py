"""Activities and files for these tests, made by the actions themselves."""

from datetime import date

from evidence import actions
from evidence.models import ActivityKind
from files import store
from tests.files.pictures import photo

WORDS = "三十二名志愿者在烈士公园栽下树苗、清理草坪。" * 10


def kind(name="志愿服务"):
    return ActivityKind.objects.get(unit=None, name=name)


def activity(department, by, **fields):
    given = {"title": "植绿护绿志愿服务", "kind": kind(), "begins_on": date(2022, 3, 12)} | fields
    return actions.open_activity(unit=department.unit, by=by, department=department, **given)


def picture(shade=0, **options):
    """The blob of one photo; another shade is another photo."""
    return store.store([photo(colour=(shade, 90, 90), size=(64, 48), **options)], name=f"照片{shade}.jpg")


def ready(blob):
    """Spare the child: say that a picture has its renditions."""
    for name in ("preview", "thumb"):
        made = store.store_bytes(f"{name} {blob.pk}".encode(), name="a.jpg", media_type="image/jpeg")
        blob.renditions.get_or_create(kind=name, defaults={"blob": made})
    return blob


def quick_picture(number=0):
    """A blob that counts as a photo with previews, without any decoding."""
    return ready(store.store_bytes(f"picture {number}".encode(), name="a.jpg", media_type="image/jpeg"))


def paper(number=0):
    return store.store_bytes(f"paper {number}".encode(), name="a.docx", media_type="application/pdf")
