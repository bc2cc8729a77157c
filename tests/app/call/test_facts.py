"""Facts heard, in the short form to say back, and what counts as having said them back."""

import pytest

from app.call.actions import FactTicked
from tests.app.call.talk import Talk, heard, play


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("it was forty five dollars", "$45"),
        ("it was forty five ninety nine dollars", "$45.99"),
        ("you owe me one hundred and twenty euros", "€120"),
        ("forty five dollars and fifty cents", "$45.50"),
        ("they took $1,200.50 from me", "$1,200.50"),
        ("on tuesday i was charged twice", "charged twice"),
        ("on tuesday it rained", "Tuesday"),
        ("it was last friday", "last Friday"),
        ("from the first of june please", "June 1"),
        ("it came on may third", "May 3"),
        ("my order number is four seven two nine one", "order 47291"),
        ("the order is number 4 7 2 9 1", "order 47291"),
        ("the ticket number is double four one two", "case 4412"),
        ("my account number is eight two five three one six", "account 825316"),
        ("this is the third time i am calling", "called three times"),
        ("i have called you six times now", "called 6 times"),
        ("i called twice last week", "called twice"),
        ("i wrote to you three times", "in touch three times"),
        ("i told your colleague about it", "has been in touch before"),
        ("nobody called me back", "no call back as promised"),
        ("you promised me a credit and there is none", "a promise was not kept"),
        ("i want to talk to your manager", "asked for a manager"),
        ("i have been waiting for three weeks", "waited 3 weeks"),
        ("i waited so long for this", "has waited a long time"),
        ("i want a refund", "wants a refund"),
        ("i want my money back", "wants a refund"),
        ("i need to change my address", "wants to change the address"),
        ("i want to close the account", "wants to close the account"),
        ("i would like to cancel my subscription", "wants to cancel"),
        ("can you send me a replacement", "wants a replacement"),
        ("i want to order printer paper", "wants to order printer paper"),
        ("i need it by friday", "by Friday"),
        ("i want my money back today", "today"),
        ("my new address is forty seven king street", "47 King Street"),
        ("my name is peter walker", "Peter Walker"),
        ("my mother died last month", "a death in the family"),
        ("the parcel has not arrived", "has not arrived"),
        ("my router is not working", "it does not work"),
        ("card four" + " one" * 15, "card ending 1111"),
    ],
)  # fmt: skip
def test_hears(line: str, words: str) -> None:
    assert words in heard(line).fact_words


@pytest.mark.parametrize(
    ("line", "unwanted"),
    [
        ("i do not want a refund", "aim:refund"),
        ("i do not want to cancel", "aim:cancel"),
        ("nobody called me back", "aim:call-back"),
        ("it is the third time lucky thing", "contacts"),
        ("i will wait four days", "amount:4.00"),
        ("i have four seven two apples", "order:472"),
        ("i need to talk to my manager first", "supervisor:manager"),
    ],
)
def test_does_not_hear(line: str, unwanted: str) -> None:
    assert unwanted not in {fact.key for fact in heard(line).state.facts}


def test_the_agents_question_names_the_number() -> None:
    talk = Talk().agent("can i have your order number please").customer("four seven two nine one")
    assert play(talk).fact_words == ["order 47291"]
    talk = Talk().agent("and your full name").customer("david taylor i told your colleague that")
    assert "David Taylor" in play(talk).fact_words


def test_a_card_number_never_is_a_fact_in_full() -> None:
    played = heard(
        "my card number is four one one one one one one one one one one one one two three four"
    )
    assert "4111111111111234" not in "".join(
        f"{fact.key}{fact.value}{fact.words}" for fact in played.state.facts
    )
    assert "card ending 1234" in played.fact_words


def test_the_same_fact_twice_keeps_its_key_and_its_first_time() -> None:
    played = heard("i was charged twice", "i said i was charged twice")
    (fact,) = played.state.facts
    assert fact.key == "problem:double-charge"
    assert fact.utterance == 1


def test_more_calls_than_first_said() -> None:
    played = heard(
        "i told your colleague", "i called twice", "this is the fourth time i am calling"
    )
    assert [fact.words for fact in played.state.facts if fact.kind == "contacts"] == [
        "called four times"
    ]


def test_facts_point_at_the_words() -> None:
    played = heard("i was charged twice on tuesday")
    line = played.state.lines[0]
    by_key = {fact.key: fact for fact in played.state.facts}
    assert by_key["date:tuesday"].t == line.words[5].end
    assert by_key["problem:double-charge"].t == line.words[3].end


def test_facts_stay_out_of_repr() -> None:
    assert "47291" not in repr(heard("my order number is four seven two nine one").state)


@pytest.mark.parametrize(
    ("customer", "agent", "key"),
    [
        ("i was charged twice", "so we billed you two times", "problem:double-charge"),
        ("i was charged twice", "there was a double payment", "problem:double-charge"),
        ("it was forty five dollars", "forty five dollars each", "amount:45.00"),
        ("it was forty five dollars", "that is 45 then", "amount:45.00"),
        ("it was on tuesday", "and that was tuesday", "date:tuesday"),
        ("i called three times", "you called us three times", "contacts"),
        ("i called three times", "this is your third call", "contacts"),
        ("i called three times", "you had to call us several times", "contacts"),
        ("nobody called me back", "we promised to ring you", "promise-broken:no-call-back"),
        ("i want my money back", "you would like to be reimbursed", "aim:refund"),
        ("i want a refund", "i will send the money back to you", "aim:refund"),
        ("my order number is four seven two nine one", "ending in two nine one", "order:47291"),
        ("my new address is forty seven king street", "47 king street", "place:47 king street"),
        ("i want to talk to your manager", "you would like a supervisor", "supervisor:manager"),
        ("i need it by friday", "we will have it friday", "deadline:friday"),
    ],
)  # fmt: skip
def test_said_back_in_other_words(customer: str, agent: str, key: str) -> None:
    played = play(Talk().customer(customer).agent(agent))
    assert {fact.key for fact in played.state.facts if fact.said_back is not None} == {key}


@pytest.mark.parametrize(
    ("customer", "agent"),
    [
        ("i was charged twice", "which card did you pay with"),
        ("it was forty five dollars", "this can take five days"),
        ("i called three times", "i need to ask every time"),
        ("i want to close the account", "do you have the account number"),
        ("it was on tuesday", "how can i help you today"),
    ],
)
def test_not_said_back(customer: str, agent: str) -> None:
    played = play(Talk().customer(customer).agent(agent))
    assert all(fact.said_back is None for fact in played.state.facts)


def test_saying_it_before_the_customer_does_not_count() -> None:
    played = play(Talk().agent("were you charged twice").customer("yes i was charged twice"))
    assert played.state.facts[0].said_back is None


def test_a_summary_over_two_breaths() -> None:
    talk = Talk().customer("i was charged twice").agent("so you were charged").agent("twice")
    assert play(talk).state.facts[0].said_back is not None


def test_the_agent_ticks_a_fact_by_hand() -> None:
    talk = Talk().customer("i was charged twice").wait(2)
    talk.click(FactTicked(t=talk.t, key="problem:double-charge"))
    talk.click(FactTicked(t=talk.t, key="no-such-fact"))
    assert play(talk).state.facts[0].said_back == pytest.approx(talk.t)
