"""QR codes for print; drawn in `core`."""

from bangkom.core.qr import qr_path, qr_svg

__all__ = ["qr_path", "qr_svg"]
