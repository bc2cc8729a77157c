"""Check digits: what tells a card number or a bank account from any other long number."""

CARD_LENGTHS = range(13, 20)
"""Digits of a payment card (ISO/IEC 7812-1 allows up to 19; 13 is the shortest in use)."""


def luhn(digits: str) -> bool:
    """Say whether the last digit is the right check digit (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def card(digits: str) -> bool:
    """Say whether these digits can be a payment card: length, first digit 2–6, check digit."""
    return len(digits) in CARD_LENGTHS and digits[0] in "23456" and luhn(digits)


def iban(compact: str) -> bool:
    """Say whether the letters and digits (no spaces) are a bank account by ISO 13616 (mod 97)."""
    if not 15 <= len(compact) <= 34:
        return False
    turned = (compact[4:] + compact[:4]).upper()
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
