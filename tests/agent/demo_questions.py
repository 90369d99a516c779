"""Questions to the invented company in customers' own words, and what must come of them."""

ANSWERED = (
    ("Where is my order?", "order-status-and-tracking"),
    (
        "My parcel hasn't moved for days, the tracking link shows nothing",
        "order-status-and-tracking",
    ),
    (
        "The tracking page says it was delivered but there is nothing here",
        "order-status-and-tracking",
    ),
    ("I never got an order confirmation", "order-status-and-tracking"),
    ("How long does delivery to Germany take?", "delivery-times-and-costs"),
    ("what does shipping to the US cost", "delivery-times-and-costs"),
    ("Do you deliver to Australia?", "delivery-times-and-costs"),
    ("I'd like to return my grinder, how does that work?", "returns-and-refunds"),
    ("When will I get my refund?", "returns-and-refunds"),
    ("can I still cancel the order I placed this morning", "change-or-cancel-an-order"),
    ("I typed the wrong delivery address", "change-or-cancel-an-order"),
    ("My grinder arrived damaged, the lid is cracked", "damaged-wrong-or-missing-items"),
    ("you sent me the wrong item", "damaged-wrong-or-missing-items"),
    ("something is missing from my parcel", "damaged-wrong-or-missing-items"),
    ("How long is the warranty on the Kestrel?", "warranty"),
    ("How do I pause my coffee subscription?", "bean-subscription"),
    ("I want to cancel my Bean Round", "bean-subscription"),
    ("How do I descale the Kestrel?", "descale-the-kestrel"),
    ("The red light on my Kestrel is blinking", "lights-and-errors"),
    ("Heron hums but nothing comes out", "lights-and-errors"),
    ("what grind setting do I need for a moka pot", "grind-settings"),
    ("how do I clean my Wren", "clean-your-grinder"),
    ("i forgot my pasword", "password-and-sign-in"),
    ("How can I change the email address of my account?", "change-email-address"),
    ("Which payment methods do you accept?", "payment-methods"),
    ("my payment was declined twice", "payment-methods"),
    ("Can you send me an invoice with my VAT number?", "invoices-and-vat"),
    ("the discount code isn't accepted at checkout", "discount-codes-and-gift-cards"),
    ("Where do I buy spare burrs for the Heron?", "repairs-and-spare-parts"),
    ("Do businesses get a volume discount?", "business-orders"),
    ("How can I unsubscribe from the newsletter?", "privacy-and-your-data"),
    ("Do you take back old machines?", "sustainability-and-take-back"),
)

ABSTAINED = (
    # Nobody has written about it.
    "Do you sell tea kettles?",
    "Is there a student discount?",
    "Do you have an Android app?",
    "Which milk frother do you recommend?",
    "Does the Heron come in pink?",
    "How loud is the Heron in decibels?",
    "Are you hiring at the moment?",
    "Who founded the company?",
    "Can I use the Kestrel on a boat?",
    "Do you teach barista courses?",
    "Will there be a Black Friday sale this year?",
    # Only an internal article knows.
    "How much goodwill can an agent give me?",
    "Can I have the WARMHANDS voucher?",
    "Do you accept a late return until day 44?",
    "What is a grace repair?",
    "How do your fraud checks decide which orders are held?",
    # Only a draft knows.
    "How do I join the Roost Club?",
    "How many seeds do I need for a reward?",
)

INTERNAL_WORDS = ("WARMHANDS", "day 44", "goodwill", "grace repair", "Roost Club", "300 seeds")
