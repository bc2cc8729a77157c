from hypothesis import given
from hypothesis import strategies as st

from speech.events import Channel
from speech.turns import OverlapSpan, Turns
from speech.voice_gate import VoiceChange

Span = tuple[float, float]
START_HOLD, STOP_HOLD = 0.1, 0.6


def overlaps(customer: list[Span], agent: list[Span]) -> list[OverlapSpan]:
    """Feed spans in the order in which a gate would know of them."""
    known: list[tuple[float, Channel, VoiceChange]] = []
    sides: tuple[tuple[Channel, list[Span]], ...] = (("customer", customer), ("agent", agent))
    for channel, spans in sides:
        for start, end in spans:
            known.append((start + START_HOLD, channel, VoiceChange(speaking=True, since=start)))
            known.append((end + STOP_HOLD, channel, VoiceChange(speaking=False, since=end)))
    turns = Turns()
    found = (
        turns.push(channel, change) for _, channel, change in sorted(known, key=lambda k: k[0])
    )
    return [span for span in found if span]


def test_the_customer_cuts_in_and_takes_the_turn():
    assert overlaps(customer=[(4, 9)], agent=[(0, 5)]) == [
        OverlapSpan(4, 5, held="agent", took="customer")
    ]


def test_a_short_yes_while_the_other_talks_takes_nothing():
    assert overlaps(customer=[(2, 2.5)], agent=[(0, 5)]) == [
        OverlapSpan(2, 2.5, held="agent", took="agent")
    ]


def test_a_quick_answer_is_no_overlap_though_the_stop_is_known_later():
    assert overlaps(customer=[(5.1, 7)], agent=[(0, 5)]) == []


def test_the_latch_between_turns_is_no_overlap():
    assert overlaps(customer=[(4.9, 7)], agent=[(0, 5)]) == []


def test_both_stop_at_nearly_the_same_moment():
    [span] = overlaps(customer=[(2, 5.2)], agent=[(0, 5)])
    assert (span.end, span.took) == (5, "customer")


gaps = st.lists(st.tuples(st.floats(0.7, 5), st.floats(0.2, 5)), max_size=12)


def laid_out(parts: list[tuple[float, float]]) -> list[Span]:
    """Return spans with a pause longer than a stop's hold time between them."""
    spans, at = [], 0.0
    for pause, length in parts:
        spans.append((at + pause, at + pause + length))
        at += pause + length
    return spans


@given(gaps, gaps)
def test_overlaps_are_exactly_where_both_spoke_long_enough(customer_parts, agent_parts):
    customer, agent = laid_out(customer_parts), laid_out(agent_parts)
    expected = sorted(
        (max(c[0], a[0]), min(c[1], a[1]))
        for c in customer
        for a in agent
        if min(c[1], a[1]) - max(c[0], a[0]) >= Turns.MIN_OVERLAP
    )
    found = sorted((span.start, span.end) for span in overlaps(customer, agent))
    assert found == expected


@given(gaps, gaps)
def test_the_sides_are_alike(customer_parts, agent_parts):
    customer, agent = laid_out(customer_parts), laid_out(agent_parts)
    there = {(s.start, s.end) for s in overlaps(customer, agent)}
    back = {(s.start, s.end) for s in overlaps(agent, customer)}
    assert there == back
