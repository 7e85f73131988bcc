"""Invitation sheets: A4, ten slips a page, to be cut along the dashed lines.

Comes in: slips and what stands on them. Goes out: a PDF. Called by: `accounts.pages`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import qrcode
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from fpdf import FPDF

from zvonok.accounts.invitations import Slip

FONTS: Final = Path(__file__).parent / "fonts"
columns, rows = 2, 5
page_width_mm, page_height_mm = 210, 297
slip_width_mm, slip_height_mm = page_width_mm / columns, page_height_mm / rows
padding_mm = 6
qr_mm = 27


def sheets(slips: Sequence[tuple[Slip, str]], *, school: str, address: str) -> bytes:
    """Each slip comes with who the person is: «ученик 10 А». `address` is where a code is typed."""
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.set_title(_("Приглашения"))
    pdf.set_lang("ru")
    pdf.add_font("DejaVu", "", FONTS / "DejaVuSans.ttf")
    pdf.add_font("DejaVu", "B", FONTS / "DejaVuSans-Bold.ttf")
    for place, (slip, who) in enumerate(slips):
        on_page = place % (columns * rows)
        if on_page == 0:
            pdf.add_page()
            _cut_lines(pdf)
        left = on_page % columns * slip_width_mm
        top = on_page // columns * slip_height_mm
        _slip(pdf, slip, who, school, address, left, top)
    return bytes(pdf.output())


def _cut_lines(pdf: FPDF) -> None:
    pdf.set_draw_color(150)
    pdf.set_line_width(0.2)
    pdf.set_dash_pattern(dash=2, gap=2)
    for column in range(1, columns):
        pdf.line(column * slip_width_mm, 0, column * slip_width_mm, page_height_mm)
    for row in range(1, rows):
        pdf.line(0, row * slip_height_mm, page_width_mm, row * slip_height_mm)
    pdf.set_dash_pattern()


def _slip(pdf: FPDF, slip: Slip, who: str, school: str, address: str, left: float, top: float) -> None:
    text_width = slip_width_mm - 2 * padding_mm
    beside_qr = text_width - qr_mm - 3
    x, y = left + padding_mm, top + padding_mm - 1
    pdf.set_text_color(90)
    _line(pdf, school, x, y, text_width, size=8)
    pdf.set_text_color(0)
    _line(pdf, slip.person.full_name, x, y + 5, text_width, size=11.5, bold=True)
    pdf.set_text_color(90)
    _line(pdf, who, x, y + 10.5, text_width, size=8)
    pdf.set_text_color(0)
    _line(pdf, slip.code, x, y + 17, beside_qr, size=15, bold=True)
    how = _(
        "1. Наведите камеру телефона на квадрат\nили откройте %(address)s и введите код.\n"
        "2. Придумайте пароль.\nКод ваш: не показывайте его другим.\nДействует один раз, до %(day)s."
    ) % {
        "address": address.split("://", 1)[-1].rstrip("/"),
        "day": date_format(localtime(slip.ends_at), "j E Y"),
    }
    pdf.set_font("DejaVu", size=7)
    pdf.set_xy(x, y + 25)
    pdf.multi_cell(beside_qr, 3.6, how, align="L", new_x="LMARGIN", new_y="NEXT")
    right, bottom = left + slip_width_mm - padding_mm, top + slip_height_mm - padding_mm
    _qr(pdf, f"{address}?code={slip.code}", right - qr_mm, bottom - qr_mm)


def _line(pdf: FPDF, text: str, x: float, y: float, width: float, *, size: float, bold: bool = False) -> None:
    """One line that never runs over the cut: what is too long is set smaller, and at last shortened."""
    pdf.set_font("DejaVu", "B" if bold else "", size)
    if pdf.get_string_width(text) > width:
        pdf.set_font_size(max(size * 0.65, size * width / pdf.get_string_width(text) - 0.1))
    while len(text) > 2 and pdf.get_string_width(text) > width:
        text = text.rstrip("…")[:-1] + "…"
    pdf.set_xy(x, y)
    pdf.cell(width, size * 0.4, text)


def _qr(pdf: FPDF, text: str, x: float, y: float) -> None:
    """Drawn as rectangles, sharp at any size of print; the dark squares of a row that touch are one."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    modules = code.get_matrix()
    side = qr_mm / len(modules)
    pdf.set_fill_color(0)
    for row, cells in enumerate(modules):
        start = 0
        while start < len(cells):
            end = start
            while end < len(cells) and cells[end]:
                end += 1
            if end > start:
                pdf.rect(x + start * side, y + row * side, (end - start) * side, side, style="F")
            start = max(end, start + 1)
