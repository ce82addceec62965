"""A hand that uses a page, and how long a person would take: the keystroke-level model.

Card, Moran, Newell: "The keystroke-level model for user performance time with interactive systems", Communications of
the ACM 23(7), 1980, pages 396-410. Seconds for an average typist who knows the way and makes no mistakes. The hand
thinks where their rules say so: before each choice and each unit typed. Waiting for a page is two seconds.
"""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

KEY, POINT, PRESS, HOME, THINK, WAIT = 0.28, 1.1, 0.2, 0.4, 1.35, 2.0
MOUSE, KEYBOARD = "mouse", "keyboard"


@dataclass
class Hand:
    """Acts on a page as a person does and keeps count."""

    page: Page
    clicks: int = 0
    keys: int = 0
    pages: int = 0
    seconds: float = 0.0
    _on: str = field(default=MOUSE)

    def click(self, target: Locator, *, loads: bool = False) -> None:
        """Decide, point, press; `loads` where another page comes."""
        self._reach(MOUSE)
        self.seconds += THINK + POINT + PRESS
        self.clicks += 1
        target.click()
        if loads:
            self.wait()

    def copy(self, name: str) -> None:
        """Everything of another window into the clipboard: to that window, all, copy, back."""
        assert name
        self._reach(KEYBOARD)
        self._strike(8)
        self.seconds += THINK

    def paste(self, target: Locator, text: str) -> None:
        """Into a field what was copied before."""
        self.click(target)
        self._reach(KEYBOARD)
        self._strike(2)
        target.fill(text)

    def type(self, target: Locator, text: str) -> None:
        """Into a field, letter by letter."""
        self.click(target)
        self._reach(KEYBOARD)
        self._strike(len(text))
        self.seconds += THINK
        target.fill(text)

    def press(self, key: str, *, thinking: bool = False) -> None:
        """One key; `thinking` where the hand has to choose which."""
        self._reach(KEYBOARD)
        self._strike(1)
        self.seconds += THINK if thinking else 0
        self.page.keyboard.press(key)

    def look(self, things: int = 1) -> None:
        """Take something in and decide what to make of it, for each thing."""
        self.seconds += THINK * things

    def wait(self) -> None:
        """Another page comes."""
        self.pages += 1
        self.seconds += WAIT

    def _strike(self, keys: int) -> None:
        self.keys += keys
        self.seconds += KEY * keys

    def _reach(self, where: str) -> None:
        if self._on != where:
            self.seconds += HOME
            self._on = where
