from bangkom.courseware.services.activities import (
    add_activity,
    describe_activity,
    move_activity,
    remove_activity,
)
from bangkom.courseware.services.attachments import judge_upload, store_attachment
from bangkom.courseware.services.drafts import fingerprint
from bangkom.courseware.services.lessons import add_picture, add_text, change_block, move_block, remove_block
from bangkom.courseware.services.media import (
    add_audio,
    add_file,
    add_pdf,
    add_video,
    add_video_link,
    change_media,
)
from bangkom.courseware.services.modules import (
    create_module,
    describe_version,
    publish_version,
    start_draft,
)
from bangkom.courseware.services.pictures import shrink_picture, store_picture
from bangkom.courseware.services.quizzes import move_item, remove_item, save_item

__all__ = [
    "add_activity",
    "add_audio",
    "add_file",
    "add_pdf",
    "add_picture",
    "add_text",
    "add_video",
    "add_video_link",
    "change_block",
    "change_media",
    "create_module",
    "describe_activity",
    "describe_version",
    "fingerprint",
    "judge_upload",
    "move_activity",
    "move_block",
    "move_item",
    "publish_version",
    "remove_activity",
    "remove_block",
    "remove_item",
    "save_item",
    "shrink_picture",
    "start_draft",
    "store_attachment",
    "store_picture",
]
