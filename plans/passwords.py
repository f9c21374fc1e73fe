"""What is asked of a password, in Chinese."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnoughValidator(MinimumLengthValidator):
    """Refuses a password that is too short.

    Django's own words are in English: it looks them up with another placeholder than the one
    they were translated with.
    """

    def get_error_message(self) -> str:
        return f"密码太短：至少要有 {self.min_length} 个字符。"
