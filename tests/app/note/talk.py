"""What was said in two written calls: (who, start, end, words) with times in seconds.

Fixed on purpose, so that the golden notes do not move when the sample calls are spoken anew.
"""

CHARGED_TWICE = (
    (
        "agent",
        0.8,
        6.4,
        (
            "Hello, thank you for calling customer service. My name is Daniel. How "
            "can I help you today?"
        ),
    ),
    (
        "customer",
        7.1,
        12.0,
        "Hello Daniel. This is the third time I am calling about the same thing.",
    ),
    ("customer", 12.4, 17.1, "I was charged twice on Tuesday. Forty five dollars, two times."),
    ("agent", 17.9, 20.9, "Okay. Can I have your order number, please?"),
    ("customer", 21.5, 24.8, "Yes. My order number is four seven two nine one."),
    ("agent", 25.5, 27.4, "Thank you. And your full name?"),
    (
        "customer",
        27.9,
        32.7,
        "David Taylor. I told your colleague last week, and the one before that.",
    ),
    (
        "agent",
        33.3,
        39.4,
        (
            "I need to ask every time. First I check the order, then I check the "
            "payment, and after that I can"
        ),
    ),
    ("customer", 37.9, 41.2, "I am sorry, but I have explained all of this before."),
    ("customer", 41.6, 45.5, "You promised to call me back yesterday, and nobody called me back."),
    ("agent", 46.2, 50.8, "I understand. Let me look at your account. One moment, please."),
    ("customer", 60.4, 62.0, "Hello? Are you still there?"),
    ("agent", 62.5, 67.4, "Yes, I am here. The system is slow today. Which card did you pay with?"),
    ("customer", 68.0, 70.3, "My card number again? Okay."),
    (
        "customer",
        70.8,
        75.4,
        "It is four one one one, one one one one, one one one one, one one one one.",
    ),
    (
        "agent",
        76.2,
        83.0,
        (
            "Thank you. This can take five to seven days. We have to ask the bank "
            "first, and you will have to wait until"
        ),
    ),
    ("customer", 81.3, 83.8, "No. With respect, I am not waiting again."),
    (
        "customer",
        84.1,
        88.5,
        "I waited last week and I waited yesterday. You have my money. That is not right.",
    ),
    ("customer", 88.8, 90.9, "I want to talk to your manager, please."),
    ("agent", 91.5, 94.7, "I can ask my manager. What do you want us to do?"),
    (
        "customer",
        95.0,
        99.4,
        "I want a refund. I want my money back today. I have been very patient with you.",
    ),
    ("agent", 100.3, 104.2, "You are right, and I am sorry. Let me say it back to you."),
    ("agent", 104.6, 108.8, "You were charged twice on Tuesday, forty five dollars each time."),
    (
        "agent",
        109.2,
        116.7,
        (
            "You called us three times. We promised to call you back, and we did "
            "not. And now you want a refund. Is that right?"
        ),
    ),
    ("customer", 117.5, 120.2, "Yes. That is right. Thank you for listening."),
    (
        "agent",
        120.8,
        125.8,
        "I have started your refund today. You will get an email today to confirm it.",
    ),
    ("customer", 126.6, 130.8, "Okay. A refund today and an email today. That is all I want."),
    ("agent", 131.3, 134.0, "Do you still want to talk to my manager?"),
    ("customer", 134.7, 138.9, "No. Not if I get the email. Thank you, Daniel. Goodbye."),
    ("agent", 139.4, 142.0, "Thank you for your patience. Goodbye."),
)

BEREAVEMENT = (
    ("agent", 0.8, 5.6, "Hello, thank you for calling. This is Michael. How can I help you?"),
    ("customer", 6.8, 9.5, "Hello. I am calling about my mother."),
    ("customer", 11.9, 13.6, "My mother died last month."),
    ("agent", 14.9, 18.5, "I am very sorry to hear that. Take all the time you need."),
    (
        "customer",
        21.1,
        25.9,
        "Thank you. She had an account with you. I want to close the account.",
    ),
    ("agent", 26.9, 30.7, "Of course. I will help you with that. What was her name?"),
    ("customer", 32.2, 33.7, "Her name was Anna Lewis."),
    ("agent", 34.6, 39.1, "Thank you. Do you have her account number? It is okay if you do not."),
    ("customer", 41.9, 45.6, "I have it here. It is eight two five three one six."),
    (
        "agent",
        46.6,
        53.5,
        (
            "Thank you. I have found it. I will close the account today. You do "
            "not need to pay anything."
        ),
    ),
    (
        "customer",
        55.7,
        60.3,
        "Every week a letter comes with her name on it. It is very hard for me.",
    ),
    ("agent", 61.5, 65.8, "I am sorry that you had to see them. I will stop the letters now."),
    ("customer", 68.2, 70.5, "Thank you. You are very kind."),
    (
        "agent",
        71.5,
        79.0,
        (
            "Your mother died last month. I close her account today, and no more "
            "letters will come. Is that right?"
        ),
    ),
    ("customer", 80.6, 82.3, "Yes. That is right."),
    (
        "agent",
        83.2,
        89.1,
        "I will send you one email with all of this. You can call me again at any time.",
    ),
    ("customer", 91.1, 92.9, "Thank you. Goodbye."),
    ("agent", 93.7, 95.8, "Goodbye. Please take care."),
)
