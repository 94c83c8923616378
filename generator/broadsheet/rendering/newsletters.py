"""An edition's two texts as one mail that any sender takes. Pure: standard library only."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr

from broadsheet.pages.newsletter_views import NewsletterView
from broadsheet.pages.views import Frame
from broadsheet.rendering.formats import Formats
from broadsheet.text import cut, one_line

HEADLINE_CHARACTERS = 70
"""What a mail program shows of a subject, beside the site's name and the day."""


def subject_of(view: NewsletterView, frame: Frame) -> str:
    """Return the mail's subject: the site, the day, and the lead's headline."""
    day = Formats(frame.language, frame.time_zone).day(view.day)
    lead = view.lead.card.title if view.lead else ""
    headline = f": {cut(one_line(lead), HEADLINE_CHARACTERS)}" if lead else ""
    return f"{one_line(frame.title)}, {day}{headline}".replace("\u00a0", " ")


def as_mail(view: NewsletterView, frame: Frame, html: str, text: str) -> bytes:
    """Return a mail (RFC 5322) with the plain text first and the HTML as its alternative.

    It has no date, recipient or message id: the sender adds these. `List-Unsubscribe` (RFC 2369)
    is there when the settings give an address, and not for a placeholder. The boundary follows
    from the day, so that one edition is one mail; quoted-printable text cannot hold its `=_`.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject_of(view, frame)
    if frame.publisher_email:
        sender = one_line(frame.publisher_name or frame.title)
        mail["From"] = formataddr((sender, frame.publisher_email))
    if view.unsubscribe_url.startswith(("https://", "http://", "mailto:")):
        mail["List-Unsubscribe"] = f"<{view.unsubscribe_url}>"
    mail.set_content(text, subtype="plain", charset="utf-8", cte="quoted-printable")
    mail.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
    mail.set_boundary(f"=_broadsheet_{view.day}")
    return mail.as_bytes()
